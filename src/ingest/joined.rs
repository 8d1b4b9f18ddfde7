//! Threads from records that hold a post each, in any order.

use super::error::{IngestError, IngestErrorKind};
use super::join::{Groups, JOIN_BYTES, Join};
use super::loose::{Loose, assemble};
use super::told;
use crate::thread::{SourceForm, Thread};

/// Gives the posts of a dump one by one, and knows what its inputs are called.
pub(super) trait Records: Iterator<Item = Result<Loose, IngestError>> {
    /// The name of an input, by its number.
    fn name(&self, source: u32) -> &str;
    /// What was left out, once all was read.
    fn left_out(&mut self) -> Vec<IngestError> {
        Vec::new()
    }
}

/// The threads of a dump: what cannot be read comes first, in its order, then the threads in the order of their keys, then what was left out.
///
/// No thread is known to be over before the dump is, so none comes before all was read.
pub(super) struct Joined<R> {
    records: R,
    form: SourceForm,
    limit: usize,
    state: State,
    /// What is still to be told, last first.
    rest: Vec<IngestError>,
    /// Was there a post, or an error that says why there is none?
    any: bool,
}

enum State {
    Reading(Join),
    Giving(Box<Groups>),
    Over,
}

impl<R: Records> Joined<R> {
    pub(super) fn new(records: R, form: SourceForm, limit: usize) -> Self {
        Self::with_budget(records, form, limit, JOIN_BYTES)
    }

    pub(super) fn with_budget(records: R, form: SourceForm, limit: usize, budget: usize) -> Self {
        let state = State::Reading(Join::new(budget));
        Self { records, form, limit, state, rest: Vec::new(), any: false }
    }

    fn error(&self, source: u32, kind: impl Into<IngestErrorKind>) -> IngestError {
        IngestError::new(self.records.name(source), None, kind)
    }

    /// Ends with an error of the system.
    fn end(&mut self, error: std::io::Error) -> Result<Thread, IngestError> {
        self.state = State::Over;
        Err(self.error(0, error))
    }
}

impl<R: Records> Iterator for Joined<R> {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Reading(mut join) => match self.records.next() {
                    Some(record) => {
                        self.any = true;
                        let pushed = match record {
                            Ok(loose) => join.push(loose),
                            Err(error) => {
                                self.state = State::Reading(join);
                                return Some(Err(error));
                            }
                        };
                        self.state = State::Reading(join);
                        if let Err(error) = pushed {
                            return Some(self.end(error));
                        }
                    }
                    None => match join.finish() {
                        Ok(groups) => {
                            self.rest = self.records.left_out();
                            self.rest.reverse();
                            if !self.any && self.rest.is_empty() {
                                self.rest.push(self.error(0, IngestErrorKind::Empty));
                            }
                            self.state = State::Giving(Box::new(groups));
                        }
                        Err(error) => return Some(self.end(error)),
                    },
                },
                State::Giving(mut groups) => match groups.next_group(self.limit) {
                    Ok(Some((group, cut))) => {
                        self.state = State::Giving(groups);
                        let source = group.first().map_or(0, |loose| loose.source);
                        if cut {
                            self.rest.push(self.error(source, told::continued(self.limit)));
                        }
                        let name = self.records.name(source);
                        return Some(Ok(assemble(name, self.form, group)));
                    }
                    Ok(None) => {}
                    Err(error) => return Some(self.end(error)),
                },
                State::Over => return self.rest.pop().map(Err),
            }
        }
    }
}
