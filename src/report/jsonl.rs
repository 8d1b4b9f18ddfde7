//! JSON Lines: one object a thread.

use std::io::{self, Write};

use super::{Emitter, write_json};
use crate::{scan::ThreadReport, thread::Thread};

/// Writes each [`ThreadReport`] as one line of JSON, and nothing before, between or behind them.
///
/// Fields stand in the order of the report; the first of them, `schema`, says which version of the form it is (see
/// [`SCHEMA`](crate::scan::SCHEMA)).
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonLines;

impl Emitter for JsonLines {
    fn thread(
        &self,
        _thread: &Thread,
        report: &ThreadReport,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write_json(report, out)?;
        out.write_all(b"\n")
    }
}
