//! `threadlint lexicon`: words are looked up, files linted, counted, misspelt.

use serde_json::Value;

use crate::support::Folder;

const HEADER: &str = "concept\tkind\tname\tterms\tcodes\tflags\n";

fn rows(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

#[test]
fn a_word_that_is_recognised_as_a_misspelling_says_so() {
    let folder = Folder::new();
    folder.write("mine.tsv", rows(&["testavirine\tdrug\ttestavirine\t\t\t"]));
    let ran = folder.run(&["lexicon", "lookup", "--lexicon", "mine.tsv", "testavirina"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with(
        "`testavirina` is not in the lexicon; it is recognised as a misspelling of testavirine"
    ));
    assert!(ran.out.contains("something medical"), "{}", ran.out);
}

#[test]
fn a_phrase_with_any_possessive_is_looked_up_and_an_ambiguous_form_says_what_it_needs() {
    let folder = Folder::new();
    let mine = rows(&["unease\tsymptom\tunease\tall over my toes\t\tambiguous=all over my toes"]);
    folder.write("mine.tsv", mine);
    let ran =
        folder.run(&["lexicon", "lookup", "--lexicon", "mine.tsv", "all", "over", "her", "toes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("unease (symptom)") && ran.out.contains("ambiguous: also an everyday"),
        "{}",
        ran.out
    );
    let ran = folder.run(&["lexicon", "lookup", "--lexicon", "mine.tsv", "all over hre toes"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    ran.said("`all over hre toes` is not in the lexicon; near to it: all over my toes (unease)");
}

#[test]
fn hostile_words_are_escaped() {
    let folder = Folder::new();
    folder
        .run(&["lexicon", "lookup", "\u{1b}[2Jzzz"])
        .said("`\\u{1b}[2Jzzz` is not in the lexicon");
    folder.write("mine.tsv", rows(&["zzzol\tdrug\tzzzol\tzz\u{1b}[2Jz\t\t"]));
    for args in [&["check", "mine.tsv"][..], &["lookup", "--lexicon", "mine.tsv", "zzzol"]] {
        let ran = folder.run(&[&["lexicon"], args].concat());
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{ran:?}");
    }
}

#[test]
fn all_that_is_wrong_with_a_file_is_told_sorted_by_line() {
    let folder = Folder::new();
    let mine = rows(&[
        "one\tdrgu\tone\t\t\t",
        "two\tdrug\ttwo",
        "zork\tdrug\tzork\tbrand:Lovenox|fred's zork|freds zork|Fred zork\trxnorm:x1|rxnrom:5\t",
        "zork\tdrug\tzork again\t\t\t",
        "borkine\tdrug\t\tbrand:Ease|misspelling:window|zork\tatc:B01A0\t",
        "borks\tdrug_class\tborks\tbork, the drug\tatc:Z\t ",
        "nothing\tdrug\tnothing\tmore\t\textend",
    ]);
    folder.write("mine.tsv", mine);
    let ran = folder.run(&["lexicon", "check", "mine.tsv"]);
    let expected = "\
mine.tsv:2: unknown kind `drgu` (did you mean `drug`?)
mine.tsv:3: 3 columns, 6 expected (part the columns with single tabs; an empty column keeps its tab)
mine.tsv:4: `x1` is no code of `rxnorm` (an RxCUI has only digits, such as 5224)
mine.tsv:4: `Lovenox` is a form of `enoxaparin` too (lexicons/drugs.tsv:149; a form has one meaning, and that of the later row counts)
mine.tsv:4: warning: the system of codes `rxnrom` is not known (did you mean `rxnorm`?)
mine.tsv:4: warning: `fred's zork` says the same as `Fred zork` (capitals, accents, hyphens and possessives need no form)
mine.tsv:5: the concept `zork` a second time (it stands in line 4; put all its forms there)
mine.tsv:6: `B01A0` is no code of `atc` (an ATC code is the beginning of one such as B01AB05: B, B01, B01A, B01AB)
mine.tsv:6: `zork` is a form of `zork` too (mine.tsv:4; a form has one meaning, and that of the later row counts)
mine.tsv:6: warning: `borkine` has no name (the key is shown instead)
mine.tsv:6: warning: `Ease`, by `brand`, is also a word or name of English (flag it `ambiguous=Ease`)
mine.tsv:6: warning: the misspelling `window` is a word or name of English (take it out, call it a synonym, or flag it `ambiguous=window`)
mine.tsv:7: `Z` is no code of `atc` (an ATC code is the beginning of one such as B01AB05: B, B01, B01A, B01AB)
mine.tsv:7: warning: blanks at the beginning or end of cell 6 (take them out)
mine.tsv:7: warning: the class `borks` has no members (no ATC code of a drug begins with one of its own)
mine.tsv:7: warning: `bork, the drug` is not found as it is written (no form runs over `,`; write the words without it)
mine.tsv:8: there is no concept `nothing` to extend (without the flag `extend` the row makes one)
";
    // Where the built-in lexicon stands changes with every row of it.
    let drugs = include_str!("../../lexicons/drugs.tsv");
    let line = drugs.lines().position(|line| line.starts_with("enoxaparin\t")).unwrap() + 1;
    assert_eq!(ran.out, expected.replace("drugs.tsv:149", &format!("drugs.tsv:{line}")));
    assert_eq!(ran.code, 1);
    ran.said("9 errors, 8 warnings in 1 file");
}

#[test]
fn forms_that_hide_one_another_are_told() {
    let folder = Folder::new();
    let mine = rows(&[
        "zork\tdrug\tzork\tabbreviation:ZRK|zrk|Zrk\t\tcase=Zrk",
        "borkol\tdrug\tborkol\tfluid on my zork|fluid on the zork|borkols\t\t",
        "borkitis\tcondition\tlotsa borkol\tlotsa borkols|C, borkol\t\tcase=C, borkol",
    ]);
    folder.write("mine.tsv", mine);
    let ran = folder.run(&["lexicon", "check", "--no-builtin", "mine.tsv"]);
    let expected = "\
mine.tsv:2: `ZRK` is never found (`Zrk`, of the same words, comes after it and counts only in its own letters)
mine.tsv:2: `zrk` is never found (`Zrk`, of the same words, comes after it and counts only in its own letters)
mine.tsv:3: warning: `borkols` is covered by its singular (the plural of the last word needs no form)
mine.tsv:3: warning: `fluid on the zork` is covered by a form with `my` (`my` stands for your, his, her, their, our and the)
mine.tsv:4: `C, borkol` is not found as it is written (no form runs over `,`; write the words without it)
mine.tsv:4: warning: `lotsa borkols` is covered by its singular (the plural of the last word needs no form)
";
    assert_eq!(ran.out, expected);
}

#[test]
fn severities_decide_the_exit_code() {
    let folder = Folder::new();
    folder.write("good.tsv", rows(&["zork\tdrug\tzork\tbrand:Zorkol\trxnorm:9999991\t"]));
    folder.write("odd.tsv", rows(&["bork\tdrug\t\t\t\t"]));
    folder.write("bad.tsv", rows(&["quux\tdrug\tquux\tLovenox\t\t"]));
    let code = |args: &[&str]| folder.run(&[&["lexicon", "check"], args].concat()).code;
    assert_eq!(code(&["good.tsv"]), 0);
    assert_eq!(code(&["--strict", "good.tsv"]), 0);
    assert_eq!(code(&["good.tsv", "odd.tsv"]), 0);
    assert_eq!(code(&["--strict", "odd.tsv"]), 1);
    assert_eq!(code(&["bad.tsv"]), 1);
    assert_eq!(code(&["--no-builtin", "bad.tsv"]), 0);
    assert_eq!(code(&["bad.tsv", "gone.tsv"]), 2);
    assert_eq!(code(&["--no-builtin"]), 2);
    let ran = folder.run(&["lexicon", "check", "gone.tsv"]);
    assert!(ran.err.starts_with("threadlint: gone.tsv: cannot be read: "), "{}", ran.err);
}

#[test]
fn a_folder_is_walked_and_other_tables_in_it_are_skipped() {
    let folder = Folder::new();
    folder.write("terms/b.tsv", rows(&["zork\tdrug\tzork\t\t\t"]));
    folder.write("terms/deep/a.tsv", rows(&["zork\tdrug\tzork\t\t\t"]));
    folder.write("terms/cues.tsv", "cue\tcategory\n");
    folder.write("terms/notes.txt", "nothing");
    folder.write("terms/broken.tsv", b"concept\t\xff\n");
    let ran = folder.run(&["lexicon", "check", "terms"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.out,
        "terms/deep/a.tsv:2: warning: the concept `zork` replaces that of terms/b.tsv:2, with all its forms (with the flag `extend` the row adds to it)\n"
    );
    let told: Vec<&str> = ran.err.lines().collect();
    assert_eq!(
        told,
        [
            "threadlint: terms/broken.tsv:1: not valid UTF-8",
            "threadlint: terms/cues.tsv: skipped: a table of another kind",
            "threadlint: 0 errors, 1 warning in 2 files",
        ]
    );
    folder.write("empty/notes.txt", "nothing");
    let ran = folder.run(&["lexicon", "check", "empty"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("threadlint: empty: no file in it ends in .tsv\n"), "{}", ran.err);
}

#[test]
fn the_lexicon_that_is_built_in_is_looked_over() {
    let folder = Folder::new();
    let ran = folder.run(&["lexicon", "check"]);
    assert!(ran.code < 2 && ran.err.ends_with("in the lexicon that is built in\n"), "{}", ran.err);
    assert!(ran.out.lines().all(|line| line.starts_with("lexicons/")), "{}", ran.out);
}

#[test]
fn what_is_in_the_lexicon_is_counted() {
    let folder = Folder::new();
    folder.write("mine.tsv", rows(&["zork\tdrug\tzork\tbrand:Zorkol|ZK\trxnorm:1\tcase=ZK"]));
    let count = |args: &[&str]| {
        let ran = folder.run(&[&["lexicon", "stats", "--format", "json"], args].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    let (before, after) = (count(&[]), count(&["--lexicon", "mine.tsv"]));
    let more = |path: &str| {
        after.pointer(path).unwrap().as_u64().unwrap()
            - before.pointer(path).unwrap().as_u64().unwrap()
    };
    for (path, expected) in [
        ("/concepts", 1),
        ("/forms", 3),
        ("/case", 1),
        ("/kinds/0/rxnorm", 1),
        ("/kinds/0/atc", 0),
        ("/vias/1/forms", 1),
    ] {
        assert_eq!(more(path), expected, "{path}");
    }
    let ran = folder.run(&["lexicon", "stats", "--lexicon", "mine.tsv"]);
    let first = format!("{} concepts, {} forms\n", after["concepts"], after["forms"]);
    assert!(ran.out.starts_with(&first), "{}", ran.out);
    assert!(
        ran.out.lines().any(|line| line.split_whitespace().eq(["mine.tsv", "1", "3"])),
        "{}",
        ran.out
    );
}

#[test]
fn misspellings_are_written_as_rows_that_load() {
    let folder = Folder::new();
    let ran =
        folder.run(&["lexicon", "misspell", "enoxaparin", "--most", "5", "clexane", "warfarin"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], HEADER.trim_end());
    assert_eq!(lines.len(), 3, "{}", ran.out);
    assert!(
        lines[1].starts_with("enoxaparin\tdrug\tenoxaparin\tmisspelling:")
            && lines[1].ends_with("\t\textend")
    );
    assert_eq!(lines[1].matches("misspelling:").count(), 10);
    folder.write("mine.tsv", &ran.out);
    let ran = folder.run(&["lexicon", "check", "--strict", "mine.tsv"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn names_that_cannot_be_misspelt_are_told_and_the_rest_is_written() {
    let folder = Folder::new();
    let ran =
        folder.run(&["lexicon", "misspell", "enoxaparine2", "fish oil", "--most", "1", "heparin"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.out.lines().count(), 2);
    let told: Vec<&str> = ran.err.lines().collect();
    assert!(
        told[0].starts_with(
            "threadlint: `enoxaparine2` is not in the lexicon; near to it: enoxaparin"
        ),
        "{told:?}"
    );
    assert_eq!(
        told[1],
        "threadlint: `fish oil` has no likely misspellings: it is more than one word"
    );
}
