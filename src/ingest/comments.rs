//! The comments below an article, flattened to text.
//!
//! Pages write the head of a comment in one of a few ways: a number and a name, a name that *says*, a name and a date. Any of these can stand
//! in an article, too: a list of sources, a line of dialogue. So a number or a date makes a comment only below a heading such as
//! `3 comments`, all comments of a page must have heads of one kind, and a name that says something counts without a heading only if there is
//! more to go by.

use std::sync::LazyLock;

use regex::Regex;

use super::comment_head::{Head, Mark, Style, head_at};
use super::lines::Lines;
use super::{dates, noise, shape};

/// How many lines may stand between the heading and the first comment: ways to sort them, a link to the form.
const BELOW: usize = 6;

/// Deepest nesting that is told apart; what is nested deeper answers the comment at this depth.
const DEEPEST: usize = 64;

/// The comments of a page.
#[derive(Debug)]
pub(super) struct Comments<'t> {
    /// The line with which the article above them ends, not included.
    pub begin: usize,
    /// The line with which the last one ends, not included.
    pub end: usize,
    /// Their heads.
    pub heads: Vec<Head<'t>>,
}

/// The comments of the page, if it has any.
pub(super) fn find<'t>(lines: &Lines<'t>) -> Option<Comments<'t>> {
    let (begin, heads) = below_heading(lines).or_else(|| without_heading(lines))?;
    let last = heads.last()?.body;
    let end =
        (last..lines.len()).find(|at| noise::ends_article(lines.get(*at))).unwrap_or(lines.len());
    Some(Comments { begin, end, heads })
}

/// The comments below the first heading that has one right below it.
fn below_heading<'t>(lines: &Lines<'t>) -> Option<(usize, Vec<Head<'t>>)> {
    let prose = (0..lines.len()).find(|at| shape::is_prose(lines.get(*at))).unwrap_or(lines.len());
    let (heading, first) =
        (0..lines.len()).filter(|at| is_heading(lines.get(*at))).find_map(|heading| {
            let first = (heading + 1..=heading + BELOW).find_map(|at| head_at(lines, at, true))?;
            // A name and a date could be anything, a row in a table of topics: an article must stand above and nothing come between.
            let table = lines.get(heading).eq_ignore_ascii_case("replies");
            let form = || (heading..first.at).any(|at| noise::is_form(lines.get(at)));
            let fits = first.style != Style::Dated || (prose < heading && !table && !form());
            fits.then_some((heading, first))
        })?;
    Some((heading, chain(lines, first)))
}

/// Comments that follow the article without a heading: each must say something, and there must be several, or dates, or a form below.
fn without_heading<'t>(lines: &Lines<'t>) -> Option<(usize, Vec<Head<'t>>)> {
    let fits = |head: &Head<'_>| match head.style {
        // Forums write `name said:` and `name wrote:` above what they quote, the latter with a date.
        Style::Says("says", _) | Style::Says(_, Mark::Dots) => {
            head.date.is_some() || shape::is_name(head.author, true)
        }
        Style::Says("said", _) => head.date.is_some(),
        _ => false,
    };
    let first = (0..lines.len()).filter_map(|at| head_at(lines, at, false)).find(fits)?;
    let begin = first.at;
    let quotes = first.date.is_none();
    let heads = chain(lines, first);
    let form = || {
        heads
            .last()
            .is_some_and(|head| (head.body..lines.len()).any(|at| noise::is_form(lines.get(at))))
    };
    (!quotes || heads.len() > 1 || form()).then_some((begin, heads))
}

/// The heads from the first on that are written as it is.
fn chain<'t>(lines: &Lines<'t>, first: Head<'t>) -> Vec<Head<'t>> {
    let (style, below, dated) = (first.style, first.body, first.date.is_some());
    let mut nest = Nest::default();
    nest.place(lines.indent(first.at), first.style, 0);
    let mut heads = vec![first];
    let mut at = below;
    while at < lines.len() {
        let found = head_at(lines, at, true).filter(|head| head.style.is_like(style));
        // Where comments are dated, `name said:` without a date quotes somebody.
        let found = found.filter(|head| {
            !dated || head.date.is_some() || !matches!(style, Style::Says("said" | "wrote", _))
        });
        at += 1;
        if let Some(mut head) = found
            && let Some(place) = nest.place(lines.indent(head.at), head.style, heads.len())
        {
            head.parent = place.parent;
            at = head.body;
            heads.push(head);
        }
    }
    heads
}

/// The comments that the next one may answer, outermost first.
#[derive(Default)]
struct Nest {
    open: Vec<Open>,
}

/// Where a comment belongs.
struct Place {
    /// The comment it answers.
    parent: Option<usize>,
}

struct Open {
    indent: u32,
    number: Option<u32>,
    comment: usize,
}

impl Nest {
    /// Puts a comment in its place and says which one it answers; nothing if its number does not fit: it is an item of somebody's list.
    fn place(&mut self, indent: u32, style: Style, comment: usize) -> Option<Place> {
        let number = if let Style::Numbered(number) = style { Some(number) } else { None };
        let depth = match number {
            None => self.open.iter().position(|open| open.indent >= indent),
            Some(number) => {
                // The one before it in its list; else it opens a list inside the comment above.
                let before = self.open.iter().rposition(|open| {
                    open.indent == indent && open.number.is_some_and(|last| last + 1 == number)
                });
                let inside =
                    number == 1 && self.open.last().is_none_or(|open| open.indent <= indent);
                let first = self.open.is_empty();
                match before {
                    Some(before) => Some(before),
                    None if inside || first => None,
                    None => return None,
                }
            }
        };
        self.open.truncate(depth.unwrap_or(self.open.len()).min(DEEPEST));
        // Where indents are lost, nothing says which comment is answered.
        let parent = self.open.last().filter(|open| open.indent < indent).map(|open| open.comment);
        self.open.push(Open { indent, number, comment });
        Some(Place { parent })
    }
}

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    dates::pattern(concat!(
        r"^(?:(?:[0-9][0-9,.]*|one|two|three|four|five|six|seven|eight|nine|ten) (?:reader |user )?(?:thoughts?|comments?|responses?|replies|reply)",
        r"(?: so far| (?:on|to|for|about)(?: .*)?|[:(“”\x22].*)?",
        r"|(?:reader |user |all |top |recent )?(?:comments|responses|replies|discussion|thoughts)(?: ?\([0-9]+\)|:? [0-9]+)?",
        r"|(?:comments|responses|thoughts|replies) (?:on|to|for)(?: .*)?)[:.]?$"
    ))
});

/// `3 comments`, `4 thoughts on “…”`, `Comments (3)`
fn is_heading(line: &str) -> bool {
    line.len() <= 2 * super::SHORT
        && !line.ends_with('.')
        && HEADING.as_ref().is_some_and(|heading| heading.is_match(&line.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &str) -> Vec<(String, Option<usize>)> {
        let heads = find(&Lines::new(text)).map(|found| found.heads).unwrap_or_default();
        heads.into_iter().map(|head| (head.author.to_owned(), head.parent)).collect()
    }

    fn named(names: &[(&str, Option<usize>)]) -> Vec<(String, Option<usize>)> {
        names.iter().map(|(name, parent)| ((*name).to_owned(), *parent)).collect()
    }

    #[test]
    fn headings_of_comments() {
        assert!(HEADING.is_some());
        for line in [
            "4 thoughts on “Some Title",
            "1 Comment",
            "12 responses to \"What?\"",
            "Comments (3)",
            "Comments",
            "One thought on “A”",
            "3 comments:",
        ] {
            assert!(is_heading(line), "{line}");
        }
        for line in [
            "One comment in particular helped",
            "Comments like that hurt.",
            "2 replies later I gave up",
            "Four comments on this came from my own mother.",
        ] {
            assert!(!is_heading(line), "{line}");
        }
    }

    #[test]
    fn numbers_nest_by_indent() {
        let text = "Body.\n\n3 comments\n\n  1. ann\n\n    Yes.\n\n    1. Bob B.\n\n      No.\n\n    2. cy\n\n      So.\n\n  2. dee\n\n    Ah.\n";
        assert_eq!(
            heads(text),
            named(&[("ann", None), ("Bob B.", Some(0)), ("cy", Some(0)), ("dee", None)])
        );
    }

    #[test]
    fn a_list_in_a_comment_is_part_of_it() {
        let text = "Body.\n\n2 comments\n\n1. ann\n\nTake:\n\n1. heparin\n2. aspirin\n3. rest\n\nGood luck.\n\n2. bob\n\nThanks.\n";
        assert_eq!(heads(text), named(&[("ann", None), ("bob", None)]));
    }

    #[test]
    fn numbers_may_stand_alone_and_names_behind_bullets() {
        let text = "Body.\n\n2 comments\n\n  1.\n    ann says:\n    May 3, 2012 at 4:05 pm\n\n    Yes.\n\n      ○ Bob says:\n        May 4, 2012\n\n        No.\n\n  2.\n    cy says:\n    May 5, 2012\n\n    So.\n";
        assert_eq!(heads(text), named(&[("ann", None), ("Bob", Some(0)), ("cy", None)]));
        assert_eq!(find(&Lines::new(text)).unwrap().heads[2].at, 9);
    }

    #[test]
    fn names_that_say() {
        let both = named(&[("Ann", None), ("bob from ohio", None)]);
        assert_eq!(heads("Body.\n\nAnn says:\n\nYes.\n\nbob from ohio says:\n\nNo.\n"), both);
        assert_eq!(
            heads(
                "Body.\n\nAnn says: May 3, 2012 at 4:05 pm\nYes.\n\nbob from ohio says:\nMay 4, 2012 at 4:05 pm\nNo.\n"
            ),
            both
        );
        assert_eq!(
            heads(
                "Body.\n\nAnn on May 3, 2012 at 4:05 pm said:\nYes.\n\nbob from ohio on May 4, 2012 at 4:05 pm said:\nNo.\n"
            ),
            both
        );
        assert_eq!(heads("Body.\n\nAnn said...\n\nYes.\n\nbob from ohio said...\nNo.\n"), both);
        assert_eq!(heads("Body.\n\nAnn says:\n\nYes.\n\nLeave a Reply\n"), named(&[("Ann", None)]));
        assert_eq!(heads("Body.\n\nReplies\n\nAnn says:\n\nYes.\n"), named(&[("Ann", None)]));
    }

    #[test]
    fn names_with_dates_below_a_heading() {
        let text = "This is a body that somebody wrote, and it is long enough for one.\n\nComments (2)\n\nAnn Lee\nMay 3, 2012 at 4:05 pm\nYes.\n\nbob, 3 days ago\nNo.\n";
        let found = find(&Lines::new(text)).unwrap();
        assert_eq!(
            found.heads.iter().map(|head| (head.author, head.body)).collect::<Vec<_>>(),
            [("Ann Lee", 4), ("bob", 6)]
        );
    }

    #[test]
    fn prose_lists_and_quotes_are_no_comments() {
        for text in [
            "Body.\n\n1. One College. A title. 2012.\n\n2. Two College. A title. 2013.\n",
            "Body.\n\nMy doctor says:\n\nTake it.\n\nShe says:\n\nNo.\n",
            "Body.\n\nAnn says:\n\nYes.\n",
            "Body.\n\nann said:\n\nYes.\n\nbob said:\n\nNo.\n",
            "Body.\n\nAs the label says: May 3, 2012\n\nText.\n\nIt says:\n\nText.\n",
            "Body.\n\nComments\n\nThere are none.\n",
            "Body.\n\nThe bottle says:\n\nOne a day.\n\nThe leaflet says:\n\nTwo.\n",
            "Body.\n\nAnn wrote:\n\nYes.\n\nBob wrote:\n\nNo.\n",
            "This is a body that somebody wrote, and it is long enough.\n\nReplies\n\n1451\n\nMarch 15, 2025\n\nAnother topic\n",
            "This is a body that somebody wrote, and it is long enough.\n\n2 Comments\n\nAdd a comment\n\nAnn\nMay 3, 2012\nYes.\n",
        ] {
            assert_eq!(heads(text), [], "{text}");
        }
    }
}
