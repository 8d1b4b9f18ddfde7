//! Long runs: a state to go on from, Ctrl-C, a summary for programs.

use std::{
    fs,
    path::Path,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::support::{FINE, FLAGGED, Folder, RULE_FILE, Ran};

/// Lines of JSON, some of them bad, that say what they are.
fn lines(name: &str, many: usize) -> String {
    let line = |number| match number % 50 {
        7 => "not JSON\n".to_owned(),
        13 => format!("{{\"id\": \"{name}-{number}\", \"text\": \"{FLAGGED}\"}}\n"),
        _ => {
            let text = format!("{FINE} It was fine, and I said so. ").repeat(1 + number % 9);
            format!("{{\"id\": \"{name}-{number}\", \"text\": \"{text}\"}}\n")
        }
    };
    (0..many).map(line).collect()
}

/// A folder with inputs of several files, enough for some seconds.
fn corpus() -> Folder {
    let folder = Folder::new();
    folder.write("in/a.txt", FLAGGED);
    folder.write("in/b.jsonl", lines("b", 5_000));
    folder.write("in/c.txt", b"caf\xe9, and heparin.");
    folder.write("in/d.jsonl", lines("d", 1_000));
    folder.write("in/e.txt", "");
    folder.write("in/f.txt", FINE);
    folder
}

fn args<'a>(format: &'a str, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = ["scan", "--no-builtin-rules", "--rules", RULE_FILE, "--format", format, "-o", out];
    [&args, more, &["in", "gone.txt"]].concat()
}

const RESUME: &[&str] = &["--threads", "1", "--resume", "state.json", "--summary", "sum.json"];

/// Starts a run that can be gone on with, and waits until its state says that it is under way.
fn begun(folder: &Folder, format: &str, out: &str) -> Child {
    let mut command = folder.command(&args(format, out, RESUME));
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while !folder.path("state.json").exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no state was written");
        sleep(Duration::from_millis(2));
    }
    child
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn state(folder: &Folder) -> Value {
    serde_json::from_slice(&read(&folder.path("state.json"))).unwrap()
}

#[test]
fn a_run_that_was_killed_goes_on_as_if_nothing_had_been() {
    let folder = corpus();
    for format in ["jsonl", "json", "text"] {
        let whole = folder.run(&args(format, "whole", &["--summary", "whole.json"]));
        assert_eq!(whole.code, 2, "{whole:?}");
        for _ in 0..2 {
            let mut child = begun(&folder, format, "out");
            child.kill().unwrap();
            child.wait().unwrap();
            let found = state(&folder);
            assert_eq!(found["is_finished"], false, "it was done before it was killed");
            // What was written behind the state is written once more.
            let mut out = fs::OpenOptions::new().append(true).open(folder.path("out")).unwrap();
            std::io::Write::write_all(&mut out, b"{\"half a li").unwrap();
            let ran = folder.run(&args(format, "out", RESUME));
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
            assert!(read(&folder.path("out")) == read(&folder.path("whole")), "{format}");
            assert_eq!(read(&folder.path("sum.json")), read(&folder.path("whole.json")));
            // There is nothing left to do.
            let again = folder.run(&args(format, "out", RESUME));
            assert_eq!((again.code, again.err.as_str()), (2, ""));
            assert!(read(&folder.path("out")) == read(&folder.path("whole")));
            fs::remove_file(folder.path("state.json")).unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_in_good_order() {
    let folder = corpus();
    let interrupt = |child: &Child| {
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    };
    let child = begun(&folder, "jsonl", "out");
    interrupt(&child);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(ran.err.contains("interrupted: ") && ran.err.contains("give the same command again"));
    let summary: Value = serde_json::from_slice(&read(&folder.path("sum.json"))).unwrap();
    let out = fs::read_to_string(folder.path("out")).unwrap();
    assert!(out.ends_with("}\n") && out.lines().count() > 10);
    assert_eq!(summary["is_complete"], false);
    assert_eq!(summary["threads"], out.lines().count());
    assert_eq!(state(&folder)["output"], out.len());
    assert_eq!(folder.run(&args("jsonl", "out", RESUME)).code, 2);
    folder.run(&args("jsonl", "whole", &[]));
    assert!(read(&folder.path("out")) == read(&folder.path("whole")));

    // Without a state the file stays as it was, and nothing is left beside it.
    fs::write(folder.path("old"), "old").unwrap();
    let mut command = folder.command(&args("jsonl", "old", &["--threads", "1"]));
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let is_beside = || {
        let names = fs::read_dir(folder.0.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.into_iter().any(|name| name.to_string_lossy().ends_with(".tmp"))
    };
    let begun = Instant::now();
    while !is_beside() {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing was written");
        sleep(Duration::from_millis(2));
    }
    interrupt(&child);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(ran.err.contains("was left as it was"), "{ran:?}");
    assert_eq!(read(&folder.path("old")), b"old");
    assert!(!is_beside());
}

#[test]
fn a_state_that_does_not_fit_is_an_error() {
    let folder = Folder::new();
    folder.write("in/a.jsonl", lines("a", 40));
    folder.write("in/b.jsonl", lines("b", 40));
    folder.write("gone.txt", FINE);
    let run = |more: &[&str]| folder.run(&args("jsonl", "out", &[RESUME, more].concat()));
    assert_eq!(run(&[]).code, 2, "bad lines");
    let refused = |ran: &Ran, why: &str| {
        assert!(ran.code == 2 && ran.err.contains(why) && ran.err.lines().count() == 1, "{ran:?}");
    };

    refused(&run(&["--level", "2"]), "state.json: the state of another command");
    refused(&run(&["--rules", "in/../TST001-heparin-stops-every-loss.toml"]), "TST001");
    let output = read(&folder.path("out"));
    fs::write(folder.path("out"), &output[..10]).unwrap();
    refused(&run(&[]), "out: cannot go on with it: it has 10 bytes");
    fs::write(folder.path("out"), &output).unwrap();
    assert_eq!(run(&[]).code, 2);

    folder.write("in/a.jsonl", lines("a", 41));
    refused(&run(&[]), "the inputs have changed");
    let state = read(&folder.path("state.json"));
    fs::write(folder.path("state.json"), &state[..state.len() / 2]).unwrap();
    refused(&run(&[]), "state.json: damaged");
    fs::remove_file(folder.path("state.json")).unwrap();
    assert!(run(&[]).code == 2 && read(&folder.path("out")).len() > output.len());
}

#[test]
fn what_cannot_be_gone_on_with_is_said_at_once() {
    let folder = Folder::new();
    folder.write("a.txt", FINE);
    folder
        .scan(&["--resume", "state.json", "a.txt"])
        .said("--resume needs -o FILE: what went to standard output cannot be gone on with");
    folder
        .scan(&["--resume", "state.json", "-o", "out", "-"])
        .said("--resume needs files or folders: standard input cannot be read again");
    assert!(!folder.path("out").exists() && !folder.path("state.json").exists());
}

#[test]
fn the_summary_is_the_same_for_any_number_of_threads() {
    let folder = Folder::new();
    folder.write("in/a.jsonl", lines("a", 400));
    folder.write("in/b.txt", FLAGGED);
    let summary = |threads| {
        folder.run(&args("jsonl", "out", &["--threads", threads, "--summary", "sum.json"]));
        read(&folder.path("sum.json"))
    };
    let one = summary("1");
    assert_eq!(one, summary("8"));
    let told: Value = serde_json::from_slice(&one).unwrap();
    let bytes = lines("a", 400).len() + FLAGGED.len();
    assert_eq!(told["schema"], "threadlint/summary/1");
    assert_eq!((&told["sources"], &told["errors"]), (&3.into(), &9.into()));
    assert_eq!((&told["bytes"], &told["threads"]), (&bytes.into(), &393.into()));
    assert_eq!(told["flags"]["rules"]["TST001"], 9);
    assert_eq!(
        (&told["is_complete"], &told["flags"]["severity"]["high"]),
        (&true.into(), &9.into())
    );
}

#[test]
fn extract_can_be_gone_on_with_too() {
    let folder = Folder::new();
    folder.write("in/a.jsonl", lines("a", 300));
    let extract = |out, more: &[&str]| {
        let args = ["extract", "--layer", "mentions", "--format", "csv", "-o", out, "in"];
        folder.run(&[&args, more].concat())
    };
    extract("whole", &[]);
    extract("out", &["--resume", "state.json", "--summary", "sum.json"]);
    assert!(read(&folder.path("out")) == read(&folder.path("whole")));
    assert!(folder.path("sum.json").exists());
}
