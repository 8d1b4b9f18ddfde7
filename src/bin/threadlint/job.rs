//! Reads, scans and writes: what the verbs that read threads have in common.

use std::{
    io::{self, IsTerminal as _},
    num::NonZero,
    path::PathBuf,
};

use threadlint::{
    ingest::{IngestError, Warnings},
    report::{Emitter, Summary},
    scan::{Scanner, ThreadReport},
    thread::Thread,
};

use crate::{
    args::{Batch, Job},
    digest::Digest,
    feed::{Feed, Position, Reading},
    output::Output,
    pipeline::{self, Made, Work},
    progress::Progress,
    resume::{State, StateFile},
    status::Status,
    stop::Stop,
    totals::Totals,
};

/// What came of a job.
pub(crate) struct Done {
    pub(crate) totals: Totals,
    /// Was it ended before all was read?
    pub(crate) is_stopped: bool,
}

impl Done {
    /// How it ended, if something was found or not.
    pub(crate) fn status(&self, is_found: bool) -> Status {
        match self {
            Self { is_stopped: true, .. } => Status::Interrupted,
            Self { totals, .. } if totals.errors > 0 => Status::Incomplete,
            _ if is_found => Status::Found,
            _ => Status::Clean,
        }
    }
}

/// Does the job of `verb`: scans all that is named, and writes it. `command` stands for the rules, the lexicons and the options of the verb.
pub(crate) fn run(
    verb: &str,
    job: &Job,
    batch: &Batch,
    command: Digest,
    scanner: Scanner,
    emitter: &dyn Emitter,
) -> anyhow::Result<Done> {
    let mut opened = Opened::new(verb, job)?;
    let mut writing = Writing::begin(job, batch, command, &opened.paths, &mut opened.feed)?;
    let done = if writing.is_finished {
        let Writing { totals, .. } = writing;
        Done { totals, is_stopped: false }
    } else {
        if !writing.goes_on {
            writing.output.write(|out| emitter.begin(out))?;
        }
        let scan = Scan { emitter };
        let Opened { feed, threads, stop, progress, .. } = opened;
        let mut told = Told::new(progress);
        let ended = pipeline::run(&scanner, feed, threads, &stop, &scan, |made| {
            writing.put(made, emitter, &mut told)
        })?;
        told.finish();
        writing.finish(ended.place, emitter)?
    };
    if let Some(path) = &batch.summary {
        done.totals.write(path, !done.is_stopped)?;
    }
    // The process ends here: to take the tables apart piece by piece would only cost time.
    std::mem::forget(scanner);
    Ok(done)
}

/// Where a job reads, and on how many threads.
pub(crate) struct Opened {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) feed: Feed,
    pub(crate) threads: Option<NonZero<usize>>,
    pub(crate) stop: Stop,
    pub(crate) progress: Progress,
}

impl Opened {
    pub(crate) fn new(verb: &str, job: &Job) -> anyhow::Result<Self> {
        let paths = paths(verb, &job.paths)?;
        let reading = Reading {
            form: job.form,
            encoding: job.encoding,
            columns: job.columns.clone(),
            limits: job.limits(),
        };
        Ok(Self {
            feed: Feed::new(&paths, reading),
            threads: job.threads,
            stop: Stop::listen()?,
            progress: Progress::new(&paths, job.quiet),
            paths,
        })
    }
}

/// Where the results go: standard output, or a file that is replaced at the end.
pub(crate) fn output(job: &Job) -> anyhow::Result<Output> {
    job.output.as_deref().map_or_else(|| Ok(Output::stdout()), Output::file)
}

/// What to read: standard input if nothing is named, unless somebody would have to type it.
fn paths(verb: &str, paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    if !paths.is_empty() {
        return Ok(paths.to_vec());
    }
    if io::stdin().is_terminal() {
        anyhow::bail!(
            "nothing to {verb}: name files or folders, or `-` for standard input; `threadlint {verb} --help` shows examples"
        );
    }
    Ok(vec![PathBuf::from("-")])
}

/// Tells what could not be read: errors as they come, warnings once a source.
pub(crate) struct Told {
    progress: Progress,
    warnings: Warnings,
    sources: u64,
}

impl Told {
    pub(crate) fn new(progress: Progress) -> Self {
        Self { progress, warnings: Warnings::default(), sources: 0 }
    }

    /// Shows how many bytes were read.
    pub(crate) fn read(&self, read: u64) {
        self.progress.set(read, None);
    }

    /// Tells these, which came before that place; how many are no warnings?
    pub(crate) fn tell(&mut self, errors: Vec<IngestError>, after: &Position) -> u64 {
        if after.sources != self.sources {
            self.finish();
            self.sources = after.sources;
        }
        let mut count = 0;
        for error in errors {
            if error.is_warning() {
                self.warnings.add(error);
            } else {
                count += 1;
                self.progress.tell(&error);
            }
        }
        count
    }

    /// Tells the warnings that are left.
    pub(crate) fn finish(&mut self) {
        let warnings = std::mem::take(&mut self.warnings);
        for warning in warnings.list() {
            self.progress.tell(&format!("warning: {warning}"));
        }
        if warnings.more() > 0 {
            self.progress.tell(&format!("warning: and {} more of this source", warnings.more()));
        }
    }
}

/// What is written of the threads of a piece, and their counts.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    counts: Summary,
}

/// Writes each thread on the core that scanned it.
struct Scan<'e> {
    emitter: &'e dyn Emitter,
}

impl Work for Scan<'_> {
    type Kept = ();
    type Made = Written;

    fn new_kept(&self) {}

    fn thread(
        &self,
        thread: &Thread,
        report: &ThreadReport,
        (): &mut (),
        made: &mut Written,
    ) -> anyhow::Result<()> {
        if made.counts.threads > 0 {
            self.emitter.between(&mut made.bytes)?;
        }
        self.emitter.thread(thread, report, &mut made.bytes)?;
        made.counts.add(report);
        Ok(())
    }
}

/// Where results go, what they come to, and the state of it.
struct Writing {
    output: Output,
    totals: Totals,
    state: Option<StateFile>,
    /// Was it begun by an earlier run?
    goes_on: bool,
    /// Was it finished by one?
    is_finished: bool,
    /// The place behind all that was put.
    place: Position,
    /// How it is gone on with after an interruption, for people.
    advice: &'static str,
}

impl Writing {
    fn begin(
        job: &Job,
        batch: &Batch,
        mut command: Digest,
        paths: &[PathBuf],
        feed: &mut Feed,
    ) -> anyhow::Result<Self> {
        let mut writing = Self {
            output: if batch.resume.is_none() { output(job)? } else { Output::stdout() },
            totals: Totals::default(),
            state: None,
            goes_on: false,
            is_finished: false,
            place: Position::default(),
            advice: "what was written to standard output ends there; with -o FILE --resume STATE a run can go on",
        };
        let Some(path) = &batch.resume else {
            if job.output.is_some() {
                writing.advice = "FILE was left as it was; with --resume STATE a run can go on";
            }
            return Ok(writing);
        };
        let Some(output) = &job.output else {
            anyhow::bail!(
                "--resume needs -o FILE: what went to standard output cannot be gone on with"
            );
        };
        anyhow::ensure!(
            paths.iter().all(|path| path.as_os_str() != "-"),
            "--resume needs files or folders: standard input cannot be read again"
        );
        job.add_to(&mut command);
        for path in paths {
            command.add(&path.to_string_lossy());
        }
        let (file, state) = StateFile::open(path, command, batch.resume_every)?;
        writing.state = Some(file);
        writing.advice = "give the same command again to go on";
        let Some(State { is_finished, place, output: valid, totals, .. }) = state else {
            writing.output = Output::growing(output, 0)?;
            return Ok(writing);
        };
        feed.go_on_from(&place)?;
        writing.output = Output::growing(output, valid)?;
        Ok(Self { totals, goes_on: true, is_finished, place, ..writing })
    }

    fn put(
        &mut self,
        made: Made<Written>,
        emitter: &dyn Emitter,
        told: &mut Told,
    ) -> anyhow::Result<()> {
        let Made { what: Written { bytes, counts }, errors, after, read, .. } = made;
        self.totals.errors += told.tell(errors, &after);
        if counts.threads > 0 {
            let is_first = self.totals.found.threads == 0;
            self.output.write(|out| {
                if !is_first {
                    emitter.between(out)?;
                }
                out.write_all(&bytes)
            })?;
            self.totals.found.merge(&counts);
        }
        self.reached(after);
        told.progress.set(read, Some(&self.totals));
        match &mut self.state {
            Some(state) if state.is_due() => {
                state.write(self.place.clone(), &mut self.output, &self.totals, false)
            }
            _ => Ok(()),
        }
    }

    fn reached(&mut self, place: Position) {
        (self.totals.sources, self.totals.bytes) = (place.sources, place.bytes);
        self.place = place;
    }

    /// Ends the output, if `place` says that all was read; else leaves it so that a run can go on with it.
    fn finish(mut self, place: Option<Position>, emitter: &dyn Emitter) -> anyhow::Result<Done> {
        let is_stopped = place.is_none();
        if let Some(place) = place {
            self.reached(place);
            let found = &self.totals.found;
            self.output.write(|out| emitter.finish(found, out))?;
        }
        if let Some(state) = &mut self.state {
            state.write(self.place, &mut self.output, &self.totals, !is_stopped)?;
        }
        let Totals { sources, ref found, .. } = self.totals;
        if is_stopped {
            crate::status::tell(&format!(
                "interrupted: {} threads of {sources} whole inputs were done; {}",
                found.threads, self.advice
            ));
            self.output.leave()?;
        } else {
            self.output.finish()?;
        }
        Ok(Done { totals: self.totals, is_stopped })
    }
}
