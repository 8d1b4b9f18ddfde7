//! Listings: what the API gives for a page, and files that scrapers write in its likeness.
//!
//! A page of comments is two listings, one with the submission and one with the comments; each comment has its replies in a listing of its own. A
//! listing of submissions is a thread each. Replies go to any depth, and no more than one thread is held.

use std::collections::VecDeque;

use super::Thing;
use crate::ingest::bounded::Input;
use crate::ingest::error::{IngestError, IngestErrorKind, Place};
use crate::ingest::json_pull::{Broken, Event, Kind, Pull};
use crate::ingest::loose::{Loose, ThreadHead, assemble};
use crate::ingest::told;
use crate::thread::{SourceForm, Thread};

/// What one level or one thing takes that says nothing.
const LEVEL: usize = 32;

/// The threads of listings.
pub(in crate::ingest) struct Listing<'r> {
    name: String,
    pull: Pull<'r>,
    over: bool,
    limit: usize,
    /// The levels that are open.
    open: Vec<Level>,
    /// How many of them are replies.
    deep: usize,
    /// The things of the root that is read, each behind the one it stands in.
    nodes: Vec<Node>,
    /// About how many bytes they take, and what else is open.
    bytes: usize,
    /// The thread that is still to get comments.
    thread: Vec<Loose>,
    thread_id: Option<String>,
    ready: VecDeque<Result<Thread, IngestError>>,
    missing: u64,
    any: bool,
}

/// A level of JSON.
struct Level {
    /// Its thing, if it is an object.
    node: Option<usize>,
    /// Do replies stand in it?
    replies: bool,
}

/// An object, which may be a thing.
#[derive(Default)]
struct Node {
    /// The object it stands in.
    parent: Option<usize>,
    thing: Thing,
    /// What it says of comments that are not there.
    count: u64,
    stubs: u64,
    is_more: bool,
    bytes: usize,
}

impl<'r> Listing<'r> {
    pub(in crate::ingest) fn new(name: &str, input: Input<'r>, limit: usize) -> Self {
        Self {
            name: name.to_owned(),
            pull: Pull::new(input, limit),
            over: false,
            limit,
            open: Vec::new(),
            deep: 0,
            nodes: Vec::new(),
            bytes: 0,
            thread: Vec::new(),
            thread_id: None,
            ready: VecDeque::new(),
            missing: 0,
            any: false,
        }
    }

    /// Reads on until something happened; false at the end.
    fn step(&mut self) -> Result<bool, Broken> {
        let Some(event) = self.pull.next_event()? else { return Ok(false) };
        match event {
            Event::Begin(kind) => self.begin(kind, false),
            Event::End(_) => self.end(),
            Event::Key(key) => self.field(&key)?,
            // The ids of comments that are not there.
            Event::Text(_) | Event::Number(_) => {
                let inside = self.open.iter().rev().find_map(|level| level.node);
                if let Some(node) = inside.and_then(|node| self.nodes.get_mut(node)) {
                    node.stubs += 1;
                }
            }
            Event::Word => {}
        }
        // What says nothing counts, too: it is held until its thing is complete.
        if self.bytes > self.limit.saturating_mul(4) {
            return Err(self.pull.wrong("what stands in one thing is more than is held"));
        }
        Ok(true)
    }

    fn begin(&mut self, kind: Kind, replies: bool) {
        self.bytes += LEVEL;
        let node = (kind == Kind::Object).then(|| {
            let parent = self.open.iter().rev().find_map(|level| level.node);
            self.nodes.push(Node { parent, ..Node::default() });
            self.bytes += size_of::<Node>();
            self.nodes.len() - 1
        });
        self.deep += usize::from(replies);
        self.open.push(Level { node, replies });
    }

    fn field(&mut self, key: &str) -> Result<(), Broken> {
        let node = self.open.last().and_then(|level| level.node);
        let Some(node) = node.and_then(|node| self.nodes.get_mut(node)) else { return Ok(()) };
        let thing = &mut node.thing;
        let slot = match key {
            "data" | "children" | "replies" | "comments" => {
                let event = self.pull.next_event()?;
                if let Some(Event::Begin(kind)) = event {
                    self.begin(kind, matches!(key, "replies" | "comments"));
                }
                return Ok(());
            }
            "kind" => {
                node.is_more = self.pull.scalar()?.as_deref() == Some("more");
                return Ok(());
            }
            "count" => {
                let count = self.pull.scalar()?;
                node.count = count.and_then(|count| count.parse().ok()).unwrap_or_default();
                return Ok(());
            }
            "id" => &mut thing.id,
            "name" => &mut thing.name,
            "title" => &mut thing.title,
            "selftext" => &mut thing.selftext,
            "body" => &mut thing.body,
            "author" => &mut thing.author,
            "created_utc" => &mut thing.date,
            "parent_id" => &mut thing.parent,
            "link_id" => &mut thing.link,
            "link_title" => &mut thing.link_title,
            "permalink" => &mut thing.permalink,
            _ => return self.pull.skip(),
        };
        *slot = self.pull.scalar()?;
        let length = slot.as_ref().map_or(0, String::len);
        node.bytes += length;
        self.bytes += length;
        Ok(())
    }

    fn end(&mut self) {
        self.bytes = self.bytes.saturating_sub(LEVEL);
        let Some(level) = self.open.pop() else { return };
        let inside_replies = self.deep > 0;
        self.deep -= usize::from(level.replies);
        let Some(at) = level.node else { return };
        let node = &self.nodes[at];
        if !node.thing.is_post() {
            // The kind stands one level above the rest; only a stub has a list of ids.
            if node.stubs > 0 || node.is_more {
                let inside = self.nodes.get(at + 1).is_some();
                self.missing += if inside { 0 } else { node.count.max(node.stubs).max(1) };
                self.any = true;
                if let Some(above) = node.parent.and_then(|above| self.nodes.get_mut(above)) {
                    above.is_more = false;
                }
            }
            if at + 1 == self.nodes.len() {
                self.bytes = self.bytes.saturating_sub(self.nodes[at].bytes + size_of::<Node>());
                self.nodes.truncate(at);
                return;
            }
        }
        if !inside_replies {
            self.root(at);
        }
    }

    /// A thing is complete that stands in no other.
    fn root(&mut self, at: usize) {
        let nodes = self.nodes.split_off(at);
        self.bytes = self
            .bytes
            .saturating_sub(nodes.iter().map(|node| node.bytes + size_of::<Node>()).sum());
        // How answers name the nearest post at or above each.
        let mut names: Vec<Option<String>> = Vec::with_capacity(nodes.len());
        for (place, node) in nodes.into_iter().enumerate() {
            let above = node.parent.and_then(|parent| parent.checked_sub(at));
            let above = above.and_then(|above| names[above].clone());
            if !node.thing.is_post() {
                names.push(above);
                continue;
            }
            let name = node.thing.full_name();
            let name = name.unwrap_or_else(|| format!("#{}.{place}", self.thread.len()));
            names.push(Some(name.clone()));
            self.post(node.thing, name, above);
        }
    }

    fn post(&mut self, thing: Thing, name: String, above: Option<String>) {
        self.any = true;
        let link = thing.thread_id().map(str::to_owned);
        let opens = thing.is_submission();
        let other = link.is_some() && link != self.thread_id;
        if above.is_none() && (opens || other) {
            self.flush();
            self.thread_id = link;
        }
        let parent = above.or_else(|| thing.parent.clone()).or_else(|| thing.link.clone());
        let thread =
            if self.thread.is_empty() || opens { thing.head() } else { ThreadHead::default() };
        self.thread.push(Loose {
            key: 0,
            order: 0,
            source: 0,
            opens,
            name: Some(name),
            parent,
            thread,
            post: thing.post(),
        });
    }

    /// The thread is complete.
    fn flush(&mut self) {
        let posts = std::mem::take(&mut self.thread);
        if !posts.is_empty() {
            self.ready.push_back(Ok(assemble(&self.name, SourceForm::Reddit, posts)));
        }
    }

    fn finish(&mut self, error: Option<Broken>) {
        self.over = true;
        // What stood in the levels that are still open was read, too.
        if error.is_some() && !self.nodes.is_empty() {
            self.root(0);
        }
        self.flush();
        let nothing = !self.any && error.is_none();
        let error = error.map(|error| match error {
            Broken::Io(error) => IngestError::new(&self.name, None, error),
            Broken::Json { what, byte } => {
                let what = format!("not valid JSON: {what}: read as far as it goes");
                IngestError::at(&self.name, Place::Byte(byte), IngestErrorKind::Damaged(what))
            }
        });
        self.ready.extend(error.map(Err));
        if self.missing > 0 {
            let one = "or more comments are not in this file, which only says that they exist (`more`): fetch them to have them read";
            let kind = told::left_out(self.missing, one, one);
            self.ready.push_back(Err(IngestError::new(&self.name, None, kind)));
        }
        if nothing {
            let kind = told::nothing("no submission and no comment in it");
            self.ready.push_back(Err(IngestError::new(&self.name, None, kind)));
        }
    }
}

impl Iterator for Listing<'_> {
    type Item = Result<Thread, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.over {
                return None;
            }
            match self.step() {
                Ok(true) => {}
                Ok(false) => self.finish(None),
                Err(error) => self.finish(Some(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn told(json: &str) -> Vec<String> {
        Listing::new("l", Box::new(json.as_bytes()), 1 << 24)
            .map(|thread| {
                let thread = match thread {
                    Ok(thread) => thread,
                    Err(error) => return error.to_string(),
                };
                let posts =
                    thread.posts.iter().map(|post| format!("{}<{:?}", post.text, post.reply_to));
                format!(
                    "{}: {}",
                    thread.id.unwrap_or_default(),
                    posts.collect::<Vec<_>>().join("|")
                )
            })
            .collect()
    }

    fn listing(children: &str) -> String {
        format!(
            r#"{{"kind": "Listing", "data": {{"modhash": "", "children": [{children}], "after": null}}}}"#
        )
    }

    fn comment(id: &str, body: &str, replies: &str) -> String {
        format!(
            r#"{{"kind": "t1", "data": {{"link_id": "t3_s", "replies": {replies}, "id": "{id}", "body": "{body}", "author": "x", "media": {{"title": "no"}}}}}}"#
        )
    }

    const SUBMISSION: &str = r#"{"kind": "t3", "data": {"selftext": "Who did?", "title": "T", "id": "s", "crosspost_parent_list": [{"title": "other", "id": "o"}]}}"#;

    #[test]
    fn a_page_of_comments_is_one_thread() {
        let more = r#"{"kind": "more", "data": {"count": 9, "children": ["a", "b"], "id": "a"}}"#;
        let end = r#"{"data": {"count": 0, "children": [], "id": "_"}, "kind": "more"}"#;
        let inner = listing(&[comment("c", "two", "\"\""), end.into()].join(","));
        let comments =
            [comment("b", "one", &inner), comment("d", "[deleted]", "\"\""), more.into()];
        let page = format!("[{}, {}]", listing(SUBMISSION), listing(&comments.join(",")));
        assert_eq!(
            told(&page),
            [
                "s: Who did?<None|one<Some(0)|two<Some(1)|<Some(0)",
                "l: 10 or more comments are not in this file, which only says that they exist (`more`): fetch them to have them read"
            ]
        );
    }

    #[test]
    fn a_listing_of_submissions_is_a_thread_each() {
        let second = SUBMISSION.replace("\"s\"", "\"u\"");
        assert_eq!(
            told(&listing(&[SUBMISSION, &second].join(","))),
            ["s: Who did?<None", "u: Who did?<None"]
        );
    }

    #[test]
    fn a_listing_on_one_line_is_no_dump() {
        let json = listing(&SUBMISSION.replace(
            "\"id\": \"s\"",
            "\"id\": \"s\", \"subreddit\": \"x\", \"permalink\": \"/r/x\"",
        ));
        let threads = crate::ingest::reddit::open("l", Box::new(json.as_bytes()), 1 << 24);
        assert_eq!(threads.filter_map(Result::ok).count(), 1);
    }

    #[test]
    fn comments_without_their_submission_are_threads_of_their_links() {
        let other = comment("e", "five", "\"\"").replace("t3_s", "t3_u");
        let list = [comment("b", "one", "\"\""), comment("c", "two", "\"\""), other];
        assert_eq!(told(&listing(&list.join(","))), ["s: one<None|two<None", "u: five<None"]);
    }

    #[test]
    fn what_scrapers_write_is_read() {
        let json = r#"[{"title": "T", "id": "s", "comments": [{"body": "one", "replies": [{"body": "two", "id": "q"}]}, {"body": "three"}], "selftext": "x"},
            {"id": "v", "title": "U", "selftext": "y", "comments": []}]"#;
        assert_eq!(told(json), ["s: x<None|one<Some(0)|two<Some(1)|three<Some(0)", "v: y<None"]);
    }

    #[test]
    fn what_is_cut_short_is_read_as_far_as_it_goes() {
        let page = format!("[{}, {}]", listing(SUBMISSION), listing(&comment("b", "one", "\"\"")));
        for end in 0..page.len() {
            let told = told(&page[..end]);
            assert!(told.last().unwrap().starts_with("l: "), "{told:?}");
        }
        assert_eq!(told(&page[..page.len() - 5])[0], "s: Who did?<None|one<Some(0)");
    }

    #[test]
    fn replies_go_to_any_depth() {
        let depth = 30_000;
        let mut page = String::from("[");
        for _ in 0..depth {
            page.push_str(r#"{"kind":"t1","data":{"link_id":"t3_s","body":"b","replies":{"kind":"Listing","data":{"children":["#);
        }
        for at in 0..depth {
            write!(page, r#"]}}}},"id":"{at}"}}}}"#).unwrap();
        }
        page.push(']');
        let thread = Listing::new("l", Box::new(page.as_bytes()), 1 << 24).next().unwrap().unwrap();
        assert_eq!((thread.posts.len(), thread.posts[29_999].reply_to), (depth, Some(29_998)));
    }
}
