//! The wording of instructions and statements: short, grammatical, nothing added.

#![allow(clippy::unnecessary_wraps)] // the fields are options, and so are the short names for their values

use threadlint::extract::dosage::{
    Along, Comparator, Course, Decimal, Dosage, DoseAndRate, DoseRange, InWords, Instruction,
    Quantity, Ratio, Repeat, Start, Status, Time, Timing, plain,
};

fn amount(value: f64, unit: &'static str) -> Quantity {
    Quantity::new(value, Some(unit))
}

fn one(value: f64) -> Option<Decimal> {
    Some(Decimal(value))
}

fn words(text: &str) -> Option<InWords> {
    Some(InWords { text: text.to_owned() })
}

fn dose(value: f64, unit: &'static str) -> Dosage {
    let dose_quantity = Some(amount(value, unit));
    Dosage {
        dose_and_rate: vec![DoseAndRate { dose_quantity, dose_range: None }],
        ..Dosage::default()
    }
}

fn range(low: Option<Quantity>, high: Option<Quantity>) -> Dosage {
    let dose_range = Some(DoseRange { low, high });
    Dosage {
        dose_and_rate: vec![DoseAndRate { dose_quantity: None, dose_range }],
        ..Dosage::default()
    }
}

fn timed(dosage: Dosage, repeat: Repeat) -> Dosage {
    Dosage { timing: Some(Timing { repeat }), ..dosage }
}

/// So many times a day.
fn daily(times: f64) -> Repeat {
    Repeat { frequency: one(times), period: one(1.0), period_unit: Some("d"), ..Repeat::default() }
}

fn every(period: f64, longest: Option<f64>, unit: &'static str) -> Repeat {
    Repeat {
        period: one(period),
        period_max: longest.map(Decimal),
        period_unit: Some(unit),
        ..daily(1.0)
    }
}

fn says(dosage: &Dosage, text: &str) {
    assert_eq!(dosage.to_string(), text);
}

#[test]
fn a_dose_is_counted_in_the_words_of_its_unit() {
    for (value, unit, text) in [
        (1.0, "tablet", "1 tablet"),
        (0.5, "tablet", "0.5 tablet"),
        (1.5, "tablet", "1.5 tablets"),
        (1.0 / 3.0, "tablet", "1/3 tablet"),
        (1.0 + 2.0 / 3.0, "tablet", "1 2/3 tablets"),
        (2.0, "patch", "2 patches"),
        (2.0, "gummy", "2 gummies"),
        (2.0, "spray", "2 sprays"),
        (2.0, "suppository", "2 suppositories"),
        (100.0, "ug", "100 mcg"),
        (5000.0, "[IU]", "5000 units"),
        (1.0, "[IU]", "1 unit"),
        (20.0, "meq", "20 mEq"),
        (2.5, "%", "2.5%"),
        (1.0, "[tsp_us]", "1 teaspoon"),
        (2.0, "[tbs_us]", "2 tablespoons"),
        (15.0, "mg/kg", "15 mg/kg"),
        (18.0, "[IU]/kg/h", "18 units/kg/hour"),
        (0.1 + 0.2, "mg", "0.30000000000000004 mg"),
    ] {
        says(&dose(value, unit), text);
    }
}

#[test]
fn a_dose_may_be_a_range_a_form_or_a_bare_number() {
    says(&range(Some(amount(1.0, "tablet")), Some(amount(2.0, "tablet"))), "1-2 tablets");
    says(&range(Some(amount(0.5, "tablet")), Some(amount(1.0, "tablet"))), "0.5-1 tablet");
    says(&range(Some(amount(500.0, "mg")), Some(amount(1.0, "g"))), "500 mg to 1 g");
    says(&range(Some(amount(1.0 / 3.0, "pill")), Some(amount(1.0, "pill"))), "1/3 to 1 pill");
    says(&range(None, Some(amount(4.0, "tablet"))), "up to 4 tablets");
    says(&range(Some(amount(4.0, "tablet")), None), "at least 4 tablets");
    let bare = |value| Quantity { value, comparator: None, unit: None };
    says(&range(Some(bare(one(2.0))), Some(bare(one(3.0)))), "2-3 at a time");
    let mut dosage = dose(2.0, "tablet");
    dosage.dose_and_rate[0].dose_quantity = Some(bare(one(2.0)));
    says(&timed(dosage.clone(), daily(3.0)), "2 at a time 3 times a day");
    dosage.dose_and_rate[0].dose_quantity = Some(Quantity { unit: Some("patch"), ..bare(None) });
    says(&timed(dosage, every(1.0, None, "wk")), "patches once a week");
}

#[test]
fn how_often_is_told_as_people_do() {
    let often = |repeat: Repeat, text: &str| says(&timed(Dosage::default(), repeat), text);
    often(daily(1.0), "once a day");
    often(daily(2.0), "twice a day");
    often(daily(3.0), "3 times a day");
    often(Repeat { frequency_max: one(2.0), ..daily(1.0) }, "1-2 times a day");
    often(Repeat { frequency: None, frequency_max: one(3.0), ..daily(1.0) }, "up to 3 times a day");
    often(Repeat { frequency: None, frequency_max: one(2.0), ..daily(1.0) }, "up to twice a day");
    often(Repeat { frequency: None, ..daily(1.0) }, "every day");
    often(every(2.0, None, "d"), "every 2 days");
    often(every(4.0, Some(6.0), "h"), "every 4-6 hours");
    often(every(1.0, Some(2.0), "wk"), "every 1-2 weeks");
    often(every(1.0, None, "h"), "once an hour");
    often(Repeat { frequency: one(3.0), ..every(1.0, None, "wk") }, "3 times a week");
    often(Repeat { frequency: one(2.0), ..every(3.0, None, "mo") }, "twice every 3 months");
    often(Repeat { frequency: one(2.0), ..Repeat::default() }, "twice");
}

#[test]
fn the_moments_of_a_day_stand_in_their_order() {
    let at = |when: &[&'static str], text: &str| {
        let repeat = Repeat { when: when.to_vec(), ..Repeat::default() };
        says(&timed(Dosage::default(), repeat), text);
    };
    at(&["HS"], "at bedtime");
    at(&["WAKE", "NIGHT"], "on waking and at night");
    at(&["MORN", "NOON", "EVE"], "in the morning, at noon and in the evening");
    at(&["MORN", "ACM"], "in the morning before breakfast");
    at(
        &["MORN", "ACM", "EVE", "ACV"],
        "in the morning before breakfast and in the evening before dinner",
    );
    at(&["MORN", "HS", "C"], "in the morning and at bedtime with meals");
    at(&["PCM", "PCD", "PCV"], "after breakfast, after lunch and after dinner");
    at(&["AC", "HS"], "before meals and at bedtime");
    at(&["AFT"], "in the afternoon");
    let repeat = Repeat {
        time_of_day: vec!["08:00:00".into(), "20:30:15".into()],
        day_of_week: vec!["mon", "thu"],
        ..Repeat::default()
    };
    says(&timed(Dosage::default(), repeat), "at 08:00 and 20:30:15 on Monday and Thursday");
}

#[test]
fn a_whole_instruction_reads_from_the_dose_to_what_else_is_told() {
    let mut label = timed(
        range(Some(amount(1.0, "tablet")), Some(amount(2.0, "tablet"))),
        Repeat {
            bounds_duration: Some(amount(10.0, "d")),
            time_of_day: vec!["08:00:00".into(), "20:00:00".into()],
            ..every(4.0, Some(6.0), "h")
        },
    );
    label.route = words("oral");
    label.as_needed_boolean = Some(true);
    label.sequence = Some(2);
    label.max_dose_per_period =
        Some(Ratio { numerator: amount(6.0, "tablet"), denominator: amount(1.0, "d") });
    label.patient_instruction = Some("for pain".into());
    says(
        &label,
        "1-2 tablets by mouth every 4-6 hours at 08:00 and 20:00 as needed for 10 days, no more than 6 tablets per day, for pain",
    );
    let max = Ratio { numerator: amount(8.0, "tablet"), denominator: amount(24.0, "h") };
    says(
        &Dosage { max_dose_per_period: Some(max), ..Dosage::default() },
        "no more than 8 tablets in 24 hours",
    );
    let max = Ratio { numerator: Quantity::new(3.0, None), denominator: amount(1.0, "wk") };
    says(
        &Dosage { max_dose_per_period: Some(max), ..dose(5.0, "mg") },
        "5 mg, no more than 3 per week",
    );
    says(
        &timed(dose(2.0, "tablet"), Repeat { count: one(1.0), ..Repeat::default() }),
        "2 tablets as a single dose",
    );
    says(
        &timed(dose(5.0, "mg"), Repeat { count: one(3.0), ..every(12.0, None, "h") }),
        "5 mg every 12 hours for 3 doses",
    );
    let weeks = Repeat {
        duration: one(2.0),
        duration_max: one(3.0),
        duration_unit: Some("wk"),
        ..daily(1.0)
    };
    says(&timed(dose(5.0, "mg"), weeks), "5 mg once a day for 2-3 weeks");
    let bounds = Some(Quantity { comparator: Some(Comparator::AtMost), ..amount(12.0, "wk") });
    says(
        &timed(dose(5.0, "mg"), Repeat { bounds_duration: bounds, ..daily(1.0) }),
        "5 mg once a day for up to 12 weeks",
    );
    says(&Dosage { as_needed_boolean: Some(false), ..dose(5.0, "mg") }, "5 mg");
}

#[test]
fn a_way_and_a_place_are_told_once() {
    for (value, unit, route, site, text) in [
        (1.0, "drop", "", "left eye", "1 drop in the left eye"),
        (1.0, "drop", "eye", "both eyes", "1 drop in both eyes"),
        (1.0, "drop", "eye", "", "1 drop into the eye"),
        (2.0, "spray", "nasal", "", "2 sprays into the nose"),
        (2.0, "spray", "", "each nostril", "2 sprays in each nostril"),
        (2.0, "puff", "inhaled", "", "2 puffs by inhalation"),
        (1.0, "patch", "", "upper arm", "1 patch on the upper arm"),
        (1.0, "injection", "injection", "belly", "1 injection into the belly"),
        (1.0, "injection", "", "belly", "1 injection into the belly"),
        (40.0, "mg", "injection", "belly", "40 mg by injection into the belly"),
        (40.0, "mg", "subcutaneous", "abdomen", "40 mg under the skin of the abdomen"),
        (1.0, "mL", "intramuscular", "thigh", "1 mL into the muscle of the thigh"),
        (1.0, "g", "intravenous", "", "1 g into a vein"),
        (1.0, "g", "topical", "affected nails", "1 g topically on the affected nails"),
        (1.0, "suppository", "rectal", "", "1 suppository rectally"),
        (2.0, "mg", "epidural", "", "2 mg by the epidural route"),
    ] {
        let told = |text| Some(text).filter(|text: &&str| !text.is_empty()).and_then(words);
        says(&Dosage { route: told(route), site: told(site), ..dose(value, unit) }, text);
    }
}

fn time(value: f64, unit: &'static str) -> Option<Time> {
    Some(Time { value: Decimal(value), unit })
}

fn along(course: Course) -> Instruction {
    Instruction { course: Some(course), ..Instruction::default() }
}

fn taken(dosage: Dosage) -> Instruction {
    Instruction { dosage, ..Instruction::default() }
}

#[test]
fn a_statement_is_one_plain_sentence() {
    let dosage = timed(
        Dosage { route: words("injection"), site: words("abdomen"), ..Dosage::default() },
        daily(2.0),
    );
    let whole = Course {
        of: Some(Along::Pregnancy),
        whole: true,
        after: time(6.0, "wk"),
        ..Course::default()
    };
    let instruction = Instruction { dosage, course: Some(whole), ..Instruction::default() };
    assert_eq!(
        plain(Some("heparin"), &[], None, Status::Taken, &instruction),
        "heparin by injection into the abdomen, twice a day, through the whole pregnancy and 6 weeks after birth"
    );
    let ninth = along(Course {
        of: Some(Along::Pregnancy),
        from: time(9.0, "mo"),
        to: time(9.0, "mo"),
        ..Course::default()
    });
    assert_eq!(
        plain(Some("enoxaparin"), &[], Some("heparin"), Status::Switched, &ninth),
        "switched from heparin to enoxaparin in the 9th month of pregnancy"
    );
    let nothing = Instruction::default();
    assert_eq!(
        plain(Some("prednisone"), &[], None, Status::Stopped, &nothing),
        "stopped prednisone"
    );
    assert_eq!(plain(None, &[], None, Status::Taken, &nothing), "taken");
    assert_eq!(plain(None, &[], None, Status::General, &nothing), "in general");
    assert_eq!(plain(None, &[], Some("a"), Status::Switched, &nothing), "switched from a");
    let bid = taken(timed(Dosage::default(), daily(2.0)));
    assert_eq!(
        plain(Some("heparin"), &["enoxaparin", "aspirin"], None, Status::Taken, &bid),
        "heparin, enoxaparin and aspirin twice a day"
    );
    assert_eq!(
        plain(Some("heparin"), &[], None, Status::General, &bid),
        "in general: heparin twice a day"
    );
    assert_eq!(
        plain(Some("heparin"), &[], None, Status::Increased, &bid),
        "increased heparin to twice a day"
    );
    assert_eq!(
        plain(None, &[], None, Status::Decreased, &taken(timed(dose(20.0, "mg"), daily(1.0)))),
        "decreased to 20 mg once a day"
    );
    let bedtime = taken(timed(Dosage::default(), Repeat { when: vec!["HS"], ..Repeat::default() }));
    assert_eq!(
        plain(Some("zolpidem"), &[], None, Status::Increased, &bedtime),
        "increased zolpidem at bedtime"
    );
    assert_eq!(bedtime.to_string(), "at bedtime");
}

#[test]
fn a_start_is_at_a_point_of_what_is_begun_and_from_it_of_what_is_taken() {
    let from = |value, unit, of| {
        let start = time(value, unit).map(|at| Start { at, of });
        Instruction { start, dosage: dose(40.0, "mg"), ..Instruction::default() }
    };
    let weeks = from(9.0, "wk", Along::Pregnancy);
    let say = |status, instruction: &Instruction| plain(Some("x"), &[], None, status, instruction);
    assert_eq!(say(Status::Started, &weeks), "started x 40 mg, at 9 weeks of pregnancy");
    assert_eq!(say(Status::Taken, &weeks), "x 40 mg, from 9 weeks of pregnancy");
    assert_eq!(
        say(Status::Started, &from(3.0, "d", Along::Cycle)),
        "started x 40 mg, on day 3 of the cycle"
    );
    assert_eq!(
        say(Status::Started, &from(1.0, "wk", Along::Birth)),
        "started x 40 mg, 1 week after birth"
    );
    assert_eq!(say(Status::Taken, &from(30.0, "a", Along::Age)), "x 40 mg, from 30 years of age");
}

#[test]
fn a_course_is_told_along_what_it_runs() {
    let no = Course::default;
    let of = |of| Course { of: Some(of), ..no() };
    let pregnancy = || of(Along::Pregnancy);
    for (course, text) in [
        (Course { whole: true, ..pregnancy() }, "through the whole pregnancy"),
        (Course { whole: true, which: vec![2], ..pregnancy() }, "through the whole 2nd pregnancy"),
        (
            Course { whole: true, which: vec![2, 3], ..pregnancy() },
            "through all of the 2nd and 3rd pregnancies",
        ),
        (
            Course { which: vec![1, 2, 3], ..of(Along::Trimester) },
            "in the 1st, 2nd and 3rd trimesters",
        ),
        (Course { which: vec![1], ..of(Along::Cycle) }, "in the 1st cycle"),
        (pregnancy(), "during pregnancy"),
        (Course { to: time(36.0, "wk"), ..pregnancy() }, "until 36 weeks of pregnancy"),
        (Course { to: time(36.0, "wk"), ..no() }, "until 36 weeks"),
        (Course { from: time(1.0, "wk"), ..pregnancy() }, "from 1 week of pregnancy"),
        (
            Course { from: time(6.0, "wk"), to: time(12.0, "wk"), ..pregnancy() },
            "from 6 to 12 weeks of pregnancy",
        ),
        (
            Course { from: time(6.0, "wk"), to: time(4.0, "mo"), ..pregnancy() },
            "from 6 weeks to 4 months of pregnancy",
        ),
        (
            Course { from: time(2.0, "mo"), to: time(2.0, "mo"), which: vec![2], ..pregnancy() },
            "in the 2nd month of the 2nd pregnancy",
        ),
        (
            Course { from: time(4.5, "mo"), to: time(4.5, "mo"), ..pregnancy() },
            "at 4.5 months of pregnancy",
        ),
        (
            Course { from: time(3.0, "d"), to: time(7.0, "d"), ..of(Along::Cycle) },
            "from day 3 to day 7 of the cycle",
        ),
        (Course { after: time(6.0, "wk"), ..pregnancy() }, "for 6 weeks after birth"),
        (
            Course { after: time(6.0, "wk"), to: time(36.0, "wk"), ..pregnancy() },
            "until 36 weeks of pregnancy and 6 weeks after birth",
        ),
        (Course { to: time(6.0, "wk"), ..of(Along::Birth) }, "until 6 weeks after birth"),
        (
            Course { from: time(5.0, "a"), to: time(10.0, "a"), ..of(Along::Age) },
            "from 5 to 10 years of age",
        ),
    ] {
        assert_eq!(along(course.clone()).to_string(), text, "{course:?}");
    }
    let stopped = along(Course { to: time(4.5, "mo"), ..pregnancy() });
    assert_eq!(
        plain(Some("heparin"), &[], None, Status::Stopped, &stopped),
        "stopped heparin at 4.5 months of pregnancy"
    );
}

#[test]
fn a_strength_is_told_of_what_is_counted() {
    let strength = Some(amount(20.0, "mg"));
    let two =
        Instruction { strength: strength.clone(), ..taken(timed(dose(2.0, "tablet"), daily(1.0))) };
    assert_eq!(two.to_string(), "2 tablets of 20 mg once a day");
    let mut form = two.clone();
    form.dosage.dose_and_rate[0].dose_quantity =
        Some(Quantity { value: None, comparator: None, unit: Some("tablet") });
    assert_eq!(form.to_string(), "20 mg tablets once a day");
    let alone = Instruction { strength, ..Instruction::default() };
    assert_eq!(alone.to_string(), "20 mg");
}
