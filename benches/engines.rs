//! The engines that could find the surface forms, at the size of the built-in lexicon, over the same text, in one run on one core.
//!
//! * `aho-corasick NFA`, `DFA`: automata over bytes (crate `aho-corasick`), leftmost-longest, ASCII case-insensitive.
//! * `daachorse`: a double-array automaton over bytes, leftmost-longest; it has no case folding, so the text is lowered first, in the time
//!   that is measured.
//! * `words`: parting the text into words with their symbols, which every layer needs, whatever finds the forms.
//! * `words and token ids`: the same, and the trie over symbols that this crate uses.
//!
//! The automata find strings, not words: what they find inside words (`iron` in `environment`) and across looks-alike letters would still
//! have to be looked at, and misspelt names by edit distance are not among what they find; token ids do all of that in the time below.
//!
//! On two shared x86-64 cores (2026-11-22, 104,220 forms, 2.9 MiB of drug reviews and pages about other things):
//!
//! | engine | throughput | heap |
//! |---|---|---|
//! | aho-corasick NFA | 32.7 MiB/s | 14.5 MiB |
//! | aho-corasick DFA | 21.6 MiB/s | 359.8 MiB |
//! | daachorse | 40.8 MiB/s | 9.6 MiB |
//! | words | 104.9 MiB/s | |
//! | words and token ids | 44.9 MiB/s | some 8 MiB |
//!
//! So token ids stay: an automaton would come on top of `words`, 40.8 and 104.9 MiB/s one behind the other are 29.4.
//!
//! Run `cargo bench --bench engines`; the memory of each is printed first.

#![allow(clippy::print_stderr)] // it tells the memory of each engine

use std::{fs, hint::black_box, path::PathBuf};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};
use threadlint::{lexicon::LexiconBuilder, text::Document, thread::Thread};

/// Reviews of drugs and pages about other things where `../shared/corpora` is there, else the fixtures of the repository.
fn posts() -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let corpora = root.join("../shared/corpora");
    let mut posts = Vec::new();
    for folder in [corpora.join("wcxb/text"), root.join("fixtures/threads")] {
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()).collect();
        files.sort();
        posts.extend(files.iter().filter_map(|file| fs::read_to_string(file).ok()));
    }
    if let Ok(reviews) = fs::read_to_string(corpora.join("druglib_reviews/drugLib_dev.tsv")) {
        posts.extend(reviews.lines().map(str::to_owned));
    }
    posts.iter().flat_map(|text| Thread::from_text(text).posts).map(|post| post.text).collect()
}

fn automaton(kind: AhoCorasickKind, forms: &[String]) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(kind))
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(forms)
        .expect("the forms fit")
}

fn engines(criterion: &mut Criterion) {
    let posts = posts();
    let (lexicon, symbols) = LexiconBuilder::builtin().build();
    let mut forms: Vec<String> =
        lexicon.terms().iter().map(|term| term.form.to_lowercase()).collect();
    forms.sort();
    forms.dedup();
    let nfa = automaton(AhoCorasickKind::ContiguousNFA, &forms);
    let dfa = automaton(AhoCorasickKind::DFA, &forms);
    let double: DoubleArrayAhoCorasick<u32> = DoubleArrayAhoCorasickBuilder::new()
        .match_kind(daachorse::MatchKind::LeftmostLongest)
        .build(&forms)
        .expect("the forms fit");
    let mib = |bytes: usize| bytes as f64 / f64::from(1 << 20);
    eprintln!(
        "{} forms; heap: NFA {:.1} MiB, DFA {:.1} MiB, daachorse {:.1} MiB",
        forms.len(),
        mib(nfa.memory_usage()),
        mib(dfa.memory_usage()),
        mib(double.heap_bytes())
    );
    let mut group = criterion.benchmark_group("engines");
    group.throughput(Throughput::Bytes(posts.iter().map(|post| post.len() as u64).sum()));
    for (name, automaton) in [("aho-corasick NFA", &nfa), ("aho-corasick DFA", &dfa)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| -> usize {
                posts.iter().map(|post| automaton.find_iter(black_box(post)).count()).sum()
            });
        });
    }
    let mut lower = String::new();
    group.bench_function("daachorse", |bencher| {
        bencher.iter(|| -> usize {
            let mut count = |post: &String| {
                lower.clear();
                lower.push_str(black_box(post));
                lower.make_ascii_lowercase();
                double.leftmost_find_iter(&lower).count()
            };
            posts.iter().map(&mut count).sum()
        });
    });
    let mut document = Document::default();
    group.bench_function("words", |bencher| {
        bencher.iter(|| -> usize {
            let mut count = |post: &String| {
                document.read(black_box(post), &symbols);
                document.tokens.len()
            };
            posts.iter().map(&mut count).sum()
        });
    });
    let mut mentions = Vec::new();
    group.bench_function("words and token ids", |bencher| {
        bencher.iter(|| -> usize {
            let mut count = |post: &String| {
                document.read(black_box(post), &symbols);
                lexicon.find(&document, &symbols, &mut mentions);
                mentions.len()
            };
            posts.iter().map(&mut count).sum()
        });
    });
    group.finish();
}

criterion_group!(benches, engines);
criterion_main!(benches);
