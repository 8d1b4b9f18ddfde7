//! Archives of crawls: WARC, the WET files made of them, and ARC before them.
//!
//! Each page that a server answered with 200 is read as what it is: a page of HTML, plain text, JSON. What servers wrapped it in comes off, and its charset is found. What else a
//! crawl stores is passed over and counted: requests, redirects, pictures.
//!
//! # Laws
//!
//! * A record that is damaged costs itself alone, and what is there of it is read. A wrong digest or a wrong length costs nothing.
//! * Time is linear in the archive. A record is held at a time, and none beyond [`Limits::thread_bytes`].

mod digest;
mod frame;
mod head;
mod page;
mod stored;

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use self::frame::{Block, Frames};
use self::head::{Head, Kind, find_arc, find_warc};
use self::stored::{Standing, Stored};
use super::bounded::Input;
use super::bytes::Bytes;
use super::error::{IngestError, IngestErrorKind, Place};
use super::limits::{Limits, size};
use super::piece::Work;
use super::unpack;

/// Do these first bytes show an archive?
pub(super) fn is(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    head.starts_with(b"WARC/") || head.starts_with(b"filedesc://")
}

/// Takes an archive apart, record by record; what is in them is read [later](Stored).
pub(super) struct Warc<'r> {
    name: Arc<str>,
    state: State<'r>,
    limits: Limits,
    /// Records so far.
    number: u64,
    counts: Counts,
    ready: VecDeque<Work>,
}

enum State<'r> {
    /// Nothing was read: is it WARC or ARC?
    Fresh(Bytes<'r>),
    Inside(Frames<'r>, Form),
    Over,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Warc,
    Arc,
}

/// What was passed over.
#[derive(Default)]
struct Counts {
    pages: u64,
    statuses: u64,
    revisits: u64,
    others: u64,
    /// Records that are about pages, or of no type.
    asides: u64,
}

impl Counts {
    /// What is said of it at the end.
    fn told(&self) -> Option<String> {
        let mut told = String::new();
        let kinds = [
            (self.statuses, "that the server did not answer with 200"),
            (self.revisits, "that had not changed since they were stored"),
            (self.others, "of other types"),
        ];
        for (count, what) in kinds.into_iter().filter(|(count, _)| *count > 0) {
            let comma = if told.is_empty() { "" } else { ", " };
            let _ = write!(told, "{comma}{count} {what}");
        }
        let all = self.pages + self.statuses + self.revisits + self.others;
        if all == 0 && self.asides > 0 {
            return Some(format!("no page among its records ({})", self.asides));
        }
        (!told.is_empty())
            .then(|| format!("{} of {all} pages read; passed over: {told}", self.pages))
    }
}

impl<'r> Warc<'r> {
    pub(super) fn new(name: &str, input: Input<'r>, limits: Limits) -> Self {
        Self {
            name: name.into(),
            state: State::Fresh(Bytes::new(input)),
            limits,
            number: 0,
            counts: Counts::default(),
            ready: VecDeque::new(),
        }
    }

    fn tell(&mut self, place: Place, kind: impl Into<IngestErrorKind>) {
        self.ready.push_back(Work::item(Err(IngestError::at(&*self.name, place, kind))));
    }

    /// Tells of the input's error; does reading go on?
    fn failed(&mut self, frames: &mut Frames<'r>, place: Place, error: io::Error) -> bool {
        let resumes = unpack::resumes(&error);
        if resumes {
            // What is looked at already belongs to what is damaged.
            frames.bytes.forget();
            self.tell(place, IngestErrorKind::Damaged(error.to_string()));
        } else {
            self.tell(place, error);
        }
        resumes
    }

    /// Reads the next record; is there more?
    fn step(&mut self, frames: &mut Frames<'r>, form: Form) -> bool {
        match frames.blanks() {
            Ok(true) => {}
            Ok(false) => {
                if self.number == 0 {
                    self.tell(Place::Whole, IngestErrorKind::Empty);
                }
                return false;
            }
            Err(error) => {
                let place = Place::Byte(frames.bytes.offset());
                return self.failed(frames, place, error);
            }
        }
        let offset = frames.bytes.offset();
        let place = Place::Byte(offset);
        self.number += 1;
        let head = match form {
            Form::Warc => warc_head(&mut frames.bytes),
            Form::Arc => arc_head(&mut frames.bytes),
        };
        let head = match head {
            Ok(Ok(head)) => head,
            Ok(Err(what)) => return self.lost(frames, place, &what),
            Err(error) => return self.failed(frames, place, error),
        };
        let Some(length) = head.length else {
            return self.lost(frames, place, "it does not say how long it is");
        };
        let mut block = frames.block(length);
        let error = block.error.take();
        if error.is_none() && block.cut {
            let what = format!(
                "record {} is cut short: {} of {length} bytes are there, and they are read",
                self.number,
                block.bytes.len()
            );
            self.tell(place, IngestErrorKind::Damaged(what));
        }
        self.record(place, head, block);
        match error {
            Some(error) => self.failed(frames, place, error),
            None => true,
        }
    }

    /// A record cannot be read; goes to the next.
    fn lost(&mut self, frames: &mut Frames<'r>, place: Place, what: &str) -> bool {
        match frames.resume() {
            Ok(passed) => {
                let what = format!(
                    "record {}: {what}: passed over with {passed} bytes up to the next record",
                    self.number
                );
                self.tell(place, IngestErrorKind::Damaged(what));
                true
            }
            Err(error) => self.failed(frames, place, error),
        }
    }

    /// Takes what a record holds, if that is a page.
    fn record(&mut self, place: Place, head: Head, block: Block) {
        match head.kind {
            Some(Kind::Response | Kind::Resource | Kind::Conversion) => {}
            Some(Kind::Revisit) => {
                self.counts.revisits += 1;
                return;
            }
            Some(Kind::Other) | None => {
                self.counts.asides += 1;
                return;
            }
        }
        // What wget says of itself.
        if head.url.as_deref().is_some_and(|url| url.starts_with("metadata:")) {
            return;
        }
        if block.too_long {
            let kind = page::Kind::of(head.media.as_deref());
            if kind == page::Kind::Other && head.media.as_deref() != Some("application/http") {
                self.counts.others += 1;
            } else {
                let most = size(self.limits.max_thread_bytes() as u64);
                let what = format!(
                    "record {} is longer than {most}, the most that is read as one thread: passed over",
                    self.number
                );
                self.tell(place, IngestErrorKind::Damaged(what));
            }
            return;
        }
        let name = Arc::clone(&self.name);
        let stored = Stored { name, place, number: self.number, head, block, limits: self.limits };
        match stored.standing() {
            Standing::Refused => self.counts.statuses += 1,
            Standing::OtherType => self.counts.others += 1,
            Standing::Page => {
                self.counts.pages += 1;
                self.ready.push_back(Work::Later(Box::new(stored)));
            }
        }
    }
}

/// The head of a WARC record, or why there is none.
fn warc_head(bytes: &mut Bytes<'_>) -> io::Result<Result<Head, String>> {
    if !bytes.peek(5)?.starts_with(b"WARC/") {
        return Ok(Err("no record begins here".to_owned()));
    }
    let (mut line, mut lines) = (Vec::new(), Vec::new());
    bytes.line(frame::HEAD, &mut line)?;
    while lines.len() < 8 * frame::HEAD {
        if bytes.peek(5)?.starts_with(b"WARC/") {
            return Ok(Err("its head is cut short".to_owned()));
        }
        bytes.line(frame::HEAD, &mut line)?;
        if line.is_empty() {
            return Ok(Err("its head is cut short".to_owned()));
        }
        if line.trim_ascii().is_empty() {
            return Ok(Ok(Head::of_warc(&lines)));
        }
        lines.extend_from_slice(&line);
    }
    Ok(Err("its head has no end".to_owned()))
}

/// The head of an ARC record, or why there is none.
fn arc_head(bytes: &mut Bytes<'_>) -> io::Result<Result<Head, String>> {
    let mut line = Vec::new();
    bytes.line(frame::HEAD, &mut line)?;
    let text = String::from_utf8_lossy(line.trim_ascii_end()).into_owned();
    Ok(Head::of_arc(&text).ok_or_else(|| "no record begins here".to_owned()))
}

impl Iterator for Warc<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(work) = self.ready.pop_front() {
                return Some(work);
            }
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return None,
                State::Fresh(mut bytes) => {
                    let form = match bytes.peek(64) {
                        Ok(head) if head.trim_ascii_start().starts_with(b"filedesc:") => Form::Arc,
                        Ok(_) => Form::Warc,
                        Err(error) => {
                            bytes.defer(error);
                            Form::Warc
                        }
                    };
                    let find = if form == Form::Arc { find_arc } else { find_warc };
                    let most = self.limits.max_thread_bytes();
                    self.state = State::Inside(Frames::new(bytes, find, most), form);
                }
                State::Inside(mut frames, form) => {
                    if self.step(&mut frames, form) {
                        self.state = State::Inside(frames, form);
                    } else if let Some(told) = self.counts.told() {
                        self.tell(Place::Whole, IngestErrorKind::Note(told));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::{Reader, Source};
    use crate::thread::SourceForm;

    fn record(kind: &str, more: &str, block: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}>\r\nWARC-Target-URI: http://a.example/{kind}\r\nContent-Length: {}\r\n{more}\r\n{block}\r\n\r\n",
            block.len()
        )
    }

    fn page(text: &str) -> String {
        let block =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
        record("response", "Content-Type: application/http; msgtype=response\r\n", &block)
    }

    /// Each thread by its first post, each error by what it says.
    fn told(archive: &[u8]) -> Vec<String> {
        let limits = Limits::default().thread_bytes(1 << 20);
        let input = io::BufReader::with_capacity(61, archive);
        Warc::new("x", Box::new(input), limits)
            .flatten()
            .map(|item| match item {
                Ok(thread) => thread.posts[0].text.clone(),
                Err(error) => error.to_string(),
            })
            .collect()
    }

    #[test]
    fn an_archive_without_a_page_is_told() {
        let request =
            record("request", "Content-Type: application/http\r\n", "GET / HTTP/1.1\r\n\r\n");
        assert_eq!(told(request.as_bytes()), ["x: no page among its records (1)"]);
    }

    #[test]
    fn pages_of_all_kinds_of_records_are_read() {
        let archive = [
            record("warcinfo", "Content-Type: application/warc-fields\r\n", "software: x\r\n"),
            record("request", "Content-Type: application/http\r\n", "GET / HTTP/1.1\r\n\r\n"),
            page("I took it for weeks."),
            record("conversion", "Content-Type: text/plain\r\n", "It was converted."),
            record(
                "resource",
                "Content-Type: text/html\r\n",
                "<html><title>T</title><p>It was a resource of some length, and here it is.</html>",
            ),
            record("resource", "Content-Type: image/png\r\n", "\u{1}PNG"),
            record("revisit", "Content-Type: application/http\r\n", "HTTP/1.1 200 OK\r\n\r\n"),
            record(
                "response",
                "Content-Type: application/http\r\n",
                "HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n<html>gone",
            ),
            record("metadata", "Content-Type: application/warc-fields\r\n", "x: y"),
        ]
        .concat();
        let items: Vec<_> =
            Warc::new("x", Box::new(archive.as_bytes()), Limits::default()).flatten().collect();
        let thread = items[0].as_ref().unwrap();
        assert_eq!(
            (thread.id.as_deref(), thread.form),
            (Some("urn:uuid:response"), SourceForm::Warc)
        );
        assert_eq!(
            (thread.source.as_str(), thread.url.as_deref()),
            ("x", Some("http://a.example/response"))
        );
        assert_eq!(thread.posts[0].offset, None);
        assert_eq!(
            told(archive.as_bytes()),
            [
                "I took it for weeks.",
                "It was converted.",
                "It was a resource of some length, and here it is.",
                "x: 3 of 6 pages read; passed over: 1 that the server did not answer with 200, 1 that had not changed since they were stored, 1 of other types"
            ]
        );
    }

    #[test]
    fn garbage_between_records_is_told_and_passed_over() {
        let archive =
            ["\r\n\r\n", &page("One."), "garbage\r\nWARC/ more", &page("Two."), "rest"].concat();
        let told = told(archive.as_bytes());
        assert_eq!(told.len(), 4, "{told:#?}");
        assert_eq!((told[0].as_str(), told[2].as_str()), ("One.", "Two."));
        let at = archive.find("garbage").unwrap();
        assert_eq!(
            told[1],
            format!(
                "x: byte {at}: record 2: no record begins here: passed over with 19 bytes up to the next record"
            )
        );
    }

    #[test]
    fn a_record_without_a_length_costs_itself_alone() {
        let broken = page("Lost.").replace("Content-Length", "Content-Width");
        let told = told([page("One."), broken, page("Two.")].concat().as_bytes());
        assert_eq!(
            (told.len(), told[0].as_str(), told[2].as_str()),
            (3, "One.", "Two."),
            "{told:#?}"
        );
        assert!(told[1].contains("it does not say how long it is"), "{told:#?}");
        let told =
            self::told(format!("WARC/1.0\r\nWARC-Type: response\r\n{}", page("Two.")).as_bytes());
        assert!(told[0].contains("its head is cut short") && told[1] == "Two.", "{told:#?}");
    }

    #[test]
    fn a_wrong_length_costs_nothing() {
        let length = |page: &str, to: u64| {
            let at = page.find("Content-Length: ").unwrap() + 16;
            let end = at + page[at..].find('\r').unwrap();
            format!("{}{to}{}", &page[..at], &page[end..])
        };
        for wrong in [60, 62, 64, 90, 200, 999_999, 99_999_999_999, u64::MAX] {
            let archive = [
                &page("Zero."),
                &length(&page("It is the first."), wrong),
                &page("Two."),
                &page("Three."),
            ];
            let told = told(archive.map(String::as_str).concat().as_bytes());
            let texts: Vec<_> = told.iter().filter(|told| !told.contains("announced")).collect();
            assert_eq!(texts, ["Zero.", "It is the first.", "Two.", "Three."], "{wrong} {told:#?}");
            assert_eq!(told.len(), 5, "{wrong}");
        }
        // In every record.
        let archive = length(&page("It is one of many."), 700_000).repeat(3_000);
        let told = told(archive.as_bytes());
        assert_eq!(told.iter().filter(|told| *told == "It is one of many.").count(), 3_000);
    }

    #[test]
    fn what_is_there_of_a_record_is_read() {
        let archive = [page("One."), page("It is cut somewhere in the middle.")].concat();
        let told = told(&archive.as_bytes()[..archive.len() - 15]);
        assert_eq!(told[0], "One.");
        assert!(
            told[1].contains("record 2 is cut short: ") && told[2].starts_with("It is cut some"),
            "{told:#?}"
        );
    }

    #[test]
    fn a_damaged_member_costs_its_own_record_alone() {
        let pack = |text: String| {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            io::Write::write_all(&mut out, text.as_bytes()).unwrap();
            out.finish().unwrap()
        };
        let mut middle = pack(page(&"Some text that is damaged. ".repeat(99)));
        let at = middle.len() / 2;
        middle[at] ^= 0xff;
        let archive =
            [pack(page("One.")), middle, pack(page("Two.")), pack(page("Three."))].concat();
        let told: Vec<String> = Reader::new("x.warc.gz", None, &archive[..])
            .map(|item| {
                item.map_or_else(|error| error.to_string(), |thread| thread.posts[0].text.clone())
            })
            .collect();
        assert_eq!(told[0], "One.");
        assert_eq!(told[told.len() - 2..], ["Two.", "Three."], "{told:#?}");
        assert!(
            told.iter().any(|told| told.contains("gzip data is damaged in member 2")),
            "{told:#?}"
        );
    }

    #[test]
    fn a_wrong_digest_is_a_warning() {
        let text = "Some text.";
        for (digest, wrong) in [("sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N", 1), ("md5:x", 0)] {
            for field in ["WARC-Block-Digest", "WARC-Payload-Digest"] {
                let more = format!("Content-Type: text/plain\r\n{field}: {digest}\r\n");
                let archive = record("resource", &more, text);
                let told = told(archive.as_bytes());
                assert_eq!(told.len(), 1 + wrong, "{told:#?}");
                assert_eq!(told[wrong], text);
            }
        }
        let right = record(
            "resource",
            "Content-Type: text/plain\r\nWARC-Payload-Digest: sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N\r\n",
            "hello",
        );
        assert_eq!(told(right.as_bytes()), ["hello"]);
    }

    #[test]
    fn records_that_are_too_long_are_told() {
        let archive = [page(&"long ".repeat(400_000)), page("Two.")].concat();
        let told = told(archive.as_bytes());
        assert_eq!(
            told[0],
            "x: byte 0: record 1 is longer than 1 MiB, the most that is read as one thread: passed over"
        );
        assert_eq!(told[1], "Two.");
    }

    #[test]
    fn an_arc_is_read_too() {
        let block = "HTTP/1.0 200 OK\nContent-Type: text/plain\n\nSome text of an ARC.";
        let line = |length: usize| {
            format!("http://a.example/x y 192.0.2.1 20040506070809 text/plain {length}\n")
        };
        let version = "1 0 Some Crawler\nURL IP-address Archive-date Content-type Archive-length\n";
        let first = format!(
            "filedesc://x.arc 0.0.0.0 20040506070809 text/plain {}\n{version}\n",
            version.len()
        );
        let archive = [
            &first,
            &line(block.len()),
            block,
            "\n",
            "http://b.example/ 192.0.2.1 20040506070809 text/html abc\nx\n",
            &line(900),
            block,
            "\n",
            &line(block.len()),
            block,
            "\n",
        ]
        .concat();
        let told = told(archive.as_bytes());
        let texts = told.iter().filter(|told| *told == "Some text of an ARC.").count();
        assert_eq!((texts, told.len()), (3, 5), "{told:#?}");
        let thread = Warc::new("x", Box::new(archive.as_bytes()), Limits::default())
            .flatten()
            .next()
            .unwrap()
            .unwrap();
        assert_eq!(thread.url.as_deref(), Some("http://a.example/x y"));
    }

    #[test]
    fn no_bytes_make_it_panic_or_hang() {
        let whole =
            [page("One."), page("Two."), record("resource", "", "x"), page("Three.")].concat();
        let mut seed = 11_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize
        };
        for _ in 0..2_000 {
            let mut archive = whole.clone().into_bytes();
            for _ in 0..=next() % 5 {
                let at = next() % archive.len();
                archive[at] = b"0123456789\r\n:W/\xff"[next() % 16];
            }
            archive.truncate(next() % (2 * archive.len()) + 1);
            let _ = told(&archive);
        }
    }

    #[test]
    fn what_others_have_written_is_read_or_told() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/warc");
        let Ok(files) = std::fs::read_dir(&folder) else { return };
        let mut names: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        names.sort();
        for path in names {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "LICENSE" || name == "SOURCE.txt" {
                continue;
            }
            let mut reader = Reader::open(&Source::file(&path)).unwrap();
            let threads: Vec<_> = reader.by_ref().collect();
            let told = threads.len() + reader.warnings().len();
            assert!(told > 0 || name.contains("digest") || name.contains("trunc"), "{name}");
            for thread in threads.iter().flatten() {
                assert!(thread.url.as_deref().is_some_and(|url| url.contains(':')), "{name}");
            }
        }
    }
}
