//! Exit codes, files, colour, and the same bytes whatever the number of threads.

use std::{fs, io::Read as _, path::PathBuf, process::Stdio};

use serde_json::Value;

use crate::support::{FINE, FLAGGED, Folder, RULE_FILE, Ran};

#[test]
fn output_that_cannot_be_written_leaves_nothing() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    let ran = folder.scan(&["-o", "gone/out.txt", "a.txt"]);
    assert!(
        ran.code == 2
            && ran.err.starts_with("threadlint: gone/out.txt: cannot be written")
            && ran.err.lines().count() == 1
    );
    let ran = folder.scan(&["-o", ".", "a.txt"]);
    assert!(
        ran.code == 2 && ran.err.starts_with("threadlint: .: cannot be written: it is a folder"),
        "{}",
        ran.err
    );
    #[cfg(target_os = "linux")]
    {
        let ran = folder.scan(&["-o", "/dev/full", "a.txt"]);
        assert!(
            ran.code == 2 && ran.err.starts_with("threadlint: /dev/full: cannot be written"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_file_is_replaced_in_one_go() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    folder.write("out.jsonl", "what stood there before\n");
    let ran = folder.scan(&["--format", "jsonl", "-o", "out.jsonl", "a.txt", "gone.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let written = fs::read_to_string(folder.path("out.jsonl")).unwrap();
    assert!(written.starts_with('{') && written.ends_with("}\n") && written.lines().count() == 1);
    let mut left: Vec<_> =
        fs::read_dir(folder.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [RULE_FILE, "a.txt", "out.jsonl"]);
}

#[test]
fn exit_codes() {
    let folder = Folder::new();
    folder.write("bad.txt", FLAGGED);
    folder.write("good.txt", FINE);
    let code = |args: &[&str]| folder.scan(args).code;
    assert_eq!(code(&["good.txt"]), 0);
    assert_eq!(code(&["bad.txt"]), 1);
    assert_eq!(code(&["--exit-zero", "bad.txt"]), 0);
    assert_eq!(code(&["bad.txt", "gone.txt"]), 2);
    assert_eq!(code(&["--exit-zero", "bad.txt", "gone.txt"]), 2);
    assert_eq!(code(&["--ignore", "TST", "bad.txt"]), 0);
    assert_eq!(code(&["--level", "4", "bad.txt"]), 2);
    assert_eq!(code(&["--no-such-option"]), 2);
    for args in [&["--help"][..], &["--version"], &["scan", "--help"], &["rules", "test", "-h"]] {
        let ran = folder.run(args);
        assert!(ran.code == 0 && ran.err.is_empty() && !ran.out.is_empty(), "{args:?}");
    }
}

/// Many threads, more than a batch holds, one of them bad.
fn many(folder: &Folder) -> PathBuf {
    let posts =
        [FLAGGED, FINE, "Does heparin prevent miscarriage?", "\\u202eturned \\u0007 heparin"];
    let lines = (0..700).map(|number| {
        format!(
            "{{\"id\": {number}, \"text\": \"{}\"}}\n",
            posts[number % 4].repeat(1 + number % 7)
        )
    });
    let lines: Vec<String> = lines.collect();
    folder.write("many.jsonl", lines.concat() + "not JSON\n" + &lines.concat())
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let folder = Folder::new();
    let path = many(&folder);
    for format in ["text", "jsonl", "json"] {
        let run = |threads| {
            folder.scan(&[
                "--format",
                format,
                "--threads",
                threads,
                path.to_str().unwrap(),
                "many.jsonl",
            ])
        };
        let (one, eight) = (run("1"), run("8"));
        assert_eq!((one.code, &one.err), (2, &eight.err));
        assert!(one.out == eight.out && one.out.len() > 10_000, "{format}");
        if format == "json" {
            let all: Value = serde_json::from_str(&one.out).unwrap();
            assert_eq!(all["threads"].as_array().unwrap().len(), 2800);
            assert_eq!(all["summary"]["threads"], 2800);
        }
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = Folder::new();
    let path = many(&folder);
    let args = ["scan", "--no-builtin-rules", "--format", "jsonl", path.to_str().unwrap()];
    let mut child =
        folder.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert!(ran.code == 0 && !ran.err.contains("panicked") && !ran.err.contains("pipe"), "{ran:?}");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    for (args, is_colored) in
        [(&[][..], false), (&["--color", "never"], false), (&["--color", "always"], true)]
    {
        let ran = folder.scan(&[args, &["a.txt"]].concat());
        assert_eq!(ran.out.contains('\u{1b}'), is_colored, "{args:?}");
    }
    assert!(
        !folder.scan(&["--color", "always", "--format", "jsonl", "a.txt"]).out.contains('\u{1b}')
    );
    folder.scan(&["-o", "out.txt", "a.txt"]);
    assert!(!fs::read_to_string(folder.path("out.txt")).unwrap().contains('\u{1b}'));
}

#[test]
fn what_is_hidden_in_a_text_is_shown() {
    let folder = Folder::new();
    let thread = r#"{"id": "\u001b[2J", "title": "A\u202eB", "posts": [{"author": "\u0007me", "text": "Well\u200b, \u001b[31m heparin prevents miscarriage\u001b[0m"}]}"#;
    folder.write("x.jsonl", thread);
    let ran = folder.scan(&["x.jsonl"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for shown in ["\\u{1b}[2J", "A\\u{202e}B", "\\u{7}me", "Well\\u{200b}, \\u{1b}[31m heparin"] {
        assert!(ran.out.contains(shown), "{shown}: {}", ran.out);
    }
    assert!(!ran.out.contains(|c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}')));
    let ran = folder.scan(&["no\u{1b}such\u{202e}file"]);
    assert_eq!(ran.code, 2);
    assert!(
        !ran.err.trim_end().contains(|c: char| c.is_control() || c == '\u{202e}'),
        "{:?}",
        ran.err
    );
}

#[test]
fn what_is_kept_back_says_why() {
    let folder = Folder::new();
    folder.write("a.txt", "It is a myth that heparin prevents miscarriage.");
    assert_eq!(folder.scan(&["a.txt"]).code, 0);
    let ran = folder.scan(&["--show-suppressed", "a.txt"]);
    assert!(
        ran.code == 0
            && ran.out.contains("= kept back: the post denies it")
            && ran.out.contains("1 kept back"),
        "{ran:?}"
    );
}

#[test]
fn no_number_of_threads_is_too_large() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    folder.write("b.txt", FINE);
    for threads in ["10000", "4000000000"] {
        assert_eq!(folder.scan(&["--threads", threads, "a.txt", "b.txt"]).code, 1);
    }
}

#[test]
fn what_is_hidden_in_an_argument_is_shown() {
    let folder = Folder::new();
    for args in [&["\u{202e}x"][..], &["scan", "--\u{202e}x"], &["scan", "--level", "\u{202e}"]] {
        let ran = folder.run(args);
        assert!(ran.code == 2 && ran.err.contains("\\u{202e}"), "{ran:?}");
        assert!(!ran.err.contains('\u{202e}'), "{ran:?}");
    }
}
