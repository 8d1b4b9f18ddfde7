//! The state of a run on disk, so that a run that was cut off can go on where it was.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::{digest::Digest, feed::Position, output::Output, totals::Totals};

/// The version of the form.
const SCHEMA: &str = "threadlint/resume/2";

/// How long a run goes on before its state is written again, if nobody says it.
const EVERY: Duration = Duration::from_millis(500);

/// What a run did, and where it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    schema: String,
    /// Stands for the inputs, the options, the rules and the lexicons.
    command: Digest,
    pub(crate) is_finished: bool,
    pub(crate) place: Position,
    /// How many bytes of the output are valid.
    pub(crate) output: u64,
    pub(crate) totals: Totals,
}

/// The file of a state.
pub(crate) struct StateFile {
    path: PathBuf,
    command: Digest,
    every: Duration,
    written: Option<Instant>,
}

impl StateFile {
    /// The file, to be written so often, and the state that an earlier run left in it.
    pub(crate) fn open(
        path: &Path,
        command: Digest,
        every: Option<Duration>,
    ) -> anyhow::Result<(Self, Option<State>)> {
        let name = path.display();
        let every = every.unwrap_or(EVERY);
        let file = Self { path: path.to_owned(), command, every, written: None };
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok((file, None)),
            text => text.with_context(|| format!("{name}: cannot be read"))?,
        };
        let state: State = serde_json::from_str(&text).map_err(|error| {
            anyhow::anyhow!(
                "{name}: damaged, or no state of a run of this version ({error}): remove it to begin anew"
            )
        })?;
        anyhow::ensure!(
            state.schema == SCHEMA,
            "{name}: the state of another version ({}): remove it to begin anew",
            state.schema
        );
        anyhow::ensure!(
            state.command == command,
            "{name}: the state of another command: inputs, options, rules or lexicons differ; remove it to begin anew"
        );
        Ok((file, Some(state)))
    }

    /// Is it time to write the state again?
    pub(crate) fn is_due(&self) -> bool {
        self.written.is_none_or(|written| written.elapsed() >= self.every)
    }

    /// Makes the output safe, and then writes the state that tells of it: in one go, so that there is always a whole one.
    pub(crate) fn write(
        &mut self,
        place: Position,
        output: &mut Output,
        totals: &Totals,
        is_finished: bool,
    ) -> anyhow::Result<()> {
        let state = State {
            schema: SCHEMA.to_owned(),
            command: self.command,
            is_finished,
            place,
            output: output.secure()?,
            totals: totals.clone(),
        };
        let text = serde_json::to_string(&state)?;
        let mut file = Output::file(&self.path)?;
        file.write(|out| writeln!(out, "{text}"))?;
        file.finish()?;
        self.written = Some(Instant::now());
        Ok(())
    }
}
