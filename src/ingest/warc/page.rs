//! A page that a crawl stored, to threads.

use std::path::Path;

use crate::ingest::decode::{self, Decoded};
use crate::ingest::error::{IngestError, IngestErrorKind};
use crate::ingest::limits::Limits;
use crate::ingest::way::{Way, way};
use crate::ingest::{Encoding, Reader, form};
use crate::thread::{SourceForm, Thread};

/// How far a page is looked at for its form.
const HEAD: usize = 64 << 10;

/// A page, as it was stored.
pub(super) struct Page<'p> {
    /// Its address.
    pub url: Option<&'p str>,
    /// The name of its record.
    pub id: Option<&'p str>,
    /// Its type, as the server or the crawler has it.
    pub media: Option<&'p str>,
    /// Its charset, as the server has it.
    pub charset: Option<&'p str>,
    pub bytes: Vec<u8>,
}

/// What a page is, by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page, or plain text.
    Form(SourceForm),
    /// JSON or XML, of whichever form.
    Data,
    /// The type does not say.
    Unsaid,
    /// A picture, a script, a style.
    Other,
}

impl Kind {
    pub(super) fn of(media: Option<&str>) -> Self {
        match media {
            Some("text/html" | "application/xhtml+xml" | "application/vnd.wap.xhtml+xml") => {
                Self::Form(SourceForm::Html)
            }
            Some("text/plain" | "text/markdown") => Self::Form(SourceForm::Text),
            Some("application/json" | "text/json" | "application/xml" | "text/xml") => Self::Data,
            Some(media) if media.ends_with("+json") || media.ends_with("+xml") => {
                if media.starts_with("image/") { Self::Other } else { Self::Data }
            }
            None | Some("unknown/unknown" | "application/octet-stream" | "no-type") => Self::Unsaid,
            Some(_) => Self::Other,
        }
    }
}

/// What became of a page.
pub(super) struct Outcome {
    pub threads: Vec<Thread>,
    pub problems: Vec<IngestErrorKind>,
}

impl Outcome {
    /// There is no thread in it, which is no fault of the archive.
    fn nothing() -> Self {
        let problems = vec![IngestErrorKind::NoThread { count: 1 }];
        Self { threads: Vec::new(), problems }
    }
}

/// Reads a page of an archive that is called `name`.
pub(super) fn read(name: &str, page: Page<'_>, limits: Limits) -> Outcome {
    let mut outcome = Outcome { threads: Vec::new(), problems: Vec::new() };
    let Decoded { text, wrong, .. } = decode::page(page.bytes, page.charset);
    let Some(form) = choose(Kind::of(page.media), &text) else { return Outcome::nothing() };
    // What a wrong declaration hides is read rightly all the same, and a web is full of them: only what was lost is told.
    if let Some((_, count, encoding)) = wrong {
        outcome.problems.push(IngestErrorKind::Replaced { count, encoding });
    }
    match way(form) {
        Way::Whole { read, .. } => match read(name, &text, form) {
            Ok(threads) => outcome.threads = threads,
            Err(IngestErrorKind::Empty) => return Outcome::nothing(),
            Err(kind) => outcome.problems.push(kind),
        },
        Way::Unread => return Outcome::nothing(),
        Way::Lines | Way::Stream { .. } => {
            let mut reader = Reader::new(name, Some(form), text.as_bytes()).with_limits(limits);
            if let Some(encoding) = Encoding::named("utf-8") {
                reader = reader.with_encoding(encoding);
            }
            for item in reader {
                match item {
                    Ok(thread) => outcome.threads.push(thread),
                    Err(error) => outcome.problems.push(IngestError::into_kind(error)),
                }
            }
            // An answer of some interface.
            if outcome.threads.is_empty() {
                return Outcome::nothing();
            }
        }
    }
    let single = outcome.threads.len() == 1;
    for thread in &mut outcome.threads {
        name.clone_into(&mut thread.source);
        thread.form = SourceForm::Warc;
        thread.url = page.url.map(str::to_owned).or_else(|| thread.url.take());
        if single && let Some(id) = page.id {
            thread.id = Some(id.to_owned());
        }
        for post in &mut thread.posts {
            post.offset = None;
        }
    }
    outcome
}

/// The form of a page; nothing if it is of none that can be in a page.
fn choose(kind: Kind, text: &str) -> Option<SourceForm> {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].trim_start_matches('\u{feff}').trim_start().as_bytes();
    let found = form::choose(head, Path::new("page"));
    match (kind, found) {
        (Kind::Form(SourceForm::Html), _) | (Kind::Unsaid, Ok(SourceForm::Html)) => {
            Some(SourceForm::Html)
        }
        // Servers call pages plain text, too.
        (Kind::Form(SourceForm::Text), Ok(SourceForm::Html)) => Some(SourceForm::Html),
        (Kind::Form(form), _) => (!text.contains('\0')).then_some(form),
        (
            Kind::Data,
            Ok(
                form @ (SourceForm::Html
                | SourceForm::Jsonl
                | SourceForm::Discourse
                | SourceForm::Reddit
                | SourceForm::StackExchange
                | SourceForm::Wxr),
            ),
        ) => Some(form),
        _ => None,
    }
}
