//! How often: “twice a day”, “every 4-6 hours”, “2 x's a day”, “q12h”, “5 days a week”; and how often at most.

use super::{
    amount::{Amount, is_one},
    atom::{Frequency, Part},
    reader::Reader,
    vocabulary::{Rate, Roles, Word},
};
use crate::text::Gap;

/// How often in a period anything is taken at the most.
const MOST_TIMES: f64 = 24.0;

/// A period: how many of which unit, the part of the day that it implies, and whether it is shorthand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    pub(super) amount: Amount,
    pub(super) unit: &'static str,
    when: Option<&'static str>,
}

impl Period {
    const fn one(unit: &'static str) -> Self {
        Self { amount: Amount::of(1.0), unit, when: None }
    }
}

impl Frequency {
    /// Nothing is taken every 0 hours, or 0 times.
    fn is_possible(&self) -> bool {
        self.period.least() > 0.0 && self.times.least() > 0.0
    }

    fn new(times: Amount, period: Period) -> Self {
        Self {
            times,
            period: period.amount,
            unit: period.unit,
            when: period.when,
            injection: false,
            latin: false,
            counted: true,
        }
    }

    fn of(rate: Rate) -> Self {
        Self {
            times: Amount::of(rate.times()),
            period: Amount::of(rate.period()),
            unit: rate.unit(),
            when: rate.when(),
            injection: false,
            latin: false,
            counted: false,
        }
    }
}

impl Reader<'_> {
    /// "a day", "per week", "every 2 weeks", "daily", "each night", "/day": a period, from `at`, and where it ends.
    pub(super) fn period(&self, at: usize) -> Option<(Period, usize)> {
        if !self.joined(at) {
            return None;
        }
        // "/24h"
        if self.gap(at) == Gap::SLASH && self.is_number(at) {
            let (amount, end) = self.amount(at)?;
            return self
                .time_unit(end)
                .map(|(unit, end)| (Period { amount, unit, when: None }, end));
        }
        let (word, end) = self.lex(at)?;
        match word {
            Word::Adverb(rate) if is_one(rate.times()) => Some((
                Period { amount: Amount::of(rate.period()), unit: rate.unit(), when: rate.when() },
                end,
            )),
            // "2x day", "3 times/day"
            Word::TimeUnit(unit) if self.gap(at).joins() => Some((Period::one(unit), end)),
            // "a day after", "a week ago" is a place in time.
            Word::Per
                if self.has(at + 2, Roles::APART)
                    && !matches!(self.word(at + 2), Some(Word::Before | Word::When(_))) =>
            {
                None
            }
            Word::Per => self.period_of_one(end).or_else(|| {
                // "per 24 hours"
                let (amount, end) = self.amount(end)?;
                self.time_unit(end).map(|(unit, end)| (Period { amount, unit, when: None }, end))
            }),
            Word::In => {
                let (amount, after) = match self.amount(end) {
                    Some(found) => found,
                    None => (Amount::of(1.0), self.past(end, Word::Per)?),
                };
                self.time_unit(after)
                    .filter(|(unit, _)| matches!(*unit, "h" | "d" | "wk"))
                    .map(|(unit, end)| (Period { amount, unit, when: None }, end))
            }
            Word::Every => self.every(end),
            _ => None,
        }
    }

    /// "day", "night": what stands behind "a".
    fn period_of_one(&self, at: usize) -> Option<(Period, usize)> {
        if !self.joined(at) {
            return None;
        }
        match self.lex(at)? {
            (Word::TimeUnit(unit), end) => Some((Period::one(unit), end)),
            (Word::Fortnight, end) => {
                Some((Period { amount: Amount::of(2.0), unit: "wk", when: None }, end))
            }
            (Word::PartOfDay(code), end) => {
                Some((Period { when: Some(code), ..Period::one("d") }, end))
            }
            _ => None,
        }
    }

    /// What stands behind "every": "other day", "2-3 weeks", "night", "third day", "6 hourly".
    fn every(&self, at: usize) -> Option<(Period, usize)> {
        let (amount, end) = match self.lex(at) {
            Some((Word::Other, end)) => (Amount::of(2.0), end),
            Some((Word::Ordinal(nth), end)) if nth > 1 => (Amount::of(f64::from(nth)), end),
            _ => match self.amount(at) {
                Some(found) => found,
                None => return self.period_of_one(at),
            },
        };
        if !self.joined(end) {
            return None;
        }
        match self.lex(end)? {
            (Word::TimeUnit(unit), end) => Some((Period { amount, unit, when: None }, end)),
            (Word::Hourly, end) => Some((Period { amount, unit: "h", when: None }, end)),
            (Word::Fortnight, end) => {
                Some((Period { amount: amount.times(2.0), unit: "wk", when: None }, end))
            }
            (Word::PartOfDay(code), end) => {
                Some((Period { amount, unit: "d", when: Some(code) }, end))
            }
            _ => None,
        }
    }

    /// A unit of time that belongs to the number before it.
    pub(super) fn time_unit(&self, at: usize) -> Option<(&'static str, usize)> {
        match self.lex(at)? {
            (Word::TimeUnit(unit), end) if self.joined(at) => Some((unit, end)),
            _ => None,
        }
    }

    /// How often, from a token; and where it ends.
    pub(super) fn frequency(&self, at: usize) -> Option<(usize, Part)> {
        // "several times a day"
        if let Some((Word::Several, end)) = self.lex(at)
            && let Some(times) = self.past(end, Word::TimesSign)
        {
            return self.period(times).map(|(_, end)| (end, Part::Vague));
        }
        let (frequency, mut end) =
            self.frequency_at(at).filter(|(frequency, _)| frequency.is_possible())?;
        // "three times a day every day", "twice daily (every 12 hours)": the same once more.
        if frequency.unit == "d" && self.past(end, Word::Every).is_some() {
            end = match self.period(end) {
                Some((period, end))
                    if period.unit == "d"
                        && period.when.is_none()
                        && period.amount == Amount::of(1.0) =>
                {
                    end
                }
                _ => end,
            };
        }
        Some((end, Part::Frequency(frequency)))
    }

    fn frequency_at(&self, at: usize) -> Option<(Frequency, usize)> {
        if let Some((word, end)) = self.lex(at) {
            match word {
                Word::Times(times) => return self.times(times, end),
                Word::Every => {
                    let (period, end) = self.period(at)?;
                    return Some((Frequency::new(Amount::of(1.0), period), end));
                }
                Word::Adverb(rate) => return self.adverb(rate, end),
                Word::Hourly => {
                    return Some((Frequency::new(Amount::of(1.0), Period::one("h")), end));
                }
                Word::Latin(rate) => return Some(self.latin(rate, end)),
                Word::Q => return self.q(end),
                // "up to three times a day"
                Word::UpTo => {
                    let (frequency, end) = match self.lex(end) {
                        Some((Word::Latin(rate), end)) => self.latin(rate, end),
                        _ => self.counted(end)?,
                    };
                    return Some((
                        Frequency { times: Amount::up_to(frequency.times.most()), ..frequency },
                        end,
                    ));
                }
                _ => {}
            }
        }
        self.q_run_together(at).or_else(|| self.counted(at))
    }

    /// "a day" behind a dose; how often the day is not said.
    pub(super) fn period_alone(&self, at: usize) -> Option<(Frequency, usize)> {
        // "50 mg days 3-7", "gained 9 oz in 7 days"
        match self.word(at) {
            Some(Word::TimeUnit(_)) if self.gap(at) != Gap::SLASH => return None,
            Some(Word::In) => return None,
            _ => {}
        }
        let (period, end) = self
            .period(at)
            .filter(|(period, _)| period.unit != "h" && period.amount.least() > 0.0)?;
        Some((Frequency { counted: false, ..Frequency::new(Amount::of(1.0), period) }, end))
    }

    /// Behind "once": "a day", "or twice daily".
    fn times(&self, times: f64, end: usize) -> Option<(Frequency, usize)> {
        let (mut amount, mut end) = (Amount::of(times), end);
        if let Some(next) =
            self.range_goes_on(end).or_else(|| (self.gap(end) == Gap::SLASH).then_some(end))
            && let Some((Word::Times(most), after)) = self.lex(next)
            && most > times
        {
            (amount, end) = (Amount { low: Some(times), high: Some(most) }, after);
        }
        let (period, end) = self.period(end)?;
        Some((Frequency::new(amount, period), end))
    }

    /// "daily", "daily basis"; not "daily life".
    fn adverb(&self, rate: Rate, end: usize) -> Option<(Frequency, usize)> {
        if self.has(end, Roles::DAILY_LIFE) && self.gap(end).joins() {
            return None;
        }
        let injection = matches!(self.word(end), Some(Word::Injection));
        let end = if self.reads(end, "basis") { end + 1 } else { end };
        Some((Frequency { injection, ..Frequency::of(rate) }, end))
    }

    /// "bid", "qd - bid", "bid (twice a day)"
    fn latin(&self, rate: Rate, end: usize) -> (Frequency, usize) {
        let mut frequency = Frequency { latin: true, counted: true, ..Frequency::of(rate) };
        if let Some(next) = self.range_goes_on(end)
            && let Some((Word::Latin(most), after)) = self.lex(next)
            && (most.period(), most.unit()) == (rate.period(), rate.unit())
            && most.times() > rate.times()
        {
            frequency.times.high = Some(most.times());
            return (frequency, after);
        }
        (frequency, self.skip(end, Word::TimesSign))
    }

    /// Behind "q": "4-6 h", "12 hrs", "3 days", "week".
    fn q(&self, at: usize) -> Option<(Frequency, usize)> {
        let (amount, end) = self.amount(at)?;
        let (unit, end) = match self.lex(end)? {
            (Word::TimeUnit(unit), end) => (unit, end),
            (Word::Hourly, end) => ("h", end),
            _ => return None,
        };
        let period = Period { amount, unit, when: None };
        Some((Frequency { latin: true, ..Frequency::new(Amount::of(1.0), period) }, end))
    }

    /// "q6h", "q12hr", "q4-6h": in one word, or as far as the hyphen.
    fn q_run_together(&self, at: usize) -> Option<(Frequency, usize)> {
        let written = self.written(at);
        let rest = written.strip_prefix(['q', 'Q'])?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let low: f64 = rest[..digits].parse().ok().filter(|hours| (1.0..=96.0).contains(hours))?;
        let unit = |letters: &str| {
            [
                ("h", "h"),
                ("hr", "h"),
                ("hrs", "h"),
                ("d", "d"),
                ("w", "wk"),
                ("wk", "wk"),
                ("m", "mo"),
                ("min", "min"),
            ]
            .iter()
            .find(|(written, _)| letters.eq_ignore_ascii_case(written))
            .map(|&(_, unit)| unit)
        };
        let (amount, unit, end) = if digits == rest.len() {
            match self.range_goes_on(at + 1).and_then(|next| self.number(next)) {
                Some((high, end)) if high > low => {
                    let (unit, end) = self.time_unit(end)?;
                    (Amount { low: Some(low), high: Some(high) }, unit, end)
                }
                _ => {
                    let (unit, end) = self.time_unit(at + 1)?;
                    (Amount::of(low), unit, end)
                }
            }
        } else {
            (Amount::of(low), unit(&rest[digits..])?, at + 1)
        };
        let period = Period { amount, unit, when: None };
        Some((Frequency { latin: true, ..Frequency::new(Amount::of(1.0), period) }, end))
    }

    /// "3 times a day", "5x/day", "two shots a day", "6 hourly", "5 days a week", "2 a day", and "twice daily" behind "up to".
    fn counted(&self, at: usize) -> Option<(Frequency, usize)> {
        if let Some((Word::Times(times), end)) = self.lex(at) {
            return self.times(times, end);
        }
        if let Some(found) = self.day_first(at) {
            return Some(found);
        }
        let (times, end) = self.amount(at)?;
        let is_rate = (1.0..=MOST_TIMES).contains(&times.least()); // "325 a day" is a strength, "1/2 a day" a dose
        let (word, after) = self.lex(end)?;
        match word {
            Word::Hourly if self.joined(end) => {
                let mut amount = times;
                // "4 hrly or 5 hrly"
                let mut end = after;
                if let Some((high, next)) =
                    self.range_goes_on(after).and_then(|next| self.number(next))
                    && let Some(past) = self.past(next, Word::Hourly)
                    && high > amount.most()
                {
                    (amount.high, end) = (Some(high), past);
                }
                Some((
                    Frequency::new(Amount::of(1.0), Period { amount, unit: "h", when: None }),
                    end,
                ))
            }
            Word::TimesSign if is_rate && self.joined(end) => {
                let (period, end) = self.period(after)?;
                Some((Frequency::new(times, period), end))
            }
            // "two shots a day", but "2 injections every 3 days" is a dose
            Word::Injection
                if is_rate && self.joined(end) && self.word(after) != Some(Word::Every) =>
            {
                let (period, end) = self.period(after)?;
                Some((Frequency { injection: true, ..Frequency::new(times, period) }, end))
            }
            Word::TimeUnit("d" | "wk") if is_rate && self.gap(end).any(Gap::SLASH) => {
                let (period, end) = self.period(end)?;
                Some((Frequency::new(times, period), end))
            }
            // "5 days a week", "3 nights per week"
            Word::TimeUnit("d") | Word::PartOfDay("NIGHT")
                if times.most() <= 7.0 && self.joined(end) =>
            {
                let (period, end) = self.period(after).filter(|(period, _)| period.unit == "wk")?;
                Some((Frequency::new(times, period), end))
            }
            // "two doses a day"
            Word::Form("dose") if is_rate && self.joined(end) => {
                let (period, end) =
                    self.period(after).filter(|_| self.word(after) != Some(Word::Every))?;
                Some((Frequency::new(times, period), end))
            }
            // "2 a day", "4 / day"; "2 a night" is a dose
            Word::Per if is_rate => {
                let (period, end) = self.period(end).filter(|(period, _)| {
                    matches!(period.unit, "d" | "wk") && period.when.is_none()
                })?;
                Some((Frequency::new(times, period), end))
            }
            _ => None,
        }
    }

    /// "one day three times": the period first, as translations have it.
    fn day_first(&self, at: usize) -> Option<(Frequency, usize)> {
        let (one, end) = self.number(at).filter(|(one, _)| is_one(*one))?;
        let (unit @ ("d" | "wk"), end) = self.time_unit(end)? else { return None };
        let (times, end) = match self.lex(end) {
            Some((Word::Times(times), after)) => (Amount::of(times), after),
            _ => self.amount(end).and_then(|(times, end)| {
                self.past(end, Word::TimesSign).map(|after| (times, after))
            })?,
        };
        let is_rate = times.most() <= MOST_TIMES;
        let apart = is_rate && self.period(end).is_none() && !self.is_number(end);
        let period = Period { amount: Amount::of(one), unit, when: None };
        apart.then_some((Frequency::new(times, period), end))
    }

    /// "no more than 8 tablets in 24 hours", "max 4 a day", "mdd 6", "up to 3 tablets a day": the most in a period.
    pub(super) fn at_most(&self, at: usize) -> Option<(usize, Part)> {
        let (word, end) = self.lex(at)?;
        let daily = word == Word::MaxDaily;
        if !daily && !matches!(word, Word::Most | Word::UpTo) {
            return None;
        }
        let end = if self.is(end, Word::Of) { end + 1 } else { end };
        let end = if self.word(end).is_none() && self.reads(end, "is") { end + 1 } else { end };
        let (amount, is_times, after) = match self.lex(end) {
            Some((Word::Times(times), after)) => (Amount::of(times), true, after),
            _ => self.amount(end).map(|(amount, after)| (amount, false, after))?,
        };
        let (unit, is_times, after) =
            match self.lex(after).filter(|_| self.joined(after) || self.gap(after).joins()) {
                Some((Word::DoseUnit(unit), after)) => {
                    let (unit, after) = self.per_body(unit, after)?;
                    (Some(unit), false, after)
                }
                Some((Word::Form(unit), after)) => (Some(unit), false, after),
                Some((Word::Injection, after)) => (Some("injection"), false, after),
                Some((Word::TimesSign, after)) => (None, true, after),
                _ => (None, is_times, after),
            };
        // "max 4 days" is how long
        if unit.is_none()
            && !is_times
            && amount.most() > 0.0
            && self.gap(after) != Gap::SLASH
            && let Some((unit @ ("d" | "wk" | "mo"), end)) = self.time_unit(after)
        {
            let amount = Amount::up_to(amount.most());
            return Some((end, Part::Duration { amount, unit, more_than: false, bare: true }));
        }
        let period = self
            .period(after)
            .filter(|(period, _)| period.amount.high.is_none() && period.amount.least() > 0.0);
        // "up to 2 tablets every 6 hours" is a dose.
        let every = self.word(after) == Some(Word::Every);
        match period {
            Some((period, end)) if !every || daily => {
                if is_times {
                    let frequency = Frequency::new(Amount::up_to(amount.most()), period);
                    return Some((end, Part::Frequency(frequency)));
                }
                Some((
                    end,
                    Part::AtMost {
                        amount: amount.most(),
                        unit,
                        period: period.amount.least(),
                        period_unit: period.unit,
                    },
                ))
            }
            None if daily => Some((
                after,
                Part::AtMost { amount: amount.most(), unit, period: 1.0, period_unit: "d" },
            )),
            _ => None,
        }
    }
}
