//! `lexicons/typos.tsv` is what the generator makes of the commonest names, less what a reviewer refused. Write it anew with
//! `SNAPSHOTS=overwrite cargo test --test misspellings`, and read the difference.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::{collections::BTreeMap, env, fs, path::Path};

use threadlint::{
    lexicon::{
        ConceptId, FileForm, FileRow, Lexicon, LexiconBuilder, OTHER_TABLES, Via, is_english,
    },
    text::Symbols,
};

/// How many of the likeliest misspellings of a name are kept.
const MOST: usize = 20;
/// Shorter ones are too near to names and to words of other languages; they are found only where something is said to be taken.
const SHORTEST: usize = 6;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons")
}

/// The lexicon as it is without the misspellings that are made.
fn without_made() -> (Lexicon, Symbols) {
    let mut files: Vec<_> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut builder = LexiconBuilder::default();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let other = name == "typos.tsv" || OTHER_TABLES.contains(&name.as_str());
        if file.extension().is_some_and(|ending| ending == "tsv") && !other {
            builder = builder.add(&name, &fs::read_to_string(&file).unwrap()).unwrap();
        }
    }
    builder.build()
}

fn words(file: &str) -> Vec<String> {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Each misspelling with the one concept that it can be meant for.
fn made(lexicon: &Lexicon, symbols: &Symbols) -> BTreeMap<String, ConceptId> {
    let refused = words("misspellings-refused.txt");
    let mut made: BTreeMap<String, Option<ConceptId>> = BTreeMap::new();
    for name in words("misspelt-names.txt") {
        let concept = lexicon.look_up(&name, symbols).expect(&name).concept;
        let likely = lexicon.misspellings(&name, MOST, symbols);
        for word in likely.into_iter().filter(|word| word.len() >= SHORTEST) {
            made.entry(word)
                .and_modify(|known| *known = known.filter(|known| *known == concept))
                .or_insert(Some(concept));
        }
    }
    let kept = made.into_iter().filter(|(word, _)| !refused.contains(word));
    kept.filter_map(|(word, concept)| Some((word, concept?))).collect()
}

fn rows(lexicon: &Lexicon, made: &BTreeMap<String, ConceptId>) -> String {
    let mut rows: BTreeMap<&str, FileRow> = BTreeMap::new();
    for (word, &id) in made {
        let concept = lexicon.concept(id);
        let row = rows.entry(&concept.key).or_insert_with(|| FileRow {
            extends: true,
            ..FileRow::new(&*concept.key, concept.kind, &*concept.name)
        });
        let (via, form) = (Via::Misspelling, word.clone());
        row.forms.push(FileForm { via, form, ambiguous: false });
    }
    let lines: Vec<String> = rows.values().map(FileRow::to_string).collect();
    format!(
        "{}\n# Made from misspelt-names.txt and checked by tests/misspellings.rs; what is wrong here goes into misspellings-refused.txt.\n{}\n",
        FileRow::header(),
        lines.join("\n")
    )
}

#[test]
fn the_misspellings_are_what_the_generator_makes() {
    let (lexicon, symbols) = without_made();
    let rows = rows(&lexicon, &made(&lexicon, &symbols));
    let path = folder().join("typos.tsv");
    if env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&path, &rows).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == rows, "run SNAPSHOTS=overwrite cargo test --test misspellings");
}

#[test]
fn no_misspelling_is_a_word_a_name_or_another_term() {
    let (lexicon, symbols) = without_made();
    for word in made(&lexicon, &symbols).keys() {
        assert!(!is_english(word), "{word}");
        assert!(lexicon.look_up(word, &symbols).is_none(), "{word}");
    }
    for guarded in ["heparan", "protein", "leave", "contact", "balance"] {
        assert!(is_english(guarded), "{guarded}");
    }
}
