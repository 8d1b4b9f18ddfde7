//! The elements that look most like the posts of a page.

use std::collections::BTreeMap;

use super::FEWEST_WORDS;
use super::alike::{hash, is_named_comment, keys};
use super::body::is_quoted;
use super::part::{Part, parts};
use crate::ingest::html::dom::{Id, Page};
use crate::ingest::html::evidence::Evidence;
use crate::ingest::html::{names, text};

/// A group of elements that look alike.
pub(super) struct Group {
    pub(super) members: Vec<Id>,
    score: f64,
    words: u32,
}

pub(super) fn best(page: &Page, evidence: &Evidence) -> Option<Group> {
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
pub(super) fn teaser(page: &Page, evidence: &Evidence, part: &Part) -> Option<u64> {
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
