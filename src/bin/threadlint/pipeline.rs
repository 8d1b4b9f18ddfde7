//! Scans threads on many cores and writes them in the order in which they were read.
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
    scan::{Scanner, Scratch},
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
    let mut batch = feed.batch();
    if batch.len() <= 1 && feed.is_over() {
        let mut scratch = Scratch::default();
        for thread in &batch {
            let written = scan(scanner, emitter, thread, &mut scratch)?;
            put(&written, emitter, output, &mut summary)?;
        }
    } else {
        let workers = Workers::new(threads)?;
        while !batch.is_empty() {
            let (written, next) =
                workers.pool.join(|| workers.scan(scanner, emitter, &batch), || feed.batch());
            batch = next;
            for written in &written? {
                put(written, emitter, output, &mut summary)?;
            }
        }
    }
    output.write(|out| emitter.finish(&summary, out))?;
    Ok(summary)
}

fn scan(
    scanner: &Scanner,
    emitter: &dyn Emitter,
    thread: &Thread,
    scratch: &mut Scratch,
) -> anyhow::Result<Written> {
    let report = scanner.scan_with(thread, scratch);
    let mut written = Written { bytes: Vec::new(), counts: Summary::default() };
    emitter.thread(thread, &report, &mut written.bytes)?;
    written.counts.add(&report);
    Ok(written)
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

/// A pool, and a scratch for each of its workers.
struct Workers {
    pool: ThreadPool,
    scratches: Vec<Mutex<Scratch>>,
}

impl Workers {
    fn new(threads: Option<NonZero<usize>>) -> anyhow::Result<Self> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads.map_or(0, |threads| threads.get().min(MOST_WORKERS)))
            .build()
            .context("cannot start threads")?;
        let scratches = (0..pool.current_num_threads()).map(|_| Mutex::default()).collect();
        Ok(Self { pool, scratches })
    }

    fn scan(
        &self,
        scanner: &Scanner,
        emitter: &dyn Emitter,
        batch: &[Thread],
    ) -> anyhow::Result<Vec<Written>> {
        let one = |thread: &Thread| {
            // Nobody waits here: a worker uses only its own.
            let own = &self.scratches[rayon::current_thread_index().unwrap_or(0)];
            scan(scanner, emitter, thread, &mut own.lock().unwrap_or_else(PoisonError::into_inner))
        };
        batch.par_iter().with_max_len(1).map(one).collect()
    }
}
