//! Threads from one source, one by one.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::iter::FusedIterator;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

use super::archive::{self, Archive};
use super::blocks::{Blocks, Cut};
use super::bounded::Input;
use super::decode::{self, Encoding, Recoded, Wrong};
use super::error::{IngestError, IngestErrorKind, Warnings};
use super::family::Family;
use super::head::Failing;
use super::how::How;
use super::notes::Notes;
use super::piece::{Mark, Piece, Whole, Work};
use super::source::Source;
use super::unpack::{self, UnpackError, unpack};
use super::way::{self, ReadWhole, Way, Works, way};
use super::{BUFFER, Columns, Limits, form, head};
use crate::thread::{SourceForm, Thread};

/// Reads the threads of one source, in their order, holding no more than one of them, or a block of short ones, at a time.
///
/// What cannot be read is an error in its place, and what follows it is read all the same. After an error of the system the reader ends. What was
/// odd without keeping anything from being read is told by [`warnings`](Self::warnings).
///
/// Iterating reads on one core. To read on many, cut the source into [pieces](Self::next_piece), and let each core read some.
///
/// ```
/// use threadlint::ingest::Reader;
///
/// let input = "{\"id\": 1, \"text\": \"I took it\"}\nnot JSON\n{\"id\": 2, \"text\": \"me too\"}\n";
/// let threads: Vec<_> = Reader::new("-", None, input.as_bytes()).collect();
/// assert!(threads[0].is_ok() && threads[1].is_err() && threads[2].is_ok());
/// ```
pub struct Reader<'r> {
    name: Arc<str>,
    /// The file that is read, if it is one.
    path: Option<PathBuf>,
    how: How,
    /// From where to go on, if not from the beginning.
    from: Mark,
    /// How many pieces are still to be passed over until then.
    behind: u64,
    state: State<'r>,
    /// Where the last piece ended.
    mark: Mark,
    /// How many bytes of the source were read.
    position: Arc<AtomicU64>,
    /// What was wrong with a stream that is recoded.
    wrong: Wrong,
    /// The piece whose threads are given.
    piece: Option<Piece>,
    warnings: Warnings,
    /// What is odd about what packs the source.
    notes: Notes,
    /// Why only a part of a document was read.
    failed: Option<IngestError>,
}

/// How far a reader is.
enum State<'r> {
    /// Nothing was read.
    Fresh(Input<'r>),
    /// Before files that are read as one.
    Family(Family),
    /// Among lines of JSON.
    Lines(Blocks<'r>),
    /// Before a document.
    Whole(Input<'r>, SourceForm, ReadWhole, bool),
    /// In a stream.
    Stream(Works<'r>),
    /// At the end.
    Over,
}

impl Reader<'static> {
    /// Opens a source.
    ///
    /// # Errors
    ///
    /// If there is no such file, or the system will not open it.
    pub fn open(source: &Source) -> Result<Self, IngestError> {
        let name = source.name();
        if let Some(family) = source.family() {
            let state = State::Family(family.clone());
            return Ok(Self { state, ..Self::new(name, None, io::empty()) });
        }
        let Some(path) = source.paths().first() else {
            return Ok(Self::new(name, None, io::stdin()));
        };
        let file = open(&name, path)?;
        Ok(Self { path: Some(path.clone()), ..Self::new(name, None, file) })
    }
}

fn open(name: &str, path: &Path) -> Result<File, IngestError> {
    File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => IngestError::new(name, None, IngestErrorKind::Missing),
        _ => IngestError::new(name, None, error),
    })
}

impl<'r> Reader<'r> {
    /// Reads `input`, which errors and threads call `name`.
    ///
    /// With a `form` it is read as that, whatever it holds; of plain text [`SourceForm::ArticleText`] insists on an article, and
    /// [`SourceForm::Text`] lets its layout be looked for. With none the first bytes tell it, or, where they do not, the ending of the name (see
    /// [`Form`](super::Form)).
    pub fn new(
        name: impl Into<String>,
        form: Option<SourceForm>,
        input: impl Read + Send + 'r,
    ) -> Self {
        let position = Arc::new(AtomicU64::new(0));
        Self::over(name.into(), counted(input, &position), position)
            .with_how(How { form, ..How::default() })
    }

    /// Reads `input`, whose bytes are counted in `position`.
    fn over(name: String, input: Input<'r>, position: Arc<AtomicU64>) -> Self {
        Self {
            name: name.into(),
            path: None,
            how: How::default(),
            from: Mark::default(),
            behind: 0,
            state: State::Fresh(input),
            mark: Mark::default(),
            position,
            wrong: Wrong::default(),
            piece: None,
            warnings: Warnings::default(),
            notes: Notes::default(),
            failed: None,
        }
    }

    /// Reads it as this form, whatever it holds.
    #[must_use]
    pub fn with_form(mut self, form: SourceForm) -> Self {
        self.how.form = Some(form);
        self
    }

    /// Takes the columns of a table to hold what is said here.
    #[must_use]
    pub fn with_columns(mut self, columns: Columns) -> Self {
        self.how.columns = columns;
        self
    }

    /// Reads it like this.
    pub(super) fn with_how(mut self, how: How) -> Self {
        self.how = how;
        self
    }

    /// Reads within these limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.how.limits = limits;
        self
    }

    /// Takes text to be in this encoding, whatever it declares; only a byte-order mark counts for more.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.how.encoding = Some(encoding);
        self
    }

    /// Goes on where an earlier reader of the same source was: after the piece that [ended](Piece::end) there. What stands before is passed over without
    /// being read where that can be done.
    #[must_use]
    pub fn go_on_from(mut self, mark: Mark) -> Self {
        self.from = mark;
        self
    }

    /// What was wrong with the source without keeping it from being read; complete once the reader has ended.
    ///
    /// Whoever takes [pieces](Self::next_piece) finds these in them.
    #[must_use]
    pub fn warnings(&self) -> &[IngestError] {
        self.warnings.list()
    }

    /// How many bytes of the source were read so far, packed as they are.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// The next piece of the source, to be read by whoever has the time; none at the end.
    pub fn next_piece(&mut self) -> Option<Piece> {
        if let State::Fresh(_) | State::Family(_) = self.state
            && let Err(error) = self.begin()
        {
            self.state = State::Over;
            // An earlier reader came no further than this, and told it.
            let is_told = self.from == Mark { pieces: 1, ..Mark::default() };
            return (!is_told).then(|| self.error_piece(error));
        }
        while self.behind > 0 {
            if self.advance().is_none() {
                self.behind = 0;
                let error = self.error(None, IngestErrorKind::Shrunk);
                return Some(self.error_piece(error));
            }
            self.behind -= 1;
        }
        self.advance()
    }

    /// The next piece, or what is told behind the last.
    fn advance(&mut self) -> Option<Piece> {
        let piece = self.cut();
        if piece.is_none() {
            self.state = State::Over;
            if let Some(note) = self.failed.take().or_else(|| self.notes.take()) {
                return Some(self.error_piece(note));
            }
            let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner).take();
            let (line, count) = wrong?;
            let encoding = self.how.encoding.map_or("UTF-16", Encoding::name);
            let kind = IngestErrorKind::Replaced { count, encoding };
            let error = self.error(Some(line), kind);
            return Some(self.error_piece(error));
        }
        piece
    }

    fn error(&self, line: Option<u64>, kind: impl Into<IngestErrorKind>) -> IngestError {
        IngestError::new(&*self.name, line, kind)
    }

    fn error_piece(&mut self, error: IngestError) -> Piece {
        self.mark.pieces += 1;
        Piece::error(error, self.mark)
    }

    /// Finds out what the source is, and goes to where reading begins.
    fn begin(&mut self) -> Result<(), IngestError> {
        let input = match std::mem::replace(&mut self.state, State::Over) {
            State::Fresh(input) => input,
            State::Family(family) => {
                self.behind = self.from.pieces;
                self.state = State::Stream(self.together(&family));
                return Ok(());
            }
            _ => return Ok(()),
        };
        let unpacked = unpack(&self.name, input, &self.how.limits, &self.notes)
            .map_err(|error| self.error(None, error))?;
        let (is_packed, input) = (unpacked.depth > 0, unpacked.input);
        let (head, mut input) = head::peek(input, self.how.limits.max_thread_bytes());
        let from = self.from;
        if archive::is(&head) {
            let Some(depth) = self.how.limits.max_depth().checked_sub(unpacked.depth + 1) else {
                let most = self.how.limits.max_depth();
                let error = io::Error::from(UnpackError::TooDeep(most));
                return Err(self.error(None, error));
            };
            let how = How { limits: self.how.limits.depth(depth), ..self.how.clone() };
            self.behind = from.pieces;
            self.state = State::Stream(Box::new(Archive::new(&self.name, input, &head, how)));
            return Ok(());
        }
        let encoding = decode::shown(&head).or(self.how.encoding);
        let recoded = encoding.filter(|encoding| !encoding.is_utf8());
        let form = match self.how.form {
            Some(form) => form,
            None => self.choose(&head, recoded).map_err(|kind| self.error(None, kind))?,
        };
        let way = way(form);
        let mut is_plain = !is_packed;
        if let Some(encoding) = recoded
            && matches!(way, Way::Lines | Way::Stream { text: true, .. })
        {
            is_plain = false;
            self.how.encoding = Some(encoding);
            input = recode(input, encoding, &self.wrong);
        }
        self.state = match way {
            Way::Lines => {
                let input = self.pass(input, from.bytes, is_plain)?;
                self.mark = from;
                let most = self.how.limits.max_thread_bytes();
                let blocks = Blocks::new(Arc::clone(&self.name), input, most);
                State::Lines(blocks.from(from.bytes, from.lines))
            }
            Way::Whole { read, page } => {
                self.behind = from.pieces;
                State::Whole(input, form, read, page)
            }
            Way::Stream { open, .. } => {
                self.behind = from.pieces;
                State::Stream(open(&self.name, input, &self.how))
            }
            Way::Unread => {
                let what = super::Form::of(form).map_or("unknown", |form| form.what);
                return Err(self.error(None, IngestErrorKind::NoReader(what)));
            }
        };
        Ok(())
    }

    /// What is to be read of files that belong together.
    fn together(&self, family: &Family) -> Works<'static> {
        let Family { form, paths } = family;
        let is_text = matches!(way(*form), Way::Stream { text: true, .. });
        let (how, position) = (self.how.clone(), Arc::clone(&self.position));
        let (notes, wrong) = (self.notes.clone(), Arc::clone(&self.wrong));
        let inputs = paths.clone().into_iter().map(move |path| {
            let name = path.display().to_string();
            let opened = File::open(&path).and_then(|file| {
                let input = counted(file, &position);
                let input = unpack(&name, input, &how.limits, &notes)?.input;
                let (head, input) = head::peek(input, how.limits.max_thread_bytes());
                let encoding = decode::shown(&head).or(how.encoding);
                Ok(match encoding.filter(|encoding| is_text && !encoding.is_utf8()) {
                    Some(encoding) => recode(input, encoding, &wrong),
                    None => input,
                })
            });
            // It is told where it would have been read.
            let failing = |error| Box::new(BufReader::new(Failing::new(error))) as Input<'static>;
            (name, opened.unwrap_or_else(failing))
        });
        // If another form is insisted on, they are strangers.
        let joined = match self.how.form {
            Some(insisted) if insisted != *form => None,
            _ => way::join(*form, Box::new(inputs), &self.how),
        };
        joined.unwrap_or_else(|| self.one_by_one(paths.clone()))
    }

    /// What is to be read of these files, each by itself.
    fn one_by_one(&self, paths: Vec<PathBuf>) -> Works<'static> {
        let (how, position) = (self.how.clone(), Arc::clone(&self.position));
        Box::new(paths.into_iter().flat_map(move |path| -> Works<'static> {
            let name = path.display().to_string();
            match open(&name, &path) {
                Ok(file) => {
                    let input = counted(file, &position);
                    let reader = Reader::over(name, input, Arc::clone(&position));
                    reader.with_how(how.clone()).into_works()
                }
                Err(error) => Box::new(std::iter::once(Work::item(Err(error)))),
            }
        }))
    }

    /// All that is to be read.
    fn into_works(mut self) -> Works<'r> {
        Box::new(std::iter::from_fn(move || self.next_piece().map(Piece::into_work)))
    }

    /// The form that the first bytes stand for, or the name.
    fn choose(
        &self,
        head: &[u8],
        recoded: Option<Encoding>,
    ) -> Result<SourceForm, IngestErrorKind> {
        let name = self.path.as_deref().unwrap_or(Path::new(&*self.name));
        let Some(encoding) = recoded else {
            return form::choose(head::without_blanks(head), name);
        };
        let text = decode::decode(head.to_vec(), Some(encoding), false)?.text;
        form::choose(head::without_blanks(text.as_bytes()), name)
    }

    /// Goes to byte `to` of a source that is read in lines: at once, if it is a file and `is_plain`.
    fn pass(&self, input: Input<'r>, to: u64, is_plain: bool) -> Result<Input<'r>, IngestError> {
        if to == 0 {
            return Ok(input);
        }
        let gone = || self.error(None, IngestErrorKind::Shrunk);
        if let Some(path) = self.path.as_ref().filter(|_| is_plain) {
            let mut file = open(&self.name, path)?;
            let length = file.seek(SeekFrom::End(0)).map_err(|error| self.error(None, error))?;
            if length < to {
                return Err(gone());
            }
            file.seek(SeekFrom::Start(to)).map_err(|error| self.error(None, error))?;
            self.position.store(to, Ordering::Relaxed);
            return Ok(counted(file, &self.position));
        }
        let (mut input, mut left) = (input, to);
        while left > 0 {
            let mut part = input.take(left);
            let copied = io::copy(&mut part, &mut io::sink());
            left = part.limit();
            input = part.into_inner();
            match copied {
                Ok(_) if left > 0 => return Err(gone()),
                Ok(_) => {}
                // It was told where it was met, and counts for a byte.
                Err(error) if unpack::resumes(&error) => left -= 1,
                Err(error) => return Err(self.error(None, error)),
            }
        }
        Ok(input)
    }

    /// The next piece, of a source that was begun.
    fn cut(&mut self) -> Option<Piece> {
        match &mut self.state {
            State::Fresh(_) | State::Family(_) | State::Over => None,
            State::Lines(blocks) => {
                let cut = blocks.next()?;
                let (bytes, lines) = blocks.place();
                self.mark = Mark { pieces: self.mark.pieces + 1, bytes, lines };
                Some(match cut {
                    Cut::Block(block) => Piece::new(Work::Lines(block), self.mark),
                    Cut::Error(error) => Piece::error(error, self.mark),
                })
            }
            State::Stream(works) => {
                let work = works.next()?;
                self.mark.pieces += 1;
                Some(Piece::new(work, self.mark))
            }
            State::Whole(..) => Some(self.whole()),
        }
    }

    /// The piece that is the whole of a document.
    fn whole(&mut self) -> Piece {
        let State::Whole(mut input, form, read, page) =
            std::mem::replace(&mut self.state, State::Over)
        else {
            return Piece::new(Work::Done(None), self.mark);
        };
        self.mark.pieces += 1;
        let most = self.how.limits.max_thread_bytes() as u64;
        let mut bytes = Vec::new();
        if let Err(error) = input.by_ref().take(most + 1).read_to_end(&mut bytes) {
            let error = self.error(None, error);
            if bytes.trim_ascii().is_empty() {
                return Piece::error(error, self.mark);
            }
            // What is there is read before that is told.
            self.failed = Some(error);
        }
        if bytes.len() as u64 > most {
            return Piece::error(self.error(None, IngestErrorKind::TooLong(most)), self.mark);
        }
        let name = Arc::clone(&self.name);
        let whole = Whole { name, bytes, form, encoding: self.how.encoding, read, page };
        Piece::new(Work::Later(Box::new(whole)), self.mark)
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(piece) = &mut self.piece {
                match piece.next() {
                    Some(Err(error)) if error.is_warning() => self.warnings.add(error),
                    Some(item) => return Some(item),
                    None => self.piece = None,
                }
            } else {
                self.piece = Some(self.next_piece()?);
            }
        }
    }
}

impl FusedIterator for Reader<'_> {}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Reader")
            .field("name", &self.name)
            .field("mark", &self.mark)
            .finish_non_exhaustive()
    }
}

/// The input, whose bytes are counted as they are read.
fn counted<'r>(input: impl Read + Send + 'r, count: &Arc<AtomicU64>) -> Input<'r> {
    let input = Counted { input, count: Arc::clone(count) };
    Box::new(BufReader::with_capacity(BUFFER, input))
}

/// Text of this encoding as UTF-8.
fn recode<'r>(input: Input<'r>, encoding: Encoding, wrong: &Wrong) -> Input<'r> {
    Box::new(BufReader::with_capacity(BUFFER, Recoded::new(input, encoding, wrong)))
}

/// Counts the bytes that are read.
struct Counted<R> {
    input: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(to)?;
        self.count.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::MAX_THREAD_BYTES;

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
        told.extend(reader.warnings().iter().map(ToString::to_string));
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
    fn a_reader_goes_on_from_any_piece() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl");
        let lines: String = (0..9_000)
            .map(|id| match id % 1_000 {
                7 => "not JSON\n".to_owned(),
                _ => format!("{{\"id\": {id}, \"text\": \"I took it, and all was well.\"}}\n"),
            })
            .collect();
        let utf_16: Vec<u8> = std::iter::once(0xfeff)
            .chain(lines.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [lines.into_bytes(), utf_16, b"One text\n\nof no lines.".to_vec()] {
            std::fs::write(&path, &bytes).unwrap();
            let form = (bytes.len() < 100).then_some(SourceForm::Text);
            let read = |from: Mark| {
                let mut reader = Reader::open(&Source::file(&path)).unwrap().go_on_from(from);
                reader.how.form = form;
                let mut all = Vec::new();
                while let Some(piece) = reader.next_piece() {
                    let end = piece.end();
                    let told = piece.map(|item| match item {
                        Ok(thread) => thread.id.unwrap_or_default(),
                        Err(error) => error.to_string(),
                    });
                    all.push((end, told.collect::<Vec<_>>()));
                }
                all
            };
            let flat = |all: &[(Mark, Vec<String>)]| -> String {
                all.iter().flat_map(|(_, told)| told.clone()).collect::<Vec<_>>().join("|")
            };
            let whole = read(Mark::default());
            assert!(whole.len() > 1 || form.is_some());
            for (at, (mark, _)) in whole.iter().enumerate() {
                // Where it is cut may be another place; what is read is not.
                assert!(flat(&read(*mark)) == flat(&whole[at + 1..]), "{mark:?}");
            }
        }
        let mark = Mark { pieces: 9, bytes: 1_000, lines: 90 };
        let mut reader = Reader::open(&Source::file(&path)).unwrap().go_on_from(mark);
        reader.how.form = Some(SourceForm::Jsonl);
        let error = reader.next().unwrap().unwrap_err();
        assert!(matches!(error.kind(), IngestErrorKind::Shrunk), "{error}");
    }

    #[test]
    fn lines_go_on_behind_a_damaged_member() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl.gz");
        let pack = |from: u32| {
            let lines: Vec<String> = (from..from + 3_000)
                .map(|id| format!("{{\"id\": {id}, \"text\": \"I took {}.\"}}\n", id * 77_777))
                .collect();
            let lines = lines.concat();
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            io::Write::write_all(&mut out, lines.as_bytes()).unwrap();
            out.finish().unwrap()
        };
        let mut members = [0, 3_000, 6_000].map(pack);
        let middle = members[1].len() / 2;
        members[1][middle..middle + 9].fill(0xff);
        std::fs::write(&path, members.concat()).unwrap();
        let read = |from: Mark| {
            let mut reader = Reader::open(&Source::file(&path)).unwrap().go_on_from(from);
            let mut all = Vec::new();
            while let Some(piece) = reader.next_piece() {
                let end = piece.end();
                let told = piece.map(|item| match item {
                    Ok(thread) => thread.id.unwrap_or_default(),
                    Err(error) => error.to_string(),
                });
                all.push((end, told.collect::<Vec<_>>()));
            }
            all
        };
        let flat = |all: &[(Mark, Vec<String>)]| {
            all.iter().flat_map(|(_, told)| told.clone()).collect::<Vec<_>>()
        };
        let whole = read(Mark::default());
        let told = flat(&whole);
        assert!(told.iter().any(|told| told.contains("is damaged in member 2")), "{}", told.len());
        assert_eq!(told.last().map(String::as_str), Some("8999"));
        for (at, (mark, _)) in whole.iter().enumerate() {
            assert!(flat(&read(*mark)) == flat(&whole[at + 1..]), "{mark:?}");
        }
    }

    #[test]
    fn what_has_no_sense_in_a_stream_is_told_at_its_end() {
        let mut bytes: Vec<u8> = "\u{feff}{\"text\": \"a\"}\n{\"text\": \""
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        bytes.extend_from_slice(&[0x00, 0xd8]);
        bytes.extend("b\"}\n".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(
            told("x", None, &bytes),
            ["a", "\u{fffd}b", "x:2: 1 byte is not valid UTF-16LE and was replaced"]
        );
    }

    #[cfg(not(feature = "parquet"))]
    #[test]
    fn a_form_without_a_reader_is_named() {
        let told = told("x.parquet", None, b"PAR1\x15\x04");
        assert!(told[0].starts_with("x.parquet: Parquet table"), "{told:?}");
        assert!(told[0].ends_with("has no reader for it"), "{told:?}");
    }

    #[test]
    fn a_file_that_is_gone_is_named() {
        let error = Reader::open(&Source::file("no/such.txt")).unwrap_err();
        assert_eq!(error.to_string(), "no/such.txt: no such file or folder");
    }
}
