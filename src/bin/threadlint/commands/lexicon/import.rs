//! `threadlint lexicon import`: rows of a vocabulary of one's own.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use threadlint::{
    error::{DataError, nearest},
    lexicon::{
        FileRow,
        import::{self, Imported, Mapping, RxNorm, TableOptions, Target, Vocabulary},
    },
};

use super::{count, misspell::escape_cells, scanner};
use crate::{
    args::Import,
    output::Output,
    status::{BadData, Status, tell},
};

/// How many bad lines, and how many forms that were left out, are told one by one.
const MOST: usize = 100;

pub(super) fn run(wanted: &Import) -> anyhow::Result<Status> {
    let mut vocabulary = Vocabulary::new(wanted.kind);
    let mut bad = 0;
    if let Some(names) = rrf(&wanted.source)? {
        rxnorm(wanted, &names, &mut vocabulary, &mut bad)?;
    } else {
        table(wanted, &mut vocabulary, &mut bad)?;
    }
    if let Some(more) = bad.checked_sub(MOST).filter(|more| *more > 0) {
        tell(&format!("and {} more", count(more, "bad line")));
    }
    let scanner = scanner(&[])?;
    let imported = vocabulary.rows(scanner.lexicon(), scanner.symbols());
    write(wanted.output.as_deref(), &imported.rows)?;
    report(&imported);
    Ok(if bad > 0 { Status::Incomplete } else { Status::Clean })
}

/// The file with the names of `RxNorm`, if the source is `RxNorm`.
fn rrf(source: &Path) -> anyhow::Result<Option<PathBuf>> {
    const NAMES: &str = "RXNCONSO.RRF";
    if !source.is_dir() {
        let is_rrf = source.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("rrf"));
        return Ok(is_rrf.then(|| source.to_owned()));
    }
    let places = [source.join(NAMES), source.join("rrf").join(NAMES)];
    match places.into_iter().find(|place| place.is_file()) {
        Some(place) => Ok(Some(place)),
        None => anyhow::bail!("{}: no {NAMES} in this folder", source.display()),
    }
}

fn rxnorm(
    wanted: &Import,
    names: &Path,
    vocabulary: &mut Vocabulary,
    bad: &mut usize,
) -> anyhow::Result<()> {
    let mut rxnorm = RxNorm::new(wanted.tty.iter().map(|tty| tty.trim()));
    let mut read = |path: &Path, what: &mut Reading| {
        let name = path.display().to_string();
        let (bar, mut reader) = open(path)?;
        let done = what(&name, &mut reader, &mut |error| told(&error, bad, &bar));
        bar.finish_and_clear();
        done.map_err(|error| anyhow::Error::new(BadData(vec![error])))
    };
    read(names, &mut |name, reader, tell| rxnorm.names(name, reader, tell))?;
    read(names, &mut |name, reader, _| rxnorm.synonyms(name, reader))?;
    let relations = names.with_file_name("RXNREL.RRF");
    if relations.is_file() {
        read(&relations, &mut |name, reader, tell| rxnorm.relations(name, reader, tell))?;
    } else {
        tell(&format!(
            "{}: not there: brands and precise ingredients are left out",
            relations.display()
        ));
    }
    let attributes = names.with_file_name("RXNSAT.RRF");
    if attributes.is_file() {
        read(&attributes, &mut |name, reader, tell| rxnorm.attributes(name, reader, tell))?;
    }
    rxnorm.put_into(vocabulary);
    Ok(())
}

fn table(wanted: &Import, vocabulary: &mut Vocabulary, bad: &mut usize) -> anyhow::Result<()> {
    let map = wanted.map.iter().map(|map| target(map)).collect::<anyhow::Result<_>>()?;
    let options = TableOptions { map, delimiter: wanted.delimiter, split: wanted.split.clone() };
    let name = wanted.source.display().to_string();
    let (bar, reader) = open(&wanted.source)?;
    let mut tell_line = |error| told(&error, bad, &bar);
    let read = import::read_table(&name, reader, &options, vocabulary, &mut tell_line);
    bar.finish_and_clear();
    let Mapping { columns, delimiter, .. } = read.map_err(|error| BadData(vec![error]))?;
    let columns = columns.iter().map(|(target, column)| format!("{target} from `{column}`"));
    let delimiter =
        if delimiter == b'\t' { "tabs".to_owned() } else { format!("`{}`", char::from(delimiter)) };
    let columns = columns.collect::<Vec<_>>().join(", ");
    tell(&format!("{name}: columns parted by {delimiter}: {columns}"));
    Ok(())
}

/// Reads `WHAT=COLUMN`.
fn target(map: &str) -> anyhow::Result<(Target, String)> {
    let (what, column) = map
        .split_once('=')
        .with_context(|| format!("--map {map}: write WHAT=COLUMN, such as name=Drug"))?;
    if let Some(target) = Target::parse(what) {
        return Ok((target, column.to_owned()));
    }
    let known = || Target::all().map(Target::as_str);
    match nearest(what, known()) {
        Some(near) => anyhow::bail!("--map {map}: did you mean `{near}={column}`?"),
        None => {
            anyhow::bail!("--map {map}: known are {}", known().collect::<Vec<_>>().join(", "))
        }
    }
}

/// Reads a file, given its name; bad lines are told.
type Reading<'a> = dyn FnMut(&str, &mut dyn BufRead, import::Tell) -> Result<(), DataError> + 'a;

/// A file, with a bar that shows how far it is read; only in a terminal.
fn open(path: &Path) -> anyhow::Result<(ProgressBar, impl BufRead + use<>)> {
    let problem = || format!("{}: cannot be read", path.display());
    let file = File::open(path).with_context(problem)?;
    let length = file.metadata().with_context(problem)?;
    anyhow::ensure!(!length.is_dir(), "{}: cannot be read: it is a folder", path.display());
    let bar = ProgressBar::new(length.len());
    let style = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    bar.set_message(threadlint::report::escape::escape(&name).into_owned());
    let reader = BufReader::with_capacity(1 << 16, bar.wrap_read(file));
    Ok((bar, reader))
}

/// Tells a bad line, if there were not too many.
fn told(error: &DataError, bad: &mut usize, bar: &ProgressBar) {
    *bad += 1;
    if *bad <= MOST {
        bar.suspend(|| tell(error));
    }
}

fn write(path: Option<&Path>, rows: &[FileRow]) -> anyhow::Result<()> {
    let mut output = path.map_or_else(|| Ok(Output::stdout()), Output::file)?;
    output.write(|out| {
        writeln!(out, "{}", FileRow::header())?;
        rows.iter().try_for_each(|row| writeln!(out, "{}", escape_cells(&row.to_string())))
    })?;
    output.finish()
}

fn report(imported: &Imported) {
    for left in imported.left_out.iter().take(MOST) {
        tell(&format!("left out `{}` of `{}`: {}", left.what, left.concept, left.why));
    }
    if let Some(more) = imported.left_out.len().checked_sub(MOST).filter(|more| *more > 0) {
        tell(&format!("and {more} more left out"));
    }
    let skipped: u64 = imported.skipped.values().sum();
    let why: Vec<String> =
        imported.skipped.iter().map(|(why, many)| format!("{why}: {many}")).collect();
    let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join(", ")) };
    let read = if imported.read == 1 { "1 entry" } else { &format!("{} entries", imported.read) };
    let (kept, merged) = (imported.read - skipped, imported.merged);
    tell(&format!("{read} read, {kept} kept, {merged} of them merged, {skipped} skipped{why}"));
    tell(&format!(
        "{}, of which {} built in already; {} in {}",
        count(imported.concepts, "concept"),
        imported.known,
        count(imported.forms, "new form"),
        count(imported.rows.len(), "row")
    ));
}
