//! What a source names, merged by concept, and compared with a lexicon.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::{
    lexicon::{
        Concept, ConceptId, FileForm, FileRow, Kind, Lexicon, Via,
        builder::{POSSESSIVES, with_each_possessive},
        check::{is_everyday, is_good_code},
        write::{clean, clean_key},
    },
    text::{LONGEST_SENTENCE, Symbols, words},
};

/// A concept as a source names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its key; if it is empty the name in small letters.
    pub key: String,
    /// Its name.
    pub name: String,
    /// More forms.
    pub forms: Vec<(Via, String)>,
    /// (System, code) pairs.
    pub codes: Vec<(String, String)>,
}

/// Entries, merged by concept: two entries are of one concept if their keys are the same, or their names.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    kind: Kind,
    entries: Vec<Entry>,
    by_key: FxHashMap<String, usize>,
    by_name: FxHashMap<Vec<String>, usize>,
    read: u64,
    merged: u64,
    skipped: BTreeMap<String, u64>,
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// To be written behind [`FileRow::header`].
    pub rows: Vec<FileRow>,
    /// How many entries were read: lines of a table, terms of `RxNorm`.
    pub read: u64,
    /// How many of them brought something to a concept that another had brought.
    pub merged: u64,
    /// How many were skipped, by reason; the others were kept.
    pub skipped: BTreeMap<String, u64>,
    /// How many concepts there are.
    pub concepts: usize,
    /// How many of them the lexicon has already.
    pub known: usize,
    /// How many forms are written, names included.
    pub forms: usize,
    /// Forms that belong to another concept, or are none.
    pub left_out: Vec<LeftOut>,
}

/// A form or code that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The form or code.
    pub what: String,
    /// Of which concept it was to be.
    pub concept: String,
    /// Why.
    pub why: String,
}

impl Vocabulary {
    /// An empty one, of things of a kind.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            entries: Vec::new(),
            by_key: FxHashMap::default(),
            by_name: FxHashMap::default(),
            read: 0,
            merged: 0,
            skipped: BTreeMap::new(),
        }
    }

    /// Adds an entry, or skips it if it has no name.
    ///
    /// # Errors
    ///
    /// Why it was skipped.
    pub fn add(&mut self, entry: Entry) -> Result<(), String> {
        self.read += 1;
        let mut key = clean_key(&entry.key).to_lowercase();
        let mut name = clean(&entry.name);
        if key.is_empty() {
            key = clean_key(&name).to_lowercase();
        }
        if name.is_empty() {
            name.clone_from(&key);
        }
        let spelt = words(&name);
        if key.is_empty() || !is_form(&name, &spelt) {
            return Err(self.skip("no name"));
        }
        if spelt.len() > LONGEST_SENTENCE {
            return Err(self.skip("a name longer than a sentence"));
        }
        let claimed = claim(spelt.clone());
        let known = self.by_key.get(&key).or_else(|| self.by_name.get(&claimed)).copied();
        let at = known.unwrap_or(self.entries.len());
        if known.is_some() {
            self.merged += 1;
            let known = &mut self.entries[at];
            if words(&known.name) != spelt {
                known.forms.push((Via::Synonym, name));
            }
        } else {
            self.entries.push(Entry { key: key.clone(), name, ..Entry::default() });
            self.by_name.insert(claimed, at);
        }
        self.by_key.insert(key, at);
        let into = &mut self.entries[at];
        let forms = entry.forms.into_iter().map(|(via, form)| (via, clean(&form)));
        into.forms.extend(forms.filter(|(_, form)| !form.is_empty()));
        let codes = entry.codes.into_iter().map(|(system, code)| (system, clean(&code)));
        into.codes.extend(codes.filter(|(_, code)| !code.is_empty()));
        Ok(())
    }

    /// Counts entries that were read and cannot be used.
    pub(super) fn skip_many(&mut self, why: &str, many: u64) {
        self.read += many;
        if many > 0 {
            *self.skipped.entry(why.to_owned()).or_default() += many;
        }
    }

    /// Counts an entry that was counted as read.
    fn skip(&mut self, why: &str) -> String {
        *self.skipped.entry(why.to_owned()).or_default() += 1;
        why.to_owned()
    }

    /// Rows that can be added to `lexicon`, in the order in which their concepts came.
    #[must_use]
    pub fn rows(mut self, lexicon: &Lexicon, symbols: &Symbols) -> Imported {
        let by_rxcui = by_rxcui(lexicon);
        let mut drafts: Vec<Draft> = Vec::new();
        let mut of_known: FxHashMap<ConceptId, usize> = FxHashMap::default();
        let mut left_out = Vec::new();
        let mut known_concepts = 0;
        for entry in std::mem::take(&mut self.entries) {
            let known = match self.known(&entry, lexicon, symbols, &by_rxcui) {
                Ok(known) => known,
                Err(other) => {
                    self.skip("named as a concept of another kind");
                    let why = format!("it is a form of `{}`, of another kind", other.key);
                    left_out.push(LeftOut { what: entry.name, concept: entry.key, why });
                    continue;
                }
            };
            if let Some(&at) = known.and_then(|id| of_known.get(&id)) {
                let draft: &mut Draft = &mut drafts[at];
                draft.entry.forms.push((Via::Synonym, entry.name));
                draft.entry.forms.extend(entry.forms);
                draft.entry.codes.extend(entry.codes);
                continue;
            }
            if let Some(id) = known {
                of_known.insert(id, drafts.len());
            }
            known_concepts += usize::from(known.is_some());
            drafts.push(Draft { entry, known });
        }
        let concepts = drafts.len();
        let mut claims = Claims { lexicon, symbols, by_words: FxHashMap::default(), left_out };
        // A name comes before what others call themselves besides.
        for (at, draft) in drafts.iter().enumerate() {
            if draft.known.is_none() {
                claims.by_words.insert(claim(words(&draft.entry.name)), at);
            }
        }
        let mut rows = Vec::new();
        for (at, draft) in drafts.into_iter().enumerate() {
            rows.extend(self.row(at, draft, &mut claims));
        }
        let left_out = claims.left_out;
        let forms = |row: &FileRow| row.forms.len() + usize::from(!row.extends);
        Imported {
            read: self.read,
            merged: self.merged,
            skipped: self.skipped,
            concepts,
            known: known_concepts,
            forms: rows.iter().map(forms).sum(),
            rows,
            left_out,
        }
    }

    /// The concept of the lexicon that an entry names: by its key, its name or its `RxCUI`; `Err` if that is of another kind.
    fn known<'a>(
        &self,
        entry: &Entry,
        lexicon: &'a Lexicon,
        symbols: &Symbols,
        by_rxcui: &FxHashMap<&str, ConceptId>,
    ) -> Result<Option<ConceptId>, &'a Concept> {
        let code = || {
            let mut codes = entry.codes.iter().filter(|(system, _)| system == "rxnorm");
            by_rxcui.get(codes.next()?.1.as_str()).copied()
        };
        let name = || {
            let forms = look_ups(&words(&entry.name));
            forms.iter().find_map(|form| Some(lexicon.look_up(form, symbols)?.concept))
        };
        let Some(id) = lexicon.by_key(&entry.key).or_else(name).or_else(code) else {
            return Ok(None);
        };
        let concept = lexicon.concept(id);
        // What is sold as a supplement here is a drug there.
        if concept.kind == self.kind || concept.kind.is_taken() && self.kind.is_taken() {
            Ok(Some(id))
        } else {
            Err(concept)
        }
    }

    /// The row of a draft; `None` if the lexicon knows all of it.
    fn row(&self, at: usize, draft: Draft, claims: &mut Claims) -> Option<FileRow> {
        let Draft { mut entry, known } = draft;
        let concept = known.map(|id| claims.lexicon.concept(id));
        let kind = concept.map_or(self.kind, |concept| concept.kind);
        let mut row = match concept {
            Some(concept) => FileRow::new(&*concept.key, kind, &*concept.name),
            None => FileRow::new(&*entry.key, kind, &*entry.name),
        };
        row.extends = concept.is_some();
        row.name_is_ambiguous = !row.extends && is_everyday(kind, Via::Name, &row.name);
        if concept.is_some() {
            let name = (Via::Synonym, std::mem::take(&mut entry.name));
            entry.forms.insert(0, name);
        }
        for (via, form) in entry.forms {
            if claims.take(&form, at, known, &row.concept) {
                let ambiguous = is_everyday(kind, via, &form);
                row.forms.push(FileForm { via, form, ambiguous });
            }
        }
        for (system, code) in entry.codes {
            let is_known = concept.is_some_and(|concept| {
                concept.codes.iter().any(|known| known == (system.as_str(), code.as_str()))
            });
            if !is_good_code(&system, &code) {
                let why = format!("it is no code of `{system}`");
                claims.left_out.push(LeftOut { what: code, concept: row.concept.clone(), why });
            } else if !is_known && !row.codes.contains(&(system.clone(), code.clone())) {
                row.codes.push((system, code));
            }
        }
        (!row.extends || !row.forms.is_empty() || !row.codes.is_empty()).then_some(row)
    }
}

/// An entry, and the concept of the lexicon that it names.
struct Draft {
    entry: Entry,
    known: Option<ConceptId>,
}

/// Which draft has which form.
struct Claims<'a> {
    lexicon: &'a Lexicon,
    symbols: &'a Symbols,
    by_words: FxHashMap<Vec<String>, usize>,
    left_out: Vec<LeftOut>,
}

impl Claims<'_> {
    /// May the draft at `at` have this form? What it has already, it need not have again.
    fn take(&mut self, form: &str, at: usize, known: Option<ConceptId>, concept: &str) -> bool {
        let spelt = words(form);
        let why = if !is_form(form, &spelt) {
            "it has no word".to_owned()
        } else if spelt.len() > LONGEST_SENTENCE {
            "it is longer than a sentence".to_owned()
        } else {
            let found = look_ups(&spelt)
                .iter()
                .find_map(|form| Some(self.lexicon.look_up(form, self.symbols)?.concept));
            match (found, self.by_words.get(&claim(spelt.clone()))) {
                (Some(id), _) if Some(id) == known => return false,
                (Some(id), _) => {
                    format!("it is a form of `{}`", self.lexicon.concept(id).key)
                }
                (None, Some(other)) if *other == at => return false,
                (None, Some(_)) => "another concept of the source has it".to_owned(),
                (None, None) => {
                    self.by_words.insert(claim(spelt), at);
                    return true;
                }
            }
        };
        let (what, concept) = (form.to_owned(), concept.to_owned());
        self.left_out.push(LeftOut { what, concept, why });
        false
    }
}

/// Has it a word, and can each of its words be looked up?
fn is_form(form: &str, words: &[String]) -> bool {
    form.contains(char::is_alphanumeric)
        && !words.is_empty()
        && words.iter().all(|word| !word.is_empty())
}

/// Under which words a form is claimed: `my` stands for any possessive, and for `the` behind the first word.
fn claim(mut words: Vec<String>) -> Vec<String> {
    if words.len() > 1 {
        for (at, word) in words.iter_mut().enumerate() {
            if POSSESSIVES.contains(&word.as_str()) && (at > 0 || word != "the") {
                POSSESSIVES[0].clone_into(word);
            }
        }
    }
    words
}

/// What has to be looked up to know whether a lexicon has a form, as `my` in it stands for any possessive.
fn look_ups(words: &[String]) -> Vec<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    with_each_possessive(words, |word| word).iter().map(|words| words.join(" ")).collect()
}

/// The drugs and supplements of a lexicon by their `RxCUI`, where they have but one.
fn by_rxcui(lexicon: &Lexicon) -> FxHashMap<&str, ConceptId> {
    let mut by_code = FxHashMap::default();
    for (id, concept) in (0..).map(ConceptId).zip(lexicon.concepts()) {
        let mut codes = concept.codes.of("rxnorm");
        if let (Some(code), None) = (codes.next(), codes.next()) {
            by_code.entry(code).or_insert(id);
        }
    }
    by_code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LexiconBuilder;

    #[test]
    fn the_is_no_possessive_at_the_beginning_of_a_form() {
        let header = FileRow::header();
        let rows = format!("{header}\nsick\tsymptom\tnausea\tmy qzx|sick to my qzx\t\t\n");
        let (lexicon, symbols) = LexiconBuilder::default().add("x.tsv", &rows).unwrap().build();
        let mut vocabulary = Vocabulary::new(Kind::Drug);
        for name in ["the qzx", "my zork", "the zork"] {
            vocabulary.add(Entry { name: name.into(), ..Entry::default() }).unwrap();
        }
        let forms = ["her qzx", "sick to the qzx"].map(|form| (Via::Slang, form.to_owned()));
        let entry = Entry { name: "other".into(), forms: forms.into(), ..Entry::default() };
        vocabulary.add(entry).unwrap();
        let imported = vocabulary.rows(&lexicon, &symbols);
        let names: Vec<&str> = imported.rows.iter().map(|row| &*row.name).collect();
        assert_eq!(names, ["the qzx", "my zork", "the zork", "other"]);
        let left_out: Vec<&str> = imported.left_out.iter().map(|left| &*left.what).collect();
        assert_eq!(left_out, ["her qzx", "sick to the qzx"]);
    }
}
