//! The members of packed data, one after the other.

use std::io::{self, BufRead, Read};

use super::codec::Codec;
use super::error::UnpackError;
use super::meter::Count;
use super::packing::{HEAD, Packing};
use super::zstd::Frames;
use crate::ingest::bytes::Bytes;
use crate::ingest::error::{IngestError, IngestErrorKind, Place};
use crate::ingest::limits::Limits;
use crate::ingest::notes::Notes;

/// How much is looked at in one go for a member.
const WINDOW: usize = 16 << 10;

/// What may come out before it is asked how much larger that is: a page of blanks packs well.
const SMALL: u64 = 16 << 20;

/// What comes out of the members of packed data.
pub(super) struct Members<'r> {
    name: String,
    packing: Packing,
    state: State<'r>,
    limits: Limits,
    /// How much of the source was read.
    packed: Count,
    /// How much came out.
    unpacked: u64,
    /// How much came out of this member.
    of_member: u64,
    /// The number of the member, from one.
    member: u64,
    /// Where it begins.
    begin: u64,
    /// How much was looked at a second time.
    again: u64,
    /// Was the member found by its first bytes alone, behind a damaged one? Then it may be none.
    guessed: bool,
    /// What one frame of zstd leaves to the next.
    frames: Option<Frames>,
    notes: Notes,
}

enum State<'r> {
    /// Before a member or the end.
    Between(Bytes<'r>),
    Inside(Codec<'r>),
    Over,
}

impl<'r> Members<'r> {
    pub(super) fn new(
        name: &str,
        packing: Packing,
        bytes: Bytes<'r>,
        limits: &Limits,
        packed: Count,
        notes: Notes,
    ) -> Self {
        Self {
            name: name.to_owned(),
            packing,
            state: State::Between(bytes),
            limits: *limits,
            packed,
            unpacked: 0,
            of_member: 0,
            member: 0,
            begin: 0,
            again: 0,
            guessed: false,
            frames: None,
            notes,
        }
    }

    /// Goes to the next member, if there is one.
    fn next(&mut self, bytes: &mut Bytes<'r>) -> io::Result<bool> {
        if !self.packing.begins(bytes.peek(HEAD)?) {
            let from = bytes.offset();
            let found = seek(bytes, self.packing)?;
            if !found.blank {
                let what = format!(
                    "{} bytes at byte {from} of the packed data are no {} data: passed over",
                    found.passed, self.packing
                );
                let note = IngestErrorKind::Note(what);
                self.notes.add(IngestError::at(&self.name, Place::Whole, note));
            }
            if !found.any {
                return Ok(false);
            }
        }
        self.begin = bytes.offset();
        self.member += 1;
        self.of_member = 0;
        bytes.mark();
        Ok(true)
    }

    /// Looks for the member behind a damaged one; the error that tells of it, unless it was none.
    fn damaged(&mut self, mut bytes: Bytes<'r>, error: &io::Error) -> Option<io::Error> {
        let (was_guessed, member, begin) =
            (self.guessed && self.of_member == 0, self.member, self.begin);
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => "it is cut short".to_owned(),
            _ => error.to_string(),
        };
        let mut resumes = false;
        if let Some(failure) = bytes.failure() {
            if !failure.resumes {
                return Some(failure.error());
            }
            bytes.forget();
        } else if let Some(back) = bytes.since_mark()
            && self.again + back as u64 <= bytes.offset()
        {
            // Damaged data may have led into the next members. No byte is looked at more than twice on the whole.
            self.again += back as u64;
            bytes.rewind();
        }
        if bytes.offset() <= begin {
            let _ = bytes.skip(1);
        }
        if let Ok(found) = seek(&mut bytes, self.packing)
            && found.any
        {
            resumes = true;
            self.guessed = true;
            self.state = State::Between(bytes);
        }
        if was_guessed {
            self.member -= 1;
        }
        (!was_guessed).then(|| {
            UnpackError::Damaged { packing: self.packing, member, begin, what, resumes }.into()
        })
    }

    /// Is it too much?
    fn check(&self) -> io::Result<()> {
        let (packing, most) = (self.packing, self.limits.max_unpacked_bytes());
        if self.unpacked > most {
            return Err(UnpackError::TooMuch { packing, most }.into());
        }
        let ratio = self.limits.max_ratio();
        if self.unpacked > SMALL && self.unpacked / self.packed.get().max(1) > ratio {
            return Err(UnpackError::Bomb { packing, ratio }.into());
        }
        Ok(())
    }
}

impl Read for Members<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if to.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Ok(0),
                State::Between(mut bytes) => match self.next(&mut bytes) {
                    Ok(true) => {
                        let codec = Codec::new(self.packing, bytes, &self.limits, &mut self.frames);
                        self.state = State::Inside(codec);
                    }
                    Ok(false) => {}
                    Err(error) => {
                        // What is packed twice over may be damaged outside, and go on.
                        if bytes.failure().is_some_and(|failure| failure.resumes) {
                            bytes.forget();
                            self.state = State::Between(bytes);
                        }
                        return Err(error);
                    }
                },
                State::Inside(mut codec) => match codec.read(to) {
                    Ok(0) => {
                        self.guessed = false;
                        self.state = State::Between(codec.into_inner(&mut self.frames));
                    }
                    Ok(count) => {
                        self.state = State::Inside(codec);
                        self.unpacked += count as u64;
                        self.of_member += count as u64;
                        if let Err(error) = self.check() {
                            self.state = State::Over;
                            return Err(error);
                        }
                        return Ok(count);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                        self.state = State::Inside(codec);
                        return Err(error);
                    }
                    // Without its dictionary nothing of it can be read.
                    Err(error) if super::error::is_final(&error) => return Err(error),
                    Err(error) => {
                        let bytes = codec.into_inner(&mut self.frames);
                        if let Some(error) = self.damaged(bytes, &error) {
                            return Err(error);
                        }
                    }
                },
            }
        }
    }
}

/// What was found when a member was looked for.
struct Found {
    /// Is there one?
    any: bool,
    /// How many bytes stand before it.
    passed: u64,
    /// Are they all NUL, with which tapes and disks are filled up?
    blank: bool,
}

/// Passes over all bytes before the next member.
fn seek(bytes: &mut Bytes<'_>, packing: Packing) -> io::Result<Found> {
    let finder = memchr::memmem::Finder::new(packing.first_bytes());
    let (mut passed, mut blank) = (0, true);
    loop {
        let near = bytes.peek(WINDOW)?;
        let last = near.len() < WINDOW;
        // A member that begins at the end of the window is seen whole in the next.
        let certain = if last { near.len() } else { near.len() - HEAD };
        let found = finder
            .find_iter(near)
            .take_while(|at| *at < certain)
            .find(|at| packing.surely_begins(&near[*at..]));
        let behind = found.unwrap_or(certain);
        blank &= near[..behind].iter().all(|byte| *byte == 0);
        bytes.consume(behind);
        passed += behind as u64;
        if found.is_some() || last {
            return Ok(Found { any: found.is_some(), passed, blank });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::{resumes, unpack};
    use super::*;

    /// `hello xz` as xz packs it.
    const XZ: &[u8] = include_bytes!("../../../fixtures/forms/warc/hello.txt.xz");

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn bzip2(text: &[u8]) -> Vec<u8> {
        let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    /// What comes out, what errors come between, and what is noted.
    fn all(packed: &[u8], limits: &Limits) -> (Vec<u8>, Vec<String>) {
        let input = io::BufReader::with_capacity(7, packed);
        let notes = Notes::default();
        let mut unpacked = unpack("x", Box::new(input), limits, &notes).unwrap();
        let (mut out, mut told) = (Vec::new(), Vec::new());
        loop {
            match unpacked.input.read_to_end(&mut out) {
                Ok(_) => break,
                Err(error) => {
                    told.push(error.to_string());
                    if !resumes(&error) {
                        break;
                    }
                }
            }
        }
        told.extend(std::iter::from_fn(|| notes.take()).map(|note| note.to_string()));
        (out, told)
    }

    fn text(packed: &[u8]) -> (String, Vec<String>) {
        let (out, told) = all(packed, &Limits::default());
        (String::from_utf8_lossy(&out).into_owned(), told)
    }

    #[test]
    fn members_follow_one_another_in_every_packing() {
        for pack in [gzip, bzip2, zstd] {
            let packed = [pack(b"one "), pack(b""), pack(b"two")].concat();
            assert_eq!(text(&packed), ("one two".into(), vec![]));
            let again = gzip(&bzip2(&packed));
            assert_eq!(text(&again), ("one two".into(), vec![]));
        }
        assert_eq!(text(&[XZ, XZ].concat()), ("hello xz\nhello xz\n".into(), vec![]));
        assert_eq!(text(b"plain"), ("plain".into(), vec![]));
        assert_eq!(text(b""), (String::new(), vec![]));
    }

    #[test]
    fn what_stands_before_the_cut_is_read() {
        let long: String =
            (0..20_000).flat_map(|number: u32| [number.to_string(), " ".into()]).collect();
        for pack in [gzip, bzip2, zstd] {
            let packed = pack(long.as_bytes());
            let whole = [pack(b"whole "), packed[..packed.len() - 1].to_vec()].concat();
            let (out, told) = text(&whole);
            assert!(out.starts_with("whole 0 1 2 "), "{out:.99} {told:?}");
            assert_eq!(told.len(), 1);
            assert!(told[0].contains("in member 2, which begins at byte "), "{told:?}");
            assert!(
                told[0].contains(": it is cut short; what stands before it was read"),
                "{told:?}"
            );
        }
        let (_, told) = text(&XZ[..XZ.len() - 9]);
        assert!(told[0].contains("xz data is damaged in member 1"), "{told:?}");
    }

    #[test]
    fn what_comes_out_before_the_damage_is_given_however_it_arrives() {
        let long: String =
            (0..2_000).flat_map(|number: u32| [number.to_string(), " ".into()]).collect();
        for pack in [gzip, bzip2] {
            let mut packed = pack(long.as_bytes());
            // The checksum is wrong.
            let at = packed.len() - 6;
            packed[at] ^= 0x5a;
            for capacity in [1, 7, 1 << 20] {
                let input = io::BufReader::with_capacity(capacity, &packed[..]);
                let mut unpacked =
                    unpack("x", Box::new(input), &Limits::default(), &Notes::default()).unwrap();
                let mut out = Vec::new();
                let error = unpacked.input.read_to_end(&mut out).unwrap_err();
                assert!(out == long.as_bytes(), "{capacity}: {} bytes, {error}", out.len());
            }
        }
    }

    #[test]
    fn a_damaged_member_costs_itself_alone() {
        for pack in [gzip, bzip2, zstd] {
            let mut middle = pack("some text that is damaged ".repeat(200).as_bytes());
            let at = middle.len() / 2;
            for byte in &mut middle[at..at + 4] {
                *byte ^= 0x5a;
            }
            let (first, last) = (pack(b"first "), pack(b" last"));
            let (out, told) = text(&[first, middle, last].concat());
            assert!(out.starts_with("first ") && out.ends_with(" last"), "{out} {told:?}");
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].ends_with("reading goes on with the next that is whole"), "{told:?}");
        }
    }

    #[test]
    fn damage_that_hides_the_next_member_does_not_cost_it() {
        // A stored block whose length is wrong reads on into the next members.
        let mut first = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        first.write_all(b"short").unwrap();
        let mut first = first.finish().unwrap();
        let length = (0x6fff_u16).to_le_bytes();
        first[11..13].copy_from_slice(&length);
        first[13..15].copy_from_slice(&length.map(|byte| !byte));
        let (out, told) = text(&[first, gzip(b"second"), gzip(b"third")].concat());
        assert!(out.ends_with("secondthird"), "{out}");
        assert_eq!(told.len(), 1, "{told:?}");
    }

    #[test]
    fn what_is_behind_the_last_member_is_told_unless_it_is_blank() {
        assert_eq!(text(&[gzip(b"a"), vec![0; 99]].concat()), ("a".into(), vec![]));
        let (out, told) = text(&[gzip(b"a"), b"<html>".to_vec(), gzip(b"b")].concat());
        assert_eq!(out, "ab");
        assert_eq!(
            told,
            ["x: 6 bytes at byte 21 of the packed data are no gzip data: passed over"]
        );
    }

    #[test]
    fn too_much_is_told_and_not_read() {
        let bomb = gzip(&vec![b'a'; 40 << 20]);
        let (out, told) = all(&bomb, &Limits::default().ratio(500));
        assert!(
            out.len() < 17 << 20 && told[0].contains("more than 500 times its size"),
            "{told:?}"
        );
        let (out, told) = all(&bomb, &Limits::default().unpacked_bytes(1 << 20));
        assert!(out.len() < 2 << 20 && told[0].contains("more than 1 MiB"), "{told:?}");
        let nested = gzip(&gzip(&gzip(&gzip(&gzip(b"deep")))));
        let error = unpack("x", Box::new(&nested[..]), &Limits::default(), &Notes::default())
            .err()
            .unwrap();
        assert_eq!(error.to_string(), "packed more than 4 times over: unpack it first");
    }

    #[test]
    fn no_bytes_make_it_panic_or_hang() {
        let mut seed = 7_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize
        };
        let words: String =
            (0..400_u32).flat_map(|number| [(number * number).to_string(), " ".into()]).collect();
        let xz = XZ.to_vec();
        for whole in [gzip(words.as_bytes()), bzip2(words.as_bytes()), zstd(words.as_bytes()), xz] {
            for _ in 0..300 {
                let mut packed = whole.repeat(2);
                for _ in 0..=next() % 4 {
                    let at = next() % packed.len();
                    packed[at] = next() as u8;
                }
                packed.truncate(next() % (2 * packed.len()) + 20);
                let _ = all(&packed, &Limits::default());
            }
        }
    }
}
