//! Finds the claims of rules in a post, and judges them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    compile::{ALL, Group, LIMITS, Limit, Matcher},
    confidence::{Grounds, confidence},
    flag::{Flag, Stance},
    limit::in_days,
    place::{Place, place_of, signature},
    set::RuleSet,
    stance::stance,
};
use crate::{
    extract::{
        assertion::{Assertion, Context, CueSpan, Mood},
        cue::{Category, CueSet, Target},
        dosage::{DosageReader, Statement, Status},
    },
    pattern::{Found, Pattern, Seen, Sight},
    span::Span,
    text::{Document, Sentence},
    thread::Role,
};

/// A post as rules look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PostView<'a> {
    pub(crate) sight: Sight<'a>,
    pub(crate) context: &'a Context,
    pub(crate) cues: &'a CueSet,
    /// What is said of doses; none of the question, which is only looked at for exceptions.
    pub(crate) dosages: &'a [Statement],
    pub(crate) times: &'a DosageReader,
    pub(crate) role: Role,
}

/// What was found of the exceptions of rules, by the place of the rule, so that a post is searched once however many claims stand in it,
/// and its question once a thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exempt {
    post: FxHashMap<usize, Option<Span>>,
    question: FxHashMap<usize, Option<Span>>,
}

impl Exempt {
    /// Forgets all; to be called where a thread begins.
    pub(crate) fn clear(&mut self) {
        self.post.clear();
        self.question.clear();
    }
}

/// A match, not yet judged.
#[derive(Clone, Debug)]
struct Hit {
    rule: usize,
    group: Group,
    found: Found,
    /// Is it a dose whose drug is not named beside it?
    drug_is_far: bool,
    /// How it is put forward, where the statement itself tells more than the cues of claims.
    is_own: bool,
}

/// A match, judged.
struct Candidate {
    hit: Hit,
    assertion: Assertion,
    stance: Stance,
    suppressed: Option<&'static str>,
}

impl Candidate {
    fn rank(&self) -> (bool, usize, usize) {
        let found = &self.hit.found;
        (self.suppressed.is_none(), found.consumed.len(), usize::MAX - found.tokens.len())
    }
}

impl RuleSet {
    fn limit(&self, rule: u32, limit: u32) -> Option<&Limit> {
        self.compiled(rule as usize)?.matcher.limits.get(limit as usize)
    }

    /// What the rules find in a post. `question` is the post that it answers, if another; `author` goes into the fingerprint.
    pub(crate) fn find(
        &self,
        post: &PostView<'_>,
        question: Option<&PostView<'_>>,
        number: u32,
        author: &str,
        (seen, exempt): (&mut Seen, &mut Exempt),
    ) -> Vec<Flag> {
        let (mut flags, mut found, mut hits) = (Vec::new(), Vec::new(), Vec::new());
        exempt.post.clear();
        let mut signed: Option<Option<usize>> = None;
        let document = post.sight.document;
        for sentence in &document.sentences {
            found.clear();
            let compiled = |rule: u32, number: u32| {
                let compiled = self.compiled(rule as usize)?;
                compiled.claims.get(number as usize).map(|claim| &claim.pattern)
            };
            self.patterns.find_with(&post.sight, sentence, seen, &mut found, compiled);
            hits.clear();
            hits.extend(found.drain(..).map(|(pattern, found)| {
                let rule = self.patterns.owner(pattern) as usize;
                let number = self.patterns.number(pattern).unwrap_or(0) as usize;
                let claim = self.compiled(rule).and_then(|compiled| compiled.claims.get(number));
                let group = claim.map_or(ALL, |claim| claim.group);
                Hit { rule, group, found, drug_is_far: false, is_own: false }
            }));
            self.find_limits(post, question, sentence, &mut hits);
            let mut of_sentence: Vec<Candidate> = Vec::new();
            for hit in hits.drain(..) {
                let span = hit.found.span(document);
                let signed = *signed.get_or_insert_with(|| signature(&document.text));
                let place = place_of(&document.text, span, post.role, signed);
                if !self.entries[hit.rule].scope.contains(&place) {
                    continue;
                }
                let candidate = self.judge(hit, (post, question), sentence, exempt);
                let rule = candidate.hit.rule;
                match of_sentence.iter_mut().find(|known| known.hit.rule == rule) {
                    // One flag a rule and sentence: one that is shown, and of those the one that says most.
                    Some(known) if candidate.rank() > known.rank() => *known = candidate,
                    Some(_) => {}
                    None => of_sentence.push(candidate),
                }
            }
            of_sentence
                .sort_by_key(|candidate| (candidate.hit.found.tokens.start, candidate.hit.rule));
            flags.extend(of_sentence.into_iter().map(|candidate| {
                let span = candidate.hit.found.span(document);
                let place = place_of(&document.text, span, post.role, signed.flatten());
                self.flag(candidate, post, (sentence, place), number, author)
            }));
        }
        flags
    }

    /// The dosing statements of a sentence that pass a limit.
    fn find_limits(
        &self,
        post: &PostView<'_>,
        question: Option<&PostView<'_>>,
        sentence: &Sentence,
        hits: &mut Vec<Hit>,
    ) {
        if self.limits.is_empty() {
            return;
        }
        let document = post.sight.document;
        let range = sentence.first as usize..sentence.end as usize;
        let bytes = document.span(range.clone());
        let of_sentence =
            |statement: &&Statement| (bytes.start..bytes.end).contains(&statement.span.start);
        for statement in post.dosages.iter().filter(of_sentence) {
            for drug in statement.drug.iter().chain(&statement.also) {
                for &(rule, limit) in self.limits.get(drug).into_iter().flatten() {
                    let Some(limit) = self.limit(rule, limit) else { continue };
                    let Some(is_own) = status(limit, statement, document, &range) else { continue };
                    if limit.of_mentions
                        || !limit.comparisons.is_passed(statement, &ages(limit, post, sentence))
                        || !speaks_of(limit, (post, question), &range)
                    {
                        continue;
                    }
                    let (found, drug_is_far) = dose_with_drug(post, statement, &range);
                    hits.push(Hit {
                        rule: rule as usize,
                        group: LIMITS,
                        found,
                        drug_is_far,
                        is_own,
                    });
                }
            }
        }
        for mention in post.sight.mentions_in(range.clone()) {
            for &(rule, limit) in self.limits.get(&mention.concept).into_iter().flatten() {
                let Some(limit) = self.limit(rule, limit) else { continue };
                if !limit.of_mentions
                    || !limit
                        .comparisons
                        .is_passed(&no_dose(mention.concept), &ages(limit, post, sentence))
                    || !speaks_of(limit, (post, question), &range)
                {
                    continue;
                }
                let tokens = mention.first as usize..mention.end as usize;
                let judged =
                    post.context.judge(document, post.cues, tokens.clone(), Target::Use, &[]);
                if judged.mood == Mood::Advice || judged.has(Category::Advised) {
                    let found =
                        Found { consumed: tokens.clone().map(|at| at as u32).collect(), tokens };
                    hits.push(Hit {
                        rule: rule as usize,
                        group: LIMITS,
                        found,
                        drug_is_far: false,
                        is_own: false,
                    });
                }
            }
        }
    }

    fn judge(
        &self,
        hit: Hit,
        (post, question): (&PostView<'_>, Option<&PostView<'_>>),
        sentence: &Sentence,
        exempt: &mut Exempt,
    ) -> Candidate {
        let Hit { rule, group, ref found, is_own, .. } = hit;
        let none = Matcher::default();
        let matcher = self.compiled(rule).map_or(&none, |compiled| &compiled.matcher);
        let document = post.sight.document;
        // A dose is stated in words that deny nothing, “no more than”; only what stands around it does.
        let own = &found.consumed;
        let mut assertion =
            post.context.judge(document, post.cues, found.tokens.clone(), Target::Claim, own);
        let stance = match stance(&assertion) {
            shown if is_own && shown.is_shown() => Stance::Anecdote,
            stance => stance,
        };
        let range = sentence.first as usize..sentence.end as usize;
        let mut exception = || {
            let near = matcher
                .unless
                .iter()
                .filter(|(_, of)| *of == ALL || *of == group)
                .find_map(|(pattern, _)| pattern.find(&post.sight, range.clone()));
            if let Some(found) = near {
                return Some(("unless", Some(found.span(document))));
            }
            let patterns = &matcher.applies_unless;
            if let Some(span) = *exempt.post.entry(rule).or_insert_with(|| holds(patterns, post)) {
                return Some(("applies_unless", Some(span)));
            }
            let asked = question.and_then(|view| {
                *exempt.question.entry(rule).or_insert_with(|| holds(patterns, view))
            });
            asked.map(|_| ("applies_unless", None)) // its words stand in another post
        };
        let mut suppressed = Some(stance.as_str());
        if stance.is_shown() {
            let held_back = exception();
            suppressed = held_back.map(|(why, _)| why);
            let words = held_back.and_then(|(_, span)| span);
            assertion
                .cues
                .extend(words.map(|span| CueSpan { span, category: Category::Exception }));
        }
        Candidate { hit, assertion, stance, suppressed }
    }

    fn flag(
        &self,
        candidate: Candidate,
        post: &PostView<'_>,
        (sentence, place): (&Sentence, Place),
        number: u32,
        author: &str,
    ) -> Flag {
        let Candidate { hit, assertion, stance, suppressed } = candidate;
        let entry = &self.entries[hit.rule];
        let document = post.sight.document;
        let span = hit.found.span(document);
        let skipped =
            if hit.group == LIMITS { 0 } else { hit.found.tokens.len() - hit.found.consumed.len() };
        let grounds = Grounds { stance, level: entry.level, skipped, drug_is_far: hit.drug_is_far };
        let (confidence, confidence_parts) = confidence(grounds);
        let told = entry.told();
        Flag {
            rule: entry.id.clone(),
            name: entry.name.clone(),
            post: number,
            span,
            text: span.of(&document.text).to_owned(),
            stance,
            verdict: entry.verdict,
            severity: entry.severity,
            confidence,
            confidence_parts,
            place,
            level: entry.level,
            claim: told.claim.clone(),
            guidance: told.guidance.clone(),
            citations: told.citations.clone(),
            cues: assertion.cues,
            fingerprint: fingerprint(&entry.id, author, document, sentence),
            suppressed,
        }
    }
}

/// Is a statement one that a limit speaks of, and if so, is it told of somebody's own case?
fn status(
    limit: &Limit,
    statement: &Statement,
    document: &Document,
    sentence: &Range<usize>,
) -> Option<bool> {
    let comparisons = &limit.comparisons;
    if comparisons.speaks_of(statement.status) {
        return Some(false);
    }
    // “Up to 8 g a day is fine”: what nobody is named for is said in general; what somebody takes is a story, to be held back.
    let is_intake = matches!(statement.status, Status::Taken | Status::Started | Status::Increased);
    let is_told = sentence.clone().any(|at| {
        let word = document.word(at);
        PERSONS.iter().any(|person| word.eq_ignore_ascii_case(person))
    });
    (comparisons.is_general() && is_intake)
        .then_some(is_told && statement.assertion.mood != Mood::Advice)
}

/// Words that say that somebody's own case is told.
const PERSONS: [&str; 22] = [
    "i", "im", "i'm", "ive", "i've", "id", "me", "my", "he", "him", "his", "she", "her", "we",
    "us", "our", "they", "them", "their", "hes", "shes", "who",
];

/// Are those named whom a limit speaks of, and not those whom it does not: in the sentence, else in the post or its question?
fn speaks_of(
    limit: &Limit,
    (post, question): (&PostView<'_>, Option<&PostView<'_>>),
    sentence: &Range<usize>,
) -> bool {
    let is_named = |pattern: &Pattern| {
        pattern.find(&post.sight, sentence.clone()).is_some()
            || holds(std::slice::from_ref(pattern), post).is_some()
            || question.is_some_and(|view| holds(std::slice::from_ref(pattern), view).is_some())
    };
    limit.who.as_ref().is_none_or(is_named) && !limit.not_who.as_ref().is_some_and(is_named)
}

/// The ages that are told in a sentence, in days: “8 yr old”, “aged 12”, “12yo”.
fn ages(limit: &Limit, post: &PostView<'_>, sentence: &Sentence) -> Vec<f64> {
    if limit.comparisons.age.is_none() {
        return Vec::new();
    }
    let document = post.sight.document;
    let end = sentence.end as usize;
    let is = |at: usize, words: &[&str]| {
        at < end && words.iter().any(|word| document.word(at).eq_ignore_ascii_case(word))
    };
    let mut ages = Vec::new();
    for at in sentence.first as usize..end {
        let told = post.times.length_at(document, sentence, at);
        if let Some((value, unit, next)) = told.filter(|&(_, _, next)| is(next, &["old", "olds"])) {
            let _ = next;
            ages.extend(in_days(value, unit));
        } else if let Ok(value) = document.word(at).parse::<f64>() {
            let behind =
                is(at + 1, &["yo", "y.o", "yos", "yr", "yrs"]) && !is(at + 2, &["ago", "of"]);
            let before = at > sentence.first as usize && is(at - 1, &["aged", "age", "turned"]);
            if behind || before {
                ages.extend(in_days(value, "a"));
            }
        }
    }
    ages
}

/// A statement that says nothing but its drug.
fn no_dose(drug: crate::lexicon::ConceptId) -> Statement {
    Statement {
        span: Span::default(),
        drug: Some(drug),
        also: Vec::new(),
        from: None,
        status: Status::General,
        decided_by: None,
        instruction: crate::extract::dosage::Instruction::default(),
        assertion: Assertion::default(),
    }
}

/// The words of a dose and of its drug, if that stands in the same sentence; is it not named beside it?
fn dose_with_drug(
    post: &PostView<'_>,
    statement: &Statement,
    sentence: &Range<usize>,
) -> (Found, bool) {
    let tokens = &post.sight.document.tokens;
    let first = tokens.partition_point(|token| token.start < statement.span.start);
    let end = tokens.partition_point(|token| token.start < statement.span.end).max(first + 1);
    let mut range = first..end.min(sentence.end.max(first + 1));
    let is_drug = |concept| statement.drug == Some(concept) || statement.also.contains(&concept);
    let distance = |mention: &&crate::lexicon::Mention| {
        let (from, to) = (mention.first as usize, mention.end as usize);
        range.start.saturating_sub(to) + from.saturating_sub(range.end)
    };
    let named = post
        .sight
        .mentions_in(sentence.clone())
        .iter()
        .filter(|mention| is_drug(mention.concept))
        .min_by_key(distance);
    let is_far = named.is_none_or(|mention| distance(&mention) > FAR);
    if let Some(mention) = named.filter(|mention| distance(mention) <= FAR) {
        range = range.start.min(mention.first as usize)..range.end.max(mention.end as usize);
    }
    (Found { consumed: range.clone().map(|at| at as u32).collect(), tokens: range }, is_far)
}

/// Further away a drug is not named beside its dose, in words.
const FAR: usize = 8;

/// Where one of the patterns stands in some sentence of a post, as a fact.
fn holds(patterns: &[Pattern], post: &PostView<'_>) -> Option<Span> {
    let document = post.sight.document;
    patterns.iter().find_map(|pattern| {
        document.sentences.iter().find_map(|sentence| {
            let found =
                pattern.find(&post.sight, sentence.first as usize..sentence.end as usize)?;
            let (tokens, own) = (found.tokens.clone(), &found.consumed);
            let assertion = post.context.judge(document, post.cues, tokens, Target::Event, own);
            (!assertion.negated && !assertion.question).then(|| found.span(document))
        })
    })
}

/// FNV-1a over the rule, the author and the words of the sentence, so that it outlives changes elsewhere in the thread.
fn fingerprint(rule: &str, author: &str, document: &Document, sentence: &Sentence) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(rule);
    add(author);
    for token in sentence.first..sentence.end {
        add(&crate::text::normal_form(document.word(token as usize)));
    }
    format!("{hash:016x}")
}
