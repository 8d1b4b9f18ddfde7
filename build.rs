//! Lists the rules that are built in, so that adding one is adding a file, and compiles the lexicons, with the very sources that the
//! crate compiles a user's with, so that the program need not do it at every start.

use std::{
    env, fs,
    io::Result,
    path::{Path, PathBuf},
    process::exit,
};

use lexicon::{LexiconBuilder, english, image::Writer};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

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
    fs::write(out.join("rules.txt"), rule_records(&rules, &root)?)?;
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

/// What rules look for, their lists and templates, as `rules::sought` reads it. The crate itself reads the files when it is asked for a
/// rule, and says what is wrong with them: what is wrong here is left out.
fn rule_records(files: &[PathBuf], root: &Path) -> Result<String> {
    let mut records = String::new();
    for path in files {
        let text = fs::read_to_string(path)?;
        let file = short(path, root);
        let document = DeTable::parse(&text).unwrap_or_else(|error| {
            println!("cargo::error={file}: {error}");
            exit(1)
        });
        let table = document.get_ref();
        let line = |at: usize| (text[..at].matches('\n').count() + 1).to_string();
        let ending = path.file_name().and_then(|name| name.to_str());
        let mut add = |fields: Vec<String>| records.push_str(&(fields.join("\u{1f}") + "\u{1e}"));
        match ending {
            Some("lists.toml") => {
                for (name, entries) in table {
                    let at = line(name.span().start);
                    let mut fields =
                        vec!["list".into(), file.clone(), at, name.get_ref().to_string()];
                    fields.extend(placed("entry", Some(entries), &line));
                    add(fields);
                }
            }
            Some("templates.toml") => {
                for (name, template) in table {
                    let at = line(name.span().start);
                    let mut fields =
                        vec!["template".into(), file.clone(), at, name.get_ref().to_string()];
                    let Some(template) = template.get_ref().as_table() else { continue };
                    for (key, kind) in
                        [("parameters", "parameter"), ("match", "match"), ("unless", "unless")]
                    {
                        fields.extend(placed(kind, template.get(key), &line));
                    }
                    add(fields);
                }
            }
            _ => {
                let said = |key: &str| {
                    table.get(key).map(|value| plain(value.get_ref())).unwrap_or_default()
                };
                let mut fields = vec!["rule".into(), file.clone()];
                fields.extend(["id", "name", "verdict", "severity", "level", "scope"].map(said));
                for kind in ["match", "unless", "applies_unless", "use", "limit"] {
                    fields.extend(placed(kind, table.get(kind), &line));
                }
                add(fields);
            }
        }
    }
    Ok(records)
}

/// The elements of an array: for each its kind, its line and what it says.
fn placed(
    kind: &str,
    array: Option<&Spanned<DeValue<'_>>>,
    line: &impl Fn(usize) -> String,
) -> Vec<String> {
    let elements = array.and_then(|array| array.get_ref().as_array());
    let fields = |element: &Spanned<DeValue<'_>>| {
        [kind.to_owned(), line(element.span().start), plain(element.get_ref())]
    };
    elements.into_iter().flatten().flat_map(fields).collect()
}

/// A value as text: the elements of an array are parted by commas, the keys and values of a table by a control character.
fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Array(elements) => {
            let elements: Vec<String> =
                elements.iter().map(|element| plain(element.get_ref())).collect();
            elements.join(",")
        }
        DeValue::Table(table) => {
            let pairs: Vec<String> = table
                .iter()
                .flat_map(|(key, value)| [key.get_ref().to_string(), plain(value.get_ref())])
                .collect();
            pairs.join("\u{1d}")
        }
        _ => String::new(),
    }
}

fn short(file: &Path, root: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}
