//! The lines of a text that hold something, and where they stand.
//!
//! Blank lines are not kept: that one stood before a line is all that the readers ask of it. Every place is a byte of the source, so a
//! range of lines is a range of the source.

use std::ops::Range;

/// Is there nothing to see of it? Byte-order marks and zero-width spaces count as blanks, so that no post begins with one.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// How far a tab indents; only more or less matters.
const TAB: u32 = 4;

/// One line that holds something.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// Its first byte that is not blank.
    start: u32,
    /// One past its last byte that is not blank.
    end: u32,
    /// How far it is indented.
    indent: u32,
    /// Does a blank line stand before it?
    gap: bool,
}

/// The lines of a text that hold something.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    list: Vec<Line>,
}

impl<'t> Lines<'t> {
    /// Cuts `text`, which is no longer than `u32::MAX` bytes.
    pub(super) fn new(text: &'t str) -> Self {
        // Texts of the oldest Macs end their lines with a carriage return alone.
        let end_of_line = if text.contains('\n') { '\n' } else { '\r' };
        let (mut list, mut place, mut gap) = (Vec::new(), 0, false);
        for raw in text.split(end_of_line) {
            let inner = raw.trim_start_matches(is_blank);
            let start = place + raw.len() - inner.len();
            let inner = inner.trim_end_matches(is_blank);
            if inner.is_empty() {
                gap = true;
            } else {
                let indent =
                    text[place..start].chars().map(|c| if c == '\t' { TAB } else { 1 }).sum();
                list.push(Line {
                    start: start as u32,
                    end: (start + inner.len()) as u32,
                    indent,
                    gap,
                });
                gap = false;
            }
            place += raw.len() + 1;
        }
        Self { text, list }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// What line `at` says, without the blanks around it; nothing where there is no such line.
    pub(super) fn get(&self, at: usize) -> &'t str {
        self.list.get(at).map_or("", |line| &self.text[line.start as usize..line.end as usize])
    }

    /// How far line `at` is indented.
    pub(super) fn indent(&self, at: usize) -> u32 {
        self.list.get(at).map_or(0, |line| line.indent)
    }

    /// Does a blank line, or nothing at all, stand before line `at`?
    pub(super) fn gap(&self, at: usize) -> bool {
        at == 0 || self.list.get(at).is_none_or(|line| line.gap)
    }

    /// Where the text of `range` begins, and the text, as it stands in the source; nothing if the range is empty.
    pub(super) fn block(&self, range: Range<usize>) -> Option<(u64, &'t str)> {
        let lines = self.list.get(range)?;
        let (first, last) = (lines.first()?, lines.last()?);
        Some((u64::from(first.start), &self.text[first.start as usize..last.end as usize]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_holds_something_and_where() {
        let lines = Lines::new("\u{feff}one\r\n\r\n\ttwo \r\nthree");
        assert_eq!(
            (lines.get(0), lines.get(1), lines.get(2), lines.get(3)),
            ("one", "two", "three", "")
        );
        assert_eq!((lines.gap(1), lines.gap(2), lines.indent(1)), (true, false, TAB));
        assert_eq!(lines.block(0..2), Some((3, "one\r\n\r\n\ttwo")));
        assert_eq!(lines.block(1..1), None);
    }

    #[test]
    fn knows_the_line_ends_of_old_macs() {
        let lines = Lines::new("one\rtwo\r\rthree");
        assert_eq!(
            (lines.len(), lines.get(1), lines.gap(1), lines.gap(2)),
            (3, "two", false, true)
        );
    }
}
