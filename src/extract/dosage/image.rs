//! The image of the built-in words of dosing statements.

use super::vocabulary::{Entry, Roles, Vocabulary, Word, word, written_words};
use crate::{
    builtin,
    error::DataError,
    image::{Reader, Writer},
    lexicon::matcher::FixedPhrases,
    text::Symbols,
};

/// What stands in the place of a class before a number word, whose value is its number.
const NUMBER: &str = "";

/// For the table of words of the built-in lexicon.
pub(super) fn read() -> Vocabulary {
    let mut image = Reader::of(builtin::DOSING);
    let read = |(class, value): (&str, &'static str)| match class {
        NUMBER => value.parse().ok().map(Word::Number),
        _ => word(class, value).ok(),
    };
    let words: Vec<Option<Word>> = image.strings().zip(image.strings()).map(read).collect();
    // 0 is no word.
    let known = |number: u32| *words.get((number as usize).checked_sub(1)?)?;
    let phrases = FixedPhrases::read(&mut image);
    let values = image.array().into_iter().filter_map(known).collect();
    let symbols = image.array();
    let mut places = vec![0; symbols.iter().max().map_or(0, |&last| last as usize + 1)];
    for (&symbol, place) in symbols.iter().zip(1..) {
        places[symbol as usize] = place;
    }
    let entries = image.array().into_iter().zip(image.wide()).map(|(bits, roles)| Entry {
        word: known(bits >> 2),
        roles: Roles(roles),
        opens: bits & 1 != 0,
        changes: bits & 2 != 0,
    });
    let entries = std::iter::once(Entry::default()).chain(entries).collect();
    Vocabulary { places, entries, phrases, words: values }
}

/// Compiles the built-in words, which are added to the table.
///
/// # Errors
///
/// The first bad row, with its line.
#[allow(dead_code)] // the build script writes it
pub(crate) fn write(symbols: &mut Symbols) -> Result<Writer, DataError> {
    let all = Vocabulary::of_file(symbols)?;
    let written = written_words()?.into_iter();
    let mut known: Vec<(&str, String, Word)> =
        written.map(|(class, value, word)| (class, value.to_owned(), word)).collect();
    let mut number = |word: Word| {
        let at = known.iter().position(|(.., known)| *known == word).unwrap_or_else(|| {
            if let Word::Number(value) = word {
                known.push((NUMBER, value.to_string(), word));
            }
            known.len() - 1
        });
        at as u32 + 1
    };
    let values: Vec<u32> = all.words.iter().map(|&word| number(word)).collect();
    let entries = &all.entries[1..];
    let bits = |entry: &Entry| {
        let word = entry.word.map_or(0, &mut number);
        word << 2 | u32::from(entry.changes) << 1 | u32::from(entry.opens)
    };
    let bits: Vec<u32> = entries.iter().map(bits).collect();
    let mut symbols = vec![0; entries.len()];
    for (symbol, &place) in (0..).zip(&all.places).filter(|(_, place)| **place != 0) {
        symbols[place as usize - 1] = symbol;
    }
    let mut image = Writer::default();
    image.strings(known.iter().map(|(class, ..)| class));
    image.strings(known.iter().map(|(_, value, _)| value));
    all.phrases.write(&mut image);
    image.array(values);
    image.array(symbols);
    image.array(bits);
    image.wide(entries.iter().map(|entry| entry.roles.0));
    Ok(image)
}
