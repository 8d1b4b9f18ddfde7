//! Outcomes that are told by idioms, `lexicons/outcomes.tsv`: of a pregnancy, and where the calculus of effects finds none.

use super::kind::{OutcomeKind, Valence};
use crate::{
    builtin,
    error::DataError,
    image::{Reader, Writer},
    lexicon::{Lexicon, table},
    pattern::{Lists, Pattern, PatternSet, PatternSetBuilder, Pool, Stock, StockWriter, parse},
    text::{Marks, Symbols},
};

const FILE: &str = "lexicons/outcomes.tsv";
const BUILTIN: &str = include_str!("../../../lexicons/outcomes.tsv");
const COLUMNS: [&str; 3] = ["pattern", "kind", "valence"];
/// The kind of a pattern that tells why a drug is taken: what it covers came before the drug, and is no outcome.
const INDICATION: &str = "indication";

/// What an idiom tells of; nothing if it is the reason for a drug.
type Told = Option<(OutcomeKind, Valence)>;

/// Idioms, compiled.
#[derive(Clone, Debug, Default)]
pub(super) struct Idioms {
    pub(super) patterns: PatternSet,
    told: Vec<Told>,
}

/// A row of the file.
struct Row {
    line: usize,
    pattern: Pattern,
    told: Told,
}

impl Idioms {
    /// The idioms that are built in; with the built-in lexicon alone they are compiled already.
    ///
    /// # Errors
    ///
    /// An idiom of a concept that is not in the lexicon.
    pub(super) fn builtin(lexicon: &Lexicon, symbols: &mut Symbols) -> Result<Self, DataError> {
        let rows =
            if lexicon.is_builtin() { stored() } else { rows(FILE, BUILTIN, lexicon, symbols)? };
        let (mut patterns, mut told) =
            (PatternSetBuilder::default(), Vec::with_capacity(rows.len()));
        for row in rows {
            let added = patterns.add(told.len() as u32, row.pattern);
            added.map_err(|what| DataError::new(FILE, row.line, what))?;
            told.push(row.told);
        }
        Ok(Self { patterns: patterns.build(Marks::OUTCOME, symbols), told })
    }

    /// What a pattern tells of.
    pub(super) fn told(&self, pattern: u32) -> Told {
        self.told[self.patterns.owner(pattern) as usize]
    }
}

/// The rows of the image.
fn stored() -> Vec<Row> {
    let mut image = Reader::of(builtin::OUTCOMES);
    let stock = Stock::read(&mut image);
    let rows = image.strings().zip(image.strings()).zip(image.strings()).zip(0..);
    let row = |(((source, kind), valence), number)| Row {
        line: 0,
        pattern: stock.pattern(number, source),
        told: OutcomeKind::parse(kind).zip(Valence::parse(valence)),
    };
    rows.map(row).collect()
}

/// The image of the idioms that are built in.
///
/// # Errors
///
/// The first bad row, with its line.
#[allow(dead_code)] // the build script writes it
pub(crate) fn image(lexicon: &Lexicon, symbols: &mut Symbols) -> Result<Writer, DataError> {
    let (mut image, mut stock) = (Writer::default(), StockWriter::default());
    let rows = rows(FILE, BUILTIN, lexicon, symbols)?;
    for row in &rows {
        stock.add(&row.pattern);
    }
    stock.write(&mut image);
    image.strings(rows.iter().map(|row| &row.pattern.source));
    image.strings(rows.iter().map(|row| row.told.map_or("", |(kind, _)| kind.as_str())));
    image.strings(rows.iter().map(|row| row.told.map_or("", |(_, valence)| valence.as_str())));
    Ok(image)
}

/// Compiles a file of idioms; `file` is only named in errors.
fn rows(
    file: &str,
    text: &str,
    lexicon: &Lexicon,
    symbols: &mut Symbols,
) -> Result<Vec<Row>, DataError> {
    let mut pool = Pool::default();
    let mut row = |(line, cells): (usize, Vec<String>)| {
        let wrong = |what: String| DataError::new(file, line, what);
        let [source, kind, valence] = cells.as_slice() else {
            return Err(wrong("too few columns".into()));
        };
        let told = if kind == INDICATION {
            None
        } else {
            let kind = OutcomeKind::parse(kind)
                .ok_or_else(|| wrong(format!("unknown kind of outcome `{kind}`")))?;
            let valence = Valence::parse(valence)
                .ok_or_else(|| wrong(format!("unknown valence `{valence}`")))?;
            Some((kind, valence))
        };
        let pattern = parse(source, &Lists::new(), symbols)
            .and_then(|node| Pattern::compile_in(&node, source, lexicon, symbols, &mut pool))
            .map_err(wrong)?;
        Ok(Row { line, pattern, told })
    };
    table(file, text, &COLUMNS)?.into_iter().map(&mut row).collect()
}
