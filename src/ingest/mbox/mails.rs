//! Mails, one by one, from mailboxes.

use mail_parser::{Address, HeaderValue, Message, MessageParser};

use super::body::body;
use super::threads::{Links, Threads};
use crate::ingest::bounded::{Input, Line, ManyLines, Next};
use crate::ingest::error::{IngestError, IngestErrorKind};
use crate::ingest::joined::Records;
use crate::ingest::loose::{Loose, ThreadHead};
use crate::ingest::told;
use crate::thread::{Post, Role};

/// The mails of several mailboxes.
#[allow(clippy::struct_excessive_bools)] // each is a state of its own
pub(in crate::ingest) struct Mails<'r> {
    lines: ManyLines<'r>,
    limit: usize,
    parser: MessageParser,
    threads: Threads,
    order: u64,
    buffer: Vec<u8>,
    /// The mail that is read, and the line on which it begins.
    mail: Vec<u8>,
    line: u64,
    /// Did a mail begin, of which nothing else may have been read?
    open: bool,
    too_long: bool,
    /// Was the last line blank, as it is before a mail?
    blank: bool,
    over: bool,
}

impl<'r> Mails<'r> {
    pub(in crate::ingest) fn new(
        inputs: impl Iterator<Item = (String, Input<'r>)> + Send + 'r,
        limit: usize,
    ) -> Self {
        Self {
            lines: ManyLines::new(inputs, limit),
            limit,
            parser: MessageParser::default(),
            threads: Threads::default(),
            order: 0,
            buffer: Vec::new(),
            mail: Vec::new(),
            line: 0,
            open: false,
            too_long: false,
            blank: true,
            over: false,
        }
    }

    fn error(&self, line: u64, kind: impl Into<IngestErrorKind>) -> IngestError {
        let line = Some(line).filter(|line| *line > 0);
        IngestError::new(self.lines.name(self.lines.source()), line, kind)
    }

    /// The mail that was read, if there is one.
    fn take(&mut self) -> Option<Result<Loose, IngestError>> {
        let open = std::mem::take(&mut self.open);
        if std::mem::take(&mut self.too_long) {
            self.mail = Vec::new();
            return Some(Err(self.error(self.line, told::too_long(self.limit))));
        }
        let mail = std::mem::take(&mut self.mail);
        if !open && mail.trim_ascii().is_empty() {
            return None;
        }
        let read = match self.parser.parse(&mail) {
            Some(message) if has_head(&message) => Ok(self.read(&message)),
            _ => Err(self.error(
                self.line,
                told::skipped(
                    "not a mail: it has no head with `From:`, `Subject:`, `Date:` or the like",
                ),
            )),
        };
        // The next one is likely to need as much.
        self.mail = mail;
        self.mail.clear();
        self.mail.shrink_to(1 << 20);
        Some(read)
    }

    fn read(&mut self, message: &Message<'_>) -> Loose {
        self.order += 1;
        let (text, signature) = body(message);
        let id = message.message_id().map(str::to_owned);
        let subject = message.subject().map(str::trim).filter(|subject| !subject.is_empty());
        let links = Links {
            id: id.as_deref(),
            references: [ids(message.references()), ids(message.in_reply_to())].concat(),
            base: message.thread_name().unwrap_or_default(),
            answers: subject.is_some_and(is_answer),
        };
        let place = self.threads.place(&links, self.order);
        let opens = links.references.is_empty() && !links.answers;
        let title =
            if links.answers { Some(links.base).filter(|base| !base.is_empty()) } else { subject };
        let header = |name: &str| {
            message.header_raw(name).map(str::trim).filter(|raw| !raw.is_empty()).map(str::to_owned)
        };
        let archived = header("Archived-At").map(|at| at.trim_matches(['<', '>']).to_owned());
        Loose {
            key: place.key,
            order: self.order,
            source: self.lines.source(),
            opens,
            name: id.clone(),
            parent: place.parent,
            thread: ThreadHead { id: id.clone(), title: title.map(str::to_owned), url: None },
            post: Post {
                id,
                author: message.from().and_then(author),
                date: header("Date"),
                url: archived,
                signature,
                ..Post::new(Role::Post, text)
            },
        }
    }
}

/// Is it a line that stands above a mail: `From NAME DATE`?
pub(super) fn is_from_line(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ").filter(|rest| rest.len() < 512) else {
        return false;
    };
    let words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let (mut year, mut time) = (false, false);
    for word in words.skip(1) {
        year |= word.len() == 4
            && (word.starts_with(b"19") || word.starts_with(b"20"))
            && word.iter().all(u8::is_ascii_digit);
        time |= word.len() >= 4
            && word.contains(&b':')
            && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b':');
    }
    year && time
}

/// Has it one of the fields that every mail has?
fn has_head(message: &Message<'_>) -> bool {
    message.from().is_some()
        || message.subject().is_some()
        || message.date().is_some()
        || message.message_id().is_some()
}

fn is_answer(subject: &str) -> bool {
    // The name of the list may stand before or behind it.
    let start = subject.trim_start();
    let start = match start.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((_, rest)) => rest.trim_start(),
        None => start,
    };
    let Some((prefix, _)) = start.split_once(':') else { return false };
    let prefix = prefix.split(['[', '(']).next().unwrap_or_default().trim();
    let known = ["re", "aw", "sv", "antw", "rv", "ref", "vs", "odp"];
    known.iter().any(|known| prefix.eq_ignore_ascii_case(known))
}

/// The ids that a field holds, first to last.
fn ids<'m>(value: &'m HeaderValue<'_>) -> Vec<&'m str> {
    let all: Vec<&str> = match value {
        HeaderValue::Text(id) => vec![id],
        HeaderValue::TextList(ids) => ids.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let is_id = |id: &&str| !id.is_empty() && !id.contains(char::is_whitespace);
    all.into_iter().filter(is_id).collect()
}

/// The name of the sender, or else the address.
fn author(from: &Address<'_>) -> Option<String> {
    let first = from.first()?;
    let name = first.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let author = name.or(first.address.as_deref())?.trim();
    // Archives hide addresses: `ann at example.org (Ann)`.
    let inside = author.strip_suffix(')').and_then(|rest| rest.split_once('('));
    let author = inside.map_or(author, |(_, name)| name).trim();
    Some(author).filter(|author| !author.is_empty()).map(str::to_owned)
}

impl Records for Mails<'_> {
    fn name(&self, source: u32) -> &str {
        self.lines.name(source)
    }
}

impl Iterator for Mails<'_> {
    type Item = Result<Loose, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            match self.lines.next_line(&mut self.buffer) {
                Next::EndOfAll => self.over = true,
                Next::EndOfInput(error) => {
                    self.blank = true;
                    let taken = self.take();
                    if let Some(error) = error {
                        // What was read of the last mail is not known to be whole.
                        return Some(Err(self.error(self.line, error)));
                    }
                    if taken.is_some() {
                        return taken;
                    }
                }
                Next::Line(Line::TooLong) => {
                    self.too_long = true;
                    self.blank = false;
                }
                Next::Line(Line::Read) => {
                    if self.blank && is_from_line(&self.buffer) {
                        let taken = self.take();
                        (self.line, self.open, self.blank) = (self.lines.line(), true, false);
                        if taken.is_some() {
                            return taken;
                        }
                        continue;
                    }
                    self.blank = self.buffer.is_empty();
                    if !self.open && self.mail.is_empty() {
                        // A single mail has no line above it.
                        if self.blank {
                            continue;
                        }
                        self.line = self.lines.line();
                    }
                    if self.too_long || self.mail.len() + self.buffer.len() >= self.limit {
                        self.too_long = true;
                        continue;
                    }
                    let escaped = self.buffer.strip_prefix(b">");
                    let line =
                        escaped.filter(|line| line.starts_with(b"From ")).unwrap_or(&self.buffer);
                    self.mail.extend_from_slice(line);
                    self.mail.push(b'\n');
                }
            }
        }
        None
    }
}
