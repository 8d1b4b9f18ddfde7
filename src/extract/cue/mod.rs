//! The cues of the assertion layer: words that say whether, when and of whom something holds.
//!
//! They are data, `lexicons/cues.tsv`. The method is `ConText` (Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002): a cue has a category, a
//! direction and a scope; pseudo-cues look like cues and are none; terminators cut a scope.
//!
//! Beside cues the file has classes of words (`Class`): words that are no cue by themselves, but that the layer looks at, such as verbs
//! of order. Both are looked up by symbol, so that no word is compared by its letters while a post is read.
//!
//! A [`Category`] is what a cue says, a `Cue` a row of the file, a [`CueSet`] all of them, compiled, which finds them in a sentence.
//!
//! ```
//! use threadlint::{extract::cue::{Category, CueSet}, text::Symbols};
//!
//! let row = "cue\tcategory\tdirection\twords\tfor\nnot\tnegated\tforward\t0\tany\n";
//! assert!(CueSet::compile("mine.tsv", row, &mut Symbols::for_text()).is_ok());
//! assert_eq!(Category::NotTaken.as_str(), "not_taken");
//! ```

mod category;
mod class;
pub(crate) mod image;
mod row;
mod set;

pub use self::{category::Category, row::Target, set::CueSet};
pub(crate) use self::{
    category::{CLAIM, CLAIM_OWN, FAMILIES, HOLDS, HOLDS_USE, MOOD, USE, WHO},
    class::{Class, Gender},
    row::{Cue, Direction, Hit},
};
