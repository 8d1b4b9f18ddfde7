//! The arguments, as they are typed.

mod extract;
mod job;
mod lexicon;
mod mine;

use std::{io, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum, builder::styling};

pub(crate) use self::{
    extract::{Extract, RecordFormat},
    job::{Batch, Job},
    lexicon::{Check, Import, Lexicon, LexiconCommand, StatsFormat},
    mine::{Mine, TableFormat},
};

const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::Style::new().bold())
    .usage(styling::Style::new().bold())
    .literal(styling::AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing was flagged
  1  something was flagged
  2  the job could not be done in full: bad usage, a bad rule or lexicon file, or input that cannot
     be read";

const SCAN_EXAMPLES: &str = "\
Examples:
  threadlint scan thread.txt                        one thread, to read
  threadlint scan threads/ > report.txt             a folder of threads
  cat thread.txt | threadlint scan                  standard input
  threadlint scan --format jsonl -o out.jsonl in/   everything that was found, for a program
  threadlint scan --level 2 --ignore GEN threads/   more rules, but none of general claims
  threadlint scan --show-suppressed thread.txt      also what was denied, asked or quoted
  threadlint scan --format jsonl -o out.jsonl --resume state.json --summary sum.json dumps/
                                                    a long run; the same command goes on with it

Exit codes:
  0  nothing was flagged
  1  something was flagged (0 with --exit-zero)
  2  the job could not be done in full: bad usage, a bad rule or lexicon file, or input that cannot
     be read; the rest of the input was scanned all the same
  130  interrupted by Ctrl-C";

/// Reads health-forum threads: which drugs people take, how, with what outcome, and which claims contradict guidance
///
/// Each flag comes with the guidance and with who says so. threadlint reads; it never diagnoses, advises, removes a post or judges a person.
#[derive(Debug, Parser)]
#[command(version, styles = STYLES, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN", global = true)]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan threads and show the claims that contradict guidance
    Scan(Scan),
    // The help of these two is that of their arguments: what stands here would take the place of it.
    Extract(Extract),
    Mine(Mine),
    /// List the forms of input that are read, and what each is known by
    Forms(Forms),
    /// Show what a rule flags, what guidance says, who says so, and examples
    Explain(Explain),
    /// List rules, lint rule files, or run the examples inside them
    Rules(Rules),
    /// Ask what a word means, lint and count lexicons, and make rows of your own vocabulary
    Lexicon(Lexicon),
}

/// Scan threads and show the claims that contradict guidance
///
/// Threads are read from pages, flattened texts, dumps, archives and JSON Lines; `threadlint forms` lists the forms. What cannot be read is told with its
/// path and place, and the rest is scanned.
#[derive(Debug, clap::Args)]
#[command(after_long_help = SCAN_EXAMPLES)]
pub(crate) struct Scan {
    /// How to write what was found
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) job: Job,

    #[command(flatten)]
    pub(crate) batch: Batch,

    /// How noisy rules may be: 1 fit for unattended use, 2 broad, 3 hunting
    #[arg(long, value_name = "1|2|3", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3), hide_default_value = true)]
    pub(crate) level: u8,

    /// Use only these rules (ids or their beginnings, such as HRM001,RPL)
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave out these rules (ids or their beginnings)
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    #[command(flatten)]
    pub(crate) data: Data,

    /// Show also claims that were kept back, and why
    ///
    /// A claim is kept back if the post denies it, asks it, quotes it or tells of the author's own case, or if an exception of the rule holds.
    #[arg(long)]
    pub(crate) show_suppressed: bool,

    /// Put the text of each post into the JSON output
    #[arg(long)]
    pub(crate) with_text: bool,

    /// Exit with 0 also if something was flagged
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// Which rules and lexicons are loaded.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Data {
    /// Add rules: a rule file, or a folder of them (may be given again)
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) rules: Vec<PathBuf>,

    /// Add rows to the lexicon (may be given again)
    #[arg(long, value_name = "FILE.tsv")]
    pub(crate) lexicon: Vec<PathBuf>,

    /// Leave out the rules that are built in
    #[arg(long)]
    pub(crate) no_builtin_rules: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Forms {
    /// How to write the list
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ListFormat,
}

/// How to write a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// To read
    Text,
    /// One JSON array
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The id of a rule, or its name
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,

    /// Say of each sentence of this text why the rule fires, or at which stage it does not
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: Option<String>,

    /// The post that the text answers
    #[arg(long, value_name = "TEXT", requires = "text")]
    pub(crate) question: Option<String>,

    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rules: id, level, severity, verdict, name and claim
    List {
        /// Only the rules of a topic
        #[arg(long, value_name = "TOPIC")]
        topic: Option<String>,

        #[command(flatten)]
        data: Data,
    },
    /// Lint rule files; without a PATH, the rules that are built in
    ///
    /// Exit codes: 0 no problem, 1 problems, 2 files that do not load.
    Check {
        /// Rule files, or folders of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,

        /// The day by which guidance is out of date; without it, that of the clock
        #[arg(long, value_name = "YYYY-MM-DD")]
        today: Option<String>,

        #[command(flatten)]
        data: Data,
    },
    /// Write the skeleton of a rule, with the next free id of its topic
    New(NewRule),
    /// Run the examples inside rule files; without a PATH, of the rules that are built in
    ///
    /// Exit codes: 0 all passed, 1 some failed, 2 files that do not load.
    Test {
        /// Rule files, folders of them, or ids of rules (or beginnings of ids) to run alone
        #[arg(value_name = "PATH|ID")]
        what: Vec<PathBuf>,

        /// Say how each rule did, not only those that fail
        #[arg(long, short)]
        verbose: bool,

        #[command(flatten)]
        data: Data,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct NewRule {
    /// The topic, which is the folder that the rule is put into
    pub(crate) topic: String,

    /// Its name, as in “flags NAME”: small letters, digits and hyphens
    pub(crate) name: String,

    /// The folder of rules that has the folders of topics
    #[arg(long, value_name = "DIR", default_value = "rules")]
    pub(crate) into: PathBuf,

    /// The day that is written into it; without it, that of the clock
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<String>,

    #[command(flatten)]
    pub(crate) data: Data,
}

/// How to write what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// To read: what was flagged, and a summary
    Text,
    /// One JSON object a thread and line, with everything that was found
    Jsonl,
    /// One JSON object with all threads and a summary
    Json,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// In a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Is standard output to be coloured?
    pub(crate) fn for_stdout(self) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        }
    }

    /// Is a file to be coloured? Only if that was said.
    pub(crate) fn for_file(self) -> bool {
        self == Self::Always
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
