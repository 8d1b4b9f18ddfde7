//! The laws of scanning: whatever stands in a thread, what is found stands in it as well and can be written in every format.

use std::sync::LazyLock;

use threadlint::{
    report::{Csv, Emitter, Json, JsonLines, Layer, Records, Text, write_all},
    scan::{Scanner, Scratch, ThreadReport},
    span::Span,
    thread::{Post, Role, Thread},
};

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| {
    let scanner = Scanner::builder().level(3).show_suppressed(true).with_text(true).build();
    scanner.unwrap_or_else(|errors| panic!("{errors:?}"))
});

/// What parts the posts of a text: nothing that people write.
const PART: char = '\u{1e}';

/// All laws, of a text: a post, or, parted by [`PART`], a title, a question and its answers.
pub fn hold(text: &str) {
    hold_in(&SCANNER, &thread(text));
}

/// All laws, of a thread and any scanner.
pub fn hold_in(scanner: &Scanner, thread: &Thread) -> ThreadReport {
    let mut scratch = Scratch::default();
    let report = scanner.scan_with(thread, &mut scratch);
    is_sound(thread, &report);
    assert_eq!(report, scanner.scan_with(thread, &mut scratch), "buffers that were used");
    is_written(thread, &report);
    report
}

fn thread(text: &str) -> Thread {
    let Some((title, rest)) = text.split_once(PART) else { return Thread::from_text(text) };
    let mut thread = Thread::from_text("");
    thread.title = Some(title.to_owned());
    thread.posts = rest.split(PART).map(|text| Post::new(Role::Answer, text)).collect();
    thread.posts[0].role = Role::Question;
    thread
}

/// What is found stands where it says, and what it rests on is there.
fn is_sound(thread: &Thread, report: &ThreadReport) {
    assert_eq!(report.posts.len(), thread.posts.len());
    let stands = |post: u32, span: Span, told: &str| {
        let text = &thread.posts[post as usize].text;
        let bytes = text.get(span.start as usize..span.end as usize);
        assert!(!span.is_empty() && bytes == Some(told), "{span:?} is {bytes:?}, not {told:?}");
    };
    let is_in = |post: u32, span: Span| {
        let text = &thread.posts[post as usize].text;
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} of {post}");
    };
    for found in &report.mentions {
        stands(found.post, found.span, &found.text);
        found.assertion.cues.iter().for_each(|cue| is_in(found.post, cue.span));
    }
    for found in &report.dosages {
        stands(found.post, found.span, &found.text);
        found.assertion.cues.iter().for_each(|cue| is_in(found.post, cue.span));
        assert_eq!(found.instruction.dosage.problems(), [], "{}", found.text);
        // A verb before it may tell the way into the body.
        found.instruction.fields.iter().for_each(|(_, part)| is_in(found.post, part));
    }
    for found in &report.outcomes {
        stands(found.post, found.span, &found.text);
        found.assertion.cues.iter().for_each(|cue| is_in(found.post, cue.span));
        found.tie.and_then(|tie| tie.span).into_iter().for_each(|span| is_in(found.post, span));
    }
    for found in &report.flags {
        stands(found.post, found.span, &found.text);
        found.cues.iter().for_each(|cue| is_in(found.post, cue.span));
        assert!((0.0..=1.0).contains(&found.confidence), "{}", found.confidence);
        assert!(found.suppressed.is_some() || found.stance.is_shown(), "{} is shown", found.stance);
    }
    for found in &report.experiences {
        let all = |places: &[u32], most: usize| places.iter().all(|at| (*at as usize) < most);
        assert!(all(&found.mentions, report.mentions.len()));
        assert!(all(&found.dosages, report.dosages.len()));
        assert!(all(&found.outcomes, report.outcomes.len()));
        assert!(found.switches.iter().all(|one| (one.dosage as usize) < report.dosages.len()));
        let of_post = |at: &u32| report.mentions[*at as usize].post == found.post;
        assert!(found.mentions.iter().chain(&found.indication_mention).all(of_post));
    }
    let posts = report.flags.iter().map(|flag| flag.post);
    assert!(posts.is_sorted(), "flags out of order");
}

/// Every format writes it, as lines of JSON that can be read again.
fn is_written(thread: &Thread, report: &ThreadReport) {
    let written = |emitter: &dyn Emitter| {
        let mut out = Vec::new();
        let threads = [(thread, report.clone())];
        write_all(emitter, threads, &mut out).unwrap_or_else(|error| panic!("{error}"));
        String::from_utf8(out).unwrap_or_else(|error| panic!("{error}"))
    };
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    let line = written(&JsonLines);
    assert!(line.ends_with('\n') && line.matches('\n').count() == 1 && is_json(&line), "{line}");
    assert!(is_json(&written(&Json)));
    for &layer in Layer::ALL {
        assert!(written(&Records::new(layer)).lines().all(is_json), "{layer:?}");
        let table = written(&Csv::new(layer));
        let mut rows = csv::Reader::from_reader(table.as_bytes()).into_records();
        assert!(rows.all(|row| row.is_ok()), "a row with other columns");
    }
    let shown = written(&Text::new());
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "it moves the cursor");
    written(&Text::new().width(20).color(true));
}
