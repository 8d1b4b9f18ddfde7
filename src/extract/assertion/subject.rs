//! Of whom: the narrator, and whoever else a post speaks of, from clause to clause.

use std::ops::Range;

use super::{
    Context, Experiencer,
    person::{Noun, Person, Somebody},
};
use crate::{
    extract::cue::{Category, Class, CueSet, Gender, Hit, WHO},
    text::Document,
    thread::Role,
};

/// Who is spoken of at some place of a post.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Persons {
    /// Who a clause is about that names nobody.
    current: Somebody,
    /// The third person named last.
    third: Option<Somebody>,
    she: Option<Somebody>,
    he: Option<Somebody>,
    /// Is it somebody who prescribes that was named last? “He” is that one, then, and takes nothing.
    prescriber: bool,
    /// Who “she” is where nobody was named: of somebody who asks mostly the child or the parent.
    unnamed: Experiencer,
    /// Is it an article, whose “the baby” is nobody in particular?
    is_article: bool,
}

/// Of whom a place is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoken {
    pub(super) of: Somebody,
    /// Does its clause name them?
    pub(super) is_named: bool,
    /// Does it name them before the place?
    pub(super) is_named_before: bool,
}

/// How far behind a drug the person may stand that takes it, in words: “Tylenol for my son”.
const BEHIND: u32 = 6;

/// How many words may stand between “my” and the person.
const ADJECTIVES: usize = 3;

impl Persons {
    /// Who a cue names, if it names anybody a statement can be of. `before` is the cue before it in its clause,
    /// `end` where what is looked at ends.
    fn meet(
        &mut self,
        (document, cues): (&Document, &CueSet),
        hit: &Hit,
        before: Option<&Hit>,
        end: usize,
    ) -> Option<Somebody> {
        let (category, gender) = (cues.rows(hit).first()?.category, cues.gender(document, hit));
        let noun = || Noun::within(document, cues, hit.first as usize..hit.end as usize);
        match category {
            Category::Own | Category::My | Category::Third
                if is_part_of(document, cues, hit, before) =>
            {
                None
            }
            Category::Own => Some(Experiencer::Own.into()),
            Category::Generic => Some(Experiencer::Generic.into()),
            Category::Relative if self.is_article || !stands_free(document, cues, hit) => None,
            Category::Relative => Some(self.remember(Experiencer::Relative, noun(), gender)),
            Category::Other => Some(self.remember(Experiencer::Other, noun(), gender)),
            Category::Third => {
                // “his nurse got him on it”
                let treats = before.is_some_and(|before| {
                    { cues.rows(before).first() }
                        .is_some_and(|cue| cue.category == Category::Prescriber)
                });
                self.prescriber &= !(treats && hit.first > 0);
                self.pronoun(gender)
            }
            // “his father”, of a relative, is one too
            Category::Kin => {
                let of = self.third.map_or(Experiencer::Other, |third| third.experiencer);
                Some(self.remember(of, noun(), gender))
            }
            Category::My => match named_behind(document, cues, hit, end) {
                Some((class, noun)) if class.any(Class::KIN) => {
                    Some(self.remember(Experiencer::Relative, noun, class.gender()))
                }
                Some((class, noun)) if class.any(Class::PEOPLE) => {
                    Some(self.remember(Experiencer::Other, noun, class.gender()))
                }
                Some(_) => self.prescribed(),
                None => Some(Experiencer::Own.into()),
            },
            Category::Someone if follows(document, cues, hit, Class::COPULA) => None,
            Category::Someone => match named_behind(document, cues, hit, end) {
                Some((class, noun)) if class.any(Class::PEOPLE) => {
                    Some(self.remember(Experiencer::Other, noun, class.gender()))
                }
                Some((class, _)) if class.any(Class::DOCTOR) => self.prescribed(),
                _ => None,
            },
            Category::Prescriber => self.prescribed(),
            _ => None,
        }
    }

    fn prescribed(&mut self) -> Option<Somebody> {
        self.prescriber = true;
        None
    }

    fn remember(&mut self, experiencer: Experiencer, noun: Noun, gender: Gender) -> Somebody {
        let person = Somebody { experiencer, noun: Some(noun) };
        self.prescriber = false;
        self.third = Some(person);
        match gender {
            Gender::She => self.she = self.third,
            Gender::He => self.he = self.third,
            Gender::Open => (self.she, self.he) = (self.third, self.third),
        }
        person
    }

    /// A pronoun is whoever of its gender was spoken of last.
    fn pronoun(&mut self, gender: Gender) -> Option<Somebody> {
        let known = match gender {
            Gender::She => self.she,
            Gender::He => self.he,
            Gender::Open => None,
        };
        let known = known.or(self.third);
        if known.is_none() && self.prescriber {
            return None;
        }
        self.third = known.or(Some(self.unnamed.into()));
        self.third
    }
}

/// Does a cue stand right behind a word of a class?
fn follows(document: &Document, cues: &CueSet, hit: &Hit, class: Class) -> bool {
    let before = (hit.first as usize).checked_sub(1);
    before.is_some_and(|before| cues.class(document.tokens[before].symbol).any(class))
}

/// A bare “Dad” is somebody only where a clause may begin or where something is for him; “one dd (4)” is not spoken of.
fn stands_free(document: &Document, cues: &CueSet, hit: &Hit) -> bool {
    const BEFORE: Class =
        Class::BRIDGE.or(Class::AND).or(Class::TO).or(Class::GIVES).or(Class::BEFORE_ORDER);
    let first = hit.first as usize;
    hit.end - hit.first > 1
        || first == 0
        || !document.tokens[first].gap.joins()
        || cues.class(document.tokens[first - 1].symbol).any(BEFORE)
}

/// What the words behind “my” or “a” say of the person they name: “my poor old *mother*”, “a *lady* at work”.
fn named_behind(
    document: &Document,
    cues: &CueSet,
    hit: &Hit,
    end: usize,
) -> Option<(Class, Noun)> {
    const PERSON: Class = Class::KIN.or(Class::PEOPLE).or(Class::DOCTOR);
    let behind = document.tokens.get(hit.end as usize..end)?;
    { behind.iter().take(ADJECTIVES + 1).zip(hit.end as usize..) }
        .take_while(|(token, _)| token.gap.joins())
        .map(|(token, at)| (cues.class(token.symbol), Noun::at(at)))
        .find(|(class, _)| class.any(PERSON))
}

/// “A woman *in my class*”, “the woman *I* met”: the narrator is only part of who is spoken of.
fn is_part_of(document: &Document, cues: &CueSet, hit: &Hit, before: Option<&Hit>) -> bool {
    let named = |before: &&Hit| {
        { cues.rows(before).first() }.is_some_and(|cue| {
            matches!(
                cue.category,
                Category::Relative | Category::Other | Category::Kin | Category::Someone
            )
        })
    };
    let Some(before) = before.filter(named) else { return false };
    let class = cues.class(document.tokens[hit.first as usize - 1].symbol);
    if hit.first == before.end || class.any(Class::KIN.or(Class::PEOPLE)) {
        return true;
    }
    hit.first - before.end <= 3 && class.any(Class::AT)
}

impl Context {
    pub(super) fn find_persons(&mut self, document: &Document, cues: &CueSet) {
        let narrator =
            if self.role == Role::Article { Experiencer::Generic } else { Experiencer::Own };
        let unnamed = match self.role {
            Role::Question | Role::Post => Experiencer::Relative,
            _ => Experiencer::Other,
        };
        let mut persons = Persons {
            current: narrator.into(),
            unnamed,
            is_article: self.role == Role::Article,
            ..Persons::default()
        };
        for (at, sentence) in document.sentences.iter().enumerate() {
            let before = persons.current;
            let mut next = self.starts[at][WHO] as usize;
            let last = self.starts[at + 1][WHO] as usize;
            for clause in sentence.first_clause..sentence.end_clause {
                self.persons.push(persons);
                let end = document.clauses[clause as usize].end;
                let mut first = None;
                while next < last && self.found[WHO][next].first < end {
                    let before = next.checked_sub(1).map(|before| &self.found[WHO][before]);
                    let hit = &self.found[WHO][next];
                    let third = persons.third;
                    let person = persons.meet((document, cues), hit, before, document.tokens.len());
                    if let Some(noun) = person.and_then(|person| person.noun)
                        && noun.first >= hit.first
                    {
                        let is_kin =
                            cues.rows(hit).first().is_some_and(|cue| cue.category == Category::Kin);
                        let of = third.filter(|_| is_kin).and_then(|third| third.noun);
                        let of = of.map(|noun| self.people.id(noun));
                        self.people.name(document, cues, (hit.first as usize, noun), of);
                    }
                    first = first.or(person);
                    next += 1;
                }
                persons.current = first.unwrap_or(persons.current);
            }
            // Whoever is addressed in passing does not take over the story.
            let is_generic = |person: Somebody| person.experiencer == Experiencer::Generic;
            if is_generic(persons.current) {
                persons.current = if is_generic(before) { narrator.into() } else { before };
            }
        }
    }

    /// Who a place speaks of.
    pub(super) fn experiencer(
        &self,
        document: &Document,
        cues: &CueSet,
        sentence: usize,
        tokens: &Range<usize>,
        is_use: bool,
    ) -> Spoken {
        let at = document.clause_of(tokens.start);
        let clause = document.clauses[at];
        let mut persons = self.persons[at];
        let mut named: Option<Somebody> = None;
        let mut own_before = false;
        let hits = self.hits(sentence, WHO);
        let hits = &hits[hits.partition_point(|hit| hit.first < clause.first)..];
        let here = hits.partition_point(|hit| (hit.first as usize) < tokens.start);
        // “my two sons” that are the outcome itself are the narrator's
        let end = tokens.start;
        let class = |token: u32| cues.class(document.tokens[token as usize].symbol);
        for (at, hit) in hits[..here].iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &hits[before]);
            let Some(person) = persons.meet((document, cues), hit, before, end) else { continue };
            let behind = |of: Class| hit.first > clause.first && class(hit.first - 1).any(of);
            // "myself and a lot of my friends"; "I took my husband's Xanax"
            let adjacent = before.is_some_and(|before| before.end + 1 >= hit.first);
            let joined = own_before && adjacent && behind(Class::AND);
            let possessive = cues.rows(hit).first().is_some_and(|cue| {
                matches!(cue.category, Category::My | Category::Third | Category::Kin)
            });
            let borrowed = is_use
                && possessive
                && named.is_some()
                && behind(Class::TAKES)
                && tokens.start - hit.end as usize <= ADJECTIVES;
            if !(joined || borrowed) {
                named = Some(person);
            }
            own_before |= person.experiencer == Experiencer::Own;
        }
        let is_named_before = named.is_some();
        if is_use {
            let mut behind = hits[here..].iter().take_while(|hit| hit.first < clause.end);
            if let Some(hit) = behind.find(|hit| hit.first as usize >= tokens.end)
                && hit.first - tokens.end as u32 <= BEHIND
            {
                // “… and my friend took”: of somebody else
                let joins = hit.first as usize > tokens.end && class(hit.first - 1).any(Class::AND);
                let to = hit.first as usize > tokens.start
                    && class(hit.first - 1).any(Class::TO)
                    && named.is_none_or(|named| named.experiencer != Experiencer::Relative);
                if (named.is_none() || to)
                    && !joins
                    && let Some(person) =
                        persons.meet((document, cues), hit, None, document.tokens.len())
                {
                    named = Some(person);
                }
            }
            // "I gave Tylenol three times": to whoever was spoken of
            if named.is_none_or(|named| named.experiencer == Experiencer::Own)
                && let Some(third) = persons.third
                && self.gives(document, cues, clause.first as usize..tokens.start)
            {
                named = Some(third);
            }
        }
        Spoken { of: named.unwrap_or(persons.current), is_named: named.is_some(), is_named_before }
    }

    /// Of whom an outcome is whose clause names nobody before it: of whoever it names behind, “did nothing *for my dog*”. The second
    /// value is whether the clause names anybody at all.
    pub(crate) fn sufferer(
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

    /// Does a verb of giving lead to a place, without anybody behind it to whom it is given?
    fn gives(&self, document: &Document, cues: &CueSet, tokens: Range<usize>) -> bool {
        const IDIOMS: Class = Class::AT.or(Class::PEOPLE);
        let class = |at: usize| cues.class(document.tokens[at].symbol);
        let from = tokens.start.max(tokens.end.saturating_sub(BEHIND as usize));
        let Some(verb) = (from..tokens.end).rev().find(|&at| class(at).any(Class::GIVES)) else {
            return false;
        };
        let persons = &self.found[WHO];
        let next = persons.partition_point(|hit| (hit.first as usize) <= verb);
        let somebody = { persons.get(next) }.is_some_and(|hit| (hit.first as usize) < tokens.end);
        // “gave up on”, “gave in to”
        !(somebody || verb + 1 < tokens.end && class(verb + 1).any(IDIOMS))
    }
}
