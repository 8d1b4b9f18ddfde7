//! Whether, when and of whom: the assertion of a mention, a dosage, an outcome or a claim.
//!
//! `ConText`'s method over clauses (see [`cue`](super::cue)), with a subject that is carried from clause to clause: a post has a narrator,
//! a third person holds until the narrator comes back. Every value comes with the cues that made it.
//!
//! ```
//! use threadlint::{extract::assertion::Experiencer, scan::Scanner, thread::Thread};
//!
//! let report = Scanner::builtin()?.scan(&Thread::from_text("I never took heparin, but my sister was on Lovenox."));
//! assert!(report.mentions[0].assertion.negated);
//! assert_eq!(report.mentions[1].assertion.experiencer, Experiencer::Relative);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

use std::ops::Range;

use serde::{Serialize, ser::SerializeTuple};

use super::cue::{Category, Cue, CueSet, Direction, FAMILIES, Hit, Target};
use crate::{
    span::Span,
    text::{Document, Gap, Marks, Symbols, normal_form},
    thread::Role,
};

/// Who a statement is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Experiencer {
    /// The author.
    #[default]
    #[serde(rename = "self")]
    Own,
    /// Somebody of the author's family.
    Relative,
    /// Somebody else: a friend, a stranger.
    Other,
    /// People in general, or whoever reads.
    Generic,
}

/// Whose words a statement is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The author's.
    #[default]
    Own,
    /// Between quotation marks, or in a quoted line.
    Quoted,
    /// Passed on: “they say”, “my doctor told me”.
    Reported,
}

/// How a statement is meant: told as a fact, asked, advised, wished for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mood {
    /// Told as a fact, also as one that does not hold.
    #[default]
    Statement,
    /// Asked.
    Question,
    /// Somebody is told to do it: “try heparin”, “you should take”.
    Advice,
    /// It would hold under a condition: “if you take it”.
    Condition,
    /// Wished for: “I hope it works”.
    Wish,
    /// Meant to be done: “I am going to start”.
    Intention,
    /// Somebody is told not to, or to look out for it: “stay away from it”.
    Warning,
}

/// A cue and what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CueSpan {
    /// Its bytes.
    pub span: Span,
    /// What it says.
    pub category: Category,
}

impl Serialize for CueSpan {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut triple = serializer.serialize_tuple(3)?;
        triple.serialize_element(&self.span.start)?;
        triple.serialize_element(&self.span.end)?;
        triple.serialize_element(self.category.as_str())?;
        triple.end()
    }
}

/// What `ConText` says of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(clippy::struct_excessive_bools)] // ConText's own axes
pub struct Assertion {
    /// It does not hold, or is not taken.
    pub negated: bool,
    /// It may hold.
    pub uncertain: bool,
    /// It would hold under a condition, or is only thought of.
    pub hypothetical: bool,
    /// It held in the past.
    pub historical: bool,
    /// It is asked.
    pub question: bool,
    /// Who it is about.
    pub experiencer: Experiencer,
    /// Whose words it is in.
    pub source: Source,
    /// How it is meant.
    pub mood: Mood,
    /// What says so.
    pub cues: Vec<CueSpan>,
}

/// The cues of a post, and who each clause is about. Filled again for each post that holds anything to judge.
#[derive(Clone, Debug, Default)]
pub struct Context {
    hits: Vec<Hit>,
    /// For each sentence, where its hits begin in each family; one more at the end.
    starts: Vec<[usize; FAMILIES + 1]>,
    /// Who a clause is about as it begins.
    subjects: Vec<Experiencer>,
    /// Is the sentence, from this token on, a question?
    questions: Vec<Option<u32>>,
    /// Does the post hold anything that quotes?
    quotes: bool,
    /// The lines that begin with `>`, in order.
    quoted_lines: Vec<Range<usize>>,
    role: Role,
}

impl Context {
    /// Reads a post.
    pub fn read(&mut self, document: &Document, cues: &CueSet, symbols: &Symbols, role: Role) {
        self.hits.clear();
        self.starts.clear();
        self.subjects.clear();
        self.questions.clear();
        self.role = role;
        self.quotes = document.text.contains(['"', '“', '>']);
        self.quoted_lines.clear();
        if self.quotes && document.text.contains('>') {
            let mut start = 0;
            for line in document.text.split_inclusive('\n') {
                if line.trim_start().starts_with('>') {
                    self.quoted_lines.push(start..start + line.len());
                }
                start += line.len();
            }
        }
        for sentence in &document.sentences {
            let mut starts = [self.hits.len(); FAMILIES + 1];
            if sentence.marks.any(Marks::CUE) {
                for family in 0..FAMILIES {
                    cues.find(family, document, sentence, symbols, &mut self.hits);
                    starts[family + 1] = self.hits.len();
                }
            }
            self.starts.push(starts);
        }
        self.find_subjects(document, cues);
        self.find_questions(document);
    }

    fn hits(&self, sentence: usize, family: usize) -> &[Hit] {
        let starts = &self.starts[sentence];
        &self.hits[starts[family]..starts[family + 1]]
    }

    fn find_subjects(&mut self, document: &Document, cues: &CueSet) {
        let narrator =
            if self.role == Role::Article { Experiencer::Generic } else { Experiencer::Own };
        let (mut current, mut third) = (narrator, None);
        for (at, sentence) in document.sentences.iter().enumerate() {
            let before = current;
            for clause in sentence.first_clause..sentence.end_clause {
                self.subjects.push(current);
                let clause = document.clauses[clause as usize];
                let mut first = None;
                let hits = self
                    .hits(at, 1)
                    .iter()
                    .filter(|hit| (clause.first..clause.end).contains(&hit.first));
                for hit in hits {
                    if let Some(experiencer) = subject(cues, hit, third) {
                        first = first.or(Some(experiencer));
                        if matches!(experiencer, Experiencer::Relative | Experiencer::Other) {
                            third = Some(experiencer);
                        }
                    }
                }
                current = first.unwrap_or(current);
            }
            // Whoever is addressed in passing does not take over the story.
            if current == Experiencer::Generic {
                current = if before == Experiencer::Generic { narrator } else { before };
            }
        }
    }

    /// A question mark makes a question of the last clause that begins like one, else of the whole sentence.
    fn find_questions(&mut self, document: &Document) {
        for sentence in &document.sentences {
            let question = sentence.stop.any(Gap::QUESTION).then(|| {
                let clauses =
                    &document.clauses[sentence.first_clause as usize..sentence.end_clause as usize];
                let asks = |token: u32| {
                    let word = document.word(token as usize).to_ascii_lowercase();
                    ASKING.contains(&word.as_str())
                };
                clauses
                    .iter()
                    .rev()
                    .find(|clause| asks(clause.first))
                    .map_or(sentence.first, |clause| clause.first)
            });
            self.questions.push(question);
        }
    }

    /// Judges what stands in some tokens. `own` has the tokens that are part of the statement itself even where they look like cues,
    /// as the negation of a claim that is made by a negation.
    #[must_use]
    pub fn judge(
        &self,
        document: &Document,
        (cues, symbols): (&CueSet, &Symbols),
        tokens: Range<usize>,
        target: Target,
        own: &[u32],
    ) -> Assertion {
        let sentence = document.sentence_of(tokens.start);
        let clause = document.clauses[document.clause_of(tokens.start)];
        let last_clause =
            document.clauses[document.clause_of(tokens.end.saturating_sub(1).max(tokens.start))];
        let consequent = consequent(document, symbols, &tokens);
        let reach = Reach {
            document,
            tokens: tokens.clone(),
            first: clause.first as usize,
            end: last_clause.end as usize,
            consequent,
        };
        let mut assertion = Assertion {
            experiencer: self.experiencer(document, cues, tokens.start),
            ..Assertion::default()
        };
        let ends: Vec<u32> = self
            .hits(sentence, 0)
            .iter()
            .filter(|hit| cues.rows(hit).any(|cue| cue.category == Category::End))
            .map(|hit| hit.first)
            .collect();
        for family in [0, 2] {
            for hit in self.hits(sentence, family) {
                for cue in cues.rows(hit).filter(|cue| cue.target.is_none_or(|only| only == target))
                {
                    if reach.is_in_scope(
                        hit,
                        cue,
                        if family == 0 { &ends } else { &[] },
                        own,
                        target,
                    ) && assertion.note(cue.category)
                    {
                        let span = document.span(hit.first as usize..hit.end as usize);
                        assertion.cues.push(CueSpan { span, category: cue.category });
                    }
                }
            }
        }
        if target == Target::Claim {
            assertion.cues.extend(self.verdict_beside(document, cues, sentence));
            if let Some(span) = self.doubt_behind(document, sentence) {
                assertion.question = true;
                assertion.cues.push(CueSpan { span, category: Category::Question });
            }
        }
        if self.questions[sentence].is_some_and(|from| tokens.end > from as usize) {
            assertion.question = true;
            assertion.cues.push(CueSpan {
                span: question_mark(document, sentence),
                category: Category::Question,
            });
        }
        assertion.mood = match (assertion.question, assertion.hypothetical) {
            (true, _) => Mood::Question,
            (false, true) => Mood::Intention,
            _ => Mood::Statement,
        };
        if self.quotes
            && let Some(span) = self.quoted_by(document, document.span(tokens))
        {
            assertion.source = Source::Quoted;
            assertion.cues.push(CueSpan { span, category: Category::Quoted });
        }
        assertion
    }

    /// The mark that opens the quotation in which a span stands as a whole: a quotation mark of its paragraph, or the `>` of its line.
    fn quoted_by(&self, document: &Document, span: Span) -> Option<Span> {
        let start = span.start as usize;
        let at = self.quoted_lines.partition_point(|line| line.end <= start);
        let line = self.quoted_lines.get(at).filter(|line| line.start <= start);
        let mark = line.map(|line| {
            let text = &document.text[line.start..line.end];
            let at = (line.start + text.find('>').unwrap_or(0)) as u32;
            Span::new(at, at + 1)
        });
        mark.or_else(|| opening_mark(document, span))
    }

    /// A verdict before or behind: “Myth.” alone, “That's wrong, …” at the beginning of the next sentence.
    fn verdict_beside(
        &self,
        document: &Document,
        cues: &CueSet,
        sentence: usize,
    ) -> Option<CueSpan> {
        let debunks = |hit: &&Hit| {
            cues.rows(hit).any(|cue| {
                cue.category == Category::Debunked && cue.direction == Direction::Sentence
            })
        };
        let before = sentence.checked_sub(1).and_then(|at| {
            let short = document.sentences[at].end - document.sentences[at].first <= VERDICT_BEFORE;
            self.hits(at, 2).iter().find(debunks).filter(|_| short)
        });
        let behind = || {
            let next = document.sentences.get(sentence + 1)?;
            let goes_on = !document.tokens[next.first as usize].gap.any(Gap::PARAGRAPH);
            let opens = |hit: &&Hit| {
                hit.first < next.first + VERDICT_BEHIND || next.end - next.first <= VERDICT_LENGTH
            };
            self.hits(sentence + 1, 2).iter().find(debunks).filter(opens).filter(|_| goes_on)
        };
        before.or_else(behind).map(|hit| {
            let span = document.span(hit.first as usize..hit.end as usize);
            CueSpan { span, category: Category::Debunked }
        })
    }

    /// “Is it true?” behind what was said: its question mark.
    fn doubt_behind(&self, document: &Document, sentence: usize) -> Option<Span> {
        let next = document
            .sentences
            .get(sentence + 1)
            .filter(|next| next.end - next.first <= VERDICT_LENGTH)?;
        self.questions.get(sentence + 1).copied().flatten()?;
        let doubts = (next.first..next.end).any(|token| {
            let word = document.word(token as usize).to_ascii_lowercase();
            matches!(
                word.as_str(),
                "true" | "right" | "correct" | "really" | "legit" | "thoughts" | "so"
            )
        });
        doubts.then(|| question_mark(document, sentence + 1))
    }

    fn experiencer(&self, document: &Document, cues: &CueSet, token: usize) -> Experiencer {
        let sentence = document.sentence_of(token);
        let at = document.clause_of(token);
        let clause = document.clauses[at];
        let mut current = self.subjects[at];
        let mut third =
            matches!(current, Experiencer::Relative | Experiencer::Other).then_some(current);
        let mut own_before = false;
        for hit in self.hits(sentence, 1) {
            if hit.first < clause.first || hit.first as usize >= token {
                continue;
            }
            if let Some(experiencer) = subject(cues, hit, third) {
                // "myself and a lot of my friends"
                let joined = hit.first > 0
                    && ["and", "&"].contains(
                        &document.word(hit.first as usize - 1).to_ascii_lowercase().as_str(),
                    );
                if !(joined && own_before) {
                    current = experiencer;
                }
                own_before |= experiencer == Experiencer::Own;
                if matches!(experiencer, Experiencer::Relative | Experiencer::Other) {
                    third = Some(experiencer);
                }
            }
        }
        current
    }
}

/// How many words a sentence may have that does nothing but debunk the one behind it.
const VERDICT_BEFORE: u32 = 3;
/// Within how many words a sentence has to begin to debunk the one before it, if it is longer than the next.
const VERDICT_BEHIND: u32 = 2;
const VERDICT_LENGTH: u32 = 6;

/// Words with which a question begins.
const ASKING: &[&str] = &[
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could",
    "should", "would", "will", "any", "anyone", "what", "why", "how", "who", "when", "where",
    "which", "isn't", "aren't", "don't", "doesn't", "didn't", "isnt", "dont",
];

/// Who a hit is about; a pronoun of the third person is whoever was spoken of.
fn subject(cues: &CueSet, hit: &Hit, third: Option<Experiencer>) -> Option<Experiencer> {
    let category = cues.rows(hit).next()?.category;
    match category {
        Category::Own => Some(Experiencer::Own),
        Category::Relative => Some(Experiencer::Relative),
        Category::Generic => Some(Experiencer::Generic),
        // A single word: she, he, her, his.
        Category::Other if hit.end - hit.first == 1 => Some(third.unwrap_or(Experiencer::Other)),
        Category::Other => Some(Experiencer::Other),
        _ => None,
    }
}

struct Reach<'a> {
    document: &'a Document,
    tokens: Range<usize>,
    /// The first token of the clause.
    first: usize,
    /// One past the last token of the clause.
    end: usize,
    /// Where the consequent of a condition begins, if it does.
    consequent: Option<usize>,
}

/// Is it a word that negates by itself?
fn is_negator(word: &str) -> bool {
    let word = normal_form(word);
    matches!(
        word.as_str(),
        "not"
            | "no"
            | "never"
            | "none"
            | "nothing"
            | "nobody"
            | "without"
            | "neither"
            | "nor"
            | "zero"
            | "cannot"
    ) || word.len() > 3 && word.ends_with("nt")
}

/// Orders that begin the consequent of a condition: “if it bleeds keep going”.
const ORDERS: [&str; 14] = [
    "take", "use", "try", "get", "continue", "keep", "carry", "stop", "eat", "drink", "give",
    "put", "inject", "ask",
];

/// “If you have X, take Y”: a claim that runs into the consequent is not itself conditional. The consequent begins behind the last comma
/// before the end of the claim, or at a subject or an order in the middle of the claim.
fn consequent(document: &Document, symbols: &Symbols, tokens: &Range<usize>) -> Option<usize> {
    let sentence = document.sentences[document.sentence_of(tokens.start)].first as usize;
    let comma =
        (sentence + 1..tokens.end).rev().find(|&at| document.tokens[at].gap.any(Gap::COMMA));
    let subject = || {
        (tokens.start + 1..tokens.end)
            .find(|&at| symbols.marks(document.tokens[at].symbol).any(Marks::SUBJECT))
    };
    let order = || {
        (tokens.start + 1..tokens.end)
            .find(|&at| ORDERS.contains(&document.word(at).to_ascii_lowercase().as_str()))
    };
    comma.or_else(subject).or_else(order)
}

impl Reach<'_> {
    /// Is a cue part of the claim itself? A negation only if the claim has the very word that negates.
    fn is_own(&self, hit: &Hit, cue: Cue, own: &[u32]) -> bool {
        let mut words = (hit.first..hit.end).filter(|token| own.binary_search(token).is_ok());
        match cue.category {
            Category::Negated => words.any(|token| is_negator(self.document.word(token as usize))),
            _ => words.next().is_some(),
        }
    }

    fn is_in_scope(&self, hit: &Hit, cue: Cue, ends: &[u32], own: &[u32], target: Target) -> bool {
        let (first, end) = (hit.first as usize, hit.end as usize);
        if self.is_own(hit, cue, own) {
            return false;
        }
        if cue.direction == Direction::Sentence {
            return true;
        }
        let inside = first < self.tokens.end && end > self.tokens.start;
        if inside {
            // A cue in the gap of a claim is about the claim, but for an "if" behind it; a cue in a name is part of the name.
            return target == Target::Claim && cue.category != Category::Hypothetical;
        }
        if target == Target::Claim
            && cue.category == Category::Hypothetical
            && self.consequent.is_some_and(|from| end <= from)
        {
            return false;
        }
        let near = |words: usize| cue.words == 0 || words <= cue.words;
        let cut =
            |from: usize, to: usize| ends.iter().any(|&end| (from..to).contains(&(end as usize)));
        let forward = end <= self.tokens.start
            && first >= self.first
            && near(self.tokens.start - end)
            && !cut(end, self.tokens.start);
        let backward = first >= self.tokens.end
            && end <= self.end
            && near(first - self.tokens.end)
            && !cut(self.tokens.end, first);
        match cue.direction {
            Direction::Forward => forward,
            Direction::Backward => backward,
            Direction::Both | Direction::Sentence => forward || backward,
        }
    }
}

impl Assertion {
    /// Notes what a cue says; gives whether it says anything of a statement.
    fn note(&mut self, category: Category) -> bool {
        match category {
            Category::Negated => self.negated = true,
            Category::Uncertain => self.uncertain = true,
            Category::Hypothetical => self.hypothetical = true,
            Category::Historical => self.historical = true,
            Category::Question => self.question = true,
            Category::Reported => self.source = Source::Reported,
            Category::Debunked | Category::Anecdote | Category::Advised => {}
            _ => return false,
        }
        true
    }

    /// Has some cue of this category had a part in it?
    #[must_use]
    pub fn has(&self, category: Category) -> bool {
        self.cues.iter().any(|cue| cue.category == category)
    }

    /// The first cue of a category.
    #[must_use]
    pub fn cue(&self, category: Category) -> Option<CueSpan> {
        self.cues.iter().copied().find(|cue| cue.category == category)
    }
}

/// The place of the question mark behind a sentence.
fn question_mark(document: &Document, sentence: usize) -> Span {
    let last = document.tokens[document.sentences[sentence].end as usize - 1].end;
    let rest = &document.text[last as usize..];
    rest.char_indices()
        .find(|(_, c)| matches!(c, '?' | '？' | '⁇'))
        .map_or(Span::new(last, last), |(at, c)| {
            Span::new(last + at as u32, last + (at + c.len_utf8()) as u32)
        })
}

/// How far around a span its quotation marks are looked for, in bytes: a post of one paragraph costs no more than the rest of the scan.
const NEAR: usize = 2_000;

/// The quotation mark of its paragraph that opens what a span stands in as a whole.
fn opening_mark(document: &Document, span: Span) -> Option<Span> {
    let text = &document.text;
    let (start, end) = (span.start as usize, span.end as usize);
    let near = ceil_boundary(text, start.saturating_sub(NEAR));
    let paragraph = text[near..start].rfind("\n\n").map_or(near, |at| near + at + 2);
    let (mut straight, mut curly) = (None, None);
    for (at, c) in text[paragraph..start].char_indices().map(|(at, c)| (paragraph + at, c)) {
        match c {
            '"' => straight = if straight.is_some() { None } else { Some(at) },
            '“' => curly = Some(at),
            '”' => curly = None,
            _ => {}
        }
    }
    let inside = &text[start..end];
    let rest = &text[end..ceil_boundary(text, (end + NEAR).min(text.len()))];
    let rest = rest.split("\n\n").next().unwrap_or_default();
    let straight =
        straight.filter(|_| !inside.contains('"') && rest.contains('"')).map(|at| (at, '"'));
    let curly =
        curly.filter(|_| !inside.contains(['“', '”']) && rest.contains('”')).map(|at| (at, '“'));
    straight.or(curly).map(|(at, mark)| Span::new(at as u32, (at + mark.len_utf8()) as u32))
}

fn ceil_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
