//! Pages flattened to text: which form a text has.
//!
//! A page of questions is known by its speakers. All else is an article, with comments or without: a page without posts is not forced
//! into a thread.

use super::error::IngestErrorKind;
use super::lines::Lines;
use super::{article_text, chat_text, mail_text, qa_text, stack_text, thread_text};
use crate::thread::{Post, SourceForm, Thread};

/// The thread of a whole text. With [`SourceForm::ArticleText`] it is not looked at for speakers.
pub(super) fn read(
    source: &str,
    text: &str,
    form: Option<SourceForm>,
) -> Result<Thread, IngestErrorKind> {
    let lines = Lines::new(text);
    if lines.len() == 0 {
        return Err(IngestErrorKind::Empty);
    }
    let questions = (form != Some(SourceForm::ArticleText))
        .then(|| qa_text::read(&lines).or_else(|| stack_text::read(&lines)))
        .flatten();
    let (form, (title, posts)) = match questions {
        Some(page) => (SourceForm::QaText, page),
        None => thread_or_article(&lines, form),
    };
    Ok(Thread { source: source.to_owned(), form, id: None, title, url: None, posts })
}

/// A thread, if the text is one and the comments of an article are not more.
fn thread_or_article(
    lines: &Lines<'_>,
    form: Option<SourceForm>,
) -> (SourceForm, (Option<String>, Vec<Post>)) {
    let article = article_text::read(lines);
    let thread = (form != Some(SourceForm::ArticleText))
        .then(|| {
            mail_text::read(lines)
                .or_else(|| thread_text::read(lines))
                .or_else(|| chat_text::read(lines))
        })
        .flatten()
        // A mail alone is no article, either.
        .filter(|thread| {
            thread.1.len() > article.1.len()
                || thread.1.iter().any(|post| post.author.is_some()) && article.1.len() == 1
        });
    match thread {
        Some(thread) => (SourceForm::ThreadText, thread),
        None => (SourceForm::ArticleText, article),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> SourceForm {
        read("t", text, None).unwrap().form
    }

    #[test]
    fn a_form_is_known_by_its_shape() {
        assert_eq!(form("Title?\n\nJ.D. asks from Boston, MA\n\nText.\n"), SourceForm::QaText);
        assert_eq!(form("Title\n\nText.\n"), SourceForm::ArticleText);
        assert_eq!(
            read("t", "Title?\n\nJ.D. asks from Boston, MA\n", Some(SourceForm::ArticleText))
                .unwrap()
                .form,
            SourceForm::ArticleText
        );
    }

    #[test]
    fn a_text_without_anything_is_an_error() {
        assert!(matches!(read("t", " \n\t\n\u{feff}", None), Err(IngestErrorKind::Empty)));
    }

    /// The pages of a file of fixtures, each with its name: a line that begins with `%%` stands above each.
    fn pages(file: &str) -> Vec<(&str, &str)> {
        let pages = file.split("%% ").skip(1);
        pages.map(|page| page.split_once('\n').unwrap()).collect()
    }

    fn lie_where_they_say(text: &str, posts: &[Post]) {
        let mut end = 0;
        for post in posts {
            let at = usize::try_from(post.offset.unwrap()).unwrap();
            assert!(at >= end && text[at..].starts_with(&post.text), "{}", post.text);
            end = at + post.text.len();
        }
    }

    #[test]
    fn pages_without_posts_stay_one() {
        let pages = pages(include_str!("../../fixtures/forms/text/one-post.txt"));
        assert!(pages.len() >= 30);
        let mut wrong = Vec::new();
        for (name, text) in pages {
            let thread = read(name, text, None).unwrap();
            lie_where_they_say(text, &thread.posts);
            if thread.posts.len() != 1 {
                wrong.push((name, thread.posts));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn threads_are_cut_into_their_posts() {
        let mut wrong = Vec::new();
        for (name, page) in pages(include_str!("../../fixtures/forms/text/threads.txt")) {
            let (authors, rest) = page.strip_prefix("% ").unwrap().split_once('\n').unwrap();
            let text = &rest[..rest.find("%= ").unwrap()];
            let said = rest[text.len()..].split("%= ").skip(1);
            let expected: Vec<_> = authors
                .split('|')
                .zip(said.map(|said| said.trim_end().replace('⏎', "\n")))
                .map(|(author, said)| (author.to_owned(), said))
                .collect();
            let thread = read(name, text, None).unwrap();
            lie_where_they_say(text, &thread.posts);
            let told: Vec<_> = thread
                .posts
                .iter()
                .map(|post| (post.author.clone().unwrap_or_default(), post.text.clone()))
                .collect();
            if told != expected || thread.form != SourceForm::ThreadText {
                wrong.push((name, told));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
