//! Numbers and ranges, as people write them.

use super::{reader::Reader, vocabulary::Word};
use crate::text::{Gap, Shape, number_digits};

const HUNDRED: f64 = 100.0;
/// The end of the numbers that are read, so that what is worked out from them is a number as well.
pub(super) const END: f64 = 1e15;

/// The value of digits, unless it is beyond all doses and times.
pub(super) fn digits(text: &str) -> Option<f64> {
    number_digits(text).filter(|value| *value < END)
}

/// From one number to another; only the upper end in “up to four”, no upper end in “four”.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Amount {
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

/// Is a number one? Numbers that are read are exact.
#[allow(clippy::float_cmp)]
pub(super) fn is_one(value: f64) -> bool {
    value == 1.0
}

impl Amount {
    pub(super) const fn of(value: f64) -> Self {
        Self { low: Some(value), high: None }
    }

    pub(super) const fn up_to(value: f64) -> Self {
        Self { low: None, high: Some(value) }
    }

    pub(super) fn least(self) -> f64 {
        self.low.or(self.high).unwrap_or_default()
    }

    pub(super) fn most(self) -> f64 {
        self.high.or(self.low).unwrap_or_default()
    }

    /// Both ends times a number.
    pub(super) fn times(self, factor: f64) -> Self {
        Self { low: self.low.map(|low| low * factor), high: self.high.map(|high| high * factor) }
    }
}

impl Reader<'_> {
    /// May a number begin with a token? Asked everywhere, and mostly none does.
    #[inline]
    pub(super) fn opens_number(&self, at: usize) -> bool {
        let in_words = || match self.word(at) {
            Some(Word::Number(_) | Word::Half | Word::Couple) => true,
            Some(Word::Per) => matches!(self.word(at + 1), Some(Word::Half | Word::Couple)),
            _ => false,
        };
        self.is_number(at) || in_words()
    }

    /// A number in digits or words, with fractions; and where it ends.
    #[inline]
    pub(super) fn number(&self, at: usize) -> Option<(f64, usize)> {
        if !self.opens_number(at) {
            return None;
        }
        self.number_or(at, || self.read_number(at))
    }

    pub(super) fn read_number(&self, at: usize) -> Option<(f64, usize)> {
        let is_digits = self.is_number(at);
        let (value, end) = if is_digits { self.digits(at) } else { self.number_words(at) }?;
        let (value, end) = self.hundreds(value, end);
        // "2 (two)", "4 four"
        let again = if is_digits { self.number_words(end) } else { self.digits(end) };
        let end = again
            .filter(|&(same, _)| self.joined(end) && (same - value).abs() < f64::EPSILON)
            .map_or(end, |(_, end)| end);
        if self.word(end) != Some(Word::And) {
            return Some((value, end));
        }
        // "1 and 1/2"
        if self.gap(end + 2) == Gap::SLASH
            && let Some((part, after)) = self.digits(end + 1).filter(|(part, _)| *part < 1.0)
        {
            return Some((value + part, after));
        }
        // "1 and a half"
        Some(match (self.word(end + 1), self.word(end + 2)) {
            (Some(Word::Half), _) => (value + 0.5, end + 2),
            (Some(Word::Per), Some(Word::Half)) => (value + 0.5, end + 3),
            _ => (value, end),
        })
    }

    /// "two hundred", "2 hundred fifty": goes on behind a number that a hundred follows.
    fn hundreds(&self, value: f64, end: usize) -> (f64, usize) {
        if !(1.0..20.0).contains(&value) || self.word(end) != Some(Word::Number(HUNDRED)) {
            return (value, end);
        }
        let rest = end + 1 + usize::from(self.word(end + 1) == Some(Word::And));
        match self.word(rest) {
            Some(Word::Number(_)) => self
                .number_words(rest)
                .map_or((value * HUNDRED, end + 1), |(more, end)| (value * HUNDRED + more, end)),
            _ => (value * HUNDRED, end + 1),
        }
    }

    fn value_of(&self, at: usize) -> Option<f64> {
        let token = self
            .document
            .tokens
            .get(at)
            .filter(|token| at < self.end && token.shape.any(Shape::NUMBER))?;
        digits(token.span().of(&self.document.text))
    }

    /// "2", ".5", "1/2", "1 1/2", "1-1/2"
    fn digits(&self, at: usize) -> Option<(f64, usize)> {
        let below = |at: usize| {
            self.value_of(at).filter(|&below| below > 1.0 && self.gap(at) == Gap::SLASH)
        };
        let value = self.value_of(at)?;
        if let Some(below) = below(at + 1) {
            // "120/80" is no fraction.
            let fraction = value < below && [2.0, 3.0, 4.0, 8.0].contains(&below);
            return Some(if fraction { (value / below, at + 2) } else { (value, at + 1) });
        }
        if let (Some(above), Some(below)) = (self.value_of(at + 1), below(at + 2))
            && matches!(self.gap(at + 1), Gap::SPACE | Gap::HYPHEN)
            && above < below
        {
            return Some((value + above / below, at + 3));
        }
        let mut before =
            self.document.text[..self.document.tokens[at].start as usize].bytes().rev();
        let point = before.next() == Some(b'.')
            && before
                .next()
                .is_none_or(|byte| byte.is_ascii_whitespace() || byte == b'-' || byte == b'(');
        if point {
            return format!("0.{}", self.document.word(at))
                .parse()
                .ok()
                .map(|value| (value, at + 1));
        }
        // "1½"
        match self.word(at + 1) {
            Some(Word::Number(part)) if part < 1.0 => Some((value + part, at + 2)),
            _ => Some((value, at + 1)),
        }
    }

    /// "two", "twenty five", "half a", "a couple of", "½", "one half"
    fn number_words(&self, at: usize) -> Option<(f64, usize)> {
        let article = |at: usize| {
            let at = self.skip(at, Word::Of);
            if matches!(self.word(at), Some(Word::Per | Word::Determiner)) { at + 1 } else { at }
        };
        match self.word(at)? {
            Word::Half => Some((0.5, article(at + 1))),
            Word::Per if self.is(at + 1, Word::Couple) => Some((2.0, self.skip(at + 2, Word::Of))),
            Word::Per if self.is(at + 1, Word::Half) => Some((0.5, article(at + 2))),
            Word::Couple => Some((2.0, self.skip(at + 1, Word::Of))),
            Word::Number(value) => match self.word(at + 1) {
                Some(Word::Number(ones)) if ones < 10.0 && (20.0..100.0).contains(&value) => {
                    Some((value + ones, at + 2))
                }
                Some(Word::Half) if is_one(value) && self.gap(at + 1).joins() => {
                    Some((0.5, article(at + 2)))
                }
                _ => Some((value, at + 1)),
            },
            _ => None,
        }
    }

    /// A number or a range, "2-3", "one to two", "1 or 2"; and where it ends.
    pub(super) fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        let (low, end) = self.number(at)?;
        if let Some((high, end)) = self.range_goes_on(end).and_then(|next| self.number(next))
            && high > low
        {
            return Some((Amount { low: Some(low), high: Some(high) }, end));
        }
        Some((Amount::of(low), end))
    }

    /// Where the upper end of a range stands, if a hyphen, "to" or "or" leads to it.
    pub(super) fn range_goes_on(&self, end: usize) -> Option<usize> {
        if end >= self.end {
            return None;
        }
        let gap = self.gap(end);
        let hyphen = gap == Gap::HYPHEN
            || gap == Gap::DASH
            || gap.any(Gap(Gap::HYPHEN.0 | Gap::DASH.0))
                && !gap.any(Gap(Gap::COMMA.0 | Gap::STOP.0));
        if hyphen {
            return Some(end);
        }
        let leads = matches!(self.word(end), Some(Word::To | Word::Or)) && self.joined(end);
        leads.then_some(end + 1)
    }
}
