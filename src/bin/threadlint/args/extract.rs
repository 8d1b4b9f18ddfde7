//! The arguments of `threadlint extract`.

use std::path::PathBuf;

use clap::ValueEnum;
use threadlint::report;

use super::{Batch, Job};

const EXAMPLES: &str = "\
Examples:
  threadlint extract --layer dosages thread.txt                  dosing statements, one a line
  threadlint extract --layer dosages --format csv -o doses.csv threads/
                                                                 a table for a spreadsheet
  threadlint extract --layer mentions threads/ | jq -r .concept | sort | uniq -c
                                                                 how often each thing is named
  cat thread.txt | threadlint extract --layer outcomes           standard input

Exit codes:
  0  done, whether anything was found or not
  2  the job could not be done in full: bad usage, a bad lexicon file, or input that cannot be
     read; what could be read was written all the same";

/// Write what one layer found, one record a line: mentions, dosages, outcomes or experiences
///
/// For tables and other programs. A record says where it was found (source, thread, post, bytes of the post) and what `threadlint scan --format
/// jsonl` says of it; it names no author. No rules are used.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Extract {
    /// Which records to write
    #[arg(long, value_enum, value_name = "LAYER")]
    pub(crate) layer: Layer,

    /// How to write them
    #[arg(long, value_enum, default_value_t = RecordFormat::Jsonl, value_name = "FORMAT")]
    pub(crate) format: RecordFormat,

    #[command(flatten)]
    pub(crate) job: Job,

    #[command(flatten)]
    pub(crate) batch: Batch,

    /// Add rows to the lexicon (may be given again)
    #[arg(long, value_name = "FILE.tsv")]
    pub(crate) lexicon: Vec<PathBuf>,
}

/// Which records to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    /// What is named: drugs, classes, supplements, tests, conditions, symptoms
    Mentions,
    /// Dosing statements: which drug, how much, how often, how long
    Dosages,
    /// What came of it: benefit, harm, birth, loss
    Outcomes,
    /// Which drug was taken by whom, for what, with which dosages and outcomes
    Experiences,
}

impl From<Layer> for report::Layer {
    fn from(layer: Layer) -> Self {
        match layer {
            Layer::Mentions => Self::Mentions,
            Layer::Dosages => Self::Dosages,
            Layer::Outcomes => Self::Outcomes,
            Layer::Experiences => Self::Experiences,
        }
    }
}

/// How to write records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordFormat {
    /// One JSON object a record and line
    Jsonl,
    /// A table with a header; a cell that a spreadsheet would run as a formula has a `'` in front
    Csv,
}
