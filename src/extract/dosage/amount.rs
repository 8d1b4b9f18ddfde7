//! Numbers and ranges, as people write them.

use super::{atom::Reader, words::Word};
use crate::text::{Gap, Shape, number_digits};

const HUNDRED: f64 = 100.0;

/// A number, or from one to another.
pub(super) type Amount = (f64, Option<f64>);

impl Reader<'_> {
    /// A number in digits or words, with fractions; and where it ends.
    pub(super) fn number(&self, at: usize) -> Option<(f64, usize)> {
        if at >= self.end {
            return None;
        }
        let (value, end) = if self.document.tokens[at].shape.any(Shape::NUMBER) {
            self.digits(at)
        } else {
            self.number_words(at)
        }?;
        let (value, end) = self.hundreds(value, end);
        let half = self.text(end) == "and"
            && self.word(end + 1) == Some(Word::Per)
            && self.word(end + 2) == Some(Word::Half);
        Some(if half { (value + 0.5, end + 3) } else { (value, end) })
    }

    /// "two hundred", "2 hundred fifty": goes on behind a number that a hundred follows.
    fn hundreds(&self, value: f64, end: usize) -> (f64, usize) {
        if !(1.0..20.0).contains(&value) || self.word(end) != Some(Word::Number(HUNDRED)) {
            return (value, end);
        }
        let rest = end + 1 + usize::from(self.text(end + 1) == "and");
        match self.word(rest) {
            Some(Word::Number(_)) => self
                .number_words(rest)
                .map_or((value * HUNDRED, end + 1), |(more, end)| (value * HUNDRED + more, end)),
            _ => (value * HUNDRED, end + 1),
        }
    }

    /// "2", ".5", "1/2", "1 1/2"
    fn digits(&self, at: usize) -> Option<(f64, usize)> {
        let value_of = |at: usize| {
            let token = self
                .document
                .tokens
                .get(at)
                .filter(|token| at < self.end && token.shape.any(Shape::NUMBER))?;
            number_digits(token.span().of(&self.document.text))
        };
        let below = |at: usize| {
            value_of(at).filter(|&below| below > 1.0 && self.document.tokens[at].gap == Gap::SLASH)
        };
        let value = value_of(at)?;
        if let Some(below) = below(at + 1) {
            return Some((value / below, at + 2));
        }
        if let (Some(above), Some(below)) = (value_of(at + 1), below(at + 2))
            && self.document.tokens[at + 1].gap == Gap::SPACE
            && above < below
        {
            return Some((value + above / below, at + 3));
        }
        let mut before =
            self.document.text[..self.document.tokens[at].start as usize].bytes().rev();
        let point = before.next() == Some(b'.')
            && before.next().is_none_or(|byte| byte.is_ascii_whitespace());
        if point {
            return format!("0.{}", self.document.word(at))
                .parse()
                .ok()
                .map(|value| (value, at + 1));
        }
        Some((value, at + 1))
    }

    /// "two", "twenty five", "half a", "a couple of", "½"
    fn number_words(&self, at: usize) -> Option<(f64, usize)> {
        let of = |at: usize| at + usize::from(self.text(at) == "of");
        match self.word(at)? {
            Word::Half => Some((0.5, at + 1 + usize::from(self.is(at + 1, Word::Per)))),
            Word::Per if self.is(at + 1, Word::Couple) => Some((2.0, of(at + 2))),
            Word::Couple => Some((2.0, of(at + 1))),
            Word::Number(value) => match self.word(at + 1) {
                Some(Word::Number(ones)) if ones < 10.0 && (20.0..100.0).contains(&value) => {
                    Some((value + ones, at + 2))
                }
                _ => Some((value, at + 1)),
            },
            _ => None,
        }
    }

    /// A number or a range, "2-3", "one to two", "1 or 2"; and where it ends.
    pub(super) fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        let (low, end) = self.number(at)?;
        let hyphen = end < self.end && {
            let gap = self.document.tokens[end].gap;
            gap == Gap::HYPHEN
                || gap == Gap::DASH
                || gap.any(Gap::HYPHEN) && gap.any(Gap::SPACE) && !gap.any(Gap::COMMA)
        };
        let next = if hyphen {
            Some(end)
        } else if matches!(self.word(end), Some(Word::To | Word::Or)) && self.joined(end) {
            Some(end + 1)
        } else {
            None
        };
        if let Some((high, end)) =
            next.and_then(|next| self.number(next)).filter(|&(high, _)| high > low)
        {
            return Some(((low, Some(high)), end));
        }
        Some(((low, None), end))
    }
}
