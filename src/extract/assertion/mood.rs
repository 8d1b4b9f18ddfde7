//! How a statement is meant: as a fact, an advice, a wish.

use super::{CueSpan, Mood, scope::Reach};
use crate::{
    extract::cue::{Category, Class, Hit, MOOD},
    span::Span,
    text::{Gap, Marks},
};

/// How far before a place an order may stand, in words.
const ORDER_REACH: usize = 12;

/// What is added to the distance of a cue behind, so that all that stand before come first.
const BEHIND: usize = 1000;

impl Mood {
    const fn of(category: Category) -> Option<Self> {
        Some(match category {
            Category::Asked => Self::Question,
            Category::Advice => Self::Advice,
            Category::Condition => Self::Condition,
            Category::Wish | Category::Regret => Self::Wish,
            Category::Intention => Self::Intention,
            Category::Warning => Self::Warning,
            Category::Plain => Self::Statement,
            _ => return None,
        })
    }
}

impl Reach<'_> {
    /// How the place is meant, by the nearest cue before it, else the nearest behind it.
    pub(super) fn mood(&self, hits: &[Hit]) -> Option<(Mood, CueSpan)> {
        let mut nearest: Option<(usize, &Hit, Category)> = None;
        let mut whole: Option<(&Hit, Category)> = None;
        for hit in hits {
            for cue in self.cues.rows(hit).iter().filter(|cue| cue.is_for(self.target)) {
                if !self.is_in_scope(hit, cue) {
                    continue;
                }
                let before = hit.end as usize <= self.tokens.start;
                // All that stand before come before those behind.
                let distance = if before {
                    self.tokens.start - hit.end as usize
                } else {
                    BEHIND + hit.first as usize
                };
                if nearest.is_none_or(|(known, ..)| distance <= known) {
                    nearest = Some((distance, hit, cue.category));
                }
                if cue.category == Category::Asked {
                    whole = Some((hit, cue.category));
                }
            }
        }
        // “I hope she will try it”, “if you are going to start”: what governs an intention tells how it is meant.
        if let Some((distance, intention, Category::Intention)) = nearest
            && distance < BEHIND
        {
            for hit in hits.iter().take_while(|hit| hit.end <= intention.first) {
                for cue in self.cues.rows(hit).iter().filter(|cue| cue.is_for(self.target)) {
                    let governs = matches!(cue.category, Category::Wish | Category::Condition);
                    if governs && self.is_in_scope(hit, cue) {
                        nearest = Some((distance, hit, cue.category));
                    }
                }
            }
        }
        let span = |first: usize, end: usize| self.document.span(first..end);
        let ordered = self.order();
        if let Some((at, mood, words)) = ordered
            && whole.is_none()
            && nearest.is_none_or(|(distance, ..)| self.tokens.start - at <= distance)
        {
            let category = if mood == Mood::Warning { Category::Warning } else { Category::Advice };
            return Some((mood, CueSpan { span: words, category }));
        }
        let (hit, category) = whole.or(nearest.map(|(_, hit, category)| (hit, category)))?;
        let mood = Mood::of(category)?;
        Some((mood, CueSpan { span: span(hit.first as usize, hit.end as usize), category }))
    }

    /// “Take …”, “please try …”, “never stop …”: where the order stands, what it is, and its words.
    fn order(&self) -> Option<(usize, Mood, Span)> {
        if !self.words.any(Class::ORDER) {
            return None;
        }
        let tokens = &self.document.tokens;
        let class = |at: usize| self.cues.class(tokens[at].symbol);
        let from = self.first.max(self.tokens.start.saturating_sub(ORDER_REACH));
        for at in (from..self.tokens.start).rev() {
            if !class(at).any(Class::ORDER) || self.is_cut(at, self.tokens.start, Category::Advice)
            {
                continue;
            }
            // “dont ever give” in a text without stops
            let denied = (at.saturating_sub(2).max(self.first)..at)
                .find(|&before| class(before).any(Class::NEGATOR));
            if let Some(negator) = denied {
                let free = negator == self.first
                    || !tokens[negator - 1].marks.any(Marks::SUBJECT)
                        && (!class(negator - 1).any(NO_ORDER)
                            || class(negator - 1).any(Class::BEFORE_ORDER));
                if free {
                    return Some((at, Mood::Warning, self.document.span(negator..at + 1)));
                }
                continue;
            }
            // Back over "please", "just", "do not" to where the order begins.
            let (mut start, mut negated) = (at, false);
            let opens = loop {
                if start == self.first || tokens[start].gap.any(OPENS) {
                    break true;
                }
                let before = class(start - 1);
                if before.any(Class::NEGATOR) {
                    negated = true;
                } else if !before.any(Class::BEFORE_ORDER)
                    && !tokens[start - 1].marks.any(Marks::CONJUNCTION)
                {
                    break false;
                }
                start -= 1;
            };
            if opens {
                // “do not, under any circumstances, take”
                negated |= (self.first..(self.first + 3).min(start))
                    .any(|before| class(before).any(Class::NEGATOR));
                let mood = if negated { Mood::Warning } else { Mood::Advice };
                return Some((at, mood, self.document.span(start..at + 1)));
            }
        }
        None
    }
}

/// Words before which a negation is no order: “the kids don't take it”, “I did not take it”.
const NO_ORDER: Class = Class::KIN
    .or(Class::PEOPLE)
    .or(Class::DOCTOR)
    .or(Class::BRIDGE)
    .or(Class::SHE)
    .or(Class::HE)
    .or(Class::TO);

/// What may stand before the first word of an order inside a sentence.
const OPENS: Gap = Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::DOTS.0 | Gap::BRACKET.0);

/// The family of the cues that [`Reach::mood`] looks at.
pub(super) const FAMILY: usize = MOOD;
