//! What a scan says of a thread; written as JSON it is the line that the contract describes.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};
use smol_str::SmolStr;

use crate::{
    extract::{
        assertion::{Assertion, Experiencer},
        attempt::Attempt,
        dosage::{DecidedBy, Instruction, Status, plain},
        drug_use::Use,
        outcome::{Evidence, Onset, OutcomeKind, Severity, Valence},
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
    pub text: SmolStr,
    pub kind: Kind,
    pub concept: SmolStr,
    pub name: SmolStr,
    /// System and code; several codes of one system are parted by `|`, as in the lexicon.
    pub codes: Codes,
    pub via: Via,
    /// What is said of its use, if it is something that is taken.
    #[serde(rename = "use")]
    pub drug_use: Option<Use>,
    pub assertion: Assertion,
}

/// A dosing statement. Written out, it has the parts of its instruction beside its own, and `plain`.
#[derive(Clone, Debug, PartialEq)]
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
    pub instruction: Instruction,
    pub assertion: Assertion,
}

impl DosageReport {
    /// The statement as a plain sentence: “heparin by injection into the abdomen, twice a day”.
    #[must_use]
    pub fn plain(&self) -> String {
        let also: Vec<&str> = self.also.iter().map(SmolStr::as_str).collect();
        let (drug, from) = (self.drug.as_deref(), self.from.as_deref());
        plain(drug, &also, from, self.status, &self.instruction)
    }
}

impl Serialize for DosageReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Instruction { dosage, strength, course, start, fields, inferred, .. } =
            &self.instruction;
        let mut report = serializer.serialize_struct("DosageReport", 16)?;
        report.serialize_field("post", &self.post)?;
        report.serialize_field("span", &self.span)?;
        report.serialize_field("text", &self.text)?;
        report.serialize_field("drug", &self.drug)?;
        report.serialize_field("also", &self.also)?;
        report.serialize_field("from", &self.from)?;
        report.serialize_field("status", &self.status)?;
        report.serialize_field("decided_by", &self.decided_by)?;
        report.serialize_field("dosage", dosage)?;
        report.serialize_field("strength", strength)?;
        report.serialize_field("course", course)?;
        report.serialize_field("start", start)?;
        report.serialize_field("fields", fields)?;
        report.serialize_field("inferred", inferred)?;
        report.serialize_field("plain", &self.plain())?;
        report.serialize_field("assertion", &self.assertion)?;
        report.end()
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct OutcomeReport {
    pub post: u32,
    pub span: Span,
    pub text: SmolStr,
    pub kind: OutcomeKind,
    pub valence: Valence,
    pub concept: Option<SmolStr>,
    pub drug: Option<SmolStr>,
    /// What ties it to the drug.
    pub tie: Option<TieReport>,
    pub severity: Option<Severity>,
    pub onset: Option<Onset>,
    pub assertion: Assertion,
}

/// What ties an outcome to its drug, and where the drug is named; nowhere if only the thread is about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct TieReport {
    pub evidence: Evidence,
    pub span: Option<Span>,
}

/// One person, one drug and one course in one post: what was taken, and what came of it. What it rests on is named by places among the
/// mentions, dosages and outcomes of the thread, counted from 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ExperienceReport {
    pub post: u32,
    pub drug: SmolStr,
    pub experiencer: Experiencer,
    /// The word that names them, in small letters: “mother”.
    pub person: Option<String>,
    /// From 1, of this drug and person.
    pub course: u32,
    /// The pregnancy, loss or cycle, where it is said.
    pub attempt: Option<Attempt>,
    pub mentions: Vec<u32>,
    pub dosages: Vec<u32>,
    pub switches: Vec<SwitchReport>,
    pub outcomes: Vec<u32>,
    pub indication: Option<SmolStr>,
    /// The mention that says what it was taken for.
    pub indication_mention: Option<u32>,
}

/// A change from one drug to another, and the dosing statement that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct SwitchReport {
    pub from: Option<SmolStr>,
    pub to: Option<SmolStr>,
    pub dosage: u32,
}
