//! What was written in a mail.

use mail_parser::{Message, MimeHeaders, PartType};

use crate::ingest::html;

/// Longest signature, and longest note of the list below a mail, in lines.
const LAST_LINES: usize = 40;

/// The text of a mail and the signature below it.
pub(super) fn body(message: &Message<'_>) -> (String, Option<String>) {
    let mut all = String::new();
    for part in &message.text_body {
        let Some(part) = message.parts.get(*part as usize) else { continue };
        let text = match &part.body {
            PartType::Text(text) => {
                let kind = part.content_type();
                let of = |name| kind.and_then(|kind| kind.attribute(name));
                let is = |name, value: &str| {
                    of(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
                };
                let text = text.replace("\r\n", "\n");
                if is("format", "flowed") { flowed(&text, is("delsp", "yes")) } else { text }
            }
            PartType::Html(html) => html::text(html),
            _ => continue,
        };
        if !all.is_empty() {
            all.push_str("\n\n");
        }
        all.push_str(&text);
    }
    split(&all)
}

/// Joins the lines that a mailer wrapped (RFC 3676).
fn flowed(text: &str, delete: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let depth = |line: &str| line.len() - line.trim_start_matches('>').len();
    // The depth of the line that goes on, if it does.
    let mut goes_on = None;
    for line in text.lines() {
        let own = depth(line);
        let content = &line[own..];
        let stuffed = content.strip_prefix(' ').unwrap_or(content);
        if goes_on == Some(own) && stuffed != "-- " {
            if delete {
                out.pop();
            }
            out.push_str(stuffed);
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&line[..own]);
            out.push_str(if own > 0 { content } else { stuffed });
        }
        goes_on = (line.ends_with(' ') && stuffed != "-- ").then_some(own);
    }
    out
}

/// The text without what archives and lists put below it, and the signature.
fn split(text: &str) -> (String, Option<String>) {
    let mut lines: Vec<&str> = Vec::new();
    let mut all = text.lines().peekable();
    while let Some(line) = all.next() {
        let scrubbed = line.starts_with("-------------- next part --------------")
            && all.peek().is_none_or(|next| next.ends_with("was scrubbed..."));
        if scrubbed {
            while all.next_if(|next| !next.trim().is_empty()).is_some() {}
        } else {
            lines.push(line);
        }
    }
    let last = lines.len().saturating_sub(LAST_LINES);
    let foot = lines.iter().enumerate().skip(last).find(|(at, line)| {
        let rule = line.len() >= 20 && line.trim_end().bytes().all(|byte| byte == b'_');
        let below = lines[at + 1..].iter().take(3);
        rule && below.clone().any(|line| line.to_lowercase().contains("mailing list"))
    });
    if let Some((at, _)) = foot {
        lines.truncate(at);
    }
    let last = lines.len().saturating_sub(LAST_LINES);
    let mark = lines.iter().skip(last).rposition(|line| *line == "-- ");
    // Some mailers cut the blank off; two dashes alone can be anything if much stands below.
    let mark = mark.or_else(|| {
        let near = lines.len().saturating_sub(8).max(last);
        lines.iter().skip(near).rposition(|line| *line == "--").map(|at| at + near - last)
    });
    let Some(mark) = mark.map(|at| at + last) else { return (join(&lines), None) };
    let signature = join(&lines[mark + 1..]);
    (join(&lines[..mark]), Some(signature).filter(|signature| !signature.is_empty()))
}

/// The lines without the blank ones around them and the blanks behind each.
fn join(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}
