//! The columns of dosing statements: FHIR's tree, laid flat.

use super::{cell::cell, columns::Columns};
use crate::{
    extract::dosage::{Comparator, Course, Decimal, DoseAndRate, Quantity, Ratio, Repeat, Time},
    scan::DosageReport,
};

pub(super) const DOSAGES: Columns<DosageReport> = Columns {
    own: &[
        ("post", |dosage| cell(dosage.post)),
        ("start", |dosage| cell(dosage.span.start)),
        ("end", |dosage| cell(dosage.span.end)),
        ("text", |dosage| cell(&dosage.text)),
        ("drug", |dosage| cell(&dosage.drug)),
        ("also", |dosage| cell(&dosage.also)),
        ("from", |dosage| cell(&dosage.from)),
        ("status", |dosage| cell(dosage.status)),
        ("decided_by", |dosage| cell(dosage.decided_by)),
        ("dose_low", |dosage| cell(dose(dosage).low)),
        ("dose_high", |dosage| cell(dose(dosage).high)),
        ("dose_unit", |dosage| cell(dose(dosage).units)),
        ("strength", |dosage| {
            dosage.instruction.strength.as_ref().map_or_else(String::new, in_words)
        }),
        ("frequency", |dosage| cell(repeat(dosage).map(|repeat| repeat.frequency))),
        ("frequency_max", |dosage| cell(repeat(dosage).map(|repeat| repeat.frequency_max))),
        ("period", |dosage| cell(repeat(dosage).map(|repeat| repeat.period))),
        ("period_max", |dosage| cell(repeat(dosage).map(|repeat| repeat.period_max))),
        ("period_unit", |dosage| cell(repeat(dosage).map(|repeat| repeat.period_unit))),
        ("when", |dosage| cell(repeat(dosage).map(|repeat| &repeat.when))),
        ("time_of_day", |dosage| cell(repeat(dosage).map(|repeat| &repeat.time_of_day))),
        ("days", |dosage| cell(repeat(dosage).map(|repeat| &repeat.day_of_week))),
        ("duration", |dosage| cell(duration(dosage).least)),
        ("duration_max", |dosage| cell(duration(dosage).most)),
        ("duration_unit", |dosage| cell(duration(dosage).unit)),
        ("count", |dosage| cell(repeat(dosage).map(|repeat| repeat.count))),
        ("as_needed", |dosage| cell(dosage.instruction.dosage.as_needed_boolean)),
        ("instruction", |dosage| cell(&dosage.instruction.dosage.patient_instruction)),
        ("max_value", |dosage| cell(max(dosage).map(|max| max.numerator.value))),
        ("max_unit", |dosage| cell(max(dosage).map(|max| max.numerator.unit))),
        ("max_per_value", |dosage| cell(max(dosage).map(|max| max.denominator.value))),
        ("max_per_unit", |dosage| cell(max(dosage).map(|max| max.denominator.unit))),
        ("route", |dosage| cell(dosage.instruction.dosage.route.as_ref().map(|route| &route.text))),
        ("site", |dosage| cell(dosage.instruction.dosage.site.as_ref().map(|site| &site.text))),
        ("course_of", |dosage| cell(course(dosage).map(|course| course.of))),
        ("course_which", |dosage| cell(course(dosage).map(|course| &course.which))),
        // As in FHIR's tree, only what is stated: that it is not all of it is not said by anybody.
        ("course_whole", |dosage| {
            cell(course(dosage).map(|course| course.whole).filter(|whole| *whole))
        }),
        ("course_from", |dosage| time(course(dosage).and_then(|course| course.from.as_ref()))),
        ("course_to", |dosage| time(course(dosage).and_then(|course| course.to.as_ref()))),
        ("course_after", |dosage| time(course(dosage).and_then(|course| course.after.as_ref()))),
        ("start_value", |dosage| {
            cell(dosage.instruction.start.as_ref().map(|start| start.at.value))
        }),
        ("start_unit", |dosage| cell(dosage.instruction.start.as_ref().map(|start| start.at.unit))),
        ("start_of", |dosage| cell(dosage.instruction.start.as_ref().map(|start| start.of))),
        ("inferred", |dosage| cell(&dosage.instruction.inferred)),
        ("plain", |dosage| cell(dosage.plain())),
    ],
    assertion: Some(|dosage| &dosage.assertion),
};

fn repeat(dosage: &DosageReport) -> Option<&Repeat> {
    dosage.instruction.dosage.timing.as_ref().map(|timing| &timing.repeat)
}

fn course(dosage: &DosageReport) -> Option<&Course> {
    dosage.instruction.course.as_ref()
}

fn max(dosage: &DosageReport) -> Option<&Ratio> {
    dosage.instruction.dosage.max_dose_per_period.as_ref()
}

/// One dose; its ends are the same number if it is just one.
#[derive(Default)]
struct Dose {
    low: Option<Decimal>,
    high: Option<Decimal>,
    /// The unit, or those of both ends where they differ.
    units: Vec<&'static str>,
}

fn dose(dosage: &DosageReport) -> Dose {
    let Some(DoseAndRate { dose_quantity, dose_range }) =
        dosage.instruction.dosage.dose_and_rate.first()
    else {
        return Dose::default();
    };
    let range = dose_range.as_ref();
    let low = dose_quantity.as_ref().or_else(|| range?.low.as_ref());
    let high = dose_quantity.as_ref().or_else(|| range?.high.as_ref());
    let mut units: Vec<_> = [low, high].into_iter().flatten().filter_map(|end| end.unit).collect();
    units.dedup();
    Dose { low: low.and_then(|low| low.value), high: high.and_then(|high| high.value), units }
}

/// How long a course lasts.
#[derive(Default)]
struct Duration {
    /// So long, or at least so long where there is a most.
    least: Option<Decimal>,
    most: Option<Decimal>,
    unit: Option<&'static str>,
}

fn duration(dosage: &DosageReport) -> Duration {
    let Some(repeat) = repeat(dosage) else { return Duration::default() };
    let Some(Quantity { value, comparator, unit }) = repeat.bounds_duration else {
        let (least, most) = (repeat.duration, repeat.duration_max);
        return Duration { least, most, unit: repeat.duration_unit };
    };
    let (least, most) = match comparator {
        Some(Comparator::AtMost) => (None, value),
        _ => (value, None),
    };
    Duration { least, most, unit }
}

/// “9 wk”
fn time(time: Option<&Time>) -> String {
    time.map_or_else(String::new, |time| format!("{} {}", cell(time.value), time.unit))
}

/// “20 mg”
fn in_words(quantity: &Quantity) -> String {
    let parts = [cell(quantity.value), cell(quantity.unit)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        extract::{
            assertion::Assertion,
            dosage::{
                Along, DecidedBy, Dosage, DoseRange, Field, InWords, Instruction, Start, Status,
                Timing,
            },
        },
        span::Span,
    };

    type Cells = Vec<(&'static str, String)>;

    /// The filled cells of a row, by their columns.
    fn filled(dosage: &DosageReport) -> Cells {
        let cells = DOSAGES.own.iter().map(|(name, of)| (*name, of(dosage)));
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
    }

    fn report(dosage: Dosage) -> DosageReport {
        DosageReport {
            post: 3,
            span: Span::new(5, 9),
            text: "this".into(),
            drug: None,
            also: Vec::new(),
            from: None,
            status: Status::Taken,
            decided_by: None,
            instruction: Instruction { dosage, ..Instruction::default() },
            assertion: Assertion::default(),
        }
    }

    /// What a dosage fills of the row.
    fn of(dosage: Dosage) -> Cells {
        let always = ["post", "start", "end", "text", "status", "plain"];
        let cells = filled(&report(dosage)).into_iter();
        cells.filter(|(name, _)| !always.contains(name)).collect()
    }

    fn expected<const N: usize>(cells: [(&'static str, &str); N]) -> Cells {
        cells.map(|(name, cell)| (name, cell.to_owned())).to_vec()
    }

    /// A statement that says all there is to say.
    fn whole() -> DosageReport {
        let time = |value, unit| Time { value: Decimal(value), unit };
        let repeat = Repeat {
            bounds_duration: Some(Quantity::new(6.0, Some("wk"))),
            count: Some(Decimal(12.0)),
            frequency: Some(Decimal(1.0)),
            frequency_max: Some(Decimal(2.0)),
            period: Some(Decimal(4.0)),
            period_max: Some(Decimal(6.0)),
            period_unit: Some("h"),
            day_of_week: vec!["mon", "thu"],
            time_of_day: vec!["08:00:00".into(), "20:30:00".into()],
            when: vec!["MORN", "HS"],
            ..Repeat::default()
        };
        let dosage = Dosage {
            patient_instruction: Some("for pain, as directed".into()),
            timing: Some(Timing { repeat }),
            as_needed_boolean: Some(true),
            site: Some(InWords { text: "belly".into() }),
            route: Some(InWords { text: "by mouth".into() }),
            dose_and_rate: vec![DoseAndRate {
                dose_quantity: Some(Quantity::new(1.5, Some("tablet"))),
                dose_range: None,
            }],
            max_dose_per_period: Some(Ratio {
                numerator: Quantity::new(4.0, Some("g")),
                denominator: Quantity::new(1.0, Some("d")),
            }),
            ..Dosage::default()
        };
        let instruction = Instruction {
            dosage,
            strength: Some(Quantity::new(20.0, Some("mg"))),
            course: Some(Course {
                of: Some(Along::Trimester),
                which: vec![2, 3],
                whole: true,
                from: Some(time(9.0, "wk")),
                to: Some(time(4.5, "mo")),
                after: Some(time(6.0, "wk")),
            }),
            start: Some(Start { at: time(9.0, "wk"), of: Along::Pregnancy }),
            inferred: vec![Field::Frequency, Field::TimeOfDay],
            ..Instruction::default()
        };
        DosageReport {
            drug: Some("heparin".into()),
            also: vec!["enoxaparin".into(), "aspirin".into()],
            from: Some("dalteparin".into()),
            status: Status::Switched,
            decided_by: Some(DecidedBy::Prescriber),
            instruction,
            ..report(Dosage::default())
        }
    }

    #[test]
    fn all_that_can_be_stated_has_a_column() {
        let cells = expected([
            ("post", "3"),
            ("start", "5"),
            ("end", "9"),
            ("text", "this"),
            ("drug", "heparin"),
            ("also", "enoxaparin|aspirin"),
            ("from", "dalteparin"),
            ("status", "switched"),
            ("decided_by", "prescriber"),
            ("dose_low", "1.5"),
            ("dose_high", "1.5"),
            ("dose_unit", "tablet"),
            ("strength", "20 mg"),
            ("frequency", "1"),
            ("frequency_max", "2"),
            ("period", "4"),
            ("period_max", "6"),
            ("period_unit", "h"),
            ("when", "MORN|HS"),
            ("time_of_day", "08:00:00|20:30:00"),
            ("days", "mon|thu"),
            ("duration", "6"),
            ("duration_unit", "wk"),
            ("count", "12"),
            ("as_needed", "true"),
            ("instruction", "for pain, as directed"),
            ("max_value", "4"),
            ("max_unit", "g"),
            ("max_per_value", "1"),
            ("max_per_unit", "d"),
            ("route", "by mouth"),
            ("site", "belly"),
            ("course_of", "trimester"),
            ("course_which", "2|3"),
            ("course_whole", "true"),
            ("course_from", "9 wk"),
            ("course_to", "4.5 mo"),
            ("course_after", "6 wk"),
            ("start_value", "9"),
            ("start_unit", "wk"),
            ("start_of", "pregnancy"),
            ("inferred", "frequency|time_of_day"),
        ]);
        let (mut found, plain) = (filled(&whole()), ("plain", whole().plain()));
        assert_eq!(found.pop(), Some(plain));
        assert_eq!(found, cells);
        assert_eq!(
            cells.len(),
            DOSAGES.own.len() - 2,
            "all but the most of the duration and the sentence"
        );
    }

    #[test]
    fn a_dose_has_its_ends_apart_where_they_are() {
        let range = |low: Option<Quantity>, high: Option<Quantity>| {
            let dose_range = Some(DoseRange { low, high });
            let dose = DoseAndRate { dose_quantity: None, dose_range };
            of(Dosage { dose_and_rate: vec![dose], ..Dosage::default() })
        };
        let mg = |value| Some(Quantity::new(value, Some("mg")));
        let both = expected([("dose_low", "10"), ("dose_high", "20"), ("dose_unit", "mg")]);
        assert_eq!(range(mg(10.0), mg(20.0)), both);
        assert_eq!(
            range(None, mg(20.0)),
            expected([("dose_high", "20"), ("dose_unit", "mg")]),
            "up to 20 mg"
        );
        let gram = Some(Quantity::new(1.0, Some("g")));
        let two = expected([("dose_low", "500"), ("dose_high", "1"), ("dose_unit", "mg|g")]);
        assert_eq!(
            range(mg(500.0), gram),
            two,
            "one end must not be read in the unit of the other"
        );
        let form = Quantity { value: None, comparator: None, unit: Some("tablet") };
        let dose = DoseAndRate { dose_quantity: Some(form), dose_range: None };
        let dosage = Dosage { dose_and_rate: vec![dose], ..Dosage::default() };
        assert_eq!(of(dosage), expected([("dose_unit", "tablet")]));
    }

    #[test]
    fn the_length_of_a_course_is_just_one_or_the_least_and_the_most() {
        let length = |repeat| of(Dosage { timing: Some(Timing { repeat }), ..Dosage::default() });
        let at_most =
            Quantity { comparator: Some(Comparator::AtMost), ..Quantity::new(1.0, Some("a")) };
        assert_eq!(
            length(Repeat { bounds_duration: Some(at_most), ..Repeat::default() }),
            expected([("duration_max", "1"), ("duration_unit", "a")])
        );
        let between = Repeat {
            duration: Some(Decimal(2.0)),
            duration_max: Some(Decimal(3.0)),
            duration_unit: Some("mo"),
            ..Repeat::default()
        };
        assert_eq!(
            length(between),
            expected([("duration", "2"), ("duration_max", "3"), ("duration_unit", "mo")])
        );
    }
}
