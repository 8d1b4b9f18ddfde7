//! Posts that somebody wrote to make a scan slow or to break it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use threadlint::{
    scan::Scanner,
    thread::{Post, Role, Thread},
};

static SCANNER: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builder().level(3).show_suppressed(true).build().unwrap());

/// The shorter of two runs.
fn time(thread: &Thread) -> Duration {
    let run = || {
        let start = Instant::now();
        let _ = SCANNER.scan(thread);
        start.elapsed()
    };
    run().min(run())
}

/// Sixteen times the text takes about sixteen times as long, never anything near the square of it.
fn assert_linear(what: &str, thread: impl Fn(usize) -> Thread) {
    let (short, long) = (time(&thread(20_000)), time(&thread(320_000)));
    assert!(long < short * 64 + Duration::from_millis(200), "{what}: {short:?}, then {long:?}");
}

fn assert_linear_post(before: &str, piece: &str) {
    assert_linear(piece, |length| {
        Thread::from_text(before.to_owned() + &piece.repeat(length / piece.len()))
    });
}

#[test]
fn effects_without_a_drug_take_linear_time() {
    assert_linear_post("", "bruised ");
}

#[test]
fn doses_without_a_drug_take_linear_time() {
    assert_linear_post("", "bruised. 2 tablets twice a day. ");
    assert_linear_post("", "bruised. Stopped it. ");
}

#[test]
fn a_quotation_mark_before_a_long_post_takes_linear_time() {
    assert_linear_post("\"", "no bruising ");
    assert_linear_post("> ", "no bruising ");
}

#[test]
fn claims_with_an_exception_take_linear_time() {
    for rule in SCANNER.rules().iter().filter(|rule| !rule.applies_unless.is_empty()).take(6) {
        let claim = format!("{}\n\n", rule.flag_examples[0].text);
        assert_linear_post("", &claim);
    }
}

#[test]
fn many_answers_to_a_long_question_take_linear_time() {
    let rule = SCANNER.rules().iter().find(|rule| !rule.applies_unless.is_empty()).unwrap();
    let claim = &rule.flag_examples[0].text;
    assert_linear("answers", |length| {
        let mut thread = Thread::from_text("I was told to ask. ".repeat(length / 19));
        thread.posts[0].role = Role::Question;
        let answers = (0..length / 200).map(|_| Post::new(Role::Answer, claim.as_str()));
        thread.posts.extend(answers);
        thread
    });
}

#[test]
fn drugs_are_joined_within_their_sentence_and_each_once() {
    let list = "aspirin or ".repeat(2_000) + "heparin.\n\n";
    let thread = Thread::from_text(list + &"2 tablets twice a day.\n\n".repeat(50));
    let report = SCANNER.scan(&thread);
    assert!(!report.dosages.is_empty());
    assert!(report.dosages.iter().all(|dosage| dosage.also.len() <= 1));
}

#[test]
fn a_dose_inside_the_name_of_a_drug_is_no_panic() {
    for text in [
        "iron drops week transdermal",
        "headache. 24,312 CBD gummies day",
        "happy pills weeks alprazolam",
        "the blood 28 x 1688 omega-3 capsules Spravato",
    ] {
        let report = SCANNER.scan(&Thread::from_text(text));
        assert_eq!(report.posts.len(), 1);
    }
}
