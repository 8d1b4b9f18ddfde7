//! threadlint reads scraped health-forum threads, pulls out **what people take, how they take it and what came of it**, and flags
//! **claims that contradict guidance**, each with the guidance and who says so. It reads; it never diagnoses, advises or judges a person.
//!
//! # Overview
//!
//! * [`ingest`] reads files, folders and streams of many [`Form`](ingest::Form)s into [`Thread`](thread::Thread)s of [`Post`](thread::Post)s.
//! * [`Scanner`](scan::Scanner) is compiled once from lexicons and rules, is `Send + Sync`, and scans threads into
//!   [`ThreadReport`](scan::ThreadReport)s; a scan cannot fail.
//! * [`ThreadReport`](scan::ThreadReport) holds mentions, dosages (FHIR R4), outcomes, experiences and [`Flag`](rules::Flag)s; every span
//!   is bytes of the post as it stood in the source. [`report`] writes it as text for people or as JSON.
//! * [`mine`] counts over a corpus what reports hold: mentions, experiences, outcomes, reporting ratios.
//! * Behind it stand [`text`] (words, sentences, clauses), [`lexicon`] (what people call things), [`pattern`] (the language of rules and
//!   outcomes), [`extract`] (assertion, dosage, outcome, experience) and [`rules`].
//!
//! # Example: scan one text
//!
//! ```
//! use threadlint::scan::Scanner;
//! use threadlint::thread::Thread;
//!
//! let scanner = Scanner::builtin()?;
//! let report = scanner.scan(&Thread::from_text("Just take fish oil instead of the Lovenox."));
//! assert_eq!(&*report.mentions[1].concept, "enoxaparin");
//! assert_eq!(&*report.flags[0].rule, "ACG001");
//! # Ok::<(), threadlint::error::DataError>(())
//! ```
//!
//! # Example: add a rule and a lexicon
//!
//! ```
//! use threadlint::scan::Scanner;
//! use threadlint::thread::Thread;
//!
//! let lexicon = "concept\tkind\tname\tterms\tcodes\tflags\n\
//!                moon water\tremedy\tmoon water\tslang:lunar water\t\t\n";
//! let rule = r#"
//!     id = "MOO001"
//!     name = "moon-water-cures"
//!     topic = "remedies"
//!     verdict = "unproven"
//!     severity = "low"
//!     level = 1
//!     claim = "Moon water cures."
//!     guidance = "No trial has looked at it."
//!     since = "2026-11-22"
//!     review_by = "2027-11-22"
//!     match = ["<moon water> {cures|heals}"]
//!     reply = "Thank you for sharing. We know of no trial of it."
//!     [[citation]]
//!     who = "Example Society"
//!     title = "Water"
//!     url = "https://example.org/water"
//!     says = "There are no trials."
//!     opened = "2026-11-22"
//!     [[flag]]
//!     text = "Lunar water cures colic."
//!     [[ok]]
//!     text = "Moon water is just water."
//! "#;
//! let scanner = Scanner::builder()
//!     .lexicon("mine.tsv", lexicon)
//!     .rule("moon.toml", rule)
//!     .build()
//!     .map_err(|errors| errors[0].clone())?;
//! let report = scanner.scan(&Thread::from_text("My aunt swears that moon water heals eczema."));
//! assert_eq!(&*report.flags[0].rule, "MOO001");
//! # Ok::<(), threadlint::error::DataError>(())
//! ```
//!
//! # Example: walk a folder in parallel
//!
//! ```
//! use rayon::prelude::*;
//! use threadlint::ingest::{Reader, sources};
//! use threadlint::scan::Scanner;
//!
//! let scanner = Scanner::builtin()?;
//! let files: Vec<_> = sources(["fixtures/threads"]).collect::<Result<_, _>>()?;
//! let flagged: usize = files
//!     .par_iter()
//!     .map(|file| {
//!         let threads = Reader::open(file).into_iter().flatten().flatten();
//!         threads.map(|thread| scanner.scan(&thread).flags.len()).sum::<usize>()
//!     })
//!     .sum();
//! assert!(flagged > 10);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! * `cli` (default): the program `threadlint`, with clap and colours. A program that embeds the library turns it off.
//!
//! # Limits
//!
//! English only. A thread of more than [`MAX_THREAD_BYTES`](ingest::MAX_THREAD_BYTES), or what other [`Limits`](ingest::Limits) say, is reported, not scanned. Posts are read one by
//! one: a claim that is spread over two sentences, or over a question and its answer, is not found.

mod builtin;
pub mod error;
pub mod extract;
mod image;
pub mod ingest;
pub mod lexicon;
pub mod mine;
pub mod pattern;
pub mod report;
pub mod rules;
pub mod scan;
pub mod span;
pub mod text;
pub mod thread;

pub use extract::dosage;
