//! `threadlint mine`: reads threads and counts.

use std::io::{self, IsTerminal as _};

use smol_str::SmolStr;
use threadlint::{
    mine::{Column, Key, Selection, Table, Tally, note},
    report::counts,
    scan::{Scanner, ThreadReport},
    thread::Thread,
};

use super::lexicon::nearest;
use crate::{
    args::{Color, Data, Mine, TableFormat},
    data::Loading,
    job::{self, Opened, Told},
    pipeline::{self, Work},
    status::{Status, tell},
};

/// What a text shows unless more is asked for.
const TEXT_MIN: u64 = 3;
const TEXT_TOP: usize = 40;

pub(crate) fn run(mine: Mine, color: Color) -> anyhow::Result<Status> {
    let is_text = mine.format == TableFormat::Text;
    let sort = mine.sort.as_deref().map(|name| Column::named(name, &mine.by)).transpose()?;
    if !mine.drug.is_empty() && !mine.by.has(Key::Drug) {
        anyhow::bail!("--drug needs rows of drugs: name `drug` in --by");
    }
    // Counts come from what stands before the rules; without them the start is quick.
    let data = Data { lexicon: mine.lexicon, no_builtin_rules: true, ..Data::default() };
    let scanner = Loading::new(&data).build()?;
    let selection = Selection {
        min: mine.min.unwrap_or(if is_text { TEXT_MIN } else { 1 }),
        top: mine.top.or(is_text.then_some(TEXT_TOP)).filter(|top| *top > 0),
        sort,
        drugs: mine
            .drug
            .iter()
            .map(|name| concept(name, &scanner))
            .collect::<anyhow::Result<_>>()?,
    };
    let is_file = mine.job.output.is_some();
    let mut output = job::output(&mine.job)?;
    let Opened { feed, threads, stop, progress, .. } = Opened::new("mine", &mine.job)?;
    let counting = Counting { empty: Tally::new(mine.by) };
    let (mut told, mut errors) = (Told::new(progress), 0);
    let ended = pipeline::run(&scanner, feed, threads, &stop, &counting, |made| {
        errors += told.tell(made.errors, &made.after);
        told.read(made.read);
        Ok(())
    })?;
    told.finish();
    drop(told);
    // The process ends soon: to take the tables apart piece by piece would only cost time.
    std::mem::forget(scanner);
    if ended.place.is_none() {
        tell(&"interrupted: not all was counted, and nothing was written");
        return Ok(Status::Interrupted);
    }
    let Counting { empty: mut tally } = counting;
    for more in ended.kept {
        tally.merge(more);
    }
    let table = Table::of(&tally, &selection);
    output.write(|out| match mine.format {
        TableFormat::Text => {
            let is_colored = if is_file { color.for_file() } else { color.for_stdout() };
            counts::text(&table, if is_file { None } else { terminal_width() }, is_colored, out)
        }
        TableFormat::Csv => counts::csv(&table, out),
        TableFormat::Jsonl => counts::jsonl(&table, out),
    })?;
    output.finish()?;
    if mine.format == TableFormat::Csv {
        tell(&format!("note: {}", note(&table.by)));
    }
    Ok(if errors > 0 { Status::Incomplete } else { Status::Clean })
}

/// Counts on each core for itself.
struct Counting {
    empty: Tally,
}

impl Work for Counting {
    type Kept = Tally;
    type Made = ();

    fn new_kept(&self) -> Tally {
        self.empty.sibling()
    }

    fn thread(
        &self,
        _thread: &Thread,
        report: &ThreadReport,
        tally: &mut Tally,
        (): &mut (),
    ) -> anyhow::Result<()> {
        tally.add(report);
        Ok(())
    }
}

/// The concept that a name means.
fn concept(name: &str, scanner: &Scanner) -> anyhow::Result<SmolStr> {
    let lexicon = scanner.lexicon();
    let term = lexicon.recognise(name, scanner.symbols()).map(|found| found.term());
    let term = term.filter(|term| lexicon.concept(term.concept).kind.is_taken());
    match term {
        Some(term) => Ok(lexicon.concept(term.concept).key.clone()),
        None => {
            anyhow::bail!("--drug: `{name}` is no drug of the lexicon{}", nearest(name, lexicon))
        }
    }
}

/// How wide a table may be: as the terminal, if it is shown in one.
fn terminal_width() -> Option<usize> {
    let width = terminal_size::terminal_size_of(io::stdout());
    width.filter(|_| io::stdout().is_terminal()).map(|(width, _)| usize::from(width.0))
}
