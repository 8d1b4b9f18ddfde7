//! Rules and lexicons: wrong ones are told and nothing is scanned; right ones are shown.

use crate::support::{FLAGGED, Folder, RULE, RULE_FILE};

#[test]
fn bad_rules_and_lexicons_are_all_told_and_nothing_is_scanned() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    folder.write("bad/one.toml", RULE.replace("<heparin> {", "<snake oil> {"));
    folder.write(
        "bad/two.toml",
        RULE.replace("TST001", "TST002").replace("level = 1", "level = 1\nlevle = 2"),
    );
    folder.write(
        "short.tsv",
        "concept\tkind\tname\tterms\tcodes\tflags\nsnake\tdrug\tsnake\t\t\t\nbad row\tdrug\n",
    );
    let ran = folder.run(&["scan", "--rules", "bad", "--lexicon", "short.tsv", "a.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for place in [
        "threadlint: bad/one.toml:11: ",
        "threadlint: bad/two.toml:7: ",
        "threadlint: short.tsv:3: ",
    ] {
        let lines: Vec<&str> = ran.err.lines().filter(|line| line.starts_with(place)).collect();
        assert_eq!(lines.len(), 1, "{place}: {}", ran.err);
    }
    assert!(ran.err.contains("snake oil") && ran.err.contains("levle"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err);
}

#[test]
fn rule_files_that_are_missing_or_fail_their_examples() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    let ran = folder.run(&["scan", "--rules", "gone.toml", "a.txt"]);
    assert!(
        ran.code == 2
            && ran.out.is_empty()
            && ran.err.starts_with("threadlint: gone.toml: cannot be read"),
        "{ran:?}"
    );
    folder.write("fails.toml", RULE.replace("Heparin prevents miscarriage.", "Heparin is nice."));
    let ran = folder.run(&["scan", "--no-builtin-rules", "--rules", "fails.toml", "a.txt"]);
    assert!(
        ran.code == 2
            && ran.out.is_empty()
            && ran.err.starts_with("threadlint: fails.toml:30: an example fails"),
        "{ran:?}"
    );
    let ran = folder.run(&["rules", "test", "fails.toml"]);
    assert!(
        ran.code == 1
            && ran.out.contains("\nfails.toml:30: TST001 [[flag]]: not flagged")
            && ran.out.contains("it ends at required term"),
        "{ran:?}"
    );
    assert!(ran.out.ends_with("1 rule, 13 examples: 1 failed\n"), "{ran:?}");
}

#[test]
fn a_rule_that_is_not_known() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    let ran = folder.scan(&["--select", "TST999", "a.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("--select") && ran.err.contains("TST999") && ran.err.lines().count() == 1,
        "{}",
        ran.err
    );
    let ran = folder.run(&["explain", "--no-builtin-rules", "--rules", RULE_FILE, "TST01"]);
    ran.said("no rule is called `TST01`: did you mean `TST001`?");
    assert_eq!(ran.code, 2);
}

#[test]
fn rules_are_explained_listed_linted_and_tested() {
    let folder = Folder::new();
    let data = ["--no-builtin-rules", "--rules", RULE_FILE];
    let ran = folder.run(&[&["explain", "tst001"][..], &data].concat());
    assert_eq!(ran.code, 0);
    for part in [
        "TST001 heparin-stops-every-loss",
        "Heparin prevents every",
        "https://doi.org/10.1000/first",
        "https://example.org/second",
        "(debunked)",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert!(
        folder
            .run(&[&["rules", "list"][..], &data].concat())
            .out
            .contains("TST001  1      high      false    heparin-stops-every-loss")
    );
    assert_eq!(folder.run(&["rules", "check", RULE_FILE]).out, "1 rule: 0 problems\n");
    assert_eq!(folder.run(&["rules", "test", RULE_FILE]).out, "1 rule, 13 examples: all passed\n");
    folder.write("odd.toml", RULE.replace("why = \"asked\"\n", ""));
    let odd = folder.run(&["rules", "check", "odd.toml"]);
    assert!(odd.code == 1 && odd.out.contains("help: "), "{odd:?}");
    let why = folder.run(
        &[
            &["explain", "tst001", "--text", "It is a myth that heparin prevents miscarriage."][..],
            &data,
        ]
        .concat(),
    );
    assert!(why.out.contains("stance         denied") && why.out.contains("held back"), "{why:?}");
    let new = folder.run(&["rules", "new", "--today", "2026-11-22", "test", "a-new-rule"]);
    assert!(new.code == 0 && new.out.contains("a-new-rule.toml"), "{new:?}");
    folder.write("bad.toml", RULE.replace("topic = ", "topik = "));
    let bad = folder.run(&["rules", "check", "bad.toml"]);
    assert!(
        bad.code == 2 && bad.out.contains("^^^") && bad.out.contains("--> bad.toml:"),
        "{bad:?}"
    );
}

#[test]
fn words_are_looked_up() {
    let folder = Folder::new();
    let ran = folder.run(&["lexicon", "lookup", "Lovenox"]);
    assert!(
        ran.code == 0 && ran.out.contains("enoxaparin (drug)") && ran.out.contains("(brand)"),
        "{ran:?}"
    );
    let ran = folder.run(&["lexicon", "lookup", "lovenoxed"]);
    assert!(ran.code == 1 && ran.out.is_empty() && ran.err.contains("enoxaparin"), "{ran:?}");
}
