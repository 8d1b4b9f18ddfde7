//! What is odd about a source that is read all the same, told by whatever meets it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::IngestError;

/// The most that are kept at a time: a source may be odd a million times.
const MOST: usize = 100;

/// Warnings that the layers around a form gather, shared by them.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes(Arc<Mutex<VecDeque<IngestError>>>);

impl Notes {
    /// Adds one, unless there are very many.
    pub(super) fn add(&self, note: IngestError) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if notes.len() < MOST {
            notes.push_back(note);
        }
    }

    /// Takes the first that is there.
    pub(super) fn take(&self) -> Option<IngestError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}
