//! Concepts and the surface forms people call them by.

use serde::{Serialize, Serializer, ser::SerializeMap};
use smol_str::SmolStr;

/// The place of a concept in its [`Lexicon`](super::Lexicon).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub u32);

/// Something that can be mentioned: a drug, a class of drugs, a test, a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// The stable key; for a drug the ingredient as `RxNorm` spells it, in lower case.
    pub key: SmolStr,
    /// What kind of thing it is.
    pub kind: Kind,
    /// The name to show.
    pub name: SmolStr,
    /// Its codes in other vocabularies.
    pub codes: Codes,
    /// The file that defines it.
    pub file: SmolStr,
    /// The line in that file, counted from 1.
    pub line: u32,
}

impl Concept {
    /// Is `other` a member of this class, by an ATC code that begins with one of the class?
    #[must_use]
    pub fn has_member(&self, other: &Self) -> bool {
        self.kind == Kind::DrugClass
            && other.kind != Kind::DrugClass
            && self
                .codes
                .of("atc")
                .any(|class| other.codes.of("atc").any(|code| code.starts_with(class)))
    }
}

/// Codes by system, such as 5224 in `rxnorm`; written to JSON as one object, several codes of one system parted by `|`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes(SmolStr);

impl Codes {
    /// From (system, code) pairs, in any order.
    pub(crate) fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut pairs: Vec<(&str, &str)> = pairs.into_iter().collect();
        pairs.sort_by_key(|pair| pair.0); // keeps the order within a system
        let written: Vec<String> =
            pairs.iter().map(|(system, code)| format!("{system}:{code}")).collect();
        Self(written.join("|").into())
    }

    /// From what [`as_str`](Self::as_str) gave.
    pub(crate) const fn from_written(written: SmolStr) -> Self {
        Self(written)
    }

    /// These and those of `more` that are not among them.
    pub(crate) fn with(&self, more: &Self) -> Self {
        let new = more.iter().filter(|pair| self.iter().all(|known| known != *pair));
        Self::new(self.iter().chain(new))
    }

    /// As a lexicon file writes them, sorted by system: `atc:B01AB01|rxnorm:5224`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All of them as (system, code), sorted by system.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = self.as_str();
        let codes = std::iter::from_fn(move || {
            let code;
            (code, rest) = parted(rest, b'|').unwrap_or((rest, ""));
            (!code.is_empty()).then_some(code)
        });
        codes.filter_map(|code| parted(code, b':'))
    }

    /// Those in one system, in the order of the row.
    pub fn of<'a>(&'a self, system: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |&(of, _)| of == system).map(|(_, code)| code)
    }
}

/// What stands before the first of some bytes in a text, and what behind it. Codes are short: a look at each byte costs less than a search.
fn parted(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    Some((&text[..place], &text[place + 1..]))
}

impl Serialize for Codes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut rest = self.iter().peekable();
        while let Some((system, code)) = rest.next() {
            match rest.next_if(|&(of, _)| of == system) {
                None => map.serialize_entry(system, code)?,
                Some((_, second)) => {
                    let mut codes = format!("{code}|{second}");
                    while let Some((_, more)) = rest.next_if(|&(of, _)| of == system) {
                        codes.push('|');
                        codes.push_str(more);
                    }
                    map.serialize_entry(system, &codes)?;
                }
            }
        }
        map.end()
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
    pub form: SmolStr,
    /// What it names.
    pub concept: ConceptId,
    /// How.
    pub via: Via,
    /// Is it also an everyday word? Then it counts only beside something medical.
    pub ambiguous: bool,
    /// Does it count only in the letters of `form`, capitals and all?
    pub case: bool,
}
