//! `threadlint scan`: reads threads and writes what was found.

use threadlint::report::{Emitter, Json, JsonLines, Text};

use crate::{
    args::{Color, Format, Scan},
    data::Loading,
    job,
    status::Status,
};

pub(crate) fn run(scan: Scan, color: Color) -> anyhow::Result<Status> {
    let scanner = Loading::new(&scan.data)
        .with(|builder| builder.level(scan.level).select(scan.select).ignore(scan.ignore))
        .with(|builder| builder.show_suppressed(scan.show_suppressed).with_text(scan.with_text))
        .build()?;
    let is_colored = if scan.job.output.is_some() { color.for_file() } else { color.for_stdout() };
    let emitter = emitter(scan.format, is_colored);
    let done = job::run("scan", scan.job, scanner, &*emitter)?;
    Ok(match done.summary.flags.shown {
        _ if done.any_bad => Status::Incomplete,
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
