//! How each form is read. A reader is put in here, with one line.

use super::bounded::Input;
use super::error::{IngestError, IngestErrorKind};
use super::how::How;
use super::piece::Work;
use super::{discourse, flat, html, mbox, reddit, stack_exchange, table, warc, wxr};
use crate::thread::{SourceForm, Thread};

/// What a stream gives: threads, and what is still to be read to threads.
pub(super) type Works<'r> = Box<dyn Iterator<Item = Work> + Send + 'r>;

/// Inputs that belong together, and how they are called.
pub(super) type Inputs<'r> = Box<dyn Iterator<Item = (String, Input<'r>)> + Send + 'r>;

/// How a stream is opened, by the name of its source.
pub(super) type OpenStream = for<'r> fn(&str, Input<'r>, &How) -> Works<'r>;

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
    Stream { open: OpenStream, text: bool },
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
        SourceForm::Html => Way::Whole {
            read: |name, text, _| html::read(name, text).map(|thread| vec![thread]),
            page: true,
        },
        SourceForm::Warc => Way::Stream {
            open: |name, input, how| Box::new(warc::Warc::new(name, input, how.limits)),
            text: false,
        },
        SourceForm::Discourse => stream(|name, input, how| {
            threads(discourse::open(name, input, how.limits.max_thread_bytes()))
        }),
        SourceForm::Reddit => stream(|name, input, how| {
            threads(reddit::open(name, input, how.limits.max_thread_bytes()))
        }),
        SourceForm::StackExchange => stream(|name, input, how| {
            threads(stack_exchange::open(name, input, how.limits.max_thread_bytes()))
        }),
        SourceForm::Wxr => stream(|name, input, how| {
            threads(wxr::open(name, input, how.limits.max_thread_bytes()))
        }),
        // Mails say in which encoding each of their parts is.
        SourceForm::Mbox => Way::Stream {
            open: |name, input, how| {
                threads(mbox::open(name, input, how.limits.max_thread_bytes()))
            },
            text: false,
        },
        SourceForm::Csv => stream(|name, input, how| {
            let limit = how.limits.max_thread_bytes();
            threads(table::open(name, input, limit, how.columns.clone()))
        }),
        #[cfg(feature = "parquet")]
        SourceForm::Parquet => Way::Stream {
            open: |name, input, how| {
                let limit = how.limits.max_thread_bytes();
                threads(super::parquet::open(name, input, limit, how.columns.clone()))
            },
            text: false,
        },
        #[cfg(not(feature = "parquet"))]
        SourceForm::Parquet => Way::Unread,
    }
}

/// The threads of several inputs of one form that belong together; none if each input of this form is by itself.
pub(super) fn join<'r>(form: SourceForm, inputs: Inputs<'r>, how: &How) -> Option<Works<'r>> {
    let limit = how.limits.max_thread_bytes();
    Some(match form {
        SourceForm::Discourse => threads(discourse::join(inputs, limit)),
        SourceForm::Mbox => threads(mbox::join(inputs, limit)),
        SourceForm::Reddit => threads(reddit::join(inputs, limit)),
        _ => return None,
    })
}

/// A stream of text.
const fn stream(open: OpenStream) -> Way {
    Way::Stream { open, text: true }
}

/// A stream that reads its threads itself.
fn threads<'r>(
    threads: impl Iterator<Item = Result<Thread, IngestError>> + Send + 'r,
) -> Works<'r> {
    Box::new(threads.map(Work::item))
}

fn flat(name: &str, text: &str, form: SourceForm) -> Result<Vec<Thread>, IngestErrorKind> {
    flat::read(name, text, Some(form)).map(|thread| vec![thread])
}
