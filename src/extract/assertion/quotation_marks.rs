//! The quotation marks of a post, found once, and asked of any place.
//!
//! [`QuotationMarks`] are the places of the marks and of the empty lines between which they count. Law: what a place stands in is the same
//! as if the text around it was read anew.

use memchr::memchr3_iter;

use crate::span::Span;

/// How far around a span its quotation marks are looked for, in bytes.
pub(super) const NEAR: usize = 2_000;

/// The quotation marks of a post.
#[derive(Clone, Debug, Default)]
pub(super) struct QuotationMarks {
    /// Where the straight ones stand, in order.
    straight: Vec<usize>,
    /// Where the curly ones stand, in order; does it open?
    curly: Vec<(usize, bool)>,
    /// Where a line break stands before another, in order.
    paragraphs: Vec<usize>,
}

impl QuotationMarks {
    /// Looks a post over.
    pub(super) fn read(&mut self, text: &str) {
        self.straight.clear();
        self.curly.clear();
        self.paragraphs.clear();
        let bytes = text.as_bytes();
        for at in memchr3_iter(b'"', b'\n', 0xE2, bytes) {
            match &bytes[at..] {
                [b'"', ..] => self.straight.push(at),
                [b'\n', b'\n', ..] => self.paragraphs.push(at),
                [0xE2, 0x80, 0x9C, ..] => self.curly.push((at, true)), // “
                [0xE2, 0x80, 0x9D, ..] => self.curly.push((at, false)), // ”
                _ => {}
            }
        }
    }

    /// The mark that opens what a span stands in as a whole, in its paragraph.
    pub(super) fn around(&self, span: Span) -> Option<Span> {
        if self.straight.is_empty() && self.curly.is_empty() {
            return None;
        }
        let (start, end) = (span.start as usize, span.end as usize);
        let near = start.saturating_sub(NEAR);
        let before = self.paragraphs.partition_point(|&at| at + 2 <= start);
        let from = self.paragraphs[..before].last().map_or(near, |&at| near.max(at + 2));
        let behind = self.paragraphs[before..].iter().find(|&&at| at >= end);
        let to = behind.map_or(end + NEAR, |&at| at.min(end + NEAR));

        let (open, next) = self.straight.split_at(self.straight.partition_point(|&at| at < start));
        let number = open.iter().rev().take_while(|&&at| at >= from).count();
        let closed = next.first().is_some_and(|&at| at >= end && at < to);
        if let Some(&open) = open.last().filter(|_| number % 2 == 1 && closed) {
            return Some(Span::new(open as u32, open as u32 + 1));
        }

        let (open, next) = self.curly.split_at(self.curly.partition_point(|&(at, _)| at < start));
        let &(open, opens) = open.last()?;
        let closed = next.first().is_some_and(|&(at, _)| at >= end)
            && next.iter().take_while(|&&(at, _)| at < to).any(|&(_, opens)| !opens);
        (opens && open >= from && closed)
            .then(|| Span::new(open as u32, (open + '“'.len_utf8()) as u32))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As [`QuotationMarks::around`], from the text around the span.
    fn plainly(text: &str, span: Span) -> Option<Span> {
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at += 1;
            }
            at
        };
        let (start, end) = (span.start as usize, span.end as usize);
        let near = boundary(start.saturating_sub(NEAR));
        let paragraph = text[near..start].rfind("\n\n").map_or(near, |at| near + at + 2);
        let (mut straight, mut curly) = (None, None);
        for (at, c) in text[paragraph..start].char_indices().map(|(at, c)| (paragraph + at, c)) {
            match c {
                '"' => straight = if straight.is_some() { None } else { Some(at) },
                '“' => curly = Some(at),
                '”' => curly = None,
                _ => {}
            }
        }
        let inside = &text[start..end];
        let rest = &text[end..boundary((end + NEAR).min(text.len()))];
        let rest = rest.split("\n\n").next().unwrap_or_default();
        let straight =
            straight.filter(|_| !inside.contains('"') && rest.contains('"')).map(|at| (at, '"'));
        let curly = { curly }
            .filter(|_| !inside.contains(['“', '”']) && rest.contains('”'))
            .map(|at| (at, '“'));
        straight.or(curly).map(|(at, mark)| Span::new(at as u32, (at + mark.len_utf8()) as u32))
    }

    /// A part of a text: marks, line breaks, words, and runs that end shortly before or behind where marks are no longer looked for.
    fn part() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => Just("\"".to_owned()),
            2 => Just("“".to_owned()),
            2 => Just("”".to_owned()),
            2 => Just("\n".to_owned()),
            1 => Just("\n\n".to_owned()),
            1 => Just("’".to_owned()),
            4 => "[a-c ]{1,3}",
            1 => (NEAR - 12..NEAR + 4).prop_map(|len| "a".repeat(len)),
            1 => (NEAR / 3 - 4..NEAR / 3 + 2).prop_map(|len| "…".repeat(len)),
        ]
    }

    proptest! {
        #[test]
        fn marks_that_are_looked_up_are_those_that_are_read(
            parts in prop::collection::vec(part(), 1..14),
        ) {
            let text = parts.concat();
            let mut marks = QuotationMarks::default();
            marks.read("“of” \"another\"\n\npost");
            marks.read(&text);
            // Spans that begin and end between any two parts.
            let ends: Vec<u32> = std::iter::once(0)
                .chain(parts.iter().scan(0, |end, part| {
                    *end += part.len() as u32;
                    Some(*end)
                }))
                .collect();
            for (at, &start) in ends.iter().enumerate() {
                for &end in &ends[at..] {
                    let span = Span::new(start, end);
                    prop_assert_eq!(marks.around(span), plainly(&text, span), "{:?}", span);
                }
            }
        }
    }
}
