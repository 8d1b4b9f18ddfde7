//! Puts the layers together: a thread goes in, a report comes out.
//!
//! A [`Scanner`] is built once from lexicons and rules ([`ScannerBuilder`]) and never changes; it may be shared between threads. Scanning
//! cannot fail. The buffers of a scan live in a [`Scratch`], one for each worker.
//!
//! Laws: the report depends on nothing but the thread and the scanner; what is found in one post depends on that post, the title and the
//! question, not on the other posts; no input panics.
//!
//! ```
//! use threadlint::scan::Scanner;
//! use threadlint::thread::Thread;
//!
//! let scanner = Scanner::builtin()?;
//! let report = scanner.scan(&Thread::from_text("My doctor put me on lovanox."));
//! assert_eq!(&*report.mentions[0].concept, "enoxaparin");
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod builder;
mod sentence_trace;
mod stream;
mod thread_report;
mod write;

pub use builder::ScannerBuilder;
pub use sentence_trace::SentenceTrace;
pub use stream::Scans;
pub use thread_report::{
    DosageReport, ExperienceReport, MentionReport, OutcomeReport, PostReport, SCHEMA, SwitchReport,
    ThreadReport, TieReport,
};

use self::write::Found;
use crate::{
    error::DataError,
    extract::{
        assertion::{Assertion, Context, CueSpan},
        attempt::AttemptReader,
        cue::{CueSet, Target},
        dosage::{DosageReader, DosageScratch},
        drug_use::{Use, drug_use, is_used},
        experience::{Findings, Readers, experiences},
        outcome::{Drugs, OutcomeReader, OutcomeScratch, Taken},
    },
    lexicon::{ConceptId, Kind, Lexicon, Mention},
    pattern::{Seen, Sight},
    rules::{self, Example, ExampleOutcome, Exempt, Flag, PostView, Problem, Rule, RuleSet},
    text::{Document, Symbols},
    thread::{Post, Role, SourceForm, Thread},
};

/// What to put into a report.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    show_suppressed: bool,
    with_text: bool,
}

/// Lexicons and rules, compiled: all that a scan needs.
#[derive(Clone, Debug)]
pub struct Scanner {
    symbols: Symbols,
    lexicon: Lexicon,
    cues: CueSet,
    dosages: DosageReader,
    outcomes: OutcomeReader,
    attempts: AttemptReader,
    rules: RuleSet,
    options: Options,
}

/// The buffers of a scan, filled again for each post.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    post: Reading,
    question: Reading,
    dosages: DosageScratch,
    outcomes: OutcomeScratch,
    rules: Seen,
    exempt: Exempt,
}

/// A post, read as far as the rules look at it.
#[derive(Clone, Debug, Default)]
struct Reading {
    document: Document,
    mentions: Vec<Mention>,
    context: Context,
}

/// How many words may stand between two names of a list: “aspirin and even large amounts of ibuprofen”.
const LIST_GAP: usize = 5;

impl Scanner {
    /// The built-in lexicons and the built-in rules of level 1.
    ///
    /// # Errors
    ///
    /// None, as a test makes sure; what is built in is read by the loader that reads a user's files.
    pub fn builtin() -> Result<Self, DataError> {
        let first = |errors: Vec<DataError>| errors.into_iter().next();
        Self::builder().build().map_err(|errors| {
            first(errors).unwrap_or_else(|| DataError::new("built in", 0, "unusable"))
        })
    }

    /// Starts from what is built in.
    #[must_use]
    pub fn builder() -> ScannerBuilder {
        ScannerBuilder::default()
    }

    /// The rules in use.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The lexicon.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The words that lexicons, cues and rules know.
    #[must_use]
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// Scans a thread.
    #[must_use]
    pub fn scan(&self, thread: &Thread) -> ThreadReport {
        self.scan_with(thread, &mut Scratch::default())
    }

    /// Scans a thread with buffers that are used again.
    #[must_use]
    pub fn scan_with(&self, thread: &Thread, scratch: &mut Scratch) -> ThreadReport {
        let mut report = ThreadReport {
            schema: SCHEMA,
            source: thread.source.clone(),
            form: thread.form,
            id: thread.id.clone(),
            title: thread.title.clone(),
            url: thread.url.clone(),
            posts: Vec::with_capacity(thread.posts.len()),
            mentions: Vec::new(),
            dosages: Vec::new(),
            outcomes: Vec::new(),
            experiences: Vec::new(),
            flags: Vec::new(),
        };
        scratch.exempt.clear();
        let question = thread.posts.iter().position(|post| post.role == Role::Question);
        let topic = self.topic(thread, question, scratch);
        if let Some(question) = question {
            self.read(&thread.posts[question], &mut scratch.question);
        }
        for (number, post) in thread.posts.iter().enumerate() {
            report.posts.push(self.post_report(number as u32, post));
            self.read(post, &mut scratch.post);
            let answers = question.is_some_and(|question| question != number);
            self.scan_post(number as u32, post, topic, answers, scratch, &mut report);
        }
        report
    }

    fn read(&self, post: &Post, reading: &mut Reading) {
        reading.document.read(&post.text, &self.symbols);
        self.lexicon.find(&reading.document, &self.symbols, &mut reading.mentions);
        reading.context.begin(post.role);
    }

    fn scan_post(
        &self,
        number: u32,
        post: &Post,
        topic: Option<ConceptId>,
        answers: bool,
        scratch: &mut Scratch,
        report: &mut ThreadReport,
    ) {
        let Scratch {
            post: reading,
            question,
            dosages: dosage_scratch,
            outcomes: outcome_scratch,
            rules: rules_seen,
            exempt,
        } = scratch;
        let (mut mentions, use_cues) = self.judge_mentions(reading);
        let Reading { document, mentions: found, context } = &*reading;
        let sight = Sight { document, mentions: found, lexicon: &self.lexicon };
        let cues = &self.cues;
        let dosages = self.dosages.read(&sight, context, cues, topic, dosage_scratch);
        let uses: Vec<Option<Use>> = { mentions.iter_mut().zip(use_cues) }
            .map(|((mention, assertion), cue)| {
                let is_used = is_used(self.lexicon.concept(mention.concept).kind);
                is_used
                    .then(|| drug_use(&sight, &self.dosages, &dosages, mention, (assertion, cue)))
            })
            .collect();
        let taken: Vec<Taken> = { mentions.iter().zip(&uses).enumerate() }
            .filter_map(|(mention, ((_, assertion), drug_use))| {
                let drug_use = (*drug_use)?;
                let (experiencer, person) = (assertion.experiencer, assertion.person);
                Some(Taken { mention, experiencer, person, drug_use })
            })
            .collect();
        let drugs = Drugs { taken: &taken, topic, times: &self.dosages };
        let outcomes = self.outcomes.read(&sight, context, cues, &drugs, outcome_scratch);
        let findings = Findings {
            sight: &sight,
            judged: &mentions,
            uses: &uses,
            dosages: &dosages,
            outcomes: &outcomes,
        };
        let readers =
            Readers { words: &self.dosages, outcomes: &self.outcomes, attempts: &self.attempts };
        let experiences = experiences(&findings, readers, outcome_scratch);

        let view = PostView {
            sight,
            context,
            cues: &self.cues,
            dosages: &dosages,
            times: &self.dosages,
            role: post.role,
        };
        let question = answers.then(|| PostView {
            sight: Sight {
                document: &question.document,
                mentions: &question.mentions,
                lexicon: &self.lexicon,
            },
            context: &question.context,
            cues: &self.cues,
            dosages: &[],
            times: &self.dosages,
            role: Role::Question,
        });
        let author = post.author.as_deref().unwrap_or_default();
        let flags = self.rules.find(&view, question.as_ref(), number, author, (rules_seen, exempt));
        let shown = |flag: &Flag| flag.suppressed.is_none() || self.options.show_suppressed;
        report.flags.extend(flags.into_iter().filter(shown));

        let found = Found { document, mentions, uses, dosages, outcomes, experiences };
        self.write(number, found, report);
    }

    /// The mentions of a post with what is said of each, and the cues that tell of the use of those that are taken.
    fn judge_mentions(
        &self,
        reading: &Reading,
    ) -> (Vec<(Mention, Assertion)>, Vec<Option<CueSpan>>) {
        let judge = |at: usize| {
            let mention = &reading.mentions[at];
            let kind = self.lexicon.concept(mention.concept).kind;
            let (cues, tokens) = (&self.cues, mention.first as usize..mention.end as usize);
            if is_used(kind) {
                let list_end = self.list_end(reading, at);
                return reading.context.judge_drug(&reading.document, cues, tokens, list_end);
            }
            let target = match kind {
                Kind::Condition | Kind::Symptom => Target::Event,
                _ => Target::Use,
            };
            (reading.context.judge(&reading.document, cues, tokens, target, &[]), None)
        };
        let mut judged = Vec::with_capacity(reading.mentions.len());
        let mut use_cues = Vec::with_capacity(reading.mentions.len());
        for (at, mention) in reading.mentions.iter().enumerate() {
            let (assertion, cue) = judge(at);
            judged.push((*mention, assertion));
            use_cues.push(cue);
        }
        (judged, use_cues)
    }

    /// One past the last token of the list of things taken that a mention begins or stands in: “Paracetamol, aspirin *or ibuprofen* will …”.
    fn list_end(&self, reading: &Reading, at: usize) -> usize {
        let mut end = reading.mentions[at].end as usize;
        for next in &reading.mentions[at + 1..] {
            let first = next.first as usize;
            let is_next = (end..=end + LIST_GAP).contains(&first)
                && is_used(self.lexicon.concept(next.concept).kind)
                && self.cues.joins_list(&reading.document, end..first);
            if !is_next {
                break;
            }
            end = next.end as usize;
        }
        end
    }

    fn post_report(&self, number: u32, post: &Post) -> PostReport {
        PostReport {
            post: number,
            id: post.id.clone(),
            role: post.role,
            author: post.author.clone(),
            location: post.location.clone(),
            date: post.date.clone(),
            reply_to: post.reply_to,
            offset: post.offset,
            length: post.text.len() as u32,
            text: self.options.with_text.then(|| post.text.clone()),
        }
    }

    /// What the thread is about: the drug named most often in the title and the question, of those alike the first.
    fn topic(
        &self,
        thread: &Thread,
        question: Option<usize>,
        scratch: &mut Scratch,
    ) -> Option<ConceptId> {
        let opening = question.map(|at| thread.posts[at].text.as_str());
        let mut counts: Vec<(ConceptId, usize)> = Vec::new();
        for text in thread.title.as_deref().into_iter().chain(opening) {
            let Reading { document, mentions, .. } = &mut scratch.question;
            document.read(text, &self.symbols);
            self.lexicon.find(document, &self.symbols, mentions);
            for mention in mentions
                .iter()
                .filter(|mention| self.lexicon.concept(mention.concept).kind.is_taken())
            {
                match counts.iter_mut().find(|(concept, _)| *concept == mention.concept) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((mention.concept, 1)),
                }
            }
        }
        counts.iter().rev().max_by_key(|(_, count)| *count).map(|(concept, _)| *concept)
    }

    /// What a rule author should mend in the rules in use, beyond what keeps a rule from loading. `today` is a date such as `2026-11-22`,
    /// by which guidance may be out of date; the library asks no clock.
    #[must_use]
    pub fn check_rules(&self, today: Option<&str>) -> Vec<Problem> {
        let each = self.rules.iter().flat_map(|rule| rules::check(rule, today));
        let mut problems: Vec<Problem> = each.collect();
        problems.extend(self.rules.check_patterns(&self.lexicon));
        problems.extend(self.rules.check_lists());
        problems.extend(self.doubles());
        problems
    }

    /// Rules of which all examples are flagged by another rule whose claim has much the same words.
    fn doubles(&self) -> Vec<Problem> {
        let mut scratch = Scratch::default();
        let mut problems = Vec::new();
        for rule in self.rules.iter().filter(|rule| !rule.flag_examples.is_empty()) {
            let others = || self.rules.iter().filter(|other| other.id != rule.id);
            if !others().any(|other| rules::alike(rule, other) >= ALIKE) {
                continue;
            }
            let flagged: Vec<Vec<Flag>> = { rule.flag_examples.iter() }
                .map(|example| self.scan_with(&example_thread(example), &mut scratch).flags)
                .collect();
            let is_double = |other: &&Rule| {
                rules::alike(rule, other) >= ALIKE
                    && flagged.iter().all(|flags| {
                        flags
                            .iter()
                            .any(|flag| *flag.rule == *other.id && flag.suppressed.is_none())
                    })
            };
            if let Some(other) = others().find(is_double) {
                let what = format!("{} flags every example of {} as well", other.id, rule.id);
                let error = DataError::new(&rule.file, 0, what).help(
                    "two rules of one claim are one rule: put them together, or part the claims",
                );
                problems.push(Problem { error });
            }
        }
        problems
    }

    /// What a rule makes of each sentence of the last post of a thread: the flags, kept back or not, if the scanner shows them; and where
    /// there is none, how near a pattern comes.
    #[must_use]
    pub fn trace_rule(&self, rule: &str, thread: &Thread) -> Vec<SentenceTrace> {
        let mut scratch = Scratch::default();
        let report = self.scan_with(thread, &mut scratch);
        let Some(post) = thread.posts.last() else { return Vec::new() };
        self.read(post, &mut scratch.post);
        let Reading { document, mentions, context } = &scratch.post;
        let view = PostView {
            sight: Sight { document, mentions, lexicon: &self.lexicon },
            context,
            cues: &self.cues,
            dosages: &[],
            times: &self.dosages,
            role: post.role,
        };
        let last = thread.posts.len() as u32 - 1;
        let trace = |sentence: &crate::text::Sentence| {
            let span = document.span(sentence.first as usize..sentence.end as usize);
            let inside = |flag: &&Flag| {
                *flag.rule == *rule
                    && flag.post == last
                    && (span.start..span.end).contains(&flag.span.start)
            };
            let flag = report.flags.iter().find(inside).cloned();
            let near = if flag.is_none() {
                self.rules.near_miss(rule, (&view, &self.symbols), sentence)
            } else {
                None
            };
            SentenceTrace { text: span.of(&document.text).to_owned(), flag, near }
        };
        document.sentences.iter().map(trace).collect()
    }

    /// At which stage a rule fails to fire on the last post of a thread, in words.
    fn stage(&self, rule: &str, thread: &Thread) -> String {
        let mut all = self.clone();
        all.options.show_suppressed = true;
        let traces = all.trace_rule(rule, thread);
        let furthest = traces.iter().max_by_key(|trace| match (&trace.flag, &trace.near) {
            (Some(_), _) => usize::MAX,
            (None, Some(near)) => near.matched.as_ref().map_or(1, |matched| 2 + matched.len()),
            (None, None) => 0,
        });
        furthest.map_or_else(|| "the post has no sentence".to_owned(), SentenceTrace::to_string)
    }

    /// Runs the examples of a rule that is in use.
    #[must_use]
    pub fn test_rule(&self, rule: &Rule) -> Vec<ExampleOutcome> {
        let mut scratch = Scratch::default();
        let families = [
            ("flag", &rule.flag_examples),
            ("ok", &rule.ok_examples),
            ("todo", &rule.todo_examples),
        ];
        let mut outcomes = Vec::new();
        for (family, examples) in families {
            for example in examples {
                let thread = example_thread(example);
                let report = self.scan_with(&thread, &mut scratch);
                let last = thread.posts.len() as u32 - 1;
                let ours = |flag: &&Flag| *flag.rule == *rule.id && flag.post == last;
                let flag = report.flags.iter().filter(ours).find(|flag| flag.suppressed.is_none());
                let (passed, said) = match (family, flag) {
                    ("flag", Some(flag)) => match example.stance {
                        Some(stance) if stance != flag.stance => {
                            (false, format!("flagged as {}, expected {stance}", flag.stance))
                        }
                        _ => (true, format!("flagged as {}", flag.stance)),
                    },
                    ("flag", None) => (false, format!("not flagged: {}", example.text)),
                    (_, Some(flag)) => {
                        (family == "todo", format!("flagged as {}: {}", flag.stance, flag.text))
                    }
                    (_, None) => (true, "not flagged".to_owned()),
                };
                let stage = (!passed && family == "flag" && flag.is_none())
                    .then(|| self.stage(&rule.id, &thread));
                let example = example.clone();
                outcomes.push(ExampleOutcome { example, family, passed, said, stage });
            }
        }
        outcomes
    }
}

/// The claims of two rules are alike if they have this share of their words in common.
const ALIKE: f32 = 0.6;

/// An example as a thread: the question that it answers, if it says so, and the post.
fn example_thread(example: &Example) -> Thread {
    let mut thread = Thread::from_text(example.text.as_str());
    if let Some(question) = &example.question {
        thread.posts[0].role = Role::Answer;
        thread.posts.insert(0, Post::new(Role::Question, question.as_str()));
        thread.form = SourceForm::QaText;
    }
    thread
}
