//! Wrong input is told with its place, and the rest is read all the same.

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    process::Stdio,
};

use crate::support::{FINE, FLAGGED, Folder, RULE_FILE, Ran};

/// Scans a bad input between two good ones: one message, code 2, and both good ones are there.
fn bad_between_good(folder: &Folder, bad: &str, message: &str) {
    folder.write("a.txt", FLAGGED);
    folder.write("z.txt", FINE);
    let ran = folder.scan(&["--format", "jsonl", "a.txt", bad, "z.txt"]);
    assert!(ran.err.starts_with(&format!("threadlint: {message}")), "{message}: {}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert_eq!(ran.sources(), (2, vec!["a.txt".to_owned(), "z.txt".to_owned()]));
}

#[test]
fn a_path_that_is_missing() {
    bad_between_good(&Folder::new(), "gone.txt", "gone.txt: no such file or folder");
}

#[test]
fn a_folder_with_nothing_to_read() {
    let folder = Folder::new();
    folder.write("pictures/one.png", "x");
    bad_between_good(&folder, "pictures", "pictures: no file to read in this folder");
}

#[test]
fn a_binary_file() {
    let folder = Folder::new();
    folder.write("b.bin", b"\x7fELF\0\0\0\x01");
    bad_between_good(&folder, "b.bin", "b.bin: binary, not text");
}

#[test]
fn an_empty_file() {
    let folder = Folder::new();
    folder.write("empty.txt", "");
    bad_between_good(&folder, "empty.txt", "empty.txt: nothing to read");
}

#[test]
fn a_text_beyond_the_limit() {
    let folder = Folder::new();
    folder.write("long.txt", "word ");
    File::options().write(true).open(folder.path("long.txt")).unwrap().set_len(17 << 20).unwrap();
    bad_between_good(&folder, "long.txt", "long.txt: longer than 16 MiB");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back() {
    let folder = Folder::new();
    folder.write("d/a.txt", FLAGGED);
    folder.write("d/z.txt", FINE);
    std::os::unix::fs::symlink(folder.path("d"), folder.path("d/loop")).unwrap();
    let ran = folder.scan(&["--format", "jsonl", "d"]);
    assert!(
        ran.err.starts_with("threadlint: d/loop: link leads back to `d`")
            && ran.err.lines().count() == 1,
        "{}",
        ran.err
    );
    assert_eq!(ran.sources(), (2, vec!["d/a.txt".to_owned(), "d/z.txt".to_owned()]));
}

#[test]
fn a_line_that_is_no_json() {
    let folder = Folder::new();
    let good = r#"{"id": "1", "text": "I took heparin."}"#;
    folder.write("five.jsonl", format!("{good}\n{good}\n{{\"id\": \n{good}\n{good}\n"));
    let ran = folder.scan(&["--format", "jsonl", "five.jsonl"]);
    assert!(
        ran.err.starts_with("threadlint: five.jsonl:3: not valid JSON")
            && ran.err.lines().count() == 1,
        "{}",
        ran.err
    );
    assert_eq!((ran.code, ran.out.lines().count()), (2, 4));
}

#[test]
fn lines_beyond_the_limit_are_passed_over_without_being_held() {
    let folder = Folder::new();
    let good = b"{\"text\": \"I took heparin.\"}\n";
    for (name, length) in [("17.jsonl", 17 << 20), ("200.jsonl", 200_000_000)] {
        // A hole in the file: so many bytes of nothing, in one line.
        let mut file = File::create(folder.path(name)).unwrap();
        file.write_all(good).unwrap();
        file.seek(SeekFrom::Current(length)).unwrap();
        file.write_all(b"\n").unwrap();
        file.write_all(good).unwrap();
        let ran = folder.scan(&["--format", "jsonl", name]);
        ran.said(&format!(
            "{name}:2: line longer than 16 MiB, the most that is read as one thread: skipped"
        ));
        assert_eq!((ran.code, ran.out.lines().count()), (2, 2));
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_a_warning() {
    let folder = Folder::new();
    folder.write("latin.txt", b"I took heparin.\nA caf\xe9 later I was fine.\n");
    let ran = folder.scan(&["latin.txt"]);
    ran.said("warning: latin.txt:2: 1 byte is not valid UTF-8 and was replaced");
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("1 thread, 1 post"));
}

#[test]
fn standard_input() {
    let folder = Folder::new();
    for args in [&["--format", "jsonl"][..], &["--format", "jsonl", "-"]] {
        let args = [&["scan", "--no-builtin-rules", "--rules", RULE_FILE], args].concat();
        let mut child =
            folder.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(FLAGGED.as_bytes()).unwrap();
        assert_eq!(Ran::of(child.wait_with_output().unwrap()).sources(), (1, vec!["-".to_owned()]));
    }
    folder.scan(&[]).said("-: nothing to read: the input is empty or blank");
}
