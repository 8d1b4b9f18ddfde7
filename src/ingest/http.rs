//! An answer of a web server, as it came over the wire: its head, and its body without what it was wrapped in.
//!
//! Servers are wrong about themselves, and crawlers undo some of the wrapping and keep the head as it was: what is declared is undone where the bytes
//! bear it out.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use super::limits::{Limits, size};
use super::notes::Notes;
use super::unpack::{Engine, Unpacking, unpack};

/// How many wrappings may lie around one another.
const DEPTH: usize = 4;

/// An answer of a web server.
#[derive(Debug)]
pub(super) struct Response<'b> {
    /// 200, if all is well.
    pub status: u16,
    /// The type of the body, in small letters and without parameters.
    pub media: Option<String>,
    /// The charset that the type declares.
    pub charset: Option<String>,
    /// Is it sent in chunks?
    chunked: bool,
    /// What it is wrapped in, the first innermost.
    wrappings: Vec<String>,
    /// All behind the head.
    pub raw: &'b [u8],
}

/// A body without its wrappings.
#[derive(Debug)]
pub(super) struct Body<'b> {
    pub bytes: Cow<'b, [u8]>,
    /// The body as it was before it was unpacked, but without its chunks.
    pub joined: Cow<'b, [u8]>,
    /// What was wrong with it.
    pub odd: Option<String>,
}

impl<'b> Response<'b> {
    /// Reads a head; nothing if it is none.
    pub(super) fn new(block: &'b [u8]) -> Option<Self> {
        let line = block.split(|byte| *byte == b'\n').next()?;
        let rest = line.strip_prefix(b"HTTP/")?;
        let mut words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let status = words.nth(1).and_then(|word| std::str::from_utf8(word).ok()?.parse().ok());
        let (fields, length) = fields(block.get(line.len() + 1..).unwrap_or_default());
        let behind = (line.len() + 1 + length).min(block.len());
        let all = |name: &str| -> Vec<String> {
            let values = fields.iter().filter(|(field, _)| field == name);
            values
                .flat_map(|(_, value)| value.split(','))
                .map(|value| value.trim().to_ascii_lowercase())
                .filter(|value| !value.is_empty())
                .collect()
        };
        let (media, charset) = fields
            .iter()
            .find(|(field, _)| field == "content-type")
            .map_or((None, None), |(_, value)| media_type(value));
        Some(Self {
            status: status.unwrap_or(0),
            media,
            charset,
            chunked: all("transfer-encoding").iter().any(|value| value == "chunked"),
            wrappings: all("content-encoding"),
            raw: &block[behind..],
        })
    }

    /// The body, of `most` bytes or fewer.
    ///
    /// # Errors
    ///
    /// If it is longer.
    pub(super) fn body(&self, most: usize) -> Result<Body<'b>, String> {
        let mut odd = None;
        let joined =
            if self.chunked { dechunk(self.raw, &mut odd) } else { Cow::Borrowed(self.raw) };
        let mut bytes = joined.clone();
        for wrapping in self.wrappings.iter().rev().take(DEPTH) {
            let Some(mut undone) = undo(wrapping, &bytes) else { continue };
            let mut out = Vec::new();
            let ended = undone.by_ref().take(most as u64 + 1).read_to_end(&mut out);
            if out.len() > most {
                let size = size(most as u64);
                return Err(format!("longer than {size}, the most that is read as one thread"));
            }
            if let Err(error) = ended {
                odd.get_or_insert_with(|| {
                    format!("what is declared as {wrapping} cannot be unpacked to its end: {error}")
                });
                if out.is_empty() {
                    continue;
                }
            }
            drop(undone);
            bytes = Cow::Owned(out);
        }
        Ok(Body { bytes, joined, odd })
    }
}

/// The fields of a head, their names in small letters, and how long it is with the empty line behind it.
pub(super) fn fields(head: &[u8]) -> (Vec<(String, String)>, usize) {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    while at < head.len() {
        let rest = &head[at..];
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = rest[..length].trim_ascii_end();
        at += length;
        if line.is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(line);
        match (text.split_once(':'), fields.last_mut()) {
            // A line that goes on.
            (_, Some((_, value))) if line[0].is_ascii_whitespace() => {
                value.push(' ');
                value.push_str(text.trim());
            }
            (Some((name, value)), _) => {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            (None, _) => {}
        }
    }
    (fields, at)
}

/// The type and the charset of `text/html; charset=utf-8`.
pub(super) fn media_type(value: &str) -> (Option<String>, Option<String>) {
    let mut parts = value.split(';');
    let media = parts.next().map(|media| media.trim().to_ascii_lowercase());
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (media.filter(|media| !media.is_empty()), charset)
}

/// The chunks put together. What is not sent in chunks, though it says so, is left as it is; what follows a wrong chunk is kept.
fn dechunk<'b>(raw: &'b [u8], odd: &mut Option<String>) -> Cow<'b, [u8]> {
    let mut joined = Vec::new();
    let mut rest = raw;
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(1024)]);
        let line = end.map(|end| &rest[..end]);
        let digits = line.and_then(|line| line.split(|byte| *byte == b';').next());
        let length = digits
            .and_then(|digits| std::str::from_utf8(digits.trim_ascii()).ok())
            .and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let (Some(end), Some(length)) = (end, length) else {
            let at = raw.len() - rest.len();
            if at == 0 {
                // The crawler joined them already.
                return Cow::Borrowed(raw);
            }
            let cut = rest.trim_ascii().is_empty();
            *odd = Some(if cut {
                "the last of its chunks is missing".to_owned()
            } else {
                format!("no chunk begins at byte {at} of the body: what follows is taken as it is")
            });
            joined.extend_from_slice(if cut { &[] } else { rest });
            return Cow::Owned(joined);
        };
        if length == 0 {
            return Cow::Owned(joined);
        }
        let part = &rest[end + 1..];
        if length > part.len() {
            *odd = Some("its last chunk is cut short".to_owned());
            joined.extend_from_slice(part);
            return Cow::Owned(joined);
        }
        joined.extend_from_slice(&part[..length]);
        rest = &part[length..];
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
}

/// What undoes a wrapping; nothing if it is unknown, or was undone already.
fn undo<'b>(wrapping: &str, bytes: &'b [u8]) -> Option<Box<dyn BufRead + Send + 'b>> {
    fn boxed<'b>(input: impl Read + Send + 'b) -> Box<dyn BufRead + Send + 'b> {
        Box::new(io::BufReader::new(input))
    }
    match wrapping {
        "deflate" => match bytes {
            [] | [b'<', ..] => None,
            // As the standard has it, and as some servers have it.
            [first, second, ..]
                if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0 =>
            {
                Some(boxed(Unpacking::new(bytes, Engine::zlib())))
            }
            _ => Some(boxed(Unpacking::new(bytes, Engine::deflate()))),
        },
        "br" if !looks_plain(bytes) => {
            Some(boxed(brotli_decompressor::Decompressor::new(bytes, 4096)))
        }
        "gzip" | "x-gzip" | "zstd" => {
            unpack("", Box::new(bytes), &Limits::default().depth(DEPTH), &Notes::default())
                .ok()
                .filter(|unpacked| unpacked.depth > 0)
                .map(|unpacked| unpacked.input)
        }
        _ => None,
    }
}

/// Brotli has no magic bytes: is it a page already?
fn looks_plain(bytes: &[u8]) -> bool {
    let near = &bytes[..bytes.len().min(256)];
    near.trim_ascii_start().starts_with(b"<") && std::str::from_utf8(near).is_ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn body(block: &[u8]) -> (String, Option<String>) {
        let body = Response::new(block).unwrap().body(1 << 20).unwrap();
        (String::from_utf8_lossy(&body.bytes).into_owned(), body.odd)
    }

    fn wrapped(wrapping: &str, bytes: &[u8]) -> Vec<u8> {
        [format!("HTTP/1.1 200 OK\r\nContent-Encoding: {wrapping}\r\n\r\n").as_bytes(), bytes]
            .concat()
    }

    #[test]
    fn a_head_says_what_follows() {
        let block = b"HTTP/1.1 404 Not Found\r\nX: a\r\n b\r\nCONTENT-TYPE: Text/HTML; boundary=x; Charset=\"utf-8\"\r\n\r\nbody";
        let response = Response::new(block).unwrap();
        assert_eq!((response.status, response.raw), (404, &b"body"[..]));
        assert_eq!(response.media.as_deref(), Some("text/html"));
        assert_eq!(response.charset.as_deref(), Some("utf-8"));
        assert_eq!(Response::new(b"HTTP/2 200\nA: b\n\nx").unwrap().status, 200);
        assert_eq!(Response::new(b"HTTP/1.0 200 OK").unwrap().raw, b"");
        assert!(Response::new(b"<html>").is_none() && Response::new(b"").is_none());
    }

    #[test]
    fn chunks_are_joined_and_wrong_ones_kept() {
        let chunked = |body: &str| {
            self::body(
                format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}").as_bytes(),
            )
        };
        assert_eq!(chunked("3;x=y\r\none\r\n4\r\n two\r\n0\r\n\r\n"), ("one two".into(), None));
        assert_eq!(chunked("<html>no chunk"), ("<html>no chunk".into(), None));
        let (text, odd) = chunked("3\r\none\r\nzz two");
        assert!(text == "onezz two" && odd.unwrap().contains("no chunk begins at byte 8"));
        let (text, odd) = chunked("3\r\none\r\nff\r\ntwo");
        assert!(text == "onetwo" && odd.unwrap().contains("cut short"));
        let (text, odd) = chunked("3\r\none\r\n");
        assert!(text == "one" && odd.unwrap().contains("missing"));
        assert_eq!(chunked("ffffffffffffffffffff\r\nx").0, "ffffffffffffffffffff\r\nx");
        assert_eq!(chunked("ffffffffffffffff\r\nx").0, "x");
    }

    #[test]
    fn wrappings_are_undone_where_they_are_there() {
        let page = b"<html>a page";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(page).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(page).unwrap();
        let zlib = zlib.finish().unwrap();
        let plain = ("<html>a page".to_owned(), None);
        assert_eq!(body(&wrapped("gzip", &gzip)), plain);
        assert_eq!(body(&wrapped("deflate", &zlib)), plain);
        assert_eq!(body(&wrapped("deflate", &zlib[2..zlib.len() - 4])), plain);
        // An uncompressed block of brotli.
        let brotli = [&[0x8b, 0x05, 0x80][..], page, &[0x03]].concat();
        assert_eq!(body(&wrapped("br", &brotli)), plain);
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        let zstd = ruzstd::encoding::compress_to_vec(&page[..], level);
        assert_eq!(body(&wrapped("zstd", &zstd)), plain);
        let mut twice = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        twice.write_all(&zlib).unwrap();
        assert_eq!(body(&wrapped("deflate, gzip", &twice.finish().unwrap())), plain);
        for wrapping in ["gzip", "deflate", "br", "zstd", "pack200"] {
            assert_eq!(body(&wrapped(wrapping, page)), plain, "{wrapping}");
        }
        let (_, odd) = body(&wrapped("gzip", &gzip[..gzip.len() - 3]));
        assert!(odd.unwrap().contains("declared as gzip"));
    }

    #[test]
    fn a_body_that_becomes_too_much_is_an_error() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&vec![0; 2 << 20]).unwrap();
        let block = wrapped("gzip", &gzip.finish().unwrap());
        let error = Response::new(&block).unwrap().body(1 << 20).unwrap_err();
        assert_eq!(error, "longer than 1 MiB, the most that is read as one thread");
    }
}
