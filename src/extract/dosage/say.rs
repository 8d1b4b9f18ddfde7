//! Numbers, units and codes in the words that people read: `[IU]` is “units”, `ug` is “mcg”, `ACM` is “before breakfast”.
//!
//! Laws: what is counted is in the plural where English wants it (“0.5 tablet”, “1 tablet”, “1.5 tablets”); a number is in digits, and in
//! all its digits, so that it can be read back.

use super::fhir::{Comparator, Decimal, Quantity, is_ucum};

/// A number in digits; thirds, which have no last digit, as a fraction.
pub(super) fn number(Decimal(value): Decimal) -> String {
    // Nearly all numbers are small and whole, and written sooner as such.
    #[allow(clippy::float_cmp, clippy::cast_sign_loss)]
    // it is compared with what it was rounded to
    if value >= 1.0 && f64::from(value as u32) == value {
        return (value as u32).to_string();
    }
    // A third is exactly the third that is read; so large a number that a third does not change it has none.
    #[allow(clippy::float_cmp)]
    let thirds = [1.0, 2.0]
        .into_iter()
        .find(|above| value.fract() != 0.0 && value.trunc() + above / 3.0 == value);
    match thirds {
        Some(above) if value >= 1.0 => format!("{} {above}/3", value.trunc()),
        Some(above) => format!("{above}/3"),
        None => value.to_string(),
    }
}

/// From one number to another: “1-2”.
pub(super) fn numbers(low: Decimal, high: Decimal) -> String {
    let (low, high) = (number(low), number(high));
    let plain = |text: &str| !text.contains(['/', '-']);
    if plain(&low) && plain(&high) { format!("{low}-{high}") } else { format!("{low} to {high}") }
}

/// “1st”, “22nd”, “13th”
pub(super) fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// “a”, “a and b”, “a, b and c”
pub(super) fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [rest @ .., last] if !rest.is_empty() => {
            let rest: Vec<_> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
        [first, ..] => first.as_ref().to_owned(),
    }
}

/// Does English want the plural behind a number?
fn is_many(Decimal(value): Decimal) -> bool {
    value > 1.0 || value == 0.0
}

/// A unit behind a number, in the singular or the plural: “day”, “days”, “mg/kg”, “units/hour”.
pub(super) fn unit(unit: &str, of: Decimal) -> String {
    in_number(unit, is_many(of))
}

/// One of a unit: “day”.
pub(super) fn one(unit: &str) -> String {
    in_number(unit, false)
}

fn in_number(unit: &str, many: bool) -> String {
    let mut parts = unit.split('/');
    let mut text = String::with_capacity(unit.len() + LONGER);
    push_unit(&mut text, parts.next().unwrap_or_default(), many);
    for part in parts {
        text.push('/');
        push_unit(&mut text, part, false);
    }
    text
}

/// By so much the words of a unit are longer than the unit, mostly.
const LONGER: usize = 10;

/// Adds a unit without a slash.
fn push_unit(text: &mut String, unit: &str, many: bool) {
    let one = match unit {
        // Symbols, and what is not counted, have no plural.
        "ng" | "mg" | "g" | "kg" | "mL" | "mmol" | "%" | "m2" | "cream" | "gel" | "ointment"
        | "lotion" | "foam" | "powder" => return text.push_str(unit),
        "ug" => return text.push_str("mcg"),
        "uL" => return text.push_str("mcL"),
        "meq" => return text.push_str("mEq"),
        "[lb_av]" => return text.push_str("lb"),
        "s" => "second",
        "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "wk" => "week",
        "mo" => "month",
        "a" => "year",
        "[IU]" => "unit",
        "[tsp_us]" => "teaspoon",
        "[tbs_us]" => "tablespoon",
        // A lone "L" is read as nothing, and "chew" as an act.
        "chew" => "soft chew",
        "L" => "liter",
        "[foz_us]" => "ounce",
        form => form,
    };
    if !many {
        return text.push_str(one);
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| one.ends_with(end));
    let (stem, end) = match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => (stem, "ies"),
        _ if hisses => (one, "es"),
        _ => (one, "s"),
    };
    text.push_str(stem);
    text.push_str(end);
}

/// A number and its unit: “2 tablets”, “5%”, “1000 units”; “up to 2 tablets” where that is the most.
pub(super) fn quantity(quantity: &Quantity) -> String {
    let most = match quantity.comparator {
        None => "",
        Some(Comparator::AtMost) => "up to ",
        Some(Comparator::MoreThan) => "more than ",
    };
    match (quantity.value, quantity.unit) {
        (Some(value), Some(unit)) => format!("{most}{}", with_unit(&number(value), unit, value)),
        (Some(value), None) => format!("{most}{}", number(value)),
        // A bare measure says nothing.
        (None, Some(unit)) if !is_ucum(unit) => in_number(unit, true),
        (None, _) => String::new(),
    }
}

/// Digits and the unit behind them; `of` is the number that decides on the plural.
pub(super) fn with_unit(digits: &str, name: &str, of: Decimal) -> String {
    let space = if name.starts_with('%') { "" } else { " " };
    format!("{digits}{space}{}", unit(name, of))
}

/// A part of the day or a meal, as FHIR codes it. Those that are not parts of the day stand behind one: “in the morning before breakfast”.
pub(super) fn when(code: &str) -> &str {
    match code {
        "MORN" => "in the morning",
        "MORN.early" => "early in the morning",
        "MORN.late" => "late in the morning",
        "NOON" => "at noon",
        "AFT" => "in the afternoon",
        "AFT.early" => "early in the afternoon",
        "AFT.late" => "late in the afternoon",
        "EVE" => "in the evening",
        "EVE.early" => "early in the evening",
        "EVE.late" => "late in the evening",
        "NIGHT" => "at night",
        "PHS" => "after going to sleep",
        "HS" => "at bedtime",
        "WAKE" => "on waking",
        "C" => "with meals",
        "CM" => "with breakfast",
        "CD" => "with lunch",
        "CV" => "with dinner",
        "AC" => "before meals",
        "ACM" => "before breakfast",
        "ACD" => "before lunch",
        "ACV" => "before dinner",
        "PC" => "after meals",
        "PCM" => "after breakfast",
        "PCD" => "after lunch",
        "PCV" => "after dinner",
        other => other,
    }
}

/// Is a code of [`when`] one of a meal?
pub(super) fn is_meal(code: &str) -> bool {
    code.starts_with('C') || code.starts_with("AC") || code.starts_with("PC")
}

/// A weekday, as FHIR codes it.
pub(super) fn weekday(code: &str) -> &str {
    match code {
        "mon" => "Monday",
        "tue" => "Tuesday",
        "wed" => "Wednesday",
        "thu" => "Thursday",
        "fri" => "Friday",
        "sat" => "Saturday",
        "sun" => "Sunday",
        other => other,
    }
}

/// A way into the body.
pub(super) fn route(text: &str) -> String {
    match text {
        "oral" => "by mouth",
        "injection" => "by injection",
        "inhaled" => "by inhalation",
        "subcutaneous" => "under the skin",
        "sublingual" => "under the tongue",
        "intramuscular" => "into the muscle",
        "intravenous" => "into a vein",
        "topical" => "topically",
        "vaginal" => "vaginally",
        "rectal" => "rectally",
        "nasal" => "into the nose",
        "transdermal" => "through the skin",
        // Of "ophthalmic" and "otic" the place is no part, and would be read as one.
        "eye" => "into the eye",
        "ear" => "into the ear",
        other => return format!("by the {other} route"),
    }
    .to_owned()
}
