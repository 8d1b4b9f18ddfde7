//! A statement in one plain sentence: what became of which drug, how it is taken, and where in a pregnancy, a cycle or a life.
//!
//! [`plain`] makes the sentence; an [`Instruction`] displays as the part of it that names no drug. Both say only what is in the structure.
//!
//! ```
//! use threadlint::extract::dosage::{Along, Decimal, Instruction, Start, Status, Time, plain};
//!
//! let at = Time { value: Decimal(9.0), unit: "wk" };
//! let start = Start { at, of: Along::Pregnancy };
//! let instruction = Instruction { start: Some(start), ..Instruction::default() };
//! assert_eq!(
//!     plain(Some("enoxaparin"), &[], None, Status::Started, &instruction),
//!     "started enoxaparin at 9 weeks of pregnancy"
//! );
//! ```

use std::fmt;

use super::{
    course::{Along, Course, Start, Time},
    display::{Said, joined},
    fhir::{Decimal, Dosage},
    instruction::Instruction,
    say,
    status::Status,
};

/// A statement in a plain sentence, without a capital or a full stop: “switched from heparin to enoxaparin in the 9th month of pregnancy”.
///
/// `also` is what else the same holds for, `from` what the drug takes the place of.
#[must_use]
pub fn plain(
    drug: Option<&str>,
    also: &[&str],
    from: Option<&str>,
    status: Status,
    instruction: &Instruction,
) -> String {
    let drugs = match (drug, also) {
        (Some(only), []) => only.to_owned(),
        _ => say::list(&drug.into_iter().chain(also.iter().copied()).collect::<Vec<_>>()),
    };
    let verb = match status {
        Status::Taken => "",
        Status::Started => "started",
        Status::Stopped => "stopped",
        Status::Switched => "switched",
        Status::Increased => "increased",
        Status::Decreased => "decreased",
        Status::Missed => "missed",
        Status::Refused => "refused",
        Status::Considered => "considered",
        Status::Advised => "advised",
        Status::General => "in general:",
    };
    let object = match (status, from) {
        (Status::Switched, from) => {
            let from = from.map(|from| format!("from {from}")).unwrap_or_default();
            let to = if drugs.is_empty() { String::new() } else { format!("to {drugs}") };
            joined([from, to], " ")
        }
        (_, Some(from)) if !drugs.is_empty() => format!("{drugs} instead of {from}"),
        (_, Some(from)) => format!("instead of {from}"),
        (_, None) => drugs,
    };
    let is_moved = matches!(status, Status::Increased | Status::Decreased);
    let to = if is_moved && begins_with_amount(&instruction.dosage) { "to" } else { "" };
    let how = how(instruction, status, !object.is_empty());
    let sentence = joined([verb.to_owned(), object, to.to_owned(), how], " ");
    match (status, sentence.as_str()) {
        (Status::Taken, "") => "taken".to_owned(),
        (Status::General, "in general:") => "in general".to_owned(),
        _ => sentence,
    }
}

impl fmt::Display for Instruction {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&how(self, Status::Taken, false))
    }
}

/// Do its words begin with how much or how often, so that it can be raised “to” that?
fn begins_with_amount(dosage: &Dosage) -> bool {
    let repeat = dosage.timing.as_ref().map(|timing| &timing.repeat);
    let is_often = repeat.is_some_and(|repeat| {
        repeat.frequency.is_some() || repeat.frequency_max.is_some() || repeat.period.is_some()
    });
    match dosage.dose_and_rate.first() {
        Some(dose) => {
            dose.dose_range.is_some()
                || dose.dose_quantity.as_ref().is_some_and(|quantity| quantity.value.is_some())
        }
        None => is_often && dosage.route.is_none() && dosage.site.is_none(),
    }
}

/// How it is taken, and along what; behind the name of the drug, if it is named.
fn how(instruction: &Instruction, status: Status, is_named: bool) -> String {
    let said = Said::of(&instruction.dosage, instruction.strength.as_ref(), is_named);
    let stop = if said.way.is_empty() { " " } else { ", " };
    let taken = joined([said.dose, said.way], " ");
    let taken = joined([taken, joined([said.rhythm, said.length], " ")], stop);
    let along = instruction.course.as_ref().map(|course| along(course, status));
    let start = instruction.start.as_ref().map(|start| beginning(start, status));
    joined([taken, along.unwrap_or_default(), start.unwrap_or_default(), said.max, said.told], ", ")
}

/// Where a course begins: what is begun or changed is so “at” 9 weeks, what is taken is so “from” then.
fn beginning(Start { at, of }: &Start, status: Status) -> String {
    let at = reached(at, Some(*of), &[]);
    match status {
        Status::Started
        | Status::Stopped
        | Status::Switched
        | Status::Increased
        | Status::Decreased => point(&at, *of),
        _ => format!("from {at}"),
    }
}

/// “at 9 weeks of pregnancy”, “on day 3 of the cycle”, “2 weeks after birth”
fn point(reached: &str, of: Along) -> String {
    let before = match of {
        Along::Birth => "",
        _ if reached.starts_with("day ") => "on ",
        _ => "at ",
    };
    format!("{before}{reached}")
}

/// “the whole pregnancy and 6 weeks after birth”, “the 9th month of pregnancy”
fn along(course: &Course, status: Status) -> String {
    let Course { of, which, whole, from, to, after } = course;
    let whole = if *whole { through(*of, which) } else { String::new() };
    let part = match (from, to) {
        (None, None) => String::new(),
        (Some(from), Some(to)) if from == to => within(from, *of, which),
        (Some(from), Some(to)) => between(from, to, *of, which),
        (Some(from), None) => format!("from {}", reached(from, *of, which)),
        // What is stopped is so at the end of its course.
        (None, Some(to)) if status == Status::Stopped && whole.is_empty() => {
            point(&reached(to, *of, which), of.unwrap_or(Along::Pregnancy))
        }
        (None, Some(to)) => format!("until {}", reached(to, *of, which)),
    };
    let mut text = joined([whole, part], ", ");
    if text.is_empty() && !which.is_empty() {
        text = of.map(|of| format!("in {}", those(of, which))).unwrap_or_default();
    }
    let Some(after) = after else {
        return if text.is_empty() { of.map(during).unwrap_or_default() } else { text };
    };
    let event = match of {
        None | Some(Along::Pregnancy | Along::Birth) => "birth",
        Some(Along::Trimester) => "the trimester",
        Some(Along::Cycle) => "the cycle",
        Some(Along::Age) => "that age",
    };
    let after = format!("{} after {event}", length(after));
    if text.is_empty() { format!("for {after}") } else { format!("{text} and {after}") }
}

fn during(of: Along) -> String {
    match of {
        Along::Pregnancy => "during pregnancy",
        Along::Trimester => "during the trimester",
        Along::Cycle => "during the cycle",
        Along::Birth => "at birth",
        Along::Age => "",
    }
    .to_owned()
}

/// “6 weeks”
fn length(Time { value, unit }: &Time) -> String {
    format!("{} {}", say::number(*value), say::unit(unit, *value))
}

/// How far along: “9 weeks of pregnancy”, “day 3 of the cycle”, “2 weeks after birth”.
fn reached(time: &Time, of: Option<Along>, which: &[u32]) -> String {
    let counted = time.unit == "d" && !matches!(of, None | Some(Along::Birth | Along::Age));
    let time = if counted { format!("day {}", say::number(time.value)) } else { length(time) };
    format!("{time}{}", of_what(of, which))
}

/// “in the 9th month of pregnancy”
fn within(time: &Time, of: Option<Along>, which: &[u32]) -> String {
    let Decimal(value) = time.value;
    let is_ordinal = value >= 1.0 && value.fract() == 0.0 && matches!(time.unit, "wk" | "mo");
    if is_ordinal && !matches!(of, Some(Along::Birth | Along::Age)) {
        #[allow(clippy::cast_sign_loss)] // it is 1 or more
        let (number, unit) = (say::ordinal(value as u32), say::one(time.unit));
        return format!("in the {number} {unit}{}", of_what(of, which));
    }
    point(&reached(time, of, which), of.unwrap_or(Along::Pregnancy))
}

/// “from 6 to 12 weeks of pregnancy”
fn between(from: &Time, to: &Time, of: Option<Along>, which: &[u32]) -> String {
    let end = reached(to, of, which);
    if end.starts_with("day ") && from.unit == to.unit {
        format!("from day {} to {end}", say::number(from.value))
    } else if from.unit == to.unit {
        format!("from {} to {end}", say::number(from.value))
    } else {
        format!("from {} to {end}", length(from))
    }
}

/// “ of pregnancy”, “ of the 2nd pregnancy”, “ after birth”
fn of_what(of: Option<Along>, which: &[u32]) -> String {
    match of {
        None => String::new(),
        Some(Along::Birth) => " after birth".to_owned(),
        Some(Along::Age) => " of age".to_owned(),
        Some(Along::Pregnancy) if which.is_empty() => " of pregnancy".to_owned(),
        Some(of) => format!(" of {}", those(of, which)),
    }
}

/// “through the whole pregnancy”, “through all of the 2nd and 3rd pregnancies”
fn through(of: Option<Along>, which: &[u32]) -> String {
    match (of, which) {
        (None, _) => String::new(),
        (Some(of), [] | [_]) => format!("through the whole {}", ordinals(of, which)),
        (Some(of), _) => format!("through all of {}", those(of, which)),
    }
}

/// “the 2nd and 3rd pregnancies”
fn those(of: Along, which: &[u32]) -> String {
    format!("the {}", ordinals(of, which))
}

fn ordinals(of: Along, which: &[u32]) -> String {
    let name = match of {
        Along::Pregnancy => "pregnancy",
        Along::Trimester => "trimester",
        Along::Cycle => "cycle",
        Along::Birth => "birth",
        Along::Age => "life",
    };
    let name = say::unit(name, Decimal(which.len().max(1) as f64));
    let which: Vec<_> = which.iter().copied().map(say::ordinal).collect();
    joined([say::list(&which), name], " ")
}
