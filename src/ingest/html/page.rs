//! A page becomes a thread.

use std::sync::OnceLock;

use super::dom::{Id, Page};
use super::engine::{Engine, Field, Found};
use super::evidence::Evidence;
use super::{article, declared, engines, repeated};
use crate::ingest::error::IngestErrorKind;
use crate::thread::{Post, SourceForm, Thread};

/// What is read of each page, made ready once.
struct Readers {
    engines: Vec<Engine>,
    url: Field,
    title: Field,
}

fn readers() -> &'static Readers {
    static READERS: OnceLock<Readers> = OnceLock::new();
    READERS.get_or_init(|| Readers {
        engines: engines::all().map(Engine::new).collect(),
        url: Field::new("link[rel=canonical]@href | meta[property=\"og:url\"]@content"),
        title: Field::new("h1 | meta[property=\"og:title\"]@content | title"),
    })
}

/// The thread of a page.
pub(in crate::ingest) fn read(name: &str, text: &str) -> Result<Thread, IngestErrorKind> {
    let page = Page::parse(text);
    let readers = readers();
    let words = |found: &[Found]| found.iter().map(|found| found.post.text.len()).sum::<usize>();
    let mut best: Option<(&Engine, Vec<Found>)> = None;
    for engine in &readers.engines {
        let found = engine.read(&page);
        // Whoever declares posts may declare a few of them only.
        let more =
            best.as_ref().is_none_or(|(_, best)| !engine.is_declared() || best.len() < found.len());
        if more && words(&found) > best.as_ref().map_or(0, |(_, found)| words(found)) {
            best = Some((engine, found));
        }
    }
    let declared = declared::read(&page);
    let (title, posts) = match best {
        Some((_, found)) if found.len() * 2 < declared.len() => (None, declared),
        Some((engine, found)) if engine.template.article => {
            let nodes: Vec<Id> = found.iter().map(|found| found.node).collect();
            let article = article::read(&page, &Evidence::new(&page), &nodes);
            (
                engine.title(&page),
                under(article, found.into_iter().map(|found| found.post).collect()),
            )
        }
        Some((engine, found)) => {
            (engine.title(&page), found.into_iter().map(|found| found.post).collect())
        }
        None => (None, unknown(&page, declared)),
    };
    if posts.is_empty() {
        return Err(IngestErrorKind::Empty);
    }
    Ok(Thread {
        source: name.to_owned(),
        form: SourceForm::Html,
        id: None,
        title: title.or_else(|| readers.title.of_page(&page)),
        url: readers.url.of_page(&page),
        posts,
    })
}

/// The posts of a page of unknown making.
fn unknown(page: &Page, declared: Vec<Post>) -> Vec<Post> {
    let evidence = Evidence::new(page);
    let repeated = repeated::read(page, &evidence);
    if !declared.is_empty()
        && repeated.as_ref().is_none_or(|repeated| repeated.posts.len() <= declared.len())
    {
        return declared;
    }
    let Some(repeated) = repeated else {
        return Vec::from_iter(article::read(page, &evidence, &[]));
    };
    if repeated.comments {
        let article = article::read(page, &evidence, &repeated.nodes);
        return under(article, repeated.posts);
    }
    let opening = repeated::opening(page, &evidence, &repeated);
    under(opening, repeated.posts)
}

/// Posts, and what stands above them.
fn under(first: Option<Post>, posts: Vec<Post>) -> Vec<Post> {
    let before = u32::from(first.is_some());
    let moved = posts
        .into_iter()
        .map(|post| Post { reply_to: post.reply_to.map(|at| at + before), ..post });
    first.into_iter().chain(moved).collect()
}
