//! Threads from one source, one by one.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::iter::FusedIterator;

use super::error::{IngestError, IngestErrorKind, Warning};
use super::source::Source;
use super::{MAX_THREAD_BYTES, decode, flat, html, jsonl};
use crate::thread::{SourceForm, Thread};

/// The byte-order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the threads of one source, in their order, holding one of them at a time.
///
/// A line of JSON Lines that cannot be read is an error in its place, and the next line is read all the same. After an error of the
/// system the reader ends.
///
/// ```
/// use threadlint::ingest::Reader;
///
/// let input = "{\"id\": 1, \"text\": \"I took it\"}\nnot JSON\n{\"id\": 2, \"text\": \"me too\"}\n";
/// let threads: Vec<_> = Reader::new("-", None, input.as_bytes()).collect();
/// assert!(threads[0].is_ok() && threads[1].is_err() && threads[2].is_ok());
/// ```
pub struct Reader<'r> {
    name: String,
    input: Box<dyn BufRead + Send + 'r>,
    state: State,
    /// The line that was read last.
    line: u64,
    /// Its bytes, of JSON Lines.
    buffer: Vec<u8>,
    warning: Option<Warning>,
}

/// How far a reader is.
#[derive(Clone, Copy)]
enum State {
    /// Nothing was read; the content must tell the form if nothing else does.
    Fresh(Option<SourceForm>),
    /// Among lines of JSON; was there one that is not blank?
    Lines { any: bool },
    /// At the end.
    Over,
}

/// How the reading of a line ended.
enum End {
    Line,
    TooLong,
    Nothing,
}

impl Reader<'static> {
    /// Opens a source.
    ///
    /// # Errors
    ///
    /// If there is no such file, or the system will not open it.
    pub fn open(source: &Source) -> Result<Self, IngestError> {
        let name = source.name();
        let Some(path) = source.path() else {
            return Ok(Self::new(name, source.form(), io::stdin()));
        };
        let error = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => IngestError::new(&name, None, IngestErrorKind::Missing),
            _ => IngestError::new(&name, None, error),
        };
        let file = File::open(path).map_err(error)?;
        Ok(Self::new(name, source.form(), file))
    }
}

impl<'r> Reader<'r> {
    /// Reads `input`, which errors and threads call `name`.
    ///
    /// With [`SourceForm::Jsonl`] it is read line by line, with [`SourceForm::ArticleText`] as one article; with
    /// [`SourceForm::QaText`] or [`SourceForm::Text`] it is one text whose layout is looked for. With none, JSON Lines are known by their first
    /// byte that is not blank, a `{`.
    pub fn new(
        name: impl Into<String>,
        form: Option<SourceForm>,
        input: impl Read + Send + 'r,
    ) -> Self {
        Self {
            name: name.into(),
            input: Box::new(BufReader::new(input)),
            state: State::Fresh(form),
            line: 0,
            buffer: Vec::new(),
            warning: None,
        }
    }

    /// What was wrong with the source without keeping it from being read; complete once the reader has ended.
    #[must_use]
    pub fn warning(&self) -> Option<&Warning> {
        self.warning.as_ref()
    }

    fn error(&self, line: Option<u64>, kind: impl Into<IngestErrorKind>) -> IngestError {
        IngestError::new(&self.name, line, kind)
    }

    /// The form that the first byte stands for that is not blank; what was read to find it is read again.
    fn look(&mut self) -> io::Result<SourceForm> {
        let mut head = Vec::new();
        let form = loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if bytes.is_empty() || head.len() > MAX_THREAD_BYTES {
                break SourceForm::Text;
            }
            let first = bytes.iter().find(|byte| {
                !(byte.is_ascii_whitespace() || head.len() < MARK.len() && MARK.contains(byte))
            });
            if let Some(first) = first {
                break if *first == b'{' { SourceForm::Jsonl } else { SourceForm::Text };
            }
            let length = bytes.len();
            head.extend_from_slice(bytes);
            self.input.consume(length);
        };
        if !head.is_empty() {
            let rest = std::mem::replace(&mut self.input, Box::new(io::empty()));
            self.input = Box::new(Cursor::new(head).chain(rest));
        }
        Ok(form)
    }

    /// The thread of a source that is one text.
    fn text(&mut self, form: SourceForm) -> Result<Thread, IngestError> {
        let mut bytes = Vec::new();
        let limit = MAX_THREAD_BYTES as u64 + 1;
        self.input
            .by_ref()
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| self.error(None, error))?;
        if bytes.len() > MAX_THREAD_BYTES {
            return Err(self.error(None, IngestErrorKind::TooLong));
        }
        let (text, wrong) = decode::decode(bytes).map_err(|kind| self.error(None, kind))?;
        if let Some((line, count)) = wrong {
            Warning::add(&mut self.warning, &self.name, line, count);
        }
        if form == SourceForm::Html || form == SourceForm::Text && html::is(text.as_bytes()) {
            return html::read(&self.name, &text).map_err(|kind| self.error(None, kind));
        }
        flat::read(&self.name, &text, Some(form)).map_err(|kind| self.error(None, kind))
    }

    /// Reads a line into the buffer, without its end; one that is too long is passed over without being held.
    fn fill(&mut self) -> io::Result<End> {
        self.buffer.clear();
        let (mut any, mut long) = (false, false);
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            any |= !bytes.is_empty();
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            long |= self.buffer.len() + part.len() > MAX_THREAD_BYTES;
            if long {
                self.buffer = Vec::new();
            } else {
                self.buffer.extend_from_slice(part);
            }
            let length = part.len() + usize::from(end.is_some());
            self.input.consume(length);
            if end.is_some() || length == 0 {
                self.line += u64::from(any);
                return Ok(if long {
                    End::TooLong
                } else if any {
                    End::Line
                } else {
                    End::Nothing
                });
            }
        }
    }

    /// The thread of the next line that is not blank.
    fn next_line(&mut self, mut any: bool) -> Option<Result<Thread, IngestError>> {
        loop {
            self.state = State::Lines { any };
            match self.fill() {
                Ok(End::Line) => {}
                Ok(End::TooLong) => {
                    self.state = State::Lines { any: true };
                    return Some(Err(self.error(Some(self.line), IngestErrorKind::LineTooLong)));
                }
                Ok(End::Nothing) => {
                    self.state = State::Over;
                    return (!any).then(|| Err(self.error(None, IngestErrorKind::Empty)));
                }
                Err(error) => {
                    self.state = State::Over;
                    return Some(Err(self.error(Some(self.line + 1), error)));
                }
            }
            if self.line == 1
                && let Some(kind) = self.no_text()
            {
                self.state = State::Over;
                return Some(Err(self.error(None, kind)));
            }
            let line = if self.line == 1 {
                self.buffer.strip_prefix(MARK).unwrap_or(&self.buffer)
            } else {
                &self.buffer
            };
            let line = if let Ok(line) = std::str::from_utf8(line) {
                Cow::Borrowed(line)
            } else {
                let invalid = |chunk: std::str::Utf8Chunk<'_>| chunk.invalid().len() as u64;
                let wrong = line.utf8_chunks().map(invalid).sum();
                Warning::add(&mut self.warning, &self.name, self.line, wrong);
                // A replacement inside a JSON string must be no control character; places in the source are not kept here anyway.
                String::from_utf8_lossy(line)
            };
            if line.trim().is_empty() {
                continue;
            }
            any = true;
            self.state = State::Lines { any };
            return Some(
                jsonl::read_line(&self.name, &line)
                    .map_err(|kind| self.error(Some(self.line), kind)),
            );
        }
    }

    /// Why the first line shows that no line is text.
    fn no_text(&self) -> Option<IngestErrorKind> {
        if decode::is_utf16(&self.buffer) {
            return Some(IngestErrorKind::Utf16);
        }
        self.buffer.contains(&0).then_some(IngestErrorKind::Binary)
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let State::Fresh(form) = self.state {
            self.state = State::Over;
            let form = match form.map_or_else(|| self.look(), Ok) {
                Ok(form) => form,
                Err(error) => return Some(Err(self.error(None, error))),
            };
            if form != SourceForm::Jsonl {
                return Some(self.text(form));
            }
            self.state = State::Lines { any: false };
        }
        match self.state {
            State::Lines { any } => self.next_line(any),
            _ => None,
        }
    }
}

impl FusedIterator for Reader<'_> {}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Reader")
            .field("name", &self.name)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, form: Option<SourceForm>, input: &[u8]) -> Vec<String> {
        let mut reader = Reader::new(name, form, input);
        let mut told: Vec<String> = reader
            .by_ref()
            .map(|thread| {
                thread.map_or_else(
                    |error| error.to_string(),
                    |thread| {
                        thread
                            .posts
                            .iter()
                            .map(|post| post.text.as_str())
                            .collect::<Vec<_>>()
                            .join("|")
                    },
                )
            })
            .collect();
        told.extend(reader.warning().map(ToString::to_string));
        told
    }

    #[test]
    fn the_content_tells_the_form() {
        assert_eq!(told("-", None, b" \n\n{\"text\": \"a\"}\n"), ["a"]);
        assert_eq!(told("-", None, b"\xef\xbb\xbf{\"text\": \"a\"}"), ["a"]);
        assert_eq!(told("-", None, b"[so it goes]"), ["[so it goes]"]);
        let long = [vec![b'\n'; 100_000], b"{\"text\": 1}".to_vec()].concat();
        assert_eq!(
            told("-", None, &long),
            ["-:100001: not a thread: invalid type: integer `1`, expected a string at column 10"]
        );
    }

    #[test]
    fn bad_lines_are_located_and_passed_over() {
        let input = b"{\"text\": \"a\"}\r\n\r\n{\"text\" 1}\n{\"id\": 3}\n{\"text\": \"b\"}";
        assert_eq!(
            told("t.jsonl", Some(SourceForm::Jsonl), input),
            [
                "a",
                "t.jsonl:3: not valid JSON: expected `:` at column 9",
                "t.jsonl:4: neither `posts` nor `text`: a thread needs one of them",
                "b"
            ]
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let mut input = vec![b'x'; MAX_THREAD_BYTES + 1];
        input.extend_from_slice(b"\n{\"text\": \"a\"}\n");
        assert_eq!(
            told("t.jsonl", Some(SourceForm::Jsonl), &input),
            [
                "t.jsonl:1: line longer than 16 MiB, the most that is read as one thread: skipped",
                "a"
            ]
        );
        assert_eq!(
            told("t.txt", Some(SourceForm::Text), &input),
            [
                "t.txt: longer than 16 MiB, the most that is read as one text: split it, or give JSON Lines"
            ]
        );
    }

    #[test]
    fn what_is_no_text_is_named_once() {
        for form in [SourceForm::Jsonl, SourceForm::Text] {
            assert_eq!(
                told("x", Some(form), b"\xff\xfeh\0\n\0i\0"),
                ["x: UTF-16, not UTF-8: convert it first"]
            );
            assert_eq!(
                told("x", Some(form), b"PK\0\0\nPK\0\n"),
                ["x: binary, not text: it holds NUL bytes"]
            );
            assert_eq!(
                told("x", Some(form), b" \r\n\n"),
                ["x: nothing to read: the input is empty or blank"]
            );
            assert_eq!(
                told("x", Some(form), b""),
                ["x: nothing to read: the input is empty or blank"]
            );
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_told() {
        assert_eq!(
            told("x", None, b"one\ntw\xffo"),
            ["one\ntw\u{1a}o", "x:2: 1 byte is not valid UTF-8 and was replaced"]
        );
        let input = b"{\"text\": \"a\"}\n{\"text\": \"b\xff\"}\n{\"text\": \"\xffc\"}\n";
        let warning = "x:2: 2 bytes, the first of them here, are not valid UTF-8 and were replaced";
        assert_eq!(told("x", None, input), ["a", "b\u{fffd}", "\u{fffd}c", warning]);
    }

    #[test]
    fn an_error_of_the_system_ends_the_reading() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let input = b"{\"text\": \"a\"}\n{\"te".chain(Broken);
        let threads: Vec<_> = Reader::new("x", None, input).collect();
        assert_eq!(threads.len(), 2);
        assert_eq!(threads[1].as_ref().unwrap_err().to_string(), "x:2: cannot be read: gone");
    }

    #[test]
    fn a_file_that_is_gone_is_named() {
        let error = Reader::open(&Source::file("no/such.txt")).unwrap_err();
        assert_eq!(error.to_string(), "no/such.txt: no such file or folder");
    }
}
