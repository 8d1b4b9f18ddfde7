//! Web pages of threads.
//!
//! A page is read by what its software is known to write ([`engines`]), else by what repeats on it ([`repeated`]), else as one article
//! ([`article`]).

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

pub(super) use page::{is, read};
#[allow(unused_imports)]
pub(super) use text::text;

#[cfg(test)]
mod tests;
