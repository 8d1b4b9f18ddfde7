//! The records of an XML dump, one by one, from a stream.
//!
//! Dumps are lists of records: `<row …/>`, `<item>…</item>`. They are cut apart by their marks alone and parsed one by one, so that a damaged one costs
//! no other and none but the one that is read is held.

use std::io;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::bounded::{Input, fill};
use super::error::IngestErrorKind;
use super::told;

/// How much of what stands before the first record is kept.
const HEAD: usize = 64 << 10;

/// Enough bytes to know a mark by.
const MARK: usize = 64;

const CDATA: (&[u8], &[u8]) = (b"<![CDATA[", b"]]>");
const COMMENT: (&[u8], &[u8]) = (b"<!--", b"-->");

/// Cuts an input into records.
pub(super) struct RecordReader<'r> {
    input: Input<'r>,
    /// What the elements are called that are records.
    names: &'static [&'static str],
    limit: usize,
    /// What stands before the first record.
    pub head: String,
    any: bool,
    /// What is held of the input, how much of it was passed over, and where in the input that which was not begins.
    held: Vec<u8>,
    start: usize,
    base: u64,
    /// Where in it to go on.
    at: usize,
    /// The line on which that begins.
    line: u64,
    /// Up to where in the input there is no end of a section, of each kind.
    no_end: [u64; 2],
}

/// A record as it stands in the source.
#[derive(Debug)]
pub(super) struct Record {
    /// Where it begins.
    pub line: u64,
    /// As much of it as there is.
    pub xml: String,
    /// Why that is not all.
    pub broken: Option<IngestErrorKind>,
    /// How many bytes of it are not UTF-8.
    pub wrong: u64,
}

/// How the search for the end of a record ended: at a place, or there without being complete; may what there is of it be read?
enum End {
    At(usize),
    Broken(usize, IngestErrorKind, bool),
}

impl<'r> RecordReader<'r> {
    pub(super) fn new(input: Input<'r>, names: &'static [&'static str], limit: usize) -> Self {
        Self {
            input,
            names,
            limit,
            head: String::new(),
            any: false,
            held: Vec::new(),
            start: 0,
            base: 0,
            at: 0,
            line: 1,
            no_end: [0; 2],
        }
    }

    /// The next record; nothing at the end.
    pub(super) fn next_record(&mut self) -> io::Result<Option<Record>> {
        if !self.find_begin()? {
            return Ok(None);
        }
        self.any = true;
        self.drop_before();
        let line = self.line;
        let (end, broken) = match self.find_end()? {
            End::At(end) => (end, None),
            End::Broken(end, kind, keep) => (end, Some((kind, keep))),
        };
        // Of a record without an end no more is taken than stands before the next: others may stand in what was taken for it.
        let end = if broken.is_some() { self.next_mark(end) } else { end };
        let whole = if let Some((_, false)) = broken { 0 } else { end };
        let bytes = &self.rest()[..whole];
        let wrong = bytes.utf8_chunks().map(|chunk| chunk.invalid().len() as u64).sum();
        let xml = String::from_utf8_lossy(bytes).into_owned();
        self.at = end;
        let broken = broken.map(|(kind, _)| kind);
        Ok(Some(Record { line, xml, broken, wrong }))
    }

    /// Where the next record begins within the first `end` bytes that are held; the end, if there is none.
    fn next_mark(&self, end: usize) -> usize {
        let end = end.min(self.rest().len());
        let mut marks = memchr::memchr_iter(b'<', &self.rest()[..end]).skip(1);
        marks.find(|at| self.name_at(*at).is_some()).unwrap_or(end)
    }

    /// Goes to where the next record begins.
    fn find_begin(&mut self) -> io::Result<bool> {
        loop {
            let found = memchr::memchr(b'<', &self.rest()[self.at..]).map(|at| self.at + at);
            let stop = found.unwrap_or(self.rest().len());
            self.keep(stop);
            self.at = stop;
            if found.is_some() {
                self.look_ahead()?;
                if self.name_at(self.at).is_some() {
                    return Ok(true);
                }
                self.keep(self.at + 1);
                self.at += 1;
            } else {
                self.drop_before();
                if !self.more()? {
                    return Ok(false);
                }
            }
        }
    }

    /// Where the record ends that begins at the start of what is held.
    fn find_end(&mut self) -> io::Result<End> {
        let Some(name) = self.name_at(0) else { return Ok(End::At(0)) };
        let (mut at, mut quote) = (1, None);
        // Its own tag, in which marks may stand between quotes.
        loop {
            let byte = match self.byte(at)? {
                Ok(byte) => byte,
                Err(broken) => return Ok(broken),
            };
            match quote {
                _ if byte == b'<' && self.name_at(at).is_some() => return Ok(cut(at)),
                Some(mark) if byte == mark => quote = None,
                None if byte == b'"' || byte == b'\'' => quote = Some(byte),
                None if byte == b'>' && self.rest()[at - 1] == b'/' => return Ok(End::At(at + 1)),
                None if byte == b'>' => break,
                _ => {}
            }
            at += 1;
        }
        loop {
            match memchr::memchr(b'<', &self.rest()[at..]) {
                None => at = self.rest().len(),
                Some(found) => at += found,
            }
            if let Err(broken) = self.byte(at)? {
                return Ok(broken);
            }
            if self.rest()[at] != b'<' {
                continue;
            }
            self.at = at;
            self.look_ahead()?;
            let rest = &self.rest()[at..];
            if let Some(kind) = [CDATA, COMMENT].iter().position(|kind| rest.starts_with(kind.0)) {
                match self.end_of_section(at, kind)? {
                    End::At(end) => at = end,
                    broken @ End::Broken(..) => return Ok(broken),
                }
            } else if let Some(end) = end_of_tag(rest, name) {
                return Ok(End::At(at + end));
            } else if self.name_at(at).is_some() {
                return Ok(cut(at));
            } else {
                at += 1;
            }
        }
    }

    /// Where the section ends that begins `at`.
    fn end_of_section(&mut self, at: usize, kind: usize) -> io::Result<End> {
        let (begin, mark) = [CDATA, COMMENT][kind];
        let known =
            usize::try_from(self.no_end[kind].saturating_sub(self.base)).unwrap_or(usize::MAX);
        let mut from = known.min(self.rest().len()).max(at + begin.len());
        loop {
            let rest = self.rest().get(from..).unwrap_or_default();
            if let Some(found) = memchr::memmem::find(rest, mark) {
                return Ok(End::At(from + found + mark.len()));
            }
            from = from.max((self.rest().len() + 1).saturating_sub(mark.len()));
            self.no_end[kind] = self.base + from as u64;
            let next = self.rest().len();
            if let Err(broken) = self.byte(next)? {
                return Ok(broken);
            }
        }
    }

    /// The byte `at` a place of the record, or why there is none.
    fn byte(&mut self, at: usize) -> io::Result<Result<u8, End>> {
        if at >= self.limit {
            return Ok(Err(End::Broken(at, told::too_long(self.limit), false)));
        }
        while at >= self.rest().len() {
            if !self.more()? {
                return Ok(Err(cut(self.rest().len())));
            }
        }
        Ok(Ok(self.rest()[at]))
    }

    /// Sees to it that the mark that stands next can be known.
    fn look_ahead(&mut self) -> io::Result<()> {
        while self.rest().len() - self.at < MARK && self.more()? {}
        Ok(())
    }

    /// Reads on; false at the end.
    fn more(&mut self) -> io::Result<bool> {
        let bytes = fill(&mut *self.input)?;
        let length = bytes.len();
        self.held.extend_from_slice(bytes);
        self.input.consume(length);
        Ok(length > 0)
    }

    /// Forgets what stands before where it goes on.
    fn drop_before(&mut self) {
        self.line += memchr::memchr_iter(b'\n', &self.rest()[..self.at]).count() as u64;
        self.start += self.at;
        self.base += self.at as u64;
        self.at = 0;
        // Moving what is left for each record would take quadratic time where much is held.
        if self.start >= self.held.len() / 2 {
            self.held.drain(..self.start);
            self.start = 0;
        }
    }

    /// What is held and was not passed over.
    fn rest(&self) -> &[u8] {
        &self.held[self.start..]
    }

    /// Keeps what stands up to `end` if no record was met yet.
    fn keep(&mut self, end: usize) {
        if !self.any && self.head.len() < HEAD {
            let part = String::from_utf8_lossy(&self.rest()[self.at..end]).into_owned();
            self.head.push_str(&part);
        }
    }

    /// What the record is called that begins `at`.
    fn name_at(&self, at: usize) -> Option<&'static str> {
        let rest = self.rest().get(at..)?.strip_prefix(b"<")?;
        let is = |name: &&&str| {
            let next = rest.strip_prefix(name.as_bytes()).and_then(<[u8]>::first);
            next.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
        };
        self.names.iter().find(is).copied()
    }
}

fn cut(at: usize) -> End {
    End::Broken(at, told::cut_short(), true)
}

/// Where the tag ends, if it ends the element of that name.
fn end_of_tag(tag: &[u8], name: &str) -> Option<usize> {
    let rest = tag.strip_prefix(b"</")?.strip_prefix(name.as_bytes())?;
    let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    (rest.get(blank) == Some(&b'>')).then_some(2 + name.len() + blank + 1)
}

/// What is met in a record.
pub(super) enum Step<'x> {
    Open(&'x str, &'x BytesStart<'x>),
    /// An element ends; with the text that stands in it behind the last element within.
    Close(&'x str, String),
}

/// Walks through a record; what is wrong in it ends the walk.
pub(super) fn walk(xml: &str, mut each: impl FnMut(Step<'_>)) -> Result<(), IngestErrorKind> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let mut text = String::new();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| told::skipped(&format!("not valid XML: {error}")))?;
        match event {
            Event::Start(tag) => {
                text.clear();
                each(Step::Open(tag.name().as_ref(), &tag));
            }
            Event::Empty(tag) => {
                let name = tag.name();
                each(Step::Open(name.as_ref(), &tag));
                each(Step::Close(name.as_ref(), String::new()));
            }
            Event::End(tag) => each(Step::Close(tag.name().as_ref(), std::mem::take(&mut text))),
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => resolve(&entity, &mut text),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute; entities that nobody declared stay as they stand.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut found = attributes.with_checks(false).flatten();
    let value = found.find(|attribute| attribute.key.as_ref() == name)?.value;
    Some(quick_xml::escape::unescape(&value).map_or_else(|_| value.to_string(), Into::into))
}

fn resolve(entity: &BytesRef<'_>, text: &mut String) {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        text.push(c);
        return;
    }
    let name = entity.xml10_content();
    if let Some(known) = resolve_predefined_entity(&name) {
        text.push_str(known);
    } else {
        // HTML has more of them; what is read as HTML later knows them.
        text.push('&');
        text.push_str(&name);
        text.push(';');
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn records(xml: &str, limit: usize, page: usize) -> (String, Vec<String>) {
        let input = BufReader::with_capacity(page, xml.as_bytes());
        let mut reader = RecordReader::new(Box::new(input), &["item", "row"], limit);
        let mut told = Vec::new();
        while let Some(record) = reader.next_record().unwrap() {
            let broken = record.broken.map(|kind| format!(" {kind}")).unwrap_or_default();
            told.push(format!("{} {}{broken}", record.line, record.xml));
        }
        (reader.head, told)
    }

    #[test]
    fn records_are_cut_apart_wherever_pages_of_the_input_end() {
        let xml = "<?xml?>\n<a><items/>\n<item x=\"1>2\"><b>c</b></item> <row\n y='/>'/>\n<item><![CDATA[</item> <item>]]></item ></a><item/>";
        for page in [1, 7, 4_096] {
            let (head, told) = records(xml, 1_000, page);
            assert_eq!(head, "<?xml?>\n<a><items/>\n");
            assert_eq!(
                told,
                [
                    "3 <item x=\"1>2\"><b>c</b></item>",
                    "3 <row\n y='/>'/>",
                    "5 <item><![CDATA[</item> <item>]]></item >",
                    "5 <item/>"
                ]
            );
        }
    }

    #[test]
    fn a_broken_record_costs_no_other() {
        let short = "cut short: this record has no end, and is read as far as it goes";
        let (_, told) = records("<item><a>\n<item>b</item>\n<row x=\"<row y=\"2\"/>", 1_000, 16);
        assert_eq!(
            told,
            [
                format!("1 <item><a>\n {short}"),
                "2 <item>b</item>".into(),
                format!("3 <row x=\" {short}"),
                "3 <row y=\"2\"/>".into()
            ]
        );
        let (_, told) = records("<item><![CDATA[\n<item>b</item>\n", 1_000, 16);
        assert_eq!(told[1], "2 <item>b</item>");
        let long = format!("<item>{}</item><item>b</item>", "x".repeat(2_000));
        let (_, told) = records(&long, 1_000, 16);
        assert!(told[0].starts_with("1  record longer than"), "{}", told[0]);
        assert_eq!(told[1], "1 <item>b</item>");
    }

    #[test]
    fn sections_without_an_end_take_no_quadratic_time() {
        let many = "<item><![CDATA[".repeat(200_000);
        assert_eq!(records(&many, 1 << 24, 4_096).1.len(), 200_000);
    }

    #[test]
    fn a_walk_tells_texts() {
        let mut told = String::new();
        walk("<i a='&lt;1'>x<b>&#233;&amp;<![CDATA[<c>]]>&nbsp;</b><d/></i>", |step| match step {
            Step::Open(name, tag) => {
                let value = attribute(tag, "a").unwrap_or_default();
                told.extend(["(", name, " ", &format!("{value:?}")]);
            }
            Step::Close(name, text) => told.extend([&text, " ", name, ")"]),
        })
        .unwrap();
        assert_eq!(told, "(i \"<1\"(b \"\"é&<c>&nbsp; b)(d \"\" d) i)");
    }
}
