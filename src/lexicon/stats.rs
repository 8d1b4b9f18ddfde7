//! How much is in a lexicon.

use serde::Serialize;
use smol_str::SmolStr;

use super::{Kind, Lexicon, Term, Via};

/// Counts of concepts and forms.
///
/// ```
/// use threadlint::lexicon::{Kind, LexiconBuilder, Stats};
///
/// let (lexicon, _) = LexiconBuilder::builtin().build();
/// let stats = Stats::of(&lexicon);
/// assert_eq!(stats.concepts, lexicon.concepts().len());
/// assert_eq!(stats.kinds[0].kind, Kind::Drug);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// How many concepts there are.
    pub concepts: usize,
    /// How many forms.
    pub forms: usize,
    /// Of each kind.
    pub kinds: Vec<KindCount>,
    /// Of each way to name a concept.
    pub vias: Vec<ViaCount>,
    /// Forms that count only beside something medical.
    pub ambiguous: usize,
    /// Forms that count only as they are written.
    pub case: usize,
    /// Classes of drugs that have members.
    pub classes_with_members: usize,
    /// Of each file, in their order.
    pub files: Vec<FileCount>,
}

/// What there is of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KindCount {
    /// The kind.
    pub kind: Kind,
    /// Its concepts.
    pub concepts: usize,
    /// Their forms.
    pub forms: usize,
    /// Concepts with an `RxNorm` code.
    pub rxnorm: usize,
    /// Concepts with an ATC code.
    pub atc: usize,
}

/// How many forms name their concept in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ViaCount {
    /// The way.
    pub via: Via,
    /// How many forms.
    pub forms: usize,
}

/// What a file defines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileCount {
    /// The file, as it was named.
    pub file: SmolStr,
    /// Its concepts.
    pub concepts: usize,
    /// Their forms, also those that other files brought by `extend`.
    pub forms: usize,
}

impl Stats {
    /// The counts of a lexicon.
    #[must_use]
    pub fn of(lexicon: &Lexicon) -> Self {
        let (concepts, terms) = (lexicon.concepts(), lexicon.terms());
        let mut kinds: Vec<KindCount> = Kind::ALL
            .iter()
            .map(|&kind| KindCount { kind, concepts: 0, forms: 0, rxnorm: 0, atc: 0 })
            .collect();
        let mut files: Vec<FileCount> = Vec::new();
        let mut file_of = Vec::with_capacity(concepts.len());
        for concept in concepts {
            if let Some(count) = kinds.iter_mut().find(|count| count.kind == concept.kind) {
                count.concepts += 1;
                count.rxnorm += usize::from(concept.codes.of("rxnorm").next().is_some());
                count.atc += usize::from(concept.codes.of("atc").next().is_some());
            }
            let known = files.iter().rposition(|count| count.file == concept.file);
            let at = known.unwrap_or_else(|| {
                files.push(FileCount { file: concept.file.clone(), concepts: 0, forms: 0 });
                files.len() - 1
            });
            files[at].concepts += 1;
            file_of.push(at);
        }
        for term in terms {
            let kind = lexicon.concept(term.concept).kind;
            if let Some(count) = kinds.iter_mut().find(|count| count.kind == kind) {
                count.forms += 1;
            }
            files[file_of[term.concept.0 as usize]].forms += 1;
        }
        let forms = |is: &dyn Fn(&Term) -> bool| terms.iter().filter(|term| is(term)).count();
        let vias = Via::ALL.iter();
        Self {
            concepts: concepts.len(),
            forms: terms.len(),
            kinds,
            vias: vias
                .map(|&via| ViaCount { via, forms: forms(&|term| term.via == via) })
                .collect(),
            ambiguous: forms(&|term| term.ambiguous),
            case: forms(&|term| term.case),
            classes_with_members: lexicon.members.values().filter(|ids| ids.len() > 1).count(),
            files,
        }
    }
}
