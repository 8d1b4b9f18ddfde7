//! What one core cuts off and others take, in bounded memory.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{
    feed::{Chunk, Position},
    stop::Stop,
};

/// How long somebody sleeps before asking whether the run is to stop.
const NAP: Duration = Duration::from_millis(100);

/// Chunks that wait to be taken, with their numbers. What was put in counts until it is [given back](Self::free), so that all that is under way has no
/// more than so many bytes, or is one chunk.
#[derive(Debug)]
pub(crate) struct Queue {
    inner: Mutex<Inner>,
    changed: Condvar,
    most: usize,
    stop: Stop,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: VecDeque<(u64, Chunk)>,
    /// The bytes of what waits and of what was taken and not given back.
    weight: usize,
    number: u64,
    is_closed: bool,
    /// The place behind everything, once all is read.
    end: Option<Position>,
}

impl Queue {
    pub(crate) fn new(most: usize, stop: Stop) -> Self {
        Self { inner: Mutex::default(), changed: Condvar::new(), most, stop }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn nap<'a>(&self, inner: MutexGuard<'a, Inner>) -> MutexGuard<'a, Inner> {
        self.changed.wait_timeout(inner, NAP).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Puts a chunk in, when there is room; false if nobody wants more.
    pub(crate) fn push(&self, chunk: Chunk) -> bool {
        let weight = chunk.weight();
        let mut inner = self.lock();
        loop {
            if inner.is_closed || self.stop.is_asked() {
                return false;
            }
            if inner.weight == 0 || inner.weight + weight <= self.most {
                break;
            }
            inner = self.nap(inner);
        }
        inner.weight += weight;
        let number = inner.number;
        inner.number += 1;
        inner.waiting.push_back((number, chunk));
        drop(inner);
        self.changed.notify_all();
        true
    }

    /// Says that all is read, down to this place.
    pub(crate) fn end(&self, place: Position) {
        let mut inner = self.lock();
        inner.is_closed = true;
        inner.end = Some(place);
        drop(inner);
        self.changed.notify_all();
    }

    /// Lets everybody go home; what waits is thrown away.
    pub(crate) fn abandon(&self) {
        let mut inner = self.lock();
        inner.is_closed = true;
        inner.waiting.clear();
        drop(inner);
        self.changed.notify_all();
    }

    /// The next chunk; none if there will be no more. When the run is to stop, what waits is still given.
    pub(crate) fn take(&self) -> Option<(u64, Chunk)> {
        let mut inner = self.lock();
        loop {
            if let Some(chunk) = inner.waiting.pop_front() {
                return Some(chunk);
            }
            if inner.is_closed || self.stop.is_asked() {
                return None;
            }
            inner = self.nap(inner);
        }
    }

    /// Gives back the room of a chunk that is done.
    pub(crate) fn free(&self, weight: usize) {
        self.lock().weight -= weight;
        self.changed.notify_all();
    }

    /// The place behind everything; none if not all was read.
    pub(crate) fn place(&self) -> Option<Position> {
        self.lock().end.clone()
    }
}
