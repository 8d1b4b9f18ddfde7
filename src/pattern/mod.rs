//! The pattern language of rules and outcomes: a sequence of words and concepts, matched over one sentence.
//!
//! `rules/README.md` describes the language for those who write it. A pattern is read into a [`Node`], compiled into a [`Pattern`], and
//! many are put into a [`PatternSet`], which looks at a pattern only in sentences that hold one of its rarer words or concepts.
//!
//! Laws: the work in a sentence is bounded by its length times the size of the pattern; which match is found depends on nothing but text
//! and pattern (the earliest, and of those the one that skips least).
//!
//! ```
//! use threadlint::lexicon::LexiconBuilder;
//! use threadlint::pattern::{self, Lists, Pattern, Sight};
//! use threadlint::text::Document;
//!
//! let (lexicon, mut symbols) = LexiconBuilder::default().build();
//! let source = "saliva test~ … {most|more} accurate";
//! let node = pattern::parse(source, &Lists::new(), &mut symbols)?;
//! let pattern = Pattern::compile(&node, source, &lexicon, &symbols)?;
//!
//! let document = Document::new("I read that saliva tests are by far the most accurate.", &symbols);
//! let sight = Sight { document: &document, mentions: &[], lexicon: &lexicon };
//! let found = pattern.find(&sight, 0..document.tokens.len()).unwrap();
//! assert_eq!(found.span(&document).of(&document.text), "saliva tests are by far the most accurate");
//! # Ok::<(), String>(())
//! ```

mod choice;
mod compile;
mod describe;
mod inflect;
mod matching;
mod parse;
mod rarity;
mod set;
mod stock;
mod trigger;

pub use compile::Pattern;
pub(crate) use compile::Pool;
#[cfg(test)]
pub(crate) use compile::Step;
pub use inflect::inflections;
pub use matching::{Found, Sight};
pub(crate) use parse::one_of;
pub use parse::{GAP, Lists, Node, WIDEST_GAP, parse, parse_with};
pub(crate) use rarity::DEAR;
#[allow(unused_imports)] // the build script numbers the words by it
pub(crate) use rarity::word_frequencies;
pub use set::{PatternSet, PatternSetBuilder, Seen};
pub(crate) use stock::{Stock, StockWriter};
