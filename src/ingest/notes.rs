//! What is odd about a source that is read all the same, told by whatever meets it.

use std::sync::{Arc, Mutex, PoisonError};

use super::error::IngestError;

/// The most that are kept at a time: a source may be odd a million times.
const MOST: usize = 100;

/// Warnings that the layers around a form gather, shared by them.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes(Arc<Mutex<Vec<IngestError>>>);

impl Notes {
    /// Adds one, unless there are very many.
    pub(super) fn add(&self, note: IngestError) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if notes.len() < MOST {
            notes.push(note);
        }
    }

    /// Takes what is there so far.
    pub(super) fn take(&self) -> Vec<IngestError> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
