//! Turns the tree of a pattern into steps, and finds the words without which it cannot match.

use std::ops::Range;

use super::{matching::Sight, parse::Node};
use crate::{
    error::nearest,
    lexicon::{ConceptId, Kind, Lexicon, Mention},
    text::{Marks, Symbol, Symbols},
};

/// One step of a compiled pattern.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// One of these words, sorted.
    Word(Box<[Symbol]>),
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
    Split(Box<[u32]>),
    /// Goes on there.
    Jump(u32),
    /// The pattern is matched.
    Accept,
}

/// Words and concepts of which a sentence has to hold one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trigger {
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) concepts: Vec<ConceptId>,
    pub(crate) kinds: Vec<Kind>,
    /// How often it stands in text, roughly.
    cost: u32,
}

/// What a match can begin with, so that the search is only started where it may go on.
#[derive(Clone, Debug, Default)]
pub(crate) struct First {
    /// Sorted.
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) mention: bool,
    pub(crate) number: bool,
    pub(crate) anything: bool,
}

impl First {
    fn of(steps: &[Step]) -> Self {
        let mut first = Self::default();
        first.add(steps, 0);
        first.symbols.sort_unstable();
        first.symbols.dedup();
        first
    }

    fn add(&mut self, steps: &[Step], step: u32) {
        match &steps[step as usize] {
            Step::Word(set) => self.symbols.extend(set),
            Step::Concept(_) | Step::Kind(_) => self.mention = true,
            Step::Number => self.number = true,
            Step::Any | Step::Gap(_) | Step::Accept => self.anything = true,
            Step::Split(targets) => targets.iter().for_each(|&target| self.add(steps, target)),
            Step::Jump(target) => self.add(steps, *target),
        }
    }
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub(crate) steps: Box<[Step]>,
    pub(crate) first: First,
    /// What any match has to hold one of each of, the rarest first; empty if it has nothing but very common words.
    pub(crate) required: Box<[Trigger]>,
    /// As it was written.
    pub source: String,
}

/// What a trigger may cost at most.
const DEAREST: u32 = 400;

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
        if let Node::Sequence(parts) = node
            && (matches!(parts.first(), Some(Node::Gap(_)))
                || matches!(parts.last(), Some(Node::Gap(_))))
        {
            return Err(format!("a pattern may not begin or end with a gap, as `{source}` does"));
        }
        let mut steps = Vec::new();
        emit(node, lexicon, &mut steps)?;
        steps.push(Step::Accept);
        let mut required = Vec::new();
        require(node, lexicon, symbols, &mut required);
        required.retain(|trigger| trigger.cost < DEAREST);
        required.sort_by_key(|trigger| trigger.cost);
        for trigger in &mut required {
            trigger.symbols.sort_unstable();
            trigger.concepts.sort_unstable();
        }
        Ok(Self {
            first: First::of(&steps),
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
                Step::Split(_) | Step::Jump(_) | Step::Accept => {}
                _ => return None,
            }
        }
        concepts.sort_unstable();
        concepts.dedup();
        Some(concepts)
    }
}

fn emit(node: &Node, lexicon: &Lexicon, steps: &mut Vec<Step>) -> Result<(), String> {
    match node {
        Node::Word(words) => {
            let mut set = words.clone();
            set.sort_unstable();
            set.dedup();
            steps.push(Step::Word(set.into()));
        }
        Node::Shared(inner) => emit(inner, lexicon, steps)?,
        Node::Any => steps.push(Step::Any),
        Node::Number => steps.push(Step::Number),
        Node::Gap(words) => steps.push(Step::Gap(*words)),
        Node::Concept(key) => steps.push(Step::Concept(concepts(key, lexicon)?.into())),
        Node::Kind(kind) => steps.push(Step::Kind(*kind)),
        Node::Sequence(parts) => {
            for part in parts {
                emit(part, lexicon, steps)?;
            }
        }
        Node::Choice(choices) => {
            let split = steps.len();
            steps.push(Step::Accept); // its place is taken below
            let (mut starts, mut ends) = (Vec::new(), Vec::new());
            for choice in choices {
                starts.push(steps.len() as u32);
                emit(choice, lexicon, steps)?;
                ends.push(steps.len());
                steps.push(Step::Accept);
            }
            let behind = steps.len() as u32;
            for end in ends {
                steps[end] = Step::Jump(behind);
            }
            steps[split] = Step::Split(starts.into());
        }
        Node::Optional(inner) => {
            let split = steps.len();
            steps.push(Step::Accept);
            emit(inner, lexicon, steps)?;
            steps[split] = Step::Split([split as u32 + 1, steps.len() as u32].into());
        }
    }
    Ok(())
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

/// Gathers what every match of a node has to hold.
fn require(node: &Node, lexicon: &Lexicon, symbols: &Symbols, required: &mut Vec<Trigger>) {
    match node {
        Node::Sequence(parts) => {
            for part in parts {
                require(part, lexicon, symbols, required);
            }
        }
        Node::Shared(inner) => require(inner, lexicon, symbols, required),
        _ => required.extend(trigger(node, lexicon, symbols)),
    }
}

impl Trigger {
    /// Does a sentence hold one of these?
    pub(crate) fn stands_in(
        &self,
        sight: &Sight<'_>,
        tokens: Range<usize>,
        mentions: &[Mention],
    ) -> bool {
        let named = |mention: &Mention| {
            self.concepts.binary_search(&mention.concept).is_ok()
                || self.kinds.contains(&sight.lexicon.concept(mention.concept).kind)
        };
        mentions.iter().any(named)
            || sight.document.tokens[tokens]
                .iter()
                .any(|token| self.symbols.binary_search(&token.symbol).is_ok())
    }
}

/// The cheapest set of words and concepts of which any match has to hold one.
fn trigger(node: &Node, lexicon: &Lexicon, symbols: &Symbols) -> Option<Trigger> {
    match node {
        Node::Word(words) => {
            let cost =
                |&word: &Symbol| if symbols.marks(word).any(Marks::COMMON) { DEAREST } else { 4 };
            Some(Trigger {
                symbols: words.clone(),
                cost: words.iter().map(cost).sum(),
                ..Trigger::default()
            })
        }
        Node::Concept(key) => {
            let concepts = concepts(key, lexicon).ok()?;
            Some(Trigger { concepts, cost: 5, ..Trigger::default() })
        }
        Node::Shared(inner) => trigger(inner, lexicon, symbols),
        Node::Kind(kind) => Some(Trigger { kinds: vec![*kind], cost: 60, ..Trigger::default() }),
        Node::Any | Node::Number | Node::Gap(_) | Node::Optional(_) => None,
        Node::Sequence(parts) => parts
            .iter()
            .filter_map(|part| trigger(part, lexicon, symbols))
            .min_by_key(|trigger| trigger.cost),
        Node::Choice(choices) => {
            let mut all = Trigger::default();
            for choice in choices {
                let one = trigger(choice, lexicon, symbols)?;
                all.symbols.extend(one.symbols);
                all.concepts.extend(one.concepts);
                all.kinds.extend(one.kinds);
                all.cost += one.cost;
            }
            Some(all)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LexiconBuilder;

    #[test]
    fn a_class_may_be_named_in_the_singular() {
        let (lexicon, _) = LexiconBuilder::builtin().build();
        let members = concepts("anticoagulant", &lexicon).unwrap_or_default();
        assert_eq!(Ok(members), concepts("anticoagulants", &lexicon));
        assert!(concepts("anticoagulantz", &lexicon).is_err());
    }
}
