//! The counts of a run, and the summary that batch jobs read.

use std::path::Path;

use serde::{Deserialize, Serialize};
use threadlint::report::Summary;

use crate::output::Output;

/// What was done so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Totals {
    /// How many inputs were read to their end.
    pub(crate) sources: u64,
    /// How many bytes these had, packed as they are.
    pub(crate) bytes: u64,
    /// How many inputs, or places in them, could not be read.
    pub(crate) errors: u64,
    /// What was found.
    pub(crate) found: Summary,
}

/// The summary of a run, for programs.
#[derive(Serialize)]
struct ForPrograms<'a> {
    schema: &'static str,
    /// Was all input read?
    is_complete: bool,
    sources: u64,
    bytes: u64,
    errors: u64,
    #[serde(flatten)]
    found: &'a Summary,
}

impl Totals {
    /// Writes them as one JSON object. There is no clock in it: the same input gives the same bytes.
    pub(crate) fn write(&self, path: &Path, is_complete: bool) -> anyhow::Result<()> {
        let Self { sources, bytes, errors, ref found } = *self;
        let schema = "threadlint/summary/1";
        let summary = ForPrograms { schema, is_complete, sources, bytes, errors, found };
        let text = serde_json::to_string_pretty(&summary)?;
        let mut output = Output::file(path)?;
        output.write(|out| writeln!(out, "{text}"))?;
        output.finish()
    }
}
