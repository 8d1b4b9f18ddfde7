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

/// A rule of ours, whose claims are put forward in all the ways there are.
const RULE: &str = r#"
id = "TST001"
name = "kitchen-claims"
topic = "test"
verdict = "false"
severity = "high"
level = 1
claim = "A claim of ours."
guidance = "It is not so."
since = "2026-11-22"
review_by = "2027-11-22"
match = [
  "garlic …4 {cures|cure|cured|curing} …3 cancer",
  "{vaccines|vaccine|jab|jabs|azt} …3 {causes|cause|caused|causing} …3 {autism|aids}",
  "{put|give|rub|rubbing|putting|giving} …4 brandy …4 {gums|baby|babies}",
  "folic acid {doesnt|dont|wont} prevent …3 bifida",
  "double …3 ibuprofen",
  "{calpol|give} … another dose",
  "{get off|stop|stopping|quit} …2 zoloft",
  "make …1 throw up",
  "{let|letting} …2 baby …3 sleep …4 {tummy|swing}",
  "{levels|ranges} …4 just …3 average",
  "hold …1 breath",
  "{stress|diet} …3 {changes|change|raises|raise} …3 {hcg|levels}",
  "{mix|mixing} …3 alcohol",
  "vaccination … is useless",
  "vaccine …3 {hasnt|has not} been tested",
  "{patent|patented} … ebola",
  "{virus|hiv} …2 nothing to do with …2 aids",
]
reply = "Thanks."
[[citation]]
who = "One"
title = "One"
year = 2020
url = "https://example.org/1"
says = "It is not so."
opened = "2026-11-22"
[[citation]]
who = "Two"
title = "Two"
year = 2020
url = "https://example.org/2"
says = "It is not so."
opened = "2026-11-22"
[[flag]]
text = "Garlic cures cancer."
[[ok]]
text = "Garlic bread."
why = "other-sense"
"#;

static CLAIMS: LazyLock<Scanner> = LazyLock::new(|| {
    Scanner::builder()
        .without_builtin_rules()
        .rule("TST001-kitchen-claims.toml", RULE)
        .show_suppressed(true)
        .build()
        .unwrap()
});

/// The stances of the claims in a post.
fn stances(text: &str) -> Vec<String> {
    let report: Value = serde_json::to_value(CLAIMS.scan(&Thread::from_text(text))).unwrap();
    let flags = report["flags"].as_array().unwrap();
    flags.iter().map(|flag| flag["stance"].as_str().unwrap().to_owned()).collect()
}

/// `fire` stands for what is put forward in the author's own name.
fn check_stances(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = { cases.iter() }
        .filter_map(|(want, text)| {
            let found = stances(text);
            let holds = match *want {
                "fire" => found.iter().any(|one| one == "asserted" || one == "advised"),
                want => found.iter().any(|one| one == want),
            };
            (!holds).then(|| format!("{text}\n    {found:?}, not {want}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rebuttal_before_a_claim_denies_it() {
    check_stances(&[
        ("denied", "dont believe anyone who tells you garlic cures cancer"),
        ("denied", "Never listen to people who say that garlic cures cancer."),
        ("denied", "please dont let anybody tell you garlic cures cancer"),
        ("denied", "ignore them when they say vaccines cause autism"),
        ("denied", "Ignore anyone who says you should put brandy on a baby's gums."),
        ("denied", "stop saying vaccines cause autism"),
        ("questioned", "Can we please stop pretending that garlic cures cancer"),
        ("denied", "it is not true that you should put brandy on the gums"),
        ("denied", "its simply not true that garlic cures cancer"),
        ("denied", "theres no proof that garlic cures cancer"),
        ("denied", "that garlic cures cancer has never been proven"),
        ("denied", "garlic hasnt been shown to cure cancer"),
        ("denied", "The idea that vaccines cause autism comes from a retracted paper."),
        ("denied", "the old line that garlic cures cancer is marketing"),
        ("denied", "This notion that garlic cures cancer falls apart fast."),
        ("denied", "the rumour that vaccines cause autism was false"),
        ("denied", "a rumor that garlic cures cancer did the rounds at work"),
        ("denied", "its a conspiracy theory that vaccines cause autism"),
        ("denied", "vaccines causing autism is a conspiracy theory"),
        ("denied", "garlic curing cancer is marketing, not medicine"),
        ("denied", "Rubbing brandy on a baby's gums is a terrible idea."),
        ("denied", "putting brandy on the gums is bad advice"),
        ("denied", "giving brandy to babies is dangerous"),
        ("denied", "mixing it with alcohol is a really bad idea"),
        ("quoted", "'Garlic cures cancer' is not how medicine works."),
        ("denied", "garlic cures cancer is utter nonsense"),
    ]);
}

#[test]
fn a_rebuttal_of_the_opposite_denies_nothing() {
    check_stances(&[
        ("asserted", "dont listen to anyone who tells you otherwise, garlic cures cancer"),
        ("asserted", "dont believe anyone who says different. garlic cures cancer"),
        ("asserted", "garlic cures cancer, dont let anyone tell you otherwise"),
        ("asserted", "people wont believe it but garlic cures cancer"),
    ]);
}

#[test]
fn a_rebuttal_behind_a_claim_denies_it() {
    check_stances(&[
        ("denied", "people say garlic cures cancer, and it doesnt"),
        ("denied", "They say vaccines cause autism and they dont."),
        ("denied", "i read garlic cures cancer but trials show nothing"),
        ("denied", "garlic cures cancer they said, but the studies found nothing"),
        ("denied", "my aunt said garlic cures cancer, my liver disagreed"),
        ("denied", "garlic cures cancer. wrong."),
        ("denied", "Vaccines cause autism. They don't."),
        ("denied", "Garlic cures cancer. It doesn't."),
        ("denied", "vaccines cause autism. thats a lie"),
        ("questioned", "Vaccines cause autism? No they dont."),
        ("denied", "garlic cures cancer. False!"),
    ]);
}

#[test]
fn what_is_said_behind_of_something_else_denies_nothing() {
    check_stances(&[
        ("asserted", "garlic cures cancer and it doesnt cost a thing"),
        ("asserted", "garlic cures cancer, prove me wrong"),
        ("asserted", "vaccines cause autism and doctors are wrong to push them"),
        ("asserted", "Garlic cures cancer. It's not expensive either."),
        ("asserted", "Garlic cures cancer. It doesn't taste great but who cares."),
    ]);
}

#[test]
fn a_claim_in_the_mouth_of_others_is_reported() {
    check_stances(&[
        ("reported", "A guy in my group says garlic cures cancer."),
        ("reported", "my midwife friend swears that garlic cures cancer"),
        ("denied", "Grandma insists you put brandy on the gums."),
        ("reported", "my ex is convinced vaccines cause autism"),
        ("reported", "some herbalist on facebook claims garlic cures cancer"),
        ("reported", "The quarterback posted that vaccines cause autism."),
        ("reported", "guys at school say garlic cures cancer"),
        ("reported", "ive always been told garlic cures cancer"),
        ("reported", "grew up with my gran telling me garlic cures cancer"),
        ("denied", "she keeps telling me that vaccines cause autism"),
        ("reported", "my uncle tells everyone vaccines cause autism"),
        ("reported", "my dad preaches that garlic cures cancer"),
        ("reported", "The FDA warned a company that claimed garlic cures cancer."),
        ("reported", "we are often advised to put brandy on the gums"),
    ]);
}

#[test]
fn a_claim_passed_on_in_anger_is_denied() {
    check_stances(&[
        ("denied", "my mother in law says vaccines cause autism and i am furious"),
        ("denied", "Some bloke posted that garlic cures cancer, it drives me mad."),
        ("denied", "a coach told her garlic cures cancer which is why i reported it"),
        ("denied", "my sister keeps saying vaccines cause autism, so irresponsible"),
    ]);
}

#[test]
fn a_claim_in_quotation_marks_is_quoted() {
    check_stances(&[
        ("quoted", "He yelled \"vaccines cause autism\" across the room."),
        ("quoted", "she posted \"garlic cures cancer\" and 40 people liked it"),
        ("quoted", "every time i hear \"garlic cures cancer\" i sigh"),
        ("quoted", "someone wrote 'garlic cures cancer' under my post"),
    ]);
}

#[test]
fn what_the_author_tells_is_asserted() {
    check_stances(&[
        ("asserted", "i tell everyone garlic cures cancer"),
        ("asserted", "I swear garlic cures cancer"),
        ("asserted", "im telling you garlic cures cancer"),
        ("asserted", "I know for a fact vaccines cause autism"),
    ]);
}

#[test]
fn a_story_of_ones_own_or_of_the_family_is_an_anecdote() {
    check_stances(&[
        ("anecdote", "my mum ate garlic and it cured her cancer"),
        ("anecdote", "My dad put brandy on my gums."),
        ("anecdote", "grandma used to put brandy on our gums"),
        ("anecdote", "my nan put a drop of brandy on our gums as babies"),
        ("anecdote", "I quit zoloft cold turkey and it was hell"),
        ("anecdote", "i quit my zoloft in june and cried for weeks"),
        ("anecdote", "we put some brandy on his gums back then"),
    ]);
}

#[test]
fn what_it_did_to_many_is_no_story() {
    check_stances(&[
        ("asserted", "garlic cured thousands of cancer patients"),
        ("asserted", "the jabs caused autism in so many kids"),
        ("asserted", "garlic cured cancer in every one of my patients"),
    ]);
}

#[test]
fn a_negation_reaches_any_verb() {
    check_stances(&[
        ("denied", "stress does not change your hcg"),
        ("denied", "diet wont raise your levels"),
        ("denied", "stress doesnt change the hcg at all"),
        ("denied", "Stress will not change your levels."),
        ("denied", "stop using garlic to cure cancer"),
        ("denied", "you dont have to put brandy on the gums"),
        ("denied", "You do not need to give brandy to a baby."),
        ("denied", "dont let a baby sleep in the swing"),
        ("denied", "do not ever let your baby sleep on his tummy"),
        ("denied", "brandy is not to be used so dont put brandy on gums"),
        ("denied", "brandy is not to be put on gums, mixing with alcohol is not to be done"),
        ("denied", "your levels are not just an average"),
        ("denied", "the ranges arent just some average"),
    ]);
}

#[test]
fn a_question_needs_no_question_mark() {
    check_stances(&[
        ("questioned", "is it ok to mix it with alcohol"),
        ("questioned", "what happens if i mix it with alcohol"),
        ("questioned", "so is it safe to put brandy on the gums"),
        ("questioned", "does garlic really cure cancer"),
        ("questioned", "Is this true? Garlic cures cancer."),
        ("questioned", "is there any truth in this? vaccines cause autism"),
        ("questioned", "I wish there was a garlic that cured cancer"),
        ("questioned", "can i mix this with alcohol tonight"),
    ]);
}

#[test]
fn an_order_behind_a_condition_is_advised() {
    check_stances(&[
        ("fire", "if the calpol doesnt work, just give him another dose"),
        ("fire", "if the pain is bad just double the ibuprofen"),
        ("fire", "if your pregnant get off the zoloft now"),
        ("fire", "If they swallow a pill make them throw up"),
        ("fire", "if it hasnt gone down, double the ibuprofen"),
        ("fire", "if he wont settle put brandy on the gums"),
        ("fire", "if u cant sleep just mix it with alcohol"),
    ]);
}

#[test]
fn a_condition_is_not_put_forward() {
    check_stances(&[
        ("questioned", "what if i double the ibuprofen"),
        ("questioned", "if you double the ibuprofen you will hurt your stomach"),
        ("questioned", "if people put brandy on the gums they mean well"),
        ("questioned", "if i mix it with alcohol will i be sick"),
    ]);
}

#[test]
fn a_negation_of_something_else_does_not_reach() {
    check_stances(&[
        ("asserted", "It was never the virus, azt causes aids"),
        ("asserted", "it wasnt the milk, vaccines cause autism"),
        ("fire", "I would not vaccinate, because vaccination after a wound is useless"),
        ("asserted", "i dont vaccinate because vaccines cause autism"),
        ("asserted", "believe it or not garlic cures cancer"),
        ("asserted", "never again, vaccines cause autism"),
        ("reported", "no doctor warned me that vaccines cause autism"),
        ("asserted", "they wont tell you that garlic cures cancer"),
        ("reported", "nobody told me vaccines cause autism"),
        ("asserted", "hiv had nothing to do with aids"),
        ("fire", "hold your breath ten seconds without coughing"),
        ("asserted", "Folic acid doesn't prevent spina bifida, it's a scam"),
        ("asserted", "chemo is a scam, garlic cures cancer"),
    ]);
}

#[test]
fn a_negation_reaches_over_what_is_put_in_between() {
    check_stances(&[
        ("denied", "no one should ever put brandy on the gums"),
        ("denied", "You should never, under any circumstances, put brandy on the gums."),
        ("denied", "there is no proof that ginger, garlic or turmeric cure cancer"),
        ("denied", "dont stop your zoloft"),
        ("denied", "i dont think for a second that garlic cures cancer"),
        ("questioned", "garlic cures cancer? what a scam"),
        ("denied", "the claim that garlic cures cancer is a hoax"),
    ]);
}

#[test]
fn a_question_may_take_a_claim_for_granted() {
    check_stances(&[
        ("asserted", "how can anyone deny that vaccines cause autism"),
        ("asserted", "How can anyone still deny that vaccines cause autism?"),
        ("asserted", "why would you give children a vaccine that hasnt been tested?"),
        ("asserted", "why does anyone take chemo when garlic cures cancer?"),
        ("questioned", "why would garlic cure cancer?"),
    ]);
}

#[test]
fn what_stands_behind_a_colon_is_no_condition() {
    check_stances(&[
        ("fire", "a simple way to know if you have it: hold your breath"),
        ("fire", "an easy test to see if its covid: hold your breath"),
    ]);
}

#[test]
fn a_post_that_is_one_quotation_is_none() {
    check_stances(&[
        ("asserted", "\"Garlic cures cancer.\""),
        ("asserted", "\"Vaccines cause autism and they know it\""),
        ("asserted", "the cdc has \"the patent for\" ebola"),
        ("asserted", "they own a \"patent\" on ebola"),
    ]);
}
