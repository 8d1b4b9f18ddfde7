//! A [`Dosage`] as a short English instruction, in the one order and the one wording that can be read back.
//!
//! How much, which way, how often, when, only as needed, for how long; then, behind commas, the most that is allowed and what else is told.
//! `sequence` is left to whoever shows several.
//!
//! Laws: nothing is added to what the structure says; numbers are digits; reading the instruction gives the same structure again.
//!
//! ```
//! use threadlint::extract::dosage::{Decimal, Dosage, DoseAndRate, Quantity, Repeat, Timing};
//!
//! let repeat = Repeat {
//!     frequency: Some(Decimal(1.0)),
//!     period: Some(Decimal(1.0)),
//!     period_unit: Some("d"),
//!     when: vec!["MORN", "ACM"],
//!     bounds_duration: Some(Quantity::new(3.0, Some("d"))),
//!     ..Repeat::default()
//! };
//! let dosage = Dosage {
//!     dose_and_rate: vec![DoseAndRate {
//!         dose_quantity: Some(Quantity::new(40.0, Some("mg"))),
//!         dose_range: None,
//!     }],
//!     timing: Some(Timing { repeat }),
//!     ..Dosage::default()
//! };
//! assert_eq!(
//!     dosage.to_string(),
//!     "40 mg once a day in the morning before breakfast for 3 days"
//! );
//! ```

use std::{fmt, mem};

use super::{
    fhir::{Decimal, Dosage, DoseAndRate, Quantity, Range, Ratio, Repeat},
    say,
};

impl fmt::Display for Dosage {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = Said::of(self, None, false);
        let main = joined([said.dose, said.way, said.rhythm, said.length], " ");
        to.write_str(&joined([main, said.max, said.told], ", "))
    }
}

/// The parts of a dosage in words, each empty where nothing is said of it.
pub(super) struct Said {
    /// “2 tablets”
    pub(super) dose: String,
    /// “by mouth”, “in the left eye”
    pub(super) way: String,
    /// “twice a day in the morning and at bedtime as needed”
    pub(super) rhythm: String,
    /// “for 10 days”
    pub(super) length: String,
    /// “no more than 8 tablets in 24 hours”
    pub(super) max: String,
    /// “for pain”
    pub(super) told: String,
}

impl Said {
    /// The parts of a dosage; `strength` is what one of what is counted holds. Behind the name of a drug a bare number needs no more words:
    /// “atorvastatin 80”.
    pub(super) fn of(dosage: &Dosage, strength: Option<&Quantity>, is_named: bool) -> Self {
        let repeat = dosage.timing.as_ref().map(|timing| &timing.repeat);
        let said = |how: fn(&Repeat) -> String| repeat.map(how).unwrap_or_default();
        let needed = if dosage.as_needed_boolean == Some(true) { "as needed" } else { "" };
        let is_placed = dosage.route.is_some() || dosage.site.is_some();
        Self {
            dose: doses(dosage, strength, is_named),
            way: if is_placed { way(dosage) } else { String::new() },
            rhythm: joined([said(often), said(moments), needed.to_owned()], " "),
            length: said(length),
            max: dosage.max_dose_per_period.as_ref().map(most).unwrap_or_default(),
            told: dosage.patient_instruction.clone().unwrap_or_default(),
        }
    }
}

/// What is not empty, with something in between.
pub(super) fn joined<const N: usize>(mut parts: [String; N], between: &str) -> String {
    let mut said = parts.iter_mut().filter(|part| !part.is_empty());
    let Some(first) = said.next() else { return String::new() };
    let mut text = mem::take(first); // mostly it is all
    let mut said = said.peekable();
    if said.peek().is_some() {
        text.reserve(LONGER);
    }
    for part in said {
        text.push_str(between);
        text.push_str(part);
    }
    text
}

/// By so much what is joined is longer than its first part, mostly: room that is made at once.
const LONGER: usize = 40;

fn doses(dosage: &Dosage, strength: Option<&Quantity>, is_named: bool) -> String {
    let text = match dosage.dose_and_rate.as_slice() {
        [only] => dose(only, is_named),
        all => {
            let said = all.iter().map(|one| dose(one, is_named));
            say::list(&said.filter(|text| !text.is_empty()).collect::<Vec<_>>())
        }
    };
    match strength.map(say::quantity).filter(|strength| !strength.is_empty()) {
        None => text,
        Some(strength) if text.is_empty() => strength,
        // "20 mg tablets", but "2 tablets of 20 mg"
        Some(strength) if !text.contains(|c: char| c.is_ascii_digit()) => {
            format!("{strength} {text}")
        }
        Some(strength) => format!("{text} of {strength}"),
    }
}

fn dose(dose: &DoseAndRate, is_named: bool) -> String {
    let one = dose.dose_quantity.as_ref().map(|quantity| match quantity {
        // "2 3 times a day" would be two numbers in a row.
        Quantity { value: Some(_), unit: None, .. } if !is_named => {
            format!("{} at a time", say::quantity(quantity))
        }
        _ => say::quantity(quantity),
    });
    let range = dose.dose_range.as_ref().map(|one| range(one, is_named));
    joined([one.unwrap_or_default(), range.unwrap_or_default()], " ")
}

/// “1-2 tablets”, “500 mg to 1 g”, “up to 2 tablets”
fn range(Range { low, high }: &Range, is_named: bool) -> String {
    let text = match (low, high) {
        (None, None) => return String::new(),
        (None, Some(high)) => format!("up to {}", say::quantity(high)),
        (Some(low), None) => format!("at least {}", say::quantity(low)),
        (Some(low), Some(high)) => match (low.value, high.value, high.unit) {
            (Some(from), Some(to), Some(unit)) if low.unit.is_none_or(|low| low == unit) => {
                say::with_unit(&say::numbers(from, to), unit, to)
            }
            (Some(from), Some(to), None) if low.unit.is_none() => say::numbers(from, to),
            _ => format!("{} to {}", say::quantity(low), say::quantity(high)),
        },
    };
    let is_counted = [low, high].into_iter().flatten().any(|end| end.unit.is_some());
    if is_counted || is_named { text } else { format!("{text} at a time") }
}

/// Does a place name a part of the body?
fn is_at(site: &str, part: &str) -> bool {
    site.split(' ').any(|word| word.trim_end_matches('s') == part)
}

/// Which way into the body, and where on it.
fn way(dosage: &Dosage) -> String {
    let unit = dosage
        .dose_and_rate
        .iter()
        .find_map(|dose| dose.dose_quantity.as_ref().and_then(|quantity| quantity.unit));
    let site = dosage.site.as_ref().map_or("", |site| site.text.as_str());
    let route = dosage.route.as_ref().map_or("", |route| route.text.as_str());
    // "1 injection by injection", "into the eye in the left eye": said once is enough.
    let is_said = match route {
        "" => true,
        "injection" => unit == Some("injection"),
        "ophthalmic" | "eye" => is_at(site, "eye"),
        "otic" | "ear" => is_at(site, "ear"),
        "nasal" => is_at(site, "nostril"),
        _ => false,
    };
    let way = if is_said { String::new() } else { say::route(route) };
    let to = match (route, unit) {
        ("subcutaneous" | "intramuscular" | "intravenous", _) => "of",
        ("injection", _) | ("", Some("injection")) => "into",
        ("topical" | "transdermal", _) | ("", Some("patch")) => "on",
        _ => "in",
    };
    let first = site.split(' ').next().unwrap_or_default();
    let place = match first {
        "" => String::new(),
        "the" | "a" | "an" | "each" | "every" | "both" | "either" | "one" | "my" | "your"
        | "his" | "her" | "our" | "their" => format!("{to} {site}"),
        _ => format!("{to} the {site}"),
    };
    joined([way, place], " ")
}

/// “twice a day”, “every 4-6 hours”, “up to 3 times a week”
fn often(repeat: &Repeat) -> String {
    let times = match (repeat.frequency, repeat.frequency_max) {
        (None, None) => String::new(),
        (Some(least), Some(most)) => format!("{} times", say::numbers(least, most)),
        (Some(times), None) => how_often(times),
        (None, Some(most)) => format!("up to {}", how_often(most)),
    };
    let (Some(period), Some(unit)) = (repeat.period, repeat.period_unit) else { return times };
    let every = match repeat.period_max {
        None if period == Decimal(1.0) && times.is_empty() => format!("every {}", say::one(unit)),
        None if period == Decimal(1.0) => {
            let article = if unit == "h" { "an" } else { "a" };
            return format!("{times} {article} {}", say::one(unit));
        }
        None => format!("every {} {}", say::number(period), say::unit(unit, period)),
        Some(longest) => {
            format!("every {} {}", say::numbers(period, longest), say::unit(unit, longest))
        }
    };
    if times == "once" { every } else { joined([times, every], " ") }
}

fn how_often(times: Decimal) -> String {
    match times {
        Decimal(1.0) => "once".to_owned(),
        Decimal(2.0) => "twice".to_owned(),
        _ => format!("{} times", say::number(times)),
    }
}

/// “in the morning before breakfast and at bedtime on Monday”
fn moments(repeat: &Repeat) -> String {
    // A meal says more of the part of the day it stands behind; else each is a moment of its own.
    let mut parts: Vec<String> = Vec::new();
    let mut before = None;
    for code in &repeat.when {
        let behind_part = before.is_some_and(|before| !say::is_meal(before)) && say::is_meal(code);
        before = Some(*code);
        match parts.last_mut() {
            Some(part) if behind_part => *part = format!("{part} {}", say::when(code)),
            _ => parts.push(say::when(code).to_owned()),
        }
    }
    let at = |times: Vec<String>| match times.as_slice() {
        [] => String::new(),
        times => format!("at {}", say::list(times)),
    };
    let times = repeat.time_of_day.iter();
    let times = times.map(|time| time.strip_suffix(":00").unwrap_or(time).to_owned()).collect();
    let days: Vec<_> = repeat.day_of_week.iter().map(|day| say::weekday(day)).collect();
    let days = if days.is_empty() { String::new() } else { format!("on {}", say::list(&days)) };
    joined([say::list(&parts), at(times), days], " ")
}

/// “for up to 12 weeks”, “for 2-3 weeks”, “for 3 doses”
fn length(repeat: &Repeat) -> String {
    let bounds = repeat.bounds_duration.as_ref().map(say::quantity).unwrap_or_default();
    let bounds = if bounds.is_empty() { bounds } else { format!("for {bounds}") };
    let unit = repeat.duration_unit.unwrap_or_default();
    let course = match (repeat.duration, repeat.duration_max) {
        (Some(least), Some(most)) => {
            format!("for {}", say::with_unit(&say::numbers(least, most), unit, most))
        }
        (Some(length), None) => {
            format!("for {}", say::with_unit(&say::number(length), unit, length))
        }
        (None, Some(most)) => {
            format!("for up to {}", say::with_unit(&say::number(most), unit, most))
        }
        (None, None) => String::new(),
    };
    let count = match repeat.count {
        None => String::new(),
        Some(Decimal(1.0)) => "as a single dose".to_owned(),
        Some(count) => format!("for {}", say::with_unit(&say::number(count), "dose", count)),
    };
    joined([bounds, course, count], " ")
}

/// “no more than 8 tablets in 24 hours”, “no more than 3 per day”
fn most(Ratio { numerator, denominator }: &Ratio) -> String {
    let numerator = Quantity { comparator: None, ..numerator.clone() };
    let time = match (denominator.value, denominator.unit) {
        (Some(Decimal(1.0)), Some(unit)) => format!("per {}", say::one(unit)),
        // "in 7 months" is read as when.
        (Some(_), Some("min" | "mo" | "a")) => format!("per {}", say::quantity(denominator)),
        (Some(_), _) => format!("in {}", say::quantity(denominator)),
        (None, _) => String::new(),
    };
    joined(["no more than".to_owned(), say::quantity(&numerator), time], " ")
}
