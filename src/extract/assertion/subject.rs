//! Of whom: the narrator, and whoever else a post speaks of, from clause to clause.

use super::{
    Experiencer,
    person::{Noun, Somebody},
    post_cues::PostCues,
};
use crate::{
    extract::cue::{Category, Class, CueSet, Gender, Hit, WHO},
    text::Document,
    thread::Role,
};

/// Who is spoken of at some place of a post.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is told by a post by itself
pub(super) struct Persons {
    /// Who a clause is about that names nobody.
    pub(super) current: Somebody,
    /// The third person named last.
    pub(super) third: Option<Somebody>,
    she: Option<Somebody>,
    he: Option<Somebody>,
    /// Is it somebody who prescribes that was named last? “He” is that one, then, and takes nothing.
    prescriber: bool,
    /// Who “she” is where nobody was named: of somebody who asks mostly the child or the parent.
    pub(super) unnamed: Experiencer,
    /// Whom the author gives what is taken: a child of theirs, a pet.
    pub(super) ward: Option<Somebody>,
    /// Does the post speak of animals? Then it is they who take it.
    pub(super) is_of_animals: bool,
    /// Does the author treat others? Then what is said of nobody is said of people in general.
    pub(super) is_of_patients: bool,
    /// Is it an article, whose “the baby” is nobody in particular?
    is_article: bool,
}

/// How many words may stand between “my” and the person.
pub(super) const ADJECTIVES: usize = 3;

impl Persons {
    /// Who a cue names, if it names anybody a statement can be of. `before` is the cue before it in its clause,
    /// `end` where what is looked at ends.
    pub(super) fn meet(
        &mut self,
        (document, cues): (&Document, &CueSet),
        hit: &Hit,
        before: Option<&Hit>,
        end: usize,
    ) -> Option<Somebody> {
        let category = cues.rows(hit).first()?.category;
        let gender = || cues.gender(document, hit);
        let noun = || Noun::within(document, cues, hit.first as usize..hit.end as usize);
        match category {
            Category::Own | Category::My | Category::Third
                if is_part_of(document, cues, hit, before) =>
            {
                None
            }
            Category::Own => Some(Experiencer::Own.into()),
            Category::Generic if is_told_to_author((document, cues), hit, before) => {
                Some(Experiencer::Own.into())
            }
            Category::Generic => Some(Experiencer::Generic.into()),
            Category::Relative if self.is_article || !stands_free(document, cues, hit) => None,
            Category::Relative => {
                // “our two-year-old cat”
                let pet = document.tokens.get(hit.end as usize).is_some_and(|behind| {
                    let class = cues.class(behind.symbol);
                    behind.gap.joins() && class.any(Class::PEOPLE) && class.any(Class::WARD)
                });
                let (of, noun) = if pet {
                    (Experiencer::Other, Noun::at(hit.end as usize))
                } else {
                    (Experiencer::Relative, noun())
                };
                let person = self.remember(of, noun, gender());
                Some(self.care_for(person, noun.class(document, cues)))
            }
            Category::Other => Some(self.remember(Experiencer::Other, noun(), gender())),
            Category::Third => {
                // “his nurse got him on it”
                let treats = before.is_some_and(|before| {
                    { cues.rows(before).first() }
                        .is_some_and(|cue| cue.category == Category::Prescriber)
                });
                self.prescriber &= !(treats && hit.first > 0);
                self.pronoun(gender())
            }
            // “his father”, of a relative, is one too
            Category::Kin => {
                let of = self.third.map_or(Experiencer::Other, |third| third.experiencer);
                Some(self.remember(of, noun(), gender()))
            }
            Category::My => match named_behind(document, cues, hit, end) {
                Some((class, noun)) if class.any(Class::KIN) => {
                    let person = self.remember(Experiencer::Relative, noun, class.gender());
                    Some(self.care_for(person, class))
                }
                Some((class, noun)) if class.any(Class::PEOPLE) => {
                    let person = self.remember(Experiencer::Other, noun, class.gender());
                    Some(self.care_for(person, class))
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

    /// Notes a child or a pet of the author's.
    fn care_for(&mut self, person: Somebody, class: Class) -> Somebody {
        if class.any(Class::WARD) && !(self.is_of_animals && class.any(Class::KIN)) {
            self.ward = Some(person);
        }
        person
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

/// How many words may stand between who speaks and whom they speak to.
const SPEAKS_WITHIN: u32 = 4;

/// “My doc is like *you* need iron”: whoever is addressed in what is said to the author is the author.
fn is_told_to_author(
    (document, cues): (&Document, &CueSet),
    hit: &Hit,
    before: Option<&Hit>,
) -> bool {
    let class = |at: u32| cues.class(document.tokens[at as usize].symbol);
    let speaks = |before: &&Hit| {
        cues.rows(before).first().is_some_and(|cue| {
            matches!(
                cue.category,
                Category::Prescriber | Category::My | Category::Relative | Category::Third
            )
        })
    };
    class(hit.first).any(Class::YOU)
        && before.filter(speaks).is_some_and(|before| {
            before.end < hit.first
                && hit.first - before.end <= SPEAKS_WITHIN
                && (before.end..hit.first).any(|at| class(at).any(Class::SAYS))
        })
}

/// “Your cat”: is it an animal that the reader has?
fn is_pet_of_reader(document: &Document, cues: &CueSet, hit: &Hit) -> bool {
    let class = cues.class(document.tokens[hit.end as usize - 1].symbol);
    class.any(Class::PEOPLE) && class.any(Class::WARD) && !class.any(Class::KIN)
}

/// How far into a post somebody stands whom the post is about, in words.
const OPENING: u32 = 8;

/// “My mare had a cough …”: is the post about a pet of the author's?
fn opens_with_pet(document: &Document, cues: &CueSet, hit: &Hit) -> bool {
    const PET: Class = Class::WARD;
    named_behind(document, cues, hit, document.tokens.len()).is_some_and(|(class, _)| {
        class.any(PET) && class.any(Class::PEOPLE) && !class.any(Class::KIN)
    })
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
        .map(|named| pet_of(document, cues, named).unwrap_or(named))
}

/// “My daughter's *rabbit*”: the pet that a noun says whose it is.
fn pet_of(
    document: &Document,
    cues: &CueSet,
    (class, noun): (Class, Noun),
) -> Option<(Class, Noun)> {
    let behind = document.tokens.get(noun.end as usize..noun.end as usize + 2)?;
    let whose = document.word(noun.first as usize);
    if !class.any(Class::KIN) || !(whose.ends_with("'s") || whose.ends_with("’s")) {
        return None;
    }
    { behind.iter().zip(noun.end as usize..) }
        .take_while(|(token, _)| token.gap.joins())
        .map(|(token, at)| (cues.class(token.symbol), Noun::at(at)))
        .find(|(class, _)| class.any(Class::PEOPLE) && class.any(Class::WARD))
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
    // “told him that my sister”: a bare “that” names nobody
    let is_somebody =
        cues.rows(before).first().is_some_and(|cue| cue.category != Category::Someone);
    if hit.first == before.end && is_somebody || class.any(Class::KIN.or(Class::PEOPLE)) {
        return true;
    }
    hit.first - before.end <= 3 && class.any(Class::AT)
}

impl PostCues {
    pub(super) fn find_persons(&mut self, document: &Document, cues: &CueSet) {
        let narrator =
            if self.role == Role::Article { Experiencer::Generic } else { Experiencer::Own };
        let unnamed = match self.role {
            Role::Question | Role::Post => Experiencer::Relative,
            _ => Experiencer::Other,
        };
        let (mut is_of_animals, mut is_of_patients) = (false, false);
        for hit in &self.found[WHO] {
            match cues.rows(hit).first().map(|cue| cue.category) {
                Some(Category::Clinician) => is_of_patients = true,
                Some(Category::Prescriber | Category::NoSubject) => {
                    let mut words = document.tokens[hit.first as usize..hit.end as usize].iter();
                    is_of_animals |= words.any(|word| cues.class(word.symbol).any(Class::VET));
                }
                Some(Category::My) if hit.first < OPENING => {
                    is_of_animals |= opens_with_pet(document, cues, hit);
                }
                Some(Category::Generic) if hit.end - hit.first == 2 => {
                    is_of_animals |= is_pet_of_reader(document, cues, hit);
                }
                _ => {}
            }
        }
        let narrator = if is_of_patients { Experiencer::Generic } else { narrator };
        let mut persons = Persons {
            is_of_patients,
            current: narrator.into(),
            unnamed: if is_of_animals { Experiencer::Other } else { unnamed },
            ward: is_of_animals.then_some(Experiencer::Other.into()),
            is_of_animals,
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
                let own = |person: &Somebody| person.experiencer == Experiencer::Own;
                let first = first.filter(|first| !(persons.is_of_patients && own(first)));
                persons.current = first.unwrap_or(persons.current);
            }
            // Whoever is addressed in passing does not take over the story.
            let is_generic = |person: Somebody| person.experiencer == Experiencer::Generic;
            if is_generic(persons.current) {
                persons.current = if is_generic(before) { narrator.into() } else { before };
            }
        }
    }
}
