//! The normal form of a word: what two spellings of one word have in common.
//!
//! Lower case, no accents, no apostrophes, no possessive, full-width and look-alike letters as the Latin ones they stand for. It is only
//! used to look a word up; no offset ever speaks of it.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Contractions of *is*, *has* and *us*, where `'s` is no possessive.
const CONTRACTED: [&str; 13] = [
    "it", "that", "he", "she", "what", "there", "here", "who", "let", "where", "how", "when",
    "this",
];

/// Appends the normal form of `word` to `out`.
pub(crate) fn push_normal_form(word: &str, out: &mut String) {
    let start = out.len();
    let mut possessive = None; // where the last apostrophe stood
    for c in word.chars() {
        if is_apostrophe(c) {
            possessive = Some(out.len());
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if !is_ignorable(c) {
            push_folded(c, out);
        }
    }
    if let Some(at) = possessive
        && &out[at..] == "s"
        && at > start
        && !CONTRACTED.contains(&&out[start..at])
    {
        out.truncate(at);
    }
}

/// The normal form of a word.
///
/// ```
/// use threadlint::text::normal_form;
///
/// assert_eq!(normal_form("Doctor’s"), "doctor");
/// assert_eq!(normal_form("DON'T"), "dont");
/// assert_eq!(normal_form("prоgеstеrоne"), "progesterone"); // with Cyrillic о and е
/// assert_eq!(normal_form("İ"), "i");
/// ```
#[must_use]
pub fn normal_form(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    push_normal_form(word, &mut out);
    out
}

fn push_folded(c: char, out: &mut String) {
    for part in
        std::iter::once(c).nfkd().filter(|&part| !is_combining_mark(part) && !is_ignorable(part))
    {
        for lower in part.to_lowercase().filter(|&lower| !is_combining_mark(lower)) {
            out.push(latin_twin(lower));
        }
    }
}

/// Apostrophes as people and their keyboards write them.
pub(crate) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇' | '‘' | '`' | '´')
}

/// Characters that show nothing: joiners, soft hyphens, marks of direction.
pub(crate) const fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The Latin letter that a small Cyrillic or Greek letter is taken for at a glance (Unicode UTS 39, confusables), and letters that NFKD leaves alone.
const fn latin_twin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'һ' => 'h',
        'і' | 'ı' | 'ι' => 'i',
        'ј' => 'j',
        'ӏ' | 'ł' => 'l',
        'о' | 'ο' | 'ø' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'υ' => 'u',
        'ѵ' | 'ν' => 'v',
        'ԝ' => 'w',
        'х' => 'x',
        'у' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_share_a_normal_form() {
        for (one, other) in [
            ("Heparin's", "heparin"),
            ("ﬁsh", "fish"),
            ("ＡＳＰＩＲＩＮ", "aspirin"),
            ("naïve", "naive"),
            ("haven’t", "havent"),
            ("it's", "its"),
            ("He\u{ad}pa\u{200d}rin", "heparin"),
        ] {
            assert_eq!(normal_form(one), other);
        }
    }
}
