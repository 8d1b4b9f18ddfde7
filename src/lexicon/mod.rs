//! What people call things: concepts, their surface forms, and the mentions of them in a post.
//!
//! A [`Lexicon`] is compiled from rows that a pharmacist can read and edit (`lexicons/*.tsv`, described in `lexicons/README.md`) by a
//! [`LexiconBuilder`]; a user's rows are read by the same loader, and replace the concepts whose keys they bear. [`Lexicon::find`] gives
//! the [`Mention`]s of a post, leftmost-longest and without overlap.
//!
//! Laws: the span of a mention is bytes of the post; a form with capitals, hyphens, curly quotes, accents, look-alike letters or
//! elongation is found where its plain form is; a form that is also an everyday word is a mention only beside something medical.
//!
//! ```
//! use threadlint::lexicon::LexiconBuilder;
//! use threadlint::text::{Document, Symbols};
//!
//! let rows = "concept\tkind\tname\tterms\tcodes\tflags\n\
//!             enoxaparin\tdrug\tenoxaparin\tbrand:Lovenox|misspelling:lovanox\trxnorm:67108|atc:B01AB05\t\n";
//! let mut symbols = Symbols::for_text();
//! let lexicon = LexiconBuilder::default().add("mine.tsv", rows)?.build(&mut symbols);
//!
//! let document = Document::new("LOVENOX shots, then lovanox again", &symbols);
//! let mut mentions = Vec::new();
//! lexicon.find(&document, &symbols, &mut mentions);
//! assert_eq!(mentions.len(), 2);
//! assert_eq!(&*lexicon.concept(mentions[1].concept).key, "enoxaparin");
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod builder;
mod concept;
pub(crate) mod image;
pub(crate) mod matcher;
mod rows;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub use builder::LexiconBuilder;
pub use concept::{Codes, Concept, ConceptId, Kind, Term, Via};
pub use rows::COLUMNS;
pub(crate) use rows::table;

use self::matcher::Phrases;
use crate::{
    span::Span,
    text::{Document, Gap, Marks, Sentence, Symbol, Symbols},
};

/// A place in a post where a concept is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its bytes.
    pub span: Span,
    /// Its first token.
    pub first: u32,
    /// One past its last token.
    pub end: u32,
    /// What is named.
    pub concept: ConceptId,
    /// By which form: its place in [`Lexicon::terms`].
    pub term: u32,
}

/// All concepts and forms, compiled. Does not change while threads are scanned.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    concepts: Vec<Concept>,
    terms: Vec<Term>,
    by_key: FxHashMap<SmolStr, ConceptId>,
    phrases: Phrases,
    taking: Vec<Symbol>,
    /// All ids in their order, so that a concept alone is a slice too.
    ids: Vec<ConceptId>,
    /// Of each class itself and its members.
    members: FxHashMap<ConceptId, Vec<ConceptId>>,
}

impl Lexicon {
    /// A concept.
    ///
    /// # Panics
    ///
    /// If the id comes from another lexicon.
    #[must_use]
    pub fn concept(&self, id: ConceptId) -> &Concept {
        &self.concepts[id.0 as usize]
    }

    /// All concepts, in the order of their rows.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// All forms, in the order of their rows.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The concept with a key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<ConceptId> {
        self.by_key.get(key).copied()
    }

    /// A concept, and if it is a class its members; in their order.
    #[must_use]
    pub fn with_members(&self, id: ConceptId) -> &[ConceptId] {
        let alone = || &self.ids[id.0 as usize..=id.0 as usize];
        self.members.get(&id).map_or_else(alone, Vec::as_slice)
    }

    /// What exactly this form means, however it is written; `None` if it is no form.
    #[must_use]
    pub fn look_up(&self, form: &str, symbols: &Symbols) -> Option<&Term> {
        let phrase: Vec<Symbol> =
            crate::text::words(form).iter().map(|word| symbols.get(word)).collect();
        self.phrases.get(&phrase).map(|term| &self.terms[term as usize])
    }

    /// The mentions of a post, in order, put into `mentions`.
    pub fn find(&self, document: &Document, symbols: &Symbols, mentions: &mut Vec<Mention>) {
        mentions.clear();
        let mut ambiguous = false;
        for sentence in
            document.sentences.iter().filter(|sentence| sentence.marks.any(Marks::LEXICON))
        {
            let (mut at, end) = (sentence.first as usize, sentence.end as usize);
            while at < end {
                if symbols.marks(document.tokens[at].symbol).any(Marks::LEXICON)
                    && let Some(mention) = self.mention_at(document, symbols, at, end)
                {
                    ambiguous |= self.terms[mention.term as usize].ambiguous;
                    at = mention.end as usize;
                    mentions.push(mention);
                } else {
                    at += 1;
                }
            }
        }
        if ambiguous {
            self.drop_everyday_words(document, mentions);
        }
    }

    fn mention_at(
        &self,
        document: &Document,
        symbols: &Symbols,
        first: usize,
        end: usize,
    ) -> Option<Mention> {
        let tokens = &document.tokens[first..end];
        let joined = |at: usize| {
            let gap = tokens[at].gap;
            let abbreviated =
                || symbols.marks(tokens[at - 1].symbol).any(Marks::ABBREVIATION.or(Marks::TITLE));
            gap.joins() || Gap(gap.0 & !Gap::STOP.0).joins() && abbreviated()
        };
        let run = tokens
            .iter()
            .enumerate()
            .take_while(|&(at, _)| at == 0 || joined(at))
            .map(|(_, token)| token.symbol);
        let written = |len: usize, term: u32| {
            let term = &self.terms[term as usize];
            !term.case || document.span(first..first + len).of(&document.text) == term.form
        };
        let (len, term) = self.phrases.longest(run, written)?;
        Some(Mention {
            span: document.span(first..first + len),
            first: first as u32,
            end: (first + len) as u32,
            concept: self.terms[term as usize].concept,
            term,
        })
    }

    /// Keeps an ambiguous form only where its sentence speaks of medicine.
    fn drop_everyday_words(&self, document: &Document, mentions: &mut Vec<Mention>) {
        let is_ambiguous = |mention: &Mention| self.terms[mention.term as usize].ambiguous;
        let mut medical = vec![false; document.sentences.len()];
        for mention in mentions.iter().filter(|mention| !is_ambiguous(mention)) {
            medical[document.sentence_of(mention.first as usize)] = true;
        }
        mentions.retain(|mention| {
            let at = document.sentence_of(mention.first as usize);
            let sentence: &Sentence = &document.sentences[at];
            let taken = || {
                let before = (mention.first as usize)
                    .checked_sub(1)
                    .map(|before| document.tokens[before].symbol);
                before.is_some_and(|before| self.taking.contains(&before))
            };
            !is_ambiguous(mention) || medical[at] || sentence.marks.any(Marks::MEDICAL) || taken()
        });
    }
}
