//! What a scan found, written down: for people, for programs, one file a format.
//!
//! An [`Emitter`] writes the report of one thread after the other and what holds for all of them at the end:
//!
//! | emitter | writes |
//! | --- | --- |
//! | [`Text`] | for moderators: each flag with the sentence, the guidance and its sources, then a summary |
//! | [`JsonLines`] | one JSON object a thread and line, nothing else |
//! | [`Json`] | one JSON object with all threads and the summary |
//! | [`Records`] | one JSON object a line for each record of one [`Layer`]: each mention, each dosage |
//! | [`Csv`] | the same as a table, laid flat, for spreadsheets |
//!
//! What is [mined](crate::mine) from all threads together is written at the end, by [`counts`].
//!
//! # Laws
//!
//! * An emitter holds nothing of the threads it wrote: what it writes of a thread depends on that thread alone. So threads can be written on
//!   many cores, each to memory of its own, and be put together in order, and come out as the same bytes.
//! * It writes where it is told to, and its only error is that of the writer.
//! * No text of a post reaches a terminal as it is: [`Text`] shows what is hidden in it (see [`escape`]), JSON escapes what JSON escapes. [`Csv`] is
//!   for files: it leaves text as it is, but for what a spreadsheet would run.
//!
//! # Example
//!
//! ```
//! use threadlint::report::{Emitter, JsonLines, Text, write_all};
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let scanner = Scanner::builtin()?;
//! let threads = [Thread::from_text("Has anyone taken heparin?"), Thread::from_text("I did.")];
//!
//! let mut lines = Vec::new();
//! write_all(&JsonLines, threads.iter().map(|thread| (thread, scanner.scan(thread))), &mut lines)?;
//! assert_eq!(String::from_utf8(lines)?.lines().count(), 2);
//!
//! let mut text = Vec::new();
//! let summary = write_all(&Text::new(), threads.iter().map(|thread| (thread, scanner.scan(thread))), &mut text)?;
//! assert_eq!(summary.threads, 2);
//! assert!(String::from_utf8(text)?.contains("nothing flagged"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod citation;
pub mod counts;
mod csv;
pub mod escape;
mod json;
mod jsonl;
mod layer;
pub mod layout;
mod quote;
mod records;
mod summary;
mod text;

use std::io::{self, Write};

pub use csv::Csv;
pub use json::Json;
pub use jsonl::JsonLines;
pub use layer::Layer;
pub use records::Records;
pub use summary::{DrugCount, FlagCounts, Summary};
pub use text::Text;

use serde::Serialize;

use crate::{scan::ThreadReport, thread::Thread};

/// A format of the output.
///
/// For a run it writes [`begin`](Self::begin), then for each thread [`thread`](Self::thread), with [`between`](Self::between) before each but the
/// first, and [`finish`](Self::finish). [`write_all`] does just that.
pub trait Emitter: Send + Sync {
    /// Writes what stands before the first thread.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands between two threads.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    fn between(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what was found in a thread.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    fn thread(&self, thread: &Thread, report: &ThreadReport, out: &mut dyn Write)
    -> io::Result<()>;

    /// Writes what stands behind the last thread, also if there was none.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    fn finish(&self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a value as JSON: first to memory, as it is written in many small parts, each of which would be a call of `out`.
fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&serde_json::to_vec(value)?)
}

/// Writes threads and their reports from first to last, and counts them.
///
/// # Errors
///
/// If the writer fails.
pub fn write_all<'t>(
    emitter: &dyn Emitter,
    threads: impl IntoIterator<Item = (&'t Thread, ThreadReport)>,
    out: &mut dyn Write,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    emitter.begin(out)?;
    for (at, (thread, report)) in threads.into_iter().enumerate() {
        if at > 0 {
            emitter.between(out)?;
        }
        emitter.thread(thread, &report, out)?;
        summary.add(&report);
    }
    emitter.finish(&summary, out)?;
    Ok(summary)
}
