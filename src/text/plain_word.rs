//! Reads an ASCII word of up to fifteen letters whole, as most words of a text are: which bytes belong to it, how it is written and its key
//! in the table of words come of the same few operations on eight bytes at once.

use super::{symbol::SHORT, token::Shape};

/// A word of ASCII letters, or of digits behind a letter, that nothing joins to what stands behind it.
pub(super) struct PlainWord {
    /// Less than [`SHORT`].
    pub(super) len: usize,
    pub(super) shape: Shape,
    /// In small letters, as a number.
    pub(super) key: u128,
}

const ONES: u64 = u64::MAX / 255;
/// The high bit of each byte.
const TOP: u64 = ONES << 7;

/// What eight bytes are: the high bit of each byte tells whether it is so.
#[derive(Clone, Copy, Default)]
struct Bytes {
    /// With capitals made small.
    small: u64,
    letters: u64,
    digits: u64,
    capitals: u64,
}

impl Bytes {
    #[inline]
    fn of(bytes: u64) -> Self {
        // No byte of `bytes` may have its high bit.
        let from = |bytes: u64, least: u8| bytes + ONES * u64::from(0x80 - least);
        let (ascii, is_ascii) = (bytes & !TOP, !bytes & TOP);
        let small = ascii | (ONES << 5);
        let letters = from(small, b'a') & !from(small, b'z' + 1) & is_ascii;
        let digits = from(ascii, b'0') & !from(ascii, b'9' + 1) & is_ascii;
        // Bit 5 tells small letters from capitals.
        Self { small, letters, digits, capitals: letters & !(bytes << 2) }
    }

    /// How many bytes there are before the first that is neither letter nor digit.
    #[inline]
    fn len(&self) -> u32 {
        (!(self.letters | self.digits) & TOP).trailing_zeros() / 8
    }

    /// The first bytes alone.
    #[inline]
    fn first(self, len: u32) -> Self {
        let mask = 1_u64.checked_shl(8 * len).unwrap_or(0).wrapping_sub(1);
        Self {
            small: self.small & mask,
            letters: self.letters & mask,
            digits: self.digits & mask,
            capitals: self.capitals & mask,
        }
    }
}

/// The plain word at `at`, if one stands there. Nothing, too, if the text ends within [`SHORT`] bytes, or the word does not.
#[inline]
pub(super) fn plain_word(bytes: &[u8], at: usize) -> Option<PlainWord> {
    let window: &[u8; SHORT] = bytes.get(at..at + SHORT)?.try_into().ok()?;
    let half = |at: usize| {
        let half: [u8; 8] = window[at..at + 8].try_into().unwrap_or_default();
        Bytes::of(u64::from_le_bytes(half))
    };
    let low = half(0);
    if low.letters & 0x80 == 0 {
        return None;
    }
    let (low_len, mut high, mut high_len) = (low.len(), Bytes::default(), 0);
    if low_len == 8 {
        high = half(8);
        high_len = high.len();
        if high_len == 8 {
            return None;
        }
        high = high.first(high_len);
    }
    let (low, len) = (low.first(low_len), (low_len + high_len) as usize);
    if window[len] >= 128 || window[len] == b'\'' {
        return None;
    }
    let capitals = low.capitals | high.capitals;
    let small = low.letters ^ low.capitals | high.letters ^ high.capitals;
    let shape = |is, shape: Shape| if is { shape } else { Shape::default() };
    let shape = shape(capitals != 0, Shape::CAPITAL)
        .or(shape(low.capitals & 0x80 != 0, Shape::INITIAL))
        .or(shape(small != 0, Shape::SMALL))
        .or(shape(low.digits | high.digits != 0, Shape::DIGIT))
        .or(shape(len == 1, Shape::SINGLE));
    let key = u128::from(low.small) | u128::from(high.small) << 64;
    Some(PlainWord { len, shape, key })
}
