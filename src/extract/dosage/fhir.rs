//! The value of a dosing statement: FHIR R4 `Dosage`, and beside it what FHIR has no slot for.
//!
//! Only what is stated stands in it; a wrong field is worse than a missing one. Units are UCUM where UCUM has them (`mg`, `[IU]`, `d`,
//! `wk`), else the form (`tablet`, `injection`).

use serde::{Serialize, Serializer};

/// A number as FHIR writes it: 2, not 2.0.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Decimal(pub f64);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[allow(clippy::float_cmp)] // a whole number is exactly its rounding
        if self.0 == self.0.round() && self.0.abs() < 1e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// A number and its unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// How many; none where only the form is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    /// Of what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
}

/// From one quantity to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Range {
    /// The lower end; none in “up to”.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Quantity>,
    /// The upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Quantity>,
}

/// `Dosage.doseAndRate`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DoseAndRate {
    /// One dose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dose_quantity: Option<Quantity>,
    /// A dose from one to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dose_range: Option<Range>,
}

/// `Timing.repeat`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Repeat {
    /// How long the course lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds_duration: Option<Quantity>,
    /// How often it is repeated in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<Decimal>,
    /// The least length of a course that lasts from one length to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Decimal>,
    /// Its greatest length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_max: Option<Decimal>,
    /// The unit of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_unit: Option<&'static str>,
    /// How often in a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Decimal>,
    /// How often at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_max: Option<Decimal>,
    /// The period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Decimal>,
    /// The longest period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_max: Option<Decimal>,
    /// The unit of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_unit: Option<&'static str>,
    /// Weekdays, as FHIR codes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub day_of_week: Vec<&'static str>,
    /// Times of the clock, `HH:MM:SS`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub time_of_day: Vec<String>,
    /// Parts of the day and meals, as FHIR codes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<&'static str>,
}

impl Repeat {
    /// Does it say nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// `Dosage.timing`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timing {
    /// When it is repeated.
    #[serde(skip_serializing_if = "Repeat::is_empty")]
    pub repeat: Repeat,
}

/// A concept that is only told in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words {
    /// The words.
    pub text: String,
}

/// A FHIR R4 `Dosage`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dosage {
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// Only as needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_needed_boolean: Option<bool>,
    /// Where on the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Words>,
    /// Into the body which way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Words>,
    /// How much at a time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dose_and_rate: Vec<DoseAndRate>,
    /// No more than.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_dose_per_period: Option<Ratio>,
}

/// A quantity per quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ratio {
    /// How much.
    pub numerator: Quantity,
    /// In how long.
    pub denominator: Quantity,
}

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

/// What is said of a regimen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is or was taken.
    #[default]
    Taken,
    /// It is begun.
    Started,
    /// It is ended.
    Stopped,
    /// It takes the place of another.
    Switched,
    /// It is raised.
    Increased,
    /// It is lowered.
    Decreased,
    /// A dose is forgotten or left out.
    Missed,
    /// It is thought about.
    Considered,
    /// Somebody is told to.
    Advised,
    /// It is spoken of in general.
    General,
}
