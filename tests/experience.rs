//! Who took what, for what, in which course, and what came of it.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::sync::LazyLock;

use threadlint::{
    extract::{
        assertion::Experiencer,
        attempt::AttemptOf,
        outcome::{Evidence, OutcomeKind, Severity},
    },
    scan::{ExperienceReport, OutcomeReport, Scanner, ThreadReport},
    thread::Thread,
};

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::builtin().unwrap());

fn scan(text: &str) -> ThreadReport {
    SCANNER.scan(&Thread::from_text(text))
}

fn kinds(report: &ThreadReport, experience: &ExperienceReport) -> Vec<OutcomeKind> {
    experience.outcomes.iter().map(|&at| report.outcomes[at as usize].kind).collect()
}

fn outcome(text: &str, kind: OutcomeKind) -> OutcomeReport {
    let report = scan(text);
    let found = report.outcomes.iter().find(|outcome| outcome.kind == kind);
    found.unwrap_or_else(|| panic!("no {kind:?} in {text:?}: {:#?}", report.outcomes)).clone()
}

#[test]
fn people_are_kept_apart() {
    let report = scan(
        "My mother took metformin for diabetes and got diarrhea. I took metformin for PCOS and it worked.",
    );
    let records: Vec<_> = { report.experiences.iter() }
        .map(|record| (record.experiencer, record.indication.as_deref(), kinds(&report, record)))
        .collect();
    assert_eq!(
        records,
        [
            (Experiencer::Relative, Some("diabetes"), vec![OutcomeKind::AdverseEvent]),
            (Experiencer::Own, Some("polycystic ovary syndrome"), vec![OutcomeKind::Benefit]),
        ]
    );
}

/// The persons and drugs of the records.
fn persons(text: &str) -> Vec<(String, String)> {
    let records = scan(text).experiences;
    { records.into_iter() }
        .map(|record| (record.person.unwrap_or_default(), record.drug.to_string()))
        .collect()
}

#[test]
fn relatives_and_friends_are_kept_apart() {
    for (text, want) in [
        (
            "My mother took heparin. My sister took heparin too.",
            &[("mother", "heparin"), ("sister", "heparin")][..],
        ),
        ("My mom took heparin. She was fine on heparin.", &[("mom", "heparin")]),
        ("My Mother took heparin. My mom's heparin worked.", &[("mother", "heparin")]),
        (
            "A friend of mine took heparin. Another friend took heparin and aspirin.",
            &[("friend", "heparin"), ("friend", "heparin"), ("friend", "aspirin")],
        ),
        (
            "My sister took heparin. My friend took heparin. My sister took aspirin as well.",
            &[("sister", "heparin"), ("friend", "heparin"), ("sister", "aspirin")],
        ),
        (
            "My mother took heparin. My brother took aspirin. She took metformin too.",
            &[("mother", "heparin"), ("brother", "aspirin"), ("mother", "metformin")],
        ),
        (
            "My younger sister took heparin. My older sister took heparin.",
            &[("sister", "heparin"), ("sister", "heparin")],
        ),
        (
            "My mother took heparin. My mother-in-law took heparin.",
            &[("mother", "heparin"), ("mother", "heparin")],
        ),
        (
            "My father took heparin. My husband is well but his father took heparin.",
            &[("father", "heparin"), ("father", "heparin")],
        ),
        ("I took heparin. My son took heparin.", &[("", "heparin"), ("son", "heparin")]),
    ] {
        let want: Vec<(String, String)> =
            want.iter().map(|(person, drug)| (person.to_string(), drug.to_string())).collect();
        assert_eq!(persons(text), want, "{text}");
    }
}

#[test]
fn a_reason_is_of_the_person_who_has_it() {
    let report = scan(
        "My mother took metformin for diabetes. My sister took metformin for PCOS. She loved the metformin.",
    );
    let records: Vec<_> = { report.experiences.iter() }
        .map(|record| {
            (record.person.as_deref(), record.indication.as_deref(), record.mentions.len())
        })
        .collect();
    assert_eq!(
        records,
        [
            (Some("mother"), Some("diabetes"), 1),
            (Some("sister"), Some("polycystic ovary syndrome"), 2),
        ]
    );
}

#[test]
fn pregnancies_are_kept_apart() {
    let report = scan(
        "With my first pregnancy I took aspirin and miscarried at 9 weeks. \
         With my second pregnancy I took heparin and aspirin. Our son was born at 39 weeks.",
    );
    let records: Vec<_> = { report.experiences.iter() }
        .map(|record| {
            let attempt = record.attempt.unwrap();
            assert_eq!(attempt.of, AttemptOf::Pregnancy);
            (record.drug.as_str(), attempt.number, kinds(&report, record))
        })
        .collect();
    assert_eq!(records[0], ("aspirin", Some(1), vec![OutcomeKind::PregnancyLoss]));
    assert!(records.contains(&("heparin", Some(2), vec![])) || records.len() == 3, "{records:?}");
    let births = records.iter().filter(|(.., kinds)| kinds.contains(&OutcomeKind::LiveBirth));
    assert!(births.clone().count() == 1 && births.clone().all(|(_, number, _)| *number == Some(2)));
}

#[test]
fn a_drug_begun_again_is_another_course() {
    let report =
        scan("I stopped Zoloft in 2015. Two years later I started Zoloft again, 50 mg a day.");
    let courses: Vec<_> =
        report.experiences.iter().map(|record| (record.drug.as_str(), record.course)).collect();
    assert_eq!(courses, [("sertraline", 1), ("sertraline", 2)]);
}

#[test]
fn a_change_is_told_of_both_drugs() {
    let report = scan("I took Zoloft for a year. Then my doctor switched me to Lexapro 10 mg.");
    let switch = |drug: &str| {
        let record = report.experiences.iter().find(|record| record.drug == drug).unwrap();
        let switch = &record.switches[0];
        (switch.from.clone().unwrap(), switch.to.clone().unwrap())
    };
    for drug in ["sertraline", "escitalopram"] {
        assert_eq!(switch(drug), ("sertraline".into(), "escitalopram".into()));
    }
}

#[test]
fn what_is_not_taken_makes_no_record() {
    for text in [
        "I never took heparin.",
        "My doctor told me to take heparin, but I said no.",
        "Has anyone taken heparin?",
        "You should try melatonin.",
        "If I had taken aspirin it might have helped.",
        "Heparin does not cross the placenta.",
    ] {
        assert_eq!(scan(text).experiences, [], "{text}");
    }
}

#[test]
fn everything_in_a_record_is_named_by_its_place() {
    let text = "I took heparin twice a day for APS. It gave me bruises.";
    let report = scan(text);
    let [record] = report.experiences.as_slice() else { panic!("{:#?}", report.experiences) };
    let words = |start: u32, end: u32| &text[start as usize..end as usize];
    let mention = &report.mentions[record.mentions[0] as usize];
    assert_eq!(words(mention.span.start, mention.span.end), "heparin");
    let reason = &report.mentions[record.indication_mention.unwrap() as usize];
    assert_eq!(reason.text, "APS");
    assert_eq!(report.dosages[record.dosages[0] as usize].text, "heparin twice a day");
    assert_eq!(kinds(&report, record), [OutcomeKind::AdverseEvent]);
}

#[test]
fn an_outcome_says_what_ties_it_to_its_drug() {
    let tie = |text: &str, kind| {
        let found = outcome(text, kind);
        (found.drug.unwrap().to_string(), found.tie.unwrap().evidence)
    };
    assert_eq!(
        tie("Heparin gave me bruises.", OutcomeKind::AdverseEvent),
        ("heparin".into(), Evidence::Stated)
    );
    assert_eq!(
        tie("I had awful headaches from the nifedipine.", OutcomeKind::AdverseEvent),
        ("nifedipine".into(), Evidence::Stated)
    );
    assert_eq!(
        tie("I took Zoloft and got headaches.", OutcomeKind::AdverseEvent),
        ("sertraline".into(), Evidence::Implied)
    );
    assert_eq!(
        tie("I take Zoloft. My mother visits often. I have headaches.", OutcomeKind::AdverseEvent),
        ("sertraline".into(), Evidence::CoMentioned)
    );
    let text = "I took Zoloft. It did nothing for me, so they gave me Lexapro.";
    assert_eq!(tie(text, OutcomeKind::NoEffect), ("sertraline".into(), Evidence::Implied));
    assert_eq!(
        tie("Thanks to metformin I am so much better.", OutcomeKind::Benefit).0,
        "metformin"
    );
}

#[test]
fn an_outcome_says_how_bad_it_was_and_when_it_began() {
    let found =
        outcome("I took Zoloft and had severe nausea after three days.", OutcomeKind::AdverseEvent);
    assert_eq!(found.severity, Some(Severity::Severe));
    let onset = found.onset.unwrap();
    assert!((onset.value.0 - 3.0).abs() < f64::EPSILON && onset.unit == "d", "{onset:?}");
    let found = outcome("The Zoloft gave me mild headaches right away.", OutcomeKind::AdverseEvent);
    assert_eq!(found.severity, Some(Severity::Mild));
    assert!(found.onset.unwrap().value.0.abs() < f64::EPSILON);
    let found = outcome("The Zoloft gave me headaches.", OutcomeKind::AdverseEvent);
    assert_eq!((found.severity, found.onset), (None, None));
}

#[test]
fn the_reason_for_a_drug_is_no_harm_of_it() {
    for text in [
        "I take sumatriptan for migraines.",
        "I was depressed, so I started Zoloft.",
        "My dermatologist put me on tretinoin because of my acne.",
    ] {
        assert_eq!(scan(text).outcomes, [], "{text}");
    }
}
