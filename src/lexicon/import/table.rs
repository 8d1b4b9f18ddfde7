//! A table with a header line: CSV, tabs, semicolons.

use std::{
    fmt,
    io::{BufRead, Read},
};

use super::{Entry, Tell, Vocabulary};
use crate::{
    error::{DataError, nearest},
    lexicon::{Via, check::SYSTEMS},
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The key of the concept.
    Concept,
    /// Forms; the first by [`Via::Name`] is the name to show.
    Form(Via),
    /// Codes of a system.
    Code(&'static str),
}

impl Target {
    /// As it is written on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Concept => "concept",
            Self::Form(via) => via.as_str(),
            Self::Code(system) => system,
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    ///
    /// ```
    /// use threadlint::lexicon::import::Target;
    ///
    /// assert_eq!(Target::parse("rxnorm"), Some(Target::Code("rxnorm")));
    /// assert_eq!(Target::parse("colour"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|target| target.as_str() == text)
    }

    /// All there are.
    pub fn all() -> impl Iterator<Item = Self> {
        let forms = Via::ALL.iter().map(|&via| Self::Form(via));
        [Self::Concept].into_iter().chain(forms).chain(SYSTEMS.into_iter().map(Self::Code))
    }

    /// What a column of this name obviously holds.
    fn guess(column: &str) -> Option<Self> {
        let name: String = column.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        OBVIOUS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(target, _)| *target)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Names of columns, in small letters and without blanks and lines.
const OBVIOUS: &[(Target, &[&str])] = &[
    (Target::Concept, &["concept", "key", "ingredient", "activeingredient", "substance"]),
    (
        Target::Form(Via::Name),
        &[
            "name",
            "drug",
            "drugname",
            "generic",
            "genericname",
            "label",
            "title",
            "medication",
            "nonproprietaryname",
            "inn",
        ],
    ),
    (
        Target::Form(Via::Brand),
        &[
            "brand",
            "brands",
            "brandname",
            "brandnames",
            "tradename",
            "tradenames",
            "proprietaryname",
            "proprietarynames",
        ],
    ),
    (
        Target::Form(Via::Synonym),
        &["synonym", "synonyms", "alias", "aliases", "othername", "othernames", "altlabel"],
    ),
    (Target::Form(Via::Abbreviation), &["abbreviation", "abbreviations", "abbr"]),
    (Target::Form(Via::Slang), &["slang", "streetname", "streetnames"]),
    (Target::Form(Via::Misspelling), &["misspelling", "misspellings"]),
    (Target::Code("rxnorm"), &["rxnorm", "rxcui", "rxnormcui", "rxnormcode", "rxnormid"]),
    (Target::Code("atc"), &["atc", "atccode", "atccodes"]),
    (Target::Code("icd10"), &["icd10", "icd10code", "icd10codes", "icd10cm"]),
    (Target::Code("unii"), &["unii", "uniicode"]),
];

/// How a table is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableOptions {
    /// What the columns hold; if empty, what their names obviously say.
    pub map: Vec<(Target, String)>,
    /// What parts the columns; if `None`, what the header has most of.
    pub delimiter: Option<u8>,
    /// What parts several values in one cell; a key is never parted.
    pub split: String,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self { map: Vec::new(), delimiter: None, split: "|".to_owned() }
    }
}

/// How the columns of a table were understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// What the columns hold, each with its name, in their order.
    pub columns: Vec<(Target, String)>,
    /// What parts them.
    pub delimiter: u8,
}

/// Reads a table into `vocabulary`. Lines that cannot be used are told, and skipped.
///
/// # Errors
///
/// A header that cannot be used, a column that is not there, a file that cannot be read.
pub fn read_table(
    file: &str,
    mut reader: impl BufRead,
    options: &TableOptions,
    vocabulary: &mut Vocabulary,
    tell: Tell,
) -> Result<Mapping, DataError> {
    let broken =
        |error: &dyn fmt::Display| DataError::new(file, 0, format!("cannot be read: {error}"));
    let mut first = Vec::new();
    // The header may stand behind lines that are empty.
    let mut rest = (&mut reader).take(LONGEST_HEADER);
    loop {
        let from = first.len();
        let read = rest.read_until(b'\n', &mut first).map_err(|error| broken(&error))?;
        if read == 0 || !first[from..].trim_ascii().is_empty() {
            break;
        }
    }
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first);
    let delimiter = options.delimiter.unwrap_or_else(|| guess_delimiter(first));
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(first.chain(reader));
    let mut record = csv::ByteRecord::new();
    if !table.read_byte_record(&mut record).map_err(|error| broken(&error))? {
        return Err(DataError::new(file, 0, "no header line"));
    }
    let Ok(header) = csv::StringRecord::from_byte_record(record.clone()) else {
        return Err(DataError::new(file, 1, "the header is not valid UTF-8"));
    };
    let places = map(file, &header, &options.map)?;
    while table.read_byte_record(&mut record).map_err(|error| broken(&error))? {
        let line = record.position().map_or(0, csv::Position::line) as usize;
        let mut skip = |vocabulary: &mut Vocabulary, what: String, why: &str, help: &str| {
            vocabulary.skip_many(why, 1);
            let error = DataError::new(file, line, what);
            tell(if help.is_empty() { error } else { error.help(help) });
        };
        if record.len() != header.len() {
            let what = format!("{} columns, {} expected", record.len(), header.len());
            skip(
                vocabulary,
                what,
                "wrong number of columns",
                "a value that holds the delimiter needs quotes",
            );
            continue;
        }
        let Ok(cells) = csv::StringRecord::from_byte_record(record.clone()) else {
            skip(vocabulary, "not valid UTF-8".into(), "not valid UTF-8", "");
            continue;
        };
        let entry = entry(&cells, &places, &options.split);
        if let Err(why) = vocabulary.add(entry) {
            tell(DataError::new(file, line, why));
        }
    }
    let columns = places.iter().map(|&(target, at)| (target, header[at].trim().to_owned()));
    Ok(Mapping { columns: columns.collect(), delimiter })
}

/// A header of more bytes is none.
const LONGEST_HEADER: u64 = 1 << 20;

/// What a header has most of, outside quotes.
fn guess_delimiter(header: &[u8]) -> u8 {
    let mut counts = [(b'\t', 0), (b',', 0), (b';', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in header {
        quoted ^= byte == b'"';
        for (delimiter, count) in counts.iter_mut().filter(|_| !quoted) {
            *count += usize::from(*delimiter == byte);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    counts.iter().find(|(_, count)| Some(*count) == most).map_or(b',', |(delimiter, _)| *delimiter)
}

/// What stands in which column, in the order of the columns.
fn map(
    file: &str,
    header: &csv::StringRecord,
    wanted: &[(Target, String)],
) -> Result<Vec<(Target, usize)>, DataError> {
    let names = || header.iter().map(str::trim);
    let listed = || names().collect::<Vec<_>>().join(", ");
    let mut places = Vec::new();
    for (target, column) in wanted {
        let same = |name: &str| name == column || name.eq_ignore_ascii_case(column);
        let Some(at) = names().position(same) else {
            let error = DataError::new(file, 1, format!("no column `{column}`"));
            return Err(error.help(match nearest(column, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the columns are {}", listed()),
            }));
        };
        places.push((*target, at));
    }
    if wanted.is_empty() {
        let guessed = names().enumerate();
        places.extend(guessed.filter_map(|(at, name)| Some((Target::guess(name)?, at))));
    }
    places.sort_unstable_by_key(|&(target, at)| (at, target));
    let names_it = |target| matches!(target, Target::Concept | Target::Form(Via::Name));
    if places.iter().any(|&(target, _)| names_it(target)) {
        return Ok(places);
    }
    let what = "no column holds the name of a concept";
    let help = format!("write --map name=COLUMN; the columns are {}", listed());
    Err(DataError::new(file, 1, what).help(help))
}

fn entry(cells: &csv::StringRecord, places: &[(Target, usize)], split: &str) -> Entry {
    let mut entry = Entry::default();
    for &(target, at) in places {
        let cell = &cells[at];
        let values = || {
            let parts: Vec<&str> =
                if split.is_empty() { vec![cell] } else { cell.split(split).collect() };
            parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
        };
        match target {
            Target::Concept => cell.trim().clone_into(&mut entry.key),
            Target::Form(Via::Name) => {
                let mut values = values();
                if entry.name.is_empty() {
                    entry.name = values.next().unwrap_or_default();
                }
                entry.forms.extend(values.map(|value| (Via::Synonym, value)));
            }
            Target::Form(via) => entry.forms.extend(values().map(|value| (via, value))),
            Target::Code(system) => {
                entry.codes.extend(values().map(|value| (system.to_owned(), value)));
            }
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_what_the_header_has_most_of() {
        for (header, delimiter) in [
            ("name,brand", b','),
            ("name\tbrand, if any", b'\t'),
            ("name;brand;\"a,b,c,d\"", b';'),
            ("name|brand|atc", b'|'),
            ("name", b'\t'),
        ] {
            assert_eq!(guess_delimiter(header.as_bytes()), delimiter, "{header}");
        }
    }

    #[test]
    fn obvious_names_of_columns_are_understood() {
        for (column, target) in [
            ("Brand Name", Some(Target::Form(Via::Brand))),
            ("RxCUI", Some(Target::Code("rxnorm"))),
            ("ATC code", Some(Target::Code("atc"))),
            ("price", None),
        ] {
            assert_eq!(Target::guess(column), target, "{column}");
        }
    }
}
