//! Posts of a page whose software is not known: what repeats, with an author, a date and a text.
//!
//! Elements that look alike are taken together: by name and classes, by name and first class, or by name and the letters of the id. Of
//! all such groups the one is taken whose members hold an author, a date and a text each, and the most of it. Lists of links to other pages
//! have authors and dates, too: they are known by headings that are links, each with other words.

mod alike;
mod body;
mod group;
mod part;

use std::collections::BTreeMap;

use self::alike::{common, is_called, is_named_comment, like};
pub(super) use self::body::is_furniture;
use self::body::{body_key, body_of};
use self::group::{best, teaser};
use self::part::{Part, parts};
use super::dom::{Id, Page, ROOT};
use super::evidence::Evidence;
use super::select::Selector;
use super::{engine, names, text};
use crate::thread::{Post, Role};

/// Fewer words than these in all posts are no thread.
const FEWEST_WORDS: u32 = 8;

/// The posts of a page, and where the first of them begins.
pub(super) struct Repeated {
    pub(super) posts: Vec<Post>,
    pub(super) nodes: Vec<Id>,
    pub(super) begin: Id,
    /// Do they stand under something that is not one of them?
    pub(super) comments: bool,
}

/// The posts of a page; none if nothing repeats that looks like posts.
pub(super) fn read(page: &Page, evidence: &Evidence) -> Option<Repeated> {
    let (parts, body, comments) = grouped(page, evidence).or_else(|| between(page, evidence))?;
    let author = common(page, &parts, |part| part.own(evidence.named_in(&part.range)).collect());
    let mut posts: Vec<Post> = Vec::new();
    let mut nodes = Vec::new();
    let mut open: Vec<(Id, u32)> = Vec::new();
    for part in &parts {
        while open.pop_if(|(end, _)| *end <= part.range.start).is_some() {}
        if let Some(post) = post(page, evidence, part, body, author) {
            let around = open.last().map(|(_, place)| *place);
            open.push((part.range.end, posts.len() as u32));
            let role = if comments { Role::Comment } else { Role::Post };
            posts.push(Post { reply_to: around, role, ..post });
            nodes.push(part.node);
        }
    }
    let begin = nodes.first().copied()?;
    if posts.len() < 2 {
        return None;
    }
    Some(Repeated { posts, nodes, begin, comments })
}

type Parts = (Vec<Part>, Option<u64>, bool);

/// Posts that are an element each.
fn grouped(page: &Page, evidence: &Evidence) -> Option<Parts> {
    let members = best(page, evidence)?.members;
    let comments = ["comment", "review"].iter().any(|word| is_called(page, &members, word));
    let parts = parts(page, &members);
    let body = body_key(page, evidence, &parts);
    is_prose(page, evidence, &parts, body).then_some((parts, body, comments))
}

/// Posts that are several elements each: all from one author to the next.
fn between(page: &Page, evidence: &Evidence) -> Option<Parts> {
    let mut groups: BTreeMap<u64, Vec<Id>> = BTreeMap::new();
    for id in &evidence.named {
        groups.entry(like(page, *id)).or_default().push(*id);
    }
    let mut found: Vec<Vec<Id>> = groups.into_values().filter(|group| group.len() > 2).collect();
    found.sort_by_key(|group| (usize::MAX - group.len(), group[0]));
    found.into_iter().take(4).find_map(|names| {
        let first = names.first()?;
        let last = names.last()?;
        let around = page.ancestors(*first).find(|above| page.end(*above) > *last).unwrap_or(ROOT);
        let begins: Vec<Id> = names
            .iter()
            .enumerate()
            .map(|(at, id)| {
                let before = at.checked_sub(1).map_or(around, |at| names[at]);
                let alone = |above: &Id| {
                    *above > before
                        && names.get(at + 1).is_none_or(|next| page.end(*above) <= *next)
                };
                page.ancestors(*id).take_while(alone).last().unwrap_or(*id)
            })
            .collect();
        let ends = begins.iter().skip(1).copied().chain([page.end(around)]);
        let parts: Vec<Part> = begins
            .iter()
            .zip(ends)
            .map(|(begin, end)| Part { node: *begin, range: *begin..end, nested: Vec::new() })
            .collect();
        let dated = parts.iter().filter(|part| evidence.dates(&part.range) > 0).count();
        let body = body_key(page, evidence, &parts);
        (dated * 10 >= parts.len() * 7 && body.is_some() && is_prose(page, evidence, &parts, body))
            .then_some((parts, body, false))
    })
}

/// Is most of what the bodies say in no link, and do they have no titles that lead elsewhere?
fn is_prose(page: &Page, evidence: &Evidence, parts: &[Part], body: Option<u64>) -> bool {
    let Some(key) = body else {
        // A name and a date are no prose.
        let words: u32 = parts
            .iter()
            .map(|part| part.count(|range| evidence.words(range)).saturating_sub(4))
            .sum();
        let linked: u32 = parts.iter().map(|part| part.count(|range| evidence.linked(range))).sum();
        return words >= FEWEST_WORDS && linked <= words;
    };
    let (mut words, mut linked, mut teasers, mut titles) = (0, 0, 0, Vec::new());
    for part in parts {
        if let Some(id) = body_of(page, part, key) {
            words += evidence.words(&page.inside(id));
            linked += evidence.linked(&page.inside(id));
        }
        if let Some(title) = teaser(page, evidence, part) {
            teasers += 1;
            titles.push(title);
        }
    }
    titles.sort_unstable();
    titles.dedup();
    words >= FEWEST_WORDS
        && linked <= words
        && (teasers * 2 <= parts.len()
            || titles.len() < 3
            || is_named_comment(page, &[parts[0].node]))
}

fn post(
    page: &Page,
    evidence: &Evidence,
    part: &Part,
    body: Option<u64>,
    author: Option<u64>,
) -> Option<Post> {
    let body = body.and_then(|key| body_of(page, part, key));
    let named: Vec<Id> = part
        .own(evidence.named_in(&part.range))
        .filter(|id| body.is_none_or(|body| !page.inside(body).contains(id)))
        .collect();
    let name = named.iter().find(|id| author == Some(like(page, **id))).or(named.first());
    let dated: Vec<Id> = part
        .own(evidence.dated_in(&part.range))
        .filter(|id| body.is_none_or(|body| !page.inside(body).contains(id)))
        .collect();
    let written = if let Some(body) = body {
        text::of(page, body, &|id| !part.holds(id) || is_furniture(page, id))
    } else {
        let out = |id: Id| {
            !part.holds(id) || named.contains(&id) || dated.contains(&id) || is_furniture(page, id)
        };
        text::of(page, part.node, &out)
    };
    let name = name.map(|id| engine::author(&text::line(page, *id)));
    if written.is_empty() && name.is_none() {
        return None;
    }
    Some(Post {
        author: name,
        date: dated.first().map(|id| date(page, *id)),
        id: anchor(page, part).map(|name| engine::number(&name)),
        url: anchor(page, part).map(|name| format!("#{name}")),
        ..Post::new(Role::Post, written)
    })
}

/// The name by which a link can lead to a post.
fn anchor(page: &Page, part: &Part) -> Option<String> {
    let own = page.attribute(part.node, "id");
    let name = |id: Id| match page.kind(id) {
        names::A => page.attribute(id, "name").or_else(|| page.attribute(id, "id")),
        _ => page.attribute(id, "id"),
    };
    let numbered = |name: &&str| name.bytes().any(|byte| byte.is_ascii_digit());
    own.filter(numbered)
        .or_else(|| part.nodes().take(40).find_map(|id| name(id).filter(numbered)))
        .map(str::to_owned)
}

/// What an element says of the time: the machine's way if it is given, else as it is written.
pub(super) fn date(page: &Page, id: Id) -> String {
    let given = ["datetime", "content", "title", "data-timestamp"]
        .iter()
        .find_map(|name| page.attribute(id, name));
    let given = given.filter(|date| date.bytes().any(|byte| byte.is_ascii_digit()));
    engine::date_of(&given.map_or_else(|| text::line(page, id), str::to_owned))
}

/// Everything above the first post: is there something in it that was written by somebody?
pub(super) fn opening(page: &Page, evidence: &Evidence, repeated: &Repeated) -> Option<Post> {
    let before = ROOT + 1..repeated.begin;
    let fits = |id: Id| {
        let range = page.inside(id);
        page.end(id) <= before.end
            && names::is_block(page.kind(id))
            && evidence.authors(&range) > 0
            && evidence.dates(&range) > 0
            && evidence.words(&range) >= 5
            && evidence.words(&range) > evidence.linked(&range)
    };
    let id = before.clone().rev().find(|id| !page.is_text(*id) && fits(*id))?;
    // The smallest that fits and its surroundings, as long as nothing else is in them.
    let mut whole = id;
    for above in page.ancestors(id) {
        if page.end(above) > before.end
            || evidence.authors(&page.inside(above)) > evidence.authors(&page.inside(id))
        {
            break;
        }
        whole = above;
    }
    let parts = [Part { node: whole, range: page.inside(whole), nested: Vec::new() }];
    let headings = Selector::new("h1, h2, header, nav, .breadcrumbs, .breadcrumb");
    let body = body_key(page, evidence, &parts);
    let mut found = post(page, evidence, &parts[0], body, None)?;
    if body.is_none() {
        let dropped = |id: Id| headings.matches(page, id) || is_furniture(page, id);
        found.text = text::of(page, whole, &dropped);
    }
    // The head of a page names the author of the first post, too.
    let words = found.text.split_whitespace().count();
    let same = repeated.posts.first().is_some_and(|first| first.author == found.author);
    (words > 7 && !(same && words < 40)).then_some(found)
}
