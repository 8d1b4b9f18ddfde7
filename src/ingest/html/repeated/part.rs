//! One of several elements that look alike, and what is its own.

use std::ops::Range;

use crate::ingest::html::dom::{Id, Page};

/// So many authors or dates of a post are looked at.
const MOST_LOOKED_AT: usize = 512;

/// A member of a group: its descendants, without those of the members inside it.
pub(super) struct Part {
    /// The element, or the first of several.
    pub(super) node: Id,
    pub(super) range: Range<Id>,
    pub(super) nested: Vec<Range<Id>>,
}

impl Part {
    /// Those of `ids` that are in no member inside.
    pub(super) fn own<'i>(&self, ids: &'i [Id]) -> impl Iterator<Item = Id> + use<'i, '_> {
        // Of very many, most are inside of others.
        ids.iter().copied().take(MOST_LOOKED_AT).filter(|id| self.holds(*id))
    }

    pub(super) fn holds(&self, id: Id) -> bool {
        let at = self.nested.partition_point(|range| range.end <= id);
        self.nested.get(at).is_none_or(|range| !range.contains(&id))
    }

    /// The nodes that are in no member inside.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Id> + '_ {
        let mut at = self.range.start;
        let mut nested = self.nested.iter().peekable();
        std::iter::from_fn(move || {
            while let Some(inner) = nested.next_if(|inner| inner.start <= at) {
                at = at.max(inner.end);
            }
            let id = (at < self.range.end).then_some(at)?;
            at += 1;
            Some(id)
        })
    }

    /// What the own nodes of an element hold.
    pub(super) fn count_in(&self, range: &Range<Id>, count: impl Fn(&Range<Id>) -> u32) -> u32 {
        let begin = self.nested.partition_point(|inner| inner.start < range.start);
        let end = self.nested.partition_point(|inner| inner.start < range.end);
        let inner: u32 = self.nested.get(begin..end).unwrap_or_default().iter().map(&count).sum();
        count(range).saturating_sub(inner)
    }

    /// What is counted in the whole, without what is counted inside.
    pub(super) fn count(&self, count: impl Fn(&Range<Id>) -> u32) -> u32 {
        count(&self.range).saturating_sub(self.nested.iter().map(count).sum())
    }
}

/// The members as parts; each knows the members right inside it.
pub(super) fn parts(page: &Page, members: &[Id]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(members.len());
    let mut open: Vec<usize> = Vec::new();
    for id in members {
        while open.pop_if(|at| parts[*at].range.end <= *id).is_some() {}
        if let Some(around) = open.last() {
            parts[*around].nested.push(*id..page.end(*id));
        }
        open.push(parts.len());
        parts.push(Part { node: *id, range: page.inside(*id), nested: Vec::new() });
    }
    parts
}
