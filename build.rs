//! Lists the rules that are built in, so that adding one is adding a file, and compiles the lexicons, with the very sources that the
//! crate compiles a user's with, so that the program need not do it at every start.

use std::{
    env, fs,
    io::Result,
    path::{Path, PathBuf},
    process::exit,
};

use lexicon::{LexiconBuilder, english, image::Writer};

macro_rules! shared {
    ($($(#[$path:meta])* $name:ident,)*) => {
        $(
            $(#[$path])*
            #[allow(clippy::pedantic, dead_code, missing_docs, unreachable_pub, unused_imports)]
            mod $name;
        )*
    };
}

// What the crate has in these places is what this script makes.
shared! {
    #[path = "src/error.rs"]
    error,
    #[path = "src/span.rs"]
    span,
    #[path = "src/text/mod.rs"]
    text,
    #[path = "src/lexicon/mod.rs"]
    lexicon,
}

mod builtin {
    pub(crate) const LEXICON_TEXT: &str = "";
    pub(crate) const LEXICON_NUMBERS: &[u8] = &[];
    pub(crate) const ENGLISH: &[u8] = &[];
    pub(crate) const ENGLISH_COMMON: &[u8] = &[];
}

fn main() -> Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let (mut lexicons, mut rules) = (Vec::new(), Vec::new());
    find(&root.join("lexicons"), "tsv", &mut lexicons)?;
    find(&root.join("rules"), "toml", &mut rules)?;
    lexicons.retain(|path| !lexicon::OTHER_TABLES.iter().any(|other| path.ends_with(other)));
    let mut builder = LexiconBuilder::default();
    for path in &lexicons {
        let added = builder.add(&short(path, &root), &fs::read_to_string(path)?);
        builder = added.unwrap_or_else(|error| {
            println!("cargo::error={error}");
            exit(1)
        });
    }
    let (lexicon, symbols) = builder.build();
    let image = Writer::image(&lexicon, &symbols);
    let read = |name: &str| fs::read_to_string(root.join("lexicons").join(name));
    let common = read("english-common.txt")?;
    let (words, lookalikes) = (read("english.txt")?, read("lookalikes.txt")?);
    fs::write(out.join("english.bin"), english::table([&*common, &*words, &*lookalikes]))?;
    fs::write(out.join("english-common.bin"), english::table([&*common]))?;
    fs::write(out.join("lexicon.txt"), image.text)?;
    fs::write(out.join("lexicon.bin"), image.numbers)?;
    fs::write(
        out.join("builtin_rules.rs"),
        list("BUILTIN_RULES", "rules and lists", &rules, &root),
    )?;
    println!("cargo::rerun-if-changed=lexicons");
    println!("cargo::rerun-if-changed=rules");
    for sources in ["build.rs", "src/error.rs", "src/span.rs", "src/text", "src/lexicon"] {
        println!("cargo::rerun-if-changed={sources}");
    }
    Ok(())
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
