//! The laws of reading, over generated pages: whatever stands in a source, posts are its bytes, in order, apart from one another.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use std::fmt::Write as _;
use std::time::Instant;

use proptest::prelude::*;
use threadlint::ingest::{IngestErrorKind, MAX_THREAD_BYTES, Reader};
use threadlint::thread::Thread;

fn read(bytes: &[u8]) -> Vec<Thread> {
    let mut threads = Vec::new();
    for thread in Reader::new("t", None, bytes) {
        match thread {
            Ok(thread) => threads.push(thread),
            // Every error says where it belongs and what to do.
            Err(error) => {
                assert!(error.to_string().starts_with('t') && !error.to_string().ends_with('.'));
            }
        }
    }
    threads
}

/// The laws of one plain text; a text that was given by JSON has no places.
fn assert_lawful(bytes: &[u8]) {
    for thread in read(bytes) {
        let count = thread.posts.len();
        let mut end = 0;
        for (at, post) in thread.posts.iter().enumerate() {
            assert!(
                post.reply_to.is_none_or(|other| (other as usize) < count && other as usize != at)
            );
            let Some(offset) = post.offset else { continue };
            let start = usize::try_from(offset).unwrap();
            assert!(start >= end, "posts overlap");
            end = start + post.text.len();
            assert!(!post.text.trim().is_empty(), "a post without a word");
            if std::str::from_utf8(bytes).is_ok() {
                assert_eq!(&bytes[start..end], post.text.as_bytes());
            } else {
                assert!(end <= bytes.len());
            }
        }
    }
}

/// Lines that mean something to the readers, and some that only look so.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "",
            "",
            "",
            " ",
            "\t",
            "\u{feff}",
            "J.D. asks from Reno, NV",
            "K.S.",
            "answers from Boston on",
            "answers from St. Louis on on May 4, 2012",
            "answers from on",
            "asks from",
            "22 answers",
            "Smallavatar-12ab",
            "1 mom found this helpful",
            "What can I do next?",
            "  • Share",
            "• one",
            "Related Questions",
            "For Updates and Special Promotions",
            "3 comments",
            "4 thoughts on “A”",
            "Comments",
            "  1. ann",
            "    1. Bob",
            "  2. cy",
            "2. dee",
            "#3. x",
            "Ann says:",
            "Bob says: May 3, 2012 at 4:05 pm",
            "cy said...",
            "May 3, 2012 at 4:05 pm",
            "on",
            "Leave a Reply",
            "Related Posts",
            "By Jane Doe",
            "Question: A Title",
            "2022-07-17 0 By",
            "{",
            "{\"text\": \"a\"}",
            "She took it once a day for years, and it was fine.",
            "İ says:",
            "1. İ",
            "ſ asks from ſ",
            "é",
            "answers from É on May 3, 2012 at 4:05 pm",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,40}",
        "[ -~]{100,300}",
    ]
}

fn page() -> impl Strategy<Value = String> {
    (prop::collection::vec(line(), 0..40), prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n"]))
        .prop_map(|(lines, end)| lines.join(end))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_give_their_own_bytes_in_order(page in page()) {
        assert_lawful(page.as_bytes());
    }

    #[test]
    fn any_text_is_read(text in "(?s).{0,400}") {
        assert_lawful(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        assert_lawful(&bytes);
    }

    #[test]
    fn a_text_with_something_in_it_is_never_empty(page in page()) {
        let seen = page.contains(char::is_alphanumeric) && !page.trim_start_matches(['\u{feff}', ' ', '\t', '\n', '\r']).starts_with('{');
        if seen && !page.contains('\0') {
            let threads = read(page.as_bytes());
            prop_assert!(threads.len() == 1 && !threads[0].posts.is_empty());
        }
    }

    #[test]
    fn ends_of_lines_move_nothing_but_offsets(lines in prop::collection::vec(line(), 0..30)) {
        let texts = |end: &str| -> Vec<Vec<String>> {
            let clean = |text: &str| text.replace('\r', "");
            read(lines.join(end).as_bytes()).iter().map(|thread| thread.posts.iter().map(|post| clean(&post.text)).collect()).collect()
        };
        prop_assert_eq!(texts("\n"), texts("\r\n"));
    }
}

#[test]
fn hostile_texts_are_read_in_no_time() {
    let mut numbers =
        String::from("A body that somebody wrote, long enough to be one.\n\n9 comments\n\n");
    for number in 0..10_000 {
        writeln!(numbers, "{:1$}{2}. ann\n\n{:1$}x", "", number % 70, 1 + number % 3).unwrap();
    }
    for (name, text) in [
        ("blank lines", "\n".repeat(1_000_000) + "x"),
        ("one long line", "x".repeat(10_000_000)),
        ("one long line of letters with dots", "J.D. asks from ".repeat(100_000)),
        ("short lines", "a\n".repeat(100_000)),
        ("speakers", "K.S.\nanswers from Reno on\n".repeat(20_000)),
        ("headings", "3 comments\n".repeat(20_000)),
        ("bullets", "Title\n".to_owned() + &"• x\n".repeat(50_000)),
        ("furniture", "Share\n".repeat(50_000)),
        ("sayings", "Ann says:\n".repeat(20_000)),
        ("dates", "Ann\n\n3 comments\n\n".to_owned() + &"Ann\nMay 3, 2012\nx\n\n".repeat(10_000)),
        ("numbers", numbers),
        ("ends", "Related Posts\nx\n".repeat(20_000)),
        ("brackets", "{\"posts\": ".to_owned() + &"[".repeat(2_000_000)),
    ] {
        let begun = Instant::now();
        assert_lawful(text.as_bytes());
        let taken = begun.elapsed().as_secs_f64();
        println!("{name}: {taken:.2} s for {} kB", text.len() / 1000);
        assert!(taken < 60.0, "{name}: {taken} s");
    }
}

#[test]
fn the_largest_text_is_read_and_the_next_is_not() {
    let text = "word ".repeat(MAX_THREAD_BYTES / 5) + "s";
    assert_eq!(text.len(), MAX_THREAD_BYTES);
    assert_eq!(read(text.as_bytes())[0].posts[0].text.len(), MAX_THREAD_BYTES);
    let error = Reader::new("t", None, (text + "x").as_bytes()).next().unwrap().unwrap_err();
    assert!(matches!(error.kind(), IngestErrorKind::TooLong(_)));
}
