//! Pages of questions whose posts are signed below: `asked May 3, 2012 at 14:02`, flattened to text.
//!
//! The engines of Stack Exchange, and those that look like them, put a count of votes above a post, then its text, links to share and edit it,
//! and only then who wrote it and when. Comments are signed below, too, or stand below a name that is written twice. A page is one of these if
//! such a signature stands below a link to share.

use std::ops::Range;

use super::lines::Lines;
use super::{noise, shape, when};
use crate::thread::{Post, Role};

/// How far above its signature the links below a post begin: who edited it stands between, with badges.
const LINKS: usize = 14;

/// Most tags of a question.
const TAGS: usize = 6;

/// The lines that sign a post.
struct Signed<'t> {
    at: usize,
    role: Role,
    date: &'t str,
    /// One past the last line of the text.
    end: usize,
}

/// The title and the posts, if the text is such a page.
pub(super) fn read(lines: &Lines<'_>) -> Option<(Option<String>, Vec<Post>)> {
    let signed: Vec<_> = (0..lines.len()).filter_map(|at| signed_at(lines, at)).collect();
    let first = signed.first()?;
    let top = (0..first.end)
        .find(|at| lines.get(*at).eq_ignore_ascii_case("ask question"))
        .and_then(|at| at.checked_sub(1));
    let viewed = (0..first.end).find(|at| is_viewed(lines.get(*at))).or(top);
    let mut begin = viewed.map_or(0, |at| at + 1);
    let title = top.or_else(|| noise::title(lines, 0..first.end));
    let mut posts: Vec<Post> = Vec::new();
    let mut parent = None;
    for post in &signed {
        begin = comments(lines, begin..post.end, parent, &mut posts);
        let mut range = lead(lines, begin..post.end);
        if post.role == Role::Question {
            range = without_tags(lines, range);
        }
        if let Some((offset, text)) = lines.block(end(lines, range)).and_then(unfenced) {
            let question = posts.first().is_some_and(|post| post.role == Role::Question);
            let reply_to = (post.role == Role::Answer && question).then_some(0);
            parent = Some(posts.len() as u32);
            posts.push(Post {
                author: author(lines.get(post.at + 1)).map(str::to_owned),
                date: Some(post.date.to_owned()),
                reply_to,
                offset: Some(offset),
                ..Post::new(post.role, text)
            });
        }
        begin = post.at + 1 + usize::from(author(lines.get(post.at + 1)).is_some());
    }
    comments(lines, begin..lines.len(), parent, &mut posts);
    (!posts.is_empty()).then(|| (title.and_then(|at| shape::title_of(lines.get(at))), posts))
}

/// The signature on line `at`, below the links of its post.
fn signed_at<'t>(lines: &Lines<'t>, at: usize) -> Option<Signed<'t>> {
    let line = lines.get(at);
    let (date, role) = match line.strip_prefix("answered ") {
        Some(date) => (date, Role::Answer),
        None => (line.strip_prefix("asked ")?, Role::Question),
    };
    let end = (at.saturating_sub(LINKS)..at)
        .rev()
        .find(|at| matches!(lines.get(*at), "Share" | "Share Cite" | "share"))?;
    when::is_only(date.trim()).then(|| Signed { at, role, date: date.trim(), end })
}

fn is_viewed(line: &str) -> bool {
    line.strip_prefix("Viewed ").is_some_and(|rest| rest.ends_with("times"))
}

fn author(line: &str) -> Option<&str> {
    let line = line.trim_end_matches(['♦', ' ']);
    (!line.is_empty() && line.len() <= 64 && !noise::is_noise(line)).then_some(line)
}

/// Adds the comments in `range`, which answer `parent`; gives the line behind the last of them.
fn comments(
    lines: &Lines<'_>,
    range: Range<usize>,
    parent: Option<u32>,
    posts: &mut Vec<Post>,
) -> usize {
    let mut begin = range.start;
    // Below whom the comment stands that is being read.
    let mut head: Option<&str> = None;
    for at in range.clone() {
        let line = lines.get(at);
        let (text, author, date) = if let Some(date) = commented(line) {
            let Some(below) =
                (at.saturating_sub(3)..at).rev().find(|at| dashed(lines.get(*at)).is_some())
            else {
                continue;
            };
            let author = dashed(lines.get(below)).unwrap_or_default();
            let twice = below > begin && lines.get(below - 1) == author;
            (begin..below - usize::from(twice), author, date)
        } else if at > range.start && twice(lines.get(at - 1), line) {
            head = Some(lines.get(at - 1));
            begin = at + 1;
            continue;
        } else if let Some(author) = head.filter(|_| is_stamp(line)) {
            (begin..at, author, line)
        } else {
            continue;
        };
        head = None;
        begin = at + 1;
        let text = end(lines, lead(lines, text));
        posts.extend(lines.block(text).and_then(unfenced).map(|(offset, text)| Post {
            author: Some(author.to_owned()),
            date: Some(date.to_owned()),
            reply_to: parent,
            offset: Some(offset),
            ..Post::new(Role::Comment, text)
        }));
    }
    begin
}

/// `Commented May 3, 2012 at 14:02`
fn commented(line: &str) -> Option<&str> {
    line.strip_prefix("Commented ").map(str::trim).filter(|date| when::is_only(date))
}

/// `– name`
fn dashed(line: &str) -> Option<&str> {
    let name = line.strip_prefix("– ").or_else(|| line.strip_prefix("-- "))?.trim();
    (!name.is_empty() && name.len() <= 64).then_some(name)
}

/// Is a name written twice, with how long ago that was behind it?
fn twice(above: &str, line: &str) -> bool {
    above.len() <= 64
        && line
            .strip_prefix(above)
            .and_then(|rest| rest.strip_prefix(' '))
            .is_some_and(|rest| when::is_only(rest.trim()))
}

/// `2019-01-21T21:40:59.62Z+00:00`
fn is_stamp(line: &str) -> bool {
    line.len() <= 40
        && when::find(line).is_some_and(|when| {
            when.range.start == 0 && when.full && line.as_bytes().get(10) == Some(&b'T')
        })
}

/// The range without what stands above the text of a post: counts of votes, ways to sort, links to add a comment.
fn lead(lines: &Lines<'_>, mut range: Range<usize>) -> Range<usize> {
    if let Some(sort) = range.clone().find(|at| lines.get(*at).starts_with("Sorted by:")) {
        range.start = sort + 1;
    }
    while !range.is_empty() && is_lead(lines.get(range.start)) {
        range.start += 1;
    }
    range
}

/// Words that sites with formulas put around every post.
const FENCES: [&str; 4] =
    ["\\$\\begingroup\\$", "$\\begingroup$", "\\$\\endgroup\\$", "$\\endgroup$"];

fn is_fence(line: &str) -> bool {
    FENCES.contains(&line)
}

/// The text without such words at its ends.
fn unfenced((offset, text): (u64, &str)) -> Option<(u64, &str)> {
    let begin =
        FENCES.iter().find_map(|fence| text.strip_prefix(fence)).unwrap_or(text).trim_start();
    let offset = offset + (text.len() - begin.len()) as u64;
    let text =
        FENCES.iter().find_map(|fence| begin.strip_suffix(fence)).unwrap_or(begin).trim_end();
    (!text.is_empty()).then_some((offset, text))
}

/// The range without what stands below the text of a post.
fn end(lines: &Lines<'_>, range: Range<usize>) -> Range<usize> {
    let mut range = noise::trim(lines, range);
    while !range.is_empty() && is_fence(lines.get(range.end - 1)) {
        range.end -= 1;
    }
    range
}

fn is_lead(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| c == '•' || c == '|' || c.is_whitespace());
    let count = || {
        let number = bare.trim_start_matches(['+', '-', '−']);
        number.len() <= 7
            && number.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.' || c == 'k')
    };
    let badges = || bare.contains(" badge") && bare.starts_with(|c: char| c.is_ascii_digit());
    let begins = ["Highest score", "Add a comment", "Show ", "Sign up to request", "Sorted by:"];
    let answers = || {
        bare.split_whitespace().nth(1).is_some_and(|word| {
            matches!(word, "Answer" | "Answers" | "Comment" | "Comments") && bare.len() <= 24
        })
    };
    bare.is_empty()
        || is_fence(bare)
        || count()
        || badges()
        || answers()
        || bare.len() <= 160 && begins.iter().any(|begin| bare.starts_with(begin))
        || noise::is_noise(bare)
}

/// The range without the tags below a question.
fn without_tags(lines: &Lines<'_>, mut range: Range<usize>) -> Range<usize> {
    let is_tag = |line: &str| {
        line.strip_prefix('•').map(str::trim).is_some_and(|tag| {
            !tag.is_empty()
                && tag
                    .bytes()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-.+#".contains(&c))
        })
    };
    for _ in 0..TAGS {
        if range.is_empty() || !is_tag(lines.get(range.end - 1)) {
            break;
        }
        range.end -= 1;
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Some Site\n\nHow long is it taken?\n\n Ask Question\n\nAsked 14 years ago\n\nModified 5 years ago\n\nViewed 6k times\n\n11\n\n\
        I was told to take it.\n\n  • daily\n\nFor how long?\n\n  • heparin\n\n  • blood-tests\n\nShare\n\nImprove this question\n\n Follow\n\n\
        edited Feb 12, 2011 at 21:50\n\nBea\n55.4k2424 gold badges197197 silver badges\n\nasked Feb 11, 2011 at 23:49\n\nann lee\n15911 silver badge\n\n1\n\n  •\n\n  2\n\n\
        Who told you?\n\nCy\n– Cy\n\n2011-02-12 01:30:35 +00:00\nCommented Feb 12, 2011 at 1:30\n\n Add a comment   |\n\n2 Answers 2\n\n Sorted by:   Reset to default\n\n\
        \u{20}Highest score (default)   Date modified (newest first)\n\n18\n\nNine weeks.\n\nAsk again then.\n\nShare\n\nImprove this answer\n\n Follow\n\nanswered Feb 12, 2011 at 1:01\n\nDee\n30.5k18 gold badges\n\n\
        2 Comments\n\nAdd a comment\n\nEve\n\nEve Over a year ago\n\nThat was true for me.\n2019-01-21T21:40:59.62Z+00:00\n\n2\n\nReply\n\n  • Copy link\n\nfay\n\nfay Over a year ago\n\nNot for me.\n2019-01-22T21:40:59.62Z+00:00\n\n0\n\nReply\n\n  • Copy link\n\n\
        Add a comment | Show 1 more comment\n\n-3\n\nUntil it stops.\n\nShare\n\nImprove this answer\n\n Follow\n\nanswered Feb 13, 2011 at 1:01\n\nGus\n1\n\n Add a comment   |\n\nYour Answer\n";

    #[test]
    fn posts_are_signed_below() {
        let (title, posts) = read(&Lines::new(PAGE)).unwrap();
        assert_eq!(title.as_deref(), Some("How long is it taken?"));
        let told: Vec<_> = posts
            .iter()
            .map(|post| (post.role, post.author.as_deref().unwrap(), post.reply_to, &*post.text))
            .collect();
        assert_eq!(
            told,
            [
                (
                    Role::Question,
                    "ann lee",
                    None,
                    "I was told to take it.\n\n  • daily\n\nFor how long?"
                ),
                (Role::Comment, "Cy", Some(0), "Who told you?"),
                (Role::Answer, "Dee", Some(0), "Nine weeks.\n\nAsk again then."),
                (Role::Comment, "Eve", Some(2), "That was true for me."),
                (Role::Comment, "fay", Some(2), "Not for me."),
                (Role::Answer, "Gus", Some(0), "Until it stops."),
            ]
        );
        assert_eq!(posts[1].date.as_deref(), Some("Feb 12, 2011 at 1:30"));
        for post in &posts {
            let at = usize::try_from(post.offset.unwrap()).unwrap();
            assert_eq!(&PAGE[at..at + post.text.len()], post.text);
        }
    }

    #[test]
    fn a_signature_without_links_is_a_line() {
        for text in [
            "I wrote to them.\n\nanswered May 3, 2012 at 14:02\n\nAnn\n",
            "Share\n\nShe answered May 3, 2012, by mail\n",
            "Share\n\nasked for it\n",
        ] {
            assert!(read(&Lines::new(text)).is_none(), "{text}");
        }
    }
}
