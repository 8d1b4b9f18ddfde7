//! Web pages of threads.
//!
//! [`read`] makes a page a thread, [`text()`] makes a part of one plain text. A page is read by
//! what its software is known to write ([`engines`]: one table of templates, each of which says where a post and its parts stand), by what
//! it declares in the words of schema.org ([`declared`]), else by what repeats on it with an author, a date and a text ([`repeated`]), else
//! as one article ([`article`]).
//!
//! # Laws
//!
//! * Time is linear in the page, and no page exhausts the stack: elements nest 512 deep at most, and what is deeper is
//!   moved outwards and loses nothing ([`dom`]).
//! * What is quoted stands in lines that begin with `> `, headed by the words in which the page names its author; signatures stand apart;
//!   buttons, counts, badges and when a post was edited stand in no post.
//! * A page without a thread is one post of the role `article`.

mod article;
mod declared;
mod dom;
mod engine;
mod engines;
mod evidence;
mod names;
mod page;
mod repeated;
mod select;
mod text;

pub(super) use page::read;
// For the other forms that hold parts of pages.
pub(super) use text::text;

#[cfg(test)]
mod tests;
