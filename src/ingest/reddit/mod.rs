//! Reddit: what its API gives, and dumps of it.
//!
//! A *listing* is a document in which posts stand in posts ([`listing`]); a *dump* has a submission or a comment a line, by time ([`dump`]).

mod dump;
mod listing;

pub(super) use dump::Dump;
pub(super) use listing::Listing;

use super::bounded::{Input, peek};
use super::error::IngestError;
use super::joined::Joined;
use super::loose::ThreadHead;
use super::scalar::seconds;
use crate::thread::{Post, Role, SourceForm, Thread};

/// How much of the input is looked at to tell listings from dumps.
const HEAD: usize = 64 << 10;

/// Does what begins with `head` come from Reddit?
pub(super) fn is(head: &[u8]) -> bool {
    is_listing(head) || is_dump(head)
}

/// Is it a listing, or a list of things?
fn is_listing(head: &[u8]) -> bool {
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    let begins = matches!(first, Some(b'{' | b'['));
    let listed = first == Some(&b'[') && is_record(head);
    begins && (is_of_a_kind(head) || listed || is_nested(head))
}

/// Are there things that say their kind, as the API writes them?
fn is_of_a_kind(head: &[u8]) -> bool {
    ["Listing", "t3", "t1"].iter().any(|kind| has_field(head, "kind", Some(kind)))
}

/// Is it a submission with its comments inside, as scrapers write it?
fn is_nested(head: &[u8]) -> bool {
    has_field(head, "comments", None)
        && has_field(head, "body", None)
        && has_field(head, "selftext", None)
}

/// Is the first line a submission or a comment?
pub(super) fn is_dump(head: &[u8]) -> bool {
    let start = head.trim_ascii_start();
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // A dump may hold listings in its records, but not before its first line is known to be a record.
    line.starts_with(b"{") && is_record(line) && !is_of_a_kind(line) && !is_nested(head)
}

fn is_record(bytes: &[u8]) -> bool {
    let has = |name| has_field(bytes, name, None);
    let comment = has("body") && has("link_id");
    let submission = has("selftext") && (has("title") || has("subreddit"))
        || has("title") && has("subreddit") && has("permalink");
    comment || submission
}

/// Is there a field of this name, with this value?
fn has_field(bytes: &[u8], name: &str, value: Option<&str>) -> bool {
    let name = format!("\"{name}\"");
    memchr::memmem::find_iter(bytes, name.as_bytes()).any(|at| {
        let rest = bytes[at + name.len()..].trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b":") else { return false };
        let Some(value) = value else { return true };
        let rest = rest.trim_ascii_start().strip_prefix(b"\"");
        rest.and_then(|rest| rest.strip_prefix(value.as_bytes()))
            .is_some_and(|rest| rest.starts_with(b"\""))
    })
}

/// The threads of an input: a listing, or a dump.
pub(super) fn open<'r>(
    name: &str,
    input: Input<'r>,
    limit: usize,
) -> Box<dyn Iterator<Item = Result<Thread, IngestError>> + Send + 'r> {
    let (head, input) = peek(input, HEAD);
    if !is_dump(&head) {
        return Box::new(Listing::new(name, input, limit));
    }
    Box::new(join(std::iter::once((name.to_owned(), input)), limit))
}

/// The threads of dumps that belong together: submissions here, comments there.
pub(super) fn join<'r>(
    inputs: impl Iterator<Item = (String, Input<'r>)> + Send + 'r,
    limit: usize,
) -> Joined<Dump<'r>> {
    Joined::new(Dump::new(inputs, limit), SourceForm::Reddit, limit)
}

/// A submission, a comment, or what stands for more of them.
#[derive(Debug, Default)]
struct Thing {
    id: Option<String>,
    name: Option<String>,
    title: Option<String>,
    /// What was written, of a submission or a comment; a link has none.
    selftext: Option<String>,
    body: Option<String>,
    author: Option<String>,
    date: Option<String>,
    parent: Option<String>,
    link: Option<String>,
    link_title: Option<String>,
    permalink: Option<String>,
}

impl Thing {
    fn is_post(&self) -> bool {
        self.is_comment() || self.is_submission()
    }

    fn is_comment(&self) -> bool {
        self.body.is_some() && self.title.is_none()
    }

    fn is_submission(&self) -> bool {
        self.title.is_some()
    }

    /// The name by which answers name it: `t3_abc`, `t1_abc`.
    fn full_name(&self) -> Option<String> {
        let prefix = if self.is_submission() { "t3_" } else { "t1_" };
        let id = self.id.as_ref().filter(|id| !id.is_empty());
        self.name
            .clone()
            .filter(|name| !name.is_empty())
            .or_else(|| Some(format!("{prefix}{}", id?)))
    }

    /// The id of the submission it is or answers.
    fn thread_id(&self) -> Option<&str> {
        let link = if self.is_submission() {
            self.id.as_deref().or(self.name.as_deref())
        } else {
            self.link.as_deref()
        };
        let parent = || self.parent.as_deref().filter(|parent| parent.starts_with("t3_"));
        link.or_else(parent).map(bare).filter(|id| !id.is_empty())
    }

    fn head(&self) -> ThreadHead {
        let id = self.thread_id();
        let of_id = || Some(format!("https://www.reddit.com/comments/{}/", id?));
        let own = self.is_submission().then(|| self.link_of()).flatten();
        let title = if self.is_submission() { &self.title } else { &self.link_title };
        ThreadHead {
            id: id.map(str::to_owned),
            title: title.as_deref().map(written).filter(|title| !title.is_empty()),
            url: own.or_else(of_id),
        }
    }

    /// Where it stands, if it says so.
    fn link_of(&self) -> Option<String> {
        let link = self.permalink.as_deref().filter(|link| !link.is_empty())?;
        Some(if link.starts_with('/') {
            format!("https://www.reddit.com{link}")
        } else {
            link.to_owned()
        })
    }

    fn post(self) -> Post {
        let id = self.id.as_deref().or(self.name.as_deref()).map(bare);
        let of_id = || {
            let (link, id) = (self.thread_id()?, id?);
            self.is_comment().then(|| format!("https://www.reddit.com/comments/{link}/_/{id}/"))
        };
        let url = self.link_of().or_else(of_id);
        let text = if self.is_submission() { self.selftext.or(self.body) } else { self.body };
        Post {
            id: id.map(str::to_owned),
            author: self.author.filter(|author| !is_gone(author) && !author.is_empty()),
            date: self.date.map(seconds),
            url,
            ..Post::new(Role::Post, text.as_deref().map(written).unwrap_or_default())
        }
    }
}

/// An id without the kind before it.
fn bare(name: &str) -> &str {
    match name.as_bytes() {
        [b't', b'0'..=b'9', b'_', ..] => &name[3..],
        _ => name,
    }
}

/// What stands where somebody deleted what they wrote.
fn is_gone(text: &str) -> bool {
    ["[deleted]", "[removed]", "[ Removed by Reddit ]", "[deleted by user]"].contains(&text.trim())
}

/// What was written: the API gives `&`, `<` and `>` as entities, and what was deleted is nothing.
fn written(text: &str) -> String {
    if is_gone(text) {
        return String::new();
    }
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entities = [
            ("&gt;", ">"),
            ("&lt;", "<"),
            // The editor leaves these where a line was left blank.
            ("&amp;#x200B;", ""),
            ("&#x200B;", ""),
            ("&amp;nbsp;", " "),
            ("&amp;", "&"),
        ];
        let found = entities.iter().find(|(entity, _)| rest.starts_with(entity));
        let (entity, stands_for) = found.copied().unwrap_or(("&", "&"));
        out.push_str(stands_for);
        rest = &rest[entity.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_known_by_its_fields() {
        for yes in [
            r#"[{"kind": "Listing", "data": {}}]"#,
            "\n{\"data\": {\"children\": [{\"kind\" : \"t3\"",
            r#"{"id":"a","title":"x","selftext":"","subreddit":"s"}"#,
            r#"{"body":"x","link_id":"t3_a","id":"b"}"#,
            r#"[{"body":"x","link_id":"t3_a","id":"b"}]"#,
            r#"{"title":"x","selftext":"y","comments":[{"body":"z"}]}"#,
        ] {
            assert!(is(yes.as_bytes()), "{yes}");
        }
        for no in [
            r#"{"id": 1, "text": "body"}"#,
            r#"{"kind": "listing"}"#,
            r#"{"title": "body", "posts": []}"#,
            "kind: Listing",
            "",
        ] {
            assert!(!is(no.as_bytes()), "{no}");
        }
    }

    #[test]
    fn entities_are_undone_once() {
        assert_eq!(
            written("&gt; a &lt;b&gt; &amp;gt; A&amp;B & C &amp;#x200B;\n"),
            "> a <b> &gt; A&B & C \n"
        );
        assert_eq!(written("[removed]"), "");
    }
}
