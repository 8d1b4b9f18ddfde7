//! The article of a page without posts.

use super::dom::{Page, ROOT};
use super::engine::Found;
use super::select::Selector;
use super::text;
use crate::thread::{Post, Role};

/// The title and the article of a page.
pub(super) fn read(page: &Page) -> (Option<String>, Vec<Post>) {
    with_comments(page, &[])
}

/// The title and the article above `comments`.
pub(super) fn with_comments(page: &Page, comments: &[Found]) -> (Option<String>, Vec<Post>) {
    let main = Selector::new("article, main, [role=main], #content, .entry-content");
    let node = main.find(page, ROOT).unwrap_or(ROOT);
    let drop = Selector::new("header, footer, nav, aside, form, #comments");
    let text = text::of(page, node, &|id| {
        drop.matches(page, id) || comments.iter().any(|found| found.node == id)
    });
    if text.is_empty() { (None, Vec::new()) } else { (None, vec![Post::new(Role::Article, text)]) }
}
