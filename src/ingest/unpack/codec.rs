//! One member of packed data.

use std::io::{self, Read};

use lzma_rust2::XzReader;

use super::engine::{Engine, Unpacking};
use super::packing::Packing;
use super::zstd::{Frames, Zstd};
use crate::ingest::bytes::Bytes;
use crate::ingest::limits::Limits;

/// What undoes a packing, up to the end of the member.
pub(super) enum Codec<'r> {
    /// Gzip or bzip2.
    Stepwise(Box<Unpacking<Bytes<'r>>>),
    Zstd(Box<Zstd<'r>>),
    Xz(Box<XzReader<Bytes<'r>>>),
}

impl<'r> Codec<'r> {
    /// Begins the member that comes next.
    pub(super) fn new(
        packing: Packing,
        bytes: Bytes<'r>,
        limits: &Limits,
        frames: &mut Option<Frames>,
    ) -> Self {
        match packing {
            Packing::Gzip => Self::Stepwise(Box::new(Unpacking::new(bytes, Engine::gzip()))),
            Packing::Zstd => Self::Zstd(Box::new(Zstd::new(bytes, limits, frames.take()))),
            Packing::Bzip2 => Self::Stepwise(Box::new(Unpacking::new(bytes, Engine::bzip2()))),
            Packing::Xz => {
                let most = u32::try_from(limits.max_window_bytes() >> 10).unwrap_or(u32::MAX);
                Self::Xz(Box::new(XzReader::new_mem_limit(bytes, false, most)))
            }
        }
    }

    /// The bytes behind what was read of the member; `frames` takes what the next one needs.
    pub(super) fn into_inner(self, frames: &mut Option<Frames>) -> Bytes<'r> {
        match self {
            Self::Stepwise(codec) => codec.into_inner(),
            Self::Zstd(codec) => {
                let (bytes, of_frames) = codec.into_inner();
                *frames = Some(of_frames);
                bytes
            }
            Self::Xz(codec) => codec.into_inner(),
        }
    }
}

impl Read for Codec<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stepwise(codec) => codec.read(to),
            Self::Zstd(codec) => codec.read(to),
            Self::Xz(codec) => codec.read(to),
        }
    }
}
