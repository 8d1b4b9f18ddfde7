//! What can go wrong while threads are read, and where.

use std::fmt::{self, Write};
use std::io;

use thiserror::Error;

use super::limits::size;

/// Why a source, or one place in it, gave no thread; or, if it [is a warning](Self::is_warning), what was wrong with what was read all the same.
///
/// It names the source and, where there is one, the line, the byte or the record; [`IngestError::kind`] says what is wrong and what to do about
/// it.
///
/// ```
/// use threadlint::ingest::Reader;
///
/// let input = "{\"id\": 1, \"text\": \"fine\"}\n{\"id\": 2}\n";
/// let error = Reader::new("threads.jsonl", None, input.as_bytes()).find_map(Result::err).unwrap();
/// assert_eq!(error.to_string(), "threads.jsonl:2: neither `posts` nor `text`: a thread needs one of them");
/// ```
#[derive(Debug)]
pub struct IngestError {
    path: String,
    place: Place,
    kind: IngestErrorKind,
}

/// Where in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Everywhere, or nobody can say.
    #[default]
    Whole,
    /// A line, counted from one.
    Line(u64),
    /// A byte of what the source holds when it is unpacked, counted from zero.
    Byte(u64),
    /// A record, a row or an entry, counted from one.
    Record(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Line(line) => write!(out, ":{line}"),
            Self::Byte(byte) => write!(out, ": byte {byte}"),
            Self::Record(record) => write!(out, ": record {record}"),
        }
    }
}

impl IngestError {
    pub(super) fn new(
        path: impl Into<String>,
        line: Option<u64>,
        kind: impl Into<IngestErrorKind>,
    ) -> Self {
        Self::at(path, line.map_or(Place::Whole, Place::Line), kind)
    }

    pub(super) fn at(
        path: impl Into<String>,
        place: Place,
        kind: impl Into<IngestErrorKind>,
    ) -> Self {
        Self { path: path.into(), place, kind: kind.into() }
    }

    pub(super) fn into_kind(self) -> IngestErrorKind {
        self.kind
    }

    /// Takes in what another counts, if it counts the same of the same source.
    fn absorb(&mut self, other: &Self) -> bool {
        let (all, count) = match (&mut self.kind, &other.kind) {
            (
                IngestErrorKind::Replaced { count: all, encoding: known },
                IngestErrorKind::Replaced { count, encoding },
            ) if known == encoding => (all, count),
            (IngestErrorKind::NoThread { count: all }, IngestErrorKind::NoThread { count }) => {
                (all, count)
            }
            _ => return false,
        };
        let is_same = self.path == other.path;
        *all += if is_same { *count } else { 0 };
        is_same
    }

    /// The source, as it was given.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line, counted from one, where one line is to blame.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self.place {
            Place::Line(line) => Some(line),
            _ => None,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// Was everything read all the same?
    #[must_use]
    pub fn is_warning(&self) -> bool {
        self.kind.is_warning()
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &IngestErrorKind {
        &self.kind
    }
}

impl fmt::Display for IngestError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(OneLine(out), "{}{}: {}", self.path, self.place, self.kind)
    }
}

/// Writes what would move the cursor of a terminal as an escape: a path may hold anything, and so may what is named of a source.
struct OneLine<'o, 'f>(&'o mut fmt::Formatter<'f>);

impl Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(char::is_control) {
            let plain = part.trim_end_matches(char::is_control);
            write!(self.0, "{plain}{}", part[plain.len()..].escape_default())?;
        }
        Ok(())
    }
}

impl std::error::Error for IngestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.kind)
    }
}

/// The column, if the parser knows it.
fn at(column: usize) -> String {
    if column == 0 { String::new() } else { format!(" at column {column}") }
}

/// What is wrong with a source.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IngestErrorKind {
    /// Nothing has this path.
    #[error("no such file or folder")]
    Missing,
    /// The system would not open or read it.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A link leads back to a folder above it.
    #[error("link leads back to `{0}`: its folder is read once only")]
    Loop(String),
    /// A folder holds no file with an ending that is known.
    #[error("no file to read in this folder: looked for {}", super::form::endings())]
    NoFile,
    /// It is of no form that is read, but surely no plain text either.
    #[error(
        "{0} in none of the forms that are read: `threadlint forms` lists them; to insist on one, name it (`--form`)"
    )]
    UnknownForm(&'static str),
    /// Its form is known, but this build cannot read it.
    #[error("{0}: this build of threadlint has no reader for it")]
    NoReader(&'static str),
    /// A text is longer than [`Limits::thread_bytes`](super::Limits::thread_bytes).
    #[error("longer than {}, the most that is read as one text: split it, or give JSON Lines", size(*.0))]
    TooLong(u64),
    /// A line is longer than [`Limits::thread_bytes`](super::Limits::thread_bytes).
    #[error("line longer than {}, the most that is read as one thread: skipped", size(*.0))]
    LineTooLong(u64),
    /// It holds NUL bytes.
    #[error("binary, not text: it holds NUL bytes")]
    Binary,
    /// It ends before the place where reading was to go on.
    #[error("shorter than it was: there is nothing at the place where reading is to go on")]
    Shrunk,
    /// Bytes of no sense in the encoding were replaced. A warning.
    #[error("{}", replaced(*.count, .encoding))]
    Replaced {
        /// How many bytes or sequences of bytes; the place is that of the first.
        count: u64,
        /// The encoding in which they have no sense.
        encoding: &'static str,
    },
    /// The encoding is not the one that the source declares. A warning.
    #[error("declared as {declared}, but it is {read}: read as {read}")]
    WrongEncoding {
        /// As it is declared.
        declared: &'static str,
        /// As it was read.
        read: &'static str,
    },
    /// Some of a source was damaged, which cost what is told, and the rest was read.
    #[error("{0}")]
    Damaged(String),
    /// Something was odd, or left out on purpose, and all else was read. A warning.
    #[error("{0}")]
    Note(String),
    /// Pages of an archive hold nothing that is read. A warning.
    #[error("{}", without_thread(*.count))]
    NoThread {
        /// How many; the place is that of the first.
        count: u64,
    },
    /// It is empty, or all blank.
    #[error("nothing to read: the input is empty or blank")]
    Empty,
    /// A line is not JSON.
    #[error("not valid JSON: {what}{}", at(*column))]
    Json {
        /// What the parser met.
        what: String,
        /// Where in the line, in bytes from one; 0 if it is not known.
        column: usize,
    },
    /// A line is JSON, but something in it is not of the type it should be.
    #[error("not a thread: {what}{}", at(*column))]
    Shape {
        /// What is there and what should be.
        what: String,
        /// Where in the line, in bytes from one; 0 if it is not known.
        column: usize,
    },
    /// A thread has no text of any kind.
    #[error("neither `posts` nor `text`: a thread needs one of them")]
    NoPosts,
    /// A thread has posts and a text beside them, and nothing says how they belong together.
    #[error("both `posts` and `text`: put the text into a post of its own")]
    PostsAndText,
    /// A post lacks its text.
    #[error("post {0} has no `text`")]
    NoText(usize),
}

impl IngestErrorKind {
    /// Was everything read all the same?
    #[must_use]
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::Replaced { .. }
                | Self::WrongEncoding { .. }
                | Self::NoThread { .. }
                | Self::Note(_)
        )
    }
}

fn replaced(count: u64, encoding: &str) -> String {
    match count {
        1 => format!("1 byte is not valid {encoding} and was replaced"),
        count => format!(
            "{count} bytes, the first of them here, are not valid {encoding} and were replaced"
        ),
    }
}

fn without_thread(count: u64) -> String {
    match count {
        1 => "1 page holds no thread".to_owned(),
        count => format!("{count} pages, the first of them here, hold no thread"),
    }
}

/// Warnings, gathered: what is counted, such as bytes that were replaced, is told once a source, and of millions of others only the first.
///
/// ```
/// use threadlint::ingest::{Reader, Warnings};
///
/// let mut reader = Reader::new("a.txt", None, &b"caf\xe9\n\xe9t\xe9"[..]);
/// while reader.next().is_some() {}
/// assert_eq!(
///     reader.warnings()[0].to_string(),
///     "a.txt:1: 3 bytes, the first of them here, are not valid UTF-8 and were replaced"
/// );
/// ```
#[derive(Debug, Default)]
pub struct Warnings {
    list: Vec<IngestError>,
    more: u64,
}

impl Warnings {
    /// The most that are kept.
    pub const MOST: usize = 1_000;

    /// Adds one.
    pub fn add(&mut self, warning: IngestError) {
        if self.list.iter_mut().rev().any(|told| told.absorb(&warning)) {
            return;
        }
        if self.list.len() < Self::MOST {
            self.list.push(warning);
        } else {
            self.more += 1;
        }
    }

    /// Those that are kept, in the order in which they came.
    #[must_use]
    pub fn list(&self) -> &[IngestError] {
        &self.list
    }

    /// How many came beyond those that are kept.
    #[must_use]
    pub fn more(&self) -> u64 {
        self.more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_and_what() {
        let error = IngestError::new(
            "a.jsonl",
            Some(3),
            IngestErrorKind::Json { what: "expected `,` or `}`".into(), column: 17 },
        );
        assert_eq!(
            error.to_string(),
            "a.jsonl:3: not valid JSON: expected `,` or `}` at column 17"
        );
        assert_eq!((error.path(), error.line()), ("a.jsonl", Some(3)));
        assert_eq!(
            IngestError::new("b.txt", None, IngestErrorKind::Missing).to_string(),
            "b.txt: no such file or folder"
        );
    }

    #[test]
    fn a_path_cannot_play_with_the_terminal() {
        let error = IngestError::new("a\u{1b}[2J\n.txt", None, IngestErrorKind::Missing);
        assert_eq!(error.to_string(), "a\\u{1b}[2J\\n.txt: no such file or folder");
        let error = IngestError::new("a", None, IngestErrorKind::Note("`b\rc` is é".into()));
        assert_eq!(error.to_string(), "a: `b\\rc` is é");
    }
}
