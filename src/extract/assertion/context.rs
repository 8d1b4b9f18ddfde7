//! A post in which any place can be judged.

use std::{
    cell::{OnceCell, RefCell},
    ops::Range,
};

use super::{Assertion, CueSpan, Experiencer, person::Person, post_cues::PostCues};
use crate::{
    extract::cue::{CueSet, Target},
    text::Document,
    thread::Role,
};

/// Judges any place of a post. Its cues are looked for when the first place is judged, as most posts of a forum hold none.
#[derive(Clone, Debug, Default)]
pub struct Context {
    role: Role,
    cues: OnceCell<PostCues>,
    /// The memory of a post before.
    spare: RefCell<PostCues>,
}

impl Context {
    /// Begins another post, in the same memory. Until the next, all that is asked has to be asked with the document of this post.
    pub fn begin(&mut self, role: Role) {
        self.role = role;
        if let Some(cues) = self.cues.take() {
            self.spare = RefCell::new(cues);
        }
    }

    fn of(&self, document: &Document, cues: &CueSet) -> &PostCues {
        self.cues.get_or_init(|| {
            let mut read = self.spare.take();
            read.read(document, cues, self.role);
            read
        })
    }

    /// Judges what stands in some tokens. `own` has the tokens that are part of the statement itself even where they look like cues,
    /// as the negation of a claim that is made by a negation.
    #[must_use]
    pub fn judge(
        &self,
        document: &Document,
        cues: &CueSet,
        tokens: Range<usize>,
        target: Target,
        own: &[u32],
    ) -> Assertion {
        self.of(document, cues).judge(document, cues, tokens, target, own)
    }

    /// Judges a mention of something that is taken; the second value is the nearest cue that tells of its use, with its words. `list_end` is
    /// where the list ends in which it stands.
    #[must_use]
    pub fn judge_drug(
        &self,
        document: &Document,
        cues: &CueSet,
        tokens: Range<usize>,
        list_end: usize,
    ) -> (Assertion, Option<CueSpan>) {
        self.of(document, cues).judge_drug(document, cues, tokens, list_end)
    }

    /// Do some tokens stand in a question?
    pub(crate) fn is_asked(
        &self,
        (document, cues): (&Document, &CueSet),
        sentence: usize,
        tokens: &Range<usize>,
    ) -> bool {
        self.of(document, cues).is_asked(sentence, tokens)
    }

    /// Of whom an outcome is whose clause names nobody before it: of whoever it names behind, “did nothing *for my dog*”. The second
    /// value is whether the clause names anybody at all.
    pub(crate) fn sufferer(
        &self,
        document: &Document,
        cues: &CueSet,
        tokens: &Range<usize>,
    ) -> (Option<(Experiencer, Option<Person>)>, bool) {
        self.of(document, cues).sufferer(document, cues, tokens)
    }
}
