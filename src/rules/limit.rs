//! Limits: comparisons of what a dosing statement says with what guidance allows.
//!
//! They are computed on the values that were extracted, never on words. “6-8 g a day” is compared by its upper end where the limit is an
//! upper one; a dose with a frequency gives a day's amount; a single dose that exceeds a day's limit exceeds it.

use std::fmt;

use serde::Deserialize;

use crate::extract::dosage::{
    Along, Course, Dosage, DoseAndRate, Field, Quantity, Statement, Status, Time,
};

/// A limit as it is written; `rules/README.md` says what each field means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitFile {
    /// The concepts that it is a limit of.
    pub drug: String,
    /// The amount of a day.
    pub daily: Option<String>,
    /// The amount of one dose.
    pub single: Option<String>,
    /// How long a course lasts.
    pub duration: Option<String>,
    /// The age of whoever takes it.
    pub age: Option<String>,
    /// The week of pregnancy up to which it is taken, or from which on.
    pub weeks: Option<String>,
    /// What may be said of the regimen; by itself `advised` and `general`.
    pub status: Option<Vec<String>>,
    /// A pattern that has to stand in the sentence, the post or the question.
    pub who: Option<String>,
    /// A pattern that must not stand there.
    pub not_who: Option<String>,
    /// What one international unit is, `0.3 ug`, for drugs that are also told by mass.
    pub unit: Option<String>,
}

impl LimitFile {
    /// From the names and values of its fields.
    pub(super) fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let mut limit = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "drug" => limit.drug = value,
                "daily" => limit.daily = Some(value),
                "single" => limit.single = Some(value),
                "duration" => limit.duration = Some(value),
                "age" => limit.age = Some(value),
                "weeks" => limit.weeks = Some(value),
                "who" => limit.who = Some(value),
                "not_who" => limit.not_who = Some(value),
                "unit" => limit.unit = Some(value),
                "status" => limit.status = Some(value.split(',').map(str::to_owned).collect()),
                _ => {}
            }
        }
        limit
    }

    /// The names and values of its fields, in their order.
    fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            ("drug", Some(&self.drug)),
            ("daily", self.daily.as_ref()),
            ("single", self.single.as_ref()),
            ("duration", self.duration.as_ref()),
            ("age", self.age.as_ref()),
            ("weeks", self.weeks.as_ref()),
            ("who", self.who.as_ref()),
            ("not_who", self.not_who.as_ref()),
            ("unit", self.unit.as_ref()),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value?.as_str())))
    }

    /// Its patterns.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        [Some(&self.drug), self.who.as_ref(), self.not_who.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}

impl fmt::Display for LimitFile {
    /// `drug <acetaminophen>, daily > 4 g`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.fields().enumerate() {
            write!(f, "{}{name} {value}", if at > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

/// A comparison: `> 4 g`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Comparison {
    is_greater: bool,
    or_equal: bool,
    value: f64,
    unit: Unit,
}

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// Micrograms.
    Mass,
    /// International units.
    International,
    /// Millilitres.
    Volume,
    /// Days.
    Time,
    /// Tablets, drops and all that is counted.
    Counted,
}

/// A unit as people or UCUM write it: what it counts, and how many of the base unit it is.
fn unit(name: &str) -> Option<(Unit, f64)> {
    Some(match name {
        "kg" => (Unit::Mass, 1e9),
        "g" | "gram" | "grams" => (Unit::Mass, 1e6),
        "mg" => (Unit::Mass, 1e3),
        "ug" | "mcg" | "µg" => (Unit::Mass, 1.0),
        "ng" => (Unit::Mass, 1e-3),
        "IU" | "[IU]" | "iu" => (Unit::International, 1.0),
        "L" => (Unit::Volume, 1e3),
        "mL" | "ml" => (Unit::Volume, 1.0),
        "uL" => (Unit::Volume, 1e-3),
        "min" => (Unit::Time, 1.0 / 1440.0),
        "h" | "hour" | "hours" => (Unit::Time, 1.0 / 24.0),
        "d" | "day" | "days" => (Unit::Time, 1.0),
        "wk" | "week" | "weeks" => (Unit::Time, 7.0),
        "mo" | "month" | "months" => (Unit::Time, 30.4375),
        "a" | "y" | "year" | "years" => (Unit::Time, 365.25),
        "tablet" | "tablets" | "capsule" | "pill" | "drop" | "drops" | "cup" | "cups" | "doses" => {
            (Unit::Counted, 1.0)
        }
        _ => return None,
    })
}

impl Comparison {
    /// Reads `> 4 g`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no comparison: write `> 4 g`, `>= 3000 IU` or `< 16 years`");
        let text = text.trim();
        let rest = text.strip_prefix(['<', '>']).ok_or_else(wrong)?;
        let or_equal = rest.starts_with('=');
        let rest = rest.trim_start_matches('=').trim();
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let value: f64 = rest[..end].parse().map_err(|_| wrong())?;
        let name = rest[end..].trim();
        let (unit, factor) = unit(name).ok_or_else(|| {
            format!("`{name}` is no unit: kg, g, mg, ug, ng, IU, L, mL, min, h, d, wk, mo, a, tablet or drop is")
        })?;
        Ok(Self { is_greater: text.starts_with('>'), or_equal, value: value * factor, unit })
    }

    /// Does a range of values exceed it: by its upper end where the limit is an upper one, else by its lower end?
    fn holds(self, (low, high): (f64, f64), of: Unit, unit: Option<f64>) -> bool {
        let factor = match (of, self.unit, unit) {
            _ if of == self.unit => 1.0,
            (Unit::International, Unit::Mass, Some(factor)) => factor,
            (Unit::Mass, Unit::International, Some(factor)) => 1.0 / factor,
            _ => return false,
        };
        // What is computed of thirds and of months is as good as equal within a thousandth.
        let slack = self.value.abs() * 1e-3;
        match (self.is_greater, self.or_equal) {
            (true, false) => high * factor > self.value + slack,
            (true, true) => high * factor >= self.value - slack,
            (false, false) => low * factor < self.value - slack,
            (false, true) => low * factor <= self.value + slack,
        }
    }
}

/// A limit, compiled but for its patterns.
#[derive(Clone, Debug, Default)]
pub(super) struct Comparisons {
    daily: Option<Comparison>,
    single: Option<Comparison>,
    duration: Option<Comparison>,
    pub(super) age: Option<Comparison>,
    weeks: Option<Comparison>,
    status: Vec<Status>,
    /// Micrograms in an international unit.
    unit: Option<f64>,
}

impl Comparisons {
    pub(super) fn read(written: &LimitFile) -> Result<Self, String> {
        let read = |name: &str,
                    text: &Option<String>,
                    fits: &[Unit]|
         -> Result<Option<Comparison>, String> {
            let Some(text) = text else { return Ok(None) };
            let comparison = Comparison::parse(text).map_err(|what| format!("{name}: {what}"))?;
            if fits.contains(&comparison.unit) {
                return Ok(Some(comparison));
            }
            Err(format!("{name}: `{text}` has a unit of another kind"))
        };
        let amounts = &[Unit::Mass, Unit::International, Unit::Volume, Unit::Counted];
        let factor = |text: &String| {
            let (value, name) = text.trim().split_once(' ').unwrap_or_default();
            match (value.parse::<f64>(), unit(name)) {
                (Ok(value), Some((Unit::Mass, factor))) => Ok(value * factor),
                _ => Err(format!(
                    "unit: `{text}` is no mass: write what one IU is, such as `0.3 ug`"
                )),
            }
        };
        let mut status = Vec::new();
        for name in written.status.iter().flatten() {
            let parsed = STATUSES.iter().find(|(known, _)| known == name);
            let (_, parsed) = parsed.ok_or_else(|| {
                let known: Vec<&str> = STATUSES.iter().map(|(name, _)| *name).collect();
                format!("`{name}` is no status: {} are", known.join(", "))
            })?;
            status.push(*parsed);
        }
        if written.status.is_none() {
            status.extend([Status::Advised, Status::General]);
        }
        let limit = Self {
            daily: read("daily", &written.daily, amounts)?,
            single: read("single", &written.single, amounts)?,
            duration: read("duration", &written.duration, &[Unit::Time])?,
            age: read("age", &written.age, &[Unit::Time])?,
            weeks: read("weeks", &written.weeks, &[Unit::Time])?,
            status,
            unit: written.unit.as_ref().map(factor).transpose()?,
        };
        let any = [limit.daily, limit.single, limit.duration, limit.age, limit.weeks];
        if any.iter().all(Option::is_none) && written.who.is_none() {
            return Err(
                "a limit compares something: daily, single, duration, age, weeks or who".into()
            );
        }
        Ok(limit)
    }

    /// Does a regimen have a status that the limit speaks of?
    pub(super) fn speaks_of(&self, status: Status) -> bool {
        self.status.contains(&status)
    }

    /// Does it speak of what people in general take?
    pub(super) fn is_general(&self) -> bool {
        self.speaks_of(Status::Advised) || self.speaks_of(Status::General)
    }

    /// Is the limit passed? `ages` are those that are told beside the statement, in days.
    pub(super) fn is_passed(&self, statement: &Statement, ages: &[f64]) -> bool {
        let instruction = &statement.instruction;
        let dosage = &instruction.dosage;
        let strength = instruction.strength.as_ref();
        // “4 g a day” does not say that it is taken at once.
        let at_once = !instruction.inferred.contains(&Field::Frequency);
        let single = || if at_once { doses(dosage, strength) } else { Vec::new() };
        let holds = |comparison: Option<Comparison>, values: &[Amount]| {
            let Some(comparison) = comparison else { return true };
            values.iter().any(|&(unit, low, high)| comparison.holds((low, high), unit, self.unit))
        };
        let mut own_ages = ages.to_vec();
        if let Some(start) = instruction.start.as_ref().filter(|start| start.of == Along::Age) {
            own_ages.extend(days(&start.at));
        }
        let ages: Vec<Amount> = own_ages.iter().map(|&age| (Unit::Time, age, age)).collect();
        (self.single.is_none() || holds(self.single, &single()))
            && (self.daily.is_none() || holds(self.daily, &daily(dosage, strength, self.daily)))
            && holds(self.duration, &length(dosage))
            && holds(self.age, &ages)
            && (self.weeks.is_none() || holds(self.weeks, &weeks(statement)))
    }
}

const STATUSES: [(&str, Status); 11] = [
    ("taken", Status::Taken),
    ("started", Status::Started),
    ("stopped", Status::Stopped),
    ("switched", Status::Switched),
    ("increased", Status::Increased),
    ("decreased", Status::Decreased),
    ("missed", Status::Missed),
    ("refused", Status::Refused),
    ("considered", Status::Considered),
    ("advised", Status::Advised),
    ("general", Status::General),
];

/// A kind of unit, the least and the most, in its base unit.
type Amount = (Unit, f64, f64);

/// A quantity in the base unit; what is counted gives what it holds, if that is told.
fn amount(quantity: &Quantity, strength: Option<&Quantity>) -> Option<(Unit, f64)> {
    let value = quantity.value?.0;
    match quantity.unit.and_then(unit) {
        Some((Unit::Counted, _)) | None => match strength {
            Some(each) => amount(each, None).map(|(unit, each)| (unit, value * each)),
            None => Some((Unit::Counted, value)),
        },
        Some((unit, factor)) => Some((unit, value * factor)),
    }
}

/// The doses of a statement, each from the least to the most.
fn doses(dosage: &Dosage, strength: Option<&Quantity>) -> Vec<Amount> {
    let one = |dose: &DoseAndRate| -> Option<Amount> {
        if let Some(quantity) = &dose.dose_quantity {
            let (unit, value) = amount(quantity, strength)?;
            return Some((unit, value, value));
        }
        let range = dose.dose_range.as_ref()?;
        let (low, high) = (range.low.as_ref(), range.high.as_ref());
        let (unit, most) = amount(high.or(low)?, strength)?;
        let least = low.and_then(|low| amount(low, strength)).map_or(most, |(_, least)| least);
        Some((unit, least, most))
    };
    dosage.dose_and_rate.iter().filter_map(one).collect()
}

/// The amounts of a day.
fn daily(dosage: &Dosage, strength: Option<&Quantity>, limit: Option<Comparison>) -> Vec<Amount> {
    let repeat = dosage.timing.as_ref().map(|timing| &timing.repeat);
    let is_upper = limit.is_some_and(|limit| limit.is_greater);
    let mut amounts = Vec::new();
    let times = repeat.and_then(|repeat| {
        let often = match (repeat.frequency, repeat.when.len().max(repeat.time_of_day.len())) {
            (Some(often), _) => often.0,
            (None, 0) => return None,
            (None, many) => many as f64,
        };
        let most = repeat.frequency_max.map_or(often, |most| most.0);
        let (_, per) = repeat.period_unit.and_then(unit).unwrap_or((Unit::Time, 1.0));
        let period = repeat.period.map_or(1.0, |period| period.0) * per;
        let longest = repeat.period_max.map_or(period, |longest| longest.0 * per);
        (period > 0.0 && longest > 0.0).then_some((often / longest, most / period))
    });
    for (unit, low, high) in doses(dosage, strength) {
        match times {
            Some((least, most)) => amounts.push((unit, low * least, high * most)),
            // However often it is taken, it is no less than one dose.
            None if is_upper => amounts.push((unit, low, high)),
            None => {}
        }
    }
    if let Some(most) = &dosage.max_dose_per_period
        && let Some((unit_of, value)) = amount(&most.numerator, strength)
        && let Some((Unit::Time, days)) = most
            .denominator
            .unit
            .and_then(unit)
            .map(|(of, per)| (of, per * most.denominator.value.map_or(1.0, |value| value.0)))
        && days > 0.0
    {
        amounts.push((unit_of, value / days, value / days));
    }
    amounts
}

/// How long the course lasts, in days.
fn length(dosage: &Dosage) -> Vec<Amount> {
    let Some(repeat) = dosage.timing.as_ref().map(|timing| &timing.repeat) else {
        return Vec::new();
    };
    let mut lengths = Vec::new();
    if let Some((Unit::Time, days)) =
        repeat.bounds_duration.as_ref().and_then(|bound| amount(bound, None))
    {
        lengths.push((Unit::Time, days, days));
    }
    if let (Some(least), Some((Unit::Time, per))) =
        (repeat.duration, repeat.duration_unit.and_then(unit))
    {
        let most = repeat.duration_max.unwrap_or(least);
        lengths.push((Unit::Time, least.0 * per, most.0 * per));
    }
    lengths
}

/// The times of pregnancy that a statement tells, in days.
fn weeks(statement: &Statement) -> Vec<Amount> {
    let instruction = &statement.instruction;
    let of = instruction.course.as_ref().filter(|course| course.of == Some(Along::Pregnancy));
    let Course { from, to, which, whole, .. } = of.cloned().unwrap_or_default();
    let start = instruction.start.as_ref().filter(|start| start.of == Along::Pregnancy);
    let mut times: Vec<f64> = [from.as_ref(), to.as_ref(), start.map(|start| &start.at)]
        .into_iter()
        .flatten()
        .filter_map(days)
        .collect();
    if whole {
        times.extend([0.0, 280.0]);
    }
    let trimester =
        instruction.course.as_ref().filter(|course| course.of == Some(Along::Trimester));
    for which in which.iter().chain(trimester.iter().flat_map(|course| &course.which)) {
        // Trimesters are of thirteen weeks.
        let which = f64::from(*which);
        times.extend([(which - 1.0) * 91.0, which * 91.0]);
    }
    times.into_iter().map(|days| (Unit::Time, days, days)).collect()
}

fn days(time: &Time) -> Option<f64> {
    unit(time.unit).filter(|(of, _)| *of == Unit::Time).map(|(_, per)| time.value.0 * per)
}

/// A length of time in days.
pub(super) fn in_days(value: f64, name: &str) -> Option<f64> {
    unit(name).filter(|(of, _)| *of == Unit::Time).map(|(_, per)| value * per)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(daily: &str) -> LimitFile {
        LimitFile { drug: "<a>".into(), daily: Some(daily.into()), ..LimitFile::default() }
    }

    #[test]
    fn a_comparison_is_read_and_what_is_none_is_told() {
        assert!(Comparisons::read(&limit("> 4 g")).is_ok());
        assert!(Comparisons::read(&limit(">= 3000 IU")).is_ok());
        for (text, says) in [
            ("4 g", "daily: `4 g` is no comparison"),
            ("> 4 stone", "daily: `stone` is no unit"),
            ("> 4 weeks", "daily: `> 4 weeks` has a unit of another kind"),
        ] {
            let error = Comparisons::read(&limit(text)).unwrap_err();
            assert!(error.starts_with(says), "{error}");
        }
        assert!(Comparisons::read(&LimitFile::default()).is_err());
    }

    #[test]
    fn the_end_of_a_range_that_counts_is_compared() {
        let [above, below] = ["> 4 g", "< 4 g"].map(|text| Comparison::parse(text).unwrap());
        assert!(
            above.holds((3e6, 5e6), Unit::Mass, None) && below.holds((3e6, 5e6), Unit::Mass, None)
        );
        assert!(!above.holds((3e6, 4e6), Unit::Mass, None));
        assert!(!above.holds((5e6, 5e6), Unit::International, None));
        assert!(Comparison::parse("> 100 ug").unwrap().holds(
            (5e3, 5e3),
            Unit::International,
            Some(0.025)
        ));
    }
}
