//! When: parts of the day, meals, times of the clock, weekdays.

use super::{
    atom::Part,
    reader::Reader,
    vocabulary::{Roles, Word},
};
use crate::text::Gap;

impl Reader<'_> {
    /// "in the morning", "with food", "nocte", "before each meal", "am and pm".
    pub(super) fn when(&self, at: usize) -> Option<(usize, Part)> {
        let (word, end) = self.lex(at)?;
        let some = |end, code| Some((end, Part::When { code, bare: false, latin: false }));
        match word {
            Word::When(code) => some(end, code),
            Word::LatinWhen(code) => Some((end, Part::When { code, bare: true, latin: true })),
            // "5 a.m." is a time of the clock.
            Word::PartOfDay("MORN" | "EVE") if at > self.first && self.is_number(at - 1) => None,
            // "morning and night" needs no preposition
            Word::PartOfDay(code) => {
                let is_part = |at: usize| matches!(self.alone(at), Some(Word::PartOfDay(_)));
                let with_next = self.is(end, Word::And) && is_part(end + 1)
                    || self.gap(end).any(Gap::SLASH) && is_part(end);
                let with_last = at >= self.first + 2
                    && self.alone(at - 1) == Some(Word::And)
                    && is_part(at - 2);
                Some((end, Part::When { code, bare: !(with_next || with_last), latin: false }))
            }
            Word::Meal(meal) => {
                let code = self.meal(at, meal)?;
                some(end, code)
            }
            Word::Day(_) => self.days(at),
            Word::Every => {
                // "every Monday"
                self.days(end).filter(|_| self.joined(end))
            }
            _ => None,
        }
    }

    /// "with my two largest *meals*": by the preposition a few words before.
    fn meal(&self, at: usize, meal: &'static str) -> Option<&'static str> {
        let from = at.saturating_sub(3).max(self.first);
        let preposition = (from..at).rev().find_map(|before| {
            match self.vocabulary.word(self.document.tokens[before].symbol)? {
                Word::Before => Some("AC"),
                Word::After => Some("PC"),
                _ => None,
            }
        });
        let with = (from..at).any(|before| self.reads(before, "with"));
        // "with no food"
        if (from..at).any(|before| self.has(before, Roles::NONE)) {
            return None;
        }
        let article = self.before(at);
        let habit = !matches!(article, Some(Word::Determiner | Word::Per))
            || self.has_before(at, Roles::PERSON);
        match (preposition, meal) {
            _ if !habit => None,
            (Some("AC"), "C") => Some("AC"),
            (Some("AC"), "M") => Some("ACM"),
            (Some("AC"), "D") => Some("ACD"),
            (Some("AC"), "V") => Some("ACV"),
            (Some("PC"), "C") => Some("PC"),
            (Some("PC"), "M") => Some("PCM"),
            (Some("PC"), "D") => Some("PCD"),
            (Some("PC"), "V") => Some("PCV"),
            (None, "C") if with => Some("C"),
            (None, "M") if with || self.before(at) == Some(Word::At) => Some("CM"),
            (None, "D") if with || self.before(at) == Some(Word::At) => Some("CD"),
            (None, "V") if with || self.before(at) == Some(Word::At) => Some("CV"),
            _ => None,
        }
    }

    /// "Mon/Wed/Fri", "Mondays", "weekdays", "Monday to Friday".
    pub(super) fn days(&self, at: usize) -> Option<(usize, Part)> {
        let (mut days, mut end) = self.day(at)?;
        let codes = days.len();
        let plural = self.document.word(end - 1).ends_with(['s', 'S']) || codes > 1;
        let mut habit = plural || self.before(at) == Some(Word::Every);
        if let Some((last, after)) = self
            .range_goes_on(end)
            .filter(|&next| self.word(next) != Some(Word::Or))
            .and_then(|next| self.day(next))
            && let ([first], [last]) = (&days[..], &last[..])
            && let Some(run) = week(first, last)
        {
            (days, end, habit) = (run, after, true);
        }
        while let Some((more, after)) = self.next_day(end) {
            days.extend(more);
            (end, habit) = (after, true);
        }
        if (1..=2).any(|back| at.checked_sub(back).is_some_and(|at| self.has(at, Roles::NONE))) {
            return None; // "not on weekends"
        }
        Some((end, Part::Days { days, habit }))
    }

    /// Another day behind a comma, a slash or "and".
    fn next_day(&self, at: usize) -> Option<(Vec<&'static str>, usize)> {
        let next = self.skip(at, Word::And);
        let apart = self.gap(next).any(Gap(Gap::STOP.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
        self.day(next).filter(|_| next < self.end && !apart)
    }

    /// One day, or a word for several. “sat”, “sun” and “wed” are other words as well, unless another day stands beside them.
    fn day(&self, at: usize) -> Option<(Vec<&'static str>, usize)> {
        let (Word::Day(codes), end) = self.lex(at)? else { return None };
        let is_day = |at: usize| matches!(self.word(at), Some(Word::Day(_)));
        let other_word = end == at + 1
            && self.written(at).len() == 3
            && !(at > self.first && is_day(at - 1)
                || is_day(end)
                || self.word(end) == Some(Word::And) && is_day(end + 1));
        (!other_word).then(|| (codes.split(' ').collect(), end))
    }

    /// "8am", "at 9:30 pm", "@ 0800", "8 am": a time of the clock.
    pub(super) fn clock(&self, at: usize) -> Option<(usize, Part)> {
        let first = self.skip(at, Word::At);
        if !self.is_number(first) {
            return None;
        }
        let hour: u32 = self.document.word(first).parse().ok()?;
        let minutes = |at: usize| -> Option<u32> {
            let text = self.is_number(at).then(|| self.document.word(at))?;
            (text.len() == 2 && self.gap(at) == Gap::COLON)
                .then(|| text.parse().ok())?
                .filter(|&minutes: &u32| minutes < 60)
        };
        let (minute, end) =
            minutes(first + 1).map_or((None, first + 1), |minute| (Some(minute), first + 2));
        let half = match self.lex(end) {
            Some((Word::PartOfDay("MORN"), after)) if self.is_half(end, b'a') => Some((0, after)),
            Some((Word::PartOfDay("EVE"), after)) if self.is_half(end, b'p') => Some((12, after)),
            _ => None,
        };
        let (hour, end) = match half {
            Some((add, end)) if (1..=12).contains(&hour) => (hour % 12 + add, end),
            // "08:00", "21:30"; "at 1600" without a colon may be anything
            None if minute.is_some()
                && hour < 24
                && (first > at || self.document.word(first).len() == 2) =>
            {
                (hour, end)
            }
            _ => return None,
        };
        Some((end, Part::Clock(format!("{hour:02}:{:02}:00", minute.unwrap_or_default()))))
    }

    /// "am", "a.m.": rather than "morning".
    fn is_half(&self, at: usize, letter: u8) -> bool {
        let word = self.written(at).as_bytes();
        word.first().is_some_and(|first| first.eq_ignore_ascii_case(&letter)) && word.len() <= 3
    }
}

/// The days from one to another.
fn week(first: &str, last: &str) -> Option<Vec<&'static str>> {
    const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let place = |code: &str| WEEK.iter().position(|day| *day == code);
    let (from, to) = (place(first)?, place(last)?);
    (from < to).then(|| WEEK[from..=to].to_vec())
}
