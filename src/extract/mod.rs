//! What a post says of the things it mentions, one file a layer.
//!
//! [`assertion`] judges whether, when and of whom something holds, by the cues of [`cue`]; [`dosage`] reads how things are taken,
//! [`drug_use`] whether they are, [`outcome`] what came of it, [`attempt`] in which pregnancy or cycle; [`experience`] joins them by
//! person, drug and course. Each layer reads the words and mentions of a post and what
//! the layers before it found; none looks at rules.
//!
//! Laws: each finding carries the cues that shaped it; what is not understood stays out of the structure; the work is linear in the post.
//!
//! ```
//! use threadlint::scan::Scanner;
//! use threadlint::thread::Thread;
//!
//! let report = Scanner::builtin()?.scan(&Thread::from_text("I took Lovenox twice a day for 3 months."));
//! let dosage = serde_json::to_value(&report.dosages[0]).unwrap();
//! assert_eq!(dosage["drug"], "enoxaparin");
//! assert_eq!(dosage["dosage"]["timing"]["repeat"]["frequency"], 2);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

pub mod assertion;
pub mod attempt;
pub mod cue;
pub mod dosage;
pub mod drug_use;
pub mod experience;
pub mod outcome;
