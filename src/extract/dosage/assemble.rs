//! Puts the parts of a statement together into FHIR.

use super::{
    amount::Amount,
    atom::{Atom, Part},
    course::{Along, Course, Start, Time},
    fhir::{Decimal, Dosage, DoseAndRate, Quantity, Range, Ratio, Repeat, Timing, Words},
};
use crate::text::Document;

/// Parts that stand together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) atoms: Vec<Atom>,
}

impl Group {
    pub(super) fn first(&self) -> usize {
        self.atoms.first().map_or(0, |atom| atom.first)
    }

    pub(super) fn end(&self) -> usize {
        self.atoms.last().map_or(0, |atom| atom.end)
    }

    fn any(&self, is: impl Fn(&Part) -> bool) -> bool {
        self.atoms.iter().any(|atom| is(&atom.part))
    }

    pub(super) fn has_frequency(&self) -> bool {
        self.any(|part| matches!(part, Part::Frequency { .. } | Part::AtMost { .. }))
    }

    fn has_dose(&self) -> bool {
        self.any(|part| matches!(part, Part::Dose { .. }))
    }

    /// Does it say how much, in what?
    pub(super) fn has_amount(&self) -> bool {
        self.has_dose() || self.any(|part| matches!(part, Part::Frequency { injection: true, .. }))
    }

    /// Has it what a statement needs, so that the next drug begins another?
    pub(super) fn is_complete(&self) -> bool {
        self.has_frequency() || self.is_only_length()
    }

    /// A second dose or frequency begins another statement.
    pub(super) fn conflicts(&self, atom: &Atom) -> bool {
        match atom.part {
            Part::Frequency { .. } => self.has_frequency(),
            Part::Dose { .. } => {
                self.has_dose()
                    || self.has_frequency()
                        && self.any(|part| matches!(part, Part::Duration { .. }))
            }
            Part::Duration { .. } => self.any(|part| matches!(part, Part::Duration { .. })),
            Part::Start(_) => self.any(|part| matches!(part, Part::Start(_))),
            _ => false,
        }
    }

    /// Does it only say when a course begins?
    pub(super) fn is_only_start(&self) -> bool {
        self.atoms.iter().all(|atom| matches!(atom.part, Part::Start(_)))
    }

    /// Has it more than the way into the body?
    pub(super) fn says_anything(&self) -> bool {
        self.any(|part| !matches!(part, Part::Route(_) | Part::Site(_) | Part::Start(_)))
    }

    /// Is it made of clinicians' shorthand only?
    pub(super) fn is_latin_only(&self) -> bool {
        self.atoms.iter().all(|atom| {
            matches!(
                atom.part,
                Part::Frequency { latin: true, .. }
                    | Part::When { latin: true, .. }
                    | Part::Needed
                    | Part::Route(_)
            )
        })
    }

    /// Is it made of parts of the day and weekdays only?
    pub(super) fn is_weak(&self) -> bool {
        self.atoms.iter().all(|atom| {
            matches!(
                atom.part,
                Part::When { .. } | Part::Day(_) | Part::Route(_) | Part::Site(_) | Part::Needed
            )
        })
    }

    /// Does it only say how long?
    pub(super) fn is_only_length(&self) -> bool {
        self.any(|part| {
            matches!(
                part,
                Part::Duration { .. }
                    | Part::Course { .. }
                    | Part::Within(_)
                    | Part::Until { .. }
                    | Part::After(_)
            )
        }) && !self.has_frequency()
            && !self.has_dose()
    }
}

/// What a group says.
#[derive(Clone, Debug, Default)]
pub(super) struct Assembled {
    pub(super) dosage: Dosage,
    pub(super) course: Option<Course>,
    pub(super) start: Option<Start>,
    /// Where it begins, if it turns out to be a pregnancy.
    pub(super) start_at: Option<Time>,
    pub(super) unit: Option<&'static str>,
}

impl Assembled {
    pub(super) fn is_empty(&self) -> bool {
        let dosage = &self.dosage;
        dosage.timing.is_none()
            && dosage.as_needed_boolean.is_none()
            && dosage.dose_and_rate.is_empty()
            && dosage.max_dose_per_period.is_none()
            && self.course.is_none()
            && self.start.is_none()
    }
}

pub(super) fn assemble(group: &Group, document: &Document) -> Assembled {
    let mut all = Assembled::default();
    let mut repeat = Repeat::default();
    let mut course = Course::default();
    for atom in &group.atoms {
        match &atom.part {
            Part::Frequency { times, period, unit, when, injection, .. } => {
                repeat.frequency = Some(Decimal(times.0));
                repeat.frequency_max = times.1.map(Decimal);
                repeat.period = Some(Decimal(period.0));
                repeat.period_max = period.1.map(Decimal);
                repeat.period_unit = Some(unit);
                repeat.when.extend(when);
                if *injection {
                    all.unit = Some("injection");
                }
            }
            Part::AtMost { times, period, unit } => {
                let per = |value: f64, unit| Quantity::new(value, unit);
                all.dosage.max_dose_per_period = Some(Ratio {
                    numerator: per(*times, None),
                    denominator: per(*period, Some(unit)),
                });
            }
            Part::Dose { amount, unit } => {
                all.unit = *unit;
                all.dosage.dose_and_rate.push(dose(*amount, *unit));
            }
            Part::When { code, .. } if !repeat.when.contains(code) => repeat.when.push(code),
            Part::Day(day) if !repeat.day_of_week.contains(day) => repeat.day_of_week.push(day),
            Part::When { .. } | Part::Day(_) => {}
            Part::Duration { amount: (low, high), unit } => match high {
                None => {
                    repeat.bounds_duration = Some(Quantity::new(*low, Some(unit)));
                }
                Some(high) => {
                    (repeat.duration, repeat.duration_max) =
                        (Some(Decimal(*low)), Some(Decimal(*high)));
                    repeat.duration_unit = Some(unit);
                }
            },
            Part::Course { of, which, whole } => {
                course.of = Some(*of);
                course.which.clone_from(which);
                course.whole |= whole;
            }
            Part::Within(time) => {
                course.of = course.of.or(Some(Along::Pregnancy));
                (course.from, course.to) = (Some(time.clone()), Some(time.clone()));
            }
            Part::Until { to, of } => {
                course.of = course.of.or(*of);
                course.to = Some(to.clone());
            }
            Part::After(time) => course.after = Some(time.clone()),
            Part::Start(time) => all.start_at = Some(time.clone()),
            Part::Needed => all.dosage.as_needed_boolean = Some(true),
            Part::Route(route) => all.dosage.route = Some(Words { text: (*route).to_owned() }),
            Part::Site(token) => {
                all.dosage.site = Some(Words { text: document.word(*token).to_lowercase() });
            }
        }
    }
    if all.dosage.dose_and_rate.is_empty() && all.unit == Some("injection") {
        all.dosage.dose_and_rate.push(dose((1.0, None), Some("injection")));
    }
    if !repeat.is_empty() {
        all.dosage.timing = Some(Timing { repeat });
    }
    all.course = (course != Course::default()).then_some(course);
    all
}

fn dose((low, high): Amount, unit: Option<&'static str>) -> DoseAndRate {
    let quantity = |value: f64| Quantity::new(value, unit);
    match high {
        None => DoseAndRate { dose_quantity: Some(quantity(low)), dose_range: None },
        Some(high) => DoseAndRate {
            dose_quantity: None,
            dose_range: Some(Range { low: Some(quantity(low)), high: Some(quantity(high)) }),
        },
    }
}
