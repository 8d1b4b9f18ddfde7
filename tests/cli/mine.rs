//! `threadlint mine`: a table over all threads, the same for any number of threads, and without a name in it.

use std::{
    fs,
    io::{Read as _, Write as _},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::support::{FINE, Folder, RULE_FILE, Ran};

const BRUISED: &str = "I took heparin. The heparin left me bruised.";
const WELL: &str = "I took heparin and all is well.";
const OTHER_BRUISED: &str = "I took aspirin. The aspirin left me bruised.";
const OTHER: &str = "I took aspirin and all is well.";

fn mine(folder: &Folder, args: &[&str]) -> Ran {
    folder.run(&[&["mine"], args].concat())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A corpus of one post a thread: so many with both, with the drug alone, with another drug and the effect, with another drug alone.
fn pairs(a: usize, b: usize, c: usize, d: usize) -> String {
    let texts = [(BRUISED, a), (WELL, b), (OTHER_BRUISED, c), (OTHER, d)];
    let texts = texts.iter().flat_map(|(text, many)| std::iter::repeat_n(*text, *many));
    let line = |(at, text)| {
        json!({ "id": at, "posts": [{ "author": format!("name{}", at % 7), "text": text }] })
            .to_string()
            + "\n"
    };
    texts.enumerate().map(line).collect()
}

#[test]
fn the_ratios_of_a_corpus_are_those_computed_by_hand() {
    let folder = Folder::new();
    folder.write("posts.jsonl", pairs(4, 6, 5, 25));
    let ran = mine(&folder, &["--by", "drug,effect", "--format", "jsonl", "posts.jsonl"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines = lines(&ran.out);
    let totals = json!({"threads": 40, "posts": 40, "unnamed_posts": 0, "authors": 7, "mentions": 49, "outcomes": 9, "own": 40, "second_hand": 0});
    assert_eq!(lines[0]["totals"], totals, "{ran:?}");
    assert_eq!(lines[0]["schema"], "threadlint/mine/1");
    assert!(lines[0]["note"].as_str().unwrap().contains("prove no cause"));
    // 4·25 / (6·5) = 10/3; (4/10) / (5/30) = 2.4. Intervals: 1.96 √(1/4 + 1/6 + 1/5 + 1/25) = 1.588285, factor 4.895348; and
    // 1.96 √(1/4 − 1/10 + 1/5 − 1/30) = 1.102954, factor 3.013052. χ²: 40 (70 − 20)² / (10·30·9·31) = 1.194743.
    let heparin = lines.iter().find(|line| line["drug"] == "heparin").unwrap();
    let expected = json!({
        "drug": "heparin", "effect": "bruising", "mentions": 4, "posts": 4, "threads": 4, "authors": 4, "own": 4, "second_hand": 0,
        "ror": 3.333_33, "ror_low": 0.680_919, "ror_high": 16.3178, "prr": 2.4, "prr_low": 0.796_534, "prr_high": 7.231_33,
        "chi_squared": 1.194_74, "a": 4, "b": 6, "c": 5, "d": 25,
    });
    for (name, value) in expected.as_object().unwrap() {
        let found = &heparin[name];
        let is_near = match (value.as_f64(), found.as_f64()) {
            (Some(one), Some(other)) => (one - other).abs() <= 2e-5 * one,
            _ => value == found,
        };
        assert!(is_near, "{name}: {found}, not {value}");
    }
    // In the table, the same.
    let ran = mine(&folder, &["--by", "drug,effect", "--format", "csv", "posts.jsonl"]);
    let mut table = csv::Reader::from_reader(ran.out.as_bytes());
    let header = table.headers().unwrap().clone();
    let row = table.records().map(Result::unwrap).find(|row| &row[0] == "heparin").unwrap();
    for (name, cell) in header.iter().zip(&row) {
        let value = &heparin[name];
        assert_eq!(value.as_str().map_or_else(|| value.to_string(), str::to_owned), cell, "{name}");
    }
    assert!(
        ran.err.starts_with("threadlint: note: ") && ran.err.contains("no risks"),
        "{}",
        ran.err
    );
    assert_eq!((ran.code, ran.err.lines().count()), (0, 1));
}

#[test]
fn where_nothing_can_be_compared_there_is_no_ratio() {
    let folder = Folder::new();
    folder.write("posts.jsonl", pairs(4, 6, 0, 25));
    let by = ["--by", "drug,effect", "posts.jsonl"];
    let ran = mine(&folder, &[&["--format", "jsonl"], &by[..]].concat());
    let row = &lines(&ran.out)[1];
    assert_eq!((&row["a"], &row["ror"], &row["prr"]), (&json!(4), &Value::Null, &Value::Null));
    assert!(row["chi_squared"].is_number());
    let ran = mine(&folder, &[&["--format", "csv"], &by[..]].concat());
    assert!(
        ran.out.lines().nth(1).unwrap().starts_with("heparin,bruising,4,4,4,4,4,0,,,,,,,"),
        "{ran:?}"
    );
    let ran = mine(&folder, &by);
    let row = ran.out.lines().nth(1).unwrap();
    assert!(row.split_whitespace().filter(|cell| *cell == "-").count() == 2, "{row}");
}

#[test]
fn a_text_is_aligned_and_says_what_it_leaves_out_and_cannot_say() {
    let folder = Folder::new();
    folder.write("posts.jsonl", pairs(4, 6, 2, 25));
    let ran = mine(&folder, &["--by", "drug,effect", "posts.jsonl"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(
        lines[0].starts_with("drug     effect    mentions  posts  threads  authors  own"),
        "{}",
        ran.out
    );
    assert!(
        lines[1].starts_with("heparin  bruising         4      4        4        4    4"),
        "{}",
        ran.out
    );
    assert_eq!(lines[0].len(), lines[1].replace('–', "-").len());
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "1 row. 1 more row with fewer than 3 posts was left out; --min 1 shows them.",
        "Read: 37 threads, 37 posts, 7 authors,",
        "They are no rates and no risks, and they prove no cause",
        "Do not decide on a treatment by them.",
    ] {
        assert!(words.contains(said), "{said}: {}", ran.out);
    }
    let all = mine(&folder, &["--by", "drug,effect", "--min", "1", "--top", "0", "posts.jsonl"]);
    assert!(all.out.contains("\naspirin  bruising"), "{}", all.out);
    let one = mine(&folder, &["--min", "1", "--top", "1", "posts.jsonl"]);
    assert!(one.out.contains("1 of 2 rows; --top 0 shows all."), "{}", one.out);
}

#[test]
fn no_name_comes_out_however_hostile() {
    let folder = Folder::new();
    let names = ["=HYPERLINK(1)", "\u{1b}[2Jmallory", "mallory\u{202e}", "mallory,\"\n", "heparin"];
    let unnamed = ["Anonymous", "[deleted]", "  "];
    let post = |name: &&str| json!({ "author": name, "text": BRUISED });
    let posts: Vec<Value> = names.iter().chain(&names).chain(&unnamed).map(post).collect();
    folder.write(
        "posts.jsonl",
        json!({ "id": "mallory", "title": "mallory", "posts": posts }).to_string(),
    );
    for (by, format) in [
        ("drug", "text"),
        ("drug,outcome,effect,indication,experiencer", "text"),
        ("drug", "csv"),
        ("drug,effect", "jsonl"),
    ] {
        let ran = mine(&folder, &["--by", by, "--format", format, "posts.jsonl"]);
        assert_eq!(ran.code, 0);
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains("mallory") && !text.contains("HYPERLINK"), "{text}");
            assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        }
    }
    let ran = mine(&folder, &["--format", "jsonl", "posts.jsonl"]);
    let lines = lines(&ran.out);
    assert_eq!((&lines[0]["totals"]["authors"], &lines[1]["authors"]), (&json!(5), &json!(5)));
    assert_eq!(lines[0]["totals"]["unnamed_posts"], 3);
}

#[test]
fn the_same_bytes_for_any_number_of_threads_and_any_run() {
    let folder = Folder::new();
    let texts = [
        BRUISED,
        WELL,
        OTHER_BRUISED,
        OTHER,
        FINE,
        "My sister was on heparin and it left her bruised.",
    ];
    let line = |at: usize| {
        let posts = [0, 1, 2].map(|post| {
            json!({ "author": format!("name{}", (at * 31 + post) % 97), "text": texts[(at * 5 + post * 3) % 6] })
        });
        json!({ "id": at, "posts": posts }).to_string() + "\n"
    };
    folder.write("many.jsonl", (0..700).map(line).collect::<String>());
    for format in ["text", "csv", "jsonl"] {
        let run = |number| {
            let by = ["--by", "experiencer,drug,effect", "--format", format, "--threads", number];
            mine(&folder, &[&by[..], &["many.jsonl", "many.jsonl"]].concat())
        };
        let (one, two, five) = (run("1"), run("2"), run("5"));
        assert_eq!((one.code, two.code), (0, 0));
        assert!(
            one.out == two.out && one.out == five.out && one.out.lines().count() > 3,
            "{format}"
        );
    }
}

#[test]
fn what_is_asked_for_wrongly_is_told() {
    let folder = Folder::new();
    folder.write("a.txt", FINE);
    let wrong = |args: &[&str], said: &str| {
        let ran = mine(&folder, &[args, &["a.txt"]].concat());
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(said), "{said}: {ran:?}");
    };
    wrong(&["--by", "drug,outcom"], "unknown key `outcom`: did you mean `outcome`?");
    wrong(&["--by", "colour"], "the keys are drug, outcome, effect, indication, experiencer");
    wrong(&["--by", "drug,drug"], "`drug` stands there twice");
    wrong(&["--by", ""], "a key is empty");
    wrong(&["--sort", "mention"], "no column `mention`: did you mean `mentions`?");
    wrong(&["--sort", "ror"], "no column `ror`");
    wrong(&["--by", "outcome", "--drug", "heparin"], "--drug needs rows of drugs");
    wrong(&["--drug", "nausea"], "`nausea` is no drug of the lexicon");
    wrong(&["--format", "json"], "text, csv, jsonl");
    wrong(&["--lexicon", "gone.tsv"], "gone.tsv: cannot be read");
    wrong(&["--by", "\u{1b}[2J"], "unknown key");
    let ran = mine(&folder, &["--sort", "\u{1b}[2J", "a.txt"]);
    assert!(ran.code == 2 && !ran.err.contains('\u{1b}'), "{ran:?}");
}

#[test]
fn a_drug_is_meant_by_any_of_its_names() {
    let folder = Folder::new();
    folder.write("posts.jsonl", pairs(4, 6, 5, 25));
    let args = ["--by", "drug,effect", "--format", "jsonl", "posts.jsonl"];
    let all = lines(&mine(&folder, &args).out);
    let some = lines(&mine(&folder, &[&args[..], &["--drug", "Hep-Lock,zoloft"]].concat()).out);
    let heparin: Vec<&Value> = all.iter().filter(|line| line["drug"] == "heparin").collect();
    assert_eq!(some[1..].iter().collect::<Vec<_>>(), heparin, "the others are still compared with");
}

#[test]
fn bad_input_is_told_and_the_rest_is_counted() {
    let folder = Folder::new();
    folder.write("a.txt", BRUISED);
    folder.write("bad.jsonl", "{\"id\": \"one\", \"text\": \"I took heparin.\"}\nnot JSON\n");
    let ran = mine(&folder, &["--format", "jsonl", "a.txt", "bad.jsonl", "gone.txt"]);
    assert_eq!(ran.code, 2);
    let told: Vec<&str> = ran.err.lines().collect();
    assert_eq!(told.len(), 2, "{}", ran.err);
    assert!(told[0].starts_with("threadlint: bad.jsonl:2: "), "{}", ran.err);
    assert!(told[1].starts_with("threadlint: gone.txt: no such file"), "{}", ran.err);
    assert_eq!(lines(&ran.out)[1]["threads"], 2);
}

#[test]
fn where_nothing_is_found_there_is_no_row() {
    let folder = Folder::new();
    folder.write("a.txt", "Good morning to all of you.");
    let ran = mine(&folder, &["a.txt"]);
    assert!(ran.code == 0 && ran.out.starts_with("No row.\nRead: 1 thread, 1 post,"), "{ran:?}");
    let ran = mine(&folder, &["--format", "csv", "a.txt"]);
    assert!(
        ran.code == 0
            && ran.out.starts_with("drug,mentions,posts,")
            && ran.out.lines().count() == 1
    );
    let ran = mine(&folder, &["--format", "jsonl", "a.txt"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1));
}

#[test]
fn standard_input_is_read_and_a_file_replaced_when_all_is_written() {
    let folder = Folder::new();
    let mut command = folder.command(&["mine", "--format", "csv"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(BRUISED.as_bytes()).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert!(ran.out.contains("\nheparin,2,1,1,0,1,0,0,0,1,"), "{ran:?}");

    folder.write("a.txt", BRUISED);
    let done = mine(&folder, &["--format", "csv", "-o", "out.csv", "a.txt"]);
    assert_eq!((done.code, done.out.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(folder.path("out.csv")).unwrap(), ran.out);
    let mut left: Vec<_> =
        fs::read_dir(folder.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [RULE_FILE, "a.txt", "out.csv"]);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = Folder::new();
    let row = |at: usize| format!("made up {at}\tdrug\tmade up {at}\tname:zorb{at}x\t\t\n");
    let rows: Vec<String> = (0..3000).map(row).collect();
    let header = "concept\tkind\tname\tterms\tcodes\tflags\n";
    folder.write("mine.tsv", format!("{header}{}", rows.concat()));
    let takes: Vec<String> = (0..3000).map(|at| format!("I took zorb{at}x.")).collect();
    folder.write("a.txt", takes.join(" "));
    let args = ["mine", "--lexicon", "mine.tsv", "--format", "jsonl", "a.txt"];
    let mut child =
        folder.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert!(ran.code == 0 && !ran.err.contains("panicked") && !ran.err.contains("pipe"), "{ran:?}");
}

#[test]
fn a_lexicon_adds_rows_and_its_names_run_nowhere() {
    let folder = Folder::new();
    let header = "concept\tkind\tname\tterms\tcodes\tflags\n";
    let row = "=cmd\u{1b}[2J 日本\tdrug\tmoon water\tslang:lunar water\t\t\n";
    folder.write("mine.tsv", format!("{header}{row}"));
    folder.write(
        "a.txt",
        "I took lunar water. I took lunar water. I took lunar water. I took heparin.",
    );
    let args = ["--lexicon", "mine.tsv", "--min", "1", "a.txt"];
    let ran = mine(&folder, &args);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[1].starts_with("=cmd\\u{1b}[2J 日本         3  "), "{}", ran.out);
    assert!(lines[2].starts_with("heparin                    1  "), "{}", ran.out);
    let ran = mine(&folder, &[&["--format", "csv"], &args[..]].concat());
    assert!(ran.out.lines().nth(1).unwrap().starts_with("'=cmd"), "{ran:?}");
}

#[test]
fn help_says_what_is_counted_and_what_the_figures_cannot_say() {
    let folder = Folder::new();
    let help = folder.run(&["mine", "--help"]).out;
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "reporting odds ratio",
        "They are no rates and no risks, and they prove no cause.",
        "names no author",
        "Exit codes:",
    ] {
        assert!(words.contains(said), "{said}: {help}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 102), "{help}");
}
