//! What drugs are taken for, `lexicons/indications.tsv`: by the beginning of an ATC code, or by the drug itself.

use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::{
    builtin,
    error::DataError,
    image::{Numbers, Reader, Writer},
    lexicon::{ConceptId, Lexicon, table},
};

const COLUMNS: [&str; 2] = ["drugs", "for"];
/// What parts the names of drugs in the key of a combination.
const PART: &str = " / ";

/// What drugs are taken for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Indications {
    /// Tells these tables from others that were compiled.
    id: u64,
    /// Of each row what it names, in order.
    rows: Vec<Vec<ConceptId>>,
    by_atc: FxHashMap<SmolStr, Vec<u32>>,
    by_drug: FxHashMap<ConceptId, Vec<u32>>,
}

impl Indications {
    /// The table that is built in, for the concepts of the built-in lexicon.
    pub(crate) fn builtin() -> Self {
        let mut image = Reader::of(builtin::INDICATIONS);
        let rows = |array: Numbers| array.iter().collect();
        let concepts = |array: Numbers| array.iter().map(ConceptId).collect();
        Self {
            rows: image.arrays().iter().map(concepts).collect(),
            by_atc: image
                .strings()
                .map(SmolStr::new_static)
                .zip(image.arrays().iter().map(rows))
                .collect(),
            by_drug: { image.array().into_iter().map(ConceptId) }
                .zip(image.arrays().iter().map(rows))
                .collect(),
            ..Self::empty()
        }
    }

    /// The image of a table.
    #[allow(dead_code)] // the build script writes it
    pub(crate) fn image(&self) -> Writer {
        let mut image = Writer::default();
        let (mut codes, mut drugs): (Vec<_>, Vec<_>) =
            (self.by_atc.iter().collect(), self.by_drug.iter().collect());
        codes.sort_unstable();
        drugs.sort_unstable();
        image.arrays(self.rows.iter().map(|row| row.iter().map(|concept| concept.0)));
        image.strings(codes.iter().map(|(code, _)| code));
        image.arrays(codes.iter().map(|(_, rows)| rows.iter().copied()));
        image.array(drugs.iter().map(|(drug, _)| drug.0));
        image.arrays(drugs.iter().map(|(_, rows)| rows.iter().copied()));
        image
    }

    /// A table without rows, which is told from all others.
    fn empty() -> Self {
        static MADE: AtomicU64 = AtomicU64::new(1);
        Self { id: MADE.fetch_add(1, Ordering::Relaxed), ..Self::default() }
    }

    /// Compiles a file; `file` is only named in errors.
    ///
    /// # Errors
    ///
    /// The first concept that is not in the lexicon, with its line.
    #[allow(dead_code)] // the build script compiles it
    pub(crate) fn compile(file: &str, text: &str, lexicon: &Lexicon) -> Result<Self, DataError> {
        let mut all = Self::empty();
        for (line, cells) in table(file, text, &COLUMNS)? {
            let concept = |key: &str| {
                let unknown =
                    || DataError::new(file, line, format!("no concept is called `{key}`"));
                lexicon.by_key(key).ok_or_else(unknown)
            };
            let [drugs, reasons] = cells.as_slice() else { continue };
            let row = all.rows.len() as u32;
            let mut reasons = reasons.split('|').map(concept).collect::<Result<Vec<_>, _>>()?;
            reasons.sort_unstable();
            all.rows.push(reasons);
            for drug in drugs.split('|') {
                match drug.strip_prefix("atc:") {
                    Some(code) => all.by_atc.entry(code.into()).or_default().push(row),
                    None => all.by_drug.entry(concept(drug)?).or_default().push(row),
                }
            }
        }
        Ok(all)
    }

    /// The rows of a drug; of a combination those of its parts.
    fn places<'a>(
        &'a self,
        lexicon: &'a Lexicon,
        drug: ConceptId,
    ) -> impl Iterator<Item = u32> + 'a {
        let parts = lexicon.concept(drug).key.split(PART).filter_map(|part| lexicon.by_key(part));
        let all = std::iter::once(drug).chain(parts.filter(move |&part| part != drug));
        let codes = all.clone().flat_map(|drug| lexicon.concept(drug).codes.of("atc"));
        let by_code = codes
            .flat_map(|code| (1..=code.len()).filter_map(move |len| code.get(..len)))
            .filter_map(|prefix| self.by_atc.get(prefix));
        let by_drug = all.filter_map(|drug| self.by_drug.get(&drug));
        by_code.chain(by_drug).flatten().copied()
    }

    /// What one drug is taken for, looked up once: `known` is what was looked up last.
    pub(super) fn look_up(&self, lexicon: &Lexicon, drug: ConceptId, known: &mut Reasons) {
        if known.tables != self.id {
            *known = Reasons { tables: self.id, ..Reasons::default() };
        }
        if known.drug != Some(drug) {
            known.drug = Some(drug);
            let start = known.all.len();
            let all = &mut known.all;
            known.rows = known
                .of
                .entry(drug)
                .or_insert_with(|| {
                    all.extend(self.places(lexicon, drug));
                    start..all.len()
                })
                .clone();
        }
    }

    /// Is the drug that was looked up taken for a condition or against a symptom?
    pub(super) fn are(&self, known: &Reasons, reason: ConceptId) -> bool {
        known.all[known.rows.clone()]
            .iter()
            .any(|&row| self.rows[row as usize].binary_search(&reason).is_ok())
    }
}

/// The rows of the drugs that were looked up, and which of them was the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Reasons {
    /// Of which tables they are: buffers may be lent to another scanner.
    tables: u64,
    drug: Option<ConceptId>,
    rows: Range<usize>,
    all: Vec<u32>,
    of: FxHashMap<ConceptId, Range<usize>>,
}

impl Reasons {
    /// Is anything known of what the drug is taken for?
    pub(super) fn are_known(&self) -> bool {
        !self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LexiconBuilder;

    fn treats(drug: &str, reason: &str) -> bool {
        let (lexicon, _) = LexiconBuilder::builtin().build();
        let all = Indications::builtin();
        let concept = |key| lexicon.by_key(key).unwrap();
        let mut known = Reasons::default();
        all.look_up(&lexicon, concept(drug), &mut known);
        assert!(known.are_known());
        all.are(&known, concept(reason))
    }

    #[test]
    fn a_drug_has_the_rows_of_its_group() {
        assert!(treats("sertraline", "depression"));
        assert!(!treats("sertraline", "nausea"));
    }

    #[test]
    fn a_combination_has_the_rows_of_its_parts() {
        assert!(treats("amitriptyline / chlordiazepoxide", "depression"));
        assert!(treats("amitriptyline / chlordiazepoxide", "panic attack"));
    }

    #[test]
    fn a_common_harm_of_a_drug_is_no_reason_for_it() {
        assert!(!treats("duloxetine", "numbness"));
        assert!(!treats("sertraline", "suicidal thought"));
    }

    #[test]
    fn an_unknown_name_is_located() {
        let (lexicon, _) = LexiconBuilder::builtin().build();
        let text = "drugs\tfor\nsertraline\tbad luck\n";
        let error = Indications::compile("indications.tsv", text, &lexicon).unwrap_err();
        assert_eq!(error.to_string(), "indications.tsv:2: no concept is called `bad luck`");
    }
}
