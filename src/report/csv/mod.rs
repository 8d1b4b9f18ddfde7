//! CSV of one layer: a header, and one row a record.
//!
//! ```
//! use threadlint::report::{Csv, Layer, write_all};
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let scanner = Scanner::builtin()?;
//! let thread = Thread::from_text("I took heparin, then Lovenox.");
//! let mut table = Vec::new();
//! write_all(&Csv::new(Layer::Mentions), [(&thread, scanner.scan(&thread))], &mut table)?;
//!
//! let table = String::from_utf8(table)?;
//! let mut lines = table.lines();
//! assert!(lines.next().is_some_and(|header| header.starts_with("source,thread,post,start,end,text,kind,concept,")));
//! assert!(lines.next().is_some_and(|row| row.starts_with(",,0,7,14,heparin,drug,heparin,")));
//! assert_eq!(lines.count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(super) mod cell;
mod columns;
mod dosages;

use std::io::{self, Write};

use self::{
    cell::guarded,
    columns::{Columns, EXPERIENCES, MENTIONS, OUTCOMES},
    dosages::DOSAGES,
};
use super::{Emitter, Layer};
use crate::{scan::ThreadReport, thread::Thread};

/// Writes the records of a [`Layer`] as a table: a header line, also if nothing was found, and one row a record.
///
/// Cells are parted by commas, rows by line feeds; a cell that holds one of these, a carriage return or a quotation mark stands in quotation marks
/// (RFC 4180). Text is UTF-8, and that of a post is left as it is, control characters too, with one exception: a cell that a spreadsheet would
/// run as a formula, since it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, has a single quotation mark `'` in front. (One that
/// begins with such marks and then one of these has one more, so that whoever takes off the first has the text. A cell that is but a `-` is none.)
///
/// All layers begin with `source` and `thread`, the id of the thread. Then come the fields of the record, laid flat; an assertion stands in `negated`,
/// `uncertain`, `hypothetical`, `historical`, `question`, `experiencer`, `person_start` and `person_end` (the words that name them), `said_by` (its source) and `mood`, without its cues. An empty cell is a field that is not stated; the
/// items of a list have `|` between them. The `dosages` and `outcomes` of an experience are places among those of its thread, counted from 0.
///
/// Of dosages:
///
/// | columns | hold |
/// | --- | --- |
/// | `dose_low`, `dose_high`, `dose_unit` | the first dose; both ends are the same if it is just one, and one of them is empty in “up to” and “at least” |
/// | `strength` | what one of what is counted holds, with its unit: `20 mg` |
/// | `frequency` … `period_unit` | as in FHIR: the columns with `max` are empty if it is just one number |
/// | `when`, `time_of_day`, `days` | as FHIR codes them |
/// | `duration`, `duration_max`, `duration_unit` | how long the course lasts; `duration` is empty in “up to a year” |
/// | `max_value`, `max_unit`, `max_per_value`, `max_per_unit` | no more than so much in so long |
/// | `course_from`, `course_to`, `course_after` | a time with its unit: `9 wk` |
/// | `course_whole` | `true`, or empty |
/// | `inferred` | the fields that are not stated in so many words |
#[derive(Clone, Copy, Debug)]
pub struct Csv {
    layer: Layer,
}

impl Csv {
    /// Writes this layer.
    #[must_use]
    pub const fn new(layer: Layer) -> Self {
        Self { layer }
    }

    /// The names of the columns, in their order.
    #[must_use]
    pub fn columns(self) -> Vec<&'static str> {
        match self.layer {
            Layer::Mentions => MENTIONS.names(),
            Layer::Dosages => DOSAGES.names(),
            Layer::Outcomes => OUTCOMES.names(),
            Layer::Experiences => EXPERIENCES.names(),
        }
    }
}

impl Emitter for Csv {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.columns().join(","))
    }

    fn thread(
        &self,
        _thread: &Thread,
        report: &ThreadReport,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self.layer {
            Layer::Mentions => write(&MENTIONS, report, &report.mentions, out),
            Layer::Dosages => write(&DOSAGES, report, &report.dosages, out),
            Layer::Outcomes => write(&OUTCOMES, report, &report.outcomes, out),
            Layer::Experiences => write(&EXPERIENCES, report, &report.experiences, out),
        }
    }
}

fn write<T>(
    columns: &Columns<T>,
    thread: &ThreadReport,
    records: &[T],
    out: &mut dyn Write,
) -> io::Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let mut rows = ::csv::WriterBuilder::new().has_headers(false).from_writer(out);
    for record in records {
        for cell in columns.cells(thread, record) {
            rows.write_field(&*guarded(&cell)).map_err(problem)?;
        }
        rows.write_record(None::<&[u8]>).map_err(problem)?;
    }
    rows.flush()
}

/// The error of the writer, as it was.
pub(super) fn problem(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
