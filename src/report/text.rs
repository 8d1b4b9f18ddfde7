//! For moderators: what was flagged, what guidance says, and who says so.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};

use super::{
    Emitter, Summary, citation,
    escape::escape,
    layout::{WIDTH, columns, wrap},
    quote,
};
use crate::{
    rules::{Citation, Flag, Severity},
    scan::ThreadReport,
    span::Span,
    text::{Document, Symbols},
    thread::{Post, Role, Thread},
};

/// How many drugs the summary names.
const TOP_DRUGS: usize = 5;

/// Writes for people to read; a thread in which nothing was flagged is only counted. Guidance and sources are told once
/// a rule and thread.
///
/// Posts are counted from 1, as people count; the JSON formats count them from 0. The summary stands at the end, also where nothing was flagged.
#[derive(Clone, Debug)]
pub struct Text {
    width: usize,
    color: bool,
    symbols: Symbols,
}

impl Default for Text {
    fn default() -> Self {
        Self::new()
    }
}

impl Text {
    /// Plain text for lines of [`WIDTH`] columns.
    #[must_use]
    pub fn new() -> Self {
        Self { width: WIDTH, color: false, symbols: Symbols::for_text() }
    }

    /// Breaks lines for so many columns; fewer than 40 are taken for 40.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns.max(40);
        self
    }

    /// Colours what it writes with escapes for a terminal, if `yes`.
    #[must_use]
    pub fn color(mut self, yes: bool) -> Self {
        self.color = yes;
        self
    }

    fn painted(&self, text: &str, style: Style) -> String {
        if self.color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.painted(text, Style::new().bold())
    }

    fn dim(&self, text: &str) -> String {
        self.painted(text, Style::new().dimmed())
    }

    /// A labelled paragraph: `  = label: text`, its further lines under the text.
    fn paragraph(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let lead = format!("  = {label}: ");
        let indent = columns(&lead);
        for (at, line) in wrap(text, self.width - indent).iter().enumerate() {
            match at {
                0 => writeln!(out, "  {} {}: {line}", self.dim("="), self.bold(label))?,
                _ => writeln!(out, "{:indent$}{line}", "")?,
            }
        }
        Ok(())
    }

    fn quote(
        &self,
        document: &Document,
        flag: &Flag,
        style: Style,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let text = &document.text;
        let whole = Span::new(0, flag.text.len() as u32);
        // A report that does not belong to the thread shows what it says itself.
        let lines = match text.get(flag.span.start as usize..flag.span.end as usize) {
            Some(_) => quote::lines(
                text,
                quote::sentence_around(document, flag.span),
                flag.span,
                self.width - 4,
            ),
            None => quote::lines(&flag.text, whole, whole, self.width - 4),
        };
        let bar = self.dim("|");
        writeln!(out, "  {bar}")?;
        for line in lines {
            writeln!(out, "  {bar} {}", line.text)?;
            if !line.marks.is_empty() {
                let blanks = line.marks.len() - line.marks.trim_start().len();
                // Blanks inside what is marked are marked too; so only what leads is plain.
                let (before, marks) = line.marks.split_at(blanks);
                writeln!(out, "  {bar} {before}{}", self.painted(marks, style))?;
            }
        }
        writeln!(out, "  {bar}")
    }

    fn flag(
        &self,
        thread: &Thread,
        document: &Document,
        flag: &Flag,
        is_told: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let style = style_of(flag.severity);
        let head = self.painted(&escape(&format!("{} {}", flag.rule, flag.name)), style);
        writeln!(out, "{head}: {}, {} severity", flag.verdict, flag.severity)?;
        let arrow = self.dim("-->");
        writeln!(
            out,
            "  {arrow} post {} of {}{}",
            flag.post + 1,
            thread.posts.len(),
            by(thread.posts.get(flag.post as usize))
        )?;
        self.quote(document, flag, style, out)?;
        if let Some(why) = flag.suppressed {
            self.paragraph(
                "kept back",
                &format!("{}{}", kept_back(why), cues(document, flag)),
                out,
            )?;
        } else if flag.stance.as_str() != "asserted" {
            self.paragraph("stance", &format!("{}{}", flag.stance, cues(document, flag)), out)?;
        }
        self.paragraph("claim", &flag.claim, out)?;
        if is_told {
            self.paragraph("guidance", &format!("as told above for {}", flag.rule), out)?;
        } else {
            self.paragraph("guidance", &flag.guidance, out)?;
            for citation in flag.citations.iter() {
                self.paragraph("source", &cite(citation), out)?;
            }
        }
        self.paragraph("more", &format!("threadlint explain {}", flag.rule), out)?;
        writeln!(out)
    }

    fn heading(&self, report: &ThreadReport) -> String {
        let source = if report.source.is_empty() { "text" } else { &report.source };
        let id = report.id.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
        let title = report.title.as_ref().map_or_else(String::new, |title| format!(": {title}"));
        let heading = format!("{source}{id}{title}");
        wrap(&heading, self.width).iter().map(|line| self.bold(line) + "\n").collect()
    }
}

impl Emitter for Text {
    fn thread(
        &self,
        thread: &Thread,
        report: &ThreadReport,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if report.flags.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", self.heading(report))?;
        let (mut document, mut read) = (Document::default(), None);
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for flag in &report.flags {
            if read != Some(flag.post) {
                let text =
                    thread.posts.get(flag.post as usize).map_or("", |post| post.text.as_str());
                document.read(text, &self.symbols);
                read = Some(flag.post);
            }
            let is_told = !told.insert(&flag.rule);
            self.flag(thread, &document, flag, is_told, out)?;
        }
        Ok(())
    }

    fn finish(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let flags = &summary.flags;
        writeln!(out, "{}, {}", count(summary.threads, "thread"), count(summary.posts, "post"))?;
        let top = summary.top_drugs(TOP_DRUGS);
        let mut drugs: Vec<String> =
            top.iter().map(|drug| format!("{} ({})", drug.name, drug.mentions)).collect();
        let more = summary.drugs.len() - top.len();
        if more > 0 {
            drugs.push(format!("{more} more"));
        }
        let drugs = if drugs.is_empty() { "none".to_owned() } else { drugs.join(", ") };
        for line in wrap(&format!("drugs named: {drugs}"), self.width) {
            writeln!(out, "{line}")?;
        }
        let steps = flags.severity.iter().rev().filter(|(_, many)| **many > 0);
        let steps: Vec<String> = steps
            .map(|(severity, many)| {
                self.painted(&format!("{many} {severity}"), style_of(*severity))
            })
            .collect();
        let kept = if flags.suppressed > 0 {
            format!("; {} kept back", flags.suppressed)
        } else {
            String::new()
        };
        match flags.shown {
            0 => writeln!(out, "{}{kept}", self.bold("nothing flagged")),
            _ => writeln!(
                out,
                "{}: {}{kept}",
                self.bold(&count(flags.shown, "flag")),
                steps.join(", ")
            ),
        }
    }
}

fn style_of(severity: Severity) -> Style {
    let color = match severity {
        Severity::Low => AnsiColor::Cyan,
        Severity::Moderate => AnsiColor::Yellow,
        Severity::High | Severity::Critical => AnsiColor::Red,
    };
    color.on_default().bold()
}

fn count(many: u64, what: &str) -> String {
    if many == 1 { format!("1 {what}") } else { format!("{many} {what}s") }
}

/// What part a post plays, and who wrote it.
fn by(post: Option<&Post>) -> String {
    let Some(post) = post else { return String::new() };
    let role = match post.role {
        Role::Question => ", the question",
        Role::Answer => ", an answer",
        Role::Article => ", the article",
        Role::Comment => ", a comment",
        Role::Post => "",
    };
    match &post.author {
        Some(author) => format!("{role}, by {}", escape(author)),
        None => role.to_owned(),
    }
}

fn kept_back(why: &str) -> &str {
    match why {
        "denied" => "the post denies it",
        "questioned" => "the post asks it, or says it only under a condition",
        "quoted" => "it is quoted",
        "anecdote" => "the author tells of their own case",
        "unless" => "an exception of the rule holds in this sentence",
        "applies_unless" => {
            "the post or the question names a case in which the guidance does not apply"
        }
        other => other,
    }
}

/// The words that made the stance.
fn cues(document: &Document, flag: &Flag) -> String {
    let words = flag.cues.iter().filter_map(|cue| {
        let word = document.text.get(cue.span.start as usize..cue.span.end as usize)?;
        Some(format!("“{word}” ({})", cue.category.as_str()))
    });
    let mut words: Vec<String> = words.collect();
    words.dedup();
    if words.is_empty() { String::new() } else { format!(", by {}", words.join(", ")) }
}

/// Who says it, in which document, where it is and when it was opened.
fn cite(citation: &Citation) -> String {
    let address =
        citation::address(citation).map_or_else(String::new, |address| format!(", {address}"));
    format!("{}{address} (opened {})", citation::document(citation), citation.opened)
}
