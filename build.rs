//! Lists the rules that are built in, so that adding one is adding a file, and compiles the lexicons, with the very sources that the
//! crate compiles a user's with, so that the program need not do it at every start.

use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
    io::{self, Result},
    path::{Path, PathBuf},
    process::exit,
    sync::Arc,
};

use lexicon::{Lexicon, LexiconBuilder, english, image::Writer};
use pattern::{Lists, Pool, Trigger};
use text::{Symbol, Symbols};
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
    #[path = "src/pattern/mod.rs"]
    pattern,
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
    let (lexicon, mut symbols) = builder.build();
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
    let records = rule_records(&rules, &root)?;
    fs::write(out.join("prepared.txt"), prepared(&records, &lexicon, &mut symbols))?;
    fs::write(out.join("rules.txt"), records)?;
    println!("cargo::rerun-if-changed=lexicons");
    println!("cargo::rerun-if-changed=rules");
    for sources in
        ["build.rs", "src/error.rs", "src/span.rs", "src/text", "src/lexicon", "src/pattern"]
    {
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
        let document =
            DeTable::parse(&text).map_err(|error| io::Error::other(format!("{file}: {error}")))?;
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

/// The lists and templates of the records, and what patterns are compiled with.
struct Shop<'a> {
    lists: BTreeMap<&'a str, Vec<&'a str>>,
    templates: BTreeMap<&'a str, Vec<&'a str>>,
    read: Lists,
    pool: Pool,
}

impl<'a> Shop<'a> {
    /// Reads the lists that a pattern uses.
    fn reach(&mut self, pattern: &str, symbols: &mut Symbols) -> Option<()> {
        for rest in pattern.split('@').skip(1) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            if self.read.contains_key(&rest[..end]) {
                continue;
            }
            // Taken out, so that a circle comes to an end.
            let (name, entries) = self.lists.remove_entry(&rest[..end])?;
            let mut choices = Vec::new();
            for entry in entries {
                self.reach(entry, symbols)?;
                choices.push(pattern::parse(entry, &self.read, symbols).ok()?);
            }
            self.read.insert(name.to_owned(), Arc::new(pattern::one_of(choices)));
        }
        Some(())
    }

    /// The triggers of the patterns of a rule, in the order in which `rules::compile` has them; none if something is wrong with it, which
    /// the crate then tells.
    fn rule(
        &mut self,
        fields: &[&'a str],
        lexicon: &Lexicon,
        symbols: &mut Symbols,
    ) -> Option<Vec<Vec<Arc<Trigger>>>> {
        let mut triggers = Vec::new();
        let mut add = |shop: &mut Self,
                       source: &str,
                       values: &Lists,
                       symbols: &mut Symbols,
                       is_claim: bool| {
            shop.reach(source, symbols)?;
            let node = pattern::parse_with(source, &shop.read, values, symbols).ok()?;
            let pattern =
                pattern::Pattern::compile_in(&node, source, lexicon, symbols, &mut shop.pool)
                    .ok()?;
            if is_claim {
                (!pattern.required.is_empty()).then_some(())?;
                triggers.push(pattern.required.to_vec());
            }
            Some(())
        };
        for part in fields.chunks(3) {
            let &[kind, _, text] = part else { return None };
            let mut values = Lists::new();
            match kind {
                "use" => {
                    let parts: Vec<&str> = text.split('\u{1d}').collect();
                    let mut template = None;
                    for pair in parts.chunks(2) {
                        let &[name, value] = pair else { return None };
                        if name == "template" {
                            template = Some(value);
                            continue;
                        }
                        self.reach(value, symbols)?;
                        let node = pattern::parse(value, &self.read, symbols).ok()?;
                        values.insert(name.to_owned(), Arc::new(node));
                    }
                    for source in self.templates.get(template?)?.clone() {
                        match source.strip_prefix("unless\u{1d}") {
                            Some(unless) => add(self, unless, &values, symbols, false)?,
                            None => add(self, source, &values, symbols, true)?,
                        }
                    }
                }
                "limit" => {
                    // Its words are wanted, and what limits are excepted from.
                    (!text.split('\u{1d}').nth(1)?.contains('@')).then_some(())?;
                    add(self, "@too_much", &values, symbols, false)?;
                    let parts: Vec<&str> = text.split('\u{1d}').collect();
                    for pair in parts.chunks(2) {
                        if let &["who" | "not_who" | "drug", source] = pair {
                            add(self, source, &values, symbols, false)?;
                        }
                    }
                }
                _ => add(self, text, &values, symbols, kind == "match")?,
            }
        }
        Some(triggers)
    }
}

/// What the patterns of the rules are looked up by, as `rules::prepared` reads it.
fn prepared(records: &str, lexicon: &Lexicon, symbols: &mut Symbols) -> String {
    let known = symbols.len();
    let parted: Vec<Vec<&str>> =
        records.split_terminator('\u{1e}').map(|record| record.split('\u{1f}').collect()).collect();
    let mut shop = Shop {
        lists: BTreeMap::new(),
        templates: BTreeMap::new(),
        read: Lists::new(),
        pool: Pool::default(),
    };
    let mut unless = Vec::new();
    for fields in &parted {
        let texts = |kind: &'static str| {
            fields[4..].chunks(3).filter(move |part| part[0] == kind).map(|part| part[2])
        };
        match fields[0] {
            "list" => {
                shop.lists.insert(fields[3], texts("entry").collect());
            }
            "template" => {
                shop.templates.insert(fields[3], texts("match").collect());
                let excepted = texts("unless").map(|text| format!("unless\u{1d}{text}"));
                unless.push((fields[3], excepted.collect::<Vec<String>>()));
            }
            _ => {}
        }
    }
    for (name, excepted) in &unless {
        if let Some(template) = shop.templates.get_mut(name) {
            template.extend(excepted.iter().map(String::as_str));
        }
    }
    let mut numbers: HashMap<Arc<Trigger>, usize> = HashMap::new();
    let (mut triggers, mut rules) = (Vec::new(), String::new());
    for fields in parted.iter().filter(|fields| fields[0] == "rule") {
        let Some(patterns) = shop.rule(&fields[8..], lexicon, symbols) else { continue };
        rules += fields[2];
        for required in patterns {
            let placed = required.into_iter().map(|trigger| {
                let number = *numbers.entry(Arc::clone(&trigger)).or_insert_with(|| {
                    triggers.push(trigger);
                    triggers.len() - 1
                });
                number.to_string()
            });
            rules.push('\u{1f}');
            rules += &placed.collect::<Vec<_>>().join(",");
        }
        rules.push('\u{1e}');
    }
    // All words that rules brought, and those of the lexicon that patterns are looked up by.
    let mut words: Vec<u32> = (known as u32..symbols.len() as u32).collect();
    let mut places: HashMap<u32, usize> =
        words.iter().enumerate().map(|(at, &word)| (word, at)).collect();
    let mut told = String::new();
    for trigger in &triggers {
        let join = |numbers: Vec<String>| numbers.join(",");
        let symbols = trigger.symbols.iter().map(|symbol| {
            let place = *places.entry(symbol.0).or_insert_with(|| {
                words.push(symbol.0);
                words.len() - 1
            });
            place.to_string()
        });
        let symbols = join(symbols.collect());
        let concepts = join(trigger.concepts.iter().map(|concept| concept.0.to_string()).collect());
        let kinds = join(trigger.kinds.iter().map(|kind| (*kind as usize).to_string()).collect());
        let fields = ["trigger", &symbols, &concepts, &kinds, &trigger.cost.to_string()];
        told += &fields.join("\u{1f}");
        told.push('\u{1e}');
    }
    let words: Vec<&str> = words.iter().map(|&word| symbols.word(Symbol(word))).collect();
    format!("{}\u{1e}{told}{rules}", words.join("\u{1f}"))
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
