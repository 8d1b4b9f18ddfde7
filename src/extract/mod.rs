//! x
pub mod assertion;
pub mod cue;
pub mod dosage;
pub mod outcome;
