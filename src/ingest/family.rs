//! Which files belong together, so that their threads are whole only if they are read as one.
//!
//! | form | files of one folder that are a family |
//! | --- | --- |
//! | Reddit | the dump of submissions and the dump of comments that have the same name else: `RS_2015-01` and `RC_2015-01`, `x_submissions` and `x_comments`; also in folders `submissions` and `comments` side by side |
//! | mails | mailboxes whose names differ in numbers and months alone, such as `2012-May.txt.gz` and `2012-June.txt.gz`; all single mails (`.eml`) |
//! | Discourse | pages whose first posts are of one topic |
//!
//! The name alone makes no family: the first bytes of each file must show the form. Submissions stand before comments, mailboxes in the order of their
//! years, months and numbers, all else in the order in which it was named. The months of dumps are not joined to one another: what would have to be
//! sorted is too much, and a thread over the turn of a month is two with the same id.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::limits::Limits;
use super::notes::Notes;
use super::unpack::unpack;
use super::{BUFFER, discourse, form, head, reddit};
use crate::thread::SourceForm;

/// Files to be read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Family {
    pub form: SourceForm,
    pub paths: Vec<PathBuf>,
}

/// The families of all files that are named.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// The family of each file that is in one.
    places: FxHashMap<PathBuf, usize>,
    /// Those that were not yet given.
    families: Vec<Option<Family>>,
}

/// What a file is to others.
pub(super) enum Ties {
    None,
    /// It is the first of a family, which is read in its place.
    First(Family),
    /// Its family was given already.
    Given,
}

/// What the name of a file says.
#[derive(Debug, PartialEq, Eq)]
struct Name {
    form: SourceForm,
    /// The same for all files that may be a family.
    key: String,
    /// Its place among them.
    rank: Vec<u64>,
}

/// May it be of a family, by its name?
pub(super) fn is_candidate(path: &Path) -> bool {
    Name::of(path).is_some()
}

impl Families {
    /// Finds the families among these files; the names say which of them are opened.
    pub(super) fn find(paths: impl Iterator<Item = PathBuf>) -> Self {
        let mut alike: BTreeMap<String, Vec<(Name, PathBuf)>> = BTreeMap::new();
        let mut seen = FxHashSet::default();
        for path in paths {
            if let Some(name) = Name::of(&path).filter(|_| seen.insert(path.clone())) {
                alike.entry(name.key.clone()).or_default().push((name, path));
            }
        }
        drop(seen);
        let mut found = Self::default();
        for mut files in alike.into_values().filter(|files| files.len() > 1) {
            files.sort_by(|(one, _), (other, _)| one.rank.cmp(&other.rank));
            let mut shown: BTreeMap<String, Family> = BTreeMap::new();
            for (Name { form, .. }, path) in files {
                if let Some(key) = shows(&path, form) {
                    let none = || Family { form, paths: Vec::new() };
                    shown.entry(key).or_insert_with(none).paths.push(path);
                }
            }
            for family in shown.into_values().filter(|family| family.paths.len() > 1) {
                let place = found.families.len();
                found.places.extend(family.paths.iter().map(|path| (path.clone(), place)));
                found.families.push(Some(family));
            }
        }
        found
    }

    /// What this file is to others.
    pub(super) fn take(&mut self, path: &Path) -> Ties {
        let Some(place) = self.places.get(path) else { return Ties::None };
        self.families[*place].take().map_or(Ties::Given, Ties::First)
    }
}

/// Does the file begin as `form` does? If so, what it says of where it belongs.
fn shows(path: &Path, form: SourceForm) -> Option<String> {
    // A pipe can be read but once.
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let limits = Limits::default();
    let input = Box::new(BufReader::with_capacity(BUFFER, File::open(path).ok()?));
    let unpacked = unpack("", input, &limits, &Notes::default()).ok()?;
    let (head, _) = head::peek(unpacked.input, limits.max_thread_bytes());
    let head = head::without_blanks(&head);
    if form::choose(head, path).ok()? != form {
        return None;
    }
    match form {
        SourceForm::Discourse => discourse::topic_of(head),
        SourceForm::Reddit => reddit::is_dump(head).then(String::new),
        _ => Some(String::new()),
    }
}

/// Is it called as dumps of Reddit are? They have no ending but that of what packs them.
pub(super) fn is_dump_name(path: &Path) -> bool {
    dump(&form::without_packing(path)).is_some()
}

/// The name of a dump without what it holds, and if these are the comments.
fn dump(name: &str) -> Option<(String, bool)> {
    let endings = [".json", ".jsonl", ".ndjson"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let whole = |kind: &str| stem.strip_prefix(kind).filter(|rest| !rest.contains('.'));
    let part = |kind: &str| stem.strip_suffix(kind).filter(|rest| !rest.is_empty());
    let kinds = [("RS_", "_submissions", false), ("RC_", "_comments", true)];
    kinds.into_iter().find_map(|(before, behind, comments)| {
        let rest = whole(before).map(|rest| format!("R*_{rest}"));
        let rest = rest.or_else(|| part(behind).map(|rest| format!("{rest}_*")));
        rest.map(|rest| (rest, comments))
    })
}

impl Name {
    fn of(path: &Path) -> Option<Self> {
        let folder = path.parent()?.to_string_lossy().into_owned();
        let name = form::without_packing(path);
        if let Some((name, comments)) = dump(&name) {
            let beside = if comments { "comments" } else { "submissions" };
            let folder = folder.strip_suffix(beside).unwrap_or(&folder);
            let key = format!("reddit {folder}\0{name}");
            return Some(Self { form: SourceForm::Reddit, key, rank: vec![u64::from(comments)] });
        }
        let (stem, ending) = name.rsplit_once('.')?;
        let (form, kind, rank) = match ending.to_ascii_lowercase().as_str() {
            "json" | "rss" => (SourceForm::Discourse, String::new(), Vec::new()),
            "eml" => (SourceForm::Mbox, "eml".to_owned(), Vec::new()),
            ending @ ("mbox" | "mbx" | "txt") => {
                let (rest, numbers) = skeleton(stem);
                // Texts may be called anything; archives of mailing lists are called by the time.
                let is_time = numbers.first().is_some_and(|first| is_year(*first))
                    && ["", "q", "week of mon"].contains(&rest.as_str());
                if ending == "txt" && !is_time {
                    return None;
                }
                (SourceForm::Mbox, format!("{ending} {rest}"), numbers)
            }
            _ => return None,
        };
        Some(Self { form, key: format!("{form:?} {folder}\0{kind}"), rank })
    }
}

/// A year, or a day as `20120507`.
fn is_year(number: u64) -> bool {
    (1980..2100).contains(&number) || (19_800_000..21_000_000).contains(&number)
}

/// A name without its numbers and months, and these, years first.
fn skeleton(name: &str) -> (String, Vec<u64>) {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const WHOLE: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let (mut words, mut numbers): (Vec<String>, Vec<u64>) = (Vec::new(), Vec::new());
    let name = name.to_lowercase();
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let class = |one: char, other: char| one.is_ascii_digit() == other.is_ascii_digit();
        for part in word.chars().collect::<Vec<_>>().chunk_by(|one, other| class(*one, *other)) {
            let part: String = part.iter().collect();
            let month = [MONTHS, WHOLE]
                .iter()
                .find_map(|names| names.iter().position(|name| *name == part));
            match (part.parse(), month) {
                (Ok(number), _) => numbers.push(number),
                (_, Some(month)) => numbers.push(month as u64 + 1),
                _ => words.push(part),
            }
        }
    }
    words.retain(|word| !word.is_empty());
    numbers.sort_by_key(|number| !is_year(*number));
    (words.join(" "), numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str) -> Option<(SourceForm, String)> {
        Name::of(Path::new(path)).map(|name| (name.form, name.key))
    }

    #[test]
    fn names_that_belong_together_have_one_key() {
        for family in [
            ["d/RS_2015-01.zst", "d/RC_2015-01.zst"],
            ["d/submissions/RS_2015-01", "d/comments/RC_2015-01.xz"],
            ["submissions/RS_2015-01.zst", "comments/RC_2015-01.zst"],
            ["AskDocs_submissions.zst", "AskDocs_comments.jsonl"],
            ["l/2012-May.txt.gz", "l/2013-June.txt.gz"],
            ["2012q1.txt", "2012q2.txt"],
            ["Week-of-Mon-20120507.txt", "Week-of-Mon-20120514.txt"],
            ["list@example.org-2012-05.mbox", "list@example.org-2012-06.mbox.gz"],
            ["in/Hello.eml", "in/Re Hello.eml"],
            ["t/7.json", "t/7-2.json"],
        ] {
            let keys = family.map(key);
            assert!(keys[0].is_some() && keys[0] == keys[1], "{family:?} {keys:?}");
        }
        for strangers in [
            ["d/RS_2015-01.zst", "d/RC_2015-02.zst"],
            ["d/RS_2015-01.zst", "e/RC_2015-01.zst"],
            ["a_submissions.zst", "b_comments.zst"],
            ["l/2012-May.txt.gz", "m/2012-June.txt.gz"],
            ["one.mbox", "two.mbox"],
            ["in/Hello.eml", "out/Re Hello.eml"],
        ] {
            let keys = strangers.map(key);
            assert!(keys[0].is_some() && keys[0] != keys[1], "{strangers:?} {keys:?}");
        }
        for alone in ["thread-1.txt", "2012.md", "1.txt", "RS_1.png", "_comments.zst", "x.jsonl"] {
            assert_eq!(key(alone), None, "{alone}");
        }
    }

    #[test]
    fn times_come_in_their_order() {
        let mut names = ["2012-December.txt", "2012-April.txt", "2011-May.txt", "2013-January.txt"];
        names.sort_by_key(|name| Name::of(Path::new(name)).unwrap().rank);
        assert_eq!(
            names,
            ["2011-May.txt", "2012-April.txt", "2012-December.txt", "2013-January.txt"]
        );
        assert_eq!(skeleton("Dec-2012"), (String::new(), vec![2012, 12]));
    }

    #[test]
    fn dumps_are_known_by_name_without_an_ending() {
        for (name, known) in [
            ("RC_2015-01", true),
            ("RS_v2_2010-01.xz", true),
            ("x_comments.zst", true),
            ("comments", false),
            ("RC_2015-01.sha256", false),
            ("x.zst", false),
        ] {
            assert_eq!(is_dump_name(Path::new(name)), known, "{name}");
        }
    }
}
