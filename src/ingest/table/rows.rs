//! Rows of text tables (RFC 4180, and what programs write instead).
//!
//! A field in quotation marks may hold the delimiter and ends of lines. A mark that is never closed would take the rest of the table for one field: then
//! its row is read anew with the mark as a letter, and all that was looked at is read again.

use std::collections::VecDeque;
use std::io;

use crate::ingest::bounded::{Input, Line, LineReader};

/// How many marks may be left open before lines that were looked at once are not joined to fields again.
const PATIENCE: usize = 16;

const DELIMITERS: [u8; 4] = *b"\t,;|";

/// What no text holds, and so what stands between the columns of a table that has but one.
const NONE: u8 = 0;

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Where it begins.
    pub line: u64,
    /// How many lines it takes.
    pub lines: usize,
    pub fields: Vec<String>,
    /// How many bytes are no UTF-8.
    pub wrong: u64,
    /// Was a quotation mark taken for a letter, since it is not closed?
    pub is_literal: bool,
    /// It is longer than may be held and has no fields.
    pub too_long: bool,
}

/// Reads rows.
pub(super) struct RowReader<'r> {
    lines: LineReader<'r>,
    limit: usize,
    delimiter: Option<u8>,
    /// How many fields the first row has.
    columns: usize,
    /// Lines that were looked at and are to be read again.
    again: VecDeque<(u64, Vec<u8>)>,
    /// How many marks were left open.
    open: usize,
    over: bool,
}

/// How far the parser is in a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Bare,
    Quoted,
    /// Behind a mark that closes the field if nothing but a delimiter follows.
    Closed,
}

/// Parses a row.
struct Fields {
    delimiter: u8,
    done: Vec<Vec<u8>>,
    field: Vec<u8>,
    at: At,
    /// Did something else follow a mark that should have closed a field?
    is_odd: bool,
}

impl<'r> RowReader<'r> {
    pub(super) fn new(input: Input<'r>, limit: usize) -> Self {
        Self {
            lines: LineReader::new(input, limit),
            limit,
            delimiter: None,
            columns: 0,
            again: VecDeque::new(),
            open: 0,
            over: false,
        }
    }

    /// The line that was read last.
    pub(super) fn line(&self) -> u64 {
        self.lines.line
    }

    /// What stands between fields.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter.unwrap_or(NONE)
    }

    /// Was the input read to its end?
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// The next row that is not blank.
    pub(super) fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let Some((line, bytes)) = self.next_line()? else { return Ok(None) };
            let Some(bytes) = bytes else {
                return Ok(Some(Row { line, too_long: true, ..Row::default() }));
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            if self.delimiter.is_none() {
                // Excel says it in a line of its own.
                if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = bytes[..] {
                    self.delimiter = Some(delimiter);
                    continue;
                }
                self.delimiter = Some(sniff(&bytes));
            }
            let row = self.row(line, &bytes)?;
            if self.columns == 0 {
                self.columns = row.fields.len();
            }
            return Ok(Some(row));
        }
    }

    /// The next line and its number; without bytes, if it is too long.
    #[allow(clippy::type_complexity)] // a line, or none
    fn next_line(&mut self) -> io::Result<Option<(u64, Option<Vec<u8>>)>> {
        if let Some((line, bytes)) = self.again.pop_front() {
            return Ok(Some((line, Some(bytes))));
        }
        let mut bytes = Vec::new();
        Ok(match self.lines.next_line(&mut bytes)? {
            Some(Line::Read) => Some((self.lines.line, Some(bytes))),
            Some(Line::TooLong) => Some((self.lines.line, None)),
            None => {
                self.over = true;
                None
            }
        })
    }

    /// The row that begins with this line.
    fn row(&mut self, line: u64, first: &[u8]) -> io::Result<Row> {
        let mut fields = Fields::new(self.delimiter());
        fields.push(first);
        fields.is_odd = false;
        if fields.at != At::Quoted {
            return Ok(fields.finish(line, 1));
        }
        // The lines behind the first, of which some were read before.
        let mut held: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut length = first.len();
        while fields.at == At::Quoted {
            let may_join = self.open < PATIENCE || self.again.is_empty();
            let next = if may_join && length <= self.limit { self.next_line()? } else { None };
            let Some((number, Some(bytes))) = next else { break };
            length += bytes.len() + 1;
            fields.field.push(b'\n');
            fields.push(&bytes);
            held.push((number, bytes));
        }
        let lines = held.len() + 1;
        let closed = fields.at != At::Quoted && !fields.is_odd;
        let row = fields.finish(line, lines);
        // A mark that another row closes by chance leaves rows that do not fit the table.
        let fits = row.fields.len() == self.columns || self.columns == 0;
        if closed && fits {
            return Ok(row);
        }
        let mut literal = Fields::new(self.delimiter());
        literal.push_literally(first);
        let literal = Row { is_literal: true, ..literal.finish(line, 1) };
        if closed && literal.fields.len() != self.columns {
            return Ok(row);
        }
        self.open += 1;
        for line in held.into_iter().rev() {
            self.again.push_front(line);
        }
        Ok(literal)
    }
}

impl Fields {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, done: Vec::new(), field: Vec::new(), at: At::Start, is_odd: false }
    }

    fn end_field(&mut self) {
        self.done.push(std::mem::take(&mut self.field));
        self.at = At::Start;
    }

    /// Takes a line.
    fn push(&mut self, mut line: &[u8]) {
        while let Some((&byte, rest)) = line.split_first() {
            let is_end = byte == self.delimiter;
            match self.at {
                At::Start if byte == b'"' => self.at = At::Quoted,
                At::Start | At::Bare | At::Closed if is_end => self.end_field(),
                At::Start | At::Bare => {
                    let end = memchr::memchr(self.delimiter, line).unwrap_or(line.len());
                    self.field.extend_from_slice(&line[..end]);
                    self.at = At::Bare;
                    line = &line[end..];
                    continue;
                }
                At::Quoted if byte == b'"' => self.at = At::Closed,
                At::Quoted => {
                    let end = memchr::memchr(b'"', line).unwrap_or(line.len());
                    self.field.extend_from_slice(&line[..end]);
                    line = &line[end..];
                    continue;
                }
                At::Closed if byte == b'"' => {
                    self.field.push(b'"');
                    self.at = At::Quoted;
                }
                // Blanks before the delimiter.
                At::Closed
                    if byte == b' '
                        && rest
                            .trim_ascii_start()
                            .first()
                            .is_none_or(|next| *next == self.delimiter) => {}
                At::Closed => {
                    // It was no quoted field, but one that begins with something quoted.
                    self.field.insert(0, b'"');
                    self.field.extend_from_slice(&[b'"', byte]);
                    self.at = At::Bare;
                    self.is_odd = true;
                }
            }
            line = rest;
        }
    }

    /// Takes a line in which marks are letters.
    fn push_literally(&mut self, line: &[u8]) {
        let delimiter = self.delimiter;
        for (at, part) in line.split(|byte| *byte == delimiter).enumerate() {
            if at > 0 {
                self.end_field();
            }
            self.field.extend_from_slice(part);
        }
    }

    fn finish(mut self, line: u64, lines: usize) -> Row {
        self.end_field();
        let mut wrong = 0;
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap_or_else(|error| {
                let bytes = error.as_bytes();
                wrong += bytes.utf8_chunks().map(|chunk| chunk.invalid().len() as u64).sum::<u64>();
                String::from_utf8_lossy(bytes).into_owned()
            })
        };
        let fields = self.done.into_iter().map(text).collect();
        Row { line, lines, fields, wrong, ..Row::default() }
    }
}

/// What stands between the fields of a line: what occurs most, outside of quotation marks.
fn sniff(line: &[u8]) -> u8 {
    let mut counts = [0; DELIMITERS.len()];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        if let Some(at) =
            DELIMITERS.iter().position(|delimiter| delimiter == byte).filter(|_| !quoted)
        {
            counts[at] += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let found = counts.iter().position(|count| *count == most && most > 0);
    found.map_or(NONE, |at| DELIMITERS[at])
}
