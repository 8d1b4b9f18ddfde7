//! The charset of a page: bytes to text where the source says in what they are written, rightly or wrongly.
//!
//! A byte-order mark counts for more than what is declared: by the server first, by the page itself second. A declaration that the bytes belie does not
//! count: pages that were moved to UTF-8 still call themselves ISO-8859-1, and the other way round. What nobody declares is UTF-8 or, if it is none,
//! windows-1252, as browsers have it.

use std::fmt;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far a page is looked at for what it declares.
const NEAR: usize = 1024;

/// What was odd about the charset of a text that was read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// The bytes are not what they are declared to be.
    Declared { declared: String, read: &'static str },
    /// Some bytes have no meaning in the charset, and were replaced.
    Replaced { charset: &'static str },
}

impl fmt::Display for Odd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declared { declared, read } => {
                write!(
                    out,
                    "declared as {}, but it is {read}: read as {read}",
                    declared.escape_debug()
                )
            }
            Self::Replaced { charset } => {
                write!(out, "some bytes are no {charset} and were replaced")
            }
        }
    }
}

/// The text of `bytes`, which the server, a mail or the user `declared` to be in some charset, and what was odd about it.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&str>) -> (String, Option<Odd>) {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return if encoding == UTF_8 {
            utf8(bytes, length)
        } else {
            with(&bytes[length..], encoding, None)
        };
    }
    if let Some(encoding) = wide(&bytes) {
        return with(&bytes, encoding, None);
    }
    let declared = declared
        .map(|label| label.trim().trim_matches(['"', '\'']).to_owned())
        .filter(|label| known(label).is_some())
        .or_else(|| in_page(&bytes));
    let Some((label, encoding)) =
        declared.and_then(|label| Some((known(&label)?, label)).map(|(e, l)| (l, e)))
    else {
        return match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) if mostly_utf8(error.as_bytes()) => utf8(error.into_bytes(), 0),
            Err(error) => with(error.as_bytes(), WINDOWS_1252, None),
        };
    };
    // Text that can be read as ASCII is not written two bytes a letter, whatever it says.
    let encoding = if [UTF_16LE, UTF_16BE].contains(&encoding) { UTF_8 } else { encoding };
    if encoding == UTF_8 {
        return match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) if mostly_utf8(error.as_bytes()) => utf8(error.into_bytes(), 0),
            Err(error) => with(error.as_bytes(), WINDOWS_1252, Some(label)),
        };
    }
    if !encoding.is_ascii_compatible() {
        return with(&bytes, encoding, None);
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => (text, None),
        // A single byte a letter never looks like UTF-8 throughout. What is written in two may, if it is short: then it counts.
        Ok(text) if encoding.is_single_byte() || encoding.decode(text.as_bytes()).2 => {
            let odd = Odd::Declared { declared: label, read: "UTF-8" };
            (text, Some(odd))
        }
        Ok(text) => with(text.as_bytes(), encoding, None),
        Err(error) => with(error.as_bytes(), encoding, None),
    }
}

/// The encoding of a label, if it can be read.
fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
}

fn with(
    bytes: &[u8],
    encoding: &'static Encoding,
    belied: Option<String>,
) -> (String, Option<Odd>) {
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    let odd = match belied {
        Some(declared) => Some(Odd::Declared { declared, read: encoding.name() }),
        None => wrong.then_some(Odd::Replaced { charset: encoding.name() }),
    };
    (text.into_owned(), odd)
}

fn utf8(mut bytes: Vec<u8>, from: usize) -> (String, Option<Odd>) {
    bytes.drain(..from);
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some(Odd::Replaced { charset: "UTF-8" }))
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

/// UTF-16 without a mark: every second byte is NUL where the text is mostly Latin.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let near = &bytes[..bytes.len().min(NEAR) & !1];
    let count = |odd: usize| near.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (count(0), count(1), near.len() / 2);
    if half < 4 {
        return None;
    }
    match (even * 2 > half, odd * 2 > half) {
        (true, false) if odd * 10 < half => Some(UTF_16BE),
        (false, true) if even * 10 < half => Some(UTF_16LE),
        _ => None,
    }
}

/// What a page or an XML file declares in its beginning.
fn in_page(bytes: &[u8]) -> Option<String> {
    let near = bytes[..bytes.len().min(NEAR)].to_ascii_lowercase();
    let xml = near.trim_ascii_start().starts_with(b"<?xml");
    let end = |from: usize| near[from..].iter().position(|byte| *byte == b'>').map(|at| from + at);
    if xml {
        let stop = end(0)?;
        if let Some(label) = value(&near[..stop], b"encoding") {
            return Some(label);
        }
    }
    memchr::memmem::find_iter(&near, b"<meta").find_map(|at| {
        let stop = end(at).unwrap_or(near.len());
        value(&near[at..stop], b"charset")
    })
}

/// The value of `name=`, quoted or not, if it is a charset that is known.
fn value(tag: &[u8], name: &[u8]) -> Option<String> {
    memchr::memmem::find_iter(tag, name).find_map(|at| {
        let rest = tag[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?;
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let of_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
        let length = rest.iter().take_while(|byte| of_label(byte)).count();
        let label = String::from_utf8_lossy(&rest[..length]).into_owned();
        known(&label).map(|_| label)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], declared: Option<&str>) -> (String, Option<String>) {
        let (text, odd) = decode(bytes.to_vec(), declared);
        (text, odd.map(|odd| odd.to_string()))
    }

    #[test]
    fn a_declaration_counts() {
        assert_eq!(read(b"caf\xe9 \x80", Some("ISO-8859-1")), ("café €".into(), None));
        assert_eq!(read(b"\x93\xfa\x96{", Some("Shift_JIS")), ("日本".into(), None));
        assert_eq!(read(b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("\"windows-1251\"")).0, "Привет");
        assert_eq!(
            read(b"<meta charset=koi8-r><p>\xf4\xc5\xd3\xd4", None).0,
            "<meta charset=koi8-r><p>Тест"
        );
        let page =
            b"<META http-equiv='Content-Type' content='text/html; CHARSET = euc-kr'>\xc7\xd1";
        assert!(read(page, None).0.ends_with('한'));
        assert!(
            read(b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xb1</a>", None).0.contains('ą')
        );
        // The server counts for more than the page.
        assert!(read(b"<meta charset=koi8-r>\xe9", Some("latin1")).0.ends_with('é'));
    }

    #[test]
    fn a_mark_counts_for_more() {
        assert_eq!(read(b"\xef\xbb\xbfcaf\xc3\xa9", Some("latin1")), ("café".into(), None));
        assert_eq!(read(b"\xff\xfeh\0i\0", Some("utf-8")), ("hi".into(), None));
        assert_eq!(read(b"\xfe\xff\0h\0i", None), ("hi".into(), None));
        assert_eq!(read(b"<\0p\0>\0h\0i\0!\0", None), ("<p>hi!".into(), None));
        assert_eq!(read(b"\0<\0p\0>\0h\0i", Some("utf-16")), ("<p>hi".into(), None));
    }

    #[test]
    fn a_wrong_declaration_is_told() {
        assert_eq!(
            read("naïve café".as_bytes(), Some("ISO-8859-1")),
            (
                "naïve café".into(),
                Some("declared as ISO-8859-1, but it is UTF-8: read as UTF-8".into())
            )
        );
        assert_eq!(
            read(b"caf\xe9 \x93so\x94", Some("utf-8")),
            (
                "café “so”".into(),
                Some("declared as utf-8, but it is windows-1252: read as windows-1252".into())
            )
        );
        assert_eq!(read(b"plain", Some("utf-16")), ("plain".into(), None));
        assert_eq!(read("é".as_bytes(), Some("no-such")), ("é".into(), None));
        assert_eq!(read("é".as_bytes(), Some("iso-2022-kr")), ("é".into(), None));
    }

    #[test]
    fn what_has_no_meaning_is_replaced() {
        assert_eq!(
            read(b"\xc3\xa9t\xc3\xa9 \xff", Some("utf-8")),
            ("été \u{fffd}".into(), Some("some bytes are no UTF-8 and were replaced".into()))
        );
        assert_eq!(read(b"caf\xe9", None), ("café".into(), None));
        assert_eq!(read(b"", None), (String::new(), None));
    }
}
