//! `threadlint scan`: reads threads and writes what was found.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
};

use threadlint::report::{Emitter, Json, JsonLines, Text};

use crate::{
    args::{Color, Format, Scan},
    data::Loading,
    feed::Feed,
    output::Output,
    pipeline,
    status::Status,
};

pub(crate) fn run(scan: Scan, color: Color) -> anyhow::Result<Status> {
    let scanner = Loading::new(&scan.data)
        .with(|builder| builder.level(scan.level).select(scan.select).ignore(scan.ignore))
        .with(|builder| builder.show_suppressed(scan.show_suppressed).with_text(scan.with_text))
        .build()?;
    let mut feed = Feed::new(paths(scan.paths)?);
    let is_colored = if scan.output.is_some() { color.for_file() } else { color.for_stdout() };
    let mut output = scan.output.as_deref().map_or_else(|| Ok(Output::stdout()), Output::file)?;
    let emitter = emitter(scan.format, is_colored);
    let summary = pipeline::run(&scanner, &*emitter, &mut feed, &mut output, scan.threads)?;
    output.finish()?;
    // The process ends here: to take the tables apart piece by piece would only cost time.
    std::mem::forget(scanner);
    Ok(match summary.flags.shown {
        _ if feed.any_bad() => Status::Incomplete,
        0 => Status::Clean,
        _ if scan.exit_zero => Status::Clean,
        _ => Status::Found,
    })
}

fn emitter(format: Format, is_colored: bool) -> Box<dyn Emitter> {
    match format {
        Format::Text => Box::new(Text::new().color(is_colored)),
        Format::Jsonl => Box::new(JsonLines),
        Format::Json => Box::new(Json),
    }
}

/// What to read: standard input if nothing is named, unless somebody would have to type it.
fn paths(paths: Vec<PathBuf>) -> anyhow::Result<Vec<PathBuf>> {
    if !paths.is_empty() {
        return Ok(paths);
    }
    if io::stdin().is_terminal() {
        anyhow::bail!(
            "nothing to scan: name files or folders, or `-` for standard input; `threadlint scan --help` shows examples"
        );
    }
    Ok(vec![PathBuf::from("-")])
}
