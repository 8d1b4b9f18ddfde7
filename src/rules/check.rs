//! What is wrong with rules beyond what keeps them from loading.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::{
    compile::{Claim, Compiled},
    file::{Example, Rule},
    set::RuleSet,
};
use crate::{
    error::DataError,
    lexicon::{ConceptId, Lexicon},
    pattern::{DEAR, Pattern},
    text::words,
};

/// Something that a rule author should mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What, and where.
    pub error: DataError,
}

/// What came of running an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleOutcome {
    /// The example.
    pub example: Example,
    /// `flag`, `ok` or `todo`.
    pub family: &'static str,
    /// Did it do what it has to? A `todo` always passes.
    pub passed: bool,
    /// What happened.
    pub said: String,
    /// At which stage it failed to fire, where it should have.
    pub stage: Option<String>,
}

/// The fewest examples that must fire, and that must not.
const EXAMPLES: (usize, usize) = (5, 8);
/// The families that every rule needs an example of that must not fire.
const FAMILIES: [(&str, &str); 4] = [
    ("negated", "the claim denied: “X does not cure Y”"),
    ("asked", "the claim asked: “does X cure Y?”"),
    ("debunked", "the claim called wrong: “it is a myth that X cures Y”"),
    ("quoted", "the claim in quotation marks that the author argues against"),
];
/// All that `why` may say.
const WHYS: [&str; 9] = [
    "negated",
    "asked",
    "debunked",
    "quoted",
    "hedged",
    "anecdote",
    "near-miss",
    "other-sense",
    "population",
];
/// Guidance that nobody opened for so many years is to be opened again.
const STALE_YEARS: u32 = 2;

/// Gathers what is to be mended.
struct Problems<'a> {
    file: &'a str,
    found: Vec<Problem>,
}

impl Problems<'_> {
    fn add(&mut self, line: usize, what: impl Into<String>, help: impl Into<String>) {
        let error = DataError::new(self.file, line, what).help(help);
        self.found.push(Problem { error });
    }
}

/// Looks over a rule that loads. `today` is a date, `2026-11-22`; without it no guidance is out of date.
pub(crate) fn check(rule: &Rule, today: Option<&str>) -> Vec<Problem> {
    let mut problems = Problems { file: &rule.file, found: Vec::new() };
    citations(rule, today, &mut problems);
    examples(rule, &mut problems);
    if rule.review_by <= rule.since {
        let what = format!("`review_by` {} is not after `since` {}", rule.review_by, rule.since);
        problems.add(rule.head.review_by, what, "a year later is usual");
    }
    if let Some(today) = today
        && *rule.review_by < *today
    {
        let what = format!("`review_by` {} has passed", rule.review_by);
        problems.add(
            rule.head.review_by,
            what,
            "open the citations again, mend the guidance, and set a new date",
        );
    }
    for (field, text) in
        [("claim", &rule.claim), ("guidance", &rule.guidance), ("reply", &rule.reply)]
    {
        if text.is_empty() {
            problems.add(0, format!("`{field}` says nothing"), "a reader is shown it");
        }
    }
    let path = std::path::Path::new(&rule.file);
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let expected = format!("{}-{}", rule.id, rule.name);
    if stem != expected {
        let help = format!("rename it to {expected}.toml");
        problems.add(rule.head.name, "the file is not named for its rule", help);
    }
    let folder = path.parent().and_then(|folder| folder.file_name()).and_then(|name| name.to_str());
    if folder.is_some_and(|folder| folder != rule.topic) {
        let what = format!("the topic `{}` is not the folder that the rule stands in", rule.topic);
        problems.add(rule.head.topic, what, "rules of one topic stand in one folder of its name");
    }
    problems.found
}

fn citations(rule: &Rule, today: Option<&str>, problems: &mut Problems<'_>) {
    let authorities: BTreeSet<&str> =
        rule.citations.iter().map(|citation| citation.who.as_str()).collect();
    if authorities.len() < 2 {
        problems.add(
            rule.head.citations.first().copied().unwrap_or(0),
            "fewer than two authorities are cited",
            "guidance drifts, and one page is easily lost: cite a second body, best of another country",
        );
    }
    for (citation, &line) in rule.citations.iter().zip(&rule.head.citations) {
        if citation.says.trim().is_empty() {
            let what = format!("the citation of {} does not say what it relies on", citation.who);
            problems.add(line, what, "`says` has the sentence in our own words");
        }
        if let Some(today) = today.filter(|today| is_older(&citation.opened, today)) {
            let what = format!(
                "the citation of {} was opened on {}, more than {STALE_YEARS} years before {today}",
                citation.who, citation.opened
            );
            problems.add(
                line,
                what,
                "open it again, see whether it still says so, and write the day",
            );
        }
    }
}

/// Is a date more than [`STALE_YEARS`] before another?
fn is_older(date: &str, today: &str) -> bool {
    let year = |date: &str| date.get(..4).and_then(|year| year.parse::<u32>().ok());
    match (year(date), year(today)) {
        (Some(then), Some(now)) => {
            let limit = then + STALE_YEARS;
            (limit, date.get(4..)) < (now, today.get(4..))
        }
        _ => false,
    }
}

fn examples(rule: &Rule, problems: &mut Problems<'_>) {
    let (flags, oks) = (rule.flag_examples.len(), rule.ok_examples.len());
    let place = |examples: &[Example]| examples.first().map_or(0, |example| example.line);
    if flags < EXAMPLES.0 {
        let what = format!("{flags} [[flag]] examples, at least {} are expected", EXAMPLES.0);
        problems.add(
            place(&rule.flag_examples),
            what,
            "write the claim in other words, as people do",
        );
    }
    if oks < EXAMPLES.1 {
        let what = format!("{oks} [[ok]] examples, at least {} are expected", EXAMPLES.1);
        problems.add(place(&rule.ok_examples), what, "write the claim negated, asked, debunked and quoted, and true sentences that are near to it");
    }
    for (family, means) in FAMILIES {
        if !rule.ok_examples.iter().any(|example| example.why.as_deref() == Some(family)) {
            let what = format!("no [[ok]] example with why = \"{family}\"");
            problems.add(place(&rule.ok_examples), what, means);
        }
    }
    for example in &rule.ok_examples {
        match &example.why {
            None => problems.add(
                example.line,
                "an [[ok]] example without `why`",
                format!("one of {}", WHYS.join(", ")),
            ),
            Some(why) if !WHYS.contains(&why.as_str()) => {
                let help = match crate::error::nearest(why, WHYS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("one of {}", WHYS.join(", ")),
                };
                problems.add(example.line, format!("unknown family `{why}`"), help);
            }
            Some(_) => {}
        }
    }
}

impl RuleSet {
    /// Looks over the rules as a whole: patterns that find nothing or too much, and rules that are there twice.
    pub(crate) fn check_patterns(&self, lexicon: &Lexicon) -> Vec<Problem> {
        let named: FxHashSet<ConceptId> = lexicon.terms().iter().map(|term| term.concept).collect();
        let mut found = Vec::new();
        let mut known: BTreeMap<String, (&Rule, usize)> = BTreeMap::new();
        for (at, rule) in self.iter().enumerate() {
            let Some(Compiled { matcher, claims }) = self.compiled(at) else {
                continue;
            };
            let mut problems = Problems { file: &rule.file, found: Vec::new() };
            for (source, &line) in rule.matches.iter().zip(&rule.lines[0]) {
                let plain = source.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                if let Some((other, at)) = known.insert(plain, (rule, line)) {
                    let what = format!("the pattern `{source}` a second time");
                    problems.add(
                        line,
                        what,
                        format!("it stands in {}:{at} ({})", other.file, other.id),
                    );
                }
                if rule.unless.iter().any(|unless| unless == source) {
                    let what = format!("the pattern `{source}` can never match");
                    problems.add(
                        line,
                        what,
                        "an `unless` of the rule is the same and holds always",
                    );
                }
            }
            let exceptions =
                matcher.unless.iter().map(|(pattern, _)| pattern).chain(&matcher.applies_unless);
            for pattern in exceptions {
                if let Some(key) = pattern.formless(&named, lexicon) {
                    let line = rule.line_of(&pattern.source);
                    let what = format!(
                        "`<{key}>` is never found: no surface form names it or one of its members"
                    );
                    problems.add(line, what, "add forms to the lexicon, or write the words");
                }
            }
            let mut costly = BTreeSet::new();
            for Claim { pattern, line, .. } in claims {
                if let Some(key) = pattern.formless(&named, lexicon) {
                    let what = format!(
                        "`<{key}>` is never found: no surface form names it or one of its members"
                    );
                    problems.add(*line, what, "add forms to the lexicon, or write the words");
                }
                if is_costly(pattern) && costly.insert(&pattern.source) {
                    let what = format!(
                        "`{}` is looked at in most sentences: all that it needs are very common words",
                        pattern.source
                    );
                    problems.add(
                        *line,
                        what,
                        "let it need a concept, or a list without common single words",
                    );
                }
            }
            found.extend(problems.found);
        }
        found
    }
}

fn is_costly(pattern: &Pattern) -> bool {
    pattern.cost() > DEAR
}

/// How alike two claims are: the share of words that both have.
pub(crate) fn alike(one: &Rule, other: &Rule) -> f32 {
    let of = |rule: &Rule| words(&rule.claim).into_iter().collect::<BTreeSet<String>>();
    let (one, other) = (of(one), of(other));
    let both = one.intersection(&other).count();
    both as f32 / one.union(&other).count().max(1) as f32
}
