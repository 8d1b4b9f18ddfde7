//! Distinct authors, counted without their names.
//!
//! Of a name only a hash is kept, with a key that is drawn anew for each run and never leaves memory: neither the table nor what is left in memory
//! says who wrote, and hashes of two runs cannot be joined. How many there are does not depend on the key, but for a chance of some
//! n²/2⁶⁵ that two of n names share a hash.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

/// Names that stand for nobody, in lower case: what forums put in the place of a name.
const NOBODY: &[&str] = &[
    "anonymous",
    "anon",
    "anonymous user",
    "deleted",
    "deleted user",
    "guest",
    "removed",
    "unknown",
];

/// The key of a run (`SipHash` with random keys).
#[derive(Clone, Debug, Default)]
pub(super) struct Keyed(RandomState);

impl Keyed {
    /// The hash of a name; none if it stands for nobody. Blanks around a name are no part of it.
    pub(super) fn hash(&self, name: &str) -> Option<u64> {
        let name = name.trim();
        let bare = name.trim_matches(['[', ']', '(', ')']).to_lowercase();
        let is_somebody = !bare.is_empty() && !NOBODY.contains(&bare.as_str());
        is_somebody.then(|| self.0.hash_one(name))
    }

    /// Is it the same key?
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.hash_one(NOBODY) == other.0.hash_one(NOBODY)
    }
}

/// Hashes of names: each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Authors(HashSet<u64>);

impl Authors {
    pub(super) fn add(&mut self, author: u64) {
        self.0.insert(author);
    }

    pub(super) fn merge(&mut self, other: Self) {
        if self.0.len() < other.0.len() {
            let fewer = std::mem::replace(&mut self.0, other.0);
            self.0.extend(fewer);
        } else {
            self.0.extend(other.0);
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.0.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_counted_once_whatever_the_key() {
        for _ in 0..3 {
            let keyed = Keyed::default();
            let mut authors = Authors::default();
            for name in ["mia", " mia ", "Mia", "tom", "日本"] {
                authors.add(keyed.hash(name).unwrap());
            }
            assert_eq!(authors.count(), 4);
        }
    }

    #[test]
    fn who_has_no_name_is_nobody() {
        let keyed = Keyed::default();
        for name in ["", "  ", "Anonymous", "[deleted]", "GUEST", "(unknown)", "[]"] {
            assert_eq!(keyed.hash(name), None, "{name}");
        }
        assert!(keyed.hash("guest1234").is_some());
    }

    #[test]
    fn two_runs_have_two_keys() {
        assert_ne!(Keyed::default().hash("mia"), Keyed::default().hash("mia"));
    }
}
