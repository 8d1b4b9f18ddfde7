//! Of the layer `extract::dosage` its words.

#[path = "../../src/extract/dosage/image.rs"]
pub(crate) mod image;
#[path = "../../src/extract/dosage/vocabulary.rs"]
mod vocabulary;
#[path = "../../src/extract/dosage/word.rs"]
mod word;
