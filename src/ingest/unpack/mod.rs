//! What files are packed in: gzip, zstd, bzip2 and xz, known by their first bytes, also around one another.
//!
//! A packed file is a row of members, each packed by itself. One that is damaged costs itself alone: it is told, and reading again goes on with the next
//! that is whole ([`resumes`]). Bytes between and behind members are passed over and told. How much may come out is [`Limits`].
//!
//! # Laws
//!
//! * Time is linear in what is packed and what comes out; memory is a window of the packing, which has a limit, and some hundred KiB.
//! * What can be unpacked comes out before the error that says what cannot.

mod codec;
mod engine;
mod error;
mod member;
mod meter;
mod packing;
mod zstd;

use std::io::{self, BufRead, BufReader};

pub(super) use self::engine::{Engine, Unpacking};
pub(super) use self::error::{UnpackError, resumes};
use self::member::Members;
use self::meter::{Count, Meter};
use self::packing::Packing;
use super::bytes::Bytes;
use super::limits::Limits;
use super::notes::Notes;

/// How much is unpacked at a time.
const BUFFER: usize = 64 << 10;

/// A source without its packing.
pub(super) struct Unpacked<'r> {
    /// Its plain bytes.
    pub input: Box<dyn BufRead + Send + 'r>,
    /// How often it was packed.
    pub depth: usize,
}

/// Undoes the packing of `input`, which may be none. What is odd about it is put to `notes` as it is read.
///
/// # Errors
///
/// If it is packed too often. What else is wrong is an error of the bytes, in its place.
pub(super) fn unpack<'r>(
    name: &str,
    input: Box<dyn BufRead + Send + 'r>,
    limits: &Limits,
    notes: &Notes,
) -> io::Result<Unpacked<'r>> {
    let count = Count::default();
    let mut input: Box<dyn BufRead + Send + 'r> = Box::new(Meter::new(input, count.clone()));
    let mut depth = 0;
    loop {
        let mut bytes = Bytes::new(input);
        let packing = match bytes.peek(packing::HEAD) {
            Ok(head) => Packing::of(head),
            Err(error) => {
                bytes.defer(error);
                None
            }
        };
        let Some(packing) = packing else {
            return Ok(Unpacked { input: Box::new(bytes), depth });
        };
        if depth == limits.max_depth() {
            return Err(UnpackError::TooDeep(depth).into());
        }
        depth += 1;
        let members = Members::new(name, packing, bytes, limits, count.clone(), notes.clone());
        input = Box::new(BufReader::with_capacity(BUFFER, members));
    }
}
