//! Threads of forums, flattened to text.
//!
//! No two forums look alike, and yet each is the same: a line that marks a post and comes back before each of them, the things a forum tells
//! about its author around it, the text, and what a reader may do below. So nothing is asked about a certain forum. The lines that could mark
//! a post are grouped by how they are written; the group that makes the best thread is taken, if it makes one; what stands around its
//! lines tells where an author's name is and what is furniture.
//!
//! A page whose marks name no more than one person, or stand above titles alone, is a list of other pages and no thread.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::furniture::{self, Kind, bare, kind};
use super::lines::Lines;
use super::page::Page;
use super::post_head::{self, Mark};
use super::speaker::{self, Known};
use super::{article_text, noise, shape};
use crate::thread::{Post, Role};

/// How many lines about an author can stand around a mark.
const BESIDE: usize = 34;

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

/// How many posts say something and are named, and, where these are as many, how much they say.
fn worth(lines: &Page<'_, '_>, found: &[Found<'_>], weight: usize) -> (usize, usize) {
    let named = found.iter().filter(|post| post.author.is_some());
    let (count, bytes) = named
        .filter_map(|post| lines.lines.block(trim(lines, post)))
        .fold((0, 0), |(count, bytes), (_, text)| (count + 1, bytes + text.len()));
    (count * weight, bytes)
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

/// The posts around the marks.
fn cut<'t>(lines: &Page<'_, 't>, marks: &[Mark<'t>], known: &Known<'t>) -> Vec<Found<'t>> {
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
fn below_head(lines: &Page<'_, '_>, range: Range<usize>) -> usize {
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

/// Do the posts make a thread?
fn is_thread(lines: &Page<'_, '_>, marks: &[Mark<'_>], found: &[Found<'_>]) -> bool {
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
fn is_said(lines: &Page<'_, '_>, post: &Found<'_>) -> bool {
    trim(lines, post).any(|at| says(lines.get(at)))
}

/// Is the line a sentence, or longer than titles are?
fn says(line: &str) -> bool {
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

/// The lines of the text of a post.
fn trim(lines: &Page<'_, '_>, post: &Found<'_>) -> Range<usize> {
    let mut range = post.body.clone();
    // What follows these lines was written by nobody, or above.
    if let Some(end) = range.clone().find(|at| is_end(lines.get(*at))) {
        range.end = end;
    }
    while !range.is_empty() && matches!(lines.kind(range.start), Kind::Bullet | Kind::Below) {
        range.start += 1;
    }
    above_furniture(lines, range, post.author)
}

/// The lines without those at their end that tell of the post, or of what a reader may do.
fn above_furniture(
    lines: &Page<'_, '_>,
    mut range: Range<usize>,
    name: Option<&str>,
) -> Range<usize> {
    let mut below = false;
    while !range.is_empty() {
        let line = lines.get(range.end - 1);
        let kind = lines.kind(range.end - 1);
        // Some forums sign below.
        let author = || {
            name.is_some_and(|name| {
                line.strip_prefix(name).is_some_and(|rest| {
                    rest.is_empty() && below
                        || rest.starts_with(", ") && super::when::find(rest).is_some()
                })
            })
        };
        let count = || kind == Kind::Count && (below || range.len() > 1);
        // Who liked it stands behind a picture.
        let liked = || {
            range.len() > 2
                && line.starts_with('•')
                && line.len() <= 120
                && lines.get(range.end - 2) == "•"
        };
        let furniture = matches!(kind, Kind::Bullet | Kind::Below) || is_changed(line);
        if furniture || count() || author() || liked() {
            below |= kind == Kind::Below;
            range.end -= 1;
        } else {
            break;
        }
    }
    range
}

/// `Last edited: May 3, 2012`
fn is_changed(line: &str) -> bool {
    line.len() <= 100
        && (line.starts_with("Last edited") || line.starts_with("Edited "))
        && super::when::find(line).is_some()
}

/// Does a post end at this line whatever follows?
fn is_end(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let low = bare(line).to_lowercase();
    let replies = low.contains("reply last reply") || low.contains("replies last reply");
    replies
        || [
            "reply with quote",
            "link to comment",
            "link to post",
            "view public profile",
            "find more posts by",
            "share on other sites",
            "wikipost history",
            "printer friendly format",
            "copy link to reply",
            "report inappropriate content",
        ]
        .iter()
        .any(|told| low.starts_with(told))
        || line.starts_with("{{") && line.ends_with("}}")
        || low == "signature"
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

/// The lines below the one that tells when a post was changed, if nothing is said there: forums put what its author writes below every post there.
fn below_change(lines: &Page<'_, '_>, body: Range<usize>) -> Option<Range<usize>> {
    let changed = body.clone().skip(1).rfind(|at| is_changed(lines.get(*at)))?;
    let below = changed + 1..body.end;
    let says = |at| says(lines.get(at)) || shape::is_personal(lines.get(at));
    (!below.is_empty() && !below.clone().any(says)).then_some(below)
}

/// For each post the lines at its end that its author writes below every post.
fn signatures(lines: &Page<'_, '_>, found: &[Found<'_>]) -> Vec<Option<Range<usize>>> {
    let mut by_author: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, post) in found.iter().enumerate().filter(|(_, post)| !post.body.is_empty()) {
        by_author.entry(post.author.unwrap_or_default()).or_default().push(place);
    }
    let mut out: Vec<Option<Range<usize>>> = vec![None; found.len()];
    for places in by_author.values().filter(|places| places.len() > 1) {
        // Two posts in a row that end alike; each line is looked at twice at most.
        for pair in places.windows(2) {
            let (one, two) = (&found[pair[0]].body, &found[pair[1]].body);
            let most = one.len().min(two.len()) - 1;
            let same = (1..=most)
                .take_while(|back| lines.get(one.end - back) == lines.get(two.end - back))
                .count();
            // Nobody ends with the same words by chance if they are many.
            let length: usize = (1..=same).map(|back| lines.get(one.end - back).len()).sum();
            if same > 0 && length >= 12 {
                for (place, body) in [(pair[0], one), (pair[1], two)] {
                    let range = body.end - same..body.end;
                    let shorter = out[place].as_ref().is_none_or(|told| told.len() > range.len());
                    if shorter {
                        out[place] = Some(range);
                    }
                }
            }
        }
    }
    for (range, post) in out.iter_mut().zip(found) {
        *range = range.take().or_else(|| below_change(lines, post.body.clone()));
    }
    out
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
