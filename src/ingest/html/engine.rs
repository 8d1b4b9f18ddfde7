//! Reads the posts of a page by the description of the software that wrote it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::dom::{Id, Page, ROOT};
use super::select::Selector;
use super::text;
use crate::thread::{Post, Role};

/// How pages of one kind of software are built: where a post stands, and where in it its parts. All of it is text that [`Engine`] is made
/// of; see [`Selector`] and [`Field`].
#[derive(Clone, Copy, Default)]
pub(super) struct Template {
    /// What software it is.
    pub(super) name: &'static str,
    /// The posts.
    pub(super) post: &'static str,
    /// If given, a post is the nearest such element around what `post` finds.
    pub(super) up: &'static str,
    /// What such an element must hold, if given.
    pub(super) holds: &'static str,
    /// The text of a post: the first of these that is there. A post without is none.
    pub(super) body: &'static str,
    /// The author.
    pub(super) author: &'static str,
    /// When it was written.
    pub(super) date: &'static str,
    /// Its name on the page; letters before the last number are cut off.
    pub(super) id: &'static str,
    /// A link to it.
    pub(super) url: &'static str,
    /// The name of the post that it answers.
    pub(super) parent: &'static str,
    /// What its author adds to all posts.
    pub(super) signature: &'static str,
    /// What in the body is not the author's.
    pub(super) drop: &'static str,
    /// Which posts are questions, answers and comments.
    pub(super) roles: [&'static str; 3],
    /// The title of the page.
    pub(super) title: &'static str,
    /// Do the posts stand under an article?
    pub(super) article: bool,
}

/// A [`Template`] made ready.
pub(super) struct Engine {
    pub(super) template: &'static Template,
    post: Selector,
    up: Selector,
    holds: Selector,
    body: Vec<Selector>,
    author: Field,
    date: Field,
    id: Field,
    url: Field,
    parent: Field,
    signature: Selector,
    drop: Selector,
    roles: [Selector; 3],
    title: Field,
}

/// Where a value stands: `selector@attribute | selector | @attribute`, the first that gives something. Without a selector it is the post
/// itself; without an attribute it is the text. `last:` asks for the last such node, not the first.
pub(super) struct Field {
    ways: Vec<Way>,
}

struct Way {
    selector: Selector,
    attribute: Option<&'static str>,
    last: bool,
}

impl Field {
    pub(super) fn new(text: &'static str) -> Self {
        let way = |way: &'static str| {
            let rest = way.trim();
            let (last, rest) =
                rest.strip_prefix("last:").map_or((false, rest), |rest| (true, rest));
            let (selector, attribute) =
                rest.split_once('@').map_or((rest, None), |(a, b)| (a, Some(b)));
            Way { selector: Selector::new(selector), attribute, last }
        };
        Self { ways: text.split(" | ").filter(|way| !way.trim().is_empty()).map(way).collect() }
    }

    /// The value in the nodes that `inside` gives.
    fn read<I: Iterator<Item = Id>>(
        &self,
        page: &Page,
        id: Id,
        inside: impl Fn() -> I,
    ) -> Option<String> {
        self.ways.iter().find_map(|Way { selector, attribute, last }| {
            let value = |id: Id| {
                let value = match attribute {
                    Some(name) => page.attribute(id, name)?.trim().to_owned(),
                    None => text::line(page, id),
                };
                (!value.is_empty()).then_some(value)
            };
            if selector.is_empty() {
                return value(id);
            }
            let found = inside().filter(|id| selector.matches(page, *id));
            if *last { found.last().and_then(value) } else { found.take(8).find_map(value) }
        })
    }

    pub(super) fn of_page(&self, page: &Page) -> Option<String> {
        self.read(page, ROOT, || page.inside(ROOT))
    }
}

/// A post and the place where it stood.
pub(super) struct Found {
    pub(super) post: Post,
    pub(super) node: Id,
}

impl Engine {
    pub(super) fn new(template: &'static Template) -> Self {
        Self {
            template,
            post: Selector::new(template.post),
            up: Selector::new(template.up),
            holds: Selector::new(template.holds),
            body: template.body.split(" | ").map(Selector::new).collect(),
            author: Field::new(template.author),
            date: Field::new(template.date),
            id: Field::new(template.id),
            url: Field::new(template.url),
            parent: Field::new(template.parent),
            signature: Selector::new(template.signature),
            drop: Selector::new(template.drop),
            roles: template.roles.map(Selector::new),
            title: Field::new(template.title),
        }
    }

    /// Are its posts those that the page declares?
    pub(super) fn is_declared(&self) -> bool {
        self.template.name == super::engines::DECLARED.name
    }

    /// The title that the page gives its thread.
    pub(super) fn title(&self, page: &Page) -> Option<String> {
        self.title.of_page(page)
    }

    /// The elements that hold a post each, in the order of the page.
    fn blocks(&self, page: &Page) -> Vec<Id> {
        let found = self.post.all(page, ROOT);
        if self.up.is_empty() {
            return found.collect();
        }
        let held: Vec<Id> = self.holds.all(page, ROOT).collect();
        let holds = |range: Range<Id>| {
            held.get(held.partition_point(|id| *id < range.start))
                .is_some_and(|id| range.contains(id))
        };
        let mut blocks: Vec<Id> = found
            .map(|id| {
                let mut above = page.ancestors(id).filter(|above| self.up.matches(page, *above));
                above
                    .find(|above| self.holds.is_empty() || holds(page.inside(*above)))
                    .unwrap_or(id)
            })
            .collect();
        blocks.sort_unstable();
        blocks.dedup();
        blocks
    }

    /// The posts of a page; none if it is not of this software.
    pub(super) fn read(&self, page: &Page) -> Vec<Found> {
        let blocks = self.blocks(page);
        let mut found: Vec<Found> = Vec::with_capacity(blocks.len());
        let mut ids: BTreeMap<String, u32> = BTreeMap::new();
        let mut open: Vec<(Id, Option<u32>)> = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            while open.pop_if(|(end, _)| *end <= *block).is_some() {}
            let around = open.iter().rev().find_map(|(_, place)| *place);
            let inside =
                || Own { page, nested: &blocks[at + 1..], at: block + 1, end: page.end(*block) };
            let Some(post) = self.post(page, *block, &inside) else {
                open.push((page.end(*block), None));
                continue;
            };
            let id = post.id.clone();
            if id.is_some()
                && found
                    .iter()
                    .rev()
                    .take(3)
                    .any(|before| before.post.id == id && before.post.text == post.text)
            {
                open.push((page.end(*block), None));
                continue;
            }
            let parent = self
                .parent
                .read(page, *block, inside)
                .and_then(|parent| ids.get(&number(&parent)).copied());
            let place = found.len() as u32;
            if let Some(id) = id {
                ids.insert(id, place);
            }
            open.push((page.end(*block), Some(place)));
            found.push(Found { post: Post { reply_to: parent.or(around), ..post }, node: *block });
        }
        found
    }

    fn post<'p>(&self, page: &'p Page, block: Id, inside: &dyn Fn() -> Own<'p>) -> Option<Post> {
        let body = self.body.iter().find_map(|selector| {
            if selector.is_empty() {
                Some(block)
            } else {
                inside().find(|id| selector.matches(page, *id))
            }
        })?;
        let own = inside();
        let dropped = |id: Id| {
            self.drop.matches(page, id)
                || self.signature.matches(page, id)
                || own.nested.binary_search(&id).is_ok()
        };
        let role = self.roles.iter().position(|selector| selector.matches(page, block));
        let role = match role {
            Some(0) => Role::Question,
            Some(1) => Role::Answer,
            Some(_) => Role::Comment,
            None if self.template.article => Role::Comment,
            None => Role::Post,
        };
        let signature = inside()
            .find(|id| self.signature.matches(page, *id))
            .map(|id| text::of(page, id, &|_| false))
            .filter(|text| !text.is_empty());
        let url = self.url.read(page, block, inside);
        let id = self.id.read(page, block, inside).map(|id| number(&id));
        let author = self.author.read(page, block, inside).map(|name| author(&name));
        Some(Post {
            author: author.filter(|name| !name.is_empty()),
            date: self.date.read(page, block, inside).map(|date| date_of(&date)),
            signature,
            url,
            id,
            ..Post::new(role, text::of(page, body, &dropped))
        })
    }
}

/// The nodes of a post that are not those of a post inside it.
#[derive(Clone)]
struct Own<'p> {
    page: &'p Page,
    /// The posts behind this one, in their order.
    nested: &'p [Id],
    at: Id,
    end: Id,
}

impl Iterator for Own<'_> {
    type Item = Id;

    fn next(&mut self) -> Option<Id> {
        while let Some((first, rest)) = self.nested.split_first() {
            // What stands behind this post is nested in it no more.
            if *first > self.at || self.at >= self.end {
                break;
            }
            if *first == self.at {
                self.at = self.page.end(*first);
            }
            self.nested = rest;
        }
        if self.at >= self.end {
            return None;
        }
        self.at += 1;
        Some(self.at - 1)
    }
}

/// The name of a post without what the page puts before it: `post-12` is `12`, but `t1_k3x9` is itself.
pub(super) fn number(id: &str) -> String {
    let id = id.trim();
    let id = id.rsplit('#').next().unwrap_or(id);
    let before = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let apart = before.ends_with(['-', '_', '=', '/', ':', '.', ' '])
        || !before.bytes().any(|byte| byte.is_ascii_digit());
    if apart && before.len() < id.len() { id[before.len()..].to_owned() } else { id.to_owned() }
}

/// The name of an author without what pages write around it.
pub(super) fn author(name: &str) -> String {
    let name = name.trim().trim_start_matches('@');
    let name = name.strip_prefix("by ").or_else(|| name.strip_prefix("By ")).unwrap_or(name);
    let end = [" says:", " said...", " said…", " wrote:", " says", " is offline", " is online"];
    let name = end.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let name = name.split(['·', '•']).next().unwrap_or(name);
    name.trim_end_matches(':').trim().to_owned()
}

/// A date without what pages write before it.
pub(super) fn date_of(date: &str) -> String {
    let mut date = date.trim().trim_matches(['«', '»', '|', '·', '-', '–', '—', ',']).trim();
    for before in [
        "Posted:",
        "Posted on:",
        "Posted on",
        "Posted",
        "posted",
        "on:",
        "on ",
        "Reply #",
        "Commented",
        "asked",
        "answered",
    ] {
        if let Some(rest) = date.strip_prefix(before) {
            date = rest
                .trim_start_matches(|c: char| c.is_ascii_digit() && before.ends_with('#'))
                .trim();
            date = date.strip_prefix("on:").unwrap_or(date).trim();
        }
    }
    // A license, when it was changed, or the number of the post may stand behind it.
    let end = [", License", " (", " Post subject:", " »", " Edited"]
        .iter()
        .filter_map(|behind| date.find(behind))
        .min();
    date[..end.unwrap_or(date.len())].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_posts_are_numbers_where_they_can_be() {
        for (id, name) in [
            ("post-12", "12"),
            ("p12", "12"),
            ("post: 12", "12"),
            ("viewtopic.php?p=7#p12", "12"),
            ("#msg12", "12"),
            ("t1_k3x9", "t1_k3x9"),
            ("12", "12"),
            ("original-post", "original-post"),
            ("", ""),
        ] {
            assert_eq!(number(id), name, "{id}");
        }
    }

    #[test]
    fn names_and_dates_lose_what_stands_around_them() {
        assert_eq!(author("by Ann:"), "Ann");
        assert_eq!(author("ann says:"), "ann");
        assert_eq!(date_of("« Reply #1 on: May 3, 2012 »"), "May 3, 2012");
        assert_eq!(date_of("Posted: May 3, 2012  Post subject: Heparin?"), "May 3, 2012");
        assert_eq!(date_of("on Friday May 3, 2012 (#12)"), "Friday May 3, 2012");
    }
}
