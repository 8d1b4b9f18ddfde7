//! Threads of forums, flattened to text.
//!
//! No two forums look alike, and yet each is the same: a line that marks a post and comes back before each of them, the things a forum tells
//! about its author around it, the text, and what a reader may do below. So nothing is asked about a certain forum. The lines that could mark
//! a post are grouped by how they are written; the group that makes the best thread is taken, if it makes one; what stands around its
//! lines tells where an author's name is and what is furniture.
//!
//! A page whose marks name no more than one person, or stand above titles alone, is a list of other pages and no thread.

mod cut;
mod end;
mod worth;

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashSet;

use self::cut::{below_head, cut};
use self::end::{above_furniture, signatures, trim};
use self::worth::{is_said, is_thread, worth};
use super::furniture::{self, Kind};
use super::lines::Lines;
use super::page::Page;
use super::post_head::{self, Mark};
use super::speaker::{self, Known};
use super::{article_text, shape};
use crate::thread::{Post, Role};

/// Most dates above the answers below which the first post is looked for.
const OPENINGS: usize = 8;

/// Most groups that are tried.
const TRIES: usize = 6;

/// A post, as its lines.
#[derive(Debug)]
struct Found<'t> {
    /// Its first line, with all that is told about its author.
    top: usize,
    /// Its text.
    body: Range<usize>,
    author: Option<&'t str>,
    date: Option<&'t str>,
    number: Option<u32>,
    /// Does the page say elsewhere that the author is one?
    sure: bool,
}

/// The title and the posts, if the text is a thread, and how many of them have an author.
pub(super) fn read(lines: &Lines<'_>) -> Option<(Option<String>, Vec<Post>)> {
    let mut groups: BTreeMap<String, Vec<Mark<'_>>> = BTreeMap::new();
    for at in 0..lines.len() {
        let quotes = || at > 0 && lines.get(at - 1).ends_with(['↑', ':']);
        if let Some(mark) = post_head::mark(lines.get(at), at)
            && !(mark.author.is_none() && mark.number.is_none() && quotes())
        {
            groups.entry(mark.style.clone()).or_default().push(mark);
        }
    }
    let mut groups: Vec<_> =
        groups.into_values().map(in_order).filter(|marks| is_enough(marks)).collect();
    // The most marks first; a number says more than a name, a name more than a date.
    // The most marks first.
    groups.sort_by_key(|marks| (std::cmp::Reverse(marks.len() * weight(marks)), marks[0].at));
    if groups.is_empty() {
        return None;
    }
    let page = Page::new(lines);
    let lines = &page;
    let known = Known::of(lines);
    let mut best: Option<((usize, usize), Vec<Found<'_>>, bool)> = None;
    for marks in groups.iter().take(TRIES) {
        let found = cut(lines, marks, &known);
        if is_thread(lines, marks, &found) {
            let worth = worth(lines, &found, weight(marks));
            if best.as_ref().is_none_or(|(most, ..)| worth > *most) {
                best = Some((worth, found, begins_with_answer(lines, &marks[0])));
            }
        }
    }
    best.map(|(_, mut found, replies)| build(lines, &mut found, replies))
}

/// Does the first mark stand above an answer, so that the post before it is marked in another way?
fn begins_with_answer(lines: &Page<'_, '_>, first: &Mark<'_>) -> bool {
    let above = first.at.checked_sub(1).map_or("", |above| lines.get(above));
    first.style == "Reply #"
        || above.starts_with("Re:")
        || first.number.is_some_and(|number| number != 1)
}

/// A number says more than a name, a name more than a date.
fn weight(marks: &[Mark<'_>]) -> usize {
    match marks.first() {
        Some(mark) if mark.number.is_some() => 6,
        Some(mark) if mark.author.is_some() => 4,
        _ => 2,
    }
}

/// The marks without those whose number another one had before.
fn in_order(marks: Vec<Mark<'_>>) -> Vec<Mark<'_>> {
    if marks.iter().any(|mark| mark.number.is_none()) {
        return marks;
    }
    let mut seen = FxHashSet::default();
    marks.into_iter().filter(|mark| seen.insert(mark.number)).collect()
}

/// Can the marks be those of a thread?
fn is_enough(marks: &[Mark<'_>]) -> bool {
    let alone = || {
        marks.first().is_some_and(|mark| {
            mark.number == Some(1) && mark.author.is_some() && mark.date.is_some()
        })
    };
    marks.len() > 1 || alone()
}

/// The title and the posts.
fn build(
    lines: &Page<'_, '_>,
    found: &mut [Found<'_>],
    replies: bool,
) -> (Option<String>, Vec<Post>) {
    for post in &mut *found {
        post.body = trim(lines, post);
    }
    let signed = signatures(lines, found);
    let first = found.first().map_or(0, |post| post.top);
    let numbered = found.first().is_some_and(|post| post.number.is_some());
    let preface = match (numbered, replies) {
        (true, true) => opening(lines, first),
        (true, false) => None,
        (false, _) => preface(lines, first),
    };
    let title = speaker::title(lines, 0..first).and_then(|at| shape::title_of(lines.get(at)));
    let mut posts = Vec::with_capacity(found.len() + 1);
    let article = preface.as_ref().is_some_and(|preface| preface.role == Role::Article);
    let role = if article { Role::Comment } else { Role::Post };
    posts.extend(preface);
    for (post, signature) in found.iter().zip(signed) {
        let body = match &signature {
            Some(range) => above_furniture(lines, post.body.start..range.start, post.author),
            None => post.body.clone(),
        };
        let named =
            body.len() > 1 && title.as_deref().is_some_and(|title| lines.get(body.start) == title);
        let Some((offset, text)) = lines.lines.block(body.start + usize::from(named)..body.end)
        else {
            continue;
        };
        posts.push(Post {
            id: post.number.map(|number| number.to_string()),
            author: post.author.map(str::to_owned),
            date: post.date.map(str::to_owned),
            offset: Some(offset),
            signature: signature
                .and_then(|range| lines.lines.block(range))
                .map(|(_, text)| text.to_owned()),
            ..Post::new(role, text)
        });
    }
    (title, posts)
}

/// The post that opens a thread whose answers alone are numbered: it stands below the last date above them.
fn opening(lines: &Page<'_, '_>, first: usize) -> Option<Post> {
    let known = Known::of(lines);
    let has_date = |at: &usize| {
        lines.kind(*at) == Kind::Date
            || post_head::mark(lines.get(*at), *at).is_some_and(|mark| mark.date.is_some())
    };
    let dates: Vec<usize> = (0..first).rev().filter(has_date).take(OPENINGS).collect();
    if dates.is_empty() {
        return preface(lines, first).map(|post| Post { role: Role::Post, ..post });
    }
    let mut end = first;
    for date in dates {
        let mark = post_head::mark(lines.get(date), date);
        let mut found = Found {
            top: date,
            body: below_head(lines, date + 1..end)..end,
            author: mark.as_ref().and_then(|mark| mark.author),
            date: mark.and_then(|mark| mark.date),
            number: None,
            sure: false,
        };
        if is_said(lines, &found) {
            // The first line of a page is its title, if another one can be the name.
            let floor = speaker::title(lines, 0..date)
                .map_or(0, |title| title + 1)
                .max(usize::from(date > 1));
            let named = || speaker::above(lines, floor..date, &known).map(|named| named.name);
            found.author = found.author.or_else(named);
            let (offset, text) = lines.lines.block(trim(lines, &found))?;
            return Some(Post {
                author: found.author.map(str::to_owned),
                date: found.date.map(str::to_owned),
                offset: Some(offset),
                ..Post::new(Role::Post, text)
            });
        }
        end = date;
    }
    None
}

/// What stands above the first mark, if somebody wrote it.
fn preface(lines: &Page<'_, '_>, first: usize) -> Option<Post> {
    let (_, posts) = article_text::read_part(lines.lines, 0..first);
    posts.filter(|post| {
        let told: usize = post
            .text
            .lines()
            .filter(|line| {
                let menu = line.matches(['•', '›', '|', '·']).count() > 2;
                shape::is_prose(line.trim()) && !furniture::is_notice(line) && !menu
            })
            .map(str::len)
            .sum();
        told >= 200 && told * 2 >= post.text.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<Post> {
        read(&Lines::new(text)).map(|(_, posts)| posts).unwrap_or_default()
    }

    #[test]
    fn a_signature_is_what_an_author_writes_below_every_post() {
        let page = "Heparin\n\nann | May 3, 2012 | #1\n\nWho takes it?\n\nMum of two, and of three cats\n\nbob | May 3, 2012 | #2\n\nI do.\n\n\
            ann | May 4, 2012 | #3\n\nThanks!\n\nMum of two, and of three cats\n";
        let posts = told(page);
        assert_eq!(posts.len(), 3);
        assert_eq!(posts[0].signature.as_deref(), Some("Mum of two, and of three cats"));
        assert_eq!((posts[2].id.as_deref(), posts[2].text.as_str()), (Some("3"), "Thanks!"));
    }

    #[test]
    fn what_stands_below_a_change_is_kept() {
        let page = "Heparin\n\nann | May 3, 2012 | #1\n\nI took it for weeks.\n\nLast edited: May 5, 2012\n\nThen I stopped, and all was well.\n\n\
            bob | May 3, 2012 | #2\n\nI do.\n\nLast edited by bob; May 4, 2012\n\nDad of three\n\n\
            ann | May 4, 2012 | #3\n\nThanks!\n\nEdited May 4, 2012 by ann\n";
        let posts = told(page);
        assert_eq!(
            posts[0].text,
            "I took it for weeks.\n\nLast edited: May 5, 2012\n\nThen I stopped, and all was well."
        );
        // Where nothing is said, it is what forums put there.
        assert_eq!(
            (posts[1].text.as_str(), posts[1].signature.as_deref()),
            ("I do.", Some("Dad of three"))
        );
        assert_eq!((posts[2].text.as_str(), posts[2].signature.as_deref()), ("Thanks!", None));
    }

    #[test]
    fn a_post_above_numbered_answers_is_kept() {
        let page = "Heparin\n\nann\n\n1 year ago\n\nI was told to take it for nine weeks, and I did not know why.\n\n0Report\n\n\
            Reply 1\n\n1 year ago\n\nbob\n\n20\n\nThey never say why.\n\n0Report\n\nReply 2\n\n1 year ago\n\ncy\n\n7\n\nAsk again.\n\n2Report\n";
        let posts = told(page);
        let authors: Vec<_> = posts.iter().map(|post| post.author.as_deref()).collect();
        assert_eq!(authors, [Some("ann"), Some("bob"), Some("cy")]);
        assert_eq!(posts[0].text, "I was told to take it for nine weeks, and I did not know why.");
    }

    #[test]
    fn many_marks_are_read_in_linear_time() {
        let pages = [
            "#1\n#2\n",
            "ann\nMay 3, 2012\nann\n",
            "•\n",
            "Posts\n12\n#1\n",
            "Re: x\nMay 3, 2012\n",
        ];
        for page in pages {
            // Quadratic time would take minutes here.
            read(&Lines::new(&page.repeat(20_000)));
        }
    }
}
