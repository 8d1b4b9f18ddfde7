//! The laws of counting: how threads are parted does not matter, the cells of a table add up, and no author is named.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::{collections::BTreeMap, sync::LazyLock};

use proptest::prelude::*;
use threadlint::{
    extract::{assertion::Experiencer, outcome::OutcomeKind},
    mine::{By, Column, Selection, Table, Tally, Value, note},
    report::counts,
    scan::{Scanner, ThreadReport},
    thread::{Post, Role, Thread},
};

static SCANNER: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builder().without_builtin_rules().build().unwrap());

const TEXTS: &[&str] = &[
    "I took heparin. The heparin left me bruised.",
    "I took heparin and all went well.",
    "I took metformin and it gave me nausea.",
    "I took metformin for my PCOS. The metformin gave me a headache and nausea.",
    "I was on zoloft and it helped.",
    "I took zoloft for my depression. The zoloft did nothing for me.",
    "My sister was on heparin and it left her bruised.",
    "My friend took zoloft and it gave her nausea.",
    "> I took heparin. The heparin left me bruised.\nSo sorry to hear that.",
    "Is heparin safe? Does metformin give you nausea?",
    "I never took heparin. No nausea on metformin.",
    "Good morning to all of you.",
];
const NAMES: &[Option<&str>] =
    &[None, Some("mia"), Some("tom"), Some("[deleted]"), Some("ann\u{1b}[2J"), Some("日本")];
const KEYS: &[&str] = &[
    "drug",
    "outcome",
    "drug,outcome",
    "effect,drug",
    "drug,outcome,effect,indication,experiencer",
    "indication,experiencer",
    "drug,effect,experiencer",
];

/// Threads, each of them the numbers of its texts and of its authors.
type Threads = Vec<Vec<(usize, usize)>>;

fn threads() -> impl Strategy<Value = Threads> {
    let post = (0..TEXTS.len(), 0..NAMES.len());
    prop::collection::vec(prop::collection::vec(post, 0..5), 0..12)
}

fn report(posts: &[(usize, usize)]) -> ThreadReport {
    let mut thread = Thread::from_text("");
    thread.posts = posts
        .iter()
        .map(|&(text, name)| {
            let mut post = Post::new(Role::Post, TEXTS[text]);
            post.author = NAMES[name].map(str::to_owned);
            post
        })
        .collect();
    SCANNER.scan(&thread)
}

fn by(keys: &str) -> By {
    keys.parse().unwrap()
}

fn tally(keys: &str, threads: &Threads) -> Tally {
    let mut tally = Tally::new(by(keys));
    for posts in threads {
        tally.add(&report(posts));
    }
    tally
}

fn table(tally: &Tally) -> Table {
    Table::of(tally, &Selection::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn how_threads_are_parted_and_in_which_order_does_not_matter(
        threads in threads(), parts in prop::collection::vec(0..3_usize, 12), keys in 0..KEYS.len()
    ) {
        let keys = KEYS[keys];
        let whole = tally(keys, &threads);
        let empty = Tally::new(by(keys));
        let mut apart = [empty.sibling(), empty.sibling(), empty.sibling()];
        for (posts, part) in threads.iter().zip(&parts).rev() {
            apart[*part].add(&report(posts));
        }
        let [one, two, three] = apart;
        // (1 + 2) + 3, and 3 + (2 + 1).
        let mut left = one.clone();
        left.merge(two.clone());
        left.merge(three.clone());
        let mut inner = two;
        inner.merge(one);
        let mut right = three;
        right.merge(inner);
        right.merge(empty.sibling());
        prop_assert_eq!(table(&whole), table(&left));
        prop_assert_eq!(table(&left), table(&right));
    }

    #[test]
    fn the_cells_of_all_pairs_add_up_to_the_same(threads in threads()) {
        let counted = tally("drug,effect", &threads);
        let totals = counted.totals();
        let mut of_effect: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for row in table(&counted).rows {
            let Some(cells) = row.fourfold else { continue };
            prop_assert_eq!(cells.total(), totals.own + totals.second_hand);
            prop_assert_eq!(cells.a, row.counts.experiences());
            let Value::Name(Some(effect)) = row.value(Column::named("effect", counted.by()).unwrap(), counted.by())
                else { panic!("a pair without an effect") };
            let (sum, all) = of_effect.entry(effect.to_owned()).or_default();
            *sum += cells.a;
            *all = cells.a + cells.c;
        }
        for (effect, (sum, all)) in of_effect {
            prop_assert_eq!(sum, all, "{}", effect);
        }
    }

    #[test]
    fn more_is_never_in_fewer(threads in threads(), keys in 0..KEYS.len()) {
        let counted = tally(KEYS[keys], &threads);
        let totals = counted.totals();
        for row in table(&counted).rows {
            let counts = row.counts;
            prop_assert!(counts.threads <= counts.posts && counts.posts >= 1);
            prop_assert!(counts.authors <= counts.posts && counts.authors <= totals.authors);
            prop_assert!(counts.posts <= totals.posts && counts.experiences() <= totals.own + totals.second_hand);
        }
    }

    #[test]
    fn no_author_comes_out(threads in threads(), keys in 0..KEYS.len()) {
        let counted = table(&tally(KEYS[keys], &threads));
        let mut out = Vec::new();
        counts::text(&counted, None, true, &mut out).unwrap();
        counts::text(&counted, Some(40), false, &mut out).unwrap();
        counts::csv(&counted, &mut out).unwrap();
        counts::jsonl(&counted, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let shown = format!("{out}{counted:?}");
        for name in ["mia", "tom", "deleted", "ann\u{1b}", "[2J", "日本"] {
            // A word of the note, or of a drug, is no author.
            let words = shown.split(|c: char| !c.is_alphanumeric() && c != '\u{1b}' && c != '[');
            prop_assert!(words.into_iter().all(|word| word != name), "{}", name);
        }
    }
}

/// By hand, out of what the texts say.
#[test]
fn each_count_is_what_the_posts_say() {
    let posts: Vec<(usize, usize)> =
        vec![(0, 1), (0, 1), (6, 2), (8, 1), (9, 2), (10, 0), (1, 3), (11, 5)];
    let counted = tally("drug", &vec![posts, vec![(0, 4)]]);
    let totals = counted.totals();
    assert_eq!((totals.threads, totals.posts, totals.unnamed_posts), (2, 9, 2));
    assert_eq!(totals.authors, 4);
    let table = table(&counted);
    let heparin = &table.rows[0].counts;
    // Twice in texts 0 and 8, once in 6, 9, 10 and 1.
    assert_eq!((heparin.mentions, heparin.posts, heparin.threads), (12, 8, 2));
    assert_eq!(heparin.authors, 3, "those of posts that name it, not the unnamed ones");
    assert_eq!((heparin.own, heparin.second_hand), (4, 1), "not who quotes, asks or never did");
    assert_eq!(heparin.with(OutcomeKind::AdverseEvent), 4);
}

#[test]
fn what_people_in_general_do_is_nobodys() {
    let mut tally = Tally::new(by("drug,experiencer"));
    tally.add(&SCANNER.scan(&Thread::from_text("People take heparin every day.")));
    let table = table(&tally);
    for row in &table.rows {
        assert_eq!(row.counts.experiences(), 0);
    }
    assert_eq!(table.rows[0].counts.mentions, 1);
    assert_eq!(serde_json::to_value(Experiencer::Generic).unwrap(), "generic");
}

#[test]
fn the_same_person_or_indication_is_compared_if_these_are_keys() {
    // Own: 1 of heparin with bruises, 1 without, 1 of metformin. Of others: 1 of heparin with bruises, 1 of zoloft.
    let threads = vec![vec![(0, 1), (1, 1), (2, 1), (6, 1), (7, 1)]];
    let counted = table(&tally("experiencer,drug,effect", &threads));
    let row = |person: &str, effect: &str| {
        let found = counted.rows.iter().find(|row| {
            let is = |column: &str, value: &str| {
                row.value(Column::named(column, &counted.by).unwrap(), &counted.by)
                    == Value::Name(Some(value))
            };
            is("experiencer", person) && is("drug", "heparin") && is("effect", effect)
        });
        found.unwrap().fourfold.unwrap()
    };
    let cells = row("self", "bruising");
    assert_eq!((cells.a, cells.b, cells.c, cells.d), (1, 1, 0, 1));
    let cells = row("relative", "bruising");
    assert_eq!(cells.total(), 1, "a friend is no relative");
}

#[test]
fn an_outcome_in_many_words_is_one_report() {
    let text = "I took heparin. The heparin left me bruised. The heparin left me bruised again. The heparin left me bruised.";
    let mut tally = Tally::new(by("drug,effect"));
    tally.add(&SCANNER.scan(&Thread::from_text(text)));
    let table = table(&tally);
    assert_eq!(table.rows[0].counts.mentions, 3);
    assert_eq!(table.rows[0].counts.own, 1);
}

#[test]
fn without_the_kind_beside_it_an_effect_is_an_adverse_one() {
    let threads = vec![vec![(2, 0), (4, 0)]];
    assert_eq!(table(&tally("drug,effect", &threads)).rows.len(), 1);
    assert_eq!(table(&tally("drug,outcome,effect", &threads)).rows.len(), 2);
}

#[test]
fn rows_are_chosen_and_sorted() {
    let threads = vec![vec![(0, 0), (0, 0), (2, 0), (4, 0), (5, 0), (7, 0)]];
    let counted = tally("drug", &threads);
    let drugs = |selection: &Selection| -> Vec<String> {
        let table = Table::of(&counted, selection);
        let column = Column::named("drug", &table.by).unwrap();
        let name = |value| match value {
            Value::Name(Some(name)) => str::to_owned(name),
            other => panic!("{other:?}"),
        };
        table.rows.iter().map(|row| name(row.value(column, &table.by))).collect()
    };
    let all = Selection::default();
    // In three posts, in two, in one.
    assert_eq!(drugs(&all), ["sertraline", "heparin", "metformin"]);
    let named = |name| Some(Column::named(name, counted.by()).unwrap());
    assert_eq!(
        drugs(&Selection { sort: named("drug"), ..all.clone() }),
        ["heparin", "metformin", "sertraline"]
    );
    assert_eq!(drugs(&Selection { sort: named("second_hand"), ..all.clone() })[0], "sertraline");
    assert_eq!(drugs(&Selection { min: 2, ..all.clone() }), ["sertraline", "heparin"]);
    let top = Selection { top: Some(1), min: 2, ..all.clone() };
    assert_eq!(drugs(&top), ["sertraline"]);
    let table = Table::of(&counted, &top);
    assert_eq!((table.beyond, table.too_few), (1, 1));
    let one = Selection { drugs: vec!["metformin".into()], ..all };
    assert_eq!(drugs(&one), ["metformin"]);
    assert_eq!(
        Column::named("mention", counted.by()).unwrap_err().to_string(),
        "no column `mention`: did you mean `mentions`?"
    );
    assert!(Column::named("ror", counted.by()).is_err(), "only pairs have ratios");
}

#[test]
fn another_tally_is_not_mixed_in() {
    let threads = vec![vec![(0, 1)]];
    let (mut one, other) = (tally("drug", &threads), tally("drug", &threads));
    let mixed = std::panic::catch_unwind(move || {
        one.merge(other);
        one.totals().threads
    });
    // With debug assertions it is a panic, without nothing is added.
    assert!(mixed.is_err() || mixed.is_ok_and(|threads| threads == 1));
}

#[test]
fn a_table_fits_its_width() {
    let threads = vec![vec![(0, 1), (2, 1), (3, 2), (4, 1), (5, 2), (6, 1), (7, 0)]];
    for keys in KEYS {
        let table = table(&tally(keys, &threads));
        for width in [20 * by(keys).keys().len().max(2), 60, 80, 100, 140, 400] {
            let mut out = Vec::new();
            counts::text(&table, Some(width), false, &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            if width >= 12 * by(keys).keys().len() {
                let widest = out.lines().map(|line| line.chars().count()).max().unwrap();
                assert!(widest <= width, "{keys}, {width}:\n{out}");
            }
        }
    }
}

#[test]
fn the_note_says_what_the_figures_cannot_say() {
    let (counts, pairs) = (note(&by("drug")), note(&by("drug,outcome")));
    assert!(counts.contains("not counts of patients") && pairs.starts_with(&counts));
    for words in
        ["no rates and no risks", "prove no cause", "chance alone", "Do not decide on a treatment"]
    {
        assert!(pairs.contains(words) && !counts.contains(words), "{words}");
    }
}
