//! JSON Lines of one layer: one object a record.
//!
//! ```
//! use threadlint::report::{Layer, Records, write_all};
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let scanner = Scanner::builtin()?;
//! let thread = Thread::from_text("I took heparin, then Lovenox.");
//! let mut lines = Vec::new();
//! write_all(&Records::new(Layer::Mentions), [(&thread, scanner.scan(&thread))], &mut lines)?;
//!
//! let lines = String::from_utf8(lines)?;
//! assert_eq!(lines.lines().count(), 2);
//! assert!(lines.starts_with(r#"{"source":"","thread":null,"post":0,"span":[7,14],"text":"heparin""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::io::{self, Write};

use serde::Serialize;

use super::{Emitter, Layer, write_json};
use crate::{scan::ThreadReport, thread::Thread};

/// Writes each record of a [`Layer`] as one line of JSON, and nothing before, between or behind them.
///
/// A line begins with `source` and `thread`, the source and the id of the thread, which is `null` where the source has none; behind them stand
/// the fields of the record, as [`JsonLines`](super::JsonLines) writes them in the line of the thread. The `dosages` and `outcomes` of an
/// experience are places among the dosages and outcomes of its thread, counted from 0.
#[derive(Clone, Copy, Debug)]
pub struct Records {
    layer: Layer,
}

impl Records {
    /// Writes this layer.
    #[must_use]
    pub const fn new(layer: Layer) -> Self {
        Self { layer }
    }
}

impl Emitter for Records {
    fn thread(
        &self,
        _thread: &Thread,
        report: &ThreadReport,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self.layer {
            Layer::Mentions => write(report, &report.mentions, out),
            Layer::Dosages => write(report, &report.dosages, out),
            Layer::Outcomes => write(report, &report.outcomes, out),
            Layer::Experiences => write(report, &report.experiences, out),
        }
    }
}

/// A record, and where it was found.
#[derive(Serialize)]
struct Line<'a, T> {
    source: &'a str,
    thread: Option<&'a str>,
    #[serde(flatten)]
    record: &'a T,
}

fn write(report: &ThreadReport, records: &[impl Serialize], out: &mut dyn Write) -> io::Result<()> {
    for record in records {
        let line = Line { source: &report.source, thread: report.id.as_deref(), record };
        write_json(&line, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
