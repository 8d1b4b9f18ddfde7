//! The table that a tally makes: its columns, and those of its rows that were asked for.

use std::{cmp::Ordering, fmt};

use smol_str::SmolStr;

use super::{
    facts::ALL_KINDS,
    key::{By, Key},
    signal::Fourfold,
    tally::{Counts, Group, Tally, Totals},
};
use crate::{error::nearest, extract::outcome::OutcomeKind};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each is described in `Counts`, `Fourfold` or `Estimate`
pub enum Column {
    Key(Key),
    Mentions,
    Posts,
    Threads,
    Authors,
    Own,
    SecondHand,
    /// Experiences with an outcome of this kind.
    With(OutcomeKind),
    Ror,
    RorLow,
    RorHigh,
    Prr,
    PrrLow,
    PrrHigh,
    ChiSquared,
    A,
    B,
    C,
    D,
}

/// What stands in a cell; nothing where there is nothing to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// The value of a key.
    Name(Option<&'a str>),
    /// A count.
    Count(Option<u64>),
    /// A ratio, or χ².
    Figure(Option<f64>),
}

impl Column {
    /// As it is called in the header, and typed to sort by it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key(key) => key.as_str(),
            Self::Mentions => "mentions",
            Self::Posts => "posts",
            Self::Threads => "threads",
            Self::Authors => "authors",
            Self::Own => "own",
            Self::SecondHand => "second_hand",
            Self::With(kind) => kind.as_str(),
            Self::Ror => "ror",
            Self::RorLow => "ror_low",
            Self::RorHigh => "ror_high",
            Self::Prr => "prr",
            Self::PrrLow => "prr_low",
            Self::PrrHigh => "prr_high",
            Self::ChiSquared => "chi_squared",
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
        }
    }

    /// The columns of a table, in their order: the keys, the counts, and of pairs the ratios, of other rows without outcomes the kinds of outcomes.
    #[must_use]
    pub fn all(by: &By) -> Vec<Self> {
        let mut columns: Vec<Self> = by.keys().iter().map(|key| Self::Key(*key)).collect();
        columns.extend([Self::Mentions, Self::Posts, Self::Threads, Self::Authors]);
        columns.extend([Self::Own, Self::SecondHand]);
        if !by.is_of_outcomes() {
            columns.extend(ALL_KINDS.map(Self::With));
        }
        if by.is_of_pairs() {
            columns.extend([Self::Ror, Self::RorLow, Self::RorHigh]);
            columns.extend([Self::Prr, Self::PrrLow, Self::PrrHigh, Self::ChiSquared]);
            columns.extend([Self::A, Self::B, Self::C, Self::D]);
        }
        columns
    }

    /// The column of this name.
    ///
    /// # Errors
    ///
    /// If the table has none.
    pub fn named(name: &str, by: &By) -> Result<Self, BadColumn> {
        let columns = Self::all(by);
        let names = || columns.iter().map(|column| column.name());
        columns.iter().copied().find(|column| column.name() == name).ok_or_else(|| {
            BadColumn(match nearest(name, names()) {
                Some(near) => format!("no column `{name}`: did you mean `{near}`?"),
                None => format!(
                    "no column `{name}`: the columns are {}",
                    names().collect::<Vec<_>>().join(", ")
                ),
            })
        })
    }
}

/// A column that the table does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadColumn(String);

impl fmt::Display for BadColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadColumn {}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    group: Group,
    /// What is counted.
    pub counts: Counts,
    /// Of a pair of drug and outcome, how many experiences have both, one, none.
    pub fourfold: Option<Fourfold>,
}

impl Row {
    /// What stands in a column of this row, in the table of these keys.
    #[must_use]
    pub fn value(&self, column: Column, by: &By) -> Value<'_> {
        let cell = |of: fn(Fourfold) -> u64| Value::Count(self.fourfold.map(of));
        let figure = |of: fn(Fourfold) -> Option<f64>| Value::Figure(self.fourfold.and_then(of));
        let counts = &self.counts;
        let count = |count: u64| Value::Count(Some(count));
        match column {
            Column::Key(key) => {
                let at = by.keys().iter().position(|known| *known == key);
                let value = at.and_then(|at| self.group.get(at)?.as_deref());
                Value::Name(value)
            }
            Column::Mentions => count(counts.mentions),
            Column::Posts => count(counts.posts),
            Column::Threads => count(counts.threads),
            Column::Authors => count(counts.authors),
            Column::Own => count(counts.own),
            Column::SecondHand => count(counts.second_hand),
            Column::With(kind) => count(counts.with(kind)),
            Column::Ror => figure(|table| Some(table.ror()?.value)),
            Column::RorLow => figure(|table| Some(table.ror()?.low)),
            Column::RorHigh => figure(|table| Some(table.ror()?.high)),
            Column::Prr => figure(|table| Some(table.prr()?.value)),
            Column::PrrLow => figure(|table| Some(table.prr()?.low)),
            Column::PrrHigh => figure(|table| Some(table.prr()?.high)),
            Column::ChiSquared => figure(Fourfold::chi_squared),
            Column::A => cell(|table| table.a),
            Column::B => cell(|table| table.b),
            Column::C => cell(|table| table.c),
            Column::D => cell(|table| table.d),
        }
    }

    /// The more posts the earlier, so that one post that says a thing many times does not come first; then the more mentions, the more experiences, and
    /// the first by name, what has no name last.
    fn order(&self, other: &Self) -> Ordering {
        let counts = |row: &Self| (row.counts.posts, row.counts.mentions, row.counts.experiences());
        let names = |row: &Self| -> Vec<(bool, Option<SmolStr>)> {
            row.group.iter().map(|value| (value.is_none(), value.clone())).collect()
        };
        counts(other).cmp(&counts(self)).then_with(|| names(self).cmp(&names(other)))
    }
}

impl Value<'_> {
    /// Names from first to last, numbers from the largest down, nothing last.
    fn order(&self, other: &Self) -> Ordering {
        fn last<T>(
            one: Option<T>,
            other: Option<T>,
            order: impl FnOnce(&T, &T) -> Ordering,
        ) -> Ordering {
            match (one, other) {
                (Some(one), Some(other)) => order(&one, &other),
                (one, other) => one.is_none().cmp(&other.is_none()),
            }
        }
        match (*self, *other) {
            (Self::Name(one), Self::Name(other)) => last(one, other, Ord::cmp),
            (Self::Count(one), Self::Count(other)) => last(one, other, |one, other| other.cmp(one)),
            (Self::Figure(one), Self::Figure(other)) => {
                last(one, other, |one, other| other.total_cmp(one))
            }
            // A column holds values of one kind.
            _ => Ordering::Equal,
        }
    }
}

/// Which rows of a table are wanted, and in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// The fewest posts of a row.
    pub min: u64,
    /// How many rows at most, the first ones.
    pub top: Option<usize>,
    /// Names from first to last, numbers from the largest down; without it by posts, then mentions.
    pub sort: Option<Column>,
    /// Only rows of these drugs; none for all.
    pub drugs: Vec<SmolStr>,
}

/// Rows, and what was read in all.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The keys.
    pub by: By,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// What was read in all.
    pub totals: Totals,
    /// The fewest posts of a row.
    pub min: u64,
    /// How many rows have fewer, and were left out.
    pub too_few: u64,
    /// How many rows come after the last one, and were left out.
    pub beyond: u64,
}

impl Table {
    /// The rows of a tally that are wanted.
    #[must_use]
    pub fn of(tally: &Tally, selection: &Selection) -> Self {
        let by = tally.by();
        let drug = by.keys().iter().position(|key| *key == Key::Drug);
        let is_wanted = |group: &Group| {
            selection.drugs.is_empty()
                || drug
                    .and_then(|at| group[at].as_ref())
                    .is_some_and(|drug| selection.drugs.contains(drug))
        };
        let mut too_few = 0;
        let mut rows = Vec::new();
        for (group, counts, fourfold) in tally.rows().filter(|(group, ..)| is_wanted(group)) {
            if counts.posts < selection.min {
                too_few += 1;
            } else {
                rows.push(Row { group: group.clone(), counts, fourfold });
            }
        }
        rows.sort_by(|one, other| {
            let by_column =
                selection.sort.map(|column| one.value(column, by).order(&other.value(column, by)));
            by_column.unwrap_or(Ordering::Equal).then_with(|| one.order(other))
        });
        let beyond = rows.len().saturating_sub(selection.top.unwrap_or(usize::MAX));
        rows.truncate(rows.len() - beyond);
        Self {
            by: by.clone(),
            rows,
            totals: tally.totals(),
            min: selection.min,
            too_few,
            beyond: beyond as u64,
        }
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        Column::all(&self.by)
    }
}
