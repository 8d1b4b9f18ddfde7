//! What is wrong with rules beyond what keeps them from loading.

use super::file::{Example, Rule};
use crate::error::DataError;

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
}

/// The fewest examples that must fire, and that must not.
const EXAMPLES: (usize, usize) = (3, 4);

/// Looks over a rule that loads.
pub(crate) fn check(rule: &Rule) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |line: usize, what: String| {
        problems.push(Problem { error: DataError::new(&rule.file, line, what) });
    };
    let mut authorities: Vec<&str> =
        rule.citations.iter().map(|citation| citation.who.as_str()).collect();
    authorities.sort_unstable();
    authorities.dedup();
    if authorities.len() < 2 {
        problem(
            0,
            "fewer than two authorities are cited; guidance drifts, and one page is easily lost"
                .into(),
        );
    }
    if rule.flag_examples.len() < EXAMPLES.0 {
        problem(
            0,
            format!(
                "{} examples that must fire, {} expected",
                rule.flag_examples.len(),
                EXAMPLES.0
            ),
        );
    }
    if rule.ok_examples.len() < EXAMPLES.1.max(rule.flag_examples.len() + 1) {
        problem(
            0,
            "too few examples that must not fire: write more of them than of those that must"
                .into(),
        );
    }
    for example in rule.ok_examples.iter().filter(|example| example.why.is_none()) {
        problem(example.line, "an [[ok]] example without `why`".into());
    }
    if rule.review_by <= rule.since {
        problem(0, format!("`review_by` {} is not after `since` {}", rule.review_by, rule.since));
    }
    if rule.reply.is_empty() || rule.guidance.is_empty() || rule.claim.is_empty() {
        problem(0, "`claim`, `guidance` and `reply` must say something".into());
    }
    let folder = std::path::Path::new(&rule.file);
    let stem = folder.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if stem != format!("{}-{}", rule.id, rule.name) {
        problem(0, format!("the file is not named {}-{}.toml", rule.id, rule.name));
    }
    problems
}
