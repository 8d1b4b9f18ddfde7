//! Dumps with a submission or a comment a line.

use std::borrow::Cow;

use serde::Deserialize;

use super::Thing;
use crate::ingest::bounded::{Input, Line, ManyLines, Next};
use crate::ingest::error::{IngestError, IngestErrorKind};
use crate::ingest::joined::Records;
use crate::ingest::jsonl::explain;
use crate::ingest::loose::{Loose, key_of};
use crate::ingest::scalar::Scalar;
use crate::ingest::told;

/// The posts of dumps, line by line. The key of a thread is the number of its submission, so threads come out in the order in which they were opened.
pub(in crate::ingest) struct Dump<'r> {
    lines: ManyLines<'r>,
    limit: usize,
    buffer: Vec<u8>,
    order: u64,
    wrong: Option<(u32, u64, u64)>,
}

impl<'r> Dump<'r> {
    pub(in crate::ingest) fn new(
        inputs: impl Iterator<Item = (String, Input<'r>)> + Send + 'r,
        limit: usize,
    ) -> Self {
        let lines = ManyLines::new(inputs, limit);
        Self { lines, limit, buffer: Vec::new(), order: 0, wrong: None }
    }

    fn error(&self, kind: impl Into<IngestErrorKind>) -> IngestError {
        let line = Some(self.lines.line()).filter(|line| *line > 0);
        IngestError::new(self.lines.name(self.lines.source()), line, kind)
    }

    fn read(&mut self) -> Result<Loose, IngestErrorKind> {
        let line = if let Ok(line) = std::str::from_utf8(&self.buffer) {
            Cow::Borrowed(line)
        } else {
            let place = (self.lines.source(), self.lines.line(), 0);
            let invalid = |chunk: std::str::Utf8Chunk<'_>| chunk.invalid().len() as u64;
            self.wrong.get_or_insert(place).2 +=
                self.buffer.utf8_chunks().map(invalid).sum::<u64>();
            String::from_utf8_lossy(&self.buffer)
        };
        let raw: Raw = serde_json::from_str(&line).map_err(|error| explain(&error))?;
        let thing = Thing {
            id: raw.id.text(),
            name: raw.name.text(),
            title: raw.title.0,
            selftext: raw.selftext.0,
            body: raw.body.0,
            author: raw.author.text(),
            date: raw.created_utc.text().or(raw.created.text()),
            parent: raw.parent_id.text(),
            link: raw.link_id.text(),
            link_title: raw.link_title.text(),
            permalink: raw.permalink.text(),
        };
        if !thing.is_post() {
            return Err(IngestErrorKind::Shape {
                what: "neither `title`, as a submission has it, nor `body`, as a comment has it"
                    .into(),
                column: 0,
            });
        }
        self.order += 1;
        let own = || thing.full_name().unwrap_or_else(|| format!("#{}", self.order));
        Ok(Loose {
            key: key_of(thing.thread_id().unwrap_or(&own()), 36),
            order: self.order,
            source: self.lines.source(),
            opens: thing.is_submission(),
            name: thing.full_name(),
            parent: thing.parent.clone().or_else(|| thing.link.clone()),
            thread: thing.head(),
            post: thing.post(),
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    id: Scalar,
    name: Scalar,
    title: Scalar,
    selftext: Scalar,
    body: Scalar,
    author: Scalar,
    created_utc: Scalar,
    created: Scalar,
    parent_id: Scalar,
    link_id: Scalar,
    link_title: Scalar,
    permalink: Scalar,
}

impl Records for Dump<'_> {
    fn name(&self, source: u32) -> &str {
        self.lines.name(source)
    }

    fn left_out(&mut self) -> Vec<IngestError> {
        let told = self.wrong.take().map(|(source, line, count)| {
            IngestError::new(self.lines.name(source), Some(line), told::replaced(count))
        });
        Vec::from_iter(told)
    }
}

impl Iterator for Dump<'_> {
    type Item = Result<Loose, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.lines.next_line(&mut self.buffer) {
                Next::EndOfAll => return None,
                Next::EndOfInput(None) => {}
                Next::EndOfInput(Some(error)) => return Some(Err(self.error(error))),
                Next::Line(Line::TooLong) => {
                    return Some(Err(self.error(IngestErrorKind::LineTooLong(self.limit as u64))));
                }
                Next::Line(Line::Read) if self.buffer.trim_ascii().is_empty() => {}
                Next::Line(Line::Read) => {
                    return Some(self.read().map_err(|kind| self.error(kind)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::bounded::Input;
    use crate::ingest::joined::Joined;
    use crate::ingest::reddit::{Dump, open};
    use crate::thread::{SourceForm, Thread};

    const SUBMISSIONS: &str = r#"{"id": "b0", "title": "Heparin &amp; me", "selftext": "Anyone?", "author": "ann", "created_utc": 1500000000, "subreddit": "s", "permalink": "/r/s/comments/b0/heparin/"}
{"id": "zz", "title": "A link", "selftext": "", "author": "[deleted]", "created_utc": "1500000001", "subreddit": "s"}
"#;
    const COMMENTS: &str = r#"{"id": "c2", "link_id": "t3_b0", "parent_id": "t1_c1", "body": "&gt; I did\n\nAnd now?", "author": "ann", "created_utc": 1500000300.0}
{"id": "c1", "link_id": "t3_b0", "parent_id": "t3_b0", "body": "I did", "author": "bob", "created_utc": 1500000200}
{"id": "c9", "link_id": "t3_gone", "parent_id": "t1_c8", "body": "Twice a day", "author": "cat"}
{"id": "c3", "link_id": "t3_zz", "parent_id": "t3_zz", "body": "[removed]", "author": "[deleted]"}
"#;

    fn show(thread: &Thread) -> String {
        let posts = thread.posts.iter().map(|post| {
            format!("{:?}<{:?}:{}", post.author.as_deref().unwrap_or(""), post.reply_to, post.text)
        });
        format!(
            "{} {}: {}",
            thread.source,
            thread.id.as_deref().unwrap_or("-"),
            posts.collect::<Vec<_>>().join("|")
        )
    }

    #[test]
    fn submissions_and_comments_are_joined_over_files() {
        for budget in [0, 600, usize::MAX] {
            let inputs = [("RS", SUBMISSIONS), ("RC", COMMENTS)]
                .map(|(name, text)| (name.to_owned(), Box::new(text.as_bytes()) as Input<'_>));
            let dump = Dump::new(inputs.into_iter(), 1 << 24);
            let threads: Vec<Thread> =
                Joined::with_budget(dump, SourceForm::Reddit, 1 << 24, budget)
                    .map(Result::unwrap)
                    .collect();
            assert_eq!(
                threads.iter().map(show).collect::<Vec<_>>(),
                [
                    "RS b0: \"ann\"<None:Anyone?|\"bob\"<Some(0):I did|\"ann\"<Some(1):> I did\n\nAnd now?",
                    "RS zz: \"\"<None:|\"\"<Some(0):",
                    "RC gone: \"cat\"<None:Twice a day",
                ]
            );
            let first = &threads[0];
            assert_eq!(first.title.as_deref(), Some("Heparin & me"));
            assert_eq!(
                first.url.as_deref(),
                Some("https://www.reddit.com/r/s/comments/b0/heparin/")
            );
            let reply = &first.posts[2];
            assert_eq!(reply.date.as_deref(), Some("1500000300"));
            assert_eq!(reply.url.as_deref(), Some("https://www.reddit.com/comments/b0/_/c2/"));
            assert_eq!(threads[2].url.as_deref(), Some("https://www.reddit.com/comments/gone/"));
        }
    }

    #[test]
    fn bad_lines_are_located_and_the_rest_is_read() {
        let text = format!("{SUBMISSIONS}{{\"id\": 3\n{{\"id\": \"x\"}}\n\n{COMMENTS}");
        let told: Vec<String> = open("d", Box::new(text.as_bytes()), 1 << 24)
            .map(|thread| thread.map_or_else(|error| error.to_string(), |thread| show(&thread)))
            .collect();
        assert_eq!(told.len(), 5);
        assert!(told[0].starts_with("d:3: not valid JSON: EOF"), "{}", told[0]);
        assert!(told[1].starts_with("d:4: not a thread: neither `title`"), "{}", told[1]);
        assert!(told[2].starts_with("d b0: \"ann\""));
    }

    #[test]
    fn bytes_that_are_no_text_are_told() {
        let text = b"{\"id\": \"a\", \"title\": \"t\xff\", \"selftext\": \"\xfe\"}";
        let told: Vec<_> = open("d", Box::new(text.as_slice()), 1 << 24).collect();
        assert_eq!(told[0].as_ref().unwrap().posts[0].text, "\u{fffd}");
        let error = told[1].as_ref().unwrap_err();
        assert!(error.is_warning());
        assert!(error.to_string().starts_with("d:1: 2 bytes, the first"), "{error}");
    }
}
