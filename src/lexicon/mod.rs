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
//! use threadlint::text::Document;
//!
//! let rows = "concept\tkind\tname\tterms\tcodes\tflags\n\
//!             enoxaparin\tdrug\tenoxaparin\tbrand:Lovenox|misspelling:lovanox\trxnorm:67108|atc:B01AB05\t\n";
//! let (lexicon, symbols) = LexiconBuilder::default().add("mine.tsv", rows)?.build();
//!
//! let document = Document::new("LOVENOX shots, then lovanox again", &symbols);
//! let mut mentions = Vec::new();
//! lexicon.find(&document, &symbols, &mut mentions);
//! assert_eq!(mentions.len(), 2);
//! assert_eq!(&*lexicon.concept(mentions[1].concept).key, "enoxaparin");
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod builder;
pub mod check;
mod concept;
pub(crate) mod english;
mod everyday;
pub(crate) mod image;
pub mod import;
pub(crate) mod matcher;
mod misspell;
mod near;
mod recognise;
mod rows;
mod stats;
mod write;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub use builder::LexiconBuilder;
pub use concept::{Codes, Concept, ConceptId, Kind, Term, Via};
pub use english::is_english;
pub use misspell::misspellings;
pub use recognise::Recognition;
pub(crate) use rows::table;
pub use rows::{COLUMNS, OTHER_TABLES};
pub use stats::{FileCount, KindCount, Stats, ViaCount};
pub use write::{FileForm, FileRow};

use self::{
    english::is_slip_of_english,
    everyday::Beside,
    matcher::{FixedPhrases, Phrases, Trie},
    near::Near,
};
use crate::{
    span::Span,
    text::{Document, Gap, Marks, Sentence, Shape, Symbol, Symbols, Token, normal_form},
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
    /// Is the form only near to what is written, which is in no lexicon?
    pub misspelt: bool,
}

/// All concepts and forms, compiled. Does not change while threads are scanned.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    concepts: Vec<Concept>,
    terms: Vec<Term>,
    by_key: FxHashMap<SmolStr, ConceptId>,
    phrases: FixedPhrases,
    /// What users added; it comes before `phrases`.
    more: Phrases,
    near: Near,
    /// All ids in their order, so that a concept alone is a slice too.
    ids: Vec<ConceptId>,
    /// Of each class itself and its members.
    members: FxHashMap<ConceptId, Vec<ConceptId>>,
    is_builtin: bool,
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

    /// Does it hold what is built in, and no more? Then all that the build script prepared holds for it.
    pub(crate) fn is_builtin(&self) -> bool {
        self.is_builtin
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

    /// How a mention names its concept.
    #[must_use]
    pub fn via(&self, mention: &Mention) -> Via {
        if mention.misspelt { Via::Misspelling } else { self.terms[mention.term as usize].via }
    }

    /// What exactly this form means, however it is written; `None` if it is no form.
    #[must_use]
    pub fn look_up(&self, form: &str, symbols: &Symbols) -> Option<&Term> {
        let phrase: Vec<Symbol> =
            crate::text::words(form).iter().map(|word| symbols.get(word)).collect();
        self.exactly(&phrase)
    }

    /// The form that is exactly this phrase.
    fn exactly(&self, phrase: &[Symbol]) -> Option<&Term> {
        let term = self.more.get(phrase).or_else(|| self.phrases.get(phrase));
        term.map(|term| &self.terms[term as usize])
    }

    /// The `most` likeliest misspellings of a form of one word that are no word or name of English and nothing else in this lexicon.
    #[must_use]
    pub fn misspellings(&self, form: &str, most: usize, symbols: &Symbols) -> Vec<String> {
        let mut made = misspellings(form);
        made.retain(|word| !is_english(word) && self.look_up(word, symbols).is_none());
        made.truncate(most);
        made
    }

    /// The form that a word most likely was meant for, if it is no word of English.
    fn meant(&self, document: &Document, symbols: &Symbols, at: usize) -> Option<u32> {
        let word = normal_form(document.word(at));
        if is_english(&word) {
            return None;
        }
        let found = self.near.find(&word, is_taken(document, symbols, at), &self.terms);
        found.filter(|_| !is_slip_of_english(&word))
    }

    /// The mentions of a post, in order, put into `mentions`.
    pub fn find(&self, document: &Document, symbols: &Symbols, mentions: &mut Vec<Mention>) {
        mentions.clear();
        let mut doubtful = Vec::new();
        let wanted = Marks::LEXICON.or(Marks::MEDICAL).or(Marks::TAKING);
        for sentence in document.sentences.iter().filter(|sentence| sentence.marks.any(wanted)) {
            let begin = mentions.len();
            let (mut ambiguous, mut medical) = (false, sentence.marks.any(Marks::MEDICAL));
            let (mut at, end) = (sentence.first as usize, sentence.end as usize);
            while at < end {
                if self.may_begin_form(&document.tokens[at..end])
                    && let Some(mention) = self.mention_at(document, at, end)
                {
                    let unsure = self.terms[mention.term as usize].ambiguous;
                    ambiguous |= unsure;
                    medical |= !unsure;
                    at = mention.end as usize;
                    mentions.push(mention);
                } else {
                    at += 1;
                }
            }
            if ambiguous {
                let beside = Beside { document, symbols, sentence, medical };
                self.drop_everyday_words(&beside, mentions, begin, &mut doubtful);
            }
            if medical || sentence.marks.any(Marks::TAKING) {
                self.find_misspelt(document, symbols, sentence, medical, begin, mentions);
            }
        }
        if !doubtful.is_empty() {
            self.restore(document, symbols, &doubtful, mentions);
        }
    }

    /// May some words begin with a form? Half of the words of a text begin one, as “a” and “the” do; few go on with it.
    #[inline]
    fn may_begin_form(&self, tokens: &[Token]) -> bool {
        let marks = tokens[0].marks;
        marks.any(Marks::NAME)
            || marks.any(Marks::LEXICON)
                && tokens.get(1).is_some_and(|next| {
                    self.phrases.may_begin_with(tokens[0].symbol, next.symbol)
                        || !self.more.is_empty()
                })
    }

    fn mention_at(&self, document: &Document, first: usize, end: usize) -> Option<Mention> {
        let tokens = &document.tokens[first..end];
        let joined = |at: usize| {
            let gap = tokens[at].gap;
            // `E. coli`, `Dr. Brown's drops`, `lipoprotein(a) test`
            let abbreviated = || {
                let before = &tokens[at - 1];
                let marks = Marks::ABBREVIATION.or(Marks::TITLE);
                before.shape.any(Shape::SINGLE) || before.marks.any(marks)
            };
            let without = Gap(gap.0 & !(Gap::STOP.0 | Gap::BRACKET.0));
            gap.joins() || gap.is_glue() || without.joins() && abbreviated()
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
        let mut found = self.phrases.longest(run.clone(), written);
        if !self.more.is_empty() {
            let more = self.more.longest(run, written);
            found =
                if more.map(|more| more.0) >= found.map(|found| found.0) { more } else { found };
        }
        let (len, term) = found?;
        Some(Mention {
            span: document.span(first..first + len),
            first: first as u32,
            end: (first + len) as u32,
            concept: self.terms[term as usize].concept,
            term,
            misspelt: false,
        })
    }

    /// Looks at the words that nobody knows: is one a misspelt name?
    fn find_misspelt(
        &self,
        document: &Document,
        symbols: &Symbols,
        sentence: &Sentence,
        medical: bool,
        begin: usize,
        mentions: &mut Vec<Mention>,
    ) {
        let exact = mentions.len();
        for at in sentence.first as usize..sentence.end as usize {
            if !may_be_misspelling(&document.tokens[at])
                || !medical && !is_taken(document, symbols, at)
                || mentions[begin..exact]
                    .iter()
                    .any(|other| (other.first as usize..other.end as usize).contains(&at))
            {
                continue;
            }
            if let Some(term) = self.meant(document, symbols, at) {
                let concept = self.terms[term as usize].concept;
                let (span, first) = (document.tokens[at].span(), at as u32);
                mentions.push(Mention {
                    span,
                    first,
                    end: first + 1,
                    concept,
                    term,
                    misspelt: true,
                });
            }
        }
        if mentions.len() > exact {
            mentions[begin..].sort_unstable_by_key(|mention| mention.first);
        }
    }
}

/// Is it a word that nobody knows, and that could be a name?
fn may_be_misspelling(token: &Token) -> bool {
    token.symbol == Symbol::UNKNOWN
        && (token.end - token.start) as usize <= near::LONGEST
        && !token.shape.any(Shape::DIGIT)
}

/// Does a word of taking stand right before, or before a possessive or article?
fn is_taken(document: &Document, symbols: &Symbols, at: usize) -> bool {
    const BETWEEN: [&str; 7] = ["my", "the", "some", "his", "her", "your", "their"];
    let before = |at: usize| at.checked_sub(1).map(|at| document.tokens[at]);
    let Some(word) = before(at) else { return false };
    word.marks.any(Marks::TAKING)
        || BETWEEN.contains(&symbols.word(word.symbol))
            && before(at - 1).is_some_and(|word| word.marks.any(Marks::TAKING))
}
