//! Byte ranges.
//!
//! A [`Span`] is a half-open range of bytes in the UTF-8 text of one post, both ends on char boundaries. Every layer speaks of places in
//! a post with it and with nothing else.
//!
//! ```
//! use threadlint::span::Span;
//!
//! let span = Span::new(2, 9);
//! assert_eq!(span.of("a heparin shot"), "heparin");
//! ```

use serde::ser::{Serialize, SerializeTuple, Serializer};

/// A half-open range of bytes; written as `[start, end]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// How many bytes it holds.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Does it hold no byte?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes of `text` in this range.
    ///
    /// # Panics
    ///
    /// If the range does not lie on char boundaries of `text`: it belongs to another text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Do the two ranges share a byte?
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Does `other` lie inside?
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&self.start)?;
        pair.serialize_element(&self.end)?;
        pair.end()
    }
}
