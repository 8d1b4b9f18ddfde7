//! Loads the rules and lexicons that were asked for.

use std::{
    fs,
    path::{Path, PathBuf},
};

use threadlint::{
    error::DataError,
    scan::{Scanner, ScannerBuilder},
};
use walkdir::WalkDir;

use crate::{args::Data, digest::Digest, status::BadData};

/// The builder with all files that were named; `build` is still to be called.
pub(crate) struct Loading {
    builder: ScannerBuilder,
    errors: Vec<DataError>,
    digest: Digest,
}

impl Loading {
    /// Reads the files of `data`.
    pub(crate) fn new(data: &Data) -> Self {
        let mut loading =
            Self { builder: Scanner::builder(), errors: Vec::new(), digest: Digest::default() };
        loading.digest.add(env!("CARGO_PKG_VERSION"));
        if data.no_builtin_rules {
            loading.digest.add("no built-in rules");
            loading = loading.with(ScannerBuilder::without_builtin_rules);
        }
        for path in &data.lexicon {
            loading.read(path, ScannerBuilder::lexicon);
        }
        for path in &data.rules {
            loading.rules(path);
        }
        loading
    }

    /// Changes the builder.
    pub(crate) fn with(mut self, change: impl FnOnce(ScannerBuilder) -> ScannerBuilder) -> Self {
        self.builder = change(self.builder);
        self
    }

    /// Stands for the version of the program and for all files that were read.
    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    /// The scanner, or all that is wrong.
    pub(crate) fn build(mut self) -> Result<Scanner, BadData> {
        match self.builder.build() {
            Ok(scanner) if self.errors.is_empty() => Ok(scanner),
            Ok(_) => Err(BadData(self.errors)),
            Err(errors) => {
                self.errors.extend(errors);
                Err(BadData(self.errors))
            }
        }
    }

    fn read(
        &mut self,
        path: &Path,
        add: impl FnOnce(ScannerBuilder, String, String) -> ScannerBuilder,
    ) {
        match text_of(path) {
            Ok(text) => {
                self.digest.add(&path.to_string_lossy());
                self.digest.add(&text);
                let builder = std::mem::replace(&mut self.builder, Scanner::builder());
                self.builder = add(builder, path.display().to_string(), text);
            }
            Err(error) => self.errors.push(error),
        }
    }

    /// A rule file, or all rule files of a folder, in the order of names.
    fn rules(&mut self, path: &Path) {
        if !path.is_dir() {
            return self.read(path, ScannerBuilder::rule);
        }
        let mut any = false;
        for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
            match entry {
                Ok(entry) if is_rule_file(entry.path()) && entry.file_type().is_file() => {
                    any = true;
                    self.read(entry.path(), ScannerBuilder::rule);
                }
                Ok(_) => {}
                Err(error) => {
                    any = true;
                    let at = error.path().unwrap_or(path).display().to_string();
                    self.errors.push(DataError::new(at, 0, format!("cannot be read: {error}")));
                }
            }
        }
        if !any {
            self.errors.push(
                DataError::new(path.display().to_string(), 0, "no rule file in this folder")
                    .help("rule files end in .toml"),
            );
        }
    }
}

/// The text of a file that people write, without a byte-order mark.
pub(crate) fn text_of(path: &Path) -> Result<String, DataError> {
    let problem = |line, what| DataError::new(path.display().to_string(), line, what);
    let bytes = fs::read(path).map_err(|error| problem(0, format!("cannot be read: {error}")))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let line =
                String::from_utf8_lossy(&bytes[..error.valid_up_to()]).matches('\n').count() + 1;
            Err(problem(line, "not valid UTF-8".to_owned()))
        }
    }
}

/// Is it a rule, or a file that rules share?
fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml")
}

/// The rules of these files alone, or those that `data` names if there are none; rules of every level, and with examples that may fail.
pub(crate) fn rules_of(paths: &[PathBuf], data: &Data) -> Result<Scanner, BadData> {
    let data = Data {
        rules: [paths, &data.rules].concat(),
        lexicon: data.lexicon.clone(),
        no_builtin_rules: data.no_builtin_rules || !paths.is_empty(),
    };
    Loading::new(&data).with(|builder| builder.level(3).examples_may_fail(true)).build()
}

/// As [`every_level`], showing also what is held back.
pub(crate) fn shows_all(data: &Data) -> Result<Scanner, BadData> {
    Loading::new(data)
        .with(|builder| builder.level(3).show_suppressed(true).examples_may_fail(true))
        .build()
}

/// The rules of every level, so that each can be shown.
pub(crate) fn every_level(data: &Data) -> Result<Scanner, BadData> {
    Loading::new(data).with(|builder| builder.level(3)).build()
}
