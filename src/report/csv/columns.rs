//! Which columns the table of a layer has, and what stands in them.

use super::cell::cell;
use crate::{
    extract::assertion::Assertion,
    scan::{ExperienceReport, MentionReport, OutcomeReport, ThreadReport},
};

/// A column: its name, and what stands in it for a record.
pub(super) type Column<T> = (&'static str, fn(&T) -> String);

/// The columns of all layers, in front: where a record was found.
const PLACE: &[Column<ThreadReport>] =
    &[("source", |thread| cell(&thread.source)), ("thread", |thread| cell(&thread.id))];

/// The columns of an assertion, behind the others.
const ASSERTION: &[Column<Assertion>] = &[
    ("negated", |assertion| cell(assertion.negated)),
    ("uncertain", |assertion| cell(assertion.uncertain)),
    ("hypothetical", |assertion| cell(assertion.hypothetical)),
    ("historical", |assertion| cell(assertion.historical)),
    ("question", |assertion| cell(assertion.question)),
    ("experiencer", |assertion| cell(assertion.experiencer)),
    ("person_start", |assertion| cell(assertion.person.map(|person| person.span.start))),
    ("person_end", |assertion| cell(assertion.person.map(|person| person.span.end))),
    // Called after what it says: `source` is that of the thread.
    ("said_by", |assertion| cell(assertion.source)),
    ("mood", |assertion| cell(assertion.mood)),
];

/// The columns of a layer.
pub(super) struct Columns<T: 'static> {
    pub(super) own: &'static [Column<T>],
    /// The assertion of a record, where those of the layer have one.
    pub(super) assertion: Option<fn(&T) -> &Assertion>,
}

impl<T> Columns<T> {
    /// The header.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let place = PLACE.iter().map(|(name, _)| *name);
        let own = self.own.iter().map(|(name, _)| *name);
        let assertion = self.assertion.iter().flat_map(|_| ASSERTION).map(|(name, _)| *name);
        place.chain(own).chain(assertion).collect()
    }

    /// What stands in the row of a record.
    pub(super) fn cells(&self, thread: &ThreadReport, record: &T) -> impl Iterator<Item = String> {
        let place = PLACE.iter().map(move |(_, of)| of(thread));
        let own = self.own.iter().map(move |(_, of)| of(record));
        let assertion = self.assertion.map(|of| of(record));
        let assertion = assertion
            .into_iter()
            .flat_map(|assertion| ASSERTION.iter().map(move |(_, of)| of(assertion)));
        place.chain(own).chain(assertion)
    }
}

pub(super) const MENTIONS: Columns<MentionReport> = Columns {
    own: &[
        ("post", |mention| cell(mention.post)),
        ("start", |mention| cell(mention.span.start)),
        ("end", |mention| cell(mention.span.end)),
        ("text", |mention| cell(&mention.text)),
        ("kind", |mention| cell(mention.kind)),
        ("concept", |mention| cell(&mention.concept)),
        ("name", |mention| cell(&mention.name)),
        ("codes", |mention| cell(mention.codes.as_str())),
        ("via", |mention| cell(mention.via)),
        ("use", |mention| cell(mention.drug_use)),
    ],
    assertion: Some(|mention| &mention.assertion),
};

pub(super) const OUTCOMES: Columns<OutcomeReport> = Columns {
    own: &[
        ("post", |outcome| cell(outcome.post)),
        ("start", |outcome| cell(outcome.span.start)),
        ("end", |outcome| cell(outcome.span.end)),
        ("text", |outcome| cell(&outcome.text)),
        ("kind", |outcome| cell(outcome.kind)),
        ("valence", |outcome| cell(outcome.valence)),
        ("concept", |outcome| cell(&outcome.concept)),
        ("drug", |outcome| cell(&outcome.drug)),
        ("tie", |outcome| cell(outcome.tie.map(|tie| tie.evidence))),
        ("severity", |outcome| cell(outcome.severity)),
        ("onset_value", |outcome| cell(outcome.onset.map(|onset| onset.value))),
        ("onset_unit", |outcome| cell(outcome.onset.map(|onset| onset.unit))),
    ],
    assertion: Some(|outcome| &outcome.assertion),
};

pub(super) const EXPERIENCES: Columns<ExperienceReport> = Columns {
    own: &[
        ("post", |experience| cell(experience.post)),
        ("drug", |experience| cell(&experience.drug)),
        ("experiencer", |experience| cell(experience.experiencer)),
        ("person", |experience| cell(&experience.person)),
        ("course", |experience| cell(experience.course)),
        ("attempt_of", |experience| cell(experience.attempt.map(|attempt| attempt.of))),
        ("attempt_number", |experience| {
            cell(experience.attempt.and_then(|attempt| attempt.number))
        }),
        ("mentions", |experience| cell(&experience.mentions)),
        ("dosages", |experience| cell(&experience.dosages)),
        ("switches", |experience| {
            let places: Vec<u32> = experience.switches.iter().map(|switch| switch.dosage).collect();
            cell(&places)
        }),
        ("outcomes", |experience| cell(&experience.outcomes)),
        ("indication", |experience| cell(&experience.indication)),
        ("indication_mention", |experience| cell(experience.indication_mention)),
    ],
    assertion: None,
};
