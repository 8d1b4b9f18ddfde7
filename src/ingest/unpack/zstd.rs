//! One frame of zstd.

use std::io::{self, Read};

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::ingest::bytes::Bytes;
use crate::ingest::limits::{Limits, size};

/// The end of a frame: a last block with nothing in it, and room for a checksum.
const END: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

/// Undoes a frame.
pub(super) struct Zstd<'r> {
    bytes: Bytes<'r>,
    decoder: FrameDecoder,
    state: State,
    most: u64,
}

enum State {
    Fresh,
    Inside,
    /// The frame is over; is it damaged? The decoder holds back as much as later blocks may refer to: that comes before the error.
    Draining(Option<io::Error>),
}

impl<'r> Zstd<'r> {
    pub(super) fn new(bytes: Bytes<'r>, limits: &Limits) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(limits.max_window_bytes());
        Self { bytes, decoder, state: State::Fresh, most: limits.max_window_bytes() }
    }

    pub(super) fn into_inner(self) -> Bytes<'r> {
        self.bytes
    }

    /// Passes over a frame that holds something else.
    fn skip(&mut self) -> io::Result<bool> {
        let &[0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, ..] = self.bytes.peek(8)? else {
            return Ok(false);
        };
        let length = 8 + u64::from(u32::from_le_bytes([a, b, c, d]));
        if self.bytes.skip(length)? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(true)
    }

    fn checked(&self) -> Option<io::Error> {
        let (told, found) =
            (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
        told.is_some_and(|told| found.is_some_and(|found| told != found))
            .then(|| io::Error::new(io::ErrorKind::InvalidData, "its checksum does not fit"))
    }
}

impl Read for Zstd<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            match &mut self.state {
                State::Fresh => {
                    if self.skip()? {
                        return Ok(0);
                    }
                    self.decoder
                        .init(&mut self.bytes)
                        .map_err(|error| explain(&error, self.most))?;
                    self.state = State::Inside;
                }
                State::Inside => {
                    let count = self.decoder.read(to)?;
                    if count > 0 {
                        return Ok(count);
                    }
                    let step = BlockDecodingStrategy::UptoBlocks(1);
                    let ended = match self.decoder.decode_blocks(&mut self.bytes, step) {
                        Ok(true) => None,
                        Ok(false) => continue,
                        Err(error) => {
                            let error = explain(&error, self.most);
                            // What it held back is let go of at the end of a frame only.
                            let all = BlockDecodingStrategy::All;
                            let _ = self.decoder.decode_blocks(&END[..], all);
                            Some(error)
                        }
                    };
                    self.state = State::Draining(ended);
                }
                State::Draining(error) => {
                    let count = self.decoder.read(to)?;
                    if count > 0 {
                        return Ok(count);
                    }
                    return match error.take().or_else(|| self.checked()) {
                        Some(error) => Err(error),
                        None => Ok(0),
                    };
                }
            }
        }
    }
}

fn explain(error: &FrameDecoderError, most: u64) -> io::Error {
    let window = match error {
        FrameDecoderError::WindowSizeTooBig { requested, .. } => Some(*requested),
        FrameDecoderError::FailedToInitialize(FrameHeaderError::WindowTooBig { got }) => Some(*got),
        _ => None,
    };
    if let Some(window) = window {
        let what = format!(
            "it refers back up to {}, and no more than {} is held: unpack it first (`zstd -d --long=31`), or raise the limit of the window",
            size(window),
            size(most)
        );
        return io::Error::new(io::ErrorKind::InvalidData, what);
    }
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<io::Error>()
            && cause.kind() == io::ErrorKind::UnexpectedEof
        {
            return io::ErrorKind::UnexpectedEof.into();
        }
        source = cause.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
