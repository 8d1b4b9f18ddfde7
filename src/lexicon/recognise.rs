//! What a scan would make of a word: a form, however it is written, or a misspelt name; and the forms that are near to one that is neither.

use super::{Lexicon, Term, may_be_misspelling};
use crate::{
    error::edits,
    text::{Document, Symbol, Symbols},
};

/// By what something that somebody wrote is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognition<'a> {
    /// It is this form, however it is written.
    Form(&'a Term),
    /// It is no form, but one edit away from this one, or alike in sound; in a post that counts beside something medical, or right behind a
    /// word of taking.
    Misspelling(&'a Term),
}

impl<'a> Recognition<'a> {
    /// The form.
    #[must_use]
    pub const fn term(&self) -> &'a Term {
        match self {
            Self::Form(term) | Self::Misspelling(term) => term,
        }
    }
}

impl Lexicon {
    /// What a scan takes a word or phrase for.
    ///
    /// ```
    /// use threadlint::lexicon::{LexiconBuilder, Recognition};
    ///
    /// let rows = "concept\tkind\tname\tterms\tcodes\tflags\n\
    ///             enoxaparin\tdrug\tenoxaparin\tbrand:Lovenox\t\t\n";
    /// let (lexicon, symbols) = LexiconBuilder::default().add("mine.tsv", rows)?.build();
    /// let Some(Recognition::Misspelling(term)) = lexicon.recognise("lovanox", &symbols) else { panic!() };
    /// assert_eq!(term.form, "Lovenox");
    /// assert_eq!(lexicon.recognise("heparin", &symbols), None);
    /// # Ok::<(), threadlint::error::DataError>(())
    /// ```
    #[must_use]
    pub fn recognise(&self, text: &str, symbols: &Symbols) -> Option<Recognition<'_>> {
        if let Some(term) = self.look_up(text, symbols) {
            return Some(Recognition::Form(term));
        }
        let document = Document::new(text, symbols);
        // Words that are elongated have the symbols of those that are not.
        let phrase: Vec<Symbol> = document.tokens.iter().map(|token| token.symbol).collect();
        if let Some(term) = self.exactly(&phrase) {
            return Some(Recognition::Form(term));
        }
        let [token] = &document.tokens[..] else { return None };
        let term = may_be_misspelling(token).then(|| self.meant(&document, symbols, 0))??;
        Some(Recognition::Misspelling(&self.terms[term as usize]))
    }

    /// The forms nearest to what somebody typed, at most one a concept, the nearest first; none if nothing is near.
    #[must_use]
    pub fn nearest(&self, text: &str, most: usize) -> Vec<&Term> {
        let wanted = text.trim().to_lowercase();
        let letters = letters(&wanted);
        let furthest = (wanted.chars().count() / 3).clamp(1, 3);
        let may_be_near = |term: &&Term| {
            // An edit brings a letter, or takes one, or both.
            (self::letters(&term.form) ^ letters).count_ones() as usize <= 2 * furthest
        };
        let mut near: Vec<(usize, &Term)> = self
            .terms
            .iter()
            .filter(may_be_near)
            .map(|term| (edits(&wanted, &term.form.to_lowercase()), term))
            .filter(|&(edits, _)| edits <= furthest)
            .collect();
        near.sort_by_key(|&(edits, _)| edits); // keeps the order of the rows
        let mut found: Vec<&Term> = Vec::new();
        for (_, term) in near {
            if found.len() < most && found.iter().all(|known| known.concept != term.concept) {
                found.push(term);
            }
        }
        found
    }
}

/// The ASCII letters and digits of a text, a bit each.
fn letters(text: &str) -> u64 {
    let bit = |byte: u8| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => 1 << (26 + digit - b'0'),
        _ => 0,
    };
    text.bytes().fold(0, |letters, byte| letters | bit(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LexiconBuilder;

    fn compiled() -> (Lexicon, Symbols) {
        let rows = "concept\tkind\tname\tterms\tcodes\tflags\n\
            enoxaparin\tdrug\tenoxaparin\tbrand:Lovenox\t\t\n\
            sick\tsymptom\tnausea\tsick to my stomach\t\t\n\
            leukaemia\tcondition\tleukaemia\tabbreviation:ALL\t\tcase=ALL\n";
        LexiconBuilder::default().add("mine.tsv", rows).unwrap().build()
    }

    #[test]
    fn forms_are_recognised_however_they_are_written() {
        let (lexicon, symbols) = compiled();
        for (text, form) in [
            ("LOVENOX's", "Lovenox"),
            ("lovenoxxxx", "Lovenox"),
            ("sick to her stomach", "sick to my stomach"),
            ("enoxaparins", "enoxaparin"),
        ] {
            let found = lexicon.recognise(text, &symbols);
            assert!(matches!(found, Some(Recognition::Form(term)) if term.form == form), "{text}");
        }
        assert_eq!(lexicon.recognise("", &symbols), None);
        assert_eq!(lexicon.recognise("sick of my stomach", &symbols), None);
    }

    #[test]
    fn the_nearest_forms_are_of_different_concepts() {
        let (lexicon, _) = compiled();
        let near: Vec<&str> =
            lexicon.nearest("lovanix", 3).iter().map(|term| &*term.form).collect();
        assert_eq!(near, ["Lovenox"]);
        assert!(lexicon.nearest("zzz", 3).is_empty() && lexicon.nearest("", 3).is_empty());
    }
}
