//! A record that holds a page, as it stands in the archive.
//!
//! To cut it out is cheap. What is work comes when it is read: its digests, what the server wrapped the page in, its charset, the page itself.

use std::fmt;
use std::sync::Arc;

use super::digest;
use super::frame::Block;
use super::head::{Head, Kind};
use super::page::{self, Outcome, Page};
use crate::ingest::error::{IngestError, IngestErrorKind, Place};
use crate::ingest::http::Response;
use crate::ingest::limits::Limits;
use crate::ingest::piece::Later;
use crate::thread::Thread;

/// A record with a page in it, or with what looks like one.
pub(super) struct Stored {
    pub name: Arc<str>,
    pub place: Place,
    /// Which record it is, from one.
    pub number: u64,
    pub head: Head,
    pub block: Block,
    pub limits: Limits,
}

/// What a record holds, by what is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Something to read.
    Page,
    /// What a server sends instead of a page.
    Refused,
    /// A picture, a script, nothing at all.
    OtherType,
}

impl Stored {
    /// What it holds, as its head and that of the server say.
    pub(super) fn standing(&self) -> Standing {
        let response = self.response();
        let (media, bytes) = match &response {
            Some(response) if response.status != 200 => return Standing::Refused,
            Some(response) => (response.media.as_deref(), response.raw),
            None => (self.head.media.as_deref(), &*self.block.bytes),
        };
        if page::Kind::of(media) == page::Kind::Other || bytes.trim_ascii().is_empty() {
            Standing::OtherType
        } else {
            Standing::Page
        }
    }

    /// The answer of the server, if it was stored as that.
    fn response(&self) -> Option<Response<'_>> {
        let is_http = self.head.media.as_deref() == Some("application/http")
            || self.head.kind == Some(Kind::Response) && self.block.bytes.starts_with(b"HTTP/");
        if is_http { Response::new(&self.block.bytes) } else { None }
    }

    fn error(&self, kind: IngestErrorKind) -> Result<Thread, IngestError> {
        Err(IngestError::at(&*self.name, self.place, kind))
    }

    fn note(&self, what: &str) -> Result<Thread, IngestError> {
        self.error(IngestErrorKind::Note(format!("record {}: {what}", self.number)))
    }

    /// Is there no reason why its digests should not fit?
    fn is_whole(&self) -> bool {
        !self.block.cut && self.block.odd.is_none() && !self.head.truncated
    }

    /// Does the payload fit its digest in one of the ways in which crawlers take it: as it was sent, without its chunks, unpacked?
    fn fits_payload(&self, candidates: &[&[u8]]) -> bool {
        let Some(told) = self.head.payload_digest.as_deref() else { return true };
        !self.is_whole() || candidates.iter().any(|bytes| digest::fits(told, bytes) != Some(false))
    }
}

impl Later for Stored {
    fn weight(&self) -> usize {
        self.block.bytes.len()
    }

    fn read(mut self: Box<Self>) -> Vec<Result<Thread, IngestError>> {
        let mut list = Vec::new();
        if let Some(odd) = &self.block.odd {
            list.push(self.note(odd));
        }
        if self.is_whole()
            && let Some(told) = &self.head.block_digest
            && digest::fits(told, &self.block.bytes) == Some(false)
        {
            list.push(self.note("what it holds does not fit its digest: read all the same"));
        }
        let is_other = "its page does not fit its digest: read all the same";
        let (media, charset, bytes) = match self.response() {
            None => {
                if !self.fits_payload(&[&self.block.bytes]) {
                    list.push(self.note(is_other));
                }
                let Head { media, charset, .. } = &self.head;
                let (media, charset) = (media.clone(), charset.clone());
                (media, charset, std::mem::take(&mut self.block.bytes))
            }
            Some(response) => match response.body(self.limits.max_thread_bytes()) {
                Ok(body) => {
                    if !self.fits_payload(&[response.raw, &*body.joined, &*body.bytes]) {
                        list.push(self.note(is_other));
                    }
                    if let Some(odd) = &body.odd {
                        list.push(self.note(odd));
                    }
                    (response.media, response.charset, body.bytes.into_owned())
                }
                Err(what) => {
                    let what = format!("record {}: {what}: passed over", self.number);
                    list.push(self.error(IngestErrorKind::Damaged(what)));
                    return list;
                }
            },
        };
        let page = Page {
            url: self.head.url.as_deref(),
            id: self.head.id.as_deref(),
            media: media.as_deref(),
            charset: charset.as_deref(),
            bytes,
        };
        let Outcome { threads, problems } = page::read(&self.name, page, self.limits);
        list.extend(threads.into_iter().map(Ok));
        list.extend(problems.into_iter().map(|kind| self.error(kind)));
        list
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Stored")
            .field("name", &self.name)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
