//! In the place of what the crate has built in: no images yet, and the words of English.

use std::{env, fs, path::PathBuf, sync::LazyLock};

use crate::{image::Image, lexicon::english};

const NONE: Image = Image { text: "", numbers: &[] };
pub(crate) const LEXICON: Image = NONE;
pub(crate) const CUES: Image = NONE;
pub(crate) const DOSING: Image = NONE;
pub(crate) const EFFECTS: Image = NONE;
pub(crate) const INDICATIONS: Image = NONE;
pub(crate) const OUTCOMES: Image = NONE;

pub(crate) const WORD_FREQUENCIES: &str = include_str!("../lexicons/word-frequencies.tsv");

/// The folder of the package.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
}

fn table(files: &[&str]) -> Vec<u8> {
    let read = |file: &&str| {
        let path = root().join("lexicons").join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let texts: Vec<String> = files.iter().map(read).collect();
    english::table(texts.iter().map(String::as_str))
}

pub(crate) fn english() -> &'static [u8] {
    static TABLE: LazyLock<Vec<u8>> =
        LazyLock::new(|| table(&["english-common.txt", "english.txt", "lookalikes.txt"]));
    &TABLE
}

pub(crate) fn english_common() -> &'static [u8] {
    static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| table(&["english-common.txt"]));
    &TABLE
}
