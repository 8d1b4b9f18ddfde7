//! The formats, over reports made by hand: what stands in them, where, and that nothing hidden gets through.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use serde_json::Value;
use threadlint::{
    report::{Emitter, Json, JsonLines, Text, layout::columns, write_all},
    rules::{Citation, Flag, Place, Severity, Stance, Verdict},
    scan::{Scanner, ThreadReport},
    span::Span,
    thread::{Post, Role, Thread},
};

static SCANNER: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builder().without_builtin_rules().build().unwrap());

fn flag(post: u32, span: Span, text: &str) -> Flag {
    let citation = Citation {
        who: "A Society".into(),
        title: "On heparin".into(),
        number: Some("No. 6".into()),
        year: Some(2023),
        doi: None,
        url: Some("https://example.org/6".into()),
        says: "It depends.".into(),
        opened: "2026-11-22".into(),
    };
    Flag {
        rule: "TST001".into(),
        name: "heparin-stops-every-loss".into(),
        post,
        span,
        text: text.into(),
        stance: Stance::Asserted,
        verdict: Verdict::False,
        severity: Severity::High,
        confidence: 0.9,
        confidence_parts: Vec::new(),
        place: Place::Own,
        level: 1,
        claim: "Heparin prevents every miscarriage.".into(),
        guidance: "It helps in some diseases only.".into(),
        citations: Arc::from([citation]),
        cues: Vec::new(),
        fingerprint: "0123".into(),
        suppressed: None,
    }
}

/// A thread of two posts, the second of which holds `text` with `marked` flagged.
fn flagged(text: &str, marked: &str) -> (Thread, ThreadReport) {
    let mut thread = Thread::from_text("What helps?");
    thread.source = "a.txt".into();
    thread.title = Some("Help\u{7}".into());
    thread.posts.push(Post { author: Some("K.S.".into()), ..Post::new(Role::Answer, text) });
    let mut report = SCANNER.scan(&thread);
    let start = text.find(marked).unwrap() as u32;
    report.flags.push(flag(1, Span::new(start, start + marked.len() as u32), marked));
    (thread, report)
}

fn written(emitter: &dyn Emitter, threads: &[(Thread, ThreadReport)]) -> String {
    let mut out = Vec::new();
    let threads = threads.iter().map(|(thread, report)| (thread, report.clone()));
    write_all(emitter, threads, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn text_for_moderators() {
    let (thread, mut report) = flagged(
        "I know it. Heparin\tprevents 日本 miscarriage! Ask them.",
        "prevents 日本 miscarriage",
    );
    let mut second = report.flags[0].clone();
    second.suppressed = Some("denied");
    report.flags.push(second);
    let expected = "\
a.txt: Help\\u{7}

TST001 heparin-stops-every-loss: false, high severity
  --> post 2 of 2, an answer, by K.S.
  |
  | Heparin prevents 日本 miscarriage!
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = claim: Heparin prevents every miscarriage.
  = guidance: It helps in some diseases only.
  = source: A Society: On heparin, No. 6, 2023, https://example.org/6 (opened 2026-11-22)
  = more: threadlint explain TST001

TST001 heparin-stops-every-loss: false, high severity
  --> post 2 of 2, an answer, by K.S.
  |
  | Heparin prevents 日本 miscarriage!
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = kept back: the post denies it
  = claim: Heparin prevents every miscarriage.
  = guidance: as told above for TST001
  = more: threadlint explain TST001

1 thread, 2 posts
drugs named: heparin (1)
1 flag: 1 high; 1 kept back
";
    assert_eq!(written(&Text::new(), &[(thread, report)]), expected);
}

#[test]
fn text_where_nothing_was_found() {
    assert_eq!(
        written(&Text::new(), &[]),
        "0 threads, 0 posts\ndrugs named: none\nnothing flagged\n"
    );
}

#[test]
fn colour_changes_nothing_else() {
    let one = [flagged("Heparin prevents miscarriage.", "prevents miscarriage")];
    let (plain, colored) = (written(&Text::new(), &one), written(&Text::new().color(true), &one));
    assert!(!plain.contains('\u{1b}') && colored.contains('\u{1b}'));
    let mut parts = colored.split('\u{1b}');
    let stripped: String =
        parts.next().into_iter().chain(parts.map(|part| part.split_once('m').unwrap().1)).collect();
    assert_eq!(stripped, plain);
}

#[test]
fn a_report_that_does_not_fit_its_thread_is_shown_as_far_as_it_goes() {
    let (thread, mut report) = flagged("Heparin prevents miscarriage.", "prevents miscarriage");
    report.flags[0].span = Span::new(3, 4000);
    report.flags.push(Flag { post: 99, ..report.flags[0].clone() });
    let text = written(&Text::new(), &[(thread, report)]);
    assert_eq!(text.matches("  | prevents miscarriage\n").count(), 2, "{text}");
}

#[test]
fn json_is_one_object_and_json_lines_are_its_threads() {
    let two = [
        flagged("Heparin prevents miscarriage.", "prevents"),
        flagged("Aspirin and heparin.", "heparin"),
    ];
    let all: Value = serde_json::from_str(&written(&Json, &two)).unwrap();
    let lines: Vec<Value> =
        written(&JsonLines, &two).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(all["schema"], "threadlint/report/1");
    assert_eq!(all["threads"].as_array().unwrap(), &lines);
    assert_eq!(all["summary"]["drugs"]["heparin"]["threads"], 2);
    assert_eq!(all["summary"]["flags"]["severity"]["high"], 2);
    assert_eq!(lines[0]["flags"][0]["span"], serde_json::json!([8, 16]));
    let none: Value = serde_json::from_str(&written(&Json, &[])).unwrap();
    assert_eq!(none["threads"], serde_json::json!([]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_is_too_wide_and_nothing_hidden_gets_through(
        before in "(?s).{0,80}", marked in "(?s).{1,80}", behind in "(?s).{0,80}", width in 40_usize..120,
    ) {
        let text = format!("{before}{marked}{behind}");
        let mut thread = Thread::from_text(text.as_str());
        thread.posts[0].author = Some(marked.clone());
        let mut report = flagged("x", "x").1;
        let span = Span::new(before.len() as u32, (before.len() + marked.len()) as u32);
        report.flags = vec![flag(0, span, &marked)];
        report.title = Some(behind);
        let out = written(&Text::new().width(width), &[(thread, report)]);
        let hidden = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
        prop_assert!(!out.contains(hidden), "{out:?}");
        let quoted = out.lines().filter(|line| line.starts_with("  | "));
        for line in quoted {
            prop_assert!(columns(line) <= width.max(12), "{line}");
        }
    }
}
