//! The laws of DESIGN over generated text: offsets are sacred, a scan cannot fail, same input same bytes, posts do not disturb each other.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::{io::Cursor, sync::LazyLock};

use proptest::prelude::*;
use threadlint::{
    ingest::Reader,
    scan::{Scanner, Scratch, ThreadReport},
    span::Span,
    text::{Document, Symbols},
    thread::{Post, Role, Thread},
};

static SCANNER: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builder().level(3).show_suppressed(true).build().unwrap());

/// Words that make the layers work, and characters that trip offsets.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "I was on ",
        "heparin",
        "Lovenox ",
        "2 x's a day",
        " for 3 months",
        "twice daily",
        "saliva tests ",
        "are ",
        "NOT ",
        "the most accurate ",
        "miscarriage",
        "?",
        "!",
        ". ",
        "\n\n",
        "İ",
        "ﬁsh oil ",
        "prоgеstеrоne ",
        "👩‍👧 ",
        "soooo ",
        "“quoted” ",
        "> ",
        "my sister ",
        "she ",
        "don’t ",
        "40mg",
        "½ a tablet ",
        "1/2 ",
        "at 9 weeks",
        "\u{202e}",
        "\u{0}",
        "e\u{301}",
        "if ",
        "you should ",
        "heparin crosses the placenta ",
        "blood tests are not accurate for hormones ",
        "q12h ",
        "….",
        "L.E.",
        "\r\n",
        "1,000 ",
        "until 12 weeks ",
        "bruised ",
        "a healthy baby girl ",
    ]);
    prop_oneof![
        4 => prop::collection::vec(pieces, 0..30).prop_map(|pieces| pieces.concat()),
        1 => "\\PC{0,200}",
        1 => any::<String>(),
    ]
}

fn spans(report: &ThreadReport) -> Vec<(u32, Span, &str)> {
    let mentions =
        report.mentions.iter().map(|found| (found.post, found.span, found.text.as_str()));
    let dosages = report.dosages.iter().map(|found| (found.post, found.span, found.text.as_str()));
    let outcomes =
        report.outcomes.iter().map(|found| (found.post, found.span, found.text.as_str()));
    let flags = report.flags.iter().map(|found| (found.post, found.span, found.text.as_str()));
    mentions.chain(dosages).chain(outcomes).chain(flags).collect()
}

fn json(report: &ThreadReport) -> String {
    serde_json::to_string(report).unwrap()
}

proptest! {
    #[test]
    fn every_span_holds_its_text(text in text()) {
        let thread = Thread::from_text(text.clone());
        let report = SCANNER.scan(&thread);
        for (_, span, told) in spans(&report) {
            prop_assert_eq!(span.of(&text), told);
            prop_assert!(!span.is_empty());
        }
        let cues = report.mentions.iter().flat_map(|mention| &mention.assertion.cues)
            .chain(report.flags.iter().flat_map(|flag| &flag.cues));
        for cue in cues {
            prop_assert!(text.get(cue.span.start as usize..cue.span.end as usize).is_some());
        }
    }

    #[test]
    fn tokens_and_gaps_rebuild_the_post_and_every_token_is_in_one_clause_of_one_sentence(text in text()) {
        let document = Document::new(&text, &Symbols::for_text());
        let (mut rebuilt, mut last) = (String::new(), 0);
        for token in &document.tokens {
            rebuilt.push_str(&text[last..token.start as usize]);
            rebuilt.push_str(token.span().of(&text));
            last = token.end as usize;
        }
        rebuilt.push_str(&text[last..]);
        prop_assert_eq!(&rebuilt, &text);
        let mut next = 0;
        for clause in &document.clauses {
            prop_assert!(clause.first == next && clause.end > clause.first);
            next = clause.end;
        }
        prop_assert_eq!(next as usize, document.tokens.len());
        let (mut next, mut next_clause) = (0, 0);
        for sentence in &document.sentences {
            prop_assert!(sentence.first == next && sentence.first_clause == next_clause);
            (next, next_clause) = (sentence.end, sentence.end_clause);
        }
        prop_assert_eq!((next as usize, next_clause as usize), (document.tokens.len(), document.clauses.len()));
    }

    #[test]
    fn buffers_that_were_used_before_change_nothing(one in text(), other in text()) {
        let mut scratch = Scratch::default();
        let (one, other) = (Thread::from_text(one), Thread::from_text(other));
        let _ = SCANNER.scan_with(&one, &mut scratch);
        prop_assert_eq!(json(&SCANNER.scan_with(&other, &mut scratch)), json(&SCANNER.scan(&other)));
    }

    #[test]
    fn another_answer_does_not_change_what_is_found_in_a_post(post in text(), added in text()) {
        let mut thread = Thread::from_text("Has anyone taken heparin?");
        thread.posts[0].role = Role::Question;
        thread.posts.push(Post::new(Role::Answer, post));
        let before = SCANNER.scan(&thread);
        thread.posts.push(Post::new(Role::Answer, added));
        let after = SCANNER.scan(&thread);
        let of_first = |report: &ThreadReport| {
            let told = |post: u32, text: String| (post < 2).then_some(text);
            report.flags.iter().filter_map(|flag| told(flag.post, format!("{flag:?}")))
                .chain(report.dosages.iter().filter_map(|found| told(found.post, format!("{found:?}"))))
                .chain(report.mentions.iter().filter_map(|found| told(found.post, format!("{found:?}"))))
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(of_first(&before), of_first(&after));
    }

    #[test]
    fn any_bytes_are_read_and_scanned_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for form in [None, Some(threadlint::thread::SourceForm::Jsonl)] {
            for thread in Reader::new("bytes", form, Cursor::new(bytes.clone())).flatten() {
                let _ = SCANNER.scan(&thread);
            }
        }
    }
}

/// Text on which a careless scanner takes quadratic time or worse; the test ends or the law is broken.
#[test]
fn run_ons_of_any_kind_end() {
    for piece in [
        "1 2 ",
        "heparin or ",
        "not ",
        "if ",
        "saliva test ",
        "my sister ",
        "\"",
        "“",
        "> ",
        "a day ",
        "twice ",
        "every 2 ",
        "...",
        "((((",
        "for the ",
    ] {
        let thread = Thread::from_text(piece.repeat(40_000));
        let report = SCANNER.scan(&thread);
        assert_eq!(report.posts.len(), 1);
    }
}
