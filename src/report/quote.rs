//! A sentence of a post as it is shown: escaped, cut if it is very long, wrapped, with what matched underlined.
//!
//! Laws: under each column of a marked letter stands a `^`, however wide letters are and whatever was escaped, and nowhere else; blanks,
//! tabs and ends of lines inside the sentence are one blank each run.

use unicode_segmentation::UnicodeSegmentation;

use super::{escape, layout::columns};
use crate::{span::Span, text::Document};

/// How many columns of a sentence are shown at most.
const LONGEST: usize = 480;
/// How many columns before and behind what matched are kept of a sentence that is cut.
const AROUND: usize = 140;

/// The bytes of the sentence, or sentences, that `span` lies in, with the punctuation around them.
pub(super) fn sentence_around(document: &Document, span: Span) -> Span {
    let text = &document.text;
    let mut around = span;
    let first = document
        .sentences
        .partition_point(|sentence| document.tokens[sentence.end as usize - 1].end <= span.start);
    for sentence in document.sentences[first..]
        .iter()
        .take_while(|sentence| document.tokens[sentence.first as usize].start < span.end)
    {
        let words = document.span(sentence.first as usize..sentence.end as usize);
        if words.overlaps(span) {
            around = around.join(words);
        }
    }
    let (before, behind) = (&text[..around.start as usize], &text[around.end as usize..]);
    let opening =
        before.trim_end_matches(['"', '\'', '“', '‘', '«', '(', '[', '*', '_', '¿', '¡', '#']);
    let closing = behind.find(char::is_whitespace).unwrap_or(behind.len());
    // What follows without a blank may be another sentence: “end.Next one”.
    let closing = behind[..closing].find(char::is_alphanumeric).unwrap_or(closing);
    Span::new(opening.len() as u32, around.end + closing as u32)
}

/// A line of a sentence, and what stands under it: blanks and `^`, nothing if nothing is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) marks: String,
}

/// One letter as it is shown.
#[derive(Clone, Debug)]
struct Cell {
    text: String,
    wide: usize,
    marked: bool,
}

impl Cell {
    fn is_blank(&self) -> bool {
        self.text == " "
    }
}

/// The lines of `text[sentence]`, at most `width` columns each, with `marked` (bytes of `text`) underlined.
pub(super) fn lines(text: &str, sentence: Span, marked: Span, width: usize) -> Vec<Line> {
    let mut cells = cells(sentence.of(text), sentence.start, marked);
    cut(&mut cells);
    let mut lines = Vec::new();
    let mut rest = cells.as_slice();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(line_end(rest, width.max(8)));
        lines.push(line_of(line));
        rest = &more[more.iter().take_while(|cell| cell.is_blank()).count()..];
    }
    lines
}

fn cells(sentence: &str, start: u32, marked: Span) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut add = |at: usize, bytes: usize, text: String, blank: bool| {
        let at = start + at as u32;
        let marked = marked.overlaps(Span::new(at, at + bytes as u32));
        match cells.last_mut() {
            None if blank => {}
            Some(last) if blank && last.is_blank() => last.marked &= marked,
            _ => cells.push(Cell { wide: columns(&text), text, marked }),
        }
    };
    for (at, letter) in sentence.grapheme_indices(true) {
        if letter.chars().all(escape::is_blank) {
            add(at, letter.len(), " ".to_owned(), true);
        } else if letter.chars().any(escape::is_hidden) {
            for (inside, c) in letter.char_indices() {
                let mut shown = String::new();
                escape::push(c, &mut shown);
                add(at + inside, c.len_utf8(), shown, false);
            }
        } else {
            add(at, letter.len(), letter.to_owned(), false);
        }
    }
    while cells.last().is_some_and(Cell::is_blank) {
        cells.pop();
    }
    cells
}

/// Cuts a sentence that is very long, at a blank where there is one near, so that what matched stays.
fn cut(cells: &mut Vec<Cell>) {
    if total(cells) <= LONGEST {
        return;
    }
    let first = cells.iter().position(|cell| cell.marked).unwrap_or(0);
    let last = cells.iter().rposition(|cell| cell.marked).unwrap_or(first);
    let mut begin = first - within(cells[..first].iter().rev(), AROUND);
    let room = AROUND.max(LONGEST.saturating_sub(total(&cells[begin..=last])));
    let mut end = (last + 1 + within(cells[last + 1..].iter(), room))
        .min(begin + within(cells[begin..].iter(), LONGEST));
    if begin > 0 {
        begin += cells[begin..first].iter().position(Cell::is_blank).map_or(0, |blank| blank + 1);
    }
    if end < cells.len() {
        let kept = end.min(last + 1).max(begin);
        end = cells[kept..end].iter().rposition(Cell::is_blank).map_or(end, |blank| kept + blank);
    }
    let dots =
        |blank: &str| Cell { text: format!("{blank}…"), wide: 1 + blank.len(), marked: false };
    if end < cells.len() {
        cells.truncate(end);
        cells.push(dots(" "));
    }
    if begin > 0 {
        cells.splice(..begin, [dots(""), Cell { text: " ".to_owned(), wide: 1, marked: false }]);
    }
}

fn total(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.wide).sum()
}

/// How many cells fit into so many columns.
fn within<'c>(cells: impl Iterator<Item = &'c Cell>, width: usize) -> usize {
    let mut used = 0;
    cells
        .take_while(|cell| {
            used += cell.wide;
            used <= width
        })
        .count()
}

/// Where the first line ends: before the last blank that fits, or in a word that alone is too wide.
fn line_end(cells: &[Cell], width: usize) -> usize {
    let fits = within(cells.iter(), width).max(1);
    if fits == cells.len() || cells[fits].is_blank() {
        return fits;
    }
    cells[..fits].iter().rposition(Cell::is_blank).filter(|&blank| blank > 0).unwrap_or(fits)
}

fn line_of(cells: &[Cell]) -> Line {
    let mut line = Line::default();
    for cell in cells {
        line.text.push_str(&cell.text);
        line.marks.extend(std::iter::repeat_n(if cell.marked { '^' } else { ' ' }, cell.wide));
    }
    line.text.truncate(line.text.trim_end().len());
    line.marks.truncate(line.marks.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Symbols;

    fn shown(text: &str, marked: &str, width: usize) -> Vec<(String, String)> {
        let at = text.find(marked).unwrap() as u32;
        let marked = Span::new(at, at + marked.len() as u32);
        let all = Span::new(0, text.len() as u32);
        lines(text, all, marked, width).into_iter().map(|line| (line.text, line.marks)).collect()
    }

    fn pair(text: &str, marks: &str) -> (String, String) {
        (text.to_owned(), marks.to_owned())
    }

    #[test]
    fn marks_stand_under_what_matched() {
        assert_eq!(
            shown("take heparin now", "heparin", 80),
            [pair("take heparin now", "     ^^^^^^^")]
        );
        assert_eq!(shown("日本 heparin", "本", 80), [pair("日本 heparin", "  ^^")]);
        assert_eq!(
            shown("cafe\u{301} heparin", "heparin", 80),
            [pair("cafe\u{301} heparin", "     ^^^^^^^")]
        );
        assert_eq!(shown("a\t\tb\n\nc", "b", 80), [pair("a b c", "  ^")]);
        assert_eq!(shown("👍🏽 heparin", "heparin", 80), [pair("👍🏽 heparin", "   ^^^^^^^")]);
    }

    #[test]
    fn an_escape_is_as_wide_as_it_is_written() {
        assert_eq!(shown("a\u{202e}bc", "bc", 80), [pair("a\\u{202e}bc", "         ^^")]);
        assert_eq!(shown("b\u{200d}c", "b\u{200d}c", 80), [pair("b\\u{200d}c", "^^^^^^^^^^")]);
    }

    #[test]
    fn wrapped_lines_have_their_own_marks() {
        let lines = shown("one two three four", "two three", 10);
        assert_eq!(lines, [pair("one two", "    ^^^"), pair("three four", "^^^^^")]);
        assert_eq!(shown("abcdefghijkl", "kl", 8), [pair("abcdefgh", ""), pair("ijkl", "  ^^")]);
    }

    #[test]
    fn a_very_long_sentence_is_cut_around_what_matched() {
        let text = format!("{}HERE it is {}", "before ".repeat(200), "behind ".repeat(200));
        let lines = shown(&text, "HERE", 100);
        assert!(
            lines.first().unwrap().0.starts_with("… before")
                && lines.last().unwrap().0.ends_with("behind …")
        );
        assert!(lines.iter().map(|(text, _)| columns(text)).sum::<usize>() <= LONGEST + 4);
        assert_eq!(lines.iter().filter(|(_, marks)| marks.contains('^')).count(), 1);
    }

    #[test]
    fn what_matched_is_cut_too_if_it_is_endless() {
        let text = "x".repeat(5000);
        let lines = shown(&text, &text, 100);
        assert_eq!(lines.iter().map(|(text, _)| columns(text)).sum::<usize>(), LONGEST + 2);
    }

    #[test]
    fn any_width_and_any_mark_keep_the_law() {
        let text = "a\u{301} 日 \u{7}x\u{200b} yy  zz 👩‍⚕️ end";
        for (at, c) in text.char_indices() {
            for width in 1..30 {
                let marked = Span::new(at as u32, (at + c.len_utf8()) as u32);
                for line in lines(text, Span::new(0, text.len() as u32), marked, width) {
                    assert!(columns(&line.marks) <= columns(&line.text), "{line:?}");
                }
            }
        }
    }

    #[test]
    fn a_sentence_keeps_its_punctuation() {
        let text = "First one. \"Heparin cures it!\" Third one.";
        let document = Document::new(text, &Symbols::for_text());
        let span = Span::new(12, 19);
        assert_eq!(sentence_around(&document, span).of(text), "\"Heparin cures it!\"");
    }
}
