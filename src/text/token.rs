//! A word or a number of a post, with its exact place, and what stands before it.

use super::symbol::{Marks, Symbol};
use crate::span::Span;

/// A word or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Which word it is.
    pub symbol: Symbol,
    /// What stands between it and the token before.
    pub gap: Gap,
    /// How it is written.
    pub shape: Shape,
    /// What the layers want to know of its word.
    pub marks: Marks,
}

impl Token {
    /// Its bytes.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

macro_rules! bit_set {
    ($(#[$doc:meta])* $name:ident { $($(#[$bit_doc:meta])* $bit:ident = $at:expr;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub u16);

        impl $name {
            $($(#[$bit_doc])* pub const $bit: Self = Self(1 << $at);)*

            /// Has it any bit of `other`?
            #[must_use]
            pub const fn any(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// Both sets.
            #[must_use]
            pub const fn or(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }
    };
}

bit_set! {
    /// What stands between two tokens: a set of bits; none of them if the tokens touch.
    Gap {
        /// A blank or a tab.
        SPACE = 0;
        /// A line break.
        LINE = 1;
        /// An empty line.
        PARAGRAPH = 2;
        /// A full stop.
        STOP = 3;
        /// Two full stops or more, or an ellipsis.
        DOTS = 4;
        /// `?`
        QUESTION = 5;
        /// `!`
        EXCLAMATION = 6;
        /// `,`
        COMMA = 7;
        /// `;` or `:`
        COLON = 8;
        /// `-`; a hyphen where no blank stands beside it.
        HYPHEN = 9;
        /// An en or em dash, or `--`.
        DASH = 10;
        /// A round or square bracket.
        BRACKET = 11;
        /// A quotation mark.
        QUOTE = 12;
        /// `/` or `&` or `+`
        SLASH = 13;
        /// `>` at the beginning of a line: a quoted line.
        QUOTED_LINE = 14;
        /// Anything else.
        OTHER = 15;
    }
}

bit_set! {
    /// How a token is written: a set of bits.
    Shape {
        /// Holds a capital.
        CAPITAL = 0;
        /// Holds a small letter.
        SMALL = 1;
        /// Holds a digit.
        DIGIT = 2;
        /// Begins with a capital.
        INITIAL = 3;
        /// Begins with a digit: a number.
        NUMBER = 4;
        /// Is a single letter.
        SINGLE = 5;
    }
}

impl Gap {
    /// Do the two tokens stand apart by nothing but blanks?
    #[must_use]
    pub const fn is_blank(self) -> bool {
        self.0 & !(Self::SPACE.0 | Self::LINE.0) == 0
    }

    /// Is it a sign that stands without a blank inside a name, as in `VSL#3` or `Lp(a)`? A full stop, a comma or a dash is none.
    #[must_use]
    pub const fn is_glue(self) -> bool {
        const GLUE: u16 = Gap::BRACKET.0 | Gap::COLON.0 | Gap::OTHER.0;
        self.0 != 0 && self.0 & !GLUE == 0
    }

    /// May a name of several words run over this gap? Over blanks, a hyphen, a quotation mark or a slash, not over a full stop or a comma.
    #[must_use]
    pub const fn joins(self) -> bool {
        const JOINS: u16 = Gap::SPACE.0 | Gap::LINE.0 | Gap::HYPHEN.0 | Gap::QUOTE.0 | Gap::SLASH.0;
        self.0 & !JOINS == 0
    }
}
