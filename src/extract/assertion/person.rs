//! Which of several persons: a mother is not a sister, and one friend is not another.
//!
//! A person is known by the noun that names them. The same noun, or one that says the same (mom, mother), is the same person again, but where
//! something tells them apart: an article that brings somebody new (“another friend”), whose they are (“her mother”), which of them it is
//! (“my younger sister”).
//!
//! ```
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let text = "My mom took heparin. My sister took it too. Mom bruised, she took heparin for a year.";
//! let report = Scanner::builtin()?.scan(&Thread::from_text(text));
//! let person = |at: usize| report.mentions[at].assertion.person.expect("named");
//! assert_eq!(person(0).span.of(text), "mom");
//! assert!(report.mentions[1..].iter().any(|found| found.assertion.person.map(|p| p.id) == Some(person(0).id)));
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

use std::ops::Range;

use serde::{Serialize, Serializer};

use super::Experiencer;
use crate::{
    extract::cue::{Class, CueSet},
    span::Span,
    text::{Document, Symbol},
};

/// Somebody whom a post names; written as the place of the words that name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The noun, as it stands where they were last named: “mother”, “friend”.
    pub span: Span,
    /// Who it is.
    pub id: PersonId,
}

impl Serialize for Person {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.span.serialize(serializer)
    }
}

/// Two places of a post with the same number speak of the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub(super) u32);

/// Who a place speaks of: what they are to the author, and the tokens of the noun that names them, if one does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Somebody {
    pub(super) experiencer: Experiencer,
    pub(super) noun: Option<Noun>,
}

impl From<Experiencer> for Somebody {
    fn from(experiencer: Experiencer) -> Self {
        Self { experiencer, noun: None }
    }
}

/// The tokens of a noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Noun {
    pub(super) first: u32,
    pub(super) end: u32,
}

impl Noun {
    pub(super) const fn at(token: usize) -> Self {
        Self { first: token as u32, end: token as u32 + 1 }
    }

    /// What its first word is.
    pub(super) fn class(self, document: &Document, cues: &CueSet) -> Class {
        cues.class(document.tokens[self.first as usize].symbol)
    }

    /// The noun in the words of a cue: the last that names somebody, else all of them.
    pub(super) fn within(document: &Document, cues: &CueSet, tokens: Range<usize>) -> Self {
        const NAMES: Class = Class::KIN.or(Class::PEOPLE);
        { tokens.clone() }
            .rev()
            .find(|&at| cues.class(document.tokens[at].symbol).any(NAMES))
            .map_or(Self { first: tokens.start as u32, end: tokens.end as u32 }, Self::at)
    }
}

/// A noun of a post, and whom it names.
#[derive(Clone, Copy, Debug)]
struct Naming {
    noun: Noun,
    /// The same for nouns that say the same.
    kind: u32,
    /// Whose they are, if not the author's.
    of: Option<PersonId>,
    /// Which of several: the younger, the oldest.
    which: Option<Symbol>,
    id: PersonId,
}

/// The persons of a post, in the order in which they are named.
#[derive(Clone, Debug, Default)]
pub(super) struct People(Vec<Naming>);

impl People {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Notes a noun that stands behind its cue from `from` on; `of` is whose they are.
    pub(super) fn name(
        &mut self,
        document: &Document,
        cues: &CueSet,
        (from, noun): (usize, Noun),
        of: Option<PersonId>,
    ) {
        if self.0.last().is_some_and(|last| last.noun.first >= noun.first) {
            return;
        }
        let first = noun.first as usize;
        let words = from.min(first)..first;
        let having = |class: Class| {
            { words.clone() }
                .map(|at| document.tokens[at].symbol)
                .find(|&symbol| cues.class(symbol).any(class))
        };
        let kind = cues.kind_of_person(document, first);
        let which = having(Class::WHICH);
        let same = |known: &&Naming| {
            known.kind == kind
                && known.of == of
                && (known.which == which || known.which.is_none() || which.is_none())
        };
        let id = match having(Class::NEW) {
            Some(_) => None,
            None => self.0.iter().rev().find(same).map(|known| known.id),
        };
        let id = id.unwrap_or(PersonId(noun.first));
        self.0.push(Naming { noun, kind, of, which, id });
    }

    /// Whom a noun names.
    pub(super) fn id(&self, noun: Noun) -> PersonId {
        let at = self.0.partition_point(|known| known.noun.first < noun.first);
        { self.0.get(at) }
            .filter(|known| known.noun.first == noun.first)
            .map_or(PersonId(noun.first), |known| known.id)
    }

    /// The person that a noun names, with its place.
    pub(super) fn person(&self, document: &Document, noun: Noun) -> Person {
        let span = document.span(noun.first as usize..noun.end as usize);
        // “my mom's doctor”
        let text = span.of(&document.text);
        let bare = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
        let span = Span::new(span.start, span.start + bare.len() as u32);
        Person { span, id: self.id(noun) }
    }
}
