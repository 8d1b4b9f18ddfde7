//! Posts that a page declares in JSON-LD, in the words of schema.org: `QAPage`, `DiscussionForumPosting`, `Comment` and what is like them.
//!
//! (What is declared in the attributes of elements is one of the [templates](super::engines).)

use serde_json::Value;

use super::dom::{Page, ROOT};
use super::select::Selector;
use crate::thread::{Post, Role};

/// Deeper answers to answers are not read.
const DEEPEST: usize = 64;

/// The posts that a page declares with their texts; none if it declares none.
pub(super) fn read(page: &Page) -> Vec<Post> {
    let mut best = Vec::new();
    for root in roots(page) {
        let mut posts = Vec::new();
        thread(&root, &mut posts);
        if posts.len() > best.len() {
            best = posts;
        }
    }
    best
}

/// Who wrote the article of a page, and when, if the page declares it.
pub(super) fn byline(page: &Page) -> (Option<String>, Option<String>) {
    let found = roots(page).into_iter().find_map(|root| {
        find(&root, 0, &|value| is_a(value, "Article") || is_a(value, "BlogPosting")).cloned()
    });
    found.map_or((None, None), |article| (author(&article), date(&article)))
}

fn roots(page: &Page) -> Vec<Value> {
    let scripts = Selector::new("script[type]");
    scripts
        .all(page, ROOT)
        .filter_map(|id| {
            let text: String = page.children(id).map(|child| page.text(child)).collect();
            let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
            serde_json::from_str(text).ok()
        })
        .collect()
}

/// The kind of a thing is written as a name, a list of names, or a link that ends with a name.
fn is_a(value: &Value, kind: &str) -> bool {
    let fits = |name: &Value| name.as_str().is_some_and(|name| name.ends_with(kind));
    match value.get("@type") {
        Some(Value::Array(names)) => names.iter().any(fits),
        Some(name) => fits(name),
        None => false,
    }
}

/// The first thing of a kind, from the outside in.
fn find<'v>(value: &'v Value, depth: usize, wanted: &dyn Fn(&Value) -> bool) -> Option<&'v Value> {
    if depth > DEEPEST {
        return None;
    }
    match value {
        Value::Object(fields) if wanted(value) => Some(value).filter(|_| !fields.is_empty()),
        Value::Object(fields) => ["@graph", "mainEntity", "mainEntityOfPage"]
            .iter()
            .find_map(|name| find(fields.get(*name)?, depth + 1, wanted)),
        Value::Array(values) => values.iter().find_map(|value| find(value, depth + 1, wanted)),
        _ => None,
    }
}

fn thread(root: &Value, posts: &mut Vec<Post>) {
    let kinds = ["DiscussionForumPosting", "Question", "SocialMediaPosting"];
    if let Some(found) = find(root, 0, &|value| kinds.iter().any(|kind| is_a(value, kind))) {
        post(found, None, 0, posts);
    }
}

fn post(value: &Value, parent: Option<u32>, depth: usize, posts: &mut Vec<Post>) {
    let role = if is_a(value, "Question") {
        Role::Question
    } else if is_a(value, "Answer") {
        Role::Answer
    } else if is_a(value, "Comment")
        && parent
            .is_some_and(|at| posts.get(at as usize).is_some_and(|above| above.role != Role::Post))
    {
        Role::Comment
    } else {
        Role::Post
    };
    let written = ["text", "articleBody", "commentText"]
        .iter()
        .find_map(|name| value.get(*name)?.as_str())
        .map(plain)
        .unwrap_or_default();
    let place = (!written.is_empty()).then_some(posts.len() as u32);
    if place.is_some() {
        let url = string(value, "url");
        posts.push(Post {
            id: string(value, "@id").or_else(|| url.clone()).map(|id| super::engine::number(&id)),
            author: author(value),
            date: date(value),
            url,
            reply_to: parent,
            ..Post::new(role, written)
        });
    }
    if depth > DEEPEST {
        return;
    }
    for name in ["comment", "acceptedAnswer", "suggestedAnswer"] {
        match value.get(name) {
            Some(Value::Array(values)) => {
                for value in values {
                    post(value, place, depth + 1, posts);
                }
            }
            Some(value @ Value::Object(_)) => post(value, place, depth + 1, posts),
            _ => {}
        }
    }
}

/// Some write the text as it is, others as HTML.
fn plain(written: &str) -> String {
    let marked = written
        .split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
    let encoded = written.split('&').skip(1).any(|rest| rest.find(';').is_some_and(|at| at < 8));
    if marked || encoded { super::text::text(written) } else { written.trim().to_owned() }
}

fn string(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn date(value: &Value) -> Option<String> {
    string(value, "datePublished").or_else(|| string(value, "dateCreated"))
}

fn author(value: &Value) -> Option<String> {
    let author = value.get("author").or_else(|| value.get("creator"))?;
    let author = author.get(0).unwrap_or(author);
    string(author, "name")
        .or_else(|| author.as_str().map(str::to_owned))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_page(json: &str) -> Vec<(Role, Option<String>, Option<u32>, String)> {
        let page = Page::parse(&format!("<script type='application/ld+json'>{json}</script>"));
        read(&page)
            .into_iter()
            .map(|post| (post.role, post.author, post.reply_to, post.text))
            .collect()
    }

    #[test]
    fn questions_answers_and_comments() {
        let posts = read_page(
            r#"{"@context": "https://schema.org", "@type": "QAPage", "mainEntity": {"@type": "Question", "name": "Heparin?", "text": "<p>Who took it?</p>",
            "author": {"name": "Ann"}, "acceptedAnswer": {"@type": "Answer", "text": "I did &amp; do.", "author": [{"name": "Bo"}]},
            "suggestedAnswer": [{"@type": "Answer", "text": "Not I.", "comment": {"@type": "Comment", "text": "Why?", "author": "Cy"}}]}}"#,
        );
        assert_eq!(
            posts,
            [
                (Role::Question, Some("Ann".into()), None, "Who took it?".into()),
                (Role::Answer, Some("Bo".into()), Some(0), "I did & do.".into()),
                (Role::Answer, None, Some(0), "Not I.".into()),
                (Role::Comment, Some("Cy".into()), Some(2), "Why?".into()),
            ]
        );
    }

    #[test]
    fn forums_in_a_graph() {
        let posts = read_page(
            r#"{"@graph": [{"@type": "WebSite"}, {"@type": ["DiscussionForumPosting"], "articleBody": "One\n\ntwo", "comment": [{"@type": "Comment", "text": "a"}, {"text": ""}]}]}"#,
        );
        assert_eq!(
            posts,
            [
                (Role::Post, None, None, "One\n\ntwo".into()),
                (Role::Post, None, Some(0), "a".into())
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_declares_nothing() {
        assert!(read_page("{\"@type\": \"Question\"").is_empty());
        assert!(read_page(&"[".repeat(100_000)).is_empty());
        assert!(read_page(r#"{"@type": "Product", "text": "x"}"#).is_empty());
    }
}
