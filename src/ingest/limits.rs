//! How much is read of one thing at most, so that no input can take all memory or all time.

use super::MAX_THREAD_BYTES;

/// What a [`Reader`](super::Reader) reads at most. What is beyond a limit is an error that names it, and what stands behind it is read all the
/// same where that can be done.
///
/// ```
/// use threadlint::ingest::{Limits, Reader};
///
/// let limits = Limits::default().thread_bytes(1 << 10);
/// let long = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"short\"}}\n", "word ".repeat(1_000));
/// let mut threads = Reader::new("-", None, long.as_bytes()).with_limits(limits);
/// assert_eq!(
///     threads.next().unwrap().unwrap_err().to_string(),
///     "-:1: line longer than 1 KiB, the most that is read as one thread: skipped"
/// );
/// assert_eq!(threads.next().unwrap()?.posts[0].text, "short");
/// # Ok::<(), threadlint::ingest::IngestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    thread_bytes: usize,
    unpacked_bytes: u64,
    ratio: u64,
    depth: usize,
    entries: u64,
    window_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            thread_bytes: MAX_THREAD_BYTES,
            unpacked_bytes: 1 << 40,
            ratio: 1_000,
            depth: 4,
            entries: 10_000_000,
            window_bytes: 128 << 20,
        }
    }
}

impl Limits {
    /// The bytes of one text, one line or one record: 16 MiB. Memory is a small multiple of it.
    #[must_use]
    pub const fn thread_bytes(mut self, most: usize) -> Self {
        self.thread_bytes = most;
        self
    }

    /// The bytes that one source may unpack to, all layers of it together: 1 TiB. Memory does not depend on it, time does.
    #[must_use]
    pub const fn unpacked_bytes(mut self, most: u64) -> Self {
        self.unpacked_bytes = most;
        self
    }

    /// How many times as large as it was packed a source may become: 1,000. Text comes to some tens.
    #[must_use]
    pub const fn ratio(mut self, most: u64) -> Self {
        self.ratio = most;
        self
    }

    /// How many packings may lie around one another, an archive in an archive in a compressed file: 4.
    #[must_use]
    pub const fn depth(mut self, most: usize) -> Self {
        self.depth = most;
        self
    }

    /// How many entries an archive may have: 10,000,000.
    #[must_use]
    pub const fn entries(mut self, most: u64) -> Self {
        self.entries = most;
        self
    }

    /// How far back packed data may refer, which has to be held: 128 MiB. Dumps packed with `zstd --long=31` need 2 GiB.
    #[must_use]
    pub const fn window_bytes(mut self, most: u64) -> Self {
        self.window_bytes = most;
        self
    }

    /// The bytes of one text, one line or one record.
    #[must_use]
    pub const fn max_thread_bytes(&self) -> usize {
        self.thread_bytes
    }

    /// The bytes that one source may unpack to.
    #[must_use]
    pub const fn max_unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    /// How many times as large as it was packed a source may become.
    #[must_use]
    pub const fn max_ratio(&self) -> u64 {
        self.ratio
    }

    /// How many packings may lie around one another.
    #[must_use]
    pub const fn max_depth(&self) -> usize {
        self.depth
    }

    /// How far back packed data may refer.
    #[must_use]
    pub const fn max_window_bytes(&self) -> u64 {
        self.window_bytes
    }

    /// How many entries an archive may have.
    #[must_use]
    pub const fn max_entries(&self) -> u64 {
        self.entries
    }
}

/// A number of bytes, for people: in the largest unit that divides it.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [(u32, &str); 4] = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    let whole = UNITS.iter().find(|(shift, _)| bytes > 0 && bytes.trailing_zeros() >= *shift);
    match whole {
        Some((shift, unit)) => format!("{} {unit}", bytes >> shift),
        None if bytes == 1 => "1 byte".to_owned(),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        let told = [0, 1, 1_000, 1 << 10, 16 << 20, 3 << 30, 1 << 40].map(size);
        assert_eq!(told, ["0 bytes", "1 byte", "1000 bytes", "1 KiB", "16 MiB", "3 GiB", "1 TiB"]);
    }
}
