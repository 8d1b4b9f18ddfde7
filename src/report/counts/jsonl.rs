//! A table of counts for programs.

use std::io::{self, Write};

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::figure::rounded;
use crate::mine::{Column, Row, Table, Totals, Value, note};

/// The version of the form.
const SCHEMA: &str = "threadlint/mine/1";

/// Writes one object a line: first `{"schema": "threadlint/mine/1", "by": […], "note": "…", "totals": {…}, …}`, then the rows.
///
/// `min`, `too_few` and `beyond` say in how many posts a row must stand, how many rows have fewer, and how many come after the last
/// row that was wanted.
///
/// # Errors
///
/// If the writer fails.
pub fn jsonl(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let head = Head {
        schema: SCHEMA,
        by: table.by.keys().iter().map(|key| key.as_str()).collect(),
        note: note(&table.by),
        totals: &table.totals,
        rows: table.rows.len(),
        min: table.min,
        too_few: table.too_few,
        beyond: table.beyond,
    };
    serde_json::to_writer(&mut *out, &head)?;
    out.write_all(b"\n")?;
    let columns = table.columns();
    for row in &table.rows {
        serde_json::to_writer(&mut *out, &Line { table, row, columns: &columns })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Head<'a> {
    schema: &'static str,
    by: Vec<&'static str>,
    note: String,
    totals: &'a Totals,
    rows: usize,
    min: u64,
    too_few: u64,
    beyond: u64,
}

struct Line<'a> {
    table: &'a Table,
    row: &'a Row,
    columns: &'a [Column],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(Some(self.columns.len()))?;
        for column in self.columns {
            match self.row.value(*column, &self.table.by) {
                Value::Name(name) => line.serialize_entry(column.name(), &name)?,
                Value::Count(count) => line.serialize_entry(column.name(), &count)?,
                Value::Figure(figure) => {
                    let figure = figure.map(|figure| rounded(figure, 6));
                    line.serialize_entry(column.name(), &figure)?;
                }
            }
        }
        line.end()
    }
}
