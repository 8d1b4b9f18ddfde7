//! Ctrl-C: the first ends a run in good order, the second at once.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context as _;

/// The exit code of a program that was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

/// Was Ctrl-C pressed?
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens from now on.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let stop = Self::default();
        let flag = Arc::clone(&stop.0);
        let pressed = move || {
            if flag.swap(true, Ordering::SeqCst) {
                // Whoever presses it twice does not want to wait.
                process::exit(INTERRUPTED.into());
            }
        };
        ctrlc::set_handler(pressed).context("cannot listen to Ctrl-C")?;
        Ok(stop)
    }

    /// Was it pressed?
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
