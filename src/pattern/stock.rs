//! Patterns that the build script compiled, taken out of an image one by one when they are wanted.
//!
//! What patterns have in common stands in the image once: sets of words and of concepts, triggers, and the lists that they share. It holds
//! for the built-in lexicon alone: with a user's rows classes may have other members.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::{
    choice::{self, Choice},
    compile::{First, Pattern, Shared, Step, Words, needed},
    trigger::Trigger,
};
use crate::{
    image::{Arrays, Numbers, Reader, Writer},
    lexicon::{ConceptId, Kind},
    text::Symbol,
};

/// How many bits of the number of a step tell what it does; the others are its argument.
const CODE: u32 = 4;
const WORD: u32 = 0;
const CONCEPT: u32 = 1;
const KIND: u32 = 2;
const NUMBER: u32 = 3;
const ANY: u32 = 4;
const GAP: u32 = 5;
/// Its targets stand behind it, after how many they are.
const SPLIT: u32 = 6;
const CALL: u32 = 7;
const JUMP: u32 = 8;
const ACCEPT: u32 = 9;

/// How many numbers a trigger has.
const TRIGGER: usize = 4;

/// What a match can begin with, beside words and lists: a bit each.
const MENTION: u32 = 1;
const A_NUMBER: u32 = 1 << 1;
const ANYTHING: u32 = 1 << 2;

/// Patterns in an image.
#[derive(Debug, Default)]
pub(crate) struct Stock {
    sets: Arrays,
    /// Four numbers each: sets of words and of concepts, bits of kinds, what it costs.
    triggers: Numbers,
    /// The triggers that were wanted.
    known: Vec<OnceLock<Arc<Trigger>>>,
    /// Of each pattern the numbers of its triggers.
    required: Arrays,
    /// Of each list, and of each pattern behind them, what it can begin with: the number of a set of words, bits, and lists.
    firsts: Arrays,
    steps: Arrays,
    /// The lists that were wanted, in their order.
    lists: Vec<OnceLock<Arc<Shared>>>,
}

impl Stock {
    /// The stock of an image, of which strings and arrays of others may follow.
    pub(crate) fn read(image: &mut Reader) -> Self {
        let (sets, triggers) = (image.arrays(), image.numbers());
        let known = vec![OnceLock::new(); triggers.len() / TRIGGER];
        let (required, firsts, steps) = (image.arrays(), image.arrays(), image.arrays());
        let lists = vec![OnceLock::new(); steps.len().saturating_sub(required.len())];
        Self { sets, triggers, known, required, firsts, steps, lists }
    }

    /// How many lists they share; the numbers of other lists begin behind theirs.
    pub(crate) fn lists(&self) -> u32 {
        self.lists.len() as u32
    }

    /// The triggers of a pattern.
    pub(crate) fn required(&self, pattern: u32) -> impl Iterator<Item = &Arc<Trigger>> {
        let numbers = self.required.at(pattern as usize).iter();
        numbers.filter_map(|number| self.trigger(number))
    }

    fn trigger(&self, number: u32) -> Option<&Arc<Trigger>> {
        let known = self.known.get(number as usize)?;
        Some(known.get_or_init(|| {
            let field = |field| self.triggers.at(number as usize * TRIGGER + field);
            let set = |set: u32| self.sets.at(set as usize).iter();
            let kinds = field(2);
            let is_of = |kind: &Kind| kinds & 1 << *kind as u32 != 0;
            Arc::new(Trigger {
                words: self.words(field(0)),
                concepts: set(field(1)).map(ConceptId).collect(),
                kinds: Kind::ALL.iter().copied().filter(is_of).collect(),
                cost: field(3),
            })
        }))
    }

    /// A pattern, with what it was compiled of.
    pub(crate) fn pattern(&self, pattern: u32, source: &str) -> Pattern {
        let at = self.lists.len() + pattern as usize;
        let steps = self.steps(at);
        Pattern {
            needed: needed(&steps),
            steps,
            first: self.first(at),
            required: self.required(pattern).cloned().collect(),
            source: source.to_owned(),
        }
    }

    fn list(&self, list: u32) -> Option<Arc<Shared>> {
        let known = self.lists.get(list as usize)?;
        // A list uses only lists before it.
        let read = || {
            let at = list as usize;
            Shared::new(list, self.steps(at), self.first(at))
        };
        Some(Arc::clone(known.get_or_init(read)))
    }

    fn words(&self, set: u32) -> Words {
        self.sets.at(set as usize).iter().map(Symbol).collect()
    }

    fn first(&self, at: usize) -> First {
        let written = self.firsts.at(at);
        let bits = written.at(1);
        First {
            words: self.words(written.at(0)),
            mention: bits & MENTION != 0,
            number: bits & A_NUMBER != 0,
            anything: bits & ANYTHING != 0,
            shared: written.iter().skip(2).filter_map(|list| self.list(list)).collect(),
        }
    }

    fn steps(&self, at: usize) -> Box<[Step]> {
        let mut numbers = self.steps.at(at).iter();
        let mut steps = Vec::with_capacity(numbers.len());
        while let Some(number) = numbers.next() {
            let argument = number >> CODE;
            steps.push(match number & ((1 << CODE) - 1) {
                WORD => Step::Word(Arc::new(self.words(argument))),
                CONCEPT => {
                    Step::Concept(self.sets.at(argument as usize).iter().map(ConceptId).collect())
                }
                KIND => Step::Kind(Kind::ALL[argument as usize % Kind::ALL.len()]),
                NUMBER => Step::Number,
                ANY => Step::Any,
                GAP => Step::Gap(argument),
                SPLIT => Step::Split(Choice::new(numbers.by_ref().take(argument as usize))),
                CALL => self.list(argument).map_or(Step::Accept, Step::Call),
                JUMP => Step::Jump(argument),
                _ => Step::Accept,
            });
        }
        choice::index(&mut steps);
        steps.into()
    }
}

/// Writes a stock: patterns that were compiled in one pool.
#[allow(dead_code)] // the build script writes it
#[derive(Debug, Default)]
pub(crate) struct StockWriter {
    sets: Sets,
    triggers: FxHashMap<Arc<Trigger>, u32>,
    written_triggers: Vec<u32>,
    lists: Vec<Option<(Vec<u32>, Vec<u32>)>>,
    patterns: Vec<(Vec<u32>, Vec<u32>)>,
    required: Vec<Vec<u32>>,
}

/// Sets of numbers, each once; the first is empty.
#[allow(dead_code)] // as above
#[derive(Debug, Default)]
struct Sets {
    numbers: FxHashMap<Vec<u32>, u32>,
    sets: Vec<Vec<u32>>,
}

#[allow(dead_code)] // as above
impl Sets {
    fn number(&mut self, set: impl IntoIterator<Item = u32>) -> u32 {
        let set: Vec<u32> = set.into_iter().collect();
        let next = self.sets.len() as u32;
        let number = *self.numbers.entry(set.clone()).or_insert(next);
        if number == next {
            self.sets.push(set);
        }
        number
    }
}

#[allow(dead_code)] // as above
impl StockWriter {
    /// Adds a pattern and gives its number.
    pub(crate) fn add(&mut self, pattern: &Pattern) -> u32 {
        let required = pattern.required.iter().map(|trigger| self.trigger(trigger)).collect();
        let written = self.written(&pattern.first, &pattern.steps);
        self.required.push(required);
        self.patterns.push(written);
        self.patterns.len() as u32 - 1
    }

    pub(crate) fn write(self, image: &mut Writer) {
        image.arrays(self.sets.sets);
        image.array(self.written_triggers);
        image.arrays(self.required);
        let lists = self.lists.into_iter().map(Option::unwrap_or_default);
        let (firsts, steps): (Vec<_>, Vec<_>) = lists.chain(self.patterns).unzip();
        image.arrays(firsts);
        image.arrays(steps);
    }

    fn trigger(&mut self, trigger: &Arc<Trigger>) -> u32 {
        if let Some(&known) = self.triggers.get(trigger) {
            return known;
        }
        let number = self.triggers.len() as u32;
        let words = self.sets.number(trigger.words.iter().map(|word| word.0));
        let concepts = self.sets.number(trigger.concepts.iter().map(|concept| concept.0));
        let kinds = trigger.kinds.iter().fold(0, |bits, kind| bits | 1 << *kind as u32);
        self.written_triggers.extend([words, concepts, kinds, trigger.cost]);
        self.triggers.insert(Arc::clone(trigger), number);
        number
    }

    fn list(&mut self, list: &Arc<Shared>) -> u32 {
        let at = list.id as usize;
        if at >= self.lists.len() {
            self.lists.resize(at + 1, None);
        }
        if self.lists[at].is_none() {
            let written = self.written(&list.first, &list.steps);
            self.lists[at] = Some(written);
        }
        list.id
    }

    fn written(&mut self, first: &First, steps: &[Step]) -> (Vec<u32>, Vec<u32>) {
        let words = self.sets.number(first.words.iter().map(|word| word.0));
        let bit = |yes: bool, bit: u32| if yes { bit } else { 0 };
        let bits = bit(first.mention, MENTION)
            | bit(first.number, A_NUMBER)
            | bit(first.anything, ANYTHING);
        let mut written = vec![words, bits];
        for list in &first.shared {
            written.push(self.list(list));
        }
        let mut numbers = Vec::new();
        for step in steps {
            let (code, argument) = match step {
                Step::Word(words) => (WORD, self.sets.number(words.iter().map(|word| word.0))),
                Step::Concept(concepts) => {
                    (CONCEPT, self.sets.number(concepts.iter().map(|concept| concept.0)))
                }
                Step::Kind(kind) => (KIND, *kind as u32),
                Step::Number => (NUMBER, 0),
                Step::Any => (ANY, 0),
                Step::Gap(words) => (GAP, *words),
                Step::Split(choice) => (SPLIT, choice.targets().len() as u32),
                Step::Call(list) => (CALL, self.list(list)),
                Step::Jump(target) => (JUMP, *target),
                Step::Accept => (ACCEPT, 0),
            };
            numbers.push(code | argument << CODE);
            if let Step::Split(choice) = step {
                numbers.extend(choice.targets());
            }
        }
        (written, numbers)
    }
}
