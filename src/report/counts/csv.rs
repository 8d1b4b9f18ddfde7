//! A table of counts for spreadsheets.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use super::figure::rounded;
use crate::{
    mine::{Table, Value},
    report::csv::{cell::guarded, problem},
};

/// Writes a header and one row a line (RFC 4180); a name that a spreadsheet would run as a formula has a `'` in front, as in
/// [`Csv`](crate::report::Csv).
///
/// # Errors
///
/// If the writer fails.
pub fn csv(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let columns = table.columns();
    let mut rows = ::csv::WriterBuilder::new().from_writer(out);
    rows.write_record(columns.iter().map(|column| column.name())).map_err(problem)?;
    for row in &table.rows {
        for column in &columns {
            let cell = match row.value(*column, &table.by) {
                Value::Name(name) => guarded(name.unwrap_or_default()),
                Value::Count(count) => {
                    Cow::Owned(count.map_or_else(String::new, |count| count.to_string()))
                }
                Value::Figure(figure) => Cow::Owned(
                    figure.map_or_else(String::new, |figure| rounded(figure, 6).to_string()),
                ),
            };
            rows.write_field(&*cell).map_err(problem)?;
        }
        rows.write_record(None::<&[u8]>).map_err(problem)?;
    }
    rows.flush()
}
