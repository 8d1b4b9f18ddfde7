//! Articles flattened to text, with comments or without.
//!
//! The body begins with the first paragraph of prose: title, bylines, dates and captions stand above it and belong to no post. A page
//! without prose is taken whole.

use std::ops::Range;

use super::comment_head::Head;
use super::comments;
use super::lines::Lines;
use super::{dates, noise, shape};
use crate::thread::{Post, Role};

/// The title and the posts of a text that is no page of questions.
pub(super) fn read(lines: &Lines<'_>) -> (Option<String>, Vec<Post>) {
    let Some(found) = comments::find(lines) else {
        let (title, post) = article(lines, 0..lines.len());
        return (title, Vec::from_iter(post));
    };
    let (title, post) = article(lines, 0..found.begin);
    let mut posts = Vec::from_iter(post);
    // The place of each comment among the posts: one without a word has none.
    let mut places: Vec<Option<u32>> = Vec::with_capacity(found.heads.len());
    for (at, head) in found.heads.iter().enumerate() {
        let end = found.heads.get(at + 1).map_or(found.end, |next| next.at);
        let post = comment(lines, head, head.body..end);
        places.push(post.as_ref().map(|_| posts.len() as u32));
        let parent = head.parent.and_then(|parent| places.get(parent).copied().flatten());
        posts.extend(post.map(|post| Post { reply_to: parent, ..post }));
    }
    if posts.is_empty() {
        let (title, post) = article(lines, 0..lines.len());
        return (title, Vec::from_iter(post));
    }
    (title, posts)
}

/// The title and the article in a part of a page.
pub(super) fn read_part(lines: &Lines<'_>, range: Range<usize>) -> (Option<String>, Option<Post>) {
    article(lines, range)
}

fn comment(lines: &Lines<'_>, head: &Head<'_>, range: Range<usize>) -> Option<Post> {
    let mut range = noise::trim(lines, range);
    let mut date = head.date;
    if date.is_none() && range.len() > 1 {
        // Some pages put the date below.
        date = dates::date_only(lines.get(range.end - 1)).filter(|date| date.contains(':'));
        if date.is_some() {
            range = noise::trim(lines, range.start..range.end - 1);
        }
    }
    let (offset, text) = lines.block(range)?;
    let author = Some(head.author.to_owned());
    Some(Post {
        author,
        date: date.map(str::to_owned),
        offset: Some(offset),
        ..Post::new(Role::Comment, text)
    })
}

/// The title and the article in `range`, which is the page down to its comments.
fn article(lines: &Lines<'_>, range: Range<usize>) -> (Option<String>, Option<Post>) {
    let end = range.end;
    let Some(start) = beginning(lines, range.clone()) else {
        let trimmed = noise::trim(lines, range.clone());
        let whole = if trimmed.is_empty() { range } else { trimmed };
        return (None, post(lines, whole));
    };
    let above = range.start..start;
    let title = noise::title(lines, above.clone()).and_then(|at| shape::title_of(lines.get(at)));
    let author = above.clone().find_map(|at| shape::author_of_page(lines.get(at)));
    let date =
        above.filter(|at| shape::is_byline(lines.get(*at))).find_map(|at| date_of(lines.get(at)));
    let body = noise::trim(lines, start..ending(lines, start..end));
    let post = post(lines, body).map(|post| Post {
        author: author.map(str::to_owned),
        date: date.map(str::to_owned),
        ..post
    });
    (title, post)
}

fn post(lines: &Lines<'_>, range: Range<usize>) -> Option<Post> {
    let (offset, text) = lines.block(range)?;
    Some(Post { offset: Some(offset), ..Post::new(Role::Article, text) })
}

/// The day that a byline gives, before or behind all else.
fn date_of(line: &str) -> Option<&str> {
    let first = || line.split_once(' ').and_then(|(day, _)| dates::date_only(day));
    dates::date_at_end(line).map(|(_, date)| date).or_else(first)
}

/// Where the text begins; nothing if there is no prose.
fn beginning(lines: &Lines<'_>, range: Range<usize>) -> Option<usize> {
    let first = range.start;
    if range.is_empty() || shape::opens_with_prose(lines.get(first)) {
        return (!range.is_empty()).then_some(first);
    }
    let mut start = range
        .clone()
        .skip(1)
        .find(|at| shape::is_prose(lines.get(*at)) && !noise::is_noise(lines.get(*at)))?;
    // A greeting, a short sentence, the lines of one paragraph: they belong to the text below them.
    while start > first && belongs(lines, start - 1, first) {
        start -= 1;
    }
    Some(start)
}

/// Does line `at` belong to the text that begins on the next line?
fn belongs(lines: &Lines<'_>, at: usize, first: usize) -> bool {
    let line = lines.get(at);
    if noise::is_noise(line) || shape::is_byline(line) {
        return false;
    }
    let joined = !lines.gap(at + 1) && !shape::is_heading(line);
    // The first line is the title, and so is what repeats it.
    let title = lines.get(first);
    let repeats = title.contains(line) || line.contains(title);
    let flows =
        shape::ends_sentence(line) || line.ends_with([',', ';', ':']) || shape::is_personal(line);
    joined || (at > first && flows && !repeats)
}

/// Where the article ends: at the form for comments or at links to other pages, if most of the prose stands before them. Some pages
/// have them in the middle, and nothing that somebody wrote may be lost.
fn ending(lines: &Lines<'_>, range: Range<usize>) -> usize {
    let prose = |range: Range<usize>| -> usize {
        range.map(|at| lines.get(at)).filter(|line| shape::is_prose(line)).map(str::len).sum()
    };
    let Some(end) = range.clone().find(|at| noise::ends_article(lines.get(*at))) else {
        return range.end;
    };
    if prose(range.start..end) >= prose(end..range.end) { end } else { range.end }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str =
        "Heparin is given below the skin once a day, and most people get used to it.";

    fn read_text(text: &str) -> (Option<String>, Vec<String>) {
        let (title, posts) = read(&Lines::new(text));
        for post in &posts {
            let at = usize::try_from(post.offset.unwrap()).unwrap();
            assert_eq!(text[at..at + post.text.len()], post.text);
        }
        (title, posts.into_iter().map(|post| post.text).collect())
    }

    #[test]
    fn the_text_begins_below_title_bylines_and_captions() {
        for head in ["A Title", "Question: A Title", "Skip to content\nMenu\nA Title"] {
            let text = format!(
                "{head}\n\nBy Jane Doe\n\nUpdated May 3, 2012\n\nA person with a tablet\n\n/Pictures / Agency\n\n{PROSE}\n\nMore.\n"
            );
            assert_eq!(
                read_text(&text),
                (Some("A Title".into()), vec![format!("{PROSE}\n\nMore.")]),
                "{head}"
            );
        }
        let (_, posts) =
            read(&Lines::new(&format!("A Title\n\nBy Jane Doe\n\nUpdated May 3, 2012\n\n{PROSE}")));
        assert_eq!(
            (posts[0].author.as_deref(), posts[0].date.as_deref(), posts[0].role),
            (Some("Jane Doe"), Some("May 3, 2012"), Role::Article)
        );
    }

    #[test]
    fn a_text_without_a_title_has_none() {
        assert_eq!(read_text(PROSE), (None, vec![PROSE.into()]));
        assert_eq!(
            read_text(&format!("{PROSE}\n{PROSE}")),
            (None, vec![format!("{PROSE}\n{PROSE}")])
        );
        assert_eq!(
            read_text("i take it\n\nit works\n"),
            (None, vec!["i take it\n\nit works".into()])
        );
    }

    #[test]
    fn greetings_and_broken_lines_belong_to_the_text() {
        assert_eq!(
            read_text(&format!("A Title\n\nHi all!\n\n{PROSE}")),
            (Some("A Title".into()), vec![format!("Hi all!\n\n{PROSE}")])
        );
        let wrapped = "i took it for two weeks\nand then they told me that it was not the right thing for me.";
        assert_eq!(read_text(wrapped), (None, vec![wrapped.into()]));
    }

    #[test]
    fn what_a_person_says_above_the_first_paragraph_is_kept() {
        let text = format!("A Title\n\nFor me:\n\n• heparin 2x a day for me\n\n{PROSE}");
        assert_eq!(
            read_text(&text).1,
            [format!("For me:\n\n• heparin 2x a day for me\n\n{PROSE}")]
        );
        let text = format!("I took it for weeks.\n\n{PROSE}");
        assert_eq!(read_text(&text), (None, vec![text.clone()]));
    }

    #[test]
    fn comments_follow_with_their_authors() {
        let text = format!(
            "A Title\n\n{PROSE}\n\n2 thoughts on “A Title”\n\n  1. ann\n\n    I do.\n\n    1. Bob says:\n      May 3, 2012 at 4:05 pm\n\n      Me too.\n\n      Reply\n\nLeave a Reply\n\nYour email address will not be published.\n"
        );
        assert_eq!(read_text(&text).1, [PROSE, "I do.", "Me too."]);
        let (_, posts) = read(&Lines::new(&text));
        assert_eq!(
            (posts[2].author.as_deref(), posts[2].date.as_deref(), posts[2].reply_to),
            (Some("Bob"), Some("May 3, 2012 at 4:05 pm"), Some(1))
        );
        assert_eq!((posts[1].role, posts[1].reply_to), (Role::Comment, None));
    }

    #[test]
    fn a_date_below_a_comment_is_its_date() {
        let text = format!(
            "A Title\n\n{PROSE}\n\n1 comment:\n\nAnn said...\n\nI do.\n\nMay 3, 2012 at 4:05 PM\n\nPost a Comment\n"
        );
        let (_, posts) = read(&Lines::new(&text));
        assert_eq!(
            (posts[1].text.as_str(), posts[1].date.as_deref()),
            ("I do.", Some("May 3, 2012 at 4:05 PM"))
        );
    }

    #[test]
    fn what_follows_the_article_is_cut_only_if_it_is_less() {
        let text = format!("A Title\n\n{PROSE}\n\nRelated Posts\n\nAnother Title\n");
        assert_eq!(read_text(&text).1, [PROSE]);
        let text = format!("A Title\n\n{PROSE}\n\nRelated Posts\n\n{PROSE}\n\n{PROSE}\n");
        assert_eq!(read_text(&text).1, [format!("{PROSE}\n\nRelated Posts\n\n{PROSE}\n\n{PROSE}")]);
    }

    #[test]
    fn a_list_of_sources_stays_in_the_article() {
        let text = format!(
            "A Title\n\n{PROSE}\n\nArticle Sources\n\n  1. Some College. A title. 2012.\n\n  2. Another. 2013.\n\nRelated Articles\n"
        );
        assert_eq!(read_text(&text).1.len(), 1);
        assert!(read_text(&text).1[0].ends_with("2013."));
    }
}
