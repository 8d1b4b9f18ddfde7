//! The laws of reading: any bytes give threads and errors, never a panic, and the same ones however they come.

use std::io::{self, Read};

use threadlint::{
    ingest::{Encoding, IngestError, Limits, Mark, Place, Reader},
    thread::{SourceForm, Thread},
};

use crate::packing;

/// What the source is called.
const NAME: &str = "source";

/// What a source is read with.
#[derive(Clone, Copy, Default)]
pub struct How {
    /// The form that is insisted on.
    pub form: Option<SourceForm>,
    /// The encoding that is insisted on.
    pub encoding: Option<Encoding>,
}

/// What a source gave.
#[derive(Debug, Default, PartialEq)]
pub struct Told {
    /// Its threads.
    pub threads: Vec<Thread>,
    /// What was wrong with it, behind the threads that came before it.
    pub errors: Vec<(usize, String)>,
    /// What was odd about it.
    pub warnings: Vec<String>,
}

/// All laws, of bytes read as a form.
pub fn hold(form: Option<SourceForm>, bytes: &[u8]) {
    hold_with(How { form, encoding: None }, bytes);
}

/// All laws. Returns what was read.
pub fn hold_with(how: How, bytes: &[u8]) -> Told {
    let told = read(how, limits(), bytes, bytes);
    told.threads.iter().for_each(|thread| is_sound(thread, bytes));
    if !is_packed(bytes) {
        is_of_its_size(&told.threads, bytes);
    }
    assert_eq!(told, read(how, limits(), Drops::new(bytes), bytes), "another way to arrive");
    goes_on_from_anywhere(how, bytes, &told);
    is_limited(how, bytes);
    told
}

/// The charsets that an input may be in, those with the oddest bytes first.
const CHARSETS: [&str; 12] = [
    "iso-2022-jp",
    "gb18030",
    "shift_jis",
    "euc-jp",
    "big5",
    "euc-kr",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "koi8-r",
    "x-user-defined",
    "utf-8",
];

/// The forms that may be in any of them.
const TEXTS: [SourceForm; 6] = [
    SourceForm::Text,
    SourceForm::Jsonl,
    SourceForm::Html,
    SourceForm::Csv,
    SourceForm::Wxr,
    SourceForm::Reddit,
];

/// All laws, of bytes that are in a charset; and turned into UTF-8 at once they are read as they were.
pub fn hold_decoded(bytes: &[u8]) {
    let [charset, form, bytes @ ..] = bytes else { return };
    let form = TEXTS[usize::from(*form) % TEXTS.len()];
    let charset = CHARSETS[usize::from(*charset) % CHARSETS.len()];
    let encoding = Encoding::named(charset);
    let told = hold_with(How { form: Some(form), encoding }, bytes);
    let Some(rs) = encoding_rs::Encoding::for_label(charset.as_bytes()) else { return };
    // What shows another charset is read in that.
    let is_odd =
        is_packed(bytes) || bytes.contains(&0) || encoding_rs::Encoding::for_bom(bytes).is_some();
    if is_odd || rs == encoding_rs::UTF_8 {
        return;
    }
    let (text, _, _) = rs.decode(bytes);
    if text.contains('\0') || is_packed(text.as_bytes()) {
        return;
    }
    let how = How { form: Some(form), encoding: Some(Encoding::named("utf-8")).flatten() };
    let at_once = read(how, limits(), text.as_bytes(), text.as_bytes());
    let texts = |told: &Told| -> Vec<String> {
        told.threads.iter().flat_map(|thread| &thread.posts).map(|post| post.text.clone()).collect()
    };
    assert_eq!(texts(&told), texts(&at_once), "turned at once");
}

/// Small enough that an input of the fuzzer may meet them.
fn limits() -> Limits {
    Limits::default().thread_bytes(1 << 20).unpacked_bytes(8 << 20).window_bytes(8 << 20)
}

/// Reads `input`, which has these `bytes`.
pub fn read(how: How, limits: Limits, input: impl Read + Send, bytes: &[u8]) -> Told {
    let mut told = Told::default();
    let mut reader = open(how, limits, input);
    for item in reader.by_ref() {
        match item {
            Ok(thread) => told.threads.push(thread),
            Err(error) => told.errors.push((told.threads.len(), is_placed(&error, bytes))),
        }
    }
    assert!(reader.next().is_none(), "more behind the end");
    assert_eq!(reader.bytes_read().min(bytes.len() as u64), reader.bytes_read());
    told.warnings = reader.warnings().iter().map(|error| is_placed(error, bytes)).collect();
    assert!(
        !told.threads.is_empty() || !told.errors.is_empty() || !told.warnings.is_empty(),
        "nothing, and no word of it"
    );
    told
}

fn open<'r>(how: How, limits: Limits, input: impl Read + Send + 'r) -> Reader<'r> {
    let reader = Reader::new(NAME, how.form, input).with_limits(limits);
    match how.encoding {
        Some(encoding) => reader.with_encoding(encoding),
        None => reader,
    }
}

/// An error is one line that names its source and a place that is there.
fn is_placed(error: &IngestError, bytes: &[u8]) -> String {
    let said = error.to_string();
    assert!(error.path().starts_with(NAME) && said.starts_with(NAME), "no source: {said:?}");
    assert!(!said.ends_with([' ', '.', ':']), "no end: {said:?}");
    assert!(!said.contains(['\n', '\r', '\u{1b}']), "not one line: {said:?}");
    // What was unpacked, or taken out of an archive, may have more places than what packs it.
    let most = if is_packed(bytes) { u64::MAX } else { bytes.len() as u64 + 1 };
    match error.place() {
        Place::Whole => {}
        Place::Line(at) | Place::Record(at) => assert!((1..=most).contains(&at), "{said:?}"),
        Place::Byte(at) => assert!(at <= most, "{said:?}"),
    }
    said
}

/// The posts of a thread stand in their source, apart and in order, and answer one another.
fn is_sound(thread: &Thread, bytes: &[u8]) {
    assert!(thread.source.starts_with(NAME), "of no source: {:?}", thread.source);
    assert!(!thread.posts.is_empty(), "a thread without posts");
    let is_text = std::str::from_utf8(bytes).is_ok() && !is_packed(bytes);
    let mut end = 0;
    for (at, post) in thread.posts.iter().enumerate() {
        if let Some(answered) = post.reply_to {
            let answered = answered as usize;
            assert!(answered < thread.posts.len() && answered != at, "{at} answers {answered}");
        }
        let Some(offset) = post.offset else { continue };
        let start = offset as usize;
        assert!(start >= end, "post {at} at {start} begins before {end}");
        assert!(!post.text.trim().is_empty(), "a post without a word");
        end = start + post.text.len();
        if is_text {
            assert_eq!(bytes.get(start..end), Some(post.text.as_bytes()), "post {at}");
        }
    }
    let answers = |at: usize| thread.posts[at].reply_to.map(|answered| answered as usize);
    for at in 0..thread.posts.len() {
        let above = std::iter::successors(Some(at), |at| answers(*at));
        assert!(above.take(thread.posts.len() + 1).count() <= thread.posts.len(), "a ring at {at}");
    }
}

/// What was not unpacked is not much longer than it was: a byte of an old charset, or an entity, becomes a few.
fn is_of_its_size(threads: &[Thread], bytes: &[u8]) {
    let posts = threads.iter().flat_map(|thread| &thread.posts);
    let size: usize = posts.map(|post| post.text.len()).sum();
    assert!(size <= 1_000 + 8 * bytes.len(), "{} bytes became {size}", bytes.len());
}

/// A reader that begins at any mark gives what stands behind it.
fn goes_on_from_anywhere(how: How, bytes: &[u8], told: &Told) {
    let mut reader = open(how, limits(), bytes);
    let mut ends: Vec<(Mark, usize)> = vec![(Mark::default(), 0)];
    let mut count = 0;
    while let Some(piece) = reader.next_piece() {
        let end = piece.end();
        count += piece.filter(Result::is_ok).count();
        ends.push((end, count));
    }
    assert_eq!(count, told.threads.len(), "threads in pieces");
    let (mark, before) = ends[ends.len() / 2];
    let rest: Vec<Thread> = open(how, limits(), bytes).go_on_from(mark).flatten().collect();
    assert_eq!(rest, told.threads[before..], "from {mark:?}");
}

/// No text is longer than what is read as one thread at most.
fn is_limited(how: How, bytes: &[u8]) {
    const MOST: usize = 500;
    const UNPACKED: usize = 4_000;
    if bytes.len() <= MOST {
        return;
    }
    let told = read(how, limits().thread_bytes(MOST).unpacked_bytes(UNPACKED as u64).depth(2), bytes, bytes);
    for post in told.threads.iter().flat_map(|thread| &thread.posts) {
        // A byte that is no text becomes a mark of three.
        assert!(post.text.len() <= 3 * UNPACKED, "a text of {} bytes", post.text.len());
    }
}

/// Do these bytes begin like something that packs others? Then places are those of what is inside.
pub fn is_packed(bytes: &[u8]) -> bool {
    let begins: [&[u8]; 7] =
        [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ", b"PK", b"WARC/", b"filedesc:"];
    let bytes = bytes.trim_ascii_start();
    begins.iter().any(|begin| bytes.starts_with(begin))
        || bytes.get(1..4) == Some(b"\x2a\x4d\x18") // frames of zstd that are passed over
        || packing::is_tar(bytes)
}

/// The bytes in drops of one to seven.
struct Drops<'b> {
    bytes: &'b [u8],
    size: usize,
}

impl<'b> Drops<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, size: 0 }
    }
}

impl Read for Drops<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.size = self.size % 7 + 1;
        let (drop, rest) = self.bytes.split_at(self.size.min(to.len()).min(self.bytes.len()));
        to[..drop.len()].copy_from_slice(drop);
        self.bytes = rest;
        Ok(drop.len())
    }
}
