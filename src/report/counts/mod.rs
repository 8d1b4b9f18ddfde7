//! Tables of counts over a corpus (see [`mine`](crate::mine)), written for people, for spreadsheets and for programs.
//!
//! | function | writes |
//! | --- | --- |
//! | [`text`] | columns that are aligned, how much was left out, what was read, and the note that says what the figures cannot say |
//! | [`csv`] | a header and the rows, and nothing else: whoever writes it should tell the note elsewhere |
//! | [`jsonl`] | one object for the whole, with the note; then one object a row |
//!
//! All have the columns of [`Table::columns`](crate::mine::Table::columns), but for text, which writes each ratio and its interval as one.
//! Ratios have six significant digits, in text three. A value that is missing is `-` in text, empty in CSV, `null` in JSON.
//!
//! ```
//! use threadlint::mine::{Selection, Table, Tally};
//! use threadlint::{report::counts, scan::Scanner, thread::Thread};
//!
//! let mut tally = Tally::new("drug,outcome".parse()?);
//! tally.add(&Scanner::builtin()?.scan(&Thread::from_text("I took heparin. The heparin left me bruised.")));
//! let table = Table::of(&tally, &Selection::default());
//! let mut csv = Vec::new();
//! counts::csv(&table, &mut csv)?;
//! let csv = String::from_utf8(csv)?;
//! assert!(csv.starts_with("drug,outcome,mentions,posts,threads,authors,own,second_hand,ror,"));
//! assert!(csv.contains("\nheparin,adverse_event,1,1,1,0,1,0,,,,,,,,1,0,0,0\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod csv;
mod figure;
mod jsonl;
mod text;

pub use self::{csv::csv, jsonl::jsonl, text::text};
