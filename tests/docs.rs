//! The rules and lexicons listed in `docs/` are those that are built in, and what README.md shows is what is printed. `SNAPSHOTS=overwrite
//! cargo test --test docs` writes `docs/` and the table in README.md anew.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use threadlint::{lexicon::Stats, rules::Rule, scan::Scanner};

fn is_renewed() -> bool {
    std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite")
}

fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if is_renewed() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let stands = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(stands == text, "docs/{name} is stale: run SNAPSHOTS=overwrite cargo test --test docs");
}

fn scanner() -> Scanner {
    Scanner::builder().level(3).build().unwrap()
}

#[test]
fn the_reference_of_rules_is_that_of_the_pack() {
    let scanner = scanner();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut by_topic: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in scanner.rules().iter() {
        by_topic.entry(&rule.topic).or_default().push(rule);
    }
    let mut index = format!(
        "# Rules\n\n{} rules on {} topics are built in; `threadlint explain ID` shows one in the terminal. These pages are generated from `rules/` and checked by a test.\n",
        scanner.rules().len(),
        by_topic.len()
    );
    let mut pages = BTreeSet::from(["README.md".to_owned()]);
    for (topic, rules) in &by_topic {
        let _ = write!(
            index,
            "\n## {topic}\n\n| rule | level | severity | verdict | flags |\n|---|---|---|---|---|\n"
        );
        for rule in rules {
            let _ = writeln!(
                index,
                "| [{0}]({0}.md) | {1} | {2} | {3} | {4} |",
                rule.id,
                rule.level,
                rule.severity,
                rule.verdict,
                rule.claim.replace('|', "\\|")
            );
            let name = format!("{}.md", rule.id);
            check(&format!("rules/{name}"), &page(rule));
            pages.insert(name);
        }
    }
    check("rules/README.md", &index);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if !pages.contains(&path.file_name().unwrap().to_string_lossy().into_owned()) {
            if is_renewed() {
                fs::remove_file(&path).unwrap();
            } else {
                panic!("{} is the page of no rule", path.display());
            }
        }
    }
}

/// The page of a rule.
fn page(rule: &Rule) -> String {
    let mut text = format!(
        "# {} {}\n\n{}, {} severity, level {}, topic [{}](README.md#{}); since {}, to be reviewed by {}.\n\n## Claim\n\n{}\n\n## What guidance says\n\n{}\n\n## Who says so\n\n",
        rule.id,
        rule.name,
        rule.verdict,
        rule.severity,
        rule.level,
        rule.topic,
        rule.topic,
        rule.since,
        rule.review_by,
        rule.claim,
        rule.guidance
    );
    for (at, source) in rule.citations.iter().enumerate() {
        let address = threadlint::report::citation::address(source)
            .map(|address| format!(" <{address}>"))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "{}. {}.{address}\n   {} (Opened {}.)",
            at + 1,
            threadlint::report::citation::document(source).trim_end_matches('.'),
            source.says,
            source.opened
        );
    }
    let _ = write!(text, "\n## A reply that can be posted\n\n{}\n", rule.reply);
    for (heading, examples) in [
        ("Flagged", &rule.flag_examples),
        ("Not flagged", &rule.ok_examples),
        ("Known misses", &rule.todo_examples),
    ] {
        if examples.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {heading}\n\n");
        for example in examples {
            let why = example.why.as_ref().map(|why| format!(" *({why})*")).unwrap_or_default();
            let question = example
                .question
                .as_ref()
                .map(|question| format!(" (in answer to: {})", question.trim()))
                .unwrap_or_default();
            let _ = writeln!(
                text,
                "- {}{question}{why}",
                example.text.split_whitespace().collect::<Vec<_>>().join(" ")
            );
        }
    }
    let _ = writeln!(text, "\n[The rule file](../../{})", rule.file);
    text
}

#[test]
fn the_figures_of_the_lexicon_are_those_of_the_files() {
    let scanner = scanner();
    let stats = Stats::of(scanner.lexicon());
    let mut rows = String::new();
    for count in &stats.kinds {
        let kind = count.kind.as_str();
        let (concepts, forms) = (count.concepts, count.forms);
        let _ =
            writeln!(rows, "| {kind} | {concepts} | {forms} | {} | {} |", count.rxnorm, count.atc);
    }
    let mut ways = String::new();
    for count in &stats.vias {
        let _ = writeln!(ways, "| {} | {} |", count.via.as_str(), count.forms);
    }
    let text = format!(
        "# Lexicon\n\n{} concepts and {} surface forms are built in; capitals, plurals, possessives, hyphens, accents, curly quotes, look-alike letters and elongation need none. \
         `threadlint lexicon lookup TERM` shows one. This page is generated from `lexicons/` and checked by a test.\n\n\
         | kind | concepts | forms | with RxNorm | with ATC |\n|---|---|---|---|---|\n{rows}\n| a form names its concept by | forms |\n|---|---|\n{ways}",
        stats.concepts, stats.forms
    );
    check("lexicon.md", &text);
}

#[test]
fn the_built_in_rules_pass_their_own_examples_and_the_check() {
    let scanner = scanner();
    let mut wrong = Vec::new();
    for rule in scanner.rules().iter() {
        for outcome in scanner.test_rule(rule).iter().filter(|outcome| !outcome.passed) {
            wrong.push(format!("{}:{}: {}", rule.file, outcome.example.line, outcome.said));
        }
    }
    wrong.extend(scanner.check_rules(None).iter().map(|problem| problem.error.to_string()));
    assert!(scanner.rules().len() >= 31, "{} rules", scanner.rules().len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_form_of_the_built_in_lexicons_has_two_meanings() {
    let scanner = scanner();
    let lexicon = scanner.lexicon();
    let mut known: BTreeMap<Vec<String>, &str> = BTreeMap::new();
    let mut double = Vec::new();
    for term in lexicon.terms() {
        let key = &*lexicon.concept(term.concept).key;
        if let Some(other) = known.insert(threadlint::text::words(&term.form), key)
            && other != key
        {
            double.push(format!("{} is {key} and {other}", term.form));
        }
    }
    assert!(double.is_empty(), "{}", double.join("\n"));
}

/// What the program prints.
fn printed(arguments: &[&str]) -> String {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_threadlint"));
    program.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    String::from_utf8(program.output().unwrap().stdout).unwrap()
}

const THREAD: &str = "fixtures/threads/qa-stop-heparin-12w.txt";

#[test]
fn the_output_in_the_readme_is_real() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let readme = readme.replace("\r\n", "\n");
    let text = printed(&["scan", THREAD]);
    let (first, _) = text.split_once("  = more:").unwrap();
    assert!(readme.contains(first), "the first flag in README.md is not what is printed:\n{first}");
    let summary: Vec<&str> = text.trim_end().lines().rev().take(3).collect();
    assert!(
        summary.iter().all(|line| readme.contains(line)),
        "the summary in README.md is not {summary:?}"
    );
    let (_, told) = readme.split_once("\"dosage\":").unwrap();
    let told = told.lines().next().unwrap().trim_end_matches('}');
    assert!(
        printed(&["scan", "--format", "jsonl", THREAD]).contains(told),
        "the dosage in README.md is not printed: {told}"
    );
    let word = printed(&["lexicon", "lookup", "lovenocs"]);
    let (word, _) = word.split_once("classes ").unwrap();
    assert!(readme.contains(word), "the word in README.md is not what is printed:\n{word}");
}

#[test]
fn the_table_in_the_readme_is_real() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (before, rest) =
        readme.split_once("$ threadlint mine --by drug,effect fixtures/threads\n").unwrap();
    let (stands, after) = rest.split_once("```").unwrap();
    let table = printed(&["mine", "--by", "drug,effect", "fixtures/threads"]);
    if is_renewed() {
        let command = "$ threadlint mine --by drug,effect fixtures/threads\n";
        fs::write(&path, format!("{before}{command}{table}```{after}")).unwrap();
    } else {
        assert!(
            stands == table,
            "the table in README.md is stale: run SNAPSHOTS=overwrite cargo test --test docs"
        );
    }
}
