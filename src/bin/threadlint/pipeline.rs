//! Scans threads on many cores, and puts together in the order in which they were read what is made of them.
//!
//! One core cuts pieces off the inputs, which is little work; workers read the pieces and scan their threads, which is nearly all of it, and write what they
//! found to memory of their own; one core puts that together. What is under way at once is a bounded number of bytes, or one thread.

use std::{
    collections::BTreeMap,
    num::NonZero,
    sync::{Arc, mpsc},
    thread,
};

use anyhow::Context as _;
use threadlint::{
    ingest::IngestError,
    scan::{Scanner, Scratch, ThreadReport},
    thread::Thread,
};

use crate::{
    feed::{Chunk, Feed, Position},
    queue::Queue,
    stop::Stop,
};

/// How many workers are started at most, whatever is asked for: more than any machine makes use of.
const MOST_WORKERS: usize = 256;

/// How many bytes of input are under way for each worker.
const MOST_BYTES: usize = 512 << 10;

/// What was made of a piece of the input.
pub(crate) struct Made<T> {
    pub(crate) what: T,
    /// What could not be read, and warnings.
    pub(crate) errors: Vec<IngestError>,
    /// The place behind it.
    pub(crate) after: Position,
    /// How many bytes of all inputs were read so far.
    pub(crate) read: u64,
    number: u64,
    weight: usize,
}

/// What is done on the cores that scan.
pub(crate) trait Work: Sync {
    /// What a core keeps for itself.
    type Kept: Send;
    /// What is made of a piece.
    type Made: Default + Send;

    /// What a core has at first.
    fn new_kept(&self) -> Self::Kept;

    /// Puts the report of a thread to what is made of its piece.
    fn thread(
        &self,
        thread: &Thread,
        report: &ThreadReport,
        kept: &mut Self::Kept,
        made: &mut Self::Made,
    ) -> anyhow::Result<()>;
}

/// How a run ended.
pub(crate) struct Ended<K> {
    /// What the cores kept, in no order.
    pub(crate) kept: Vec<K>,
    /// The place behind all inputs; none if the run was stopped before it.
    pub(crate) place: Option<Position>,
}

/// Scans all threads of `feed`; `put` gets what is made of each piece, in the order of the input.
pub(crate) fn run<W: Work>(
    scanner: &Scanner,
    feed: Feed,
    threads: Option<NonZero<usize>>,
    stop: &Stop,
    work: &W,
    mut put: impl FnMut(Made<W::Made>) -> anyhow::Result<()>,
) -> anyhow::Result<Ended<W::Kept>> {
    let available = || thread::available_parallelism().map_or(1, NonZero::get);
    let workers = threads.map_or_else(available, NonZero::get).min(MOST_WORKERS);
    let queue = Arc::new(Queue::new(workers * MOST_BYTES, stop.clone()));
    // It is not waited for: it may wait itself for an input that never ends.
    let reader = Arc::clone(&queue);
    thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || read(feed, &reader))
        .context("cannot start threads")?;
    let kept = thread::scope(|scope| {
        let (sender, made) = mpsc::channel();
        let _abandon = Abandon(&queue);
        let mut running = Vec::new();
        for _ in 0..workers {
            let (sender, queue) = (sender.clone(), &*queue);
            let worker = move || worker(scanner, queue, work, &sender);
            running.push(
                thread::Builder::new()
                    .spawn_scoped(scope, worker)
                    .context("cannot start threads")?,
            );
        }
        drop(sender);
        in_order(&made, &queue, &mut put)?;
        let kept = running.into_iter().map(|worker| worker.join().ok()).collect::<Option<_>>();
        kept.context("a worker failed")
    })?;
    Ok(Ended { kept, place: queue.place() })
}

/// Ends the work when it goes out of scope, however that comes about: nobody waits for somebody who is gone.
struct Abandon<'q>(&'q Queue);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

fn read(mut feed: Feed, queue: &Queue) {
    let abandon = Abandon(queue);
    for chunk in &mut feed {
        if !queue.push(chunk) {
            return;
        }
    }
    queue.end(feed.position().clone());
    std::mem::forget(abandon);
}

fn worker<W: Work>(
    scanner: &Scanner,
    queue: &Queue,
    work: &W,
    sender: &mpsc::Sender<anyhow::Result<Made<W::Made>>>,
) -> W::Kept {
    let abandon = Abandon(queue);
    let (mut scratch, mut kept) = (Scratch::default(), work.new_kept());
    while let Some((number, chunk)) = queue.take() {
        let made = scan(scanner, chunk, number, work, &mut scratch, &mut kept);
        if sender.send(made).is_err() {
            break;
        }
    }
    // It went well: what the others still have to do is to be done.
    std::mem::forget(abandon);
    kept
}

fn scan<W: Work>(
    scanner: &Scanner,
    chunk: Chunk,
    number: u64,
    work: &W,
    scratch: &mut Scratch,
    kept: &mut W::Kept,
) -> anyhow::Result<Made<W::Made>> {
    let weight = chunk.weight();
    let Chunk { what, after, read } = chunk;
    let (mut made, mut errors) = (W::Made::default(), Vec::new());
    match what {
        Err(error) => errors.push(error),
        Ok(piece) => {
            for thread in piece {
                match thread {
                    Ok(thread) => {
                        let report = scanner.scan_with(&thread, scratch);
                        work.thread(&thread, &report, kept, &mut made)?;
                    }
                    Err(error) => errors.push(error),
                }
            }
        }
    }
    Ok(Made { what: made, errors, after, read, number, weight })
}

/// Gives to `put` what is made, in the order of the numbers.
fn in_order<T>(
    made: &mpsc::Receiver<anyhow::Result<Made<T>>>,
    queue: &Queue,
    put: &mut impl FnMut(Made<T>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (mut early, mut next) = (BTreeMap::new(), 0);
    for made in made {
        let made = made?;
        early.insert(made.number, made);
        while let Some(made) = early.remove(&next) {
            let weight = made.weight;
            put(made)?;
            queue.free(weight);
            next += 1;
        }
    }
    anyhow::ensure!(early.is_empty(), "a worker failed");
    Ok(())
}
