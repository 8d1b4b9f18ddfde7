//! Archives of files: tar and zip, read as they come, without going back.
//!
//! Each entry is a source by itself, called `archive.zip!folder/page.html`; its content tells its form, and it may be packed, or an archive again, as deep
//! as [`Limits::depth`] allows. Nothing is written anywhere: a name that climbs out of the folder is told, and is only a name.
//!
//! # Laws
//!
//! * No byte of the archive is read twice, and what is held is a window: entries that overlap, and directories that lie, do not count.
//! * An entry that is damaged, encrypted or packed in a way that is not known costs itself alone, and is told.

mod entries;
mod tar;
mod zip;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use self::entries::{Entries, Entry};
use super::error::{IngestError, IngestErrorKind, Place};
use super::how::How;
use super::notes::Notes;
use super::piece::Work;
use super::{BUFFER, Reader, form, head, unpack};
use crate::thread::SourceForm;

/// How much of an entry is looked at if its name does not say what it is.
const LOOK: usize = 4 << 10;

/// Do these first bytes show an archive?
pub(super) fn is(head: &[u8]) -> bool {
    tar::is(head) || zip::is(head)
}

/// What is to be read of all entries of an archive, in its order.
pub(super) struct Archive<'r> {
    name: String,
    entries: Entries<'r>,
    how: How,
    /// The entry that is read.
    reader: Option<Reader<'r>>,
    /// How many entries were no source.
    passed: u64,
    number: u64,
    /// Was there something to read, or something wrong?
    opened: bool,
    told: bool,
}

impl<'r> Archive<'r> {
    /// Reads the archive `input`, which begins with `head`.
    pub(super) fn new(
        name: &str,
        input: Box<dyn BufRead + Send + 'r>,
        head: &[u8],
        how: How,
    ) -> Self {
        Self {
            name: name.to_owned(),
            entries: Entries::new(input, zip::is(head), &how.limits),
            how,
            reader: None,
            passed: 0,
            number: 0,
            opened: false,
            told: false,
        }
    }

    fn error(&self, kind: IngestErrorKind) -> IngestError {
        let place = if self.number > 0 { Place::Record(self.number) } else { Place::Whole };
        IngestError::at(&self.name, place, kind)
    }

    /// Begins to read an entry, if it is something to read.
    fn open(&mut self, entry: Entry<'r>) -> Option<IngestError> {
        if is_hidden(&entry.name) {
            return None;
        }
        let name = format!("{}!{}", self.name, entry.name);
        let is_known = self.how.form.is_some() || form::is_known(Path::new(&entry.name));
        let climbs = climbs(&entry.name);
        let mut input: Box<dyn BufRead + Send + 'r> =
            Box::new(BufReader::with_capacity(BUFFER, entry));
        if !is_known {
            let unpacked = unpack::unpack(&name, input, &self.how.limits, &Notes::default()).ok();
            let plain = unpacked.and_then(|unpacked| recognised(unpacked.input));
            let Some(plain) = plain else {
                self.passed += 1;
                return None;
            };
            input = plain;
        }
        self.reader = Some(Reader::new(name, None, input).with_how(self.how.clone()));
        self.opened = true;
        climbs.then(|| {
            let what = "its name leads out of the folder of the archive: it is only a name here, nothing is written";
            self.error(IngestErrorKind::Note(what.to_owned()))
        })
    }
}

impl Iterator for Archive<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(reader) = &mut self.reader {
                if let Some(piece) = reader.next_piece() {
                    return Some(piece.into_work());
                }
                self.reader = None;
            }
            let Some(entry) = self.entries.next() else {
                if self.told {
                    return None;
                }
                self.told = true;
                let kind = match self.passed {
                    0 if self.opened => return None,
                    0 => IngestErrorKind::Empty,
                    passed => IngestErrorKind::Note(format!(
                        "{passed} of its entries are no threads by name or content: passed over"
                    )),
                };
                return Some(Work::item(Err(IngestError::at(&self.name, Place::Whole, kind))));
            };
            self.number = self.entries.number();
            match entry {
                Ok(entry) => {
                    if let Some(error) = self.open(entry) {
                        return Some(Work::item(Err(error)));
                    }
                }
                Err(kind) => {
                    self.opened = true;
                    return Some(Work::item(Err(self.error(kind))));
                }
            }
        }
    }
}

/// Is it, or a folder around it, one of those that a walk passes over?
fn is_hidden(name: &str) -> bool {
    name.split(['/', '\\'])
        .any(|part| part == "__MACOSX" || part.starts_with('.') && part != "." && part != "..")
}

/// Does the name lead out of the folder?
fn climbs(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.as_bytes().get(1) == Some(&b':')
        || name.split(['/', '\\']).any(|part| part == "..")
}

/// The entry again, if its first bytes show a form.
fn recognised<'r>(mut input: Box<dyn BufRead + Send + 'r>) -> Option<Box<dyn BufRead + Send + 'r>> {
    let mut near = Vec::new();
    // An error comes again when it is read.
    let _ = input.by_ref().take(LOOK as u64).read_to_end(&mut near);
    let plain = head::without_blanks(&near);
    let known = is(&near)
        || !plain.contains(&0)
            && form::choose(plain, Path::new("")).is_ok_and(|form| form != SourceForm::Text);
    known.then(|| Box::new(std::io::Cursor::new(near).chain(input)) as Box<dyn BufRead + Send + 'r>)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Limits;

    /// The archives in `fixtures/forms/warc`, as the usual programs write them: all with the same files.
    const ARCHIVES: [(&str, &[u8]); 9] = [
        ("gnu.tar", include_bytes!("../../../fixtures/forms/warc/gnu.tar.gz")),
        ("pax.tar", include_bytes!("../../../fixtures/forms/warc/pax.tar.gz")),
        ("ustar.tar", include_bytes!("../../../fixtures/forms/warc/ustar.tar.gz")),
        ("v7.tar", include_bytes!("../../../fixtures/forms/warc/v7.tar.gz")),
        ("deflate.zip", include_bytes!("../../../fixtures/forms/warc/deflate.zip")),
        ("stored.zip", include_bytes!("../../../fixtures/forms/warc/stored.zip")),
        ("bzip2.zip", include_bytes!("../../../fixtures/forms/warc/bzip2.zip")),
        ("stream.zip", include_bytes!("../../../fixtures/forms/warc/stream.zip")),
        ("stream-stored.zip", include_bytes!("../../../fixtures/forms/warc/stream-stored.zip")),
    ];

    /// Each thread by its source and its first post, each error by what it says, and the warnings.
    fn told(name: &str, archive: &[u8]) -> Vec<String> {
        with(name, archive, Limits::default())
    }

    fn with(name: &str, archive: &[u8], limits: Limits) -> Vec<String> {
        let mut reader = Reader::new(name, None, archive).with_limits(limits);
        let mut told: Vec<String> = reader
            .by_ref()
            .map(|item| match item {
                Ok(thread) => format!("{}: {}", thread.source, thread.posts[0].text),
                Err(error) => format!("{error}"),
            })
            .collect();
        told.extend(reader.warnings().iter().map(|warning| format!("warning: {warning}")));
        told
    }

    #[test]
    fn entries_are_sources_in_the_order_of_the_archive() {
        for (name, archive) in ARCHIVES {
            let told = told(name, archive);
            let long = format!("{}/last.txt", "a-folder-with-a-name".repeat(3));
            assert_eq!(
                told,
                [
                    format!("{name}!site/one.txt: I took it for nine weeks."),
                    format!("{name}!site/two.jsonl: The first line."),
                    format!("{name}!site/two.jsonl: The second line."),
                    format!(
                        "{name}!site/page: A page without an ending, which its content shows to be one."
                    ),
                    format!("{name}!site/more.zip!inside.txt: It was in an archive in an archive."),
                    format!("{name}!{long}: The last one, in a folder with a long name."),
                    format!(
                        "warning: {name}: 1 of its entries are no threads by name or content: passed over"
                    ),
                ],
                "{name}"
            );
        }
    }

    #[test]
    fn what_is_there_of_an_archive_is_read() {
        for (name, archive) in ARCHIVES {
            for length in (0..archive.len()).step_by(37) {
                let told = told(name, &archive[..length]);
                assert!(!told.is_empty(), "{name} {length}");
            }
            let told = told(name, &archive[..archive.len() / 2]);
            assert!(
                told[0].ends_with("!site/one.txt: I took it for nine weeks."),
                "{name} {told:#?}"
            );
            let cut =
                |told: &String| told.contains("cut short") || told.contains("no entry begins");
            assert!(told.iter().any(cut), "{name} {told:#?}");
        }
    }

    #[test]
    fn an_archive_with_nothing_in_it_is_told() {
        let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
        assert_eq!(told("x.zip", &empty), ["x.zip: nothing to read: the input is empty or blank"]);
    }

    #[test]
    fn names_that_climb_are_told_and_are_only_names() {
        let climbs = include_bytes!("../../../fixtures/forms/warc/climbs.zip");
        let told = told("x.zip", climbs);
        assert_eq!(told[0], "x.zip!../../up.txt: It would be written elsewhere.");
        assert!(
            told[2].starts_with("warning: x.zip: record 1: its name leads out of the folder"),
            "{told:#?}"
        );
        assert_eq!(told.len(), 4);
    }

    #[test]
    fn encrypted_entries_cost_themselves_alone() {
        let encrypted = include_bytes!("../../../fixtures/forms/warc/encrypted.zip");
        let told = told("x.zip", encrypted);
        assert!(told[0].contains("`secret.txt` is encrypted"), "{told:#?}");
        assert_eq!(told[1], "x.zip!open.txt: It can be read by all.");
    }

    #[test]
    fn a_damaged_entry_costs_itself_alone() {
        for (name, archive) in ARCHIVES
            .iter()
            .filter(|(name, _)| name.starts_with("deflate") || name.starts_with("stream."))
        {
            let mut archive = archive.to_vec();
            let at = memchr::memmem::find(&archive, b"site/two.jsonl").unwrap() + 14;
            // Behind the fields that follow the name.
            for byte in &mut archive[at + 30..at + 40] {
                *byte = 0xff;
            }
            let told = told(name, &archive);
            assert_eq!(
                told.iter().filter(|told| told.contains("!site/page: A page")).count(),
                1,
                "{name} {told:#?}"
            );
            assert!(told.len() > 5, "{told:#?}");
        }
    }

    #[test]
    fn damage_of_what_packs_an_archive_costs_what_it_hits() {
        // Each block is a member by itself, as programs write that pack on many cores.
        let mut plain = Vec::new();
        let packed =
            unpack::unpack("x", Box::new(ARCHIVES[0].1), &Limits::default(), &Notes::default());
        packed.unwrap().input.read_to_end(&mut plain).unwrap();
        let mut archive = Vec::new();
        for (at, chunk) in plain.chunks(700).enumerate() {
            let level = flate2::Compression::default();
            let mut member = flate2::write::GzEncoder::new(Vec::new(), level);
            std::io::Write::write_all(&mut member, chunk).unwrap();
            let mut member = member.finish().unwrap();
            if at == 2 {
                member[15] ^= 0xff;
            }
            archive.extend(member);
        }
        let told = told("gnu.tar.gz", &archive);
        assert!(told[0].ends_with("!site/one.txt: I took it for nine weeks."), "{told:#?}");
        assert!(told.iter().any(|told| told.contains("gzip data is damaged")), "{told:#?}");
        assert!(told.iter().any(|told| told.contains("!site/more.zip!inside.txt: ")), "{told:#?}");
        assert!(told.iter().any(|told| told.contains("/last.txt: The last one")), "{told:#?}");
    }

    #[test]
    fn depth_and_number_have_limits() {
        let (name, archive) = ARCHIVES[4];
        let told = with(name, archive, Limits::default().depth(1));
        assert!(
            told.iter().any(|told| told.starts_with("deflate.zip!site/more.zip: ")
                && told.contains("times over")),
            "{told:#?}"
        );
        let told = with(name, archive, Limits::default().entries(2));
        assert!(told.iter().any(|told| told.contains("more than 2 entries")), "{told:#?}");
    }

    #[test]
    fn a_bomb_is_told_and_not_read() {
        let mut deflate =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut deflate, &vec![b' '; 64 << 20]).unwrap();
        let packed = deflate.finish().unwrap();
        let mut archive = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
        archive.extend((packed.len() as u32).to_le_bytes());
        archive.extend(b"\0\0\0\0\x05\0\0\0a.txt");
        archive.extend(packed);
        let limits = Limits::default().ratio(500).thread_bytes(128 << 20);
        let told = with("x.zip", &archive, limits);
        assert!(told[0].contains("more than 500 times"), "{told:#?}");
        assert_eq!(told.len(), 1, "{told:#?}");
    }

    #[test]
    fn no_bytes_make_it_panic_or_hang() {
        let mut seed = 5_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize
        };
        for (name, archive) in ARCHIVES {
            let mut plain = Vec::new();
            unpack::unpack(name, Box::new(archive), &Limits::default(), &Notes::default())
                .unwrap()
                .input
                .read_to_end(&mut plain)
                .unwrap();
            for _ in 0..200 {
                let mut archive = plain.clone();
                for _ in 0..=next() % 6 {
                    let at = next() % archive.len();
                    archive[at] = next() as u8;
                }
                archive.truncate(next() % (2 * archive.len()) + 1);
                let _ = told(name, &archive);
            }
        }
    }
}
