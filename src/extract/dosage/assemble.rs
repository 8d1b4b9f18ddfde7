//! Puts the parts of a statement together into FHIR.

use std::borrow::Cow;

use super::{
    amount::Amount,
    atom::{Atom, Dose, Frequency, Part},
    course::{Along, Course, Time},
    fhir::{Comparator, Decimal, DoseAndRate, Quantity, Range, Ratio, Repeat, Timing, Words},
    group::Group,
    instruction::{Field, Instruction},
};
use crate::text::Document;

/// What a group says.
#[derive(Clone, Debug, Default)]
pub(super) struct Assembled {
    pub(super) instruction: Instruction,
    /// Where it begins, if it turns out to be a pregnancy; or of what it is said.
    pub(super) start_at: Option<(Time, Option<Along>)>,
    pub(super) injected: bool,
}

impl Assembled {
    pub(super) fn is_empty(&self) -> bool {
        let instruction = &self.instruction;
        let dosage = &instruction.dosage;
        dosage.timing.is_none()
            && dosage.as_needed_boolean.is_none()
            && dosage.dose_and_rate.is_empty()
            && dosage.max_dose_per_period.is_none()
            && instruction.course.is_none()
            && instruction.start.is_none()
    }
}

impl Assembled {
    /// Takes the length of the course out.
    pub(super) fn drop_duration(&mut self) {
        self.instruction.fields.remove(Field::Duration);
        let timing = &mut self.instruction.dosage.timing;
        if let Some(Timing { repeat }) = timing {
            repeat.bounds_duration = None;
            (repeat.duration, repeat.duration_max, repeat.duration_unit) = (None, None, None);
            if repeat.is_empty() {
                *timing = None;
            }
        }
    }
}

/// The fields being put together.
struct Assembly<'a> {
    document: &'a Document,
    all: Assembled,
    repeat: Repeat,
    course: Course,
    told: Vec<Cow<'a, str>>,
    counted: bool,
    dose: Option<Dose>,
}

pub(super) fn assemble(group: &Group, document: &Document) -> Assembled {
    let mut assembly = Assembly {
        document,
        all: Assembled::default(),
        repeat: Repeat::default(),
        course: Course::default(),
        told: Vec::new(),
        counted: true,
        dose: None,
    };
    for atom in &group.atoms {
        assembly.add(atom);
    }
    assembly.finish(document.span(group.first()..group.end()))
}

impl Assembly<'_> {
    fn add(&mut self, atom: &Atom) {
        let span = self.document.span(atom.first..atom.end);
        let fields = &mut self.all.instruction.fields;
        match &atom.part {
            Part::Frequency(frequency) => self.frequency(atom, *frequency),
            Part::Vague => {}
            Part::AtMost { amount, unit, period, period_unit } => {
                fields.add(Field::Max, span);
                self.all.instruction.dosage.max_dose_per_period = Some(Ratio {
                    numerator: Quantity::new(*amount, *unit),
                    denominator: Quantity::new(*period, Some(period_unit)),
                });
            }
            Part::Dose(dose) => {
                fields.add(Field::Dose, span);
                self.all.injected |= dose.unit == Some("injection");
                if let Some((value, unit)) = dose.strength {
                    fields.add(Field::Strength, span);
                    self.all.instruction.strength = Some(Quantity::new(value, Some(unit)));
                }
                self.dose = Some(*dose);
            }
            Part::When { code, .. } => {
                fields.add(Field::When, span);
                if !self.repeat.when.contains(code) {
                    self.repeat.when.push(code);
                }
            }
            Part::Clock(time) => {
                fields.add(Field::TimeOfDay, span);
                if !self.repeat.time_of_day.contains(time) {
                    self.repeat.time_of_day.push(time.clone());
                }
            }
            Part::Days { days, .. } => {
                fields.add(Field::DayOfWeek, span);
                for day in days {
                    if !self.repeat.day_of_week.contains(day) {
                        self.repeat.day_of_week.push(day);
                    }
                }
            }
            Part::Duration { amount, unit, more_than, .. } => {
                fields.add(Field::Duration, span);
                self.duration(*amount, unit, *more_than);
            }
            Part::Course { .. }
            | Part::Within { .. }
            | Part::Until { .. }
            | Part::From { .. }
            | Part::After(_) => {
                fields.add(Field::Course, span);
                self.course(&atom.part);
            }
            Part::Start { at, of } => {
                fields.add(Field::Start, span);
                self.all.start_at = Some((at.clone(), *of));
            }
            Part::Needed => {
                fields.add(Field::AsNeeded, span);
                self.all.instruction.dosage.as_needed_boolean = Some(true);
            }
            Part::Count(count) => {
                fields.add(Field::Count, span);
                self.repeat.count = Some(Decimal(*count));
            }
            Part::Reason => {
                fields.add(Field::Instruction, span);
                self.told.push(format!("for {}", span.of(&self.document.text)).into());
            }
            Part::Instruction => {
                fields.add(Field::Instruction, span);
                self.told.push(span.of(&self.document.text).into());
            }
            Part::Route { route, .. } => {
                fields.add(Field::Route, span);
                self.all.instruction.dosage.route = Some(Words { text: (*route).to_owned() });
            }
            Part::Site { tokens, route } => {
                let span = self.document.span(tokens.clone());
                fields.add(Field::Site, span);
                let text = span.of(&self.document.text).to_lowercase();
                self.all.instruction.dosage.site = Some(Words { text });
                if let Some(route) = route
                    && self.all.instruction.dosage.route.is_none()
                {
                    fields.add(Field::Route, span);
                    self.all.instruction.dosage.route = Some(Words { text: (*route).to_owned() });
                }
            }
        }
    }

    /// Where in a pregnancy, a cycle or a life it is taken.
    fn course(&mut self, part: &Part) {
        match part {
            Part::Course { of, which, whole } => {
                self.course.of = Some(*of);
                self.course.which.clone_from(which);
                self.course.whole |= whole;
            }
            Part::Within { of, from, to } => {
                self.course.of = self.course.of.or(Some(*of));
                (self.course.from, self.course.to) = (Some(from.clone()), Some(to.clone()));
            }
            Part::Until { to, of } => {
                self.course.of = self.course.of.or(*of);
                self.course.to = Some(to.clone());
            }
            Part::From { from, of } => {
                self.course.of = self.course.of.or(*of);
                self.course.from = Some(from.clone());
            }
            Part::After(time) => {
                self.course.after = Some(time.clone());
            }
            _ => {}
        }
    }

    fn frequency(&mut self, atom: &Atom, frequency: Frequency) {
        let span = self.document.span(atom.first..atom.end);
        let whole = |value: Option<f64>| {
            value.is_none_or(|value| {
                value.fract() == 0.0 && (1.0..=f64::from(i32::MAX)).contains(&value)
            })
        };
        self.all.injected |= frequency.injection;
        let fields = &mut self.all.instruction.fields;
        if let Some(when) = frequency.when {
            fields.add(Field::When, span);
            if !self.repeat.when.contains(&when) {
                self.repeat.when.push(when);
            }
        }
        // FHIR counts times in whole numbers.
        if whole(frequency.times.low) && whole(frequency.times.high) {
            fields.add(Field::Frequency, span);
            fields.add(Field::Period, span);
            self.counted = frequency.counted;
            self.repeat.frequency = frequency.times.low.map(Decimal);
            self.repeat.frequency_max = frequency.times.high.map(Decimal);
            self.repeat.period = frequency.period.low.map(Decimal);
            self.repeat.period_max = frequency.period.high.map(Decimal);
            self.repeat.period_unit = Some(frequency.unit);
        }
    }

    fn duration(&mut self, amount: Amount, unit: &'static str, more_than: bool) {
        match (amount.low, amount.high) {
            (Some(low), Some(high)) => {
                (self.repeat.duration, self.repeat.duration_max) =
                    (Some(Decimal(low)), Some(Decimal(high)));
                self.repeat.duration_unit = Some(unit);
            }
            (low, high) => {
                let comparator = match low {
                    None => Some(Comparator::AtMost),
                    Some(_) if more_than => Some(Comparator::MoreThan),
                    Some(_) => None,
                };
                let value = low.or(high).map(Decimal);
                self.repeat.bounds_duration =
                    Some(Quantity { value, comparator, unit: Some(unit) });
            }
        }
    }

    fn finish(mut self, span: crate::span::Span) -> Assembled {
        let instruction = &mut self.all.instruction;
        instruction.span = span;
        if let Some(dose) = self.dose {
            instruction.dosage.dose_and_rate.push(dose_and_rate(dose.amount, dose.unit));
            if dose.inferred {
                instruction.inferred.push(Field::Dose);
            }
            if !self.counted && self.repeat.frequency.is_some() {
                instruction.inferred.push(Field::Frequency);
            }
        } else if self.all.injected {
            instruction
                .dosage
                .dose_and_rate
                .push(dose_and_rate(Amount::of(1.0), Some("injection")));
            instruction.inferred.push(Field::Dose);
        }
        // "2 shots by injection" says it twice.
        let dosage = &mut instruction.dosage;
        if dosage.site.is_none()
            && dosage.dose_and_rate.iter().any(is_injection)
            && dosage.route.take_if(|route| route.text == "injection").is_some()
        {
            instruction.fields.remove(Field::Route);
        }
        // "daily in the morning and at night" is twice a day
        if !self.counted
            && self.repeat.when.len() + self.repeat.time_of_day.len() > 1
            && self.repeat.period_unit == Some("d")
        {
            (self.repeat.frequency, self.repeat.period, self.repeat.period_unit) =
                (None, None, None);
            instruction.fields.remove(Field::Frequency);
            instruction.fields.remove(Field::Period);
            instruction.inferred.retain(|field| *field != Field::Frequency);
        }
        // FHIR tim-10: a time of the clock and a part of the day exclude each other; the clock is the more exact.
        if !self.repeat.time_of_day.is_empty() && !self.repeat.when.is_empty() {
            self.repeat.when.clear();
            instruction.fields.remove(Field::When);
        }
        if !self.repeat.is_empty() {
            instruction.dosage.timing = Some(Timing { repeat: self.repeat });
        }
        if !self.told.is_empty() {
            instruction.dosage.patient_instruction = Some(self.told.join("; "));
        }
        instruction.course = (self.course != Course::default()).then_some(self.course);
        self.all
    }
}

/// Is it injections that are counted?
fn is_injection(dose: &DoseAndRate) -> bool {
    let range = dose.dose_range.as_ref().and_then(|range| range.high.as_ref());
    dose.dose_quantity.as_ref().or(range).and_then(|quantity| quantity.unit) == Some("injection")
}

fn dose_and_rate(amount: Amount, unit: Option<&'static str>) -> DoseAndRate {
    let quantity = |value: f64| Quantity::new(value, unit);
    match (amount.low, amount.high) {
        (Some(low), None) => DoseAndRate { dose_quantity: Some(quantity(low)), dose_range: None },
        (low, high) => DoseAndRate {
            dose_quantity: None,
            dose_range: Some(Range { low: low.map(quantity), high: high.map(quantity) }),
        },
    }
}
