//! Looks lexicon files over: what keeps a row from loading, what can never be found, and what will be found where it is not meant.
//!
//! All that is wrong is found, not only the first. Files are looked over together with the lexicon that they will be added to.
//!
//! ```
//! use threadlint::lexicon::{LexiconBuilder, check};
//!
//! let rows = "concept\tkind\tname\tterms\tcodes\tflags\n\
//!             moon water\tremedy\tmoon water\tslang:lovenox\t\t\n";
//! let findings = check::files(LexiconBuilder::builtin(), [("mine.tsv", rows)]);
//! assert!(findings[0].to_string().starts_with("mine.tsv:2: `lovenox` is a form of `enoxaparin` too"));
//! ```

mod codes;
mod concepts;
mod forms;
mod rows;
mod words;

use std::fmt;

use smol_str::SmolStr;

pub use codes::SYSTEMS;
pub(super) use codes::is_good as is_good_code;
pub(super) use words::is_everyday;

use super::{Codes, Concept, Lexicon, LexiconBuilder, Term};
use crate::{error::DataError, text::Symbols};

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A row does not load, a form has two meanings or is never found, a code is none.
    Error,
    /// It works, and is probably not what was meant.
    Warning,
}

/// Something that should be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What, and where.
    pub error: DataError,
    /// How bad it is.
    pub severity: Severity,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.severity {
            Severity::Error => self.error.fmt(f),
            Severity::Warning => {
                let error = self.error.clone();
                DataError { what: format!("warning: {}", error.what), ..error }.fmt(f)
            }
        }
    }
}

/// Looks over files, each a name and a text, that are added to `base` in their order; sorted by file and line.
#[must_use]
pub fn files<'a>(
    base: LexiconBuilder,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Finding> {
    let mut findings = Findings::default();
    let (builder, origins, concepts) = rows::read(base, files, &mut findings);
    let kept: Vec<bool> = builder.kept().map(|concept| concept.is_some()).collect();
    let origins = origins.into_iter().zip(kept).filter(|(_, kept)| *kept);
    let (lexicon, symbols) = {
        let origins: Vec<Origin> = origins.map(|(origin, _)| origin).collect();
        let (lexicon, symbols) = builder.build();
        (Looked { lexicon, origins, concepts }, symbols)
    };
    lexicon.look_over(symbols, findings)
}

/// Looks over the lexicon that is built in. What a row has by the flag `extend` is told at the row that it adds to.
#[must_use]
pub fn builtin() -> Vec<Finding> {
    let (lexicon, symbols) = LexiconBuilder::builtin().build();
    let origin = |concept: &Concept| Origin {
        file: concept.file.clone(),
        line: concept.line,
        is_looked_at: true,
    };
    let origins =
        lexicon.terms().iter().map(|term| origin(lexicon.concept(term.concept))).collect();
    let placed = |concept: &Concept| Placed {
        origin: origin(concept),
        key: concept.key.clone(),
        codes: concept.codes.clone(),
        extends: false,
    };
    let concepts = lexicon.concepts().iter().map(placed).collect();
    Looked { lexicon, origins, concepts }.look_over(symbols, Findings::default())
}

/// Where something comes from.
#[derive(Clone, Debug)]
struct Origin {
    file: SmolStr,
    line: u32,
    /// Does it stand in a file that is looked over, and not in the lexicon beneath?
    is_looked_at: bool,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A row that is looked over.
#[derive(Clone, Debug)]
struct Placed {
    origin: Origin,
    key: SmolStr,
    /// Those of the row alone.
    codes: Codes,
    extends: bool,
}

/// A lexicon that is looked over.
struct Looked {
    lexicon: Lexicon,
    /// Of each term.
    origins: Vec<Origin>,
    concepts: Vec<Placed>,
}

impl Looked {
    fn look_over(&self, mut symbols: Symbols, mut findings: Findings) -> Vec<Finding> {
        concepts::check(self, &mut findings);
        forms::check(self, &mut symbols, &mut findings);
        words::check(self, &mut findings);
        findings.sorted()
    }

    /// The terms that are looked over, each with its place.
    fn terms(&self) -> impl Iterator<Item = (usize, &Term, &Origin)> {
        let terms = self.lexicon.terms().iter().zip(&self.origins).enumerate();
        terms
            .map(|(at, (term, origin))| (at, term, origin))
            .filter(|(.., origin)| origin.is_looked_at)
    }
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, severity: Severity, origin: &Origin, what: String, help: &str) {
        let error = DataError::new(&*origin.file, origin.line as usize, what);
        let error = if help.is_empty() { error } else { error.help(help) };
        self.0.push(Finding { error, severity });
    }

    fn error(&mut self, origin: &Origin, what: String, help: &str) {
        self.add(Severity::Error, origin, what, help);
    }

    fn warning(&mut self, origin: &Origin, what: String, help: &str) {
        self.add(Severity::Warning, origin, what, help);
    }

    fn sorted(self) -> Vec<Finding> {
        let mut all = self.0;
        all.sort_by(|one, other| {
            let key = |finding: &Finding| (finding.error.line, finding.severity);
            one.error.file.cmp(&other.error.file).then(key(one).cmp(&key(other)))
        });
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::COLUMNS;

    #[test]
    fn many_rows_with_one_code_are_told_once_each() {
        const ROWS: usize = 20_000;
        let row = |n| format!("drug{n}\tdrug\tdrug{n}\t\trxnorm:5\t\n");
        let rows: String = (0..ROWS).map(row).collect();
        let text = format!("{}\n{rows}", COLUMNS.join("\t"));
        let findings = files(LexiconBuilder::default(), [("one.tsv", &*text), ("two.tsv", &*text)]);
        let of = |what: &str| {
            findings.iter().filter(|finding| finding.error.what.contains(what)).count()
        };
        assert_eq!((of("has the RxCUI 5 of"), of("replaces that of one.tsv")), (ROWS - 1, ROWS));
        assert_eq!(findings.len(), 2 * ROWS - 1);
    }
}
