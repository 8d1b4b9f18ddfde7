//! What drugs are taken for, `lexicons/indications.tsv`: by the beginning of an ATC code, or by the drug itself.

use rustc_hash::FxHashMap;

use crate::{
    error::DataError,
    lexicon::{ConceptId, Lexicon, table},
};

const FILE: &str = "lexicons/indications.tsv";
const BUILTIN: &str = include_str!("../../../lexicons/indications.tsv");
const COLUMNS: [&str; 2] = ["drugs", "for"];

/// What drugs are taken for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Indications {
    /// Of each row what it names, in order.
    rows: Vec<Vec<ConceptId>>,
    by_atc: FxHashMap<String, Vec<u32>>,
    by_drug: FxHashMap<ConceptId, Vec<u32>>,
}

impl Indications {
    /// The table that is built in.
    ///
    /// # Errors
    ///
    /// None with the built-in lexicons, as a test makes sure; a lexicon without the concepts it names is an error.
    pub(crate) fn builtin(lexicon: &Lexicon) -> Result<Self, DataError> {
        Self::compile(FILE, BUILTIN, lexicon)
    }

    fn compile(file: &str, text: &str, lexicon: &Lexicon) -> Result<Self, DataError> {
        let mut all = Self::default();
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
                    Some(code) => all.by_atc.entry(code.to_owned()).or_default().push(row),
                    None => all.by_drug.entry(concept(drug)?).or_default().push(row),
                }
            }
        }
        Ok(all)
    }

    fn rows(&self, lexicon: &Lexicon, drug: ConceptId) -> impl Iterator<Item = &Vec<ConceptId>> {
        let codes = lexicon.concept(drug).codes.of("atc");
        let by_code = codes
            .flat_map(|code| (1..=code.len()).filter_map(move |len| code.get(..len)))
            .filter_map(|prefix| self.by_atc.get(prefix));
        by_code.chain(self.by_drug.get(&drug)).flatten().map(|&row| &self.rows[row as usize])
    }

    /// Is anything known of what a drug is taken for?
    pub(crate) fn knows(&self, lexicon: &Lexicon, drug: ConceptId) -> bool {
        self.rows(lexicon, drug).next().is_some()
    }

    /// Is a drug taken for a condition or against a symptom?
    pub(crate) fn treats(&self, lexicon: &Lexicon, drug: ConceptId, reason: ConceptId) -> bool {
        self.rows(lexicon, drug).any(|row| row.binary_search(&reason).is_ok())
    }
}
