//! Who, how and what came of it, against what readers find in invented posts (`README.md`): how many judgements are right.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use serde_json::Value;
use threadlint::{
    scan::{Scanner, ThreadReport},
    span::Span,
    thread::Thread,
};

/// The least share of right judgements of each set and facet.
const FLOORS: &[(&str, &str, f64)] = &[
    ("plain", "all", 0.9),
    ("plain", "experiencer", 0.96),
    ("plain", "use", 0.95),
    ("plain", "mood", 0.96),
    ("plain", "outcome", 0.72),
    ("hard", "all", 0.64),
    ("hard", "experiencer", 0.79),
    ("hard", "use", 0.77),
    ("hard", "mood", 0.85),
    ("hard", "outcome", 0.23),
];

/// Right and all judgements.
type Shares = BTreeMap<(&'static str, &'static str), (u32, u32)>;

#[derive(Default)]
struct Tally {
    shares: Shares,
    misses: String,
}

impl Tally {
    fn judge(&mut self, set: &'static str, facet: &'static str, right: bool) {
        for facet in [facet, "all"] {
            let (rights, all) = self.shares.entry((set, facet)).or_default();
            *rights += u32::from(right);
            *all += 1;
        }
    }

    fn check(&mut self, (set, facet): (&'static str, &'static str), right: bool, miss: &[&str]) {
        self.judge(set, facet, right);
        if !right {
            writeln!(self.misses, "{set}\t{facet}\t{}", miss.join("\t")).unwrap();
        }
    }
}

#[test]
fn what_readers_find_in_invented_posts_is_found() {
    let scanner = Scanner::builtin().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/told");
    let mut tally = Tally::default();
    for set in ["plain", "hard"] {
        let text = fs::read_to_string(folder.join(format!("{set}.jsonl"))).unwrap();
        for line in text.lines() {
            let post: Value = serde_json::from_str(line).unwrap();
            let mut thread = Thread::from_text(post["text"].as_str().unwrap());
            thread.title = post["title"].as_str().map(str::to_owned);
            let report = scanner.scan(&thread);
            judge_drugs(&mut tally, set, &post, &report);
            judge_outcomes(&mut tally, set, &post, &report);
        }
    }
    let mut short = Vec::new();
    for ((set, facet), (right, all)) in &tally.shares {
        let share = f64::from(*right) / f64::from(*all);
        println!("{set:6} {facet:12} {share:.3} ({right} of {all})");
        let floor = FLOORS.iter().find(|(of, name, _)| of == set && name == facet);
        if let Some((.., floor)) = floor.filter(|(.., floor)| share < *floor) {
            short.push(format!("{set}, {facet}: {share:.3} is under {floor}"));
        }
    }
    let file = folder.join("misses.tsv");
    let misses = format!("set\tfacet\tpost\twords\twanted\tfound\n{}", tally.misses);
    if env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite") {
        fs::write(&file, &misses).unwrap();
    }
    assert!(short.is_empty(), "{}", short.join("\n"));
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(known == misses, "the misses differ: SNAPSHOTS=overwrite renews {}", file.display());
}

/// Does an answer of the gold, one value or a list of them, allow a value?
fn allows(wanted: &Value, found: &str) -> bool {
    match wanted {
        Value::Array(values) => values.iter().any(|value| value == found),
        value => value == found,
    }
}

/// Where the nth time of a quote is.
fn place(text: &str, quoted: &Value) -> Span {
    let quote = quoted["quote"].as_str().unwrap();
    let nth = quoted["nth"].as_u64().unwrap_or(1).max(1) as usize;
    let starts =
        (0..text.len()).filter(|&at| text.is_char_boundary(at) && text[at..].starts_with(quote));
    let start = { starts }.nth(nth - 1).unwrap_or_else(|| panic!("{quote:?} in {text:?}"));
    Span::new(start as u32, (start + quote.len()) as u32)
}

fn name(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap_or("none").to_owned()
}

fn judge_drugs(tally: &mut Tally, set: &'static str, post: &Value, report: &ThreadReport) {
    let (id, text) = (post["id"].as_str().unwrap(), post["text"].as_str().unwrap());
    for drug in post["drugs"].as_array().unwrap() {
        let span = place(text, drug);
        let covered =
            |found: Span| found.end.min(span.end).saturating_sub(found.start.max(span.start));
        let mention = { report.mentions.iter() }
            .filter(|mention| mention.drug_use.is_some() && mention.span.overlaps(span))
            .max_by_key(|mention| covered(mention.span));
        for facet in ["experiencer", "use", "mood"] {
            let found = mention.map_or_else(
                || "not found".to_owned(),
                |mention| match facet {
                    "experiencer" => name(mention.assertion.experiencer),
                    "use" => name(mention.drug_use),
                    _ => name(mention.assertion.mood),
                },
            );
            let miss = [id, drug["quote"].as_str().unwrap(), &drug[facet].to_string(), &found];
            tally.check((set, facet), allows(&drug[facet], &found), &miss);
        }
    }
}

fn judge_outcomes(tally: &mut Tally, set: &'static str, post: &Value, report: &ThreadReport) {
    let (id, text) = (post["id"].as_str().unwrap(), post["text"].as_str().unwrap());
    let told = report.outcomes.iter().filter(|outcome| !outcome.assertion.negated);
    let told: Vec<_> = told.map(|outcome| (outcome, name(outcome.kind))).collect();
    let mut known = vec![false; told.len()];
    for wanted in post["outcomes"].as_array().unwrap() {
        let span = place(text, wanted);
        let mut right = false;
        for (at, (outcome, kind)) in told.iter().enumerate() {
            let same = outcome.span.overlaps(span)
                && allows(&wanted["kind"], kind)
                && allows(&wanted["experiencer"], &name(outcome.assertion.experiencer));
            right |= same;
            known[at] |= same;
        }
        let want = format!("{} of {}", wanted["kind"], wanted["experiencer"]);
        let miss = [id, wanted["quote"].as_str().unwrap(), &want, ""];
        tally.check((set, "outcome"), right, &miss);
    }
    for ((outcome, kind), _) in told.iter().zip(known).filter(|(_, known)| !known) {
        let found = format!("{kind} of {}", name(outcome.assertion.experiencer));
        tally.check((set, "outcome"), false, &[id, &outcome.text, "", &found]);
    }
}
