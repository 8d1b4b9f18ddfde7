//! Parts text into words with exact offsets, and what stands between them.
//!
//! A token is a word or a number; punctuation is the gap before it. Laws: tokens lie in order on char boundaries and do not overlap;
//! tokens and gaps rebuild the post; ASCII text gives the same tokens by the byte table as by the Unicode rules (UAX #29).
//!
//! Words are parted further than UAX #29 parts them: at a full stop between letters (`you.Be`), at a low line, and behind a number that
//! begins a word (`20mg`, `2x`, `9th`); a letter before digits keeps them (`b12`, `q12h`).

use std::{mem, ops::Range};

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    normal::{is_apostrophe, is_ignorable, push_normal_form},
    plain_word::plain_word,
    symbol::{BATCH, Marks, SHORT, Symbol, Symbols},
    token::{Gap, Shape, Token},
};

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

/// Working space of [`tokenise`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// The normal form of a word.
    normal: String,
    /// Of the last tokens the words as numbers, which are still to be looked up; 0 of one whose symbol is known.
    keys: Vec<u128>,
}

/// Parts `text` into `tokens` and gives the gap behind the last. `words` is only working space.
pub(crate) fn tokenise(
    text: &str,
    symbols: &Symbols,
    tokens: &mut Vec<Token>,
    words: &mut Words,
) -> Gap {
    let mut tokeniser = Tokeniser { text, symbols, tokens, words, gap: Gap::default() };
    tokeniser.read();
    tokeniser.look_up();
    tokeniser.gap
}

struct Tokeniser<'a> {
    text: &'a str,
    symbols: &'a Symbols,
    tokens: &'a mut Vec<Token>,
    words: &'a mut Words,
    /// What stands between the last token and here.
    gap: Gap,
}

impl Tokeniser<'_> {
    fn read(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            let class = CLASS[byte as usize];
            if class & WORD != 0 {
                if let Some(word) = plain_word(bytes, at) {
                    let span = at..at + word.len;
                    at = span.end;
                    self.push(span, word.shape, Symbol::UNKNOWN, word.key);
                    continue;
                }
                let run = ascii_run(bytes, at);
                if run.next < bytes.len() && bytes[run.next] >= 128 {
                    at = self.unicode_chunk(at);
                    continue;
                }
                self.push_ascii(at, &run);
                at = run.next;
            } else if class == HIGH {
                at = self.unicode_chunk(at);
            } else {
                self.gap = extend_gap(self.gap, bytes, at);
                at += 1;
            }
        }
    }

    /// Adds a token; of a word that has still to be looked up `key` is the word as a number.
    #[inline]
    fn push(&mut self, span: Range<usize>, shape: Shape, symbol: Symbol, key: u128) {
        let (start, end) = (span.start as u32, span.end as u32);
        let (gap, marks) = (mem::take(&mut self.gap), Marks::default());
        self.tokens.push(Token { start, end, symbol, gap, shape, marks });
        self.words.keys.push(key);
        if self.words.keys.len() == BATCH {
            self.look_up();
        }
    }

    /// Looks up the words that are still to be looked up, all at once.
    fn look_up(&mut self) {
        let from = self.tokens.len() - self.words.keys.len();
        let tokens = &mut self.tokens[from..];
        let found = self.symbols.get_batch(&self.words.keys);
        for ((token, &key), symbol) in tokens.iter_mut().zip(&self.words.keys).zip(found) {
            if key != 0 {
                let len = (token.end - token.start) as usize;
                token.symbol = if symbol == Symbol::UNKNOWN && len > 3 && has_triple(key, len) {
                    let word = token.span().of(self.text);
                    look_up_slowly(word, self.symbols, &mut self.words.normal)
                } else {
                    symbol
                };
            }
            token.marks = self.symbols.marks(token.symbol);
        }
        self.words.keys.clear();
    }

    fn push_ascii(&mut self, start: usize, run: &AsciiRun) {
        let mut from = start;
        if run.number_end > start {
            self.push_word(start..run.number_end, Shape::DIGIT.or(Shape::NUMBER), false);
            from = run.number_end;
        }
        if from < run.next {
            let mut shape = Shape(u16::from(run.classes & WORD));
            if self.text.as_bytes()[from].is_ascii_uppercase() {
                shape = shape.or(Shape::INITIAL);
            }
            if run.next - from == 1 {
                shape = shape.or(Shape::SINGLE);
            }
            self.push_word(from..run.next, shape, run.apostrophe);
        }
    }

    /// Adds an ASCII word.
    #[inline]
    fn push_word(&mut self, span: Range<usize>, shape: Shape, apostrophe: bool) {
        if apostrophe || span.len() > SHORT {
            let word = &self.text[span.clone()];
            let symbol = look_up_slowly(word, self.symbols, &mut self.words.normal);
            self.push(span, shape, symbol, 0);
        } else {
            let key = small_key(self.text.as_bytes(), span.clone());
            self.push(span, shape, Symbol::UNKNOWN, key);
        }
    }
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

/// An ASCII word of up to [`SHORT`] bytes in small letters, as a number.
#[inline]
fn small_key(bytes: &[u8], Range { start, end }: Range<usize>) -> u128 {
    let len = end - start;
    let word: u128 = if let Some(window) = bytes.get(start..start + SHORT) {
        let window: [u8; SHORT] = window.try_into().unwrap_or_default();
        u128::from_le_bytes(window) & (u128::MAX >> (8 * (SHORT - len)))
    } else {
        let mut window = [0; SHORT];
        window[..len].copy_from_slice(&bytes[start..end]);
        u128::from_le_bytes(window)
    };
    // Setting bit 5 makes capitals small and leaves small letters, digits, full stop and comma as they are.
    word | (u128::MAX / 255 * 0x20) & (u128::MAX >> (8 * (SHORT - len)))
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
fn look_up_slowly(word: &str, symbols: &Symbols, buffer: &mut String) -> Symbol {
    buffer.clear();
    push_normal_form(word, buffer);
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

impl Tokeniser<'_> {
    /// Reads on by the Unicode rules from `start` to the next ASCII blank; gives where it stopped.
    fn unicode_chunk(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let blank = bytes[start..].iter().position(u8::is_ascii_whitespace);
        let end = blank.map_or(bytes.len(), |len| start + len);
        self.read_unicode(start..end);
        end
    }

    /// Reads some text by the Unicode rules.
    fn read_unicode(&mut self, Range { start, end }: Range<usize>) {
        let text = self.text;
        for (at, piece) in text[start..end].split_word_bound_indices() {
            let mut rest = start + at;
            let stop = rest + piece.len();
            while rest < stop {
                let c = text[rest..stop].chars().next().unwrap_or(' ');
                if c.is_alphanumeric() {
                    let next = rest + word_len(&text[rest..stop]);
                    self.push_unicode(rest..next);
                    rest = next;
                } else {
                    self.gap = extend_gap_unicode(self.gap, text, rest, c);
                    rest += c.len_utf8();
                }
            }
        }
    }

    fn push_unicode(&mut self, span: Range<usize>) {
        let word = &self.text[span.clone()];
        let shape = unicode_shape(word);
        let symbol = look_up_slowly(word, self.symbols, &mut self.words.normal);
        self.push(span, shape, symbol, 0);
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

fn unicode_shape(word: &str) -> Shape {
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
    shape
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

    use super::{super::normal::normal_form, *};

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenise(text, &Symbols::new(), &mut tokens, &mut Words::default());
        tokens.iter().map(|token| token.span().of(text)).collect()
    }

    fn by_unicode_rules(text: &str, symbols: &Symbols) -> (Vec<Token>, Gap) {
        let (mut tokens, words) = (Vec::new(), &mut Words::default());
        let gap = Gap::default();
        let mut tokeniser = Tokeniser { text, symbols, tokens: &mut tokens, words, gap };
        tokeniser.read_unicode(0..text.len());
        let gap = tokeniser.gap;
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
            &mut Words::default(),
        );
        assert_eq!(
            tokens.iter().map(|token| token.symbol).collect::<Vec<_>>(),
            [so, sleep, sleep, Symbol(0), Symbol(0)]
        );
    }

    #[test]
    fn a_word_has_its_symbol_wherever_it_stands_in_a_long_text() {
        let known =
            ["a", "heparin", "dont", "acetylsalicylic", "abcdefghijklmnop", "20", "so", "ünwell"];
        let mut symbols = Symbols::new();
        let numbers = known.map(|word| symbols.intern(&normal_form(word)));
        for at in 0..100 {
            let mut text = "unknownword ".repeat(at);
            text +=
                "A HEPARIN don't Acetylsalicylic abcdefghijklmnop 20 sooo ünwell and so on and on";
            let mut tokens = Vec::new();
            tokenise(&text, &symbols, &mut tokens, &mut Words::default());
            let found = tokens[at..at + 8].iter().map(|token| token.symbol);
            assert_eq!(found.collect::<Vec<_>>(), numbers, "{at}");
            assert!(tokens[..at].iter().all(|token| token.symbol == Symbol::UNKNOWN));
        }
    }

    proptest! {
        #[test]
        fn the_byte_table_and_the_unicode_rules_agree_on_ascii(text in "[ -~\n]{0,60}") {
            let mut symbols = Symbols::new();
            for word in ["heparin", "dont", "doctor", "4.5", "so", "x"] {
                symbols.intern(word);
            }
            let mut tokens = Vec::new();
            let gap = tokenise(&text, &symbols, &mut tokens, &mut Words::default());
            prop_assert_eq!((tokens, gap), by_unicode_rules(&text, &symbols));
        }

        #[test]
        fn tokens_are_in_order_and_on_char_boundaries(text in "(\\PC|[a-z' .0-9]|\u{200d}|\u{301}){0,40}") {
            let mut tokens = Vec::new();
            tokenise(&text, &Symbols::new(), &mut tokens, &mut Words::default());
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
