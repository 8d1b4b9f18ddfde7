//! The words and names of English, so that none of them is taken for a misspelt drug.
//!
//! They stand in `lexicons/english-common.txt` and `lexicons/english.txt` (base forms; regular endings are taken off before the look-up) and
//! in `lexicons/lookalikes.txt`. In the program they are tables of 32-bit hashes: of 100,000 words that are not in one, one or two
//! are said to be.

use crate::builtin;

/// Is this, in its normal form, a word or name of English or one of its regular inflections?
///
/// ```
/// use threadlint::lexicon::is_english;
///
/// assert!(is_english("leave") && is_english("leaving") && is_english("heather"));
/// assert!(!is_english("lovanox"));
/// ```
#[must_use]
pub fn is_english(word: &str) -> bool {
    is_in(word, builtin::english())
}

/// Is it a common word of English, or one of its regular inflections?
pub(super) fn is_common_english(word: &str) -> bool {
    is_in(word, builtin::english_common())
}

/// Is this word of ASCII letters one letter away from a common word of English, and so rather a slip of that word than of a drug?
pub(super) fn is_slip_of_english(word: &str) -> bool {
    let mut other = String::with_capacity(word.len() + 1);
    let mut common = |parts: [&str; 3]| {
        other.clear();
        other.extend(parts);
        is_in(&other, builtin::english_common())
    };
    (0..=word.len()).any(|at| {
        let (before, after) = word.split_at(at);
        let rest = after.get(1..);
        let dropped = rest.is_some_and(|rest| common([before, rest, ""]));
        let swapped =
            after.len() > 1 && common([before, &after[1..2], &[&after[..1], &after[2..]].concat()]);
        dropped
            || swapped
            || (0..LETTERS.len()).any(|letter| {
                let with = &LETTERS[letter..=letter];
                common([before, with, after])
                    || rest.is_some_and(|rest| common([before, with, rest]))
            })
    })
}

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

fn is_in(word: &str, table: &[u8]) -> bool {
    let listed = |word: &str| listed(word, table);
    listed(word)
        || ENDINGS.iter().any(|(ending, instead)| {
            let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 2) else {
                return false;
            };
            let undoubled = || match stem.as_bytes() {
                [.., one, other] if one == other => listed(&stem[..stem.len() - 1]),
                _ => false,
            };
            instead.iter().any(|with| listed(&format!("{stem}{with}"))) || undoubled()
        })
}

/// As [`is_english`], but only a word that people are likely to write: no *allergys*, no *bruiseing*.
pub(super) fn is_likely(word: &str) -> bool {
    if listed(word, builtin::english()) {
        return true;
    }
    let odd_ending = ["er", "ers", "ly", "ness"].iter().any(|ending| word.ends_with(ending))
        || word.ends_with("ed") && word.len() < 6;
    let odd_plural = word.strip_suffix('s').is_some_and(|stem| {
        let before_y = stem.strip_suffix('y').and_then(|stem| stem.bytes().last());
        stem.ends_with(['s', 'x', 'z'])
            || stem.ends_with("ch")
            || stem.ends_with("sh")
            || before_y.is_some_and(|letter| !b"aeou".contains(&letter))
    });
    let odd_ending = odd_ending || word.ends_with("eing") && !word.ends_with("eeing");
    !odd_ending && !odd_plural && !is_oddly_doubled(word) && is_english(word)
}

/// Is a letter doubled that nobody doubles, as in *sweatting* and *swellling*? A consonant is, behind one vowel, as in *stopping*.
fn is_oddly_doubled(word: &str) -> bool {
    let is_vowel = |letter: u8| b"aeiou".contains(&letter);
    let odd = |stem: &str| match stem.as_bytes() {
        [.., before, vowel, one, other] if one == other && !listed(stem, builtin::english()) => {
            !is_vowel(*vowel) || is_vowel(*before) && *before != b'u'
        }
        _ => false,
    };
    word.as_bytes().windows(3).any(|three| three[0] == three[1] && three[1] == three[2])
        || ["ed", "ing"].iter().filter_map(|ending| word.strip_suffix(ending)).any(odd)
}

/// Regular endings, and what may stand in their place in the base form.
const ENDINGS: [(&str, &[&str]); 10] = [
    ("s", &[""]),
    ("es", &[""]),
    ("ies", &["y"]),
    ("ed", &["", "e"]),
    ("ied", &["y"]),
    ("ing", &["", "e"]),
    ("er", &["", "e"]),
    ("ers", &["", "e"]),
    ("ly", &[""]),
    ("ness", &[""]),
];

fn listed(word: &str, table: &[u8]) -> bool {
    let slots = table.as_chunks::<4>().0;
    let Some(mask) = slots.len().checked_sub(1) else { return false };
    let hash = hash(word.bytes());
    let mut at = hash as usize & mask;
    loop {
        match u32::from_le_bytes(slots[at]) {
            0 => return false,
            found if found == hash => return true,
            _ => at = (at + 1) & mask,
        }
    }
}

/// FNV-1a with a last mixing, never 0: the same on every machine, as the tables are made on one and read on another.
pub(super) fn hash(word: impl Iterator<Item = u8>) -> u32 {
    let fnv =
        word.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mixed = (fnv ^ (fnv >> 16)).wrapping_mul(0x85eb_ca6b);
    (mixed ^ (mixed >> 13)).max(1)
}

/// The words of some lists, one a line (`#` begins a comment), as a table of hashes with open addressing, at most two thirds full.
#[allow(dead_code)] // the build script makes it
pub(crate) fn table<'a>(lists: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let words = lists.into_iter().flat_map(str::lines).map(str::trim);
    let words = words.filter(|word| !word.is_empty() && !word.starts_with('#'));
    let mut hashes: Vec<u32> = words.map(|word| hash(word.bytes())).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let mut slots = vec![0; (hashes.len() * 3 / 2 + 1).next_power_of_two()];
    for hash in hashes {
        let mut at = hash as usize & (slots.len() - 1);
        while slots[at] != 0 {
            at = (at + 1) & (slots.len() - 1);
        }
        slots[at] = hash;
    }
    slots.into_iter().flat_map(u32::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::is_likely;

    // The table of words is made by the build script, with these very functions.
    #[test]
    fn what_no_rule_of_spelling_makes_is_no_likely_word() {
        for word in ["allergys", "abscesss", "bruiseing", "sweatting", "swellling", "depresssed"] {
            assert!(!is_likely(word), "{word}");
        }
        for word in ["allergies", "bruising", "sweating", "stopping", "pressed", "quizzed", "ease"]
        {
            assert!(is_likely(word), "{word}");
        }
    }
}
