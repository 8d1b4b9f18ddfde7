//! Verbs of change: started, stopped, switched, raised, lowered, missed, refused.

use super::{
    group::Line,
    reader::Reader,
    status::Status,
    vocabulary::{Roles, Word},
};

impl Line<'_> {
    /// What is done to somebody: “put me on”, “was prescribed”. It begins a course, and the regimen that is told with it is then taken.
    pub(super) fn is_given(&self, at: usize) -> bool {
        self.reader.vocabulary.opens_change(self.reader.document.tokens[at].symbol)
            && matches!(self.reader.word(at), Some(Word::PutOn | Word::Prescribed))
    }

    /// What a verb says of a regimen: “started”, “taken off”.
    pub(super) fn change(&self, at: usize) -> Option<Status> {
        let reader: Reader<'_> = self.reader;
        if at >= reader.end || !reader.vocabulary.opens_change(reader.document.tokens[at].symbol) {
            return None;
        }
        let word = reader.word(at)?;
        // "heparin stops miscarriages": what a drug does is not what is done with it.
        let of_drug =
            || self.taken(at.saturating_sub(6)..at).any(|mention| mention.end as usize == at);
        if matches!(word, Word::Stop | Word::Increase | Word::Decrease) && of_drug() {
            return None;
        }
        match word {
            // "the usual starting dose" is no start.
            Word::Start if matches!(reader.word(at + 1), Some(Word::Form("dose"))) => None,
            Word::Start => Some(Status::Started),
            Word::Stop => Some(Status::Stopped),
            Word::Off => {
                let verb = if reader.has_before(at, Roles::OFF_BETWEEN) {
                    at.saturating_sub(1)
                } else {
                    at
                };
                reader.has_before(verb, Roles::OFF_VERB).then_some(Status::Stopped)
            }
            Word::Switch => Some(Status::Switched),
            Word::Increase => Some(Status::Increased),
            Word::Decrease => Some(Status::Decreased),
            Word::Miss => Some(Status::Missed),
            Word::Refuse => Some(Status::Refused),
            _ => None,
        }
    }
}
