//! Puts what was found in a post into the report of its thread.

use smol_str::SmolStr;

use super::{
    DosageReport, ExperienceReport, MentionReport, OutcomeReport, Scanner, SwitchReport,
    ThreadReport, TieReport,
};
use crate::{
    extract::{
        assertion::Assertion, dosage::Statement, drug_use::Use, experience::Experience,
        outcome::Outcome,
    },
    lexicon::{ConceptId, Mention},
    span::Span,
    text::Document,
};

/// What the layers found in a post.
pub(super) struct Found<'a> {
    pub(super) document: &'a Document,
    pub(super) mentions: Vec<(Mention, Assertion)>,
    pub(super) uses: Vec<Option<Use>>,
    pub(super) dosages: Vec<Statement>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) experiences: Vec<Experience>,
}

/// Where the findings of a post begin among those of its thread.
#[derive(Clone, Copy)]
struct First {
    mention: usize,
    dosage: usize,
    outcome: usize,
}

impl Scanner {
    /// Writes the findings of a post into the report.
    pub(super) fn write(&self, post: u32, found: Found<'_>, report: &mut ThreadReport) {
        let Found { document, mentions, uses, dosages, outcomes, experiences } = found;
        let key = |concept| self.key(concept);
        let text = |span: Span| SmolStr::new(span.of(&document.text));
        let first = First {
            mention: report.mentions.len(),
            dosage: report.dosages.len(),
            outcome: report.outcomes.len(),
        };
        let mentions = mentions.into_iter().zip(uses);
        report.mentions.extend(mentions.map(|((mention, assertion), drug_use)| {
            let concept = self.lexicon.concept(mention.concept);
            MentionReport {
                post,
                span: mention.span,
                text: text(mention.span),
                kind: concept.kind,
                concept: concept.key.clone(),
                name: concept.name.clone(),
                codes: concept.codes.clone(),
                via: self.lexicon.via(&mention),
                drug_use,
                assertion,
            }
        }));
        report.dosages.extend(dosages.into_iter().map(|statement| DosageReport {
            post,
            span: statement.span,
            text: statement.span.of(&document.text).to_owned(),
            drug: statement.drug.map(key),
            also: statement.also.into_iter().map(key).collect(),
            from: statement.from.map(key),
            status: statement.status,
            decided_by: statement.decided_by,
            instruction: statement.instruction,
            assertion: statement.assertion,
        }));
        report.outcomes.extend(outcomes.into_iter().map(|outcome| OutcomeReport {
            post,
            span: outcome.span,
            text: text(outcome.span),
            kind: outcome.kind,
            valence: outcome.valence,
            concept: outcome.concept.map(key),
            drug: outcome.tie.map(|tie| key(tie.drug)),
            tie: outcome.tie.map(|tie| TieReport { evidence: tie.evidence, span: tie.mention }),
            severity: outcome.severity,
            onset: outcome.onset,
            assertion: outcome.assertion,
        }));
        let experiences =
            experiences.into_iter().map(|one| self.experience(post, document, first, one));
        report.experiences.extend(experiences);
    }

    fn experience(
        &self,
        post: u32,
        document: &Document,
        first: First,
        experience: Experience,
    ) -> ExperienceReport {
        let key = |concept| self.key(concept);
        let placed = |first: usize, places: Vec<usize>| {
            places.into_iter().map(|at| (first + at) as u32).collect()
        };
        let switches = experience.switches.into_iter().map(|switch| SwitchReport {
            from: switch.from.map(key),
            to: switch.to.map(key),
            dosage: (first.dosage + switch.dosage) as u32,
        });
        let indication = experience.indication;
        ExperienceReport {
            post,
            drug: key(experience.drug),
            experiencer: experience.experiencer,
            person: { experience.person }
                .map(|person| person.span.of(&document.text).to_lowercase()),
            course: experience.course,
            attempt: experience.attempt,
            mentions: placed(first.mention, experience.mentions),
            dosages: placed(first.dosage, experience.dosages),
            switches: switches.collect(),
            outcomes: placed(first.outcome, experience.outcomes),
            indication: indication.map(|(concept, _)| key(concept)),
            indication_mention: indication.map(|(_, at)| (first.mention + at) as u32),
        }
    }

    fn key(&self, concept: ConceptId) -> SmolStr {
        self.lexicon.concept(concept).key.clone()
    }
}
