//! How far a run is, in a terminal.

use std::{
    fmt::Display,
    io::{self, IsTerminal as _},
    path::PathBuf,
    thread,
    time::Duration,
};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use threadlint::ingest::sources;

use crate::{status::tell, totals::Totals};

/// A bar on standard error; nothing at all where that is no terminal, or quiet was asked for.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    pub(crate) fn new(paths: &[PathBuf], is_quiet: bool) -> Self {
        if is_quiet || !io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(250));
        set_style(&bar, "{spinner} {bytes} {bytes_per_sec}  {msg}");
        let (known, paths) = (bar.clone(), paths.to_vec());
        // How much there is takes time to find out, too; until then it is told how much was done.
        let _ = thread::Builder::new().spawn(move || {
            if let Some(total) = total(&paths) {
                known.set_length(total);
                set_style(
                    &known,
                    "{bar:24} {bytes}/{total_bytes} {bytes_per_sec} {eta} left  {msg}",
                );
            }
        });
        Self(Some(bar))
    }

    /// Says something on standard error.
    pub(crate) fn tell(&self, what: &impl Display) {
        match &self.0 {
            Some(bar) => bar.suspend(|| tell(what)),
            None => tell(what),
        }
    }

    /// So many bytes were read, and that was found.
    pub(crate) fn set(&self, read: u64, totals: Option<&Totals>) {
        let Some(bar) = &self.0 else { return };
        bar.set_position(read);
        let Some(totals) = totals else { return };
        let (threads, flags) = (totals.found.threads, totals.found.flags.shown);
        bar.set_message(format!("{} threads, {} flags", HumanCount(threads), HumanCount(flags)));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn set_style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

/// How many bytes all inputs have; none if nobody knows.
fn total(paths: &[PathBuf]) -> Option<u64> {
    let size = |path: &PathBuf| {
        let found = path.metadata().ok()?;
        found.is_file().then_some(found.len())
    };
    let mut total = 0;
    for source in sources(paths).filter_map(Result::ok) {
        // Nobody knows how long standard input is.
        source.paths().first()?;
        total += source.paths().iter().map(size).sum::<Option<u64>>()?;
    }
    Some(total)
}
