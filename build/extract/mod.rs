//! Of the layer `extract` what is compiled from tables.

#[path = "../../src/extract/cue/mod.rs"]
pub(crate) mod cue;
pub(crate) mod dosage;
pub(crate) mod outcome;
