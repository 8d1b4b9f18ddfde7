//! `threadlint explain`: a rule as a reader sees it.

use threadlint::{
    report::{citation, escape::escape},
    rules::{Citation, Example, Flag, Rule, RuleSet},
    scan::Scanner,
    thread::{Post, Role, Thread},
};

use crate::{
    args::{Color, Explain},
    data::shows_all,
    page::Page,
    status::Status,
};

pub(crate) fn run(explain: &Explain, color: Color) -> anyhow::Result<Status> {
    let scanner = shows_all(&explain.data)?;
    let rule = find(scanner.rules(), &explain.rule)?;
    let mut page = Page::new(color);
    match &explain.text {
        Some(text) => why(&scanner, rule, text, explain.question.as_deref(), &mut page),
        None => show(rule, &mut page),
    }
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
    let uses: Vec<String> = { rule.uses.iter() }
        .map(|used| {
            let values = used.parameters.iter().map(|(name, value)| format!("{name} = {value}"));
            format!("template {}: {}", used.template, values.collect::<Vec<_>>().join(", "))
        })
        .collect();
    patterns("Templates, any one of whose patterns must match a sentence", &uses, page);
    let limits: Vec<String> = rule.limits.iter().map(|(limit, _)| limit.to_string()).collect();
    patterns("Limits, any one of which a dosing statement must pass", &limits, page);
    patterns("Not flagged if one of these stands in the same sentence", &rule.unless, page);
    patterns(
        "Not flagged if one of these stands in the post or the question",
        &rule.applies_unless,
        page,
    );
    page.heading("How sure a flag is");
    page.paragraph("  ", &format!("from {} where it is asserted to {} where it is only passed on; less where many words stand between", confidence(rule.level, 90), confidence(rule.level, 55)));
    page.heading("A reply that can be posted");
    page.paragraph("  ", &rule.reply);
    page.line("");
    page.paragraph("", &format!("Defined in {}", rule.file));
}

/// Why a rule fires on a text, sentence by sentence, or at which stage it does not.
fn why(scanner: &Scanner, rule: &Rule, text: &str, question: Option<&str>, page: &mut Page) {
    let mut thread = Thread::from_text(text);
    if let Some(question) = question {
        thread.posts[0].role = Role::Answer;
        thread.posts.insert(0, Post::new(Role::Question, question));
    }
    page.line(page.bold(&escape(&format!("{} {}", rule.id, rule.name))));
    for (at, trace) in scanner.trace_rule(&rule.id, &thread).iter().enumerate() {
        page.heading(&format!("Sentence {}: {}", at + 1, escape(&trace.text)));
        if let Some(flag) = &trace.flag {
            flagged(flag, page);
        } else if let Some(near) = &trace.near {
            match &near.missing {
                Some(missing) => {
                    page.paragraph("  required term  ", &format!("missing: {missing}"));
                }
                None => page.line("  required term  there"),
            }
            let end = match (&near.matched, &near.expected) {
                (Some(matched), Some(expected)) => {
                    format!("comes as far as “{matched}”, then expects {expected}")
                }
                _ => "does not begin in this sentence".to_owned(),
            };
            page.paragraph("  pattern        ", &format!("{} {end}", near.pattern));
            page.line("  level          no flag");
        } else {
            page.line("  required term  none of the words or concepts that its patterns need");
            page.line("  level          no flag");
        }
    }
}

fn flagged(flag: &Flag, page: &mut Page) {
    page.line("  required term  there");
    page.paragraph("  pattern        ", &format!("matches “{}”", flag.text));
    let held = flag.suppressed;
    let exception = match held {
        Some(why @ ("unless" | "applies_unless")) => format!("`{why}` holds"),
        _ => "none holds".to_owned(),
    };
    page.line(format!("  exception      {exception}"));
    let cues: Vec<&str> = flag.cues.iter().map(|cue| cue.category.as_str()).collect();
    let cues = if cues.is_empty() { String::new() } else { format!(", by {}", cues.join(", ")) };
    page.line(format!("  stance         {}{cues}", flag.stance));
    let parts: Vec<String> = flag
        .confidence_parts
        .iter()
        .map(|part| format!("{} {:+.2}", part.part, part.adds))
        .collect();
    let shown = if held.is_some() { "held back" } else { "flagged" };
    page.line(format!(
        "  level {}        {shown}, confidence {:.2} ({})",
        flag.level,
        flag.confidence,
        parts.join(", ")
    ));
}

fn level(level: u8) -> &'static str {
    match level {
        1 => "fit for unattended use",
        2 => "broad",
        _ => "hunting",
    }
}

/// A confidence less what the level takes, in hundredths.
fn confidence(level: u8, of_stance: u8) -> String {
    format!("0.{:02}", of_stance - 10 * (level.clamp(1, 3) - 1))
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
