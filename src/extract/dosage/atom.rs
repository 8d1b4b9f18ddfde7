//! The parts of dosing statements: how often, how much, how long, when, where.
//!
//! Each part is read where it begins, from left to right, the longest reading first; whether it is part of a dosing statement at all is
//! decided later, by what stands around it.

use std::ops::Range;

use super::{
    amount::Amount,
    course::{Along, Time},
    reader::Reader,
    vocabulary::{Roles, Word},
};
use crate::text::Shape;

/// A part, and the tokens it stands in.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) part: Part,
}

/// How often.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frequency {
    pub(super) times: Amount,
    pub(super) period: Amount,
    pub(super) unit: &'static str,
    /// What part of the day that implies: “nightly”.
    pub(super) when: Option<&'static str>,
    /// Is it injections that are counted?
    pub(super) injection: bool,
    /// Is it clinicians' shorthand?
    pub(super) latin: bool,
    /// Is the number of times said, as in “once a day”, and not only the period, as in “a day”?
    pub(super) counted: bool,
}

/// How much at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dose {
    pub(super) amount: Amount,
    pub(super) unit: Option<&'static str>,
    /// What one of what is counted holds: “two 20 mg tablets”.
    pub(super) strength: Option<(f64, &'static str)>,
    /// What a measure comes in: “20 mg tablets”.
    pub(super) form: Option<&'static str>,
    /// Does it need other parts beside it, as “a pill” and “one” do?
    pub(super) weak: bool,
    /// Is the value worked out, as in “2 x 5 ml”, or the unit that of the step before?
    pub(super) inferred: bool,
}

/// What a part says.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Frequency(Frequency),
    /// More than once in a period, and not told how often: it takes its place and says nothing.
    Vague,
    /// No more than, in a period.
    AtMost {
        amount: f64,
        unit: Option<&'static str>,
        period: f64,
        period_unit: &'static str,
    },
    Dose(Dose),
    /// A part of the day or a meal; does it stand without a preposition, or as shorthand?
    When {
        code: &'static str,
        bare: bool,
        latin: bool,
    },
    /// A time of the clock, `HH:MM:SS`.
    Clock(String),
    /// Days of the week; `habit` if they are said to come again, as “Mondays” and “every Monday” are.
    Days {
        days: Vec<&'static str>,
        habit: bool,
    },
    /// How long; `bare` if nothing says that it is a length of taking.
    Duration {
        amount: Amount,
        unit: &'static str,
        more_than: bool,
        bare: bool,
    },
    /// Along a pregnancy or the like.
    Course {
        of: Along,
        which: Vec<u32>,
        whole: bool,
    },
    /// From one point to another of a pregnancy or a cycle.
    Within {
        of: Along,
        from: Time,
        to: Time,
    },
    /// Until when.
    Until {
        to: Time,
        of: Option<Along>,
    },
    /// From when.
    From {
        from: Time,
        of: Option<Along>,
    },
    /// And how long after a birth.
    After(Time),
    /// How far along it begins.
    Start {
        at: Time,
        of: Option<Along>,
    },
    /// As needed.
    Needed,
    /// How often in all.
    Count(f64),
    /// What else the patient is told.
    Instruction,
    /// What it is for, where no “for” says so: “prn pain”.
    Reason,
    /// The way into the body; `latin` if it is shorthand.
    Route {
        route: &'static str,
        latin: bool,
    },
    /// The place on the body, and the way into it that it implies.
    Site {
        tokens: Range<usize>,
        route: Option<&'static str>,
    },
}

impl Reader<'_> {
    /// May a token be shorthand with a number in it, as "q6h", "x5" and "cd3" are?
    fn is_run_together(&self, at: usize) -> bool {
        let opens = matches!(
            self.written(at).as_bytes().first(),
            Some(b'q' | b'Q' | b'c' | b'C' | b'x' | b'X')
        );
        opens && self.document.tokens[at].shape.any(Shape::DIGIT) || self.reads(at, "cd")
    }

    /// The part that begins at `at`. Which readers are asked depends on the word there, so that most words cost one look.
    pub(super) fn atom(&self, at: usize) -> Option<Atom> {
        let word = self.word(at);
        let found = match word {
            Some(Word::Most | Word::MaxDaily) => self.at_most(at).or_else(|| self.dose(at)),
            Some(Word::UpTo) => self
                .at_most(at)
                .or_else(|| self.frequency(at))
                .or_else(|| self.until(at))
                .or_else(|| self.dose(at)),
            Some(
                Word::Times(_)
                | Word::Every
                | Word::Q
                | Word::Adverb(_)
                | Word::Latin(_)
                | Word::Hourly
                | Word::Several,
            ) => self.frequency(at).or_else(|| self.when(at)).or_else(|| self.manner(at)),
            Some(Word::Number(_) | Word::Half | Word::Couple) => self.counted_part(at),
            Some(Word::For) => self
                .count(at)
                .or_else(|| self.after(at))
                .or_else(|| self.along(at))
                .or_else(|| self.duration(at)),
            Some(Word::TimesSign) => self.count(at).or_else(|| self.duration(at)),
            Some(Word::MoreThan) => self.duration(at),
            Some(Word::During | Word::Whole | Word::Ordinal(_)) => {
                self.along(at).or_else(|| self.until(at)).or_else(|| self.duration(at))
            }
            Some(Word::In) => self.along(at).or_else(|| self.manner(at)),
            Some(Word::Until) => self.after(at).or_else(|| self.until(at)),
            Some(Word::To) => self.until(at).or_else(|| self.manner(at)),
            Some(Word::From | Word::Since | Word::About) => self.until(at),
            Some(Word::At) => self.clock(at).or_else(|| self.start(at)).or_else(|| self.manner(at)),
            Some(Word::Per) => self.dose(at),
            Some(Word::Cycle | Word::TimeUnit(_)) => self.cycle_days(at).or_else(|| self.until(at)),
            Some(
                Word::When(_)
                | Word::LatinWhen(_)
                | Word::PartOfDay(_)
                | Word::Meal(_)
                | Word::Day(_),
            ) => self.when(at),
            Some(
                Word::Needed
                | Word::Instruction
                | Word::Stat
                | Word::Single
                | Word::Route(_)
                | Word::LatinRoute(_)
                | Word::Into
                | Word::Of
                | Word::OrganSite(_)
                | Word::Side,
            ) => self.manner(at),
            _ if self.is_number(at) => self.counted_part(at),
            None if self.is_run_together(at) => self
                .frequency(at)
                .or_else(|| self.count(at))
                .or_else(|| self.cycle_days(at))
                .or_else(|| self.duration(at)),
            _ if self.has(at, Roles::CONDITIONAL) => self.start(at),
            _ if self.has(at, Roles::UPON) => self.manner(at),
            _ => None,
        };
        found.map(|(end, part)| Atom { first: at, end, part })
    }

    /// The part that begins with a number. What stands behind the number tells which readers are worth asking; mostly none is.
    fn counted_part(&self, at: usize) -> Option<(usize, Part)> {
        let (_, end) = self.amount(at)?;
        match self.word(end) {
            None if !self.is_number(end) && !self.is_run_together(end) && !self.reads(end, "u") => {
                None
            }
            Some(Word::TimeUnit(_) | Word::Fortnight) => self
                .frequency(at)
                .or_else(|| self.after(at))
                .or_else(|| self.duration(at))
                .or_else(|| self.until(at))
                .or_else(|| self.dose(at)),
            Some(Word::DoseUnit(_)) => self.dose(at),
            _ => self
                .clock(at)
                .or_else(|| self.frequency(at))
                .or_else(|| self.count(at))
                .or_else(|| self.duration(at))
                .or_else(|| self.dose(at)),
        }
    }
}
