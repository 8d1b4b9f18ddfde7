//! A stream of bytes that can be looked ahead in and gone back in.

use std::io::{self, BufRead, Read};

/// How far one can go back to a mark.
const KEEP: usize = 256 << 10;

/// Bytes that are read once, with a place.
pub(super) struct Bytes<'r> {
    input: Box<dyn BufRead + Send + 'r>,
    /// What comes before `input`: looked at already, or given back.
    held: Vec<u8>,
    /// How much of `held` is behind.
    at: usize,
    offset: u64,
    /// What was read since the mark.
    kept: Kept,
    /// Did `input` fail?
    failure: Option<Failure>,
    /// An error that is told when what came before it is read.
    deferred: Option<io::Error>,
}

/// What was read since the mark.
enum Kept {
    /// There is no mark, or it is too far back.
    Nothing,
    All(Vec<u8>),
}

/// Why nothing more came: decoders wrap an error of their input in one of their own.
pub(super) struct Failure {
    kind: io::ErrorKind,
    what: String,
    /// Does reading again go on behind what is damaged?
    pub resumes: bool,
}

impl Failure {
    /// The error again.
    pub(super) fn error(&self) -> io::Error {
        io::Error::new(self.kind, self.what.clone())
    }
}

impl<'r> Bytes<'r> {
    pub(super) fn new(input: Box<dyn BufRead + Send + 'r>) -> Self {
        Self {
            input,
            held: Vec::new(),
            at: 0,
            offset: 0,
            kept: Kept::Nothing,
            failure: None,
            deferred: None,
        }
    }

    /// How many bytes were read.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Why the input failed, if it did.
    pub(super) fn failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Remembers this place.
    pub(super) fn mark(&mut self) {
        self.kept = match std::mem::replace(&mut self.kept, Kept::Nothing) {
            Kept::All(mut kept) => {
                kept.clear();
                Kept::All(kept)
            }
            Kept::Nothing => Kept::All(Vec::new()),
        };
    }

    /// How many bytes back the mark is; none if it is too far back.
    pub(super) fn since_mark(&self) -> Option<usize> {
        match &self.kept {
            Kept::All(kept) => Some(kept.len()),
            Kept::Nothing => None,
        }
    }

    /// Goes back to the mark, if it is near, and takes it away.
    pub(super) fn rewind(&mut self) {
        if let Kept::All(kept) = std::mem::replace(&mut self.kept, Kept::Nothing) {
            self.unread(&kept);
        }
    }

    /// Puts back what was read last.
    pub(super) fn unread(&mut self, bytes: &[u8]) {
        self.offset -= bytes.len() as u64;
        self.held.splice(..self.at, bytes.iter().copied());
        self.at = 0;
    }

    /// Forgets what was looked at already: after a failure, what comes next does not follow on it.
    pub(super) fn forget(&mut self) {
        self.offset += (self.held.len() - self.at) as u64;
        self.held.clear();
        self.at = 0;
    }

    /// Tells `error` as soon as what is looked at already is read.
    pub(super) fn defer(&mut self, error: io::Error) {
        self.deferred = Some(error);
    }

    /// What comes next, at least `count` bytes of it unless less is left, or less comes before an error.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.at == self.held.len() && self.more()? >= count {
            return self.input.fill_buf();
        }
        if self.held.len() - self.at < count {
            self.held.drain(..self.at);
            self.at = 0;
            loop {
                let need = count - self.held.len();
                match self.more() {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) if self.held.is_empty() => return Err(error),
                    Err(error) => {
                        self.defer(error);
                        break;
                    }
                }
                let bytes = self.input.fill_buf()?;
                let part = &bytes[..need.min(bytes.len())];
                let length = part.len();
                self.held.extend_from_slice(part);
                self.input.consume(length);
                if length == need {
                    break;
                }
            }
        }
        Ok(&self.held[self.at..])
    }

    /// How many bytes `input` has ready.
    fn more(&mut self) -> io::Result<usize> {
        if let Some(error) = self.deferred.take() {
            return Err(error);
        }
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(Failure {
                        kind: error.kind(),
                        what: error.to_string(),
                        resumes: super::unpack::resumes(&error),
                    });
                    return Err(error);
                }
            }
        }
    }

    /// Passes over `count` bytes; how many there were.
    pub(super) fn skip(&mut self, count: u64) -> io::Result<u64> {
        let mut left = count;
        while left > 0 {
            let ready = self.fill_buf()?.len() as u64;
            if ready == 0 {
                break;
            }
            let part = ready.min(left);
            self.consume(usize::try_from(part).unwrap_or(usize::MAX));
            left -= part;
        }
        Ok(count - left)
    }

    /// Adds the next `count` bytes to `to`, or what is left.
    pub(super) fn append(&mut self, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        let mut left = count;
        while left > 0 {
            let bytes = self.fill_buf()?;
            let part = bytes.len().min(left);
            if part == 0 {
                break;
            }
            to.extend_from_slice(&bytes[..part]);
            self.consume(part);
            left -= part;
        }
        Ok(())
    }

    /// Puts the next line into `line`, with its end, or as much of it as the limit allows; how many bytes that is.
    pub(super) fn line(&mut self, most: usize, line: &mut Vec<u8>) -> io::Result<usize> {
        line.clear();
        while line.len() < most {
            let bytes = self.fill_buf()?;
            let near = &bytes[..bytes.len().min(most - line.len())];
            let end = memchr::memchr(b'\n', near);
            let part = end.map_or(near.len(), |end| end + 1);
            line.extend_from_slice(&near[..part]);
            self.consume(part);
            if end.is_some() || part == 0 {
                break;
            }
        }
        Ok(line.len())
    }
}

impl Read for Bytes<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(to.len());
        to[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Bytes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.held.len() {
            return Ok(&self.held[self.at..]);
        }
        self.more()?;
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.offset += count as u64;
        let from_held = count.min(self.held.len() - self.at);
        let from_input = count - from_held;
        if let Kept::All(kept) = &mut self.kept {
            if kept.len() + count > KEEP {
                self.kept = Kept::Nothing;
            } else {
                kept.extend_from_slice(&self.held[self.at..self.at + from_held]);
                if from_input > 0
                    && let Ok(bytes) = self.input.fill_buf()
                {
                    kept.extend_from_slice(&bytes[..from_input.min(bytes.len())]);
                }
            }
        }
        self.at += from_held;
        self.input.consume(from_input);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that come `step` at a time.
    fn bytes(text: &'static str, step: usize) -> Bytes<'static> {
        Bytes::new(Box::new(io::BufReader::with_capacity(step, text.as_bytes())))
    }

    #[test]
    fn looking_ahead_reads_nothing() {
        for step in 1..9 {
            let mut bytes = bytes("one\ntwo\nthree", step);
            assert_eq!(&bytes.peek(5).unwrap()[..5], b"one\nt");
            assert_eq!(bytes.offset(), 0);
            let mut line = Vec::new();
            assert_eq!((bytes.line(99, &mut line).unwrap(), line.as_slice()), (4, &b"one\n"[..]));
            assert_eq!((bytes.line(2, &mut line).unwrap(), line.as_slice()), (2, &b"tw"[..]));
            assert_eq!(bytes.skip(3).unwrap(), 3);
            assert_eq!(bytes.peek(99).unwrap(), b"hree");
            assert_eq!((bytes.skip(99).unwrap(), bytes.offset()), (4, 13));
            assert!(bytes.peek(1).unwrap().is_empty());
        }
    }

    #[test]
    fn goes_back_to_the_mark() {
        for step in 1..9 {
            let mut bytes = bytes("one two three", step);
            bytes.skip(2).unwrap();
            bytes.mark();
            bytes.peek(6).unwrap();
            bytes.skip(4).unwrap();
            assert_eq!(bytes.since_mark(), Some(4));
            bytes.rewind();
            let mut rest = String::new();
            assert_eq!(bytes.offset(), 2);
            bytes.read_to_string(&mut rest).unwrap();
            assert_eq!((rest.as_str(), bytes.offset()), ("e two three", 13));
            bytes.unread(b"ree");
            assert_eq!(bytes.peek(3).unwrap(), b"ree");
        }
    }
}
