//! A row of the file: what it says, of what, and how far it reaches.

use super::Category;

/// Where what a cue speaks of stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
    Both,
    Sentence,
    /// All that follows in the sentence, over clauses: the heading of a section.
    Section,
    /// All that stands before in the sentence, over clauses.
    Back,
    /// As [`Back`](Self::Back), where the cue is all that its clause says: “…, *and it isn't*”.
    Whole,
    /// What it stands beside: in “it is a scam” and “the lie that …” the claim, in “chemo is a scam, …” something else.
    Beside,
}

impl Direction {
    /// All of them, as the file writes them.
    pub(super) const ALL: [(&'static str, Self); 8] = [
        ("forward", Self::Forward),
        ("backward", Self::Backward),
        ("both", Self::Both),
        ("sentence", Self::Sentence),
        ("section", Self::Section),
        ("back", Self::Back),
        ("whole", Self::Whole),
        ("beside", Self::Beside),
    ];
}

/// What a cue can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A drug or a dosage: is it taken?
    Use,
    /// A condition, symptom or outcome: did it occur?
    Event,
    /// What a rule matches: is it put forward as true?
    Claim,
}

/// A row of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    pub(crate) category: Category,
    pub(crate) direction: Direction,
    /// How many words may stand between; 0 for as many as the clause has.
    pub(crate) words: usize,
    pub(crate) target: Option<Target>,
}

impl Cue {
    /// May it speak of such a thing?
    pub(crate) fn is_for(&self, target: Target) -> bool {
        self.target.is_none_or(|only| only == target)
    }
}

/// A cue in a post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) first: u32,
    pub(crate) end: u32,
    /// Its rows: a place in [`CueSet::groups`].
    pub(super) group: u32,
}
