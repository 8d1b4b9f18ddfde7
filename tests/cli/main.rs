//! The program as people run it: what it says of wrong input, where it says it, what it writes and how it ends.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod batch;
mod data;
mod extract;
mod forms;
mod import;
mod input;
mod lexicon;
mod mine;
mod output;
mod resume;
mod support;
mod together;
