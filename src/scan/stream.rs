//! The threads of a source, each with its report.

use super::{Scanner, Scratch, ThreadReport};
use crate::{
    ingest::{IngestError, Reader},
    thread::Thread,
};

/// The threads of a [`Reader`], each with its report: see [`Scanner::scan_reader`].
#[derive(Debug)]
pub struct Scans<'s, 'r> {
    scanner: &'s Scanner,
    reader: Reader<'r>,
    scratch: Scratch,
}

impl Scanner {
    /// Scans the threads of a source one by one, as they are asked for, holding one of them at a time. What cannot be read is an error in its place.
    ///
    /// ```
    /// use threadlint::{ingest::Reader, scan::Scanner};
    ///
    /// let scanner = Scanner::builtin()?;
    /// let input = "{\"id\": 1, \"text\": \"I took heparin.\"}\nnot JSON\n{\"id\": 2, \"text\": \"Me too.\"}\n";
    ///
    /// // Any `Read` will do: a socket, a decoder, a part of a file.
    /// let mut scans = scanner.scan_reader(Reader::new("dump.jsonl", None, input.as_bytes()));
    /// let (thread, report) = scans.next().unwrap()?;
    /// assert_eq!((thread.id.as_deref(), report.mentions.len()), (Some("1"), 1));
    /// assert_eq!(scans.next().unwrap().unwrap_err().line(), Some(2));
    /// assert!(scans.next().unwrap().is_ok() && scans.next().is_none());
    /// assert!(scans.reader().warnings().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// To scan on many cores, let each take a [`Piece`](crate::ingest::Piece) at a time:
    ///
    /// ```
    /// use std::sync::Mutex;
    /// use threadlint::{ingest::Reader, scan::{Scanner, Scratch}};
    ///
    /// let scanner = Scanner::builtin()?;
    /// let input = "{\"text\": \"I took heparin.\"}\n".repeat(10_000);
    /// let reader = Mutex::new(Reader::new("dump.jsonl", None, input.as_bytes()));
    /// let count = || {
    ///     let (mut scratch, mut mentions) = (Scratch::default(), 0);
    ///     loop {
    ///         let Some(piece) = reader.lock().unwrap().next_piece() else { return mentions };
    ///         for thread in piece.flatten() {
    ///             mentions += scanner.scan_with(&thread, &mut scratch).mentions.len();
    ///         }
    ///     }
    /// };
    /// let mentions: usize = std::thread::scope(|scope| {
    ///     let workers = [scope.spawn(count), scope.spawn(count)];
    ///     workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    /// });
    /// assert_eq!(mentions, 10_000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn scan_reader<'s, 'r>(&'s self, reader: Reader<'r>) -> Scans<'s, 'r> {
        Scans { scanner: self, reader, scratch: Scratch::default() }
    }
}

impl<'r> Scans<'_, 'r> {
    /// The reader, which knows what was odd.
    #[must_use]
    pub fn reader(&self) -> &Reader<'r> {
        &self.reader
    }
}

impl Iterator for Scans<'_, '_> {
    type Item = Result<(Thread, ThreadReport), IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let thread = self.reader.next()?;
        Some(thread.map(|thread| {
            let report = self.scanner.scan_with(&thread, &mut self.scratch);
            (thread, report)
        }))
    }
}
