//! The words of a sentence that the calculus of effects looks at.

use super::sense::{Said, Senses, Vocabulary};
use crate::{
    lexicon::{ConceptId, Kind, Mention},
    pattern::Sight,
    text::{Marks, Sentence},
};

/// A word or phrase that says something of an effect, a symptom or condition by its name, or a drug.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) senses: Senses,
    /// Of a name the words of change in it: “increased anxiety”.
    pub(super) inner: Senses,
    /// What the lexicon calls it.
    pub(super) named: Option<(ConceptId, Kind)>,
    /// Of a measure what is too high where it has to be lowered.
    pub(super) measures: Option<ConceptId>,
}

impl Item {
    pub(super) const fn is(&self, senses: Senses) -> bool {
        self.senses.any(senses)
    }

    /// Is it something that is felt, or that one has or can do?
    pub(super) const fn is_state(&self) -> bool {
        self.senses.any(STATES)
    }
}

/// What is felt, or what one has or can do.
pub(super) const STATES: Senses = Senses::BAD
    .or(Senses::BAD_FEELING)
    .or(Senses::GOOD_FEELING)
    .or(Senses::FUNCTION)
    .or(Senses::DOING)
    .or(Senses::MEASURE)
    .or(Senses::TROUBLE);

/// The items of a sentence in order, into `items`, which is empty. `mentions` are those of the sentence. Of a phrase and a name that begin together the longer counts, of two alike the name.
pub(super) fn items(
    sight: &Sight<'_>,
    (sentence, mentions): (&Sentence, &[Mention]),
    vocabulary: &Vocabulary,
    items: &mut Vec<Item>,
) {
    let (mut at, end) = (sentence.first as usize, sentence.end as usize);
    let tells = |mention: &&Mention| {
        let kind = sight.lexicon.concept(mention.concept).kind;
        matches!(kind, Kind::Symptom | Kind::Condition) || kind.is_taken()
    };
    let mut names = mentions.iter().filter(tells).peekable();
    let tokens = &sight.document.tokens;
    let begins_phrase = |&at: &usize| tokens[at].marks.any(Marks::EFFECT);
    loop {
        // Of “had terrible nightmares” the phrase “had terrible” leaves the rest of the name.
        while names.next_if(|name| (name.end as usize) <= at).is_some() {}
        let next = names.peek().map_or(end, |name| (name.first as usize).clamp(at, end));
        // Most words neither begin a phrase nor are in a name.
        at = (at..next).find(begins_phrase).unwrap_or(next);
        if at >= end {
            break;
        }
        let mention = names.peek().filter(|name| name.first as usize <= at);
        let said = if begins_phrase(&at) {
            vocabulary.longest(tokens[at..end].iter().map(|token| token.symbol))
        } else {
            None
        };
        let item = match (mention, said) {
            (Some(mention), said)
                if said.is_none_or(|said| at + said.len <= mention.end as usize) =>
            {
                of_name(sight, mention, (at, said), vocabulary)
            }
            (_, Some(said)) => of_phrase(at, said),
            (_, None) => {
                at += 1;
                continue;
            }
        };
        at = item.end;
        items.push(item);
    }
}

fn of_phrase(first: usize, said: Said) -> Item {
    Item {
        first,
        end: first + said.len,
        senses: said.senses,
        inner: Senses::default(),
        named: None,
        measures: said.measures,
    }
}

/// What a name says, or what a phrase before `first` leaves of it: by its kind, by itself, and by the phrase that is as long.
fn of_name(
    sight: &Sight<'_>,
    mention: &Mention,
    (first, said): (usize, Option<Said>),
    vocabulary: &Vocabulary,
) -> Item {
    let end = mention.end as usize;
    let kind = sight.lexicon.concept(mention.concept).kind;
    let said = said.filter(|said| first + said.len == end);
    let senses = said.map_or(Senses::default(), |said| said.senses);
    let senses = senses.or(vocabulary.of_concept(mention.concept));
    let senses = match kind {
        Kind::Symptom | Kind::Condition => senses.or(Senses::BAD),
        kind if kind.is_taken() => senses.or(Senses::AGENT),
        _ => senses,
    };
    let words = sight.document.tokens[first..end].iter().map(|token| token.symbol);
    let inner = words.filter_map(|word| vocabulary.longest(std::iter::once(word)));
    Item {
        first,
        end,
        senses,
        inner: inner.fold(Senses::default(), |all, said| all.or(said.senses)),
        named: Some((mention.concept, kind)),
        measures: said.and_then(|said| said.measures),
    }
}
