//! Dosing statements, against what an annotator reads who has not seen the reader (`README.md`): how many are found and right, and how
//! much of each field is.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails there

mod fields;
mod floors;
mod gold;

use std::cmp::Reverse;

use threadlint::{
    scan::{DosageReport, Scanner},
    thread::Thread,
};

use self::{
    fields::{Fields, agreement, count_what_is_measured, found, goes_without_saying, stated},
    floors::{Share, Tally},
    gold::{Case, Statement, cases},
};

#[test]
fn what_an_annotator_reads_is_found() {
    let scanner = Scanner::builtin().unwrap();
    let mut tally = Tally::default();
    for case in cases() {
        let report = scanner.scan(&Thread::from_text(&*case.text));
        judge(&mut tally, &case, &report.dosages);
    }
    let (table, short) = tally.settle();
    println!("{table}");
    assert!(short.is_empty(), "{}", short.join("\n"));
}

/// Which statement of the gold each one found is: of those that overlap the ones that agree best, each once.
fn pair(case: &Case, reports: &[DosageReport]) -> Vec<Option<usize>> {
    let mut candidates = Vec::new();
    for (gold, statement) in case.statements.iter().enumerate() {
        let (span, stated) = (case.place(statement), stated(statement));
        for (at, report) in reports.iter().enumerate() {
            let (start, end) = (span.start.max(report.span.start), span.end.min(report.span.end));
            if start < end {
                let agreeing = agreement(&stated, &found(report));
                candidates.push((Reverse(agreeing), Reverse(end - start), gold, at));
            }
        }
    }
    candidates.sort_unstable();
    let mut pairs = vec![None; reports.len()];
    for (_, _, gold, at) in candidates {
        if pairs[at].is_none() && !pairs.contains(&Some(gold)) {
            pairs[at] = Some(gold);
        }
    }
    pairs
}

/// Checks what is found in a text, and that nothing is found where nothing is.
fn judge(tally: &mut Tally, case: &Case, reports: &[DosageReport]) {
    if case.statements.is_empty() {
        tally.check("silent", Share::Right, reports.is_empty(), || {
            format!("{}: {:?} in {:?}", case.id, reports[0].text, case.text)
        });
    }
    let pairs = pair(case, reports);
    for (gold, statement) in case.statements.iter().enumerate().filter(|(_, it)| !it.unsure) {
        let report = pairs.iter().position(|pair| *pair == Some(gold)).map(|at| &reports[at]);
        tally.check("statements", Share::Found, report.is_some(), || {
            let drug = statement.drug.as_deref().unwrap_or("something");
            format!("{}: {:?} of {drug} in {:?}", case.id, statement.quote, case.text)
        });
        judge_fields(tally, case, statement, report);
    }
    for (report, pair) in reports.iter().zip(&pairs) {
        let near = |it: &Statement| it.unsure && case.place(it).overlaps(report.span);
        let unsure = match pair {
            Some(gold) => case.statements[*gold].unsure,
            None => case.statements.iter().any(near),
        };
        if unsure {
            continue;
        }
        let told = || format!("{}: {:?} in {:?}", case.id, report.text, case.text);
        tally.check("statements", Share::Right, pair.is_some(), told);
        if pair.is_none() {
            for (name, value) in found(report) {
                tally.check(name, Share::Right, false, || format!("{}: {value:?}", told()));
            }
        }
    }
}

/// Checks each field that is stated or found of a statement of the gold.
fn judge_fields(
    tally: &mut Tally,
    case: &Case,
    statement: &Statement,
    report: Option<&DosageReport>,
) {
    let stated = stated(statement);
    let mut found = report.map_or_else(Fields::new, found);
    count_what_is_measured(&stated, &mut found);
    let told = |name| {
        let (stated, found) = (stated.get(name), found.get(name));
        format!("{}: {found:?} found, {stated:?} stated in {:?}", case.id, statement.quote)
    };
    for name in stated.keys().chain(found.keys().filter(|name| !stated.contains_key(*name))) {
        if report.is_some_and(|report| goes_without_saying(name, &stated, &found, report)) {
            continue;
        }
        let (wanted, got) = (stated.get(name), found.get(name));
        let holds = wanted.zip(got).is_some_and(|(wanted, got)| wanted.same(got));
        if wanted.is_some() {
            tally.check(name, Share::Found, holds, || told(name));
        }
        if got.is_some() {
            tally.check(name, Share::Right, holds, || told(name));
        }
    }
}
