//! Mails that follow one another in a text, each below its head: `From:`, `Date:`, `Subject:`.
//!
//! A head is a few such lines together, and one of them says who wrote. What is quoted begins with `>` and is part of what was written;
//! below a line of two dashes stands a signature. A text is taken for mails if it begins with a head, or holds several.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::lines::Lines;
use super::{noise, when};
use crate::thread::{Post, Role};

/// The fields of a head that are known, in lower case.
const FIELDS: &str = "from|date|sent|subject|to|cc|bcc|reply-to|newsgroups|message-id|in-reply-to|references|organization|\
    organisation|lines|content-type|mime-version|x-mailer|user-agent|list-id|sender|importance|attachments";

/// Most lines of a signature.
const SIGNATURE: usize = 12;

/// The head of a mail.
struct Head<'t> {
    at: usize,
    body: usize,
    author: &'t str,
    date: Option<&'t str>,
    subject: Option<&'t str>,
    id: Option<&'t str>,
    answers: Option<&'t str>,
}

/// The title and the posts, if the text is made of mails.
pub(super) fn read(lines: &Lines<'_>) -> Option<(Option<String>, Vec<Post>)> {
    let mut heads = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (head, next) = head(lines, at);
        heads.extend(head);
        at = next;
    }
    let first = heads.first()?;
    if heads.len() < 2 && first.at > 2 {
        return None;
    }
    let title = heads.iter().find_map(|head| head.subject).map(str::to_owned);
    let mut places: FxHashMap<&str, u32> = FxHashMap::default();
    let mut posts: Vec<Post> = Vec::with_capacity(heads.len());
    for (place, head) in heads.iter().enumerate() {
        let end = heads.get(place + 1).map_or(lines.len(), |next| next.at);
        let (body, signature) = signed(lines, head.body..end);
        let Some((offset, text)) = lines.block(body) else {
            continue;
        };
        let answered = head.answers.and_then(|id| places.get(id).copied());
        if let Some(id) = head.id {
            places.entry(id).or_insert(posts.len() as u32);
        }
        posts.push(Post {
            id: head.id.map(str::to_owned),
            author: Some(head.author.to_owned()),
            date: head.date.map(str::to_owned),
            reply_to: answered,
            offset: Some(offset),
            signature: signature
                .and_then(|range| lines.block(range))
                .map(|(_, text)| text.to_owned()),
            ..Post::new(Role::Post, text)
        });
    }
    (!posts.is_empty()).then_some((title, posts))
}

/// The field of a head, and what it says.
fn field(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix('*').unwrap_or(line);
    let (name, value) = line.split_once(':')?;
    let known = name.len() <= 16 && FIELDS.split('|').any(|field| name.eq_ignore_ascii_case(field));
    known.then(|| (name, value.trim_start_matches('*').trim()))
}

/// The head that begins on line `at`, and the line behind all that was looked at.
fn head<'t>(lines: &Lines<'t>, at: usize) -> (Option<Head<'t>>, usize) {
    let mut found =
        Head { at, body: at, author: "", date: None, subject: None, id: None, answers: None };
    let mut count = 0;
    while let Some((name, value)) = field(lines.get(found.body)) {
        // A blank line ends a head.
        if found.body > at && lines.gap(found.body) {
            break;
        }
        match &*name.to_ascii_lowercase() {
            "from" => found.author = person(value),
            "date" | "sent" => found.date = Some(value),
            "subject" => found.subject = Some(subject(value)),
            "message-id" => found.id = Some(value.trim_matches(['<', '>'])),
            "in-reply-to" => found.answers = Some(value.trim_matches(['<', '>'])),
            _ => {}
        }
        found.body += 1;
        count += 1;
        // A long field goes on, indented.
        while found.body < lines.len()
            && !lines.gap(found.body)
            && lines.indent(found.body) > lines.indent(at)
            && field(lines.get(found.body)).is_none()
        {
            found.body += 1;
        }
    }
    let dated = found.date.is_some_and(|date| when::find(date).is_some());
    let told = dated || found.subject.is_some();
    let next = found.body.max(at + 1);
    ((count > 1 && told && !found.author.is_empty()).then_some(found), next)
}

/// The name in `Ann Lee <ann@example.org>` and `ann@example.org (Ann Lee)`.
fn person(value: &str) -> &str {
    if let Some((name, _)) = value.split_once('<')
        && !name.trim().is_empty()
    {
        return name.trim().trim_matches('"').trim();
    }
    if let Some((_, name)) = value.split_once('(') {
        return name.trim_end_matches(')').trim();
    }
    value.trim_matches(['<', '>', '"']).split(['[', '@']).next().unwrap_or(value).trim()
}

/// The subject without what answers put before it.
fn subject(value: &str) -> &str {
    let mut rest = value;
    while let Some(inner) = ["Re:", "RE:", "re:", "Fwd:", "FW:", "Fw:", "AW:"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
    {
        rest = inner.trim_start();
    }
    rest
}

/// The text and the signature in `range`.
fn signed(lines: &Lines<'_>, range: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let range = noise::trim(lines, range);
    let from = range.end.saturating_sub(SIGNATURE).max(range.start);
    let dashes = (from..range.end).find(|at| matches!(lines.get(*at), "--" | "—"));
    match dashes {
        Some(at) if at > range.start => {
            (range.start..at, (at + 1 < range.end).then_some(at + 1..range.end))
        }
        _ => (range, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAILS: &str = "From: Ann Lee <ann@example.org>\nDate: Mon, 3 Mar 2014 14:02:11 +0000\nSubject: Heparin\nMessage-ID: <1@example.org>\n\n\
        Who has taken it?\n\n--\nAnn\n\nFrom: bob@example.org (Bob)\nDate: Tue, 4 Mar 2014 09:00:00 +0000\nSubject: Re: Heparin\nMessage-ID: <2@example.org>\n\
        In-Reply-To: <1@example.org>\n\nOn Mon, 3 Mar 2014, Ann Lee wrote:\n> Who has taken it?\n\nI have,\nfor nine weeks.\n";

    #[test]
    fn mails_below_their_heads() {
        let (title, posts) = read(&Lines::new(MAILS)).unwrap();
        assert_eq!(title.as_deref(), Some("Heparin"));
        let told: Vec<_> = posts
            .iter()
            .map(|post| {
                (
                    post.author.as_deref().unwrap(),
                    post.reply_to,
                    post.signature.as_deref(),
                    &*post.text,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Ann Lee", None, Some("Ann"), "Who has taken it?"),
                (
                    "Bob",
                    Some(0),
                    None,
                    "On Mon, 3 Mar 2014, Ann Lee wrote:\n> Who has taken it?\n\nI have,\nfor nine weeks."
                ),
            ]
        );
        assert_eq!(posts[0].date.as_deref(), Some("Mon, 3 Mar 2014 14:02:11 +0000"));
        for post in &posts {
            let at = usize::try_from(post.offset.unwrap()).unwrap();
            assert_eq!(&MAILS[at..at + post.text.len()], post.text);
        }
    }

    #[test]
    fn letters_and_recipes_are_no_mails() {
        for text in [
            "I was told:\n\nFrom: my doctor\n\nTake one a day.\n",
            "Dosage\nFrom: 1 tablet\nTo: 3 tablets\n\nText.\n",
            "Subject: heparin\n\nText.\n",
            "> From: Ann\n> Subject: heparin\n\nText.\n",
        ] {
            assert!(read(&Lines::new(text)).is_none(), "{text}");
        }
    }
}
