//! `threadlint lexicon`: one file a verb.

mod check;
mod import;
mod lookup;
mod misspell;
mod stats;

use std::path::PathBuf;

use threadlint::{lexicon::Lexicon, scan::Scanner};

use crate::{
    args::{self, Color, Data, LexiconCommand},
    data::every_level,
    page::Page,
    status::{BadData, Status},
};

pub(crate) fn run(lexicon: &args::Lexicon, color: Color) -> anyhow::Result<Status> {
    match &lexicon.command {
        LexiconCommand::Lookup { term, lexicon } => {
            lookup::run(&term.join(" "), &scanner(lexicon)?, Page::new(color))
        }
        LexiconCommand::Check(wanted) => check::run(wanted, color),
        LexiconCommand::Stats { lexicon, format } => {
            stats::run(scanner(lexicon)?.lexicon(), *format, Page::new(color))
        }
        LexiconCommand::Import(wanted) => import::run(wanted),
        LexiconCommand::Misspell { names, most, lexicon } => {
            misspell::run(names, most.get(), &scanner(lexicon)?)
        }
    }
}

/// The lexicon that is built in with those of the files, and the table of words that a scan has; no rules.
fn scanner(files: &[PathBuf]) -> Result<Scanner, BadData> {
    every_level(&Data { lexicon: files.to_vec(), no_builtin_rules: true, ..Data::default() })
}

/// The forms nearest to what was typed, each with what it names, for the end of a message; nothing if nothing is near.
pub(super) fn nearest(wanted: &str, lexicon: &Lexicon) -> String {
    const MOST: usize = 3;
    let near = lexicon.nearest(wanted, MOST).into_iter().map(|term| {
        let key = &lexicon.concept(term.concept).key;
        if *key == term.form { term.form.to_string() } else { format!("{} ({key})", term.form) }
    });
    let near: Vec<String> = near.collect();
    if near.is_empty() { String::new() } else { format!("; near to it: {}", near.join(", ")) }
}

fn count(many: usize, what: &str) -> String {
    if many == 1 { format!("1 {what}") } else { format!("{many} {what}s") }
}
