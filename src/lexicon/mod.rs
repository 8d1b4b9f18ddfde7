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

mod concept;
pub(crate) mod matcher;
mod rows;

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use concept::{Concept, ConceptId, Kind, Term, Via};
pub use rows::COLUMNS;
pub(crate) use rows::table;

use self::{matcher::Phrases, rows::Row};
use crate::{
    error::DataError,
    span::Span,
    text::{Document, Gap, Marks, Sentence, Symbol, Symbols},
};

include!(concat!(env!("OUT_DIR"), "/builtin_lexicons.rs"));

/// Words beside which an ambiguous form is taken for what the lexicon says.
const MEDICAL: &str = "mg mcg iu dose doses dosage tablet tablets pill pills capsule capsules prescribed prescription med meds medication \
    medications pharmacy pharmacist injection injections injected ob obgyn gyn midwife pregnant pregnancy symptoms diagnosed diagnosis";
/// Words that have to stand right before it.
const TAKING: [&str; 6] = ["took", "taking", "prescribed", "taken", "takes", "swallowed"];

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

/// Gathers rows; later rows replace earlier ones of the same concept.
#[derive(Clone, Debug, Default)]
pub struct LexiconBuilder {
    rows: Vec<Row>,
    by_key: FxHashMap<Arc<str>, usize>,
}

impl LexiconBuilder {
    /// The lexicons that are built in.
    ///
    /// # Errors
    ///
    /// None, as a test makes sure; the loader is the one of [`add`](Self::add).
    pub fn builtin() -> Result<Self, DataError> {
        BUILTIN_LEXICONS
            .iter()
            .try_fold(Self::default(), |builder, (file, text)| builder.add(file, text))
    }

    /// Adds the rows of a file; `file` is only named in errors.
    ///
    /// # Errors
    ///
    /// The first bad row, with its line.
    pub fn add(mut self, file: &str, text: &str) -> Result<Self, DataError> {
        for row in rows::read_rows(file, text)? {
            match self.by_key.get(&row.concept.key) {
                Some(&at) if self.rows[at].concept.defined.0 == file => {
                    let (what, line) = (&row.concept.key, self.rows[at].concept.defined.1);
                    let error = DataError::new(
                        file,
                        row.concept.defined.1,
                        format!("the concept `{what}` a second time"),
                    );
                    return Err(
                        error.help(format!("it stands in line {line}; put all its forms there"))
                    );
                }
                Some(&at) => self.rows[at] = row,
                None => {
                    self.by_key.insert(row.concept.key.clone(), self.rows.len());
                    self.rows.push(row);
                }
            }
        }
        Ok(self)
    }

    /// Compiles the rows; their words are added to `symbols`.
    #[must_use]
    pub fn build(self, symbols: &mut Symbols) -> Lexicon {
        let mut lexicon = Lexicon { by_key: self.by_key, ..Lexicon::default() };
        for word in MEDICAL.split_whitespace() {
            let symbol = symbols.intern(word);
            symbols.mark(symbol, Marks::MEDICAL);
        }
        lexicon.taking = TAKING.iter().map(|word| symbols.intern(word)).collect();
        let forms = self.rows.iter().map(|row| row.terms.len()).sum::<usize>();
        lexicon.phrases = Phrases::with_capacity(forms * 2);
        let mut plurals = Vec::with_capacity(forms);
        for (id, row) in self.rows.into_iter().enumerate() {
            lexicon.concepts.push(row.concept);
            for mut term in row.terms {
                term.concept = ConceptId(id as u32);
                let phrase = symbols.intern_phrase(&term.form);
                if let Some(plural) = plural(&phrase, &term, symbols) {
                    plurals.push((plural, lexicon.terms.len() as u32));
                }
                lexicon.phrases.insert(&phrase, lexicon.terms.len() as u32);
                symbols.mark(phrase[0], Marks::LEXICON);
                lexicon.terms.push(term);
            }
        }
        for (phrase, term) in plurals {
            if lexicon.phrases.get(&phrase).is_none() {
                lexicon.phrases.insert(&phrase, term);
                symbols.mark(phrase[0], Marks::LEXICON);
            }
        }
        lexicon.members = members(&lexicon.concepts);
        lexicon
    }
}

/// For each concept itself, and for a class the concepts that one of its ATC codes begins.
fn members(concepts: &[Concept]) -> Vec<Vec<ConceptId>> {
    let ids = || (0..concepts.len() as u32).map(ConceptId).zip(concepts);
    let of_class = |concept: &Concept| concept.kind == Kind::DrugClass;
    let mut by_code: Vec<(&str, ConceptId)> = ids()
        .filter(|(_, concept)| !of_class(concept))
        .flat_map(|(id, concept)| concept.codes_in("atc").map(move |code| (code, id)))
        .collect();
    by_code.sort_unstable();
    let members = |(id, concept): (ConceptId, &Concept)| {
        let mut members = vec![id];
        for class in concept.codes_in("atc").filter(|_| of_class(concept)) {
            let from = by_code.partition_point(|&(code, _)| code < class);
            members.extend(
                by_code[from..]
                    .iter()
                    .take_while(|(code, _)| code.starts_with(class))
                    .map(|&(_, id)| id),
            );
        }
        members.sort_unstable();
        members.dedup();
        members
    };
    ids().map(members).collect()
}

/// The plural of a phrase, by its last word.
fn plural(phrase: &[Symbol], term: &Term, symbols: &mut Symbols) -> Option<Vec<Symbol>> {
    let (&last, before) = phrase.split_last()?;
    let word = symbols.word(last);
    let letters = word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters || term.case || word.ends_with('s') {
        return None;
    }
    let plural = match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with(['x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => {
            format!("{word}es")
        }
        _ => format!("{word}s"),
    };
    Some(before.iter().copied().chain([symbols.intern(&plural)]).collect())
}

/// All concepts and forms, compiled. Does not change while threads are scanned.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    concepts: Vec<Concept>,
    terms: Vec<Term>,
    by_key: FxHashMap<Arc<str>, usize>,
    phrases: Phrases,
    taking: Vec<Symbol>,
    /// For each concept itself, and for a class its members.
    members: Vec<Vec<ConceptId>>,
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
        self.by_key.get(key).map(|&at| ConceptId(at as u32))
    }

    /// A concept, and if it is a class its members; in their order.
    #[must_use]
    pub fn with_members(&self, id: ConceptId) -> &[ConceptId] {
        &self.members[id.0 as usize]
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
