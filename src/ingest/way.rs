//! How each form is read. A reader is put in here, with one line.

use std::io::BufRead;

use super::error::{IngestError, IngestErrorKind};
use super::{Limits, discourse, flat, html, mbox, reddit, stack_exchange, table, warc, wxr};
use crate::thread::{SourceForm, Thread};

/// The threads of a stream.
pub(super) type Threads<'r> = Box<dyn Iterator<Item = Result<Thread, IngestError>> + Send + 'r>;

/// The threads of a text of this name; a form that is a page may declare its encoding.
pub(super) type ReadWhole = fn(&str, &str, SourceForm) -> Result<Vec<Thread>, IngestErrorKind>;

/// How a form is read.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// In blocks of lines, each line a thread.
    Lines,
    /// As one text that is held as a whole.
    Whole {
        read: ReadWhole,
        /// Does it declare its encoding, as pages and XML do?
        page: bool,
    },
    /// As a stream, by a reader that holds a thread at a time. A `text` may be recoded on the way; what is none sees the bytes as they are.
    Stream {
        read: for<'r> fn(&str, Box<dyn BufRead + Send + 'r>, Limits) -> Threads<'r>,
        text: bool,
    },
    /// Not by this build.
    #[cfg_attr(feature = "parquet", allow(dead_code))] // with it, every form has a reader
    Unread,
}

/// How this form is read.
pub(super) fn way(form: SourceForm) -> Way {
    match form {
        SourceForm::Jsonl => Way::Lines,
        SourceForm::QaText
        | SourceForm::ArticleText
        | SourceForm::ThreadText
        | SourceForm::Text => Way::Whole { read: flat, page: false },
        // One document: `Way::Whole { read: |name, text, _| html::read(name, text).map(|thread| vec![thread]), page: true }`.
        // A stream: `Way::Stream { read: |name, input, _| Box::new(warc::Warc::new(name, input)), text: false }`.
        SourceForm::Html => Way::Whole {
            read: |name, text, _| html::read(name, text).map(|thread| vec![thread]),
            page: true,
        },
        SourceForm::Warc => Way::Stream { read: warc::read, text: false },
        SourceForm::Discourse => stream(|name, input, limits| {
            Box::new(discourse::open(name, input, limits.max_thread_bytes()))
        }),
        SourceForm::Reddit => {
            stream(|name, input, limits| reddit::open(name, input, limits.max_thread_bytes()))
        }
        SourceForm::StackExchange => stream(|name, input, limits| {
            Box::new(stack_exchange::open(name, input, limits.max_thread_bytes()))
        }),
        SourceForm::Wxr => stream(|name, input, limits| {
            Box::new(wxr::open(name, input, limits.max_thread_bytes()))
        }),
        // Mails say in which encoding each of their parts is.
        SourceForm::Mbox => Way::Stream {
            read: |name, input, limits| {
                Box::new(mbox::open(name, input, limits.max_thread_bytes()))
            },
            text: false,
        },
        SourceForm::Csv => stream(|name, input, limits| {
            Box::new(table::open(name, input, limits.max_thread_bytes()))
        }),
        #[cfg(feature = "parquet")]
        SourceForm::Parquet => Way::Stream {
            read: |name, input, limits| {
                Box::new(super::parquet::open(name, input, limits.max_thread_bytes()))
            },
            text: false,
        },
        #[cfg(not(feature = "parquet"))]
        SourceForm::Parquet => Way::Unread,
    }
}

/// A stream of text.
const fn stream(
    read: for<'r> fn(&str, Box<dyn BufRead + Send + 'r>, Limits) -> Threads<'r>,
) -> Way {
    Way::Stream { read, text: true }
}

fn flat(name: &str, text: &str, form: SourceForm) -> Result<Vec<Thread>, IngestErrorKind> {
    flat::read(name, text, Some(form)).map(|thread| vec![thread])
}
