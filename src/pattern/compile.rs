//! Turns the tree of a pattern into steps, and finds the words without which it cannot match.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    choice::{self, Choice},
    parse::Node,
    rarity,
    trigger::{Trigger, triggers},
};
use crate::{
    error::nearest,
    lexicon::{ConceptId, Kind, Lexicon},
    text::{Symbol, Symbols},
};

/// How many words may stand between parts that may stand in any order.
const APART: u32 = 12;

/// One step of a compiled pattern.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// One of these words.
    Word(Arc<Words>),
    /// A mention of one of these concepts, sorted.
    Concept(Box<[ConceptId]>),
    /// A mention of a concept of this kind.
    Kind(Kind),
    /// A number in digits.
    Number,
    /// Any one word.
    Any,
    /// Up to so many words.
    Gap(u32),
    /// Goes on at any of these steps, the first before the others.
    Split(Choice),
    /// What a shared list stands for.
    Call(Arc<Shared>),
    /// Goes on there.
    Jump(u32),
    /// The pattern is matched.
    Accept,
}

/// What a list that patterns share was compiled to, once for all of them.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    /// Its place in the pool.
    pub(crate) id: u32,
    pub(crate) steps: Box<[Step]>,
    pub(crate) first: First,
    /// How many steps it has with those of the lists in it: what looking for it takes, roughly.
    weight: u32,
}

impl Shared {
    pub(crate) fn new(id: u32, steps: Box<[Step]>, first: First) -> Arc<Self> {
        let of_step = |step: &Step| match step {
            Step::Call(list) => list.weight,
            _ => 1,
        };
        let weight = steps.iter().map(of_step).fold(0, u32::saturating_add);
        Arc::new(Self { id, steps, first, weight })
    }
}

/// The shared lists that were compiled, so that each is compiled once for all patterns that use it.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// By the address of the list, which is held so that no other takes its place.
    known: FxHashMap<usize, Pooled>,
    /// The members of classes, by key.
    concepts: FxHashMap<String, Vec<ConceptId>>,
    /// The number of its first list.
    first: u32,
}

#[derive(Debug)]
struct Pooled {
    _list: Arc<Node>,
    step: Step,
    triggers: Vec<Arc<Trigger>>,
}

impl Pool {
    /// A pool for patterns that stand in one set with those of a [stock](super::Stock) that has so many lists.
    pub(crate) fn behind(lists: u32) -> Self {
        Self { first: lists, ..Self::default() }
    }

    /// A concept, or a class with its members.
    pub(super) fn concepts(
        &mut self,
        key: &str,
        lexicon: &Lexicon,
    ) -> Result<Vec<ConceptId>, String> {
        if let Some(known) = self.concepts.get(key) {
            return Ok(known.clone());
        }
        let found = concepts(key, lexicon)?;
        self.concepts.insert(key.to_owned(), found.clone());
        Ok(found)
    }

    /// What any match of a list has to hold.
    pub(super) fn triggers(&mut self, list: &Arc<Node>, with: With<'_>) -> Vec<Arc<Trigger>> {
        self.shared(list, with).map_or_else(|_| Vec::new(), |known| known.triggers.clone())
    }

    fn shared(&mut self, list: &Arc<Node>, with: With<'_>) -> Result<&Pooled, String> {
        let address = Arc::as_ptr(list) as usize;
        if !self.known.contains_key(&address) {
            let step = match &**list {
                Node::Word(words) => Step::Word(Arc::new(words.iter().copied().collect())),
                node => {
                    let mut steps = Vec::new();
                    emit(node, with, self, &mut steps)?;
                    steps.push(Step::Accept);
                    choice::index(&mut steps);
                    let first = First::of(&steps);
                    let id = self.first + self.known.len() as u32;
                    Step::Call(Shared::new(id, steps.into(), first))
                }
            };
            let triggers = triggers(list, with, self);
            self.known.insert(address, Pooled { _list: Arc::clone(list), step, triggers });
        }
        Ok(&self.known[&address])
    }
}

/// What patterns are compiled with.
#[derive(Clone, Copy)]
pub(super) struct With<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) symbols: &'a Symbols,
}

/// What a match can begin with, so that the search is only started where it may go on.
#[derive(Clone, Debug, Default)]
pub(crate) struct First {
    pub(crate) words: Words,
    pub(crate) mention: bool,
    pub(crate) number: bool,
    pub(crate) anything: bool,
    /// The lists that it can begin with.
    pub(crate) shared: Vec<Arc<Shared>>,
}

/// A set of words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// A bit for some words each: most that are not in the set are told so by it.
    likely: [u64; 4],
    /// Sorted.
    symbols: Box<[Symbol]>,
}

impl FromIterator<Symbol> for Words {
    fn from_iter<I: IntoIterator<Item = Symbol>>(words: I) -> Self {
        let mut symbols: Vec<Symbol> = words.into_iter().collect();
        symbols.sort_unstable();
        symbols.dedup();
        let mut likely = [0; 4];
        for word in &symbols {
            likely[word.0 as usize / 64 % 4] |= 1 << (word.0 % 64);
        }
        Self { likely, symbols: symbols.into() }
    }
}

impl Words {
    #[inline]
    pub(crate) fn has(&self, word: Symbol) -> bool {
        self.likely[word.0 as usize / 64 % 4] & 1 << (word.0 % 64) != 0
            && self.symbols.binary_search(&word).is_ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Symbol> {
        self.symbols.iter().copied()
    }

    /// The words, sorted.
    pub(crate) fn as_slice(&self) -> &[Symbol] {
        &self.symbols
    }
}

impl First {
    fn of(steps: &[Step]) -> Self {
        let (mut first, mut words) = (Self::default(), Vec::new());
        first.add(steps, 0, &mut words);
        first.words = words.into_iter().collect();
        first
    }

    fn add(&mut self, steps: &[Step], step: u32, words: &mut Vec<Symbol>) {
        match &steps[step as usize] {
            Step::Word(set) => words.extend(set.iter()),
            Step::Call(shared) => self.shared.push(Arc::clone(shared)),
            Step::Concept(_) | Step::Kind(_) => self.mention = true,
            Step::Number => self.number = true,
            Step::Any | Step::Gap(_) | Step::Accept => self.anything = true,
            Step::Split(choice) => {
                choice.targets().iter().for_each(|&target| self.add(steps, target, words));
            }
            Step::Jump(target) => self.add(steps, *target, words),
        }
    }
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub(crate) steps: Box<[Step]>,
    pub(crate) first: First,
    /// The lists that every match goes through, to be looked for before their order is.
    pub(crate) needed: Box<[Arc<Shared>]>,
    /// What any match has to hold one of each of, the rarest first; empty if it has nothing but very common words.
    pub(crate) required: Box<[Arc<Trigger>]>,
    /// As it was written.
    pub source: String,
}

impl Pattern {
    /// Compiles a tree; `symbols` is the table that it was read with.
    ///
    /// # Errors
    ///
    /// An unknown concept, or a gap at an end.
    pub fn compile(
        node: &Node,
        source: &str,
        lexicon: &Lexicon,
        symbols: &Symbols,
    ) -> Result<Self, String> {
        Self::compile_in(node, source, lexicon, symbols, &mut Pool::default())
    }

    /// As [`compile`](Self::compile), with the lists that other patterns share. Patterns of one set are to be compiled in one pool.
    pub(crate) fn compile_in(
        node: &Node,
        source: &str,
        lexicon: &Lexicon,
        symbols: &Symbols,
        pool: &mut Pool,
    ) -> Result<Self, String> {
        let with = With { lexicon, symbols };
        if let Node::Sequence(parts) = node
            && (matches!(parts.first(), Some(Node::Gap(_)))
                || matches!(parts.last(), Some(Node::Gap(_))))
        {
            return Err(format!("a pattern may not begin or end with a gap, as `{source}` does"));
        }
        let mut steps = Vec::new();
        emit(node, with, pool, &mut steps)?;
        steps.push(Step::Accept);
        choice::index(&mut steps);
        let mut required = triggers(node, with, pool);
        required.retain(|trigger| trigger.cost < rarity::TOO_COMMON);
        // It is looked up by the rarest; whether the others stand there is only asked then.
        if required.first().is_some_and(|rarest| rarest.cost >= rarity::DEAREST) {
            required.clear();
        }
        Ok(Self {
            first: First::of(&steps),
            needed: needed(&steps),
            steps: steps.into(),
            required: required.into(),
            source: source.to_owned(),
        })
    }

    /// The concepts of a pattern that is a choice of concepts and no more, sorted.
    pub(crate) fn concepts(&self) -> Option<Vec<ConceptId>> {
        let mut concepts = Vec::new();
        for step in &self.steps {
            match step {
                Step::Concept(some) => concepts.extend(some),
                Step::Call(shared) => {
                    for step in &shared.steps {
                        match step {
                            Step::Concept(some) => concepts.extend(some),
                            Step::Split(_) | Step::Jump(_) | Step::Accept => {}
                            _ => return None,
                        }
                    }
                }
                Step::Split(_) | Step::Jump(_) | Step::Accept => {}
                _ => return None,
            }
        }
        concepts.sort_unstable();
        concepts.dedup();
        Some(concepts)
    }
}

fn emit(node: &Node, with: With<'_>, pool: &mut Pool, steps: &mut Vec<Step>) -> Result<(), String> {
    match node {
        Node::Word(words) => steps.push(Step::Word(Arc::new(words.iter().copied().collect()))),
        Node::Shared(list) => steps.push(pool.shared(list, with)?.step.clone()),
        Node::Any => steps.push(Step::Any),
        Node::Number => steps.push(Step::Number),
        Node::Gap(words) => steps.push(Step::Gap(*words)),
        Node::Concept(key) => steps.push(Step::Concept(pool.concepts(key, with.lexicon)?.into())),
        Node::Kind(kind) => steps.push(Step::Kind(*kind)),
        Node::Sequence(parts) => {
            for part in parts {
                emit(part, with, pool, steps)?;
            }
        }
        Node::Choice(choices) => {
            emit_each(choices, steps, |choice, steps| emit(choice, with, pool, steps))?;
        }
        Node::All(parts) => {
            let calls: Result<Vec<Step>, String> =
                parts.iter().map(|part| Ok(pool.shared(part, with)?.step.clone())).collect();
            let mut orders = Vec::new();
            each_order(&mut calls?, 0, &mut |order| orders.push(order.to_vec()));
            emit_each(&orders, steps, |order, steps| {
                for (at, part) in order.iter().enumerate() {
                    steps.extend((at > 0).then_some(Step::Gap(APART)));
                    steps.push(part.clone());
                }
                Ok(())
            })?;
        }
        Node::Optional(inner) => {
            let split = steps.len();
            steps.push(Step::Accept);
            emit(inner, with, pool, steps)?;
            steps[split] = Step::Split(Choice::new([split as u32 + 1, steps.len() as u32]));
        }
    }
    Ok(())
}

/// Emits the steps of a choice; `emit` those of one of it.
fn emit_each<T>(
    choices: &[T],
    steps: &mut Vec<Step>,
    mut emit: impl FnMut(&T, &mut Vec<Step>) -> Result<(), String>,
) -> Result<(), String> {
    let split = steps.len();
    steps.push(Step::Accept); // its place is taken below
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    for choice in choices {
        starts.push(steps.len() as u32);
        emit(choice, steps)?;
        ends.push(steps.len());
        steps.push(Step::Accept);
    }
    let behind = steps.len() as u32;
    for end in ends {
        steps[end] = Step::Jump(behind);
    }
    steps[split] = Step::Split(Choice::new(starts));
    Ok(())
}

/// Calls `take` with each order of `parts` from `fixed` on.
fn each_order(parts: &mut [Step], fixed: usize, take: &mut impl FnMut(&[Step])) {
    if fixed + 1 >= parts.len() {
        return take(parts);
    }
    for next in fixed..parts.len() {
        parts.swap(fixed, next);
        each_order(parts, fixed + 1, take);
        parts.swap(fixed, next);
    }
}

fn concepts(key: &str, lexicon: &Lexicon) -> Result<Vec<ConceptId>, String> {
    // A class may be named in the singular.
    let class = || lexicon.by_key(&format!("{key}s"));
    let id = lexicon.by_key(key).or_else(class).ok_or_else(|| {
        let near = nearest(key, lexicon.concepts().iter().map(|concept| &*concept.key));
        match near {
            Some(near) => format!("no concept `{key}` in the lexicons (did you mean `{near}`?)"),
            None => format!("no concept `{key}` in the lexicons"),
        }
    })?;
    Ok(lexicon.with_members(id).to_vec())
}

/// The lists that every way through some steps calls and that match nothing without a word, first those that are soon looked for. Steps
/// lead only forward.
pub(crate) fn needed(steps: &[Step]) -> Box<[Arc<Shared>]> {
    let mut behind: Vec<Vec<&Arc<Shared>>> = vec![Vec::new(); steps.len()];
    for (at, step) in steps.iter().enumerate().rev() {
        let of = |target: u32| behind.get(target as usize).cloned().unwrap_or_default();
        behind[at] = match step {
            Step::Accept => Vec::new(),
            Step::Jump(target) => of(*target),
            Step::Split(choice) => {
                let targets = choice.targets();
                let mut common = targets.first().map(|&first| of(first)).unwrap_or_default();
                for &target in targets.iter().skip(1) {
                    let other = &behind[target as usize];
                    common.retain(|list| other.iter().any(|known| known.id == list.id));
                }
                common
            }
            Step::Call(list) if !list.first.anything => {
                let mut lists = of(at as u32 + 1);
                if lists.iter().all(|known| known.id != list.id) {
                    lists.push(list);
                }
                lists
            }
            _ => of(at as u32 + 1),
        };
    }
    let lists = behind.first().into_iter().flatten();
    let mut lists: Vec<Arc<Shared>> = lists.map(|&list| Arc::clone(list)).collect();
    lists.sort_by_key(|list| list.weight);
    lists.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lexicon::LexiconBuilder,
        pattern::{Lists, Sight, parse},
        text::Document,
    };

    #[test]
    fn parts_stand_in_any_order_and_all_of_them_are_required() {
        let (lexicon, mut symbols) = LexiconBuilder::builtin().build();
        let source = "{gin|soaked raisins} & arthritis & {melt~ away|vanish~}";
        let node = parse(source, &Lists::new(), &mut symbols).unwrap();
        let pattern = Pattern::compile(&node, source, &lexicon, &symbols).unwrap();
        // `arthritis`; `gin` or `soaked`, `gin` or `raisins`; `melt` or `vanish`, `away` or `vanish`.
        assert_eq!(pattern.required.len(), 5);
        for (text, is_found) in [
            ("Soaked raisins made his arthritis melt away.", true),
            ("His arthritis vanished, all it took was gin.", true),
            ("Melting away, that arthritis, with gin.", true),
            ("Gin for arthritis is a waste of gin.", false),
            ("His arthritis vanished.", false),
        ] {
            let document = Document::new(text, &symbols);
            let sight = Sight { document: &document, mentions: &[], lexicon: &lexicon };
            let found = pattern.find(&sight, 0..document.tokens.len());
            assert_eq!(found.is_some(), is_found, "{text}");
        }
    }

    #[test]
    fn a_class_may_be_named_in_the_singular() {
        let (lexicon, _) = LexiconBuilder::builtin().build();
        let members = concepts("anticoagulant", &lexicon).unwrap_or_default();
        assert_eq!(Ok(members), concepts("anticoagulants", &lexicon));
        assert!(concepts("anticoagulantz", &lexicon).is_err());
    }
}
