//! The input model: a thread and its posts.
//!
//! Every reader of [`ingest`](crate::ingest) yields [`Thread`]s, every layer behind it reads nothing else. The text of a [`Post`] is what
//! its author wrote, byte for byte as it stood in the source; the furniture of the page belongs to no post.
//!
//! ```
//! use threadlint::thread::{Role, Thread};
//!
//! let thread = Thread::from_text("Has anyone taken heparin?");
//! assert_eq!(thread.posts[0].role, Role::Post);
//! ```

use serde::Serialize;

/// A thread: posts in the order in which they stand in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Where it was read: a path as given, or `-`; empty for text that came from no file.
    pub source: String,
    /// Which form the source had.
    pub form: SourceForm,
    /// Its name in the source, if the source names it.
    pub id: Option<String>,
    /// The title of the page.
    pub title: Option<String>,
    /// Where it came from before it was scraped.
    pub url: Option<String>,
    /// The posts, first to last.
    pub posts: Vec<Post>,
}

impl Thread {
    /// A thread of one post that came from no file.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self {
            source: String::new(),
            form: SourceForm::Text,
            id: None,
            title: None,
            url: None,
            posts: vec![Post::new(Role::Post, text)],
        }
    }
}

/// One post: what one author wrote at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its name in the source.
    pub id: Option<String>,
    /// What part it plays in the thread.
    pub role: Role,
    /// Who wrote it, as the source writes the name.
    pub author: Option<String>,
    /// Where the author says they are.
    pub location: Option<String>,
    /// When, as the source writes it.
    pub date: Option<String>,
    /// The post it answers: its place in [`Thread::posts`].
    pub reply_to: Option<u32>,
    /// Where the text begins in the source, in bytes; none where the source is not plain text.
    pub offset: Option<u64>,
    /// A link to it, or its anchor on the page.
    pub url: Option<String>,
    /// What stands under each post of its author, if the source keeps it apart from the text.
    pub signature: Option<String>,
    /// What was written; what is quoted in it stands in lines that begin with `>`, or as the source marks it.
    pub text: String,
}

impl Post {
    /// A post of which only the text is known.
    #[must_use]
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self {
            id: None,
            role,
            author: None,
            location: None,
            date: None,
            reply_to: None,
            offset: None,
            url: None,
            signature: None,
            text: text.into(),
        }
    }
}

/// The part a post plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Opens a thread and asks.
    Question,
    /// Answers the question.
    Answer,
    /// The body of a page that is no thread.
    Article,
    /// Stands under an article.
    Comment,
    /// The source does not say.
    #[default]
    Post,
}

/// The form of a source, by which its reader is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceForm {
    /// A question-and-answer page flattened to text.
    QaText,
    /// An article flattened to text, with or without comments.
    ArticleText,
    /// A post or a chain of posts in one of the other shapes that pages and mails are flattened to.
    ThreadText,
    /// JSON Lines, one thread a line.
    Jsonl,
    /// A web page.
    Html,
    /// The JSON of a Discourse topic.
    Discourse,
    /// Listings of Reddit, and dumps of submissions and comments.
    Reddit,
    /// `Posts.xml` of a Stack Exchange dump.
    StackExchange,
    /// The export of a `WordPress` site.
    Wxr,
    /// Mails.
    Mbox,
    /// A table with a post a row: CSV or TSV.
    Csv,
    /// A Parquet file.
    Parquet,
    /// An archive of a crawl: WARC, WET or ARC.
    Warc,
    /// Text handed to the library.
    Text,
}
