//! Of the layer `extract::outcome` its words and idioms.

#[path = "../../src/extract/outcome/idioms.rs"]
pub(crate) mod idioms;
#[path = "../../src/extract/outcome/indications.rs"]
pub(crate) mod indications;
#[path = "../../src/extract/outcome/kind.rs"]
mod kind;
#[path = "../../src/extract/outcome/sense.rs"]
pub(crate) mod sense;
