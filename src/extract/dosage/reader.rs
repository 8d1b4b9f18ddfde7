//! Looks at the words of a sentence as the grammar knows them.
//!
//! Every part of a statement is read by a method of [`Reader`] that is given the token where it may begin and gives what it says and one past
//! its last token. A part looks at a bounded number of tokens, so that reading a sentence is linear in its length.

use std::cell::OnceCell;

use super::vocabulary::{Roles, Vocabulary, Word};
use crate::text::{Document, Gap, Shape};

/// The words of a sentence.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) vocabulary: &'a Vocabulary,
    /// The first token of the sentence.
    pub(super) first: usize,
    /// One past its last token.
    pub(super) end: usize,
    /// What was read of it before.
    pub(super) lexed: &'a Lexed,
}

/// The longest word or phrase at each token of a sentence, read once: every part of a statement asks for it again.
pub(super) type Lexed = OnceCell<Vec<Option<(Word, usize)>>>;

impl Reader<'_> {
    /// What the longest word or phrase at a token is, and one past its last token.
    #[inline]
    pub(super) fn lex(&self, at: usize) -> Option<(Word, usize)> {
        let Some(place) = at.checked_sub(self.first) else {
            return self.read(at); // of a sentence before
        };
        let lexed =
            self.lexed.get_or_init(|| (self.first..self.end).map(|at| self.read(at)).collect());
        *lexed.get(place)?
    }

    fn read(&self, at: usize) -> Option<(Word, usize)> {
        let first = self.document.tokens[at].symbol;
        if self.vocabulary.opens_phrase(first)
            && let Some(found) = self.phrase(at)
        {
            return Some(found);
        }
        self.vocabulary.word(first).map(|word| (word, at + 1))
    }

    /// The longest phrase of several words at a token.
    fn phrase(&self, at: usize) -> Option<(Word, usize)> {
        let symbols = self.document.tokens[at..self.end].iter().map(|token| token.symbol);
        let (word, len) = self.vocabulary.phrase(symbols, |len| self.runs_on(at, at + len))?;
        Some((word, at + len))
    }

    /// May a phrase of the vocabulary stand from `at` to `end`? Not over the end of a sentence, and letters with full stops only as such.
    fn runs_on(&self, at: usize, end: usize) -> bool {
        const APART: Gap = Gap(Gap::QUESTION.0
            | Gap::EXCLAMATION.0
            | Gap::PARAGRAPH.0
            | Gap::COMMA.0
            | Gap::COLON.0
            | Gap::DASH.0
            | Gap::DOTS.0
            | Gap::BRACKET.0);
        self.document.tokens[at + 1..end].iter().all(|token| {
            !token.gap.any(APART)
                && (!token.gap.any(Gap::STOP) || token.gap == Gap::STOP || self.is_dotted(at, end))
        })
    }

    /// "p. r. n."
    fn is_dotted(&self, at: usize, end: usize) -> bool {
        self.document.tokens[at..end].iter().all(|token| token.shape.any(Shape::SINGLE))
    }

    pub(super) fn word(&self, at: usize) -> Option<Word> {
        self.lex(at).map(|(word, _)| word)
    }

    /// What a token alone is, whatever phrase it may begin. Cheaper than [`word`](Self::word), for looking over many tokens.
    #[inline]
    pub(super) fn alone(&self, at: usize) -> Option<Word> {
        if at < self.end { self.vocabulary.word(self.document.tokens[at].symbol) } else { None }
    }

    /// One past the phrase at a token, if it is this word.
    pub(super) fn past(&self, at: usize, word: Word) -> Option<usize> {
        self.lex(at).filter(|(found, _)| *found == word).map(|(_, end)| end)
    }

    /// One past the phrase at a token if it is this word, else the token.
    pub(super) fn skip(&self, at: usize, word: Word) -> usize {
        self.past(at, word).unwrap_or(at)
    }

    pub(super) fn is(&self, at: usize, word: Word) -> bool {
        self.joined(at) && self.word(at) == Some(word)
    }

    /// What the phrase that ends right before a token is; only its last word is looked at.
    pub(super) fn before(&self, at: usize) -> Option<Word> {
        let before = at.checked_sub(1).filter(|&before| before >= self.first)?;
        self.vocabulary.word(self.document.tokens[before].symbol)
    }

    pub(super) fn has(&self, at: usize, roles: Roles) -> bool {
        at >= self.first
            && at < self.end
            && self.vocabulary.has(self.document.tokens[at].symbol, roles)
    }

    /// Does the token before one have a role?
    pub(super) fn has_before(&self, at: usize, roles: Roles) -> bool {
        at.checked_sub(1).is_some_and(|before| self.has(before, roles))
    }

    pub(super) fn gap(&self, at: usize) -> Gap {
        self.document.tokens.get(at).map_or(self.document.tail, |token| token.gap)
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        at < self.end && self.document.tokens[at].shape.any(Shape::NUMBER)
    }

    /// A token as it is written; nothing behind the sentence.
    pub(super) fn written(&self, at: usize) -> &str {
        if at < self.end { self.document.word(at) } else { "" }
    }

    /// Is a token written so, whatever its case? For the few marks that are no words, as the `th` of “9th”.
    pub(super) fn reads(&self, at: usize, text: &str) -> bool {
        self.written(at).eq_ignore_ascii_case(text)
    }

    /// May a part run on from the token before `at` to `at`?
    pub(super) fn joined(&self, at: usize) -> bool {
        const APART: Gap = Gap(Gap::QUESTION.0
            | Gap::EXCLAMATION.0
            | Gap::PARAGRAPH.0
            | Gap::COMMA.0
            | Gap::COLON.0
            | Gap::DOTS.0);
        // A full stop inside a sentence is that of an abbreviation: "2 mg. twice".
        at < self.end && !self.document.tokens[at].gap.any(APART)
    }
}
