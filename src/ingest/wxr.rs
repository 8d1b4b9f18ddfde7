//! Exports of `WordPress` sites (WXR).
//!
//! An article or a page is a thread with its comments; a topic of a forum that `WordPress` runs (`bbPress`) is one with its replies, which are items of their
//! own and are [joined](super::joined). Threads come in the order of their numbers. What was not published, not approved or is no text is counted.

use std::collections::VecDeque;

use super::bounded::Input;
use super::error::{IngestError, IngestErrorKind};
use super::html;
use super::joined::{Joined, Records};
use super::loose::{Loose, ThreadHead, key_of};
use super::told::{self, Replaced};
use super::xml::{Record, RecordReader, Step, walk};
use crate::thread::{Post, Role, SourceForm};

/// Items that somebody wrote to be read.
const WRITTEN: &[&str] = &["", "post", "page", "topic", "reply", "product", "question", "answer"];

/// Is it an export that begins with `head`?
pub(super) fn is(head: &[u8]) -> bool {
    let has = |what: &str| memchr::memmem::find(head, what.as_bytes()).is_some();
    head.trim_ascii_start().starts_with(b"<") && has("<rss") && has("wordpress.org/export/")
}

/// The posts of an export.
pub(super) struct Items<'r> {
    name: String,
    records: RecordReader<'r>,
    ready: VecDeque<Loose>,
    order: u64,
    left: LeftOut,
    wrong: Replaced,
    over: bool,
}

/// What is not read.
#[derive(Default)]
struct LeftOut {
    items: u64,
    unpublished: u64,
    comments: u64,
    pings: u64,
}

/// The threads of an export.
pub(super) fn open<'r>(name: &str, input: Input<'r>, limit: usize) -> Joined<Items<'r>> {
    let items = Items {
        name: name.to_owned(),
        records: RecordReader::new(input, &["item"], limit),
        ready: VecDeque::new(),
        order: 0,
        left: LeftOut::default(),
        wrong: Replaced::default(),
        over: false,
    };
    Joined::new(items, SourceForm::Wxr, limit)
}

impl Items<'_> {
    fn read(&mut self, record: &Record) -> Result<(), IngestErrorKind> {
        let mut item = Item::default();
        // What was met before an error is read all the same.
        let walked = walk(&record.xml, |step| item.take(step));
        if !WRITTEN.contains(&item.kind.as_str()) {
            self.left.items += 1;
            return walked;
        }
        if !["", "publish", "private", "closed", "inherit"].contains(&item.status.as_str()) {
            self.left.unpublished += 1;
            return walked;
        }
        let id = Some(item.id.trim().to_owned()).filter(|id| !id.is_empty());
        let is_reply = ["reply", "answer"].contains(&item.kind.as_str());
        let above =
            Some(item.parent.trim()).filter(|parent| is_reply && !["", "0"].contains(parent));
        self.order += 1;
        let thread = above.map(str::to_owned).or_else(|| id.clone());
        let nameless = format!("#{}", self.order);
        let key = key_of(thread.as_deref().unwrap_or(&nameless), 10);
        let link = Some(item.link.trim().to_owned()).filter(|link| !link.is_empty());
        let text = html::text(&paragraphs(&item.content));
        let comments = std::mem::take(&mut item.comments);
        if text.is_empty() && comments.iter().all(|comment| comment.text.trim().is_empty()) {
            self.left.items += 1;
            return walked;
        }
        let name = format!("p{}", id.as_deref().unwrap_or(&nameless));
        let role = match item.kind.as_str() {
            "topic" | "reply" => Role::Post,
            "question" => Role::Question,
            "answer" => Role::Answer,
            _ => Role::Article,
        };
        let title = Some(html::text(&item.title)).filter(|title| !title.is_empty() && !is_reply);
        self.ready.push_back(Loose {
            key,
            order: self.order,
            source: 0,
            opens: !is_reply,
            name: Some(name.clone()),
            parent: above.map(|above| format!("p{above}")),
            thread: ThreadHead { id: thread, title, url: link.clone().filter(|_| !is_reply) },
            post: Post {
                id,
                author: some(item.author),
                date: some(item.date),
                url: link.clone(),
                ..Post::new(role, text)
            },
        });
        for comment in comments {
            self.comment(comment, key, &name, link.as_deref());
        }
        walked
    }

    fn comment(&mut self, comment: Comment, key: u64, article: &str, link: Option<&str>) {
        if ["pingback", "trackback"].contains(&comment.kind.trim()) {
            self.left.pings += 1;
            return;
        }
        if !["1", "approve", "approved", ""].contains(&comment.approved.trim()) {
            self.left.comments += 1;
            return;
        }
        self.order += 1;
        let id = some(comment.id);
        let parent = comment.parent.trim();
        let parent = match parent {
            "" | "0" => article.to_owned(),
            parent => format!("c{parent}"),
        };
        let url = link.zip(id.as_deref()).map(|(link, id)| format!("{link}#comment-{id}"));
        self.ready.push_back(Loose {
            key,
            order: self.order,
            source: 0,
            opens: false,
            name: id.as_ref().map(|id| format!("c{id}")),
            parent: Some(parent),
            thread: ThreadHead::default(),
            post: Post {
                id,
                author: some(comment.author),
                date: some(comment.date),
                url,
                ..Post::new(Role::Comment, html::text(&paragraphs(&comment.text)))
            },
        });
    }
}

fn some(text: String) -> Option<String> {
    let trimmed = text.trim();
    if trimmed.len() == text.len() {
        return Some(text).filter(|text| !text.is_empty());
    }
    Some(trimmed.to_owned()).filter(|text| !text.is_empty())
}

/// The HTML of a text in which `WordPress` takes blank lines for paragraphs.
fn paragraphs(text: &str) -> String {
    if text.contains("<p>") || text.contains("<p ") || !text.contains('\n') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    let text = text.replace("\r\n", "\n");
    let mut lines = text.trim().lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        let Some(next) = lines.peek() else { break };
        if next.trim().is_empty() {
            while lines.next_if(|next| next.trim().is_empty()).is_some() {}
            out.push_str("<p>");
        } else if line.trim_end().ends_with('>') && next.trim_start().starts_with('<') {
            out.push('\n');
        } else {
            out.push_str("<br>");
        }
    }
    out
}

#[derive(Default)]
struct Item {
    title: String,
    link: String,
    author: String,
    content: String,
    id: String,
    date: String,
    kind: String,
    status: String,
    parent: String,
    comments: Vec<Comment>,
    in_comment: bool,
}

#[derive(Default)]
struct Comment {
    id: String,
    author: String,
    date: String,
    text: String,
    approved: String,
    kind: String,
    parent: String,
}

impl Item {
    fn take(&mut self, step: Step<'_>) {
        let (name, text) = match step {
            Step::Open("wp:comment", _) => {
                self.comments.push(Comment::default());
                self.in_comment = true;
                return;
            }
            Step::Close("wp:comment", _) => {
                self.in_comment = false;
                return;
            }
            Step::Open(..) => return,
            Step::Close(name, text) => (name, text),
        };
        let comment = self.comments.last_mut().filter(|_| self.in_comment);
        let field = match (name, comment) {
            ("wp:comment_id", Some(comment)) => &mut comment.id,
            ("wp:comment_author", Some(comment)) => &mut comment.author,
            ("wp:comment_date", Some(comment)) => &mut comment.date,
            ("wp:comment_content", Some(comment)) => &mut comment.text,
            ("wp:comment_approved", Some(comment)) => &mut comment.approved,
            ("wp:comment_type", Some(comment)) => &mut comment.kind,
            ("wp:comment_parent", Some(comment)) => &mut comment.parent,
            ("title", None) => &mut self.title,
            ("link", None) => &mut self.link,
            ("dc:creator", None) => &mut self.author,
            ("content:encoded", None) => &mut self.content,
            ("wp:post_id", None) => &mut self.id,
            ("wp:post_date", None) => &mut self.date,
            ("wp:post_type", None) => &mut self.kind,
            ("wp:status", None) => &mut self.status,
            ("wp:post_parent", None) => &mut self.parent,
            _ => return,
        };
        *field = text;
    }
}

impl Records for Items<'_> {
    fn name(&self, _: u32) -> &str {
        &self.name
    }

    fn left_out(&mut self) -> Vec<IngestError> {
        let LeftOut { items, unpublished, comments, pings } = self.left;
        let counts = [
            (
                items,
                "item is no text (attachments, menus, settings) and was passed over",
                "items are no texts (attachments, menus, settings) and were passed over",
            ),
            (
                unpublished,
                "item is not published (a draft, or deleted) and was passed over",
                "items are not published (drafts, or deleted) and were passed over",
            ),
            (
                comments,
                "comment is not approved (spam, deleted, or waiting) and was passed over",
                "comments are not approved (spam, deleted, or waiting) and were passed over",
            ),
            (
                pings,
                "ping of another site was passed over",
                "pings of other sites were passed over",
            ),
        ];
        let mut told = Vec::from_iter(self.wrong.take(&self.name));
        for (count, one, many) in counts {
            if count > 0 {
                told.push(IngestError::new(&self.name, None, told::left_out(count, one, many)));
            }
        }
        told
    }
}

impl Iterator for Items<'_> {
    type Item = Result<Loose, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(Ok(ready));
            }
            if self.over {
                return None;
            }
            match self.records.next_record() {
                Ok(None) => self.over = true,
                Err(error) => {
                    self.over = true;
                    return Some(Err(IngestError::new(&self.name, None, error)));
                }
                Ok(Some(mut record)) => {
                    self.wrong.add(record.line, record.wrong);
                    let broken = record.broken.take();
                    let read = self.read(&record);
                    if let Err(kind) = broken.map_or(read, Err) {
                        return Some(Err(IngestError::new(&self.name, Some(record.line), kind)));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title>
"#;

    fn item(id: u32, kind: &str, content: &str, rest: &str) -> String {
        format!(
            "<item><title><![CDATA[Title {id} &amp; more]]></title><link>https://s.org/?p={id}</link><dc:creator>ann</dc:creator>\n<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[no]]></excerpt:encoded><wp:post_id>{id}</wp:post_id><wp:post_date>2012-05-03 16:05:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>{kind}</wp:post_type>{rest}</item>\n"
        )
    }

    fn comment(id: u32, parent: u32, approved: &str, kind: &str, text: &str) -> String {
        format!(
            "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[c{id}]]></wp:comment_author><wp:comment_date>d</wp:comment_date><wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent><wp:commentmeta><wp:meta_key>k</wp:meta_key></wp:commentmeta></wp:comment>"
        )
    }

    fn told(xml: &str) -> Vec<String> {
        open("w", Box::new(xml.as_bytes()), 1 << 20)
            .map(|thread| match thread {
                Err(error) => error.to_string(),
                Ok(thread) => {
                    let posts = thread.posts.iter().map(|post| {
                        let author = post.author.as_deref().unwrap_or("-");
                        format!("{author} {:?} {:?}: {}", post.role, post.reply_to, post.text)
                    });
                    let title = thread.title.unwrap_or_default();
                    format!("{title}| {}", posts.collect::<Vec<_>>().join("| "))
                }
            })
            .collect()
    }

    #[test]
    fn articles_come_with_their_approved_comments() {
        let comments = [
            comment(3, 2, "1", "comment", "Three"),
            comment(2, 0, "1", "", "Two\r\nlines\r\n\r\nand <b>more</b>"),
            comment(4, 0, "spam", "", "Buy"),
            comment(5, 0, "0", "", "Waiting"),
            comment(6, 0, "1", "pingback", "Ping"),
        ];
        let xml = [
            HEAD,
            &item(9, "attachment", "a file", ""),
            &item(
                8,
                "post",
                "<!-- wp:paragraph -->\n<p>I took <i>it</i>.</p>\n<!-- /wp:paragraph -->",
                &comments.concat(),
            ),
            &item(7, "page", "Draft", "").replace("publish", "draft"),
            "</channel></rss>",
        ]
        .concat();
        assert!(is(xml.as_bytes()));
        assert_eq!(
            told(&xml),
            [
                "Title 8 & more| ann Article None: I took it.| c2 Comment Some(0): Two\nlines\n\nand more| c3 Comment Some(1): Three",
                "w: 1 item is no text (attachments, menus, settings) and was passed over",
                "w: 1 item is not published (a draft, or deleted) and was passed over",
                "w: 2 comments are not approved (spam, deleted, or waiting) and were passed over",
                "w: 1 ping of another site was passed over"
            ]
        );
    }

    #[test]
    fn replies_of_a_forum_are_joined_to_their_topic() {
        let xml = [
            HEAD,
            &item(12, "reply", "I did", "<wp:post_parent>11</wp:post_parent>"),
            &item(11, "topic", "Who?", "<wp:post_parent>5</wp:post_parent>"),
        ]
        .concat();
        assert_eq!(told(&xml), ["Title 11 & more| ann Post None: Who?| ann Post Some(0): I did"]);
    }

    #[test]
    fn an_export_that_is_cut_short_is_read_as_far_as_it_goes() {
        let whole = item(8, "post", "Text", &comment(2, 0, "1", "", "Two"));
        let xml = format!("{HEAD}{}{}", item(3, "post", "One", ""), &whole[..whole.len() - 30]);
        assert_eq!(
            told(&xml),
            [
                "w:5: cut short: this record has no end, and is read as far as it goes",
                "Title 3 & more| ann Article None: One",
                "Title 8 & more| ann Article None: Text| c2 Comment Some(0): Two"
            ]
        );
    }
}
