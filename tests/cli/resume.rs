//! `--resume` inside every form of input: reading goes on from any place, and a run that is killed ends with the bytes, the counts and the exit code of one
//! that is not.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    process::Stdio,
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;
use threadlint::ingest::{Mark, Reader, Source, sources};

use crate::support::{FINE, FLAGGED, Folder, RULE_FILE};

/// How many threads each input has, or a few more.
const MANY: usize = 60;

/// What somebody wrote in thread number `at`.
fn text(at: usize) -> String {
    if at.is_multiple_of(7) { FLAGGED.to_owned() } else { format!("{FINE} That was number {at}.") }
}

fn all(one: impl Fn(usize) -> String) -> String {
    (0..MANY).map(one).collect()
}

/// What `one` gives of each, and every ninth that is broken.
fn some_broken(broken: &str, one: impl Fn(usize) -> String) -> String {
    all(|at| if at % 9 == 4 { broken.to_owned() } else { one(at) })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn lines() -> String {
    // Lines are read in blocks, of which there must be some.
    let long = "and so on, day after day, ".repeat(1_500);
    some_broken("not JSON\n", |at| format!("{{\"id\": {at}, \"text\": \"{} {long}\"}}\n", text(at)))
}

fn mails(from: usize) -> String {
    some_broken("From a  Mon May  7 10:00:00 2012\n\nno head\n\n", |at| {
        let id = from + at;
        format!(
            "From a@b  Mon May  7 10:00:00 2012\nFrom: Ann <a@b>\nSubject: number {id}\nMessage-ID: <{id}@x>\n\n{}\n\n",
            text(at)
        )
    })
}

fn crawl() -> String {
    let record = |at: usize, media: &str, body: &str| {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n{body}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{at}>\r\nWARC-Target-URI: http://a.example/{at}\r\nContent-Type: application/http\r\nWARC-Block-Digest: sha1:{}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            "2".repeat(32),
            block.len()
        )
    };
    some_broken("garbage\r\n\r\n", |at| match at % 5 {
        0 => record(at, "image/png", "PNG"),
        1 => record(at, "application/json", "{}"),
        _ => record(at, "text/html", &format!("<html><title>T</title><p>{}</p></html>", text(at))),
    })
}

fn export() -> String {
    let items = some_broken(
        "<item><title>Draft</title><wp:status>draft</wp:status></item>\n",
        |at| {
            format!(
                "<item><title>T{at}</title><content:encoded><![CDATA[{}]]></content:encoded><wp:post_id>{at}</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n",
                text(at)
            )
        },
    );
    format!(
        "<?xml version=\"1.0\"?>\n<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>\n{items}</channel></rss>\n"
    )
}

fn table() -> String {
    format!("id,text\n{}", some_broken("odd\n", |at| format!("{at},{}\n", text(at))))
}

fn submissions() -> String {
    all(|at| {
        format!(
            "{{\"id\": \"b{at}\", \"title\": \"T\", \"selftext\": \"{}\", \"subreddit\": \"s\"}}\n",
            text(at)
        )
    })
}

fn comments() -> String {
    some_broken("{\"id\": 3\n", |at| {
        format!(
            "{{\"id\": \"c{at}\", \"link_id\": \"t3_b{at}\", \"body\": \"{}\"}}\n",
            text(at + 1)
        )
    })
}

/// A tar archive of pages.
fn archive() -> Vec<u8> {
    let mut out = Vec::new();
    for at in 0..MANY {
        let page = format!("<html><title>T</title><p>{}</p></html>", text(at));
        let mut head = [0; 512];
        let name = format!("page-{at:03}.html");
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[124..135].copy_from_slice(format!("{:011o}", page.len()).as_bytes());
        head[156] = b'0';
        head[257..263].copy_from_slice(b"ustar\0");
        head[148..156].fill(b' ');
        let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
        head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        out.extend(head);
        out.extend(page.as_bytes());
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.extend([0; 1024]);
    out
}

/// What the pieces of a source behind `from` say, each with the place behind it. Warnings are told again by whoever goes on.
fn pieces(source: &Source, from: Mark) -> Vec<(Mark, Vec<String>)> {
    let mut reader = Reader::open(source).unwrap().go_on_from(from);
    let mut all = Vec::new();
    while let Some(piece) = reader.next_piece() {
        let end = piece.end();
        let told = piece.filter_map(|item| match item {
            Ok(thread) => Some(format!("{thread:?}")),
            Err(error) => (!error.is_warning()).then(|| error.to_string()),
        });
        all.push((end, told.collect()));
    }
    all
}

/// From each place in the source, what comes is the rest.
fn goes_on_from_any_place(source: &Source) {
    fn flat(all: &[(Mark, Vec<String>)]) -> Vec<&String> {
        all.iter().flat_map(|(_, told)| told).collect()
    }
    let whole = pieces(source, Mark::default());
    for (at, (mark, _)) in whole.iter().enumerate() {
        let rest = pieces(source, *mark);
        assert!(flat(&rest) == flat(&whole[at + 1..]), "{} {mark:?}", source.name());
    }
}

/// A run over `in` that is killed again and again ends as one that is not.
fn goes_on(files: &[(&str, Vec<u8>)]) {
    let folder = Folder::new();
    for (name, bytes) in files {
        folder.write(&format!("in/{name}"), bytes);
    }
    for source in sources([folder.path("in")]) {
        goes_on_from_any_place(&source.unwrap());
    }
    let names = files.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let args = |out: &'static str, summary: &'static str| {
        let rules = ["scan", "--no-builtin-rules", "--rules", RULE_FILE, "--format", "jsonl"];
        let more = ["--with-text", "--threads", "1", "-o", out, "--summary", summary, "in"];
        [&rules[..], &more].concat()
    };
    let whole = folder.run(&args("whole", "whole.json"));
    let threads = fs::read_to_string(folder.path("whole")).unwrap().lines().count();
    assert!(whole.code == 2 || whole.code == 1, "{names}: {whole:?}");
    assert!(threads >= MANY / 2, "{names}: {threads} {whole:?}");
    let mut resumed = args("out", "sum.json");
    resumed.extend(["--resume", "state.json", "--resume-every", "0"]);
    // Is it finished, and how many pieces of the source in hand are done?
    let place = || -> Option<(bool, u64)> {
        let state = fs::read(folder.path("state.json")).ok()?;
        let state: Value = serde_json::from_slice(&state).ok()?;
        let pieces = state["place"]["current"][1]["pieces"].as_u64();
        Some((state["is_finished"] == true, pieces.unwrap_or(0)))
    };
    let mut killed = 0;
    for step in [1, 2, 5, 11, 17] {
        let before = place().map_or(0, |(_, pieces)| pieces);
        let mut command = folder.command(&resumed);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while place().is_none_or(|(is_finished, pieces)| !is_finished && pieces < before + step) {
            assert!(begun.elapsed() < Duration::from_secs(60), "{names}: no state was written");
            if child.try_wait().unwrap().is_some() {
                break;
            }
            sleep(Duration::from_millis(1));
        }
        let _ = child.kill();
        child.wait().unwrap();
        killed += u32::from(place().is_some_and(|(is_finished, _)| !is_finished));
    }
    assert!(killed > 0, "{names}: it was always done before it was killed");
    let last = folder.run(&resumed);
    assert_eq!(last.code, whole.code, "{names}: {last:?}");
    let read = |name: &str| fs::read_to_string(folder.path(name)).unwrap();
    assert!(read("out") == read("whole"), "{names}");
    assert_eq!(read("sum.json"), read("whole.json"), "{names}");
}

#[test]
fn inside_lines_and_packed_lines() {
    goes_on(&[("a.jsonl", lines().into())]);
    goes_on(&[("a.jsonl.gz", [gzip(lines().as_bytes()), b"left over".to_vec()].concat())]);
    let utf_16: Vec<u8> = std::iter::once(0xfeff)
        .chain(lines().encode_utf16())
        .chain([b'{'.into(), 0xd800])
        .flat_map(u16::to_le_bytes)
        .collect();
    goes_on(&[("a.jsonl", utf_16)]);
}

#[test]
fn inside_mailboxes() {
    goes_on(&[("a.mbox", mails(0).into())]);
}

#[test]
fn inside_archives_of_crawls() {
    goes_on(&[("a.warc", crawl().into())]);
    let cut = crawl();
    goes_on(&[("a.warc.gz", gzip(&cut.as_bytes()[..cut.len() - 40]))]);
}

#[test]
fn inside_exports_and_tables() {
    goes_on(&[("a.xml", export().into())]);
    goes_on(&[("a.csv", table().into())]);
}

#[test]
fn inside_dumps() {
    goes_on(&[("a.json", [submissions(), comments()].concat().into())]);
}

#[test]
fn inside_archives_of_files() {
    goes_on(&[("a.tar.gz", gzip(&archive()))]);
}

#[test]
fn inside_files_that_are_read_as_one() {
    goes_on(&[
        ("RC_2015-01.gz", gzip(comments().as_bytes())),
        ("RS_2015-01", submissions().into()),
        ("last.txt", FINE.into()),
    ]);
    goes_on(&[("l-2012-01.mbox", mails(0).into()), ("l-2012-02.mbox", mails(30).into())]);
}

#[test]
fn one_of_the_files_that_are_read_as_one_has_changed() {
    let folder = Folder::new();
    folder.write("in/x_submissions", submissions());
    folder.write("in/x_comments", comments());
    let args = ["-o", "out", "--resume", "state.json", "in", "gone.txt"];
    assert_eq!(folder.scan(&args).code, 2);
    let mut more = comments();
    writeln!(more, "{{\"id\": \"z\", \"link_id\": \"t3_b0\", \"body\": \"Late.\"}}").unwrap();
    folder.write("in/x_comments", more);
    let ran = folder.scan(&args);
    assert!(ran.code == 2 && ran.err.contains("the inputs have changed"), "{ran:?}");
}
