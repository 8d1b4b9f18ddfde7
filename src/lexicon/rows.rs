//! Reads the rows of a lexicon file.

use rustc_hash::FxHashMap;

use super::concept::{Codes, Concept, ConceptId, Kind, Term, Via};
use crate::error::{DataError, nearest};

/// The files beside the lexicons that are tables of other things, with columns of their own, each read by the layer that owns it.
pub const OTHER_TABLES: [&str; 7] = [
    "attempts.tsv",
    "cues.tsv",
    "dosing.tsv",
    "effects.tsv",
    "indications.tsv",
    "outcomes.tsv",
    "word-frequencies.tsv",
];

/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 6] = ["concept", "kind", "name", "terms", "codes", "flags"];

/// A row as it is written: a concept and its forms.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) concept: Concept,
    /// The concept of each is set when the row is added to a lexicon.
    pub(crate) terms: Vec<Term>,
    /// Does it add its forms and codes to a concept that stands elsewhere?
    pub(crate) extends: bool,
}

/// Reads the rows of a table with a header line, parted by tabs.
///
/// # Errors
///
/// The first thing that is wrong, with its line.
pub(crate) fn read_rows(file: &str, text: &str) -> Result<Vec<Row>, DataError> {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (line, cells) in table(file, text, &COLUMNS)? {
        rows.extend(read_row(file, line, &cells, &mut problems));
        if !problems.is_empty() {
            return Err(problems.remove(0));
        }
    }
    Ok(rows)
}

/// A row of a table: its line and its cells.
pub(crate) type Line = (usize, Vec<String>);

/// The rows of a table as (line, cells), the cells in the order of `columns`, whatever order the header has.
///
/// # Errors
///
/// A column that is missing or unknown, a row with too few or too many cells.
pub(crate) fn table(file: &str, text: &str, columns: &[&str]) -> Result<Vec<Line>, DataError> {
    each_line(file, text, columns)?.into_iter().collect()
}

/// As [`table`], but a row with too few or too many cells does not end the reading.
///
/// # Errors
///
/// A column that is missing or unknown.
pub(super) fn each_line(
    file: &str,
    text: &str,
    columns: &[&str],
) -> Result<Vec<Result<Line, DataError>>, DataError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n") + "\n";
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        // By itself the reader ends a record at a single carriage return too, and then counts no line.
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(text.as_bytes());
    let mut order: Option<Vec<usize>> = None;
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    while reader
        .read_record(&mut record)
        .map_err(|error| DataError::new(file, 0, error.to_string()))?
    {
        // The position of a record is where the comment before it begins; a record is one line, and the reader stands behind it.
        let line = reader.position().line() as usize - 1;
        match &order {
            None => order = Some(header(file, line, &record, columns)?),
            Some(order) if record.len() != order.len() => {
                let error = DataError::new(
                    file,
                    line,
                    format!("{} columns, {} expected", record.len(), order.len()),
                );
                rows.push(Err(
                    error.help("part the columns with single tabs; an empty column keeps its tab")
                ));
            }
            Some(order) => {
                rows.push(Ok((line, order.iter().map(|&at| record[at].to_owned()).collect())));
            }
        }
    }
    if order.is_none() {
        let help = format!("write {}, parted by tabs", columns.join(" "));
        return Err(DataError::new(file, 0, "no header line").help(help));
    }
    Ok(rows)
}

/// For each of `columns`, where the header has it.
fn header(
    file: &str,
    line: usize,
    header: &csv::StringRecord,
    columns: &[&str],
) -> Result<Vec<usize>, DataError> {
    if let Some(unknown) = header.iter().find(|name| !columns.contains(name)) {
        let error = DataError::new(file, line, format!("unknown column `{unknown}`"));
        return Err(error.help(format!("the columns are {}, parted by tabs", columns.join(" "))));
    }
    let place = |column: &&str| {
        let mut places = header.iter().enumerate().filter(|(_, name)| name == column);
        let (at, _) = places
            .next()
            .ok_or_else(|| DataError::new(file, line, format!("no column `{column}`")))?;
        match places.next() {
            None => Ok(at),
            Some(_) => Err(DataError::new(file, line, format!("the column `{column}` twice"))),
        }
    };
    columns.iter().map(place).collect()
}

/// Reads a row; `None` if it has no concept of a known kind. Whatever is wrong is put into `problems`.
pub(super) fn read_row(
    file: &str,
    line: usize,
    cells: &[String],
    problems: &mut Vec<DataError>,
) -> Option<Row> {
    let [key, kind, name, terms, codes, flags] = cells else { return None };
    let error = |what: String| DataError::new(file, line, what);
    if key.is_empty() {
        problems.push(error("no concept".into()));
    }
    let parsed = Kind::parse(kind);
    if parsed.is_none() {
        let known = || Kind::ALL.iter().map(|kind| kind.as_str());
        problems.push(error(format!("unknown kind `{kind}`")).help(match nearest(kind, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", known().collect::<Vec<_>>().join(", ")),
        }));
    }
    let name = if name.is_empty() { key } else { name };
    if !key.is_empty() && !name.contains(char::is_alphanumeric) {
        problems.push(error(format!("the name `{name}` has no word")));
    }
    let mut all = vec![term(name, Via::Name)];
    let mut places = FxHashMap::from_iter([(name.as_str(), 0)]);
    for entry in parts(terms) {
        match read_form(entry) {
            Ok((via, form)) => {
                places.entry(form).or_insert_with(|| {
                    all.push(term(form, via));
                    all.len() - 1
                });
            }
            Err((what, help)) => {
                let error = error(what);
                problems.push(if help.is_empty() { error } else { error.help(help) });
            }
        }
    }
    let mut extends = false;
    for flag in parts(flags) {
        if flag == "extend" {
            extends = true;
            continue;
        }
        let (flag, form) = flag
            .split_once('=')
            .map_or((flag, None), |(flag, form)| (flag.trim(), Some(form.trim())));
        if !["ambiguous", "case"].contains(&flag) {
            let error = error(format!("unknown flag `{flag}`"));
            problems.push(error.help("the flags are ambiguous, case and extend"));
            continue;
        }
        let flagged = match form {
            None => &mut all[..],
            Some(form) => {
                let Some(&at) = places.get(form) else {
                    problems.push(error(format!(
                        "the flag `{flag}` names a form that the row lacks, `{form}`"
                    )));
                    continue;
                };
                &mut all[at..=at]
            }
        };
        for term in flagged {
            match flag {
                "case" => term.case = true,
                _ => term.ambiguous = true,
            }
        }
    }
    let mut pairs = Vec::new();
    for code in parts(codes) {
        match code.split_once(':').filter(|(system, code)| !system.is_empty() && !code.is_empty()) {
            Some(pair) => pairs.push(pair),
            None => problems.push(
                error(format!("the code `{code}` has no system")).help("write `rxnorm:5224`"),
            ),
        }
    }
    let concept = Concept {
        key: key.into(),
        kind: parsed.filter(|_| !key.is_empty())?,
        name: name.into(),
        codes: Codes::new(pairs),
        file: file.into(),
        line: line as u32,
    };
    Some(Row { concept, terms: all, extends })
}

/// Reads `via:form`; else gives what is wrong, and help.
pub(super) fn read_form(entry: &str) -> Result<(Via, &str), (String, String)> {
    let (via, form) = match entry.split_once(':') {
        Some((via, form)) => (
            Via::parse(via.trim())
                .ok_or_else(|| (format!("unknown way to name a concept, `{via}`"), ways()))?,
            form.trim(),
        ),
        None => (Via::Synonym, entry),
    };
    if form.contains(char::is_alphanumeric) {
        Ok((via, form))
    } else {
        Err((format!("the form `{form}` has no word"), String::new()))
    }
}

fn term(form: &str, via: Via) -> Term {
    Term { form: form.into(), concept: ConceptId(0), via, ambiguous: false, case: false }
}

fn ways() -> String {
    format!("they are {}", Via::ALL.iter().map(|via| via.as_str()).collect::<Vec<_>>().join(", "))
}

/// What `|` parts in a cell.
pub(super) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(row: &str) -> String {
        let text = format!("concept\tkind\tname\tterms\tcodes\tflags\n# drugs\n{row}\n");
        read_rows("mine.tsv", &text).err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn a_bad_row_is_located_and_says_what_to_write() {
        for (row, says) in [
            ("heparin\tdrug\theparin\t\t", "mine.tsv:3: 5 columns, 6 expected"),
            (
                "heparin\tdrgu\theparin\t\t\t",
                "mine.tsv:3: unknown kind `drgu` (did you mean `drug`?)",
            ),
            (
                "heparin\tdrug\theparin\tbrnd:Hepalean\t\t",
                "mine.tsv:3: unknown way to name a concept, `brnd`",
            ),
            ("heparin\tdrug\theparin\t\t5224\t", "mine.tsv:3: the code `5224` has no system"),
            ("heparin\tdrug\theparin\t\t\tloud", "mine.tsv:3: unknown flag `loud`"),
            ("heparin\tdrug\theparin\t...\t\t", "mine.tsv:3: the form `...` has no word"),
            ("\tdrug\theparin\t\t\t", "mine.tsv:3: no concept"),
            ("heparin\tdrug\t!?\t\t\t", "mine.tsv:3: the name `!?` has no word"),
        ] {
            assert!(error(row).starts_with(says), "{}", error(row));
        }
        assert_eq!(
            read_rows("mine.tsv", "concept\tkind\n").unwrap_err().to_string(),
            "mine.tsv:1: no column `name`"
        );
        let header = "concept\tkind\tname\tterms\tcodes\tflags";
        assert_eq!(
            read_rows("mine.tsv", &format!("{header}\tconcept\n")).unwrap_err().to_string(),
            "mine.tsv:1: the column `concept` twice"
        );
        let carriage_return = format!("{header}\nx\tdrug\tx\r1\t\t\t\ny\tdrgu\ty\t\t\t\n");
        let error = read_rows("mine.tsv", &carriage_return).unwrap_err().to_string();
        assert!(error.starts_with("mine.tsv:3: unknown kind"), "{error}");
    }

    #[test]
    fn a_row_of_many_forms_and_flags_is_read_in_one_go() {
        let forms: Vec<String> = (0..100_000).map(|n| format!("form{n}")).collect();
        let (forms, flags) = (forms.join("|"), format!("case={}", forms.join("|case=")));
        let row = format!("x\tdrug\tx\t{forms}|x|form7\t\t{flags}");
        let rows = read_rows("mine.tsv", &format!("{}\n{row}\n", COLUMNS.join("\t"))).unwrap();
        assert_eq!(rows[0].terms.iter().filter(|term| term.case).count(), 100_000);
        assert_eq!(rows[0].terms.len(), 100_001);
    }

    #[test]
    fn flags_may_name_one_form() {
        let text = "flags\tconcept\tkind\tname\tterms\tcodes\ncase=ALL\tleukaemia\tcondition\tleukaemia\tabbreviation:ALL\t\n";
        let rows = read_rows("mine.tsv", text).unwrap();
        assert_eq!(rows[0].terms.iter().map(|term| term.case).collect::<Vec<_>>(), [false, true]);
    }
}
