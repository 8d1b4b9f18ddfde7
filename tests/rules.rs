//! What the rule language does, seen from outside: lists, templates, limits, scope, errors, and why a rule does not fire.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use threadlint::{
    error::DataError,
    rules::{Flag, Place, Stance},
    scan::{Scanner, ScannerBuilder},
    thread::Thread,
};

/// A rule that looks for `sought`, TOML of `match`, `use`, `limit`, `unless` or `scope`.
fn rule(sought: &str) -> String {
    format!(
        "id = \"TST001\"\nname = \"a-test\"\ntopic = \"test\"\nverdict = \"false\"\nseverity = \"low\"\nlevel = 1\nclaim = \"c\"\nguidance = \"g\"\n\
         since = \"2026-11-22\"\nreview_by = \"2027-11-22\"\nreply = \"r\"\n{sought}\n[[citation]]\nwho = \"w\"\ntitle = \"t\"\nurl = \"https://example.org\"\n\
         says = \"s\"\nopened = \"2026-11-22\"\n"
    )
}

fn builder(sought: &str) -> ScannerBuilder {
    Scanner::builder().without_builtin_rules().rule("test/TST001-a-test.toml", rule(sought))
}

fn errors(builder: ScannerBuilder) -> Vec<String> {
    builder.build().unwrap_err().iter().map(DataError::to_string).collect()
}

/// The flags of a text, those kept back too.
fn flags(sought: &str, text: &str) -> Vec<Flag> {
    builder(sought).show_suppressed(true).build().unwrap().scan(&Thread::from_text(text)).flags
}

fn is_flagged(sought: &str, text: &str) -> bool {
    flags(sought, text).iter().any(|flag| flag.suppressed.is_none())
}

#[test]
fn lists_stand_in_any_folder_and_use_those_that_are_built_in() {
    let scanner = builder("match = [\"@tst_cream … @cures … eczema\"]")
        .rule(
            "test/lists.toml",
            "tst_cream = [\"{green|blue} cream\", \"@tst_oil\"]\ntst_oil = [\"snake oil\"]\n",
        )
        .build()
        .unwrap();
    let report = scanner.scan(&Thread::from_text("snake oil gets rid of eczema in a week"));
    assert_eq!(report.flags.len(), 1);
    assert_eq!(
        errors(builder("match = [\"@cure … eczema\"]")),
        [
            "test/TST001-a-test.toml:12: no list `cure` in any lists.toml (did you mean `@cures`?), at character 6 of `@cure … eczema`"
        ]
    );
}

#[test]
fn a_template_finds_what_a_row_of_a_table_says() {
    let sought = "use = [{ template = \"combination\", drug = \"<warfarin>\", with = \"{<ginkgo>|dong quai}\" }]";
    for text in [
        "Warfarin and ginkgo go really well together.",
        "just add a bit of dong quai to your coumadin",
        "You can totally take ginkgo with warfarin.",
    ] {
        assert!(is_flagged(sought, text), "{text}");
    }
    for text in [
        "Never take ginkgo with warfarin.",
        "Ginkgo and warfarin together are dangerous.",
        "Can I take ginkgo with warfarin?",
        "You can take ginkgo with warfarin if you ask your doctor first.",
    ] {
        assert!(!is_flagged(sought, text), "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_template_is_located() {
    for (sought, says) in [
        (
            "use = [{ template = \"combinaton\", drug = \"a\" }]",
            "no template `combinaton` in any templates.toml (did you mean `combination`?)",
        ),
        (
            "use = [{ template = \"stop\", drugs = \"a\" }]",
            "the template `stop` has no parameter `drugs` (did you mean `drug`?)",
        ),
        (
            "use = [{ template = \"stop\" }]",
            "the template `stop` needs the parameter `drug` (write drug = \"…\")",
        ),
        ("use = [{ drug = \"a\" }]", "`use` without `template`"),
        ("match = [\"$drug is fine\"]", "`$drug` is given no value"),
    ] {
        let error = errors(builder(sought)).remove(0);
        assert!(error.starts_with(&format!("test/TST001-a-test.toml:12: {says}")), "{error}");
    }
}

#[test]
fn a_limit_compares_doses_and_not_words() {
    let sought = "limit = [{ drug = \"<acetaminophen>\", daily = \"> 4 g\" }]";
    for text in [
        "You can take 6-8 g of Tylenol a day, no problem.",
        "2 x 500 mg paracetamol every 2 hours is fine, it wont hurt you",
        "up to 6 grams of tylenol daily is fine",
    ] {
        assert!(is_flagged(sought, text), "{text}");
    }
    for text in [
        "You can take 4 g of Tylenol a day.",
        "I took 10 grams of paracetamol in a day once.",
        "Do not take 6 g of paracetamol a day.",
        "Can I take 6 g of Tylenol a day?",
        "6 g of paracetamol a day is an overdose.",
        "You can take 6 g of fish oil a day.",
    ] {
        assert!(!is_flagged(sought, text), "{text}");
    }
    let own = flags(sought, "My dad takes 6 g of paracetamol a day.");
    assert_eq!(own.first().map(|flag| flag.stance), Some(Stance::Anecdote));
}

#[test]
fn a_limit_may_be_of_some_people_and_of_a_time() {
    let child = "limit = [{ drug = \"<melatonin>\", single = \"> 5 mg\", who = \"@child\" }]";
    assert!(is_flagged(child, "Give your toddler 20 mg of melatonin."));
    assert!(!is_flagged(child, "Take 20 mg of melatonin."));
    let course = "limit = [{ drug = \"<ibuprofen>\", duration = \"> 10 days\" }]";
    assert!(is_flagged(course, "take 400 mg ibuprofen three times a day for 3 months"));
    assert!(!is_flagged(course, "take 400 mg ibuprofen three times a day for 3 days"));
    let units = "limit = [{ drug = \"<vitamin d>\", daily = \"> 4000 IU\", unit = \"0.025 ug\" }]";
    assert!(is_flagged(units, "take 250 mcg of vitamin D every day"));
    assert!(!is_flagged(units, "take 25 mcg of vitamin D every day"));
}

#[test]
fn a_rule_looks_into_signatures_and_links_only_if_it_says_so() {
    let text = "My own words.\n\n--\nGarlic cures eczema";
    let usual = "match = [\"garlic … @cures … eczema\"]";
    assert!(!is_flagged(usual, text));
    assert!(is_flagged(usual, "Garlic cures eczema."));
    let both = format!("{usual}\nscope = [\"own\", \"signature\"]");
    assert_eq!(flags(&both, text).first().map(|flag| flag.place), Some(Place::Signature));
}

#[test]
fn the_confidence_is_the_sum_of_its_parts() {
    let flags = flags(
        "match = [\"garlic …20 @cures … eczema\"]",
        "I think garlic, as all of us in this house have known for years, cures eczema.",
    );
    for flag in &flags {
        let sum: f32 = flag.confidence_parts.iter().map(|part| part.adds).sum();
        assert!((sum - flag.confidence).abs() < 1e-5);
        assert!(flag.confidence_parts.iter().any(|part| part.part == "gaps"), "{flag:?}");
    }
    assert_eq!(flags.len(), 1);
}

#[test]
fn the_stage_at_which_a_rule_does_not_fire_is_told() {
    let scanner = builder("match = [\"garlic … @cures … eczema\"]\nunless = [\"@ask_doctor\"]")
        .show_suppressed(true)
        .build()
        .unwrap();
    let stage = |text: &str| {
        let traces = scanner.trace_rule("TST001", &Thread::from_text(text));
        traces.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    for (text, says) in [
        ("Nothing of it.", "required term: none of the words"),
        ("Garlic is tasty.", "required term: `garlic … @cures … eczema` needs "),
        (
            "Eczema is what garlic cures.",
            "pattern: `garlic … @cures … eczema` matches “garlic cures”, then expects eczema",
        ),
        (
            "Garlic does not cure eczema.",
            "stance: “Garlic does not cure eczema” matches, but is denied",
        ),
        (
            "Garlic cures eczema, but ask your doctor.",
            "exception: “Garlic cures eczema” matches, but `unless` holds",
        ),
        ("Garlic cures eczema.", "flagged as asserted: “Garlic cures eczema”"),
    ] {
        assert!(stage(text).starts_with(says), "{}", stage(text));
    }
}

#[test]
fn what_is_compiled_later_flags_as_what_is_compiled_at_once() {
    let none = "concept\tkind\tname\tterms\tcodes\tflags\n";
    let later = Scanner::builder().level(3).show_suppressed(true).build().unwrap();
    // A lexicon of a user, even an empty one, has all rules compiled at once.
    let at_once = Scanner::builder()
        .level(3)
        .show_suppressed(true)
        .lexicon("none.tsv", none)
        .build()
        .unwrap();
    let mut compared = 0;
    for rule in later.rules().iter() {
        for example in rule.flag_examples.iter().chain(&rule.ok_examples) {
            let thread = Thread::from_text(example.text.as_str());
            assert_eq!(later.scan(&thread).flags, at_once.scan(&thread).flags, "{}", example.text);
            compared += 1;
        }
    }
    assert!(compared > 500);
}

#[test]
fn what_a_rule_lacks_is_told() {
    let scanner =
        builder("match = [\"garlic … @cures … eczema\"]\nunless = [\"garlic … @cures … eczema\"]")
            .build()
            .unwrap();
    let told: Vec<String> = scanner
        .check_rules(Some("2029-01-01"))
        .iter()
        .map(|problem| problem.error.to_string())
        .collect();
    for says in [
        "fewer than two authorities are cited",
        "was opened on 2026-11-22, more than 2 years before 2029-01-01",
        "`review_by` 2027-11-22 has passed",
        "0 [[flag]] examples, at least 5 are expected",
        "no [[ok]] example with why = \"negated\"",
        "can never match",
    ] {
        assert!(told.iter().any(|told| told.contains(says)), "{says}: {told:#?}");
    }
}
