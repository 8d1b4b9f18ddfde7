//! The line with which a post of a thread is marked: who wrote it, when, and which one it is.
//!
//! Every forum has its own way to write that line, and a page keeps to one: `ann · 3 hours ago`, `#12`, `Posted by ann on May 3, 2012`. So
//! what a line says is told apart from how it says it, its [`style`](Mark::style): the marks of one thread share a style.

use std::ops::Range;

use super::furniture::{self, bare};
use super::{noise, shape, when};

/// Longest line that can mark a post, in bytes.
const LONGEST: usize = 200;

/// A line that can mark a post.
#[derive(Clone, Debug)]
pub(super) struct Mark<'t> {
    /// The line.
    pub at: usize,
    pub author: Option<&'t str>,
    pub date: Option<&'t str>,
    pub number: Option<u32>,
    /// Does the page say elsewhere that the author is one?
    pub sure: bool,
    /// How it is written: the words and signs between what it says.
    pub style: String,
}

/// Verbs and signs behind a name or a date.
const BEHIND: &str = "\
    wrote on|said on|replied on|commented on|posted on|posted|replied|commented|wrote|said|says|writes|on|at|edited|\
    closed|opened|reopened";

/// Words before a name.
const BEFORE: &str = "\
    [–]|post  by|post by|[-]|posted by|written by|submitted by|comment by|reply by|reply from|post by|by|author:|from|\
    name:|user:";

/// Words that may stand behind all else.
const LAST: &str = "\
    said|wrote|says|writes|edited|reply|report|like|link|permalink|quote|ip|share|new|op|author|stickied|comment|post|\
    and|hide";

/// The mark on a line, if it can be one.
pub(super) fn mark(line: &str, at: usize) -> Option<Mark<'_>> {
    if line.len() > LONGEST {
        return None;
    }
    let text = bare(line);
    let bullet = if text.len() < line.len() { "•" } else { "" };
    if text == "last edited by" || text.starts_with("last edited by ") && text.len() <= 70 {
        return Some(Mark {
            at,
            author: None,
            date: None,
            number: None,
            sure: false,
            style: "last edited by".into(),
        });
    }
    if let Some(mark) = markdown(line, at) {
        return Some(mark);
    }
    let hash = number(text);
    let when = when::find(text);
    let Some(when) = when else {
        if furniture::is_date(text).is_some() {
            return Some(Mark {
                at,
                author: None,
                date: Some(text),
                number: None,
                sure: false,
                style: format!("{bullet}age"),
            });
        }
        if let Some((range, value)) = hash {
            let rest = (text[..range.start].trim(), text[range.end..].trim());
            let plain = rest.0.is_empty()
                && matches!(rest.1, "" | "| Link" | "Link" | "| link" | "permalink");
            return plain.then(|| Mark {
                at,
                author: None,
                date: None,
                number: Some(value),
                sure: false,
                style: format!("{bullet}#{}", rest.1),
            });
        }
        return counted(text, at).or_else(|| posted_by(text, at, bullet));
    };
    dated(text, at, bullet, &when.range, hash)
}

/// What stands around a date: before it, behind it, the number, and how that is written.
fn around<'t>(
    text: &'t str,
    when: &Range<usize>,
    hash: Option<(Range<usize>, u32)>,
) -> Option<(&'t str, &'t str, Option<u32>, &'static str)> {
    let before = text[..when.start].trim();
    let after = text[when.end..].trim();
    let Some((range, value)) = hash else {
        // Some forums count without a sign.
        let digits = (1..=6).contains(&after.len()) && after.bytes().all(|c| c.is_ascii_digit());
        return Some(if digits {
            (before, "", after.parse().ok(), "..0")
        } else {
            (before, after, None, "")
        });
    };
    if range.start >= when.end {
        let after = text.get(when.end..range.start)?.trim();
        let after = after
            .strip_suffix("Post")
            .or_else(|| after.strip_suffix("post"))
            .unwrap_or(after)
            .trim();
        let rest = text[range.end..].trim_matches(['|', ' ']);
        let all =
            rest.strip_prefix("of ").is_some_and(|all| all.bytes().all(|c| c.is_ascii_digit()));
        return (rest.is_empty() || all).then_some((before, after, Some(value), "..#"));
    }
    // The digits of `#3 May 2012` belong to the date.
    let between = text.get(range.end..when.start)?.trim();
    text[..range.start].trim().is_empty().then_some((between, after, Some(value), "#.."))
}

/// The mark on a line with a date.
fn dated<'t>(
    text: &'t str,
    at: usize,
    bullet: &str,
    when: &Range<usize>,
    hash: Option<(Range<usize>, u32)>,
) -> Option<Mark<'t>> {
    let date = Some(&text[when.clone()]);
    let (before, mut after, count, told) = around(text, when, hash)?;
    let mut style = format!("{bullet}{told}");
    // When it was changed says nothing about who wrote it.
    let changed =
        ["modified", "edited"].iter().find_map(|word| after.to_ascii_lowercase().find(word));
    after = after[..changed.unwrap_or(after.len())]
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let (author_behind, last) = behind(after)?;
    let head = before.trim_end_matches(|c: char| c.is_whitespace() || "|·•,–—-:»(".contains(c));
    let (name, told) = name_before(head);
    style.push_str(told);
    if name.is_empty() {
        let word = head.to_ascii_lowercase();
        if !matches!(
            &*word,
            "" | "posted" | "on" | "posted on" | "replied" | "answered" | "commented" | "re"
        ) {
            return None;
        }
        style.push_str(&word);
        style.push('D');
        style.push_str(last);
        if author_behind.is_some() {
            style.push_str(" by N");
        }
        return Some(Mark { at, author: author_behind, date, number: count, sure: false, style });
    }
    let sign = before[head.len()..].trim();
    // `Joined: May 2012` tells something of somebody, and `ann wrote: May 3, 2012` quotes.
    let label = sign.contains(':') && told.is_empty();
    if author_behind.is_some() || label || !is_author(name) {
        return None;
    }
    style.push('N');
    style.push_str(sign);
    style.push('D');
    style.push_str(last);
    Some(Mark { at, author: Some(name), date, number: count, sure: false, style })
}

/// `## ann`, `### Ann Lee (May 3, 2012)`, `**ann:**`, `**ann** · 3 hours ago`
fn markdown(text: &str, at: usize) -> Option<Mark<'_>> {
    let (name, rest, style) = if let Some(rest) = text.strip_prefix("**") {
        let (name, rest) = rest.split_once("**")?;
        (name, rest, "**N**")
    } else {
        let title = text.trim_start_matches('#');
        let depth = text.len() - title.len();
        if !(1..=6).contains(&depth) || !title.starts_with(' ') {
            return None;
        }
        let title = title.trim().trim_matches('*');
        let cut = when::find(title).map_or(title.len(), |when| when.range.start);
        (
            &title[..cut],
            &title[cut..],
            ["# N", "## N", "### N", "#### N", "##### N", "###### N"][depth - 1],
        )
    };
    let (name, _) =
        name_before(name.trim_matches(|c: char| c.is_whitespace() || ":|·•,–—-(".contains(c)));
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || ":|·•,–—-()*_".contains(c));
    let date = furniture::is_date(rest);
    // Words behind it are a sentence whose first words are bold.
    let plain = rest.is_empty()
        || date.is_some()
        || matches!(&*rest.to_ascii_lowercase(), "wrote" | "said" | "says");
    let style = if date.is_some() { format!("{style} D") } else { style.to_owned() };
    (plain && is_author(name)).then_some(Mark {
        at,
        author: Some(name),
        date,
        number: None,
        sure: false,
        style,
    })
}

/// `Reply 12`, `12. Re: the title`
fn counted(text: &str, at: usize) -> Option<Mark<'_>> {
    let number = |told: &str| told.parse().ok().filter(|_| told.len() <= 6);
    let (value, style) = if let Some(rest) = text.strip_prefix("Reply ") {
        (number(rest)?, "Reply #")
    } else {
        let (before, rest) = text.split_once(". ")?;
        (number(before).filter(|_| rest.trim_start().starts_with("Re: "))?, "#. Re:")
    };
    Some(Mark {
        at,
        author: None,
        date: None,
        number: Some(value),
        sure: false,
        style: style.into(),
    })
}

/// `Posted by ann`, without a date; `by ann ( 12345 ) writes:`.
fn posted_by<'t>(text: &'t str, at: usize, bullet: &str) -> Option<Mark<'t>> {
    let low = text.get(..text.len().min(12))?.to_ascii_lowercase();
    let told = ["posted by ", "by "].into_iter().find(|told| low.starts_with(told))?;
    let rest = text.get(told.len()..)?.trim();
    let (rest, verb) = match rest.strip_suffix("writes:").or_else(|| rest.strip_suffix("wrote:")) {
        Some(rest) => (rest.trim(), " writes:"),
        None => (rest, ""),
    };
    let name = rest.split(" (").next().unwrap_or(rest).trim();
    let fits = is_author(name) && (told.starts_with('p') || !verb.is_empty());
    fits.then(|| Mark {
        at,
        author: Some(name),
        date: None,
        number: None,
        sure: false,
        style: format!("{bullet}{told}N{verb}"),
    })
}

/// The number of a post in the line, and where: `#12`.
fn number(text: &str) -> Option<(Range<usize>, u32)> {
    let at = text.find('#')?;
    let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let value = text[at + 1..at + 1 + digits].parse().ok().filter(|_| (1..=6).contains(&digits))?;
    Some((at..at + 1 + digits, value))
}

/// What stands behind a date: a name, or words that say nothing more; nothing if it is something else.
fn behind(after: &str) -> Option<(Option<&str>, &'static str)> {
    let after = after.trim_matches(|c: char| c.is_whitespace() || "|·•,–—-]".contains(c));
    if after.is_empty() {
        return Some((None, ""));
    }
    if let Some(name) = after.strip_prefix("by ") {
        return is_author(name).then_some((Some(name), "by"));
    }
    let mut colon = "";
    let mut depth = 0u32;
    for word in after.split_whitespace() {
        if word.starts_with('(') {
            depth += 1;
        }
        let inside = depth > 0;
        if word.ends_with(')') {
            depth = depth.saturating_sub(1);
        }
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        let sign = plain.is_empty();
        if word.ends_with(':') {
            colon = ":";
        }
        if !inside && !sign && !LAST.split('|').any(|told| plain.eq_ignore_ascii_case(told)) {
            return None;
        }
    }
    (depth == 0).then_some((None, colon))
}

/// The name in what stands before a date, and the word that leads to it.
fn name_before(head: &str) -> (&str, &'static str) {
    let mut rest = head;
    let mut told = "";
    if let Some(word) = BEFORE.split('|').find(|word| starts_with_word(rest, word)) {
        rest = rest[word.len()..].trim();
        told = word;
    } else if let Some(place) =
        rest.rfind(" by ").filter(|_| rest.len() > 40 || rest.starts_with("Re:"))
    {
        rest = rest[place + 4..].trim();
        told = "by";
    } else if let Some(place) = rest.rfind(" by ") {
        rest = rest[place + 4..].trim();
        told = "by";
    }
    // Some forums write a second name in brackets, or what a person is, wide apart.
    let mut name = rest.split("  ").next().unwrap_or(rest);
    name = name.split(" (").next().unwrap_or(name).trim();
    loop {
        let shorter = BEHIND
            .split('|')
            .find_map(|word| {
                let cut = name.len().checked_sub(word.len())?;
                let fits = name.get(cut..)?.eq_ignore_ascii_case(word)
                    && (cut == 0 || name[..cut].ends_with(char::is_whitespace));
                fits.then(|| name[..cut].trim_end())
            })
            .map(|name| {
                name.trim_end_matches(|c: char| c.is_whitespace() || "|·•,–—-:»".contains(c))
            });
        match shorter {
            Some(shorter) => name = shorter,
            None => break,
        }
    }
    // `ann 188 points189 points`
    if let Some(points) = name.find(" point") {
        name = name[..points].trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').trim_end();
    }
    let name = name.strip_suffix("[score hidden]").map_or(name, str::trim_end);
    let name = name.strip_suffix("[M]").or_else(|| name.strip_suffix("[S]")).unwrap_or(name);
    (name, told)
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let begins = text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    let open = word.ends_with(|c: char| !c.is_alphanumeric());
    begins && (open || text[word.len()..].starts_with(|c: char| c.is_whitespace() || c == ':'))
}

/// Words that stand before dates and name nobody.
const DEEDS: &str = "\
    answered|asked|closed|created|edited|joined|modified|posted|published|replied|reviewed|started|updated|viewed|\
    latest|last|registered|member|start date|date|accessed|retrieved|copyright|page|view|see|until|since|from|between|\
    before|after|in|on|at|by|the|for|and|version|released|due|expires|effective|time|today|yesterday|saved|score|points|\
    likes|comments|replies|issue|start|join|views|topic|thread|author|posts";

/// Could it be the name of who wrote a post?
pub(super) fn is_author(name: &str) -> bool {
    let low = name.to_lowercase();
    let first = low.split_whitespace().next().unwrap_or_default();
    shape::is_name(name, false)
        && DEEDS.split('|').all(|deed| deed != first.trim_end_matches(':'))
        && !noise::is_noise(name)
        && name.split_whitespace().count() <= 4
        && (name.contains(char::is_alphabetic) || name.len() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Option<(Option<&str>, Option<&str>, Option<u32>)> {
        mark(line, 0).map(|mark| (mark.author, mark.date, mark.number))
    }

    #[test]
    fn marks_of_many_forums() {
        for (line, author, date, number) in [
            ("•   #12", None, None, Some(12)),
            ("#2  ·  Mar 21, 2025", None, Some("Mar 21, 2025"), Some(2)),
            ("11-29-2024, 09:03 AM   #1", None, Some("11-29-2024, 09:03 AM"), Some(1)),
            ("#1 2025-11-01 15:14:37", None, Some("2025-11-01 15:14:37"), Some(1)),
            ("#2  | Link", None, None, Some(2)),
            (
                "ann    July 26, 2025, 6:57pm   2",
                Some("ann"),
                Some("July 26, 2025, 6:57pm"),
                Some(2),
            ),
            (
                "ann (Ann Lee)     May 3, 2024, 8:45am   1",
                Some("ann"),
                Some("May 3, 2024, 8:45am"),
                Some(1),
            ),
            (
                "system Closed    August 25, 2025, 4:33pm   4",
                Some("system"),
                Some("August 25, 2025, 4:33pm"),
                Some(4),
            ),
            ("ann · 03/03/2026 19:53", Some("ann"), Some("03/03/2026 19:53"), None),
            (
                "ann lee | Feb 26, 2006 04:26pm | #16",
                Some("ann lee"),
                Some("Feb 26, 2006 04:26pm"),
                Some(16),
            ),
            ("ann 2 years ago#5", Some("ann"), Some("2 years ago"), Some(5)),
            (
                "Posted by Ann Lee on 07/03/24 02:57 PM",
                Some("Ann Lee"),
                Some("07/03/24 02:57 PM"),
                None,
            ),
            (
                "Re: What a Day by ann: 3:21pm On Mar 09, 2023",
                Some("ann"),
                Some("3:21pm On Mar 09, 2023"),
                None,
            ),
            (
                "[–]ann 188 points189 points190 points 17 hours ago (11 children)",
                Some("ann"),
                Some("17 hours ago"),
                None,
            ),
            (
                "Ann on May 3, 2012 at 4:05 pm said:",
                Some("Ann"),
                Some("May 3, 2012 at 4:05 pm"),
                None,
            ),
            (
                "by ann » Tue May 03, 2011 4:05 pm",
                Some("ann"),
                Some("Tue May 03, 2011 4:05 pm"),
                None,
            ),
            ("by ann ( 12345 ) writes:", Some("ann"), None, None),
            ("ann Sat 22-Nov-14 18:16:36", Some("ann"), Some("Sat 22-Nov-14 18:16:36"), None),
            ("Ann Lee replied on May 3, 2012:", Some("Ann Lee"), Some("May 3, 2012"), None),
        ] {
            assert_eq!(told(line), Some((author, date, number)), "{line}");
        }
    }

    #[test]
    fn a_sign_before_a_day_is_no_number_of_a_post() {
        assert_eq!(told("#3 May 2012"), None);
        assert_eq!(told("#12 12/12/2012"), Some((None, Some("12/12/2012"), Some(12))));
        for line in ["# 3 May 2012#", "May 3, 2012 #3 of", "#1#2 May 2012"] {
            assert!(told(line).is_none_or(|(author, ..)| author.is_none()), "{line}");
        }
    }

    #[test]
    fn sentences_and_bylines_of_other_kinds_are_none() {
        for line in [
            "I was there on May 3, 2012, and it rained.",
            "Last edited by ann; Feb 14, 2026 at 9:25 pm",
            "Joined: Wed Sep 18, 2019 6:14 am",
            "Start date Jul 9, 2022",
            "What happened on May 3, 2012?",
            "Copyright 2012",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}
