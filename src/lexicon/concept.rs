//! Concepts and the surface forms people call them by.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;

/// The place of a concept in its [`Lexicon`](super::Lexicon).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub u32);

/// Something that can be mentioned: a drug, a class of drugs, a test, a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// The stable key; for a drug the ingredient as `RxNorm` spells it, in lower case.
    pub key: Arc<str>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// The name to show.
    pub name: Arc<str>,
    /// Codes by system, such as `rxnorm` and `5224`; several of one system are parted by `|`.
    pub codes: Arc<BTreeMap<String, String>>,
    /// The file that defines it, and the line.
    pub defined: (String, usize),
}

impl Concept {
    /// Its codes in one system.
    pub fn codes_in<'a>(&'a self, system: &'a str) -> impl Iterator<Item = &'a str> {
        self.codes.get(system).into_iter().flat_map(|codes| codes.split('|'))
    }

    /// Is `other` a member of this class, by an ATC code that begins with one of the class?
    #[must_use]
    pub fn has_member(&self, other: &Self) -> bool {
        self.kind == Kind::DrugClass
            && other.kind != Kind::DrugClass
            && self
                .codes_in("atc")
                .any(|class| other.codes_in("atc").any(|code| code.starts_with(class)))
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $text)] $word,)*
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$word),*];

            /// As it is written in lexicons and in the output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),* }
            }

            /// Reads what [`as_str`](Self::as_str) writes.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$word),)* _ => None }
            }
        }
    };
}

words! {
    /// What kind of thing a concept is.
    Kind {
        /// An ingredient.
        Drug = "drug",
        /// A class of drugs.
        DrugClass = "drug_class",
        /// A vitamin, mineral or herb sold to be swallowed.
        Supplement = "supplement",
        /// Something done to a body.
        Procedure = "procedure",
        /// Something measured.
        Test = "test",
        /// A disease or state.
        Condition = "condition",
        /// Something felt or seen.
        Symptom = "symptom",
        /// A home or alternative remedy.
        Remedy = "remedy",
    }
}

words! {
    /// How a mention names its concept.
    Via {
        /// By its name.
        Name = "name",
        /// By a brand.
        Brand = "brand",
        /// By another name.
        Synonym = "synonym",
        /// By an abbreviation.
        Abbreviation = "abbreviation",
        /// As people say it.
        Slang = "slang",
        /// Misspelt.
        Misspelling = "misspelling",
    }
}

impl Kind {
    /// Is it something one takes: a drug, a class of drugs or a supplement?
    #[must_use]
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Drug | Self::DrugClass | Self::Supplement)
    }
}

/// A surface form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it is written in the lexicon.
    pub form: String,
    /// What it names.
    pub concept: ConceptId,
    /// How.
    pub via: Via,
    /// Is it also an everyday word? Then it counts only beside something medical.
    pub ambiguous: bool,
    /// Does it count only in the letters of `form`, capitals and all?
    pub case: bool,
}
