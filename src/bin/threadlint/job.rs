//! Reads, scans and writes: what the verbs that read threads have in common.

use std::{
    io::{self, IsTerminal as _},
    num::NonZero,
    path::PathBuf,
};

use threadlint::{
    report::{Emitter, Summary},
    scan::Scanner,
};

use crate::{args::Job, feed::Feed, output::Output, pipeline};

/// What came of a job.
pub(crate) struct Done {
    pub(crate) summary: Summary,
    /// Was there input that could not be read?
    pub(crate) any_bad: bool,
}

/// Does the job of `verb`: scans all that is named, and writes it.
pub(crate) fn run(
    verb: &str,
    job: Job,
    scanner: Scanner,
    emitter: &dyn Emitter,
) -> anyhow::Result<Done> {
    let Opened { mut feed, mut output, threads } = Opened::new(verb, job)?;
    let summary = pipeline::run(&scanner, emitter, &mut feed, &mut output, threads)?;
    output.finish()?;
    // The process ends here: to take the tables apart piece by piece would only cost time.
    std::mem::forget(scanner);
    Ok(Done { summary, any_bad: feed.any_bad() })
}

/// Where a job reads, where it writes, and on how many threads.
pub(crate) struct Opened {
    pub(crate) feed: Feed,
    pub(crate) output: Output,
    pub(crate) threads: Option<NonZero<usize>>,
}

impl Opened {
    pub(crate) fn new(verb: &str, job: Job) -> anyhow::Result<Self> {
        let feed = Feed::new(paths(verb, job.paths)?);
        let output = job.output.as_deref().map_or_else(|| Ok(Output::stdout()), Output::file)?;
        Ok(Self { feed, output, threads: job.threads })
    }
}

/// What to read: standard input if nothing is named, unless somebody would have to type it.
fn paths(verb: &str, paths: Vec<PathBuf>) -> anyhow::Result<Vec<PathBuf>> {
    if !paths.is_empty() {
        return Ok(paths);
    }
    if io::stdin().is_terminal() {
        anyhow::bail!(
            "nothing to {verb}: name files or folders, or `-` for standard input; `threadlint {verb} --help` shows examples"
        );
    }
    Ok(vec![PathBuf::from("-")])
}
