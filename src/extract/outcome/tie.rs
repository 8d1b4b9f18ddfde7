//! Which drug an outcome is of, and what says so.

use std::ops::Range;

use serde::Serialize;

use super::{Drugs, change::Effect, item::Item, sense::Senses};
use crate::{
    extract::{
        assertion::{Context, Experiencer, Person},
        cue::CueSet,
        drug_use::Use,
    },
    lexicon::ConceptId,
    pattern::Sight,
    span::Span,
    text::{Document, Gap, Sentence},
};

/// What ties an outcome to a drug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The words say so: “Zoloft made me sick”, “bruises from the heparin”, “thanks to metformin”.
    Stated,
    /// It follows from the words: “I took Zoloft and got sick”, “it made me sick”, “the side effects”.
    Implied,
    /// Both are told of the person in one post, or the thread is about the drug.
    CoMentioned,
}

/// The drug that an outcome is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// What was taken.
    pub drug: ConceptId,
    /// What says that it is of the drug.
    pub evidence: Evidence,
    /// Where the drug is named; nowhere in the post if only the thread is about it.
    pub mention: Option<Span>,
}

/// What is known of a mention of something that is taken.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// Its place among the mentions of the post.
    pub mention: usize,
    /// Of whom.
    pub experiencer: Experiencer,
    /// The noun that names them.
    pub person: Option<Person>,
    /// What is said of its use.
    pub drug_use: Use,
}

/// How many words may stand between a drug and what it does, or between a word of cause and the drug.
const CAUSE_REACH: usize = 4;
const LINK_REACH: usize = 2;

/// The drugs named so far, kept so that no part of a post is looked over twice.
#[derive(Debug, Default)]
pub(super) struct Named {
    next: usize,
    /// Of each person what they were last said to take, as a place among what is taken.
    by_person: [Option<usize>; 4],
    last: Option<usize>,
}

impl Named {
    /// What was named last before a token, whatever is said of it.
    pub(super) fn last(
        &mut self,
        sight: &Sight<'_>,
        taken: &[Taken],
        before: usize,
    ) -> Option<usize> {
        while let Some(one) = taken.get(self.next) {
            if sight.mentions[one.mention].first as usize >= before {
                break;
            }
            if one.drug_use == Use::Taken {
                self.by_person[one.experiencer as usize] = Some(self.next);
            }
            self.last = Some(self.next);
            self.next += 1;
        }
        self.last
    }

    /// Who takes what was named last before a token, if it is said to be taken by somebody else than the author.
    fn taker(
        &mut self,
        sight: &Sight<'_>,
        sentence: &Sentence,
        taken: &[Taken],
        tokens: &Range<usize>,
    ) -> Option<(Experiencer, Option<Person>)> {
        let before = self.last(sight, taken, sentence.first as usize);
        let here = taken[self.next..].iter().take_while(|one| mention(sight, one).0 < tokens.start);
        let one = here.last().or(before.map(|place| &taken[place]))?;
        let is_told = one.drug_use == Use::Taken && one.experiencer != Experiencer::Generic;
        is_told.then_some((one.experiencer, one.person))
    }

    /// Of whom what came of a drug is told, where the words before it do not say: of whoever is named right behind, “did nothing *for my
    /// dog*”, else of who takes the drug. What is said of the drug itself is of them in any case. In a quotation nobody is the author.
    pub(super) fn sufferer(
        &mut self,
        sight: &Sight<'_>,
        sentence: &Sentence,
        drugs: &Drugs<'_>,
        (context, cues): (&Context, &CueSet),
        effect: &Effect,
    ) -> Option<(Experiencer, Option<Person>)> {
        let (behind, is_named) = context.sufferer(sight.document, cues, &effect.judged);
        behind.or_else(|| {
            let taker = self.taker(sight, sentence, drugs.taken, &effect.tokens);
            taker.filter(|_| effect.is_of_drug || !is_named)
        })
    }

    /// The place of what is named next.
    pub(super) const fn next_place(&self) -> usize {
        self.next
    }

    /// Is a drug only spoken of in general where it is named?
    pub(super) fn is_general(
        &self,
        sight: &Sight<'_>,
        taken: &[Taken],
        named: Option<Span>,
    ) -> bool {
        let mut here = taken[self.next..].iter();
        named.is_some_and(|span| {
            here.find(|one| sight.mentions[one.mention].span == span).is_some_and(|one| {
                one.drug_use == Use::Mentioned && one.experiencer == Experiencer::Generic
            })
        })
    }

    /// The drug that an outcome of a person is of. `items` are those of its sentence, if it was looked at.
    pub(super) fn tie(
        &mut self,
        sight: &Sight<'_>,
        sentence: &Sentence,
        &Drugs { taken, topic, .. }: &Drugs<'_>,
        (tokens, person): (&Range<usize>, Experiencer),
        items: &[Item],
    ) -> Option<Tie> {
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        self.last(sight, taken, first);
        let here = &taken[self.next..];
        let here = &here[..here.partition_point(|one| (mention(sight, one).0) < end)];
        let tie = |one: &Taken, evidence| {
            let mention = sight.mentions[one.mention];
            Tie { drug: mention.concept, evidence, mention: Some(mention.span) }
        };
        let stated = here.iter().find(|one| {
            let (from, to) = mention(sight, one);
            let inside = from >= tokens.start && to <= tokens.end;
            let acts = to <= tokens.start
                && tokens.start - to <= CAUSE_REACH
                && !others_between(items, to..tokens.start)
                && !goes_on(sight.document, to..tokens.start);
            let blamed = from >= tokens.end && is_blamed(items, tokens.end, from);
            inside || acts || blamed
        });
        if let Some(one) = stated {
            return Some(tie(one, Evidence::Stated));
        }
        let known = self.by_person[person as usize].or(self.last);
        // “It did nothing, so I was switched to Lexapro”: it is what was named before.
        let pronoun = items.iter().rev().find(|item| {
            let agent = item.is(Senses::AGENT) && item.named.is_none();
            agent && item.end <= tokens.start && tokens.start - item.end <= CAUSE_REACH
        });
        if let Some(pronoun) = pronoun
            && here.first().is_some_and(|one| mention(sight, one).0 > pronoun.first)
            && let Some(place) = known
        {
            return Some(tie(&taken[place], Evidence::Implied));
        }
        let used = |one: &&Taken| one.drug_use == Use::Taken && one.experiencer == person;
        let before = |one: &&Taken| mention(sight, one).0 < tokens.end;
        let nearest = here
            .iter()
            .rev()
            .filter(before)
            .find(used)
            .or_else(|| here.iter().find(used))
            .or_else(|| here.iter().rev().find(before))
            .or_else(|| here.first());
        if let Some(one) = nearest {
            return Some(tie(one, Evidence::Implied));
        }
        let spoken = items.iter().any(|item| item.is(Senses::AGENT) && item.named.is_none());
        let evidence = if spoken { Evidence::Implied } else { Evidence::CoMentioned };
        match known {
            Some(place) => Some(tie(&taken[place], evidence)),
            None => topic.map(|drug| Tie { drug, evidence, mention: None }),
        }
    }
}

/// Can the drug have done harm? Not one that was turned down, is only thought of, or is to be taken.
pub(super) fn may_harm(sight: &Sight<'_>, taken: &[Taken], tie: Tie) -> bool {
    use Use::{Advised, Considered, NotTaken, Refused};
    let Some(named) = tie.mention.filter(|_| tie.evidence != Evidence::Stated) else { return true };
    let span = |one: &Taken| sight.mentions[one.mention].span;
    let place = taken.partition_point(|one| span(one).start < named.start);
    let one = taken.get(place).filter(|one| span(one) == named);
    one.is_none_or(|one| !matches!(one.drug_use, Advised | Considered | NotTaken | Refused))
}

/// The first token of a mention, and one past its last.
fn mention(sight: &Sight<'_>, one: &Taken) -> (usize, usize) {
    let mention = &sight.mentions[one.mention];
    (mention.first as usize, mention.end as usize)
}

/// Does something stand between that is felt, or another drug?
fn others_between(items: &[Item], tokens: Range<usize>) -> bool {
    items.iter().any(|item| {
        item.first >= tokens.start
            && item.end <= tokens.end
            && (item.is_state() || item.named.is_some())
    })
}

/// Does another statement begin between: “I took Zoloft *and* got headaches”?
fn goes_on(document: &Document, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|at| {
        document.tokens[at].gap.any(Gap::COMMA)
            || ["and", "but", "so", "then", "i", "n"]
                .iter()
                .any(|word| document.word(at).eq_ignore_ascii_case(word))
    })
}

/// Is a drug blamed or thanked behind an outcome: “from the heparin”, “thanks to metformin”?
fn is_blamed(items: &[Item], from: usize, drug: usize) -> bool {
    items.iter().any(|item| {
        item.is(Senses::LINK)
            && item.first >= from
            && item.end <= drug
            && drug - item.end <= LINK_REACH
    })
}
