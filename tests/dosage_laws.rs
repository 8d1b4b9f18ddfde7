//! The laws of a dosage over generated ones: what is valid has no problem, each rule of FHIR R4 is seen when it is broken, what is written
//! as JSON holds nothing empty.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

mod dosages;

use std::collections::BTreeMap;

use dosages::dosage;
use proptest::prelude::*;
use serde_json::Value;
use threadlint::extract::dosage::{
    Comparator, Decimal, Dosage, DoseAndRate, DoseRange, InWords, Quantity, Ratio, Repeat, Timing,
    UCUM,
};

/// The places of what is empty in a value.
fn empty(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Null => found.push(format!("{at} is null")),
        Value::String(text) if text.is_empty() => found.push(format!("{at} has no letter")),
        Value::Array(items) => {
            if items.is_empty() {
                found.push(format!("{at} has no item"));
            }
            for item in items {
                empty(item, &format!("{at}[]"), found);
            }
        }
        Value::Object(entries) => {
            if entries.is_empty() {
                found.push(format!("{at} has no entry"));
            }
            for (key, entry) in entries {
                empty(entry, &format!("{at}.{key}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_people_write_has_no_problem(dosage in dosage()) {
        prop_assert_eq!(dosage.problems(), []);
    }

    #[test]
    fn nothing_empty_is_written(dosage in dosage()) {
        let json = serde_json::to_value(&dosage).unwrap();
        let mut found = Vec::new();
        empty(&json, "dosage", &mut found);
        prop_assert!(found.is_empty(), "{:?} in {}", found, json);
    }

    #[test]
    fn a_length_is_written_with_system_and_code(dosage in dosage()) {
        let json = serde_json::to_value(&dosage).unwrap();
        let lengths = [&json["timing"]["repeat"]["boundsDuration"], &json["maxDosePerPeriod"]["denominator"]];
        for length in lengths.into_iter().filter(|length| !length.is_null()) {
            prop_assert_eq!(&length["system"], UCUM);
            prop_assert_eq!(&length["code"], &length["unit"]);
            prop_assert!(length["value"].is_number());
        }
        // A count or a frequency is a whole number in JSON, too.
        for key in ["count", "frequency", "frequencyMax"] {
            let value = &json["timing"]["repeat"][key];
            prop_assert!(value.is_null() || value.as_u64().is_some_and(|value| value > 0), "{}", value);
        }
    }

    #[test]
    fn an_instruction_is_one_tidy_line(dosage in dosage()) {
        let text = dosage.to_string();
        let is_tidy = !text.is_empty() && text.trim() == text && !text.contains("  ")
            && !text.contains(" ,") && !text.contains(['[', '\n', '_']);
        prop_assert!(is_tidy, "{:?}", text);
    }

    #[test]
    fn different_dosages_are_told_in_different_words(dosages in prop::collection::vec(dosage(), 2..40)) {
        let mut told: BTreeMap<String, Dosage> = BTreeMap::new();
        for dosage in dosages {
            let known = told.entry(dosage.to_string()).or_insert_with(|| dosage.clone());
            prop_assert_eq!(&*known, &dosage);
        }
    }
}

fn timed(repeat: Repeat) -> Dosage {
    Dosage { timing: Some(Timing { repeat }), ..Dosage::default() }
}

fn dosed(dose_quantity: Option<Quantity>, dose_range: Option<DoseRange>) -> Dosage {
    Dosage { dose_and_rate: vec![DoseAndRate { dose_quantity, dose_range }], ..Dosage::default() }
}

fn most(numerator: Quantity, denominator: Quantity) -> Dosage {
    Dosage { max_dose_per_period: Some(Ratio { numerator, denominator }), ..Dosage::default() }
}

fn keys(dosage: &Dosage) -> Vec<&'static str> {
    dosage.problems().iter().map(|problem| problem.key).collect()
}

#[test]
fn each_rule_of_a_timing_is_seen_when_it_is_broken() {
    let number = |value| Some(Decimal(value));
    let time = |value: f64, unit| Some(Quantity::new(value, unit));
    let no = Repeat::default;
    let broken = [
        ("ele-1", no()),
        ("tim-1", Repeat { duration: number(2.0), ..no() }),
        ("tim-2", Repeat { period: number(2.0), ..no() }),
        ("tim-4", Repeat { duration: number(-2.0), duration_unit: Some("d"), ..no() }),
        ("tim-5", Repeat { period: number(-2.0), period_unit: Some("d"), ..no() }),
        ("tim-6", Repeat { period_max: number(2.0), period_unit: Some("d"), ..no() }),
        ("tim-7", Repeat { duration_max: number(2.0), duration_unit: Some("d"), ..no() }),
        ("tim-10", Repeat { time_of_day: vec!["08:00:00".into()], when: vec!["HS"], ..no() }),
        ("drt-1", Repeat { bounds_duration: time(2.0, None), ..no() }),
        ("drt-1", Repeat { bounds_duration: time(2.0, Some("mg")), ..no() }),
        ("drt-1", Repeat { bounds_duration: time(2.0, Some("cycle")), ..no() }),
        ("ele-1", Repeat { bounds_duration: Some(Quantity::default()), ..no() }),
        ("length", Repeat { bounds_duration: time(-2.0, Some("d")), ..no() }),
        ("positiveInt", Repeat { count: number(0.0), ..no() }),
        ("positiveInt", Repeat { frequency: number(0.5), ..no() }),
        ("positiveInt", Repeat { frequency_max: number(3e9), ..no() }),
        ("positiveInt", Repeat { frequency: number(f64::NAN), ..no() }),
        ("max", Repeat { frequency: number(3.0), frequency_max: number(2.0), ..no() }),
        (
            "max",
            Repeat { period: number(6.0), period_max: number(4.0), period_unit: Some("h"), ..no() },
        ),
        (
            "max",
            Repeat {
                duration: number(6.0),
                duration_max: number(4.0),
                duration_unit: Some("h"),
                ..no()
            },
        ),
        ("length", Repeat { period: number(0.0), period_unit: Some("h"), ..no() }),
        ("decimal", Repeat { period: number(f64::INFINITY), period_unit: Some("h"), ..no() }),
        ("units-of-time", Repeat { period: number(6.0), period_unit: Some("hour"), ..no() }),
        ("units-of-time", Repeat { duration: number(6.0), duration_unit: Some("ms"), ..no() }),
        ("days-of-week", Repeat { day_of_week: vec!["Monday"], ..no() }),
        ("event-timing", Repeat { when: vec!["MORN", "TEA"], ..no() }),
    ];
    for (key, repeat) in broken {
        assert_eq!(keys(&timed(repeat.clone())), [key], "{repeat:?}");
    }
}

#[test]
fn each_rule_of_an_amount_is_seen_when_it_is_broken() {
    let mg = |value: f64| Quantity::new(value, Some("mg"));
    let no = Quantity::default;
    let range = |low, high| dosed(None, Some(DoseRange { low, high }));
    let broken = [
        ("ele-1", dosed(None, None)),
        ("ele-1", dosed(Some(no()), None)),
        ("ele-1", range(None, None)),
        ("ele-1", dosed(Some(Quantity::new(1.0, Some(""))), None)),
        ("choice", dosed(Some(mg(1.0)), Some(DoseRange { low: None, high: Some(mg(2.0)) }))),
        ("sqty-1", dosed(Some(Quantity { comparator: Some(Comparator::AtMost), ..mg(1.0) }), None)),
        ("sqty-1", range(None, Some(Quantity { comparator: Some(Comparator::AtMost), ..mg(1.0) }))),
        ("rng-2", range(Some(mg(2.0)), Some(mg(1.0)))),
        ("rng-2", range(Some(mg(500.0)), Some(Quantity::new(1000.0, Some("g"))))),
        ("decimal", dosed(Some(mg(f64::NAN)), None)),
        ("ucum", dosed(Some(Quantity::new(5.0, Some("mcg"))), None)),
        ("ucum", dosed(Some(Quantity::new(5.0, Some("IU/kg"))), None)),
        ("length", most(mg(4000.0), mg(1.0))),
        ("length", most(mg(4000.0), Quantity::new(0.0, Some("d")))),
    ];
    for (key, dosage) in broken {
        assert_eq!(keys(&dosage), [key], "{dosage:?}");
    }
    assert_eq!(keys(&most(mg(4000.0), no())), ["rat-1", "ele-1", "length"]);
}

#[test]
fn words_without_a_letter_and_steps_without_end_are_seen() {
    let blank = || Some(InWords { text: " ".into() });
    let dosage = Dosage {
        sequence: Some(u32::MAX),
        patient_instruction: Some(String::new()),
        site: blank(),
        route: blank(),
        ..Dosage::default()
    };
    assert_eq!(keys(&dosage), ["integer", "ele-1", "ele-1", "ele-1"]);
}

#[test]
fn a_time_of_day_has_hours_minutes_and_seconds() {
    let problems = |time: &str| {
        let time_of_day = vec![time.to_owned()];
        timed(Repeat { time_of_day, ..Repeat::default() }).problems().len()
    };
    for good in ["00:00:00", "08:30:00", "23:59:60", "12:00:00.250"] {
        assert_eq!(problems(good), 0, "{good}");
    }
    for bad in [
        "",
        "8:00:00",
        "08:00",
        "24:00:00",
        "08:60:00",
        "08:00:61",
        "08:00:00.",
        "08:00:0a",
        "+8:00:00",
        "08:00:00:00",
    ] {
        assert_eq!(problems(bad), 1, "{bad}");
    }
}
