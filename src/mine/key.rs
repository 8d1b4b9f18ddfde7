//! What the rows of a table are made by.
//!
//! ```
//! use threadlint::mine::{By, Key};
//!
//! let by: By = "drug,outcome".parse()?;
//! assert_eq!(by.keys(), [Key::Drug, Key::Outcome]);
//! assert_eq!("drug,outcom".parse::<By>().unwrap_err().to_string(), "unknown key `outcom`: did you mean `outcome`?");
//! # Ok::<(), threadlint::mine::BadKey>(())
//! ```

use std::{fmt, str::FromStr};

use crate::error::nearest;

/// A property by which what people tell is put into rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// What was taken: a drug, a class of drugs or a supplement, by its concept.
    Drug,
    /// The kind of what came of it: `benefit`, `adverse_event`, …
    Outcome,
    /// The symptom or condition that an outcome names, by its concept. Without [`Outcome`](Self::Outcome) beside it only adverse events count.
    Effect,
    /// What it was taken for, by its concept.
    Indication,
    /// Of whom it is told: `self`, `relative`, `other`, and of mentions also `generic`.
    Experiencer,
}

impl Key {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Drug, Self::Outcome, Self::Effect, Self::Indication, Self::Experiencer];

    /// As it is typed, and as its column is called.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drug => "drug",
            Self::Outcome => "outcome",
            Self::Effect => "effect",
            Self::Indication => "indication",
            Self::Experiencer => "experiencer",
        }
    }
}

/// The keys of a table, in the order of its columns: at least one, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By(Vec<Key>);

impl By {
    /// These keys.
    ///
    /// # Errors
    ///
    /// If there is none, or one stands there twice.
    pub fn new(keys: impl IntoIterator<Item = Key>) -> Result<Self, BadKey> {
        let mut all = Vec::new();
        for key in keys {
            if all.contains(&key) {
                return Err(BadKey(format!("`{}` stands there twice", key.as_str())));
            }
            all.push(key);
        }
        if all.is_empty() {
            return Err(BadKey(format!("no key: the keys are {}", known())));
        }
        Ok(Self(all))
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// Is this one of the keys?
    #[must_use]
    pub fn has(&self, key: Key) -> bool {
        self.0.contains(&key)
    }

    /// Does a row stand for an outcome, not only for a drug or a person?
    #[must_use]
    pub fn is_of_outcomes(&self) -> bool {
        self.has(Key::Outcome) || self.has(Key::Effect)
    }

    /// Does a row stand for a drug and an outcome, so that the two can be compared with other drugs?
    #[must_use]
    pub fn is_of_pairs(&self) -> bool {
        self.has(Key::Drug) && self.is_of_outcomes()
    }
}

impl FromStr for By {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let key = |word: &str| {
            let names = || Key::ALL.iter().map(|key| key.as_str());
            Key::ALL.iter().copied().find(|key| key.as_str() == word).ok_or_else(|| {
                BadKey(match nearest(word, names()) {
                    _ if word.is_empty() => format!("a key is empty: the keys are {}", known()),
                    Some(near) => format!("unknown key `{word}`: did you mean `{near}`?"),
                    None => format!("unknown key `{word}`: the keys are {}", known()),
                })
            })
        };
        let keys: Vec<Key> = text.split(',').map(str::trim).map(key).collect::<Result<_, _>>()?;
        Self::new(keys)
    }
}

fn known() -> String {
    Key::ALL.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ")
}

/// Keys that make no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadKey(String);

impl fmt::Display for BadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadKey {}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        text.parse::<By>().unwrap_err().to_string()
    }

    #[test]
    fn the_order_of_the_keys_is_kept() {
        let by: By = "effect, drug".parse().unwrap();
        assert_eq!(by.keys(), [Key::Effect, Key::Drug]);
        assert!(by.is_of_pairs() && by.is_of_outcomes());
        assert!(!"drug,indication".parse::<By>().unwrap().is_of_outcomes());
    }

    #[test]
    fn what_is_no_table_is_told() {
        assert_eq!(wrong("drugg"), "unknown key `drugg`: did you mean `drug`?");
        assert_eq!(
            wrong("colour"),
            "unknown key `colour`: the keys are drug, outcome, effect, indication, experiencer"
        );
        assert_eq!(wrong("drug,drug"), "`drug` stands there twice");
        assert!(wrong("").starts_with("a key is empty"));
        assert!(wrong("drug,").starts_with("a key is empty"));
        assert!(By::new([]).is_err());
    }
}
