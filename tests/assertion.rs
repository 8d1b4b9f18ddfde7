//! Whether, when, of whom and how: what is said of a drug or an event, in sentences of ours.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::Value;
use threadlint::{scan::Scanner, thread::Thread};

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::builtin().unwrap());

fn scan(text: &str) -> Value {
    serde_json::to_value(SCANNER.scan(&Thread::from_text(text))).unwrap()
}

/// The mention whose words begin so, counted from the end of the post.
fn mention(text: &str, word: &str) -> Value {
    let report = scan(text);
    let named = |found: &&Value| found["text"].as_str().unwrap().to_lowercase().starts_with(word);
    let found = report["mentions"].as_array().unwrap().iter().rev().find(named).cloned();
    found.unwrap_or_else(|| panic!("no {word} in {text}"))
}

fn check(field: &str, cases: &[(&str, &str, &str)]) {
    let wrong: Vec<String> = { cases.iter() }
        .filter_map(|(text, word, want)| {
            let found = mention(text, word);
            let have = if field == "use" { &found["use"] } else { &found["assertion"][field] };
            (have != want).then(|| {
                format!("{text}\n    {word}: {have}, not {want}, by {}", found["assertion"]["cues"])
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{field}:\n{}", wrong.join("\n"));
}

#[test]
fn cues_are_known_without_apostrophes_and_misspelt() {
    for text in [
        "dont take heparin myself",
        "i havent had heparin yet",
        "i wasnt on heparin back then",
        "we neva used heparin",
        "I cudnt take heparin",
        "i didnt ever use heparin",
    ] {
        assert_eq!(mention(text, "heparin")["assertion"]["negated"], true, "{text}");
    }
}

#[test]
fn what_looks_like_a_negation_and_is_none_leaves_the_drug_taken() {
    check(
        "use",
        &[
            ("I never missed a dose of heparin.", "heparin", "taken"),
            ("I couldn't live without my sertraline.", "sertraline", "taken"),
            ("Not only did heparin bruise me, it burned.", "heparin", "taken"),
            ("Heparin was no big deal for me.", "heparin", "taken"),
            ("My Lovenox can't be beat.", "lovenox", "taken"),
            ("I have no idea why they gave me heparin.", "heparin", "taken"),
            ("I didn't notice anything on metformin.", "metformin", "taken"),
            ("No rash from the amoxicillin I took.", "amoxicillin", "taken"),
            ("I can't say enough good things about my Zoloft.", "zoloft", "taken"),
            ("I wouldn't be here without heparin.", "heparin", "taken"),
        ],
    );
}

#[test]
fn use_is_told_from_what_is_only_said() {
    check(
        "use",
        &[
            ("I took heparin for two months.", "heparin", "taken"),
            ("They put my mum on heparin.", "heparin", "taken"),
            ("Thanks to metformin I lost 20 pounds.", "metformin", "taken"),
            ("I never took heparin.", "heparin", "not_taken"),
            ("She was not on heparin.", "heparin", "not_taken"),
            ("They gave me Percocet but I havent touched it.", "percocet", "not_taken"),
            ("I said no to Zoloft.", "zoloft", "refused"),
            ("My dad turned down the morphine.", "morphine", "refused"),
            ("They offered me diazepam, I said no thanks.", "diazepam", "refused"),
            ("My doctor recommended Lovenox.", "lovenox", "advised"),
            ("You should try melatonin.", "melatonin", "advised"),
            ("Please don't take ibuprofen.", "ibuprofen", "advised"),
            ("I am thinking of trying Clomid.", "clomid", "considered"),
            ("Can I take Zyrtec?", "zyrtec", "considered"),
            ("I wish they had given me progesterone.", "progesterone", "considered"),
            ("Duloxetine is licensed for nerve pain.", "duloxetine", "mentioned"),
            ("I am allergic to penicillin.", "penicillin", "mentioned"),
        ],
    );
}

#[test]
fn only_what_is_taken_has_a_use() {
    let report = scan("I had a blood test and a fever, so I took ibuprofen and honey.");
    for found in report["mentions"].as_array().unwrap() {
        let taken = ["drug", "drug_class", "supplement", "remedy"];
        let is_taken = taken.contains(&found["kind"].as_str().unwrap());
        assert_eq!(found["use"].is_null(), !is_taken, "{found}");
    }
}

#[test]
fn a_refusal_may_be_told_behind_in_other_words() {
    check(
        "use",
        &[
            ("The doctor prescribed heparin. He refuses to take it.", "heparin", "refused"),
            ("They offered me heparin. I turned it down.", "heparin", "refused"),
            ("I was offered heparin but I did not accept.", "heparin", "refused"),
            ("My nurse said I could try heparin but I told her no thanks.", "heparin", "refused"),
            ("My brother refuses to take heparin.", "heparin", "refused"),
            ("The doctor prescribed heparin. He is a kind man.", "heparin", "advised"),
            ("The doctor prescribed heparin.\n\nI said no.", "heparin", "advised"),
            ("Heparin I have not tried.", "heparin", "not_taken"),
        ],
    );
}

#[test]
fn what_a_drug_did_tells_that_it_was_taken() {
    check(
        "use",
        &[
            ("Heparin gave me no relief.", "heparin", "taken"),
            ("Heparin doesn't work for my leg.", "heparin", "taken"),
            ("I hope this works, heparin did nothing for me.", "heparin", "taken"),
            ("No, heparin didn't work for me.", "heparin", "taken"),
            ("I don't take heparin anymore.", "heparin", "taken"),
            ("I didn't take the heparin they gave me.", "heparin", "not_taken"),
            ("I wish I had never taken heparin.", "heparin", "taken"),
        ],
    );
    check(
        "experiencer",
        &[
            ("Heparin made me dizzy.", "heparin", "self"),
            ("Heparin helps people.", "heparin", "generic"),
        ],
    );
}

#[test]
fn whoever_is_given_something_does_not_have_it_yet() {
    check(
        "use",
        &[
            ("Should I give her heparin?", "heparin", "considered"),
            ("Can I give my cat heparin?", "heparin", "considered"),
            ("Should I stop my heparin?", "heparin", "taken"),
        ],
    );
}

#[test]
fn what_is_told_to_others_is_advice() {
    check(
        "use",
        &[
            ("My doctor says I must inject heparin daily.", "heparin", "advised"),
            ("I tell my patients to take heparin.", "heparin", "advised"),
            ("Heparin is advised for all of them.", "heparin", "advised"),
            ("I'd say give heparin a chance.", "heparin", "advised"),
            ("My pediatrician says no aspirin under four.", "aspirin", "advised"),
        ],
    );
    check(
        "experiencer",
        &[
            ("I'd recommend heparin.", "heparin", "generic"),
            ("Be careful with heparin at our age.", "heparin", "generic"),
            ("> I was on heparin.\n\nThanks!", "heparin", "other"),
            ("I wish that my mother had received heparin.", "heparin", "relative"),
        ],
    );
}

#[test]
fn another_predicate_is_not_denied() {
    for (text, word) in [
        ("She did not know this and is now pregnant.", "pregnant"),
        ("I never took aspirin and was on heparin instead.", "heparin"),
        ("He would not take aspirin anymore, just heparin.", "heparin"),
        ("My doctor does not want to stop heparin.", "heparin"),
    ] {
        assert_eq!(mention(text, word)["assertion"]["negated"], false, "{text}");
    }
}

#[test]
fn moods() {
    check(
        "mood",
        &[
            ("I took heparin.", "heparin", "statement"),
            ("I never took heparin.", "heparin", "statement"),
            ("Has anyone taken heparin?", "heparin", "question"),
            ("should i take heparin or not", "heparin", "question"),
            ("Try heparin.", "heparin", "advice"),
            ("Take heparin every day, honey.", "heparin", "advice"),
            ("You should ask about heparin.", "heparin", "advice"),
            ("If you take heparin, eat first.", "heparin", "condition"),
            ("I wish they had given me heparin.", "heparin", "wish"),
            ("I hope the heparin works.", "heparin", "wish"),
            ("I'm going to start heparin on Monday.", "heparin", "intention"),
            ("thinking of trying metformin", "metformin", "intention"),
            ("My doctor wants me on heparin.", "heparin", "intention"),
            ("Stay away from ibuprofen.", "ibuprofen", "warning"),
            ("Do not give aspirin to a child.", "aspirin", "warning"),
            ("he goes good dont ever give aspirin to kids", "aspirin", "warning"),
        ],
    );
}

#[test]
fn what_is_conditional_wished_or_meant_is_hypothetical() {
    for text in
        ["If you take heparin, eat.", "I wish I had heparin.", "I'm going to start heparin."]
    {
        assert_eq!(mention(text, "heparin")["assertion"]["hypothetical"], true, "{text}");
    }
}

#[test]
fn the_story_is_of_whoever_it_is_told_of() {
    check(
        "experiencer",
        &[
            ("My sister was on heparin.", "heparin", "relative"),
            (
                "My poor old mother took heparin. She bruised. Then they stopped the heparin.",
                "heparin",
                "relative",
            ),
            ("My sister took it. I am on heparin.", "heparin", "self"),
            ("I gave my son Tylenol.", "tylenol", "relative"),
            ("Motrin worked better for my son.", "motrin", "relative"),
            ("The vet gave our dog prednisone.", "prednisone", "other"),
            ("A woman at my church took heparin.", "heparin", "other"),
            ("A guy I know took heparin.", "heparin", "other"),
            ("My mom's doctor put her on heparin.", "heparin", "relative"),
            ("My doctor said he wants me on heparin.", "heparin", "self"),
            ("Dad takes warfarin.", "warfarin", "relative"),
            ("You should take heparin.", "heparin", "generic"),
            ("Women who take heparin bruise.", "heparin", "generic"),
            ("Try heparin.", "heparin", "generic"),
            ("I took my husband's Xanax.", "xanax", "self"),
            ("My brother has asthma. His father used prednisone.", "prednisone", "relative"),
        ],
    );
}

#[test]
fn whoever_is_named_is_told_with_the_noun() {
    for (text, person) in [
        ("My mom’s doctor put her on heparin.", "mom"),
        ("A woman at my church took heparin.", "woman"),
        ("My poor old mother was ill. She took heparin.", "mother"),
        ("My brother is ill. My sister is well. He takes heparin.", "brother"),
    ] {
        let found = mention(text, "heparin");
        let place = &found["assertion"]["person"];
        let at = |end: usize| place[end].as_u64().unwrap() as usize;
        assert_eq!(&text[at(0)..at(1)], person, "{text}");
    }
    for text in ["I took heparin.", "You should take heparin.", "She took heparin."] {
        assert!(mention(text, "heparin")["assertion"]["person"].is_null(), "{text}");
    }
}

#[test]
fn words_of_others_are_quoted_or_reported() {
    check(
        "source",
        &[
            ("[quote=Ann]I took heparin.[/quote]\nSame here.", "heparin", "quoted"),
            ("[QUOTE]I took heparin.[/QUOTE]\nI took aspirin.", "aspirin", "own"),
            ("> I took heparin.\n\nMe too.", "heparin", "quoted"),
            ("Ann wrote:\n  I took heparin.\n\nI did not.", "heparin", "quoted"),
            ("Originally Posted by Ann\nI took heparin.\n\nI took aspirin.", "aspirin", "own"),
            ("She said \"I took heparin\" to me.", "heparin", "quoted"),
            ("My doctor says heparin is safe.", "heparin", "reported"),
            ("I read that heparin is safe.", "heparin", "reported"),
            ("They say heparin is safe.", "heparin", "reported"),
        ],
    );
}

#[test]
fn history_is_told_from_the_matter_at_hand() {
    for (text, word) in [
        ("PAST MEDICAL HISTORY: Asthma, hypertension and migraine.", "migraine"),
        ("A man with a history of asthma and migraine.", "migraine"),
        ("As a child I had asthma.", "asthma"),
        ("I had preeclampsia in my last pregnancy.", "preeclampsia"),
        ("I had migraine years ago.", "migraine"),
    ] {
        assert_eq!(mention(text, word)["assertion"]["historical"], true, "{text}");
    }
    for (text, word) in [
        ("HISTORY OF PRESENT ILLNESS: She has asthma.", "asthma"),
        ("A man with a history of asthma who presents with migraine.", "migraine"),
        ("She came with a two day history of migraine.", "migraine"),
    ] {
        assert_eq!(mention(text, word)["assertion"]["historical"], false, "{text}");
    }
}

#[test]
fn what_a_drug_does_in_general_is_of_people_in_general() {
    check(
        "experiencer",
        &[
            ("Penicillin shortens a sore throat by a day.", "penicillin", "generic"),
            ("Paracetamol and ibuprofen both lower a fever.", "paracetamol", "generic"),
            ("I told him Imodium hardly reaches the milk.", "imodium", "generic"),
            ("In my country cetirizine is cheap.", "cetirizine", "generic"),
            ("Zoloft makes me sleepy.", "zoloft", "self"),
            ("With Jardiance it is down to six.", "jardiance", "self"),
        ],
    );
    check("use", &[("Paracetamol or ibuprofen will bring it down.", "paracetamol", "mentioned")]);
}

#[test]
fn what_we_give_is_of_the_child_or_the_animal() {
    check(
        "experiencer",
        &[
            ("My son had night terrors. We tried melatonin.", "melatonin", "relative"),
            (
                "When Mom broke her wrist she cried, and we refused tramadol for her.",
                "tramadol",
                "relative",
            ),
            ("The vet wants us to try tramadol next.", "tramadol", "other"),
            ("My mare coughed all spring. I will ask for prednisolone.", "prednisolone", "other"),
            ("The vet gave her tramadol. I take tramadol myself.", "tramadol", "self"),
            ("My daughter's rabbit was given Bactrim.", "bactrim", "other"),
            ("We did IVF. Then we used Lovenox.", "lovenox", "self"),
        ],
    );
}

#[test]
fn whoever_says_it_does_not_take_it() {
    check(
        "experiencer",
        &[
            ("My sister said to try benzoyl peroxide.", "benzoyl", "self"),
            ("My doc is like you need Floradix.", "floradix", "self"),
            ("I told him that my sister had taken Fosamax.", "fosamax", "relative"),
            ("My neighbour wrote: \"I took heparin and I was fine.\"", "heparin", "other"),
            ("Pharmacist here. Lithium tablets and diuretics, a bad pair.", "lithium", "generic"),
        ],
    );
}

#[test]
fn what_governs_an_intention_tells_how_it_is_meant() {
    check(
        "mood",
        &[
            ("I hope that she will try sertraline.", "sertraline", "wish"),
            (
                "If your cat is going to start methimazole, test her blood.",
                "methimazole",
                "condition",
            ),
            ("My doctor said I could try Strattera.", "strattera", "statement"),
            (
                "Hopefully letrozole works this month, Clomid did nothing for me.",
                "clomid",
                "statement",
            ),
            ("Next week I start Xolair.", "xolair", "intention"),
            ("I am going to ask for Monistat.", "monistat", "intention"),
        ],
    );
}

#[test]
fn what_is_regretted_was_taken_and_what_is_not_let_was_not() {
    check(
        "use",
        &[
            ("I wish I'd never let them put my son on Singulair.", "singulair", "taken"),
            ("I wish I could get heparin.", "heparin", "considered"),
            ("He refuses his Zyprexa.", "zyprexa", "refused"),
            ("We said no to phenobarbital.", "phenobarbital", "refused"),
            ("My mom won't let me take melatonin.", "melatonin", "not_taken"),
            ("Nobody in my family takes statins.", "statins", "not_taken"),
            ("I declined gabapentin and use capsaicin instead.", "capsaicin", "taken"),
            ("Did melatonin help any of you?", "melatonin", "considered"),
        ],
    );
}

#[test]
fn an_everyday_word_is_what_the_rest_of_the_post_says() {
    let names = |text: &str| scan(text)["mentions"].as_array().unwrap().len();
    assert_eq!(names("I took honey for the cough. The honey did nothing."), 3);
    assert_eq!(names("Thanks honey, what a lovely garden."), 0);
    assert_eq!(names("My acne is bad. He has been on testosterone since May."), 2);
}

#[test]
fn the_words_that_decide_are_told() {
    let cues = |text: &str| {
        let found = mention(text, "heparin");
        let cues = found["assertion"]["cues"].as_array().unwrap().clone();
        let of = |cue: &Value| {
            let (from, to) = (cue[0].as_u64().unwrap() as usize, cue[1].as_u64().unwrap() as usize);
            format!("{}: {}", cue[2].as_str().unwrap(), &text[from..to])
        };
        cues.iter().map(of).collect::<Vec<_>>()
    };
    assert!(cues("I wish I had heparin.").contains(&"wish: wish".to_owned()));
    assert!(cues("I said no to heparin.").contains(&"refused: I said no to".to_owned()));
    assert!(cues("Please try heparin.").contains(&"advice: Please try".to_owned()));
}

proptest! {
    #[test]
    fn a_cue_lies_in_the_text_and_the_same_text_says_the_same(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "I wish ", "my sister ", "she ", "heparin ", "never ", "took ", "if ", "you should ",
            "try ", "don't ", "[quote]", "[/quote]", "\n> ", "wrote:\n", ". ", "? ", ", ", "my ",
            "PAST HISTORY: ", "asthma ", "’", "é", "gave ", "but I declined ", "\"", "\n\n", "the ",
        ]), 0..40),
    ) {
        let text = pieces.concat();
        let report = scan(&text);
        for list in ["mentions", "dosages", "outcomes"] {
            for found in report[list].as_array().unwrap() {
                for cue in found["assertion"]["cues"].as_array().unwrap() {
                    let (from, to) = (cue[0].as_u64().unwrap() as usize, cue[1].as_u64().unwrap() as usize);
                    prop_assert!(from < to && text.get(from..to).is_some(), "{}", cue);
                }
            }
        }
        prop_assert_eq!(report, scan(&text));
    }
}

#[test]
fn a_child_named_behind_no_problems_is_not_denied() {
    let report = scan("I took heparin, no problems, healthy boy at 39 weeks.");
    let births = report["outcomes"].as_array().unwrap().iter();
    let births: Vec<_> = births.filter(|found| found["kind"] == "live_birth").collect();
    assert!(births.iter().any(|found| found["assertion"]["negated"] == false), "{births:?}");
}
