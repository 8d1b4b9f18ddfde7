//! The furniture of pages: what stands around the posts and was written by nobody.
//!
//! Only whole lines count, and only at the edges of a post or after everything: what stands between two parts of a text stays, since nothing
//! that somebody wrote may be lost.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashSet;

use super::lines::Lines;
use super::{dates, shape};

/// Longest line that can be furniture, in bytes.
const LONGEST: usize = 120;

/// Lines that are furniture as they stand, in lower case, with a bar between them.
const LINES: &str = "\
    about|about us|add a comment|add a reply|add an answer|add answer|add comment|add question|add to favorites|\
    add your answer|add your answer or a comment|add youranswer own comment|additional reading|advertisement|\
    all answers|all comments|answers|as inappropriate|ask a question|ask a question of your own|\
    ask your own question|ask your own question add question|award|back to top|be the first to comment|\
    be the first to reply|best answer|blog|bookmark|cancel|cancel reply|close|comment|comments|contact|\
    contact us|continue reading|copy link|delete|donate|download|edit|email|email this|embed|expand|facebook|\
    faq|favorite|featured answer|featured answers|flag|flag as inappropriate|flag this|follow|follow us|forum|\
    forums|hide|home|improve this answer|jump to content|jump to navigation|like|like this|link|linkedin|\
    load more|load more comments|log in|log in or sign up|log in to reply|log in to reply.|login|main menu|menu|\
    more|more answers|most helpful|most helpful answer|newest|newsletter|next|older comments|oldest|permalink|\
    pin it|pinterest|post|post reply|previous|print|privacy policy|quote|read more|read next|recommended|\
    register|related articles|replies|reply|reply ↓|report|report abuse|report post|report this|report this post|\
    save|search|see all answers|see more|see more answers|send message|share|share on facebook|share on twitter|\
    share this|share this answer|share this article|share this post|share this with your friends|shop|show all|\
    show less|show more|show more answers|show more comments|sign in|sign up|skip to content|skip to main content|\
    sponsored|subscribe|table of contents|tags|terms of service|this with your friends|toggle navigation|\
    top answer|top answers|tweet|twitter|upvote|view all answers|view all comments|view profile|vote|\
    what can i do next?|whatsapp";

static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| LINES.split('|').collect());

/// Lines with which a page of questions ends: what follows belongs to no post.
const ENDS: &[&str] = &[
    "for updates and special promotions",
    "related discussions",
    "related posts",
    "related questions",
    "related threads",
    "related topics",
    "similar questions",
    "similar threads",
    "you may also like",
    "you might also like",
    "more questions",
    "popular questions",
    "recent questions",
];

/// Lines with which an article and its comments end, beside [`ENDS`] and the form for a new comment.
const ARTICLE_ENDS: &[&str] = &[
    "about the author",
    "archives",
    "categories",
    "latest posts",
    "more from this author",
    "pingbacks",
    "popular posts",
    "post navigation",
    "recent comments",
    "recent posts",
    "recommended for you",
    "related articles",
    "related content",
    "related stories",
    "search for:",
    "trackbacks",
    "trending",
];

/// The head of a menu: the bullets below it are its items.
const MENUS: &[&str] = &["what can i do next?", "what would you like to do?", "actions", "options"];

static SHAPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    dates::pattern(concat!(
        r"^(?:",
        r"(?:small|medium|large|thumb|default)?[ _-]?avatar(?:[ _-][0-9a-z_-]+)?",
        r"|(?:[0-9][0-9,.]*k?|an?|one) (?:moms?|dads?|parents?|people|persons?|users?|members?|readers?|others?|of [0-9]+ .+) (?:found|find|finds) (?:this|it)(?: [a-z]+)? (?:helpful|useful)",
        r"|(?:[0-9][0-9,.]*k?|no) (?:answers?|comments?|replies|reply|responses?|likes?|votes?|upvotes?|views?|shares?|followers?|reactions?)",
        r"|(?:like|likes|reply|replies|share|shares|comments?|answers?|helpful|useful|vote|votes|upvotes?|views?|report)(?: ?\([0-9]+\)|: ?[0-9]+| [0-9]+)",
        r"|(?:was this|did you find this) (?:page|answer|article|post|comment|review|information)?(?: ?helpful| ?useful)\??(?: yes)?(?:[ /]*no)?",
        r"|helpful\?(?: yes)?(?:[ /]*no)?",
        r"|(?:filed under|posted in|tags|tagged|labels|categories): .+|posted by .+ at [0-9].+",
        r"|(?:reply|replying) to [^ ]+",
        r"|(?:share|follow|like|find) (?:this|us)(?: on [a-z]+)?:?",
        r"|(?:log|sign) in to (?:reply|comment|vote|answer)\.?",
        r")$"
    ))
});

static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    dates::pattern(concat!(
        r"^(?:(?:leave|post|submit|write|add|make) (?:a|your) (?:new )?(?:reply|comment|response|thought|message)s?(?: (?:cancel reply|below|to [^ ]+(?: [^ ]+)?|here))?",
        r"|cancel reply|your email address will not be published.*|comments are closed.*|comment form)[.:!]?$"
    ))
});

/// The line without the bullet before it, in lower case, if it is short enough to be furniture.
fn plain(line: &str) -> Option<String> {
    let short = line.len() <= LONGEST;
    short.then(|| {
        line.trim_start_matches(|c: char| c.is_whitespace() || BULLETS.contains(c)).to_lowercase()
    })
}

/// What stands before the items of a list.
const BULLETS: &str = "•·*‣▪◦»›|-–";

fn is_bullet(line: &str) -> bool {
    line.starts_with(|c| BULLETS.contains(c))
}

/// Is the line furniture?
pub(super) fn is_noise(line: &str) -> bool {
    let Some(plain) = plain(line) else { return false };
    // Nothing but a bullet, a rule or an ornament.
    plain.chars().all(|c| "_=~#/+".contains(c))
        || KNOWN.contains(plain.as_str())
        || SHAPES.as_ref().is_some_and(|shapes| shapes.is_match(&plain))
        || is_stamp(&plain)
        || is_invitation(&plain)
}

/// `join the some moms community some moms`
fn is_invitation(plain: &str) -> bool {
    let split = plain.strip_prefix("join the ").and_then(|rest| rest.split_once(" community"));
    split.is_some_and(|(name, rest)| rest.is_empty() || rest.trim() == name)
}

/// `updated on may 3, 2012`
fn is_stamp(plain: &str) -> bool {
    let rest = ["last updated", "last modified", "last edited", "updated", "edited", "modified"]
        .iter()
        .find_map(|word| plain.strip_prefix(word));
    rest.is_some_and(|rest| dates::date_only(rest.trim_start_matches([':', ' '])).is_some())
}

/// Does the posts' part of a page of questions end here?
pub(super) fn ends_questions(line: &str) -> bool {
    plain(line).is_some_and(|plain| ENDS.contains(&plain.trim_end_matches(':')))
}

/// Does a form for a new comment begin here?
pub(super) fn is_form(line: &str) -> bool {
    plain(line).is_some_and(|plain| FORM.as_ref().is_some_and(|form| form.is_match(&plain)))
}

/// Does an article, or the last comment on it, end here?
pub(super) fn ends_article(line: &str) -> bool {
    let known =
        |plain: String| ENDS.contains(&plain.as_str()) || ARTICLE_ENDS.contains(&plain.as_str());
    plain(line).is_some_and(known) || is_form(line)
}

/// The first line of `range` that can be a title: no furniture, and no path through the site, unless there is nothing else.
pub(super) fn title(lines: &Lines<'_>, range: Range<usize>) -> Option<usize> {
    let mut told = range
        .filter(|at| !is_noise(lines.get(*at)) && !shape::is_byline(lines.get(*at)))
        .peekable();
    let first = *told.peek()?;
    told.find(|at| ![" > ", " › ", " » "].iter().any(|step| lines.get(*at).contains(step)))
        .or(Some(first))
}

/// The lines of `range` without the furniture at both ends.
pub(super) fn trim(lines: &Lines<'_>, mut range: Range<usize>) -> Range<usize> {
    while !range.is_empty() && (is_noise(lines.get(range.start)) || is_form(lines.get(range.start)))
    {
        range.start += 1;
    }
    while !range.is_empty() {
        let last = lines.get(range.end - 1);
        if is_noise(last) || is_form(last) {
            range.end -= 1;
        } else if let Some(menu) = menu_at_end(lines, &range) {
            range.end = menu;
        } else {
            break;
        }
    }
    range
}

/// Where the menu begins with whose bullets the range ends, if it ends with one.
fn menu_at_end(lines: &Lines<'_>, range: &Range<usize>) -> Option<usize> {
    let head = range.clone().rev().find(|at| !is_bullet(lines.get(*at)))?;
    let menu = head + 1 < range.end
        && plain(lines.get(head)).is_some_and(|plain| MENUS.contains(&plain.as_str()));
    menu.then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_the_shapes_compile() {
        assert!(
            KNOWN.contains("reply")
                && KNOWN.iter().all(|line| *line == line.trim() && *line == line.to_lowercase())
        );
        assert!(SHAPES.is_some() && FORM.is_some());
    }

    #[test]
    fn furniture_of_many_pages() {
        for line in [
            "Smallavatar-0123abcd",
            "1 mom found this helpful",
            "3 people found this useful",
            "22 answers",
            "What can I do next?",
            "Reply",
            "• Flag as inappropriate",
            "Join the Some Moms community Some Moms",
            "Updated on May 3, 2012",
            "Share this",
            "Like (3)",
            "•",
            "Helpful: 4",
            "Was this page helpful?",
            "No replies",
        ] {
            assert!(is_noise(line), "{line}");
        }
    }

    #[test]
    fn what_people_write_is_no_furniture() {
        for line in [
            "Good luck!",
            "I joined the community last year",
            "Thanks",
            "2 kids",
            "Share your story with me please",
            "I got 22 answers",
            "Updated on my story: he is fine",
            ":)",
            "<3",
            "Yes",
            "No",
            "Me",
            "❤",
            "- heparin",
            "Report back to us",
            "Join the Facebook community, it helped me",
            "Reply to me when you can",
            "Leave a comment to tell me more",
            "Reply when you can, please",
            "???",
        ] {
            assert!(!is_noise(line) && !ends_article(line) && !ends_questions(line), "{line}");
        }
    }

    #[test]
    fn trims_the_ends_and_leaves_the_middle() {
        let text = "3 answers\nSmallavatar-12ab\nI take it\nReply\ndaily\n\nShare\n\nWhat can I do next?\n • Add\n • Do this thing\n";
        let lines = Lines::new(text);
        let range = trim(&lines, 0..lines.len());
        assert_eq!(lines.block(range).map(|(_, text)| text), Some("I take it\nReply\ndaily"));
    }

    #[test]
    fn a_list_that_somebody_wrote_stays() {
        let lines = Lines::new("I take:\n• heparin\n• aspirin\n");
        assert_eq!(trim(&lines, 0..3), 0..3);
    }

    #[test]
    fn forms_for_a_new_comment() {
        for line in [
            "Leave a Reply",
            "Leave a Reply Cancel reply",
            "Post a Comment",
            "Leave a comment",
            "Leave a Reply to Jane",
        ] {
            assert!(is_form(line), "{line}");
        }
        assert!(
            !is_form("Leave a message with your doctor")
                && is_form("Leave a message")
                && !is_form("Post a comment if you know more about the shots")
        );
    }
}
