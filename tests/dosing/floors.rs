//! How much is right and how much is found, and the floors below which neither may fall.

use std::{collections::BTreeMap, fmt::Write as _};

/// Which share of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Share {
    /// Of what is found, how much is right: precision.
    Right,
    /// Of what is there, how much is found: recall.
    Found,
}

/// The least share of each that has to be right, and found. Raise them as the figures rise; never lower them. A field that is wrong is
/// worse than one that is missing: how much of the fields is found is told and has no floor.
const FLOORS: &[(&str, f64, Option<f64>)] = &[
    ("statements", 0.94, Some(0.73)),
    ("dose", 0.93, None),
    ("unit", 0.93, None),
    ("strength", 0.99, None),
    ("frequency", 0.95, None),
    ("when", 0.98, None),
    ("time of day", 0.79, None),
    ("weekdays", 0.66, None),
    ("duration", 0.93, None),
    ("count", 0.85, None),
    ("as needed", 0.99, None),
    ("max", 0.99, None),
    ("route", 0.99, None),
    ("site", 0.92, None),
    ("start", 0.80, None), // none is found yet
    ("stop", 0.99, None),
    ("silent", 0.96, None),
];

/// How many examples are told of what falls short.
const EXAMPLES: usize = 8;

/// How many hold, of how many, and those that do not.
#[derive(Default)]
struct Count(usize, usize, Vec<String>);

impl Count {
    /// None is wrong of none.
    fn share(&self) -> f64 {
        if self.1 == 0 { 1.0 } else { self.0 as f64 / self.1 as f64 }
    }
}

#[derive(Default)]
pub(crate) struct Tally(BTreeMap<(&'static str, Share), Count>);

impl Tally {
    pub(crate) fn check(
        &mut self,
        what: &'static str,
        share: Share,
        holds: bool,
        told: impl FnOnce() -> String,
    ) {
        let count = self.0.entry((what, share)).or_default();
        count.0 += usize::from(holds);
        count.1 += 1;
        if !holds {
            count.2.push(told());
        }
    }

    /// The table, and what misses its floor, with examples.
    pub(crate) fn settle(&self) -> (String, Vec<String>) {
        for (what, _) in self.0.keys() {
            assert!(FLOORS.iter().any(|(name, ..)| name == what), "{what} has no floor");
        }
        let none = Count::default();
        let (mut table, mut short) = (String::new(), Vec::new());
        for (what, right, found) in FLOORS {
            let _ = write!(table, "{what:<12}");
            for (share, floor) in [(Share::Right, Some(*right)), (Share::Found, *found)] {
                let count = self.0.get(&(*what, share)).unwrap_or(&none);
                if floor.is_none() && count.1 == 0 {
                    continue;
                }
                let reached = count.share();
                let of = format!("({} of {})", count.0, count.1);
                let told = floor.map_or(String::new(), |floor| format!(", floor {floor:.2}"));
                let _ = write!(table, "  {share:?} {reached:.3} {of:<12}{told}");
                if let Some(floor) = floor.filter(|floor| reached < *floor) {
                    let examples = count.2[..count.2.len().min(EXAMPLES)].join("\n  ");
                    short.push(format!(
                        "{what} {share:?} {reached:.3} is below {floor}:\n  {examples}"
                    ));
                }
            }
            table.push('\n');
        }
        (table, short)
    }
}
