//! Do posts make a thread, and which of several ways to cut a text makes the best?

use super::Found;
use super::end::trim;
use crate::ingest::page::Page;
use crate::ingest::post_head::Mark;
use crate::ingest::shape;

/// How many posts say something and are named, and, where these are as many, how much they say.
pub(super) fn worth(lines: &Page<'_, '_>, found: &[Found<'_>], weight: usize) -> (usize, usize) {
    let named = found.iter().filter(|post| post.author.is_some());
    let (count, bytes) = named
        .filter_map(|post| lines.lines.block(trim(lines, post)))
        .fold((0, 0), |(count, bytes), (_, text)| (count + 1, bytes + text.len()));
    (count * weight, bytes)
}

/// Do the posts make a thread?
pub(super) fn is_thread(lines: &Page<'_, '_>, marks: &[Mark<'_>], found: &[Found<'_>]) -> bool {
    let said: Vec<_> = found.iter().filter(|post| !trim(lines, post).is_empty()).collect();
    if said.is_empty() || said.len() * 2 < found.len() {
        return false;
    }
    let named = said.iter().filter(|post| post.author.is_some()).count();
    let numbered = marks.iter().all(|mark| mark.number.is_some());
    if numbered && marks.len() > 1 || marks.len() == 1 {
        return named * 2 >= said.len();
    }
    let mut people: Vec<_> = said.iter().filter_map(|post| post.author).collect();
    people.sort_unstable();
    people.dedup();
    // Headings are distinct, people come back.
    let dated = marks.iter().any(|mark| mark.date.is_some() || mark.author.is_none());
    if !dated && (people.len() == said.len() || said.len() < 3) {
        return false;
    }
    let sure = said.iter().filter(|post| post.sure).count() * 3 >= said.len() * 2;
    let prose = said.iter().filter(|post| is_said(lines, post)).count();
    let teasers = said.iter().filter(|post| is_teaser(lines, post)).count();
    people.len() > 1
        && named * 5 >= said.len() * 4
        && (sure || prose * 5 >= said.len() * 2)
        && teasers * 2 < said.len()
        && (sure || said.len() > 2 || prose == said.len())
}

/// Does a post say something, as no list of titles does?
pub(super) fn is_said(lines: &Page<'_, '_>, post: &Found<'_>) -> bool {
    trim(lines, post).any(|at| says(lines.get(at)))
}

/// Is the line a sentence, or longer than titles are?
pub(super) fn says(line: &str) -> bool {
    let count = line.split_whitespace().count();
    shape::is_prose(line)
        || count >= 14
        || count >= 3 && shape::ends_sentence(line) && !line.ends_with(['?', '…'])
}

/// Is it the beginning of another page?
fn is_teaser(lines: &Page<'_, '_>, post: &Found<'_>) -> bool {
    let range = trim(lines, post);
    let more = |line: &str| {
        let low = line.to_lowercase();
        low.ends_with("[…]")
            || low.ends_with("[...]")
            || low.ends_with("read more")
            || low.ends_with("continue reading")
            || low.ends_with("read more »")
            || low.ends_with("read more →")
            || low.ends_with("continue reading →")
    };
    (range.start..post.body.end).any(|at| more(lines.get(at)))
}
