//! JSON: one object for a whole run.

use std::io::{self, Write};

use super::{Emitter, Summary, write_json};
use crate::{scan::ThreadReport, thread::Thread};

/// Writes one object: `{"schema": "threadlint/report/1", "threads": […], "summary": {…}}`.
///
/// `threads` holds the objects that [`JsonLines`](super::JsonLines) writes, one a line; `summary` is the [`Summary`]. It is written as it comes,
/// so that a corpus of any size can be written; it is not JSON before its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;

impl Json {
    /// The version of the form.
    pub const SCHEMA: &'static str = "threadlint/report/1";
}

impl Emitter for Json {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\"schema\":\"{}\",\"threads\":[", Self::SCHEMA)
    }

    fn between(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b",\n")
    }

    fn thread(
        &self,
        _thread: &Thread,
        report: &ThreadReport,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write_json(report, out)
    }

    fn finish(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n],\"summary\":")?;
        write_json(summary, out)?;
        out.write_all(b"}\n")
    }
}
