//! Scans threads on many cores, and puts together in the order in which they were read what is made of them.
//!
//! While one batch is scanned the next is read. Each thread is written to memory of its own by the core that scanned it; only putting these
//! together is done by one. So what is held is two batches and what was found in one.

use std::{
    num::NonZero,
    sync::{Mutex, PoisonError},
};

use anyhow::Context as _;
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};
use threadlint::{
    report::{Emitter, Summary},
    scan::{Scanner, Scratch, ThreadReport},
    thread::Thread,
};

use crate::{feed::Feed, output::Output};

/// How many workers are started at most, whatever is asked for: more than any machine makes use of.
const MOST_WORKERS: usize = 256;

/// What is written of a thread, and its counts.
struct Written {
    bytes: Vec<u8>,
    counts: Summary,
}

/// Scans all threads of `feed` and writes them to `output`.
pub(crate) fn run(
    scanner: &Scanner,
    emitter: &dyn Emitter,
    feed: &mut Feed,
    output: &mut Output,
    threads: Option<NonZero<usize>>,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::default();
    output.write(|out| emitter.begin(out))?;
    let write = |thread: &Thread, report: &ThreadReport, (): &mut ()| {
        let mut written = Written { bytes: Vec::new(), counts: Summary::default() };
        emitter.thread(thread, report, &mut written.bytes)?;
        written.counts.add(report);
        Ok(written)
    };
    each(
        scanner,
        feed,
        threads,
        || (),
        write,
        |written| put(&written, emitter, output, &mut summary),
    )?;
    output.write(|out| emitter.finish(&summary, out))?;
    Ok(summary)
}

fn put(
    written: &Written,
    emitter: &dyn Emitter,
    output: &mut Output,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    output.write(|out| {
        if summary.threads > 0 {
            emitter.between(out)?;
        }
        out.write_all(&written.bytes)
    })?;
    summary.merge(&written.counts);
    Ok(())
}

/// Scans all threads of `feed`. On the core that scanned a thread `one` makes something of its report, with what that core keeps (`new`); `put` gets
/// this in the order in which the threads were read. What the cores kept is given back, in no order.
pub(crate) fn each<K: Send, T: Send>(
    scanner: &Scanner,
    feed: &mut Feed,
    threads: Option<NonZero<usize>>,
    new: impl Fn() -> K,
    one: impl Fn(&Thread, &ThreadReport, &mut K) -> anyhow::Result<T> + Sync,
    mut put: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<K>> {
    let mut batch = feed.batch();
    if batch.len() <= 1 && feed.is_over() {
        let mut own = Own { scratch: Scratch::default(), kept: new() };
        for thread in &batch {
            put(own.scan(scanner, thread, &one)?)?;
        }
        return Ok(vec![own.kept]);
    }
    let workers = Workers::new(threads, new)?;
    while !batch.is_empty() {
        let (made, next) =
            workers.pool.join(|| workers.scan(scanner, &batch, &one), || feed.batch());
        batch = next;
        made?.into_iter().try_for_each(&mut put)?;
    }
    Ok(workers.kept())
}

/// What a worker has of its own.
struct Own<K> {
    scratch: Scratch,
    kept: K,
}

impl<K> Own<K> {
    fn scan<T>(
        &mut self,
        scanner: &Scanner,
        thread: &Thread,
        one: impl Fn(&Thread, &ThreadReport, &mut K) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let report = scanner.scan_with(thread, &mut self.scratch);
        one(thread, &report, &mut self.kept)
    }
}

/// A pool, and what each of its workers has of its own.
struct Workers<K> {
    pool: ThreadPool,
    own: Vec<Mutex<Own<K>>>,
}

impl<K: Send> Workers<K> {
    fn new(threads: Option<NonZero<usize>>, new: impl Fn() -> K) -> anyhow::Result<Self> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads.map_or(0, |threads| threads.get().min(MOST_WORKERS)))
            .build()
            .context("cannot start threads")?;
        let own = || Mutex::new(Own { scratch: Scratch::default(), kept: new() });
        let own = (0..pool.current_num_threads()).map(|_| own()).collect();
        Ok(Self { pool, own })
    }

    fn scan<T: Send>(
        &self,
        scanner: &Scanner,
        batch: &[Thread],
        one: impl Fn(&Thread, &ThreadReport, &mut K) -> anyhow::Result<T> + Sync,
    ) -> anyhow::Result<Vec<T>> {
        let scan = |thread: &Thread| {
            // Nobody waits here: a worker uses only its own.
            let own = &self.own[rayon::current_thread_index().unwrap_or(0)];
            own.lock().unwrap_or_else(PoisonError::into_inner).scan(scanner, thread, &one)
        };
        batch.par_iter().with_max_len(1).map(scan).collect()
    }

    /// What the workers kept.
    fn kept(self) -> Vec<K> {
        let own = |own: Mutex<Own<K>>| own.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.own.into_iter().map(|worker| own(worker).kept).collect()
    }
}
