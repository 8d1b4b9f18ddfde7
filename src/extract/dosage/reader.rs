//! Looks at the words of a sentence as the grammar knows them.
//!
//! Every part of a statement is read by a method of [`Reader`] that is given the token where it may begin and gives what it says and one past
//! its last token. A part looks at a bounded number of tokens, so that reading a sentence is linear in its length.

use std::{mem, ops::Range};

use super::vocabulary::{Entry, Roles, Vocabulary, Word};
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
    lexed: &'a Lexed,
}

/// The words of a sentence as they were read once, as every part of a statement asks for them again. Filled anew for each sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexed {
    words: Vec<LexedWord>,
    /// What all of its words tell.
    roles: Roles,
    /// The tokens that a change may begin with.
    changes: Vec<usize>,
    /// The tokens that a number may begin with; which number does, and one past its last token.
    numbers: Vec<(usize, Option<(f64, usize)>)>,
}

/// The longest word or phrase at a token.
#[derive(Clone, Copy, Debug, Default)]
struct LexedWord {
    word: Option<Word>,
    /// One past its last token.
    end: u32,
    /// May a part of a statement begin here?
    begins: bool,
}

/// Of a sentence that is looked at in one place only: it may say anything.
static NOT_LEXED: Lexed =
    Lexed { words: Vec::new(), roles: Roles::ALL, changes: Vec::new(), numbers: Vec::new() };

impl<'a> Reader<'a> {
    /// Looks at some tokens; each word is read when it is asked for.
    pub(super) fn new(
        document: &'a Document,
        vocabulary: &'a Vocabulary,
        tokens: Range<usize>,
    ) -> Self {
        Self { document, vocabulary, first: tokens.start, end: tokens.end, lexed: &NOT_LEXED }
    }

    /// Reads all words first, as is worth it where many parts are asked for.
    pub(super) fn read_sentence(self, lexed: &'a mut Lexed) -> Self {
        let tokens = &self.document.tokens[self.first..self.end];
        lexed.words.clear();
        lexed.words.resize(tokens.len(), LexedWord::default());
        lexed.changes.clear();
        lexed.roles = Roles::default();
        let mut numbers = mem::take(&mut lexed.numbers);
        numbers.clear();
        for (at, (token, lexed_word)) in (self.first..).zip(tokens.iter().zip(&mut lexed.words)) {
            let is_number = token.shape.any(Shape::NUMBER);
            if !self.vocabulary.knows(token.symbol) && !token.shape.any(Shape::DIGIT) && !is_number
            {
                continue; // as most words
            }
            let entry = self.vocabulary.get(token.symbol);
            lexed.roles = lexed.roles.or(entry.roles);
            if entry.changes {
                lexed.changes.push(at);
            }
            *lexed_word = self.read(at, entry);
            if is_number || lexed_word.word.is_some_and(Word::begins_number) {
                numbers.push((at, None));
            }
        }
        let reader = Reader { lexed, ..self };
        for (at, number) in numbers.iter_mut().filter(|(at, _)| reader.opens_number(*at)) {
            *number = reader.read_number(*at);
        }
        lexed.numbers = numbers;
        Self { lexed, ..self }
    }
}

impl Reader<'_> {
    /// What the longest word or phrase at a token is, and one past its last token.
    #[inline]
    pub(super) fn lex(&self, at: usize) -> Option<(Word, usize)> {
        match at.checked_sub(self.first).and_then(|place| self.lexed.words.get(place)) {
            Some(lexed) => lexed.word.map(|word| (word, lexed.end as usize)),
            // Of a sentence before, or of one that is not lexed.
            None if at < self.end => {
                let lexed = self.read(at, self.entry(at));
                lexed.word.map(|word| (word, lexed.end as usize))
            }
            None => None,
        }
    }

    /// All that is known of the word of a token.
    #[inline]
    fn entry(&self, at: usize) -> &Entry {
        self.vocabulary.get(self.document.tokens[at].symbol)
    }

    fn read(&self, at: usize, entry: &Entry) -> LexedWord {
        const ALONE: Roles = Roles::CONDITIONAL.or(Roles::UPON);
        let phrase = if entry.opens { self.phrase(at) } else { None };
        let (word, end) = match phrase {
            Some((word, end)) => (Some(word), end),
            None => (entry.word, at + 1),
        };
        let begins = match word {
            Some(word) => word.begins_part(),
            None => entry.opens,
        };
        let begins =
            begins || entry.roles.any(ALONE) || self.document.tokens[at].shape.any(Shape::DIGIT);
        LexedWord { word, end: end as u32, begins }
    }

    /// May a part of a statement begin with a token of the sentence?
    #[inline]
    pub(super) fn begins(&self, at: usize) -> bool {
        self.lexed.words[at - self.first].begins
    }

    /// As [`begins`](Self::begins), of a sentence that was not read.
    pub(super) fn may_begin(&self, at: usize) -> bool {
        at < self.end && self.read(at, self.entry(at)).begins
    }

    /// The number at a token, as it was read with the sentence; of another sentence it is read by `read`.
    #[inline]
    pub(super) fn number_or(
        &self,
        at: usize,
        read: impl FnOnce() -> Option<(f64, usize)>,
    ) -> Option<(f64, usize)> {
        let numbers = &self.lexed.numbers;
        let place = numbers.binary_search_by_key(&at, |&(at, _)| at);
        place.map_or_else(|_| read(), |place| numbers[place].1)
    }

    /// The tokens of the sentence that a change may begin with.
    pub(super) fn changes(&self) -> &[usize] {
        &self.lexed.changes
    }

    /// May a change begin with a token?
    #[inline]
    pub(super) fn opens_change(&self, at: usize) -> bool {
        at < self.end && self.entry(at).changes
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

    #[inline]
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

    #[inline]
    pub(super) fn has(&self, at: usize, roles: Roles) -> bool {
        at >= self.first && at < self.end && self.entry(at).roles.any(roles)
    }

    /// Has any of some tokens of the sentence a role? Mostly none of the sentence has, and no token is looked at.
    #[inline]
    pub(super) fn any_has(&self, tokens: Range<usize>, roles: Roles) -> bool {
        self.lexed.roles.any(roles) && tokens.into_iter().any(|at| self.has(at, roles))
    }

    /// Does the token before one have a role?
    pub(super) fn has_before(&self, at: usize, roles: Roles) -> bool {
        at.checked_sub(1).is_some_and(|before| self.has(before, roles))
    }

    #[inline]
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.document.tokens.get(at).map_or(self.document.tail, |token| token.gap)
    }

    #[inline]
    pub(super) fn is_number(&self, at: usize) -> bool {
        at < self.end && self.document.tokens[at].shape.any(Shape::NUMBER)
    }

    /// A token as it is written; nothing behind the sentence.
    pub(super) fn written(&self, at: usize) -> &str {
        if at < self.end { self.document.word(at) } else { "" }
    }

    /// Is a token written so, whatever its case? For the few marks that are no words, as the `th` of “9th”. Most are told by their length.
    #[inline]
    pub(super) fn reads(&self, at: usize, text: &str) -> bool {
        at < self.end
            && self.document.tokens[at].span().len() as usize == text.len()
            && self.document.word(at).eq_ignore_ascii_case(text)
    }

    /// May a part run on from the token before `at` to `at`?
    #[inline]
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
