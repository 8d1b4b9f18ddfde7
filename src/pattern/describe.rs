//! What patterns and triggers say for people: for errors, and for who asks why a rule does not fire.

use rustc_hash::FxHashSet;

use super::{
    compile::{Pattern, Step},
    trigger::Trigger,
};
use crate::{
    lexicon::{ConceptId, Kind, Lexicon},
    text::{Symbol, Symbols},
};

/// No more examples than this are named.
const NAMED: usize = 6;

impl Trigger {
    /// “one of: cure, cures, cured”.
    pub(crate) fn in_words(&self, lexicon: &Lexicon, symbols: &Symbols) -> String {
        one_of(self.words.as_slice(), &self.concepts, &self.kinds, lexicon, symbols)
    }
}

fn one_of(
    words: &[Symbol],
    concepts: &[ConceptId],
    kinds: &[Kind],
    lexicon: &Lexicon,
    symbols: &Symbols,
) -> String {
    let concepts_named = concepts.iter().map(|&id| format!("<{}>", lexicon.concept(id).key));
    let kinds_named = kinds.iter().map(|kind| format!("<kind:{}>", kind.as_str()));
    let words_named = words.iter().map(|&word| symbols.word(word).to_owned());
    let all = words.len() + concepts.len() + kinds.len();
    let mut named: Vec<String> =
        concepts_named.take(NAMED / 2).chain(kinds_named).chain(words_named).take(NAMED).collect();
    if all > named.len() {
        named.push("…".to_owned());
    }
    match named.as_slice() {
        [only] => only.clone(),
        _ => format!("one of {}", named.join(", ")),
    }
}

impl Pattern {
    /// What it expects at a step, in words.
    pub(crate) fn expects(&self, step: u32, lexicon: &Lexicon, symbols: &Symbols) -> String {
        let mut expected = Expected::default();
        expected.add(&self.steps, step);
        if expected.end {
            return "its end".to_owned();
        }
        let Expected { mut words, mut concepts, kinds, number, .. } = expected;
        words.sort_unstable();
        words.dedup();
        concepts.sort_unstable();
        concepts.dedup();
        if number && words.is_empty() {
            return "a number".to_owned();
        }
        one_of(&words, &concepts, &kinds, lexicon, symbols)
    }

    /// What it costs to look the pattern up: how often its rarest required term stands in text, roughly.
    pub(crate) fn cost(&self) -> u32 {
        self.required.first().map_or(u32::MAX, |trigger| trigger.cost)
    }

    /// A concept of the pattern that nothing can name, so that the part that needs it never matches.
    pub(crate) fn formless(
        &self,
        named: &FxHashSet<ConceptId>,
        lexicon: &Lexicon,
    ) -> Option<String> {
        formless(&self.steps, named, lexicon)
    }
}

fn formless(steps: &[Step], named: &FxHashSet<ConceptId>, lexicon: &Lexicon) -> Option<String> {
    steps.iter().find_map(|step| match step {
        Step::Concept(concepts) => {
            let mute = concepts.iter().all(|&id| !named.contains(&id));
            mute.then(|| concepts.first().map(|&id| lexicon.concept(id).key.to_string())).flatten()
        }
        Step::Call(shared) => formless(&shared.steps, named, lexicon),
        _ => None,
    })
}

/// What may stand at a step.
#[derive(Default)]
struct Expected {
    words: Vec<Symbol>,
    concepts: Vec<ConceptId>,
    kinds: Vec<Kind>,
    number: bool,
    end: bool,
}

impl Expected {
    fn add(&mut self, steps: &[Step], step: u32) {
        match &steps[step as usize] {
            Step::Word(set) => self.words.extend(set.iter()),
            Step::Concept(set) => self.concepts.extend(set),
            Step::Kind(kind) => self.kinds.push(*kind),
            Step::Number => self.number = true,
            Step::Call(shared) => self.add(&shared.steps, 0),
            Step::Any | Step::Gap(_) => self.add(steps, step + 1),
            Step::Split(choice) => {
                choice.targets().iter().for_each(|&target| self.add(steps, target));
            }
            Step::Jump(target) => self.add(steps, *target),
            Step::Accept => self.end = true,
        }
    }
}
