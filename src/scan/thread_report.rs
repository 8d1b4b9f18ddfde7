//! What a scan says of a thread; written as JSON it is the line that the contract describes.

use serde::Serialize;
use smol_str::SmolStr;

use crate::{
    extract::{
        assertion::{Assertion, Experiencer},
        dosage::{Course, DecidedBy, Dosage, Field, Fields, Quantity, Start, Status},
        outcome::{OutcomeKind, Valence},
    },
    lexicon::{Codes, Kind, Via},
    rules::Flag,
    span::Span,
    thread::{Role, SourceForm},
};

/// The version of the output.
pub const SCHEMA: &str = "threadlint/thread/1";

/// All that a scan found in a thread; written as JSON it is the line that the contract describes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)] // the fields are those of the contract
pub struct ThreadReport {
    pub schema: &'static str,
    pub source: String,
    pub form: SourceForm,
    pub id: Option<String>,
    pub title: Option<String>,
    pub url: Option<String>,
    pub posts: Vec<PostReport>,
    pub mentions: Vec<MentionReport>,
    pub dosages: Vec<DosageReport>,
    pub outcomes: Vec<OutcomeReport>,
    pub experiences: Vec<ExperienceReport>,
    pub flags: Vec<Flag>,
}

/// A post, without its text unless that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PostReport {
    pub post: u32,
    pub id: Option<String>,
    pub role: Role,
    pub author: Option<String>,
    pub location: Option<String>,
    pub date: Option<String>,
    pub reply_to: Option<u32>,
    pub offset: Option<u64>,
    pub length: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A mention of a concept.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct MentionReport {
    pub post: u32,
    pub span: Span,
    pub text: String,
    pub kind: Kind,
    pub concept: SmolStr,
    pub name: SmolStr,
    /// System and code; several codes of one system are parted by `|`, as in the lexicon.
    pub codes: Codes,
    pub via: Via,
    pub assertion: Assertion,
}

/// A dosing statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct DosageReport {
    pub post: u32,
    pub span: Span,
    pub text: String,
    pub drug: Option<SmolStr>,
    pub also: Vec<SmolStr>,
    /// What it takes the place of.
    pub from: Option<SmolStr>,
    pub status: Status,
    /// Who decided on it, where that is said.
    pub decided_by: Option<DecidedBy>,
    pub dosage: Dosage,
    /// What one tablet or the like holds.
    pub strength: Option<Quantity>,
    pub course: Option<Course>,
    pub start: Option<Start>,
    /// Where each field stands.
    pub fields: Fields,
    /// The fields that are not stated in so many words.
    pub inferred: Vec<Field>,
    /// The statement as a plain sentence.
    pub plain: String,
    pub assertion: Assertion,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct OutcomeReport {
    pub post: u32,
    pub span: Span,
    pub text: String,
    pub kind: OutcomeKind,
    pub valence: Valence,
    pub concept: Option<SmolStr>,
    pub drug: Option<SmolStr>,
    pub assertion: Assertion,
}

/// One person and one drug in one post: what was taken, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ExperienceReport {
    pub post: u32,
    pub drug: SmolStr,
    pub dosages: Vec<u32>,
    pub outcomes: Vec<u32>,
    pub indication: Option<SmolStr>,
    pub experiencer: Experiencer,
}
