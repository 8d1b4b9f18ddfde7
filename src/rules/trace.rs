//! Why a rule fires on a sentence, or at which stage it does not: the sentence, the required terms, the pattern, an exception, the stance.

use super::{find::PostView, set::RuleSet};
use crate::{
    pattern::{DEAR, Pattern},
    text::{Sentence, Symbols},
};

/// What a rule makes of a sentence, where none of its patterns matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The pattern that comes furthest.
    pub pattern: String,
    /// What it needs and the sentence has not, in words.
    pub missing: Option<String>,
    /// The longest part of the sentence that its beginning matches.
    pub matched: Option<String>,
    /// What it expects behind that.
    pub expected: Option<String>,
}

impl RuleSet {
    /// The pattern of a rule that comes nearest to a sentence, if one of its required terms stands there.
    pub(crate) fn near_miss(
        &self,
        rule: &str,
        (view, symbols): (&PostView<'_>, &Symbols),
        sentence: &Sentence,
    ) -> Option<NearMiss> {
        let range = sentence.first as usize..sentence.end as usize;
        let mentions = view.sight.mentions_in(range.clone());
        let mut best: Option<(usize, usize, u32, &Pattern)> = None;
        let place = self.entries.iter().position(|entry| *entry.id == *rule)?;
        let compiled = self.compiled(place)?;
        for pattern in compiled.claims.iter().map(|claim| &claim.pattern) {
            let stand =
                |at: &usize| pattern.required[*at].stands_in(&view.sight, range.clone(), mentions);
            let missing = (0..pattern.required.len()).filter(|at| !stand(at)).count();
            // That *of* stands there says nothing.
            let tells = |at: &usize| pattern.required[*at].cost <= DEAR && stand(at);
            let present = (0..pattern.required.len()).filter(tells).count();
            let words =
                pattern.find_longest(&view.sight, range.clone()).map_or(0, |part| part.words);
            let rank = |&(missing, present, words, _): &(usize, usize, u32, _)| {
                (usize::MAX - missing, words, present)
            };
            let this = (missing, present, words, pattern);
            if present > 0 && best.as_ref().is_none_or(|best| rank(&this) > rank(best)) {
                best = Some(this);
            }
        }
        let (.., pattern) = best?;
        let lost = pattern
            .required
            .iter()
            .find(|trigger| !trigger.stands_in(&view.sight, range.clone(), mentions));
        let part = pattern.find_longest(&view.sight, range);
        Some(NearMiss {
            pattern: pattern.source.clone(),
            missing: lost.map(|trigger| trigger.in_words(view.sight.lexicon, symbols)),
            expected: part
                .as_ref()
                .map(|part| pattern.expects(part.step, view.sight.lexicon, symbols)),
            matched: part.map(|part| {
                let document = view.sight.document;
                document.span(part.tokens).of(&document.text).to_owned()
            }),
        })
    }
}
