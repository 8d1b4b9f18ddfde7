//! Any text read as dosing instructions: what is read stands in the text, breaks no rule of FHIR, and is read again as it was said.

#![no_main]

use libfuzzer_sys::fuzz_target;
use threadlint::{
    dosage::{Dosage, parse},
    span::Span,
};

fuzz_target!(|text: &str| {
    let mut last = Span::default();
    for instruction in parse(text) {
        let (span, dosage) = (instruction.span, &instruction.dosage);
        assert!(lies_in(span, text), "{span:?} lies outside");
        assert!(last.end <= span.start, "{span:?} begins inside {last:?}");
        last = span;
        for (field, part) in instruction.fields.iter() {
            assert!(
                lies_in(part, text) && span.contains(part),
                "{field:?} at {part:?} of {span:?}"
            );
        }
        assert_eq!(dosage.problems(), [], "{dosage}");
        if can_be_said(dosage) {
            let said = dosage.to_string();
            let again = parse(&said);
            let again: Vec<_> = again.iter().map(|instruction| &instruction.dosage).collect();
            assert_eq!(again, [dosage], "{said:?}");
        }
    }
});

/// Does a span lie in a text, on char boundaries, with at least a byte?
fn lies_in(span: Span, text: &str) -> bool {
    span.start < span.end && text.get(span.start as usize..span.end as usize).is_some()
}

/// The way into the body and what else is told make no instruction alone, and a step is told by its neighbours.
fn can_be_said(dosage: &Dosage) -> bool {
    let aside = Dosage {
        patient_instruction: dosage.patient_instruction.clone(),
        route: dosage.route.clone(),
        site: dosage.site.clone(),
        ..Dosage::default()
    };
    dosage.sequence.is_none() && *dosage != aside
}
