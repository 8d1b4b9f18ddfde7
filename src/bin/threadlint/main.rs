//! The program `threadlint`: reads threads, shows what was flagged.
//!
//! It uses the public API of the library and nothing else. Results go to standard output, everything else to standard error.

mod args;
mod commands;
mod data;
mod digest;
mod feed;
mod job;
mod output;
mod page;
mod pipeline;
mod progress;
mod queue;
mod resume;
mod status;
mod stop;
mod today;
mod totals;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;
use threadlint::report::escape::{escape, is_hidden};

use self::args::{Args, Command};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(help) => {
            // Nobody is left to tell if this cannot be written.
            let text = help.render().to_string();
            let _ = if help.use_stderr() && text.contains(|c| c != '\n' && is_hidden(c)) {
                let lines: Vec<_> = text.lines().map(escape).collect();
                writeln!(io::stderr(), "{}", lines.join("\n"))
            } else {
                help.print()
            };
            return ExitCode::from(u8::try_from(help.exit_code()).unwrap_or(2));
        }
    };
    let color = args.color;
    let done = match args.command {
        Command::Scan(scan) => commands::scan::run(scan, color),
        Command::Extract(extract) => commands::extract::run(extract),
        Command::Mine(mine) => commands::mine::run(mine, color),
        Command::Forms(forms) => commands::forms::run(&forms, color),
        Command::Explain(explain) => commands::explain::run(&explain, color),
        Command::Rules(rules) => commands::rules::run(&rules, color),
        Command::Lexicon(lexicon) => commands::lexicon::run(&lexicon, color),
    };
    status::exit_code(done)
}
