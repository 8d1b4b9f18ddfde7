//! The words in which effects are told, `lexicons/effects.tsv`.
//!
//! A word or phrase has [`Senses`], what it can say of an effect: that something is felt, that it grew or went, that the drug was ended. One
//! may have several (“terrible” is felt, and says how much); which of them holds is for the [calculus](super::change).

use crate::{
    builtin,
    error::DataError,
    image::{Reader, Writer},
    lexicon::{
        ConceptId, Lexicon,
        matcher::{FixedPhrases, Phrases, Trie},
        table,
    },
    pattern::{Lists, parse},
    text::{Marks, Symbol, Symbols},
};

const COLUMNS: [&str; 2] = ["class", "words"];
/// What stands behind the name of a class whose cells are keys of concepts.
const CONCEPTS: &str = " concepts";
/// What stands before the key of the condition or symptom in which something measured is too high.
const MEASURE_OF: &str = "measure of ";

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
    MAY = "may" 42,
    BEFORE = "before" 43,
    NEVER = "never" 44,
    DROP = "drop" 45,
    DOSE = "dose" 46,
    AFTER = "after" 47,
    LATER = "later" 48,
    AT_ONCE = "at once" 49,
    LINK = "link" 50,
    SIDE_EFFECT = "side effect" 51,
    GET = "get" 52,
}

impl Senses {
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// The words of effects, by symbol.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    phrases: FixedPhrases,
    /// The values of `phrases`.
    senses: Vec<Senses>,
    /// Of some of `phrases` what they measure, in order.
    measures: Vec<(u32, ConceptId)>,
    /// Of some concepts what they say, in order.
    concepts: Vec<(ConceptId, Senses)>,
}

impl Vocabulary {
    /// The vocabulary that is built in, for the words and concepts of the built-in lexicon.
    pub(super) fn builtin() -> Self {
        let mut image = Reader::of(builtin::EFFECTS);
        let phrases = FixedPhrases::read(&mut image);
        let senses = image.wide().map(Senses).collect();
        let (places, measured) = (image.array(), image.array().into_iter().map(ConceptId));
        let concepts = image.array().into_iter().map(ConceptId);
        Self {
            phrases,
            senses,
            measures: places.into_iter().zip(measured).collect(),
            concepts: concepts.zip(image.wide().map(Senses)).collect(),
        }
    }

    /// The image of a vocabulary.
    #[allow(dead_code)] // the build script writes it
    pub(crate) fn image(&self) -> Writer {
        let mut image = Writer::default();
        self.phrases.write(&mut image);
        image.wide(self.senses.iter().map(|senses| senses.0));
        image.array(self.measures.iter().map(|(place, _)| *place));
        image.array(self.measures.iter().map(|(_, concept)| concept.0));
        image.array(self.concepts.iter().map(|(concept, _)| concept.0));
        image.wide(self.concepts.iter().map(|(_, senses)| senses.0));
        image
    }

    /// Compiles a file of words, whose first are marked in the table.
    ///
    /// # Errors
    ///
    /// The first bad row, with its line.
    #[allow(dead_code)] // the build script compiles it
    pub(crate) fn compile(
        file: &str,
        text: &str,
        lexicon: &Lexicon,
        symbols: &mut Symbols,
    ) -> Result<Self, DataError> {
        let (mut phrases, mut words) = (Phrases::default(), Self::default());
        for (line, cells) in table(file, text, &COLUMNS)? {
            let wrong = |what: String| DataError::new(file, line, what);
            let [class, cell] = cells.as_slice() else {
                return Err(wrong("too few columns".into()));
            };
            let class = Class::parse(class, lexicon).map_err(wrong)?;
            if class.is_of_concepts {
                words.add_concepts(cell, class.sense, lexicon).map_err(wrong)?;
            } else {
                words.add_phrases(cell, class, &mut phrases, symbols).map_err(wrong)?;
            }
        }
        words.concepts.sort_unstable_by_key(|(concept, _)| *concept);
        words.measures.sort_unstable_by_key(|(place, _)| *place);
        Ok(Self { phrases: FixedPhrases::new(&phrases), ..words })
    }

    fn add_concepts(&mut self, cell: &str, sense: Senses, lexicon: &Lexicon) -> Result<(), String> {
        for key in cell.split('|') {
            self.concepts.push((concept(key, lexicon)?, sense));
        }
        Ok(())
    }

    fn add_phrases(
        &mut self,
        cell: &str,
        class: Class,
        phrases: &mut Phrases,
        symbols: &mut Symbols,
    ) -> Result<(), String> {
        for alternative in alternatives(cell) {
            for phrase in parse(alternative, &Lists::new(), symbols)?.phrases()? {
                let Some(&first) = phrase.first() else {
                    return Err(format!("`{alternative}` may be nothing at all"));
                };
                symbols.mark(first, Marks::EFFECT);
                let place = phrases.get(&phrase).unwrap_or_else(|| {
                    let place = self.senses.len() as u32;
                    phrases.insert(&phrase, place);
                    self.senses.push(Senses::default());
                    place
                });
                let senses = &mut self.senses[place as usize];
                *senses = senses.or(class.sense);
                self.measures.extend(class.measures.map(|reason| (place, reason)));
            }
        }
        Ok(())
    }

    /// What a concept says by itself.
    pub(super) fn of_concept(&self, concept: ConceptId) -> Senses {
        let place = self.concepts.binary_search_by_key(&concept, |(known, _)| *known);
        place.map_or(Senses::default(), |place| self.concepts[place].1)
    }

    /// The longest phrase at the beginning of `symbols`.
    #[inline]
    pub(super) fn longest(&self, symbols: impl Iterator<Item = Symbol>) -> Option<Said> {
        let (len, place) = self.phrases.longest(symbols, |_, _| true)?;
        let senses = self.senses[place as usize];
        let measures = senses.any(Senses::MEASURE).then(|| {
            let known = self.measures.binary_search_by_key(&place, |(phrase, _)| *phrase);
            known.ok().map(|known| self.measures[known].1)
        });
        Some(Said { senses, len, measures: measures.flatten() })
    }
}

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) senses: Senses,
    /// How many words it has.
    pub(super) len: usize,
    /// What is too high where it has to be lowered.
    pub(super) measures: Option<ConceptId>,
}

/// The first cell of a row.
#[derive(Clone, Copy)]
struct Class {
    sense: Senses,
    /// Does the row name concepts, not words?
    is_of_concepts: bool,
    measures: Option<ConceptId>,
}

impl Class {
    fn parse(name: &str, lexicon: &Lexicon) -> Result<Self, String> {
        if let Some(key) = name.strip_prefix(MEASURE_OF) {
            let measures = Some(concept(key, lexicon)?);
            return Ok(Self { sense: Senses::MEASURE, is_of_concepts: false, measures });
        }
        let (name, is_of_concepts) =
            name.strip_suffix(CONCEPTS).map_or((name, false), |name| (name, true));
        let known = Senses::CLASSES.iter().find(|(class, _)| *class == name);
        let &(_, sense) = known.ok_or_else(|| format!("unknown class `{name}`"))?;
        Ok(Self { sense, is_of_concepts, measures: None })
    }
}

fn concept(key: &str, lexicon: &Lexicon) -> Result<ConceptId, String> {
    lexicon.by_key(key).ok_or_else(|| format!("no concept is called `{key}`"))
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
    fn the_built_in_words_are_read_and_few() {
        let words = Vocabulary::builtin();
        assert!((1_000..20_000).contains(&words.senses.len()), "{} phrases", words.senses.len());
    }

    #[test]
    fn a_measure_may_belong_to_a_condition() {
        let (lexicon, _) = LexiconBuilder::builtin().build();
        let mut symbols = Symbols::for_text();
        let text = "class\twords\nmeasure\tpulse\nmeasure of hypertension\tbp\n";
        let words = Vocabulary::compile("effects.tsv", text, &lexicon, &mut symbols).unwrap();
        let read = |text| words.longest(std::iter::once(symbols.get(text))).unwrap().measures;
        assert_eq!(read("bp"), lexicon.by_key("hypertension"));
        assert_eq!(read("pulse"), None);
    }

    #[test]
    fn a_word_may_say_several_things() {
        let mut symbols = Symbols::for_text();
        let text = "class\twords\nbad feeling\tterrible|{so|very} sad\nsevere\tterrible\n";
        let words =
            Vocabulary::compile("effects.tsv", text, &Lexicon::default(), &mut symbols).unwrap();
        let read = |text: &str| {
            let symbols: Vec<_> = text.split(' ').map(|word| symbols.get(word)).collect();
            words.longest(symbols.into_iter()).map(|said| (said.senses, said.len))
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
        assert_eq!(read("measure of luck\tdice"), "effects.tsv:2: no concept is called `luck`");
        assert_eq!(read("bad\t{weird}?"), "effects.tsv:2: `{weird}?` may be nothing at all");
    }
}
