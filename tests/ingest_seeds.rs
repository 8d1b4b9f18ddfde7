//! The posts of whole pages, against what a careful reader found in them.
//!
//! The pages of `fixtures/threads` lie in the repository. Those that were really scraped do not: they lie beside it in `../shared`, or
//! where `THREADLINT_SHARED` says, and where they are missing their tests have nothing to do.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use threadlint::ingest::{IngestErrorKind, Reader, Source, sources};
use threadlint::thread::{SourceForm, Thread};

/// What is expected of a page.
#[derive(Deserialize)]
struct Expected {
    #[serde(default)]
    title: Option<String>,
    posts: Vec<ExpectedPost>,
}

/// What is expected of a post.
#[derive(Deserialize)]
struct ExpectedPost {
    role: String,
    author: Option<String>,
    location: Option<String>,
    starts_with: String,
}

/// The threads that a fixture should give.
#[derive(Deserialize)]
struct ExpectedFile {
    thread: Vec<Expected>,
}

fn folder(variable: &str, usual: &str) -> Option<PathBuf> {
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join(usual);
    Some(std::env::var_os(variable).map_or(usual, PathBuf::from)).filter(|path| path.is_dir())
}

fn read(path: &Path) -> Vec<Thread> {
    Reader::open(&Source::file(path)).unwrap().map(Result::unwrap).collect()
}

/// How `thread` differs from what is expected.
fn differences(name: &str, thread: &Thread, expected: &Expected) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |what: &str, right: bool, found: &dyn std::fmt::Debug| {
        if !right {
            wrong.push(format!("{name}: {what}, found {found:?}"));
        }
    };
    // A title stands as the page has it, slips included.
    let title = thread
        .title
        .as_deref()
        .zip(expected.title.as_deref())
        .map(|(found, expected)| found.starts_with(expected));
    check(
        &format!("title {:?}", expected.title),
        title.unwrap_or(thread.title.is_none() && expected.title.is_none()),
        &thread.title,
    );
    check(
        &format!("{} posts", expected.posts.len()),
        thread.posts.len() == expected.posts.len(),
        &thread.posts.len(),
    );
    for (at, (post, expected)) in thread.posts.iter().zip(&expected.posts).enumerate() {
        let starts = post.text.starts_with(&expected.starts_with);
        check(
            &format!("post {at} {:?}", expected.starts_with),
            starts,
            &post.text.get(..60).unwrap_or(&post.text),
        );
        let role = format!("{:?}", post.role).to_lowercase();
        check(&format!("post {at} {}", expected.role), role == expected.role, &role);
        // Nobody is named as the author of an article.
        let author = expected
            .author
            .as_ref()
            .is_none_or(|author| author == "article" || post.author.as_ref() == Some(author));
        check(&format!("post {at} by {:?}", expected.author), author, &post.author);
        let location = expected.location.is_none() || post.location == expected.location;
        check(&format!("post {at} from {:?}", expected.location), location, &post.location);
    }
    wrong
}

/// The text of each post is the bytes of the file at its offset, and posts follow one another.
fn assert_in_place(path: &Path, thread: &Thread) {
    let bytes = fs::read(path).unwrap();
    let mut end = 0;
    for post in &thread.posts {
        let start = usize::try_from(post.offset.unwrap()).unwrap();
        assert!(start >= end && !post.text.is_empty(), "{}", path.display());
        end = start + post.text.len();
        assert!(
            std::str::from_utf8(&bytes).is_err() || bytes[start..end] == *post.text.as_bytes(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn scraped_pages_have_the_posts_that_a_reader_found() {
    let Some(shared) = folder("THREADLINT_SHARED", "../shared") else { return };
    let mut wrong = Vec::new();
    for source in sources([shared.join("seeds")]) {
        let path = source.unwrap().paths()[0].clone();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let gold =
            fs::read_to_string(shared.join("gold").join(format!("{name}.gold.json"))).unwrap();
        let expected: Expected = serde_json::from_str(&gold).unwrap();
        let threads = read(&path);
        assert_in_place(&path, &threads[0]);
        wrong.extend(differences(name, &threads[0], &expected));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixtures_have_the_posts_that_stand_beside_them() {
    let Some(fixtures) = folder("THREADLINT_FIXTURES", "fixtures/threads") else { return };
    let mut wrong = Vec::new();
    for source in sources([fixtures]) {
        let path = source.unwrap().paths()[0].clone();
        let Ok(expected) = fs::read_to_string(format!("{}.expect.toml", path.display())) else {
            continue;
        };
        let expected: ExpectedFile = toml::from_str(&expected).unwrap();
        let (name, threads) = (path.file_name().unwrap().to_str().unwrap(), read(&path));
        if threads.len() != expected.thread.len() {
            wrong.push(format!(
                "{name}: {} threads, found {}",
                expected.thread.len(),
                threads.len()
            ));
        }
        for (thread, expected) in threads.iter().zip(&expected.thread) {
            if thread.form != SourceForm::Jsonl {
                assert_in_place(&path, thread);
            }
            wrong.extend(differences(name, thread, expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn posts_of_pages_of_all_kinds_are_in_place() {
    let Some(shared) = folder("THREADLINT_SHARED", "../shared") else { return };
    for source in sources([shared.join("corpora/wcxb/text")]) {
        let source = source.unwrap();
        for thread in Reader::open(&source).unwrap() {
            match thread {
                Ok(thread) => assert_in_place(&source.paths()[0], &thread),
                Err(error) => assert!(matches!(error.kind(), IngestErrorKind::Empty), "{error}"),
            }
        }
    }
}
