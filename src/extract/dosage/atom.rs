//! The parts of dosing statements: how often, how much, how long, when, where.
//!
//! Each part is read where it begins, from left to right, the longest reading first; whether it is part of a dosing statement at all is
//! decided later, by what stands around it.

use super::{
    amount::Amount,
    course::{Along, Time},
    fhir::Decimal,
    words::{Word, Words},
};
use crate::text::{Document, Gap, Shape};

/// A part, and the tokens it stands in.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) part: Part,
}

/// What a part says.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// How often: times, in a period; and what part of the day that implies.
    Frequency {
        times: Amount,
        period: Amount,
        unit: &'static str,
        when: Option<&'static str>,
        injection: bool,
        latin: bool,
    },
    /// No more often than.
    AtMost { times: f64, period: f64, unit: &'static str },
    /// How much of what.
    Dose { amount: Amount, unit: Option<&'static str> },
    /// A part of the day.
    When { code: &'static str, latin: bool },
    /// A day of the week.
    Day(&'static str),
    /// How long.
    Duration { amount: Amount, unit: &'static str },
    /// Along a pregnancy or the like.
    Course { of: Along, which: Vec<u32>, whole: bool },
    /// Which month or week of a pregnancy.
    Within(Time),
    /// Until when.
    Until { to: Time, of: Option<Along> },
    /// And how long after a birth.
    After(Time),
    /// How far along it begins.
    Start(Time),
    /// As needed.
    Needed,
    /// The way into the body.
    Route(&'static str),
    /// The place on the body.
    Site(usize),
}

pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) words: &'a Words,
    /// One past the last token of the sentence.
    pub(super) end: usize,
}

/// A bare number of this size behind the name of a drug is its strength, unless it may be a year; a smaller one may count anything.
const STRENGTHS: std::ops::RangeInclusive<f64> = 2.0..=50_000.0;
const YEARS: std::ops::RangeInclusive<f64> = 1_900.0..=2_100.0;
/// How often in a period anything is taken at the most.
const MOST_TIMES: f64 = 24.0;
/// Things that are daily and no medicine.
const DAILY_LIFE: &[&str] = &[
    "life",
    "lives",
    "routine",
    "routines",
    "activities",
    "struggle",
    "struggles",
    "reminder",
    "mail",
    "news",
    "living",
    "chores",
    "commute",
];

impl Reader<'_> {
    pub(super) fn word(&self, at: usize) -> Option<Word> {
        if at >= self.end {
            return None;
        }
        self.words.get(self.document.tokens[at].symbol)
    }

    pub(super) fn text(&self, at: usize) -> String {
        if at < self.end { self.document.word(at).to_ascii_lowercase() } else { String::new() }
    }

    /// May a part run on from the token before `at` to `at`?
    pub(super) fn joined(&self, at: usize) -> bool {
        const PARTS: Gap = Gap(Gap::STOP.0
            | Gap::QUESTION.0
            | Gap::EXCLAMATION.0
            | Gap::PARAGRAPH.0
            | Gap::COMMA.0
            | Gap::COLON.0);
        at < self.end && {
            let gap = self.document.tokens[at].gap;
            // "2 mg. twice" goes on behind the abbreviation.
            !Gap(gap.0 & !Gap::STOP.0).any(PARTS)
        }
    }

    pub(super) fn is(&self, at: usize, word: Word) -> bool {
        self.joined(at) && self.word(at) == Some(word)
    }

    /// "a day", "per week", "every 2 weeks", "daily", "each night": a period, from `at`; what it is counted in, and where it ends.
    fn period(&self, at: usize) -> Option<(Amount, &'static str, Option<&'static str>, usize)> {
        if !self.joined(at) {
            return None;
        }
        match self.word(at)? {
            Word::Adverb(_, period, unit) => Some(((period, None), unit, self.nightly(at), at + 1)),
            Word::Unit(unit) if self.document.tokens[at].gap.joins() => {
                Some(((1.0, None), unit, None, at + 1))
            } // "2x day", "3 times/day"
            // "a day after", "a week ago" is a place in time.
            Word::Per
                if matches!(
                    self.text(at + 2).as_str(),
                    "ago" | "after" | "later" | "before" | "early" | "late"
                ) =>
            {
                None
            }
            Word::Per => match self.word(at + 1)? {
                Word::Unit(unit) if self.joined(at + 1) => Some(((1.0, None), unit, None, at + 2)),
                Word::When(code) if self.joined(at + 1) && code != "C" => {
                    Some(((1.0, None), "d", Some(code), at + 2))
                }
                _ => None,
            },
            Word::Every => {
                let (amount, end) = match self.word(at + 1) {
                    Some(Word::Alternate) => ((2.0, None), at + 2),
                    Some(Word::Ordinal(nth)) if nth > 1 => ((f64::from(nth), None), at + 2),
                    _ => self.amount(at + 1).unwrap_or(((1.0, None), at + 1)),
                };
                match self.word(end)? {
                    Word::Unit(unit) if self.joined(end) => Some((amount, unit, None, end + 1)),
                    Word::When(code) if self.joined(end) && code != "C" => {
                        Some((amount, "d", Some(code), end + 1))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn nightly(&self, at: usize) -> Option<&'static str> {
        (self.text(at) == "nightly").then_some("NIGHT")
    }

    /// The part that begins at `at`.
    pub(super) fn atom(&self, at: usize) -> Option<Atom> {
        if self.word(at).is_none() && !self.document.tokens[at].shape.any(Shape::NUMBER) {
            return None;
        }
        let found = self
            .at_most(at)
            .or_else(|| self.frequency(at))
            .or_else(|| self.after(at))
            .or_else(|| self.along(at))
            .or_else(|| self.duration(at))
            .or_else(|| self.until(at))
            .or_else(|| self.start(at))
            .or_else(|| self.dose(at))
            .or_else(|| self.when(at))
            .or_else(|| self.manner(at));
        found.map(|(end, part)| Atom { first: at, end, part })
    }

    /// "up to 3 a day", "no more than 4 times daily"
    fn at_most(&self, at: usize) -> Option<(usize, Part)> {
        if self.word(at) != Some(Word::Bound) {
            return None;
        }
        let from = match (
            self.text(at).as_str(),
            self.text(at + 1).as_str(),
            self.text(at + 2).as_str(),
        ) {
            ("no" | "not", "more", "than") => at + 3,
            ("up", "to", _) | ("maximum" | "max", "of", _) => at + 2,
            ("maximum" | "max", ..) => at + 1,
            _ => return None,
        };
        let (times, end) = self.number(from)?;
        let end =
            if matches!(self.word(end), Some(Word::TimesSign | Word::Form(_) | Word::Injection)) {
                end + 1
            } else {
                end
            };
        let (period, unit, _, end) = self.period(end)?;
        Some((end, Part::AtMost { times, period: period.0, unit }))
    }

    fn frequency(&self, at: usize) -> Option<(usize, Part)> {
        let frequency =
            |times,
             (period, unit, when, end): (Amount, &'static str, Option<&'static str>, usize),
             injection| {
                Some((end, Part::Frequency { times, period, unit, when, injection, latin: false }))
            };
        match self.word(at) {
            Some(Word::Times(times)) => {
                return frequency((times, None), self.period(at + 1)?, false);
            }
            Some(Word::Every) => return frequency((1.0, None), self.period(at)?, false),
            Some(Word::Adverb(..)) => {
                if DAILY_LIFE.contains(&self.text(at + 1).as_str()) {
                    return None;
                }
                let (period, unit, when, end) =
                    self.period(at).or_else(|| match self.word(at)? {
                        Word::Adverb(_, period, unit) => {
                            Some(((period, None), unit, self.nightly(at), at + 1))
                        }
                        _ => None,
                    })?;
                let end = end + usize::from(self.text(end) == "basis");
                return frequency(
                    (1.0, None),
                    (period, unit, when, end),
                    matches!(self.word(end), Some(Word::Injection)),
                );
            }
            Some(Word::Latin(times, period, unit)) => {
                let part = Part::Frequency {
                    times: (times, None),
                    period: (period, None),
                    unit,
                    when: None,
                    injection: false,
                    latin: true,
                };
                return Some((at + 1, part));
            }
            // "40 mg shot a day"
            Some(word @ (Word::Injection | Word::Form(_))) => {
                return frequency(
                    (1.0, None),
                    self.period(at + 1).filter(|&(_, unit, ..)| unit != "h")?,
                    word == Word::Injection,
                );
            }
            _ => {}
        }
        let (times, end) = self.amount(at)?;
        if !(1.0..=MOST_TIMES).contains(&times.0) {
            return None; // "325 a day" is a strength, "1/2 a day" a dose
        }
        match self.word(end)? {
            Word::TimesSign if self.joined(end) => frequency(times, self.period(end + 1)?, false),
            Word::Injection if self.joined(end) => frequency(times, self.period(end + 1)?, true),
            Word::Per => frequency(
                times,
                self.period(end).filter(|&(_, unit, ..)| matches!(unit, "d" | "wk"))?,
                false,
            ), // "2 a day"
            _ => None,
        }
    }

    /// Along a pregnancy, a trimester, a cycle: "for the entire pregnancy", "during my second and third pregnancies", "first trimester".
    fn along(&self, at: usize) -> Option<(usize, Part)> {
        let opens =
            matches!(self.word(at)?, Word::For | Word::During | Word::Whole | Word::Ordinal(_));
        if !opens && self.text(at) != "in" {
            return None;
        }
        let (mut which, mut whole, mut during) = (Vec::new(), false, false);
        for next in at..(at + 9).min(self.end) {
            if next > at
                && self.document.tokens[next]
                    .gap
                    .any(Gap(Gap::COMMA.0 | Gap::STOP.0 | Gap::PARAGRAPH.0))
            {
                return None;
            }
            match self.word(next) {
                Some(Word::Whole) => whole = true,
                Some(Word::During) => {
                    during = true;
                    whole |= self.text(next) != "during";
                }
                Some(Word::Ordinal(nth)) => which.push(nth),
                Some(Word::Alternate) if self.text(next) != "other" => which.push(2),
                Some(Word::Number(_)) if next > at => {}
                Some(Word::Pregnancy) if whole || during || !which.is_empty() => {
                    return Some((next + 1, Part::Course { of: Along::Pregnancy, which, whole }));
                }
                Some(Word::Trimester) => {
                    return Some((next + 1, Part::Course { of: Along::Trimester, which, whole }));
                }
                Some(Word::Cycle) if !matches!(self.word(next + 1), Some(Word::Cycle)) => {
                    let said = self.word(at) == Some(Word::For) || during;
                    return said
                        .then_some((next + 1, Part::Course { of: Along::Cycle, which, whole }));
                }
                Some(
                    Word::For
                    | Word::Determiner
                    | Word::SomeOrdinal
                    | Word::Per
                    | Word::Or
                    | Word::Cycle,
                ) => {}
                Some(Word::Unit("mo")) if which.len() == 1 && which[0] > 1 => {
                    return Some((
                        next + 1,
                        Part::Within(Time { value: Decimal(f64::from(which[0])), unit: "mo" }),
                    ));
                }
                None if matches!(
                    self.text(next).as_str(),
                    "and" | "one" | "th" | "nd" | "rd" | "st"
                ) => {}
                // "my 9th month" is "9" and "th"
                None if self.document.tokens[next].shape.any(Shape::NUMBER)
                    && next + 1 < self.end
                    && matches!(self.text(next + 1).as_str(), "th" | "nd" | "rd" | "st")
                    && self.document.tokens[next + 1].gap == Gap::default() =>
                {
                    which.push(self.document.word(next).parse().ok()?);
                }
                _ => return None,
            }
        }
        None
    }

    /// "for 3 weeks", "for the first 2-3 months", "for a year"; never minutes or hours, which no course lasts.
    fn duration(&self, at: usize) -> Option<(usize, Part)> {
        let (amount, unit, end) = if self.word(at) == Some(Word::For) || self.text(at) == "over" {
            let mut from = at + 1;
            while matches!(
                self.word(from),
                Some(Word::Determiner | Word::About | Word::SomeOrdinal | Word::Ordinal(1))
            ) {
                from += 1;
            }
            let (amount, end) = match self.word(from) {
                Some(Word::Per) if matches!(self.word(from + 1), Some(Word::Unit(_))) => {
                    ((1.0, None), from + 1)
                }
                _ => self.amount(from)?,
            };
            (amount, self.course_unit(end)?, end + 1)
        } else {
            let (amount, end) = self.amount(at)?;
            let straight = matches!(self.text(end + 1).as_str(), "straight" | "total" | "running");
            (amount, self.course_unit(end).filter(|_| straight)?, end + 2)
        };
        let elsewhere = matches!(
            self.word(end),
            Some(Word::Pregnant | Word::Waiting | Word::After | Word::Into)
        ) || matches!(
            self.text(end).as_str(),
            "before" | "apart" | "mark" | "marker" | "point" | "stage" | "scan"
        );
        (!elsewhere).then_some((end, Part::Duration { amount, unit }))
    }

    fn course_unit(&self, at: usize) -> Option<&'static str> {
        match self.word(at)? {
            Word::Unit(unit) if self.joined(at) && !matches!(unit, "min" | "h") => Some(unit),
            _ => None,
        }
    }

    /// A number of days, weeks or months.
    fn time(&self, at: usize) -> Option<(Time, usize)> {
        let mut from = at;
        while self.word(from) == Some(Word::About) {
            from += 1;
        }
        let (value, end) = self.number(from)?;
        Some((Time { value: Decimal(value), unit: self.course_unit(end)? }, end + 1))
    }

    /// "until 36 weeks", "(generally) to 12 weeks or so", "4.5 months into my pregnancy"
    fn until(&self, at: usize) -> Option<(usize, Part)> {
        if let Some((time, end)) = self.time(at)
            && self.is(end, Word::Into)
        {
            let along = (end..(end + 7).min(self.end))
                .find(|&next| self.word(next) == Some(Word::Pregnancy));
            return Some(match along {
                Some(last) => (last + 1, Part::Until { to: time, of: Some(Along::Pregnancy) }),
                None => (end + 1, Part::Until { to: time, of: None }),
            });
        }
        let said = match self.word(at)? {
            Word::Until => true,
            Word::To => {
                let before = at
                    .checked_sub(1)
                    .map(|before| self.document.word(before).to_ascii_lowercase())
                    .unwrap_or_default();
                matches!(
                    before.as_str(),
                    "generally" | "usually" | "continued" | "continue" | "up" | "through" | "on"
                )
            }
            _ => false,
        };
        if !said {
            return None;
        }
        let (to, mut end) = self.time(at + 1)?;
        let of = matches!(self.word(end), Some(Word::Pregnant | Word::Pregnancy))
            .then_some(Along::Pregnancy);
        end += usize::from(of.is_some());
        if self.text(end) == "or" && self.text(end + 1) == "so" {
            end += 2;
        }
        Some((end, Part::Until { to, of }))
    }

    /// "6 weeks after the birth", "6 weeks postpartum"
    fn after(&self, at: usize) -> Option<(usize, Part)> {
        let from = if self.word(at) == Some(Word::For) { at + 1 } else { at };
        let (time, end) = self.time(from)?;
        if self.text(end) == "postpartum" {
            return Some((end + 1, Part::After(time)));
        }
        if !self.is(end, Word::After) {
            return None;
        }
        let last = (end + 1..(end + 5).min(self.end)).find(|&next| {
            self.word(next) == Some(Word::Birth)
                || matches!(self.text(next).as_str(), "born" | "partum" | "birthing")
        })?;
        Some((last + 1, Part::After(time)))
    }

    /// What stands bare behind the name of a drug: "metformin 500", "zithromax 5 days".
    pub(super) fn behind_drug(&self, at: usize) -> Option<Atom> {
        let (amount, end) = self.amount(at)?;
        let cyclic = matches!(self.word(end + 1), Some(Word::Per | Word::Every))
            || matches!(self.text(end + 1).as_str(), "on" | "off");
        if cyclic && self.course_unit(end).is_some() {
            return None; // "5 days a week", "3 days on, 4 off"
        }
        if let Some(unit) = self.course_unit(end) {
            return Some(Atom { first: at, end: end + 1, part: Part::Duration { amount, unit } });
        }
        let counted = matches!(
            self.word(end),
            Some(
                Word::TimesSign
                    | Word::Unit(_)
                    | Word::Form(_)
                    | Word::DoseUnit(_)
                    | Word::Injection
                    | Word::When(_)
            )
        ) && self.joined(end);
        let bare = self.document.tokens[at].shape.any(Shape::NUMBER)
            && STRENGTHS.contains(&amount.0)
            && !YEARS.contains(&amount.0)
            && !counted;
        bare.then_some(Atom { first: at, end, part: Part::Dose { amount, unit: None } })
    }

    /// "went up *to 150*", "cut it from 20 *to 10*": the dose that a change leads to.
    pub(super) fn changed_to(&self, at: usize) -> Option<Atom> {
        (self.word(at)? == Word::To).then_some(())?;
        let (value, end) = self.number(at + 1)?;
        let counted = matches!(self.word(end), Some(Word::TimesSign | Word::Unit(_) | Word::Per))
            && self.joined(end);
        let unit = match self.word(end) {
            Some(Word::DoseUnit(unit) | Word::Form(unit)) if self.joined(end) => Some(unit),
            _ => None,
        };
        let end = end + usize::from(unit.is_some());
        (!counted).then_some(Atom {
            first: at,
            end,
            part: Part::Dose { amount: (value, None), unit },
        })
    }

    /// "at nine weeks pregnant"
    fn start(&self, at: usize) -> Option<(usize, Part)> {
        if self.word(at)? != Word::At {
            return None;
        }
        let (time, end) = self.time(at + 1)?;
        let end = end + usize::from(self.is(end, Word::Pregnant));
        Some((end, Part::Start(time)))
    }

    fn dose(&self, at: usize) -> Option<(usize, Part)> {
        let before = |back: usize| {
            at.checked_sub(back)
                .map(|at| self.document.word(at).to_ascii_lowercase())
                .unwrap_or_default()
        };
        if before(2) == "up" && before(1) == "to"
            || before(2) == "more" && before(1) == "than"
            || before(1).starts_with("max")
        {
            return None; // a bound is no dose
        }
        let (amount, end) = self.amount(at)?;
        if !self.joined(end) {
            return None;
        }
        let unit = match self.word(end)? {
            Word::DoseUnit(unit) | Word::Form(unit) => unit,
            Word::Injection => "injection",
            _ => return None,
        };
        // "a 20 mg tablet" is one tablet of 20 mg: the strength is the dose that is stated
        Some((end + 1, Part::Dose { amount, unit: Some(unit) }))
    }

    fn when(&self, at: usize) -> Option<(usize, Part)> {
        match self.word(at)? {
            // "5 a.m." is a time of the clock, told of one event more often than of a habit.
            Word::When("MORN" | "EVE")
                if at > 0 && self.document.tokens[at - 1].shape.any(Shape::NUMBER) =>
            {
                None
            }
            // "the food", "a meal", "that night" are events; a habit has a preposition.
            Word::When(code) => {
                let before = |back: usize| {
                    at.checked_sub(back)
                        .map(|at| self.document.word(at).to_ascii_lowercase())
                        .unwrap_or_default()
                };
                let said = match before(1).as_str() {
                    "at" | "before" | "after" | "with" | "each" | "every" | "and" | "&" => true,
                    "the" | "a" => matches!(before(2).as_str(), "in" | "at" | "during"),
                    "my" => matches!(before(2).as_str(), "with" | "before" | "after"),
                    _ => false,
                };
                said.then_some((at + 1, Part::When { code, latin: false }))
            }
            Word::LatinWhen(code) => Some((at + 1, Part::When { code, latin: true })),
            Word::Day(code) => Some((at + 1, Part::Day(code))),
            _ => None,
        }
    }

    fn manner(&self, at: usize) -> Option<(usize, Part)> {
        match self.word(at) {
            Some(Word::Needed) => {
                let before = at
                    .checked_sub(1)
                    .map(|before| self.document.word(before).to_ascii_lowercase())
                    .unwrap_or_default();
                (self.text(at) == "prn" || matches!(before.as_str(), "as" | "when" | "if"))
                    .then_some((at + 1, Part::Needed))
            }
            Some(Word::Route("oral")) if self.text(at) == "mouth" => {
                let by = at > 0 && self.document.word(at - 1).eq_ignore_ascii_case("by");
                by.then_some((at + 1, Part::Route("oral")))
            }
            Some(Word::Route(route)) => Some((at + 1, Part::Route(route))),
            Some(Word::Determiner | Word::Into)
                if matches!(self.text(at).as_str(), "in" | "into") =>
            {
                let part =
                    at + 1 + usize::from(matches!(self.word(at + 1), Some(Word::Determiner)));
                self.is(part, Word::Site).then_some((part + 1, Part::Site(part)))
            }
            _ => None,
        }
    }
}
