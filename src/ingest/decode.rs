//! Bytes to text, without moving an offset.

use super::error::IngestErrorKind;

/// Stands for a byte that is not UTF-8; it is one byte, too, and what Unicode calls SUBSTITUTE.
const SUBSTITUTE: char = '\u{1a}';

/// Is it the byte-order mark of UTF-16 with which `bytes` begin?
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// The text of `bytes` and, if some were not UTF-8, the line of the first and how many there were. Each of them is replaced by one byte, so
/// that all others keep their place.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, Option<(u64, u64)>), IngestErrorKind> {
    if is_utf16(&bytes) {
        return Err(IngestErrorKind::Utf16);
    }
    if bytes.contains(&0) {
        return Err(IngestErrorKind::Binary);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(error) => error.into_bytes(),
    };
    let (mut text, mut line, mut count) = (String::with_capacity(bytes.len()), 0, 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let wrong = chunk.invalid().len();
        if count == 0 && wrong > 0 {
            line = 1 + text.bytes().filter(|byte| *byte == b'\n').count() as u64;
        }
        text.extend(std::iter::repeat_n(SUBSTITUTE, wrong));
        count += wrong as u64;
    }
    Ok((text, Some((line, count))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_replaced_one_for_one() {
        let (text, wrong) = decode(b"one\ntw\xf0\x9f\x98 o\xff\n\xc3\xa9".to_vec()).unwrap();
        assert_eq!(
            (text.as_str(), wrong),
            ("one\ntw\u{1a}\u{1a}\u{1a} o\u{1a}\n\u{e9}", Some((2, 4)))
        );
        assert_eq!(decode("h\u{e9}".into()).unwrap(), ("h\u{e9}".to_owned(), None));
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert!(matches!(decode(b"\xff\xfeh\0i\0".to_vec()), Err(IngestErrorKind::Utf16)));
        assert!(matches!(decode(b"PK\x03\x04\0\0".to_vec()), Err(IngestErrorKind::Binary)));
    }
}
