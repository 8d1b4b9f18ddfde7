//! Who a place of a post speaks of: whoever its clause names, before it or right behind; else whom the story is about.
//!
//! Of something that is taken it is asked further whether the one who is named takes it or gives it to somebody.

use std::ops::Range;

use super::{
    Assertion, Experiencer,
    person::{Noun, Person, Somebody},
    post_cues::PostCues,
    scope::Reach,
    subject::{ADJECTIVES, Persons},
};
use crate::{
    extract::cue::{Category, Class, CueSet, Hit, Target, WHO},
    span::Span,
    text::{Clause, Document},
};

/// Of whom a place is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoken {
    pub(super) of: Somebody,
    /// Does its clause name them?
    pub(super) is_named: bool,
    /// Does it name them before the place?
    pub(super) is_named_before: bool,
    /// Does it name somebody right behind the place: “it makes *me* sleepy”?
    pub(super) is_named_behind: bool,
    /// Where the words end that name them.
    pub(super) named_end: Option<u32>,
    /// Who it is if those who are named only say it.
    pub(super) otherwise: Somebody,
}

/// How far behind a drug the person may stand that takes it, in words: “Tylenol for my son”.
const BEHIND: u32 = 6;

/// How many words may stand between what somebody takes and the word that says so.
const TAKES_WITHIN: u32 = 2;
/// How far before a quotation who says it is looked for, in words.
const SPEAKER_WITHIN: usize = 8;
/// A place, with those whom its clause names.
struct Place<'a> {
    context: &'a PostCues,
    document: &'a Document,
    cues: &'a CueSet,
    sentence: usize,
    /// What the words of the sentence are, taken together.
    words: Class,
    tokens: Range<usize>,
    clause: Clause,
    /// The names of the sentence from the clause on.
    hits: &'a [Hit],
    /// How many of them stand before the place.
    here: usize,
    /// Who is spoken of, as far as the place is read.
    persons: Persons,
    named: Option<Somebody>,
    /// Who of them is named before the place.
    by: Option<&'a Hit>,
}

impl Place<'_> {
    fn class(&self, token: u32) -> Class {
        self.cues.class(self.document.tokens[token as usize].symbol)
    }

    fn category(&self, hit: &Hit) -> Option<Category> {
        self.cues.rows(hit).first().map(|cue| cue.category)
    }

    fn is_own(&self) -> bool {
        self.named.is_some_and(|named| named.experiencer == Experiencer::Own)
    }

    /// Whom the clause names before the place.
    fn read_before(&mut self, is_use: bool) {
        let mut own_before = false;
        // “my two sons” that are the outcome itself are the narrator's
        let end = self.tokens.start;
        for (at, hit) in self.hits[..self.here].iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &self.hits[before]);
            let met = self.persons.meet((self.document, self.cues), hit, before, end);
            let Some(person) = met else { continue };
            let behind =
                |of: Class| hit.first > self.clause.first && self.class(hit.first - 1).any(of);
            // "myself and a lot of my friends"; "I took my husband's Xanax"
            let adjacent = before.is_some_and(|before| before.end + 1 >= hit.first);
            let joined = own_before && adjacent && behind(Class::AND);
            let possessive =
                matches!(self.category(hit), Some(Category::My | Category::Third | Category::Kin));
            let borrowed = is_use
                && possessive
                && self.named.is_some()
                && behind(Class::TAKES)
                && end - hit.end as usize <= ADJECTIVES;
            if !(joined || borrowed) {
                (self.named, self.by) = (Some(person), Some(hit));
            }
            own_before |= person.experiencer == Experiencer::Own;
        }
    }

    /// Does it name somebody right behind the place?
    fn is_named_behind(&self) -> bool {
        let near = self.tokens.end..self.tokens.end + BEHIND as usize;
        self.hits[self.here..].iter().any(|hit| {
            near.contains(&(hit.first as usize))
                && hit.first < self.clause.end
                && matches!(
                    self.category(hit),
                    Some(Category::Own | Category::My | Category::Third)
                )
        })
    }

    /// Whom it names behind something that is taken: “Tylenol *for my son*”.
    fn read_behind(&mut self) {
        let mut behind =
            self.hits[self.here..].iter().take_while(|hit| hit.first < self.clause.end);
        let Some(hit) = behind.find(|hit| {
            hit.first as usize >= self.tokens.end && hit.first - self.tokens.end as u32 <= BEHIND
        }) else {
            return;
        };
        let led = |class: Class| {
            hit.first as usize > self.tokens.start && self.class(hit.first - 1).any(class)
        };
        // “… and my friend took”: of somebody else
        let joins = hit.first as usize > self.tokens.end && led(Class::AND);
        let leads = if self.applies() { Class::TO.or(Class::AT) } else { Class::TO };
        let to = led(leads)
            && !self.is_given_to()
            && self.named.is_none_or(|named| named.experiencer != Experiencer::Relative);
        if (self.named.is_none() || to) && !joins {
            let end = self.document.tokens.len();
            let met = self.persons.meet((self.document, self.cues), hit, None, end);
            self.named = met.or(self.named);
        }
    }

    /// Whom the one who is named gives it to.
    fn give(&mut self) {
        // "I gave Tylenol three times": to whoever was spoken of
        if self.named.is_none_or(|named| named.experiencer == Experiencer::Own)
            && let Some(third) = self.persons.third
            && self.gives()
        {
            self.named = Some(third);
        }
        let is_we = self.by.is_some_and(|hit| self.class(hit.first).any(Class::WE));
        if self.is_own()
            && is_we
            && let Some(third) = self.cared_for()
        {
            self.named = Some(third);
        }
        let Some(ward) = self.persons.ward else { return };
        let is_of_animals = self.persons.is_of_animals;
        let is_given = match self.named {
            Some(_) => {
                let is_theirs = is_of_animals && !self.takes_it();
                self.is_own() && self.by.is_some() && (is_we || is_theirs)
            }
            None => is_of_animals && self.persons.current.experiencer == Experiencer::Own,
        };
        if is_given {
            self.named = Some(ward);
        }
    }

    /// “They gave *me* heparin for his lungs”.
    fn is_given_to(&self) -> bool {
        self.by.is_some_and(|hit| {
            hit.end as usize == self.tokens.start
                && hit.first > self.clause.first
                && self.class(hit.first - 1).any(Class::GIVES)
        })
    }

    /// “I take it”, “I am on it”: does the author say so?
    fn takes_it(&self) -> bool {
        let place = self.tokens.start as u32;
        (place.saturating_sub(TAKES_WITHIN)..place).any(|at| {
            self.class(at).any(Class::INGESTS)
                || at > 0 && self.class(at).any(Class::AT) && self.class(at - 1).any(Class::COPULA)
        })
    }

    /// “When *she* broke her wrist we refused it”: somebody of the family of whom the sentence speaks beside “we”, but no partner of the author's.
    fn cared_for(&self) -> Option<Somebody> {
        let known = self.persons.third.or(Some(self.persons.unnamed.into()));
        known.filter(|third| {
            let is_partner = |noun: Noun| noun.class(self.document, self.cues).any(Class::PARTNER);
            third.experiencer == Experiencer::Relative && !third.noun.is_some_and(is_partner) && {
                self.context.hits(self.sentence, WHO).iter()
            }
            .any(|hit| self.category(hit) == Some(Category::Third))
        })
    }

    /// Does a verb of giving stand shortly before the place: “*put* it on his gums”?
    fn applies(&self) -> bool {
        let place = self.tokens.start as u32;
        let from = self.clause.first.max(place.saturating_sub(ADJECTIVES as u32));
        (from..place).any(|at| self.class(at).any(Class::APPLIES))
    }

    /// Does a verb of giving lead to the place, without anybody behind it to whom it is given?
    fn gives(&self) -> bool {
        const IDIOMS: Class = Class::AT.or(Class::PEOPLE);
        if !self.words.any(Class::GIVES) {
            return false;
        }
        let place = self.tokens.start as u32;
        let from = self.clause.first.max(place.saturating_sub(BEHIND));
        let Some(verb) = (from..place).rev().find(|&at| self.class(at).any(Class::GIVES)) else {
            return false;
        };
        let persons = &self.context.found[WHO];
        let next = persons.partition_point(|hit| hit.first <= verb);
        let somebody = persons.get(next).is_some_and(|hit| hit.first < place);
        // “gave up on”, “gave in to”
        !(somebody || verb + 1 < place && self.class(verb + 1).any(IDIOMS))
    }
}

impl PostCues {
    /// Who a place speaks of.
    pub(super) fn experiencer(&self, reach: &Reach<'_>) -> Spoken {
        let Reach { document, cues, sentence, ref tokens, .. } = *reach;
        let is_use = reach.target == Target::Use;
        let clause = document.clauses[reach.clause];
        let hits = self.hits(sentence, WHO);
        let hits = &hits[hits.partition_point(|hit| hit.first < clause.first)..];
        let here = hits.partition_point(|hit| (hit.first as usize) < tokens.start);
        let mut place = Place {
            context: self,
            document,
            cues,
            sentence,
            words: reach.words,
            tokens: tokens.clone(),
            clause,
            hits,
            here,
            persons: self.persons[reach.clause],
            named: None,
            by: None,
        };
        place.read_before(is_use);
        let is_named_before = place.named.is_some();
        let is_named_behind = place.is_named_behind();
        if is_use {
            place.read_behind();
            place.give();
        }
        let Place { persons, named, by, .. } = place;
        let named_end = by.map(|hit| {
            let noun = named.and_then(|named| named.noun).filter(|noun| noun.first >= hit.first);
            noun.map_or(hit.end, |noun| noun.end)
        });
        Spoken {
            of: named.unwrap_or(persons.current),
            is_named: named.is_some(),
            is_named_before,
            is_named_behind,
            named_end,
            otherwise: persons.ward.unwrap_or(Experiencer::Own.into()),
        }
    }

    /// Who a place between quotation marks speaks of, as seen by the author: “I” is who says it, and “you” mostly the author.
    pub(super) fn quoted(
        &self,
        document: &Document,
        cues: &CueSet,
        (mark, assertion, spoken): (Span, &Assertion, Spoken),
    ) -> Option<Somebody> {
        let open = document.tokens.partition_point(|token| token.start < mark.start);
        let last = open.checked_sub(1)?;
        let from = last.saturating_sub(SPEAKER_WITHIN);
        let says = |at: usize| cues.class(document.tokens[at].symbol).any(Class::SAYS);
        if !(from..open).any(says)
            && !document.text[..mark.start as usize].trim_end().ends_with(':')
        {
            return None;
        }
        let hits = &self.found[WHO];
        let end = hits.partition_point(|hit| (hit.first as usize) < open);
        let mut persons = self.persons[document.clause_of(last)];
        let mut speaker = None;
        for at in hits.partition_point(|hit| (hit.first as usize) < from)..end {
            let before = at.checked_sub(1).map(|before| &hits[before]);
            let person = persons.meet((document, cues), &hits[at], before, open);
            let own = |person: &Somebody| person.experiencer == Experiencer::Own;
            speaker = person.filter(|person| !own(person)).or(speaker);
        }
        match assertion.experiencer {
            Experiencer::Own if spoken.is_named => {
                speaker.filter(|speaker| speaker.experiencer != Experiencer::Generic)
            }
            Experiencer::Generic if !persons.is_of_patients => Some(Experiencer::Own.into()),
            _ => None,
        }
    }

    /// See [`Context::sufferer`](super::Context::sufferer).
    pub(super) fn sufferer(
        &self,
        document: &Document,
        cues: &CueSet,
        tokens: &Range<usize>,
    ) -> (Option<(Experiencer, Option<Person>)>, bool) {
        let sentence = document.sentence_of(tokens.start);
        let at = document.clause_of(tokens.start);
        let clause = document.clauses[at];
        let hits = self.hits(sentence, WHO);
        let hits = &hits[hits.partition_point(|hit| hit.first < clause.first)..];
        let hits = &hits[..hits.partition_point(|hit| hit.first < clause.end)];
        let mut persons = self.persons[at];
        let end = document.tokens.len();
        for (place, hit) in hits.iter().enumerate() {
            let before = place.checked_sub(1).map(|before| &hits[before]);
            let Some(person) = persons.meet((document, cues), hit, before, end) else { continue };
            let first = hit.first as usize;
            let behind = first >= tokens.start && first <= tokens.end + 1;
            if !behind || person.experiencer == Experiencer::Generic {
                return (None, first < tokens.end);
            }
            let named = person.noun.map(|noun| self.people.person(document, noun));
            return (Some((person.experiencer, named)), true);
        }
        (None, false)
    }
}
