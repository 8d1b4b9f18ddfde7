//! Pieces of all inputs, one after the other, each with the place behind it.

use std::{path::PathBuf, time::UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use threadlint::{
    ingest::{Columns, Encoding, IngestError, Limits, Mark, Piece, Reader, Source, sources},
    thread::SourceForm,
};

use crate::digest::Digest;

/// How the inputs are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) form: Option<SourceForm>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) columns: Option<Columns>,
    pub(crate) limits: Limits,
}

/// A place in the inputs, all of which that stands before it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    /// How many sources are done.
    pub(crate) sources: u64,
    /// What these were.
    digest: Digest,
    /// The source in hand, and how far it is read.
    current: Option<(SourceState, Mark)>,
    /// How many bytes these had, packed as they are.
    pub(crate) bytes: u64,
}

/// A source as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceState {
    name: String,
    /// Stands for the path, the size and the time of each of its files.
    files: Digest,
}

impl SourceState {
    fn of(source: &Source) -> Self {
        let mut files = Digest::default();
        for path in source.paths() {
            let found = path.metadata().ok();
            let changed = found.as_ref().and_then(|found| found.modified().ok());
            // In nanoseconds from 1970.
            let since = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let (size, changed) =
                (found.map_or(0, |found| found.len()), since.map_or(0, |since| since.as_nanos()));
            files.add(&format!("{}\n{size}\n{changed}", path.display()));
        }
        Self { name: source.name(), files }
    }

    fn add_to(&self, digest: &mut Digest) {
        digest.add(&format!("{}\n{:?}", self.name, self.files));
    }
}

/// A piece, or what keeps a source from being read.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) what: Result<Piece, IngestError>,
    /// The place behind it.
    pub(crate) after: Position,
    /// How many bytes of all inputs were read so far.
    pub(crate) read: u64,
}

impl Chunk {
    /// About how much memory it takes.
    pub(crate) fn weight(&self) -> usize {
        self.what.as_ref().map_or(0, Piece::weight) + 200
    }
}

/// Reads one source after the other.
pub(crate) struct Feed {
    sources: Box<dyn Iterator<Item = Result<Source, IngestError>> + Send>,
    reading: Reading,
    current: Option<(Reader<'static>, SourceState)>,
    /// The place behind the last source that is done.
    done: Position,
}

impl Feed {
    pub(crate) fn new(paths: &[PathBuf], reading: Reading) -> Self {
        Self {
            sources: Box::new(sources(paths.to_vec())),
            reading,
            current: None,
            done: Position::default(),
        }
    }

    /// Goes on from a place where an earlier run was; an error if what was read before is no longer what it was.
    pub(crate) fn go_on_from(&mut self, place: &Position) -> anyhow::Result<()> {
        let changed = "cannot go on: the inputs have changed since the run that is to go on";
        for _ in 0..place.sources {
            match self.sources.next() {
                None => anyhow::bail!("{changed}: there are fewer of them"),
                Some(Ok(source)) => SourceState::of(&source).add_to(&mut self.done.digest),
                Some(Err(error)) => self.done.digest.add(error.path()),
            }
            self.done.sources += 1;
        }
        anyhow::ensure!(
            self.done.digest == place.digest,
            "{changed}: one of the first {} is another, or has another size or time",
            place.sources
        );
        self.done.bytes = place.bytes;
        if let Some((known, mark)) = &place.current {
            let source = self.sources.next().and_then(Result::ok);
            let state = source.as_ref().map(SourceState::of);
            anyhow::ensure!(
                state.as_ref() == Some(known),
                "{changed}: `{}` is no longer there, or has another size or time",
                known.name
            );
            if let Some(source) = source {
                let reader = self.open(&source)?.go_on_from(*mark);
                self.current = Some((reader, known.clone()));
            }
        }
        Ok(())
    }

    fn open(&self, source: &Source) -> Result<Reader<'static>, IngestError> {
        let mut reader = Reader::open(source)?.with_limits(self.reading.limits);
        if let Some(form) = self.reading.form {
            reader = reader.with_form(form);
        }
        if let Some(encoding) = self.reading.encoding {
            reader = reader.with_encoding(encoding);
        }
        if let Some(columns) = &self.reading.columns {
            reader = reader.with_columns(columns.clone());
        }
        Ok(reader)
    }

    /// The place behind all that was given.
    pub(crate) fn position(&self) -> &Position {
        &self.done
    }
}

impl Iterator for Feed {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        loop {
            if let Some((reader, state)) = &mut self.current {
                let piece = reader.next_piece();
                let read = self.done.bytes + reader.bytes_read();
                if let Some(piece) = piece {
                    let current = Some((state.clone(), piece.end()));
                    let after = Position { current, ..self.done.clone() };
                    return Some(Chunk { what: Ok(piece), after, read });
                }
                state.add_to(&mut self.done.digest);
                self.done.bytes = read;
                self.done.sources += 1;
                self.current = None;
            }
            let error = match self.sources.next()? {
                Err(error) => {
                    self.done.digest.add(error.path());
                    error
                }
                Ok(source) => {
                    let state = SourceState::of(&source);
                    match self.open(&source) {
                        Ok(reader) => {
                            self.current = Some((reader, state));
                            continue;
                        }
                        Err(error) => {
                            state.add_to(&mut self.done.digest);
                            error
                        }
                    }
                }
            };
            self.done.sources += 1;
            return Some(Chunk {
                what: Err(error),
                after: self.done.clone(),
                read: self.done.bytes,
            });
        }
    }
}
