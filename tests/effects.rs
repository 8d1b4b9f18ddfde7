//! What a sentence tells of a drug: the calculus of effects, class by class, through the scanner.

use std::sync::LazyLock;

use threadlint::{extract::outcome::OutcomeKind, scan::Scanner, thread::Thread};

use OutcomeKind::{AdverseEvent, Benefit, NoEffect, Withdrawal};

static SCANNER: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builtin().expect("the built-in data are good"));

/// What a sentence tells of a drug that was named before it, without what is denied.
fn told(drug: &str, sentence: &str) -> Vec<OutcomeKind> {
    let thread = Thread::from_text(format!("I am on {drug}. {sentence}"));
    let report = SCANNER.scan(&thread);
    let held = report.outcomes.iter().filter(|outcome| !outcome.assertion.negated);
    let mut kinds: Vec<OutcomeKind> = held.map(|outcome| outcome.kind).collect();
    kinds.dedup();
    kinds
}

macro_rules! tells {
    ($($name:ident: $drug:literal, [$($sentence:literal),* $(,)?] => $kinds:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let kinds: &[OutcomeKind] = &$kinds;
                for sentence in [$($sentence),*] {
                    assert_eq!(told($drug, sentence), kinds, "{sentence}");
                }
            }
        )*
    };
}

tells! {
    // complaints
    a_complaint_is_a_harm: "sertraline", ["Brain zaps every night.", "I was a zombie for two months."] => [AdverseEvent];
    a_symptom_that_the_drug_is_not_for_is_a_harm: "sertraline", ["Nausea in the mornings."] => [AdverseEvent];
    a_list_of_symptoms_is_a_harm: "sertraline", ["Nausea, dry mouth and dizziness."] => [AdverseEvent];
    a_denied_complaint_is_none: "sertraline", ["No nausea at all.", "I never had any side effects.", "Zero side effects."] => [];
    a_denied_list_is_none: "sertraline", ["No nausea, headaches or rash."] => [];
    a_denial_does_not_reach_what_is_told_after_it: "sertraline",
        ["It did not help my anxiety and caused me to have headaches."] => [NoEffect, AdverseEvent];
    what_one_wants_is_missed: "sertraline", ["No energy.", "Zero sex drive.", "Loss of libido."] => [AdverseEvent];
    a_lack_is_of_the_first_of_a_list_only: "sertraline", ["No motivation, anxiety."] => [AdverseEvent];
    what_one_can_no_longer_do_is_a_harm: "sertraline",
        ["I couldn't concentrate.", "It was hard to wake up."] => [AdverseEvent];
    a_change_of_a_measure_is_a_harm: "sertraline", ["My weight went up.", "Increased heart rate."] => [AdverseEvent];
    a_bad_feeling_needs_a_word_of_feeling: "sertraline", ["I felt weird.", "It made me so hungry."] => [AdverseEvent];
    a_bad_word_without_feeling_is_none: "sertraline", ["A weird name for a pill."] => [];
    a_good_feeling_denied_is_a_harm: "sertraline", ["I didn't feel human."] => [AdverseEvent];
    what_never_was_before_is_a_harm: "sertraline", ["I never had headaches before."] => [AdverseEvent];

    // reasons and what was before
    a_reason_is_none: "sertraline", ["I take it for my depression.", "I was diagnosed with anxiety."] => [];
    what_was_before_the_drug_is_none: "sertraline",
        ["Before I started I was dizzy all day.", "I had nausea before I took it."] => [];
    a_history_is_none: "sertraline", ["I have a history of headaches."] => [];
    what_the_drug_is_for_is_none_by_itself: "sertraline", ["My anxiety, my old friend."] => [];
    what_the_drug_is_for_in_a_list_of_harms_is_a_harm: "sertraline",
        ["Nausea, anxiety, tremors, dizziness."] => [AdverseEvent];

    // benefit
    less_of_what_the_drug_is_for_is_a_benefit: "sertraline",
        ["It reduced my anxiety.", "Less depression.", "The panic attacks are gone."] => [Benefit];
    what_the_drug_is_for_denied_is_a_benefit: "sertraline", ["No anxiety."] => [Benefit];
    more_of_what_one_wants_is_a_benefit: "sertraline", ["More energy.", "It improved my mood."] => [Benefit];
    what_one_can_do_again_is_a_benefit: "sertraline", ["I was able to drive.", "It helped me sleep."] => [Benefit];
    a_good_state_is_a_benefit: "sertraline", ["I am calmer.", "I slept like a log."] => [Benefit];
    a_good_feeling_is_a_benefit: "sertraline", ["I felt human.", "I feel much better."] => [Benefit];
    help_is_a_benefit: "sertraline", ["It works.", "This stuff really helped me.", "It helps a lot."] => [Benefit];
    praise_is_a_benefit: "sertraline", ["A life saver!", "It saved my life.", "This is a wonder drug."] => [Benefit];
    love_of_the_drug_is_a_benefit: "sertraline", ["I love this drug."] => [Benefit];
    relief_is_a_benefit: "ibuprofen", ["Great relief within an hour."] => [Benefit];
    a_lowered_measure_is_a_benefit_of_the_drug_for_it: "lisinopril",
        ["My blood pressure came down.", "It lowered my bp.", "My blood pressure came down to normal."] => [Benefit];
    a_lowered_measure_is_a_harm_of_another_drug: "sertraline", ["It lowered my blood pressure."] => [AdverseEvent];
    lost_weight_is_a_benefit_of_the_drug_for_it: "phentermine", ["I have lost 30 pounds so far."] => [Benefit];
    spots_that_go_are_a_benefit: "tretinoin", ["It cleared my acne.", "My skin is clear."] => [Benefit];

    // no effect
    denied_help_is_no_effect: "sertraline", ["It didn't help.", "It never worked."] => [NoEffect];
    no_change_is_no_effect: "sertraline", ["No change.", "No relief whatsoever."] => [NoEffect];
    a_dud_is_no_effect: "sertraline", ["A waste of money.", "It did nothing for me."] => [NoEffect];
    what_the_drug_is_for_and_comes_back_is_no_effect: "amoxicillin", ["The earache came right back."] => [NoEffect];
    what_stopped_is_no_ending: "ibuprofen", ["It stopped the cramps."] => [Benefit];
    trouble_that_the_drug_gave_is_a_harm: "sertraline", ["It gave me problems."] => [AdverseEvent];
    no_withdrawal_is_no_ending: "sertraline", ["No withdrawals but I had nausea."] => [AdverseEvent];
    the_end_of_the_effect_is_no_effect: "sertraline", ["It stopped working.", "It no longer works."] => [NoEffect];
    what_goes_on_is_no_effect: "sertraline", ["I still have anxiety."] => [NoEffect];
    what_comes_back_is_no_effect: "sertraline", ["My depression came back."] => [NoEffect];
    what_grows_is_a_harm_and_no_effect: "sertraline", ["My anxiety got worse."] => [NoEffect, AdverseEvent];
    what_may_help_tells_nothing: "sertraline", ["I hope it will work.", "It might help."] => [];
    work_that_is_a_job_tells_nothing: "sertraline", ["That day I was at work."] => [];

    // ending
    withdrawals_are_told_by_their_name: "sertraline", ["The withdrawals."] => [Withdrawal];
    a_complaint_after_stopping_is_withdrawal: "sertraline",
        ["When I stopped I had nausea.", "Dizziness when I miss a dose.", "After I skipped my morning pill I felt weird."] => [Withdrawal];
    a_hard_end_is_withdrawal: "sertraline", ["Coming off it was hell.", "It is very hard to stop taking it."] => [Withdrawal];
    a_harm_that_made_one_stop_is_no_withdrawal: "sertraline", ["I had nausea and decided to stop it."] => [AdverseEvent];
    what_follows_a_new_start_is_no_withdrawal: "sertraline",
        ["I stopped it, then started again and felt sick."] => [AdverseEvent];
    a_benefit_is_none_of_ending: "sertraline", ["When I stopped I felt great."] => [];
}
