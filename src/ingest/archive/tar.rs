//! The heads of a tar archive: of the old form, ustar, and what GNU and POSIX put before them for long names.

use std::io;

use super::entries::{Data, Header};
use crate::ingest::bytes::Bytes;
use crate::ingest::error::IngestErrorKind;

/// All of a tar archive is in blocks.
const BLOCK: usize = 512;

/// Where the newer forms say what they are.
const MAGIC: usize = 257;

/// How much is looked at in one go for an entry.
const WINDOW: usize = 16 << 10;

/// The longest name, or list of fields, that is read.
const MOST: u64 = 1 << 20;

/// Do these first bytes show a tar archive?
pub(super) fn is(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(|block| block[0] != 0 && is_head(block))
}

/// Is it a head, by its checksum?
fn is_head(block: &[u8; BLOCK]) -> bool {
    let Some(told) = number(&block[148..156]) else { return false };
    let sum = |value: fn(u8) -> i64| -> i64 {
        let blanked =
            |(at, byte): (usize, &u8)| value(if (148..156).contains(&at) { b' ' } else { *byte });
        block.iter().enumerate().map(blanked).sum()
    };
    // Some old programs added the bytes up with a sign.
    let told = i64::try_from(told).unwrap_or(-1);
    told == sum(i64::from) || told == sum(|byte| i64::from(byte.cast_signed()))
}

/// A number in octal digits or, if it is large, in bytes.
fn number(field: &[u8]) -> Option<u64> {
    if field.first()? & 0x80 != 0 {
        let (high, low) = field.split_at(field.len().saturating_sub(8));
        let small =
            high.iter().enumerate().all(|(at, byte)| *byte == if at == 0 { 0x80 } else { 0 });
        return small.then(|| low.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
    }
    let text = std::str::from_utf8(field).ok()?;
    let digits = text.trim_matches(|c: char| c == '\0' || c == ' ');
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// The text of a field, up to the first NUL.
fn text(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

/// What stands before the head of an entry and changes what it says.
#[derive(Default)]
struct Before {
    name: Option<String>,
    size: Option<u64>,
    sparse: bool,
}

/// Reads the next head.
pub(super) fn header(bytes: &mut Bytes<'_>) -> io::Result<Header> {
    let mut before = Before::default();
    loop {
        let place = bytes.offset();
        let Some(block) = bytes.peek(BLOCK)?.first_chunk::<BLOCK>().copied() else {
            return rest(bytes);
        };
        if block == [0; BLOCK] {
            // The end; but archives are put behind one another, too.
            bytes.skip(BLOCK as u64)?;
            continue;
        }
        if !is_head(&block) {
            let passed = resume(bytes)?;
            return Ok(Header::Problem(IngestErrorKind::Damaged(format!(
                "no entry begins at byte {place} of the archive: {passed} bytes are passed over, up to the next that does"
            ))));
        }
        bytes.skip(BLOCK as u64)?;
        let size = before.size.or_else(|| number(&block[124..136]));
        let Some(size) = size else {
            let what = format!(
                "the entry at byte {place} of the archive does not say how long it is: passed over"
            );
            return Ok(Header::Problem(IngestErrorKind::Damaged(what)));
        };
        let padding = size.wrapping_neg() % BLOCK as u64;
        let name = before.name.take().unwrap_or_else(|| name(&block));
        match block[156] {
            b'L' | b'x' if size <= MOST => {
                let mut content = Vec::new();
                bytes.append(size as usize, &mut content)?;
                bytes.skip(padding)?;
                if block[156] == b'L' {
                    before.name = Some(text(&content));
                } else {
                    before.name = Some(name).filter(|_| before.name.is_some());
                    fields(&content, &mut before);
                }
            }
            b'0' | b'7' | 0 if before.sparse => return sparse(bytes, &name, size + padding),
            b'S' => return sparse(bytes, &name, size + padding),
            b'0' | b'7' | 0 if !name.ends_with('/') => {
                let data = Data { left: Some(size), padding, ..Data::default() };
                return Ok(Header::File { name, data });
            }
            // Links have no content, whatever they say.
            b'1'..=b'6' => return Ok(Header::Nothing),
            _ => {
                bytes.skip(size.saturating_add(padding))?;
                if !matches!(block[156], b'L' | b'x' | b'g' | b'K') {
                    return Ok(Header::Nothing);
                }
            }
        }
    }
}

fn sparse(bytes: &mut Bytes<'_>, name: &str, length: u64) -> io::Result<Header> {
    bytes.skip(length)?;
    let what = format!("`{name}` is stored with holes, which is not read: passed over");
    Ok(Header::Problem(IngestErrorKind::Damaged(what)))
}

/// The name in a head.
fn name(block: &[u8; BLOCK]) -> String {
    let (name, prefix) = (text(&block[..100]), text(&block[345..500]));
    if &block[MAGIC..MAGIC + 6] == b"ustar\0" && !prefix.is_empty() {
        return format!("{prefix}/{name}");
    }
    name
}

/// Reads `length name=value` lines.
fn fields(mut content: &[u8], before: &mut Before) {
    while let Some(blank) = memchr::memchr(b' ', content) {
        let length = std::str::from_utf8(&content[..blank]).ok().and_then(|text| text.parse().ok());
        let Some(field) = length.and_then(|length: usize| content.get(blank + 1..length)) else {
            return;
        };
        let equals = memchr::memchr(b'=', field).unwrap_or(field.len());
        let (key, value) = field.split_at(equals);
        let value = String::from_utf8_lossy(value.get(1..).unwrap_or_default());
        let value = value.strip_suffix('\n').unwrap_or(&value);
        match key {
            b"path" => before.name = Some(value.to_owned()),
            b"size" => before.size = value.parse().ok(),
            key if key.starts_with(b"GNU.sparse.") => before.sparse = true,
            _ => {}
        }
        content = &content[blank + 1 + field.len()..];
    }
}

/// Less than a block is left.
fn rest(bytes: &mut Bytes<'_>) -> io::Result<Header> {
    let place = bytes.offset();
    let blank = bytes.peek(BLOCK)?.iter().all(|byte| *byte == 0);
    let left = bytes.skip(BLOCK as u64)?;
    if blank {
        return Ok(Header::End);
    }
    let what = format!("the archive is cut short: {left} bytes at byte {place} are no entry");
    Ok(Header::Problem(IngestErrorKind::Damaged(what)))
}

/// Goes to the next head, wherever it begins: behind damage nothing stands where it should.
fn resume(bytes: &mut Bytes<'_>) -> io::Result<u64> {
    let mut passed = bytes.skip(1)?;
    loop {
        let near = bytes.peek(WINDOW)?;
        let last = near.len() < WINDOW;
        let certain = if last { near.len() } else { near.len() - BLOCK };
        let begins = |at: &usize| near[*at..].first_chunk::<BLOCK>().is_some_and(is_head);
        let found = memchr::memmem::find_iter(near, b"ustar")
            .filter_map(|at| at.checked_sub(MAGIC))
            .take_while(|at| *at < certain)
            .find(begins);
        let behind = found.unwrap_or(certain);
        bytes.skip(behind as u64)?;
        passed += behind as u64;
        if found.is_some() || last {
            return Ok(passed);
        }
    }
}
