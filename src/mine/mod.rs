//! Counts over a corpus: how often drugs are named, taken and told of together with outcomes, by how many authors, in how many threads.
//!
//! A [`Tally`] takes in one [`ThreadReport`](crate::scan::ThreadReport) after the other; a [`Table`] shows what it counted, in rows [`By`] some
//! [`Key`]s; for pairs of a drug and an outcome it compares the drug with the others ([`Fourfold`]). [`note`] says what such figures cannot say.
//! [`report::counts`](crate::report::counts) writes a table.
//!
//! # What is counted
//!
//! | | is |
//! | --- | --- |
//! | mention | a place in a post where a drug, a class of drugs or a supplement is named, whatever is said of it: also what is asked, denied or quoted. The title of a thread is no post |
//! | statement of an outcome | an outcome that is told as having happened to somebody; not one that is negated, uncertain, hypothetical or asked, nor one in a quotation, nor one of people in general |
//! | experience | one drug, taken by one person, as told in one post: however often the post says it. A drug that is only named in a quotation is none |
//! | own experience | one of the author of the post (`self`) |
//! | second-hand experience | one of a relative or of somebody else (`relative`, `other`). What holds for people in general (`generic`) is nobody's |
//! | post, thread | as they were read; what is read twice is counted twice |
//! | author | a name, as it is written, wherever it stands; posts without a name, or whose name stands for nobody (`Anonymous`, `[deleted]`), are counted, their authors are not. Of names only hashes are kept, with a key of this run, and none is ever shown |
//!
//! A row is a value of each key, where a value may be missing: an outcome that no drug was named for, an experience of which nobody says what for.
//! `mentions` of a row are the places that say it: with [`Key::Outcome`] or [`Key::Effect`] statements of that outcome, else mentions of the drug. Its
//! indication is that of the experience of the same drug and person in the post. `posts` are those with such a place or such an experience,
//! `threads` and `authors` those of these posts. `own` and `second_hand` are experiences; in a row of an outcome those that had it.
//!
//! # Reporting ratios
//!
//! The report that they count is the experience, so that a post that says a thing three times says it once. Of a drug and an outcome, `a` are the
//! experiences of this drug with this outcome, `b` those of this drug without it, `c` those of other drugs with it, `d` those of other drugs without.
//! If the person or the indication is a key too, only experiences with the same person or indication are compared. An experience without a drug
//! does not exist, and a class of drugs is a drug of its own, not the sum of its members.
//!
//! # Laws
//!
//! * The table depends on the threads alone: not on their order, nor on how they were parted among tallies.
//! * Memory grows with distinct rows and authors, not with what is read.
//! * `a + b + c + d` is the same for all rows whose other keys are the same.
//! * No name of an author comes out.
//!
//! ```
//! use threadlint::mine::{Selection, Table, Tally};
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let scanner = Scanner::builtin()?;
//! let mut tally = Tally::new("drug".parse()?);
//! for text in ["I took heparin. The heparin left me bruised.", "My sister was on heparin.", "Is heparin safe?"] {
//!     tally.add(&scanner.scan(&Thread::from_text(text)));
//! }
//! let table = Table::of(&tally, &Selection::default());
//! let heparin = &table.rows[0].counts;
//! assert_eq!((heparin.mentions, heparin.posts), (4, 3));
//! assert_eq!((heparin.own, heparin.second_hand), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod authors;
mod facts;
mod key;
mod note;
mod signal;
mod table;
mod tally;

pub use key::{BadKey, By, Key};
pub use note::note;
pub use signal::{Estimate, Fourfold};
pub use table::{BadColumn, Column, Row, Selection, Table, Value};
pub use tally::{Counts, Tally, Totals};
