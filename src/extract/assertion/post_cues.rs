//! The cues of a post, by which any place in it is judged.

use std::ops::Range;

use super::{
    Assertion, CueSpan, Experiencer, Mood, Source,
    doubt::verdict_beside,
    mood,
    person::People,
    question::{asked_from, asked_without_mark, is_granted, question_mark},
    quotation::{Quotation, Quotations},
    scope::{Reach, consequent},
    spoken::Spoken,
    subject::Persons,
};
use crate::{
    extract::cue::{
        CLAIM, Category, Class, CueSet, Direction, FAMILIES, HOLDS, HOLDS_USE, Hit, Target, USE,
    },
    span::Span,
    text::{Document, Gap},
    thread::Role,
};

/// The cues of a post, and who each clause is about.
#[derive(Clone, Debug, Default)]
pub(super) struct PostCues {
    /// The cues of each family, in order.
    pub(super) found: [Vec<Hit>; FAMILIES],
    /// For each sentence, where its cues begin in each family; one more at the end.
    pub(super) starts: Vec<[u32; FAMILIES]>,
    /// What the words of each sentence are, taken together.
    words: Vec<Class>,
    /// Who is spoken of as a clause begins.
    pub(super) persons: Vec<Persons>,
    /// Whom it names.
    pub(super) people: People,
    /// Is the sentence, from this token on, a question?
    pub(super) questions: Vec<Option<u32>>,
    quotations: Quotations,
    pub(super) role: Role,
}

impl PostCues {
    /// Reads a post, in the same memory.
    pub(super) fn read(&mut self, document: &Document, cues: &CueSet, role: Role) {
        for found in &mut self.found {
            found.clear();
        }
        self.starts.clear();
        self.words.clear();
        self.persons.clear();
        self.people.clear();
        self.questions.clear();
        self.role = role;
        self.quotations.read(&document.text);
        for sentence in &document.sentences {
            self.starts.push(self.found.each_ref().map(|found| found.len() as u32));
            self.words.push(cues.find(document, sentence, &mut self.found));
            self.questions.push(asked_from(document, cues, sentence));
        }
        self.starts.push(self.found.each_ref().map(|found| found.len() as u32));
        self.find_persons(document, cues);
    }

    pub(super) fn hits(&self, sentence: usize, family: usize) -> &[Hit] {
        let of = |sentence: usize| self.starts[sentence][family] as usize;
        &self.found[family][of(sentence)..of(sentence + 1)]
    }

    /// Do some tokens stand in a question?
    pub(super) fn is_asked(&self, sentence: usize, tokens: &Range<usize>) -> bool {
        self.questions[sentence].is_some_and(|from| tokens.end > from as usize)
    }

    fn reach<'a>(
        &'a self,
        document: &'a Document,
        cues: &'a CueSet,
        tokens: Range<usize>,
        target: Target,
        own: &'a [u32],
    ) -> Reach<'a> {
        let sentence = document.sentence_of(tokens.start);
        let of = &document.sentences[sentence];
        let clauses = &document.clauses[of.first_clause as usize..of.end_clause as usize];
        let at = clauses.partition_point(|clause| clause.end as usize <= tokens.start);
        let clause = clauses[at];
        let last = if tokens.end <= clause.end as usize {
            clause
        } else {
            document.clauses[document.clause_of(tokens.end - 1)]
        };
        let consequent = match target {
            Target::Claim => consequent(document, cues, sentence, &tokens),
            _ => None,
        };
        Reach {
            document,
            cues,
            sentence,
            clause: of.first_clause as usize + at,
            words: self.words[sentence],
            target,
            first: clause.first as usize,
            end: last.end as usize,
            consequent,
            list_end: tokens.end,
            ends: self.hits(sentence, holds(target)),
            own,
            tokens,
        }
    }

    /// See [`Context::judge`](super::Context::judge).
    pub(super) fn judge(
        &self,
        document: &Document,
        cues: &CueSet,
        tokens: Range<usize>,
        target: Target,
        own: &[u32],
    ) -> Assertion {
        let reach = self.reach(document, cues, tokens, target, own);
        self.judge_place(&reach).0
    }

    /// As [`judge`](Self::judge), with who is spoken of.
    fn judge_place(&self, reach: &Reach<'_>) -> (Assertion, Spoken) {
        let Reach { document, cues, sentence, target, ref tokens, .. } = *reach;
        let spoken = self.experiencer(reach);
        let somebody = spoken.of;
        let mut assertion = Assertion {
            experiencer: somebody.experiencer,
            person: somebody.noun.map(|noun| self.people.person(document, noun)),
            ..Assertion::default()
        };
        let of_claims = match target {
            Target::Claim => cues.find_claims(document, &document.sentences[sentence]),
            _ => Vec::new(),
        };
        for hits in [reach.ends, self.hits(sentence, CLAIM), &of_claims] {
            for hit in hits {
                for cue in cues.rows(hit).iter().filter(|cue| cue.is_for(target)) {
                    if target == Target::Claim
                        && cue.category == Category::Pseudo
                        && reach.is_split(hit)
                    {
                        assertion.negated = true;
                        let span = document.span(hit.first as usize..hit.end as usize);
                        assertion.add_cue(span, Category::Negated);
                    } else if cue.category.is_said_of_it() && reach.is_in_scope(hit, cue) {
                        assertion.note(cue.category);
                        let span = document.span(hit.first as usize..hit.end as usize);
                        assertion.add_cue(span, cue.category);
                    }
                }
            }
        }
        if target == Target::Claim {
            self.judge_claim(&mut assertion, reach);
        }
        if self.is_asked(sentence, tokens)
            && !(target == Target::Claim && is_granted(&assertion, reach))
        {
            assertion.question = true;
            assertion.add_cue(question_mark(document, sentence), Category::Question);
        }
        self.add_mood(&mut assertion, reach);
        let span = document.span(tokens.clone());
        let quotation = match target {
            Target::Claim => self.quotations.around_claim(document, span, sentence),
            _ => self.quotations.around(span),
        };
        if let Some(Quotation { mark, is_block }) = quotation {
            assertion.source = Source::Quoted;
            // The narrator of another post is not this one.
            if is_block {
                if assertion.experiencer == Experiencer::Own {
                    assertion.experiencer = Experiencer::Other;
                }
            } else if let Some(somebody) = self.quoted(document, cues, (mark, &assertion, spoken)) {
                assertion.experiencer = somebody.experiencer;
                assertion.person = somebody.noun.map(|noun| self.people.person(document, noun));
            }
            assertion.add_cue(mark, Category::Quoted);
        }
        (assertion, spoken)
    }

    /// What is said of a claim beyond the cues in its sentence: verdicts and doubts beside it, whose words and whose story it is.
    fn judge_claim(&self, assertion: &mut Assertion, reach: &Reach<'_>) {
        let Reach { document, cues, sentence, .. } = *reach;
        assertion.cues.extend(verdict_beside(document, cues, sentence));
        let doubt = self
            .doubt_behind(document, cues, sentence)
            .or_else(|| self.doubt_before(document, cues, sentence))
            .or_else(|| asked_without_mark(document, cues, sentence, &reach.tokens));
        if let Some(span) = doubt {
            assertion.question = true;
            assertion.add_cue(span, Category::Question);
        }
        if assertion.source == Source::Own
            && let Some(span) = reach.attributed()
        {
            assertion.source = Source::Reported;
            assertion.add_cue(span, Category::Reported);
        }
        let retold = reach.is_retold();
        if retold || assertion.source == Source::Reported {
            assertion.cues.extend(self.answer_behind(document, cues, sentence, retold));
        }
        if !assertion.has(Category::Advised) {
            assertion.cues.extend(self.story(reach));
        }
    }

    fn add_mood(&self, assertion: &mut Assertion, reach: &Reach<'_>) {
        if reach.target == Target::Claim {
            assertion.mood = if assertion.question {
                Mood::Question
            } else if assertion.hypothetical {
                Mood::Condition
            } else if assertion.has(Category::Advised) {
                Mood::Advice
            } else {
                Mood::Statement
            };
            return;
        }
        let found = reach.mood(self.hits(reach.sentence, mood::FAMILY));
        if assertion.question {
            assertion.mood = Mood::Question;
            return;
        }
        let Some((mood, cue)) = found else { return };
        assertion.mood = mood;
        assertion.question = mood == Mood::Question;
        assertion.hypothetical |= matches!(mood, Mood::Condition | Mood::Wish | Mood::Intention);
        if mood != Mood::Statement {
            assertion.cues.push(cue);
        }
    }

    /// See [`Context::judge_drug`](super::Context::judge_drug).
    pub(super) fn judge_drug(
        &self,
        document: &Document,
        cues: &CueSet,
        tokens: Range<usize>,
        list_end: usize,
    ) -> (Assertion, Option<CueSpan>) {
        let mut reach = self.reach(document, cues, tokens.clone(), Target::Use, &[]);
        let sentence = reach.sentence;
        let (mut assertion, spoken) = self.judge_place(&reach);
        reach.list_end = list_end;
        // “Zoloft makes me sleepy” is no fact about Zoloft alone.
        let leads = |at: usize| cues.class(document.tokens[at].symbol).any(Class::BRIDGE);
        let told_to = usize::from(spoken.named_end == Some(tokens.start as u32));
        let is_told_of = tokens.start.checked_sub(1 + told_to).is_some_and(leads);
        let of_somebody = assertion.experiencer != Experiencer::Generic
            && (spoken.is_named_behind || spoken.is_named && !is_told_of);
        let is_fact = |cue: &CueSpan| {
            cue.category.is_fact() && document.tokens[tokens.end - 1].end <= cue.span.start
        };
        let cue =
            nearest(&reach, self.hits(sentence, USE)).filter(|cue| !(of_somebody && is_fact(cue)));
        let cue = match cue {
            Some(cue) if cue.category == Category::Prescribed => {
                self.refused_behind(document, cues, sentence).or(Some(cue))
            }
            cue => cue,
        };
        // “My sister said to try it”: she does not take it.
        let is_said_by = cue.is_some_and(|cue| {
            cue.category == Category::Prescribed
                && spoken.named_end.is_some_and(|end| {
                    !cues.class(document.tokens[end as usize].symbol).any(Class::COPULA)
                        && document.tokens[end as usize].start == cue.span.start
                        && cue.span.end <= document.tokens[tokens.start].start
                })
        });
        if is_said_by && matches!(assertion.experiencer, Experiencer::Relative | Experiencer::Other)
        {
            let somebody = spoken.otherwise;
            assertion.experiencer = somebody.experiencer;
            assertion.person = somebody.noun.map(|noun| self.people.person(document, noun));
        }
        // What is told to nobody, or true of nobody in particular, is of people in general.
        let is_told = matches!(assertion.mood, Mood::Advice | Mood::Warning);
        let is_wanted = matches!(assertion.mood, Mood::Wish | Mood::Intention);
        let is_spoken_of = cue.is_some_and(|cue| cue.category.is_fact());
        // “Be careful with it at our age” is told to all.
        if is_told && !spoken.is_named_before || is_spoken_of && !is_wanted {
            assertion.experiencer = Experiencer::Generic;
            assertion.person = None;
        }
        (assertion, cue)
    }
}

/// How many words may stand before a refusal in a sentence of its own.
const REFUSED_WITHIN: u32 = 4;

impl PostCues {
    /// “They offered her X. *She refused*.”: that the next sentence turns down what is said to be prescribed.
    fn refused_behind(
        &self,
        document: &Document,
        cues: &CueSet,
        sentence: usize,
    ) -> Option<CueSpan> {
        let next = document.sentences.get(sentence + 1)?;
        if document.tokens[next.first as usize].gap.any(Gap::PARAGRAPH) {
            return None;
        }
        let hit = self.hits(sentence + 1, USE).first()?;
        let cue = cues.rows(hit).iter().find(|cue| {
            cue.category.is_refusal()
                && matches!(cue.direction, Direction::Backward | Direction::Both)
        })?;
        (hit.first <= next.first + REFUSED_WITHIN).then(|| CueSpan {
            span: document.span(hit.first as usize..hit.end as usize),
            category: cue.category,
        })
    }
}

/// Is it a word whose, which speaks of what somebody has only if it leads to the drug: “gave *her* heparin”, “can I give *my* cat heparin” do
/// not?
fn is_to_whom(reach: &Reach<'_>, hit: &Hit) -> bool {
    const SOMEBODY: Class = Class::KIN.or(Class::PEOPLE).or(Class::DOCTOR);
    const GIVEN: Class = Class::GIVES.or(Class::OFFERS);
    let class = |at: usize| reach.cues.class(reach.document.tokens[at].symbol);
    let (first, end) = (hit.first as usize, hit.end as usize);
    end - first == 1
        && end <= reach.tokens.start
        && ((end..reach.tokens.start).any(|at| class(at).any(SOMEBODY))
            || first > reach.first && class(first - 1).any(GIVEN))
}

/// “Refuses *his* heparin”: does a refusal stand right before a word that says whose it is?
fn is_refused(reach: &Reach<'_>, hits: &[Hit], whose: &Hit) -> bool {
    whose.end - whose.first == 1
        && hits.iter().any(|hit| {
            hit.end <= whose.first
                && whose.first - hit.end <= 2
                && reach.cues.rows(hit).iter().any(|cue| cue.category == Category::Refused)
        })
}

/// The family of cues that tell whether such a thing holds.
const fn holds(target: Target) -> usize {
    match target {
        Target::Use => HOLDS_USE,
        Target::Event | Target::Claim => HOLDS,
    }
}

/// The cue nearest to a place, of those in whose scope it is.
fn nearest(reach: &Reach<'_>, hits: &[Hit]) -> Option<CueSpan> {
    let mut found: Option<(usize, Span, Category)> = None;
    for hit in hits {
        for cue in reach.cues.rows(hit).iter().filter(|cue| cue.is_for(reach.target)) {
            if !reach.is_in_scope(hit, cue) {
                continue;
            }
            if cue.category == Category::Held
                && (is_to_whom(reach, hit) || is_refused(reach, hits, hit))
            {
                continue;
            }
            let behind = hit.first as usize >= reach.tokens.end;
            let is_of_another =
                |at: usize| reach.cues.class(reach.document.tokens[at].symbol).any(Class::SUBJECT);
            if cue.category.is_fact()
                && behind
                && (reach.list_end.min(hit.first as usize)..hit.first as usize).any(is_of_another)
            {
                continue; // “with it *my sugar* is down”
            }
            if cue.category.is_fact()
                && behind
                && !reach.document.tokens[hit.first as usize].gap.joins()
            {
                continue; // “if you try it, don't …”
            }
            // “heparin did nothing for me”: whose it was is said in so many words
            let is_held_behind = cue.category == Category::Held && behind;
            let is_lived = is_held_behind && hit.end - hit.first > 1;
            let distance = if is_lived
                || cue.category.is_refusal() && hit.first as usize >= reach.tokens.end
            {
                0
            } else if hit.end as usize <= reach.tokens.start {
                1 + reach.tokens.start - hit.end as usize
            } else {
                1 + hit.first as usize - reach.tokens.end
            };
            // “heparin they gave me” is theirs
            let theirs = is_held_behind
                && reach.is_cut(reach.tokens.end, hit.first as usize, Category::Negated);
            if theirs {
                continue;
            }
            if found
                .is_none_or(|(known, ..)| distance < known || is_held_behind && distance == known)
            {
                let span = reach.document.span(hit.first as usize..hit.end as usize);
                found = Some((distance, span, cue.category));
            }
        }
    }
    found
        .map(|(_, span, category)| CueSpan { span, category })
        .filter(|cue| cue.category != Category::NoUse)
}
