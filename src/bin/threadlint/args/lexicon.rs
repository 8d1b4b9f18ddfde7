//! The arguments of `threadlint lexicon`.

#![allow(clippy::doc_markdown, reason = "shown as help, where marks would stand out")]

use std::{num::NonZero, path::PathBuf};

use clap::{Subcommand, ValueEnum};
use threadlint::lexicon::Kind;

const LOOKUP_EXAMPLES: &str = "\
Examples:
  threadlint lexicon lookup Clexane              a brand: the drug, its codes, its other names
  threadlint lexicon lookup lovanox              a misspelling, known or recognised
  threadlint lexicon lookup sick to her stomach  a phrase needs no quotes

Exit codes:
  0  it is known, or recognised as a misspelling
  1  it is neither
  2  a lexicon file does not load";

const CHECK_EXAMPLES: &str = "\
Examples:
  threadlint lexicon check                       the lexicon that is built in
  threadlint lexicon check mine.tsv              a file, beside the lexicon that is built in
  threadlint lexicon check --no-builtin terms/   a folder of files, by itself
  threadlint lexicon check --strict mine.tsv     fail on warnings as well

Exit codes:
  0  no errors (with --strict: no warnings either)
  1  errors
  2  files that cannot be read";

const STATS_EXAMPLES: &str = "\
Examples:
  threadlint lexicon stats
  threadlint lexicon stats --lexicon mine.tsv --format json | jq .concepts";

const IMPORT_EXAMPLES: &str = "\
Examples:
  threadlint lexicon import rrf/ -o rxnorm.tsv             RRF files of RxNorm
  threadlint lexicon import --tty IN,BN RXNCONSO.RRF       only ingredients and brands
  threadlint lexicon import formulary.csv -o mine.tsv      columns with obvious names
  threadlint lexicon import --map name=Drug --map brand='Sold as' --split ';' list.csv
  threadlint lexicon check mine.tsv                        look over what was written
  threadlint scan --lexicon mine.tsv threads/              use it

Exit codes:
  0  everything was read
  2  lines had to be skipped, or nothing could be read";

const MISSPELL_EXAMPLES: &str = "\
Examples:
  threadlint lexicon misspell enoxaparin Clexane > misspelt.tsv
  threadlint lexicon misspell --most 30 --lexicon mine.tsv tinzaparin

Exit codes:
  0  rows were written for all names
  2  a name is not in the lexicon, or has no likely misspellings";

#[derive(Debug, clap::Args)]
pub(crate) struct Lexicon {
    #[command(subcommand)]
    pub(crate) command: LexiconCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    /// Show what a word or phrase means, and by what it was recognised
    #[command(after_long_help = LOOKUP_EXAMPLES)]
    Lookup {
        /// What somebody wrote, such as lovenox
        #[arg(value_name = "TERM", required = true)]
        term: Vec<String>,

        /// Add rows to the lexicon (may be given again)
        #[arg(long, value_name = "FILE.tsv")]
        lexicon: Vec<PathBuf>,
    },
    /// Lint lexicon files; without a FILE, the lexicon that is built in
    ///
    /// Errors are rows that do not load, forms with two meanings or never found, and codes that are none; warnings work, but are probably
    /// not what was meant. Every problem is a line, `file:line: problem (help)`.
    #[command(after_long_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Count concepts, forms and codes
    #[command(after_long_help = STATS_EXAMPLES)]
    Stats {
        /// Add rows to the lexicon (may be given again)
        #[arg(long, value_name = "FILE.tsv")]
        lexicon: Vec<PathBuf>,

        /// How to write the counts
        #[arg(long, value_enum, default_value_t = StatsFormat::Text, value_name = "FORMAT")]
        format: StatsFormat,
    },
    /// Make lexicon rows of a vocabulary of your own: RxNorm, or a table
    ///
    /// What the lexicon that is built in knows already becomes rows that extend it; a form that belongs to another of its concepts is left
    /// out, and told. Lines that cannot be read are told and skipped.
    #[command(after_long_help = IMPORT_EXAMPLES)]
    Import(Import),
    /// Write rows with the likely misspellings of names, to be reviewed and saved
    ///
    /// Misspellings that are words of English or forms of the lexicon are left out.
    #[command(after_long_help = MISSPELL_EXAMPLES)]
    Misspell {
        /// Forms of the lexicon, of one word each
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,

        /// How many for each name at most, the likeliest first
        #[arg(long, value_name = "N", default_value = "12")]
        most: NonZero<usize>,

        /// Add rows to the lexicon (may be given again)
        #[arg(long, value_name = "FILE.tsv")]
        lexicon: Vec<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Lexicon files, or folders, of which those files are read that end in .tsv
    #[arg(value_name = "FILE.tsv")]
    pub(crate) paths: Vec<PathBuf>,

    /// Look the files over by themselves, not beside the lexicon that is built in
    #[arg(long, requires = "paths")]
    pub(crate) no_builtin: bool,

    /// Exit with 1 for warnings too
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// A folder with RXNCONSO.RRF, a file of that kind, or a table with a header line
    #[arg(value_name = "SOURCE")]
    pub(crate) source: PathBuf,

    /// Write to FILE, not to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// What a column of a table holds (may be given again)
    ///
    /// One of concept, name, brand, synonym, abbreviation, slang, misspelling, rxnorm, atc, icd10, unii. Without it columns with obvious
    /// names are used, and told.
    #[arg(long, value_name = "WHAT=COLUMN")]
    pub(crate) map: Vec<String>,

    /// What kind of things the source names
    #[arg(long, value_name = "KIND", default_value = "drug", value_parser = kind)]
    pub(crate) kind: Kind,

    /// What parts the columns of a table (guessed from its header, if not given)
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,

    /// What parts several values in one cell of a table
    #[arg(long, value_name = "TEXT", default_value = "|")]
    pub(crate) split: String,

    /// Which types of RxNorm's terms to use; IN, the ingredients, always
    #[arg(long, value_name = "TTY,…", value_delimiter = ',', default_value = "IN,PIN,MIN,BN,SY")]
    pub(crate) tty: Vec<String>,
}

/// How to write counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    /// To read
    Text,
    /// One JSON object
    Json,
}

fn kind(text: &str) -> Result<Kind, String> {
    let known = || Kind::ALL.iter().map(|kind| kind.as_str());
    Kind::parse(text).ok_or_else(|| match threadlint::error::nearest(text, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the kinds are {}", known().collect::<Vec<_>>().join(", ")),
    })
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if ["tab", "\\t"].contains(&text) => Ok(b'\t'),
        [byte] if byte.is_ascii_punctuation() && *byte != b'"' || *byte == b'\t' => Ok(*byte),
        _ => Err("write one character, such as `;`, or `tab`".to_owned()),
    }
}
