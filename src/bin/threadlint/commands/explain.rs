//! `threadlint explain`: a rule as a reader sees it.

use threadlint::{
    report::{citation, escape::escape},
    rules::{Citation, Example, Rule, RuleSet},
};

use crate::{
    args::{Color, Explain},
    data::every_level,
    page::Page,
    status::Status,
};

pub(crate) fn run(explain: &Explain, color: Color) -> anyhow::Result<Status> {
    let scanner = every_level(&explain.data)?;
    let rule = find(scanner.rules(), &explain.rule)?;
    let mut page = Page::new(color);
    show(rule, &mut page);
    page.print()?;
    Ok(Status::Clean)
}

/// The rule with this id or name, in capitals or not.
fn find<'r>(rules: &'r RuleSet, wanted: &str) -> anyhow::Result<&'r Rule> {
    let (capital, small) = (wanted.to_ascii_uppercase(), wanted.to_ascii_lowercase());
    if let Some(rule) = rules.get(&capital).or_else(|| rules.get(&small)) {
        return Ok(rule);
    }
    match rules.nearest(&capital).or_else(|| rules.nearest(&small)) {
        Some(near) => anyhow::bail!("no rule is called `{wanted}`: did you mean `{near}`?"),
        None => anyhow::bail!("no rule is called `{wanted}`: `threadlint rules list` lists them"),
    }
}

fn show(rule: &Rule, page: &mut Page) {
    page.line(page.bold(&escape(&format!("{} {}", rule.id, rule.name))));
    page.line(format!(
        "{}, {} severity, level {} ({})",
        rule.verdict,
        rule.severity,
        rule.level,
        level(rule.level)
    ));
    page.paragraph(
        "",
        &format!(
            "topic {}, since {}, to be reviewed by {}",
            rule.topic, rule.since, rule.review_by
        ),
    );
    page.heading("Claim");
    page.paragraph("  ", &rule.claim);
    page.heading("What guidance says");
    page.paragraph("  ", &rule.guidance);
    page.heading("Who says so");
    for (at, citation) in rule.citations.iter().enumerate() {
        cite(at + 1, citation, page);
    }
    list("Examples that are flagged", &rule.flag_examples, page);
    list("Examples that are not flagged", &rule.ok_examples, page);
    list("Known misses", &rule.todo_examples, page);
    patterns("Patterns, any one of which must match a sentence", &rule.matches, page);
    patterns("Not flagged if one of these stands in the same sentence", &rule.unless, page);
    patterns(
        "Not flagged if one of these stands in the post or the question",
        &rule.applies_unless,
        page,
    );
    page.heading("A reply that can be posted");
    page.paragraph("  ", &rule.reply);
    page.line("");
    page.paragraph("", &format!("Defined in {}", rule.file));
}

fn level(level: u8) -> &'static str {
    match level {
        1 => "fit for unattended use",
        2 => "broad",
        _ => "hunting",
    }
}

fn cite(number: usize, citation: &Citation, page: &mut Page) {
    page.paragraph(&format!("  {number}. "), &citation::document(citation));
    if let Some(address) = citation::address(citation) {
        page.paragraph("     ", &address);
    }
    page.paragraph("     ", &format!("{} (opened {})", citation.says, citation.opened));
}

fn list(heading: &str, examples: &[Example], page: &mut Page) {
    if examples.is_empty() {
        return;
    }
    page.heading(heading);
    for example in examples {
        let question =
            example.question.as_ref().map(|question| format!("in answer to: {question}"));
        let stance = example.stance.map(|stance| stance.to_string());
        let notes: Vec<String> =
            [question, stance, example.why.clone()].into_iter().flatten().collect();
        let notes =
            if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
        let text = format!("{}{notes}", example.text);
        page.paragraph("  - ", &text);
    }
}

fn patterns(heading: &str, patterns: &[String], page: &mut Page) {
    if patterns.is_empty() {
        return;
    }
    page.heading(heading);
    for pattern in patterns {
        page.paragraph("  - ", pattern);
    }
}
