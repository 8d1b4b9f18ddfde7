//! Reads threads from files, folders and streams.
//!
//! Pages, dumps and archives come in many forms, and all layers behind this one want [`Thread`](crate::thread::Thread)s. [`sources`] says which
//! files a list of paths stands for; a [`Reader`] gives the threads of one of them, one by one, whatever its [`Form`]; an [`IngestError`] says which
//! place could not be read and why, and what comes after it is read all the same. [`Limits`] say how much is read of one thing at most.
//!
//! A form is known by its first bytes, and by the ending of the name where they do not tell; [`Form::all`] is the table of them. To read on many
//! cores, a reader is cut into [pieces](Piece); to go on another day, it begins at a [`Mark`]. [`Columns`] say what tables hold whose header does not.
//!
//! A flattened text is one of these:
//!
//! | form | known by | becomes |
//! | --- | --- | --- |
//! | page of questions | speakers: `J.D. asks from …`, `answers from … on` | a question, its answers |
//! | page of questions, signed below | `answered May 3, 2012` below a link to share | a question, its answers, their comments |
//! | thread of a forum | a line that marks each post: `#12`, a name and a date, a date below a name | its posts |
//! | mails, chats, interviews | `From:` and `Subject:`, `[10:32] name:`, `Q:` | a post a turn |
//! | article with comments | `3 comments`, `1. name`, `name says:` | an article, its comments |
//! | article | neither | one post |
//!
//! # Laws
//!
//! * The text of a post is the bytes of the source at its offset, whatever the source holds; posts stand in the order of the source and do not overlap.
//! * Time is linear in the input, and no more than one thread, or one block of short ones, is held: none is longer than
//!   [`Limits::thread_bytes`].
//! * What is left out is furniture of the page: menus, counts, the names of pictures, lists of links. Where it cannot be told from what
//!   somebody wrote, it stays.
//!
//! # Example
//!
//! ```
//! use threadlint::ingest::Reader;
//! use threadlint::thread::Role;
//!
//! let page = "Who has taken heparin?\n\nJ.D. asks from Reno, NV\n1 answer\n\nI was told to.\n\nK.S.\n\nanswers from Boston on\n\nI did, twice a day.\n";
//! let thread = Reader::new("page.txt", None, page.as_bytes()).next().unwrap()?;
//!
//! assert_eq!(thread.title.as_deref(), Some("Who has taken heparin?"));
//! assert_eq!(thread.posts[1].role, Role::Answer);
//! assert_eq!(thread.posts[1].location.as_deref(), Some("Boston"));
//! assert_eq!(thread.posts[1].text, "I did, twice a day.");
//! # Ok::<(), threadlint::ingest::IngestError>(())
//! ```

mod archive;
mod article_text;
mod blocks;
mod bounded;
mod bytes;
mod chat_text;
mod comment_head;
mod comments;
mod dates;
mod decode;
mod discourse;
mod error;
mod family;
mod flat;
mod form;
mod furniture;
mod head;
mod how;
mod html;
mod http;
mod join;
mod joined;
mod json_pull;
mod jsonl;
mod limits;
mod lines;
mod loose;
mod mail_text;
mod mbox;
mod noise;
mod notes;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod piece;
mod post_head;
mod qa_text;
mod reader;
mod reddit;
mod scalar;
mod shape;
mod source;
mod speaker;
mod stack_exchange;
mod stack_text;
mod table;
mod thread_text;
mod told;
mod unpack;
mod warc;
mod way;
mod when;
mod wxr;
mod xml;

pub use decode::Encoding;
pub use error::{IngestError, IngestErrorKind, Place, Warnings};
pub use form::Form;
pub use limits::Limits;
pub use piece::{Mark, Piece};
pub use reader::Reader;
pub use source::{Source, sources};
pub use table::Columns;

/// The longest text, or line of JSON Lines, that is read unless other [`Limits`] are set: 16 MiB. A longer one is an error that names the limit, so
/// that memory stays bounded whatever is scanned.
pub const MAX_THREAD_BYTES: usize = 16 << 20;

/// Longest line that is looked at as anything but prose, in bytes.
const SHORT: usize = 160;

/// How many bytes are read at once.
const BUFFER: usize = 64 << 10;
