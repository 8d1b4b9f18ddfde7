//! Claims beside posts that only look like them (`README.md`): how many pairs are told apart.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use serde_json::Value;
use threadlint::{scan::Scanner, thread::Thread};

/// Of the pairs that were read to mend the rules and of those that were not: the least share that is told apart, of false posts that are
/// flagged, and the greatest of twins that are.
const FLOORS: [(&str, f64, f64, f64); 2] =
    [("seen", 0.91, 0.92, 0.02), ("blind", 0.57, 0.61, 0.05)];

/// What came of the pairs of a topic.
#[derive(Default)]
struct Tally {
    pairs: u32,
    right: u32,
    found: u32,
    /// Found by the rule that the pair was written for.
    named: u32,
    wrong: u32,
}

impl Tally {
    fn share(&self, count: u32) -> f64 {
        f64::from(count) / f64::from(self.pairs)
    }
}

#[test]
fn claims_are_told_from_what_only_looks_like_them() {
    let scanner = Scanner::builder().level(2).build().unwrap();
    let topics: BTreeMap<&str, &str> =
        scanner.rules().iter().map(|rule| (rule.id.as_str(), rule.topic.as_str())).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contrast");
    let text = fs::read_to_string(folder.join("pairs.jsonl")).unwrap();
    let pairs: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let flags = |text: &Value| -> Vec<String> {
        let report = scanner.scan(&Thread::from_text(text.as_str().unwrap()));
        let shown = report.flags.iter().filter(|flag| flag.suppressed.is_none());
        shown.map(|flag| flag.rule.to_string()).collect()
    };
    let (mut tallies, mut misses) = (BTreeMap::<(&str, &str), Tally>::new(), String::new());
    for pair in &pairs {
        let (set, rule) = (pair["set"].as_str().unwrap(), pair["rule"].as_str().unwrap());
        let (found, wrong) = (flags(&pair["false"]), flags(&pair["twin"]));
        let topic = *topics.get(rule).unwrap_or_else(|| panic!("{rule} is no rule"));
        for topic in [topic, "all"] {
            let tally = tallies.entry((set, topic)).or_default();
            tally.pairs += 1;
            tally.found += u32::from(!found.is_empty());
            tally.named += u32::from(found.iter().any(|id| id == rule));
            tally.wrong += u32::from(!wrong.is_empty());
            tally.right += u32::from(!found.is_empty() && wrong.is_empty());
        }
        // Nobody is to learn from the others.
        let is_seen = set == "seen";
        if is_seen && found.is_empty() {
            writeln!(misses, "{rule}\tmissed\t\t{}", pair["false"].as_str().unwrap()).unwrap();
        }
        if is_seen && !wrong.is_empty() {
            let (by, twin) = (wrong.join(","), pair["twin"].as_str().unwrap());
            writeln!(misses, "{rule}\twrong\t{by}\t{twin}").unwrap();
        }
    }
    for ((set, topic), tally) in &tallies {
        println!(
            "{set:6} {topic:20} {:.3} ({} of {}); found {}, by its own rule {}; wrong {}",
            tally.share(tally.right),
            tally.right,
            tally.pairs,
            tally.found,
            tally.named,
            tally.wrong
        );
    }
    for (set, right, found, wrong) in FLOORS {
        let all = &tallies[&(set, "all")];
        assert!(all.share(all.right) >= right, "{set}: {} pairs are told apart", all.right);
        assert!(all.share(all.found) >= found, "{set}: {} claims are found", all.found);
        assert!(all.share(all.wrong) <= wrong, "{set}: {} twins are flagged", all.wrong);
    }
    let file = folder.join("misses.tsv");
    let misses = format!("rule\tkind\tflags\ttext\n{misses}");
    if env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite") {
        fs::write(&file, &misses).unwrap();
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(known == misses, "the misses differ: SNAPSHOTS=overwrite renews {}", file.display());
}
