//! Posts of a page whose software is not known: what repeats, with an author, a date and a text.

use super::dom::Page;
use crate::thread::Post;

/// The posts of a page; none if nothing repeats.
pub(super) fn read(_page: &Page) -> Vec<Post> {
    Vec::new()
}
