//! Tables with a post a row: CSV, TSV, and whatever else gives rows of named columns.
//!
//! The header says what the columns hold, or the user does ([`Columns`]). Rows of one thread that follow each other are one thread, rows that name no
//! thread are one each.

mod columns;
mod rows;

pub use columns::Columns;
use columns::Field;
pub(super) use columns::Layout;
use rows::{Row, RowReader};

use super::bounded::Input;
use super::error::{IngestError, IngestErrorKind};
use super::loose::{Loose, ThreadHead, assemble};
use super::told::{self, Replaced};
use crate::thread::{Post, Role, SourceForm, Thread};

/// Is it a table of posts that begins with `head`? Its first line must name a text and something else of a post, and have as many fields as the
/// second.
pub(super) fn is(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut rows = RowReader::new(Box::new(head), head.len().max(1));
    let Ok(Some(header)) = rows.next_row() else { return false };
    if header.fields.len() < 2 || header.lines > 1 || !Layout::is_header(&header.fields) {
        return false;
    }
    match rows.next_row() {
        // The head may end within the second row.
        Ok(Some(row)) => row.fields.len() == header.fields.len() || rows.is_over(),
        _ => true,
    }
}

/// The threads of a table.
pub(super) struct Table<'r> {
    name: String,
    rows: RowReader<'r>,
    wanted: Columns,
    layout: Option<Layout>,
    group: Group,
    /// What is still to be given after the thread before it.
    waiting: Option<IngestError>,
    over: bool,
    any: bool,
    wrong: Replaced,
}

/// The threads of a table.
pub(super) fn open<'r>(name: &str, input: Input<'r>, limit: usize, wanted: Columns) -> Table<'r> {
    Table {
        name: name.to_owned(),
        rows: RowReader::new(input, limit),
        wanted,
        layout: None,
        group: Group::new(name, SourceForm::Csv, limit),
        waiting: None,
        over: false,
        any: false,
        wrong: Replaced::default(),
    }
}

impl Table<'_> {
    fn error(&self, line: u64, kind: impl Into<IngestErrorKind>) -> IngestError {
        IngestError::new(&self.name, Some(line).filter(|line| *line > 0), kind)
    }

    /// Gives an error behind the thread that is complete by now.
    fn give(&mut self, error: IngestError) -> Result<Thread, IngestError> {
        match self.group.take() {
            Some(thread) => {
                self.waiting = Some(error);
                Ok(thread)
            }
            None => Err(error),
        }
    }

    /// Takes the header; false if it says nothing that can be read.
    fn header(&mut self, row: &Row) -> Result<(), IngestError> {
        match Layout::new(&row.fields, &self.wanted) {
            Ok(layout) => self.layout = Some(layout),
            Err(kind) => {
                self.over = true;
                return Err(self.error(row.line, kind));
            }
        }
        Ok(())
    }

    /// Reads a row: what comes of it, if anything does yet.
    fn row(&mut self, mut row: Row) -> Option<Result<Thread, IngestError>> {
        self.wrong.add(row.line, row.wrong);
        if row.is_literal {
            let kind = IngestErrorKind::Note("a field begins with a quotation mark that is not closed: read as if it were a letter".into());
            self.waiting = Some(self.error(row.line, kind));
        }
        let layout = self.layout.as_ref()?;
        let (found, columns) = (row.fields.len(), layout.columns());
        if found != columns && self.waiting.is_none() {
            let kind = IngestErrorKind::Note(format!(
                "{found} {} where the header has {columns}: read as far as they go",
                if found == 1 { "field" } else { "fields" }
            ));
            self.waiting = Some(self.error(row.line, kind));
        }
        let layout = self.layout.as_ref()?;
        // A mark in a text that is not quoted cuts it apart; as the last column it is whole again.
        if found > columns && columns > 0 && layout.last_is_text() {
            let rest = row.fields.split_off(columns);
            if let Some(text) = row.fields.last_mut() {
                for part in rest {
                    text.push(char::from(self.rows.delimiter()));
                    text.push_str(&part);
                }
            }
        }
        let post = layout.read(row.fields);
        self.any = true;
        let thread = self.group.push(post);
        if self.group.cut && self.waiting.is_none() {
            self.group.cut = false;
            self.waiting = Some(self.error(row.line, told::continued(self.group.limit)));
        }
        thread.map(Ok)
    }

    fn finish(&mut self) -> Option<Result<Thread, IngestError>> {
        self.over = true;
        let told = match self.wrong.take(&self.name) {
            Some(error) => Some(error),
            None if self.layout.is_none() => Some(self.error(0, IngestErrorKind::Empty)),
            None if !self.any => Some(self.error(0, told::nothing("no row below the header"))),
            None => None,
        };
        match told {
            Some(error) => Some(self.give(error)),
            None => self.group.take().map(Ok),
        }
    }
}

impl Iterator for Table<'_> {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(error) = self.waiting.take() {
                return Some(Err(error));
            }
            if self.over {
                return self.group.take().map(Ok);
            }
            let row = match self.rows.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => return self.finish(),
                Err(error) => {
                    self.over = true;
                    let error = self.error(self.rows.line(), error);
                    return Some(self.give(error));
                }
            };
            if row.too_long {
                let error = self.error(row.line, told::too_long(self.group.limit));
                return Some(self.give(error));
            }
            if self.layout.is_none() {
                if let Err(error) = self.header(&row) {
                    return Some(Err(error));
                }
                if !self.layout.as_ref().is_some_and(|layout| layout.first_is_row) {
                    continue;
                }
            }
            if let Some(thread) = self.row(row) {
                return Some(thread);
            }
        }
    }
}

/// What a row says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RowPost {
    pub thread: Option<String>,
    pub title: Option<String>,
    pub reply_to: Option<String>,
    pub post: Option<Post>,
}

/// The rows of one thread that follow each other.
pub(super) struct Group {
    source: String,
    form: SourceForm,
    limit: usize,
    thread: Option<String>,
    posts: Vec<Loose>,
    bytes: usize,
    /// Was a thread given that is more than may be held?
    pub cut: bool,
}

impl Group {
    pub(super) fn new(source: &str, form: SourceForm, limit: usize) -> Self {
        let source = source.to_owned();
        Self { source, form, limit, thread: None, posts: Vec::new(), bytes: 0, cut: false }
    }

    /// Takes a row, and gives the thread before it if that is complete.
    pub(super) fn push(&mut self, row: RowPost) -> Option<Thread> {
        let post = row.post?;
        let same = row.thread.is_some() && row.thread == self.thread;
        let url = post.url.clone();
        let loose = Loose {
            key: 0,
            order: 0,
            source: 0,
            opens: false,
            name: post.id.clone(),
            parent: row.reply_to,
            // A table may hold a title a row, which is that of the first.
            thread: ThreadHead {
                id: row.thread.clone().or_else(|| post.id.clone()),
                title: row.title,
                url: if row.thread.is_some() { None } else { url },
            },
            post,
        };
        let size = loose.size();
        self.cut = same && self.bytes + size > self.limit;
        let complete = if same && !self.cut { None } else { self.take() };
        self.thread = row.thread;
        self.bytes += size;
        self.posts.push(loose);
        complete
    }

    /// The thread that was read so far.
    pub(super) fn take(&mut self) -> Option<Thread> {
        self.bytes = 0;
        let posts = std::mem::take(&mut self.posts);
        (!posts.is_empty()).then(|| assemble(&self.source, self.form, posts))
    }
}

impl Layout {
    /// What a row says.
    pub(super) fn read(&self, mut fields: Vec<String>) -> RowPost {
        let mut take = |field: Field| {
            let text = std::mem::take(fields.get_mut(self.place(field)?)?);
            Some(text).filter(|text| !text.trim().is_empty())
        };
        let mut trimmed = |field| take(field).map(|text| text.trim().to_owned());
        let (id, author, date) = (trimmed(Field::Id), trimmed(Field::Author), trimmed(Field::Date));
        let (url, location) = (trimmed(Field::Url), trimmed(Field::Location));
        let (thread, title) = (trimmed(Field::Thread), trimmed(Field::Title));
        let reply_to = trimmed(Field::ReplyTo);
        let text = take(Field::Text).unwrap_or_default().replace("\r\n", "\n");
        let post = Post { id, author, location, date, url, ..Post::new(Role::Post, text) };
        RowPost { thread, title, reply_to, post: Some(post) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_with(text: &str, columns: &str, limit: usize) -> Vec<String> {
        let wanted = if columns.is_empty() { Columns::default() } else { columns.parse().unwrap() };
        open("t.csv", Box::new(text.as_bytes()), limit, wanted)
            .map(|thread| match thread {
                Err(error) => error.to_string(),
                Ok(thread) => {
                    let posts = thread.posts.iter().map(|post| {
                        let author = post.author.as_deref().unwrap_or("-");
                        format!("{author} {:?}: {}", post.reply_to, post.text)
                    });
                    let id = thread.id.unwrap_or_default();
                    let title = thread.title.unwrap_or_default();
                    format!("{id} {title}| {}", posts.collect::<Vec<_>>().join("| "))
                }
            })
            .collect()
    }

    fn told(text: &str) -> Vec<String> {
        told_with(text, "", 1 << 20)
    }

    #[test]
    fn rows_of_a_thread_that_follow_each_other_are_one() {
        let text = "\u{feff}Thread ID,Title,id,User Name,Parent_ID,Comment,score\r\n7,\"T, or so\",1,ann,,\"Who \"\"did\"\"?\r\nSay!\",3\r\n7,Re: T,2,bob,1,I did,\r\n8,U,3,cat,,Hm,\r\n7,,4,dan,2,Late,\r\n";
        assert!(is(text.as_bytes()));
        assert_eq!(
            told(text),
            [
                "7 T, or so| ann None: Who \"did\"?\nSay!| bob Some(0): I did",
                "8 U| cat None: Hm",
                "7 | dan None: Late"
            ]
        );
    }

    #[test]
    fn a_row_without_a_thread_is_one() {
        assert_eq!(
            told(
                "id\tdrugName\treview\n1\tx\tIt helped; a lot, \"really\"\n\n2\ty\t\"So-so\" I'd say\n"
            ),
            ["1 | - None: It helped; a lot, \"really\"", "2 | - None: \"So-so\" I'd say"]
        );
        assert_eq!(told("sep=;\nauthor;text\nann;a,b\n"), [" | ann None: a,b"]);
        assert_eq!(told("text\nOne, two\n"), [" | - None: One, two"]);
        assert_eq!(
            told("one a day\ntwo a day\n"),
            [" | - None: one a day", " | - None: two a day"]
        );
    }

    #[test]
    fn columns_can_be_named() {
        let text = "a,b,c\n1,x y,ann\n";
        assert_eq!(told_with(text, "text=b,author=3", 1_000), [" | ann None: x y"]);
        assert_eq!(
            told(text),
            [
                "t.csv:1: no column for the text of a post: there are `a`, `b`, `c`: say which it is with `--columns text=NAME`"
            ]
        );
        assert_eq!(
            told_with(text, "text=words", 1_000),
            ["t.csv:1: no column `words`: there are `a`, `b`, `c`"]
        );
        let drugs = "nr,reviews,drug\n1,x,y\n";
        assert_eq!(
            told_with(drugs, "text=reveiws", 1_000),
            [
                "t.csv:1: no column `reveiws`: did you mean `reviews`? there are `nr`, `reviews`, `drug`"
            ]
        );
        let wrong = |columns: &str| columns.parse::<Columns>().unwrap_err();
        for columns in ["", "text", "text=", "text=a,", "=a"] {
            assert!(!wrong(columns).is_empty(), "{columns}");
        }
        assert!(wrong("colour=x").starts_with("no field `colour`: there are text, author, "));
        assert_eq!(wrong("text=a,text=b"), "`text` is given twice: a field is in one column");
        assert!("Reply-To=a , text=b".parse::<Columns>().is_ok());
    }

    #[test]
    fn ragged_rows_are_told_with_their_lines() {
        assert_eq!(
            told("id,text\n1\n2,I did, twice\n3,\"a\nb\"\n4,x\n"),
            [
                "t.csv:2: 1 field where the header has 2: read as far as they go",
                "1 | - None: ",
                "t.csv:3: 3 fields where the header has 2: read as far as they go",
                "2 | - None: I did, twice",
                "3 | - None: a\nb",
                "4 | - None: x"
            ]
        );
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_costs_one_row() {
        let rows: Vec<String> = (2..2_000).map(|id| format!("{id},\"fine, {id}\"\n")).collect();
        let rows = rows.concat();
        let told = told(&format!("id,text\n1,\"open\n{rows}"));
        assert_eq!(
            told[0],
            "t.csv:2: a field begins with a quotation mark that is not closed: read as if it were a letter"
        );
        assert_eq!(told[1..3], ["1 | - None: \"open", "2 | - None: fine, 2"]);
        assert_eq!(told.len(), 2_000);
    }

    #[test]
    fn marks_that_are_never_closed_take_no_quadratic_time() {
        let many = "\"x\n".repeat(300_000);
        assert!(told(&format!("text\n{many}")).len() >= 300_000);
    }

    #[test]
    fn a_thread_beyond_the_limit_goes_on_in_another() {
        let rows = "7,some text that counts\n".repeat(40);
        let told = told_with(&format!("thread,text\n{rows}"), "", 4_096);
        let posts: usize = told.iter().map(|told| told.matches("some text").count()).sum();
        assert_eq!(posts, 40);
        assert!(told.iter().any(|told| told.contains("goes on in another")), "{told:?}");
    }

    #[test]
    fn prose_and_other_tables_are_no_tables_of_posts() {
        for text in [
            "Text, author and date\n\nof this page",
            "a,b\n1,2\n",
            "Comment\n\nOne",
            "I took it, he said, and so on",
            "",
        ] {
            assert!(!is(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn nothing_to_read_is_told() {
        assert_eq!(told(""), ["t.csv: nothing to read: the input is empty or blank"]);
        assert_eq!(told("id,text\n"), ["t.csv: nothing to read: no row below the header"]);
    }
}
