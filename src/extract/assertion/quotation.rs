//! Whose words: quotation marks, lines that begin with `>`, blocks that quote another post.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::quotation_marks::{NEAR, QuotationMarks};
use crate::{span::Span, text::Document};

/// What of a post is quoted.
#[derive(Clone, Debug, Default)]
pub(super) struct Quotations {
    /// The lines and blocks that are quoted, in order, each with the mark that says so.
    blocks: Vec<(Range<usize>, Span)>,
    marks: QuotationMarks,
}

/// What a place is quoted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quotation {
    /// What opens it.
    pub(super) mark: Span,
    /// Is it a line or a block that quotes another post?
    pub(super) is_block: bool,
}

/// How long a line may be that only says who wrote what follows.
const LONGEST_HEAD: usize = 120;

impl Quotations {
    /// Looks a post over.
    pub(super) fn read(&mut self, text: &str) {
        self.blocks.clear();
        self.marks.read(text);
        let has = |byte: u8| memchr(byte, text.as_bytes()).is_some();
        if has(b'>') {
            self.read_lines(text);
        }
        if has(b'[') {
            self.read_tags(text);
        }
        if has(b'\n')
            && (text.contains("wrote:") || text.contains("said:") || text.contains("riginally "))
        {
            self.read_heads(text);
        }
        if self.blocks.len() < 2 {
            return;
        }
        self.blocks.sort_by_key(|(block, _)| (block.start, block.end));
        // What lies in another block belongs to it.
        self.blocks.dedup_by(|(next, _), (last, _)| {
            let inside = next.start < last.end;
            if inside {
                last.end = last.end.max(next.end);
            }
            inside
        });
    }

    /// `>` at the beginning of a line.
    fn read_lines(&mut self, text: &str) {
        for line in lines(text) {
            let trimmed = text[line.clone()].trim_start();
            if trimmed.starts_with('>') {
                let at = (line.end - trimmed.len()) as u32;
                self.blocks.push((line, Span::new(at, at + 1)));
            }
        }
    }

    /// `[quote]…[/quote]`, `[quote=NAME]…[/quote]`, one inside another too.
    fn read_tags(&mut self, text: &str) {
        let (mut open, mut depth) = (None, 0_usize);
        for (at, _) in text.match_indices('[') {
            let tag = &text.as_bytes()[at + 1..];
            let named = |name: &[u8]| {
                tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name)
            };
            if named(b"quote") && matches!(tag.get(5), Some(b']' | b'=' | b' ')) {
                depth += 1;
                open = open.or(Some(at));
            } else if named(b"/quote]") && depth > 0 {
                depth -= 1;
                if let Some(start) = open.filter(|_| depth == 0) {
                    let mark = Span::new(start as u32, start as u32 + "[quote".len() as u32);
                    self.blocks.push((start..at, mark));
                    open = None;
                }
            }
        }
    }

    /// “NAME wrote:”, “Originally posted by NAME”: the block behind such a line, up to an empty line, if it is indented; and a line of its
    /// own, in what follows it between quotation marks, is found by these.
    fn read_heads(&mut self, text: &str) {
        let mut head = None::<Span>;
        for whole in lines(text) {
            let line = &text[whole.clone()];
            let body = line.trim();
            if body.is_empty() {
                head = None;
            } else if is_head(body) {
                let at = (whole.start + line.len() - line.trim_start().len()) as u32;
                head = Some(Span::new(at, at + body.len() as u32));
            } else if let Some(mark) = head {
                if line.starts_with([' ', '\t'])
                    || body.starts_with('|')
                    || is_posted_by(mark.of(text))
                {
                    self.blocks.push((whole, mark));
                } else {
                    head = None;
                }
            }
        }
    }

    /// The quotation in which a span stands as a whole: its block or line, or what stands between quotation marks of its paragraph.
    pub(super) fn around(&self, span: Span) -> Option<Quotation> {
        let start = span.start as usize;
        let at = self.blocks.partition_point(|(block, _)| block.start <= start);
        let block = self.blocks[..at].last().filter(|(block, _)| block.end > start);
        if let Some((_, mark)) = block {
            return Some(Quotation { mark: *mark, is_block: true });
        }
        self.marks.around(span).map(|mark| Quotation { mark, is_block: false })
    }

    /// As [`around`](Self::around), of a claim: single quotation marks count, and a post that is one quotation is as if it was none.
    pub(super) fn around_claim(
        &self,
        document: &Document,
        span: Span,
        sentence: usize,
    ) -> Option<Quotation> {
        let text = &document.text;
        if let Some(quotation) = self.around(span) {
            return (quotation.is_block || !is_all_quoted(text)).then_some(quotation);
        }
        let first = document.tokens[document.sentences[sentence].first as usize].start as usize;
        let from = floor_boundary(text, first.saturating_sub(SINGLE.len_utf8()));
        single_mark(text, from, span).map(|mark| Quotation { mark, is_block: false })
    }
}

/// The lines of a text, each with its line break.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let ends = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    let last = (!text.ends_with('\n')).then_some(text.len());
    ends.chain(last).scan(0, |start, end| Some(std::mem::replace(start, end)..end))
}

/// The longest of the single quotation marks.
const SINGLE: char = '‘';

/// Is the text one quotation, and nothing else?
fn is_all_quoted(text: &str) -> bool {
    let inner = text.trim().trim_end_matches(['.', '!', ',']);
    let marks = |c: char| matches!(c, '"' | '“' | '”');
    inner.starts_with(marks)
        && inner.ends_with(marks)
        && inner.chars().filter(|c| marks(*c)).count() == 2
}

/// The single quotation mark, from a place on, that opens what a span stands in as a whole; an apostrophe is none.
fn single_mark(text: &str, from: usize, span: Span) -> Option<Span> {
    let (start, end) = (span.start as usize, span.end as usize);
    let mut open = None;
    let mut before = text[..from].chars().next_back();
    for (at, c) in text[from..].char_indices().map(|(at, c)| (from + at, c)) {
        if at >= end + NEAR || text[at..].starts_with("\n\n") || at >= end && open.is_none() {
            return None;
        }
        if matches!(c, '\'' | '‘' | '’') {
            let after = text[at + c.len_utf8()..].chars().next();
            let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            if !in_word(before) && in_word(after) && c != '’' {
                open = (at < start).then_some((at, c));
            } else if !in_word(after) && c != '‘' && before.is_some_and(|c| !c.is_whitespace()) {
                if at >= end {
                    return open.map(|(at, c)| Span::new(at as u32, (at + c.len_utf8()) as u32));
                }
                open = None;
            }
        }
        before = Some(c);
    }
    None
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn is_head(line: &str) -> bool {
    line.len() <= LONGEST_HEAD
        && (line.ends_with("wrote:") || line.ends_with("said:") || is_posted_by(line))
}

fn is_posted_by(line: &str) -> bool {
    let opens =
        |head: &str| line.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
    opens("originally posted by") || opens("originally written by")
}
