//! `threadlint lexicon stats`: how much is in the lexicon.

use threadlint::{
    lexicon::{Lexicon, Stats},
    report::{escape::escape, layout::columns},
};

use crate::{args::StatsFormat, output::Output, page::Page, status::Status};

pub(super) fn run(lexicon: &Lexicon, format: StatsFormat, page: Page) -> anyhow::Result<Status> {
    let stats = Stats::of(lexicon);
    match format {
        StatsFormat::Text => text(&stats, page)?,
        StatsFormat::Json => {
            let mut output = Output::stdout();
            let json = serde_json::to_string(&stats)?;
            output.write(|out| writeln!(out, "{json}"))?;
            output.finish()?;
        }
    }
    Ok(Status::Clean)
}

fn text(stats: &Stats, mut page: Page) -> anyhow::Result<()> {
    page.line(format!("{} concepts, {} forms", stats.concepts, stats.forms));
    let kinds = stats.kinds.iter().map(|count| {
        let counts = [count.concepts, count.forms, count.rxnorm, count.atc];
        (count.kind.as_str().to_owned(), counts.to_vec())
    });
    table(&["kind", "concepts", "forms", "RxNorm", "ATC"], kinds.collect(), &mut page);
    let vias = stats.vias.iter().map(|count| (count.via.as_str().to_owned(), vec![count.forms]));
    table(&["a form by", "forms"], vias.collect(), &mut page);
    let flags = [
        ("ambiguous forms", stats.ambiguous),
        ("case forms", stats.case),
        ("classes with members", stats.classes_with_members),
    ];
    let flags = flags.map(|(what, count)| (what.to_owned(), vec![count]));
    table(&["also", "count"], flags.to_vec(), &mut page);
    let files = stats
        .files
        .iter()
        .map(|count| (escape(&count.file).into_owned(), vec![count.concepts, count.forms]));
    table(&["file", "concepts", "forms"], files.collect(), &mut page);
    page.print()
}

/// A table with a bold header and the numbers at the right.
fn table(header: &[&str], rows: Vec<(String, Vec<usize>)>, page: &mut Page) {
    page.line("");
    let first = rows.iter().map(|(name, _)| columns(name)).chain([columns(header[0])]).max();
    let first = first.unwrap_or(0);
    let widths: Vec<usize> = header[1..].iter().map(|name| columns(name).max(6)).collect();
    let mut line = |name: &str, cells: &[String], is_header: bool| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}"));
        let line = format!("{name}{:1$}", "", first - columns(name)) + &cells.collect::<String>();
        page.line(if is_header { page.bold(&line) } else { line });
    };
    let names: Vec<String> = header[1..].iter().map(ToString::to_string).collect();
    line(header[0], &names, true);
    for (name, counts) in rows {
        let cells: Vec<String> = counts.iter().map(usize::to_string).collect();
        line(&name, &cells, false);
    }
}
