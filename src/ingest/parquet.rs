//! Tables in Parquet, with a post a row; columns as in [text tables](super::table).
//!
//! What a file holds is said at its end, so a stream is copied to a temporary file first. Row groups are read one after the other, and of each no more
//! than a page a column is held. One that is damaged is told, and the next is read.

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::FileReader;
use ::parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::Type;

use super::bounded::Input;
use super::error::{IngestError, IngestErrorKind, Place};
use super::table::{Columns, Group, Layout};
use super::told;
use crate::thread::{SourceForm, Thread};

/// The threads of a file.
pub(super) struct Rows<'r> {
    name: String,
    limit: usize,
    state: State<'r>,
    wanted: Columns,
    group: Group,
    waiting: Option<IngestError>,
    /// How many rows were read.
    row: u64,
}

enum State<'r> {
    Fresh(Input<'r>),
    Open(Box<Table>),
    Over,
}

/// An opened file.
struct Table {
    file: File,
    rows: RowIter<'static>,
    layout: Layout,
    /// The columns that are read, and how many there are.
    used: Vec<usize>,
    columns: usize,
    schema: Type,
    /// How many rows there are down to the end of each row group.
    ends: Vec<u64>,
}

/// The threads of a file.
pub(super) fn open<'r>(name: &str, input: Input<'r>, limit: usize, wanted: Columns) -> Rows<'r> {
    Rows {
        name: name.to_owned(),
        limit,
        state: State::Fresh(input),
        wanted,
        group: Group::new(name, SourceForm::Parquet, limit),
        waiting: None,
        row: 0,
    }
}

fn damaged(error: &ParquetError) -> IngestErrorKind {
    IngestErrorKind::Damaged(format!("not a Parquet file that can be read: {error}"))
}

/// The parser trusts what a file says about itself in places; one that lies must not take all else down.
fn fenced<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    let caught = catch_unwind(AssertUnwindSafe(read));
    caught.unwrap_or_else(|_| Err(ParquetError::General("it contradicts itself".into())))
}

impl Table {
    fn open(mut input: Input<'_>, wanted: &Columns) -> Result<Self, IngestErrorKind> {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut input, &mut file)?;
        drop(input);
        let open = || SerializedFileReader::new(file.try_clone()?);
        let reader = fenced(open).map_err(|error| damaged(&error))?;
        let root = reader.metadata().file_metadata().schema();
        let names: Vec<String> =
            root.get_fields().iter().map(|field| field.name().to_owned()).collect();
        let layout = Layout::new(&names, wanted)?;
        let used = layout.used();
        let fields = used.iter().map(|at| Arc::clone(&root.get_fields()[*at])).collect();
        let schema = Type::group_type_builder(root.name()).with_fields(fields).build();
        let schema = schema.map_err(|error| damaged(&error))?;
        let mut end = 0;
        let ends = reader.metadata().row_groups().iter().map(|group| {
            end += u64::try_from(group.num_rows()).unwrap_or_default();
            end
        });
        let ends = ends.collect();
        let rows = RowIter::from_file_into(Box::new(reader)).project(Some(schema.clone()));
        let rows = rows.map_err(|error| damaged(&error))?;
        Ok(Self { file, rows, layout, used, columns: names.len(), schema, ends })
    }

    /// Goes on behind the row group in which row number `row` stands; the first row there, if there is one.
    fn pass(&mut self, row: u64) -> Result<Option<u64>, ParquetError> {
        let Some(damaged) = self.ends.iter().position(|end| *end > row) else { return Ok(None) };
        if damaged + 1 == self.ends.len() {
            return Ok(None);
        }
        let later = Box::new(move |_: &_, group: usize| group > damaged);
        let options = ReadOptionsBuilder::new().with_predicate(later).build();
        let reader = SerializedFileReader::new_with_options(self.file.try_clone()?, options)?;
        let rows = RowIter::from_file_into(Box::new(reader));
        self.rows = rows.project(Some(self.schema.clone()))?;
        Ok(self.ends.get(damaged).copied())
    }

    /// The fields of a row, by the columns of the file.
    fn fields(&self, row: &Row) -> Vec<String> {
        let mut fields = vec![String::new(); self.columns];
        for (at, (_, field)) in self.used.iter().zip(row.get_column_iter()) {
            fields[*at] = match field {
                Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
                    continue;
                }
                Field::Str(text) => text.clone(),
                Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
                other => other.to_string(),
            };
        }
        fields
    }
}

impl Rows<'_> {
    fn error(&self, kind: impl Into<IngestErrorKind>) -> IngestError {
        let place = if self.row == 0 { Place::Whole } else { Place::Record(self.row) };
        IngestError::at(&self.name, place, kind)
    }

    /// The last thread, and then an error, if there is one.
    fn end(&mut self, error: Option<IngestError>) -> Option<Result<Thread, IngestError>> {
        match self.group.take() {
            Some(thread) => {
                self.waiting = error;
                Some(Ok(thread))
            }
            None => error.map(Err),
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(error) = self.waiting.take() {
                return Some(Err(error));
            }
            let mut table = match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return self.end(None),
                State::Fresh(input) => match Table::open(input, &self.wanted) {
                    Ok(table) => {
                        let is_empty = table.ends.last().is_none_or(|end| *end == 0);
                        if is_empty {
                            return Some(Err(self.error(told::nothing("no row in it"))));
                        }
                        Box::new(table)
                    }
                    Err(kind) => return Some(Err(self.error(kind))),
                },
                State::Open(table) => table,
            };
            match fenced(|| table.rows.next().transpose()) {
                Ok(None) => {}
                Ok(Some(row)) => {
                    self.row += 1;
                    let row = table.layout.read(table.fields(&row));
                    self.state = State::Open(table);
                    let thread = self.group.push(row);
                    if std::mem::take(&mut self.group.cut) {
                        self.waiting = Some(self.error(told::continued(self.limit)));
                    }
                    if let Some(thread) = thread {
                        return Some(Ok(thread));
                    }
                }
                Err(error) => {
                    let at = self.row;
                    self.row += 1;
                    let what =
                        format!("cannot be read: {error}: passed over to the next row group");
                    let told = self.error(IngestErrorKind::Damaged(what));
                    if let Ok(Some(next)) = fenced(|| table.pass(at)) {
                        self.row = next;
                        self.state = State::Open(table);
                    }
                    return self.end(Some(told));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::*;

    const SCHEMA: &str = "message rows { required int64 thread; required binary text (UTF8); optional binary author (UTF8); }";

    fn file(groups: &[&[(i64, &str, Option<&str>)]]) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let mut bytes = Vec::new();
        let properties = Arc::new(WriterProperties::default());
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
        for rows in groups {
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let threads: Vec<i64> = rows.iter().map(|row| row.0).collect();
            column.typed::<Int64Type>().write_batch(&threads, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let texts: Vec<ByteArray> = rows.iter().map(|row| row.1.into()).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let authors: Vec<ByteArray> =
                rows.iter().filter_map(|row| row.2.map(Into::into)).collect();
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.2.is_some())).collect();
            column.typed::<ByteArrayType>().write_batch(&authors, Some(&levels), None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.close().unwrap();
        bytes
    }

    fn told(bytes: &[u8]) -> Vec<String> {
        open("p", Box::new(bytes), 1 << 20, Columns::default())
            .map(|thread| match thread {
                Err(error) => error.to_string(),
                Ok(thread) => {
                    let posts = thread.posts.iter().map(|post| {
                        format!("{}: {}", post.author.as_deref().unwrap_or("-"), post.text)
                    });
                    let id = thread.id.clone().unwrap_or_default();
                    format!("{id}| {}", posts.collect::<Vec<_>>().join("| "))
                }
            })
            .collect()
    }

    const ROWS: &[&[(i64, &str, Option<&str>)]] = &[
        &[(1, "One", Some("ann")), (1, "Two", None)],
        &[(1, "Three", None), (2, "Four", Some("bob"))],
    ];

    #[test]
    fn rows_become_threads_over_row_groups() {
        let bytes = file(ROWS);
        assert_eq!(told(&bytes), ["1| ann: One| -: Two| -: Three", "2| bob: Four"]);
        assert_eq!(told(&file(&[])), ["p: nothing to read: no row in it"]);
    }

    #[test]
    fn damage_is_told_and_never_a_panic() {
        let bytes = file(ROWS);
        for end in 0..bytes.len() {
            let told = told(&bytes[..end]);
            assert!(
                told[0].starts_with("p: not a Parquet file that can be read"),
                "{end}: {told:?}"
            );
        }
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x55;
            let _ = told(&wrong);
        }
    }

    #[test]
    fn the_row_group_behind_a_damaged_one_is_read() {
        let mut bytes = file(ROWS);
        // The head of the first page.
        bytes[4..24].fill(0xff);
        let told = told(&bytes);
        assert!(told[0].starts_with("p: record 1: cannot be read: "), "{told:?}");
        assert_eq!(told[1..], ["1| -: Three", "2| bob: Four"]);
    }
}
