//! Reads other vocabularies, and makes lexicon rows of them.
//!
//! A source ([`RxNorm`], a [table](read_table)) puts what it names into a [`Vocabulary`], which merges what is of one concept. Then
//! [`Vocabulary::rows`] compares it with a lexicon: what that knows already becomes rows with the flag `extend`, a form that belongs to
//! another concept is left out and told, a form that is an everyday word is flagged. What comes out loads.
//!
//! ```
//! use threadlint::lexicon::{Kind, LexiconBuilder, import};
//!
//! let table = "name,brands,rxnorm\nheparin,Zeparin,5224\ntestavir,Testor|Ease,\n";
//! let mut vocabulary = import::Vocabulary::new(Kind::Drug);
//! import::read_table("mine.csv", table.as_bytes(), &Default::default(), &mut vocabulary, &mut |_| {})?;
//!
//! let (lexicon, symbols) = LexiconBuilder::builtin().build();
//! let imported = vocabulary.rows(&lexicon, &symbols);
//! assert_eq!(imported.rows[0].to_string(), "heparin\tdrug\theparin\tbrand:Zeparin\t\textend");
//! assert_eq!(imported.rows[1].to_string(), "testavir\tdrug\ttestavir\tbrand:Testor|brand:Ease\t\tambiguous=Ease");
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod lines;
mod rrf;
mod rxnorm;
mod table;
mod vocabulary;

pub use rxnorm::{RxNorm, TERM_TYPES};
pub use table::{Mapping, TableOptions, Target, read_table};
pub use vocabulary::{Entry, Imported, LeftOut, Vocabulary};

use crate::error::DataError;

/// Is called with each line that is skipped, and why.
pub type Tell<'a> = &'a mut dyn FnMut(DataError);
