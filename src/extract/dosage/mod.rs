//! x
mod fhir;
pub use fhir::{Along, Course, Decimal, Dosage, DoseAndRate, Quantity, Range, Ratio, Repeat, Start, Status, Time, Timing, Words};
