//! What a FHIR R4 validator would say of a [`Dosage`]: the rules of `Timing`, `Quantity`, `Duration`, `Range` and `Ratio`
//! (<https://hl7.org/fhir/R4/datatypes.html>) and the values that `Dosage` binds.
//!
//! A [`Problem`] is named by the key of the rule it breaks, as R4 (4.0.1) has it:
//!
//! | key | rule |
//! | --- | --- |
//! | `ele-1` | nothing is empty |
//! | `tim-1`, `tim-2` | a duration, a period has its unit |
//! | `tim-4`, `tim-5` | a duration, a period is not negative |
//! | `tim-6`, `tim-7` | with `periodMax` there is a period, with `durationMax` a duration |
//! | `tim-10` | a time of day and a part of the day are not told both |
//! | `drt-1` | a `Duration` has a value and a unit of time, as UCUM codes it |
//! | `rng-2` | the low end is not above the high end, and both have one unit |
//! | `rat-1` | a ratio has both its sides |
//! | `sqty-1` | a dose is no “at most” |
//!
//! `tim-8` and `tim-9` speak of `countMax` and `offset`, which these types have not, and `qty-3` of a code without a system, which they cannot
//! write. What R4 says in a type, a binding or in prose has the name of that for its key: `positiveInt`, `integer`, `decimal`, `time`,
//! `choice`, `units-of-time`, `event-timing`, `days-of-week`, `ucum`; `max` is a greatest value below the least, `length` a course or a
//! period of no length or a ratio that is not per time.
//!
//! ```
//! use threadlint::extract::dosage::{Decimal, Dosage, Repeat, Timing};
//!
//! let repeat = Repeat { period: Some(Decimal(6.0)), ..Repeat::default() };
//! let dosage = Dosage { timing: Some(Timing { repeat }), ..Dosage::default() };
//! let problems = dosage.problems();
//! assert_eq!(problems[0].key, "tim-2");
//! assert_eq!(problems[0].to_string(), "tim-2: timing.repeat.period: a period without its unit");
//! ```

use std::fmt;

use super::fhir::{Decimal, Dosage, DoseAndRate, Quantity, Range, Ratio, Repeat, Words};

/// A rule of FHIR R4 that a dosage breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key of the rule.
    pub key: &'static str,
    /// Where in the dosage, as FHIR names its elements.
    pub at: &'static str,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}: {}", self.key, self.at, self.what)
    }
}

/// The units of a period and a duration; `ValueSet/units-of-time`.
const UNITS_OF_TIME: [&str; 7] = ["s", "min", "h", "d", "wk", "mo", "a"];

/// `ValueSet/event-timing`.
const EVENTS: [&str; 26] = [
    "MORN",
    "MORN.early",
    "MORN.late",
    "NOON",
    "AFT",
    "AFT.early",
    "AFT.late",
    "EVE",
    "EVE.early",
    "EVE.late",
    "NIGHT",
    "PHS",
    "HS",
    "WAKE",
    "C",
    "CM",
    "CD",
    "CV",
    "AC",
    "ACM",
    "ACD",
    "ACV",
    "PC",
    "PCM",
    "PCD",
    "PCV",
];

/// `ValueSet/days-of-week`.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Units of UCUM as people write them, which would go out without their code.
const MISSPELT: [(&str, &str); 18] = [
    ("IU", "[IU]"),
    ("iu", "[IU]"),
    ("unit", "[IU]"),
    ("mcg", "ug"),
    ("ml", "mL"),
    ("cc", "mL"),
    ("l", "L"),
    ("mEq", "meq"),
    ("tsp", "[tsp_us]"),
    ("teaspoon", "[tsp_us]"),
    ("tbsp", "[tbs_us]"),
    ("tablespoon", "[tbs_us]"),
    ("hour", "h"),
    ("day", "d"),
    ("week", "wk"),
    ("month", "mo"),
    ("year", "a"),
    ("lb", "[lb_av]"),
];

impl Dosage {
    /// The rules of FHIR R4 that it breaks: none, if all is well.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Problems::default();
        if self.sequence.is_some_and(|step| i32::try_from(step).is_err()) {
            found.add("integer", "sequence", "a step beyond the largest integer");
        }
        found.check(
            self.patient_instruction.as_ref().is_none_or(|told| !told.trim().is_empty()),
            ("ele-1", "patientInstruction", "an instruction without a word"),
        );
        found.words(self.site.as_ref(), "site");
        found.words(self.route.as_ref(), "route");
        if let Some(timing) = &self.timing {
            found.check(
                !timing.repeat.is_empty(),
                ("ele-1", "timing", "a timing that says nothing"),
            );
            found.repeat(&timing.repeat);
        }
        for dose in &self.dose_and_rate {
            found.dose(dose);
        }
        if let Some(most) = &self.max_dose_per_period {
            found.most(most);
        }
        found.0
    }
}

/// What was found so far.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, key: &'static str, at: &'static str, what: impl Into<String>) {
        self.0.push(Problem { key, at, what: what.into() });
    }

    fn check(&mut self, holds: bool, (key, at, what): (&'static str, &'static str, &str)) {
        if !holds {
            self.add(key, at, what);
        }
    }

    fn words(&mut self, words: Option<&Words>, at: &'static str) {
        let is_told = words.is_none_or(|words| !words.text.trim().is_empty());
        self.check(is_told, ("ele-1", at, "a concept without a word"));
    }

    /// A number that JSON can write.
    fn decimal(&mut self, value: Option<Decimal>, at: &'static str) {
        let is_finite = value.is_none_or(|Decimal(value)| value.is_finite());
        self.check(is_finite, ("decimal", at, "no number"));
    }

    fn positive_int(&mut self, value: Option<Decimal>, at: &'static str) {
        if let Some(Decimal(value)) = value
            && !(value.fract() == 0.0 && (1.0..=f64::from(i32::MAX)).contains(&value))
        {
            self.add("positiveInt", at, format!("{value} is no whole number from 1"));
        }
    }

    fn code(
        &mut self,
        value: Option<&str>,
        codes: &[&str],
        (key, at): (&'static str, &'static str),
    ) {
        if let Some(value) = value.filter(|value| !codes.contains(value)) {
            self.add(key, at, format!("`{value}` is none of {}", codes.join(", ")));
        }
    }

    fn repeat(&mut self, repeat: &Repeat) {
        const DURATION: &str = "timing.repeat.duration";
        const DURATION_MAX: &str = "timing.repeat.durationMax";
        const PERIOD: &str = "timing.repeat.period";
        const PERIOD_MAX: &str = "timing.repeat.periodMax";
        const FREQUENCY_MAX: &str = "timing.repeat.frequencyMax";
        let Repeat { duration, duration_max, period, period_max, .. } = *repeat;
        let is_negative = |value: Option<Decimal>| value.is_some_and(|Decimal(value)| value < 0.0);
        if let Some(bounds) = &repeat.bounds_duration {
            self.duration(bounds, "timing.repeat.boundsDuration");
        }
        self.positive_int(repeat.count, "timing.repeat.count");
        self.positive_int(repeat.frequency, "timing.repeat.frequency");
        self.positive_int(repeat.frequency_max, FREQUENCY_MAX);
        self.decimal(duration, DURATION);
        self.decimal(duration_max, DURATION_MAX);
        self.decimal(period, PERIOD);
        self.decimal(period_max, PERIOD_MAX);
        self.check(
            duration.is_none() || repeat.duration_unit.is_some(),
            ("tim-1", DURATION, "a duration without its unit"),
        );
        self.check(
            period.is_none() || repeat.period_unit.is_some(),
            ("tim-2", PERIOD, "a period without its unit"),
        );
        self.check(!is_negative(duration), ("tim-4", DURATION, "a negative duration"));
        self.check(!is_negative(period), ("tim-5", PERIOD, "a negative period"));
        self.check(
            period_max.is_none() || period.is_some(),
            ("tim-6", PERIOD_MAX, "a longest period without a shortest"),
        );
        self.check(
            duration_max.is_none() || duration.is_some(),
            ("tim-7", DURATION_MAX, "a greatest duration without a least"),
        );
        self.check(
            repeat.time_of_day.is_empty() || repeat.when.is_empty(),
            ("tim-10", "timing.repeat", "times of the clock and parts of the day together"),
        );
        self.check(duration != Some(Decimal(0.0)), ("length", DURATION, "a duration of no length"));
        self.check(period != Some(Decimal(0.0)), ("length", PERIOD, "a period of no length"));
        self.ordered((repeat.frequency, repeat.frequency_max), FREQUENCY_MAX);
        self.ordered((duration, duration_max), DURATION_MAX);
        self.ordered((period, period_max), PERIOD_MAX);
        let time = |at| ("units-of-time", at);
        self.code(repeat.duration_unit, &UNITS_OF_TIME, time("timing.repeat.durationUnit"));
        self.code(repeat.period_unit, &UNITS_OF_TIME, time("timing.repeat.periodUnit"));
        for day in &repeat.day_of_week {
            self.code(Some(day), &DAYS, ("days-of-week", "timing.repeat.dayOfWeek"));
        }
        for event in &repeat.when {
            self.code(Some(event), &EVENTS, ("event-timing", "timing.repeat.when"));
        }
        for time in repeat.time_of_day.iter().filter(|time| !is_time_of_day(time)) {
            self.add("time", "timing.repeat.timeOfDay", format!("`{time}` is no HH:MM:SS"));
        }
    }

    fn ordered(&mut self, (least, most): (Option<Decimal>, Option<Decimal>), at: &'static str) {
        if let (Some(least), Some(most)) = (least, most) {
            self.check(least <= most, ("max", at, "the greatest is below the least"));
        }
    }

    fn dose(&mut self, dose: &DoseAndRate) {
        const AT: &str = "doseAndRate";
        match (&dose.dose_quantity, &dose.dose_range) {
            (None, None) => self.add("ele-1", AT, "a dose that says nothing"),
            (Some(_), Some(_)) => self.add("choice", AT, "a quantity and a range for one dose"),
            _ => {}
        }
        if let Some(quantity) = &dose.dose_quantity {
            self.simple(quantity, "doseAndRate.doseQuantity");
        }
        if let Some(range) = &dose.dose_range {
            self.range(range, "doseAndRate.doseRange");
        }
    }

    fn quantity(&mut self, quantity: &Quantity, at: &'static str) {
        self.check(!is_nothing(quantity), ("ele-1", at, "a quantity that says nothing"));
        self.decimal(quantity.value, at);
        if let Some(unit) = quantity.unit {
            self.check(!unit.trim().is_empty(), ("ele-1", at, "a unit without a word"));
            for part in unit.split('/') {
                if let Some((_, code)) = MISSPELT.iter().find(|(written, _)| *written == part) {
                    self.add("ucum", at, format!("`{part}` is `{code}` in UCUM"));
                }
            }
        }
    }

    /// A `SimpleQuantity`.
    fn simple(&mut self, quantity: &Quantity, at: &'static str) {
        self.quantity(quantity, at);
        self.check(
            quantity.comparator.is_none(),
            ("sqty-1", at, "a comparator on a simple quantity"),
        );
    }

    /// A `Duration`.
    fn duration(&mut self, quantity: &Quantity, at: &'static str) {
        self.quantity(quantity, at);
        let is_time = quantity.unit.is_some_and(|unit| UNITS_OF_TIME.contains(&unit));
        self.check(
            is_time || is_nothing(quantity),
            ("drt-1", at, "a length without a unit of time of UCUM"),
        );
        self.check(
            quantity.value.is_some() || quantity.unit.is_none(),
            ("drt-1", at, "a unit of time without a value"),
        );
        let is_long = quantity.value.is_none_or(|Decimal(value)| value > 0.0);
        self.check(is_long, ("length", at, "a course of no length"));
    }

    fn range(&mut self, range: &Range, at: &'static str) {
        self.check(
            range.low.is_some() || range.high.is_some(),
            ("ele-1", at, "a range that says nothing"),
        );
        for end in [&range.low, &range.high].into_iter().flatten() {
            self.simple(end, at);
        }
        if let (Some(low), Some(high)) = (&range.low, &range.high) {
            self.check(low.unit == high.unit, ("rng-2", at, "the ends have different units"));
            if let (Some(from), Some(to)) = (low.value, high.value) {
                self.check(from <= to, ("rng-2", at, "the low end is above the high end"));
            }
        }
    }

    fn most(&mut self, Ratio { numerator, denominator }: &Ratio) {
        const AT: &str = "maxDosePerPeriod";
        self.check(
            is_nothing(numerator) == is_nothing(denominator),
            ("rat-1", AT, "a numerator or a denominator alone"),
        );
        self.quantity(numerator, "maxDosePerPeriod.numerator");
        self.quantity(denominator, "maxDosePerPeriod.denominator");
        let is_time = denominator.unit.is_some_and(|unit| UNITS_OF_TIME.contains(&unit))
            && denominator.value.is_some_and(|Decimal(value)| value > 0.0);
        self.check(is_time, ("length", AT, "no length of time below the line"));
    }
}

/// Would it be written as an empty object?
fn is_nothing(quantity: &Quantity) -> bool {
    quantity.value.is_none() && quantity.unit.is_none() && quantity.comparator.is_none()
}

/// Is it a `time` of FHIR: hours, minutes and seconds, of which there may be parts?
fn is_time_of_day(time: &str) -> bool {
    let (whole, part) =
        time.split_once('.').map_or((time, None), |(whole, part)| (whole, Some(part)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let below = |text: &str, end: u32| {
        text.len() == 2 && is_digits(text) && text.parse::<u32>().is_ok_and(|value| value < end)
    };
    let mut parts = whole.split(':');
    let all = (parts.next(), parts.next(), parts.next(), parts.next());
    // A minute may have a second more: 23:59:60 is a time.
    matches!(all, (Some(hours), Some(minutes), Some(seconds), None)
        if below(hours, 24) && below(minutes, 60) && below(seconds, 61))
        && part.is_none_or(is_digits)
}
