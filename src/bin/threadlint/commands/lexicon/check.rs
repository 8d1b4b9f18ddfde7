//! `threadlint lexicon check`: all that is wrong with lexicon files.

use std::path::{Path, PathBuf};

use threadlint::{
    lexicon::{
        LexiconBuilder, OTHER_TABLES,
        check::{self, Finding, Severity},
    },
    report::escape::escape,
};
use walkdir::WalkDir;

use super::count;
use crate::{
    args::{Check, Color},
    data::text_of,
    page::Page,
    status::{Status, tell},
};

pub(super) fn run(wanted: &Check, color: Color) -> anyhow::Result<Status> {
    let mut page = Page::new(color);
    let (findings, files, is_complete) = if wanted.paths.is_empty() {
        (check::builtin(), None, true)
    } else {
        let (files, is_complete) = read(&wanted.paths);
        let base =
            if wanted.no_builtin { LexiconBuilder::default() } else { LexiconBuilder::builtin() };
        let texts = files.iter().map(|(file, text)| (file.as_str(), text.as_str()));
        (check::files(base, texts), Some(files.len()), is_complete)
    };
    for finding in &findings {
        page.line(escape(&finding.to_string()));
    }
    page.print()?;
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let place = files
        .map_or_else(|| "the lexicon that is built in".to_owned(), |files| count(files, "file"));
    tell(&format!("{}, {} in {place}", count(errors, "error"), count(warnings, "warning")));
    let is_bad = |finding: &Finding| finding.severity == Severity::Error || wanted.strict;
    Ok(if !is_complete {
        Status::Incomplete
    } else if findings.iter().any(is_bad) {
        Status::Found
    } else {
        Status::Clean
    })
}

/// The files with their texts, and whether all could be read.
fn read(paths: &[PathBuf]) -> (Vec<(String, String)>, bool) {
    let (mut files, mut is_complete) = (Vec::new(), true);
    for path in paths {
        let entries = WalkDir::new(path).follow_links(true).sort_by_file_name();
        let before = files.len();
        let mut any_other = false;
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let at = error.path().unwrap_or(path).display();
                    tell(&format!("{at}: cannot be read: {}", cause(&error)));
                    (is_complete, any_other) = (false, true);
                    continue;
                }
            };
            let is_named = entry.depth() == 0;
            let is_table = entry.path().extension().is_some_and(|ending| ending == "tsv");
            if entry.file_type().is_dir() || !is_named && !is_table {
                continue;
            }
            if !is_named && is_other_table(entry.path()) {
                any_other = true;
                tell(&format!("{}: skipped: a table of another kind", entry.path().display()));
                continue;
            }
            match text_of(entry.path()) {
                Ok(text) => files.push((entry.path().display().to_string(), text)),
                Err(error) => {
                    tell(&error);
                    (is_complete, any_other) = (false, true);
                }
            }
        }
        if files.len() == before && !any_other {
            tell(&format!("{}: no file in it ends in .tsv", path.display()));
            is_complete = false;
        }
    }
    (files, is_complete)
}

/// The tables of cues and of outcomes stand beside the lexicons and have columns of their own.
fn is_other_table(path: &Path) -> bool {
    path.file_name().is_some_and(|name| OTHER_TABLES.iter().any(|other| name == *other))
}

/// What the system says, without the path, which stands before it.
fn cause(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}
