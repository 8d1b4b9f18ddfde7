//! What of a report counts: the one place that knows the fields of a [`ThreadReport`].

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::{
    extract::{
        assertion::{Assertion, Experiencer, Source},
        outcome::OutcomeKind,
    },
    scan::{ExperienceReport, ThreadReport},
};

/// How many kinds of outcomes there are.
pub(super) const KINDS: usize = 10;

/// The kinds of outcomes, in the order of their columns.
pub(super) const ALL_KINDS: [OutcomeKind; KINDS] = [
    OutcomeKind::Benefit,
    OutcomeKind::NoEffect,
    OutcomeKind::AdverseEvent,
    OutcomeKind::Withdrawal,
    OutcomeKind::LiveBirth,
    OutcomeKind::OngoingPregnancy,
    OutcomeKind::PregnancyLoss,
    OutcomeKind::PretermBirth,
    OutcomeKind::Death,
    OutcomeKind::Other,
];

/// The place of a kind among all.
pub(super) const fn place(kind: OutcomeKind) -> usize {
    match kind {
        OutcomeKind::Benefit => 0,
        OutcomeKind::NoEffect => 1,
        OutcomeKind::AdverseEvent => 2,
        OutcomeKind::Withdrawal => 3,
        OutcomeKind::LiveBirth => 4,
        OutcomeKind::OngoingPregnancy => 5,
        OutcomeKind::PregnancyLoss => 6,
        OutcomeKind::PretermBirth => 7,
        OutcomeKind::Death => 8,
        OutcomeKind::Other => 9,
    }
}

/// As the output writes it.
pub(super) const fn experiencer_name(experiencer: Experiencer) -> &'static str {
    match experiencer {
        Experiencer::Own => "self",
        Experiencer::Relative => "relative",
        Experiencer::Other => "other",
        Experiencer::Generic => "generic",
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event<'a> {
    pub(super) kind: OutcomeKind,
    pub(super) effect: Option<&'a SmolStr>,
}

/// A place in a post that says something: a drug is named, or an outcome is told.
#[derive(Clone, Debug)]
pub(super) struct Said<'a> {
    pub(super) post: u32,
    pub(super) drug: Option<&'a SmolStr>,
    pub(super) event: Option<Event<'a>>,
    pub(super) indication: Option<&'a SmolStr>,
    pub(super) experiencer: Experiencer,
}

/// An experience: one person and one drug in one post.
#[derive(Clone, Debug)]
pub(super) struct Lived<'a> {
    pub(super) post: u32,
    pub(super) drug: &'a SmolStr,
    pub(super) indication: Option<&'a SmolStr>,
    pub(super) experiencer: Experiencer,
    pub(super) events: Vec<Event<'a>>,
}

impl Lived<'_> {
    /// Is it the author's?
    pub(super) fn is_own(&self) -> bool {
        self.experiencer == Experiencer::Own
    }
}

/// All that counts in a thread, in the order of the report.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    pub(super) mentions: Vec<Said<'a>>,
    pub(super) outcomes: Vec<Said<'a>>,
    pub(super) experiences: Vec<Lived<'a>>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(report: &'a ThreadReport) -> Self {
        type Who<'a> = (u32, &'a str, Experiencer);
        let mut facts = Self::default();
        // Who is said to take a drug in the words of the post, not of one that it quotes. A drug that is not named in the post cannot be quoted.
        let mut is_own_words: FxHashMap<Who<'_>, bool> = FxHashMap::default();
        for mention in report.mentions.iter().filter(|mention| mention.kind.is_taken()) {
            let who = (mention.post, mention.concept.as_str(), mention.assertion.experiencer);
            *is_own_words.entry(who).or_default() |= mention.assertion.source != Source::Quoted;
        }
        let dosed = |experience: &ExperienceReport| {
            let dosages = experience.dosages.iter();
            let mut dosages = dosages.filter_map(|&at| report.dosages.get(at as usize));
            dosages.any(|dosage| dosage.assertion.source != Source::Quoted)
        };
        let mut taken_for: FxHashMap<Who<'_>, Option<&'a SmolStr>> = FxHashMap::default();
        let mut told_in: FxHashMap<u32, Option<&'a SmolStr>> = FxHashMap::default();
        for experience in &report.experiences {
            let who = (experience.post, experience.drug.as_str(), experience.experiencer);
            let counts = experience.experiencer != Experiencer::Generic
                && (is_own_words.get(&who).is_none_or(|&own| own) || dosed(experience));
            if !counts {
                continue;
            }
            let indication = experience.indication.as_ref();
            taken_for.entry(who).or_insert(indication);
            let mut events = Vec::new();
            for &at in &experience.outcomes {
                if let Some(outcome) = report.outcomes.get(at as usize)
                    && holds(&outcome.assertion)
                {
                    told_in.entry(at).or_insert(indication);
                    events.push(Event { kind: outcome.kind, effect: outcome.concept.as_ref() });
                }
            }
            facts.experiences.push(Lived {
                post: experience.post,
                drug: &experience.drug,
                indication,
                experiencer: experience.experiencer,
                events,
            });
        }
        let taken = report.mentions.iter().filter(|mention| mention.kind.is_taken());
        facts.mentions.extend(taken.map(|mention| {
            let experiencer = mention.assertion.experiencer;
            let who = (mention.post, mention.concept.as_str(), experiencer);
            Said {
                post: mention.post,
                drug: Some(&mention.concept),
                event: None,
                indication: taken_for.get(&who).copied().flatten(),
                experiencer,
            }
        }));
        let told = report.outcomes.iter().enumerate();
        let told = told.filter(|(_, outcome)| holds(&outcome.assertion));
        facts.outcomes.extend(told.map(|(at, outcome)| Said {
            post: outcome.post,
            drug: outcome.drug.as_ref(),
            event: Some(Event { kind: outcome.kind, effect: outcome.concept.as_ref() }),
            indication: told_in.get(&(at as u32)).copied().flatten(),
            experiencer: outcome.assertion.experiencer,
        }));
        facts
    }
}

/// Is it told as something that happened to somebody?
fn holds(assertion: &Assertion) -> bool {
    !(assertion.negated
        || assertion.uncertain
        || assertion.hypothetical
        || assertion.question
        || assertion.source == Source::Quoted
        || assertion.experiencer == Experiencer::Generic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_place() {
        for (at, kind) in ALL_KINDS.into_iter().enumerate() {
            assert_eq!(place(kind), at);
        }
    }

    #[test]
    fn people_are_called_as_in_the_output() {
        for experiencer in
            [Experiencer::Own, Experiencer::Relative, Experiencer::Other, Experiencer::Generic]
        {
            let written = serde_json::to_value(experiencer).unwrap();
            assert_eq!(written, experiencer_name(experiencer));
        }
    }

    #[test]
    fn only_what_happened_to_somebody_in_the_words_of_the_author_holds() {
        assert!(holds(&Assertion::default()));
        assert!(holds(&Assertion {
            historical: true,
            source: Source::Reported,
            ..Default::default()
        }));
        for no in [
            Assertion { negated: true, ..Default::default() },
            Assertion { uncertain: true, ..Default::default() },
            Assertion { hypothetical: true, ..Default::default() },
            Assertion { question: true, ..Default::default() },
            Assertion { source: Source::Quoted, ..Default::default() },
            Assertion { experiencer: Experiencer::Generic, ..Default::default() },
        ] {
            assert!(!holds(&no), "{no:?}");
        }
    }
}
