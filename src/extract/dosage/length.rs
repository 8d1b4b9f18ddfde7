//! How long, and along what: time is typed before it is called a duration.
//!
//! “for 3 weeks” and “a 10 day course” are lengths of taking; “26 weeks along”, “2 weeks later”, “8 weeks postpartum”, “at nine weeks”, “for
//! five minutes” are none. “at nine weeks pregnant” is a start, “4.5 months into my pregnancy” and “until 36 weeks” an end, “the entire
//! pregnancy + 6 weeks after the birth” a course.

use super::{
    amount::{self, Amount},
    atom::Part,
    course::{Along, Time},
    fhir::Decimal,
    reader::Reader,
    vocabulary::{Roles, Word},
};
use crate::text::Gap;

/// The most doses or cycles that are counted.
const MOST_COUNTED: f64 = 100.0;
/// How many words a part of a pregnancy may have: "during my second and third one of these pregnancies".
const COURSE_WORDS: usize = 9;

impl Reader<'_> {
    /// Along a pregnancy, a trimester, a cycle: "for the entire pregnancy", "during my second and third pregnancies", "first trimester".
    pub(super) fn along(&self, at: usize) -> Option<(usize, Part)> {
        let opens = matches!(
            self.word(at)?,
            Word::For | Word::During | Word::Whole | Word::Ordinal(_) | Word::In
        );
        if !opens {
            return None;
        }
        let (mut which, mut whole, mut during) = (Vec::new(), false, false);
        for next in at..(at + COURSE_WORDS).min(self.end) {
            if next > at && self.gap(next).any(Gap(Gap::COMMA.0 | Gap::STOP.0 | Gap::PARAGRAPH.0)) {
                return None;
            }
            match self.word(next) {
                Some(Word::Whole) => whole = true,
                Some(Word::During) => {
                    during = true;
                    whole |= !self.reads(next, "during");
                }
                Some(Word::Ordinal(nth)) => which.push(nth),
                Some(Word::Other) if !self.reads(next, "other") => which.push(2),
                Some(Word::Number(_)) if next > at => {}
                Some(Word::Pregnancy) if whole || during || !which.is_empty() => {
                    return Some((next + 1, Part::Course { of: Along::Pregnancy, which, whole }));
                }
                Some(Word::Trimester) => {
                    return Some((next + 1, Part::Course { of: Along::Trimester, which, whole }));
                }
                Some(Word::Cycle) if self.word(next + 1) != Some(Word::Cycle) => {
                    let said = self.word(at) == Some(Word::For) || during;
                    return said
                        .then_some((next + 1, Part::Course { of: Along::Cycle, which, whole }));
                }
                Some(
                    Word::For
                    | Word::Determiner
                    | Word::Of
                    | Word::In
                    | Word::SomeOrdinal
                    | Word::Per
                    | Word::Or
                    | Word::And
                    | Word::Cycle,
                ) => {}
                Some(Word::TimeUnit("mo")) if which.len() == 1 && which[0] > 1 => {
                    let month = Time { value: Decimal(f64::from(which[0])), unit: "mo" };
                    let part =
                        Part::Within { of: Along::Pregnancy, from: month.clone(), to: month };
                    return Some((next + 1, part));
                }
                // "my 9th month" is "9" and "th"
                _ if self.is_number(next) => match self.nth(next) {
                    Some(nth) => which.push(nth),
                    None => return None,
                },
                None if ["th", "nd", "rd", "st"].iter().any(|ending| self.reads(next, ending)) => {}
                _ => return None,
            }
        }
        None
    }

    /// The number of "9th", which is two tokens.
    fn nth(&self, at: usize) -> Option<u32> {
        let ending = at + 1 < self.end
            && self.gap(at + 1) == Gap::default()
            && ["th", "nd", "rd", "st"].iter().any(|ending| self.reads(at + 1, ending));
        if ending { self.document.word(at).parse().ok() } else { None }
    }

    /// "for 3 weeks", "for the first 2-3 months", "for a year", "x 5 days", "a 10 day course"; never minutes or hours, which no course lasts.
    pub(super) fn duration(&self, at: usize) -> Option<(usize, Part)> {
        self.duration_at(at).filter(
            |(_, part)| matches!(part, Part::Duration { amount, .. } if amount.least() > 0.0),
        )
    }

    fn duration_at(&self, at: usize) -> Option<(usize, Part)> {
        if self.has_before(at, Roles::EXCEPT) {
            return None;
        }
        if let Some(found) = self.duration_run_together(at) {
            return Some(found);
        }
        let (word, after) = self.lex(at).unwrap_or((Word::Of, at));
        let opened = match word {
            Word::For => true,
            Word::MoreThan => self.reads(at, "over"),
            // "x 5 days", "times 2 weeks"
            Word::TimesSign => {
                let number =
                    self.is_number(after) || matches!(self.word(after), Some(Word::Number(_)));
                number && self.joined(after) && !matches!(self.before(at), Some(Word::Number(_)))
            }
            _ => false,
        };
        if !opened {
            return self.bare_duration(at);
        }
        let mut from = after;
        let (mut at_most, mut more_than) = (false, false);
        while let Some((word, end)) = self.lex(from) {
            match word {
                Word::Determiner | Word::About | Word::SomeOrdinal | Word::Ordinal(1) => {}
                Word::UpTo | Word::Most => at_most = true,
                Word::MoreThan => more_than = true,
                _ => break,
            }
            from = end;
        }
        let (amount, end) = match self.lex(from) {
            Some((Word::Per, end))
                if matches!(self.word(end), Some(Word::TimeUnit(_) | Word::Fortnight)) =>
            {
                (Amount::of(1.0), end)
            }
            Some((Word::Per, end)) if self.word(end) == Some(Word::Whole) => {
                (Amount::of(1.0), end + 1)
            }
            // "for week", "for the first week"
            Some((Word::TimeUnit(_) | Word::Fortnight, _))
                if word == Word::For && !self.is_plural(from) =>
            {
                (Amount::of(1.0), from)
            }
            _ => self.amount(from)?,
        };
        let end = self.skip(end, Word::About);
        let end =
            if self.reads(end, "more") || self.reads(end, "consecutive") || self.reads(end, "full")
            {
                end + 1
            } else {
                end
            };
        let (unit, end) = self.course_unit(end)?;
        let amount = match (at_most, word) {
            (true, _) => Amount::up_to(amount.most()),
            _ if unit == "2wk" => amount.times(2.0),
            _ => amount,
        };
        let unit = if unit == "2wk" { "wk" } else { unit };
        let part = Part::Duration { amount, unit, more_than, bare: false };
        let end = if self.word(end) == Some(Word::Total) { end + 1 } else { end };
        (!self.is_elsewhere(end)).then_some((end, part))
    }

    /// "for 3 doses", "x 1 dose", "x3", "two doses", "every 3 weeks for 16 cycles": how often in all.
    pub(super) fn count(&self, at: usize) -> Option<(usize, Part)> {
        let whole = |count: &f64| count.fract() == 0.0 && (1.0..=MOST_COUNTED).contains(count);
        if let Some(count) =
            self.written(at).strip_prefix(['x', 'X']).and_then(|count| count.parse().ok())
            && whole(&count)
            && self.course_unit(at + 1).is_none()
            && !(self.gap(at) == Gap::default() && at > self.first)
        {
            return Some((at + 1, Part::Count(count)));
        }
        let opened = self.past(at, Word::For).or_else(|| self.past(at, Word::TimesSign));
        let (count, end) = self.number(opened.unwrap_or(at)).filter(|(count, _)| whole(count))?;
        let cycles = opened.is_some() && matches!(self.before(at), Some(Word::TimeUnit(_)));
        match self.lex(end).filter(|_| self.joined(end)) {
            Some((Word::Form("dose"), after)) => {
                // "two doses a day" is how often, "one dose of 60 mg" how much
                let of = self.word(after) == Some(Word::Of) && after + 1 < self.end;
                let more = of || self.period(after).is_some();
                (!more).then_some((after, Part::Count(count)))
            }
            Some((Word::Cycle, after)) if cycles => Some((after, Part::Count(count))),
            None if opened.is_some()
                && self.word(at) == Some(Word::TimesSign)
                && end >= self.end =>
            {
                Some((end, Part::Count(count)))
            }
            _ => None,
        }
    }

    /// "x5 days", "x10d"
    fn duration_run_together(&self, at: usize) -> Option<(usize, Part)> {
        let rest = self.written(at).strip_prefix(['x', 'X'])?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let value = amount::digits(&rest[..digits])?;
        let (unit, end) = match &rest[digits..] {
            "" => self.course_unit(at + 1)?,
            "d" | "D" | "days" => ("d", at + 1),
            "wk" | "wks" | "weeks" => ("wk", at + 1),
            _ => return None,
        };
        let unit = if unit == "2wk" { return None } else { unit };
        let amount = Amount::of(value);
        Some((end, Part::Duration { amount, unit, more_than: false, bare: false }))
    }

    /// Does a unit of time have the ending of the plural?
    fn is_plural(&self, at: usize) -> bool {
        self.document.word(at).ends_with(['s', 'S'])
    }

    /// "4 months straight", "a 10 day course", "5 days" where a line ends with it.
    fn bare_duration(&self, at: usize) -> Option<(usize, Part)> {
        if let Some(found) = self.duration_by_the_calendar(at) {
            return Some(found);
        }
        let (amount, end) = self.amount(at)?;
        let (unit, end) = self.course_unit(end)?;
        let amount = if unit == "2wk" { amount.times(2.0) } else { amount };
        let unit = if unit == "2wk" { "wk" } else { unit };
        let part = |bare| Part::Duration { amount, unit, more_than: false, bare };
        match self.lex(end) {
            Some((Word::Total | Word::Course, end)) if self.joined(end - 1) => {
                Some((end, part(false)))
            }
            // "5 days a week" is how often, "3 days per cycle" too.
            Some((Word::Per | Word::Every | Word::Of, _)) if self.joined(end) => None,
            _ if self.reads(end, "on")
                || self.word(end) == Some(Word::Off)
                || self.is_elsewhere(end) =>
            {
                None
            }
            _ => Some((end, part(true))),
        }
    }

    /// "5/7", "2/52", "1/12": of the days of a week, the weeks and the months of a year, as British prescribers write it.
    fn duration_by_the_calendar(&self, at: usize) -> Option<(usize, Part)> {
        if !self.is_number(at) || !self.is_number(at + 1) || self.gap(at + 1) != Gap::SLASH {
            return None;
        }
        let value = amount::digits(self.written(at))?;
        let unit = match self.written(at + 1) {
            "7" => "d",
            "52" => "wk",
            "12" => "mo",
            _ => return None,
        };
        let part = Part::Duration { amount: Amount::of(value), unit, more_than: false, bare: true };
        Some((at + 2, part))
    }

    /// What stands behind a length of time that is none of taking: "pregnant", "later", "before", "into".
    fn is_elsewhere(&self, end: usize) -> bool {
        self.joined(end)
            && (matches!(
                self.word(end),
                Some(
                    Word::Pregnant
                        | Word::After
                        | Word::Into
                        | Word::Old
                        | Word::Postpartum
                        | Word::Before
                )
            ) || self.has(end, Roles::WAITING)
                || self.has(end, Roles::APART))
    }

    /// A unit that a course lasts: days, weeks, months, years; `2wk` for fortnights.
    pub(super) fn course_unit(&self, at: usize) -> Option<(&'static str, usize)> {
        if !self.joined(at) {
            return None;
        }
        match self.lex(at)? {
            (Word::TimeUnit(unit), end) if !matches!(unit, "min" | "h") => Some((unit, end)),
            // "for 4 mornings"
            (Word::PartOfDay("NIGHT" | "MORN" | "EVE"), end) if self.is_plural(at) => {
                Some(("d", end))
            }
            (Word::Fortnight, end) => Some(("2wk", end)),
            _ => None,
        }
    }

    /// A number of days, weeks or months: "9 weeks", "about 4.5 months", "week 9".
    fn time(&self, at: usize) -> Option<(Time, usize)> {
        let mut from = at;
        while self.word(from) == Some(Word::About) {
            from += 1;
        }
        let (unit, number) = match self.lex(from) {
            Some((Word::TimeUnit(unit), after)) if matches!(unit, "d" | "wk" | "mo") => {
                (Some(unit), after)
            }
            _ => (None, from),
        };
        let (value, end) = self.number(number)?;
        let (unit, end) = match unit {
            Some(unit) => (unit, end),
            None => self.course_unit(end).filter(|(unit, _)| *unit != "2wk")?,
        };
        Some((Time { value: Decimal(value), unit }, end))
    }

    /// What a time is told of, if the words behind it say so: "pregnant", "of my pregnancy", "old"; and where they end.
    fn told_of(&self, end: usize) -> (Option<Along>, usize) {
        match self.lex(end).filter(|_| self.joined(end)) {
            Some((Word::Pregnant | Word::Pregnancy, end)) => (Some(Along::Pregnancy), end),
            Some((Word::Old, end)) => (Some(Along::Age), end),
            Some((Word::Of | Word::In | Word::Into, next)) => {
                let next = self.skip(next, Word::Determiner);
                match self.lex(next) {
                    Some((Word::Pregnancy | Word::Pregnant, end)) => (Some(Along::Pregnancy), end),
                    _ => (None, end),
                }
            }
            _ => (None, end),
        }
    }

    /// "until 36 weeks", "(generally) to 12 weeks or so", "4.5 months into my pregnancy", "from 6 to 12 weeks", "since 9 weeks".
    pub(super) fn until(&self, at: usize) -> Option<(usize, Part)> {
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
        let (word, from) = self.lex(at)?;
        match word {
            Word::Until | Word::UpTo => {}
            Word::To
                if self.has_before(at, Roles::BEARING) || self.before(at) == Some(Word::During) => {
            }
            Word::During if self.reads(at, "through") => {}
            Word::From | Word::Since => return self.from(from, word),
            _ => return None,
        }
        let (to, end) = self.time(from)?;
        if word == Word::UpTo && !matches!(self.told_of(end).0, Some(Along::Pregnancy)) {
            return None; // "up to 2 weeks" says how long, not until when
        }
        if self.is_elsewhere(end) && self.told_of(end).0.is_none() {
            return None;
        }
        let (of, mut end) = self.told_of(end);
        if self.word(end) == Some(Word::Or) && self.reads(end + 1, "so") {
            end += 2;
        }
        Some((end, Part::Until { to, of }))
    }

    /// Behind "from" or "since": "6 weeks to 12 weeks", "12 weeks".
    fn from(&self, at: usize, opened: Word) -> Option<(usize, Part)> {
        // "from 6 to 12 weeks", "from weeks 6-12"
        let (amount, end) = match self.lex(at) {
            Some((Word::TimeUnit(_), after)) => self.amount(after)?,
            _ => self.amount(at)?,
        };
        if let (Some(low), Some(high)) = (amount.low, amount.high) {
            let (unit, end) = match self.lex(at) {
                Some((Word::TimeUnit(unit), _)) => (unit, end),
                _ => self.course_unit(end).filter(|(unit, _)| *unit != "2wk")?,
            };
            let (of, end) = self.told_of(end);
            let time = |value| Time { value: Decimal(value), unit };
            let of = of.filter(|_| matches!(unit, "wk" | "mo"))?;
            return Some((end, Part::Within { of, from: time(low), to: time(high) }));
        }
        let (from, end) = self.time(at)?;
        let (of, end) = self.told_of(end);
        if self.is_elsewhere(end) {
            return None;
        }
        if matches!(self.word(end), Some(Word::To | Word::Until | Word::During))
            && let Some((to, end)) = self.time(end + 1)
            && to.unit == from.unit
        {
            let (later, end) = self.told_of(end);
            let of = of.or(later);
            return of.map(|of| (end, Part::Within { of, from, to }));
        }
        // "from 6 weeks": of a pregnancy, if the post speaks of one
        (opened == Word::Since || of.is_some() || from.unit == "wk")
            .then_some((end, Part::From { from, of }))
    }

    /// "days 3-7", "cd 3-7", "days 1-14 of my cycle": of a cycle.
    pub(super) fn cycle_days(&self, at: usize) -> Option<(usize, Part)> {
        let written = self.written(at);
        let run_together = written.get(2..).filter(|_| written[..2].eq_ignore_ascii_case("cd"));
        let (amount, end) = if let Some(low) = run_together.and_then(amount::digits) {
            let high = self.range_goes_on(at + 1).and_then(|next| self.number(next));
            match high {
                Some((high, end)) if high > low => {
                    (Amount { low: Some(low), high: Some(high) }, end)
                }
                _ => return None,
            }
        } else if self.reads(at, "cd") || self.reads(at, "days") {
            self.amount(at + 1)?
        } else {
            return None;
        };
        let (low, high) = (amount.low?, amount.high?);
        let of = self.past(end, Word::Of).map(|next| self.skip(next, Word::Determiner));
        let told = of.filter(|&next| matches!(self.word(next), Some(Word::Cycle)));
        if !self.reads(at, "days")
            || told.is_some()
            || high <= 21.0 && self.before(at) == Some(Word::Cycle)
        {
            let day = |value| Time { value: Decimal(value), unit: "d" };
            let end = told.map_or(end, |cycle| cycle + 1);
            return Some((end, Part::Within { of: Along::Cycle, from: day(low), to: day(high) }));
        }
        None
    }

    /// "6 weeks after the birth", "6 weeks postpartum"
    pub(super) fn after(&self, at: usize) -> Option<(usize, Part)> {
        let from = self.past(at, Word::For).or_else(|| self.past(at, Word::Until)).unwrap_or(at);
        let (time, end) = self.time(from)?;
        if self.is(end, Word::Postpartum) {
            return Some((end + 1, Part::After(time)));
        }
        if !self.is(end, Word::After) {
            return None;
        }
        let last = (end + 1..(end + 5).min(self.end))
            .find(|&next| matches!(self.word(next), Some(Word::Birth | Word::Postpartum)))?;
        Some((last + 1, Part::After(time)))
    }

    /// "at nine weeks pregnant", "at age 12"
    pub(super) fn start(&self, at: usize) -> Option<(usize, Part)> {
        if self.has(at, Roles::CONDITIONAL) {
            return self.start_at_age(at + 1);
        }
        let from = self.past(at, Word::At)?;
        if self.reads(from, "age") || self.reads(from, "the") && self.reads(from + 1, "age") {
            let from =
                if self.reads(from, "age") { from + 1 } else { self.skip(from + 2, Word::Of) };
            let (value, end) = self.number(from)?;
            let (unit, end) = self.course_unit(end).unwrap_or(("a", end));
            return Some((
                end,
                Part::Start { at: Time { value: Decimal(value), unit }, of: Some(Along::Age) },
            ));
        }
        let (time, end) = self.time(from)?;
        let (of, end) = self.told_of(end);
        Some((end, Part::Start { at: time, of }))
    }

    /// Behind "when": "I was 14", "she was 10 weeks pregnant".
    fn start_at_age(&self, at: usize) -> Option<(usize, Part)> {
        let told = self.has(at, Roles::PERSON) && self.reads(at + 1, "was");
        let (value, end) = told.then(|| self.number(at + 2))??;
        let (unit, end) = match self.course_unit(end) {
            Some(found) => found,
            None => ("a", end),
        };
        let (of, after) = self.told_of(end);
        let of = match (of, unit) {
            (None, "a") | (Some(Along::Age), _) => Along::Age,
            (Some(Along::Pregnancy), "wk" | "mo") => Along::Pregnancy,
            _ => return None,
        };
        Some((after, Part::Start { at: Time { value: Decimal(value), unit }, of: Some(of) }))
    }
}
