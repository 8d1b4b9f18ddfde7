//! Whether, when and of whom: the assertion of a mention, a dosage, an outcome or a claim.
//!
//! `ConText`'s method over clauses (see [`cue`](super::cue)), with a subject that is carried from clause to clause: a post has a narrator,
//! a third person holds until the narrator comes back. Every value comes with the cues that made it.
//!
//! An [`Assertion`] is what is said of one place; a [`Context`] judges any place in a post, whose cues it reads once. Whether a cue reaches a
//! place, of whom it is, how it is meant and whose words it is in have a file each.
//!
//! Laws: a cue lies in the text of the post; the same post gives the same assertions; nothing is allocated for a word.
//!
//! ```
//! use threadlint::{extract::assertion::{Experiencer, Mood}, scan::Scanner, thread::Thread};
//!
//! let report = Scanner::builtin()?.scan(&Thread::from_text("I never took heparin, but my sister was on Lovenox. Try aspirin."));
//! assert!(report.mentions[0].assertion.negated);
//! assert_eq!(report.mentions[1].assertion.experiencer, Experiencer::Relative);
//! assert_eq!(report.mentions[2].assertion.mood, Mood::Advice);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod attribution;
mod context;
mod doubt;
mod mood;
mod person;
mod post_cues;
mod question;
mod quotation;
mod quotation_marks;
mod scope;
mod spoken;
mod story;
mod subject;

pub use context::Context;
pub use person::{Person, PersonId};

use serde::{Serialize, ser::SerializeTuple};

use super::cue::Category;
use crate::span::Span;

/// Who a statement is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Experiencer {
    /// The author.
    #[default]
    #[serde(rename = "self")]
    Own,
    /// Somebody of the author's family.
    Relative,
    /// Somebody else: a friend, a stranger.
    Other,
    /// People in general, or whoever reads.
    Generic,
}

/// Whose words a statement is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The author's.
    #[default]
    Own,
    /// Between quotation marks, in a quoted line or a block that quotes another post.
    Quoted,
    /// Passed on: “they say”, “my doctor told me”.
    Reported,
}

/// How a statement is meant: told as a fact, asked, advised, wished for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mood {
    /// Told as a fact, also as one that does not hold.
    #[default]
    Statement,
    /// Asked.
    Question,
    /// Somebody is told to do it: “try heparin”, “you should take”.
    Advice,
    /// It would hold under a condition: “if you take it”.
    Condition,
    /// Wished for: “I hope it works”.
    Wish,
    /// Meant to be done: “I am going to start”.
    Intention,
    /// Somebody is told not to, or to look out for it: “stay away from it”.
    Warning,
}

/// A cue and what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CueSpan {
    /// Its bytes.
    pub span: Span,
    /// What it says.
    pub category: Category,
}

impl Serialize for CueSpan {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut triple = serializer.serialize_tuple(3)?;
        triple.serialize_element(&self.span.start)?;
        triple.serialize_element(&self.span.end)?;
        triple.serialize_element(self.category.as_str())?;
        triple.end()
    }
}

/// What `ConText` says of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(clippy::struct_excessive_bools)] // ConText's own axes
pub struct Assertion {
    /// It does not hold, or is not taken.
    pub negated: bool,
    /// It may hold.
    pub uncertain: bool,
    /// It would hold under a condition, or is only thought of.
    pub hypothetical: bool,
    /// It held in the past.
    pub historical: bool,
    /// It is asked.
    pub question: bool,
    /// Who it is about.
    pub experiencer: Experiencer,
    /// The words that name them; of the author, of people in general and of whoever is not named there are none.
    pub person: Option<Person>,
    /// Whose words it is in.
    pub source: Source,
    /// How it is meant.
    pub mood: Mood,
    /// What says so.
    pub cues: Vec<CueSpan>,
}

impl Assertion {
    /// Notes what a cue says.
    fn note(&mut self, category: Category) {
        match category {
            Category::Negated => self.negated = true,
            Category::Uncertain => self.uncertain = true,
            Category::Hypothetical => self.hypothetical = true,
            Category::Historical => self.historical = true,
            Category::Question => self.question = true,
            Category::Reported => self.source = Source::Reported,
            _ => {}
        }
    }

    fn add_cue(&mut self, span: Span, category: Category) {
        self.cues.push(CueSpan { span, category });
    }

    /// Has some cue of this category had a part in it?
    #[must_use]
    pub fn has(&self, category: Category) -> bool {
        self.cues.iter().any(|cue| cue.category == category)
    }

    /// The first cue of a category.
    #[must_use]
    pub fn cue(&self, category: Category) -> Option<CueSpan> {
        self.cues.iter().copied().find(|cue| cue.category == category)
    }
}
