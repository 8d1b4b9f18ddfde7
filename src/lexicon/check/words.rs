//! Finds forms that are words of English and are not said to be.

use super::{Findings, Looked};
use crate::{
    lexicon::{Kind, Via, english::is_likely},
    text::words,
};

/// Has something that is taken this form although it is an everyday word?
///
/// The list of words has the names of drugs that everybody knows, *codeine* and *Prozac* among them, and cannot tell them from words; so
/// a name or synonym counts only if it is short, and a brand only if it is not known to be nothing else.
pub(in crate::lexicon) fn is_everyday(kind: Kind, via: Via, form: &str) -> bool {
    let words = words(form);
    let [word] = &words[..] else { return false };
    let is_suspect = match via {
        Via::Name | Via::Synonym => word.len() <= SHORT,
        Via::Brand | Via::Abbreviation | Via::Slang | Via::Misspelling => !is_known_brand(word),
    };
    kind.is_taken() && is_suspect && is_likely(word)
}

/// Names of no more letters are words of something else more often than not.
const SHORT: usize = 4;

fn is_known_brand(word: &str) -> bool {
    let is_brand = |word: &str| BRANDS.binary_search(&word).is_ok();
    is_brand(word) || word.strip_suffix('s').is_some_and(is_brand)
}

/// Brands that stand in the list of English words and are words of nothing else.
const BRANDS: &[&str] = &[
    "actinomycin",
    "advil",
    "amytal",
    "anacin",
    "antabuse",
    "benadryl",
    "botox",
    "chloromycetin",
    "cipro",
    "clearasil",
    "demerol",
    "dexedrine",
    "dilantin",
    "dramamine",
    "dristan",
    "empirin",
    "excedrin",
    "folacin",
    "geritol",
    "imodium",
    "librium",
    "maalox",
    "merthiolate",
    "metamucil",
    "miltown",
    "motrin",
    "mycostatin",
    "nembutal",
    "nodoz",
    "norplant",
    "noxzema",
    "nutrilite",
    "nyquil",
    "oxycontin",
    "prozac",
    "quaalude",
    "ritalin",
    "robitussin",
    "rolaids",
    "seconal",
    "serpasil",
    "terramycin",
    "thorazine",
    "tuinal",
    "tylenol",
    "valium",
    "ventolin",
    "viagra",
    "zoloft",
    "zyrtec",
];

pub(super) fn check(looked: &Looked, findings: &mut Findings) {
    for (_, term, origin) in looked.terms() {
        if term.ambiguous || term.case {
            continue;
        }
        let kind = looked.lexicon.concept(term.concept).kind;
        let (form, via) = (&term.form, term.via);
        if via == Via::Misspelling {
            if let [word] = &words(form)[..]
                && is_likely(word)
            {
                let what = format!("the misspelling `{form}` is a word or name of English");
                let help = format!("take it out, call it a synonym, or flag it `ambiguous={form}`");
                findings.warning(origin, what, &help);
            }
        } else if is_everyday(kind, via, form) {
            let what =
                format!("`{form}`, by `{}`, is also a word or name of English", via.as_str());
            findings.warning(origin, what, &format!("flag it `ambiguous={form}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_words_are_told_from_names_that_everybody_knows() {
        for (via, form, is) in [
            (Via::Brand, "Ease", true),
            (Via::Brand, "Prozac", false),
            (Via::Slang, "prozacs", false),
            (Via::Slang, "bars", true),
            (Via::Name, "codeine", false),
            (Via::Synonym, "iron", true),
            (Via::Brand, "Lovenox", false),
            (Via::Brand, "Ease Plus", false),
        ] {
            assert_eq!(is_everyday(Kind::Drug, via, form), is, "{form}");
        }
        assert!(!is_everyday(Kind::Condition, Via::Slang, "bars"));
        assert!(BRANDS.is_sorted());
    }
}
