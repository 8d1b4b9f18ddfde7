//! The article of a page without posts.
//!
//! The main content is the element in which most of the prose stands: the paragraphs of a page vote for the elements around them, and what
//! is called a menu, a footer, a list of comments or of related pages has no vote.

use super::dom::{Id, Page, ROOT};
use super::evidence::Evidence;
use super::names;
use super::repeated;
use super::select::Selector;
use super::text;
use crate::thread::{Post, Role};

/// So many words that stand in an element itself, and in none of its children, are a part of the article.
const OWN_WORDS: u32 = 8;

/// What is never part of an article.
const ASIDE: &str = "nav, footer, aside, form, dialog, #comments, .comments, #respond, .comment-respond, .related, .related-posts, .sidebar, #sidebar, \
    .share, .sharing, .social, .newsletter, .breadcrumb, .breadcrumbs, .pagination, .menu, .nav, .navigation, .advert, .ad, .ads, .cookie, .cookie-banner, \
    .author-bio, .tags, .post-tags, .recommended, .read-more, .more-stories, .promo, .widget, .skip-link, .toc, #toc, #footer, #header, .footer, .site-header, \
    .site-footer, .printfooter, .mw-editsection, .navbox, .noprint, .reference-list, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], \
    [aria-label=breadcrumb]";

/// The article on a page from which the nodes in `out` are taken.
pub(super) fn read(page: &Page, evidence: &Evidence, out: &[Id]) -> Option<Post> {
    let aside = Selector::new(ASIDE);
    let banner = Selector::new("header");
    let left_out = |id: Id| {
        out.binary_search(&id).is_ok()
            || aside.matches(page, id)
            || banner.matches(page, id) && !has_prose(page, evidence, id)
    };
    let node = main(page, evidence, &left_out);
    let written = text::of(page, node, &|id| left_out(id) || repeated::is_furniture(page, id));
    let written = if written.is_empty() {
        text::of(page, node, &|id| out.binary_search(&id).is_ok())
    } else {
        written
    };
    if written.is_empty() {
        return None;
    }
    let head = page.inside(ROOT).start..page.end(node);
    let inside = page.inside(node);
    let author = evidence
        .named_in(&inside)
        .iter()
        .chain(evidence.named_in(&head))
        .find(|id| !out.iter().any(|out| page.inside(*out).contains(id)));
    let declared = |selector: &str| {
        Selector::new(selector)
            .find(page, ROOT)
            .and_then(|id| page.attribute(id, "content"))
            .map(str::to_owned)
    };
    let (named, dated) = super::declared::byline(page);
    let author = named
        .or_else(|| declared("meta[name=author]"))
        .filter(|name| !name.contains("://"))
        .or_else(|| author.map(|id| super::engine::author(&text::line(page, *id))));
    let date = dated.or_else(|| declared("meta[property=\"article:published_time\"], meta[name=date], meta[itemprop=datePublished]")).or_else(|| {
        let time = inside.clone().find(|id| page.kind(*id) == names::TIME && !out.iter().any(|out| page.inside(*out).contains(id)))?;
        Some(repeated::date(page, time))
    });
    Some(Post {
        author: author.filter(|name| !name.is_empty()),
        date: date.filter(|date| !date.is_empty()),
        ..Post::new(Role::Article, written)
    })
}

fn has_prose(page: &Page, evidence: &Evidence, id: Id) -> bool {
    let range = page.inside(id);
    page.children(id).any(|child| page.kind(child) == names::P) && evidence.words(&range) > 40
}

/// The element with most of the prose.
fn main(page: &Page, evidence: &Evidence, left_out: &dyn Fn(Id) -> bool) -> Id {
    let mut votes = vec![0_u32; page.len() as usize];
    let mut total = 0;
    // A list of links has its text in them.
    let all = ROOT..page.len();
    let links = evidence.linked(&all) > 2 * evidence.words(&all);
    let mut at = ROOT + 1;
    while at < page.len() {
        if !page.is_text(at) && (text::is_silent(page.kind(at)) || left_out(at)) {
            at = page.end(at);
            continue;
        }
        if page.is_text(at) {
            let own = at..at + 1;
            let words = evidence.words(&own) + if links { evidence.linked(&own) } else { 0 };
            if words > 0 {
                total += words;
                // Prose of an element counts for it; the sums of those around are made below.
                votes[page.parent(at) as usize] += words;
            }
        }
        at += 1;
    }
    let own = votes.clone();
    for id in (1..page.len()).rev() {
        votes[page.parent(id) as usize] += votes[id as usize];
    }
    // From the outside in, as long as one child holds nearly all.
    let mut node = ROOT;
    let mut floor = total;
    loop {
        let next = page
            .children(node)
            .filter(|id| !page.is_text(*id))
            .max_by_key(|id| votes[*id as usize]);
        let Some(child) = next else { return node };
        let kind = page.kind(child);
        // What is called the content needs less of it than what is not.
        let least = if is_content(page, child) { 6 } else { 9 };
        let whole = kind == names::BODY || kind == names::HTML;
        let written = own[node as usize] >= OWN_WORDS;
        let less = votes[child as usize] * 10 < floor * least;
        if written || !whole && (less || !names::is_block(kind)) {
            return node;
        }
        node = child;
        floor = votes[child as usize].max(1);
    }
}

fn is_content(page: &Page, id: Id) -> bool {
    matches!(page.kind(id), names::ARTICLE | names::MAIN)
        || page.attribute(id, "role") == Some("main")
        || page.classes(id).chain(page.attribute(id, "id")).any(|name| {
            let name = name.to_ascii_lowercase();
            let parts = ["content", "article", "entry", "story", "post-body", "main", "text"];
            parts.iter().any(|part| name.contains(part)) && !name.contains("sidebar")
        })
}
