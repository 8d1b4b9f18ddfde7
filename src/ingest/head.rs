//! The first bytes of a stream, looked at and put back.

use std::io::{self, BufRead, Cursor, Read};

use super::BUFFER;

/// The first bytes of `input`, and a stream that begins with them: all that stands in the first 64 KiB that are not blank, or the first line alone if it
/// is one of JSON, which shows the form already: whoever sends it may wait for an answer. No more than `most` blanks are held.
pub(super) fn peek<'r>(
    mut input: Box<dyn BufRead + Send + 'r>,
    most: usize,
) -> (Vec<u8>, Box<dyn BufRead + Send + 'r>) {
    let mut head = Vec::new();
    let rest: Box<dyn BufRead + Send + 'r> = loop {
        match input.fill_buf() {
            Ok([]) => break input,
            Ok(bytes) => {
                let length = bytes.len();
                head.extend_from_slice(bytes);
                input.consume(length);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // It comes again once what was read before it is read again.
            Err(error) => break Box::new(io::BufReader::new(Failing::new(error)).chain(input)),
        }
        let plain = without_blanks(&head);
        if plain.len() >= BUFFER || head.len() > most || json_line(plain).is_some() {
            break input;
        }
    };
    // What stands behind the line is not looked at, however much of it came at once.
    let plain = without_blanks(&head);
    let end = json_line(plain).map_or(head.len(), |end| head.len() - plain.len() + end);
    (head[..end].to_vec(), Box::new(Cursor::new(head).chain(rest)))
}

/// What follows the byte-order mark and the blanks.
pub(super) fn without_blanks(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// Where the first line ends, if it is one of JSON.
fn json_line(plain: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b'\n', plain)?;
    let is_json = plain.starts_with(b"{") && plain[..end].trim_ascii_end().ends_with(b"}");
    is_json.then_some(end + 1)
}

/// A stream that gives an error, and then nothing.
pub(super) struct Failing(Option<io::Error>);

impl Failing {
    pub(super) fn new(error: io::Error) -> Self {
        Self(Some(error))
    }
}

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_at_is_read_again() {
        for bytes in [&b"  \n{\"text\": \"a\"}\nrest"[..], b"", b"\xef\xbb\xbf \nTitle"] {
            let (head, mut input) = peek(Box::new(bytes), 1 << 20);
            let mut all = Vec::new();
            input.read_to_end(&mut all).unwrap();
            assert!(all == bytes && bytes.starts_with(&head));
        }
        let (head, _) = peek(Box::new(io::BufReader::with_capacity(9, io::repeat(b' '))), 1000);
        assert!(head.len() < 1100);
    }

    #[test]
    fn a_line_of_json_is_looked_at_alone_however_it_arrives() {
        let bytes = b"\xef\xbb\xbf {\"text\": \"a\"}\n{\"post_stream\": {}}\n";
        for capacity in [1, 7, 1 << 10] {
            let input = io::BufReader::with_capacity(capacity, &bytes[..]);
            let (head, _) = peek(Box::new(input), 1 << 20);
            assert_eq!(head, bytes[..18], "{capacity}");
        }
    }

    #[test]
    fn an_error_keeps_its_place() {
        let input = io::BufReader::new(b"abc".chain(Failing::new(io::Error::other("gone"))));
        let (head, mut input) = peek(Box::new(input), 1 << 20);
        assert_eq!(head, b"abc");
        let mut all = Vec::new();
        assert!(input.read_to_end(&mut all).is_err() && all == b"abc");
    }
}
