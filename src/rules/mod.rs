//! Rules: claims that contradict guidance, and how they are found.
//!
//! A [`Rule`] is a file that a pharmacist can read (`rules/README.md`); [`RuleSet::compile`] turns files into patterns, every mistake being
//! an error with file and line. A match is judged by the assertion layer and gets a [`Stance`]; a [`Flag`] carries the rule, the words,
//! the stance with its cues, the guidance and its citations.
//!
//! Laws: a match that is held back keeps its stance and its cue; a rule is looked at only in sentences that hold one of its required
//! terms, exceptions only after a match; the order of flags is that of the text.
//!
//! ```
//! use threadlint::rules::Stance;
//! use threadlint::scan::Scanner;
//! use threadlint::thread::Thread;
//!
//! let scanner = Scanner::builder().show_suppressed(true).build().map_err(|errors| errors[0].clone())?;
//! let report = scanner.scan(&Thread::from_text(
//!     "Saliva tests are the most accurate way to test hormones. It is a myth that saliva tests are the most accurate way to test hormones.",
//! ));
//! let stances: Vec<Stance> = report.flags.iter().map(|flag| flag.stance).collect();
//! assert_eq!(stances, [Stance::Asserted, Stance::Denied]);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod check;
mod compile;
mod confidence;
mod file;
mod find;
mod flag;
mod limit;
mod lists;
mod place;
mod prepared;
mod set;
mod sought;
mod stance;
mod templates;
mod trace;

pub use check::{ExampleOutcome, Problem};
pub(crate) use check::{alike, check};
pub use file::{Example, Rule, TemplateUse};
pub(crate) use find::{Exempt, PostView};
pub use flag::{Citation, ConfidencePart, Flag, Severity, Stance, Verdict};
pub use limit::LimitFile;
pub use place::Place;
pub use set::{RuleFiles, RuleSet};
pub use trace::NearMiss;
