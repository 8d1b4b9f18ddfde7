//! Each stage with those it stands on, the whole scan (what the rules cost is the difference to the one without), writing the reports,
//! counting what they hold (`threadlint mine`), and beside them in the same run the bare `aho-corasick` pass that the whole scan is measured
//! by: a contiguous NFA, leftmost-longest, ASCII case-insensitive, over the same text with the same surface forms. All on one core.
//!
//! The ratio of DESIGN is the throughput of the whole scan over that of the bare pass, turn by turn in one run. Texts:
//! `fixtures` are the threads and posts of `fixtures/` (dense: a drug or a claim in most sentences); out of `../shared/corpora`, where that
//! folder is there, `pages` are forum pages about wood, cameras, computers, `reviews` drug reviews (a drug, a dose, an effect in most
//! sentences), and `forum` both. Run `cargo bench --bench scan`; for the ratios alone `cargo bench --bench scan -- start`.

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::Instant,
};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use threadlint::{
    extract::{
        assertion::Context,
        assertion::Experiencer,
        cue::{CueSet, Target},
        dosage::{DosageReader, DosageScratch},
        drug_use::Use,
        outcome::{Drugs, OutcomeReader, OutcomeScratch, Taken},
    },
    ingest::{Reader, Source},
    lexicon::{Kind, LexiconBuilder},
    mine::{By, Selection, Table, Tally},
    pattern::Sight,
    scan::{Scanner, Scratch, ThreadReport},
    text::{Document, Symbols},
    thread::{Role, Thread},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn threads(paths: &[PathBuf]) -> Vec<Thread> {
    paths
        .iter()
        .flat_map(|path| Reader::open(&Source::file(path)).expect("a readable file"))
        .flatten()
        .collect()
}

/// The files of a folder that have (`yes`) or lack an ending, sorted.
fn files(folder: &Path, ending: &str, yes: bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let has = |path: &PathBuf| path.extension().is_some_and(|found| found == ending);
    let mut files: Vec<PathBuf> = entries.filter(|path| has(path) == yes).collect();
    files.sort();
    files
}

fn texts() -> Vec<(&'static str, Vec<Thread>)> {
    let mut fixtures = files(&root().join("fixtures/threads"), "toml", false);
    fixtures.push(root().join("fixtures/benign/posts.jsonl"));
    let shared = root().join("../shared/corpora");
    let pages = threads(&files(&shared.join("wcxb/text"), "txt", true));
    let reviews = fs::read_to_string(shared.join("druglib_reviews/drugLib_dev.tsv"));
    let reviews: Vec<Thread> =
        reviews.iter().flat_map(|rows| rows.lines()).map(Thread::from_text).collect();
    let forum = [&pages[..], &reviews].concat();
    let mut texts = vec![
        ("fixtures", threads(&fixtures)),
        ("forum", forum),
        ("pages", pages),
        ("reviews", reviews),
    ];
    texts.retain(|(_, threads)| !threads.is_empty());
    texts
}

fn bytes(threads: &[Thread]) -> u64 {
    threads.iter().flat_map(|thread| &thread.posts).map(|post| post.text.len() as u64).sum()
}

/// Benches one stage on all posts; `stage` gives a count, which has to be the same each time.
fn stage(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    posts: &[&str],
    mut stage: impl FnMut(&str) -> usize,
) {
    let expected: usize = posts.iter().map(|post| stage(post)).sum();
    assert!(expected > 0, "{name} finds nothing");
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let found: usize = posts.iter().map(|post| stage(black_box(post))).sum();
            assert_eq!(found, expected, "{name}");
            found
        });
    });
}

/// All that a scan found.
fn findings(report: &ThreadReport) -> usize {
    report.mentions.len()
        + report.dosages.len()
        + report.outcomes.len()
        + report.experiences.len()
        + report.flags.len()
}

fn reports(group: &mut BenchmarkGroup<'_, WallTime>, scanner: &Scanner, threads: &[Thread]) {
    let reports: Vec<ThreadReport> = threads.iter().map(|thread| scanner.scan(thread)).collect();
    let written = || -> usize {
        reports.iter().map(|report| serde_json::to_vec(report).map_or(0, |json| json.len())).sum()
    };
    let expected = written();
    group.bench_function("report as JSON", |bencher| {
        bencher.iter(|| assert_eq!(written(), expected));
    });
}

fn mine(group: &mut BenchmarkGroup<'_, WallTime>, scanner: &Scanner, threads: &[Thread]) {
    let reports: Vec<ThreadReport> = threads.iter().map(|thread| scanner.scan(thread)).collect();
    let by: By = "drug,effect".parse().expect("known keys");
    group.bench_function("count", |bencher| {
        bencher.iter(|| {
            let mut tally = Tally::new(by.clone());
            for report in &reports {
                tally.add(black_box(report));
            }
            Table::of(&tally, &Selection::default())
        });
    });
}

/// The pass that the scan is measured by.
fn bare(scanner: &Scanner) -> AhoCorasick {
    let forms: Vec<&str> =
        scanner.lexicon().terms().iter().map(|term| term.form.as_str()).collect();
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(&forms)
        .expect("the forms fit")
}

fn scan(criterion: &mut Criterion) {
    let scanner = Scanner::builder().level(3).build().expect("the built-in data compile");
    let without_rules =
        Scanner::builder().without_builtin_rules().build().expect("the built-in data compile");
    let bare = bare(&scanner);
    let (lexicon, mut table) = LexiconBuilder::builtin().build();
    let cues = CueSet::builtin();
    let dosages = DosageReader::builtin();
    let outcomes = OutcomeReader::builtin(&lexicon, &mut table).expect("the built-in data compile");
    for (name, threads) in texts().into_iter().take(2) {
        let posts: Vec<&str> = threads
            .iter()
            .flat_map(|thread| &thread.posts)
            .map(|post| post.text.as_str())
            .collect();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes(&threads)));
        stage(&mut group, "bare aho-corasick", &posts, |post| bare.find_iter(post).count());
        let (mut document, symbols) = (Document::default(), scanner.symbols());
        stage(&mut group, "words and sentences", &posts, |post| {
            document.read(post, symbols);
            document.tokens.len() + document.sentences.len()
        });
        let (mut document, mut mentions) = (Document::default(), Vec::new());
        stage(&mut group, "mentions", &posts, |post| {
            document.read(post, symbols);
            scanner.lexicon().find(&document, symbols, &mut mentions);
            mentions.len()
        });
        let read =
            |post: &str, document: &mut Document, mentions: &mut Vec<_>, context: &mut Context| {
                document.read(post, &table);
                lexicon.find(document, &table, mentions);
                context.begin(Role::Post);
            };
        let (mut document, mut mentions, mut context) =
            (Document::default(), Vec::new(), Context::default());
        stage(&mut group, "assertion", &posts, |post| {
            read(post, &mut document, &mut mentions, &mut context);
            let judged = mentions.iter().map(|mention| {
                let tokens = mention.first as usize..mention.end as usize;
                context.judge(&document, &cues, tokens, Target::Use, &[]).cues.len()
            });
            mentions.len() + judged.sum::<usize>()
        });
        let mut dosage_scratch = DosageScratch::default();
        stage(&mut group, "dosages", &posts, |post| {
            read(post, &mut document, &mut mentions, &mut context);
            dosages
                .read(
                    &Sight { document: &document, mentions: &mentions, lexicon: &lexicon },
                    &context,
                    &cues,
                    None,
                    &mut dosage_scratch,
                )
                .len()
        });
        let mut scratch = OutcomeScratch::default();
        stage(&mut group, "outcomes", &posts, |post| {
            read(post, &mut document, &mut mentions, &mut context);
            let taken: Vec<Taken> = { mentions.iter().enumerate() }
                .filter(|(_, mention)| lexicon.concept(mention.concept).kind.is_taken())
                .map(|(mention, _)| Taken {
                    mention,
                    person: None,
                    experiencer: Experiencer::Own,
                    drug_use: Use::Taken,
                })
                .collect();
            let drugs = Drugs { taken: &taken, topic: None, times: &dosages };
            let sight = Sight { document: &document, mentions: &mentions, lexicon: &lexicon };
            outcomes.read(&sight, &context, &cues, &drugs, &mut scratch).len()
        });
        reports(&mut group, &scanner, &threads);
        mine(&mut group, &scanner, &threads);
        for (name, scanner) in
            [("whole scan", &scanner), ("whole scan without rules", &without_rules)]
        {
            let expected: usize =
                threads.iter().map(|thread| findings(&scanner.scan(thread))).sum();
            let mut scratch = Scratch::default();
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    let found = threads.iter().map(|thread| {
                        findings(&scanner.scan_with(black_box(thread), &mut scratch))
                    });
                    assert_eq!(found.sum::<usize>(), expected, "{name}");
                });
            });
        }
        group.finish();
    }
}

/// A rule of no meaning, as long as a real one: concepts, shared lists and words of the lexicon, in ten patterns.
fn synthetic(at: usize, drugs: &[&str], conditions: &[&str], words: &[&str]) -> String {
    let drug = |step: usize| drugs[(at * 7 + step * 31) % drugs.len()];
    let condition = |step: usize| conditions[(at * 11 + step * 17) % conditions.len()];
    let word = |step: usize| words[(at * 13 + step * 101) % words.len()];
    let patterns = [
        format!("<{}> … @cures … <{}>", drug(0), condition(0)),
        format!("<{}> … @prevents … <{}>", drug(0), condition(1)),
        format!("@heals_from … <{}> … <{}>", condition(0), drug(0)),
        format!("@try … <{}> … for … <{}>", drug(0), condition(0)),
        format!("<{}> … @instead_of … <{}>", drug(0), drug(1)),
        format!("@stop_taking … <{}> … @take … <{}>", drug(1), drug(0)),
        format!(
            "{{<{}>|{}}} … {{<{}>|{} {}}} … @safe",
            drug(0),
            word(0),
            condition(0),
            word(1),
            word(2)
        ),
        format!(
            "{} {} … {{most|more}} {{accurate|reliable}} … <{}>",
            word(3),
            word(4),
            condition(0)
        ),
        format!("@give … @child … <{}>", drug(0)),
        format!("<{}> … @pregnant … @fine", drug(0)),
    ];
    let quoted: Vec<String> = patterns.iter().map(|pattern| format!("{pattern:?}")).collect();
    let letters: String = (0..3)
        .map(|place| char::from(b'A' + (at / 1000 / 26_usize.pow(place) % 26) as u8))
        .collect();
    format!(
        "id = \"{letters}{:03}\"\nname = \"r-{at}\"\ntopic = \"t\"\nverdict = \"false\"\nseverity = \"low\"\nlevel = 1\nclaim = \"c\"\nguidance = \"g\"\n\
         since = \"2026-11-22\"\nreview_by = \"2027-11-22\"\nreply = \"r\"\nmatch = [{}]\n[[citation]]\nwho = \"w\"\ntitle = \"t\"\nurl = \"https://example.org\"\n\
         says = \"s\"\nopened = \"2026-11-22\"\n",
        at % 1000,
        quoted.join(", ")
    )
}

/// A scanner with so many rules of no meaning and no others.
fn with_synthetic(rules: usize) -> Scanner {
    let (lexicon, _) = LexiconBuilder::builtin().build();
    let of = |is: fn(Kind) -> bool| -> Vec<&str> {
        let fits = lexicon.concepts().iter().filter(|concept| is(concept.kind));
        fits.map(|concept| &*concept.key).collect()
    };
    let drugs = of(|kind| kind == Kind::Drug);
    let conditions = of(|kind| kind == Kind::Condition);
    let words: Vec<&str> = { lexicon.terms().iter() }
        .map(|term| term.form.as_str())
        .filter(|form| form.len() > 3 && form.bytes().all(|byte| byte.is_ascii_lowercase()))
        .step_by(9)
        .collect();
    let mut builder = Scanner::builder().without_builtin_rules();
    for at in 0..rules {
        builder = builder.rule(format!("{at}.toml"), synthetic(at, &drugs, &conditions, &words));
    }
    builder.build().expect("the synthetic rules compile")
}

/// So many rules the bar of 15 % speaks of.
const RULES: usize = 150;

/// A scanner with so many of the built-in rules, every second or so, that all topics are there.
fn with_some_rules() -> Scanner {
    let all = Scanner::builder().level(3).build().expect("built in");
    let ids: Vec<String> = all.rules().iter().map(|rule| rule.id.clone()).collect();
    let some = (0..RULES).map(|at| ids[at * ids.len() / RULES].clone()).collect();
    Scanner::builder().level(3).select(some).build().expect("built in")
}

/// Two ways over the same threads, turn by turn, so that both see the same machine: the median of how much longer the first takes.
fn ratio(mut one: impl FnMut(), mut other: impl FnMut()) -> f64 {
    let time = |way: &mut dyn FnMut()| {
        let start = Instant::now();
        way();
        start.elapsed().as_secs_f64()
    };
    let mut ratios: Vec<f64> = (0..15).map(|_| time(&mut one) / time(&mut other)).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// The whole scan beside the bare pass (the bar is 1), and what rules cost beside none: the built-in ones, 150 of them, 150 and 5,000 of no
/// meaning. The bars are 15 % for 150 rules and 50 % for 5,000.
#[allow(clippy::print_stdout)] // a bench is read
fn ratios(_: &mut Criterion) {
    let none = Scanner::builder().without_builtin_rules().build().expect("built in");
    let all = Scanner::builder().level(3).build().expect("built in");
    let bare = bare(&all);
    let packs = [
        ("built-in", &all),
        ("built-in", &with_some_rules()),
        ("synthetic", &with_synthetic(RULES)),
        ("synthetic", &with_synthetic(5_000)),
    ];
    for (text, threads) in texts() {
        let scan = |scanner: &Scanner| {
            let mut scratch = Scratch::default();
            for thread in &threads {
                black_box(scanner.scan_with(black_box(thread), &mut scratch));
            }
        };
        let pass = || {
            for post in threads.iter().flat_map(|thread| &thread.posts) {
                black_box(bare.find_iter(black_box(&post.text)).count());
            }
        };
        let of_bare = |scanner| ratio(pass, || scan(scanner));
        let (whole, without) = (of_bare(&all), of_bare(&none));
        println!(
            "{text}: {whole:.2} of the throughput of the bare pass, without rules {without:.2}"
        );
        for (kind, scanner) in packs {
            let cost = ratio(|| scan(scanner), || scan(&none));
            let rules = scanner.rules().len();
            println!("{text}: {rules} {kind} rules: {cost:.3} of the time without rules");
        }
    }
}

fn start(criterion: &mut Criterion) {
    let thread = Thread::from_text("I was on heparin twice a day.");
    assert_eq!((thread.posts[0].role, Symbols::for_text().is_empty()), (Role::Post, false));
    let mut group = criterion.benchmark_group("start");
    group.bench_function("compile lexicons and rules, scan one post", |bencher| {
        bencher.iter(|| {
            let scanner = Scanner::builtin().expect("the built-in data compile");
            let report = scanner.scan(black_box(&thread));
            assert_eq!((report.mentions.len(), report.dosages.len()), (1, 1));
        });
    });
    group.finish();
}

criterion_group!(benches, ratios, start, scan);
criterion_main!(benches);
