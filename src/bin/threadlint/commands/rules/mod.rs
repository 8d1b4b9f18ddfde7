//! `threadlint rules`: lists rules, lints them, runs their examples, begins new ones.

mod diagnostic;
mod new;

use std::path::{Path, PathBuf};

use threadlint::{
    report::{escape::escape, layout::columns},
    rules::{ExampleOutcome, Rule},
    scan::Scanner,
};

use crate::{
    args::{Color, Data, Rules, RulesCommand},
    data::{every_level, rules_of},
    page::Page,
    status::{BadData, Status},
};

pub(crate) fn run(rules: &Rules, color: Color) -> anyhow::Result<Status> {
    let page = Page::new(color);
    match &rules.command {
        RulesCommand::List { topic, data } => list(topic.as_deref(), data, page),
        RulesCommand::Check { paths, today, data } => match rules_of(paths, data) {
            Ok(scanner) => {
                check(&scanner, &today.clone().unwrap_or_else(crate::today::today), page)
            }
            Err(BadData(errors)) => {
                let mut page = page;
                for error in &errors {
                    diagnostic::show("error", error, &mut page);
                }
                let wrong = errors.len();
                page.line(page.bold(&format!("{}: the rules do not load", count(wrong, "error"))));
                page.print()?;
                Ok(Status::Incomplete)
            }
        },
        RulesCommand::New(wanted) => {
            let today = wanted.today.clone().unwrap_or_else(crate::today::today);
            new::new(wanted, rules_of(&[], &wanted.data)?.rules(), &today, page)
        }
        RulesCommand::Test { what, verbose, data } => {
            let (paths, ids): (Vec<PathBuf>, Vec<PathBuf>) =
                what.iter().cloned().partition(|what| is_path(what));
            let ids: Vec<String> = ids.iter().map(|id| id.display().to_string()).collect();
            test(&rules_of(&paths, data)?, &ids, *verbose, page)
        }
    }
}

/// Does it name a file, and not a rule?
fn is_path(what: &Path) -> bool {
    what.exists() || what.components().count() > 1 || what.extension().is_some()
}

fn list(topic: Option<&str>, data: &Data, mut page: Page) -> anyhow::Result<Status> {
    let scanner = every_level(data)?;
    if let Some(topic) =
        topic.filter(|topic| !scanner.rules().iter().any(|rule| rule.topic == *topic))
    {
        let mut topics: Vec<&str> =
            scanner.rules().iter().map(|rule| rule.topic.as_str()).collect();
        topics.sort_unstable();
        topics.dedup();
        anyhow::bail!("no topic `{topic}`: there are {}", topics.join(", "));
    }
    let mut rows = vec![["ID", "LEVEL", "SEVERITY", "VERDICT", "NAME", "CLAIM"].map(str::to_owned)];
    for rule in scanner.rules().iter().filter(|rule| topic.is_none_or(|topic| rule.topic == topic))
    {
        let level = rule.level.to_string();
        let cells = [
            &rule.id,
            &level,
            rule.severity.as_str(),
            rule.verdict.as_str(),
            &rule.name,
            &rule.claim,
        ];
        rows.push(cells.map(|cell| escape(cell).into_owned()));
    }
    let widths: [usize; 6] =
        std::array::from_fn(|at| rows.iter().map(|row| columns(&row[at])).max().unwrap_or(0));
    for (at, row) in rows.iter().enumerate() {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell}{:1$}", "", width - columns(cell)));
        let line = cells.collect::<Vec<_>>().join("  ");
        let line = line.trim_end();
        page.line(if at == 0 { page.bold(&line) } else { line.to_owned() });
    }
    page.print()?;
    Ok(Status::Clean)
}

fn check(scanner: &Scanner, today: &str, mut page: Page) -> anyhow::Result<Status> {
    let problems = scanner.check_rules(Some(today));
    for problem in &problems {
        diagnostic::show("warning", &problem.error, &mut page);
    }
    page.line(page.bold(&format!(
        "{}: {}",
        count(scanner.rules().len(), "rule"),
        count(problems.len(), "problem")
    )));
    page.print()?;
    Ok(if problems.is_empty() { Status::Clean } else { Status::Found })
}

fn test(
    scanner: &Scanner,
    ids: &[String],
    verbose: bool,
    mut page: Page,
) -> anyhow::Result<Status> {
    let is_wanted = |rule: &&Rule| ids.is_empty() || ids.iter().any(|id| is_id(id, rule));
    if let Some(unknown) = ids.iter().find(|id| !scanner.rules().iter().any(|rule| is_id(id, rule)))
    {
        anyhow::bail!("no rule is called `{unknown}`: `threadlint rules list` lists them");
    }
    let (mut rules, mut counts) = (0, Counts::default());
    for rule in scanner.rules().iter().filter(is_wanted) {
        rules += 1;
        let outcomes = scanner.test_rule(rule);
        let failed = outcomes.iter().filter(|outcome| !outcome.passed).count();
        if verbose || failed > 0 {
            let of =
                |family: &str| outcomes.iter().filter(|outcome| outcome.family == family).count();
            let passed = outcomes.len() - failed;
            page.line(format!(
                "{} {} {}: {passed} of {} pass ({} flag, {} ok, {} todo)",
                if failed > 0 { "FAIL" } else { "ok  " },
                rule.id,
                rule.name,
                outcomes.len(),
                of("flag"),
                of("ok"),
                of("todo"),
            ));
        }
        for outcome in outcomes {
            if counts.add(&outcome) {
                fail(rule, &outcome, &mut page);
            }
        }
    }
    let failed = if counts.failed == 0 {
        "all passed".to_owned()
    } else {
        format!("{} failed", counts.failed)
    };
    let todo = match counts.todo {
        0 => String::new(),
        todo => format!("; known misses: {todo}, of which {} now pass", counts.mended),
    };
    let close =
        format!("{}, {}: {failed}{todo}", count(rules, "rule"), count(counts.run, "example"));
    page.line(page.bold(&close));
    page.print()?;
    Ok(if counts.failed > 0 { Status::Found } else { Status::Clean })
}

/// Is it the id or the name of a rule, or the beginning of its id?
fn is_id(id: &str, rule: &Rule) -> bool {
    rule.id.to_ascii_uppercase().starts_with(&id.to_ascii_uppercase()) || rule.name == id
}

fn fail(rule: &Rule, outcome: &ExampleOutcome, page: &mut Page) {
    let place =
        format!("{}:{}: {} [[{}]]", rule.file, outcome.example.line, rule.id, outcome.family);
    page.line(escape(&format!("{place}: {}", outcome.said)));
    if !outcome.said.contains(&outcome.example.text) {
        page.paragraph("    ", &outcome.example.text);
    }
    if let Some(stage) = &outcome.stage {
        page.paragraph("    it ends at ", &escape(stage));
    }
}

/// How many examples ran, and how they ended.
#[derive(Default)]
struct Counts {
    run: usize,
    failed: usize,
    todo: usize,
    mended: usize,
}

impl Counts {
    /// Counts an example; is it a failure to show?
    fn add(&mut self, outcome: &ExampleOutcome) -> bool {
        if outcome.family == "todo" {
            self.todo += 1;
            self.mended += usize::from(outcome.said.starts_with("flagged"));
            return false;
        }
        self.run += 1;
        self.failed += usize::from(!outcome.passed);
        !outcome.passed
    }
}

fn count(many: usize, what: &str) -> String {
    if many == 1 { format!("1 {what}") } else { format!("{many} {what}s") }
}
