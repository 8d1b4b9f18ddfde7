//! Reads forum threads about health (work in progress).
pub mod error;
pub mod extract;
pub mod ingest;
pub mod lexicon;
pub mod pattern;
pub mod report;
pub mod rules;
pub mod scan;
pub mod span;
pub mod text;
pub mod thread;
