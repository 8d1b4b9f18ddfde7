//! A table of counts to read.

use std::io::{self, Write};

use unicode_segmentation::UnicodeSegmentation as _;

use super::figure::short;
use crate::{
    mine::{Column, Row, Table, Value, note},
    report::{
        escape::escape,
        layout::{WIDTH, columns as wide, wrap},
    },
};

/// What parts two columns.
const GAP: &str = "  ";
/// The narrowest that a column of names is made.
const NARROW: usize = 10;

/// Writes a table in columns, and below it what was left out, what was read, and what the figures cannot say.
///
/// With a `width` its lines take no more columns of a terminal, as far as that can be done: long names are cut, and if that is not enough the last
/// columns are left out and named below.
///
/// # Errors
///
/// If the writer fails.
pub fn text(
    table: &Table,
    width: Option<usize>,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut left_out = Vec::new();
    if !table.rows.is_empty() {
        let mut grid = Grid::of(table);
        if let Some(width) = width {
            left_out = grid.fit(width);
        }
        grid.write(color, out)?;
        writeln!(out)?;
    }
    let width = width.unwrap_or(WIDTH).min(WIDTH);
    for paragraph in [below(table, &left_out), read(table), note(&table.by)] {
        for line in wrap(&paragraph, width) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// The columns as they are shown.
#[derive(Clone, Copy)]
enum Shown {
    One(Column),
    /// A ratio and its interval.
    Ratio(Column, Column, Column),
}

impl Shown {
    fn header(self) -> String {
        match self {
            Self::One(column) => column.name().to_owned(),
            Self::Ratio(column, ..) => format!("{} (95 %)", column.name()),
        }
    }

    fn is_name(self) -> bool {
        matches!(self, Self::One(Column::Key(_)))
    }

    fn cell(self, row: &Row, table: &Table) -> String {
        let by = &table.by;
        let missing = || "-".to_owned();
        match self {
            Self::One(column) => match row.value(column, by) {
                Value::Name(name) => name.map_or_else(missing, |name| escape(name).into_owned()),
                Value::Count(count) => count.map_or_else(missing, |count| count.to_string()),
                Value::Figure(figure) => figure.map_or_else(missing, short),
            },
            Self::Ratio(value, low, high) => {
                let figure = |column| match row.value(column, by) {
                    Value::Figure(figure) => figure.map(short),
                    _ => None,
                };
                match (figure(value), figure(low), figure(high)) {
                    (Some(value), Some(low), Some(high)) => format!("{value} ({low}–{high})"),
                    _ => missing(),
                }
            }
        }
    }

    /// Those of a table: ratios with their intervals, and of the kinds of outcomes only those that occur.
    fn all(table: &Table) -> Vec<Self> {
        let occurs = |column: &Column| {
            let Column::With(kind) = column else { return true };
            table.rows.iter().any(|row| row.counts.with(*kind) > 0)
        };
        let columns = table.columns();
        let shown =
            columns.iter().filter(|column| occurs(column)).filter_map(|column| match column {
                Column::Ror => Some(Self::Ratio(Column::Ror, Column::RorLow, Column::RorHigh)),
                Column::Prr => Some(Self::Ratio(Column::Prr, Column::PrrLow, Column::PrrHigh)),
                Column::RorLow | Column::RorHigh | Column::PrrLow | Column::PrrHigh => None,
                column => Some(Self::One(*column)),
            });
        shown.collect()
    }
}

/// A column with its header and cells.
struct Strip {
    shown: Shown,
    header: String,
    cells: Vec<String>,
    width: usize,
}

struct Grid(Vec<Strip>);

impl Grid {
    fn of(table: &Table) -> Self {
        let strip = |shown: Shown| {
            let header = shown.header();
            let cells: Vec<String> = table.rows.iter().map(|row| shown.cell(row, table)).collect();
            let width = cells.iter().chain([&header]).map(|text| wide(text)).max().unwrap_or(0);
            Strip { shown, header, cells, width }
        };
        Self(Shown::all(table).into_iter().map(strip).collect())
    }

    fn width(&self) -> usize {
        let widths = self.0.iter().map(|strip| strip.width).sum::<usize>();
        widths + GAP.len() * self.0.len().saturating_sub(1)
    }

    /// Makes it no wider than `most`, if it can; the columns that are left out.
    fn fit(&mut self, most: usize) -> Vec<String> {
        let mut left_out = Vec::new();
        loop {
            let excess = self.width().saturating_sub(most);
            if excess == 0 {
                break;
            }
            let names = self.0.iter_mut().filter(|strip| strip.shown.is_name());
            let room: usize = names.map(|strip| strip.width.saturating_sub(NARROW)).sum();
            let is_last_a_name = self.0.last().is_none_or(|strip| strip.shown.is_name());
            if room < excess && !is_last_a_name {
                left_out.extend(self.0.pop().map(|strip| strip.header));
                continue;
            }
            for _ in 0..excess.min(room) {
                let names = self.0.iter_mut().filter(|strip| strip.shown.is_name());
                if let Some(widest) = names.max_by_key(|strip| strip.width) {
                    widest.width -= 1;
                }
            }
            break;
        }
        left_out.reverse();
        left_out
    }

    fn write(&self, color: bool, out: &mut dyn Write) -> io::Result<()> {
        let bold = anstyle::Style::new().bold();
        let header = self.line(|strip| &strip.header);
        if color {
            writeln!(out, "{bold}{header}{bold:#}")?;
        } else {
            writeln!(out, "{header}")?;
        }
        for at in 0..self.0.first().map_or(0, |strip| strip.cells.len()) {
            writeln!(out, "{}", self.line(|strip| &strip.cells[at]))?;
        }
        Ok(())
    }

    fn line<'a>(&'a self, cell: impl Fn(&'a Strip) -> &'a str) -> String {
        let cells = self.0.iter().map(|strip| {
            let text = cut(cell(strip), strip.width);
            let blanks = " ".repeat(strip.width.saturating_sub(wide(&text)));
            if strip.shown.is_name() { text + &blanks } else { blanks + &text }
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    }
}

/// The text in at most `most` columns, with `…` where it was cut.
fn cut(text: &str, most: usize) -> String {
    if wide(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.graphemes(true) {
        if wide(&kept) + wide(letter) + 1 > most {
            break;
        }
        kept.push_str(letter);
    }
    kept + "…"
}

/// How many rows there are, and how many were left out.
fn below(table: &Table, left_out: &[String]) -> String {
    let (shown, beyond) = (table.rows.len() as u64, table.beyond);
    let mut said = vec![match (shown, beyond) {
        (0, 0) => "No row.".to_owned(),
        (_, 0) => format!("{}.", counted(shown, "row")),
        _ => format!("{shown} of {}; --top 0 shows all.", counted(shown + beyond, "row")),
    }];
    if table.too_few > 0 {
        let rows = counted(table.too_few, "more row");
        let were = if table.too_few == 1 { "was" } else { "were" };
        let posts = counted(table.min, "post");
        said.push(format!("{rows} with fewer than {posts} {were} left out; --min 1 shows them."));
    }
    if !left_out.is_empty() {
        said.push(format!("Too wide to show: {}; --format csv has all.", left_out.join(", ")));
    }
    said.join(" ")
}

/// What was read in all.
fn read(table: &Table) -> String {
    let totals = &table.totals;
    let unnamed = match totals.unnamed_posts {
        0 => String::new(),
        1 => "; 1 post names no author".to_owned(),
        many => format!("; {many} posts name no author"),
    };
    format!(
        "Read: {}, {}, {}, {}, {}, {}, {}{unnamed}.",
        counted(totals.threads, "thread"),
        counted(totals.posts, "post"),
        counted(totals.authors, "author"),
        counted(totals.mentions, "mention"),
        counted(totals.outcomes, "outcome"),
        counted(totals.own, "own experience"),
        counted(totals.second_hand, "second-hand experience"),
    )
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
