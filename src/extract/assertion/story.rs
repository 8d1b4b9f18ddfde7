//! A story of one's own or of somebody of the family, told as over: “my mum ate garlic and it cured her cancer”.

use super::{CueSpan, post_cues::PostCues, scope::Reach};
use crate::{
    extract::cue::{Category, Class, WHO},
    text::Gap,
};

/// Within how many words behind its subject the verb of a story stands: “my dad once *put*”.
const VERB_WITHIN: usize = 4;
/// How far before a claim the subject may stand, in words.
const SUBJECT_WITHIN: usize = 16;

impl PostCues {
    /// Who somebody's past is told of, where the claim is part of it.
    pub(super) fn story(&self, reach: &Reach<'_>) -> Option<CueSpan> {
        let Reach { document, cues, sentence, .. } = *reach;
        let tokens = &document.tokens;
        let class = |at: usize| cues.class(tokens[at].symbol);
        let is_past = |at: usize| class(at).any(Class::PAST);
        let place = &reach.tokens;
        let told = (place.start..place.end).any(is_past);
        let last = document.sentences[sentence].end as usize;
        for hit in self.hits(sentence, WHO).iter().rev() {
            let (first, end) = (hit.first as usize, hit.end as usize);
            if first > place.start || place.start - first > SUBJECT_WITHIN {
                continue;
            }
            let category = cues.rows(hit).first()?.category;
            let subject_end = match category {
                Category::Own if class(first).any(Class::AUTHOR.or(Class::WE)) => end,
                Category::Relative | Category::Third | Category::Kin => end,
                Category::My => {
                    const SOMEBODY: Class = Class::KIN.or(Class::PEOPLE);
                    let near = end..(end + VERB_WITHIN).min(last);
                    let Some(noun) = near.rev().find(|&at| class(at).any(SOMEBODY)) else {
                        continue;
                    };
                    noun + 1
                }
                Category::Generic => return None,
                _ => continue,
            };
            let verb = (subject_end..(subject_end + VERB_WITHIN).min(last)).find(|&at| {
                is_past(at)
                    && (subject_end + 1..=at).all(|at| tokens[at].gap.joins())
                    && (subject_end..at).all(|at| class(at).any(Class::BETWEEN))
            });
            let Some(verb) = verb else { continue };
            // “My mum used garlic, garlic cures cancer”
            let apart = (verb + 1..=place.start)
                .any(|at| tokens[at].gap.any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0)));
            if told || verb >= place.start || !apart && verb + VERB_WITHIN >= place.start {
                let span = document.span(first..verb + 1);
                return Some(CueSpan { span, category: Category::Anecdote });
            }
        }
        None
    }
}
