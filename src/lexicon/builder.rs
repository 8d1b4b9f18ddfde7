//! Compiles rows into a lexicon.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::{
    Concept, ConceptId, Kind, Lexicon, Term, Via,
    image::{self, Compiled, Content},
    matcher::{Phrases, Trie},
    near::Near,
    rows::{Row, read_rows},
};
use crate::{
    error::{DataError, nearest},
    text::{Marks, Symbol, Symbols},
};

/// Words beside which an ambiguous form is taken for what the lexicon says.
const MEDICAL: &str = "mg mcg iu dose doses dosage tablet tablets pill pills capsule capsules prescribed prescription med meds medication \
    medications pharmacy pharmacist injection injections injected ob obgyn gyn midwife pregnant pregnancy symptoms diagnosed diagnosis \
    therapy patient patients toxicity overdose serum clinical doctor doctors nurse infusion intravenous otc";
/// Words that have to stand right before it.
const TAKING: &str = "took take taking prescribed taken takes swallowed try trying tried started starting stopped stopping";

/// What `my` in a form stands for; the last only behind its first word (“sick to the stomach”, but not “the Prozac”).
pub(super) const POSSESSIVES: [&str; 7] = ["my", "your", "his", "her", "their", "our", "the"];

/// Gathers rows. A later row replaces the concept whose key it bears, or, with the flag `extend`, adds forms and codes to it.
#[derive(Clone, Debug, Default)]
pub struct LexiconBuilder {
    /// What the image's concepts and terms are compiled to.
    compiled: Compiled,
    concepts: Vec<Concept>,
    /// In the order in which they came; a concept that was replaced has left its terms here.
    terms: Vec<Term>,
    /// Of each concept that was replaced how many terms there were then; its own among them are no longer its terms.
    replaced: FxHashMap<ConceptId, usize>,
    /// How many of the terms are the image's, and need no compiling.
    done: usize,
    by_key: FxHashMap<SmolStr, ConceptId>,
    /// The concepts that rows made, as against those of the image.
    made: FxHashSet<ConceptId>,
    /// Does it hold what is built in, and no more?
    is_builtin: bool,
}

impl LexiconBuilder {
    /// The lexicons that are built in.
    #[must_use]
    pub fn builtin() -> Self {
        let Content { concepts, terms, compiled } = image::read();
        let by_key = (0..)
            .map(ConceptId)
            .zip(&concepts)
            .map(|(id, concept)| (concept.key.clone(), id))
            .collect();
        Self {
            done: terms.len(),
            compiled,
            concepts,
            terms,
            by_key,
            is_builtin: true,
            ..Self::default()
        }
    }

    /// Adds the rows of a file; `file` is only named in errors.
    ///
    /// # Errors
    ///
    /// The first bad row, with its line.
    pub fn add(mut self, file: &str, text: &str) -> Result<Self, DataError> {
        for row in read_rows(file, text)? {
            self.add_row(row)?;
        }
        Ok(self)
    }

    /// Adds a row, and tells which of the terms it brought.
    pub(super) fn add_row(&mut self, mut row: Row) -> Result<Range<usize>, DataError> {
        self.is_builtin = false;
        let known = self.by_key.get(&row.concept.key).copied();
        let id = match known {
            Some(id) if row.extends => {
                let concept = &mut self.concepts[id.0 as usize];
                if concept.kind != row.concept.kind {
                    let what =
                        format!("`{}` is of the kind `{}`", concept.key, concept.kind.as_str());
                    return Err(DataError::new(
                        &*row.concept.file,
                        row.concept.line as usize,
                        what,
                    )
                    .help("a row with the flag `extend` repeats it"));
                }
                concept.codes = concept.codes.with(&row.concept.codes);
                row.terms.retain(|term| !term.form.eq_ignore_ascii_case(&concept.name));
                id
            }
            None if row.extends => return Err(self.extends_nothing(&row.concept)),
            Some(id)
                if self.made.contains(&id)
                    && self.concepts[id.0 as usize].file == row.concept.file =>
            {
                let (first, again) = (&self.concepts[id.0 as usize], &row.concept);
                let what = format!("the concept `{}` a second time", first.key);
                let error = DataError::new(&*again.file, again.line as usize, what);
                return Err(error
                    .help(format!("it stands in line {}; put all its forms there", first.line)));
            }
            Some(id) => {
                self.concepts[id.0 as usize] = row.concept;
                self.replaced.insert(id, self.terms.len());
                id
            }
            None => {
                let id = ConceptId(self.concepts.len() as u32);
                self.by_key.insert(row.concept.key.clone(), id);
                self.concepts.push(row.concept);
                id
            }
        };
        if !row.extends {
            self.made.insert(id);
        }
        let from = self.terms.len();
        self.terms.extend(row.terms.into_iter().map(|term| Term { concept: id, ..term }));
        Ok(from..self.terms.len())
    }

    /// Each term so far with its concept; `None` if that was replaced, and the term will not be in the lexicon.
    pub(super) fn kept(&self) -> impl Iterator<Item = Option<&Concept>> {
        let terms = self.terms.iter().enumerate();
        terms.map(|(at, term)| {
            (!is_gone(&self.replaced, at, term)).then(|| &self.concepts[term.concept.0 as usize])
        })
    }

    fn extends_nothing(&self, concept: &Concept) -> DataError {
        let what = format!("there is no concept `{}` to extend", concept.key);
        let error = DataError::new(&*concept.file, concept.line as usize, what);
        match nearest(&concept.key, self.concepts.iter().map(|concept| &*concept.key)) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("without the flag `extend` the row makes one"),
        }
    }

    /// Compiles the rows, and makes the table of their words.
    #[must_use]
    pub fn build(mut self) -> (Lexicon, Symbols) {
        let symbols = if self.done == 0 {
            Symbols::for_text()
        } else {
            std::mem::take(&mut self.compiled.symbols)
        };
        self.build_over(symbols)
    }

    /// As [`build`](Self::build), with a table that has words already: the one of [`Symbols::for_text`], or with the image its own.
    pub(crate) fn build_over(self, mut symbols: Symbols) -> (Lexicon, Symbols) {
        let Compiled { mut phrases, near, members: known_members, .. } = self.compiled;
        let (mut terms, mut done) = (self.terms, self.done);
        for (words, marks) in [(MEDICAL, Marks::MEDICAL), (TAKING, Marks::TAKING)] {
            for word in words.split_whitespace() {
                let symbol = symbols.intern(word);
                symbols.mark(symbol, marks);
            }
        }
        let mut places = None;
        if !self.replaced.is_empty() {
            let mut kept = 0;
            let place = |(at, term): (usize, &Term)| {
                let place = (!is_gone(&self.replaced, at, term)).then_some(kept);
                kept += u32::from(place.is_some());
                place
            };
            let new: Vec<Option<u32>> = terms.iter().enumerate().map(place).collect();
            done = new[..done].iter().flatten().count();
            phrases.remap(|term| new[term as usize]);
            let mut new_places = new.iter();
            terms.retain(|_| new_places.next().is_some_and(Option::is_some));
            places = Some(new);
        }
        let (mut more, mut plurals, mut entries) = (Phrases::default(), Vec::new(), Vec::new());
        for (at, term) in (0..).zip(&terms).skip(done) {
            let phrase = symbols.intern_phrase(&term.form);
            if is_worth_misspelling(term, &self.concepts)
                && let [word] = phrase[..]
                && term.form.eq_ignore_ascii_case(symbols.word(word))
            {
                Near::entries_of(symbols.word(word), at, &mut entries);
            }
            for phrase in with_each_possessive(phrase, |word| symbols.intern(word)) {
                if let Some(plural) = plural(&phrase, term, &mut symbols) {
                    plurals.push((plural, at));
                }
                more.insert(&phrase, at);
                mark_form(&phrase, &mut symbols);
            }
        }
        for (phrase, term) in plurals {
            if more.get(&phrase).or_else(|| phrases.get(&phrase)).is_none() {
                more.insert(&phrase, term);
                mark_form(&phrase, &mut symbols);
            }
        }
        let near = match places {
            None if entries.is_empty() => near,
            None => near.with(Some, entries),
            Some(places) => near.with(|term| places[term as usize], entries),
        };
        let members = if self.is_builtin { known_members } else { members(&self.concepts) };
        let ids = (0..self.concepts.len() as u32).map(ConceptId).collect();
        let (concepts, by_key) = (self.concepts, self.by_key);
        let is_builtin = self.is_builtin;
        let lexicon =
            Lexicon { concepts, terms, by_key, phrases, more, near, ids, members, is_builtin };
        (lexicon, symbols)
    }
}

/// Was the concept of the term at `at` replaced after it came?
fn is_gone(replaced: &FxHashMap<ConceptId, usize>, at: usize, term: &Term) -> bool {
    replaced.get(&term.concept).is_some_and(|&before| at < before)
}

/// Is it a proper name of something taken, and so worth finding where it is misspelt?
fn is_worth_misspelling(term: &Term, concepts: &[Concept]) -> bool {
    concepts[term.concept.0 as usize].kind.is_taken()
        && matches!(term.via, Via::Name | Via::Brand | Via::Synonym)
        && !term.ambiguous
        && !term.case
}

/// The phrase, or if it speaks of `my` something, all that it stands for; `word` makes a word of such phrases.
pub(super) fn with_each_possessive<W: Clone + PartialEq>(
    phrase: Vec<W>,
    mut word: impl FnMut(&'static str) -> W,
) -> Vec<Vec<W>> {
    let my = word(POSSESSIVES[0]);
    if phrase.len() == 1 || !phrase.contains(&my) {
        return vec![phrase];
    }
    let one = |whose: &&'static str| {
        let whose = word(whose);
        let one = |word: &W| if *word == my { &whose } else { word }.clone();
        phrase.iter().map(one).collect()
    };
    let most = POSSESSIVES.len() - usize::from(phrase[0] == my);
    POSSESSIVES[..most].iter().map(one).collect()
}

/// Of each class itself and the concepts that one of its ATC codes begins.
fn members(concepts: &[Concept]) -> FxHashMap<ConceptId, Vec<ConceptId>> {
    let ids = || (0..concepts.len() as u32).map(ConceptId).zip(concepts);
    let is_class = |concept: &Concept| concept.kind == Kind::DrugClass;
    let mut by_code: Vec<(&str, ConceptId)> = ids()
        .filter(|(_, concept)| !is_class(concept))
        .flat_map(|(id, concept)| concept.codes.of("atc").map(move |code| (code, id)))
        .collect();
    by_code.sort_unstable();
    let members = |(id, concept): (ConceptId, &Concept)| {
        let mut members = vec![id];
        for class in concept.codes.of("atc") {
            let from = by_code.partition_point(|&(code, _)| code < class);
            let codes = by_code[from..].iter().take_while(|(code, _)| code.starts_with(class));
            members.extend(codes.map(|&(_, id)| id));
        }
        members.sort_unstable();
        members.dedup();
        (id, members)
    };
    ids().filter(|(_, concept)| is_class(concept)).map(members).collect()
}

/// The plural of a phrase, by its last word.
pub(super) fn plural(phrase: &[Symbol], term: &Term, symbols: &mut Symbols) -> Option<Vec<Symbol>> {
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

/// Marks the word that a form begins with.
fn mark_form(phrase: &[Symbol], symbols: &mut Symbols) {
    match phrase {
        [] => {}
        [name] => symbols.mark(*name, Marks::LEXICON.or(Marks::NAME)),
        [first, ..] => symbols.mark(*first, Marks::LEXICON),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_words_are_numbered_by_how_frequent_they_are() {
        let (_, symbols) = LexiconBuilder::builtin().build();
        let numbers = ["the", "throat", "zopiclone"].map(|word| symbols.get(word).0);
        assert!(numbers[0] > 0 && numbers.is_sorted(), "{numbers:?}");
    }

    #[test]
    fn a_file_may_replace_all_of_another_again_and_again() {
        let file = |brand: &str| {
            let row = |n| format!("drug{n}\tdrug\tdrug{n}\tbrand:{brand}{n}\t\t\n");
            let rows: String = (0..20_000).map(row).collect();
            format!("concept\tkind\tname\tterms\tcodes\tflags\n{rows}")
        };
        let mut builder = LexiconBuilder::default();
        for brand in ["one", "two", "three"] {
            builder = builder.add(brand, &file(brand)).unwrap();
        }
        let (lexicon, symbols) = builder.build();
        assert_eq!((lexicon.concepts().len(), lexicon.terms().len()), (20_000, 40_000));
        assert!(lexicon.look_up("two7", &symbols).is_none());
        let term = lexicon.look_up("three7", &symbols).unwrap();
        assert_eq!(lexicon.concept(term.concept).key, "drug7");
    }

    #[test]
    fn the_stands_for_my_only_behind_the_first_word() {
        let expanded = |phrase: &[&'static str]| with_each_possessive(phrase.to_vec(), |word| word);
        assert_eq!(expanded(&["sick", "to", "my", "stomach"]).len(), 7);
        assert_eq!(expanded(&["my", "qzx"]).len(), 6);
        assert_eq!(expanded(&["my"; 8]).len(), 6);
        assert_eq!(expanded(&["my"]), [["my"]]);
    }
}
