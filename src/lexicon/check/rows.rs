//! Reads all rows that can be read, and finds what is wrong with each alone.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{Findings, Origin, Placed, Severity};
use crate::{
    error::DataError,
    lexicon::{
        COLUMNS, Concept, LexiconBuilder, Via,
        check::Finding,
        rows::{each_line, parts, read_form, read_row},
    },
    text::words,
};

/// Adds the rows of the files to the builder; gives where each of its terms comes from, and the rows.
pub(super) fn read<'a>(
    mut builder: LexiconBuilder,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    findings: &mut Findings,
) -> (LexiconBuilder, Vec<Origin>, Vec<Placed>) {
    let beneath = |concept: Option<&Concept>| Origin {
        file: concept.map(|concept| concept.file.clone()).unwrap_or_default(),
        line: concept.map_or(0, |concept| concept.line),
        is_looked_at: false,
    };
    let mut origins: Vec<Origin> = builder.kept().map(beneath).collect();
    let mut placed: Vec<Option<Placed>> = Vec::new();
    // Of each key where its rows stand in `placed`.
    let mut of_key: FxHashMap<SmolStr, Vec<usize>> = FxHashMap::default();
    for (file, text) in files {
        blanks(file, text, findings);
        let lines = match each_line(file, text, &COLUMNS) {
            Ok(lines) => lines,
            Err(error) => {
                findings.problem(error);
                continue;
            }
        };
        for line in lines {
            let (line, cells) = match line {
                Ok(line) => line,
                Err(error) => {
                    findings.problem(error);
                    continue;
                }
            };
            let origin = Origin { file: file.into(), line: line as u32, is_looked_at: true };
            let mut problems = Vec::new();
            let row = read_row(file, line, &cells, &mut problems);
            for problem in problems {
                findings.problem(problem);
            }
            cells_alone(&cells, &origin, findings);
            let Some(row) = row else { continue };
            let (key, codes, extends) =
                (row.concept.key.clone(), row.concept.codes.clone(), row.extends);
            match builder.add_row(row) {
                Ok(terms) => origins.extend(terms.map(|_| origin.clone())),
                Err(error) => {
                    findings.problem(error);
                    continue;
                }
            }
            let of_key = of_key.entry(key.clone()).or_default();
            if !extends {
                // What is replaced is in no lexicon.
                let replaced: Vec<Placed> =
                    of_key.drain(..).filter_map(|at| placed[at].take()).collect();
                if let Some(before) = replaced.iter().rfind(|other| !other.extends) {
                    let what = format!(
                        "the concept `{key}` replaces that of {}, with all its forms",
                        before.origin
                    );
                    findings.warning(&origin, what, "with the flag `extend` the row adds to it");
                }
            }
            of_key.push(placed.len());
            placed.push(Some(Placed { origin, key, codes, extends }));
        }
    }
    (builder, origins, placed.into_iter().flatten().collect())
}

impl Findings {
    /// What keeps a row from loading.
    fn problem(&mut self, error: DataError) {
        self.0.push(Finding { error, severity: Severity::Error });
    }
}

/// What is wrong with the cells of a row that reading it does not mind.
fn cells_alone(cells: &[String], origin: &Origin, findings: &mut Findings) {
    let [key, _, name, terms, ..] = cells else { return };
    if name.is_empty() && !key.is_empty() {
        findings.warning(origin, format!("`{key}` has no name"), "the key is shown instead");
    }
    let mut seen: FxHashMap<&str, Via> = FxHashMap::default();
    for form in parts(terms) {
        let Ok((via, form)) = read_form(form) else { continue };
        // Those that only look different are found in the lexicon.
        let is_new = !seen.contains_key(form);
        let first = *seen.entry(form).or_insert(via);
        if !is_new {
            let what = if first == via {
                format!("`{form}` a second time in the row")
            } else {
                format!(
                    "`{form}` a second time in the row, as `{}` and as `{}`",
                    first.as_str(),
                    via.as_str()
                )
            };
            findings.warning(origin, what, "the first counts");
        }
    }
    let lower = key.to_lowercase();
    if *key != lower && !words(key).is_empty() {
        let what = format!("the key `{key}` has capitals");
        findings.warning(origin, what, &format!("write `{lower}`; the name may have them"));
    }
}

/// Blanks at the beginning or the end of a cell, which cannot be seen.
fn blanks(file: &str, text: &str, findings: &mut Findings) {
    for (line, row) in (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(text).lines()) {
        if row.trim().is_empty() || row.starts_with('#') {
            continue;
        }
        let mut cells = row.split('\t').enumerate();
        if let Some((at, _)) = cells.find(|(_, cell)| *cell != cell.trim()) {
            let origin = Origin { file: file.into(), line, is_looked_at: true };
            let what = format!("blanks at the beginning or end of cell {}", at + 1);
            findings.warning(&origin, what, "take them out");
        }
    }
}
