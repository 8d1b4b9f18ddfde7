//! What came of it: benefit, harm, birth, loss.
//!
//! Outcomes of a drug are found by a calculus of what is felt and how it changed (`change`, its words are `lexicons/effects.tsv`),
//! those of a pregnancy and idioms by patterns (`lexicons/outcomes.tsv`); both are judged by the assertion layer: only what is told of a person
//! is an outcome, not what may come, is asked or holds for people in general. [`Tie`] says of which drug it is, and why.
//!
//! ```
//! use threadlint::{extract::outcome::OutcomeKind, scan::Scanner, thread::Thread};
//!
//! let report = Scanner::builtin()?.scan(&Thread::from_text("The heparin shots left me bruised. We have a healthy baby girl."));
//! let kinds: Vec<OutcomeKind> = report.outcomes.iter().map(|outcome| outcome.kind).collect();
//! assert_eq!(kinds, [OutcomeKind::AdverseEvent, OutcomeKind::LiveBirth]);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod change;
mod idioms;
mod indications;
mod item;
mod kind;
mod onset;
mod sense;
mod tie;

use std::ops::Range;

use self::{
    change::{Calculus, Effect, TELLS},
    idioms::Idioms,
    indications::{Indications, Reasons},
    item::{Item, STATES, items},
    sense::{Senses, Vocabulary},
    tie::{Named, may_harm},
};
pub use self::{
    kind::{OutcomeKind, Severity, Valence},
    onset::Onset,
    tie::{Evidence, Taken, Tie},
};

use super::{
    assertion::{Assertion, Context, Experiencer, Source},
    cue::{Category, CueSet, Target},
    dosage::DosageReader,
};
use crate::{
    error::DataError,
    lexicon::{ConceptId, Kind, Lexicon, Mention},
    pattern::{Found, Seen, Sight},
    span::Span,
    text::{Document, Marks, Sentence, Symbols},
};

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its bytes.
    pub span: Span,
    /// What came of it.
    pub kind: OutcomeKind,
    /// Was it good?
    pub valence: Valence,
    /// What the lexicon calls it.
    pub concept: Option<ConceptId>,
    /// Of which drug, and what says so.
    pub tie: Option<Tie>,
    /// How bad it was, where that is said.
    pub severity: Option<Severity>,
    /// When it began, where that is said.
    pub onset: Option<Onset>,
    /// Whether, when and of whom.
    pub assertion: Assertion,
}

/// Finds outcomes.
#[derive(Clone, Debug, Default)]
pub struct OutcomeReader {
    idioms: Idioms,
    vocabulary: Vocabulary,
    indications: Indications,
}

/// What [`OutcomeReader::read`] has to know of the drugs of a post.
#[derive(Clone, Copy, Debug)]
pub struct Drugs<'a> {
    /// The mentions of what is taken, in order.
    pub taken: &'a [Taken],
    /// What the thread is about.
    pub topic: Option<ConceptId>,
    /// Reads lengths of time.
    pub times: &'a DosageReader,
}

/// Words for a child whose birth or loss is its parent's.
const CHILDREN: [&str; 14] = [
    "baby",
    "babies",
    "boy",
    "boys",
    "girl",
    "girls",
    "son",
    "sons",
    "daughter",
    "daughters",
    "twins",
    "triplets",
    "newborn",
    "ds",
];

/// Within how many words an outcome began when the sentence says so.
const ONSET_REACH: usize = 15;

/// The buffers of [`OutcomeReader::read`].
#[derive(Clone, Debug, Default)]
pub struct OutcomeScratch {
    seen: Seen,
    found: Vec<(u32, Found)>,
    items: Vec<Item>,
    candidates: Vec<Effect>,
    reasons: Reasons,
    /// Where the sentence that was looked at last says that the drug was ended, and not begun again.
    stop: Option<usize>,
}

/// What the sentence before says of the ending of a drug.
#[derive(Clone, Copy, Debug)]
struct Ended {
    experiencer: Experiencer,
    /// Is it told of somebody? “Don't stop it suddenly” is not.
    is_told: bool,
}

impl Ended {
    /// Does what is felt in the next sentence come of it? “I quit it. *Two days later* I was dizzy”, “Never quit it. *I did* and was dizzy”;
    /// not where a word for the drug stands, “I quit it. *It* made me dizzy”.
    fn reaches(self, document: &Document, sentence: &Sentence, items: &[Item]) -> bool {
        const DID_WITHIN: usize = 3;
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        let words = first..end.min(first + DID_WITHIN);
        let did = || words.clone().any(|at| document.word(at).eq_ignore_ascii_case("did"));
        !items.iter().any(|item| item.is(Senses::AGENT.or(Senses::START)))
            && (self.is_told || did())
    }

    fn at(context: &Context, document: &Document, cues: &CueSet, stop: usize) -> Self {
        let assertion = context.judge(document, cues, stop..stop + 1, Target::Event, &[]);
        Self { experiencer: assertion.experiencer, is_told: is_told(&assertion) }
    }

    /// What a harm is that came of the ending: a withdrawal, if it is told of the same person.
    fn makes(self, kind: OutcomeKind, assertion: &Assertion) -> OutcomeKind {
        let same = !self.is_told || self.experiencer == assertion.experiencer;
        if kind == OutcomeKind::AdverseEvent && same { OutcomeKind::Withdrawal } else { kind }
    }
}

/// Is something told of a person, not only asked, possible or true in general?
fn is_told(assertion: &Assertion) -> bool {
    !assertion.hypothetical && !assertion.question && assertion.experiencer != Experiencer::Generic
}

impl OutcomeReader {
    /// The words and patterns that are built in, for a lexicon that holds the built-in one, and its table of words.
    ///
    /// # Errors
    ///
    /// A lexicon without the concepts that they name.
    pub fn builtin(lexicon: &Lexicon, symbols: &mut Symbols) -> Result<Self, DataError> {
        Ok(Self {
            idioms: Idioms::builtin(lexicon, symbols)?,
            vocabulary: Vocabulary::builtin(),
            indications: Indications::builtin(),
        })
    }

    /// Tells of a condition or symptom whether a drug is taken for it.
    pub(crate) fn treats<'a>(
        &'a self,
        lexicon: &Lexicon,
        drug: ConceptId,
        scratch: &'a mut OutcomeScratch,
    ) -> impl Fn(ConceptId) -> bool + use<'a> {
        self.indications.look_up(lexicon, drug, &mut scratch.reasons);
        let reasons = &scratch.reasons;
        move |reason| self.indications.are(reasons, reason)
    }

    /// The outcomes of a post, in order.
    #[must_use]
    pub fn read(
        &self,
        sight: &Sight<'_>,
        context: &Context,
        cues: &CueSet,
        drugs: &Drugs<'_>,
        scratch: &mut OutcomeScratch,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut named = Named::default();
        let document = sight.document;
        let mut ended = None;
        let mut mentions = sight.mentions; // those that are not behind
        for (number, sentence) in document.sentences.iter().enumerate() {
            let before = ended.take();
            let here = mentions.iter().take_while(|mention| mention.first < sentence.end).count();
            let (here, behind) = mentions.split_at(here);
            mentions = behind;
            if here.is_empty() && !sentence.marks.any(Marks::OUTCOME.or(Marks::EFFECT)) {
                continue;
            }
            self.gather(sight, (sentence, here), drugs, &mut named, scratch);
            let OutcomeScratch { items, candidates, stop, .. } = &mut *scratch;
            ended = *stop;
            if candidates.is_empty() {
                continue;
            }
            let carried = before
                .filter(|_| stop.is_none())
                .map(|before| Ended::at(context, document, cues, before))
                .filter(|before| before.reaches(document, sentence, items));
            let mut began = None;
            for effect in candidates.drain(..) {
                // What is asked is told of nobody, whatever else is said of it.
                if effect.is_silent() || context.is_asked((document, cues), number, &effect.judged)
                {
                    continue;
                }
                let judged = judge(sight, sentence, (context, cues), drugs, &mut named, &effect);
                let Some((kind, tokens, assertion)) = judged else { continue };
                let kind = carried.map_or(kind, |ended| ended.makes(kind, &assertion));
                let person = assertion.experiencer;
                let tie = named.tie(sight, sentence, drugs, (&tokens, person), items);
                // “Heparin does not prevent it” is said of the drug, not of a person.
                let general = kind.is_of_drug()
                    && tie.is_some_and(|tie| tie.evidence == Evidence::Stated)
                    && {
                        let start = document.tokens[tokens.start].start;
                        let before =
                            tie.and_then(|tie| tie.mention).filter(|drug| drug.end <= start);
                        named.is_general(sight, drugs.taken, before)
                    };
                // A symptom without any drug in sight is a complaint, not an effect.
                let of_drug = kind != OutcomeKind::AdverseEvent
                    || tie.is_some_and(|tie| may_harm(sight, drugs.taken, tie));
                if general || !of_drug {
                    continue;
                }
                let onset = kind.is_of_drug().then(|| {
                    *began
                        .get_or_insert_with(|| onset::onset(document, sentence, items, drugs.times))
                });
                let outcome = Outcome {
                    kind,
                    valence: effect.valence.unwrap_or(kind.valence()),
                    concept: effect.concept,
                    tie,
                    severity: severity(items, &tokens),
                    onset: onset
                        .flatten()
                        .filter(|(_, at)| tokens.start.abs_diff(*at) <= ONSET_REACH)
                        .map(|(onset, _)| onset),
                    span: document.span(tokens),
                    assertion,
                };
                if effect.worsened && !outcome.assertion.negated {
                    outcomes.push(Outcome { kind: OutcomeKind::NoEffect, ..outcome.clone() });
                }
                outcomes.push(outcome);
            }
        }
        outcomes
    }

    /// Gathers what may be an outcome in a sentence, in order, without overlap. `mentions` are those of the sentence.
    fn gather(
        &self,
        sight: &Sight<'_>,
        (sentence, mentions): (&Sentence, &[Mention]),
        drugs: &Drugs<'_>,
        named: &mut Named,
        scratch: &mut OutcomeScratch,
    ) {
        let OutcomeScratch { seen, found, items: all, candidates, reasons, stop } = scratch;
        *stop = None;
        all.clear();
        found.clear();
        candidates.clear();
        self.idioms.patterns.find(sight, sentence, seen, found);
        candidates.extend(found.drain(..).map(|(pattern, found)| {
            let told = self.idioms.told(pattern);
            Effect {
                holds: told.map(|(kind, _)| kind),
                denied: None,
                denial: 0,
                worsened: false,
                is_of_drug: false,
                concept: event_in(sight, &found),
                judged: behind_subject(sight.document, &found.tokens),
                tokens: found.tokens,
                consumed: found.consumed,
                valence: told.map(|(_, valence)| valence),
            }
        }));
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        let before = named.last(sight, drugs.taken, first).map(|place| &drugs.taken[place]);
        let here = || {
            let next = drugs.taken.get(named.next_place())?;
            Some(next).filter(|next| (sight.mentions[next.mention].first as usize) < end)
        };
        let nearest = here().or(before).map(|one| sight.mentions[one.mention].concept);
        if let Some(drug) = nearest.or(drugs.topic) {
            items(sight, (sentence, mentions), &self.vocabulary, all);
            let said = all.iter().fold(Senses::default(), |said, item| said.or(item.senses));
            if said.any(STATES.or(TELLS)) {
                self.indications.look_up(sight.lexicon, drug, reasons);
                let calculus = Calculus {
                    document: sight.document,
                    items: all,
                    said,
                    treats: &|reason| self.indications.are(reasons, reason),
                    is_known: reasons.are_known(),
                    first,
                };
                for effect in &mut *candidates {
                    if effect.holds == Some(OutcomeKind::AdverseEvent)
                        && calculus.is_ending(effect.tokens.start)
                    {
                        effect.holds = Some(OutcomeKind::Withdrawal);
                    }
                }
                *stop = calculus.last_stop();
                calculus.effects(candidates);
            }
        }
        longest(candidates);
    }
}

/// What an effect is, its tokens with what denies it, and how it is meant; nothing if it is not told of a person.
fn judge(
    sight: &Sight<'_>,
    sentence: &Sentence,
    (context, cues): (&Context, &CueSet),
    drugs: &Drugs<'_>,
    named: &mut Named,
    effect: &Effect,
) -> Option<(OutcomeKind, Range<usize>, Assertion)> {
    let document = sight.document;
    let mut tokens = effect.tokens.clone();
    let mut assertion =
        context.judge(document, cues, effect.judged.clone(), Target::Event, &effect.consumed);
    let near = effect.denial == usize::MAX
        || is_denied_near(document, &assertion, &effect.judged, effect.denial);
    let kind = match (assertion.negated && near, effect.denied) {
        (true, Some(denied)) => {
            tokens = undeny(document, &mut assertion, tokens);
            Some(denied)
        }
        _ => effect.holds,
    };
    let kind = kind?;
    if kind == OutcomeKind::Withdrawal && assertion.experiencer == Experiencer::Own {
        // “if I miss a dose I get zaps” tells what happens.
        assertion.hypothetical = false;
    }
    if assertion.hypothetical || assertion.question {
        return None;
    }
    if kind.is_of_birth() && is_own_child(document, &assertion) {
        assertion.experiencer = Experiencer::Own;
        assertion.person = None;
    }
    if kind.is_of_drug()
        && assertion.source != Source::Quoted
        && let Some(who) = named.sufferer(sight, sentence, drugs, (context, cues), effect)
    {
        (assertion.experiencer, assertion.person) = who;
    }
    is_told(&assertion).then_some((kind, tokens, assertion))
}

/// How bad something is said to be: by the words in it, or just beside it.
fn severity(items: &[Item], tokens: &Range<usize>) -> Option<Severity> {
    const BESIDE: usize = 1;
    let near = |item: &&Item| item.end + BESIDE >= tokens.start && item.first < tokens.end + BESIDE;
    let near = items.iter().filter(near);
    let said = near.fold(Senses::default(), |said, item| said.or(item.senses));
    if said.any(Senses::SEVERE) {
        Some(Severity::Severe)
    } else if said.any(Senses::MODERATE) {
        Some(Severity::Moderate)
    } else if said.any(Senses::MILD) {
        Some(Severity::Mild)
    } else {
        None
    }
}

/// Is a statement of a child of the author: “*our daughter* was stillborn” is told of the parent?
fn is_own_child(document: &Document, assertion: &Assertion) -> bool {
    assertion.experiencer == Experiencer::Relative
        && assertion.person.is_some_and(|person| {
            let words = person.span.of(&document.text);
            let word = words.rsplit(char::is_whitespace).next().unwrap_or(words);
            let before = document.text[..person.span.start as usize].trim_end();
            let whose = before.rsplit(char::is_whitespace).next().unwrap_or(before);
            let is_own = |own: &&str| {
                whose.eq_ignore_ascii_case(own) || words.to_ascii_lowercase().starts_with(own)
            };
            ["my", "our"].iter().any(is_own)
                && CHILDREN.iter().any(|child| word.eq_ignore_ascii_case(child))
        })
}

/// What a pattern found without the pronoun it begins with, which tells who it is of: “*he* died”.
fn behind_subject(document: &Document, tokens: &Range<usize>) -> Range<usize> {
    let is_pronoun = document.tokens[tokens.start].marks.any(Marks::PRONOUN);
    tokens.start + usize::from(is_pronoun && tokens.len() > 1)..tokens.end
}

/// Does a denial stand within so many words before a statement?
fn is_denied_near(
    document: &Document,
    assertion: &Assertion,
    tokens: &Range<usize>,
    words: usize,
) -> bool {
    let from = document.tokens[tokens.start.saturating_sub(words + 1)].start;
    let mut denials = assertion.cues.iter().filter(|cue| cue.category == Category::Negated);
    denials.any(|cue| cue.span.start >= from)
}

/// Takes the denial out of a judgement that has been made use of, and gives the statement with its denial.
fn undeny(document: &Document, assertion: &mut Assertion, tokens: Range<usize>) -> Range<usize> {
    assertion.negated = false;
    let denials = assertion.cues.iter().filter(|cue| cue.category == Category::Negated);
    let start = denials.map(|cue| cue.span.start).min().unwrap_or(u32::MAX);
    assertion.cues.retain(|cue| cue.category != Category::Negated);
    let first = document.tokens.partition_point(|token| token.start < start);
    first.min(tokens.start)..tokens.end
}

/// Of effects that overlap only the longest, of those alike the first; in order.
fn longest(effects: &mut Vec<Effect>) {
    if effects.is_sorted_by(|one, next| one.tokens.end <= next.tokens.start) {
        return;
    }
    effects.sort_by_key(|effect| (std::cmp::Reverse(effect.tokens.len()), effect.tokens.start));
    let mut kept = 0;
    for at in 0..effects.len() {
        let one = &effects[at].tokens;
        let overlaps =
            |other: &Effect| one.start < other.tokens.end && other.tokens.start < one.end;
        if !effects[..kept].iter().any(overlaps) {
            effects.swap(kept, at);
            kept += 1;
        }
    }
    effects.truncate(kept);
    effects.sort_unstable_by_key(|effect| effect.tokens.start);
}

/// The condition or symptom that an outcome names.
fn event_in(sight: &Sight<'_>, found: &Found) -> Option<ConceptId> {
    let kind = |concept: ConceptId| sight.lexicon.concept(concept).kind;
    let mentions = sight.mentions_in(found.tokens.clone());
    mentions
        .iter()
        .map(|mention| mention.concept)
        .find(|&concept| matches!(kind(concept), Kind::Symptom | Kind::Condition))
}
