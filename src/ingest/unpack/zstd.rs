//! One frame of zstd.
//!
//! Archives of crawls may be packed with a dictionary, which then stands in a frame of its own before all others, packed or not (the IIPC's
//! `.warc.zst`): it is kept for the frames behind it.

use std::fmt;
use std::io::{self, Read};

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, Dictionary, FrameDecoder, StreamingDecoder};

use super::error::UnpackError;

use crate::ingest::bytes::Bytes;
use crate::ingest::limits::{Limits, size};

/// The end of a frame: a last block with nothing in it, and room for a checksum.
const END: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

/// The longest dictionary that is read; those of crawls have some hundred KiB.
const DICTIONARY: u64 = 16 << 20;

/// How a dictionary begins, and how a frame does.
const DICTIONARY_MAGIC: [u8; 4] = [0x37, 0xa4, 0x30, 0xec];
const FRAME_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What one frame leaves to the next: the memory of the decoder, and the dictionary.
pub(super) struct Frames {
    decoder: FrameDecoder,
    dictionary: Option<u32>,
}

/// Undoes a frame.
pub(super) struct Zstd<'r> {
    bytes: Bytes<'r>,
    frames: Frames,
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
    pub(super) fn new(bytes: Bytes<'r>, limits: &Limits, frames: Option<Frames>) -> Self {
        let most = limits.max_window_bytes();
        let frames = frames.unwrap_or_else(|| {
            let mut decoder = FrameDecoder::new();
            decoder.set_max_window_size(most);
            Frames { decoder, dictionary: None }
        });
        Self { bytes, frames, state: State::Fresh, most }
    }

    pub(super) fn into_inner(self) -> (Bytes<'r>, Frames) {
        (self.bytes, self.frames)
    }

    /// Passes over a frame that holds something else, unless that is a dictionary: then it is kept.
    fn skip(&mut self) -> io::Result<bool> {
        let &[kind @ 0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, ..] = self.bytes.peek(8)? else {
            return Ok(false);
        };
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        self.bytes.skip(8)?;
        let mut left = length;
        if kind == 0x5d && length <= DICTIONARY {
            let mut content = Vec::new();
            self.bytes.append(usize::try_from(length).unwrap_or(0), &mut content)?;
            left -= content.len() as u64;
            if left == 0 {
                self.keep(content)?;
            }
        }
        if self.bytes.skip(left)? < left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(true)
    }

    /// Keeps the dictionary in this frame, if it is one.
    fn keep(&mut self, mut content: Vec<u8>) -> io::Result<()> {
        let bad = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
        if content.starts_with(&FRAME_MAGIC) {
            let mut decoder = FrameDecoder::new();
            decoder.set_max_window_size(self.most);
            let packed = |error: &dyn fmt::Display| {
                bad(format!("its dictionary cannot be unpacked: {error}"))
            };
            let unpacked = StreamingDecoder::new_with_decoder(&content[..], decoder)
                .map_err(|error| packed(&error))?;
            let mut plain = Vec::new();
            unpacked
                .take(DICTIONARY + 1)
                .read_to_end(&mut plain)
                .map_err(|error| packed(&error))?;
            content = plain;
        }
        if !content.starts_with(&DICTIONARY_MAGIC) || content.len() as u64 > DICTIONARY {
            return Ok(());
        }
        let dictionary = Dictionary::decode_dict(&content)
            .map_err(|error| bad(format!("its dictionary cannot be read: {error}")))?;
        self.frames.dictionary = Some(dictionary.id);
        self.frames.decoder.add_dict(dictionary).map_err(|error| explain(&error, self.most))
    }

    /// Reads the head of the frame. One that names no dictionary is packed with the one that is there, too.
    fn begin(&mut self) -> io::Result<()> {
        let begin = self.bytes.offset();
        let decoder = &mut self.frames.decoder;
        match (decoder.init(&mut self.bytes), self.frames.dictionary) {
            (Ok(()), Some(id)) => {
                decoder.force_dict(id).map_err(|error| explain(&error, self.most))
            }
            (Ok(()), None) => Ok(()),
            (Err(FrameDecoderError::DictNotProvided { dict_id: id }), _) => {
                Err(UnpackError::NoDictionary { begin, id, most: DICTIONARY }.into())
            }
            (Err(error), _) => Err(explain(&error, self.most)),
        }
    }

    fn checked(&self) -> Option<io::Error> {
        let (told, found) = (
            self.frames.decoder.get_checksum_from_data(),
            self.frames.decoder.get_calculated_checksum(),
        );
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
                    self.begin()?;
                    self.state = State::Inside;
                }
                State::Inside => {
                    let count = self.frames.decoder.read(to)?;
                    if count > 0 {
                        return Ok(count);
                    }
                    let step = BlockDecodingStrategy::UptoBlocks(1);
                    let ended = match self.frames.decoder.decode_blocks(&mut self.bytes, step) {
                        Ok(true) => None,
                        Ok(false) => continue,
                        Err(error) => {
                            let error = explain(&error, self.most);
                            // What it held back is let go of at the end of a frame only.
                            let all = BlockDecodingStrategy::All;
                            let _ = self.frames.decoder.decode_blocks(&END[..], all);
                            Some(error)
                        }
                    };
                    self.state = State::Draining(ended);
                }
                State::Draining(error) => {
                    let count = self.frames.decoder.read(to)?;
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
            "it refers back up to {}, and no more than {} is held: unpack it first (`zstd -d --long=31`), or raise the limit (--max-window-size)",
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

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::super::{Notes, unpack};
    use super::*;

    /// Two records behind a packed dictionary. The second does not name it.
    const ARCHIVE: &[u8] = include_bytes!("../../../fixtures/forms/warc/dictionary.warc.zst");

    fn read(packed: &[u8]) -> (String, Option<String>) {
        let input = BufReader::with_capacity(7, packed);
        let mut unpacked =
            unpack("x", Box::new(input), &Limits::default(), &Notes::default()).unwrap();
        let mut out = Vec::new();
        let error = unpacked.input.read_to_end(&mut out).err();
        (String::from_utf8(out).unwrap(), error.map(|error| error.to_string()))
    }

    /// Where the first record begins.
    fn record() -> usize {
        8 + usize::from(u16::from_le_bytes([ARCHIVE[4], ARCHIVE[5]]))
    }

    #[test]
    fn the_dictionary_of_an_archive_is_kept_for_its_records() {
        let (text, error) = read(ARCHIVE);
        assert_eq!(error, None);
        assert_eq!(text.matches("WARC/1.0\r\n").count(), 2);
        assert!(text.contains("I took heparin twice a day, and all was well.\n"));
        assert!(text.contains("Then I stopped it after nine weeks, because my doctor said so.\n"));
    }

    #[test]
    fn a_dictionary_that_is_not_there_is_told_once() {
        let (text, error) = read(&ARCHIVE[record()..]);
        assert_eq!(text, "");
        let error = error.unwrap();
        assert!(
            error.starts_with("zstd data needs dictionary ") && error.contains(" from byte 0 "),
            "{error}"
        );
    }

    #[test]
    fn a_dictionary_that_cannot_be_read_is_told() {
        let mut bytes = ARCHIVE.to_vec();
        bytes[100..140].fill(0xff);
        let (_, error) = read(&bytes);
        assert!(error.is_some_and(|error| error.contains("dictionary")));
    }

    #[test]
    fn a_window_that_is_too_large_names_the_limit_and_its_flag() {
        // A frame of nothing that may refer back up to 1 GiB.
        let frame = [&FRAME_MAGIC[..], &[0, 0xa0, 1, 0, 0]].concat();
        let error = read(&frame).1.unwrap();
        assert!(error.contains("member 1, which begins at byte 0 "), "{error}");
        assert!(error.contains("1 GiB, and no more than 128 MiB"), "{error}");
        assert!(error.contains("(--max-window-size)"), "{error}");
    }
}
