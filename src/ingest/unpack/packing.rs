//! The packings that are undone, by their first bytes.

use std::fmt;

/// How many bytes show a packing.
pub(super) const HEAD: usize = 12;

/// A packing of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Packing {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Packing {
    /// The packing whose members begin like this.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        [Self::Gzip, Self::Zstd, Self::Bzip2, Self::Xz].into_iter().find(|it| it.begins(head))
    }

    /// Does a member begin like this?
    pub(super) fn begins(self, head: &[u8]) -> bool {
        match (self, head) {
            // The flags that are reserved are not set.
            (Self::Gzip, [0x1f, 0x8b, 8, flags, ..]) => flags & 0xe0 == 0,
            // The second is a frame that holds something else and is passed over.
            (Self::Zstd, [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
            | (Self::Bzip2, [b'B', b'Z', b'h', b'1'..=b'9', ..])
            | (Self::Xz, [0xfd, b'7', b'z', b'X', b'Z', 0, ..]) => true,
            _ => false,
        }
    }

    /// Does a member surely begin like this? Inside of packed data what [`Self::begins`] asks for comes by chance, this once in many gigabytes, but for
    /// zstd, whose members say little.
    pub(super) fn surely_begins(self, head: &[u8]) -> bool {
        self.begins(head)
            && match (self, head) {
                // How hard it was tried to pack well; on what system, of those that are named.
                (Self::Gzip, [_, _, _, _, _, _, _, _, level, system, ..]) => {
                    matches!(level, 0 | 2 | 4) && matches!(system, 0..=19 | 255)
                }
                (Self::Zstd, [0x28, _, _, _, flags, ..]) => flags & 0x08 == 0,
                // A block, or the end.
                (Self::Bzip2, [_, _, _, _, rest @ ..]) => {
                    rest.starts_with(&[0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
                        || rest.starts_with(&[0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
                }
                (Self::Xz, [_, _, _, _, _, _, 0, check, ..]) => *check < 16,
                _ => false,
            }
    }

    /// What is looked for first.
    pub(super) fn first_bytes(self) -> &'static [u8] {
        match self {
            Self::Gzip => &[0x1f, 0x8b, 8],
            Self::Zstd => &[0x28, 0xb5, 0x2f, 0xfd],
            Self::Bzip2 => b"BZh",
            Self::Xz => &[0xfd, b'7', b'z', b'X', b'Z', 0],
        }
    }
}

impl fmt::Display for Packing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        })
    }
}
