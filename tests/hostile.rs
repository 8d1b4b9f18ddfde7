//! Posts that somebody wrote to make a scan slow or to break it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use threadlint::{
    dosage::{Dosage, parse},
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

/// What a text says, with nothing wrong in itself, and the same again when it is read as it is said.
fn sound(text: &str) -> Vec<Dosage> {
    let dosages: Vec<Dosage> = parse(text).into_iter().map(|read| read.dosage).collect();
    for dosage in &dosages {
        assert_eq!(dosage.problems(), [], "{text}");
        let said = dosage.to_string();
        let again: Vec<Dosage> = parse(&said).into_iter().map(|read| read.dosage).collect();
        assert_eq!(again, std::slice::from_ref(dosage), "{said:?} of {text:?}");
    }
    dosages
}

#[test]
fn strengths_behind_slashes_take_linear_time() {
    assert_linear_post("5 mg", "/5 mg");
}

#[test]
fn a_number_beyond_all_doses_is_none() {
    let nines = "9".repeat(400);
    for text in [
        "2 x NINES mg daily",
        "NINES mg daily",
        "max NINES mg a day, 2 tablets daily",
        "2 tablets daily for NINES days",
        "2 tablets daily xNINES days",
        "2 tablets daily NINES/7",
        "1 day NINES times",
        "100000 x 99999999999 mg",
        "4-6 x 0 mg",
    ] {
        sound(&text.replace("NINES", &nines));
    }
    let read = parse(&format!("2 tablets daily from 9 to {nines} weeks of pregnancy"));
    assert!(read.iter().all(|read| !format!("{:?}", read.course).contains("inf")), "{read:?}");
}

#[test]
fn what_cannot_be_counted_is_no_frequency() {
    for text in [
        "2 to 99999999999 times a day",
        "2 tablets max 99999999999 times a day",
        "1 day 99999999999 times",
        "1 week two hundred times",
    ] {
        sound(text);
    }
}

#[test]
fn a_most_in_no_time_is_none() {
    assert_eq!(sound("max 4 in 0 days"), []);
    sound("q6h max 0 days");
    sound("6 tablets per 0 days");
    sound("2 tablets every 6 hours max 4 per 0 hours");
}

#[test]
fn hours_go_from_the_fewer_to_the_more() {
    for text in ["4 hrly or 3 hrly", "2-4 hourly or 3 hourly"] {
        assert!(!sound(text).is_empty(), "{text}");
    }
}

#[test]
fn a_strength_behind_a_slash_leaves_the_dose_before_it() {
    for text in ["500 mg/125 mg", "5 mg/2 tablets", "4 mg (/half 8 mg tablet)"] {
        assert_eq!(sound(text).len(), 2, "{text}");
    }
    assert_eq!(sound("250 mg/5 ml").len(), 1);
}

#[test]
fn a_dose_does_not_hang_on_the_last_mark_of_the_post() {
    assert_eq!(sound("Take 20 mg. Thanks /"), sound("Take 20 mg. Thanks"));
}

#[test]
fn odd_measures_and_ways_are_read_as_they_are_said() {
    for text in ["2 litres", "1 oz daily", "2 chews daily", "otic q6h", "ophthalmic prn 1 drop"] {
        assert_eq!(sound(text).len(), 1, "{text}");
    }
    sound("1/3 dose; 6");
    sound("max 5/7 months at bedtime");
    sound("max 5/5 minutes at bedtime");
}

#[test]
fn what_else_is_told_ends_where_its_words_end() {
    for text in [
        "q6h as directed, 2 with breakfast",
        "twice a day as directed, one in the morning and one at night",
        "5 g for a.m.",
        "daily shot by injection",
    ] {
        let told = sound(text).into_iter().find_map(|dosage| dosage.patient_instruction);
        assert!(told.is_none_or(|told| told == "as directed"), "{text}");
    }
}
