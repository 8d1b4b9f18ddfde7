//! Topics of Discourse forums, as the API gives them: `/t/ID.json`, `/t/ID/posts.json` and its further pages, `/posts.json`, and the RSS of a topic.
//!
//! Pages of one topic are [joined](super::joined) wherever they stand, and a post that stands on several comes once. Topics come in the order of their
//! numbers, posts in the order of theirs. A page that lacks the first one is a thread all the same: of the posts that are there, with what they
//! say about their topic.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::bounded::{Input, peek};
use super::error::{IngestError, IngestErrorKind};
use super::joined::{Joined, Records};
use super::jsonl::explain;
use super::loose::{Loose, ThreadHead, key_of};
use super::scalar::Scalar;
use super::xml::{Record, RecordReader, Step, walk};
use super::{html, told};
use crate::thread::{Post, Role, SourceForm};

/// How much of an input is looked at to tell its form.
const HEAD: usize = 64 << 10;

/// How many posts are remembered to know which are not there.
const REMEMBERED: usize = 1 << 20;

/// Is it a topic of Discourse that begins with `head`?
pub(super) fn is(head: &[u8]) -> bool {
    let has = |what: &str| memchr::memmem::find(head, what.as_bytes()).is_some();
    match head.trim_ascii_start().first() {
        Some(b'{') => has("\"post_stream\"") || has("\"latest_posts\"") && has("\"topic_slug\""),
        Some(b'<') => {
            has("<rss")
                && has("/t/")
                && (has("<generator>Discourse")
                    || has("-post-") && has("<guid isPermaLink=\"false\">"))
        }
        _ => false,
    }
}

/// The topic that a page is of which begins with `head`; none if it is of many, or does not say so early.
pub(super) fn topic_of(head: &[u8]) -> Option<String> {
    let value = |name: &str| -> Option<&[u8]> {
        let (_, rest) = split(head, &format!("\"{name}\""))?;
        let rest = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let end = rest.iter().position(|byte| b",}\r\n".contains(byte))?;
        Some(&rest[..end])
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if head.starts_with(b"{") {
        split(head, "\"post_stream\"")?;
        let slug = value("topic_slug").map(text).unwrap_or_default();
        let slug = slug.trim_matches('"');
        return Some(format!("{}/{slug}", text(value("topic_id")?)));
    }
    let (_, link) = split(head, "<link>")?;
    let (link, _) = split(link, "</link>")?;
    let link = text(link);
    let (topic, _) = place_of(&link)?;
    let slug = link.split_once("/t/")?.1.split('/').next().filter(|slug| *slug != topic);
    Some(format!("{topic}/{}", slug.unwrap_or_default()))
}

/// What stands before and behind the first `mark`.
fn split<'b>(bytes: &'b [u8], mark: &str) -> Option<(&'b [u8], &'b [u8])> {
    let at = memchr::memmem::find(bytes, mark.as_bytes())?;
    Some((&bytes[..at], &bytes[at + mark.len()..]))
}

/// The posts of topics.
pub(super) struct Pages<'r> {
    inputs: Box<dyn Iterator<Item = (String, Input<'r>)> + Send + 'r>,
    names: Vec<String>,
    page: Page<'r>,
    ready: VecDeque<Loose>,
    limit: usize,
    seen: FxHashSet<u64>,
    /// The posts that pages say are there.
    listed: FxHashSet<u64>,
    wrong: Vec<IngestError>,
}

/// What is read.
enum Page<'r> {
    None,
    Json(Documents<'r>),
    Feed(Box<Feed<'r>>),
}

/// Documents of JSON one after the other, and how much of the current one may still be read.
type Documents<'r> = (
    serde_json::StreamDeserializer<'r, serde_json::de::IoRead<BufReader<Guard<'r>>>, RawPage>,
    Arc<AtomicUsize>,
);

struct Feed<'r> {
    items: RecordReader<'r>,
    /// Was the first post among the items?
    first: bool,
    topic: Option<String>,
}

/// Joins the pages of inputs that belong together.
pub(super) fn join<'r>(
    inputs: impl Iterator<Item = (String, Input<'r>)> + Send + 'r,
    limit: usize,
) -> Joined<Pages<'r>> {
    let pages = Pages {
        inputs: Box::new(inputs),
        names: Vec::new(),
        page: Page::None,
        ready: VecDeque::new(),
        limit,
        seen: FxHashSet::default(),
        listed: FxHashSet::default(),
        wrong: Vec::new(),
    };
    Joined::new(pages, SourceForm::Discourse, limit)
}

/// The topics of an input.
pub(super) fn open<'r>(name: &str, input: Input<'r>, limit: usize) -> Joined<Pages<'r>> {
    join(std::iter::once((name.to_owned(), input)), limit)
}

impl<'r> Pages<'r> {
    fn error(&self, line: Option<u64>, kind: impl Into<IngestErrorKind>) -> IngestError {
        let source = self.names.len().saturating_sub(1) as u32;
        IngestError::new(self.name(source), line, kind)
    }

    fn begin(&mut self, input: Input<'r>) {
        let (head, input) = peek(input, HEAD);
        let is_feed = head.trim_ascii_start().first() == Some(&b'<');
        self.page = if is_feed {
            let items = RecordReader::new(input, &["item"], self.limit);
            Page::Feed(Box::new(Feed { items, first: false, topic: None }))
        } else {
            let left = Arc::new(AtomicUsize::new(self.limit));
            let guard = Guard { input, left: Arc::clone(&left), limit: self.limit };
            let parser = serde_json::Deserializer::from_reader(BufReader::new(guard));
            Page::Json((parser.into_iter(), left))
        };
    }

    /// The posts of a document.
    fn document(&mut self, page: RawPage) -> Result<(), IngestErrorKind> {
        let Some(posts) = page.post_stream.posts.or(page.latest_posts) else {
            return Err(told::nothing(
                "JSON without `post_stream`, which holds the posts of a topic",
            ));
        };
        for id in page.post_stream.stream.unwrap_or_default() {
            if let Some(id) = id.text().and_then(|id| id.parse().ok())
                && self.listed.len() < REMEMBERED
            {
                self.listed.insert(id);
            }
        }
        let head =
            TopicHead { id: page.id.text(), title: page.title.text(), slug: page.slug.text() };
        for post in posts {
            if let Some(id) = post.id.0.as_ref().and_then(|id| id.parse().ok())
                && self.seen.len() < REMEMBERED
            {
                self.seen.insert(id);
            }
            let source = self.names.len().saturating_sub(1) as u32;
            self.ready.extend(post.loose(&head, source));
        }
        Ok(())
    }

    /// The post of an item of a feed.
    fn item(&mut self, record: &Record) -> Result<(), IngestErrorKind> {
        let mut fields = Item::default();
        walk(&record.xml, |step| fields.take(step))?;
        let link = fields.link.trim();
        let Some((topic, number)) = place_of(link) else {
            return Err(told::skipped("an item whose link leads to no post of a topic"));
        };
        // A link to the post stands below what was written.
        let below = fields.text.rfind(&format!("<p><a href=\"{link}\">"));
        let text = &fields.text[..below.unwrap_or(fields.text.len())];
        let Page::Feed(feed) = &mut self.page else { return Ok(()) };
        feed.first |= number == 1;
        feed.topic = Some(topic.to_owned());
        let title = fields.title.trim();
        let loose = Loose {
            key: key_of(topic, 10),
            order: number,
            source: self.names.len().saturating_sub(1) as u32,
            opens: number == 1,
            name: Some(number.to_string()),
            parent: None,
            thread: ThreadHead {
                id: Some(topic.to_owned()),
                title: Some(title.to_owned()).filter(|title| !title.is_empty()),
                url: link.rsplit_once('/').map(|(topic, _)| topic.to_owned()),
            },
            post: Post {
                id: Some(fields.guid.trim().to_owned()).filter(|guid| !guid.is_empty()),
                author: author_of(&fields.author),
                date: Some(fields.date.trim().to_owned()).filter(|date| !date.is_empty()),
                url: Some(link.to_owned()),
                ..Post::new(Role::Post, html::text(text))
            },
        };
        self.ready.push_back(loose);
        Ok(())
    }

    /// A feed is over: it tells the last posts, and the first only above them.
    fn end_of_feed(&mut self, feed: &Feed<'_>) {
        let mut fields = Item::default();
        // It is cut off where the items begin.
        let _ = walk(&feed.items.head, |step| fields.take(step));
        let text = html::text(&fields.text);
        let Some(topic) = feed.topic.as_deref().filter(|_| !feed.first && !text.is_empty()) else {
            return;
        };
        self.ready.push_back(Loose {
            key: key_of(topic, 10),
            order: 1,
            source: self.names.len().saturating_sub(1) as u32,
            opens: true,
            name: Some("1".into()),
            parent: None,
            thread: ThreadHead {
                id: Some(topic.to_owned()),
                title: Some(fields.title.trim().to_owned()),
                url: Some(fields.link.trim().to_owned()),
            },
            post: Post::new(Role::Post, text),
        });
    }
}

impl Records for Pages<'_> {
    fn name(&self, source: u32) -> &str {
        self.names.get(source as usize).map_or("-", String::as_str)
    }

    fn left_out(&mut self) -> Vec<IngestError> {
        let mut told = std::mem::take(&mut self.wrong);
        let missing = self.listed.difference(&self.seen).count() as u64;
        if missing > 0 {
            let kind = told::left_out(
                missing,
                "post of these topics is not there: fetch the further pages to have it read",
                "posts of these topics are not there: fetch the further pages to have them read",
            );
            told.push(IngestError::new(self.name(0), None, kind));
        }
        told
    }
}

impl Iterator for Pages<'_> {
    type Item = Result<Loose, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(Ok(ready));
            }
            let told = match &mut self.page {
                Page::None => {
                    let (name, input) = self.inputs.next()?;
                    self.names.push(name);
                    self.begin(input);
                    continue;
                }
                Page::Json((documents, left)) => {
                    left.store(self.limit, Ordering::Relaxed);
                    match documents.next() {
                        None => {
                            self.page = Page::None;
                            continue;
                        }
                        Some(Ok(page)) => self.document(page).map_err(|kind| (None, kind)),
                        Some(Err(error)) => {
                            // Where the next document begins is not known any more.
                            self.page = Page::None;
                            let line = error.line() as u64;
                            Err(if error.is_io() {
                                (None, io::Error::from(error).into())
                            } else {
                                (Some(line), explain(&error))
                            })
                        }
                    }
                }
                Page::Feed(feed) => match feed.items.next_record() {
                    Err(error) => {
                        self.page = Page::None;
                        Err((None, error.into()))
                    }
                    Ok(None) => {
                        if let Page::Feed(feed) = std::mem::replace(&mut self.page, Page::None) {
                            self.end_of_feed(&feed);
                        }
                        continue;
                    }
                    Ok(Some(mut record)) => {
                        if record.wrong > 0 {
                            let kind = told::replaced(record.wrong);
                            let error = self.error(Some(record.line), kind);
                            self.wrong.push(error);
                        }
                        let broken = record.broken.take();
                        let read = self.item(&record);
                        let told = broken.map_or(read, Err);
                        told.map_err(|kind| (Some(record.line), kind))
                    }
                },
            };
            if let Err((line, kind)) = told {
                return Some(Err(self.error(line, kind)));
            }
        }
    }
}

/// The number of the topic and the number of the post in it that a link leads to: `…/t/SLUG/TOPIC/POST`.
fn place_of(link: &str) -> Option<(&str, u64)> {
    let (_, path) = link.split_once("/t/")?;
    let path = path.split(['?', '#']).next()?;
    let mut parts = path.split('/').rev().filter(|part| !part.is_empty());
    let (last, before) = (parts.next()?, parts.next()?);
    let number = last.parse().ok()?;
    // A topic without a post: its first.
    if before.parse::<u64>().is_ok() { Some((before, number)) } else { Some((last, 1)) }
}

/// The name of somebody: `ann`, or `@ann Ann Doe`.
fn author_of(creator: &str) -> Option<String> {
    let creator = creator.trim();
    let name = match creator.strip_prefix('@') {
        Some(rest) => rest.split_whitespace().next()?,
        None => creator,
    };
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// The fields of an item, and of what stands above the items.
#[derive(Default)]
struct Item {
    title: String,
    link: String,
    text: String,
    author: String,
    date: String,
    guid: String,
}

impl Item {
    fn take(&mut self, step: Step<'_>) {
        let Step::Close(name, text) = step else { return };
        let field = match name {
            "title" => &mut self.title,
            "link" => &mut self.link,
            "description" => &mut self.text,
            "dc:creator" => &mut self.author,
            "pubDate" => &mut self.date,
            "guid" => &mut self.guid,
            _ => return,
        };
        if field.is_empty() {
            *field = text;
        }
    }
}

/// Reads no more than what is left of a document.
struct Guard<'r> {
    input: Input<'r>,
    left: Arc<AtomicUsize>,
    limit: usize,
}

impl Read for Guard<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 && !to.is_empty() {
            let limit = super::limits::size(self.limit as u64);
            return Err(io::Error::other(format!(
                "a page longer than {limit}, the most that is held"
            )));
        }
        let most = left.min(to.len());
        let length = self.input.read(&mut to[..most])?;
        self.left.store(left - length, Ordering::Relaxed);
        Ok(length)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawPage {
    id: Scalar,
    title: Scalar,
    slug: Scalar,
    post_stream: RawStream,
    latest_posts: Option<Vec<RawPost>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawStream {
    posts: Option<Vec<RawPost>>,
    stream: Option<Vec<Scalar>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawPost {
    id: Scalar,
    username: Scalar,
    created_at: Scalar,
    cooked: Scalar,
    raw: Scalar,
    post_number: Option<u64>,
    reply_to_post_number: Option<u64>,
    post_type: Option<u64>,
    topic_id: Scalar,
    topic_slug: Scalar,
    topic_title: Scalar,
    post_url: Scalar,
    user_deleted: Option<bool>,
    deleted_at: Scalar,
}

/// What a page says of its topic.
struct TopicHead {
    id: Option<String>,
    title: Option<String>,
    slug: Option<String>,
}

impl RawPost {
    /// The post; none if it only tells what a moderator did.
    fn loose(self, head: &TopicHead, source: u32) -> Option<Loose> {
        let gone = self.user_deleted == Some(true) || self.deleted_at.is_there();
        let text = match (self.cooked.text(), self.raw.text()) {
            _ if gone => String::new(),
            (Some(cooked), _) => html::text(&cooked),
            (None, Some(raw)) => quotes(&raw),
            (None, None) => String::new(),
        };
        // “Closed”, “pinned” and the like.
        if self.post_type == Some(3) && text.is_empty() {
            return None;
        }
        let number = self.post_number.unwrap_or_default();
        let topic = self.topic_id.text().or_else(|| head.id.clone());
        let slug = self.topic_slug.text().or_else(|| head.slug.clone());
        let url = topic.as_ref().map(|topic| match &slug {
            Some(slug) => format!("/t/{slug}/{topic}"),
            None => format!("/t/{topic}"),
        });
        let post_url = self.post_url.text().or_else(|| Some(format!("{}/{number}", url.as_ref()?)));
        Some(Loose {
            key: key_of(topic.as_deref().unwrap_or_default(), 10),
            order: number,
            source,
            opens: number == 1,
            name: self.post_number.map(|number| number.to_string()),
            parent: self.reply_to_post_number.map(|number| number.to_string()),
            thread: ThreadHead {
                id: topic,
                title: self.topic_title.text().or_else(|| head.title.clone()),
                url,
            },
            post: Post {
                id: self.id.text(),
                author: self.username.text(),
                date: self.created_at.text(),
                url: post_url,
                ..Post::new(Role::Post, text)
            },
        })
    }
}

/// The source of a post with its `[quote="ann, post:1, topic:2"]…[/quote]` as quoted lines.
fn quotes(raw: &str) -> String {
    if !raw.contains("[quote") {
        return raw.trim().to_owned();
    }
    let (mut out, mut depth) = (String::with_capacity(raw.len()), 0_usize);
    for line in raw.lines() {
        let mark = line.trim();
        if let Some(rest) = mark.strip_prefix("[quote").filter(|_| mark.ends_with(']')) {
            let name = rest.trim_start_matches(['=', '"']).split([',', '"', ']']).next();
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                out.push_str(&"> ".repeat(depth));
                out.push_str(name);
                out.push_str(" wrote:\n");
            }
            // Depth costs two bytes a line; nobody quotes deeper.
            depth = (depth + 1).min(16);
        } else if mark == "[/quote]" {
            depth = depth.saturating_sub(1);
        } else {
            out.push_str(&"> ".repeat(depth));
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thread::Thread;

    fn read(text: &str) -> (Vec<Thread>, Vec<String>) {
        let (mut threads, mut told) = (Vec::new(), Vec::new());
        for thread in open("d", Box::new(text.as_bytes()), 1 << 20) {
            match thread {
                Ok(thread) => threads.push(thread),
                Err(error) => told.push(error.to_string()),
            }
        }
        (threads, told)
    }

    fn show(thread: &Thread) -> Vec<String> {
        let show = |post: &Post| {
            format!("{} {:?}: {}", post.author.as_deref().unwrap_or("-"), post.reply_to, post.text)
        };
        thread.posts.iter().map(show).collect()
    }

    fn post(number: u32, to: &str, body: &str) -> String {
        format!(
            r#"{{"id": 10{number}, "username": "u{number}", "created_at": "2020-01-0{number}", "post_number": {number}, "reply_to_post_number": {to}, "topic_id": 7, "topic_slug": "s", {body}}}"#
        )
    }

    #[test]
    fn pages_of_a_topic_are_joined_and_no_post_comes_twice() {
        let one = post(1, "null", r#""cooked": "<p>Who <em>did</em>?</p>""#);
        let two = post(
            2,
            "1",
            r#""cooked": "", "raw": "[quote=\"u1, post:1, topic:7\"]\nWho?\n[/quote]\n\nI did""#,
        );
        let three =
            post(3, "2", r#""cooked": "<p>(post deleted by author)</p>", "user_deleted": true"#);
        let note =
            post(4, "null", r#""cooked": "", "post_type": 3, "action_code": "closed.enabled""#);
        let five = post(5, "3", r#""cooked": "<p>Oh</p>""#);
        let first = format!(
            r#"{{"id": 7, "title": "T", "slug": "s", "post_stream": {{"posts": [{one}, {two}], "stream": [101, 102, 103, 104, 105, 109]}}}}"#
        );
        let rest =
            format!(r#"{{"post_stream": {{"posts": [{five}, {note}, {three}, {two}]}}, "id": 7}}"#);
        assert!(is(first.as_bytes()) && is(rest.as_bytes()));
        let (threads, told) = read(&format!("{rest}\n{first}"));
        assert_eq!(threads.len(), 1);
        assert_eq!(
            show(&threads[0]),
            [
                "u1 None: Who did?",
                "u2 Some(0): u1 wrote:\n> Who?\n\nI did",
                "u3 Some(1): ",
                "u5 Some(2): Oh"
            ]
        );
        let thread = &threads[0];
        assert_eq!(
            (thread.id.as_deref(), thread.title.as_deref(), thread.url.as_deref()),
            (Some("7"), Some("T"), Some("/t/s/7"))
        );
        assert_eq!(thread.posts[1].url.as_deref(), Some("/t/s/7/2"));
        assert_eq!(
            told,
            ["d: 1 post of these topics is not there: fetch the further pages to have it read"]
        );
        // Without its first page.
        let (threads, told) = read(&rest);
        assert_eq!((threads[0].title.as_deref(), threads[0].id.as_deref()), (None, Some("7")));
        assert_eq!(show(&threads[0]).len(), 3);
        assert_eq!(told, [""; 0]);
    }

    const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://f.org/t/s/7</link>
<description>&lt;p&gt;Who?&lt;/p&gt;</description>
<item><title>T</title><dc:creator><![CDATA[ann]]></dc:creator><description><![CDATA[<p>Three</p>
  <p><a href="https://f.org/t/s/7/3">Read full topic</a></p>]]></description><link>https://f.org/t/s/7/3</link><pubDate>d3</pubDate><guid isPermaLink="false">f.org-post-7-3</guid></item>
<item><title>T</title><dc:creator>@bob Bob B</dc:creator><description>&lt;p&gt;Two&lt;/p&gt;</description><link>https://f.org/t/s/7/2</link></item>
<item><link>https://f.org/</link></item></channel></rss>"#;

    #[test]
    fn the_feed_of_a_topic_is_read_first_to_last() {
        assert!(is(FEED.as_bytes()));
        let (threads, told) = read(FEED);
        assert_eq!(show(&threads[0]), ["- None: Who?", "bob None: Two", "ann None: Three"]);
        assert_eq!(threads[0].url.as_deref(), Some("https://f.org/t/s/7"));
        assert_eq!(
            told,
            ["d:6: an item whose link leads to no post of a topic: the record is skipped"]
        );
    }

    #[test]
    fn damage_is_located() {
        let page =
            format!(r#"{{"post_stream": {{"posts": [{}]}}}}"#, post(1, "null", r#""raw": "x""#));
        let (threads, told) = read(&format!("{page}\n{}", &page[..page.len() - 9]));
        assert_eq!((threads.len(), told.len()), (1, 1));
        assert!(told[0].starts_with("d:2: not valid JSON: EOF"), "{}", told[0]);
        let (_, told) = read(&format!("{{\"post_stream\": \"{}\"}}", "x".repeat(2 << 20)));
        assert!(told[0].contains("a page longer than 1 MiB"), "{}", told[0]);
        assert!(read("{\"id\": 1}").1[0].contains("JSON without `post_stream`"));
    }
}
