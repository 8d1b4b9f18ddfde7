//! The fields of a statement, of the gold and of what is found alike, and when two of them say the same.

use std::collections::{BTreeMap, BTreeSet};

use threadlint::{
    extract::dosage::{Comparator, Decimal, Field, Repeat},
    scan::DosageReport,
};

use super::gold::{Amount, Statement};

/// The fields that are stated, by name.
pub(crate) type Fields = BTreeMap<&'static str, Value>;

/// From a number to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// The dose.
    Amount(Bounds),
    Unit(String),
    Strength(f64, String),
    /// Frequency and period, which only together say how often.
    Rhythm(Rhythm),
    /// Parts of the day, times of the clock, weekdays.
    Moments(BTreeSet<String>),
    Duration(Bounds, String),
    Count(f64),
    AsNeeded,
    Max {
        value: f64,
        unit: Option<String>,
        per: f64,
        per_unit: String,
    },
    Route(String),
    Site(String),
    /// A point of a pregnancy or a life.
    Point(f64, String),
}

#[derive(Clone, Debug)]
pub(crate) struct Rhythm {
    times: Bounds,
    every: Bounds,
    unit: String,
}

/// How many hours a unit of time has.
fn hours(unit: &str) -> Option<f64> {
    const HOURS: &[(&str, f64)] = &[
        ("s", 1.0 / 3600.0),
        ("min", 1.0 / 60.0),
        ("h", 1.0),
        ("d", 24.0),
        ("wk", 168.0),
        ("mo", 730.5),
        ("a", 8766.0),
    ];
    HOURS.iter().find(|(name, _)| *name == unit).map(|(_, hours)| *hours)
}

/// Are two numbers the same, but for rounding?
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 0.005 * one.abs().max(other.abs())
}

/// Are both missing, or the same?
fn alike(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// A pill is a tablet, and the case of a unit says nothing.
fn same_unit(one: &str, other: &str) -> bool {
    let plain = |unit: &str| if unit == "pill" { "tablet".into() } else { unit.to_lowercase() };
    plain(one) == plain(other)
}

impl Bounds {
    const ONE: Self = Self { low: Some(1.0), high: None };

    /// “2 to 2” is 2.
    fn new(low: Option<f64>, high: Option<f64>) -> Self {
        Self { low, high: high.filter(|_| high != low) }
    }

    fn of(low: Option<Decimal>, high: Option<Decimal>) -> Self {
        Self::new(low.map(|low| low.0), high.map(|high| high.0))
    }

    fn same(self, other: Self) -> bool {
        alike(self.low, other.low) && alike(self.high, other.high)
    }

    fn times(self, factor: f64) -> Self {
        let scaled = |end: Option<f64>| end.map(|end| end * factor);
        Self { low: scaled(self.low), high: scaled(self.high) }
    }
}

impl From<Amount> for Bounds {
    fn from(amount: Amount) -> Self {
        match amount {
            Amount::One(value) => Self::new(Some(value), None),
            Amount::Range([low, high]) => Self::new(low, high),
        }
    }
}

impl Rhythm {
    /// How often an hour.
    fn rate(&self) -> Option<f64> {
        let times = self.times.low.or(self.times.high).unwrap_or(1.0);
        Some(times / (self.every.low.unwrap_or(1.0) * hours(&self.unit)?))
    }

    /// Twice a day is every twelve hours.
    fn same(&self, other: &Self) -> bool {
        let rates = self.rate().zip(other.rate());
        rates.is_some_and(|(one, other)| same(one, other))
            && alike(self.times.high, other.times.high)
            && alike(self.every.high, other.every.high)
    }

    fn is_daily(&self) -> bool {
        self.every == Bounds::ONE && self.unit == "d"
    }
}

impl Value {
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Amount(one), Self::Amount(other)) => one.same(*other),
            (Self::Unit(one), Self::Unit(other)) => same_unit(one, other),
            (Self::Strength(one, unit), Self::Strength(other, in_unit)) => {
                same(*one, *other) && same_unit(unit, in_unit)
            }
            (Self::Rhythm(one), Self::Rhythm(other)) => one.same(other),
            (Self::Moments(one), Self::Moments(other)) => one == other,
            (Self::Duration(one, unit), Self::Duration(other, in_unit)) => {
                let lengths = hours(unit).zip(hours(in_unit));
                lengths
                    .is_some_and(|(hours, in_hours)| one.times(hours).same(other.times(in_hours)))
            }
            (Self::Count(one), Self::Count(other)) => same(*one, *other),
            (Self::AsNeeded, Self::AsNeeded) => true,
            (
                Self::Max { value, unit, per, per_unit },
                Self::Max { value: most, unit: of, per: every, per_unit: every_unit },
            ) => {
                let periods = hours(per_unit).zip(hours(every_unit));
                let of = of.as_deref().unwrap_or_default();
                same(*value, *most)
                    && periods.is_some_and(|(hours, in_hours)| same(per * hours, every * in_hours))
                    // The gold leaves out a unit that is only to be guessed.
                    && unit.as_ref().is_none_or(|unit| same_unit(unit, of))
            }
            (Self::Route(one), Self::Route(other)) => broad(one) == broad(other),
            (Self::Site(one), Self::Site(other)) => same_site(one, other),
            (Self::Point(one, unit), Self::Point(other, in_unit)) => {
                same(*one, *other) && unit == in_unit
            }
            _ => false,
        }
    }
}

/// The routes that people mean when they say “shot”, “in the eye” and “in the ear”.
fn broad(route: &str) -> &str {
    match route {
        "subcutaneous" | "intramuscular" => "injection",
        "ophthalmic" => "eye",
        "otic" => "ear",
        other => other,
    }
}

/// Sites that share a word, or are both the belly.
fn same_site(one: &str, other: &str) -> bool {
    const BELLY: [&str; 4] = ["abdomen", "belly", "stomach", "tummy"];
    let belly = |site: &str| site.split_whitespace().all(|word| BELLY.contains(&word));
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let shares = one.split_whitespace().any(|word| other.split_whitespace().any(|it| it == word));
    shares || belly(&one) && belly(&other)
}

/// The fields that the gold states.
pub(crate) fn stated(statement: &Statement) -> Fields {
    let mut fields = Fields::new();
    let mut put = |name, value: Option<Value>| fields.extend(value.map(|value| (name, value)));
    put("dose", statement.dose.map(|dose| Value::Amount(dose.into())));
    put("unit", statement.unit.clone().map(Value::Unit));
    let strength = statement.strength.as_ref();
    put("strength", strength.map(|it| Value::Strength(it.value, it.unit.clone())));
    let rhythm = statement.frequency.zip(statement.period).zip(statement.period_unit.clone());
    put(
        "frequency",
        rhythm.map(|((times, every), unit)| {
            Value::Rhythm(Rhythm { times: times.into(), every: every.into(), unit })
        }),
    );
    put("when", moments(statement.when.clone()));
    put("time of day", moments(statement.time_of_day.clone()));
    put("weekdays", moments(statement.weekdays.clone()));
    let duration = statement.duration.as_ref();
    put("duration", duration.map(|it| Value::Duration(it.value.into(), it.unit.clone())));
    put("count", statement.count.map(Value::Count));
    put("as needed", statement.as_needed.then_some(Value::AsNeeded));
    put(
        "max",
        statement.max.as_ref().map(|max| Value::Max {
            value: max.value,
            unit: max.unit.clone(),
            per: max.per,
            per_unit: max.per_unit.clone(),
        }),
    );
    put("route", statement.route.clone().map(Value::Route));
    put("site", statement.site.clone().map(Value::Site));
    let point = statement.start.as_ref();
    put("start", point.map(|point| Value::Point(point.value, point.unit.clone())));
    let point = statement.stop.as_ref();
    put("stop", point.map(|point| Value::Point(point.value, point.unit.clone())));
    fields
}

/// The fields that are found.
pub(crate) fn found(report: &DosageReport) -> Fields {
    let instruction = &report.instruction;
    let dosage = &instruction.dosage;
    let mut fields = Fields::new();
    let mut put = |name, value: Option<Value>| fields.extend(value.map(|value| (name, value)));

    let given = dosage.dose_and_rate.first();
    let quantity = given.and_then(|given| given.dose_quantity.as_ref());
    let range = given.and_then(|given| given.dose_range.as_ref());
    let low = range.map_or(quantity, |range| range.low.as_ref());
    let high = range.and_then(|range| range.high.as_ref());
    let unit = low.or(high).and_then(|quantity| quantity.unit);
    // “a shot twice a day” does not say how many at a time.
    if unit != Some("injection") || !instruction.inferred.contains(&Field::Dose) {
        let value = |end: Option<&threadlint::extract::dosage::Quantity>| end?.value;
        let bounds = Bounds::of(value(low), value(high));
        let is_told = bounds.low.is_some() || bounds.high.is_some();
        put("dose", is_told.then_some(Value::Amount(bounds)));
        put("unit", unit.map(|unit| Value::Unit(unit.to_owned())));
    }
    let strength = instruction.strength.as_ref();
    let strength = strength.and_then(|strength| strength.value.zip(strength.unit));
    put("strength", strength.map(|(value, unit)| Value::Strength(value.0, unit.to_owned())));

    if let Some(timing) = &dosage.timing {
        let repeat = &timing.repeat;
        put("frequency", rhythm(repeat));
        put("when", moments(repeat.when.iter().map(|&code| code.to_owned()).collect()));
        // The seconds are never told.
        let clock = |time: &String| time[..5].to_owned();
        put("time of day", moments(repeat.time_of_day.iter().map(clock).collect()));
        let days = repeat.day_of_week.iter().map(|&day| day.to_owned());
        put("weekdays", moments(days.collect()));
        put("duration", duration(repeat));
        put("count", repeat.count.map(|count| Value::Count(count.0)));
    }
    put("as needed", dosage.as_needed_boolean.filter(|needed| *needed).map(|_| Value::AsNeeded));
    put(
        "max",
        dosage.max_dose_per_period.as_ref().and_then(|max| {
            Some(Value::Max {
                value: max.numerator.value?.0,
                unit: max.numerator.unit.map(str::to_owned),
                per: max.denominator.value?.0,
                per_unit: max.denominator.unit?.to_owned(),
            })
        }),
    );
    put("route", dosage.route.as_ref().map(|route| Value::Route(route.text.clone())));
    put("site", dosage.site.as_ref().map(|site| Value::Site(site.text.clone())));
    let start = instruction.start.as_ref().map(|start| &start.at);
    put("start", start.map(|at| Value::Point(at.value.0, at.unit.to_owned())));
    let course = instruction.course.as_ref().filter(|course| course.from.is_none());
    let stop = course.and_then(|course| course.to.as_ref());
    put("stop", stop.map(|at| Value::Point(at.value.0, at.unit.to_owned())));
    fields
}

fn moments(set: BTreeSet<String>) -> Option<Value> {
    (!set.is_empty()).then_some(Value::Moments(set))
}

fn rhythm(repeat: &Repeat) -> Option<Value> {
    let times = Bounds::of(repeat.frequency, repeat.frequency_max);
    let every = Bounds::of(repeat.period, repeat.period_max);
    let is_told = times.low.is_some() || times.high.is_some() || every.low.is_some();
    let unit = repeat.period_unit.unwrap_or_default().to_owned();
    is_told.then_some(Value::Rhythm(Rhythm { times, every, unit }))
}

fn duration(repeat: &Repeat) -> Option<Value> {
    if let Some((least, unit)) = repeat.duration.zip(repeat.duration_unit) {
        let bounds = Bounds::of(Some(least), repeat.duration_max);
        return Some(Value::Duration(bounds, unit.to_owned()));
    }
    let bounds = repeat.bounds_duration.as_ref()?;
    let (value, unit) = (bounds.value?, bounds.unit?);
    let at_most = bounds.comparator == Some(Comparator::AtMost);
    let bounds =
        if at_most { Bounds::of(None, Some(value)) } else { Bounds::of(Some(value), None) };
    Some(Value::Duration(bounds, unit.to_owned()))
}

/// How many fields agree, less those that do not.
pub(crate) fn agreement(stated: &Fields, found: &Fields) -> i32 {
    let both = stated.iter().filter_map(|(name, value)| Some((value, found.get(name)?)));
    both.map(|(stated, found)| if stated.same(found) { 1 } else { -1 }).sum()
}

/// “A 20 mg tablet” and “20 mg” are the same dose: what is found of it is told in the words of the gold.
pub(crate) fn count_what_is_measured(stated: &Fields, found: &mut Fields) {
    let (Some(Value::Amount(Bounds::ONE)), Some(strength)) =
        (stated.get("dose"), stated.get("strength"))
    else {
        return;
    };
    let (Some(Value::Amount(Bounds { low: Some(value), high: None })), Some(Value::Unit(unit))) =
        (found.get("dose"), found.get("unit"))
    else {
        return;
    };
    let measured = Value::Strength(*value, unit.clone());
    if !measured.same(strength) {
        return;
    }
    found.insert("strength", measured);
    found.insert("dose", Value::Amount(Bounds::ONE));
    found.remove("unit");
    found.extend(stated.get("unit").map(|unit| ("unit", unit.clone())));
}

/// Does what is found say no more of a field than the gold does, which says it otherwise, if at all?
pub(crate) fn goes_without_saying(
    name: &str,
    stated: &Fields,
    found: &Fields,
    report: &DosageReport,
) -> bool {
    match (name, stated.get(name), found.get(name)) {
        // “at night” is once a day
        ("frequency", None, Some(Value::Rhythm(rhythm))) => {
            rhythm.is_daily() && stated.contains_key("when")
        }
        ("frequency", Some(Value::Rhythm(rhythm)), None) => {
            let often = |name| match found.get(name) {
                Some(Value::Moments(set)) => set.len(),
                _ => 0,
            };
            let a_day = often("when").max(often("time of day"));
            a_day > 0 && rhythm.rate().is_some_and(|rate| same(rate, a_day as f64 / 24.0))
        }
        ("route", None, Some(_)) => report.instruction.inferred.contains(&Field::Route),
        _ => false,
    }
}
