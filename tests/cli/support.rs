//! A folder with a rule in it, and what came of running the program there.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A post that the rule of these tests flags, and one that it does not.
pub(crate) const FLAGGED: &str = "Heparin prevents miscarriage, says nobody but me.";
pub(crate) const FINE: &str = "I took heparin and aspirin for nine months.";

pub(crate) const RULE: &str = r#"id = "TST001"
name = "heparin-stops-every-loss"
topic = "test"
verdict = "false"
severity = "high"
level = 1
claim = "Heparin prevents every miscarriage."
guidance = "It helps in some diseases only."
since = "2026-11-22"
review_by = "2027-11-22"
match = ["<heparin> {prevents|stops} {miscarriage|miscarriages}"]
reply = "Thank you for sharing. Guidance is linked here."

[[citation]]
who = "First Society"
title = "First guideline"
year = 2020
doi = "10.1000/first"
says = "It does not."
opened = "2026-11-22"

[[citation]]
who = "Second Society"
title = "Second guideline"
year = 2021
url = "https://example.org/second"
says = "It does not."
opened = "2026-11-22"

[[flag]]
text = "Heparin prevents miscarriage."

[[flag]]
text = "heparin stops miscarriages full stop"

[[flag]]
text = "Heparin stops miscarriage in all women."

[[flag]]
text = "My sister swears that heparin prevents miscarriages."

[[flag]]
text = "Ladies, heparin stops miscarriage, get some."

[[ok]]
text = "Heparin does not prevent miscarriage, and heparin never stops miscarriages."
why = "negated"

[[ok]]
text = "Heparin never prevents miscarriage."
why = "negated"

[[ok]]
text = "She wrote \"heparin prevents miscarriage\" and that is wrong."
why = "quoted"

[[ok]]
text = "Does heparin stop miscarriage?"
why = "asked"

[[ok]]
text = "It is a myth that heparin prevents miscarriage."
why = "debunked"

[[ok]]
text = "Is it true that heparin prevents miscarriage?"
why = "asked"

[[ok]]
text = "Heparin was injected after the miscarriage."
why = "near-miss"

[[ok]]
text = "Heparin prevents clots."
why = "near-miss"
"#;
pub(crate) const RULE_FILE: &str = "TST001-heparin-stops-every-loss.toml";

/// A folder for one test, with the rule in it.
pub(crate) struct Folder(pub(crate) TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write(RULE_FILE, RULE);
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// The program, in this folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_threadlint"));
        command.current_dir(self.0.path()).args(args).stdin(Stdio::null());
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// `scan` with the rule of these tests alone.
    pub(crate) fn scan(&self, args: &[&str]) -> Ran {
        self.run(&[&["scan", "--no-builtin-rules", "--rules", RULE_FILE], args].concat())
    }
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The sources of the threads that were written, and the exit code.
    pub(crate) fn sources(&self) -> (i32, Vec<String>) {
        let sources = self.out.lines().map(|line| {
            let thread: Value = serde_json::from_str(line).unwrap();
            thread["source"].as_str().unwrap().to_owned()
        });
        (self.code, sources.collect())
    }

    /// The only line on standard error is this.
    pub(crate) fn said(&self, message: &str) -> &Self {
        assert_eq!(self.err, format!("threadlint: {message}\n"));
        self
    }
}
