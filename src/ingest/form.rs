//! The table of forms: how each is called, by which endings it is known, and by which bytes.
//!
//! Content decides: the first form of [`ALL`] whose `is` says yes to the first bytes of a source. Only where no form claims it does the ending of
//! the name count; a source that neither tells is plain text.

use std::ffi::OsStr;
use std::path::Path;

use super::way::{Way, way};
use super::{IngestErrorKind, family};
use crate::thread::SourceForm;

/// A form of source that threads are read from.
///
/// ```
/// use threadlint::ingest::Form;
///
/// let form = Form::named("wxr").unwrap();
/// assert_eq!(form.endings, ["xml"]);
/// assert!(Form::all().any(|form| form.name == "jsonl"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Which form it is.
    pub form: SourceForm,
    /// Its name, as the output and `--form` have it.
    pub name: &'static str,
    /// The endings of file names that stand for it, without the dot, the commonest first.
    pub endings: &'static [&'static str],
    /// What it is, for people.
    pub what: &'static str,
    /// What it is known by, for people.
    pub known_by: &'static str,
    /// What it becomes, for people.
    pub becomes: &'static str,
    /// Do these first bytes of a source, up to 64 KiB, unpacked and without blanks in front, show this form?
    is: fn(&[u8]) -> bool,
}

/// Packings that are undone around any form, by the endings of names: a file, and archives of files.
const PACKED: &[&str] = &["gz", "zst", "bz2", "xz"];
const ARCHIVES: &[&str] = &["zip", "tar", "tgz", "tbz2", "txz", "tzst"];

/// The forms, in the order in which they are asked: what cannot be taken for another comes first.
static ALL: &[Form] = &[
    Form {
        form: SourceForm::Parquet,
        name: "parquet",
        endings: &["parquet"],
        what: "Parquet table, a post or a thread a row",
        known_by: "the magic bytes `PAR1`",
        becomes: "a thread for the rows of one thread that follow one another",
        is: is::parquet,
    },
    Form {
        form: SourceForm::Warc,
        name: "warc",
        endings: &["warc", "wet", "arc"],
        what: "archive of a crawl: WARC, WET or ARC",
        known_by: "a first line `WARC/…` or `filedesc://…`",
        becomes: "the threads of each page",
        is: super::warc::is,
    },
    Form {
        form: SourceForm::Wxr,
        name: "wxr",
        endings: &["xml"],
        what: "export of a WordPress site (WXR)",
        known_by: "RSS that names `wordpress.org/export`",
        becomes: "a thread for each article or page, with its comments",
        is: super::wxr::is,
    },
    Form {
        form: SourceForm::StackExchange,
        name: "stack-exchange",
        endings: &["xml"],
        what: "`Posts.xml` of a Stack Exchange dump",
        known_by: "`<posts>` with `<row …>`",
        becomes: "a thread for each question, with its answers",
        is: super::stack_exchange::is,
    },
    Form {
        form: SourceForm::Discourse,
        name: "discourse",
        endings: &["json"],
        what: "topic of a Discourse forum, as its API gives it",
        known_by: "JSON with `post_stream`, or RSS of Discourse",
        becomes: "one thread",
        is: super::discourse::is,
    },
    Form {
        form: SourceForm::Reddit,
        name: "reddit",
        endings: &["json"],
        what: "listings of Reddit, and dumps of submissions and comments",
        known_by: "JSON with `\"kind\": \"Listing\"`, or lines with `link_id` or `selftext`",
        becomes: "a thread for each submission, with its comments",
        is: super::reddit::is,
    },
    Form {
        form: SourceForm::Jsonl,
        name: "jsonl",
        endings: &["jsonl", "ndjson"],
        what: "JSON Lines, one thread a line",
        known_by: "a first byte `{`",
        becomes: "a thread for each line",
        is: is::jsonl,
    },
    Form {
        form: SourceForm::Mbox,
        name: "mbox",
        endings: &["mbox", "mbx", "eml"],
        what: "mails: mbox, archives of mailing lists, single mails",
        known_by: "a first line `From … <date>`, or the headers of a mail",
        becomes: "a thread for the mails that answer one another",
        is: super::mbox::is,
    },
    Form {
        form: SourceForm::Html,
        name: "html",
        endings: &["html", "htm", "xhtml", "shtml"],
        what: "web page: forum, questions, comments, article",
        known_by: "`<!doctype html>`, `<html>`, `<head>` or `<body>`",
        becomes: "a thread, or one post where the page is none",
        is: is::html,
    },
    Form {
        form: SourceForm::Csv,
        name: "csv",
        endings: &["csv", "tsv"],
        what: "table with a post a row: CSV or TSV",
        known_by: "a header that names a column of text",
        becomes: "a thread for the rows of one thread that follow one another",
        is: super::table::is,
    },
    Form {
        form: SourceForm::QaText,
        name: "qa-text",
        endings: &[],
        what: "page of questions and answers, flattened to text",
        known_by: "speakers: `J.D. asks from …`, `answers from … on`",
        becomes: "a question, its answers",
        is: is::never,
    },
    Form {
        form: SourceForm::ThreadText,
        name: "thread-text",
        endings: &[],
        what: "thread flattened to text, or a mail with what it quotes",
        known_by: "lines between the posts that repeat a shape",
        becomes: "one thread",
        is: is::never,
    },
    Form {
        form: SourceForm::ArticleText,
        name: "article-text",
        endings: &[],
        what: "article flattened to text, with or without comments",
        known_by: "`3 comments`, `1. name`, `name says:`, or none of the shapes above",
        becomes: "an article, its comments",
        is: is::never,
    },
    Form {
        form: SourceForm::Text,
        name: "text",
        endings: &["txt", "text", "md"],
        what: "plain text, of whichever of the three layouts above",
        known_by: "none of the marks above",
        becomes: "one thread",
        is: is::never,
    },
];

impl Form {
    /// All forms, in the order in which they are looked for.
    #[must_use]
    pub fn all() -> impl ExactSizeIterator<Item = &'static Self> {
        ALL.iter()
    }

    /// The form with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|form| form.name == name)
    }

    /// Which packings come off any form, for people.
    pub const PACKINGS: &str =
        "A file may be packed, too: .gz, .zst, .bz2, .xz, and files in .zip or .tar.";

    /// Has this build a reader for it?
    #[must_use]
    pub fn is_read(&self) -> bool {
        !matches!(way(self.form), Way::Unread)
    }

    /// The row of a form.
    #[must_use]
    pub fn of(form: SourceForm) -> Option<&'static Self> {
        ALL.iter().find(|row| row.form == form)
    }
}

/// The form that the ending of a name stands for, below what packs it; none if it stands for none, or for several.
pub(super) fn by_name(name: &Path) -> Option<SourceForm> {
    let ending = ending_of(name)?;
    let mut known = ALL.iter().filter(|form| has(form.endings, &ending));
    let first = known.next()?;
    known.next().is_none().then_some(first.form)
}

/// Is it a file to read, by its name? So is an archive, whatever it holds.
pub(super) fn is_known(name: &Path) -> bool {
    family::is_dump_name(name)
        || ending_of(name).is_some_and(|ending| {
            has(ARCHIVES, &ending) || ALL.iter().any(|form| has(form.endings, &ending))
        })
}

/// The name of a file without the ending of what packs it.
pub(super) fn without_packing(path: &Path) -> String {
    let is_packed = path.extension().and_then(OsStr::to_str).is_some_and(|last| has(PACKED, last));
    let name = if is_packed { path.file_stem() } else { path.file_name() };
    name.unwrap_or_default().to_string_lossy().into_owned()
}

/// The ending of a name, without those of what packs it: `html` of `page.html.gz`.
fn ending_of(name: &Path) -> Option<String> {
    Some(Path::new(&without_packing(name)).extension()?.to_str()?.to_owned())
}

fn has(endings: &[&str], ending: &str) -> bool {
    endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// The form of a source that begins with `head` (see [`Form::is`]) and has this name.
pub(super) fn choose(head: &[u8], name: &Path) -> Result<SourceForm, IngestErrorKind> {
    if let Some(form) = ALL.iter().find(|form| (form.is)(head)) {
        return Ok(form.form);
    }
    if let Some(form) = by_name(name) {
        return Ok(form);
    }
    if head.starts_with(b"<?xml") || head.starts_with(b"<rss") {
        return Err(IngestErrorKind::UnknownForm("XML"));
    }
    let is_json = ending_of(name).is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    if is_json && head.starts_with(b"[") {
        return Err(IngestErrorKind::UnknownForm("JSON"));
    }
    Ok(SourceForm::Text)
}

/// The endings that are read in a folder, for people.
pub(super) fn endings() -> String {
    let mut all: Vec<&str> = ["txt", "text", "md", "jsonl", "ndjson"].to_vec();
    for ending in ALL.iter().flat_map(|form| form.endings) {
        if !all.contains(ending) {
            all.push(ending);
        }
    }
    let dotted = |endings: &[&str]| {
        endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(", ")
    };
    format!("{}, also with {} behind, and {}", dotted(&all), dotted(PACKED), dotted(ARCHIVES))
}

/// What the first bytes show. A form whose reader has an `is` of its own is asked there.
mod is {
    use std::sync::LazyLock;

    use regex::bytes::Regex;

    /// How far the marks of a page may stand from its beginning.
    const NEAR: usize = 2048;

    fn near(head: &[u8]) -> &[u8] {
        &head[..head.len().min(NEAR)]
    }

    pub(super) fn never(_: &[u8]) -> bool {
        false
    }

    pub(super) fn parquet(head: &[u8]) -> bool {
        head.starts_with(b"PAR1")
    }

    pub(super) fn jsonl(head: &[u8]) -> bool {
        head.first() == Some(&b'{')
    }

    pub(super) fn html(head: &[u8]) -> bool {
        static PAGE: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"(?i)<(?:!doctype html|html|head|body)[\s>]").ok());
        head.starts_with(b"<") && PAGE.as_ref().is_some_and(|page| page.is_match(near(head)))
    }

    #[cfg(test)]
    #[test]
    fn the_patterns_compile() {
        assert!(html(b"<html>"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(head: &str, name: &str) -> SourceForm {
        choose(head.as_bytes(), Path::new(name)).unwrap()
    }

    #[test]
    fn content_decides_before_the_name() {
        for (head, wanted) in [
            ("PAR1\u{15}", SourceForm::Parquet),
            ("WARC/1.0\r\n", SourceForm::Warc),
            ("filedesc://x.arc 0.0.0.0 2004", SourceForm::Warc),
            (
                "<?xml version=\"1.0\"?>\n<rss xmlns:wp=\"http://wordpress.org/export/1.2/\">",
                SourceForm::Wxr,
            ),
            ("<?xml version=\"1.0\"?>\n<posts>\n  <row Id=\"1\"/>", SourceForm::StackExchange),
            ("{\"post_stream\": {\"posts\": []}}", SourceForm::Discourse),
            ("[{\"kind\": \"Listing\", \"data\": {}}]", SourceForm::Reddit),
            ("{\"subreddit\": \"a\", \"selftext\": \"b\"}\n", SourceForm::Reddit),
            ("{\"text\": \"a\"}\n", SourceForm::Jsonl),
            ("From ann@example.org Mon May  3 12:00:00 2004\n", SourceForm::Mbox),
            ("From ann at example.org  Mon May  3 12:00:00 2004\n", SourceForm::Mbox),
            ("<!DOCTYPE html>\n<html>", SourceForm::Html),
            ("<!-- saved -->\n<HTML lang=en>", SourceForm::Html),
            ("id,author,text\n1,ann,hello\n", SourceForm::Csv),
        ] {
            for name in ["-", "page.txt", "page.html"] {
                assert_eq!(form(head, name), wanted, "{head}");
            }
        }
    }

    #[test]
    fn the_name_decides_where_the_content_does_not() {
        assert_eq!(form("not JSON\n", "a.jsonl"), SourceForm::Jsonl);
        assert_eq!(form("not JSON\n", "a.NDJSON.gz"), SourceForm::Jsonl);
        assert_eq!(form("<p>Text", "a.htm"), SourceForm::Html);
        assert_eq!(form("One\nTwo", "a.csv"), SourceForm::Csv);
        assert_eq!(form("From my doctor on Monday", "a"), SourceForm::Text);
        assert_eq!(form("Title\n\n<html> is a tag", "a.txt"), SourceForm::Text);
        assert_eq!(form("[so it goes]", "-"), SourceForm::Text);
    }

    #[test]
    fn what_no_form_reads_is_named() {
        let unknown = |head: &str, name: &str| {
            choose(head.as_bytes(), Path::new(name)).unwrap_err().to_string()
        };
        assert!(unknown("<?xml version=\"1.0\"?><feed/>", "a.xml").starts_with("XML in none"));
        assert!(unknown("[1]", "a.json").starts_with("JSON in none"));
    }

    #[test]
    fn endings_are_read_through_packings() {
        for name in ["a.txt", "a.HTML", "a.html.gz", "a.jsonl.zst", "a.zip", "a.tar.gz", "a.tgz"] {
            assert!(is_known(Path::new(name)), "{name}");
        }
        for name in ["a", "a.gz", "a.png", "a.png.gz", "txt"] {
            assert!(!is_known(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn names_are_those_of_the_output() {
        for form in Form::all() {
            assert_eq!(serde_json::to_value(form.form).unwrap(), form.name);
            assert_eq!(Form::named(form.name).map(|found| found.form), Some(form.form));
        }
    }
}
