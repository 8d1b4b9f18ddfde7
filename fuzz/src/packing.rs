//! What packs others: archives whose sums are put right, so that a change to one of their fields is more than a wrong sum.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use threadlint::thread::Thread;

use crate::reading::{How, Told, hold_with, is_packed};

/// How long a block of tar is.
const BLOCK: usize = 512;
/// Where the sum of a head of tar stands.
const SUM: std::ops::Range<usize> = 148..156;

/// The laws of reading, of bytes that may be packed; and packed once more, bytes are read as they were.
pub fn hold(bytes: &[u8]) {
    let plain = hold_with(How::default(), bytes);
    if is_packed(bytes) {
        return;
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let Some(packed) = packed.write_all(bytes).and_then(|()| packed.finish()).ok() else { return };
    let unpacked = hold_with(How::default(), &packed);
    assert_eq!(without_places(plain), without_places(unpacked), "packed");
}

/// The laws of reading, of an archive as it is and with the sums of a tar put right.
pub fn hold_archive(bytes: &[u8]) {
    hold_with(How::default(), bytes);
    let mut summed = bytes.to_vec();
    let heads = summed.chunks_exact_mut(BLOCK).filter(|block| &block[257..262] == b"ustar");
    for head in heads {
        let sum = format!("{:06o}\0 ", sum(head));
        head[SUM].copy_from_slice(sum.as_bytes());
    }
    if summed != bytes {
        hold_with(How::default(), &summed);
    }
}

fn without_places(mut told: Told) -> Vec<Thread> {
    told.threads
        .iter_mut()
        .flat_map(|thread| &mut thread.posts)
        .for_each(|post| post.offset = None);
    told.threads
}

fn sum(block: &[u8]) -> u64 {
    let value = |(at, byte): (usize, &u8)| u64::from(if SUM.contains(&at) { b' ' } else { *byte });
    block.iter().enumerate().map(value).sum()
}

/// Is the first block the head of a tar? Some old programs added its bytes up with a sign.
pub fn is_tar(bytes: &[u8]) -> bool {
    let Some(block) = bytes.get(..BLOCK) else { return false };
    let Ok(told) = std::str::from_utf8(&block[SUM]) else { return true };
    let told = u64::from_str_radix(told.trim_matches(['\0', ' ']), 8).unwrap_or_default();
    let negative = block.iter().enumerate().filter(|(at, byte)| !SUM.contains(at) && **byte >= 128);
    told == sum(block) || told + 256 * negative.count() as u64 == sum(block)
}
