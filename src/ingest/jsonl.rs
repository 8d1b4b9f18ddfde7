//! JSON Lines: one thread a line.
//!
//! A line is `{"id", "title"?, "url"?, "posts": [{"id"?, "author"?, "role"?, "reply_to"?, "date"?, "text"}]}` or, for a single post,
//! `{"id", "text"}`. Fields that are not named here are passed over, since scrapers add their own; `null` is the same as absent. A field that is
//! named here and has the wrong type is an error, since a wrong guess would lose what somebody wrote.
//!
//! Crawls are told as lines, too: `{"text", "url", "timestamp"}` and their like. A line that says where its text was crawled, and names no author, holds
//! a flattened page and is [read as one](super::flat). A text may also be called `content`, `body` or `selftext`.

use std::fmt;
use std::marker::PhantomData;

use rustc_hash::FxHashMap;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::error::Category;

use super::error::IngestErrorKind;
use super::scalar::Scalar as AnyScalar;
use crate::thread::{Post, Role, SourceForm, Thread};

/// The longest part of a parser's message that is passed on: it may quote the line.
const MESSAGE: usize = 200;

/// The thread of one line that is not blank.
pub(super) fn read_line(source: &str, line: &str) -> Result<Thread, IngestErrorKind> {
    let Object(raw) =
        serde_json::from_str::<Object<RawThread>>(line).map_err(|error| explain(&error))?;
    let is_page = raw.is_page();
    // Beside posts such fields are others.
    let other = raw.content.0.or(raw.body.0).or(raw.selftext.0);
    let text = raw.text.or(other.filter(|_| raw.posts.is_none()));
    if is_page && let Some(text) = text.as_deref().filter(|text| !text.trim().is_empty()) {
        let mut page = super::flat::read(source, text, Some(SourceForm::Text))?;
        for post in &mut page.posts {
            // What it counts from is no byte of the source.
            post.offset = None;
        }
        page.form = SourceForm::Jsonl;
        page.id = raw.id.map(Scalar::into_text);
        page.title = raw.title.map(Scalar::into_text).or(page.title);
        page.url = raw.url.map(Scalar::into_text);
        return Ok(page);
    }
    let single = |text| Post {
        author: raw.author.0.filter(|author| !author.is_empty()),
        date: raw.date.0.or(raw.timestamp.0),
        ..Post::new(Role::Post, text)
    };
    let posts = match (raw.posts, text) {
        (Some(posts), None) => read_posts(posts)?,
        (Some(posts), Some(text)) if posts.is_empty() => vec![single(text)],
        (Some(posts), Some(text)) if text.trim().is_empty() => read_posts(posts)?,
        (Some(_), Some(_)) => return Err(IngestErrorKind::PostsAndText),
        (None, Some(text)) => vec![single(text)],
        (None, None) => return Err(IngestErrorKind::NoPosts),
    };
    Ok(Thread {
        source: source.to_owned(),
        form: SourceForm::Jsonl,
        id: raw.id.map(Scalar::into_text),
        title: raw.title.map(Scalar::into_text),
        url: raw.url.map(Scalar::into_text),
        posts,
    })
}

fn read_posts(raw: Vec<Object<RawPost>>) -> Result<Vec<Post>, IngestErrorKind> {
    let mut links = Vec::with_capacity(raw.len());
    let mut posts = Vec::with_capacity(raw.len());
    for (at, Object(post)) in raw.into_iter().enumerate() {
        links.push(post.reply_to);
        posts.push(Post {
            id: post.id.map(Scalar::into_text),
            role: post.role.map_or(Role::Post, |role| role_of(&role.into_text())),
            author: post.author.map(Scalar::into_text),
            location: None,
            date: post.date.map(Scalar::into_text),
            reply_to: None,
            offset: None,
            url: None,
            signature: None,
            text: match post.text {
                Text::Given(text) => text,
                // A post that was deleted is dumped with `null`: it keeps its place.
                Text::Null => String::new(),
                Text::Absent => return Err(IngestErrorKind::NoText(at)),
            },
        });
    }
    let targets = resolve(&posts, &links);
    for (post, target) in posts.iter_mut().zip(without_circles(targets)) {
        post.reply_to = target;
    }
    Ok(posts)
}

fn role_of(name: &str) -> Role {
    match name.to_ascii_lowercase().as_str() {
        "question" => Role::Question,
        "answer" => Role::Answer,
        "article" => Role::Article,
        "comment" => Role::Comment,
        _ => Role::Post,
    }
}

/// The place of the post that each link names: by its id or, for a whole number that is no id, by its number.
fn resolve(posts: &[Post], links: &[Option<Scalar>]) -> Vec<Option<u32>> {
    let mut places: FxHashMap<&str, u32> = FxHashMap::default();
    for (at, post) in posts.iter().enumerate() {
        if let Some(id) = &post.id {
            places.entry(id.as_str()).or_insert(at as u32);
        }
    }
    let place = |link: &Scalar| match link {
        Scalar::Text(id) => places.get(id.as_str()).copied(),
        Scalar::Number(id, number) => {
            let numbered = number
                .filter(|number| usize::try_from(*number).is_ok_and(|number| number < posts.len()));
            places.get(id.as_str()).copied().or_else(|| numbered.map(|number| number as u32))
        }
    };
    links.iter().map(|link| link.as_ref().and_then(place)).collect()
}

/// Cuts each link that would close a circle, so that whoever follows links comes to an end.
fn without_circles(mut targets: Vec<Option<u32>>) -> Vec<Option<u32>> {
    // In which walk a post was first met; 0 is none yet.
    let mut met = vec![0; targets.len()];
    for start in 0..targets.len() {
        let mut at = start;
        while met[at] == 0 {
            met[at] = start + 1;
            let Some(next) = targets[at].map(|next| next as usize) else { break };
            if met[next] == start + 1 {
                targets[at] = None;
                break;
            }
            at = next;
        }
    }
    targets
}

/// A parser's error in our words, without the line it thinks it is on.
pub(super) fn explain(error: &serde_json::Error) -> IngestErrorKind {
    let mut what = error.to_string();
    if let Some(end) = what.rfind(" at line ") {
        what.truncate(end);
    }
    if let Some((end, _)) = what.char_indices().nth(MESSAGE) {
        what.truncate(end);
        what.push('…');
    }
    let column = error.column();
    match error.classify() {
        Category::Data => IngestErrorKind::Shape { what, column },
        _ => IngestErrorKind::Json { what, column },
    }
}

/// A JSON object and nothing else: what is derived would take a list for one, too, by the order of its fields.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

#[derive(serde::Deserialize)]
struct RawThread {
    id: Option<Scalar>,
    title: Option<Scalar>,
    url: Option<Scalar>,
    posts: Option<Vec<Object<RawPost>>>,
    text: Option<String>,
    #[serde(default)]
    content: AnyScalar,
    #[serde(default)]
    body: AnyScalar,
    #[serde(default)]
    selftext: AnyScalar,
    #[serde(default)]
    author: AnyScalar,
    #[serde(default)]
    date: AnyScalar,
    #[serde(default)]
    timestamp: AnyScalar,
    /// Marks of crawls, whatever they hold.
    #[serde(default)]
    dump: AnyScalar,
    #[serde(default)]
    warc_date: AnyScalar,
    #[serde(default)]
    file_path: AnyScalar,
}

impl RawThread {
    /// Does it say that its text is that of a page?
    fn is_page(&self) -> bool {
        let crawled = [&self.timestamp, &self.date, &self.dump, &self.warc_date, &self.file_path];
        self.posts.is_none()
            && self.url.is_some()
            && !self.author.is_there()
            && crawled.iter().any(|field| field.is_there())
    }
}

#[derive(serde::Deserialize)]
struct RawPost {
    id: Option<Scalar>,
    author: Option<Scalar>,
    role: Option<Scalar>,
    reply_to: Option<Scalar>,
    date: Option<Scalar>,
    #[serde(default)]
    text: Text,
}

/// The text of a post, where `null` is not the same as absent.
#[derive(Default)]
enum Text {
    #[default]
    Absent,
    Null,
    Given(String),
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Given))
    }
}

/// A string, or a number as it was written; dumps use both for ids and dates.
enum Scalar {
    Text(String),
    Number(String, Option<u64>),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) | Self::Number(text, _) => text,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Scalar;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a string or a number")
            }
            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(text.to_owned()))
            }
            fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
                Ok(Scalar::Text(text))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number.to_string(), Some(number)))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number.to_string(), None))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number.to_string(), None))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Thread {
        read_line("t.jsonl", line).unwrap()
    }

    fn wrong(line: &str) -> String {
        read_line("t.jsonl", line).unwrap_err().to_string()
    }

    #[test]
    fn reads_posts_with_all_their_fields() {
        let thread = read(
            r#"{"id": 7, "title": "T", "url": "u", "score": [1], "posts": [{"id": "a", "author": "J.", "role": "question", "date": 1331, "text": "x"},
                {"id": "b", "author": null, "role": "Answer", "reply_to": "a", "text": "y", "likes": {}}, {"role": "admin", "text": "z"}]}"#,
        );
        assert_eq!(
            (thread.id.as_deref(), thread.title.as_deref(), thread.url.as_deref()),
            (Some("7"), Some("T"), Some("u"))
        );
        let roles: Vec<_> = thread.posts.iter().map(|post| post.role).collect();
        assert_eq!(roles, [Role::Question, Role::Answer, Role::Post]);
        let first = &thread.posts[0];
        assert_eq!(
            (first.author.as_deref(), first.date.as_deref(), first.offset),
            (Some("J."), Some("1331"), None)
        );
        assert_eq!((thread.posts[1].reply_to, thread.posts[1].author.as_deref()), (Some(0), None));
    }

    #[test]
    fn a_single_text_is_a_thread_of_one_post() {
        let thread = read(r#"{"id": null, "text": "I took\n it"}"#);
        assert_eq!((thread.id, thread.posts), (None, vec![Post::new(Role::Post, "I took\n it")]));
    }

    #[test]
    fn a_page_of_a_crawl_is_read_as_one() {
        let page = "Who has taken it?\\n\\nJ.D. asks from Reno, NV\\n\\nI was told to.\\n\\nK.S.\\n\\nanswers from Boston on\\n\\nI did.";
        for fields in [
            format!(r#""text": "{page}", "timestamp": "2019-04-25T12:57:54Z""#),
            format!(r#""id": "<urn:uuid:1>", "dump": "CC", "text": "{page}", "date": "2013""#),
            format!(r#""content": "{page}", "warc_date": null, "file_path": "s3""#),
        ] {
            let thread = read(&format!(r#"{{"url": "http://a.org/", {fields}}}"#));
            assert_eq!(thread.form, SourceForm::Jsonl);
            assert_eq!(
                (thread.posts.len(), thread.posts[1].offset, thread.url.as_deref()),
                (2, None, Some("http://a.org/"))
            );
            // A post that says who wrote it is one, wherever it stands.
            let post = read(&format!(r#"{{"url": "http://a.org/", "author": "ann", {fields}}}"#));
            assert_eq!((post.posts.len(), post.posts[0].author.as_deref()), (1, Some("ann")));
        }
        assert_eq!(read(r#"{"posts": [{"text": "a"}], "body": "b"}"#).posts.len(), 1);
        let post = read(r#"{"body": "I did", "author": "ann", "date": 2012}"#);
        assert_eq!(
            (post.posts[0].text.as_str(), post.posts[0].date.as_deref()),
            ("I did", Some("2012"))
        );
        assert_eq!(read(&format!(r#"{{"url": "u", "text": "{page}"}}"#)).posts.len(), 1);
    }

    #[test]
    fn replies_are_found_by_id_then_by_number_and_never_in_a_circle() {
        let to = |posts: &str| -> Vec<_> {
            read(&format!(r#"{{"posts": [{posts}]}}"#))
                .posts
                .iter()
                .map(|post| post.reply_to)
                .collect()
        };
        assert_eq!(
            to(
                r#"{"id": 5, "text": ""}, {"reply_to": 5, "text": ""}, {"reply_to": "5", "text": ""}"#
            ),
            [None, Some(0), Some(0)]
        );
        assert_eq!(
            to(r#"{"text": ""}, {"reply_to": 0, "text": ""}, {"reply_to": "0", "text": ""}"#),
            [None, Some(0), None]
        );
        assert_eq!(
            to(
                r#"{"reply_to": 9, "text": ""}, {"reply_to": -1, "text": ""}, {"reply_to": "gone", "text": ""}"#
            ),
            [None; 3]
        );
        assert_eq!(
            to(
                r#"{"reply_to": 1, "text": ""}, {"reply_to": 2, "text": ""}, {"reply_to": 0, "text": ""}"#
            ),
            [Some(1), Some(2), None]
        );
        assert_eq!(to(r#"{"reply_to": 0, "text": ""}"#), [None]);
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(wrong(r#"{"id": 1, "text" 3}"#), "not valid JSON: expected `:` at column 18");
        assert_eq!(wrong(r#"{"id": 1"#), "not valid JSON: EOF while parsing an object at column 8");
        assert_eq!(
            wrong(r#"{"id": 1, "posts": null}"#),
            "neither `posts` nor `text`: a thread needs one of them"
        );
        assert_eq!(
            wrong(r#"{"text": 1}"#),
            "not a thread: invalid type: integer `1`, expected a string at column 10"
        );
        assert_eq!(
            wrong(r#"["a", "b"]"#),
            "not a thread: invalid type: sequence, expected an object"
        );
        assert_eq!(wrong(r#"{"posts": [{"text": "a"}, {"body": "b"}]}"#), "post 1 has no `text`");
        assert_eq!(
            wrong(r#"{"posts": [{"text": "a"}], "text": "b"}"#),
            "both `posts` and `text`: put the text into a post of its own"
        );
        assert!(wrong(&format!(r#"{{"posts": "{}"}}"#, "x".repeat(9_999))).len() < 400);
    }

    #[test]
    fn a_deleted_post_keeps_its_place() {
        assert_eq!(
            read(r#"{"posts": [{"text": null}, {"text": "b", "reply_to": 0}]}"#).posts[1].reply_to,
            Some(0)
        );
    }

    #[test]
    fn deep_nesting_and_doubled_fields_are_errors() {
        let deep = "[".repeat(100_000);
        assert!(wrong(&format!(r#"{{"x": {deep}"#)).starts_with("not valid JSON: EOF"));
        assert!(wrong(&format!(r#"{{"posts": {deep}"#)).starts_with("not a thread: "));
        assert!(wrong(r#"{"text": "a", "text": "b"}"#).contains("duplicate field"));
    }
}
