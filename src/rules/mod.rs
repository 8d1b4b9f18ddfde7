//! x
mod flag;
pub use flag::{Citation, Flag, Severity, Stance, Verdict};
