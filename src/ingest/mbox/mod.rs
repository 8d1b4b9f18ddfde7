//! Mails: mailboxes, archives of mailing lists, single mails.
//!
//! A mailbox holds mail behind mail, each below a line `From NAME DATE` ([`mails`]); [`threads`] tells which belong together, [`body`] what was written in
//! one. The threads come in the order of their first mails.

mod body;
mod mails;
mod threads;

pub(super) use mails::Mails;

use super::bounded::Input;
use super::joined::Joined;
use crate::thread::SourceForm;

/// Fields with which mails begin.
const FIELDS: &[&str] = &[
    "arc-seal:",
    "content-type:",
    "date:",
    "delivered-to:",
    "dkim-signature:",
    "from:",
    "message-id:",
    "mime-version:",
    "received:",
    "references:",
    "in-reply-to:",
    "reply-to:",
    "return-path:",
    "subject:",
    "to:",
    "x-original-to:",
];

/// Is it a mailbox or a mail that begins with `head`?
pub(super) fn is(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if mails::is_from_line(first.trim_ascii_end()) {
        return true;
    }
    // Flattened pages may begin with a `From:`, too, but have no head like that of a mail.
    let mut fields = 0;
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        let named = line.iter().position(|byte| *byte == b':').is_some_and(|end| {
            line[..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        });
        if !folded && !named {
            return false;
        }
        let line = &line[..line.len().min(20)];
        let line = String::from_utf8_lossy(line).to_ascii_lowercase();
        fields += usize::from(FIELDS.iter().any(|field| line.starts_with(field)));
    }
    fields >= 3
}

/// The threads of mailboxes that belong together, such as the months of an archive.
pub(super) fn join<'r>(
    inputs: impl Iterator<Item = (String, Input<'r>)> + Send + 'r,
    limit: usize,
) -> Joined<Mails<'r>> {
    Joined::new(Mails::new(inputs, limit), SourceForm::Mbox, limit)
}

/// The threads of a mailbox.
pub(super) fn open<'r>(name: &str, input: Input<'r>, limit: usize) -> Joined<Mails<'r>> {
    join(std::iter::once((name.to_owned(), input)), limit)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::ingest::error::IngestErrorKind;
    use crate::thread::Thread;

    fn read(text: &[u8]) -> (Vec<Thread>, Vec<String>) {
        let (mut threads, mut told) = (Vec::new(), Vec::new());
        for thread in open("m", Box::new(text), 1 << 24) {
            match thread {
                Ok(thread) => threads.push(thread),
                Err(error) => told.push(error.to_string()),
            }
        }
        (threads, told)
    }

    fn show(thread: &Thread) -> Vec<String> {
        let show = |post: &crate::thread::Post| {
            format!("{} {:?}: {}", post.author.as_deref().unwrap_or("-"), post.reply_to, post.text)
        };
        thread.posts.iter().map(show).collect()
    }

    const ARCHIVE: &str = "From ann at example.org  Mon May  7 10:00:00 2012
From: ann at example.org (Ann Doe)
Date: Mon, 7 May 2012 10:00:00 +0200
Subject: [list] Heparin
Message-ID: <1@example.org>

Who takes it?

>From my own side: never.
From here on I do not know.
-- 
Ann
ann at example.org

From bob at example.org  Mon May  7 11:00:00 2012
From: bob at example.org (=?utf-8?Q?B=C3=B6b?=)
Date: Mon, 7 May 2012 11:00:00 +0200
Subject: Re: [list] Heparin
In-Reply-To: <1@example.org>
References: <1@example.org>
Message-ID: <2@example.org>

Ann wrote:
> Who takes it?
I do.
-------------- next part --------------
An HTML attachment was scrubbed...
URL: <http://example.org/a.html>

From cat at example.org  Mon May  7 12:00:00 2012
From: cat at example.org
Subject: Something else
Message-ID: <3@example.org>

Hi

____________________________________________
list mailing list
list at example.org
http://example.org/list

From dan at example.org  Mon May  7 13:00:00 2012
From: \"Dan\" <dan@example.org>
Subject: RE: Something else

Ho
";

    #[test]
    fn an_archive_of_a_list_gives_threads() {
        assert!(is(ARCHIVE.as_bytes()));
        let (threads, told) = read(ARCHIVE.as_bytes());
        assert_eq!(told, [""; 0]);
        assert_eq!(
            show(&threads[0]),
            [
                "Ann Doe None: Who takes it?\n\nFrom my own side: never.\nFrom here on I do not know.",
                "Böb Some(0): Ann wrote:\n> Who takes it?\nI do."
            ]
        );
        let first = &threads[0];
        assert_eq!(
            (first.title.as_deref(), first.id.as_deref()),
            (Some("[list] Heparin"), Some("1@example.org"))
        );
        assert_eq!(first.posts[0].signature.as_deref(), Some("Ann\nann at example.org"));
        assert_eq!(first.posts[0].date.as_deref(), Some("Mon, 7 May 2012 10:00:00 +0200"));
        assert_eq!(show(&threads[1]), ["cat at example.org None: Hi", "Dan None: Ho"]);
        assert_eq!(threads.len(), 2);
    }

    #[test]
    fn parts_and_encodings_are_undone() {
        let mail = b"Message-ID: <a@b>\r\nFrom: =?iso-8859-1?Q?Andr=E9?= <a@b>\r\nSubject: =?utf-8?B?SGVwYXJpbsKg4oSi?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\nnot shown\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9 twice a =\r\nday\r\n--y\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--y--\r\n--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x--\r\n";
        assert!(is(mail));
        let (threads, told) = read(mail);
        assert_eq!(
            (show(&threads[0]), told),
            (vec!["André None: Café twice a day".to_owned()], vec![])
        );
        assert_eq!(threads[0].title.as_deref(), Some("Heparin\u{a0}™"));
        let html = b"From: a@b\nSubject: x\nDate: y\nContent-Type: text/html; charset=utf-8\n\n<p>One<br>two</p><p>three</p>";
        assert_eq!(show(&read(html).0[0]), ["a@b None: One\ntwo\n\nthree"]);
    }

    #[test]
    fn flowed_lines_are_joined() {
        let mail = b"From: a@b\nSubject: x\nDate: y\nContent-Type: text/plain; format=flowed\n\n> so \n> it goes\nI took \nit \nonce.\n-- \nA\n";
        let (threads, _) = read(mail);
        assert_eq!(threads[0].posts[0].text, "> so it goes\nI took it once.");
        assert_eq!(threads[0].posts[0].signature.as_deref(), Some("A"));
    }

    #[test]
    fn mails_that_come_before_what_they_answer_join_it() {
        let mail = |id: &str, refs: &str| {
            format!(
                "From x Mon May  7 10:00:00 2012\nFrom: {id}@x\nMessage-ID: <{id}@x>\nSubject: s{id}\nReferences: {refs}\n\n{id}\n\n"
            )
        };
        let text =
            [mail("3", "<1@x> <2@x>"), mail("9", ""), mail("2", "<1@x>"), mail("1", "")].concat();
        let (threads, _) = read(text.as_bytes());
        assert_eq!(show(&threads[0]), ["1@x None: 1", "2@x Some(0): 2", "3@x Some(1): 3"]);
        assert_eq!(show(&threads[1]), ["9@x None: 9"]);
    }

    #[test]
    fn what_is_no_mail_is_located() {
        let text = "From x Mon May  7 10:00:00 2012\n\nbody without a head\n\nFrom y Mon May  7 10:00:00 2012\nFrom: a@b\nSubject: s\n\ngood\n";
        let (threads, told) = read(text.as_bytes());
        assert_eq!(show(&threads[0]), ["a@b None: good"]);
        assert_eq!(
            told,
            [
                "m:1: not a mail: it has no head with `From:`, `Subject:`, `Date:` or the like: the record is skipped"
            ]
        );
        assert!(matches!(
            open("m", Box::new(&b""[..]), 1 << 24).next().unwrap().unwrap_err().kind(),
            IngestErrorKind::Empty
        ));
    }

    #[test]
    fn other_texts_are_no_mails() {
        for text in [
            "From the beginning I took it\n\nmore",
            "From: Ann\nTo: Bob\n\nHello",
            "Title\n\nSubject: x\nFrom: y\nDate: z\n",
            "{\"From\": 1}",
            "",
        ] {
            assert!(!is(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn nested_parts_end() {
        let mut mail = String::from("From: a@b\nSubject: s\nDate: d\n");
        for at in 0..5_000 {
            write!(mail, "Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n").unwrap();
        }
        mail.push_str("Content-Type: text/plain\n\ndeep\n");
        assert_eq!(read(mail.as_bytes()).0[0].posts.len(), 1);
    }
}
