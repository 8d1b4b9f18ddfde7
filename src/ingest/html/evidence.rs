//! What on a page looks like an author, a date, a word that somebody wrote: counted once for each node, so that it is known at once how
//! much of it a part of the page holds.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::dom::{Id, Page};
use super::names;
use super::text;

/// Longest text that is looked at as a name or a date, in bytes.
const SHORT: usize = 80;

/// Ways to the pages of members.
const MEMBERS: &[&str] = &[
    "/user/",
    "/users/",
    "/member/",
    "/members/",
    "member.php",
    "/profile/",
    "/profiles/",
    "profile.php",
    "action=profile",
    "/u/",
    "/author/",
    "/authors/",
    "/people/",
    "/@",
    "/~",
    "/nick/",
    "/account/",
    "userinfo",
    "mode=viewprofile",
    "/participant/",
    "/user?",
    "/profile?",
    "/members?",
];

/// Ways to become one.
const DOORS: &[&str] =
    &["login", "register", "signin", "signup", "sign_in", "sign_up", "logout", "password"];

/// Counts up to each node.
pub(super) struct Evidence {
    words: Vec<u32>,
    linked: Vec<u32>,
    authors: Vec<u32>,
    dates: Vec<u32>,
    /// The nodes that look like an author.
    pub(super) named: Vec<Id>,
    /// The nodes that look like a date.
    pub(super) dated: Vec<Id>,
}

impl Evidence {
    pub(super) fn new(page: &Page) -> Self {
        let length = page.len() as usize + 1;
        let mut made = Self {
            words: Vec::with_capacity(length),
            linked: Vec::with_capacity(length),
            authors: Vec::with_capacity(length),
            dates: Vec::with_capacity(length),
            named: Vec::new(),
            dated: Vec::new(),
        };
        let (mut words, mut linked, mut authors, mut dates) = (0, 0, 0, 0);
        // The ends of what holds no prose, of the links and of the names and dates that are open.
        let (mut silent, mut link, mut name, mut date) = (0, 0, 0, 0);
        for id in 0..page.len() {
            made.words.push(words);
            made.linked.push(linked);
            made.authors.push(authors);
            made.dates.push(dates);
            if id < silent {
                continue;
            }
            if page.is_text(id) {
                let text = page.text(id);
                let found = text
                    .split_ascii_whitespace()
                    .filter(|word| {
                        word.bytes().any(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80)
                    })
                    .count() as u32;
                if id < link {
                    linked += found;
                } else {
                    words += found;
                }
                if id >= date && is_date(text.trim()) {
                    date = page.end(id);
                    made.dated.push(page.parent(id));
                    dates += 1;
                }
                continue;
            }
            let kind = page.kind(id);
            if text::is_silent(kind) && kind != names::NOSCRIPT && kind != names::BUTTON {
                silent = page.end(id);
                continue;
            }
            match kind {
                names::A | names::BUTTON => link = link.max(page.end(id)),
                _ => {}
            }
            if id >= name && is_author(page, id) {
                name = page.end(id);
                made.named.push(id);
                authors += 1;
            }
            if id >= date && has_date(page, id) {
                date = page.end(id);
                made.dated.push(id);
                dates += 1;
            }
        }
        for (counts, last) in [
            (&mut made.words, words),
            (&mut made.linked, linked),
            (&mut made.authors, authors),
            (&mut made.dates, dates),
        ] {
            counts.push(last);
        }
        made
    }

    /// Words that are in no link.
    pub(super) fn words(&self, range: &Range<Id>) -> u32 {
        between(&self.words, range)
    }

    /// Words in links.
    pub(super) fn linked(&self, range: &Range<Id>) -> u32 {
        between(&self.linked, range)
    }

    pub(super) fn authors(&self, range: &Range<Id>) -> u32 {
        between(&self.authors, range)
    }

    pub(super) fn dates(&self, range: &Range<Id>) -> u32 {
        between(&self.dates, range)
    }

    /// The first author in a range.
    pub(super) fn named_in(&self, range: &Range<Id>) -> &[Id] {
        within(&self.named, range)
    }

    /// The dates in a range. A date that is a bare text is known by the element around it, which may begin before the range.
    pub(super) fn dated_in(&self, range: &Range<Id>) -> &[Id] {
        within(&self.dated, range)
    }
}

fn between(counts: &[u32], range: &Range<Id>) -> u32 {
    let at = |id: Id| counts.get(id as usize).copied().unwrap_or_default();
    at(range.end).saturating_sub(at(range.start))
}

fn within<'i>(ids: &'i [Id], range: &Range<Id>) -> &'i [Id] {
    let begin = ids.partition_point(|id| *id < range.start);
    let end = ids.partition_point(|id| *id < range.end);
    ids.get(begin..end).unwrap_or_default()
}

/// Is a text short and nothing but a name?
fn is_name(text: &str) -> bool {
    const COMMANDS: &[&str] = &[
        "reply",
        "log in",
        "login",
        "sign in",
        "sign up",
        "register",
        "profile",
        "view profile",
        "join",
        "join now",
        "report",
        "quote",
        "share",
        "follow",
        "message",
        "author",
        "more",
        "posts",
        "edit",
    ];
    (1..=40).contains(&text.chars().count())
        && !COMMANDS.contains(&text.to_ascii_lowercase().as_str())
        && text.split(' ').count() <= 5
        && text.chars().any(char::is_alphanumeric)
}

fn is_author(page: &Page, id: Id) -> bool {
    if page.end(id) - id > 24 {
        return false;
    }
    let pictured = page.inside(id).any(|id| {
        page.kind(id) == names::IMG || page.classes(id).any(|class| class.contains("avatar"))
    });
    if pictured {
        return false;
    }
    let marked = page.kind(id) == names::A
        && (page.attribute(id, "rel").is_some_and(|rel| rel.contains("author"))
            || page.attribute(id, "href").is_some_and(|href| {
                MEMBERS.iter().any(|part| href.contains(part))
                    && !DOORS.iter().any(|part| href.contains(part))
            }));
    let called = || {
        let values = ["class", "data-testid", "itemprop", "data-test", "data-role"];
        values
            .iter()
            .filter_map(|name| page.attribute(id, name))
            .flat_map(str::split_ascii_whitespace)
            .any(is_author_class)
    };
    (marked || called()) && is_name(&super::engine::author(&text::line(page, id)))
}

fn is_author_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    let parts: Vec<&str> = class.split(['-', '_']).filter(|part| !part.is_empty()).collect();
    let has = |wanted: &[&str]| parts.iter().any(|part| wanted.contains(part));
    // The box around an author, his picture and his rank are not his name.
    if has(&[
        "avatar",
        "title",
        "rank",
        "info",
        "details",
        "stats",
        "badge",
        "box",
        "count",
        "photo",
        "image",
        "img",
        "role",
        "reputation",
        "level",
        "menu",
    ]) {
        return false;
    }
    has(&[
        "author",
        "username",
        "nickname",
        "nick",
        "fn",
        "poster",
        "byline",
        "creator",
        "screenname",
        "displayname",
        "handle",
        "reviewer",
        "commenter",
        "commentator",
    ]) || has(&["user", "member", "display", "screen"]) && has(&["name", "link"])
        || matches!(
            class.as_str(),
            "user"
                | "postername"
                | "authorname"
                | "commentauthor"
                | "username"
                | "postauthor"
                | "userlink"
        )
}

fn has_date(page: &Page, id: Id) -> bool {
    if page.kind(id) == names::TIME || page.attribute(id, "datetime").is_some() {
        return true;
    }
    page.attribute(id, "title").is_some_and(is_date)
        || is_date_in_parts(page, id)
        || page.kind(id) != names::META && page.attribute(id, "content").is_some_and(is_date)
        || page.attribute(id, "data-timestamp").is_some()
}

/// Is the text of a small element a date whose parts are elements?
fn is_date_in_parts(page: &Page, id: Id) -> bool {
    let range = page.inside(id);
    if range.len() < 3 || range.len() > 12 || page.kind(id) == names::A {
        return false;
    }
    let texts = || range.clone().filter(|id| page.is_text(*id));
    texts().map(|id| page.text(id).len()).sum::<usize>() <= 2 * SHORT
        && texts().any(|id| page.text(id).bytes().any(|byte| byte.is_ascii_digit()))
        && !range.clone().any(|id| page.kind(id) == names::A || page.kind(id) == names::TIME)
        && !texts().any(|id| is_date(page.text(id).trim()))
        && is_date(&text::line(page, id))
}

/// Is a text a date, and little else?
pub(super) fn is_date(text: &str) -> bool {
    static DATE: OnceLock<Option<Regex>> = OnceLock::new();
    if text.len() < 5
        || text.len() > SHORT
        || !text.bytes().any(|byte| byte.is_ascii_digit())
            && !text.contains("sterday")
            && !text.contains(" ago")
    {
        return false;
    }
    let made = DATE.get_or_init(|| {
        Regex::new(
            r"(?xi)
            \b\d{4}-\d\d?-\d\d?\b | \b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)\b
            | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?,?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s*(?:\d{4}|'\d\d)|\d{4})\b
            | \b\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?,?(?:\s+(?:\d{4}|'\d\d)|\s*$|\s+at\b|,?\s+\d\d?:\d\d)
            | \b(?:\d+|an?|one|last)\s*(?:s|sec|seconds?|m|min|minutes?|mins|h|hr|hrs|hours?|d|days?|w|wk|weeks?|mo|months?|y|yr|years?)\s+ago\b
            | \b(?:yesterday|today)\b[,\s]*(?:at\s+)?\d{1,2}:\d\d
            | \b\d{1,2}\s+(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|januar|februar|märz|mai|juni|juli|oktober|dezember)\b
            ",
        )
        .ok()
    });
    made.as_ref().is_some_and(|date| date.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_many_forms() {
        for date in [
            "2024-01-31",
            "31.1.2024",
            "1/31/24",
            "Jan 31, 2024",
            "January 31st, 2024, 04:05 PM",
            "31 Jan 2024",
            "31st March 2025, 16:26",
            "2 years ago",
            "Yesterday, 10:15",
            "May 2012",
            "posted 6 years ago",
            "3 mai 2020",
        ] {
            assert!(is_date(date), "{date}");
        }
        for text in
            ["12", "Posts: 1,207", "I took it for 2 weeks", "may help", "1-2", "marching 12", "#12"]
        {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn authors_are_links_to_members_or_called_so() {
        let named = |text: &str| Evidence::new(&Page::parse(text)).named.len();
        assert_eq!(
            named(
                "<a href=/members/ann.12/>Ann</a> <span class=post-author>by Bo</span> <b class=username>Cy</b>"
            ),
            3
        );
        assert_eq!(
            named(
                "<a href=/news/ann>Ann</a><span class=author-avatar>A</span><div class=user-title>Member</div><a href=/u/1></a>"
            ),
            0
        );
    }
}
