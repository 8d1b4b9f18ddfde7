//! `Posts.xml` of a Stack Exchange dump: a question or an answer a row.
//!
//! Answers come long after their questions; they are [joined](super::joined) to threads in the order of the numbers of the questions. Rows of other
//! kinds, which are pages of the wiki and notes of moderators, are counted.

use super::bounded::Input;
use super::error::{IngestError, IngestErrorKind};
use super::html;
use super::joined::{Joined, Records};
use super::loose::{Loose, ThreadHead, key_of};
use super::told::{self, Replaced};
use super::xml::{Record, RecordReader, Step, attribute, walk};
use crate::thread::{Post, Role, SourceForm};

/// The names of people who have no number any more stand in a field of their own.
const OWNER: &[&str] = &["OwnerDisplayName", "OwnerUserId"];

/// Is it `Posts.xml` that begins with `head`?
pub(super) fn is(head: &[u8]) -> bool {
    let has = |what: &[u8]| memchr::memmem::find(head, what).is_some();
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace() && **byte < 0x80);
    first == Some(&b'<') && (has(b"<posts>") || has(b"PostTypeId=")) && has(b"<row ")
}

/// The posts of a dump.
pub(super) struct Rows<'r> {
    name: String,
    records: RecordReader<'r>,
    order: u64,
    /// Rows of other kinds.
    others: u64,
    wrong: Replaced,
    over: bool,
}

/// The threads of a dump.
pub(super) fn open<'r>(name: &str, input: Input<'r>, limit: usize) -> Joined<Rows<'r>> {
    let records = RecordReader::new(input, &["row"], limit);
    let name = name.to_owned();
    Joined::new(
        Rows { name, records, order: 0, others: 0, wrong: Replaced::default(), over: false },
        SourceForm::StackExchange,
        limit,
    )
}

impl Rows<'_> {
    /// The post of a row, if it is one.
    fn read(&mut self, record: &Record) -> Result<Option<Loose>, IngestErrorKind> {
        let mut fields = Fields::default();
        let mut met = false;
        walk(&record.xml, |step| {
            if let Step::Open(_, tag) = step
                && !std::mem::replace(&mut met, true)
            {
                fields = Fields::read(|name| attribute(tag, name).filter(|text| !text.is_empty()));
            }
        })?;
        let opens = match fields.kind.as_deref() {
            Some("1") => true,
            Some("2") => false,
            Some(_) => {
                self.others += 1;
                return Ok(None);
            }
            None => return Err(told::skipped("a row without `PostTypeId`")),
        };
        let Some(id) = fields.id else {
            return Err(told::skipped("a row without `Id`"));
        };
        // An answer whose question is not named is a thread of its own.
        let question = if opens { None } else { fields.parent };
        let thread = question.as_ref().unwrap_or(&id).clone();
        self.order += 1;
        Ok(Some(Loose {
            key: key_of(&thread, 10),
            order: self.order,
            source: 0,
            opens,
            name: Some(id.clone()),
            parent: question,
            thread: ThreadHead { id: Some(thread), title: fields.title, url: None },
            post: Post {
                author: fields.author,
                date: fields.date,
                id: Some(id),
                ..Post::new(
                    if opens { Role::Question } else { Role::Answer },
                    html::text(&fields.body.unwrap_or_default()),
                )
            },
        }))
    }
}

#[derive(Default)]
struct Fields {
    id: Option<String>,
    kind: Option<String>,
    parent: Option<String>,
    title: Option<String>,
    body: Option<String>,
    date: Option<String>,
    author: Option<String>,
}

impl Fields {
    fn read(of: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            id: of("Id"),
            kind: of("PostTypeId"),
            parent: of("ParentId"),
            title: of("Title"),
            body: of("Body"),
            date: of("CreationDate"),
            author: OWNER.iter().find_map(|name| of(name)),
        }
    }
}

impl Records for Rows<'_> {
    fn name(&self, _: u32) -> &str {
        &self.name
    }

    fn left_out(&mut self) -> Vec<IngestError> {
        let mut told = Vec::from_iter(self.wrong.take(&self.name));
        if self.others > 0 {
            let kind = told::left_out(
                self.others,
                "row is neither question nor answer (wikis of tags, notes of moderators) and was passed over",
                "rows are neither questions nor answers (wikis of tags, notes of moderators) and were passed over",
            );
            told.push(IngestError::new(&self.name, None, kind));
        }
        told
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Loose, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            match self.records.next_record() {
                Ok(None) => self.over = true,
                Err(error) => {
                    self.over = true;
                    return Some(Err(IngestError::new(&self.name, None, error)));
                }
                Ok(Some(mut record)) => {
                    self.wrong.add(record.line, record.wrong);
                    let read = match record.broken.take() {
                        Some(kind) => Err(kind),
                        None => self.read(&record),
                    };
                    match read {
                        Ok(None) => {}
                        Ok(Some(loose)) => return Some(Ok(loose)),
                        Err(kind) => {
                            return Some(Err(IngestError::new(
                                &self.name,
                                Some(record.line),
                                kind,
                            )));
                        }
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="9" PostTypeId="2" ParentId="4" CreationDate="2012-05-03T16:05:00.000" Body="&lt;p&gt;I did.&lt;/p&gt;&#xA;&#xA;&lt;blockquote&gt;&lt;p&gt;Who?&lt;/p&gt;&lt;/blockquote&gt;" OwnerUserId="12" />
  <row Id="5" PostTypeId="5" Body="" />
  <row Id="7" PostTypeId="1" Title="B" Body="&lt;p&gt;Is it &lt;em&gt;safe&lt;/em&gt;?&lt;/p&gt;" />
  <row Id="x" PostTypeId="2" ParentId="7" Body="cut
  <row Id="4" PostTypeId="1" Title="Who took &quot;it&quot;?" Body="Tell &amp;amp; ask" OwnerDisplayName="ann" />
  <row Id="8" PostTypeId="2" ParentId="3" Body="Lost" />
  <row PostTypeId="1" Body="no number" />
</posts>
"#;

    #[test]
    fn answers_are_joined_to_their_questions() {
        assert!(is(DUMP.as_bytes()) && !is(b"<users><row Id=\"1\"/></users>"));
        let told: Vec<String> = open("Posts.xml", Box::new(DUMP.as_bytes()), 1 << 24)
            .map(|thread| match thread {
                Err(error) => error.to_string(),
                Ok(thread) => {
                    let posts = thread.posts.iter().map(|post| {
                        format!(
                            "{} {:?} {:?}",
                            post.text,
                            post.author.as_deref().unwrap_or(""),
                            post.reply_to
                        )
                    });
                    let id = thread.id.as_deref().unwrap_or("");
                    format!("{id} {:?}: {}", thread.title, posts.collect::<Vec<_>>().join("|"))
                }
            })
            .collect();
        assert_eq!(
            told,
            [
                "Posts.xml:6: cut short: this record has no end, and is read as far as it goes",
                "Posts.xml:9: a row without `Id`: the record is skipped",
                "3 None: Lost \"\" None",
                "4 Some(\"Who took \\\"it\\\"?\"): Tell & ask \"ann\" None|I did.\n\n> Who? \"12\" Some(0)",
                "7 Some(\"B\"): Is it safe? \"\" None",
                "Posts.xml: 1 row is neither question nor answer (wikis of tags, notes of moderators) and was passed over",
            ]
        );
    }
}
