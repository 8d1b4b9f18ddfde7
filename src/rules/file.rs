//! A rule as it is written: one TOML file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    flag::{Citation, Severity, Stance, Verdict},
    limit::LimitFile,
    place::Place,
};
use crate::error::DataError;

/// What is written in a rule file; `rules/README.md` says what each field means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) topic: Spanned<String>,
    pub(super) verdict: Verdict,
    pub(super) severity: Severity,
    pub(super) level: Spanned<u8>,
    pub(super) claim: String,
    pub(super) guidance: String,
    pub(super) since: Spanned<String>,
    pub(super) review_by: Spanned<String>,
    #[serde(default, rename = "match")]
    pub(super) matches: Vec<Spanned<String>>,
    #[serde(default, rename = "use")]
    pub(super) uses: Vec<Spanned<BTreeMap<String, String>>>,
    #[serde(default)]
    pub(super) limit: Vec<Spanned<LimitFile>>,
    pub(super) scope: Option<Vec<Place>>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) applies_unless: Vec<Spanned<String>>,
    pub(super) reply: String,
    pub(super) citation: Vec<Spanned<Citation>>,
    #[serde(default)]
    pub(super) flag: Vec<Spanned<ExampleFile>>,
    #[serde(default)]
    pub(super) ok: Vec<Spanned<ExampleFile>>,
    #[serde(default)]
    pub(super) todo: Vec<Spanned<ExampleFile>>,
}

/// An example as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleFile {
    pub(super) text: String,
    pub(super) stance: Option<Stance>,
    pub(super) why: Option<String>,
    pub(super) question: Option<String>,
}

/// A template that a rule uses, with the values of its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateUse {
    /// The name of the template.
    pub template: String,
    /// Names and values; a value is a pattern.
    pub parameters: BTreeMap<String, String>,
    /// Where it stands in the file.
    pub line: usize,
}

impl TemplateUse {
    pub(super) fn read(mut written: BTreeMap<String, String>, line: usize) -> Result<Self, String> {
        let template = written.remove("template").ok_or("`use` without `template`")?;
        Ok(Self { template, parameters: written, line })
    }
}

/// An example of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// A post.
    pub text: String,
    /// The stance that it has to get, if the rule says so.
    pub stance: Option<Stance>,
    /// Why it must not fire.
    pub why: Option<String>,
    /// The question that it answers.
    pub question: Option<String>,
    /// Where it stands in the file.
    pub line: usize,
}

/// A rule: a claim, what guidance says of it, who says so, how it is found, and examples.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The file it was read from.
    pub file: String,
    /// Three letters and three digits.
    pub id: String,
    /// Reads in “flags NAME”.
    pub name: String,
    /// What it belongs to.
    pub topic: String,
    /// What is wrong with the claim.
    pub verdict: Verdict,
    /// The harm if it is followed.
    pub severity: Severity,
    /// How noisy it is allowed to be: 1 to 3.
    pub level: u8,
    /// The claim.
    pub claim: String,
    /// What guidance says.
    pub guidance: String,
    /// Who says so.
    pub citations: Vec<Citation>,
    /// The day it was written.
    pub since: String,
    /// The day the guidance is to be looked at again.
    pub review_by: String,
    /// The patterns of the claim.
    pub matches: Vec<String>,
    /// The templates that find the claim.
    pub uses: Vec<TemplateUse>,
    /// The limits that find the claim, each with its line.
    pub limits: Vec<(LimitFile, usize)>,
    /// Where the claim is looked for.
    pub scope: Vec<Place>,
    /// What makes the claim true or different, in the same sentence.
    pub unless: Vec<String>,
    /// Of whom the guidance does not speak, in the post or the question.
    pub applies_unless: Vec<String>,
    /// What a moderator can post.
    pub reply: String,
    /// Posts that must be flagged.
    pub flag_examples: Vec<Example>,
    /// Posts that must not be flagged.
    pub ok_examples: Vec<Example>,
    /// Known misses.
    pub todo_examples: Vec<Example>,
    /// Where its fields stand.
    pub(super) head: Head,
    /// The line of each pattern of `matches`, `unless` and `applies_unless`.
    pub(super) lines: [Vec<usize>; 3],
}

impl Rule {
    /// The line of a pattern, or of the template that brings it, or 0.
    pub(super) fn line_of(&self, source: &str) -> usize {
        let patterns = [&self.matches, &self.unless, &self.applies_unless].into_iter();
        let own = patterns.zip(&self.lines).find_map(|(patterns, lines)| {
            let at = patterns.iter().position(|pattern| pattern == source)?;
            lines.get(at).copied()
        });
        own.or_else(|| self.uses.first().map(|used| used.line)).unwrap_or(0)
    }
}

/// The lines of fields that may be wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: usize,
    pub(super) topic: usize,
    pub(super) review_by: usize,
    pub(super) citations: Vec<usize>,
}

/// Reads a rule file.
///
/// # Errors
///
/// What is wrong, with the line: bad TOML, an unknown or missing field, a value that cannot be.
pub(super) fn read(file: &str, text: &str) -> Result<Rule, DataError> {
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |at: usize| breaks.partition_point(|&end| end < at) + 1;
    let written: RuleFile = toml::from_str(text).map_err(|error| {
        let message = error.message().replace('\n', " ");
        DataError::new(file, error.span().map_or(0, |span| line(span.start)), message)
    })?;
    validate(&written).map_err(|(at, what)| DataError::new(file, line(at), what))?;
    let examples = |written: Vec<Spanned<ExampleFile>>| {
        let read = |example: Spanned<ExampleFile>| {
            let line = line(example.span().start);
            let ExampleFile { text, stance, why, question } = example.into_inner();
            Example { text, stance, why, question, line }
        };
        written.into_iter().map(read).collect::<Vec<_>>()
    };
    let lines = |patterns: &[Spanned<String>]| {
        patterns.iter().map(|pattern| line(pattern.span().start)).collect()
    };
    let uses = written.uses.into_iter().map(|used| {
        let at = line(used.span().start);
        TemplateUse::read(used.into_inner(), at).map_err(|what| (at, what))
    });
    let limits = written.limit.into_iter().map(|limit| {
        let at = line(limit.span().start);
        (limit.into_inner(), at)
    });
    let uses = uses.collect::<Result<Vec<_>, _>>();
    let plain =
        |patterns: Vec<Spanned<String>>| patterns.into_iter().map(Spanned::into_inner).collect();
    Ok(Rule {
        file: file.to_owned(),
        lines: [lines(&written.matches), lines(&written.unless), lines(&written.applies_unless)],
        head: Head {
            name: line(written.name.span().start),
            topic: line(written.topic.span().start),
            review_by: line(written.review_by.span().start),
            citations: { written.citation.iter() }
                .map(|citation| line(citation.span().start))
                .collect(),
        },
        id: written.id.into_inner(),
        name: written.name.into_inner(),
        topic: written.topic.into_inner(),
        verdict: written.verdict,
        severity: written.severity,
        level: written.level.into_inner(),
        claim: one_line(&written.claim),
        guidance: one_line(&written.guidance),
        citations: written.citation.into_iter().map(Spanned::into_inner).collect(),
        since: written.since.into_inner(),
        review_by: written.review_by.into_inner(),
        matches: plain(written.matches),
        limits: limits.collect(),
        scope: written.scope.unwrap_or_else(|| Place::USUAL.to_vec()),
        uses: uses.map_err(|(at, what)| DataError::new(file, at, what))?,
        unless: plain(written.unless),
        applies_unless: plain(written.applies_unless),
        reply: one_line(&written.reply),
        flag_examples: examples(written.flag),
        ok_examples: examples(written.ok),
        todo_examples: examples(written.todo),
    })
}

/// What TOML alone cannot tell to be wrong, with its place in the file.
fn validate(written: &RuleFile) -> Result<(), (usize, String)> {
    let wrong = |at: usize, what: String| Err((at, what));
    let id = written.id.get_ref();
    if id.len() != 6
        || !id[..].bytes().enumerate().all(|(at, byte)| {
            if at < 3 { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() }
        })
    {
        return wrong(
            written.id.span().start,
            format!("the id `{id}` is not three capitals and three digits"),
        );
    }
    let name = written.name.get_ref();
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        return wrong(
            written.name.span().start,
            format!("the name `{name}` is not made of small letters, digits and hyphens"),
        );
    }
    if !(1..=3).contains(written.level.get_ref()) {
        return wrong(
            written.level.span().start,
            format!("level {}, where 1 to 3 is meant", written.level.get_ref()),
        );
    }
    for date in [&written.since, &written.review_by] {
        if !is_date(date.get_ref()) {
            return wrong(
                date.span().start,
                format!("`{}` is no date; write 2026-11-22", date.get_ref()),
            );
        }
    }
    if written.matches.is_empty() && written.uses.is_empty() && written.limit.is_empty() {
        return wrong(
            0,
            "neither `match`, `use` nor `limit`: a rule says what finds its claim".into(),
        );
    }
    if written.citation.is_empty() {
        return wrong(0, "no [[citation]]: a rule says who contradicts the claim".into());
    }
    for citation in &written.citation {
        let source = citation.get_ref();
        if source.doi.is_none() && source.url.is_none() {
            return wrong(
                citation.span().start,
                format!("the citation of {} has neither doi nor url", source.who),
            );
        }
        if !is_date(&source.opened) {
            return wrong(
                citation.span().start,
                format!("`{}` is no date; write the day it was opened, 2026-11-22", source.opened),
            );
        }
    }
    Ok(())
}

/// Text that was wrapped in the file, as one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
        });
    let number = |from: usize, to: usize| text[from..to].parse::<u8>().unwrap_or(0);
    shape && (1..=12).contains(&number(5, 7)) && (1..=31).contains(&number(8, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = r#"id = "TST001"
name = "a-test"
topic = "test"
verdict = "false"
severity = "low"
level = 1
claim = "c"
guidance = "g"
since = "2026-11-22"
review_by = "2027-11-22"
match = ["a heparin"]
reply = "r"
[[citation]]
who = "w"
title = "t"
year = 2020
url = "https://example.org"
says = "s"
opened = "2026-11-22"
"#;

    fn error(from: &str, to: &str) -> String {
        assert!(RULE.contains(from));
        read("a.toml", &RULE.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_in_a_rule_is_located() {
        assert!(read("a.toml", RULE).is_ok());
        assert_eq!(
            error("TST001", "T1"),
            "a.toml:1: the id `T1` is not three capitals and three digits"
        );
        assert_eq!(error("level = 1", "level = 7"), "a.toml:6: level 7, where 1 to 3 is meant");
        assert_eq!(
            error("2027-11-22", "next year"),
            "a.toml:10: `next year` is no date; write 2026-11-22"
        );
        assert!(
            error("claim = \"c\"", "clam = \"c\"").starts_with("a.toml:7: unknown field `clam`")
        );
        assert!(
            error("severity = \"low\"", "severity = \"lo\"")
                .starts_with("a.toml:5: unknown variant `lo`")
        );
        assert!(error("level = 1", "level = ").starts_with("a.toml:6: "));
        assert!(
            error("url = \"https://example.org\"\n", "")
                .starts_with("a.toml:13: the citation of w has neither doi nor url")
        );
    }
}
