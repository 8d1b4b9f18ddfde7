//! What other programs stumble over on forum text (measured on real threads): each is a sentence of ours in the same shape.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::sync::LazyLock;

use serde_json::Value;
use threadlint::{
    scan::Scanner,
    thread::{Post, Role, SourceForm, Thread},
};

static SCANNER: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builder().level(3).show_suppressed(true).build().unwrap());

fn scan(text: &str) -> Value {
    serde_json::to_value(SCANNER.scan(&Thread::from_text(text))).unwrap()
}

/// A post that answers a question about heparin.
fn answer(text: &str) -> Value {
    let mut thread = Thread::from_text("Did heparin hurt? I am to inject heparin next time.");
    thread.form = SourceForm::QaText;
    thread.posts[0].role = Role::Question;
    thread.posts.push(Post::new(Role::Answer, text));
    serde_json::to_value(SCANNER.scan(&thread)).unwrap()
}

fn list<'a>(report: &'a Value, of: &str, post: u64) -> Vec<&'a Value> {
    report[of].as_array().unwrap().iter().filter(|found| found["post"] == post).collect()
}

fn drugs(report: &Value) -> Vec<&str> {
    let taken = |found: &&Value| {
        ["drug", "drug_class", "supplement"].contains(&found["kind"].as_str().unwrap())
    };
    report["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(taken)
        .map(|found| found["concept"].as_str().unwrap())
        .collect()
}

/// The schedule of the only dosing statement of a text.
fn repeat(text: &str) -> Value {
    let report = scan(text);
    assert_eq!(report["dosages"].as_array().unwrap().len(), 1, "{text}: {}", report["dosages"]);
    report["dosages"][0]["dosage"]["timing"]["repeat"].clone()
}

fn mention<'a>(report: &'a Value, text: &str) -> &'a Value {
    let named = |found: &&Value| found["text"].as_str().unwrap().to_lowercase().contains(text);
    report["mentions"].as_array().unwrap().iter().find(named).unwrap_or_else(|| panic!("no {text}"))
}

#[test]
fn initials_and_small_words_are_no_shorthand() {
    for text in [
        "L.E. here. I'm so sorry, M. and T., it can't be easy to be on heparin.",
        "S.C. said that Im brave. I don't mind heparin.",
        "My dialysis nurse, my hormone levels and my miscarriage all came up with heparin.",
    ] {
        let report = scan(text);
        assert!(list(&report, "dosages", 0).is_empty(), "{text}: {}", report["dosages"]);
    }
}

#[test]
fn numbers_of_the_page_and_of_life_are_no_doses() {
    for text in [
        "2 moms found this helpful. I took heparin.",
        "Heparin clinic, 812 W. Harbor Street, Suite 40. January 19, 2011.",
        "I'm 31 and on heparin, my boys are 6 and 3.",
        "I miscarried twice before the heparin.",
        "Put ice on it for five minutes before or after the heparin injection.",
        "Give acupuncture 3-6 months, then think about heparin.",
    ] {
        let report = scan(text);
        assert!(list(&report, "dosages", 0).is_empty(), "{text}: {}", report["dosages"]);
    }
}

#[test]
fn an_event_at_an_hour_is_no_schedule() {
    let report = scan("Still drowsy at 4 a.m. I did the heparin injection and hit a vessel.");
    assert!(
        report["dosages"]
            .as_array()
            .unwrap()
            .iter()
            .all(|found| found["dosage"]["timing"].is_null()),
        "{}",
        report["dosages"]
    );
}

#[test]
fn how_far_along_somebody_is_is_no_duration() {
    for text in [
        "I am 26 weeks along on heparin.",
        "im 14 weeks and on heparin",
        "It got me over the 6 - 8 weeks mark, with heparin.",
        "We lost them at 12 wks, then 17 wks, before the heparin.",
    ] {
        let report = scan(text);
        let lengths =
            |found: &Value| !found["dosage"]["timing"].is_null() || !found["course"].is_null();
        assert!(
            !report["dosages"].as_array().unwrap().iter().any(lengths),
            "{text}: {}",
            report["dosages"]
        );
    }
    let report = scan("At ten weeks pregnant she started nightly Fragmin jabs.");
    assert_eq!(
        report["dosages"][0]["start"],
        serde_json::json!({ "value": 10, "unit": "wk", "of": "pregnancy" })
    );
    assert!(report["dosages"][0]["dosage"]["timing"]["repeat"]["boundsDuration"].is_null());
}

#[test]
fn a_time_into_the_pregnancy_is_where_it_stopped() {
    let report = scan("They took me off the Fragmin 5.5 months into my third pregnancy.");
    let dosage = &report["dosages"][0];
    assert_eq!(dosage["status"], "stopped");
    assert_eq!(dosage["course"]["to"], serde_json::json!({ "value": 5.5, "unit": "mo" }));
    assert!(dosage["dosage"]["timing"].is_null());
}

#[test]
fn neighbours_of_drug_names_are_no_drugs() {
    assert_eq!(
        drugs(&scan("Heparan sulfate, protein S and antibodies: the doctor tested all three.")),
        Vec::<&str>::new()
    );
    assert_eq!(
        drugs(&scan("Low-molecular-weight heparin (eg. Clexane).")),
        ["low molecular weight heparin", "enoxaparin"]
    );
    assert_eq!(drugs(&scan("They saw a lupus anticoagulant in my blood.")), Vec::<&str>::new());
}

#[test]
fn misspellings_and_slang_are_their_drugs() {
    assert_eq!(
        drugs(&scan("heprin, asprin, lovanox and blood thinners")),
        ["heparin", "aspirin", "enoxaparin", "anticoagulants"]
    );
}

#[test]
fn frequencies_are_read_as_people_write_them() {
    for (text, frequency, period, unit) in [
        ("I injected heparin 2 x's a day.", 2, 1, "d"),
        ("Heparin 2x day.", 2, 1, "d"),
        ("heparin, two jabs daily, one in the morning and one at bedtime", 2, 1, "d"),
        ("I took heparin twice daily.", 2, 1, "d"),
        ("I took heparin every 12 hours.", 1, 12, "h"),
        ("I take aspirin every other day.", 1, 2, "d"),
        ("I get a weekly shot of methotrexate.", 1, 1, "wk"),
        ("I took 2 mg. twice a day of warfarin.", 2, 1, "d"),
        ("LOVENOX 40 MG ONCE A DAY", 1, 1, "d"),
    ] {
        let repeat = repeat(text);
        assert_eq!(
            (&repeat["frequency"], &repeat["period"], &repeat["periodUnit"]),
            (&frequency.into(), &period.into(), &unit.into()),
            "{text}"
        );
    }
}

#[test]
fn what_is_done_instead_is_not_what_is_done() {
    let report =
        scan("Lovenox is dearer than heparin but you inject it once a day instead of twice.");
    assert_eq!(report["dosages"][0]["drug"], "enoxaparin");
    assert_eq!(report["dosages"][0]["dosage"]["timing"]["repeat"]["frequency"], 1);
    let report =
        scan("I took Fragmin. It's a longer acting drug then Heparin, so just 1 jab per day.");
    assert_eq!(list(&report, "dosages", 0).last().unwrap()["drug"], "dalteparin");
}

#[test]
fn a_bare_pronoun_is_what_the_thread_is_about() {
    let report = answer("Expecting again, so I was on it for 4 months.");
    let dosage = list(&report, "dosages", 1)[0];
    assert_eq!(
        (&dosage["drug"], &dosage["dosage"]["timing"]["repeat"]["boundsDuration"]["value"]),
        (&"heparin".into(), &4.into())
    );
}

#[test]
fn idioms_with_no_and_not_negate_nothing() {
    for text in [
        "I have no idea why they gave me heparin.",
        "Heparin is no big deal.",
        "The next time I take heparin.",
        "You can't beat heparin.",
        "It was made worse, not caused by the heparin.",
    ] {
        assert_eq!(mention(&scan(text), "heparin")["assertion"]["negated"], false, "{text}");
    }
}

#[test]
fn negation_ends_where_it_ends() {
    let report =
        scan("A healthy girl with no complications at 34, then back to back miscarriages.");
    assert_eq!(mention(&report, "miscarriages")["assertion"]["negated"], false);
    let report = scan("Fragmin does NOT burn the skin, like heparin does.");
    assert_eq!(mention(&report, "heparin")["assertion"]["negated"], false);
    for text in [
        "I havent used the heparin.",
        "I never took heparin.",
        "I wasn't on heparin.",
        "She refused the heparin.",
    ] {
        assert_eq!(mention(&scan(text), "heparin")["assertion"]["negated"], true, "{text}");
    }
}

#[test]
fn the_third_person_holds_until_the_narrator_is_back() {
    let report = scan(
        "I once met a lady who took it. She delivered her boy early. The second time they gave her heparin. As for me, I bruised easily.",
    );
    assert_eq!(mention(&report, "heparin")["assertion"]["experiencer"], "other");
    assert_eq!(mention(&report, "bruised")["assertion"]["experiencer"], "self");
    let report = scan("My grandmother was on warfarin.");
    assert_eq!(mention(&report, "warfarin")["assertion"]["experiencer"], "relative");
}

#[test]
fn a_childs_birth_is_the_mothers_story() {
    let report = scan(
        "It came up with my 1st child, so I had to inject heparin. I had heparin shots after my first C-section.",
    );
    for found in report["mentions"].as_array().unwrap() {
        assert_eq!(found["assertion"]["experiencer"], "self", "{found}");
    }
    let report = scan("As the other moms have said, heparin burns.");
    assert_ne!(mention(&report, "heparin")["assertion"]["experiencer"], "relative");
}

#[test]
fn counted_losses_are_no_doses() {
    let report = scan("she tried the asprin for three of them, the 7th, 8th, and 9th miscarriages");
    assert!(
        list(&report, "dosages", 0).iter().all(|found| found["dosage"]["timing"].is_null()),
        "{}",
        report["dosages"]
    );
}

#[test]
fn offsets_survive_letters_that_change_their_length() {
    let text = "İİ 👩‍👧 ﬁne, then Heparın and prоgеstеrоne.It helped";
    let report = scan(text);
    assert_eq!(drugs(&report), ["heparin", "progesterone"]);
    for found in report["mentions"].as_array().unwrap() {
        let span = found["span"].as_array().unwrap();
        let (start, end) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
        assert_eq!(&text[start..end], found["text"]);
    }
}

#[test]
fn sensible_posts_of_the_same_thread_are_silent() {
    for text in [
        "Were you diagnosed with a clotting disorder? If so, heparin can lower the risk of losing it. If not, I would not think it helps.",
        "Heparin, a glycosaminoglycan, is widely used as an anticoagulant. Although used in medicine, its role in the body is unclear.",
        "does the needle go into a vein, a muscle or fat?",
        "Saliva tests are NOT the most accurate.",
        "Is it true that saliva tests are the most accurate?",
        "\"Saliva kits are the most accurate way to check hormones\" is what the leaflet claims.",
        "Saliva tests were more accurate for me.",
        "It's a myth that hormonal imbalance is the root of your miscarriages.",
    ] {
        let report = scan(text);
        let shown = |flag: &&Value| flag["suppressed"].is_null();
        assert!(
            !report["flags"].as_array().unwrap().iter().any(|flag| shown(&flag)),
            "{text}: {}",
            report["flags"]
        );
    }
}
