//! The ways that a pattern may go on at a step, found by the word that stands there.

use super::compile::Step;
use crate::text::Symbol;

/// The targets of a split, the first before the others.
///
/// Choices of a rule have dozens of ways, most of which begin with a word: these are looked up by the word, and only the others are tried.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    targets: Box<[u32]>,
    /// The words that ways begin with, sorted, each with the place of its way among the targets.
    by_word: Box<[(Symbol, u32)]>,
    /// The places of the other ways.
    others: Box<[u32]>,
}

impl Choice {
    /// A choice that is not [indexed](Self::index).
    pub(crate) fn new(targets: impl IntoIterator<Item = u32>) -> Self {
        let targets: Box<[u32]> = targets.into_iter().collect();
        Self { others: (0..targets.len() as u32).collect(), targets, by_word: Box::default() }
    }

    /// The targets in their order.
    pub(crate) fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// Does a way begin with a word?
    pub(crate) fn begins_with(&self, word: Option<Symbol>) -> bool {
        self.by_word.binary_search_by(|&(known, _)| Some(known).cmp(&word)).is_ok()
    }

    /// The targets of the ways that begin with no word.
    pub(crate) fn others(&self) -> impl Iterator<Item = u32> {
        self.others.iter().map(|&place| self.targets[place as usize])
    }

    /// Sorts the ways by the words that they begin with, now that all steps are known.
    fn index(&mut self, steps: &[Step]) {
        let (mut by_word, mut others) = (Vec::new(), Vec::new());
        for (place, &target) in (0..).zip(&self.targets) {
            match &steps[target as usize] {
                Step::Word(words) => by_word.extend(words.iter().map(|word| (word, place))),
                _ => others.push(place),
            }
        }
        by_word.sort_unstable();
        (self.by_word, self.others) = (by_word.into(), others.into());
    }

    /// The ways at a word, the last before the others; of those that begin with no word only what `may` take.
    #[inline]
    pub(crate) fn at(
        &self,
        word: Option<Symbol>,
        mut may: impl FnMut(u32) -> bool,
        mut take: impl FnMut(u32),
    ) {
        let from = self.by_word.partition_point(|&(known, _)| Some(known) < word);
        let behind = &self.by_word[from..];
        let mut left = behind.iter().take_while(|&&(known, _)| Some(known) == word).count();
        let words = &self.by_word[from..from + left];
        let mut others = self.others.len();
        while left > 0 || others > 0 {
            let of_word = left.checked_sub(1).map(|last| words[last].1);
            let other = others.checked_sub(1).map(|last| self.others[last]);
            if of_word > other {
                left -= 1;
                take(self.targets[of_word.unwrap_or_default() as usize]);
            } else {
                others -= 1;
                let target = self.targets[other.unwrap_or_default() as usize];
                if may(target) {
                    take(target);
                }
            }
        }
    }
}

/// Indexes the choices among some steps.
pub(super) fn index(steps: &mut [Step]) {
    for at in 0..steps.len() {
        if let Step::Split(choice) = &mut steps[at] {
            let mut choice = std::mem::take(choice);
            choice.index(steps);
            steps[at] = Step::Split(choice);
        }
    }
}
