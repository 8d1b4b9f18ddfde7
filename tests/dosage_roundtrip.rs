//! What is said can be read: an instruction in words gives the same dosage again, and no text, however odd, gives one that is wrong in
//! itself or stands outside of the text.

mod dosages;

use dosages::dosage;
use proptest::prelude::*;
use threadlint::{
    dosage::{Dosage, parse},
    span::Span,
};

/// Text of the words that dosing is told in, in any order, with what trips offsets in between.
fn text() -> impl Strategy<Value = String> {
    const WORDS: &str = "a an the one two three half couple of dozen 0 1 2 2.5 .5 1/2 ½ 1,000 10 24 36 1000000 -1 1e9 to or and x x's times \
        once twice thrice every each other day days daily nightly weekly hourly monthly week weeks hour hours min months year q4h q4-6h q12h \
        bid tid qid qd qod qhs prn po sl im iv sc ac pc hs am pm a.m. p.m. mg mcg ug g gm ml mL iu units % mg/kg meq cc tsp teaspoons tab \
        tablets tabs pill pills capsule puffs drops gtt spray patch patches shot injection suppository cream gummies lozenge dose doses \
        take takes took taking use apply inject inhale place give start started stopped switched tapered increased decreased by mouth orally \
        under tongue skin into in on at with without before after during through until for from as needed directed up down no more than max \
        maximum not exceed per morning noon afternoon evening night bedtime waking breakfast lunch dinner meals food monday mon tue thursday \
        sundays weekends 8:00 08:00 20:30 25:61 8am 9 o'clock left right both eye eyes ear nostril abdomen thigh belly arm first 2nd 9th \
        trimester pregnancy cycle birth then pain sleep alternate single whole entire minutes forever İ ﬁ 👩‍👧 e\u{301} \u{202e} \u{0} \
        heparin aspirin";
    let words: Vec<&'static str> = WORDS.split_whitespace().collect();
    let gaps = vec![
        " ", " ", " ", " ", " ", ", ", "-", "/", ". ", "", "\n", " - ", "; ", "(", ") ", "+", "…",
        "\u{a0}", " “",
    ];
    let pieces = (prop::sample::select(words), prop::sample::select(gaps));
    let told = prop::collection::vec(pieces, 0..25);
    let told = told.prop_map(|pieces| pieces.into_iter().flat_map(<[&str; 2]>::from).collect());
    // An instruction with some of its bytes cut out and put in elsewhere.
    let cut = (dosage(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let cut = cut.prop_map(|(dosage, from, to)| {
        let text: Vec<char> = dosage.to_string().chars().collect();
        let (from, to) = (from.index(text.len()), to.index(text.len()));
        text[from..].iter().chain(&text[..to]).collect()
    });
    prop_oneof![6 => told, 3 => cut, 1 => "\\PC{0,60}", 1 => any::<String>()]
}

/// Does a span lie in a text, on char boundaries, with at least a byte?
fn lies_in(span: Span, text: &str) -> bool {
    span.start < span.end && text.get(span.start as usize..span.end as usize).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_instruction_in_words_is_read_as_it_was_meant(dosage in dosage()) {
        let text = dosage.to_string();
        let read = parse(&text);
        let dosages: Vec<_> = read.iter().map(|instruction| &instruction.dosage).collect();
        prop_assert_eq!(dosages, [&dosage], "{}", text);
    }

    #[test]
    fn an_instruction_between_other_words_is_read_as_it_was_meant(dosage in dosage()) {
        let text = format!("Take {dosage}.");
        let read = parse(&text);
        prop_assert_eq!(read.iter().map(|found| &found.dosage).collect::<Vec<_>>(), [&dosage], "{}", text);
    }

    #[test]
    fn what_is_read_of_any_text_has_no_problem(text in text()) {
        for instruction in parse(&text) {
            prop_assert_eq!(instruction.dosage.problems(), [], "{} in {:?}", instruction.dosage, text);
        }
    }

    #[test]
    fn what_is_read_stands_in_the_text(text in text()) {
        let mut last = Span::default();
        for instruction in parse(&text) {
            let span = instruction.span;
            prop_assert!(lies_in(span, &text), "{:?} of {:?}", span, text);
            prop_assert!(last.end <= span.start, "{:?} behind {:?} in {:?}", span, last, text);
            last = span;
            let mut fields = Vec::new();
            for (field, part) in instruction.fields.iter() {
                prop_assert!(lies_in(part, &text), "{:?} at {:?} of {:?}", field, part, text);
                prop_assert!(span.contains(part), "{:?} at {:?} outside {:?} of {:?}", field, part, span, text);
                fields.push(field);
            }
            prop_assert!(fields.is_sorted_by(|one, next| one < next), "{:?}", fields);
        }
    }

    #[test]
    fn what_is_read_can_be_said_and_read_again(text in text()) {
        // A course is no part of a dosage, the way into the body alone or with a word of advice is no instruction, and a step is told by
        // its neighbours.
        let says = |dosage: &Dosage| {
            let way = Dosage {
                route: dosage.route.clone(),
                site: dosage.site.clone(),
                patient_instruction: dosage.patient_instruction.clone(),
                ..Dosage::default()
            };
            dosage.sequence.is_none() && *dosage != way
        };
        for instruction in parse(&text).into_iter().filter(|instruction| says(&instruction.dosage)) {
            let said = instruction.dosage.to_string();
            let again = parse(&said);
            let dosages: Vec<_> = again.iter().map(|instruction| &instruction.dosage).collect();
            prop_assert_eq!(dosages, [&instruction.dosage], "{:?} of {:?}", said, text);
        }
    }
}

#[test]
fn what_was_read_once_and_said_otherwise_is_said_as_it_is_read() {
    for (text, said) in [
        ("q4h into skin", "topically every 4 hours"),
        ("12.5 mg on my skin every 4 hours", "12.5 mg topically every 4 hours"),
    ] {
        let read: Vec<_> = parse(text).iter().map(|found| found.dosage.to_string()).collect();
        assert_eq!(read, [said], "{text}");
    }
    // How many doses is no amount.
    for text in ["25:61 dose day", "switched on one dose"] {
        assert!(parse(text).iter().all(|found| found.dosage.dose_and_rate.is_empty()), "{text}");
    }
}
