//! The blocks of an archive, one behind the other, and how to go on where their lengths are wrong.
//!
//! A length that is too long would swallow the records behind it, one that is too short would cut a page. Where a block does not end before a record or
//! at the end, its bytes tell: it ends before a record that begins inside of it, or goes on to the next that begins.

use std::io::{self, BufRead};

use crate::ingest::bytes::Bytes;

/// How much is looked at in one go for a record.
const WINDOW: usize = 32 << 10;

/// The most that a head may have: beyond it nothing is taken for one.
pub(super) const HEAD: usize = 8 << 10;

/// Finds a record that begins in these bytes before the second place; what follows it there shows that it is one.
pub(super) type Find = fn(&[u8], usize) -> Option<usize>;

/// The bytes of an archive.
pub(super) struct Frames<'r> {
    pub bytes: Bytes<'r>,
    find: Find,
    /// The longest block that is held.
    most: usize,
    /// How much was read twice, and how far was ever read.
    again: u64,
    furthest: u64,
}

/// The block of a record.
#[derive(Default)]
pub(super) struct Block {
    pub bytes: Vec<u8>,
    /// It is longer than what is held, and was passed over.
    pub too_long: bool,
    /// Less is there than was announced.
    pub cut: bool,
    /// Something is wrong with its length, without a loss.
    pub odd: Option<String>,
    /// The input failed in it.
    pub error: Option<io::Error>,
}

/// How a search ended.
struct Found {
    passed: u64,
    any: bool,
}

impl<'r> Frames<'r> {
    pub(super) fn new(bytes: Bytes<'r>, find: Find, most: usize) -> Self {
        Self { bytes, find, most: most + HEAD, again: 0, furthest: 0 }
    }

    /// Passes over what is blank; is there more?
    pub(super) fn blanks(&mut self) -> io::Result<bool> {
        loop {
            let near = self.bytes.fill_buf()?;
            if near.is_empty() {
                return Ok(false);
            }
            let blank = near.len() - near.trim_ascii_start().len();
            let all = blank == near.len();
            self.bytes.consume(blank);
            if !all {
                return Ok(true);
            }
        }
    }

    /// Passes over all that stands before the next record; how much that is.
    pub(super) fn resume(&mut self) -> io::Result<u64> {
        self.seek(u64::MAX, None).map(|found| found.passed)
    }

    /// Reads a block of `length` bytes.
    pub(super) fn block(&mut self, length: u64) -> Block {
        let mut block = Block::default();
        if let Err(error) = self.fill(length, &mut block) {
            block.cut = true;
            block.error = Some(error);
        }
        block
    }

    fn fill(&mut self, length: u64, block: &mut Block) -> io::Result<()> {
        let most = self.most as u64;
        self.furthest = self.furthest.max(self.bytes.offset());
        // Who gives wrong lengths throughout is not believed any more: no byte is read more than twice on the whole.
        if self.again > self.furthest + most {
            let found = self.seek(length.min(most), Some(&mut block.bytes))?;
            if found.passed < length.min(most) {
                block.cut = !found.any;
                block.odd = found.any.then(|| too_long(length, found.passed));
                return Ok(());
            }
        } else {
            let count = usize::try_from(length.min(most)).unwrap_or(self.most);
            self.bytes.append(count, &mut block.bytes)?;
            let ended = block.bytes.len() < count;
            if ended || length > most || !self.is_end() {
                // A record that begins at the end of the block goes on behind it.
                let whole = block.bytes.len();
                let near = self.near(HEAD).to_vec();
                block.bytes.extend_from_slice(&near);
                let found = (self.find)(&block.bytes, whole);
                block.bytes.truncate(whole);
                if let Some(at) = found {
                    let tail = block.bytes.split_off(at);
                    self.furthest = self.furthest.max(self.bytes.offset());
                    self.bytes.unread(&tail);
                    self.again += tail.len() as u64;
                    block.odd = Some(too_long(length, at as u64));
                    return Ok(());
                }
                if ended {
                    block.cut = true;
                    return Ok(());
                }
            }
        }
        if length > most {
            let rest = length - most;
            let found = self.seek(rest, None)?;
            block.too_long = true;
            block.bytes = Vec::new();
            block.cut = found.passed < rest && !found.any;
            return Ok(());
        }
        if !self.is_end() && !self.is_apart() {
            let left = most - block.bytes.len() as u64;
            let found = self.seek(left, Some(&mut block.bytes))?;
            block.odd = Some(format!(
                "{length} bytes are announced, but the next record begins {} bytes further on: they are taken to belong to it",
                found.passed
            ));
        }
        Ok(())
    }

    /// What comes next, an error put off.
    fn near(&mut self, count: usize) -> &[u8] {
        match self.bytes.peek(count) {
            Ok(_) => {}
            Err(error) => {
                self.bytes.defer(error);
                return &[];
            }
        }
        self.bytes.peek(count).unwrap_or_default()
    }

    /// Is this the place of the next record, or the end?
    fn is_end(&mut self) -> bool {
        let find = self.find;
        let near = self.near(HEAD).trim_ascii_start();
        near.is_empty() || find(near, 1) == Some(0)
    }

    /// Does the mark follow that stands between records?
    fn is_apart(&mut self) -> bool {
        let near = self.near(4);
        near.starts_with(b"\r\n\r\n") || near.starts_with(b"\n\n")
    }

    /// Goes to the next record that begins within the next `most` bytes, or behind them; what stands before it is kept in `to`.
    fn seek(&mut self, most: u64, mut to: Option<&mut Vec<u8>>) -> io::Result<Found> {
        let mut passed = 0;
        while passed < most {
            let near = self.bytes.peek(WINDOW)?;
            let last = near.len() < WINDOW;
            // A record that begins at the end of the window is seen whole in the next.
            let certain = if last { near.len() } else { near.len() - HEAD };
            let certain = usize::try_from(most - passed).map_or(certain, |most| certain.min(most));
            let found = (self.find)(near, certain);
            let behind = found.unwrap_or(certain);
            if let Some(to) = &mut to {
                to.extend_from_slice(&near[..behind]);
            }
            self.bytes.consume(behind);
            passed += behind as u64;
            if found.is_some() || behind == 0 {
                return Ok(Found { passed, any: found.is_some() });
            }
        }
        Ok(Found { passed, any: false })
    }
}

fn too_long(length: u64, found: u64) -> String {
    format!("{length} bytes are announced, but the next record begins after {found}: it ends there")
}
