//! The entries of an archive, one after the other. An entry is read from the archive itself, so that it can be read until the next is asked for.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::Crc;

use super::{tar, zip};
use crate::ingest::bytes::Bytes;
use crate::ingest::error::IngestErrorKind;
use crate::ingest::limits::{Limits, size};
use crate::ingest::unpack::{self, Engine};

/// What may come out before it is asked how much larger that is.
const SMALL: u64 = 16 << 20;

/// How much is looked at for the end of an entry of unknown length.
const WINDOW: usize = 16 << 10;

/// The entries of an archive.
pub(super) struct Entries<'r> {
    stream: Arc<Mutex<Stream<'r>>>,
    is_zip: bool,
    limits: Limits,
    number: u64,
    over: bool,
}

/// An entry that is a file.
pub(super) struct Entry<'r> {
    pub name: String,
    stream: Arc<Mutex<Stream<'r>>>,
    /// It may be read while it is its turn.
    number: u64,
}

/// What the head of an entry says.
pub(super) enum Header {
    /// A file.
    File { name: String, data: Data },
    /// A folder, a link: nothing to read.
    Nothing,
    /// Something is wrong here, and what comes next is read.
    Problem(IngestErrorKind),
    /// The end of the archive.
    End,
    /// The end of what is there of it.
    Cut,
}

/// The bytes of an entry that follow its head.
#[derive(Default)]
pub(super) struct Data {
    /// How many are left, if that is known.
    pub left: Option<u64>,
    /// How many follow that fill it up.
    pub padding: u64,
    /// What unpacks it.
    pub inflate: Option<Box<Engine>>,
    /// Does the length follow behind it?
    pub has_descriptor: bool,
    /// The checksum that it should have.
    pub crc: Option<u32>,
}

/// An archive, and how far it is read.
pub(super) struct Stream<'r> {
    pub bytes: Bytes<'r>,
    data: Data,
    /// The checksum of what came out of this entry, and whether all of it did.
    found: Crc,
    ended: bool,
    failed: bool,
    number: u64,
    /// How much came out of the archive.
    unpacked: u64,
    limits: Limits,
    /// Is what came out too much?
    too_much: bool,
}

impl<'r> Entries<'r> {
    pub(super) fn new(input: Box<dyn BufRead + Send + 'r>, is_zip: bool, limits: &Limits) -> Self {
        let stream = Stream {
            bytes: Bytes::new(input),
            data: Data::default(),
            found: Crc::new(),
            ended: true,
            failed: false,
            number: 0,
            unpacked: 0,
            limits: *limits,
            too_much: false,
        };
        let stream = Arc::new(Mutex::new(stream));
        Self { stream, is_zip, limits: *limits, number: 0, over: false }
    }

    /// The number of the entry that was given last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    fn step(&mut self) -> io::Result<Result<Option<Entry<'r>>, IngestErrorKind>> {
        let mut stream = lock(&self.stream);
        if stream.too_much {
            self.over = true;
            return Ok(Ok(None));
        }
        if let Some(problem) = stream.finish(self.is_zip)? {
            return Ok(Err(problem));
        }
        loop {
            let read = if self.is_zip { zip::header } else { tar::header };
            let header = read(&mut stream.bytes)?;
            self.number += u64::from(!matches!(header, Header::End | Header::Cut));
            stream.number = self.number;
            if self.number > self.limits.max_entries() {
                self.over = true;
                let most = self.limits.max_entries();
                return Ok(Err(IngestErrorKind::Damaged(format!(
                    "more than {most} entries, the most that are read of an archive: unpack it first"
                ))));
            }
            match header {
                Header::End => {
                    self.over = true;
                    return Ok(Ok(None));
                }
                Header::Cut => {
                    self.over = true;
                    let what = "the archive is cut short: what is there of it was read";
                    return Ok(Err(IngestErrorKind::Damaged(what.to_owned())));
                }
                Header::Nothing => {}
                Header::Problem(kind) => return Ok(Err(kind)),
                Header::File { name, data } => {
                    stream.begin(data);
                    let shared = Arc::clone(&self.stream);
                    return Ok(Ok(Some(Entry { name, stream: shared, number: self.number })));
                }
            }
        }
    }
}

impl<'r> Iterator for Entries<'r> {
    type Item = Result<Entry<'r>, IngestErrorKind>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        match self.step() {
            Ok(Ok(entry)) => entry.map(Ok),
            Ok(Err(kind)) => Some(Err(kind)),
            Err(error) => {
                // Behind damaged data of what packs the archive, the next head is looked for.
                self.over = !unpack::resumes(&error);
                let mut stream = lock(&self.stream);
                stream.ended = true;
                Some(Err(IngestErrorKind::Damaged(format!("the archive cannot be read: {error}"))))
            }
        }
    }
}

fn lock<'l, 'r>(stream: &'l Mutex<Stream<'r>>) -> MutexGuard<'l, Stream<'r>> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Read for Entry<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut stream = lock(&self.stream);
        if stream.number == self.number { stream.read(to) } else { Ok(0) }
    }
}

impl Stream<'_> {
    fn begin(&mut self, data: Data) {
        self.data = data;
        self.found = Crc::new();
        self.ended = false;
        self.failed = false;
    }

    /// Goes behind the entry; what was wrong with it.
    fn finish(&mut self, is_zip: bool) -> io::Result<Option<IngestErrorKind>> {
        let mut whole = self.ended && !self.failed;
        if !self.ended {
            // Its end is not known before it is read.
            let mut sink = vec![0; WINDOW];
            while self.data.left.is_none() && !self.ended && !self.too_much {
                match self.read(&mut sink) {
                    Ok(0) => whole = true,
                    Ok(_) => {}
                    Err(_) => self.ended = true,
                }
            }
            self.ended = true;
        }
        if let Some(left) = self.data.left.take() {
            // What was not unpacked; nothing, or less than there should be if the archive is cut.
            let left = left + self.data.padding;
            let (passed, begin) = (self.bytes.skip(left)?, self.bytes.offset());
            if passed < left.saturating_sub(self.data.padding) {
                return Ok(Some(IngestErrorKind::Damaged(format!(
                    "the archive is cut short at byte {begin}, inside of this entry: what is there of it was read"
                ))));
            }
        }
        let data = std::mem::take(&mut self.data);
        let mut told = data.crc;
        if data.has_descriptor && is_zip {
            told = zip::descriptor(&mut self.bytes)?;
        }
        let fits = !whole || told.is_none_or(|told| told == self.found.sum());
        self.found = Crc::new();
        Ok((!fits).then(|| {
            let what = "what it holds does not fit its checksum: read all the same";
            IngestErrorKind::Note(what.to_owned())
        }))
    }

    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.ended || to.is_empty() {
            return Ok(0);
        }
        let count = match (&mut self.data.inflate, self.data.left) {
            (Some(_), _) => self.inflate(to),
            (None, Some(_)) => self.stored(to),
            (None, None) => self.unmeasured(to),
        };
        let count = count.inspect_err(|error| {
            (self.ended, self.failed) = (true, true);
            if unpack::resumes(error) {
                // What comes next is not what is left of this entry: the next head is looked for.
                self.data = Data::default();
            }
        })?;
        self.ended |= count == 0;
        self.found.update(&to[..count]);
        self.unpacked += count as u64;
        self.check()?;
        Ok(count)
    }

    fn check(&mut self) -> io::Result<()> {
        let (most, ratio) = (self.limits.max_unpacked_bytes(), self.limits.max_ratio());
        let many = self.unpacked > SMALL && self.unpacked / self.bytes.offset().max(1) > ratio;
        if self.unpacked <= most && !many {
            return Ok(());
        }
        (self.ended, self.failed, self.too_much) = (true, true, true);
        let what = if many {
            format!(
                "the archive unpacks to more than {ratio} times its size, which no text does: not read any further"
            )
        } else {
            format!(
                "the archive unpacks to more than {}, the most that is read: if that is right, raise the limit (--max-unpacked-size)",
                size(most)
            )
        };
        Err(io::Error::new(io::ErrorKind::InvalidData, what))
    }

    fn stored(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let left = self.data.left.unwrap_or(0);
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(to.len());
        let count = self.bytes.read(&mut to[..most])?;
        self.data.left = Some(left - count as u64);
        Ok(count)
    }

    fn inflate(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let Some(inflate) = &mut self.data.inflate else { return Ok(0) };
        loop {
            let near = self.bytes.fill_buf()?;
            let most = self
                .data
                .left
                .map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX));
            let near = &near[..near.len().min(most)];
            let step = inflate.step(near, to)?;
            let stuck = near.is_empty() && step.given == 0;
            self.bytes.consume(step.taken);
            self.data.left = self.data.left.map(|left| left - step.taken as u64);
            if step.given > 0 || step.is_last {
                return Ok(step.given);
            }
            if stuck {
                let what = "the entry is cut short";
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
        }
    }

    /// What is stored as it is, with its length behind it: it ends where a descriptor says that this is its length.
    fn unmeasured(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let so_far = self.found.amount();
        let near = self.bytes.peek(WINDOW)?;
        let last = near.len() < WINDOW;
        let certain = if last { near.len() } else { near.len() - zip::DESCRIPTOR };
        let ends = |at: &usize| {
            let count = so_far.wrapping_add(*at as u32);
            let word = |from: usize| near.get(at + from..at + from + 4);
            word(8) == Some(&count.to_le_bytes()[..])
                && (word(12) == word(8) || word(16) == word(8))
        };
        let end = memchr::memmem::find_iter(&near[..near.len().min(certain + 4)], b"PK\x07\x08")
            .find(ends);
        let count = end.unwrap_or(certain).min(to.len());
        to[..count].copy_from_slice(&near[..count]);
        self.bytes.consume(count);
        Ok(count)
    }
}
