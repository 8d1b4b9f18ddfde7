//! What FHIR has no slot for: where in a pregnancy, a cycle or a life a course stands.

use serde::Serialize;

use super::fhir::Decimal;

/// A point or a length of time in a course: a number of days, weeks or months.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Time {
    /// How many.
    pub value: Decimal,
    /// `d`, `wk`, `mo` or `a`.
    pub unit: &'static str,
}

/// What a course runs along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Along {
    /// A pregnancy.
    Pregnancy,
    /// A trimester.
    Trimester,
    /// A cycle of fertility treatment, or a menstrual cycle.
    Cycle,
    /// A birth.
    Birth,
    /// A life: an age.
    Age,
}

/// What FHIR has no slot for: where in a pregnancy, a trimester or a cycle a course stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Course {
    /// What it runs along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Along>,
    /// Which of them, counted from 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub which: Vec<u32>,
    /// All of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// From when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Time>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Time>,
    /// And how long after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Time>,
}

/// Where a course begins, in gestation or age.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Start {
    /// How far along.
    #[serde(flatten)]
    pub at: Time,
    /// Of what.
    pub of: Along,
}
