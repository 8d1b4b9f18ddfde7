//! What the rule files say, as records of which the crate reads what it wants without a parser.

use std::{
    fs,
    io::{self, Result},
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::short;

/// What rules look for, their lists and templates, as `rules::sought` reads it. The crate itself reads the files when it is asked for a
/// rule, and says what is wrong with them: what is wrong here is left out.
pub(crate) fn records(files: &[PathBuf], root: &Path) -> Result<String> {
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
