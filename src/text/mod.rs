//! One post as words: tokens with exact offsets, sentences, clauses.
//!
//! The layers behind never look at bytes: they look at the [`Token`]s of a [`Document`], each with its [`Symbol`], and at the
//! [`Sentence`]s and [`Clause`]s they form. Words are compared in their [`normal_form`]; this changes what is looked up, never an offset.
//!
//! Laws: tokens and the gaps between them rebuild the post; every token lies in exactly one clause, every clause in exactly one sentence;
//! the work is linear in the length of the post.
//!
//! ```
//! use threadlint::text::{Document, Symbols};
//!
//! let symbols = Symbols::for_text();
//! let document = Document::new("I took 2 mg. twice a day.It helped!", &symbols);
//! let sentences: Vec<&str> = document.sentences.iter().map(|sentence| document.sentence_text(sentence)).collect();
//! assert_eq!(sentences, ["I took 2 mg. twice a day", "It helped"]);
//! ```

mod normal;
mod number;
mod plain_word;
mod segment;
mod symbol;
mod token;
mod tokenise;

use std::{ops::Range, sync::LazyLock};

pub(crate) use normal::is_ignorable;
pub use normal::normal_form;
pub use number::{NUMBER_WORDS, number_digits, number_word};
pub use segment::{Clause, LONGEST_SENTENCE, Sentence};
pub use symbol::{Marks, Symbol, Symbols};
pub use token::{Gap, Shape, Token};
use tokenise::{Words, tokenise};

use crate::span::Span;

impl Symbols {
    /// A table with the words that parting text into sentences needs; lexicons, cues and rules add theirs.
    #[must_use]
    pub fn for_text() -> Self {
        let mut symbols = Self::new();
        segment::intern_words(&mut symbols);
        symbols
    }

    /// The symbols of the words of a phrase, each added if it is new.
    pub fn intern_phrase(&mut self, phrase: &str) -> Vec<Symbol> {
        let (mut tokens, mut buffer) = (Vec::new(), String::new());
        tokenise(phrase, self, &mut tokens, &mut Words::default());
        let mut intern = |token: &Token| {
            // A form that looks elongated is not what its shortened look-alike is.
            if token.symbol != Symbol::UNKNOWN
                && self.word(token.symbol).len() == (token.end - token.start) as usize
            {
                return token.symbol;
            }
            buffer.clear();
            normal::push_normal_form(token.span().of(phrase), &mut buffer);
            self.intern(&buffer)
        };
        tokens.iter().map(&mut intern).collect()
    }
}

/// The words of a phrase in their normal form, parted as a post is parted.
#[must_use]
pub fn words(phrase: &str) -> Vec<String> {
    static NONE: LazyLock<Symbols> = LazyLock::new(Symbols::new);
    let mut tokens = Vec::new();
    tokenise(phrase, &NONE, &mut tokens, &mut Words::default());
    tokens.iter().map(|token| normal_form(token.span().of(phrase))).collect()
}

/// A post, parted. Made once and filled again for each post, so that a scan allocates nothing per token.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What was parted.
    pub text: String,
    /// The words and numbers.
    pub tokens: Vec<Token>,
    /// What stands behind the last token.
    pub tail: Gap,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// The clauses.
    pub clauses: Vec<Clause>,
    words: Words,
}

impl Document {
    /// Parts a text.
    #[must_use]
    pub fn new(text: &str, symbols: &Symbols) -> Self {
        let mut document = Self::default();
        document.read(text, symbols);
        document
    }

    /// Parts another text, in the same memory.
    pub fn read(&mut self, text: &str, symbols: &Symbols) {
        self.text.clear();
        self.text.push_str(text);
        self.tokens.clear();
        self.sentences.clear();
        self.clauses.clear();
        self.tail = tokenise(text, symbols, &mut self.tokens, &mut self.words);
        segment::segment(&self.tokens, self.tail, &mut self.sentences, &mut self.clauses);
    }

    /// The bytes of a token.
    #[must_use]
    pub fn word(&self, token: usize) -> &str {
        self.tokens[token].span().of(&self.text)
    }

    /// From the first to the last of some tokens; empty at 0 if there are none.
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> Span {
        match self.tokens.get(tokens) {
            Some([first, .., last]) => Span::new(first.start, last.end),
            Some([only]) => only.span(),
            _ => Span::default(),
        }
    }

    /// The bytes of a sentence, without what stands behind its last word.
    #[must_use]
    pub fn sentence_text(&self, sentence: &Sentence) -> &str {
        self.span(sentence.first as usize..sentence.end as usize).of(&self.text)
    }

    /// The sentence that holds a token.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.end as usize <= token)
    }

    /// The clause that holds a token.
    #[must_use]
    pub fn clause_of(&self, token: usize) -> usize {
        self.clauses.partition_point(|clause| clause.end as usize <= token)
    }
}
