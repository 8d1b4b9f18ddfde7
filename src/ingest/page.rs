//! The lines of a page, each with what it is among the furniture of a forum.
//!
//! Around the mark of a post every line is asked for more than once; so each is looked at once, and kept.

use super::furniture::{self, Kind};
use super::lines::Lines;

/// The lines of a page and their kinds.
#[derive(Debug)]
pub(super) struct Page<'p, 't> {
    pub lines: &'p Lines<'t>,
    kinds: Vec<Kind>,
}

impl<'p, 't> Page<'p, 't> {
    /// Looks at every line once.
    pub(super) fn new(lines: &'p Lines<'t>) -> Self {
        Self { lines, kinds: (0..lines.len()).map(|at| furniture::kind(lines.get(at))).collect() }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// What line `at` says.
    pub(super) fn get(&self, at: usize) -> &'t str {
        self.lines.get(at)
    }

    /// What line `at` is; a bullet where there is no such line.
    pub(super) fn kind(&self, at: usize) -> Kind {
        self.kinds.get(at).copied().unwrap_or(Kind::Bullet)
    }
}
