//! JSON Lines, cut into blocks of whole lines.
//!
//! The cutter only looks for the ends of lines, so that one core can feed many; what the lines say is read by whoever takes the [`Block`].

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use super::error::{IngestError, IngestErrorKind};
use super::told::Replaced;
use super::{jsonl, unpack};
use crate::thread::Thread;

/// The byte-order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How many bytes a block has: enough that passing it on costs nothing, few enough that many workers have something to do.
const TARGET: usize = 128 << 10;

/// Whole lines that follow one another.
#[derive(Debug)]
pub(super) struct Block {
    name: Arc<str>,
    bytes: Vec<u8>,
    /// Where the next line begins.
    place: usize,
    /// The number of the line read last.
    line: u64,
    /// The longest line that is read.
    most: usize,
    wrong: Replaced,
}

impl Block {
    /// How much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    fn error(&self, kind: impl Into<IngestErrorKind>) -> IngestError {
        IngestError::new(&*self.name, Some(self.line), kind)
    }

    /// The thread of the next line that is not blank; at the end what was replaced, if something was.
    pub(super) fn next(&mut self) -> Option<Result<Thread, IngestError>> {
        while self.place < self.bytes.len() {
            let rest = &self.bytes[self.place..];
            let end = memchr::memchr(b'\n', rest);
            let line = &rest[..end.unwrap_or(rest.len())];
            self.place += line.len() + 1;
            self.line += 1;
            if line.len() > self.most {
                return Some(Err(self.error(IngestErrorKind::LineTooLong(self.most as u64))));
            }
            let line = if self.line == 1 { line.strip_prefix(MARK).unwrap_or(line) } else { line };
            let line = if let Ok(line) = std::str::from_utf8(line) {
                Cow::Borrowed(line)
            } else {
                let invalid = |chunk: std::str::Utf8Chunk<'_>| chunk.invalid().len() as u64;
                let wrong: u64 = line.utf8_chunks().map(invalid).sum();
                self.wrong.add(self.line, wrong);
                // A replacement inside a JSON string must be no control character; places in the source are not kept here anyway.
                String::from_utf8_lossy(line)
            };
            if line.trim().is_empty() {
                continue;
            }
            let thread = jsonl::read_line(&self.name, &line);
            return Some(thread.map_err(|kind| self.error(kind)));
        }
        self.wrong.take(&self.name).map(Err)
    }
}

/// What is cut off.
pub(super) enum Cut {
    Block(Block),
    Error(IngestError),
}

/// Cuts a stream into blocks.
pub(super) struct Blocks<'r> {
    name: Arc<str>,
    input: Box<dyn BufRead + Send + 'r>,
    most: usize,
    /// What is read of the next block.
    held: Vec<u8>,
    /// Where in it the last line begins, which has no end yet.
    last: usize,
    /// Is the last line too long, and are its bytes passed over?
    skips: bool,
    /// How many lines were cut off.
    line: u64,
    /// How many bytes were cut off; what is damaged is one more.
    byte: u64,
    /// How many of those that were read stand for no block yet.
    taken: u64,
    /// Was there anything but blanks?
    any: bool,
    is_over: bool,
    /// The error that comes behind what was cut off.
    failed: Option<io::Error>,
}

impl<'r> Blocks<'r> {
    pub(super) fn new(name: Arc<str>, input: Box<dyn BufRead + Send + 'r>, most: usize) -> Self {
        Self {
            name,
            input,
            most,
            held: Vec::new(),
            last: 0,
            skips: false,
            line: 0,
            byte: 0,
            taken: 0,
            any: false,
            is_over: false,
            failed: None,
        }
    }

    /// The same, of which so many bytes and lines were read before.
    pub(super) fn from(mut self, byte: u64, line: u64) -> Self {
        (self.byte, self.line, self.any) = (byte, line, byte > 0);
        self
    }

    /// The bytes and lines that were cut off.
    pub(super) fn place(&self) -> (u64, u64) {
        (self.byte, self.line)
    }

    fn error(&self, line: Option<u64>, kind: impl Into<IngestErrorKind>) -> Cut {
        Cut::Error(IngestError::new(&*self.name, line, kind))
    }

    /// The next block or error.
    pub(super) fn next(&mut self) -> Option<Cut> {
        while !self.is_over {
            if let Some(error) = self.failed.take() {
                return Some(self.broken(error));
            }
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Some(self.broken(error)),
            };
            let length = bytes.len();
            if length == 0 {
                return self.end();
            }
            if self.skips {
                let end = memchr::memchr(b'\n', bytes);
                let passed = end.map_or(length, |end| end + 1);
                self.input.consume(passed);
                self.taken += passed as u64;
                if end.is_some() {
                    return Some(self.too_long());
                }
                continue;
            }
            let whole = memchr::memrchr(b'\n', bytes).map(|end| end + 1);
            let part = &bytes[..whole.unwrap_or(length)];
            let open = self.held.len() - self.last;
            if whole.is_none() && open + part.len() > self.most {
                self.skips = true;
                let block = self.cut_at(self.last);
                self.taken += (open + length) as u64;
                self.held = Vec::new();
                self.last = 0;
                self.input.consume(length);
                if block.is_some() {
                    return block;
                }
                continue;
            }
            self.held.extend_from_slice(part);
            let consumed = part.len();
            self.input.consume(consumed);
            if whole.is_some() {
                self.last = self.held.len();
                // Whoever sends less than a buffer holds may wait for an answer.
                if self.held.len() >= TARGET || length < super::BUFFER {
                    return self.cut_at(self.held.len());
                }
            }
        }
        None
    }

    /// Cuts off the first bytes of what is held, which are whole lines; none if there are none.
    fn cut_at(&mut self, end: usize) -> Option<Cut> {
        if end == 0 {
            return None;
        }
        let bytes = if end == self.held.len() {
            std::mem::take(&mut self.held)
        } else {
            self.held[..end].to_vec()
        };
        self.last = 0;
        if self.line == 0 {
            let first = memchr::memchr(b'\n', &bytes).unwrap_or(bytes.len());
            if memchr::memchr(0, &bytes[..first]).is_some() {
                self.is_over = true;
                return Some(self.error(None, IngestErrorKind::Binary));
            }
        }
        self.any = self.any
            || bytes.iter().any(|byte| !byte.is_ascii_whitespace() && !MARK.contains(byte));
        let line = self.line;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64
            + u64::from(bytes.last() != Some(&b'\n'));
        self.byte += bytes.len() as u64;
        let name = Arc::clone(&self.name);
        Some(Cut::Block(Block {
            name,
            bytes,
            place: 0,
            line,
            most: self.most,
            wrong: Replaced::default(),
        }))
    }

    fn too_long(&mut self) -> Cut {
        (self.skips, self.any) = (false, true);
        self.line += 1;
        self.byte += std::mem::take(&mut self.taken);
        self.error(Some(self.line), IngestErrorKind::LineTooLong(self.most as u64))
    }

    fn end(&mut self) -> Option<Cut> {
        self.is_over = true;
        if self.skips {
            return Some(self.too_long());
        }
        let block = self.cut_at(self.held.len());
        // A block of blanks is no answer to whoever asked for threads.
        if self.any { block } else { Some(self.error(None, IngestErrorKind::Empty)) }
    }

    /// What was cut before the input failed is given first; what is left of a line is lost, and the error says which line it is. What is packed and
    /// damaged goes on behind the damage.
    fn broken(&mut self, error: io::Error) -> Cut {
        let resumes = unpack::resumes(&error);
        // The end of a line is all that its member did not hold.
        let is_whole = resumes && self.held.trim_ascii_end().ends_with(b"}");
        let end = if is_whole { self.held.len() } else { self.last };
        if !self.skips
            && let Some(block) = self.cut_at(end)
        {
            self.held = self.held.split_off(end.min(self.held.len()));
            self.failed = Some(error);
            return block;
        }
        let line = self.line + 1;
        if !resumes {
            self.is_over = true;
            return self.error(Some(line), error);
        }
        let lost = std::mem::take(&mut self.held).len() as u64 + std::mem::take(&mut self.taken);
        // The damage stands for a byte, so that one can go on before it and behind it.
        self.byte += lost + 1;
        self.line += u64::from(lost > 0);
        (self.last, self.skips, self.any) = (0, false, true);
        self.error(Some(line), IngestErrorKind::Damaged(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use super::super::{Mark, Reader, Source};
    use super::*;

    /// What is read if the system gives so many bytes at once: ids, and errors; and whether going on from each place gives the rest of it.
    fn told(input: &[u8], step: usize, most: usize) -> Vec<String> {
        let read = |from: (u64, u64)| -> Vec<((u64, u64), Vec<String>)> {
            let rest = &input[usize::try_from(from.0).unwrap()..];
            let reader = Box::new(BufReader::with_capacity(step, rest));
            let mut blocks = Blocks::new("x".into(), reader, most).from(from.0, from.1);
            let mut all = Vec::new();
            while let Some(cut) = blocks.next() {
                let mut told = Vec::new();
                match cut {
                    Cut::Error(error) => told.push(error.to_string()),
                    Cut::Block(mut block) => {
                        while let Some(thread) = block.next() {
                            told.push(thread.map_or_else(
                                |error| error.to_string(),
                                |thread| thread.id.unwrap_or_default(),
                            ));
                        }
                    }
                }
                all.push((blocks.place(), told));
            }
            all
        };
        let flat = |all: &[((u64, u64), Vec<String>)]| -> Vec<String> {
            all.iter().flat_map(|(_, told)| told.clone()).collect()
        };
        let whole = read((0, 0));
        for at in 0..whole.len() {
            assert_eq!(flat(&read(whole[at].0)), flat(&whole[at + 1..]), "from {:?}", whole[at].0);
        }
        flat(&whole)
    }

    fn line(id: usize, length: usize) -> String {
        format!("{{\"id\": {id}, \"text\": \"{}\"}}", "x".repeat(length))
    }

    #[test]
    fn lines_are_the_same_whatever_the_steps() {
        let mut input = String::from("\u{feff}");
        for id in 0..300 {
            input += &line(id, id * 7 % 90);
            input += ["\n", "\r\n", "\n\n  \n"][id % 3];
        }
        input += &line(300, 10);
        let wanted: Vec<String> = (0..=300).map(|id| id.to_string()).collect();
        for step in [1, 2, 13, 4096, super::super::BUFFER] {
            assert_eq!(told(input.as_bytes(), step, 1 << 10), wanted, "{step}");
        }
    }

    #[test]
    fn long_lines_are_passed_over_in_their_place() {
        let input = [line(1, 5), line(2, 3_000), line(3, 5), line(4, 3_000)].join("\n");
        let long = |line| {
            format!(
                "x:{line}: line longer than 1 KiB, the most that is read as one thread: skipped"
            )
        };
        for step in [1, 100, 2_000, super::super::BUFFER] {
            assert_eq!(
                told(input.as_bytes(), step, 1 << 10),
                ["1".to_owned(), long(2), "3".to_owned(), long(4)],
                "{step}"
            );
        }
    }

    #[test]
    fn damage_among_packed_lines_costs_what_is_damaged() {
        let pack = |text: &str| {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            out.write_all(text.as_bytes()).unwrap();
            out.finish().unwrap()
        };
        let lines = |ids: std::ops::Range<usize>| -> String {
            let line =
                |id| format!("{{\"id\": {id}, \"text\": \"I took it {} times.\"}}\n", id * id);
            ids.map(line).collect::<Vec<_>>().concat()
        };
        let mut middle = pack(&lines(3..4_000));
        let at = middle.len() / 2;
        middle[at..at + 8].fill(0xaa);
        // Nothing comes out of this one.
        let mut lost = middle.clone();
        lost[10..20].fill(0xff);
        let (first, third, end) =
            (pack(&lines(0..3)), pack(lines(4_000..4_003).trim_end()), pack(&lines(4_003..4_004)));
        let bytes = [&first[..], &middle, &third, &lost, &end].concat();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl.gz");
        std::fs::write(&path, bytes).unwrap();
        let read = |from: Mark| -> Vec<(Mark, Vec<String>)> {
            let mut reader = Reader::open(&Source::file(&path)).unwrap().go_on_from(from);
            std::iter::from_fn(|| reader.next_piece())
                .map(|piece| {
                    let told = |item: Result<Thread, _>| {
                        item.map_or_else(
                            |error: IngestError| error.to_string(),
                            |thread| thread.id.unwrap_or_default(),
                        )
                    };
                    (piece.end(), piece.map(told).collect())
                })
                .collect()
        };
        let all = read(Mark::default());
        let told: Vec<&String> = all.iter().flat_map(|(_, told)| told).collect();
        assert!(told.len() > 1_000);
        for id in [0, 1, 2, 3, 4_000, 4_001, 4_002, 4_003] {
            assert!(told.contains(&&id.to_string()), "{id}");
        }
        let wrong: Vec<_> = told.iter().filter(|told| told.contains("gzip data")).collect();
        assert_eq!(wrong.len(), 2);
        let place = format!("in member 2, which begins at byte {} of the packed data", first.len());
        assert!(wrong[0].contains(&place), "{}", wrong[0]);
        assert!(wrong[0].ends_with("reading goes on with the next that is whole"), "{}", wrong[0]);
        // A reader goes on across the damage.
        for (at, (mark, _)) in all.iter().enumerate() {
            let rest: Vec<String> = read(*mark).into_iter().flat_map(|(_, told)| told).collect();
            let wanted: Vec<String> =
                all[at + 1..].iter().flat_map(|(_, told)| told.clone()).collect();
            assert!(rest == wanted, "{mark:?}");
        }
    }
}
