//! Lines of a file that may be large, and need not be text.

use std::io::{BufRead, Read as _, Result};

/// A line of more bytes is no line of a vocabulary.
const LONGEST: usize = 1 << 20;

/// Reads line after line into the same memory.
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    /// The number of the line that was read last.
    pub(super) line: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), line: 0 }
    }

    /// The next line without its end, or why it cannot be read; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Option<Result<std::result::Result<&str, String>>> {
        self.buffer.clear();
        let read = (&mut self.reader).take(LONGEST as u64).read_until(b'\n', &mut self.buffer);
        match read {
            Ok(0) => return None,
            Ok(_) => self.line += 1,
            Err(error) => return Some(Err(error)),
        }
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
        } else if self.buffer.len() == LONGEST {
            if let Err(error) = self.reader.skip_until(b'\n') {
                return Some(Err(error));
            }
            return Some(Ok(Err(format!("longer than {LONGEST} bytes"))));
        }
        if self.buffer.last() == Some(&b'\r') {
            self.buffer.pop();
        }
        let bytes = if self.line == 1 {
            self.buffer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.buffer)
        } else {
            &self.buffer
        };
        Some(Ok(std::str::from_utf8(bytes).map_err(|_| "not valid UTF-8".to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded_and_need_not_be_text() {
        let mut file = b"\xef\xbb\xbfone\r\n\xff\n".to_vec();
        file.extend(std::iter::repeat_n(b'x', LONGEST + 10));
        file.extend(b"\nlast");
        let mut lines = Lines::new(&file[..]);
        let mut read = Vec::new();
        while let Some(line) = lines.next() {
            read.push(line.unwrap().map(str::to_owned).map_err(|_| ()));
        }
        assert_eq!(read, [Ok("one".to_owned()), Err(()), Err(()), Ok("last".to_owned())]);
        assert_eq!(lines.line, 4);
    }
}
