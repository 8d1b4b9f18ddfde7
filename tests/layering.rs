//! Data goes one way: a module imports only what stands to its left in `DESIGN`'s picture.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::{fs, path::Path};

/// From left to right. `pattern` is the language that outcomes and rules are written in; `error` is what bad data is reported with; `image`
/// is what the build script prepares.
const LAYERS: &[&str] = &[
    "error", "span", "image", "thread", "ingest", "text", "lexicon", "pattern", "extract", "rules",
    "scan", "mine", "report",
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((
                path.to_string_lossy().replace('\\', "/"),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

/// The layers that a file names after `crate::`, in single imports and in groups.
fn imports(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut word, mut fresh) = (0, String::new(), true);
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    _ => {}
                }
                if c.is_alphanumeric() || c == '_' {
                    if fresh && depth == 0 {
                        word.push(c);
                    }
                } else {
                    if depth == 0 || !word.is_empty() {
                        names.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                    }
                    fresh = c == ',' && depth == 0 || c.is_whitespace() && fresh;
                }
            }
            names.extend((!word.is_empty()).then_some(word));
        } else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
}

#[test]
fn imports_are_read_from_groups_and_paths() {
    assert_eq!(
        imports("use crate::{\n    error::{A, b},\n    text::C,\n    thread,\n};"),
        ["error", "text", "thread"]
    );
    assert_eq!(imports("let x = crate::lexicon::look();"), ["lexicon"]);
}

#[test]
fn a_module_imports_only_what_stands_to_its_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut checked = 0;
    for (path, text) in files {
        let inside = path.rsplit_once("/src/").map_or(path.as_str(), |(_, inside)| inside);
        let layer = inside.split('/').next().unwrap().trim_end_matches(".rs");
        let Some(place) = LAYERS.iter().position(|name| *name == layer) else {
            // What the build script made is used by the layers that own it.
            let is_outside = ["lib", "bin", "builtin"].contains(&layer);
            assert!(is_outside, "{inside} is in no layer");
            // The program uses the public API only.
            assert!(
                layer != "bin" || !text.contains("threadlint::__"),
                "{inside} reaches into the library"
            );
            continue;
        };
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        for import in imports(&code).into_iter().filter(|import| import != "builtin") {
            let Some(other) = LAYERS.iter().position(|name| *name == import) else {
                panic!("{inside} imports crate::{import}, which is no layer");
            };
            assert!(
                other <= place,
                "{inside} ({layer}) imports {import}, which stands to its right"
            );
            checked += 1;
        }
    }
    assert!(checked > 40, "only {checked} imports were found");
}
