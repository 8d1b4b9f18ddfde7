//! The words in which effects are told, `lexicons/effects.tsv`.
//!
//! A word or phrase has [`Senses`], what it can say of an effect: that something is felt, that it grew or went, that the drug was ended. One
//! may have several (“terrible” is felt, and says how much); which of them holds is for the [calculus](super::change).

use crate::{
    error::DataError,
    lexicon::{
        ConceptId, Lexicon,
        matcher::{FixedPhrases, Phrases, Trie},
        table,
    },
    pattern::{Lists, parse},
    text::{Marks, Symbol, Symbols},
};

const FILE: &str = "lexicons/effects.tsv";
const BUILTIN: &str = include_str!("../../../lexicons/effects.tsv");
const COLUMNS: [&str; 2] = ["class", "words"];
/// What stands behind the name of a class whose cells are keys of concepts.
const CONCEPTS: &str = " concepts";

macro_rules! senses {
    ($($(#[$doc:meta])* $name:ident = $text:literal $at:literal,)*) => {
        /// What a word can say of an effect; the file describes its classes.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(super) struct Senses(pub(super) u64);

        impl Senses {
            $($(#[$doc])* pub(super) const $name: Self = Self(1 << $at);)*
            const CLASSES: &[(&str, Self)] = &[$(($text, Self::$name)),*];
        }
    };
}

senses! {
    BAD = "bad" 0,
    BAD_FEELING = "bad feeling" 1,
    GOOD_FEELING = "good feeling" 2,
    GOOD = "good" 3,
    FUNCTION = "function" 4,
    DOING = "doing" 5,
    MEASURE = "measure" 6,
    LESS = "less" 7,
    FADED = "faded" 8,
    MORE = "more" 9,
    BETTER = "better" 10,
    WORSE = "worse" 11,
    STILL = "still" 12,
    RETURN = "return" 13,
    FEEL = "feel" 14,
    CAUSE = "cause" 15,
    HAVE = "have" 16,
    CAN = "can" 17,
    CANNOT = "cannot" 18,
    NONE = "none" 19,
    HELP = "help" 20,
    RELIEF = "relief" 21,
    PRAISE = "praise" 22,
    DUD = "dud" 23,
    AGENT = "agent" 24,
    STOP = "stop" 25,
    WITHDRAWAL = "withdrawal" 26,
    HARD = "hard" 27,
    WHEN = "when" 28,
    BECAUSE = "because" 29,
    START = "start" 30,
    MILD = "mild" 31,
    MODERATE = "moderate" 32,
    SEVERE = "severe" 33,
    REASON = "reason" 34,
    LACK = "lack" 35,
    EFFECT = "effect" 36,
    LOVE = "love" 37,
    DETERMINER = "determiner" 38,
    TROUBLE = "trouble" 39,
    DEGREE = "degree" 40,
    ONSET = "onset" 41,
    AFTER = "after" 42,
    LATER = "later" 43,
    AT_ONCE = "at once" 44,
    LINK = "link" 45,
}

impl Senses {
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The words of effects, by symbol.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    phrases: FixedPhrases,
    /// The values of `phrases`.
    senses: Vec<Senses>,
    /// Of some concepts what they say, in order.
    concepts: Vec<(ConceptId, Senses)>,
}

impl Vocabulary {
    /// The vocabulary that is built in; its first words are marked as words of outcomes.
    ///
    /// # Errors
    ///
    /// None, as a test makes sure.
    pub(super) fn builtin(lexicon: &Lexicon, symbols: &mut Symbols) -> Result<Self, DataError> {
        Self::compile(FILE, BUILTIN, lexicon, symbols)
    }

    fn compile(
        file: &str,
        text: &str,
        lexicon: &Lexicon,
        symbols: &mut Symbols,
    ) -> Result<Self, DataError> {
        let (mut phrases, mut senses) = (Phrases::default(), Vec::<Senses>::new());
        let mut concepts = Vec::new();
        for (line, cells) in table(file, text, &COLUMNS)? {
            let wrong = |what: String| DataError::new(file, line, what);
            let [class, words] = cells.as_slice() else {
                return Err(wrong("too few columns".into()));
            };
            let (class, of_concepts) = match class.strip_suffix(CONCEPTS) {
                Some(class) => (class, true),
                None => (class.as_str(), false),
            };
            let known = Senses::CLASSES.iter().find(|(name, _)| *name == class);
            let &(_, sense) = known.ok_or_else(|| wrong(format!("unknown class `{class}`")))?;
            if of_concepts {
                for key in words.split('|') {
                    let concept = lexicon.by_key(key);
                    let unknown = || wrong(format!("no concept is called `{key}`"));
                    concepts.push((concept.ok_or_else(unknown)?, sense));
                }
                continue;
            }
            for alternative in alternatives(words) {
                let node = parse(alternative, &Lists::new(), symbols).map_err(wrong)?;
                for phrase in node.phrases().map_err(wrong)? {
                    let Some(&first) = phrase.first() else {
                        return Err(wrong(format!("`{alternative}` may be nothing at all")));
                    };
                    symbols.mark(first, Marks::EFFECT);
                    match phrases.get(&phrase) {
                        Some(place) => {
                            let known = &mut senses[place as usize];
                            *known = known.or(sense);
                        }
                        None => {
                            phrases.insert(&phrase, senses.len() as u32);
                            senses.push(sense);
                        }
                    }
                }
            }
        }
        concepts.sort_unstable_by_key(|(concept, _)| *concept);
        Ok(Self { phrases: FixedPhrases::new(&phrases), senses, concepts })
    }

    /// What a concept says by itself.
    pub(super) fn of_concept(&self, concept: ConceptId) -> Senses {
        let place = self.concepts.binary_search_by_key(&concept, |(known, _)| *known);
        place.map_or(Senses::default(), |place| self.concepts[place].1)
    }

    /// The longest phrase at the beginning of `symbols`: what it says, and how many words it has.
    #[inline]
    pub(super) fn longest(&self, symbols: impl Iterator<Item = Symbol>) -> Option<(Senses, usize)> {
        let (len, place) = self.phrases.longest(symbols, |_, _| true)?;
        Some((self.senses[place as usize], len))
    }
}

/// The alternatives of a cell: what its bars part, but for those in braces.
fn alternatives(cell: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    cell.split(move |c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '|' && depth == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LexiconBuilder;

    #[test]
    fn the_built_in_words_are_read() {
        assert_eq!(
            {
                let (lexicon, mut symbols) = LexiconBuilder::builtin().build();
                Vocabulary::builtin(&lexicon, &mut symbols).map(|_| ())
            },
            Ok(())
        );
    }

    #[test]
    fn a_word_may_say_several_things() {
        let mut symbols = Symbols::for_text();
        let text = "class\twords\nbad feeling\tterrible|{so|very} sad\nsevere\tterrible\n";
        let words =
            Vocabulary::compile("effects.tsv", text, &Lexicon::default(), &mut symbols).unwrap();
        let read = |text: &str| {
            let symbols: Vec<_> = text.split(' ').map(|word| symbols.get(word)).collect();
            words.longest(symbols.into_iter())
        };
        assert_eq!(read("terrible"), Some((Senses::BAD_FEELING.or(Senses::SEVERE), 1)));
        assert_eq!(read("very sad today"), Some((Senses::BAD_FEELING, 2)));
        assert_eq!(read("sad"), None);
    }

    #[test]
    fn a_bad_row_is_located() {
        let read = |row: &str| {
            let text = format!("class\twords\n{row}\n");
            Vocabulary::compile("effects.tsv", &text, &Lexicon::default(), &mut Symbols::for_text())
                .unwrap_err()
                .to_string()
        };
        assert_eq!(read("badd\tweird"), "effects.tsv:2: unknown class `badd`");
        assert_eq!(read("bad\t{weird}?"), "effects.tsv:2: `{weird}?` may be nothing at all");
    }
}
