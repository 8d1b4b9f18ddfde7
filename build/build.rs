//! Lists the rules that are built in, so that adding one is adding a file, and compiles lexicons, words and rules, with the very sources
//! that the crate compiles a user's with, so that the program need not do it at every start.

use std::{
    cmp::Reverse,
    env, fs,
    io::Result,
    path::{Path, PathBuf},
    process::exit,
};

use error::DataError;
use extract::{
    cue::{self, CueSet},
    dosage,
    outcome::{idioms, indications::Indications, sense::Vocabulary},
};
use image::Writer;
use lexicon::LexiconBuilder;
use text::{Symbol, Symbols};

macro_rules! shared {
    ($($path:literal $name:ident,)*) => {
        $(
            #[path = $path]
            #[allow(clippy::pedantic, dead_code, missing_docs, unreachable_pub, unused_imports)]
            mod $name;
        )*
    };
}

// What the crate has in these places is what this script makes.
shared! {
    "../src/error.rs" error,
    "../src/span.rs" span,
    "../src/image.rs" image,
    "../src/text/mod.rs" text,
    "../src/lexicon/mod.rs" lexicon,
    "../src/pattern/mod.rs" pattern,
    "extract/mod.rs" extract,
}
mod builtin;
mod records;
mod rules;

fn main() -> Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let root = builtin::root();
    let (mut lexicons, mut rules) = (Vec::new(), Vec::new());
    find(&root.join("lexicons"), "tsv", &mut lexicons)?;
    find(&root.join("rules"), "toml", &mut rules)?;
    lexicons.retain(|path| !lexicon::OTHER_TABLES.iter().any(|other| path.ends_with(other)));
    fs::write(out.join("english.bin"), builtin::english())?;
    fs::write(out.join("english-common.bin"), builtin::english_common())?;
    fs::write(
        out.join("builtin_rules.rs"),
        list("BUILTIN_RULES", "rules and lists", &rules, &root),
    )?;
    let records = records::records(&rules, &root)?;
    fs::write(out.join("rule-records.txt"), &records)?;
    let (images, _) = { images(&root, &lexicons, &records, Symbols::for_text()) }
        // Once more, as which words there are is known only now.
        .and_then(|(_, words)| images(&root, &lexicons, &records, frequent_first(&words)))
        .unwrap_or_else(|error| {
            println!("cargo::error={error}");
            exit(1)
        });
    for (name, image) in images {
        fs::write(out.join(name).with_extension("txt"), image.text)?;
        fs::write(out.join(name).with_extension("bin"), image.numbers)?;
    }
    for source in ["build", "lexicons", "rules", "src/error.rs", "src/span.rs", "src/image.rs"] {
        println!("cargo::rerun-if-changed={source}");
    }
    for source in ["text", "lexicon", "pattern", "extract/cue", "extract/dosage", "extract/outcome"]
    {
        println!("cargo::rerun-if-changed=src/{source}");
    }
    Ok(())
}

/// A table with those of some words that are frequent, the most frequent first: what is kept of each word of a table then lies together
/// for nearly all words of a text.
fn frequent_first(words: &Symbols) -> Symbols {
    let mut symbols = Symbols::for_text();
    let mut frequent: Vec<_> = pattern::word_frequencies().collect();
    frequent.sort_unstable_by_key(|&(word, sentences)| (Reverse(sentences), word));
    for (word, _) in frequent {
        if words.get(word) != Symbol::UNKNOWN {
            symbols.intern(word);
        }
    }
    symbols
}

/// Images, each with the name of its files; see `image`.
type Images = Vec<(&'static str, Writer)>;

/// The images of all that is built in, and all words, of which there may be some before.
fn images(
    root: &Path,
    lexicons: &[PathBuf],
    records: &str,
    mut symbols: Symbols,
) -> std::result::Result<(Images, Symbols), DataError> {
    let read = |file: &str| {
        let text = fs::read_to_string(root.join(file));
        text.map_err(|error| DataError::new(file, 0, error.to_string()))
    };
    // Before the lexicon, as what is kept for each word is kept for the first ones only.
    let file = "lexicons/cues.tsv";
    let cues = cue::image::write(&CueSet::compile(file, &read(file)?, &mut symbols)?);
    let mut builder = LexiconBuilder::default();
    for path in lexicons {
        let file = short(path, root);
        builder = builder.add(&file, &read(&file)?)?;
    }
    let (lexicon, mut symbols) = builder.build_over(symbols);
    let dosing = dosage::image::write(&mut symbols)?;
    let outcomes = idioms::image(&lexicon, &mut symbols)?;
    let file = "lexicons/effects.tsv";
    let effects = Vocabulary::compile(file, &read(file)?, &lexicon, &mut symbols)?.image();
    let file = "lexicons/indications.tsv";
    let indications = Indications::compile(file, &read(file)?, &lexicon)?.image();
    let rules = rules::image(records, &lexicon, &mut symbols);
    let images = vec![
        ("cues", cues),
        ("dosing", dosing),
        ("outcomes", outcomes),
        ("effects", effects),
        ("indications", indications),
        ("rules", rules),
        // The last, as it has the words of all.
        ("lexicon", lexicon::image::write(&lexicon, &symbols)),
    ];
    Ok((images, symbols))
}

fn find(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            find(&path, ending, found)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    Ok(())
}

fn list(name: &str, what: &str, files: &[PathBuf], root: &Path) -> String {
    let row = |file: &PathBuf| {
        let short = short(file, root);
        format!("    ({short:?}, include_str!({:?})),\n", file.to_string_lossy())
    };
    let rows: String = files.iter().map(row).collect();
    format!(
        "/// The {what} that are built in: name and text.\npub(crate) const {name}: &[(&str, &str)] = &[\n{rows}];\n"
    )
}

fn short(file: &Path, root: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}
