//! Chats, interviews and lists of questions: every turn begins with who speaks.
//!
//! `[10:32] ann: …`, `<ann> …`, `03/05/2012, 10:32 - Ann: …`, `Q: …`, `Ann: …`. Where an hour or brackets stand at a name, a few such lines are
//! enough. A name and a colon alone could be a label, so there the same few names must come back, most paragraphs must begin with one, and
//! what follows them must read like speech.

use rustc_hash::FxHashMap;

use super::lines::Lines;
use super::{post_head, when};
use crate::thread::{Post, Role};

/// Longest head of a turn, in bytes.
const HEAD: usize = 80;

/// One turn.
struct Turn<'t> {
    at: usize,
    author: &'t str,
    date: Option<&'t str>,
    /// How many bytes of the line stand before what is said.
    skip: usize,
    /// Is there more to go by than a colon?
    sure: bool,
}

/// The posts, if the text is made of turns.
pub(super) fn read(lines: &Lines<'_>) -> Option<(Option<String>, Vec<Post>)> {
    let turns: Vec<_> = (0..lines.len()).filter_map(|at| turn(lines.get(at), at)).collect();
    let sure = turns.iter().filter(|turn| turn.sure).count();
    let turns: Vec<_> = if sure > 2 && sure * 2 >= turns.len() {
        turns.into_iter().filter(|turn| turn.sure).collect()
    } else {
        turns.into_iter().filter(|turn| !turn.sure).collect()
    };
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for turn in &turns {
        *counts.entry(turn.author).or_default() += 1;
    }
    let first = turns.first()?;
    let after = lines.len() - first.at;
    let fits = if first.sure {
        turns.len() > 2 && counts.len() > 1 && turns.len() * 3 >= after
    } else {
        is_talk(lines, &turns, &counts, after)
    };
    if !fits {
        return None;
    }
    let title = (first.at > 0 && first.at < 4).then(|| lines.get(0).to_owned());
    let mut posts = Vec::with_capacity(turns.len());
    for (place, turn) in turns.iter().enumerate() {
        let end = turns.get(place + 1).map_or(lines.len(), |next| next.at);
        let Some((offset, block)) = lines.block(turn.at..end) else { continue };
        let said = &block[turn.skip..];
        let text = said.trim_start();
        let role = match turn.author {
            "Q" | "Question" => Role::Question,
            "A" | "Answer" => Role::Answer,
            _ => Role::Post,
        };
        if !text.is_empty() {
            posts.push(Post {
                author: (role == Role::Post).then(|| turn.author.to_owned()),
                date: turn.date.map(str::to_owned),
                offset: Some(offset + (turn.skip + said.len() - text.len()) as u64),
                ..Post::new(role, text)
            });
        }
    }
    (!posts.is_empty()).then_some((title, posts))
}

/// Do people talk to one another in the turns, though nothing but colons marks them?
fn is_talk(
    lines: &Lines<'_>,
    turns: &[Turn<'_>],
    counts: &FxHashMap<&str, usize>,
    after: usize,
) -> bool {
    let back = counts.values().filter(|count| **count > 1).sum::<usize>();
    let speech = turns.iter().filter(|turn| {
        let said = &lines.get(turn.at)[turn.skip..];
        said.split_whitespace().count() >= 4 || super::shape::ends_sentence(said)
    });
    let questions = counts.keys().all(|name| matches!(*name, "Q" | "A" | "Question" | "Answer"));
    let changes = turns.windows(2).filter(|pair| pair[0].author != pair[1].author).count();
    let most = if questions { 2 } else { 4 };
    turns.len() >= most
        && counts.len() > 1
        && (questions || counts.len() <= 12 && back * 5 >= turns.len() * 4)
        && turns.len() * if questions { 6 } else { 2 } >= after
        && changes * 2 >= turns.len() - 1
        && speech.count() * 3 >= turns.len() * 2
}

/// The turn that begins on a line.
fn turn(line: &str, at: usize) -> Option<Turn<'_>> {
    // Hours first, in brackets or not.
    let open = line.starts_with('[') || line.starts_with('(');
    let inner = if open { &line[1..] } else { line };
    let (date, rest) = match stamp(inner) {
        Some(end) => {
            let close = if open { inner[end..].strip_prefix([']', ')'])? } else { &inner[end..] };
            let rest = close.trim_start();
            (Some(&inner[..end]), rest.strip_prefix(['-', '–']).unwrap_or(rest).trim_start())
        }
        None if open => return None,
        None => (None, line),
    };
    let (author, said, marked) = if let Some(rest) = rest.strip_prefix('<') {
        let (name, said) = rest.split_once('>')?;
        (name.trim_start_matches(['@', '+', ' ']), said, true)
    } else {
        let (name, said) = rest.split_once(':')?;
        (name, said, false)
    };
    let author = author.trim();
    let label = matches!(author, "Q" | "A" | "Question" | "Answer");
    let spoken = said.is_empty() || said.starts_with(char::is_whitespace);
    let fits = spoken
        && (label || post_head::is_author(author) && author.len() <= 32)
        && line.len() - said.len() <= HEAD
        // A path, a time, a tag.
        && !said.starts_with("//")
        && !(marked && date.is_none() && !author.bytes().all(|c| c.is_ascii_alphanumeric() || b"_-[]|^`".contains(&c)));
    let html = matches!(
        &*author.to_ascii_lowercase(),
        "b" | "i" | "p" | "br" | "div" | "span" | "a" | "ul" | "li" | "u"
    );
    (fits && !(marked && html)).then(|| Turn {
        at,
        author,
        date,
        skip: line.len() - said.len(),
        sure: marked || date.is_some(),
    })
}

/// Where a date or an hour at the beginning of a line ends.
fn stamp(line: &str) -> Option<usize> {
    if let Some(when) = when::find(line.get(..line.len().min(40)).unwrap_or_default())
        .filter(|when| when.range.start == 0)
    {
        return Some(when.range.end);
    }
    let bytes = line.as_bytes();
    let end = bytes.iter().take_while(|c| c.is_ascii_digit() || **c == b':').count();
    let hour = (4..=8).contains(&end) && bytes.get(..end)?.contains(&b':');
    let half = line
        .get(end..)?
        .trim_start()
        .get(..2)
        .is_some_and(|half| half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm"));
    let blanks = line.len() - end - line.get(end..)?.trim_start().len();
    hour.then_some(if half { end + blanks + 2 } else { end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(Option<String>, String)> {
        let posts = read(&Lines::new(text)).map(|(_, posts)| posts).unwrap_or_default();
        for post in &posts {
            let at = usize::try_from(post.offset.unwrap()).unwrap();
            assert_eq!(&text[at..at + post.text.len()], post.text);
        }
        posts.into_iter().map(|post| (post.author, post.text)).collect()
    }

    #[test]
    fn chats_in_their_ways() {
        for text in [
            "[10:32] ann: who takes it?\n[10:33] bob: I do\n[10:35] ann: since when?\n",
            "[10:32] <ann> who takes it?\n[10:33] <bob> I do\n[10:35] <ann> since when?\n",
            "<ann> who takes it?\n<@bob> I do\n<ann> since when?\n",
            "10:32 ann: who takes it?\n10:33 bob: I do\n10:35 ann: since when?\n",
            "03/05/2012, 10:32 - ann: who takes it?\n03/05/2012, 10:33 - bob: I do\n03/05/2012, 10:35 - ann: since when?\n",
            "[2012-05-03 10:32:01] ann: who takes it?\n[2012-05-03 10:33:01] bob: I do\n[2012-05-03 10:35:01] ann: since when?\n",
            "10:32 am ann: who takes it?\n10:33 am bob: I do\n10:35 am ann: since when?\n",
        ] {
            let both = ["ann", "bob", "ann"].map(|name| Some(name.to_owned()));
            let said = ["who takes it?", "I do", "since when?"];
            assert_eq!(
                told(text),
                both.into_iter().zip(said.map(str::to_owned)).collect::<Vec<_>>(),
                "{text}"
            );
        }
    }

    #[test]
    fn questions_and_answers() {
        let text = "About heparin\n\nQ: How long is it taken?\n\nA: Nine weeks.\n\nMore if you need it.\n\nQ: And then?\nA: Then you stop it.\n";
        let posts = read(&Lines::new(text)).unwrap().1;
        assert_eq!(
            posts.iter().map(|post| (post.role, &*post.text)).collect::<Vec<_>>(),
            [
                (Role::Question, "How long is it taken?"),
                (Role::Answer, "Nine weeks.\n\nMore if you need it."),
                (Role::Question, "And then?"),
                (Role::Answer, "Then you stop it."),
            ]
        );
    }

    #[test]
    fn names_that_come_back() {
        let text = "Ann: Have you taken it before?\nBob: Yes, for two weeks.\nAnn: And did it help you at all?\nBob: It did, I think.\n";
        assert_eq!(told(text).len(), 4);
    }

    #[test]
    fn labels_and_hours_are_no_turns() {
        for text in [
            "Dose: 40 mg\nRoute: below the skin\nTimes: twice a day\nSide effects: bruises\n",
            "Monday\n10:30: breakfast\n12:30: lunch\n15:00: tea\n",
            "Note: take it with food.\n\nI did so for weeks.\n\nNote: it hurts.\n",
            "<b>bold</b>\n<i>text</i>\n<p>more</p>\n",
            "Size: small\nPrice: 12\nSize: large\nPrice: 14\n",
            "I took it at 10:30: it hurt.\n",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
