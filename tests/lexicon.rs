//! Laws of the tools for lexicons, over generated text: looking a file over never fails, and what is imported has no error.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use proptest::prelude::*;
use threadlint::lexicon::{
    COLUMNS, FileRow, Kind, Lexicon, LexiconBuilder, Recognition, Via,
    check::{self, Severity},
    import::{Entry, RxNorm, TableOptions, Vocabulary, read_table},
};

/// Words, and what lexicon files, tables and terminals take for something else.
fn text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "heparin",
        "Lovenox",
        "ease",
        "zork",
        "my ",
        "the ",
        "her ",
        "'s",
        "s",
        " ",
        "-",
        ".",
        ",",
        ":",
        "=",
        "|",
        "\t",
        "\n",
        "\r",
        "#",
        "\"",
        "brand",
        "case",
        "extend",
        "é",
        "ǅ",
        "\u{301}",
        "\u{202e}",
        "日本",
        "5",
        "\0",
        "\u{1b}[2J",
        "ª",
        "/",
        "(",
        ")",
    ]);
    prop::collection::vec(parts, 0..6).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_file_can_be_looked_over(
        cells in prop::collection::vec(prop::collection::vec(text(), 6), 0..5),
        kinds in prop::collection::vec(prop::sample::select(Kind::ALL.to_vec()), 5),
        rest in text(),
    ) {
        let mut file = COLUMNS.join("\t") + "\n";
        for (mut cells, kind) in cells.into_iter().zip(kinds) {
            kind.as_str().clone_into(&mut cells[1]);
            file += &(cells.join("\t") + "\n");
        }
        file += &rest;
        let findings = check::files(LexiconBuilder::builtin(), [("mine.tsv", file.as_str())]);
        // A file without an error loads.
        if findings.iter().all(|finding| finding.severity == Severity::Warning) {
            prop_assert!(LexiconBuilder::builtin().add("mine.tsv", &file).is_ok(), "{}", file);
        }
    }

    #[test]
    fn what_is_imported_has_no_error(
        names in prop::collection::vec((text(), text(), text()), 0..8),
        kind in prop::sample::select(Kind::ALL.to_vec()),
    ) {
        let mut vocabulary = Vocabulary::new(kind);
        for (key, name, form) in names {
            let forms = vec![(Via::Brand, form), (Via::Synonym, format!("{name} {key}"))];
            let codes = vec![("rxnorm".to_owned(), key.clone()), ("atc".to_owned(), "B01AB99".to_owned())];
            let _ = vocabulary.add(Entry { key, name, forms, codes });
        }
        let (lexicon, symbols) = LexiconBuilder::builtin().build();
        let rows = vocabulary.rows(&lexicon, &symbols).rows;
        let lines: Vec<String> = rows.iter().map(FileRow::to_string).collect();
        let file = format!("{}\n{}\n", FileRow::header(), lines.join("\n"));
        let findings = check::files(LexiconBuilder::builtin(), [("mine.tsv", file.as_str())]);
        for finding in findings {
            prop_assert!(finding.severity == Severity::Warning, "{}\n{}", finding, file);
        }
    }

    #[test]
    fn any_bytes_can_be_imported(bytes in prop::collection::vec(any::<u8>(), 0..200), text in text()) {
        let file = [text.as_bytes(), b"\n", &bytes].concat();
        let mut vocabulary = Vocabulary::new(Kind::Drug);
        let _ = read_table("x", &file[..], &TableOptions::default(), &mut vocabulary, &mut |_| {});
        let mut rxnorm = RxNorm::default();
        rxnorm.names("x", &file[..], &mut |_| {}).unwrap();
        rxnorm.relations("x", &file[..], &mut |_| {}).unwrap();
        rxnorm.attributes("x", &file[..], &mut |_| {}).unwrap();
        rxnorm.put_into(&mut vocabulary);
    }
}

#[test]
fn every_form_is_recognised_as_itself() {
    let (lexicon, symbols) = LexiconBuilder::builtin().build();
    for term in lexicon.terms() {
        let found = lexicon.recognise(&term.form, &symbols);
        let same = |found: Recognition| matches!(found, Recognition::Form(found) if found.concept == term.concept);
        assert!(found.is_some_and(same), "{}: {found:?}", term.form);
    }
}

#[test]
fn an_empty_lexicon_recognises_nothing() {
    let (lexicon, symbols) = LexiconBuilder::default().build();
    assert_eq!(lexicon.recognise("heparin", &symbols), None);
    assert!(Lexicon::default().nearest("heparin", 3).is_empty());
}

#[test]
fn a_file_may_bear_the_name_of_one_that_is_built_in() {
    let (lexicon, _) = LexiconBuilder::builtin().build();
    let first = &lexicon.concepts()[0];
    let row = FileRow::new(&*first.key, first.kind, "a name that nobody has");
    let file = format!("{}\n{row}\n", FileRow::header());
    let findings = check::files(LexiconBuilder::builtin(), [(&*first.file, file.as_str())]);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings:?}");
}
