//! The forms of a name: however it is written it is found, its span is the bytes as they stand, and an everyday word is left alone.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::sync::LazyLock;

use threadlint::{lexicon::Via, scan::Scanner, thread::Thread};

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::builtin().unwrap());

/// What is mentioned in a text: the bytes, the concept, and how it is named.
fn mentions(text: &str) -> Vec<(String, String, Via)> {
    let report = SCANNER.scan(&Thread::from_text(text));
    let told = report.mentions.iter().map(|mention| {
        assert_eq!(mention.span.of(text), mention.text, "{text}");
        (mention.text.to_string(), mention.concept.to_string(), mention.via)
    });
    told.collect()
}

fn concepts(text: &str) -> Vec<String> {
    mentions(text).into_iter().map(|(_, concept, _)| concept).collect()
}

#[test]
fn a_name_is_found_however_it_is_written() {
    for (written, concept) in [
        ("HEPARIN", "heparin"),
        ("heparins", "heparin"),
        ("heparin's", "heparin"),
        ("heparin’s", "heparin"),
        ("heparinnnn", "heparin"),
        ("ｈｅｐａｒｉｎ", "heparin"),
        ("hepаrіn", "heparin"), // with Cyrillic а and і
        ("prоgеstеrоne", "progesterone"),
        ("METFORMİN", "metformin"),
        ("ﬂuoxetine", "fluoxetine"), // with a ligature
        ("#metformin", "metformin"),
        ("met\u{ad}formin", "metformin"),
        ("Tylenol®", "acetaminophen"),
        ("baby aspirin", "aspirin"),
        ("baby-aspirin", "aspirin"),
        ("paracetamol", "acetaminophen"),
        ("salbutamol", "albuterol"),
        ("adrenaline", "epinephrine"),
        ("frusemide", "furosemide"),
        ("oestradiol", "estradiol"),
        ("Vit D", "vitamin d"),
        ("LMWH", "low molecular weight heparin"),
        ("zoloft", "sertraline"),
        ("Wellbutrin XL", "bupropion"),
    ] {
        let text = format!("My doctor put me on {written}, 2 tablets a day.");
        let found = concepts(&text);
        assert!(found.iter().any(|other| other == concept), "{written}: {found:?}");
    }
}

#[test]
fn classes_are_found_in_both_tongues() {
    for (written, concept) in [
        ("blood thinners", "anticoagulants"),
        ("SSRIs", "ssris"),
        ("NSAIDs", "nsaids"),
        ("water pill", "diuretics"),
        ("statins", "statins"),
        ("sleeping pills", "sleeping pills"),
    ] {
        let found = concepts(&format!("My doctor put me on {written}."));
        assert!(found.iter().any(|other| other == concept), "{written}: {found:?}");
    }
}

#[test]
fn lay_words_for_what_is_felt_are_found_whosesoever_it_is() {
    for (text, concept) in [
        ("I was sick to my stomach.", "nausea"),
        ("She was sick to her stomach.", "nausea"),
        ("They were sick to the stomach.", "nausea"),
        ("I couldn't sleep on it.", "insomnia"),
        ("I couldnt sleep on it.", "insomnia"),
        ("It gave me a pounding heart.", "palpitation"),
        ("I bruised like the dickens.", "bruising"),
    ] {
        let found = concepts(text);
        assert!(found.iter().any(|other| other == concept), "{text}: {found:?}");
    }
}

#[test]
fn a_misspelt_name_is_found() {
    for (written, concept) in [
        ("heprin", "heparin"),
        ("asprin", "aspirin"),
        ("lovanox", "enoxaparin"),
        ("lovenocks", "enoxaparin"), // by its sound
        ("metforman", "metformin"),
        ("gabapnetin", "gabapentin"),
        ("amitriptalene", "amitriptyline"),
    ] {
        let found = mentions(&format!("My doctor prescribed {written} for me."));
        let [(text, key, via)] = found.as_slice() else { panic!("{written}: {found:?}") };
        assert_eq!((text.as_str(), key.as_str(), *via), (written, concept, Via::Misspelling));
    }
}

#[test]
fn an_unknown_word_is_no_misspelling_without_something_medical_beside_it() {
    for place in ["Metformann", "Gabapantann"] {
        assert!(mentions(&format!("We drove to {place} and back.")).is_empty(), "{place}");
        assert_eq!(concepts(&format!("I was prescribed {place} again.")).len(), 1, "{place}");
    }
}

#[test]
fn what_only_looks_like_a_drug_is_none() {
    for text in [
        "My heparan sulfate was low, the doctor said.",
        "The doctor tested my protein S and antibodies.",
        "I leave my medicine at the pharmacy, contact me today.",
        "The medicne helped my memroy, the doctor said.", // slips of English words
    ] {
        let report = SCANNER.scan(&Thread::from_text(text));
        let drugs = report.mentions.iter().filter(|mention| mention.kind.as_str() == "drug");
        assert_eq!(drugs.count(), 0, "{text}: {:?}", mentions(text));
    }
}

#[test]
fn everyday_words_do_not_fire_without_a_medical_neighbour() {
    for text in [
        "Today we ease the balance of the board and contact the shop.",
        "Yaz hit a home run, and Seasonale won the race.",
        "Leave the lead pipe, stop the active saw, and focus on the natural finish.",
        "I align the fence with an iron square and seal it with boiled linseed oil.",
        "Camila and Heather went to the ocean; the fleet was gone.",
        "Use silver paint, gold leaf, white vinegar and a drop of water.",
    ] {
        let taken = ["drug", "drug_class", "supplement"];
        let report = SCANNER.scan(&Thread::from_text(text));
        let found: Vec<&str> = report
            .mentions
            .iter()
            .filter(|mention| taken.contains(&mention.kind.as_str()))
            .map(|mention| mention.text.as_str())
            .collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn an_everyday_word_counts_where_it_is_taken() {
    for (text, concept) in [
        ("I took Yaz for a year.", "drospirenone / ethinyl estradiol"),
        ("I was prescribed lithium last year.", "lithium"),
    ] {
        let found = concepts(text);
        assert!(found.iter().any(|other| other == concept), "{text}: {found:?}");
    }
}

#[test]
fn names_run_over_the_stop_of_an_initial_and_signs_without_a_blank() {
    assert!(concepts("They found E. coli in it.").contains(&"food poisoning".to_owned()));
    assert!(!concepts("We have VSL#3 capsules.").is_empty());
}
