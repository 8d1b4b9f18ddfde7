//! Where in a post its text stands, and what in it is none.

use std::collections::BTreeMap;

use super::alike::keys;
use super::part::Part;
use crate::ingest::html::dom::{Id, Page};
use crate::ingest::html::evidence::Evidence;
use crate::ingest::html::names;

pub(super) fn body_of(page: &Page, part: &Part, key: u64) -> Option<Id> {
    part.nodes().find(|id| !page.is_text(*id) && keys(page, *id).contains(&Some(key)))
}

pub(super) fn is_quoted(page: &Page, id: Id) -> bool {
    page.ancestors(id).any(|above| {
        page.kind(above) == names::BLOCKQUOTE
            || page.classes(above).any(|class| class.contains("quote"))
    })
}

/// The likeness that most parts have once, has the most words and no author or date: that of the body.
pub(super) fn body_key(page: &Page, evidence: &Evidence, parts: &[Part]) -> Option<u64> {
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

/// Buttons, counts and what else stands in a post without being written by its author.
pub(in crate::ingest::html) fn is_furniture(page: &Page, id: Id) -> bool {
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
