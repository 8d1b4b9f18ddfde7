//! What is wrong with data that people write: a row of a lexicon, a rule.
//!
//! Every such error says where: file and line, and what to write instead where that is known. The library never prints one.
//!
//! ```
//! use threadlint::error::DataError;
//!
//! let error = DataError::new("mine.tsv", 3, "5 columns, 6 expected").help("part the columns with tabs");
//! assert_eq!(error.to_string(), "mine.tsv:3: 5 columns, 6 expected (part the columns with tabs)");
//! ```

use std::fmt;

/// An error in a lexicon or rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// The file, as it was named.
    pub file: String,
    /// The line, counted from 1; 0 if the error is of the whole file.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl DataError {
    /// An error at a line, counted from 1; 0 for the whole file.
    pub fn new(file: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.into(), line, what: what.into(), help: None }
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        write!(f, " {}", self.what)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

impl std::error::Error for DataError {}

/// What is nearest to `word` among `known`, if anything is near: what an error offers to somebody who mistyped.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (edits(word, name), name))
        .filter(|&(edits, _)| edits <= most)
        .min()
        .map(|(_, name)| name)
}

/// How many letters have to be added, dropped, changed or swapped (optimal string alignment).
pub(crate) fn edits(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 3 {
        return usize::MAX;
    }
    let mut before = vec![0; other.len() + 1];
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for i in 0..one.len() {
        let mut row = vec![i + 1];
        for j in 0..other.len() {
            let mut cost =
                (above[j] + usize::from(one[i] != other[j])).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && one[i] == other[j - 1] && one[i - 1] == other[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(nearest("heprain", ["aspirin", "heparin", "warfarin"]), Some("heparin"));
        assert_eq!(nearest("xyz", ["aspirin", "heparin"]), None);
    }
}
