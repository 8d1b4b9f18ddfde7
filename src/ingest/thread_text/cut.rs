//! Where the posts of a thread stand, and what is told of their authors around their marks.

use std::ops::Range;

use super::Found;
use crate::ingest::furniture::{self, Kind, bare, kind};
use crate::ingest::noise;
use crate::ingest::page::Page;
use crate::ingest::post_head::{self, Mark};
use crate::ingest::speaker::{self, Known};

/// How many lines about an author can stand around a mark.
const BESIDE: usize = 34;

/// The posts around the marks.
pub(super) fn cut<'t>(
    lines: &Page<'_, 't>,
    marks: &[Mark<'t>],
    known: &Known<'t>,
) -> Vec<Found<'t>> {
    let marks = merged(lines, marks);
    let inline = marks.iter().filter(|mark| mark.0.author.is_some()).count() * 2 > marks.len();
    let below = !inline && is_told_below(lines, &marks);
    let inline = inline && !marks.iter().any(|mark| mark.0.sure);
    let mut found: Vec<Found<'t>> = Vec::with_capacity(marks.len());
    // A first look finds the names that are sure; the second knows them, and what stands below them.
    let mut learnt = known.clone();
    if !inline && !below {
        let mut floor = 0;
        for (mark, body) in &marks {
            if let Some(named) = speaker::above(lines, floor..mark.at, &learnt) {
                learnt.learn(lines, &named, mark.at);
            }
            floor = *body;
        }
    }
    let mut floor = 0;
    for (place, (mark, body)) in marks.iter().enumerate() {
        let next = marks.get(place + 1).map_or(lines.len(), |(next, _)| next.at);
        let mut post = Found {
            top: mark.at,
            body: *body..next,
            author: mark.author,
            date: mark.date,
            number: mark.number,
            sure: mark.sure,
        };
        let inline = inline || mark.author.is_some();
        if inline {
            post.body.start = below_head(lines, post.body.clone());
        } else if below {
            let (name, start) = told_below(lines, post.body.clone());
            post.author = name;
            post.body.start = start;
        } else {
            if let Some(named) = speaker::above(lines, floor..mark.at, &learnt) {
                post.top = named.top;
                post.author = Some(named.name);
                post.sure = named.sure;
            }
            post.body.start = below_head(lines, post.body.clone());
        }
        if post.date.is_none() {
            post.date = date_beside(lines, mark.at, post.top..post.body.start);
        }
        // Above the mark stands what belongs to it, not to the post before.
        if below || inline {
            let author = post.author.filter(|_| inline);
            post.top = above_mark(lines, floor, mark.at, author);
        }
        if let Some(last) = found.last_mut() {
            last.body.end = post.top.max(last.body.start);
        }
        floor = post.body.start.min(next);
        found.push(post);
    }
    if let Some(last) = found.last_mut() {
        let end = last.body.clone().find(|at| {
            furniture::ends_thread(lines.get(*at)) || noise::ends_article(lines.get(*at))
        });
        last.body.end = end.unwrap_or(last.body.end);
    }
    found
}

/// The marks with the line behind each; two that belong to one post are one.
fn merged<'t>(lines: &Page<'_, 't>, marks: &[Mark<'t>]) -> Vec<(Mark<'t>, usize)> {
    let mut out: Vec<(Mark<'t>, usize)> = Vec::with_capacity(marks.len());
    let mut place = 0;
    while let Some(mark) = marks.get(place) {
        let mut mark = mark.clone();
        let mut body = mark.at + 1;
        if let Some(next) = marks.get(place + 1).filter(|next| {
            mark.author.is_none() && mark.number.is_none() && next.at < mark.at + BESIDE + 40
        }) {
            let same = mark.date == next.date;
            let close = next.at <= mark.at + 3;
            // `name`, date, `name` again, and below all that is told of them the date again.
            let twice = mark.at > 0 && {
                let above = lines.get(mark.at - 1);
                let below = lines.get(mark.at + 1);
                !above.is_empty()
                    && (above == below
                        || above
                            .strip_prefix(below)
                            .is_some_and(|rest| !below.is_empty() && kind(rest) == Kind::Count))
            };
            if same && (close || twice) {
                if twice {
                    mark.author = speaker::name_of(lines.get(mark.at + 1));
                    mark.sure = mark.author.is_some();
                }
                body = next.at + 1;
                place += 1;
            }
        }
        out.push((mark, body));
        place += 1;
    }
    out
}

/// Does the page tell of an author below the mark, not above it?
fn is_told_below(lines: &Page<'_, '_>, marks: &[(Mark<'_>, usize)]) -> bool {
    let plain =
        |at: &usize| !matches!(lines.kind(*at), Kind::Bullet | Kind::Date) && !is_mark(lines, *at);
    let about = |at: usize| matches!(lines.kind(at), Kind::Label | Kind::LabelAlone | Kind::Rank);
    let (mut above, mut below) = (0, 0);
    for (mark, body) in marks {
        above += usize::from(
            (mark.at.saturating_sub(8)..mark.at).rev().filter(plain).take(4).any(about),
        );
        let mut rest = (*body..(body + 12).min(lines.len())).filter(plain);
        let named = rest.next().is_some_and(|at| {
            lines.kind(at) == Kind::Short && speaker::name_of(lines.get(at)).is_some()
        });
        let told = || {
            let next: Vec<_> =
                rest.take_while(|at| lines.kind(*at) != Kind::Below).take(3).collect();
            // `name`, and how many posts there are of them.
            let count = next.iter().take(2).any(|at| lines.kind(*at) == Kind::Count);
            count || next.into_iter().any(about)
        };
        below += usize::from(named && told());
    }
    below > above && below * 3 >= marks.len() * 2
}

/// Is the line a mark without a name?
fn is_mark(lines: &Page<'_, '_>, at: usize) -> bool {
    post_head::mark(lines.get(at), at).is_some_and(|mark| mark.author.is_none())
}

/// The name below a mark, and where the text begins.
fn told_below<'t>(lines: &Page<'_, 't>, range: Range<usize>) -> (Option<&'t str>, usize) {
    let mut at = range.start;
    while at < range.end
        && (matches!(lines.kind(at), Kind::Bullet | Kind::Count | Kind::Date | Kind::Below)
            || is_mark(lines, at))
    {
        at += 1;
    }
    if at >= range.end {
        return (None, range.start);
    }
    // The first letter in the place of a picture.
    if lines.get(at).chars().count() == 1 && lines.get(at + 1).starts_with(lines.get(at)) {
        at += 1;
    }
    let name = speaker::name_of(lines.get(at));
    let mut start = at + 1;
    // Behind the last label there is nothing of the author any more.
    let mut look = start;
    while look < range.end.min(at + BESIDE) {
        match lines.kind(look) {
            Kind::LabelAlone => {
                look += 2;
                start = look;
            }
            Kind::Label => {
                look += 1;
                start = look;
            }
            Kind::Rank | Kind::Count if look <= start + 1 => {
                look += 1;
                start = look;
            }
            Kind::Prose => break,
            _ => look += 1,
        }
    }
    (name, below_head(lines, start.min(range.end)..range.end))
}

/// Where the text begins in `range`: behind what still belongs to the head.
pub(super) fn below_head(lines: &Page<'_, '_>, range: Range<usize>) -> usize {
    let mut at = range.start;
    while at < range.end {
        let line = lines.get(at);
        let told = bare(line);
        let title = told.starts_with("Re: ") && told.len() <= 160
            || told.contains("(This post was last modified");
        let head = matches!(lines.kind(at), Kind::Bullet | Kind::Date | Kind::Label | Kind::Count)
            || matches!(
                told,
                "Author"
                    | "OP"
                    | "Author stats"
                    | "Thread Starter"
                    | "Thread starter"
                    | "New"
                    | "Add bookmark"
                    | "Save"
                    | "Original Poster"
            )
            || told.starts_with("Advertisement");
        if lines.kind(at) == Kind::LabelAlone && at + 1 < range.end && told.ends_with(':') {
            at += 1;
        } else if !(head || title) {
            break;
        }
        at += 1;
    }
    at
}

/// Where the lines above a mark begin that belong to it: an ornament, a picture, what is told of its author.
fn above_mark(lines: &Page<'_, '_>, floor: usize, at: usize, author: Option<&str>) -> usize {
    let mut top = at;
    while top > floor && matches!(lines.kind(top - 1), Kind::Bullet | Kind::Date) {
        top -= 1;
    }
    let mut head = at;
    while head > floor.max(at.saturating_sub(BESIDE)) {
        let line = lines.get(head - 1);
        if author.is_some_and(|author| speaker::name_of(line) == Some(author)) {
            return head - 1;
        }
        let told =
            !matches!(lines.kind(head - 1), Kind::Prose | Kind::Short) || line.starts_with("Re:");
        if !told {
            // A rank nobody knows, or a place; its label gives it away.
            let beside = head < at
                && matches!(lines.kind(head), Kind::Label | Kind::Rank | Kind::LabelAlone);
            let value = head > 1 && lines.kind(head - 2) == Kind::LabelAlone;
            if !(beside || value) {
                break;
            }
        }
        if line.starts_with("Re:") {
            top = head - 1;
        }
        head -= 1;
    }
    top
}

/// A date beside the mark.
fn date_beside<'t>(lines: &Page<'_, 't>, at: usize, range: Range<usize>) -> Option<&'t str> {
    let date = |at: usize| furniture::is_date(bare(lines.get(at)));
    range
        .clone()
        .filter(|line| *line > at)
        .find_map(date)
        .or_else(|| range.rev().filter(|line| *line < at).find_map(date))
}
