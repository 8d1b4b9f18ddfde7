//! In which ways elements are alike.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::part::Part;
use crate::ingest::html::dom::{Id, Page};

pub(super) fn hash(value: impl Hash) -> u64 {
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
pub(super) fn keys(page: &Page, id: Id) -> [Option<u64>; 5] {
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

/// The likeness of the nodes that most parts have.
pub(super) fn common(page: &Page, parts: &[Part], nodes: impl Fn(&Part) -> Vec<Id>) -> Option<u64> {
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

pub(super) fn like(page: &Page, id: Id) -> u64 {
    let classes = page.classes(id).filter(|class| !is_state(class)).collect::<Vec<_>>();
    hash((page.kind(id), classes, page.kind(page.parent(id)), page.classes(page.parent(id)).next()))
}

/// Is it called a comment, and not only something about comments?
pub(super) fn is_named_comment(page: &Page, members: &[Id]) -> bool {
    members.iter().take(3).any(|id| {
        page.classes(*id).any(|class| {
            matches!(class, "comment" | "Comment" | "comment-item" | "review" | "reply")
        }) || page
            .attribute(*id, "id")
            .is_some_and(|id| id.starts_with("comment-") || id.starts_with("comment_"))
    })
}

pub(super) fn is_called(page: &Page, members: &[Id], word: &str) -> bool {
    members.iter().take(3).any(|id| {
        page.classes(*id)
            .chain(page.attribute(*id, "id"))
            .any(|name| name.to_ascii_lowercase().contains(word))
    })
}
