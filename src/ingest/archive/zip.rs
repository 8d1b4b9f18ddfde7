//! The heads of a zip archive, as they stand before each entry. The directory at its end is not looked at, so that a stream can be read, and one that is cut.

use std::io;

use super::entries::{Data, Header};
use crate::ingest::bytes::Bytes;
use crate::ingest::error::IngestErrorKind;
use crate::ingest::unpack::Engine;

/// The length of a head without its name.
const HEAD: usize = 30;

/// What follows an entry whose length was not known before, at most.
pub(super) const DESCRIPTOR: usize = 24;

/// How much is looked at in one go for an entry.
const WINDOW: usize = 16 << 10;

/// Do these first bytes show a zip archive?
pub(super) fn is(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
        || head.starts_with(b"PK\x05\x06")
        || head.starts_with(b"PK\x07\x08PK\x03\x04")
        || head.starts_with(b"PK00PK\x03\x04")
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
}

fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// Is it surely a head? In packed data its first four bytes come by chance.
fn is_head(near: &[u8]) -> bool {
    near.starts_with(b"PK\x03\x04")
        && short(near, 4) & 0xff <= 63
        && short(near, 8) <= 99
        && (1..4096).contains(&short(near, 26))
}

/// Reads the next head.
pub(super) fn header(bytes: &mut Bytes<'_>) -> io::Result<Header> {
    let place = bytes.offset();
    let near = bytes.peek(HEAD)?;
    match near {
        [] => return Ok(if place == 0 { Header::End } else { Header::Cut }),
        // The directory, and what stands around it.
        [b'P', b'K', 1, 2, ..] | [b'P', b'K', 5, 5 | 6, ..] | [b'P', b'K', 6, 6..=8, ..] => {
            return Ok(Header::End);
        }
        // The mark of an archive in parts.
        [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..] | [b'P', b'K', b'0', b'0', ..] if place == 0 => {
            bytes.skip(4)?;
            return header(bytes);
        }
        _ => {}
    }
    if !near.starts_with(b"PK\x03\x04") || near.len() < HEAD {
        let passed = resume(bytes)?;
        return Ok(Header::Problem(IngestErrorKind::Damaged(format!(
            "no entry begins at byte {place} of the archive: {passed} bytes are passed over, up to the next that does"
        ))));
    }
    let mut head = Vec::new();
    let (names, extras) = (short(near, 26) as usize, short(near, 28) as usize);
    bytes.append(HEAD + names + extras, &mut head)?;
    let name = name(head.get(HEAD..HEAD + names).unwrap_or_default());
    let (flags, method) = (short(&head, 6), short(&head, 8));
    let has_descriptor = flags & 8 != 0;
    let packed = size(&head, head.get(HEAD + names..).unwrap_or_default());
    let known = !has_descriptor || packed > 0;
    let left = known.then_some(packed);
    if name.ends_with('/') && packed == 0 {
        if has_descriptor {
            descriptor(bytes)?;
        }
        return Ok(Header::Nothing);
    }
    let crc = (!has_descriptor).then(|| long(&head, 14));
    let data = |inflate| Data { left, inflate, has_descriptor, crc, ..Data::default() };
    let problem = match method {
        _ if flags & 1 != 0 => "encrypted",
        0 => return Ok(Header::File { name, data: data(None) }),
        8 => {
            let inflate = Some(Box::new(Engine::deflate()));
            return Ok(Header::File { name, data: data(inflate) });
        }
        // bzip2, zstd and xz say themselves what they are, and the checksum is of what comes out.
        12 | 93 | 95 if known => {
            let data = Data { crc: None, has_descriptor, left, ..Data::default() };
            return Ok(Header::File { name, data });
        }
        _ => "packed by a method that is not read",
    };
    let passed = match left {
        Some(left) => bytes.skip(left)?,
        None => resume(bytes)?,
    };
    if known && has_descriptor {
        descriptor(bytes)?;
    }
    Ok(Header::Problem(IngestErrorKind::Damaged(format!(
        "`{name}` is {problem} (method {method}): {passed} bytes passed over; unpack the archive first"
    ))))
}

/// How long an entry is in the archive; of a large one that stands in a field behind the name.
fn size(head: &[u8], mut extra: &[u8]) -> u64 {
    let (packed, plain) = (long(head, 18), long(head, 22));
    if packed < u32::MAX {
        return u64::from(packed);
    }
    while extra.len() >= 4 {
        let (id, length) = (short(extra, 0), short(extra, 2) as usize);
        let Some(field) = extra.get(4..4 + length) else { break };
        if id == 1 {
            // How long it becomes stands before it, if that is large, too.
            let at = if plain == u32::MAX { 8 } else { 0 };
            return u64::from(long(field, at + 4)) << 32 | u64::from(long(field, at));
        }
        extra = &extra[4 + length..];
    }
    u64::from(packed)
}

/// A name is UTF-8, or was written long ago on some machine.
fn name(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(
        |_| encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        str::to_owned,
    )
}

/// Passes over what follows an entry whose length was not known before, and gives its checksum. It comes in four shapes; the entry behind it tells which.
pub(super) fn descriptor(bytes: &mut Bytes<'_>) -> io::Result<Option<u32>> {
    let near = bytes.peek(DESCRIPTOR + 2)?;
    let marked = near.starts_with(b"PK\x07\x08");
    let lengths: [usize; 2] = if marked { [16, 24] } else { [12, 20] };
    let length = lengths.into_iter().find(|length| near.get(*length..*length + 2) == Some(b"PK"));
    let length = length.or_else(|| marked.then_some(16).filter(|length| near.len() >= *length));
    let Some(length) = length else { return Ok(None) };
    let crc = long(near, if marked { 4 } else { 0 });
    bytes.skip(length as u64)?;
    Ok(Some(crc))
}

/// Goes to the next head, or to the directory.
fn resume(bytes: &mut Bytes<'_>) -> io::Result<u64> {
    let mut passed = 0;
    loop {
        let near = bytes.peek(WINDOW)?;
        let last = near.len() < WINDOW;
        let certain = if last { near.len() } else { near.len() - HEAD };
        let found =
            memchr::memmem::find_iter(near, b"PK").take_while(|at| *at < certain).find(|at| {
                let near = &near[*at..];
                // The first place is the one that was no head.
                passed + *at as u64 > 0 && (is_head(near) || near.starts_with(b"PK\x01\x02"))
            });
        let behind = found.unwrap_or(certain);
        bytes.skip(behind as u64)?;
        passed += behind as u64;
        if found.is_some() || last {
            return Ok(passed);
        }
    }
}
