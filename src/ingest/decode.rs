//! Bytes to text.
//!
//! UTF-8 stays as it is, and no byte of it moves. Text in another encoding is known by a byte-order mark, by what a page or an XML file declares, by the
//! NUL bytes of UTF-16, or by what the caller insists on; offsets into its source are not kept. A mark is right where a declaration is wrong, and
//! so is text that is valid UTF-8 beyond ASCII, which no other encoding is by chance.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use encoding_rs::{DecoderResult, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;

use super::error::IngestErrorKind;

/// Stands for a byte that is not UTF-8; it is one byte, too, and what Unicode calls SUBSTITUTE.
const SUBSTITUTE: char = '\u{1a}';

/// How far from its beginning a page may declare its encoding.
const NEAR: usize = 4096;

/// An encoding of text.
///
/// ```
/// use threadlint::ingest::{Encoding, Reader};
///
/// let latin = Encoding::named("latin1").unwrap();
/// assert_eq!(latin.name(), "windows-1252"); // as the web has it
/// let mut threads = Reader::new("a.txt", None, &b"I had caf\xe9 with it"[..]).with_encoding(latin);
/// assert_eq!(threads.next().unwrap()?.posts[0].text, "I had café with it");
/// # Ok::<(), threadlint::ingest::IngestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// The encoding with this label, such as `utf-8`, `latin1` or `shift_jis`: any of the Encoding Standard of the web.
    #[must_use]
    pub fn named(label: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).map(Self)
    }

    /// Its name in the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Is it UTF-8?
    pub(super) fn is_utf8(self) -> bool {
        self.0 == UTF_8
    }

    /// May these bytes, which are UTF-8, be in this encoding all the same? Where a letter is one byte they never look like UTF-8 throughout, where it is
    /// two they do if there are few.
    fn may_be(self, text: &str) -> bool {
        let is_told = !text.is_ascii() || !self.0.is_ascii_compatible();
        let has_sense = || !self.0.decode_without_bom_handling(text.as_bytes()).1;
        is_told && !self.0.is_single_byte() && has_sense()
    }
}

/// Text, and what was wrong with its bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    /// The line of the first byte that had no sense, how many there were, and in which encoding.
    pub wrong: Option<(u64, u64, &'static str)>,
    /// Declared as the first, but read as the second.
    pub misdeclared: Option<(&'static str, &'static str)>,
    /// Is every byte in its place?
    pub in_place: bool,
}

/// The encoding that the first bytes show without a doubt: a byte-order mark, or the NUL bytes of UTF-16.
pub(super) fn shown(head: &[u8]) -> Option<Encoding> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(head) {
        return Some(Encoding(encoding));
    }
    // Latin letters are every other byte of UTF-16; nothing else has NUL bytes so regularly.
    let near = &head[..head.len().min(NEAR) & !1];
    if near.len() < 8 {
        return None;
    }
    let nuls = |odd: usize| near.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, most) = (nuls(0), nuls(1), near.len() / 2);
    match (even * 10, odd * 10) {
        (0, many) if many >= most * 9 => Some(Encoding(UTF_16LE)),
        (many, 0) if many >= most * 9 => Some(Encoding(UTF_16BE)),
        _ => None,
    }
}

/// The encoding of a label, if text can be read in it. What can be read as ASCII is not UTF-16, whatever it says.
fn labelled(label: &[u8]) -> Option<Encoding> {
    let encoding = encoding_rs::Encoding::for_label_no_replacement(label)?;
    Some(Encoding(if [UTF_16LE, UTF_16BE].contains(&encoding) { UTF_8 } else { encoding }))
}

/// The encoding that a page or an XML file declares.
fn declared(head: &[u8]) -> Option<Encoding> {
    static DECLARATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?i-u)^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})|<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})"#).ok()
    });
    let near = &head[..head.len().min(NEAR)];
    DECLARATION
        .as_ref()?
        .captures_iter(near)
        .find_map(|found| labelled(found.get(1).or_else(|| found.get(2))?.as_bytes()))
}

/// The text of `bytes`. What is `insisted` on counts unless a byte-order mark says otherwise; a `page` may declare its encoding (see [`page`]).
/// Elsewhere each byte that is not UTF-8 is replaced by one byte, so that all others keep their place.
pub(super) fn decode(
    bytes: Vec<u8>,
    insisted: Option<Encoding>,
    is_page: bool,
) -> Result<Decoded, IngestErrorKind> {
    let certain = shown(&bytes).or(insisted);
    if let Some(encoding) = certain.filter(|encoding| !encoding.is_utf8()) {
        return Ok(converted(&bytes, encoding));
    }
    if bytes.contains(&0) {
        return Err(IngestErrorKind::Binary);
    }
    if is_page && certain.is_none() {
        return Ok(page(bytes, None));
    }
    Ok(String::from_utf8(bytes)
        .map_or_else(|error| substituted(error.as_bytes()), |text| in_place(text, None)))
}

/// The text of a page, which its server `told` to be in some encoding, or which declares one itself. A declaration that the bytes belie does not count:
/// pages that were moved to UTF-8 still call themselves ISO-8859-1, and the other way round. What nobody declares is UTF-8 or, if it is none,
/// windows-1252, as browsers have it.
pub(super) fn page(bytes: Vec<u8>, told: Option<&str>) -> Decoded {
    let shown = shown(&bytes);
    if let Some(encoding) = shown.filter(|encoding| !encoding.is_utf8()) {
        return converted(&bytes, encoding);
    }
    let told = told.map(|label| label.trim().trim_matches(['"', '\'']));
    let declared = match shown {
        Some(_) => None,
        None => told.and_then(|label| labelled(label.as_bytes())).or_else(|| declared(&bytes)),
    };
    let other = declared.filter(|encoding| !encoding.is_utf8());
    match (String::from_utf8(bytes), other) {
        (Ok(text), Some(encoding)) if encoding.may_be(&text) => {
            converted(text.as_bytes(), encoding)
        }
        (Ok(text), other) => {
            let other = other.filter(|_| !text.is_ascii());
            in_place(text, other.map(|encoding| (encoding.name(), UTF_8.name())))
        }
        (Err(error), Some(encoding)) => converted(error.as_bytes(), encoding),
        (Err(error), None) if shown.is_some() || mostly_utf8(error.as_bytes()) => {
            substituted(error.as_bytes())
        }
        (Err(error), None) => {
            let misdeclared = declared.map(|encoding| (encoding.name(), WINDOWS_1252.name()));
            Decoded { misdeclared, ..converted(error.as_bytes(), Encoding(WINDOWS_1252)) }
        }
    }
}

/// Are there more letters in UTF-8 than bytes that are none? Then it is UTF-8 that was damaged or cut.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > wrong
}

fn in_place(text: String, misdeclared: Option<(&'static str, &'static str)>) -> Decoded {
    Decoded { text, wrong: None, misdeclared, in_place: true }
}

fn substituted(bytes: &[u8]) -> Decoded {
    let (mut text, mut line, mut count) = (String::with_capacity(bytes.len()), 0, 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let wrong = chunk.invalid().len();
        if count == 0 && wrong > 0 {
            line = 1 + lines(text.as_bytes());
        }
        text.extend(std::iter::repeat_n(SUBSTITUTE, wrong));
        count += wrong as u64;
    }
    let wrong = (count > 0).then_some((line, count, UTF_8.name()));
    Decoded { text, wrong, misdeclared: None, in_place: true }
}

fn converted(bytes: &[u8], encoding: Encoding) -> Decoded {
    let mut converter = Converter::new(encoding);
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 2);
    converter.push(bytes, true, &mut text);
    let text = String::from_utf8(text)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let wrong = converter.wrong.map(|(line, count)| (line, count, encoding.name()));
    Decoded { text, wrong, misdeclared: None, in_place: false }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Turns bytes of an encoding to UTF-8, as they come.
struct Converter {
    decoder: encoding_rs::Decoder,
    /// The line of what was converted last.
    line: u64,
    /// The line of the first sequence that had no sense, and how many there were.
    wrong: Option<(u64, u64)>,
}

impl Converter {
    fn new(encoding: Encoding) -> Self {
        // Its own byte-order mark is taken off.
        Self { decoder: encoding.0.new_decoder_with_bom_removal(), line: 1, wrong: None }
    }

    fn push(&mut self, mut bytes: &[u8], last: bool, out: &mut Vec<u8>) {
        loop {
            let begin = out.len();
            let need = self.decoder.max_utf8_buffer_length_without_replacement(bytes.len());
            // More than that cannot be asked for of memory; then it goes in steps.
            out.resize(begin + need.unwrap_or(1 << 16).clamp(16, 1 << 16), 0);
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut out[begin..], last);
            out.truncate(begin + written);
            self.line += lines(&out[begin..]);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    out.extend_from_slice("\u{fffd}".as_bytes());
                    self.wrong.get_or_insert((self.line, 0)).1 += 1;
                }
            }
        }
    }
}

/// What a stream had that made no sense: the line of the first, and how many.
pub(super) type Wrong = Arc<Mutex<Option<(u64, u64)>>>;

/// A stream of UTF-8 made of one in another encoding.
pub(super) struct Recoded<'r> {
    input: Box<dyn BufRead + Send + 'r>,
    converter: Converter,
    ready: Vec<u8>,
    place: usize,
    is_over: bool,
    wrong: Wrong,
}

impl<'r> Recoded<'r> {
    pub(super) fn new(
        input: Box<dyn BufRead + Send + 'r>,
        encoding: Encoding,
        wrong: &Wrong,
    ) -> Self {
        Self {
            input,
            converter: Converter::new(encoding),
            ready: Vec::new(),
            place: 0,
            is_over: false,
            wrong: Arc::clone(wrong),
        }
    }
}

impl Read for Recoded<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.place == self.ready.len() && !self.is_over {
            self.ready.clear();
            self.place = 0;
            let bytes = self.input.fill_buf()?;
            self.is_over = bytes.is_empty();
            self.converter.push(bytes, self.is_over, &mut self.ready);
            let length = bytes.len();
            self.input.consume(length);
            if self.converter.wrong.is_some() {
                *self.wrong.lock().unwrap_or_else(PoisonError::into_inner) = self.converter.wrong;
            }
        }
        let length = to.len().min(self.ready.len() - self.place);
        to[..length].copy_from_slice(&self.ready[self.place..self.place + length]);
        self.place += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec(), None, false).unwrap()
    }

    fn page(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec(), None, true).unwrap()
    }

    /// The text of a page of which its server told something.
    fn told(bytes: &[u8], label: &str) -> String {
        super::page(bytes.to_vec(), Some(label)).text
    }

    #[test]
    fn bytes_are_replaced_one_for_one() {
        let read = plain(b"one\ntw\xf0\x9f\x98 o\xff\n\xc3\xa9");
        assert_eq!(read.text, "one\ntw\u{1a}\u{1a}\u{1a} o\u{1a}\n\u{e9}");
        assert!(read.wrong == Some((2, 4, "UTF-8")) && read.in_place);
        assert_eq!(plain("h\u{e9}".as_bytes()).wrong, None);
    }

    #[test]
    fn what_is_no_text_is_named() {
        let wrong = decode(b"PK\x03\x04\0\0".to_vec(), None, false);
        assert!(matches!(wrong, Err(IngestErrorKind::Binary)));
    }

    #[test]
    fn utf_16_is_known_with_a_mark_and_without() {
        let utf_16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let read = plain(&[&b"\xff\xfe"[..], &utf_16("a caf\u{e9}\n")].concat());
        assert!(read.text == "a caf\u{e9}\n" && !read.in_place);
        assert_eq!(plain(&utf_16("without a mark")).text, "without a mark");
        let turned: Vec<u8> = "the other way".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(plain(&turned).text, "the other way");
        let half = [&b"\xff\xfe"[..], &utf_16("a\n"), b"\x00\xd8"].concat();
        assert_eq!(plain(&half).wrong, Some((2, 1, "UTF-16LE")));
    }

    #[test]
    fn pages_declare_their_encoding() {
        for head in [
            "<meta charset=windows-1252>",
            "<META http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>",
            "<?xml version='1.0' encoding='ISO-8859-1'?>",
            "<p>no declaration</p>",
        ] {
            let read = page(&[head.as_bytes(), b"caf\xe9"].concat());
            assert_eq!(read.text, format!("{head}caf\u{e9}"));
        }
        let page_of = |bytes: &[u8]| page(bytes).text;
        assert!(
            page_of(
                b"<META http-equiv='Content-Type' content='text/html; CHARSET = euc-kr'>\xc7\xd1"
            )
            .ends_with('\u{d55c}')
        );
        assert!(
            page_of(b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xb1</a>").contains('\u{105}')
        );
        assert!(page_of(b"<meta charset=iso-2022-jp>\x1b$BF|\x1b(B").ends_with('\u{65e5}'));
        let japanese = page(b"<meta charset=\"shift_jis\">\x93\xfa\x96{");
        assert_eq!(japanese.text, "<meta charset=\"shift_jis\">\u{65e5}\u{672c}");
    }

    #[test]
    fn a_wrong_declaration_is_told() {
        let read = page("<meta charset=iso-8859-1>caf\u{e9}".as_bytes());
        assert_eq!(read.text, "<meta charset=iso-8859-1>caf\u{e9}");
        assert_eq!(read.misdeclared, Some(("windows-1252", "UTF-8")));
        let read = page(b"<meta charset=utf-16>plain");
        assert_eq!((read.text.as_str(), read.misdeclared), ("<meta charset=utf-16>plain", None));
        let read = page(b"<meta charset=utf-8>caf\xe9 \x93so\x94");
        assert!(read.text.ends_with("caf\u{e9} \u{201c}so\u{201d}"));
        assert_eq!((read.wrong, read.misdeclared), (None, Some(("UTF-8", "windows-1252"))));
        assert_eq!(page("<meta charset=iso-2022-kr>\u{e9}".as_bytes()).misdeclared, None);
    }

    #[test]
    fn damaged_utf_8_is_read_as_that() {
        let read = page(b"\xc3\xa9t\xc3\xa9 \xff");
        assert_eq!(
            (read.text.as_str(), read.wrong),
            ("\u{e9}t\u{e9} \u{1a}", Some((1, 1, "UTF-8")))
        );
    }

    #[test]
    fn a_server_counts_for_more_than_its_page_and_a_mark_for_more_than_both() {
        assert_eq!(told(b"caf\xe9 \x80", "ISO-8859-1"), "caf\u{e9} \u{20ac}");
        assert_eq!(told(b"\x93\xfa\x96{", "Shift_JIS"), "\u{65e5}\u{672c}");
        assert_eq!(told(b"\xcf\xf0", "\"windows-1251\""), "\u{41f}\u{440}");
        assert!(told(b"<meta charset=koi8-r>\xe9", "latin1").ends_with('\u{e9}'));
        assert!(told(b"<meta charset=koi8-r>\xf4", "no-such").ends_with('\u{422}'));
        assert_eq!(told(b"\xff\xfeh\0i\0", "utf-8"), "hi");
        assert_eq!(told(b"\0<\0p\0>\0h\0i", "utf-16"), "<p>hi");
        assert_eq!(told("na\u{ef}ve".as_bytes(), "ISO-8859-1"), "na\u{ef}ve");
        assert_eq!(told(b"plain", "utf-16"), "plain");
    }

    #[test]
    fn a_stream_is_recoded_whatever_the_steps() {
        let text = "caf\u{e9} \u{1f600}\n".repeat(5_000);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for step in [1, 7, 4096] {
            let input = io::BufReader::with_capacity(step, &bytes[..]);
            let wrong = Wrong::default();
            let mut read = String::new();
            Recoded::new(Box::new(input), Encoding(UTF_16LE), &wrong)
                .read_to_string(&mut read)
                .unwrap();
            assert!(read == text && wrong.lock().unwrap().is_none());
        }
    }
}
