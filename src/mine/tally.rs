//! The counts of a run, as they grow thread by thread.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Serialize;
use smol_str::SmolStr;

use super::{
    authors::{Authors, Keyed},
    facts::{Event, Facts, KINDS, Lived, Said, experiencer_name, place},
    key::{By, Key},
    signal::Fourfold,
};
use crate::{
    extract::{assertion::Experiencer, outcome::OutcomeKind},
    scan::ThreadReport,
};

/// The values of the keys, in their order; none where nothing is said.
pub(super) type Group = Vec<Option<SmolStr>>;

/// What a row counts. What each count means is said in [`mine`](super).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Places in posts that say it: mentions of a drug, or statements of an outcome.
    pub mentions: u64,
    /// Posts with such a place, or with such an experience.
    pub posts: u64,
    /// Threads with such a post.
    pub threads: u64,
    /// Distinct names of those who wrote these posts.
    pub authors: u64,
    /// Experiences of the author.
    pub own: u64,
    /// Experiences of somebody else, told by the author.
    pub second_hand: u64,
    /// Experiences with an outcome of each kind.
    outcomes: [u64; KINDS],
}

impl Counts {
    /// Experiences of anybody.
    #[must_use]
    pub const fn experiences(&self) -> u64 {
        self.own + self.second_hand
    }

    /// Experiences with an outcome of this kind.
    #[must_use]
    pub const fn with(&self, kind: OutcomeKind) -> u64 {
        self.outcomes[place(kind)]
    }

    fn live(&mut self, experience: &Lived<'_>) {
        if experience.is_own() {
            self.own += 1;
        } else {
            self.second_hand += 1;
        }
    }

    /// Adds what can be added; `authors` cannot.
    fn merge(&mut self, other: &Self) {
        self.mentions += other.mentions;
        self.posts += other.posts;
        self.threads += other.threads;
        self.own += other.own;
        self.second_hand += other.second_hand;
        for (count, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            *count += more;
        }
    }
}

/// What was read in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Threads.
    pub threads: u64,
    /// Posts.
    pub posts: u64,
    /// Posts that name no author: they are counted, their authors are not.
    pub unnamed_posts: u64,
    /// Distinct names of authors.
    pub authors: u64,
    /// Mentions of drugs, classes and supplements.
    pub mentions: u64,
    /// Statements of outcomes that hold.
    pub outcomes: u64,
    /// Experiences of the author.
    pub own: u64,
    /// Experiences of somebody else.
    pub second_hand: u64,
}

impl Totals {
    fn merge(&mut self, other: &Self) {
        self.threads += other.threads;
        self.posts += other.posts;
        self.unnamed_posts += other.unnamed_posts;
        self.mentions += other.mentions;
        self.outcomes += other.outcomes;
        self.own += other.own;
        self.second_hand += other.second_hand;
    }
}

/// The counts of all threads that were added, in rows by some keys.
///
/// Its size grows with the distinct rows and with the authors of each, not with what was read. [`merge`](Self::merge) is associative and
/// commutative, and a tally of which nothing was added changes nothing: threads may be added to any tallies in any order, and the table is the same.
#[derive(Clone, Debug)]
pub struct Tally {
    by: Arc<By>,
    keyed: Keyed,
    totals: Totals,
    authors: Authors,
    rows: BTreeMap<Group, (Counts, Authors)>,
    margins: Margins,
}

/// How many experiences there are of each drug and with each outcome, where the other keys have these values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Margins {
    all: BTreeMap<Group, u64>,
    drug: BTreeMap<Group, u64>,
    event: BTreeMap<Group, u64>,
}

/// What one thread adds to a row.
#[derive(Default)]
struct Here {
    counts: Counts,
    posts: BTreeSet<u32>,
}

impl Tally {
    /// Nothing yet.
    #[must_use]
    pub fn new(by: By) -> Self {
        Self {
            by: Arc::new(by),
            keyed: Keyed::default(),
            totals: Totals::default(),
            authors: Authors::default(),
            rows: BTreeMap::new(),
            margins: Margins::default(),
        }
    }

    /// An empty tally that can be [merged](Self::merge) with this one: it has the same keys, and knows authors again in the same way.
    #[must_use]
    pub fn sibling(&self) -> Self {
        Self { keyed: self.keyed.clone(), ..Self::new((*self.by).clone()) }
    }

    /// The keys of its rows.
    #[must_use]
    pub fn by(&self) -> &By {
        &self.by
    }

    /// What was read in all.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals { authors: self.authors.count(), ..self.totals.clone() }
    }

    /// Counts a thread.
    pub fn add(&mut self, report: &ThreadReport) {
        let facts = Facts::of(report);
        let authors: Vec<Option<u64>> = report
            .posts
            .iter()
            .map(|post| post.author.as_deref().and_then(|name| self.keyed.hash(name)))
            .collect();
        self.totals.threads += 1;
        self.totals.posts += authors.len() as u64;
        self.totals.unnamed_posts +=
            authors.iter().filter(|author| author.is_none()).count() as u64;
        self.totals.mentions += facts.mentions.len() as u64;
        self.totals.outcomes += facts.outcomes.len() as u64;
        authors.iter().flatten().for_each(|&author| self.authors.add(author));

        let mut here: BTreeMap<Group, Here> = BTreeMap::new();
        let of_outcomes = self.by.is_of_outcomes();
        for said in if of_outcomes { &facts.outcomes } else { &facts.mentions } {
            if said.event.as_ref().is_none_or(|event| self.counts(event)) {
                let row = here.entry(self.group_of(said)).or_default();
                row.counts.mentions += 1;
                row.posts.insert(said.post);
            }
        }
        for experience in &facts.experiences {
            if experience.is_own() {
                self.totals.own += 1;
            } else {
                self.totals.second_hand += 1;
            }
            if of_outcomes {
                let events: BTreeSet<Group> = experience
                    .events
                    .iter()
                    .filter(|event| self.counts(event))
                    .map(|event| self.group(experience, Some(event)))
                    .collect();
                self.margins.add(&self.by, &self.group(experience, None), &events);
                for event in events {
                    let row = here.entry(event).or_default();
                    row.counts.live(experience);
                    row.posts.insert(experience.post);
                }
            } else {
                let row = here.entry(self.group(experience, None)).or_default();
                row.counts.live(experience);
                row.posts.insert(experience.post);
                let mut kinds = [0; KINDS];
                for event in &experience.events {
                    kinds[place(event.kind)] = 1;
                }
                for (count, one) in row.counts.outcomes.iter_mut().zip(kinds) {
                    *count += one;
                }
            }
        }
        for (group, Here { mut counts, posts }) in here {
            counts.posts = posts.len() as u64;
            counts.threads = 1;
            let (row, names) = self.rows.entry(group).or_default();
            row.merge(&counts);
            let of_post = |post: u32| authors.get(post as usize).copied().flatten();
            posts.into_iter().filter_map(of_post).for_each(|author| names.add(author));
        }
    }

    /// Adds the counts of a [sibling](Self::sibling). Of another tally the rows mean something else, and nothing is added.
    pub fn merge(&mut self, other: Self) {
        let is_sibling = self.by == other.by && self.keyed.is(&other.keyed);
        debug_assert!(is_sibling, "only a sibling can be merged");
        if !is_sibling {
            return;
        }
        self.totals.merge(&other.totals);
        self.authors.merge(other.authors);
        for (group, (counts, authors)) in other.rows {
            let (row, names) = self.rows.entry(group).or_default();
            row.merge(&counts);
            names.merge(authors);
        }
        self.margins.merge(other.margins);
    }

    /// The rows, by the order of their values, and of pairs the four cells.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Group, Counts, Option<Fourfold>)> {
        self.rows.iter().map(|(group, (counts, authors))| {
            let counts = Counts { authors: authors.count(), ..counts.clone() };
            let fourfold = self.margins.fourfold(&self.by, group, counts.experiences());
            (group, counts, fourfold)
        })
    }

    /// Does an outcome count in a row of outcomes?
    fn counts(&self, event: &Event<'_>) -> bool {
        self.by.has(Key::Outcome) || event.kind == OutcomeKind::AdverseEvent
    }

    fn group_of(&self, said: &Said<'_>) -> Group {
        self.values(said.drug, said.event.as_ref(), said.indication, said.experiencer)
    }

    fn group(&self, lived: &Lived<'_>, event: Option<&Event<'_>>) -> Group {
        self.values(Some(lived.drug), event, lived.indication, lived.experiencer)
    }

    fn values(
        &self,
        drug: Option<&SmolStr>,
        event: Option<&Event<'_>>,
        indication: Option<&SmolStr>,
        experiencer: Experiencer,
    ) -> Group {
        let value = |key: &Key| match key {
            Key::Drug => drug.cloned(),
            Key::Outcome => event.map(|event| SmolStr::new_static(event.kind.as_str())),
            Key::Effect => event.and_then(|event| event.effect.cloned()),
            Key::Indication => indication.cloned(),
            Key::Experiencer => Some(SmolStr::new_static(experiencer_name(experiencer))),
        };
        self.by.keys().iter().map(value).collect()
    }
}

impl Margins {
    /// Counts an experience; `experience` are its values, `events` those with each of its outcomes.
    fn add(&mut self, by: &By, experience: &Group, events: &BTreeSet<Group>) {
        if by.is_of_pairs() {
            *self.all.entry(only(by, experience, is_other)).or_default() += 1;
            *self.drug.entry(only(by, experience, of_drug)).or_default() += 1;
            for event in events {
                *self.event.entry(only(by, event, of_event)).or_default() += 1;
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (ours, theirs) in [
            (&mut self.all, other.all),
            (&mut self.drug, other.drug),
            (&mut self.event, other.event),
        ] {
            for (group, more) in theirs {
                *ours.entry(group).or_default() += more;
            }
        }
    }

    /// The cells of a row that names both a drug and an outcome; `both` are the experiences in the row.
    fn fourfold(&self, by: &By, group: &Group, both: u64) -> Option<Fourfold> {
        let is_named = |(key, value): (&Key, &Option<SmolStr>)| value.is_some() || is_other(*key);
        if !by.is_of_pairs() || !by.keys().iter().zip(group).all(is_named) {
            return None;
        }
        let count = |counts: &BTreeMap<Group, u64>, of: fn(Key) -> bool| {
            counts.get(&only(by, group, of)).copied().unwrap_or(0)
        };
        Some(Fourfold::of_margins(
            both,
            count(&self.drug, of_drug),
            count(&self.event, of_event),
            count(&self.all, is_other),
        ))
    }
}

/// The values of some of the keys.
fn only(by: &By, group: &Group, of: fn(Key) -> bool) -> Group {
    by.keys()
        .iter()
        .zip(group)
        .filter(|(key, _)| of(**key))
        .map(|(_, value)| value.clone())
        .collect()
}

/// Is it a key within whose values drugs are compared?
fn is_other(key: Key) -> bool {
    matches!(key, Key::Indication | Key::Experiencer)
}

fn of_drug(key: Key) -> bool {
    key == Key::Drug || is_other(key)
}

fn of_event(key: Key) -> bool {
    key != Key::Drug
}
