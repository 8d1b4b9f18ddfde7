//! `threadlint scan`: reads threads and writes what was found.

use threadlint::report::{Emitter, Json, JsonLines, Text};

use crate::{
    args::{Color, Format, Scan},
    data::Loading,
    job,
    status::Status,
};

pub(crate) fn run(scan: Scan, color: Color) -> anyhow::Result<Status> {
    let is_colored = if scan.job.output.is_some() { color.for_file() } else { color.for_stdout() };
    let loading = Loading::new(&scan.data);
    let mut command = loading.digest();
    let options = (scan.format, is_colored, scan.level, &scan.select, &scan.ignore);
    command.add(&format!("scan {options:?} {:?}", (scan.show_suppressed, scan.with_text)));
    let scanner = loading
        .with(|builder| builder.level(scan.level).select(scan.select).ignore(scan.ignore))
        .with(|builder| builder.show_suppressed(scan.show_suppressed).with_text(scan.with_text))
        .build()?;
    let emitter = emitter(scan.format, is_colored);
    let done = job::run("scan", &scan.job, &scan.batch, command, scanner, &*emitter)?;
    Ok(done.status(done.totals.found.flags.shown > 0 && !scan.exit_zero))
}

fn emitter(format: Format, is_colored: bool) -> Box<dyn Emitter> {
    match format {
        Format::Text => Box::new(Text::new().color(is_colored)),
        Format::Jsonl => Box::new(JsonLines),
        Format::Json => Box::new(Json),
    }
}
