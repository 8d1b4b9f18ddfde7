//! A piece of a source: cut out by one, to be read by another.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;
use std::vec;

use serde::{Deserialize, Serialize};

use super::blocks::Block;
use super::decode::{self, Decoded, Encoding};
use super::error::{IngestError, IngestErrorKind};
use super::way::ReadWhole;
use crate::thread::{SourceForm, Thread};

/// A place between two pieces of a source, from which reading can go on later: see [`Reader::go_on_from`](super::Reader::go_on_from).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// How many pieces stand before it.
    pub(super) pieces: u64,
    /// How many bytes, of a source that is read in lines.
    pub(super) bytes: u64,
    /// How many lines.
    pub(super) lines: u64,
}

/// A piece of a source: a few lines, a document, a page or a thread of a stream. To cut it out is cheap; to read it, which is to iterate over its threads, is
/// the work, and may be done on another core.
///
/// Warnings stand among the errors (see [`IngestError::is_warning`]).
///
/// ```
/// use threadlint::ingest::Reader;
///
/// let mut reader = Reader::new("-", None, &b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n"[..]);
/// let pieces: Vec<_> = std::iter::from_fn(|| reader.next_piece()).collect();
/// let read = std::thread::spawn(move || pieces.into_iter().flatten().filter(Result::is_ok).count());
/// assert_eq!(read.join().unwrap(), 2);
/// ```
#[derive(Debug)]
pub struct Piece {
    work: Work,
    end: Mark,
}

#[derive(Debug)]
pub(super) enum Work {
    Done(Option<Box<Result<Thread, IngestError>>>),
    Lines(Block),
    Later(Box<dyn Later>),
    Read(vec::IntoIter<Result<Thread, IngestError>>),
}

/// What was cut out of a source and is still to be read.
pub(super) trait Later: fmt::Debug + Send {
    /// How many bytes it is.
    fn weight(&self) -> usize;
    /// Reads it.
    fn read(self: Box<Self>) -> Vec<Result<Thread, IngestError>>;
}

impl Work {
    pub(super) fn item(item: Result<Thread, IngestError>) -> Self {
        Self::Done(Some(Box::new(item)))
    }

    /// About how many bytes of memory it takes before it is read.
    fn weight(&self) -> usize {
        match self {
            Self::Done(item) => match item.as_deref() {
                Some(Ok(thread)) => thread.posts.iter().map(|post| 200 + post.text.len()).sum(),
                _ => 200,
            },
            Self::Lines(block) => block.bytes(),
            Self::Later(later) => later.weight(),
            Self::Read(_) => 0,
        }
    }
}

impl Iterator for Work {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Done(item) => item.take().map(|item| *item),
            Self::Lines(block) => block.next(),
            Self::Read(list) => list.next(),
            Self::Later(_) => {
                let Self::Later(later) = std::mem::replace(self, Self::Done(None)) else {
                    return None;
                };
                *self = Self::Read(later.read().into_iter());
                self.next()
            }
        }
    }
}

/// A source that is one text.
#[derive(Debug)]
pub(super) struct Whole {
    pub name: Arc<str>,
    pub bytes: Vec<u8>,
    pub form: SourceForm,
    pub encoding: Option<Encoding>,
    pub read: ReadWhole,
    pub page: bool,
}

impl Piece {
    pub(super) fn new(work: Work, end: Mark) -> Self {
        Self { work, end }
    }

    pub(super) fn error(error: IngestError, end: Mark) -> Self {
        Self::new(Work::item(Err(error)), end)
    }

    /// What is to be read, wherever it stands.
    pub(super) fn into_work(self) -> Work {
        self.work
    }

    /// Where it ends in its source.
    #[must_use]
    pub fn end(&self) -> Mark {
        self.end
    }

    /// About how many bytes of memory it takes before it is read.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.work.weight()
    }
}

impl Iterator for Piece {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.work.next()
    }
}

impl FusedIterator for Piece {}

impl Whole {
    fn error(&self, line: Option<u64>, kind: impl Into<IngestErrorKind>) -> IngestError {
        IngestError::new(&*self.name, line, kind)
    }
}

impl Later for Whole {
    fn weight(&self) -> usize {
        self.bytes.len()
    }

    fn read(mut self: Box<Self>) -> Vec<Result<Thread, IngestError>> {
        let bytes = std::mem::take(&mut self.bytes);
        let decoded = match decode::decode(bytes, self.encoding, self.page) {
            Ok(decoded) => decoded,
            Err(kind) => return vec![Err(self.error(None, kind))],
        };
        let Decoded { text, wrong, misdeclared, in_place } = decoded;
        let mut list = Vec::new();
        if let Some((declared, read)) = misdeclared {
            let kind = IngestErrorKind::WrongEncoding { declared, read };
            list.push(Err(self.error(None, kind)));
        }
        if let Some((line, count, encoding)) = wrong {
            let kind = IngestErrorKind::Replaced { count, encoding };
            list.push(Err(self.error(Some(line), kind)));
        }
        match (self.read)(&self.name, &text, self.form) {
            Ok(threads) => list.extend(threads.into_iter().map(|mut thread| {
                if !in_place {
                    // Places in what it was converted to are no places in the source.
                    thread.posts.iter_mut().for_each(|post| post.offset = None);
                }
                Ok(thread)
            })),
            Err(kind) => list.push(Err(self.error(None, kind))),
        }
        list
    }
}
