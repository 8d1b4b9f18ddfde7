//! Which pregnancy, loss or cycle a post speaks of: “my 4th pregnancy”, “miscarriage 2”, “with my second”.
//!
//! The words are data, `lexicons/attempts.tsv`. An [`Attempt`] holds from where it is named until the next is; in a sentence that names
//! one, it holds for all of the sentence that no other is nearer to.
//!
//! ```
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let text = "With my first pregnancy I took aspirin. For miscarriage 2 I was on heparin.";
//! let report = Scanner::builtin()?.scan(&Thread::from_text(text));
//! let numbers: Vec<_> =
//!     report.experiences.iter().map(|experience| experience.attempt.unwrap().number).collect();
//! assert_eq!(numbers, [Some(1), Some(2)]);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

use serde::Serialize;

use crate::{
    error::DataError,
    lexicon::{
        matcher::{FixedPhrases, Phrases, Trie},
        table,
    },
    span::Span,
    text::{Document, Gap, Shape, Symbols, Token},
};

const FILE: &str = "lexicons/attempts.tsv";
const BUILTIN: &str = include_str!("../../lexicons/attempts.tsv");
const COLUMNS: [&str; 3] = ["class", "value", "words"];

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AttemptOf {
    /// Pregnancies.
    Pregnancy,
    /// Losses: miscarriages, stillbirths.
    Loss,
    /// Cycles of a fertility treatment.
    Cycle,
    /// Births.
    Birth,
}

/// Which one it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// What is counted.
    pub of: AttemptOf,
    /// Its number, from 1; none for “this pregnancy”.
    pub number: Option<u32>,
    /// Where it is named.
    pub span: Span,
    /// Its first token in the post.
    #[serde(skip)]
    pub(crate) token: u32,
}

impl Attempt {
    /// Is it the same one?
    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.of, self.number) == (other.of, other.number)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Noun(AttemptOf),
    Ordinal(u32),
    This,
    Last,
    Lead,
    Not,
    Sign,
}

/// The most that is counted.
const MOST: u32 = 30;

/// Reads attempts.
#[derive(Clone, Debug, Default)]
pub(crate) struct AttemptReader {
    phrases: FixedPhrases,
    /// The values of `phrases`.
    words: Vec<Word>,
}

impl AttemptReader {
    /// The reader with the words that are built in, which it adds to the table.
    ///
    /// # Errors
    ///
    /// None, as a test makes sure.
    pub(crate) fn builtin(symbols: &mut Symbols) -> Result<Self, DataError> {
        Self::compile(FILE, BUILTIN, symbols)
    }

    fn compile(file: &str, text: &str, symbols: &mut Symbols) -> Result<Self, DataError> {
        let (mut phrases, mut words) = (Phrases::default(), Vec::new());
        for (line, cells) in table(file, text, &COLUMNS)? {
            let [class, value, spellings] = cells.as_slice() else { continue };
            let wrong = |what: String| DataError::new(file, line, what);
            let word = match (class.as_str(), value.as_str()) {
                ("noun", "pregnancy") => Word::Noun(AttemptOf::Pregnancy),
                ("noun", "loss") => Word::Noun(AttemptOf::Loss),
                ("noun", "cycle") => Word::Noun(AttemptOf::Cycle),
                ("noun", "birth") => Word::Noun(AttemptOf::Birth),
                ("ordinal", value) => Word::Ordinal(
                    value.parse().map_err(|_| wrong(format!("`{value}` is no number")))?,
                ),
                ("this", _) => Word::This,
                ("last", _) => Word::Last,
                ("lead", _) => Word::Lead,
                ("not", _) => Word::Not,
                ("sign", _) => Word::Sign,
                (class, value) => return Err(wrong(format!("unknown class `{class} {value}`"))),
            };
            for spelling in spellings.split('|') {
                phrases.insert(&symbols.intern_phrase(spelling), words.len() as u32);
                words.push(word);
            }
        }
        Ok(Self { phrases: FixedPhrases::new(&phrases), words })
    }

    /// The attempts of a post, in order.
    pub(crate) fn read(&self, document: &Document) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        let mut at = 0;
        let begins = |token: &Token| self.phrases.begins(token.symbol);
        while let Some(next) = document.tokens[at..].iter().position(begins) {
            at += next;
            let Some((word, end)) = self.word(document, at) else {
                at += 1;
                continue;
            };
            match self.attempt(document, (word, at, end)) {
                Some((of, number, end)) => {
                    let span = document.span(at..end);
                    attempts.push(Attempt { of, number, span, token: at as u32 });
                    at = end;
                }
                None => at = end,
            }
        }
        attempts
    }

    fn word(&self, document: &Document, at: usize) -> Option<(Word, usize)> {
        let symbols = document.tokens.get(at..)?.iter().map(|token| token.symbol);
        let (len, value) = self.phrases.longest(symbols, |_, _| true)?;
        Some((self.words[value as usize], at + len))
    }

    fn attempt(
        &self,
        document: &Document,
        (word, at, end): (Word, usize, usize),
    ) -> Option<(AttemptOf, Option<u32>, usize)> {
        let next = || self.word(document, end).filter(|_| joins(document, end));
        match word {
            Word::Ordinal(number) => match next()? {
                (Word::Noun(of), end) => Some((of, Some(number), end)),
                _ => None,
            },
            Word::This | Word::Last => match next()? {
                (Word::Noun(of), end) if word == Word::This => Some((of, None, end)),
                (Word::Noun(of), end) => Some((of, Some(0), end)),
                _ => None,
            },
            Word::Lead => {
                let (Word::Ordinal(number), end) = next()? else { return None };
                match self.word(document, end) {
                    Some((Word::Noun(of), end)) => Some((of, Some(number), end)),
                    Some((Word::Not, _)) => None,
                    _ => Some((AttemptOf::Pregnancy, Some(number), end)),
                }
            }
            Word::Noun(of) => {
                // “miscarriage 1”, “pregnancy no 2”; not “pregnancy 9 weeks”
                let place = match next() {
                    Some((Word::Sign, end)) => end,
                    _ => end,
                };
                let number = document.tokens.get(place)?;
                let value: u32 = document.word(place).parse().ok()?;
                let counts = number.shape.any(Shape::NUMBER)
                    && (1..=MOST).contains(&value)
                    && at < place
                    && !matches!(self.word(document, place + 1), Some((Word::Not, _)));
                counts.then_some((of, Some(value), place + 1))
            }
            Word::Not | Word::Sign => None,
        }
    }
}

/// Does nothing part a token from the one before it?
fn joins(document: &Document, at: usize) -> bool {
    const PARTS: Gap = Gap(Gap::PARAGRAPH.0 | Gap::COMMA.0 | Gap::QUESTION.0);
    !document.tokens[at].gap.any(PARTS)
}

/// The attempt that a place of a post is about.
pub(crate) fn attempt_at(
    document: &Document,
    attempts: &[Attempt],
    token: usize,
) -> Option<Attempt> {
    let sentence = document.sentences[document.sentence_of(token)];
    let behind = attempts.partition_point(|attempt| (attempt.token as usize) <= token);
    let before = attempts[..behind].last();
    let here = |attempt: &&Attempt| (sentence.first..sentence.end).contains(&attempt.token);
    let next = attempts.get(behind).filter(here);
    match (before.filter(here), next) {
        (Some(before), Some(next)) => {
            let nearer = token - (before.token as usize) <= next.token as usize - token;
            Some(if nearer { *before } else { *next })
        }
        (_, Some(next)) => Some(*next),
        (_, None) => before.copied(),
    }
}
