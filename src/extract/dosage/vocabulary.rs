//! The words of dosing statements, `lexicons/dosing.tsv`.
//!
//! A word or phrase is one thing to the grammar, a [`Word`]; beside that it may have [`Roles`], which say what it tells of a statement that
//! it stands near. Both are looked up by symbol, so that no word is compared by its letters.

pub(super) use super::word::{Rate, Roles, Word, word};
use crate::{
    error::DataError,
    lexicon::{
        is_english,
        matcher::{FixedPhrases, Phrases, Trie},
    },
    text::{Marks, NUMBER_WORDS, Symbol, Symbols, normal_form, number_word},
};

const FILE: &str = "lexicons/dosing.tsv";
const BUILTIN: &str = include_str!("../../../lexicons/dosing.tsv");
const COLUMNS: [&str; 3] = ["class", "value", "words"];

/// A word as the vocabulary has it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// What it is alone.
    pub(super) word: Option<Word>,
    pub(super) roles: Roles,
    /// Does it begin a phrase?
    pub(super) opens: bool,
    /// Is it, or does it begin, a word of change: started, stopped, put me on?
    pub(super) changes: bool,
}

/// The words that are looked for, by symbol.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    /// Of each symbol its place in `entries`; 0 is of words that say nothing.
    pub(super) places: Vec<u16>,
    pub(super) entries: Vec<Entry>,
    pub(super) phrases: FixedPhrases,
    /// The values of `phrases`.
    pub(super) words: Vec<Word>,
}

impl Vocabulary {
    /// Compiles the vocabulary that is built in; its words are added to the table.
    ///
    /// # Errors
    ///
    /// None, as a test makes sure.
    pub(super) fn of_file(symbols: &mut Symbols) -> Result<Self, DataError> {
        Self::compile(FILE, BUILTIN, symbols)
    }

    fn compile(file: &str, text: &'static str, symbols: &mut Symbols) -> Result<Self, DataError> {
        let mut all = Self { entries: vec![Entry::default()], ..Self::default() };
        for number in NUMBER_WORDS {
            let symbol = symbols.intern(number);
            all.entry(symbol).word = Some(Word::Number(number_word(number).unwrap_or_default()));
        }
        for (sign, value) in [("½", 0.5), ("¼", 0.25), ("¾", 0.75)] {
            let symbol = symbols.intern(&normal_form(sign));
            all.entry(symbol).word = Some(Word::Number(value));
        }
        let mut phrases = Phrases::default();
        for (line, row) in rows(file, text)? {
            let wrong = |what: String| DataError::new(file, line, what);
            for spelling in row.words.split('|') {
                let phrase = symbols.intern_phrase(spelling);
                match row.role {
                    Some(role) => {
                        if let [symbol] = phrase[..] {
                            let entry = all.entry(symbol);
                            entry.roles = entry.roles.or(role);
                            if role.any(Roles::TAKING.or(Roles::PUT_IN)) {
                                symbols.mark(symbol, Marks::ANCHOR);
                            }
                        } else {
                            return Err(wrong(format!("`{spelling}` has to be a single word")));
                        }
                    }
                    None => all.add(&phrase, row.word, &mut phrases, symbols).map_err(|()| {
                        wrong(format!("`{spelling}` already stands in the file, as something else"))
                    })?,
                }
            }
        }
        all.phrases = FixedPhrases::new(&phrases);
        all.add_slips(symbols);
        Ok(all)
    }

    fn entry(&mut self, symbol: Symbol) -> &mut Entry {
        let at = symbol.0 as usize;
        if at >= self.places.len() {
            self.places.resize(at + 1, 0);
        }
        if self.places[at] == 0 {
            self.places[at] = self.entries.len() as u16;
            self.entries.push(Entry::default());
        }
        &mut self.entries[self.places[at] as usize]
    }

    fn add(
        &mut self,
        phrase: &[Symbol],
        word: Word,
        phrases: &mut Phrases,
        symbols: &mut Symbols,
    ) -> Result<(), ()> {
        let Some(&first) = phrase.first() else { return Ok(()) };
        if word.opens_sentence() {
            symbols.mark(rarest(phrase, symbols), Marks::DOSING);
        }
        if word.is_anchor() {
            symbols.mark(rarest(phrase, symbols), Marks::ANCHOR);
        }
        let entry = self.entry(first);
        entry.changes |= word.is_change();
        entry.roles = entry.roles.or(of_medicine(Some(word)));
        if phrase.len() == 1 {
            return match self.entry(first).word.replace(word) {
                Some(before) if before != word => Err(()),
                _ => Ok(()),
            };
        }
        self.entry(first).opens = true;
        let value = self.words.len() as u32;
        self.words.push(word);
        match phrases.insert(phrase, value) {
            Some(before) if self.words[before as usize] != word => Err(()),
            _ => Ok(()),
        }
    }

    /// Adds the slips of the finger (two letters swapped, one dropped or doubled) of the words that schedules are made of, where they
    /// are no words themselves.
    fn add_slips(&mut self, symbols: &mut Symbols) {
        for word in SLIPPING.split_whitespace() {
            let symbol = symbols.get(word);
            for slip in slips(word) {
                if symbols.get(&slip) == Symbol::UNKNOWN && !is_english(&slip) {
                    let meant = *self.get(symbol);
                    let slip = symbols.intern(&slip);
                    let marks = symbols.marks(symbol);
                    symbols.mark(slip, marks);
                    let slip = self.entry(slip);
                    (slip.word, slip.roles) = (meant.word, slip.roles.or(of_medicine(meant.word)));
                }
            }
        }
    }

    /// All that is known of a word.
    #[inline]
    pub(super) fn get(&self, symbol: Symbol) -> &Entry {
        let place = self.places.get(symbol.0 as usize).copied().unwrap_or_default();
        &self.entries[place as usize]
    }

    /// What a single word is.
    #[inline]
    pub(super) fn word(&self, symbol: Symbol) -> Option<Word> {
        self.get(symbol).word
    }

    /// Does it have a word at all, in whatever part?
    #[inline]
    pub(super) fn knows(&self, symbol: Symbol) -> bool {
        self.places.get(symbol.0 as usize).is_some_and(|&place| place != 0)
    }

    /// What the longest phrase of several words at the beginning of `symbols` is, and how many words it has.
    pub(super) fn phrase(
        &self,
        symbols: impl Iterator<Item = Symbol>,
        fits: impl Fn(usize) -> bool,
    ) -> Option<(Word, usize)> {
        let (len, value) = self.phrases.longest(symbols, |len, _| fits(len))?;
        Some((self.words[value as usize], len))
    }

    #[inline]
    pub(super) fn has(&self, symbol: Symbol, roles: Roles) -> bool {
        self.get(symbol).roles.any(roles)
    }
}

/// What a word or a phrase gives the word that it begins with.
fn of_medicine(word: Option<Word>) -> Roles {
    if word.is_some_and(Word::is_of_medicine) { Roles::OF_MEDICINE } else { Roles::default() }
}

/// The word of a phrase that says most: none that stands in every second sentence, and of the others the longest.
fn rarest(phrase: &[Symbol], symbols: &Symbols) -> Symbol {
    let says =
        |symbol: &Symbol| (!symbols.marks(*symbol).any(Marks::COMMON), symbols.word(*symbol).len());
    phrase.iter().copied().max_by_key(says).unwrap_or_default()
}

/// A row of the file.
struct Row {
    class: &'static str,
    value: &'static str,
    word: Word,
    role: Option<Roles>,
    words: &'static str,
}

/// What the classes and values of the built-in words say.
///
/// # Errors
///
/// The first bad row, with its line.
#[allow(dead_code)] // the build script needs it
pub(super) fn written_words() -> Result<Vec<(&'static str, &'static str, Word)>, DataError> {
    let rows = rows(FILE, BUILTIN)?.into_iter().map(|(_, row)| row);
    Ok(rows.filter(|row| row.role.is_none()).map(|row| (row.class, row.value, row.word)).collect())
}

/// Read without a copy, so that units and forms are borrowed from the file.
fn rows(file: &str, text: &'static str) -> Result<Vec<(usize, Row)>, DataError> {
    let mut rows = Vec::new();
    let lines =
        text.lines().zip(1..).filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    for (line, number) in lines.skip(1) {
        let wrong = |what: String| DataError::new(file, number, what);
        let mut cells = line.split('\t');
        let (Some(class), Some(value), Some(words), None) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            return Err(wrong(format!("{} columns are wanted, parted by tabs", COLUMNS.len())));
        };
        let role = class.strip_prefix("is ").map(|name| {
            let known = Roles::NAMES.iter().find(|(known, _)| *known == name);
            known.map(|(_, role)| *role).ok_or_else(|| wrong(format!("unknown role `{name}`")))
        });
        let role = role.transpose()?;
        let word = match role {
            Some(_) => Word::Of,
            None => word(class, value).map_err(wrong)?,
        };
        rows.push((number, Row { class, value, word, role, words }));
    }
    Ok(rows)
}

/// Words of schedules that are long enough, or met often enough, for their slips to be told.
const SLIPPING: &str = "tablet tablets capsule capsules times day days week weeks month months years hours daily twice every morning     night evening needed bedtime injection injections units drops weekly nightly";

/// Each word that comes of swapping two letters of a word, dropping one or doubling one; of a short word only the swaps.
fn slips(word: &str) -> Vec<String> {
    let mut made = Vec::new();
    for at in 0..word.len() {
        let (before, after) = word.split_at(at);
        if let [one, other, rest @ ..] = after.as_bytes()
            && one != other
        {
            let rest = std::str::from_utf8(rest).unwrap_or_default();
            made.push(format!("{before}{}{}{rest}", char::from(*other), char::from(*one)));
        }
        if word.len() > 4 {
            made.push(format!("{before}{}", &after[1..]));
            made.push(format!("{before}{}{after}", &after[..1]));
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::{
        super::reader::{Lexed, Reader},
        *,
    };
    use crate::text::Document;

    #[test]
    fn the_built_in_words_are_read() {
        assert_eq!(Vocabulary::of_file(&mut Symbols::new()).map(|_| ()), Ok(()));
    }

    #[test]
    fn no_part_is_read_at_a_word_that_begins_none() {
        let mut symbols = Symbols::for_text();
        let vocabulary = Vocabulary::of_file(&mut symbols).unwrap();
        let rows = rows(FILE, BUILTIN).unwrap().into_iter().map(|(_, row)| row);
        for row in rows.filter(|row| row.role.is_none() && !row.word.begins_part()) {
            for spelling in row.words.split('|') {
                for behind in ["", "2 weeks", "20 mg a day", "twice", "days 3-7", "the left arm"] {
                    let document = Document::new(&format!("{spelling} {behind}"), &symbols);
                    let reader = Reader::new(&document, &vocabulary, 0..document.tokens.len());
                    let begins = reader.read_sentence(&mut Lexed::default()).begins(0);
                    assert!(begins || reader.atom(0).is_none(), "{spelling} {behind}");
                }
            }
        }
    }

    #[test]
    fn a_bad_row_is_located() {
        let read = |row: &'static str| {
            let error = Vocabulary::compile("dosing.tsv", row, &mut Symbols::new());
            error.err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert_eq!(
            read("class\tvalue\twords\ntimes\ttwo\ttwice"),
            "dosing.tsv:2: `two` is no number"
        );
        assert_eq!(
            read("class\tvalue\twords\nis rude\t\tdamn"),
            "dosing.tsv:2: unknown role `rude`"
        );
        assert_eq!(
            read("class\tvalue\twords\nform\tpill\tpill\nform\ttablet\tpill"),
            "dosing.tsv:3: `pill` already stands in the file, as something else"
        );
    }

    #[test]
    fn a_slip_is_one_letter_away() {
        for slip in ["talbet", "tabet", "tabllet"] {
            assert!(slips("tablet").iter().any(|made| made == slip), "{slip}");
        }
        assert_eq!(slips("day"), ["ady", "dya"]);
    }
}
