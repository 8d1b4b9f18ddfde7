//! What the columns of a table hold.

use std::str::FromStr;
use std::sync::Arc;

use super::IngestErrorKind;
use crate::error::nearest;

/// What a column can hold of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Field {
    Text,
    Author,
    Id,
    Thread,
    Title,
    Date,
    ReplyTo,
    Url,
    Location,
}

/// A field: what users call it, and what tables call it, without case and marks and the likeliest first.
type Row = (Field, &'static str, &'static [&'static str]);

const FIELDS: &[Row] = &[
    (
        Field::Text,
        "text",
        &[
            "text",
            "body",
            "content",
            "review",
            "comment",
            "post",
            "message",
            "reviews",
            "selftext",
            "posttext",
            "commenttext",
            "reviewtext",
            "messagetext",
            "postbody",
            "commentbody",
            "reviewbody",
            "postcontent",
            "commentcontent",
            "commentsreview",
            "fulltext",
            "tweet",
            "sentences",
            "sentence",
            "comments",
            "answer",
        ],
    ),
    (
        Field::Author,
        "author",
        &[
            "author",
            "user",
            "username",
            "authorname",
            "nickname",
            "screenname",
            "displayname",
            "postedby",
            "poster",
            "userid",
            "authorid",
            "name",
        ],
    ),
    (
        Field::Id,
        "id",
        &[
            "id",
            "postid",
            "commentid",
            "reviewid",
            "messageid",
            "uniqueid",
            "uid",
            "rowid",
            "idx",
            "index",
        ],
    ),
    (
        Field::Thread,
        "thread",
        &["thread", "threadid", "topic", "topicid", "discussionid", "conversationid", "linkid"],
    ),
    (
        Field::Title,
        "title",
        &["title", "subject", "threadtitle", "topictitle", "posttitle", "reviewtitle", "headline"],
    ),
    (
        Field::Date,
        "date",
        &[
            "date",
            "createdat",
            "timestamp",
            "datetime",
            "createdutc",
            "created",
            "time",
            "posted",
            "postedat",
            "dateposted",
            "postdate",
            "published",
            "publishedat",
            "creationdate",
        ],
    ),
    (
        Field::ReplyTo,
        "reply_to",
        &["replyto", "parentid", "inreplyto", "parent", "replytoid", "inreplytoid"],
    ),
    (Field::Url, "url", &["url", "link", "permalink", "posturl"]),
    (Field::Location, "location", &["location"]),
];

/// Which columns of tables hold what, as somebody says who knows them: `text=review,author=user`. A column is named as the header has it, or by its
/// number, from one.
///
/// The fields are `text`, `author`, `id`, `thread`, `title`, `date`, `reply_to`, `url` and `location`. Those that are not named are found by the
/// header, and what is said holds for every table that is read.
///
/// ```
/// use threadlint::ingest::{Columns, Reader};
///
/// let table = "nr,review,who\n1,It helped me.,ann\n";
/// let columns: Columns = "text=review, author=who".parse().unwrap();
/// let thread = Reader::new("drugs.csv", None, table.as_bytes()).with_columns(columns).next().unwrap()?;
/// assert_eq!((thread.posts[0].author.as_deref(), &*thread.posts[0].text), (Some("ann"), "It helped me."));
///
/// let wrong: Result<Columns, _> = "autor=who".parse();
/// assert!(wrong.unwrap_err().starts_with("no field `autor`: did you mean `author`?"));
/// # Ok::<(), threadlint::ingest::IngestError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Arc<[(Field, String)]>);

impl FromStr for Columns {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut columns: Vec<(Field, String)> = Vec::new();
        for pair in text.split(',') {
            let named = pair.split_once('=').map(|(field, column)| (field.trim(), column.trim()));
            let Some((name, column)) = named.filter(|(_, column)| !column.is_empty()) else {
                return Err(format!("`{pair}`: write FIELD=COLUMN, such as `text=review`"));
            };
            let known = FIELDS.iter().find(|(_, known, _)| plain(known) == plain(name));
            let Some((field, name, _)) = known else {
                let fields = || FIELDS.iter().map(|(_, known, _)| *known);
                let meant = did_you_mean(name, fields());
                let all = fields().collect::<Vec<_>>().join(", ");
                return Err(format!("no field `{name}`: {meant}there are {all}"));
            };
            if columns.iter().any(|(taken, _)| taken == field) {
                return Err(format!("`{name}` is given twice: a field is in one column"));
            }
            columns.push((*field, column.to_owned()));
        }
        Ok(Self(columns.into()))
    }
}

/// What somebody may have meant who mistyped a name, for an error.
fn did_you_mean<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let known: Vec<(String, &str)> = known.map(|known| (plain(known), known)).collect();
    let near = nearest(&plain(name), known.iter().map(|(plain, _)| plain.as_str()));
    let near = known.iter().find(|(plain, _)| Some(plain.as_str()) == near);
    near.map_or_else(String::new, |(_, near)| format!("did you mean `{near}`? "))
}

/// Which column of a table holds what.
#[derive(Clone, Debug)]
pub(in crate::ingest) struct Layout {
    columns: usize,
    places: Vec<(Field, usize)>,
    /// Is what stands where the header should be a row?
    pub first_is_row: bool,
}

impl Layout {
    /// Is it the header of a table of posts: a text and something else of a post, in columns with short names?
    pub(in crate::ingest) fn is_header(names: &[String]) -> bool {
        let known = |name: &str| {
            let name = plain(name);
            FIELDS.iter().find(|(.., names)| names.contains(&name.as_str())).map(|known| known.0)
        };
        let found: Vec<Field> = names.iter().filter_map(|name| known(name)).collect();
        names.iter().all(|name| name.chars().count() <= 40 && !name.contains(['.', '?', '!']))
            && found.contains(&Field::Text)
            && (found.iter().any(|field| *field != Field::Text) || names.len() > 2)
    }

    /// What the columns of these names hold, and which are asked for.
    pub(in crate::ingest) fn new(
        names: &[String],
        wanted: &Columns,
    ) -> Result<Self, IngestErrorKind> {
        let all = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let mut places: Vec<(Field, usize)> = Vec::new();
        for (field, column) in wanted.0.iter() {
            let exact = names.iter().position(|name| name.trim() == column);
            let alike = || names.iter().position(|name| plain(name) == plain(column));
            let number = || column.parse().ok().filter(|at| (1..=names.len()).contains(at));
            let place = exact.or_else(alike).or_else(|| number().map(|at: usize| at - 1));
            let Some(place) = place else {
                let meant = did_you_mean(column, names.iter().map(String::as_str));
                let what = format!("no column `{column}`: {meant}there are {}", all());
                return Err(IngestErrorKind::Damaged(what));
            };
            places.push((*field, place));
        }
        let plain_names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        for (field, _, known) in FIELDS {
            if places.iter().any(|(taken, _)| taken == field) {
                continue;
            }
            let is_free = |at: &usize| places.iter().all(|(_, taken)| taken != at);
            let found = known.iter().find_map(|known| {
                plain_names.iter().position(|name| name == known).filter(is_free)
            });
            places.extend(found.map(|at| (*field, at)));
        }
        let mut first_is_row = false;
        let has_text = places.iter().any(|(field, _)| *field == Field::Text);
        if !has_text && names.len() == 1 && wanted.0.is_empty() {
            places.push((Field::Text, 0));
            // A list of texts needs no header, and what has several words is none.
            first_is_row = names[0].split_whitespace().count() > 1;
        } else if !has_text {
            return Err(IngestErrorKind::Damaged(format!(
                "no column for the text of a post: there are {}: say which it is with `--columns text=NAME`",
                all()
            )));
        }
        Ok(Self { columns: names.len(), places, first_is_row })
    }

    /// How many columns there are.
    pub(in crate::ingest) fn columns(&self) -> usize {
        self.columns
    }

    /// The column that holds a field.
    pub(in crate::ingest) fn place(&self, field: Field) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == field).map(|(_, place)| *place)
    }

    /// Is the text the last column?
    pub(in crate::ingest) fn last_is_text(&self) -> bool {
        self.place(Field::Text).is_some_and(|place| place + 1 == self.columns)
    }

    /// The columns that are read, in the order of the table.
    #[cfg(feature = "parquet")] // text tables come in whole rows
    pub(in crate::ingest) fn used(&self) -> Vec<usize> {
        let mut used: Vec<usize> = self.places.iter().map(|(_, place)| *place).collect();
        used.sort_unstable();
        used.dedup();
        used
    }
}

/// A name without case and marks: `Thread ID` and `thread_id` are the same.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
