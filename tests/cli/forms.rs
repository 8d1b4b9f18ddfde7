//! The forms of input: listed, recognised, insisted on; encodings and limits.

use serde_json::Value;

use crate::support::{FLAGGED, Folder};

#[test]
fn forms_are_listed() {
    let folder = Folder::new();
    let ran = folder.run(&["forms"]);
    assert_eq!(ran.code, 0);
    for name in ["jsonl", "html", "stack-exchange", "mbox", "warc", "text"] {
        assert!(ran.out.lines().any(|line| line.starts_with(name)), "{name}: {}", ran.out);
    }
    let json: Value =
        serde_json::from_str(&folder.run(&["forms", "--format", "json"]).out).unwrap();
    let jsonl = json.as_array().unwrap().iter().find(|form| form["name"] == "jsonl").unwrap();
    assert_eq!((&jsonl["endings"][0], &jsonl["is_read"]), (&"jsonl".into(), &true.into()));
}

#[test]
fn content_decides_and_form_insists() {
    let folder = Folder::new();
    folder.write("lines.txt", format!("{{\"text\": \"{FLAGGED}\"}}\n{{\"text\": \"fine\"}}\n"));
    let ran = folder.scan(&["--format", "jsonl", "lines.txt"]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 2));
    let ran = folder.scan(&["--format", "jsonl", "--form", "text", "lines.txt"]);
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
    let ran = folder.scan(&["--form", "jsonnl", "lines.txt"]);
    assert!(ran.code == 2 && ran.err.contains("known are") && ran.err.contains("jsonl"), "{ran:?}");
}

#[test]
fn text_is_read_in_its_encoding() {
    let folder = Folder::new();
    let utf_16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    folder.write("a.txt", utf_16(FLAGGED));
    folder.write("b.jsonl", utf_16(&format!("{{\"text\": \"{FLAGGED}\"}}\n").repeat(3)));
    let ran = folder.scan(&["--format", "jsonl", "a.txt", "b.jsonl"]);
    assert_eq!((ran.code, ran.out.lines().count(), ran.err.as_str()), (1, 4, ""));
    let thread: Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!(thread["posts"][0]["offset"], Value::Null, "{thread}");
    assert_eq!(thread["flags"][0]["rule"], "TST001");

    folder.write("latin.txt", b"I had a caf\xe9 with my heparin.");
    let ran =
        folder.scan(&["--encoding", "latin1", "--format", "jsonl", "--with-text", "latin.txt"]);
    assert!(ran.err.is_empty() && ran.out.contains("a café with"), "{ran:?}");
    let ran = folder.scan(&["--encoding", "latin-x", "latin.txt"]);
    assert!(ran.code == 2 && ran.err.contains("Encoding Standard"), "{ran:?}");
}

#[test]
fn columns_of_tables_are_named() {
    let folder = Folder::new();
    let table = format!(
        "nr;drug;Experience;who;said on\n1;heparin;{FLAGGED};ann;2012-05-03\n2;heparin;So did I.;bob;\n"
    );
    folder.write("drugs.csv", &table);
    folder.write("drugs.dat", &table);
    let columns = "text=Experience,author=WHO,date=5,thread=drug,id=nr";
    let read = |args: &[&str]| {
        let ran = folder.scan(&[&["--format", "jsonl", "--columns", columns], args].concat());
        assert_eq!((ran.code, ran.out.lines().count(), ran.err.as_str()), (1, 1, ""));
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    for args in [&["drugs.csv"][..], &["--form", "csv", "drugs.dat"]] {
        let thread = read(args);
        let posts = thread["posts"].as_array().unwrap();
        assert_eq!((thread["id"].as_str(), posts.len()), (Some("heparin"), 2));
        assert_eq!((&posts[0]["author"], &posts[0]["date"]), (&"ann".into(), &"2012-05-03".into()));
        assert_eq!((&posts[1]["author"], &posts[1]["date"]), (&"bob".into(), &Value::Null));
    }

    let ran = folder.scan(&["drugs.csv"]);
    assert_eq!(ran.code, 2);
    ran.said("drugs.csv:1: no column for the text of a post: there are `nr`, `drug`, `Experience`, `who`, `said on`: say which it is with `--columns text=NAME`");
    let ran = folder.scan(&["--columns", "text=experiance", "drugs.csv"]);
    assert_eq!(ran.code, 2);
    ran.said("drugs.csv:1: no column `experiance`: did you mean `Experience`? there are `nr`, `drug`, `Experience`, `who`, `said on`");
    let ran = folder.scan(&["--columns", "txt=Experience", "drugs.csv"]);
    assert!(ran.code == 2 && ran.err.contains("did you mean `text`?"), "{ran:?}");
}

#[test]
fn limits_are_given_as_sizes() {
    let folder = Folder::new();
    folder.write("long.txt", "word ".repeat(1_000));
    let ran = folder.scan(&["--max-thread-size", "1KiB", "long.txt"]);
    ran.said("long.txt: longer than 1 KiB, the most that is read as one text: split it, or give JSON Lines");
    assert_eq!(ran.code, 2);
    assert_eq!(folder.scan(&["--max-thread-size", "6k", "long.txt"]).code, 0);
    let ran = folder.scan(&["--max-thread-size", "a lot", "long.txt"]);
    assert!(ran.code == 2 && ran.err.contains("such as 64MiB"), "{ran:?}");
}
