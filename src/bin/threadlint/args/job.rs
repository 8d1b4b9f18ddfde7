//! The arguments of every verb that reads threads.

use std::{num::NonZero, path::PathBuf, time::Duration};

use threadlint::{
    ingest::{Columns, Encoding, Form, Limits},
    thread::SourceForm,
};

use crate::digest::Digest;

/// The smallest and the largest that one thread may be: spans are counted in 32 bits.
const THREAD_SIZES: std::ops::RangeInclusive<u64> = 1 << 10..=1 << 30;

/// What is read, where the results go, and how many work at it.
#[derive(Debug, clap::Args)]
pub(crate) struct Job {
    /// Files or folders; `-` is standard input
    ///
    /// Folders are walked in the order of names; of their files those are read that have an ending of a known form, also behind one of what packs them:
    /// `threadlint forms` lists them. A file that is named is read whatever its ending. Files whose threads are whole only together, such as the submissions and
    /// the comments of a dump of Reddit or the months of a mailing list, are read as one in the place of the first. Without a PATH standard input is read.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Write to FILE, not to standard output
    ///
    /// FILE is replaced only when all is written: a run that fails leaves the old one. With --resume it is written in its place.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// How many threads of the machine to use (as many as it has, if not given)
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZero<usize>>,

    /// Read all input as this form, whatever it looks like; `threadlint forms` lists them
    #[arg(long, value_name = "NAME", value_parser = form)]
    pub(crate) form: Option<SourceForm>,

    /// Take text to be in this encoding, such as latin1 or windows-1251, whatever it declares
    #[arg(long, value_name = "LABEL", value_parser = encoding)]
    pub(crate) encoding: Option<Encoding>,

    /// What the columns of tables hold, such as text=review,author=user,date=3
    ///
    /// Holds for CSV, TSV and Parquet. FIELD is text, author, id, thread, title, date, `reply_to`, url or location; COLUMN is a name as the header has it, or
    /// a number, from one. Fields that are not named are found by the header. A table whose ending is none of theirs may need --form csv, too.
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub(crate) columns: Option<Columns>,

    /// The largest thread, text or line that is read (16MiB, if not given)
    #[arg(long, value_name = "SIZE", value_parser = thread_size)]
    pub(crate) max_thread_size: Option<usize>,

    /// How much a packed file may unpack to (1TiB, if not given)
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_unpacked_size: Option<u64>,

    /// How far back packed data may refer, which takes as much memory (128MiB, if not given)
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_window_size: Option<u64>,

    /// Show no progress; errors and warnings are told all the same
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl Job {
    /// The limits of reading.
    pub(crate) fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        if let Some(most) = self.max_thread_size {
            limits = limits.thread_bytes(most);
        }
        if let Some(most) = self.max_unpacked_size {
            limits = limits.unpacked_bytes(most);
        }
        if let Some(most) = self.max_window_size {
            limits = limits.window_bytes(most);
        }
        limits
    }

    /// Puts in what changes the output, but for the inputs.
    pub(crate) fn add_to(&self, command: &mut Digest) {
        let what = (self.form, self.encoding, &self.columns, self.limits(), &self.output);
        command.add(&format!("{what:?}"));
    }
}

/// What runs over many inputs may need: a state to go on from, a summary for programs.
#[derive(Debug, clap::Args)]
pub(crate) struct Batch {
    /// Keep in STATE how far the run is; the same command goes on from there
    ///
    /// For long runs over files. What was written before a crash or Ctrl-C is kept, inputs that were done are passed over, and the output is in the end what a run
    /// without a break writes. Needs -o FILE. If the inputs, options, rules or lexicons have changed in between it is an error.
    #[arg(long, value_name = "STATE")]
    pub(crate) resume: Option<PathBuf>,

    /// How many seconds pass until STATE is written again (0.5, if not given; 0: after each piece of the input)
    ///
    /// What was done since is done once more after a crash.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "resume")]
    pub(crate) resume_every: Option<Duration>,

    /// Write the counts of the run to FILE as one JSON object: inputs, bytes, threads, posts, flags, errors
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
}

fn form(name: &str) -> Result<SourceForm, String> {
    let names = || Form::all().map(|form| form.name).collect::<Vec<_>>().join(", ");
    Form::named(name).map(|form| form.form).ok_or_else(|| format!("known are {}", names()))
}

fn encoding(label: &str) -> Result<Encoding, String> {
    Encoding::named(label).ok_or_else(|| {
        "not a label of the Encoding Standard, such as utf-8, latin1, windows-1251 or shift_jis"
            .to_owned()
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "not a number of seconds, such as 0.5 or 60".to_owned())
}

fn thread_size(text: &str) -> Result<usize, String> {
    let bytes = size(text)?;
    let most = usize::try_from(bytes).ok().filter(|_| THREAD_SIZES.contains(&bytes));
    most.ok_or_else(|| "must be from 1KiB to 1GiB".to_owned())
}

/// Reads a number of bytes, such as `64MiB`, `64M` (the same) or `64MB` (millions).
fn size(text: &str) -> Result<u64, String> {
    let wrong = || "not a size: write a number of bytes, such as 64MiB, 2GiB or 500000".to_owned();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..end].parse().map_err(|_| wrong())?;
    let unit = text[end..].trim_start().to_ascii_lowercase();
    let power = match unit.bytes().next() {
        None | Some(b'b') => 0,
        Some(b'k') => 1,
        Some(b'm') => 2,
        Some(b'g') => 3,
        Some(b't') => 4,
        Some(_) => return Err(wrong()),
    };
    let base = match unit.get(usize::from(power > 0)..) {
        Some("" | "i" | "ib") => 1024_u64,
        Some("b") => 1000,
        _ => return Err(wrong()),
    };
    number.checked_mul(base.pow(power)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("0", 0),
            ("500000", 500_000),
            ("7b", 7),
            ("1k", 1024),
            ("64MiB", 64 << 20),
            ("64M", 64 << 20),
            ("64 mib", 64 << 20),
            ("64MB", 64_000_000),
            ("2GiB", 2 << 30),
            ("1T", 1 << 40),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "M", "1.5G", "-1", "3 apples", "9Mi8", "99999999T", "1kk"] {
            assert!(size(text).is_err(), "{text}");
        }
        assert!(thread_size("5GiB").is_err() && thread_size("10").is_err());
    }
}
