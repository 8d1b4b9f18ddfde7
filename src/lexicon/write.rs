//! Writes rows as a lexicon file has them.

use std::fmt;

use super::{COLUMNS, Kind, Via};
use crate::text::is_ignorable;

/// A row to be written; [`Display`](fmt::Display) gives its line, without the end of line.
///
/// Nothing that could break the row gets through: what is blank, a control or a bar in a cell is written as a blank.
///
/// ```
/// use threadlint::lexicon::{FileForm, FileRow, Kind, Via};
///
/// let row = FileRow {
///     forms: vec![FileForm { via: Via::Brand, form: "Lovenox".into(), ambiguous: false }],
///     ..FileRow::new("enoxaparin", Kind::Drug, "enoxaparin")
/// };
/// assert_eq!(row.to_string(), "enoxaparin\tdrug\tenoxaparin\tbrand:Lovenox\t\t");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// The key.
    pub concept: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// The name to show.
    pub name: String,
    /// Is the name also an everyday word?
    pub name_is_ambiguous: bool,
    /// More forms.
    pub forms: Vec<FileForm>,
    /// (System, code) pairs.
    pub codes: Vec<(String, String)>,
    /// Does it add to a concept that stands elsewhere?
    pub extends: bool,
}

/// A form of a [`FileRow`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileForm {
    /// How it names the concept.
    pub via: Via,
    /// The form.
    pub form: String,
    /// Is it also an everyday word?
    pub ambiguous: bool,
}

impl FileRow {
    /// A row without more forms and without codes.
    pub fn new(concept: impl Into<String>, kind: Kind, name: impl Into<String>) -> Self {
        Self {
            concept: concept.into(),
            kind,
            name: name.into(),
            name_is_ambiguous: false,
            forms: Vec::new(),
            codes: Vec::new(),
            extends: false,
        }
    }

    /// The header line of a file.
    #[must_use]
    pub fn header() -> String {
        COLUMNS.join("\t")
    }
}

impl fmt::Display for FileRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = clean(&self.name);
        let form = |form: &FileForm| match form.via {
            Via::Synonym if !form.form.contains(':') => clean(&form.form),
            via => format!("{}:{}", via.as_str(), clean(&form.form)),
        };
        let forms: Vec<String> = self.forms.iter().map(form).collect();
        let code = |(system, code): &(String, String)| clean(&format!("{system}:{code}"));
        let codes: Vec<String> = self.codes.iter().map(code).collect();
        let ambiguous = self.forms.iter().filter(|form| form.ambiguous);
        let mut flags: Vec<String> =
            ambiguous.map(|form| format!("ambiguous={}", clean(&form.form))).collect();
        if self.name_is_ambiguous {
            flags.insert(0, format!("ambiguous={name}"));
        }
        if self.extends {
            flags.insert(0, "extend".to_owned());
        }
        let (forms, codes, flags) = (forms.join("|"), codes.join("|"), flags.join("|"));
        let (key, kind) = (clean_key(&self.concept), self.kind.as_str());
        write!(f, "{key}\t{kind}\t{name}\t{forms}\t{codes}\t{flags}")
    }
}

/// The text as a cell, or one of the parts of a cell, can hold it.
pub(super) fn clean(text: &str) -> String {
    let shown = text.chars().filter(|&c| !is_ignorable(c));
    let blank = |c: char| if c.is_control() || c.is_whitespace() || c == '|' { ' ' } else { c };
    let text: String = shown.map(blank).collect();
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// As [`clean`], and so that the row is no comment.
pub(super) fn clean_key(text: &str) -> String {
    clean(text).trim_start_matches(['#', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::rows::read_rows;

    #[test]
    fn whatever_is_written_is_read_again() {
        let form = |form: &str, via| FileForm { via, form: form.into(), ambiguous: true };
        let row = FileRow {
            forms: vec![
                form("a\tb\r\n|c", Via::Brand),
                form("brand:x=y", Via::Synonym),
                form("\"quoted\"", Via::Slang),
            ],
            codes: vec![("rxnorm".into(), "12|3".into())],
            name_is_ambiguous: true,
            ..FileRow::new("# key", Kind::Drug, "the\u{202e} name")
        };
        let rows = read_rows("x.tsv", &format!("{}\n{row}\n", FileRow::header())).unwrap();
        let [row] = &rows[..] else { panic!("{rows:?}") };
        let forms: Vec<&str> = row.terms.iter().map(|term| &*term.form).collect();
        assert_eq!(forms, ["the name", "a b c", "brand:x=y", "\"quoted\""]);
        assert!(row.terms.iter().all(|term| term.ambiguous) && row.concept.key == "key");
        assert_eq!(row.concept.codes.as_str(), "rxnorm:12 3");
    }
}
