//! One dosing instruction, whoever it is for and whatever drug it is of.

use serde::{Serialize, Serializer};

use super::{
    course::{Course, Start},
    fhir::{Dosage, Quantity},
};
use crate::span::Span;

/// A part of an instruction, as it is named in `fields` and `inferred`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// How much at a time.
    Dose,
    /// What one of what is counted holds.
    Strength,
    /// How often in a period.
    Frequency,
    /// The period.
    Period,
    /// Parts of the day and meals.
    When,
    /// Times of the clock.
    TimeOfDay,
    /// Weekdays.
    DayOfWeek,
    /// How long the course lasts.
    Duration,
    /// How often in all.
    Count,
    /// Only as needed.
    AsNeeded,
    /// No more than.
    Max,
    /// Into the body which way.
    Route,
    /// Where on the body.
    Site,
    /// Along what it is taken.
    Course,
    /// From when.
    Start,
    /// What else the patient is told.
    Instruction,
    /// What a switch leaves behind.
    From,
}

/// Where each field stands, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(Field, Span)>);

impl Fields {
    /// The bytes that a field was read from.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Span> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, span)| *span)
    }

    /// The fields and their bytes.
    pub fn iter(&self) -> impl Iterator<Item = (Field, Span)> {
        self.0.iter().copied()
    }

    /// Adds bytes to a field: its span then reaches from the first to the last of them.
    pub(super) fn add(&mut self, field: Field, span: Span) {
        match self.0.binary_search_by_key(&field, |(known, _)| *known) {
            Ok(at) => {
                let known = &mut self.0[at].1;
                *known = Span::new(known.start.min(span.start), known.end.max(span.end));
            }
            Err(at) => self.0.insert(at, (field, span)),
        }
    }

    pub(super) fn remove(&mut self, field: Field) {
        self.0.retain(|(known, _)| *known != field);
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// What an instruction says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Instruction {
    /// Its bytes.
    pub span: Span,
    /// How it is taken.
    pub dosage: Dosage,
    /// What one tablet or the like holds, where both are told: “two 20 mg tablets”.
    pub strength: Option<Quantity>,
    /// Along what.
    pub course: Option<Course>,
    /// From when.
    pub start: Option<Start>,
    /// Where each field stands.
    pub fields: Fields,
    /// The fields whose value is not stated in so many words: “20 mg a day” does not say that it is taken once.
    pub inferred: Vec<Field>,
}
