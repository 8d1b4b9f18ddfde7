//! Threads from all inputs, in batches of bounded size.

use std::path::PathBuf;

use threadlint::{
    ingest::{IngestError, Reader, Source, sources},
    thread::Thread,
};

use crate::status::tell;

/// How many threads a batch holds at most.
const MOST_THREADS: usize = 256;
/// How many bytes of text a batch holds before it is closed: what is held at once is this, or one thread.
const MOST_BYTES: usize = 4 << 20;

/// Reads one source after the other. What cannot be read is told and remembered, and does not end the reading.
pub(crate) struct Feed {
    sources: Box<dyn Iterator<Item = Result<Source, IngestError>> + Send>,
    reader: Option<Reader<'static>>,
    any_bad: bool,
    is_over: bool,
}

impl Feed {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Self {
        Self { sources: Box::new(sources(paths)), reader: None, any_bad: false, is_over: false }
    }

    /// Was there input that could not be read?
    pub(crate) fn any_bad(&self) -> bool {
        self.any_bad
    }

    /// Is there nothing more to read?
    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// The next threads; none at the end.
    pub(crate) fn batch(&mut self) -> Vec<Thread> {
        let (mut threads, mut bytes) = (Vec::new(), 0);
        while threads.len() < MOST_THREADS && bytes < MOST_BYTES {
            let Some(thread) = self.next() else {
                self.is_over = true;
                break;
            };
            bytes += thread.posts.iter().map(|post| post.text.len()).sum::<usize>();
            threads.push(thread);
        }
        threads
    }

    fn next(&mut self) -> Option<Thread> {
        loop {
            let Some(reader) = &mut self.reader else {
                match self.sources.next()?.and_then(|source| Reader::open(&source)) {
                    Ok(reader) => self.reader = Some(reader),
                    Err(error) => self.bad(&error),
                }
                continue;
            };
            match reader.next() {
                Some(Ok(thread)) => return Some(thread),
                Some(Err(error)) => self.bad(&error),
                None => {
                    for warning in reader.warnings() {
                        tell(&format!("warning: {warning}"));
                    }
                    self.reader = None;
                }
            }
        }
    }

    fn bad(&mut self, error: &IngestError) {
        self.any_bad = true;
        tell(error);
    }
}
