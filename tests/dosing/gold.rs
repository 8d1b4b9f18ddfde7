//! What the annotator reads in each text: the lines of `labels.jsonl` and `posts.jsonl`. `README.md` says what the fields mean.

use std::{collections::BTreeSet, fs, path::Path};

use serde::Deserialize;
use threadlint::span::Span;

/// A text and what is stated in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) statements: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    pub(crate) quote: String,
    pub(crate) drug: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) experiencer: Option<String>,
    pub(crate) dose: Option<Amount>,
    pub(crate) unit: Option<String>,
    pub(crate) strength: Option<Strength>,
    pub(crate) frequency: Option<Amount>,
    pub(crate) period: Option<Amount>,
    pub(crate) period_unit: Option<String>,
    #[serde(default)]
    pub(crate) when: BTreeSet<String>,
    #[serde(default)]
    pub(crate) time_of_day: BTreeSet<String>,
    #[serde(default)]
    pub(crate) weekdays: BTreeSet<String>,
    pub(crate) duration: Option<Duration>,
    pub(crate) count: Option<f64>,
    #[serde(default)]
    pub(crate) as_needed: bool,
    pub(crate) reason: Option<String>,
    pub(crate) max: Option<Max>,
    pub(crate) route: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) start: Option<Point>,
    pub(crate) stop: Option<Point>,
    #[serde(default)]
    pub(crate) unsure: bool,
}

/// A number, or a low and a high one of which either may be missing.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(crate) enum Amount {
    One(f64),
    Range([Option<f64>; 2]),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Strength {
    pub(crate) value: f64,
    pub(crate) unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Duration {
    pub(crate) value: Amount,
    pub(crate) unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Max {
    pub(crate) value: f64,
    pub(crate) unit: Option<String>,
    pub(crate) per: f64,
    pub(crate) per_unit: String,
}

/// A point along a pregnancy or a life.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    pub(crate) value: f64,
    pub(crate) unit: String,
    pub(crate) of: String,
}

impl Case {
    /// Where a statement stands; its quote stands in the text once.
    pub(crate) fn place(&self, statement: &Statement) -> Span {
        let places: Vec<_> = self.text.match_indices(&statement.quote).collect();
        assert_eq!(places.len(), 1, "{}: how often {:?} stands there", self.id, statement.quote);
        let at = places[0].0;
        Span::new(at as u32, (at + statement.quote.len()) as u32)
    }
}

/// The cases, in order.
pub(crate) fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dosing");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    (read("labels.jsonl").lines())
        .chain(read("posts.jsonl").lines())
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn the_gold_is_whole() {
    const STATUSES: &[&str] = &[
        "taken",
        "started",
        "stopped",
        "switched",
        "increased",
        "decreased",
        "missed",
        "refused",
        "considered",
        "advised",
        "general",
    ];
    let cases = cases();
    assert_eq!(cases.len(), 320);
    for (at, case) in cases.iter().enumerate() {
        assert_eq!(case.id, format!("i{at}"));
        for statement in &case.statements {
            case.place(statement);
            let told = format!("{}: {:?}", case.id, statement.quote);
            let among = |word: &Option<String>, words: &[&str]| {
                word.as_ref().is_none_or(|word| words.contains(&&**word))
            };
            assert!(among(&statement.status, STATUSES), "{told}: the status");
            let people = ["self", "relative", "other", "generic"];
            assert!(among(&statement.experiencer, &people), "{told}: the experiencer");
            let is_switched = statement.status.as_deref() == Some("switched");
            assert_eq!(statement.from.is_some(), is_switched, "{told}: what a switch leaves");
            let lower = case.text.to_lowercase();
            let is_told = |reason: &String| lower.contains(reason);
            assert!(statement.reason.iter().all(is_told), "{told}: the reason");
            let rhythm = (statement.frequency.is_some(), statement.period.is_some());
            assert_eq!(rhythm.0, rhythm.1, "{told}: frequency and period go together");
            assert_eq!(rhythm.1, statement.period_unit.is_some(), "{told}: the period's unit");
            for point in [&statement.start, &statement.stop].into_iter().flatten() {
                assert!(["pregnancy", "age"].contains(&&*point.of), "{told}: {}", point.of);
            }
        }
    }
}
