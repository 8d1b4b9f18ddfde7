//! What can go wrong while threads are read, and where.

use std::{fmt, io};

use thiserror::Error;

use super::MAX_THREAD_BYTES;

/// Why a source, or one line of it, gave no thread.
///
/// It names the source and, where there is one, the line; [`IngestError::kind`] says what is wrong and what to do about it.
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
    line: Option<u64>,
    kind: IngestErrorKind,
}

impl IngestError {
    pub(super) fn new(
        path: impl Into<String>,
        line: Option<u64>,
        kind: impl Into<IngestErrorKind>,
    ) -> Self {
        Self { path: path.into(), line, kind: kind.into() }
    }

    /// The source, as it was given.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line, counted from one, where one line is to blame.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// Was everything read all the same? It says what was left out or mended then.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        use IngestErrorKind::{Continued, LeftOut, NotUtf8, Ragged};
        matches!(self.kind, Continued | LeftOut { .. } | NotUtf8(_) | Ragged { .. })
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &IngestErrorKind {
        &self.kind
    }
}

impl fmt::Display for IngestError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        place(out, &self.path, self.line)?;
        self.kind.fmt(out)
    }
}

impl std::error::Error for IngestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.kind)
    }
}

/// Writes `path:line: `; a path may hold anything, so what would move the cursor of a terminal is escaped.
fn place(out: &mut fmt::Formatter<'_>, path: &str, line: Option<u64>) -> fmt::Result {
    for c in path.chars() {
        if c.is_control() { write!(out, "{}", c.escape_default())? } else { write!(out, "{c}")? }
    }
    match line {
        Some(line) => write!(out, ":{line}: "),
        None => write!(out, ": "),
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
    #[error("no file to read in this folder: looked for {}", super::source::endings())]
    NoFile,
    /// A text is longer than [`MAX_THREAD_BYTES`].
    #[error("longer than {} MiB, the most that is read as one text: split it, or give JSON Lines", MAX_THREAD_BYTES >> 20)]
    TooLong,
    /// A line is longer than [`MAX_THREAD_BYTES`].
    #[error("line longer than {} MiB, the most that is read as one thread: skipped", MAX_THREAD_BYTES >> 20)]
    LineTooLong,
    /// It holds NUL bytes.
    #[error("binary, not text: it holds NUL bytes")]
    Binary,
    /// It begins with the byte-order mark of UTF-16.
    #[error("UTF-16, not UTF-8: convert it first")]
    Utf16,
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
    /// A record of a dump is longer than [`MAX_THREAD_BYTES`].
    #[error("record longer than {} MiB, the most that is read as one thread: skipped", MAX_THREAD_BYTES >> 20)]
    RecordTooLong,
    /// The input ends, or another record begins, within a record.
    #[error("cut short: this record has no end, and is skipped")]
    CutShort,
    /// Something that is one document is not JSON any more.
    #[error("not valid JSON from byte {byte} on: {what}: what stands before it was read")]
    JsonAt {
        /// What was met.
        what: String,
        /// Where, counted from zero.
        byte: u64,
    },
    /// A record is not XML.
    #[error("not valid XML: {0}: the record is skipped")]
    Xml(String),
    /// Something in a mailbox is no mail.
    #[error("not a mail: it has no head with `From:`, `Subject:`, `Date:` or the like: skipped")]
    NoMail,
    /// It is of the form, but has nothing to read in it.
    #[error("nothing to read: {0}")]
    Nothing(&'static str),
    /// A table has no column that could hold the text.
    #[error(
        "no column for the text of a post: there are {columns}: say which it is with `--columns text=NAME`"
    )]
    NoTextColumn {
        /// What the columns are called.
        columns: String,
    },
    /// A column was asked for that is not there.
    #[error("no column `{name}`: there are {columns}")]
    NoColumn {
        /// What was asked for.
        name: String,
        /// What the columns are called.
        columns: String,
    },
    /// A quotation mark is opened and not closed.
    #[error(
        "a field that begins with a quotation mark has no end: the rows from here on are read as if it were a letter"
    )]
    OpenQuote,
    /// Rows that have not as many fields as the header; they were read all the same.
    #[error("{count} {} not as many fields as the header, the first of them here: read as far as they go", if *count == 1 { "row has" } else { "rows have" })]
    Ragged {
        /// How many.
        count: u64,
    },
    /// A thread is longer than [`MAX_THREAD_BYTES`], and its other posts come as a thread of the same name.
    #[error("thread longer than {} MiB, the most that is held: it goes on in another thread with the same id", MAX_THREAD_BYTES >> 20)]
    Continued,
    /// What is in the source and was not read, since it is no post or is not there.
    #[error("{count} {what}")]
    LeftOut {
        /// How many.
        count: u64,
        /// Of what, and why.
        what: &'static str,
    },
    /// Bytes that are no UTF-8 and were replaced.
    #[error("{0} bytes, the first of them here, are not valid UTF-8 and were replaced")]
    NotUtf8(u64),
    /// A Parquet file cannot be read.
    #[error("not a Parquet file that can be read: {0}")]
    Parquet(String),
}

/// Bytes that were no UTF-8 and were replaced; the threads were read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The source, as it was given.
    pub path: String,
    /// The line of the first such byte, counted from one.
    pub line: u64,
    /// How many there were.
    pub count: u64,
}

impl Warning {
    /// Counts bytes on one line more.
    pub(super) fn add(warning: &mut Option<Self>, path: &str, line: u64, count: u64) {
        warning.get_or_insert_with(|| Self { path: path.to_owned(), line, count: 0 }).count +=
            count;
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        place(out, &self.path, Some(self.line))?;
        match self.count {
            1 => write!(out, "1 byte is not valid UTF-8 and was replaced"),
            count => write!(
                out,
                "{count} bytes, the first of them here, are not valid UTF-8 and were replaced"
            ),
        }
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
    }
}
