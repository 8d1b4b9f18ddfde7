//! Everyday words that are also names: where “iron” is something that is taken.
//!
//! An ambiguous form counts where its sentence speaks of medicine; if it is one everyday word without a capital, only within a few words
//! of what does, or right behind a word of taking. What such a sentence leaves open the rest of the post may tell: a name that is once
//! taken for what the lexicon says is so throughout (one sense per discourse: Gale, Church and Yarowsky 1992), and near something medical it
//! is enough that something is used, given or drunk, or that the form is no common word.
//!
//! ```
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let scanner = Scanner::builtin()?;
//! let names = |text: &str| scanner.scan(&Thread::from_text(text)).mentions.len();
//! assert_eq!(names("I take iron tablets daily. Iron blocks me up."), 2);
//! assert_eq!(names("The gate is made of iron."), 0);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

use super::{ConceptId, Kind, Lexicon, Mention, english::is_common_english, is_english, is_taken};
use crate::text::{Document, Marks, Sentence, Shape, Symbols, Token, normal_form};

/// How many words away something medical still stands beside an everyday word.
const BESIDE: u32 = 4;
/// How far what speaks of medicine may stand from what is used, in words.
const NEAR: u32 = 60;

/// What stands before something that is used.
const USING: [&str; 32] = [
    "use",
    "used",
    "uses",
    "using",
    "give",
    "gave",
    "gives",
    "given",
    "giving",
    "drink",
    "drinks",
    "drank",
    "drinking",
    "ate",
    "got",
    "get",
    "gets",
    "getting",
    "had",
    "need",
    "needs",
    "needed",
    "put",
    "add",
    "added",
    "rub",
    "rubbed",
    "prescribe",
    "prescribes",
    "received",
    "recommended",
    "suggested",
];
/// What stands before “on” where somebody is on something.
const BEING: [&str; 28] = [
    "am", "im", "is", "hes", "shes", "are", "theyre", "was", "were", "be", "been", "being", "put",
    "puts", "go", "goes", "went", "gone", "get", "got", "stay", "stayed", "start", "started",
    "still", "back", "while", "not",
];
/// What may stand between such a word and the name.
const BETWEEN: [&str; 14] = [
    "my", "the", "some", "his", "her", "your", "their", "our", "him", "me", "them", "us", "a",
    "more",
];

/// A sentence, and whether something in it is medical beyond doubt.
pub(super) struct Beside<'a> {
    pub(super) document: &'a Document,
    pub(super) symbols: &'a Symbols,
    pub(super) sentence: &'a Sentence,
    pub(super) medical: bool,
}

impl Lexicon {
    /// Drops ambiguous forms of a sentence, those from `begin` on, that are everyday words there.
    pub(super) fn drop_everyday_words(
        &self,
        beside: &Beside<'_>,
        mentions: &mut Vec<Mention>,
        begin: usize,
        doubtful: &mut Vec<Mention>,
    ) {
        let keep: Vec<bool> =
            (begin..mentions.len()).map(|at| self.is_meant(beside, mentions, begin, at)).collect();
        let mut kept = keep.into_iter();
        let mut at = 0;
        mentions.retain(|mention| {
            at += 1;
            let keep = at <= begin || kept.next().unwrap_or(true);
            if !keep && self.is_used(mention) {
                doubtful.push(*mention);
            }
            keep
        });
    }

    fn is_meant(
        &self,
        &Beside { document, symbols, sentence, medical }: &Beside<'_>,
        mentions: &[Mention],
        begin: usize,
        at: usize,
    ) -> bool {
        let mention = &mentions[at];
        let sure = |mention: &Mention| !self.terms[mention.term as usize].ambiguous;
        let (first, end) = (mention.first as usize, mention.end as usize);
        if sure(mention) || is_taken(document, symbols, first) {
            return true;
        }
        if !medical || !self.is_everyday(document, sentence, mention) {
            return medical;
        }
        let from = first.saturating_sub(BESIDE as usize).max(sentence.first as usize);
        let to = (end + BESIDE as usize).min(sentence.end as usize);
        let marks = Marks::MEDICAL.or(Marks::TAKING);
        let spoken_of = |token: &Token| token.marks.any(marks);
        let before = || {
            at > begin && sure(&mentions[at - 1]) && mentions[at - 1].end + BESIDE > mention.first
        };
        let behind = || {
            mentions.get(at + 1).is_some_and(|next| sure(next) && mention.end + BESIDE > next.first)
        };
        document.tokens[from..first].iter().any(spoken_of)
            || document.tokens[end..to].iter().any(spoken_of)
            || before()
            || behind()
    }

    /// Puts back those that the post as a whole shows to be meant.
    pub(super) fn restore(
        &self,
        document: &Document,
        symbols: &Symbols,
        doubtful: &[Mention],
        mentions: &mut Vec<Mention>,
    ) {
        if doubtful.is_empty() {
            return;
        }
        let known = mentions.len();
        let sure = |mention: &&Mention| {
            !self.terms[mention.term as usize].ambiguous
                || is_taken(document, symbols, mention.first as usize)
        };
        let mut named: Vec<ConceptId> =
            mentions.iter().filter(sure).map(|mention| mention.concept).collect();
        named.sort_unstable();
        for mention in doubtful {
            let first = mention.first as usize;
            let meant = named.binary_search(&mention.concept).is_ok()
                || self.is_near_sure(&mentions[..known], mention)
                    && (is_used_here(document, symbols, first) || !is_common(document, mention));
            if meant {
                mentions.push(*mention);
            }
        }
        if mentions.len() > known {
            mentions.sort_unstable_by_key(|mention| mention.first);
        }
    }

    /// Does something medical beyond doubt stand in its part of the post?
    fn is_near_sure(&self, mentions: &[Mention], mention: &Mention) -> bool {
        let sure = |other: &Mention| !self.terms[other.term as usize].ambiguous;
        let at = mentions.partition_point(|other| other.first < mention.first);
        let before =
            mentions[..at].iter().rev().take_while(|other| other.end + NEAR >= mention.first);
        let behind = mentions[at..].iter().take_while(|other| mention.end + NEAR >= other.first);
        before.chain(behind).any(sure)
    }

    fn is_used(&self, mention: &Mention) -> bool {
        let kind = self.concept(mention.concept).kind;
        kind.is_taken() || kind == Kind::Remedy
    }

    /// Is the name of something taken written like the everyday word that it also is: one word, no capital but at the beginning of a sentence?
    fn is_everyday(&self, document: &Document, sentence: &Sentence, mention: &Mention) -> bool {
        let token = &document.tokens[mention.first as usize];
        self.is_used(mention)
            && mention.end == mention.first + 1
            && (!token.shape.any(Shape::CAPITAL) || mention.first == sentence.first)
            && is_english(&normal_form(document.word(mention.first as usize)))
    }
}

/// Is it made of common words only?
fn is_common(document: &Document, mention: &Mention) -> bool {
    (mention.first..mention.end).all(|at| {
        let word = normal_form(document.word(at as usize));
        word.len() <= 2 || is_common_english(&word)
    })
}

/// Does a word stand before it, or before a possessive, article or pronoun, that says that somebody uses it or is on it?
fn is_used_here(document: &Document, symbols: &Symbols, at: usize) -> bool {
    let word = |at: usize| symbols.word(document.tokens[at].symbol);
    let Some(mut before) = at.checked_sub(1) else { return false };
    if BETWEEN.contains(&word(before)) {
        let Some(further) = before.checked_sub(1) else { return false };
        before = further;
    }
    if !(before + 1..=at).all(|at| document.tokens[at].gap.joins()) {
        return false;
    }
    if word(before) != "on" {
        return USING.contains(&word(before));
    }
    let being = |at: Option<usize>| at.is_some_and(|at| BEING.contains(&word(at)));
    let further = before.checked_sub(1);
    being(further)
        || further.is_some_and(|at| BETWEEN.contains(&word(at))) && being(before.checked_sub(2))
}
