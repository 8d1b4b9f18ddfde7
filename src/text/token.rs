//! Words with exact offsets, and what stands between them.
//!
//! A token is a word or a number; punctuation is the gap before it. Laws: tokens lie in order on char boundaries and do not overlap;
//! tokens and gaps rebuild the post; ASCII text gives the same tokens by the byte table as by the Unicode rules (UAX #29).
//!
//! Words are parted further than UAX #29 parts them: at a full stop between letters (`you.Be`), at a low line, and behind a number that
//! begins a word (`20mg`, `2x`, `9th`); a letter before digits keeps them (`b12`, `q12h`).

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    normal::{is_apostrophe, is_ignorable, push_normal_form},
    symbol::{SHORT, Symbol, Symbols},
};
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

const UPPER: u8 = 1;
const LOWER: u8 = 2;
const DIGIT: u8 = 4;
const HIGH: u8 = 8; // not ASCII
const WORD: u8 = UPPER | LOWER | DIGIT;

const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b'0'..=b'9' => DIGIT,
            128.. => HIGH,
            _ => 0,
        };
        byte += 1;
    }
    class
};

const GAP: [u16; 128] = {
    let mut gap = [Gap::OTHER.0; 128];
    gap[b' ' as usize] = Gap::SPACE.0;
    gap[b'\t' as usize] = Gap::SPACE.0;
    gap[b'\r' as usize] = Gap::SPACE.0;
    gap[b'\n' as usize] = Gap::LINE.0;
    gap[b'.' as usize] = Gap::STOP.0;
    gap[b'?' as usize] = Gap::QUESTION.0;
    gap[b'!' as usize] = Gap::EXCLAMATION.0;
    gap[b',' as usize] = Gap::COMMA.0;
    gap[b';' as usize] = Gap::COLON.0;
    gap[b':' as usize] = Gap::COLON.0;
    gap[b'-' as usize] = Gap::HYPHEN.0;
    gap[b'(' as usize] = Gap::BRACKET.0;
    gap[b')' as usize] = Gap::BRACKET.0;
    gap[b'[' as usize] = Gap::BRACKET.0;
    gap[b']' as usize] = Gap::BRACKET.0;
    gap[b'"' as usize] = Gap::QUOTE.0;
    gap[b'\'' as usize] = Gap::QUOTE.0;
    gap[b'`' as usize] = Gap::QUOTE.0;
    gap[b'/' as usize] = Gap::SLASH.0;
    gap[b'&' as usize] = Gap::SLASH.0;
    gap[b'+' as usize] = Gap::SLASH.0;
    gap
};

/// Parts `text` into `tokens` and gives the gap behind the last. `buffer` is only working space.
pub(crate) fn tokenise(
    text: &str,
    symbols: &Symbols,
    tokens: &mut Vec<Token>,
    buffer: &mut String,
) -> Gap {
    let bytes = text.as_bytes();
    let mut gap = Gap::default();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let class = CLASS[byte as usize];
        if class & WORD != 0 {
            let run = ascii_run(bytes, at);
            if run.next < bytes.len() && bytes[run.next] >= 128 {
                at = unicode_chunk(text, at, symbols, tokens, buffer, &mut gap);
                continue;
            }
            push_ascii(bytes, at, &run, gap, symbols, tokens, buffer);
            gap = Gap::default();
            at = run.next;
        } else if class == HIGH {
            at = unicode_chunk(text, at, symbols, tokens, buffer, &mut gap);
        } else {
            gap = extend_gap(gap, bytes, at);
            at += 1;
        }
    }
    gap
}

/// Adds the ASCII byte at `at` to the gap.
#[inline]
fn extend_gap(gap: Gap, bytes: &[u8], at: usize) -> Gap {
    let byte = bytes[at];
    let bit = Gap(GAP[byte as usize]);
    if bit == Gap::SPACE {
        return gap.or(bit);
    }
    let twice = at > 0 && bytes[at - 1] == byte;
    match byte {
        b'\n' if gap.any(Gap::LINE) => gap.or(Gap::PARAGRAPH),
        b'.' if gap.any(Gap::STOP) => gap.or(Gap::DOTS),
        b'-' if twice => gap.or(Gap::DASH),
        b'>' if at == 0 || gap.any(Gap::LINE) => gap.or(Gap::QUOTED_LINE),
        _ => gap.or(bit),
    }
}

/// A run of ASCII letters and digits, with what joins them.
struct AsciiRun {
    /// One past its last byte.
    next: usize,
    /// Which classes it holds behind the number that begins it.
    classes: u8,
    /// Does it hold an apostrophe?
    apostrophe: bool,
    /// Where a number that begins it ends.
    number_end: usize,
}

#[inline]
fn ascii_run(bytes: &[u8], start: usize) -> AsciiRun {
    let mut run = AsciiRun { next: start, classes: 0, apostrophe: false, number_end: start };
    let at = |i: usize| bytes.get(i).map_or(0, |&byte| CLASS[byte as usize]);
    let mut i = start;
    if at(i) == DIGIT {
        loop {
            while at(i) == DIGIT {
                i += 1;
            }
            if matches!(bytes.get(i), Some(b'.' | b',')) && at(i + 1) == DIGIT {
                i += 1;
            } else {
                break;
            }
        }
        run.number_end = i;
    }
    loop {
        let class = at(i);
        if class & WORD != 0 {
            run.classes |= class;
            i += 1;
        } else if i > start
            && bytes.get(i) == Some(&b'\'')
            && at(i - 1) & (UPPER | LOWER) != 0
            && at(i + 1) & (UPPER | LOWER) != 0
        {
            run.apostrophe = true;
            i += 1;
        } else {
            break;
        }
    }
    run.next = i;
    run
}

fn push_ascii(
    bytes: &[u8],
    start: usize,
    run: &AsciiRun,
    mut gap: Gap,
    symbols: &Symbols,
    tokens: &mut Vec<Token>,
    buffer: &mut String,
) {
    let mut from = start;
    if run.number_end > start {
        let shape = Shape::DIGIT.or(Shape::NUMBER);
        let symbol = look_up(bytes, start, run.number_end, false, symbols, buffer);
        tokens.push(Token { start: start as u32, end: run.number_end as u32, symbol, gap, shape });
        gap = Gap::default();
        from = run.number_end;
    }
    if from < run.next {
        let mut shape = Shape(u16::from(run.classes & WORD));
        if bytes[from].is_ascii_uppercase() {
            shape = shape.or(Shape::INITIAL);
        }
        if run.next - from == 1 {
            shape = shape.or(Shape::SINGLE);
        }
        let symbol = look_up(bytes, from, run.next, run.apostrophe, symbols, buffer);
        tokens.push(Token { start: from as u32, end: run.next as u32, symbol, gap, shape });
    }
}

/// The symbol of the ASCII word `bytes[start..end]`.
#[inline]
fn look_up(
    bytes: &[u8],
    start: usize,
    end: usize,
    apostrophe: bool,
    symbols: &Symbols,
    buffer: &mut String,
) -> Symbol {
    let len = end - start;
    if apostrophe || len > SHORT {
        return look_up_slowly(&bytes[start..end], symbols, buffer);
    }
    let word: u128 = if let Some(window) = bytes.get(start..start + SHORT) {
        let window: [u8; SHORT] = window.try_into().unwrap_or_default();
        u128::from_le_bytes(window) & (u128::MAX >> (8 * (SHORT - len)))
    } else {
        let mut window = [0; SHORT];
        window[..len].copy_from_slice(&bytes[start..end]);
        u128::from_le_bytes(window)
    };
    // Setting bit 5 makes capitals small and leaves small letters, digits, full stop and comma as they are.
    let small = word | (u128::MAX / 255 * 0x20) & (u128::MAX >> (8 * (SHORT - len)));
    let symbol = symbols.get_short(small);
    if symbol == Symbol::UNKNOWN && len > 3 && has_triple(small, len) {
        return look_up_slowly(&bytes[start..end], symbols, buffer);
    }
    symbol
}

/// Does some byte of a word of `len` > 3 bytes stand three times running?
#[inline]
fn has_triple(word: u128, len: usize) -> bool {
    const ONES: u128 = u128::MAX / 255;
    let pairs = word ^ (word >> 8);
    // A zero byte begins a triple; what begins too late for one is filled up.
    let triples = (pairs | (pairs >> 8)) | (u128::MAX << (8 * (len - 2)));
    triples.wrapping_sub(ONES) & !triples & (ONES << 7) != 0
}

#[cold]
fn look_up_slowly(word: &[u8], symbols: &Symbols, buffer: &mut String) -> Symbol {
    buffer.clear();
    match std::str::from_utf8(word) {
        Ok(word) => push_normal_form(word, buffer),
        Err(_) => return Symbol::UNKNOWN,
    }
    look_up_normal(buffer, symbols)
}

/// The symbol of a normal form, or of what it is without elongation (`soooo`, `heeeparin`).
fn look_up_normal(word: &mut String, symbols: &Symbols) -> Symbol {
    let symbol = symbols.get(word);
    if symbol != Symbol::UNKNOWN || word.len() <= 3 {
        return symbol;
    }
    let bytes = word.as_bytes();
    if !bytes
        .windows(3)
        .any(|three| three[0] == three[1] && three[1] == three[2] && three[0].is_ascii_alphabetic())
    {
        return symbol;
    }
    [2, 1]
        .into_iter()
        .map(|most| symbols.get(&shortened(word, most)))
        .find(|&symbol| symbol != Symbol::UNKNOWN)
        .unwrap_or_default()
}

/// The word with runs of three letters or more cut to `most`.
fn shortened(word: &str, most: usize) -> String {
    let mut out = String::with_capacity(word.len());
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let mut run = 1;
        while chars.next_if_eq(&c).is_some() {
            run += 1;
        }
        out.extend(std::iter::repeat_n(c, if run > 2 { most } else { run }));
    }
    out
}

/// Reads on by the Unicode rules from `start` to the next ASCII blank; gives where it stopped.
fn unicode_chunk(
    text: &str,
    start: usize,
    symbols: &Symbols,
    tokens: &mut Vec<Token>,
    buffer: &mut String,
    gap: &mut Gap,
) -> usize {
    let bytes = text.as_bytes();
    let end = bytes[start..]
        .iter()
        .position(u8::is_ascii_whitespace)
        .map_or(bytes.len(), |len| start + len);
    tokenise_unicode(text, start, end, symbols, tokens, buffer, gap);
    end
}

/// The tokens of `text[start..end]` by the Unicode rules.
fn tokenise_unicode(
    text: &str,
    start: usize,
    end: usize,
    symbols: &Symbols,
    tokens: &mut Vec<Token>,
    buffer: &mut String,
    gap: &mut Gap,
) {
    for (at, piece) in text[start..end].split_word_bound_indices() {
        let mut rest = start + at;
        let stop = rest + piece.len();
        while rest < stop {
            let c = text[rest..stop].chars().next().unwrap_or(' ');
            if c.is_alphanumeric() {
                let next = rest + word_len(&text[rest..stop]);
                push_unicode(text, rest, next, symbols, tokens, buffer, gap);
                rest = next;
            } else {
                *gap = extend_gap_unicode(*gap, text, rest, c);
                rest += c.len_utf8();
            }
        }
    }
}

/// The length of the token that `text` begins with.
fn word_len(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let (mut len, mut number, mut before) = (0, true, ' ');
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        let inside = if c.is_alphanumeric() {
            if number && at > 0 && !c.is_ascii_digit() {
                return len; // the number that begins the word ends here
            }
            number &= c.is_ascii_digit();
            true
        } else if is_apostrophe(c) {
            is_letter(before) && is_letter(next)
        } else if matches!(c, '.' | ',') {
            number && before.is_ascii_digit() && next.is_ascii_digit()
        } else {
            at > 0 && (is_combining_mark(c) || is_ignorable(c))
        };
        if !inside {
            return len;
        }
        len = at + c.len_utf8();
        if !is_combining_mark(c) && !is_ignorable(c) {
            before = c;
        }
    }
    len
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

fn push_unicode(
    text: &str,
    start: usize,
    end: usize,
    symbols: &Symbols,
    tokens: &mut Vec<Token>,
    buffer: &mut String,
    gap: &mut Gap,
) {
    let word = &text[start..end];
    let mut shape = Shape::default();
    for c in word.chars() {
        if c.is_uppercase() {
            shape = shape.or(Shape::CAPITAL);
        } else if c.is_ascii_digit() {
            shape = shape.or(Shape::DIGIT);
        } else if c.is_lowercase() {
            shape = shape.or(Shape::SMALL);
        }
    }
    let first = word.chars().next().unwrap_or(' ');
    if first.is_uppercase() {
        shape = shape.or(Shape::INITIAL);
    }
    if first.is_ascii_digit() {
        shape = shape.or(Shape::NUMBER);
    } else if word.len() == first.len_utf8() {
        shape = shape.or(Shape::SINGLE);
    }
    buffer.clear();
    push_normal_form(word, buffer);
    let symbol = look_up_normal(buffer, symbols);
    tokens.push(Token { start: start as u32, end: end as u32, symbol, gap: *gap, shape });
    *gap = Gap::default();
}

fn extend_gap_unicode(gap: Gap, text: &str, at: usize, c: char) -> Gap {
    match c {
        '\0'..='\x7f' => extend_gap(gap, text.as_bytes(), at),
        '…' | '‥' => gap.or(Gap::DOTS).or(Gap::STOP),
        '–' | '—' | '―' | '−' => gap.or(Gap::DASH),
        '‐' | '‑' => gap.or(Gap::HYPHEN),
        '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‹' | '›' => gap.or(Gap::QUOTE),
        '？' | '⁇' => gap.or(Gap::QUESTION),
        '！' | '‼' => gap.or(Gap::EXCLAMATION),
        '。' | '．' => gap.or(Gap::STOP),
        '，' | '、' => gap.or(Gap::COMMA),
        '：' | '；' => gap.or(Gap::COLON),
        '\u{2028}' | '\u{2029}' | '\u{85}' => gap.or(Gap::LINE),
        _ if c.is_whitespace() => gap.or(Gap::SPACE),
        _ if is_ignorable(c) => gap,
        _ => gap.or(Gap::OTHER),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenise(text, &Symbols::new(), &mut tokens, &mut String::new());
        tokens.iter().map(|token| token.span().of(text)).collect()
    }

    fn by_unicode_rules(text: &str, symbols: &Symbols) -> (Vec<Token>, Gap) {
        let (mut tokens, mut gap) = (Vec::new(), Gap::default());
        tokenise_unicode(text, 0, text.len(), symbols, &mut tokens, &mut String::new(), &mut gap);
        (tokens, gap)
    }

    #[test]
    fn numbers_part_from_units_and_sentences_without_a_blank_part() {
        assert_eq!(
            words("20mg 2x's 4.5 1,000 9th b12 q12h"),
            "20 mg 2 x's 4.5 1,000 9 th b12 q12h".split(' ').collect::<Vec<_>>()
        );
        assert_eq!(
            words("for you.Be pregnant_now www.a-b.com"),
            ["for", "you", "Be", "pregnant", "now", "www", "a", "b", "com"]
        );
        assert_eq!(words("don’t 'quoted' Hi T.."), ["don’t", "quoted", "Hi", "T"]);
    }

    #[test]
    fn elongated_words_are_found_at_either_length() {
        let mut symbols = Symbols::new();
        let (so, sleep) = (symbols.intern("so"), symbols.intern("sleep"));
        let mut tokens = Vec::new();
        tokenise(
            "Soooo sleeeep sleep sss aaaaaaaaaaaaaaaaaaaaaaaa",
            &symbols,
            &mut tokens,
            &mut String::new(),
        );
        assert_eq!(
            tokens.iter().map(|token| token.symbol).collect::<Vec<_>>(),
            [so, sleep, sleep, Symbol(0), Symbol(0)]
        );
    }

    proptest! {
        #[test]
        fn the_byte_table_and_the_unicode_rules_agree_on_ascii(text in "[ -~\n]{0,60}") {
            let mut symbols = Symbols::new();
            for word in ["heparin", "dont", "doctor", "4.5", "so", "x"] {
                symbols.intern(word);
            }
            let mut tokens = Vec::new();
            let gap = tokenise(&text, &symbols, &mut tokens, &mut String::new());
            prop_assert_eq!((tokens, gap), by_unicode_rules(&text, &symbols));
        }

        #[test]
        fn tokens_are_in_order_and_on_char_boundaries(text in "(\\PC|[a-z' .0-9]|\u{200d}|\u{301}){0,40}") {
            let mut tokens = Vec::new();
            tokenise(&text, &Symbols::new(), &mut tokens, &mut String::new());
            let mut last = 0;
            for token in tokens {
                prop_assert!(last <= token.start && token.start < token.end);
                prop_assert!(text.is_char_boundary(token.start as usize) && text.is_char_boundary(token.end as usize));
                prop_assert!(token.span().of(&text).chars().any(char::is_alphanumeric));
                prop_assert!(!text[last as usize..token.start as usize].chars().any(|c| c.is_ascii_alphanumeric()));
                last = token.end;
            }
        }
    }
}
