//! `threadlint lexicon misspell`: rows with the likely misspellings of names, in the form of a lexicon file.

use threadlint::{
    lexicon::{FileForm, FileRow, Via},
    report::escape::escape,
    scan::Scanner,
    text::words,
};

use super::nearest;
use crate::{
    output::Output,
    status::{Status, tell},
};

pub(super) fn run(names: &[String], most: usize, scanner: &Scanner) -> anyhow::Result<Status> {
    let (lexicon, symbols) = (scanner.lexicon(), scanner.symbols());
    let (mut rows, mut status) = (Vec::<FileRow>::new(), Status::Clean);
    for name in names {
        let Some(term) = lexicon.look_up(name, symbols) else {
            tell(&format!("`{name}` is not in the lexicon{}", nearest(name, lexicon)));
            status = Status::Incomplete;
            continue;
        };
        // As it was typed: it may be a plural, or capitals.
        let name = words(name).join(" ");
        let mut made = lexicon.misspellings(&name, usize::MAX, symbols);
        made.retain(|word| rows.iter().flat_map(|row| &row.forms).all(|known| known.form != *word));
        made.truncate(most);
        if made.is_empty() {
            let why = if name.contains(' ') {
                "it is more than one word"
            } else if name.chars().count() > 64 {
                "it is too long"
            } else if name.chars().count() < 5 {
                "it is too short"
            } else {
                "what is near to it is English, or known"
            };
            tell(&format!("`{name}` has no likely misspellings: {why}"));
            status = Status::Incomplete;
            continue;
        }
        let forms =
            made.into_iter().map(|form| FileForm { via: Via::Misspelling, form, ambiguous: false });
        let concept = lexicon.concept(term.concept);
        match rows.iter_mut().find(|row| *row.concept == *concept.key) {
            Some(row) => row.forms.extend(forms),
            None => rows.push(FileRow {
                forms: forms.collect(),
                extends: true,
                ..FileRow::new(&*concept.key, concept.kind, &*concept.name)
            }),
        }
    }
    if rows.is_empty() {
        return Ok(status);
    }
    let mut output = Output::stdout();
    output.write(|out| {
        writeln!(out, "{}", FileRow::header())?;
        rows.iter().try_for_each(|row| writeln!(out, "{}", escape_cells(&row.to_string())))
    })?;
    output.finish()?;
    Ok(status)
}

/// A row that is safe to show.
pub(super) fn escape_cells(row: &str) -> String {
    row.split('\t').map(escape).collect::<Vec<_>>().join("\t")
}
