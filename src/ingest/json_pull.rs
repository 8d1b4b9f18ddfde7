//! JSON as events, from a stream, to any depth.
//!
//! Replies in replies in replies: a parser that calls itself is at the end of its stack where a long discussion is not at its own. This one keeps a bit
//! a level, and holds one string at a time.

use std::io::{self, BufRead};

use super::bounded::fill;

/// What stands next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// `{` or `[`.
    Begin(Kind),
    /// `}` or `]`.
    End(Kind),
    /// The name of a field; its value comes next.
    Key(String),
    /// A string.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// `true`, `false` or `null`.
    Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    List,
}

/// Why nothing more can be read.
#[derive(Debug)]
pub(super) enum Broken {
    Io(io::Error),
    Json {
        what: &'static str,
        /// Where, counted from zero.
        byte: u64,
    },
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    KeyOrEnd,
    Key,
    CommaOrEnd,
}

/// Longest number or word that is one.
const LONGEST: usize = 1 << 10;

/// Parses.
pub(super) struct Pull<'r> {
    input: Box<dyn BufRead + Send + 'r>,
    /// How many bytes were read.
    at: u64,
    /// The levels that are open.
    open: Vec<Kind>,
    expect: Expect,
    /// The longest string.
    limit: usize,
    /// Passed over, not held.
    skipping: bool,
}

impl<'r> Pull<'r> {
    pub(super) fn new(input: Box<dyn BufRead + Send + 'r>, limit: usize) -> Self {
        Self { input, at: 0, open: Vec::new(), expect: Expect::Value, limit, skipping: false }
    }

    /// What stands next; nothing at the end of the input, where several values may follow each other.
    pub(super) fn next_event(&mut self) -> Result<Option<Event>, Broken> {
        loop {
            let Some(byte) = self.peek_past_blank()? else {
                return if self.open.is_empty() {
                    Ok(None)
                } else {
                    Err(self.wrong("it ends before all is closed"))
                };
            };
            match (self.expect, byte) {
                (Expect::CommaOrEnd, b',') if !self.open.is_empty() => {
                    self.take(1);
                    self.expect = match self.open.last() {
                        Some(Kind::Object) => Expect::Key,
                        _ => Expect::Value,
                    };
                }
                (Expect::CommaOrEnd | Expect::ValueOrEnd, b']')
                    if self.open.last() == Some(&Kind::List) =>
                {
                    return Ok(Some(self.close()));
                }
                (Expect::CommaOrEnd | Expect::KeyOrEnd, b'}')
                    if self.open.last() == Some(&Kind::Object) =>
                {
                    return Ok(Some(self.close()));
                }
                (Expect::KeyOrEnd | Expect::Key, b'"') => {
                    let key = self.string()?;
                    if self.peek_past_blank()? != Some(b':') {
                        return Err(self.wrong("no `:` behind the name of a field"));
                    }
                    self.take(1);
                    self.expect = Expect::Value;
                    return Ok(Some(Event::Key(key)));
                }
                (Expect::Value | Expect::ValueOrEnd, _) => return self.value(byte).map(Some),
                // Values at the top may follow each other, line by line.
                (Expect::CommaOrEnd, _) if self.open.is_empty() => self.expect = Expect::Value,
                (Expect::CommaOrEnd, _) => return Err(self.wrong("no `,` and no end")),
                (Expect::KeyOrEnd | Expect::Key, _) => {
                    return Err(self.wrong("no name of a field where one should be"));
                }
            }
        }
    }

    /// Passes over the value that comes next.
    pub(super) fn skip(&mut self) -> Result<(), Broken> {
        let depth = self.open.len();
        self.skipping = true;
        let done = loop {
            match self.next_event() {
                Err(error) => break Err(error),
                Ok(Some(Event::Begin(_) | Event::Key(_))) => {}
                Ok(Some(_)) if self.open.len() > depth => {}
                Ok(_) => break Ok(()),
            }
        };
        self.skipping = false;
        done
    }

    /// The value that comes next as a text, if it is a string or a number; all else is passed over.
    pub(super) fn scalar(&mut self) -> Result<Option<String>, Broken> {
        match self.peek_past_blank()? {
            Some(b'{' | b'[') => self.skip().map(|()| None),
            _ => match self.next_event()? {
                Some(Event::Text(text) | Event::Number(text)) => Ok(Some(text)),
                _ => Ok(None),
            },
        }
    }

    fn value(&mut self, byte: u8) -> Result<Event, Broken> {
        match byte {
            b'{' | b'[' => {
                self.take(1);
                let (kind, expect) = match byte {
                    b'{' => (Kind::Object, Expect::KeyOrEnd),
                    _ => (Kind::List, Expect::ValueOrEnd),
                };
                if self.open.len() >= self.limit {
                    return Err(self.wrong("nested too deep"));
                }
                self.open.push(kind);
                self.expect = expect;
                Ok(Event::Begin(kind))
            }
            b'"' => {
                let text = self.string()?;
                self.expect = Expect::CommaOrEnd;
                Ok(Event::Text(text))
            }
            b'-' | b'0'..=b'9' => {
                let number = self.plain()?;
                self.expect = Expect::CommaOrEnd;
                Ok(Event::Number(number))
            }
            b't' | b'f' | b'n' => {
                let word = self.plain()?;
                if !["true", "false", "null"].contains(&word.as_str()) {
                    return Err(self.wrong("a word that is none of `true`, `false`, `null`"));
                }
                self.expect = Expect::CommaOrEnd;
                Ok(Event::Word)
            }
            _ => Err(self.wrong("no value where one should be")),
        }
    }

    fn close(&mut self) -> Event {
        self.take(1);
        self.expect = Expect::CommaOrEnd;
        Event::End(self.open.pop().unwrap_or(Kind::List))
    }

    /// A number or a word.
    fn plain(&mut self) -> Result<String, Broken> {
        let mut word = String::new();
        while let Some(byte) = self.peek()? {
            if !(byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
                break;
            }
            if word.len() > LONGEST {
                return Err(self.wrong("a number or word without an end"));
            }
            word.push(char::from(byte));
            self.take(1);
        }
        Ok(word)
    }

    /// A string whose first mark comes next.
    fn string(&mut self) -> Result<String, Broken> {
        self.take(1);
        let mut held = Vec::new();
        loop {
            let bytes = fill(&mut *self.input)?;
            if bytes.is_empty() {
                return Err(self.wrong("a string without an end"));
            }
            let found = memchr::memchr2(b'"', b'\\', bytes);
            let part = &bytes[..found.unwrap_or(bytes.len())];
            if !self.skipping {
                if held.len() + part.len() > self.limit {
                    return Err(self.wrong("a string longer than is read"));
                }
                held.extend_from_slice(part);
            }
            let ends = found.map(|at| bytes[at] == b'"');
            let length = part.len() + usize::from(found.is_some());
            self.take(length);
            match ends {
                Some(true) => break,
                Some(false) => self.escape(&mut held)?,
                None => {}
            }
        }
        // The longest part of texts is UTF-8 already.
        Ok(String::from_utf8(held)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// What a backslash stands before.
    fn escape(&mut self, held: &mut Vec<u8>) -> Result<(), Broken> {
        let byte = self.byte()?;
        let c = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(held),
            _ => return Err(self.wrong("a `\\` before a letter that has no meaning there")),
        };
        push(held, c);
        Ok(())
    }

    fn unicode(&mut self, held: &mut Vec<u8>) -> Result<(), Broken> {
        let mut unit = self.unit()?;
        // The first half of a pair, followed by something else, stands for nothing.
        while (0xd800..0xdc00).contains(&unit) {
            if self.peek()? != Some(b'\\') {
                push(held, char::REPLACEMENT_CHARACTER);
                return Ok(());
            }
            self.take(1);
            if self.peek()? != Some(b'u') {
                push(held, char::REPLACEMENT_CHARACTER);
                return self.escape(held);
            }
            self.take(1);
            let low = self.unit()?;
            if (0xdc00..0xe000).contains(&low) {
                unit = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            } else {
                push(held, char::REPLACEMENT_CHARACTER);
                unit = low;
            }
        }
        push(held, char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(())
    }

    fn unit(&mut self) -> Result<u32, Broken> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = char::from(self.byte()?).to_digit(16);
            let Some(digit) = digit else {
                return Err(self.wrong("no four digits behind `\\u`"));
            };
            unit = unit << 4 | digit;
        }
        Ok(unit)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(fill(&mut *self.input)?.first().copied())
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        let Some(byte) = self.peek()? else { return Err(self.wrong("a string without an end")) };
        self.take(1);
        Ok(byte)
    }

    /// The next byte that is not blank; the mark of UTF-8 at the very beginning is.
    fn peek_past_blank(&mut self) -> io::Result<Option<u8>> {
        loop {
            let begins = self.at < 3;
            let bytes = fill(&mut *self.input)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let is_blank = |byte: u8| {
                matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
                    || begins && matches!(byte, 0xef | 0xbb | 0xbf)
            };
            let found = bytes.iter().position(|byte| !is_blank(*byte));
            let (length, byte) = (found.unwrap_or(bytes.len()), found.map(|at| bytes[at]));
            self.take(length);
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    fn take(&mut self, length: usize) {
        self.input.consume(length);
        self.at += length as u64;
    }

    pub(super) fn wrong(&self, what: &'static str) -> Broken {
        Broken::Json { what, byte: self.at }
    }
}

fn push(held: &mut Vec<u8>, c: char) {
    held.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn told(json: &str) -> String {
        let mut pull = Pull::new(Box::new(json.as_bytes()), 1 << 20);
        let mut told = String::new();
        loop {
            match pull.next_event() {
                Ok(Some(Event::Begin(_))) => told.push('<'),
                Ok(Some(Event::End(_))) => told.push('>'),
                Ok(Some(Event::Key(key))) if key == "skip" => pull.skip().unwrap(),
                Ok(Some(Event::Key(key))) => write!(told, "{key}=").unwrap(),
                Ok(Some(Event::Text(text) | Event::Number(text))) => {
                    write!(told, "{text},").unwrap();
                }
                Ok(Some(Event::Word)) => told.push('_'),
                Ok(None) => return told,
                Err(Broken::Io(error)) => return error.to_string(),
                Err(Broken::Json { what, byte }) => return format!("{told} byte {byte}: {what}"),
            }
        }
    }

    #[test]
    fn gives_what_stands_there() {
        assert_eq!(
            told(
                "\u{feff} {\"a\": [1, -2.5e3, \"x\\n\\u00e9\\ud83d\\ude00\\/\"], \"b\": {}, \"c\": [], \"d\": null}\n[true] 3"
            ),
            "<a=<1,-2.5e3,x\né😀/,>b=<>c=<>d=_><_>3,"
        );
        assert_eq!(
            told(r#"{"skip": {"a": [[{"b": "\u0000\""}]]}, "x": 1, "skip": "y"}"#),
            "<x=1,>"
        );
        assert_eq!(
            told(r#"["\ud83dx", "\ud83d\n", "\ud83d\ud83d\ude00", "\ude00"]"#),
            "<\u{fffd}x,\u{fffd}\n,\u{fffd}😀,\u{fffd},>"
        );
    }

    #[test]
    fn says_where_it_is_wrong() {
        for (json, wrong) in [
            ("{\"a\" 1}", "byte 5: no `:`"),
            ("[1 2]", "byte 3: no `,`"),
            ("[1,]", "byte 3: no value"),
            ("{1}", "byte 1: no name"),
            ("[1}", "byte 2: no `,`"),
            ("{\"a\": [\"b", "byte 9: a string without an end"),
            ("[[]", "byte 3: it ends before"),
            ("[nix]", "a word that is none"),
            ("[\"\\x\"]", "has no meaning"),
        ] {
            assert!(told(json).contains(wrong), "{json}: {}", told(json));
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(900_000) + &"]".repeat(900_000);
        assert_eq!(told(&deep).len(), 1_800_000);
        assert!(told(&"[".repeat(1_100_000)).contains("nested too deep"));
        assert_eq!(told(&format!("{{\"skip\": {deep}}}")), "<>");
    }
}
