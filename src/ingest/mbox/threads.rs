//! Which mails belong together.
//!
//! A mail names those that it answers, and mailers that do not at least keep the subject. What was seen is remembered for a million mails, which is longer
//! than most lists talk about anything, so that memory does not grow with the archive.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::ingest::loose::hash;

/// How many ids and subjects are remembered.
const REMEMBERED: usize = 1 << 20;

/// What a mail says about others.
pub(super) struct Links<'m> {
    pub id: Option<&'m str>,
    /// The mails that it follows: the first of the thread first, the one that it answers last.
    pub references: Vec<&'m str>,
    /// The subject without what stands before it in answers.
    pub base: &'m str,
    /// Does the subject say that it is one?
    pub answers: bool,
}

/// Where a mail belongs.
pub(super) struct Place {
    /// The key of its thread: the number of the first mail of it.
    pub key: u64,
    /// The mail it answers, of those that are there if that is known.
    pub parent: Option<String>,
}

/// Remembers mails.
#[derive(Default)]
pub(super) struct Threads {
    /// The thread of an id or a subject; was the mail seen itself?
    known: FxHashMap<u64, (u64, bool)>,
    /// What was remembered first.
    oldest: VecDeque<u64>,
}

impl Threads {
    /// Places mail number `order`.
    pub(super) fn place(&mut self, links: &Links<'_>, order: u64) -> Place {
        let base = links.base.trim().to_lowercase();
        let subject = (!base.is_empty()).then(|| hash(&format!("subject {base}")));
        let of_id = |id: &str| hash(&format!("id {id}"));
        let named = links.references.iter().rev().chain(links.id.iter());
        let by_name = named.filter_map(|id| self.known.get(&of_id(id))).map(|known| known.0).next();
        let by_subject = || {
            let known = self.known.get(&subject.filter(|_| links.answers)?);
            known.map(|known| known.0)
        };
        let key = by_name.or_else(by_subject).unwrap_or(order);
        let is_seen = |id: &&&str| self.known.get(&of_id(id)).is_some_and(|known| known.1);
        let parent = links.references.iter().rev().find(is_seen).or(links.references.last());
        let parent = parent.map(|parent| (*parent).to_owned());
        for id in &links.references {
            self.remember(of_id(id), key, false);
        }
        if let Some(id) = links.id {
            self.remember(of_id(id), key, true);
        }
        if let Some(subject) = subject {
            self.remember(subject, key, true);
        }
        Place { key, parent }
    }

    fn remember(&mut self, what: u64, key: u64, seen: bool) {
        let fresh = !self.known.contains_key(&what);
        let known = self.known.entry(what).or_insert((key, false));
        known.1 |= seen;
        if fresh {
            self.oldest.push_back(what);
            if self.oldest.len() > REMEMBERED
                && let Some(oldest) = self.oldest.pop_front()
            {
                self.known.remove(&oldest);
            }
        } else if seen && key != known.0 {
            // A subject that is used again stands for the later thread.
            known.0 = key;
        }
    }
}
