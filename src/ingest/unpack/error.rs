//! What is wrong with packed data, and where.

use std::{fmt, io};

use super::packing::Packing;
use crate::ingest::limits::size;

/// What is wrong with packed data.
#[derive(Debug)]
pub(in crate::ingest) enum UnpackError {
    /// A member cannot be unpacked to its end.
    Damaged {
        packing: Packing,
        /// Counted from one.
        member: u64,
        /// Where in the packed bytes it begins.
        begin: u64,
        what: String,
        /// Is there another member behind it?
        resumes: bool,
    },
    /// It becomes too much.
    TooMuch { packing: Packing, most: u64 },
    /// It becomes too much for what it is.
    Bomb { packing: Packing, ratio: u64 },
    /// It is packed too often.
    TooDeep(usize),
    /// The frame of zstd that begins at this byte needs a dictionary.
    NoDictionary { begin: u64, id: u32, most: u64 },
}

impl fmt::Display for UnpackError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged { packing, member, begin, what, resumes } => {
                write!(
                    out,
                    "{packing} data is damaged in member {member}, which begins at byte {begin} of the packed data: {what}; "
                )?;
                out.write_str(if *resumes {
                    "reading goes on with the next that is whole"
                } else {
                    "what stands before it was read"
                })
            }
            Self::TooMuch { packing, most } => write!(
                out,
                "{packing} data unpacks to more than {}, the most that is read: if that is right, raise the limit (--max-unpacked-size)",
                size(*most)
            ),
            Self::Bomb { packing, ratio } => write!(
                out,
                "{packing} data unpacks to more than {ratio} times its size, which no text does: not read any further; if that is right, unpack it first"
            ),
            Self::TooDeep(depth) => {
                write!(out, "packed more than {depth} times over: unpack it first")
            }
            Self::NoDictionary { begin, id, most } => write!(
                out,
                "zstd data needs dictionary {id} from byte {begin} of the packed data on, and none of at most {} stands at its beginning: not read any further; unpack it first (`zstd -d -D DICTIONARY`)",
                size(*most)
            ),
        }
    }
}

impl std::error::Error for UnpackError {}

impl From<UnpackError> for io::Error {
    fn from(error: UnpackError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

/// Does nothing come after this error, though no member is damaged?
pub(super) fn is_final(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<UnpackError>());
    matches!(cause, Some(UnpackError::NoDictionary { .. }))
}

/// Does reading again after this error go on behind what is damaged, with the next member?
pub(in crate::ingest) fn resumes(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<UnpackError>());
    matches!(cause, Some(UnpackError::Damaged { resumes: true, .. }))
}
