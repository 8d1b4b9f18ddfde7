//! Files whose threads are whole only together: named or in a folder, they are read as one.

use serde_json::Value;

use crate::support::{FINE, FLAGGED, Folder};

/// A thread: its source, its id, its posts with what they answer.
type Told = (String, String, Vec<(String, Value)>);

fn read(folder: &Folder, args: &[&str]) -> Vec<Told> {
    let ran = folder.scan(&[&["--format", "jsonl", "--with-text"], args].concat());
    assert!(ran.code < 2 && ran.err.is_empty(), "{ran:?}");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let thread = |line: &str| {
        let thread: Value = serde_json::from_str(line).unwrap();
        let posts = thread["posts"].as_array().unwrap();
        let posts = posts.iter().map(|post| (text(&post["text"]), post["reply_to"].clone()));
        (text(&thread["source"]), text(&thread["id"]), posts.collect())
    };
    ran.out.lines().map(thread).collect()
}

fn two(first: &str, second: &str) -> Vec<(String, Value)> {
    vec![(first.into(), Value::Null), (second.into(), 0.into())]
}

const SUBMISSION: &str =
    "{\"id\": \"b0\", \"title\": \"T\", \"selftext\": \"Anyone?\", \"subreddit\": \"s\"}\n";
const COMMENT: &str =
    "{\"id\": \"c1\", \"link_id\": \"t3_b0\", \"parent_id\": \"t3_b0\", \"body\": \"I did.\"}\n";

#[test]
fn submissions_and_comments_are_joined() {
    let folder = Folder::new();
    for (comments, submissions) in [
        ("in/RC_2015-01", "in/RS_2015-01"),
        ("in/x_comments.jsonl", "in/x_submissions.jsonl"),
        ("in/comments/RC_2015-02", "in/submissions/RS_2015-02"),
    ] {
        folder.write(comments, COMMENT);
        folder.write(submissions, SUBMISSION);
        let whole = (submissions.to_owned(), "b0".to_owned(), two("Anyone?", "I did."));
        assert_eq!(read(&folder, &[comments, submissions]), [whole]);
    }
    // Each family stands where its first file does.
    folder.write("in/a.txt", FINE);
    folder.write("in/t.txt", FLAGGED);
    let sources: Vec<String> = read(&folder, &["in"]).into_iter().map(|thread| thread.0).collect();
    assert_eq!(
        sources,
        [
            "in/RS_2015-01",
            "in/a.txt",
            "in/submissions/RS_2015-02",
            "in/t.txt",
            "in/x_submissions.jsonl"
        ]
    );
    // Alone, and as another form, they are what they were.
    assert_eq!(read(&folder, &["in/RC_2015-01"])[0].2[0].0, "I did.");
    let texts = read(&folder, &["--form", "text", "in/RC_2015-01", "in/RS_2015-01"]);
    assert_eq!(texts.len(), 2);
}

#[test]
fn the_months_of_a_mailing_list_are_joined_in_their_order() {
    let folder = Folder::new();
    let mail = |id: &str, more: &str, text: &str| {
        format!(
            "From a@b  Mon May  7 10:00:00 2012\nFrom: Ann <a@b>\nMessage-ID: <{id}@x>\n{more}\n\n{text}\n"
        )
    };
    let answer = "Subject: Re: Heparin\nIn-Reply-To: <1@x>";
    folder.write("in/2012-April.txt", mail("2", answer, "In April."));
    folder.write("in/2012-March.txt", mail("1", "Subject: Heparin", "In March."));
    folder.write("in/2012-May.txt", "A text that is called as archives are.");
    folder.write("eml/Re Heparin.eml", mail("2", answer, "Later."));
    folder.write("eml/Heparin.eml", mail("1", "Subject: Heparin", "First."));
    folder.write("eml/other.mbox", mail("9", "Subject: Other", "Something else."));
    let read = read(&folder, &["in", "eml"]);
    let told = |at: usize| (read[at].0.as_str(), read[at].2.clone());
    assert_eq!(told(0), ("in/2012-March.txt", two("In March.", "In April.")));
    assert_eq!(told(1).0, "in/2012-May.txt");
    assert_eq!(told(2), ("eml/Heparin.eml", two("First.", "Later.")));
    assert_eq!((read.len(), told(3).0), (4, "eml/other.mbox"));
}

#[test]
fn the_pages_of_a_topic_are_joined() {
    let folder = Folder::new();
    let page = |topic: u32, number: u32, text: &str| {
        format!(
            "{{\"post_stream\": {{\"posts\": [{{\"id\": {topic}{number}, \"post_number\": {number}, \"reply_to_post_number\": 1, \"topic_id\": {topic}, \"topic_slug\": \"t\", \"cooked\": \"<p>{text}</p>\"}}]}}, \"id\": {topic}, \"title\": \"T\"}}"
        )
    };
    folder.write("in/7-page-2.json", page(7, 2, "Two."));
    folder.write("in/7.json", page(7, 1, "One."));
    folder.write("in/8.json", page(8, 1, "Another."));
    folder.write("out/7.json", page(7, 1, "Of another forum."));
    let read = read(&folder, &["in", "out"]);
    let told: Vec<_> = read.iter().map(|thread| (thread.1.as_str(), thread.2.len())).collect();
    assert_eq!(told, [("7", 2), ("8", 1), ("7", 1)]);
    assert_eq!(read[0].2, two("One.", "Two."));
}

#[test]
fn what_cannot_be_read_of_a_family_is_told_with_its_file() {
    let folder = Folder::new();
    folder.write("in/x_comments", format!("{COMMENT}{{\"id\": 3\n"));
    folder.write("in/x_submissions", SUBMISSION);
    let ran = folder.scan(&["--format", "jsonl", "--summary", "sum.json", "in"]);
    assert!(ran.code == 2 && ran.err.contains("in/x_comments:2: not valid JSON"), "{ran:?}");
    assert_eq!(ran.out.lines().count(), 1);
    let summary = std::fs::read(folder.path("sum.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let bytes = SUBMISSION.len() + COMMENT.len() + 9;
    assert_eq!((&summary["bytes"], &summary["sources"]), (&bytes.into(), &1.into()));
}
