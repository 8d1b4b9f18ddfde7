//! Finds what a misspelt word was meant to be: at most one edit away from a name, or alike in sound.
//!
//! One edit is a letter added, dropped, changed, or swapped with its neighbour (Damerau 1964), found by the words that are left when one
//! letter is taken out of either (the symmetric-delete method of `SymSpell`, Garbe 2012). Alike in sound are words with the same
//! consonants where spelling may differ (`ph` and `f`, `c` and `k`, doubled letters, `y` and `i`), any vowel for any other, and few edits.
//! The guards are those that make edit distance safe: at least [`SHORTEST`] letters, the same first letter (or sound), no word of English,
//! no form of the lexicon; the caller sees to it that something medical stands beside it. A word that is near to two concepts is near to
//! none.

use super::{ConceptId, Term, english::hash};
use crate::error::edits;

/// Shorter names have too many neighbours.
const SHORTEST: usize = 6;
/// Longer words and names are not looked at: the entries of a name cost time by the square of its length.
pub(super) const LONGEST: usize = 32;
/// Shorter skeletons of consonants say too little.
const SHORTEST_SOUND: usize = 7;
/// How many bits of a hash choose its bucket.
const BUCKET_BITS: u32 = 12;
/// How many bits of a hash choose its place in the filter.
const FILTER_BITS: u32 = 20;

/// Hashes of what is left of each name when a letter is taken out, of the names themselves and of their sounds, each with its term.
#[derive(Clone, Debug, Default)]
pub(crate) struct Near {
    /// Sorted.
    entries: Vec<(u32, u32)>,
    /// Where in `entries` the hashes with the same first bits begin.
    buckets: Vec<u32>,
    /// A bit for each beginning of a hash that occurs: most words are near to nothing, and are told so here.
    filter: Vec<u64>,
}

impl Near {
    /// From what [`arrays`](Self::arrays) gave.
    pub(crate) fn from_arrays([hashes, terms]: [Vec<u32>; 2]) -> Self {
        Self::of_sorted(hashes.into_iter().zip(terms).collect())
    }

    pub(crate) fn new(mut entries: Vec<(u32, u32)>) -> Self {
        #[allow(clippy::stable_sort_primitive, reason = "mostly runs that are sorted already")]
        entries.sort();
        entries.dedup();
        Self::of_sorted(entries)
    }

    fn of_sorted(entries: Vec<(u32, u32)>) -> Self {
        let mut buckets = vec![0; (1 << BUCKET_BITS) + 1];
        for (hash, _) in &entries {
            buckets[(hash >> (32 - BUCKET_BITS)) as usize + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        let mut filter = vec![0; 1 << (FILTER_BITS - 6)];
        for &(hash, _) in &entries {
            let bit = hash >> (32 - FILTER_BITS);
            filter[bit as usize / 64] |= 1 << (bit % 64);
        }
        Self { entries, buckets, filter }
    }

    /// The hashes and the terms, sorted.
    #[allow(dead_code)] // the build script writes them
    pub(crate) fn arrays(&self) -> [Vec<u32>; 2] {
        let (hashes, terms) = self.entries.iter().copied().unzip();
        [hashes, terms]
    }

    /// With other places of the terms, without those that have none any more, and with more entries.
    pub(crate) fn with(self, places: impl Fn(u32) -> Option<u32>, more: Vec<(u32, u32)>) -> Self {
        let moved = |(hash, term)| Some((hash, places(term)?));
        let kept = self.entries.into_iter().filter_map(moved);
        Self::new(kept.chain(more).collect())
    }

    /// The entries of a form, given in its normal form; none if it is too short or too long, or more than one word.
    pub(crate) fn entries_of(word: &str, term: u32, entries: &mut Vec<(u32, u32)>) {
        if !(SHORTEST..=LONGEST).contains(&word.len())
            || !word.bytes().all(|byte| byte.is_ascii_lowercase())
        {
            return;
        }
        entries.push((hash(word.bytes()), term));
        entries.extend(without_one(word).map(|hash| (hash, term)));
        if word.len() >= SHORTEST_SOUND {
            entries.push((hash(sound(word).bytes()), term));
        }
    }

    /// The term that `word`, in its normal form, most likely was meant for. One letter of a name may be missing from the shortest only
    /// where it is `taken`, that is where a word of taking stands before it.
    pub(crate) fn find(&self, word: &str, taken: bool, terms: &[Term]) -> Option<u32> {
        if self.entries.is_empty()
            || word.len() < SHORTEST - usize::from(taken)
            || !word.bytes().all(|byte| byte.is_ascii_lowercase())
        {
            return None;
        }
        let mut best: Option<(usize, u32, ConceptId)> = None;
        let mut unclear = false;
        let mut consider = |key: u32, most: usize| {
            for &(_, term) in self.bucket(key) {
                let (concept, form) = (terms[term as usize].concept, &terms[term as usize].form);
                let name = form.to_ascii_lowercase();
                if !begin_alike(word, &name) {
                    continue;
                }
                let distance = edits(word, &name);
                if distance == 0 || distance > most {
                    continue;
                }
                match best {
                    Some((least, ..)) if least < distance => {}
                    Some((least, _, other)) if least == distance => unclear |= other != concept,
                    _ => (best, unclear) = (Some((distance, term, concept)), false),
                }
            }
        };
        consider(hash(word.bytes()), 1);
        without_one(word).for_each(|key| consider(key, 1));
        if word.len() >= SHORTEST_SOUND {
            consider(hash(sound(word).bytes()), word.len() / 3);
        }
        best.filter(|_| !unclear).map(|(_, term, _)| term)
    }

    fn bucket(&self, hash: u32) -> &[(u32, u32)] {
        let bit = hash >> (32 - FILTER_BITS);
        if self.filter[bit as usize / 64] & 1 << (bit % 64) == 0 {
            return &[];
        }
        let bucket = (hash >> (32 - BUCKET_BITS)) as usize;
        let bucket =
            &self.entries[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize];
        let from = bucket.partition_point(|entry| entry.0 < hash);
        let len = bucket[from..].partition_point(|entry| entry.0 == hash);
        &bucket[from..from + len]
    }
}

/// The first letter is hardly ever mistaken but for one that sounds the same.
fn begin_alike(one: &str, other: &str) -> bool {
    let first = |word: &str| sound(&word[..word.len().min(2)]).chars().nth(1); // behind the `~`
    one.as_bytes()[0] == other.as_bytes()[0]
        || first(one) == first(other) && !b"aeiouy".contains(&one.as_bytes()[0])
}

/// The hashes of what is left of an ASCII word when one letter behind the first is taken out.
fn without_one(word: &str) -> impl Iterator<Item = u32> {
    let (bytes, len) = (word.bytes(), word.len());
    (1..len).map(move |at| hash(bytes.clone().take(at).chain(bytes.clone().skip(at + 1))))
}

/// How an ASCII word sounds: its consonants, with `*` for any run of vowels; the last vowels are left out.
fn sound(word: &str) -> String {
    let bytes = word.as_bytes();
    let mut sound = String::with_capacity(word.len() + 1);
    let mut push = |heard: char| {
        if !sound.ends_with(heard) {
            sound.push(heard);
        }
    };
    let mut at = 0;
    while at < bytes.len() {
        let (byte, next) = (bytes[at], bytes.get(at + 1).copied().unwrap_or(0));
        let (heard, taken) = match (byte, next) {
            (b'p', b'h') => ('f', 2),
            (b't', b'h') => ('t', 2),
            (b'r' | b'w' | b'g', b'h') => (char::from(byte), 2),
            (b'c', b'h' | b'k') => ('k', 2),
            (b'c', b'e' | b'i' | b'y') | (b'z' | b's', _) => ('s', 1),
            (b'x', _) if at == 0 => ('s', 1),
            (b'x', _) => {
                push('k');
                ('s', 1)
            }
            (b'c' | b'q', _) => ('k', 1),
            (b'a' | b'e' | b'i' | b'o' | b'u' | b'y', _) => ('*', 1),
            (b'w', _) => ('v', 1),
            _ => (char::from(byte), 1),
        };
        push(heard);
        at += taken;
    }
    // So that no sound is the hash of a word.
    let end = sound.trim_end_matches('*').len();
    sound.truncate(end);
    sound.insert(0, '~');
    sound
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Via;

    fn near(names: &[&str]) -> (Near, Vec<Term>) {
        let (mut entries, mut terms) = (Vec::new(), Vec::new());
        for (at, name) in (0..).zip(names) {
            Near::entries_of(name, at, &mut entries);
            let (form, concept) = ((*name).into(), ConceptId(at));
            terms.push(Term { form, concept, via: Via::Name, ambiguous: false, case: false });
        }
        (Near::new(entries), terms)
    }

    #[test]
    fn a_word_is_found_by_one_edit_or_by_its_sound() {
        let names =
            ["ibuprofen", "gabapentin", "clonazepam", "lorazepam", "metformin", "zithromax"];
        let (near, terms) = near(&names);
        for (word, name) in [
            ("ibuprofin", Some("ibuprofen")),
            ("ibprofen", Some("ibuprofen")),
            ("gabapnetin", Some("gabapentin")),
            ("gabbapenten", Some("gabapentin")),
            ("klonazapam", Some("clonazepam")),
            ("xithromax", Some("zithromax")),
            ("metformin", None), // as it is written is not near
            ("metform", None),
            ("norazepam", None), // another first letter
            ("information", None),
            ("zithro", None),
        ] {
            let found = near.find(word, false, &terms).map(|term| names[term as usize]);
            assert_eq!(found, name, "{word}");
        }
    }

    #[test]
    fn names_longer_than_any_word_that_is_looked_at_have_no_entries() {
        let mut entries = Vec::new();
        Near::entries_of(&"a".repeat(LONGEST + 1), 0, &mut entries);
        assert!(entries.is_empty());
        Near::entries_of(&"a".repeat(LONGEST), 0, &mut entries);
        assert!(!entries.is_empty());
    }

    #[test]
    fn a_word_between_two_names_is_neither() {
        let (near, terms) = near(&["celexa", "celera"]);
        assert_eq!(near.find("celema", true, &terms), None);
    }
}
