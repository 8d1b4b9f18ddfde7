//! Lists the lexicons and rules that are built in, so that adding one is adding a file.

use std::{
    env, fs,
    io::Result,
    path::{Path, PathBuf},
};

fn main() -> Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let (mut lexicons, mut rules) = (Vec::new(), Vec::new());
    find(&root.join("lexicons"), "tsv", &mut lexicons)?;
    find(&root.join("rules"), "toml", &mut rules)?;
    // Read by the layers that own them, not as concepts.
    lexicons.retain(|path| !path.ends_with("cues.tsv") && !path.ends_with("outcomes.tsv"));
    rules.retain(|path| !path.ends_with("lists.toml"));
    fs::write(
        out.join("builtin_lexicons.rs"),
        list("BUILTIN_LEXICONS", "lexicons", &lexicons, &root),
    )?;
    fs::write(out.join("builtin_rules.rs"), list("BUILTIN_RULES", "rule files", &rules, &root))?;
    println!("cargo::rerun-if-changed=lexicons");
    println!("cargo::rerun-if-changed=rules");
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
        let short = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        format!("    ({short:?}, include_str!({:?})),\n", file.to_string_lossy())
    };
    let rows: String = files.iter().map(row).collect();
    format!(
        "/// The {what} that are built in: name and text.\npub(crate) const {name}: &[(&str, &str)] = &[\n{rows}];\n"
    )
}
