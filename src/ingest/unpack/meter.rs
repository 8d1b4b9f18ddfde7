//! How much was read of what is packed.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A count that the layers of packing share.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Count(Arc<AtomicU64>);

impl Count {
    pub(in crate::ingest) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Bytes that are counted as they are read.
pub(in crate::ingest) struct Meter<'r> {
    input: Box<dyn BufRead + Send + 'r>,
    count: Count,
}

impl<'r> Meter<'r> {
    pub(in crate::ingest) fn new(input: Box<dyn BufRead + Send + 'r>, count: Count) -> Self {
        Self { input, count }
    }
}

impl Read for Meter<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(to)?;
        self.count.0.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl BufRead for Meter<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.count.0.fetch_add(count as u64, Ordering::Relaxed);
        self.input.consume(count);
    }
}
