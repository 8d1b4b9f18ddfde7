//! The arguments of every verb that reads threads.

use std::{num::NonZero, path::PathBuf};

/// What is read, where the results go, and how many work at it.
#[derive(Debug, clap::Args)]
pub(crate) struct Job {
    /// Files or folders; `-` is standard input
    ///
    /// Folders are walked in the order of names; of their files those are read that end in .txt, .text, .md, .jsonl or .ndjson. A file that
    /// is named is read whatever its ending. Without a PATH standard input is read.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Write to FILE, not to standard output
    ///
    /// FILE is replaced only when all is written: a run that fails leaves the old one.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// How many threads of the machine to use (as many as it has, if not given)
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZero<usize>>,
}
