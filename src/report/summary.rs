//! How much of what: the counts of a run.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::{lexicon::Kind, rules::Severity, scan::ThreadReport};

/// The counts of all threads that were added. Its size depends on the lexicon and the rules, not on how much was read.
///
/// ```
/// use threadlint::report::Summary;
///
/// let summary = Summary::default();
/// assert_eq!(serde_json::to_string(&summary.flags)?, r#"{"shown":0,"suppressed":0,"severity":{"low":0,"moderate":0,"high":0,"critical":0},"rules":{}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many threads.
    pub threads: u64,
    /// How many posts in them.
    pub posts: u64,
    /// How many mentions of drugs.
    pub drug_mentions: u64,
    /// Each drug that is named, by its concept.
    pub drugs: BTreeMap<SmolStr, DrugCount>,
    /// The flags.
    pub flags: FlagCounts,
}

/// How often a drug is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrugCount {
    /// The name to show.
    pub name: SmolStr,
    /// How many mentions.
    pub mentions: u64,
    /// In how many threads.
    pub threads: u64,
}

/// How many flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagCounts {
    /// Those that are shown.
    pub shown: u64,
    /// Those that are kept back; they are counted only where the scan was told to show them.
    pub suppressed: u64,
    /// Those that are shown, by the harm if they are followed; each severity is named.
    pub severity: BTreeMap<Severity, u64>,
    /// Those that are shown, by rule.
    pub rules: BTreeMap<Arc<str>, u64>,
}

impl DrugCount {
    fn none(name: &SmolStr, threads: u64) -> Self {
        Self { name: name.clone(), mentions: 0, threads }
    }
}

impl Default for FlagCounts {
    fn default() -> Self {
        let severity = Severity::ALL.iter().map(|&severity| (severity, 0)).collect();
        Self { shown: 0, suppressed: 0, severity, rules: BTreeMap::new() }
    }
}

impl Summary {
    /// Counts a thread.
    pub fn add(&mut self, report: &ThreadReport) {
        self.threads += 1;
        self.posts += report.posts.len() as u64;
        let mut here: BTreeMap<&SmolStr, DrugCount> = BTreeMap::new();
        for mention in report.mentions.iter().filter(|mention| mention.kind == Kind::Drug) {
            here.entry(&mention.concept)
                .or_insert_with(|| DrugCount::none(&mention.name, 1))
                .mentions += 1;
        }
        for (concept, more) in here {
            self.add_drug(concept, &more);
        }
        for flag in &report.flags {
            if flag.suppressed.is_some() {
                self.flags.suppressed += 1;
                continue;
            }
            self.flags.shown += 1;
            *self.flags.severity.entry(flag.severity).or_default() += 1;
            *self.flags.rules.entry(flag.rule.clone()).or_default() += 1;
        }
    }

    /// Adds the counts of other threads.
    pub fn merge(&mut self, other: &Self) {
        self.threads += other.threads;
        self.posts += other.posts;
        for (concept, more) in &other.drugs {
            self.add_drug(concept, more);
        }
        self.flags.shown += other.flags.shown;
        self.flags.suppressed += other.flags.suppressed;
        for (severity, more) in &other.flags.severity {
            *self.flags.severity.entry(*severity).or_default() += more;
        }
        for (rule, more) in &other.flags.rules {
            *self.flags.rules.entry(rule.clone()).or_default() += more;
        }
    }

    fn add_drug(&mut self, concept: &SmolStr, more: &DrugCount) {
        let count =
            self.drugs.entry(concept.clone()).or_insert_with(|| DrugCount::none(&more.name, 0));
        count.mentions += more.mentions;
        count.threads += more.threads;
        self.drug_mentions += more.mentions;
    }

    /// The drugs that are named most, most first; of those named equally often the first by name.
    #[must_use]
    pub fn top_drugs(&self, most: usize) -> Vec<&DrugCount> {
        let mut drugs: Vec<&DrugCount> = self.drugs.values().collect();
        drugs.sort_by(|one, other| {
            other.mentions.cmp(&one.mentions).then_with(|| one.name.cmp(&other.name))
        });
        drugs.truncate(most);
        drugs
    }
}
