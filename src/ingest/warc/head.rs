//! The head of a record: what it holds, where from, how long it is.

use crate::ingest::http::{fields, media_type};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An answer of a server.
    Response,
    /// A file without what a server said about it.
    Resource,
    /// A file made of another, as the text of a page is.
    Conversion,
    /// A page that had not changed since it was stored.
    Revisit,
    /// What else a crawl stores.
    Other,
}

/// The head of a record.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub kind: Option<Kind>,
    pub length: Option<u64>,
    pub url: Option<String>,
    pub id: Option<String>,
    pub media: Option<String>,
    pub charset: Option<String>,
    pub block_digest: Option<String>,
    pub payload_digest: Option<String>,
    /// Did the crawler cut it?
    pub truncated: bool,
}

impl Head {
    /// Reads the lines below `WARC/1.0`.
    pub(super) fn of_warc(lines: &[u8]) -> Self {
        let mut head = Self::default();
        for (name, value) in fields(lines).0 {
            match name.as_str() {
                "warc-type" => {
                    head.kind = Some(match value.to_ascii_lowercase().as_str() {
                        "response" => Kind::Response,
                        "resource" => Kind::Resource,
                        "conversion" => Kind::Conversion,
                        "revisit" => Kind::Revisit,
                        _ => Kind::Other,
                    });
                }
                "content-length" => head.length = value.parse().ok(),
                // Some crawlers put it in brackets, as the standard once did.
                "warc-target-uri" => head.url = Some(bare(&value)),
                "warc-record-id" => head.id = Some(bare(&value)),
                "content-type" => (head.media, head.charset) = media_type(&value),
                "warc-block-digest" => head.block_digest = Some(value),
                "warc-payload-digest" => head.payload_digest = Some(value),
                "warc-truncated" => head.truncated = true,
                _ => {}
            }
        }
        head
    }

    /// Reads the line of an ARC record: `URL address date type length`, or with `code checksum location offset file` before the length. Addresses may hold blanks.
    pub(super) fn of_arc(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let is_date = |word: &str| {
            (12..=18).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        // From the right: the length, and three or eight words before it behind the address.
        let short = words.len().checked_sub(4).filter(|at| is_date(words[at + 1]));
        let long = words.len().checked_sub(9).filter(|at| is_date(words[at + 1]));
        let at = short.or(long).filter(|at| *at > 0)?;
        let url = words[..at].join(" ");
        let (scheme, rest) = url.split_once(':')?;
        let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if scheme.len() < 2 || !is_scheme || rest.starts_with(' ') || rest.is_empty() {
            return None;
        }
        let (media, charset) = media_type(words[at + 2]);
        let kind = match scheme {
            "filedesc" | "dns" | "warcinfo" | "metadata" => Kind::Other,
            _ => Kind::Response,
        };
        Some(Self {
            kind: Some(kind),
            length: words.last()?.trim().parse().ok(),
            url: Some(url),
            media,
            charset,
            ..Self::default()
        })
    }
}

/// Without the brackets of `<urn:uuid:…>`.
fn bare(value: &str) -> String {
    value.strip_prefix('<').and_then(|value| value.strip_suffix('>')).unwrap_or(value).to_owned()
}

/// Finds a record of a WARC: its version, with a field below it.
pub(super) fn find_warc(bytes: &[u8], before: usize) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"WARC/").take_while(|at| *at < before).find(|at| {
        let rest = &bytes[at + 5..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        let below = rest.get(digits..).unwrap_or_default();
        let below = below.strip_prefix(b"\r").unwrap_or(below);
        let begins = |name: &[u8]| {
            below.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
        };
        digits > 0 && below.first() == Some(&b'\n') && (begins(b"WARC-") || begins(b"Content-"))
    })
}

/// Finds a record of an ARC: a line that is the head of one.
pub(super) fn find_arc(bytes: &[u8], before: usize) -> Option<usize> {
    let begins = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
    begins.take_while(|at| *at < before).find(|at| {
        let rest = &bytes[*at..];
        // Most lines are told by their first bytes.
        let scheme = rest.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if scheme < 2 || rest.get(scheme) != Some(&b':') {
            return false;
        }
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(super::frame::HEAD)]);
        let line = end.map(|end| rest[..end].trim_ascii_end());
        line.and_then(|line| std::str::from_utf8(line).ok()).and_then(Head::of_arc).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_of_a_warc_is_read_in_any_spelling() {
        let head = Head::of_warc(
            b"warc-type: Response\nWARC-Target-URI: <http://a.example/>\r\nWARC-Record-ID: <urn:x>\r\nContent-Length:12\r\nContent-Type: application/http;\r\n msgtype=response\r\n\r\n",
        );
        assert_eq!((head.kind, head.length), (Some(Kind::Response), Some(12)));
        assert_eq!(head.url.as_deref(), Some("http://a.example/"));
        assert_eq!(head.id.as_deref(), Some("urn:x"));
        assert_eq!(head.media.as_deref(), Some("application/http"));
        assert_eq!(Head::of_warc(b"Content-Length: -1\r\n").length, None);
    }

    #[test]
    fn a_line_of_an_arc_is_read_from_its_end() {
        let head =
            Head::of_arc("http://a.example/x?t=a b c 192.0.2.1 20140216050221 text/html 1591")
                .unwrap();
        assert_eq!(head.url.as_deref(), Some("http://a.example/x?t=a b c"));
        assert_eq!((head.length, head.media.as_deref()), (Some(1591), Some("text/html")));
        let long = "http://a.example/ 192.0.2.1 20140216050221 text/html 200 SUM - 12 x.arc.gz 99";
        assert_eq!(Head::of_arc(long).unwrap().length, Some(99));
        assert_eq!(
            Head::of_arc("filedesc://x.arc 0.0.0.0 20140216050221 text/plain -1").unwrap().length,
            None
        );
        for line in ["", "1 0 Some Capture", "a b c d e f", "No: this is 20140216050221 prose 12"] {
            let head = Head::of_arc(line);
            assert!(head.is_none(), "{line} {head:?}");
        }
    }

    #[test]
    fn records_are_found_where_they_begin() {
        let text = b"see WARC/1.0 for more\r\nWARC/1.0\r\n\r\nxWARC/1.1\r\nWARC-Type: x";
        assert_eq!(find_warc(text, text.len()), Some(36));
        assert_eq!(find_warc(text, 36), None);
        let text = b"x\nhttp: y\nhttp://a/ 192.0.2.1 20140216050221 text/html 15\nx";
        assert_eq!(find_arc(text, text.len()), Some(10));
    }
}
