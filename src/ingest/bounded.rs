//! Pieces of a stream up to a mark, held only as far as a limit allows.

use std::io::{self, BufRead};

/// How the reading of a piece ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At the mark, which is part of the piece.
    Mark,
    /// At the end of the input; the piece may be empty.
    Input,
    /// At the limit: the mark is still to come.
    Limit,
}

/// Appends to `piece` what `input` holds up to and with the next `mark`, but no more than `limit` bytes.
pub(super) fn read_until(
    input: &mut dyn BufRead,
    mark: u8,
    limit: usize,
    piece: &mut Vec<u8>,
) -> io::Result<End> {
    let mut room = limit;
    loop {
        let bytes = fill(input)?;
        if bytes.is_empty() {
            return Ok(End::Input);
        }
        let bytes = &bytes[..bytes.len().min(room)];
        let found = find(mark, bytes);
        let part = found.map_or(bytes, |at| &bytes[..=at]);
        let length = part.len();
        piece.extend_from_slice(part);
        input.consume(length);
        room -= length;
        if found.is_some() {
            return Ok(End::Mark);
        }
        if room == 0 {
            return Ok(End::Limit);
        }
    }
}

/// Passes over what `input` holds up to and with the next `mark`; false at the end of the input.
pub(super) fn skip_until(input: &mut dyn BufRead, mark: u8) -> io::Result<bool> {
    loop {
        let bytes = fill(input)?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let found = find(mark, bytes);
        let length = found.map_or(bytes.len(), |at| at + 1);
        input.consume(length);
        if found.is_some() {
            return Ok(true);
        }
    }
}

/// What stands next in the buffer of `input`, whatever interrupts.
pub(super) fn fill(input: &mut dyn BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // The buffer holds it already; asked twice so that the borrow ends in the loop.
    input.fill_buf()
}

fn find(mark: u8, bytes: &[u8]) -> Option<usize> {
    memchr::memchr(mark, bytes)
}

/// Something to read from.
pub(super) type Input<'r> = Box<dyn BufRead + Send + 'r>;

/// The first bytes of `input`, up to `length`, and the input with them.
pub(super) fn peek(mut input: Input<'_>, length: usize) -> (Vec<u8>, Input<'_>) {
    let mut head = Vec::new();
    // An error is met again when the rest is read.
    let _ = io::Read::read_to_end(&mut io::Read::take(&mut input, length as u64), &mut head);
    (head.clone(), Box::new(io::Read::chain(io::Cursor::new(head), input)))
}

/// The lines of several inputs, one input after the other.
pub(super) struct ManyLines<'r> {
    inputs: Box<dyn Iterator<Item = (String, Input<'r>)> + Send + 'r>,
    current: Option<LineReader<'r>>,
    limit: usize,
    /// What the inputs are called, as far as they were begun.
    pub names: Vec<String>,
}

/// What [`ManyLines`] gives.
pub(super) enum Next {
    Line(Line),
    /// An input is over, or is read no further because of an error.
    EndOfInput(Option<io::Error>),
    EndOfAll,
}

impl<'r> ManyLines<'r> {
    pub(super) fn new(
        inputs: impl Iterator<Item = (String, Input<'r>)> + Send + 'r,
        limit: usize,
    ) -> Self {
        Self { inputs: Box::new(inputs), current: None, limit, names: Vec::new() }
    }

    /// Which input the line is from that was read last.
    pub(super) fn source(&self) -> u32 {
        self.names.len().saturating_sub(1) as u32
    }

    /// What that input is called.
    pub(super) fn name(&self, source: u32) -> &str {
        self.names.get(source as usize).map_or("-", String::as_str)
    }

    /// The number of that line.
    pub(super) fn line(&self) -> u64 {
        self.current.as_ref().map_or(0, |lines| lines.line)
    }

    pub(super) fn next_line(&mut self, buffer: &mut Vec<u8>) -> Next {
        let current = match &mut self.current {
            Some(current) => current,
            None => match self.inputs.next() {
                None => return Next::EndOfAll,
                Some((name, input)) => {
                    self.names.push(name);
                    self.current.insert(LineReader::new(input, self.limit))
                }
            },
        };
        match current.next_line(buffer) {
            Ok(Some(line)) => Next::Line(line),
            Ok(None) => {
                self.current = None;
                Next::EndOfInput(None)
            }
            Err(error) => {
                self.current = None;
                Next::EndOfInput(Some(error))
            }
        }
    }
}

/// The lines of a stream, counted.
pub(super) struct LineReader<'r> {
    input: Box<dyn BufRead + Send + 'r>,
    /// The line that was read last, counted from one.
    pub line: u64,
    limit: usize,
}

/// A line that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It is in the buffer, without its end.
    Read,
    /// It is longer than the limit and was passed over.
    TooLong,
}

impl<'r> LineReader<'r> {
    pub(super) fn new(input: Box<dyn BufRead + Send + 'r>, limit: usize) -> Self {
        Self { input, line: 0, limit }
    }

    /// Puts the next line into `buffer`, in place of what was there; nothing at the end.
    pub(super) fn next_line(&mut self, buffer: &mut Vec<u8>) -> io::Result<Option<Line>> {
        buffer.clear();
        let end = read_until(&mut *self.input, b'\n', self.limit, buffer)?;
        if end == End::Input && buffer.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        if end == End::Limit {
            skip_until(&mut *self.input, b'\n')?;
            *buffer = Vec::new();
            return Ok(Some(Line::TooLong));
        }
        if buffer.last() == Some(&b'\n') {
            buffer.pop();
        }
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
        if self.line == 1 && buffer.starts_with(b"\xef\xbb\xbf") {
            buffer.drain(..3);
        }
        Ok(Some(Line::Read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_long_ones_passed_over() {
        let input = b"\xef\xbb\xbfone\r\n\nmuch too long\nfour".as_slice();
        let mut lines = LineReader::new(Box::new(input), 8);
        let (mut buffer, mut told) = (Vec::new(), Vec::new());
        while let Some(line) = lines.next_line(&mut buffer).unwrap() {
            told.push((lines.line, line, String::from_utf8_lossy(&buffer).into_owned()));
        }
        assert_eq!(
            told,
            [
                (1, Line::Read, "one".into()),
                (2, Line::Read, String::new()),
                (3, Line::TooLong, String::new()),
                (4, Line::Read, "four".into())
            ]
        );
    }
}
