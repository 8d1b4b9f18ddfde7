//! The arguments of `threadlint mine`.

use std::path::PathBuf;

use clap::ValueEnum;
use threadlint::mine::By;

use super::Job;

const MORE: &str = "\
Keys:
  drug         what was taken: a drug, a class of drugs, a supplement
  outcome      the kind of what came of it: benefit, adverse_event, withdrawal, live_birth …
  effect       the symptom or condition that an outcome names; without `outcome` beside it only
               adverse events count
  indication   what it was taken for
  experiencer  of whom it is told: self, relative, other; of mentions also generic
A key of which nothing is said is `-` in text, empty in csv, null in jsonl.

Columns:
  mentions     places that say it: with outcome or effect, statements of that outcome; else mentions
               of the drug, whatever is said of it
  posts, threads, authors
               with such a place or experience; an author is a name, and no name is ever written
  own          experiences of the author: one drug, one person, one post
  second_hand  experiences of relatives and others; what holds for people in general is nobody's
  benefit …    experiences with such an outcome
  ror, prr     reporting odds ratio, proportional reporting ratio, with intervals of 95 %
  chi_squared  with the correction of Yates
  a, b, c, d   experiences: of this drug with this outcome, of this drug without, of other drugs
               with, of other drugs without; with the same person and indication if these are keys

An outcome that is negated, uncertain, hypothetical, asked or quoted is none. A ratio is missing where
a cell that it divides by is 0: nothing is added to make one up.

What the ratios cannot say: they compare how often an outcome is told together with one drug and with
the others in these posts. They are no rates and no risks, and they prove no cause. Do not decide on
a treatment by them.

Examples:
  threadlint mine threads/                                 which drugs, how often, by how many
  threadlint mine --by drug,effect threads/                drugs and effects, with ratios
  threadlint mine --by drug,outcome --drug zoloft in/      one drug; the others stay for comparison
  threadlint mine --by drug,effect --format csv -o pairs.csv threads/
                                                           all rows, for a spreadsheet
  threadlint mine --by indication --sort authors threads/  what drugs are taken for

Exit codes:
  0  done, whether anything was found or not
  2  the job could not be done in full: bad usage, a bad lexicon file, or input that cannot be
     read; what could be read was counted all the same";

/// Count over threads: mentions, posts, authors, experiences and outcomes, with reporting ratios for pairs of drug and outcome
///
/// For people who count. Rows are made by the keys that are named; all input is read before the table is written, in memory that grows with the
/// rows and authors, not with what is read. It names no author. No rules are used.
#[derive(Debug, clap::Args)]
#[command(after_long_help = MORE)]
pub(crate) struct Mine {
    /// What makes a row: one or more of drug, outcome, effect, indication, experiencer
    #[arg(long, value_name = "KEY,…", default_value = "drug")]
    pub(crate) by: By,

    /// How to write the table
    #[arg(long, value_enum, default_value_t = TableFormat::Text, value_name = "FORMAT")]
    pub(crate) format: TableFormat,

    #[command(flatten)]
    pub(crate) job: Job,

    /// Leave out rows with fewer than N posts (3 for text, else 1)
    #[arg(long, value_name = "N")]
    pub(crate) min: Option<u64>,

    /// Write the first N rows; 0 for all (40 for text, else all)
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,

    /// Sort by this column: names from first to last, numbers from the largest down (posts, then mentions)
    #[arg(long, value_name = "COLUMN", hide_default_value = true)]
    pub(crate) sort: Option<String>,

    /// Write only rows of these drugs, by any name of theirs; the others stay for comparison
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub(crate) drug: Vec<String>,

    /// Add rows to the lexicon (may be given again)
    #[arg(long, value_name = "FILE.tsv")]
    pub(crate) lexicon: Vec<PathBuf>,
}

/// How to write a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// To read: aligned columns, and below them what the figures cannot say
    Text,
    /// A header and the rows; what the figures cannot say goes to standard error
    Csv,
    /// One JSON object for the whole, then one a row
    Jsonl,
}
