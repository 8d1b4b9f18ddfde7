//! Makes the misspellings that a name is likely to meet.
//!
//! Each is one slip away from the name: a sound written another way, a vowel taken for another, a letter doubled or not, dropped, swapped
//! with its neighbour, or a neighbouring key. They come in the order of how likely the slip is, by weights that are general knowledge of
//! how people misspell (sounds and vowels before slips of the finger), and always in the same order.

use std::collections::BTreeMap;

/// Shorter names have too many real words beside them.
const SHORTEST: usize = 5;
/// No word of so many letters is a name, and its misspellings would take memory by the square of its length.
const LONGEST: usize = 64;

/// Spellings of one sound; either may stand for the other. The weight is how likely the slip is, against that of a dropped letter, 10.
const SOUNDS: [(&str, &str, u32); 30] = [
    ("ph", "f", 40),
    ("ck", "k", 30),
    ("x", "cks", 20),
    ("x", "ks", 15),
    ("x", "z", 15),
    ("z", "s", 25),
    ("c", "k", 25),
    ("ce", "se", 25),
    ("ci", "si", 25),
    ("cy", "ci", 25),
    ("cy", "sy", 20),
    ("th", "t", 25),
    ("rh", "r", 25),
    ("y", "i", 35),
    ("ie", "ei", 30),
    ("ae", "e", 25),
    ("oe", "e", 25),
    ("oi", "io", 10),
    ("ch", "k", 15),
    ("qu", "kw", 8),
    ("que", "k", 8),
    ("v", "f", 8),
    ("m", "n", 12),
    ("d", "t", 8),
    ("b", "p", 5),
    ("g", "j", 8),
    ("ti", "ci", 8),
    ("pr", "per", 12),
    ("tr", "ter", 8),
    ("al", "il", 15),
];

/// Endings of names that are taken for one another.
const ENDINGS: [(&str, &str, u32); 18] = [
    ("ine", "in", 40),
    ("ine", "ene", 35),
    ("ine", "een", 10),
    ("in", "en", 40),
    ("in", "an", 30),
    ("in", "ine", 30),
    ("on", "en", 25),
    ("on", "an", 20),
    ("en", "in", 40),
    ("en", "an", 20),
    ("ol", "al", 35),
    ("ol", "ole", 30),
    ("ole", "ol", 40),
    ("il", "el", 25),
    ("am", "an", 30),
    ("am", "em", 15),
    ("ate", "ite", 15),
    ("one", "on", 25),
];

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// The likely misspellings of a name of one word, the likeliest first; none if it has less than five or more than 64 letters, or
/// others than those of ASCII. Nothing is said of whether one of them is a word: see [`Lexicon::misspellings`](super::Lexicon::misspellings).
///
/// ```
/// use threadlint::lexicon::misspellings;
///
/// let made = misspellings("Lovenox");
/// for likely in ["lovanox", "lovonox", "lovinox", "lovenocks", "lovennox", "lvoenox"] {
///     assert!(made.iter().any(|misspelling| misspelling == likely), "{likely}");
/// }
/// ```
#[must_use]
pub fn misspellings(name: &str) -> Vec<String> {
    let name = name.to_ascii_lowercase();
    if !(SHORTEST..=LONGEST).contains(&name.len())
        || !name.bytes().all(|byte| byte.is_ascii_lowercase())
    {
        return Vec::new();
    }
    let mut made = Made::default();
    sounds(&name, &mut made);
    vowels(&name, &mut made);
    letters(&name, &mut made);
    made.0.remove(&name);
    let mut ranked: Vec<(String, u32)> = made.0.into_iter().collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    ranked.into_iter().map(|(word, _)| word).collect()
}

/// What was made, each with the weight of the likeliest way to it.
#[derive(Default)]
struct Made(BTreeMap<String, u32>);

impl Made {
    /// The name with `old` at `at` written as `new`.
    fn replace(&mut self, name: &str, at: usize, old: usize, new: &str, weight: u32) {
        let word = [&name[..at], new, &name[at + old..]].concat();
        let known = self.0.entry(word).or_default();
        *known = weight.max(*known);
    }
}

fn sounds(name: &str, made: &mut Made) {
    for (one, other, weight) in SOUNDS {
        for (from, to) in [(one, other), (other, one)] {
            for (at, _) in name.match_indices(from) {
                // People are surer of how a name begins.
                made.replace(name, at, from.len(), to, if at == 0 { weight / 2 } else { weight });
            }
        }
    }
    for (ending, other, weight) in ENDINGS {
        if let Some(stem) = name.strip_suffix(ending) {
            made.replace(name, stem.len(), ending.len(), other, weight);
        }
    }
    if !name.ends_with('e') {
        made.replace(name, name.len(), 0, "e", 20);
    }
}

fn vowels(name: &str, made: &mut Made) {
    for (at, letter) in name.char_indices().skip(1) {
        let others: &[(&str, u32)] = match letter {
            'a' => &[("e", 32), ("o", 24), ("i", 20), ("u", 10)],
            'e' => &[("a", 32), ("i", 32), ("o", 16), ("u", 8), ("ee", 8)],
            'i' => &[("e", 32), ("a", 24), ("y", 18), ("o", 12), ("u", 6)],
            'o' => &[("a", 32), ("e", 18), ("u", 16), ("i", 14), ("oo", 6)],
            'u' => &[("o", 20), ("a", 14), ("e", 14), ("i", 8), ("oo", 8)],
            'y' => &[("i", 35), ("e", 20), ("a", 12), ("ie", 6)],
            _ => continue,
        };
        for (other, weight) in others {
            // The first vowel and the last are heard best.
            let clear = at == 1 || at + 1 == name.len();
            made.replace(name, at, 1, other, if clear { weight / 2 } else { *weight });
        }
    }
}

fn letters(name: &str, made: &mut Made) {
    let bytes = name.as_bytes();
    let is_vowel = |at: usize| b"aeiouy".contains(&bytes[at]);
    for at in 1..name.len() {
        let (here, before) = (&name[at..=at], bytes[at - 1]);
        let doubled = bytes[at] == before;
        if doubled {
            made.replace(name, at, 1, "", 45);
        } else if !is_vowel(at) && at + 1 < name.len() && is_vowel(at - 1) {
            made.replace(name, at, 0, here, if bytes[at] == b'x' { 4 } else { 26 });
        } else if !is_vowel(at) && at + 1 == name.len() {
            made.replace(name, at, 0, here, 18);
        } else {
            made.replace(name, at, 0, here, 6);
        }
        let cluster =
            !is_vowel(at) && (!is_vowel(at - 1) || at + 1 < name.len() && !is_vowel(at + 1));
        made.replace(
            name,
            at,
            1,
            "",
            if is_vowel(at) {
                18
            } else if cluster {
                16
            } else {
                10
            },
        );
        if at + 1 < name.len() && bytes[at] != bytes[at + 1] {
            let swapped: String = [&name[at + 1..at + 2], here].concat();
            made.replace(name, at, 2, &swapped, if at == 1 { 9 } else { 14 });
        }
        for key in neighbours(bytes[at]) {
            made.replace(name, at, 1, key, 3);
        }
    }
}

/// The keys beside a letter on its row of an English keyboard.
fn neighbours(letter: u8) -> impl Iterator<Item = &'static str> {
    ROWS.into_iter().flat_map(move |row| {
        let at = row.bytes().position(|key| key == letter);
        let beside = at.map(|at| [at.checked_sub(1), (at + 1 < row.len()).then_some(at + 1)]);
        beside.into_iter().flatten().flatten().map(move |at| &row[at..=at])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_sound_come_before_slips_of_the_finger() {
        let made = misspellings("amitriptyline");
        let place = |word: &str| made.iter().position(|other| other == word).unwrap_or(usize::MAX);
        assert!(place("amitriptilyne") == usize::MAX); // two slips
        assert!(place("amitryptyline") < 12 && place("amitriptyline") == usize::MAX);
        assert!(place("amitriptylene") < place("amitriptykine"));
    }

    #[test]
    fn names_that_are_short_or_long_or_foreign_make_none() {
        assert!(misspellings(&"ab".repeat(10_000)).is_empty());
        assert!(misspellings("Advi").is_empty() && misspellings("fish oil").is_empty());
        assert!(misspellings("métformine").is_empty());
    }
}
