//! How much of what: the counts of a run.

use std::collections::BTreeMap;

use serde::Serialize;

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many threads.
    pub threads: u64,
    /// How many posts in them.
    pub posts: u64,
    /// How many mentions of drugs.
    pub drug_mentions: u64,
    /// Each drug that is named, by its concept.
    pub drugs: BTreeMap<String, DrugCount>,
    /// The flags.
    pub flags: FlagCounts,
}

/// How often a drug is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DrugCount {
    /// The name to show.
    pub name: String,
    /// How many mentions.
    pub mentions: u64,
    /// In how many threads.
    pub threads: u64,
}

/// How many flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlagCounts {
    /// Those that are shown.
    pub shown: u64,
    /// Those that are kept back; they are counted only where the scan was told to show them.
    pub suppressed: u64,
    /// Those that are shown, by the harm if they are followed; each severity is named.
    pub severity: BTreeMap<Severity, u64>,
    /// Those that are shown, by rule.
    pub rules: BTreeMap<String, u64>,
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
        let mut here: BTreeMap<&str, u64> = BTreeMap::new();
        for mention in report.mentions.iter().filter(|mention| mention.kind == Kind::Drug) {
            *here.entry(&mention.concept).or_default() += 1;
            if !self.drugs.contains_key(&mention.concept) {
                let count = DrugCount { name: mention.name.clone(), ..DrugCount::default() };
                self.drugs.insert(mention.concept.clone(), count);
            }
        }
        for (concept, mentions) in here {
            self.drug_mentions += mentions;
            if let Some(count) = self.drugs.get_mut(concept) {
                count.mentions += mentions;
                count.threads += 1;
            }
        }
        for flag in &report.flags {
            if flag.suppressed.is_some() {
                self.flags.suppressed += 1;
                continue;
            }
            self.flags.shown += 1;
            *self.flags.severity.entry(flag.severity).or_default() += 1;
            *self.flags.rules.entry(flag.rule.to_string()).or_default() += 1;
        }
    }

    /// Adds the counts of other threads.
    pub fn merge(&mut self, other: &Self) {
        self.threads += other.threads;
        self.posts += other.posts;
        self.drug_mentions += other.drug_mentions;
        for (concept, more) in &other.drugs {
            let count = self.drugs.entry(concept.clone()).or_default();
            count.mentions += more.mentions;
            count.threads += more.threads;
            count.name.clone_from(&more.name);
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

    /// The drugs that are named most, most first; of those named equally often the first by name.
    #[must_use]
    pub fn top_drugs(&self, most: usize) -> Vec<&DrugCount> {
        let mut drugs: Vec<&DrugCount> = self.drugs.values().collect();
        drugs.sort_by(|one, other| other.mentions.cmp(&one.mentions).then_with(|| one.name.cmp(&other.name)));
        drugs.truncate(most);
        drugs
    }
}
