//! The line with which a comment begins, and what it says: who wrote, when.

use super::lines::Lines;
use super::{dates, noise, shape};

/// The head of a comment.
#[derive(Debug)]
pub(super) struct Head<'t> {
    /// Its line.
    pub at: usize,
    /// The first line of what was written.
    pub body: usize,
    pub author: &'t str,
    pub date: Option<&'t str>,
    /// The comment it answers, by its place among the comments.
    pub parent: Option<usize>,
    pub style: Style,
}

/// How the heads of a page are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `1. name`, with its number.
    Numbered(u32),
    /// `name says:`, with its verb; a colon or dots.
    Says(&'static str, Mark),
    /// `name`, and a date on the same line or the next.
    Dated,
}

/// What stands behind the verb of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Colon,
    Dots,
    Date,
}

impl Style {
    pub(super) fn is_like(self, other: Self) -> bool {
        match (self, other) {
            (Self::Numbered(_), Self::Numbered(_)) | (Self::Dated, Self::Dated) => true,
            (Self::Says(one, _), Self::Says(two, _)) => one == two,
            _ => false,
        }
    }
}

/// Words that stand before a date and name nobody.
const DEEDS: &[&str] = &[
    "answered",
    "asked",
    "closed",
    "created",
    "edited",
    "joined",
    "modified",
    "posted",
    "published",
    "replied",
    "reviewed",
    "started",
    "updated",
    "viewed",
];

/// The head of a comment on line `at`; only `below` a heading may it lack a verb.
pub(super) fn head_at<'t>(lines: &Lines<'t>, at: usize, below: bool) -> Option<Head<'t>> {
    let line = lines.get(at);
    if line.is_empty() || line.len() > super::SHORT || at + 1 >= lines.len() {
        return None;
    }
    let mut body = at + 1;
    let on_next = dates::date_only(lines.get(body));
    let (style, author, date) = if let Some((number, rest)) = numbered(line).filter(|_| below) {
        let (author, date) = named(rest)?;
        let deeper = lines.indent(body) > lines.indent(at);
        let apart = lines.gap(body)
            || deeper
            || date.is_some()
            || on_next.is_some()
            || says(rest).is_some();
        // What somebody wrote is not indented less than the head above it, and is no head itself.
        if !apart
            || lines.indent(body) < lines.indent(at)
            || numbered(lines.get(body)).is_some_and(|(next, _)| next == number + 1)
        {
            return None;
        }
        (Style::Numbered(number), author, date)
    } else if let Some((author, verb, mark, date)) = says(line) {
        (Style::Says(verb, mark), author, date)
    } else if below && (lines.gap(at) || noise::is_noise(lines.get(at - 1))) {
        let line = without_by(line);
        let (author, date) = match dates::date_at_end(line) {
            Some((author, date)) => (author, Some(date)),
            None => (line, Some(on_next?)),
        };
        // Tables of topics have counts in the place of names, and forums say who answered, edited, joined.
        let letter = author.starts_with(char::is_alphabetic)
            && !DEEDS.contains(&author.to_lowercase().as_str());
        let fits = letter && shape::is_name(author, true) && !noise::is_noise(author);
        (Style::Dated, fits.then_some(author)?, date)
    } else {
        return None;
    };
    let date = date.or_else(|| on_next.inspect(|_| body += 1));
    if date.is_some() && style == Style::Dated && on_next.is_some() && body == at + 1 {
        body += 1;
    }
    // Some pages put the number of a comment on a line of its own.
    let alone =
        at.checked_sub(1).filter(|above| style != Style::Dated && is_number(lines.get(*above)));
    Some(Head { at: alone.unwrap_or(at), body, author, date, parent: None, style })
}

/// `1. name`: the number and the rest.
fn numbered(line: &str) -> Option<(u32, &str)> {
    let line = line.strip_prefix('#').unwrap_or(line);
    let digits = line.bytes().take(6).take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    let spaced = rest.starts_with(char::is_whitespace);
    Some((line[..digits].parse().ok()?, rest.trim_start())).filter(|_| spaced)
}

/// `1.`
fn is_number(line: &str) -> bool {
    line.len() <= 6
        && line.strip_suffix('.').is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// The name behind a number, and the date where there is one.
fn named(rest: &str) -> Option<(&str, Option<&str>)> {
    if let Some((author, _, _, date)) = says(rest) {
        return Some((author, date));
    }
    let rest = without_by(rest);
    let (author, date) =
        dates::date_at_end(rest).map_or((rest, None), |(author, date)| (author, Some(date)));
    shape::is_name(author, false).then_some((author, date))
}

fn without_by(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "•·*○◦●▪»".contains(c));
    let by =
        ["Comment by ", "Comment from ", "Posted by ", "Written by ", "Reply by ", "By ", "by "];
    by.iter().find_map(|by| line.strip_prefix(by)).unwrap_or(line)
}

/// `name says:`, `name said...`, `name says: May 3, 2012`: the name, the verb, what stands behind it, the date.
fn says(line: &str) -> Option<(&str, &'static str, Mark, Option<&str>)> {
    let (verb, (name, rest)) =
        ["says", "said", "writes", "wrote", "commented", "replied"].into_iter().find_map(
            |verb| Some((verb, line.split_once(verb).filter(|(name, _)| name.ends_with(' '))?)),
        )?;
    let (name, before) = match dates::date_at_end(name.trim_end()) {
        Some((name, date)) if !name.is_empty() => (name, Some(date)),
        _ => (name, None),
    };
    let name = without_by(name.trim());
    let (mark, rest) =
        if let Some(rest) = rest.strip_prefix("...").or_else(|| rest.strip_prefix('…')) {
            (Mark::Dots, rest)
        } else if let Some(rest) = rest.trim_start().strip_prefix(':') {
            (Mark::Colon, rest)
        } else {
            (Mark::Date, rest)
        };
    let rest = rest.trim();
    let date =
        dates::date_only(rest.trim_end_matches([':', ' '])).or(before.filter(|_| rest.is_empty()));
    let whole = if mark == Mark::Date { date.is_some() } else { rest.is_empty() || date.is_some() };
    (whole && shape::is_name(name, false)).then_some((name, verb, mark, date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_who_wrote() {
        let told = |line| says(line).map(|(name, verb, _, date)| (name, verb, date));
        assert_eq!(told("Ann says:"), Some(("Ann", "says", None)));
        assert_eq!(told("Ann Lee said..."), Some(("Ann Lee", "said", None)));
        assert_eq!(told("ann says: May 3, 2012"), Some(("ann", "says", Some("May 3, 2012"))));
        assert_eq!(
            told("Posted by ann on May 3, 2012 at 4:05 pm said:"),
            Some(("ann", "said", Some("May 3, 2012 at 4:05 pm")))
        );
        for line in [
            "He says: take it",
            "she says:",
            "My mother always says:",
            "Ann says",
            "says:",
            "What Ann said: a lot, really.",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }

    #[test]
    fn numbers_and_names() {
        assert_eq!(numbered("12. ann"), Some((12, "ann")));
        assert_eq!(numbered("#3) Bob B."), Some((3, "Bob B.")));
        assert_eq!(
            (numbered("1.5 mg"), numbered("1234567. x"), numbered("x. 1")),
            (None, None, None)
        );
        assert_eq!(named("Ann Lee - May 3, 2012"), Some(("Ann Lee", Some("May 3, 2012"))));
        assert_eq!(named("Some College. A title. 2012."), None);
    }
}
