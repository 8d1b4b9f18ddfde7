//! How a run ended, and what is told on standard error.

use std::{
    error::Error,
    fmt::{self, Display},
    io::{self, Write as _},
    process::ExitCode,
};

use threadlint::{error::DataError, report::escape::escape};

use crate::stop::INTERRUPTED;

/// How a run ended, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Nothing was found. 0.
    Clean,
    /// Something was found: a flag, a failed example. 1.
    Found,
    /// The job could not be done in full; what could be done was done. 2.
    Incomplete,
    /// Somebody pressed Ctrl-C. 130.
    Interrupted,
}

/// Rule and lexicon files that are wrong: all that is wrong with them, so that it can be mended in one go.
#[derive(Debug)]
pub(crate) struct BadData(pub(crate) Vec<DataError>);

impl Display for BadData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(DataError::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl Error for BadData {}

/// Says something on standard error, on one line; it may quote a stranger's file.
pub(crate) fn tell(what: &impl Display) {
    // If standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "threadlint: {}", escape(&what.to_string()));
}

/// The exit code of a run; an error that ended it is told.
pub(crate) fn exit_code(done: anyhow::Result<Status>) -> ExitCode {
    match done {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Found) => ExitCode::from(1),
        Ok(Status::Incomplete) => ExitCode::from(2),
        Ok(Status::Interrupted) => ExitCode::from(INTERRUPTED),
        // Whoever read the output has seen enough: `threadlint … | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<BadData>() {
                Some(BadData(errors)) => errors.iter().for_each(tell),
                None => tell(&format!("{error:#}")),
            }
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_broken = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(is_broken))
}
