//! The value of a dosing statement: FHIR R4 `Dosage` (<https://hl7.org/fhir/R4/dosage.html>, `Timing` and the codes of `EventTiming`).
//!
//! Only what is stated stands in it; a wrong field is worse than a missing one. Units are UCUM where UCUM has them (`mg`, `[IU]`, `d`,
//! `wk`) and are then written with system and code; else they are the form that is counted (`tablet`, `injection`).

use serde::{Serialize, Serializer, ser::SerializeMap};

/// The system of units that are UCUM's.
pub const UCUM: &str = "http://unitsofmeasure.org";

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

/// How the value that is meant stands to the one that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Comparator {
    /// “for up to a year”
    #[serde(rename = "<=")]
    AtMost,
    /// “for over a year”
    #[serde(rename = ">")]
    MoreThan,
}

/// A number and its unit; a `Duration` where the unit is one of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantity {
    /// How many; none where only the form is stated.
    pub value: Option<Decimal>,
    /// Is it no more than that, or more? Never so in a dose, which FHIR wants simple.
    pub comparator: Option<Comparator>,
    /// Of what.
    pub unit: Option<&'static str>,
}

impl Quantity {
    /// So many of a unit.
    #[must_use]
    pub const fn new(value: f64, unit: Option<&'static str>) -> Self {
        Self { value: Some(Decimal(value)), comparator: None, unit }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(value) = self.value {
            map.serialize_entry("value", &value)?;
        }
        if let Some(comparator) = self.comparator {
            map.serialize_entry("comparator", &comparator)?;
        }
        if let Some(unit) = self.unit {
            map.serialize_entry("unit", unit)?;
            if is_ucum(unit) {
                map.serialize_entry("system", UCUM)?;
                map.serialize_entry("code", unit)?;
            }
        }
        map.end()
    }
}

/// The units of UCUM that dosing statements are told in; those per weight or surface are put together of them.
const UCUM_UNITS: [&str; 24] = [
    "s", "min", "h", "d", "wk", "mo", "a", "ng", "ug", "mg", "g", "kg", "uL", "mL", "L", "[IU]",
    "meq", "mmol", "%", "[tsp_us]", "[tbs_us]", "[foz_us]", "m2", "[lb_av]",
];

/// Is a unit one of UCUM, rather than a form that is counted?
#[must_use]
pub fn is_ucum(unit: &str) -> bool {
    unit.split('/').all(|part| UCUM_UNITS.contains(&part))
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
    /// Which step of a schedule of several, from 1: “40 for 3 days, then 20”.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u32>,
    /// What else the patient is told, in the words of the text: “for pain”, “as directed”.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient_instruction: Option<String>,
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
