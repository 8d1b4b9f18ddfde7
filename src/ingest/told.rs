//! What readers of dumps have to tell, in the same words.

use super::error::{IngestError, IngestErrorKind};
use super::limits::size;

/// A record is longer than may be held.
pub(super) fn too_long(limit: usize) -> IngestErrorKind {
    let limit = size(limit as u64);
    IngestErrorKind::Damaged(format!(
        "record longer than {limit}, the most that is read as one thread: skipped"
    ))
}

/// The input ends, or another record begins, within a record.
pub(super) fn cut_short() -> IngestErrorKind {
    IngestErrorKind::Damaged(
        "cut short: this record has no end, and is read as far as it goes".into(),
    )
}

/// A thread is more than may be held.
pub(super) fn continued(limit: usize) -> IngestErrorKind {
    let limit = size(limit as u64);
    IngestErrorKind::Note(format!(
        "thread longer than {limit}, the most that is held: it goes on in another one with the same id"
    ))
}

/// What is in a source and was not read.
pub(super) fn left_out(count: u64, one: &str, many: &str) -> IngestErrorKind {
    IngestErrorKind::Note(match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    })
}

/// Bytes that are not UTF-8.
pub(super) fn replaced(count: u64) -> IngestErrorKind {
    IngestErrorKind::Replaced { count, encoding: "UTF-8" }
}

/// Bytes of one source that are not UTF-8 and were replaced: the line of the first, and how many.
#[derive(Debug, Default)]
pub(super) struct Replaced(Option<(u64, u64)>);

impl Replaced {
    /// So many more of them are on this line.
    pub(super) fn add(&mut self, line: u64, count: u64) {
        if count > 0 {
            self.0.get_or_insert((line, 0)).1 += count;
        }
    }

    /// What is told of them at the end of the source with this name, if there were any.
    pub(super) fn take(&mut self, name: &str) -> Option<IngestError> {
        let (line, count) = self.0.take()?;
        Some(IngestError::new(name, Some(line), replaced(count)))
    }
}

/// It is of the form, but nothing is in it.
pub(super) fn nothing(what: &str) -> IngestErrorKind {
    IngestErrorKind::Damaged(format!("nothing to read: {what}"))
}

/// A record is not what it should be.
pub(super) fn skipped(what: &str) -> IngestErrorKind {
    IngestErrorKind::Damaged(format!("{what}: the record is skipped"))
}
