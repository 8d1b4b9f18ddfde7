//! Posts of a page whose software is not known: what repeats, with an author, a date and a text.
//!
//! Elements that look alike are taken together: by name and classes, by name and first class, or by name and the letters of the id. Of
//! all such groups the one is taken whose members hold an author, a date and a text each, and the most of it. Lists of links to other pages
//! have authors and dates, too: they are known by headings that are links, each with other words.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::dom::{Id, Page, ROOT};
use super::evidence::Evidence;
use super::select::Selector;
use super::{engine, names, text};
use crate::thread::{Post, Role};

/// Fewer words than these in all posts are no thread.
const FEWEST_WORDS: u32 = 8;
/// So many authors or dates of a post are looked at.
const MOST_LOOKED_AT: usize = 512;

/// The posts of a page, and where the first of them begins.
pub(super) struct Repeated {
    pub(super) posts: Vec<Post>,
    pub(super) nodes: Vec<Id>,
    pub(super) begin: Id,
    /// Do they stand under something that is not one of them?
    pub(super) comments: bool,
}

/// A group of elements that look alike.
struct Group {
    members: Vec<Id>,
    score: f64,
    words: u32,
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

fn body_of(page: &Page, part: &Part, key: u64) -> Option<Id> {
    part.nodes().find(|id| !page.is_text(*id) && keys(page, *id).contains(&Some(key)))
}

/// A member of a group: its descendants, without those of the members inside it.
struct Part {
    /// The element, or the first of several.
    node: Id,
    range: Range<Id>,
    nested: Vec<Range<Id>>,
}

impl Part {
    /// Those of `ids` that are in no member inside.
    fn own<'i>(&self, ids: &'i [Id]) -> impl Iterator<Item = Id> + use<'i, '_> {
        // Of very many, most are inside of others.
        ids.iter().copied().take(MOST_LOOKED_AT).filter(|id| self.holds(*id))
    }

    fn holds(&self, id: Id) -> bool {
        let at = self.nested.partition_point(|range| range.end <= id);
        self.nested.get(at).is_none_or(|range| !range.contains(&id))
    }

    /// The nodes that are in no member inside.
    fn nodes(&self) -> impl Iterator<Item = Id> + '_ {
        let mut at = self.range.start;
        let mut nested = self.nested.iter().peekable();
        std::iter::from_fn(move || {
            while let Some(inner) = nested.next_if(|inner| inner.start <= at) {
                at = at.max(inner.end);
            }
            let id = (at < self.range.end).then_some(at)?;
            at += 1;
            Some(id)
        })
    }

    /// What the own nodes of an element hold.
    fn count_in(&self, range: &Range<Id>, count: impl Fn(&Range<Id>) -> u32) -> u32 {
        let begin = self.nested.partition_point(|inner| inner.start < range.start);
        let end = self.nested.partition_point(|inner| inner.start < range.end);
        let inner: u32 = self.nested.get(begin..end).unwrap_or_default().iter().map(&count).sum();
        count(range).saturating_sub(inner)
    }

    /// What is counted in the whole, without what is counted inside.
    fn count(&self, count: impl Fn(&Range<Id>) -> u32) -> u32 {
        count(&self.range).saturating_sub(self.nested.iter().map(count).sum())
    }
}

/// The members as parts; each knows the members right inside it.
fn parts(page: &Page, members: &[Id]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(members.len());
    let mut open: Vec<usize> = Vec::new();
    for id in members {
        while open.pop_if(|at| parts[*at].range.end <= *id).is_some() {}
        if let Some(around) = open.last() {
            parts[*around].nested.push(*id..page.end(*id));
        }
        open.push(parts.len());
        parts.push(Part { node: *id, range: page.inside(*id), nested: Vec::new() });
    }
    parts
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Words that tell one of several alike from the others.
fn is_state(class: &str) -> bool {
    class.bytes().any(|byte| byte.is_ascii_digit())
        || matches!(
            class.to_ascii_lowercase().as_str(),
            "odd"
                | "even"
                | "first"
                | "last"
                | "alt"
                | "op"
                | "new"
                | "active"
                | "selected"
                | "collapsed"
                | "expanded"
                | "featured"
                | "byauthor"
                | "bypostauthor"
                | "parent"
                | "reply"
                | "nested"
                | "highlighted"
                | "accepted"
        )
}

/// The kinds of likeness of an element.
fn keys(page: &Page, id: Id) -> [Option<u64>; 5] {
    let kind = page.kind(id);
    let classes: Vec<&str> = page.classes(id).filter(|class| !is_state(class)).take(12).collect();
    let id_letters = page
        .attribute(id, "id")
        .filter(|name| name.bytes().any(|byte| byte.is_ascii_digit()))
        .map(|name| {
            let letters: String = name
                .chars()
                .filter(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
                .collect();
            letters
        });
    let data: Vec<&str> = page
        .attributes(id)
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("data-"))
        .take(12)
        .collect();
    let parent = page.parent(id);
    let around = || {
        (
            page.kind(parent),
            page.classes(parent).next().filter(|class| !is_state(class)).map(str::to_owned),
        )
    };
    [
        (!classes.is_empty()).then(|| hash((1, kind, &classes))),
        classes.first().filter(|_| classes.len() > 1).map(|first| hash((2, kind, first))),
        id_letters.filter(|letters| !letters.is_empty()).map(|letters| hash((3, kind, letters))),
        (data.len() > 1).then(|| hash((5, kind, &data))),
        classes.is_empty().then(|| hash((4, kind, around(), page.kind(page.parent(parent))))),
    ]
}

fn best(page: &Page, evidence: &Evidence) -> Option<Group> {
    let mut groups: BTreeMap<u64, Vec<Id>> = BTreeMap::new();
    for id in 1..page.len() {
        if page.is_text(id) || !names::is_block(page.kind(id)) && !page.name(id).contains('-') {
            continue;
        }
        let range = page.inside(id);
        if evidence.authors(&range) == 0 || evidence.words(&range) + evidence.linked(&range) < 2 {
            continue;
        }
        for key in keys(page, id).into_iter().flatten() {
            groups.entry(key).or_default().push(id);
        }
    }
    let mut best: Option<Group> = None;
    for members in groups.into_values().filter(|members| members.len() > 1) {
        let Some(group) = weigh(page, evidence, members) else { continue };
        if best.as_ref().is_none_or(|best| group.score > best.score * 1.001) {
            best = Some(group);
        }
    }
    best.filter(|group| group.words >= FEWEST_WORDS)
}

/// What speaks for a group; nothing if it is none of posts.
fn weigh(page: &Page, evidence: &Evidence, members: Vec<Id>) -> Option<Group> {
    let (mut good, mut bad, mut score, mut all, mut linked, mut teasers) =
        (0_u32, 0_u32, 0.0, 0, 0, 0);
    let mut titles: Vec<u64> = Vec::new();
    for part in parts(page, &members) {
        let words = part.count(|range| evidence.words(range));
        let authors = part.count(|range| evidence.authors(range));
        let dates = part.count(|range| evidence.dates(range));
        if authors == 0 || words == 0 {
            bad += 1;
            continue;
        }
        if dates == 0 {
            bad += 1;
        } else {
            good += 1;
            // Many posts weigh more than a few that hold them all.
            score += f64::from(words.min(400)).sqrt();
        }
        all += words;
        linked += part.count(|range| evidence.linked(range));
        if let Some(title) = teaser(page, evidence, &part) {
            teasers += 1;
            titles.push(title);
        }
    }
    titles.sort_unstable();
    titles.dedup();
    let many = titles.len() > 2 || titles.len() == 2 && teasers == 2;
    if good < 2
        || bad > good
        || teasers * 2 > good && many && !is_named_comment(page, &members)
        || linked > all * 2
    {
        return None;
    }
    Some(Group { members, score, words: all })
}

/// The title of a part that leads elsewhere, as a number.
fn teaser(page: &Page, evidence: &Evidence, part: &Part) -> Option<u64> {
    let titled = |id: Id| {
        (names::H1..=names::H6).contains(&page.kind(id))
            || page.classes(id).any(|class| {
                let class = class.to_ascii_lowercase();
                ["title", "headline", "subject", "topic"].iter().any(|part| class.contains(part))
                    && !class.contains("user")
            })
    };
    let heading = part.nodes().find(|id| {
        !page.is_text(*id) && titled(*id) && !is_quoted(page, *id) && {
            let around = page.kind(*id) == names::A
                || page
                    .ancestors(*id)
                    .take_while(|above| part.range.contains(above))
                    .any(|above| page.kind(above) == names::A);
            let inside = page.inside(*id);
            evidence.authors(&inside) == 0 && (around || evidence.linked(&inside) > 1)
        }
    })?;
    let title = text::line(page, heading).to_lowercase();
    let title = title.trim_start_matches("re:").trim();
    (title.split(' ').count() > 1).then(|| hash(title))
}

fn is_quoted(page: &Page, id: Id) -> bool {
    page.ancestors(id).any(|above| {
        page.kind(above) == names::BLOCKQUOTE
            || page.classes(above).any(|class| class.contains("quote"))
    })
}

/// The likeness that most parts have once, has the most words and no author or date: that of the body.
fn body_key(page: &Page, evidence: &Evidence, parts: &[Part]) -> Option<u64> {
    #[derive(Default)]
    struct Tally {
        parts: u32,
        last: Id,
        twice: u32,
        words: u32,
        marked: u32,
        called: bool,
        size: u32,
    }
    let mut tallies: BTreeMap<u64, Tally> = BTreeMap::new();
    for part in parts {
        for id in part.nodes() {
            let block = names::is_block(page.kind(id))
                || page.kind(id) == names::SPAN
                || page.name(id).contains('-');
            if page.is_text(id) || !block || is_signature(page, id) {
                continue;
            }
            let range = page.inside(id);
            let words =
                part.count_in(&range, |range| evidence.words(range) + evidence.linked(range));
            let marked = part.count_in(&(id..range.end), |range| {
                evidence.authors(range) + evidence.dates(range)
            }) > 0;
            for key in keys(page, id).into_iter().flatten() {
                let tally = tallies.entry(key).or_default();
                if tally.last == part.range.start {
                    tally.twice += 1;
                    continue;
                }
                tally.last = part.range.start;
                tally.parts += 1;
                tally.words += words;
                tally.size += range.end - range.start;
                tally.marked += u32::from(marked);
                tally.called |= page.classes(id).chain(page.attribute(id, "id")).any(is_body_class);
            }
        }
    }
    let count = parts.len() as u32;
    let fits = |tally: &Tally| {
        tally.parts * 10 >= count * 7
            && tally.twice * 4 <= count
            && tally.marked * 10 <= tally.parts * 7
            && tally.words > 0
    };
    let most = tallies.values().filter(|tally| fits(tally)).map(|tally| tally.words).max()?;
    tallies
        .into_iter()
        .filter(|(_, tally)| fits(tally) && tally.words * 10 >= most * 7)
        // One that is called a body; else the one with most words, of several the innermost.
        .max_by_key(|(key, tally)| {
            (tally.called, tally.words * 20 / most.max(1), tally.parts, u32::MAX - tally.size, *key)
        })
        .map(|(key, _)| key)
}

fn is_signature(page: &Page, id: Id) -> bool {
    ["class", "data-role", "id"].iter().filter_map(|name| page.attribute(id, name)).any(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("signature") || value.split([' ', '-', '_']).any(|part| part == "sig")
    })
}

fn is_body_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    ["post", "content", "body", "text", "message", "markdown", "prose", "entry"]
        .iter()
        .any(|part| class.contains(part))
        && !["footer", "header", "meta", "author", "user", "avatar", "title", "action"]
            .iter()
            .any(|part| class.contains(part))
}

/// The likeness of the nodes that most parts have.
fn common(page: &Page, parts: &[Part], nodes: impl Fn(&Part) -> Vec<Id>) -> Option<u64> {
    let mut tallies: BTreeMap<u64, (u32, u32)> = BTreeMap::new();
    for part in parts {
        let mut seen = Vec::new();
        for (at, id) in nodes(part).into_iter().take(12).enumerate() {
            let key = like(page, id);
            if !seen.contains(&key) {
                let tally = tallies.entry(key).or_default();
                tally.0 += 1;
                tally.1 += at as u32;
                seen.push(key);
            }
        }
    }
    tallies
        .into_iter()
        .max_by_key(|(key, (count, at))| (*count, u32::MAX - at, *key))
        .map(|(key, _)| key)
}

fn like(page: &Page, id: Id) -> u64 {
    let classes = page.classes(id).filter(|class| !is_state(class)).collect::<Vec<_>>();
    hash((page.kind(id), classes, page.kind(page.parent(id)), page.classes(page.parent(id)).next()))
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

/// Is it called a comment, and not only something about comments?
fn is_named_comment(page: &Page, members: &[Id]) -> bool {
    members.iter().take(3).any(|id| {
        page.classes(*id).any(|class| {
            matches!(class, "comment" | "Comment" | "comment-item" | "review" | "reply")
        }) || page
            .attribute(*id, "id")
            .is_some_and(|id| id.starts_with("comment-") || id.starts_with("comment_"))
    })
}

fn is_called(page: &Page, members: &[Id], word: &str) -> bool {
    members.iter().take(3).any(|id| {
        page.classes(*id)
            .chain(page.attribute(*id, "id"))
            .any(|name| name.to_ascii_lowercase().contains(word))
    })
}

/// Buttons, counts and what else stands in a post without being written by its author.
pub(super) fn is_furniture(page: &Page, id: Id) -> bool {
    if page.is_text(id) || page.kind(id) == names::FOOTER || page.kind(id) == names::FORM {
        return !page.is_text(id);
    }
    page.classes(id).any(|class| {
        let class = class.to_ascii_lowercase();
        class.split(['-', '_']).any(|part| {
            matches!(
                part,
                "share"
                    | "sharing"
                    | "social"
                    | "toolbar"
                    | "actions"
                    | "action"
                    | "menu"
                    | "dropdown"
                    | "signature"
                    | "sig"
                    | "avatar"
                    | "vote"
                    | "votes"
                    | "voting"
                    | "reactions"
                    | "buttons"
                    | "button"
                    | "controls"
                    | "likes"
                    | "like"
                    | "report"
                    | "badge"
                    | "badges"
                    | "footer"
                    | "foot"
                    | "tags"
                    | "pagination"
                    | "breadcrumb"
                    | "breadcrumbs"
                    | "modal"
                    | "tooltip"
                    | "ad"
                    | "ads"
                    | "advert"
            )
        })
    })
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
