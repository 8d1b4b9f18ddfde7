//! Generated dosages: everything that people write and the types can say.

#![allow(clippy::unnecessary_wraps)] // the fields are options, and so is the short name for their values

use proptest::{
    option,
    prelude::*,
    sample::{select, subsequence},
};
use threadlint::extract::dosage::{
    Comparator, Decimal, Dosage, DoseAndRate, DoseRange, InWords, Quantity, Ratio, Repeat, Timing,
};

const MEASURES: &[&str] =
    &["mg", "ug", "g", "mL", "[IU]", "meq", "mmol", "mg/kg", "ug/kg", "[tsp_us]", "[tbs_us]"];
const FORMS: &[&str] = &[
    "tablet",
    "capsule",
    "pill",
    "drop",
    "puff",
    "patch",
    "spray",
    "suppository",
    "injection",
    "gummy",
    "lozenge",
    "vial",
    "application",
];
/// Ways into the body, places on it, and what goes together of them.
const WAYS: &[(&str, &str)] = &[
    ("oral", ""),
    ("sublingual", ""),
    ("inhaled", ""),
    ("nasal", ""),
    ("vaginal", ""),
    ("rectal", ""),
    ("intravenous", ""),
    ("intramuscular", ""),
    ("subcutaneous", ""),
    ("topical", ""),
    ("intravenous", "left arm"),
    ("intramuscular", "thigh"),
    ("intramuscular", "buttock"),
    ("subcutaneous", "abdomen"),
    ("subcutaneous", "right thigh"),
    ("topical", "face"),
    ("topical", "scalp"),
    ("ophthalmic", "left eye"),
    ("otic", "right ear"),
    ("ophthalmic", "both eyes"),
    ("nasal", "each nostril"),
    ("", "abdomen"),
];
const PARTS: &[&str] = &["MORN", "NOON", "AFT", "EVE", "NIGHT", "HS", "WAKE"];
const MEALS: &[&str] =
    &["C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV"];
const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const TIMES: &[&str] = &["06:30:00", "08:00:00", "12:00:00", "14:15:00", "20:00:00", "22:00:00"];
const TOLD: &[&str] = &["for pain", "as directed", "for high blood pressure", "for nausea"];

fn one(value: f64) -> Option<Decimal> {
    Some(Decimal(value))
}

/// How much at a time.
fn dose() -> impl Strategy<Value = DoseAndRate> {
    let measured = (
        select(vec![0.5, 1.0, 2.5, 5.0, 12.5, 40.0, 75.0, 300.0, 1000.0, 5000.0]),
        select(MEASURES),
    );
    let counted = (select(vec![0.25, 0.5, 1.0, 1.0 / 3.0, 1.5, 2.0, 3.0, 10.0]), select(FORMS));
    let amount = prop_oneof![measured, counted];
    (amount, 0..5, 1..4u32).prop_map(|((value, unit), shape, more)| {
        let quantity = Quantity::new(value, Some(unit));
        // A third is written as a fraction, which stands in no range.
        let range = match shape {
            0 if !(0.3..0.4).contains(&value.fract()) => {
                let high = Quantity::new(value * f64::from(more + 1), Some(unit));
                DoseRange { low: Some(quantity), high: Some(high) }
            }
            1 => DoseRange { low: None, high: Some(quantity) },
            _ => return DoseAndRate { dose_quantity: Some(quantity), dose_range: None },
        };
        DoseAndRate { dose_quantity: None, dose_range: Some(range) }
    })
}

/// How often.
fn rhythm() -> impl Strategy<Value = Repeat> {
    let times = (1..=6u32, 1..=3u32, 0..4);
    let every = (1..=12u32, 1..=4u32, 0..3);
    (times, every, 0..3).prop_map(|((times, more, how), (period, longer, span), which)| {
        let mut repeat = Repeat { frequency: one(1.0), ..Repeat::default() };
        if which == 0 {
            // "every 4-6 hours"
            repeat.period = one(f64::from(period));
            repeat.period_max = (span == 0).then(|| Decimal(f64::from(period + longer)));
            repeat.period_unit = Some(["h", "d", "wk", "mo"][more as usize]);
        } else {
            // "1-2 times a day", "up to 3 times a week", "twice every 3 days"
            let high = Decimal(f64::from(times + more));
            (repeat.frequency, repeat.frequency_max) = match how {
                0 => (one(f64::from(times)), Some(high)),
                1 => (None, Some(high)),
                _ => (one(f64::from(times)), None),
            };
            repeat.period = one(if which == 1 { 1.0 } else { f64::from(longer) });
            repeat.period_unit = Some(["d", "d", "wk", "mo", "a"][more as usize]);
        }
        repeat
    })
}

/// When: parts of the day, each with or without a meal, or meals, or times of the clock; and weekdays.
fn moments() -> impl Strategy<Value = Repeat> {
    let parts = subsequence(PARTS, 1..=3);
    let meals = subsequence(MEALS, 1..=3);
    let at = (parts, meals, subsequence(TIMES, 1..=3), 0..6);
    let days = prop_oneof![3 => Just(Vec::new()), 1 => subsequence(DAYS, 1..=3)];
    (at, days).prop_map(|((parts, meals, times, how), day_of_week)| {
        let (when, times) = match how {
            0 => (parts, Vec::new()),
            1 => (meals, Vec::new()),
            2 => (vec![parts[0], meals[0]], Vec::new()),
            3 => (
                parts.into_iter().zip(meals).flat_map(|(part, meal)| [part, meal]).collect(),
                Vec::new(),
            ),
            4 => (Vec::new(), times),
            _ => (Vec::new(), Vec::new()),
        };
        let time_of_day = times.into_iter().map(str::to_owned).collect();
        Repeat { when, time_of_day, day_of_week, ..Repeat::default() }
    })
}

/// How long.
fn length() -> impl Strategy<Value = Repeat> {
    let unit = select(vec!["d", "wk", "mo", "a"]);
    (1..=14u32, 1..=6u32, unit, 0..8).prop_map(|(value, more, unit, how)| {
        let quantity = Quantity::new(f64::from(value), Some(unit));
        let mut repeat = Repeat::default();
        match how {
            0 | 1 => repeat.bounds_duration = Some(quantity),
            2 => {
                repeat.bounds_duration =
                    Some(Quantity { comparator: Some(Comparator::AtMost), ..quantity });
            }
            3 => {
                repeat.duration = one(f64::from(value));
                repeat.duration_max = one(f64::from(value + more));
                repeat.duration_unit = Some(unit);
            }
            4 => repeat.count = one(f64::from(value)),
            _ => {}
        }
        repeat
    })
}

/// The most that is allowed, of a dose.
fn most(dose: Option<&DoseAndRate>, (times, per): (u32, (f64, &'static str))) -> Ratio {
    let unit = dose.and_then(|dose| {
        let range = dose.dose_range.as_ref();
        let quantity = dose.dose_quantity.as_ref().or(range.and_then(|range| range.high.as_ref()));
        quantity.and_then(|quantity| quantity.unit)
    });
    Ratio {
        numerator: Quantity::new(f64::from(times), unit.or(Some("tablet"))),
        denominator: Quantity::new(per.0, Some(per.1)),
    }
}

/// A dosage that says how much or how often, or both, and whatever else.
pub(crate) fn dosage() -> impl Strategy<Value = Dosage> {
    let dose = option::weighted(0.8, dose());
    let when = (option::weighted(0.7, rhythm()), option::weighted(0.5, moments()), length());
    let way = option::weighted(0.5, select(WAYS));
    let per = select(vec![(1.0, "d"), (24.0, "h"), (1.0, "wk"), (2.0, "d")]);
    let max = option::weighted(0.2, (2..=12u32, per));
    let rest = (any::<bool>(), max, option::weighted(0.15, select(TOLD)));
    (dose, when, way, rest).prop_map(
        |(dose, (rhythm, moments, length), way, (needed, max, told))| {
            let rhythm = match (&dose, rhythm) {
                (None, None) => Some(Repeat {
                    frequency: one(2.0),
                    period: one(1.0),
                    period_unit: Some("d"),
                    ..Repeat::default()
                }),
                (_, rhythm) => rhythm,
            };
            let moments = moments.unwrap_or_default();
            let repeat = Repeat {
                bounds_duration: length.bounds_duration,
                count: length.count,
                duration: length.duration,
                duration_max: length.duration_max,
                duration_unit: length.duration_unit,
                day_of_week: moments.day_of_week,
                time_of_day: moments.time_of_day,
                when: moments.when,
                ..rhythm.unwrap_or_default()
            };
            let (route, site) = way.unwrap_or_default();
            let words = |text: &str| (!text.is_empty()).then(|| InWords { text: text.to_owned() });
            Dosage {
                sequence: None,
                patient_instruction: told.map(str::to_owned),
                timing: (!repeat.is_empty()).then_some(Timing { repeat }),
                as_needed_boolean: needed.then_some(true),
                site: words(site),
                route: words(route),
                max_dose_per_period: max.map(|max| most(dose.as_ref(), max)),
                dose_and_rate: dose.into_iter().collect(),
            }
        },
    )
}
