//! Who took what and what came of it: the records of a post.
//!
//! A record joins what the layers before found of one drug and one person; it does not mix people or drugs.

use super::{
    assertion::{Assertion, Experiencer},
    dosage::{DosageReader, Statement, Status},
    outcome::Outcome,
};
use crate::{
    lexicon::{ConceptId, Kind, Mention},
    pattern::Sight,
};

/// One person and one drug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experience {
    /// What was taken.
    pub drug: ConceptId,
    /// Who took it.
    pub experiencer: Experiencer,
    /// The dosing statements, by their place among those of the post.
    pub dosages: Vec<usize>,
    /// The outcomes, by their place among those of the post.
    pub outcomes: Vec<usize>,
    /// What it was taken for.
    pub indication: Option<ConceptId>,
}

/// How many words may stand between a word of taking and the drug.
const TAKING_REACH: u32 = 4;

/// The experiences of a post, in the order in which their drugs are named. `mentions` has an assertion for each mention of the post.
#[must_use]
pub fn experiences(
    sight: &Sight<'_>,
    mentions: &[(Mention, Assertion)],
    words: &DosageReader,
    dosages: &[Statement],
    outcomes: &[Outcome],
) -> Vec<Experience> {
    let mut all: Vec<Experience> = Vec::new();
    let mut record = |drug: ConceptId, experiencer: Experiencer| {
        if let Some(at) =
            all.iter().position(|known| known.drug == drug && known.experiencer == experiencer)
        {
            return at;
        }
        all.push(Experience {
            drug,
            experiencer,
            dosages: Vec::new(),
            outcomes: Vec::new(),
            indication: None,
        });
        all.len() - 1
    };
    // A drug that somebody takes, even without a schedule.
    let told = |assertion: &Assertion| {
        assertion.experiencer != Experiencer::Generic
            && !(assertion.negated
                || assertion.question
                || assertion.hypothetical
                || assertion.uncertain)
    };
    for (mention, assertion) in mentions {
        let taken = sight.lexicon.concept(mention.concept).kind.is_taken()
            && is_taken(sight, words, mention);
        if taken && told(assertion) {
            record(mention.concept, assertion.experiencer);
        }
    }
    let mut links = Vec::new();
    for (at, statement) in dosages.iter().enumerate() {
        let lived = !statement.assertion.negated
            && !matches!(statement.status, Status::Advised | Status::General | Status::Considered);
        for drug in
            statement.drug.into_iter().chain(statement.also.iter().copied()).filter(|_| lived)
        {
            links.push((record(drug, statement.assertion.experiencer), at));
        }
    }
    let with_drug = |outcome: &&Outcome| !outcome.assertion.negated && outcome.drug.is_some();
    let mut results = Vec::new();
    for (at, outcome) in outcomes.iter().enumerate().filter(|(_, outcome)| with_drug(outcome)) {
        if let Some(drug) = outcome.drug
            && let Some(place) = all.iter().position(|known| {
                known.drug == drug && known.experiencer == outcome.assertion.experiencer
            })
        {
            results.push((place, at));
        }
    }
    for (place, at) in links {
        all[place].dosages.push(at);
    }
    for (place, at) in results {
        all[place].outcomes.push(at);
    }
    let mut indications: Vec<(Experiencer, Option<ConceptId>)> = Vec::new();
    for experience in &mut all {
        let person = experience.experiencer;
        let known = indications.iter().find(|(known, _)| *known == person).copied();
        let (_, of_person) = known.unwrap_or_else(|| {
            indications.push((person, indication(sight, words, mentions, person)));
            indications[indications.len() - 1]
        });
        experience.indication = of_person;
    }
    all
}

/// Is a drug named as one that is taken, by a word of taking before it, rather than only spoken of?
fn is_taken(sight: &Sight<'_>, words: &DosageReader, mention: &Mention) -> bool {
    let sentence = sight.document.sentences[sight.document.sentence_of(mention.first as usize)];
    let from = mention.first.saturating_sub(TAKING_REACH).max(sentence.first);
    (from..mention.first).any(|at| words.leads_to_drug(sight.document.tokens[at as usize].symbol))
}

/// What the person is said to have: the first condition of theirs that is stated, other than the outcome of a pregnancy or a state that
/// is no disease, such as being pregnant (ICD-10 chapter Z).
fn indication(
    sight: &Sight<'_>,
    words: &DosageReader,
    mentions: &[(Mention, Assertion)],
    experiencer: Experiencer,
) -> Option<ConceptId> {
    mentions
        .iter()
        .filter(|(mention, assertion)| {
            let concept = sight.lexicon.concept(mention.concept);
            concept.kind == Kind::Condition
                && !concept.codes.of("icd10").any(|code| code.starts_with('Z'))
                && assertion.experiencer == experiencer
                && !(assertion.negated || assertion.hypothetical || assertion.question)
        })
        .find(|(mention, _)| {
            let first = mention.first as usize;
            let sentence = sight.document.sentences[sight.document.sentence_of(first)];
            let from = first.saturating_sub(4).max(sentence.first as usize);
            (from..first).any(|at| words.leads_to_condition(sight.document.tokens[at].symbol))
        })
        .map(|(mention, _)| mention.concept)
}
