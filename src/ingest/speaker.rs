//! Who wrote a post, where the page tells it on lines of its own above the mark.
//!
//! A name is a line among others: a rank, a place, what somebody chose to call themselves. What gives it away is what the rest of the page
//! says: a quote names it, the first letter of it stands above it in the place of a picture, it comes back above other posts, a rank stands below
//! it.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::furniture::{Kind, bare, kind};
use super::page::Page;
use super::{furniture, noise, post_head, shape};

/// How far above a mark a name can stand.
const ABOVE: usize = 34;

/// Ranks that some forums write behind a name.
const RANKS: [&str; 9] = [
    " Well-Known Member",
    " Notable Member",
    " Active Member",
    " Prominent Member",
    " New Member",
    " Senior Member",
    " Junior Member",
    " Greenhorn",
    " Member",
];

/// What the page tells of names elsewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Known<'t> {
    names: FxHashSet<&'t str>,
    /// Lines that stand below sure names, and how often.
    told: FxHashMap<&'t str, i32>,
}

/// A name above a mark.
#[derive(Debug)]
pub(super) struct Named<'t> {
    pub name: &'t str,
    /// The first line that belongs to it.
    pub top: usize,
    /// The line of the name.
    at: usize,
    /// Is it sure?
    pub sure: bool,
}

impl<'t> Known<'t> {
    /// The names that quotes and likes on the page give.
    pub(super) fn of(lines: &Page<'_, 't>) -> Self {
        let mut known = Self::default();
        for at in 0..lines.len() {
            let line = bare(lines.get(at));
            if line.len() > 160 {
                continue;
            }
            let quoted =
                [" said:", " wrote:", " posted..."].iter().find_map(|verb| line.strip_suffix(verb));
            // `8 hours ago, ann said:`
            let quoted = quoted.map(|name| name.rsplit(", ").next().unwrap_or(name));
            let told = [
                "Originally Posted by ",
                "Originally posted by ",
                "Thread starter ",
                "Find More Posts by ",
                "last edited by ",
            ]
            .iter()
            .find_map(|word| line.strip_prefix(word));
            for name in [quoted, told].into_iter().flatten() {
                known.add(name.trim());
            }
            if let Some(list) = line.strip_prefix("Reactions: ") {
                for name in list.split(", ").flat_map(|part| part.split(" and ")) {
                    known.add(name.trim());
                }
            }
        }
        known
    }

    fn add(&mut self, name: &'t str) {
        if !name.is_empty() && name.len() <= 48 && !name.ends_with(" others") {
            self.names.insert(name);
        }
    }

    /// Learns from a name that is sure: the name, and that what stands below it is none.
    pub(super) fn learn(&mut self, lines: &Page<'_, 't>, named: &Named<'t>, mark: usize) {
        if named.sure {
            self.add(named.name);
            for at in named.at + 1..mark {
                *self.told.entry(bare(lines.get(at))).or_default() += 1;
            }
        }
    }
}

/// The name in a line that tells a name: without what stands wide apart from it.
pub(super) fn name_of(line: &str) -> Option<&str> {
    let line = bare(line);
    let line = line.strip_prefix("Posted by ").unwrap_or(line).trim();
    let mut name = line.split("  ").next().unwrap_or(line);
    for mark in [" | ", "\t", " ✭", " ★", " · "] {
        name = name.split(mark).next().unwrap_or(name);
    }
    let mut name = name.trim();
    // Flowers behind it, and how many posts.
    while let Some((before, last)) = name.rsplit_once(' ') {
        if last.contains(char::is_alphanumeric) {
            break;
        }
        name = before.trim_end();
    }
    if let Some((before, count)) = name.rsplit_once('(')
        && count.trim_end_matches(')').bytes().all(|c| c.is_ascii_digit())
    {
        name = before.trim_end();
    }
    for rank in RANKS {
        name = name.strip_suffix(rank).map_or(name, str::trim_end);
    }
    let fits = !name.is_empty()
        && name.len() <= 48
        && name.contains(char::is_alphanumeric)
        && !name.contains("://")
        && !name.contains(['?', '!', ';', '<', '>', '=', '"', '“', '”', '…'])
        && !name.ends_with([':', ','])
        && name.split_whitespace().count() <= 5;
    fits.then_some(name)
}

/// The name above a mark, in the lines of `range`, which end with the mark.
pub(super) fn above<'t>(
    lines: &Page<'_, 't>,
    range: Range<usize>,
    known: &Known<'t>,
) -> Option<Named<'t>> {
    let floor = range.start.max(range.end.saturating_sub(ABOVE));
    let mut low = range.end;
    while low > floor {
        let line = lines.get(low - 1);
        let told = lines.kind(low - 1);
        // What a label tells may read like anything.
        let value = low >= 2 && low - 2 >= floor && lines.kind(low - 2) == Kind::LabelAlone;
        // What people choose to stand under their name may, too.
        let chosen =
            low < range.end && lines.get(low - 1).len() <= 64 && lines.kind(low) == Kind::Rank;
        let over = !(value || chosen && told == Kind::Prose)
            && (told == Kind::Below && !is_between(line)
                || told == Kind::Prose && !known.told.contains_key(bare(line)));
        if over {
            break;
        }
        low -= 1;
    }
    let mut best: Option<(i32, usize, &'t str)> = None;
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for at in (low..range.end).rev() {
        let line = lines.get(at);
        let Some((score, name)) = score(lines, at, low..range.end, known, &mut seen) else {
            continue;
        };
        let _ = line;
        if best.is_none_or(|(most, ..)| score >= most) {
            best = Some((score, at, name));
        }
    }
    let (score, at, name) = best.filter(|(score, ..)| *score >= 0)?;
    // The name above a name that is the same, and the letter or the ornaments above that.
    let mut top = (low..at).find(|above| name_of(lines.get(*above)) == Some(name)).unwrap_or(at);
    while top > low && is_ornament(lines.get(top - 1), name) {
        top -= 1;
    }
    Some(Named { name, top, at, sure: score >= 6 })
}

/// Lines of the kind that stands below posts, and between a name and its mark.
fn is_between(line: &str) -> bool {
    let told = bare(line).to_lowercase();
    matches!(
        &*told,
        "add to quote"
            | "share"
            | "online"
            | "offline"
            | "author stats"
            | "follow"
            | "top"
            | "like"
            | "www"
            | "add bookmark"
            | "logged"
    ) || told.starts_with("wrote on")
        || told.starts_with("last edited by")
}

/// A letter in the place of a picture, or whether somebody is there.
fn is_letter(line: &str, name: &str) -> bool {
    let line = line.trim();
    let mut chars = line.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return false };
    let state = || {
        let rest = line[first.len_utf8()..].trim();
        matches!(rest, "Offline" | "Online" | "Away" | "Do not disturb")
            || rest.starts_with("This user is from outside")
    };
    let same = name.chars().next().is_some_and(|c| c.to_uppercase().eq(first.to_uppercase()));
    same && (second.is_none() || second.is_some_and(char::is_whitespace) && state())
}

fn is_ornament(line: &str, name: &str) -> bool {
    kind(line) == Kind::Bullet
        || is_letter(line, name)
        || matches!(line, "OP" | "Top" | "Author")
        || line.to_ascii_lowercase().contains("avatar") && line.len() <= 80
}

/// How much line `at` is like a name, and the name.
fn score<'t>(
    lines: &Page<'_, 't>,
    at: usize,
    range: Range<usize>,
    known: &Known<'t>,
    seen: &mut FxHashMap<&'t str, usize>,
) -> Option<(i32, &'t str)> {
    let line = lines.get(at);
    let posted = bare(line).starts_with("Posted by ");
    let name = name_of(line)?;
    let told = lines.kind(at);
    let quoted = known.names.contains(name);
    let above = if at > range.start { lines.get(at - 1) } else { "" };
    let letter = is_letter(above, name);
    let twice = seen.insert(name, at).is_some();
    let fixed = quoted || letter || posted;
    let ranked = told == Kind::Rank && name == bare(line);
    if !fixed
        && matches!(
            told,
            Kind::Bullet
                | Kind::Count
                | Kind::Date
                | Kind::Label
                | Kind::LabelAlone
                | Kind::Below
                | Kind::Prose
        )
    {
        return None;
    }
    if is_between(line) || name.chars().count() < 2 {
        return None;
    }
    // What a label tells is no name.
    if !fixed && at > range.start && lines.kind(at - 1) == Kind::LabelAlone {
        return None;
    }
    // The letter and not the name.
    let next = lines.get(at + 1);
    if at + 1 < range.end
        && !fixed
        && (is_letter(line, next) || line == above)
        && line.chars().nth(1).is_some_and(char::is_whitespace)
    {
        return None;
    }
    let words: Vec<_> = name.split_whitespace().collect();
    let mut score = 0;
    score += if quoted { 6 } else { 0 };
    score += if letter || posted { 8 } else { 0 };
    score += if twice && !ranked { 6 } else { 0 };
    score += if ranked { -6 } else { 0 };
    score += i32::from(words.len() == 1);
    score += if words.len() > 1 && !shape::is_name(name, true) { -2 } else { 0 };
    score += if !shape::is_name(name, false) || name.ends_with('.') { -3 } else { 0 };
    // The first thing behind what ends the post before.
    let first =
        (range.start..at).all(|above| matches!(lines.kind(above), Kind::Bullet | Kind::Count));
    score += if first { 3 } else { 0 };
    score += i32::from(lines.kind(at + 1) == Kind::Rank) * 3;
    score += i32::from(matches!(
        lines.kind(at + 1),
        Kind::Label | Kind::Date | Kind::Bullet | Kind::Count
    ));
    score += i32::from(at + 1 == range.end);
    score -= if line.starts_with(['•', '·']) && !letter { 3 } else { 0 };
    if let Some(count) = known.told.get(bare(line)) {
        score -= if quoted { 1 } else { 3 + (*count).min(3) };
    }
    Some((score, name))
}

/// The title that answers repeat, if it stands among the lines of `range`.
fn repeated(lines: &Page<'_, '_>, range: Range<usize>) -> Option<usize> {
    let title = (0..lines.len())
        .find_map(|at| lines.get(at).strip_prefix("Re: ").filter(|title| title.len() >= 8))?;
    range.clone().find(|at| lines.get(*at) == title.trim())
}

/// The title of a thread among the lines above its first post: what stands right above what is told of the thread, or the first that can be one.
pub(super) fn title(lines: &Page<'_, '_>, range: Range<usize>) -> Option<usize> {
    let stands = range.clone().find(|at| bare(lines.get(*at)).starts_with("Thread starter"));
    if let Some(at) = stands.and_then(|at| at.checked_sub(1)) {
        return Some(at);
    }
    if let Some(at) = repeated(lines, range.clone()) {
        return Some(at);
    }
    // The longest of the last lines that can be a title.
    let fits = |at: &usize| {
        let line = lines.get(*at);
        let plain =
            !line.starts_with('•') && line.split_whitespace().count() >= 2 && line.len() <= 200;
        plain
            && matches!(lines.kind(*at), Kind::Short | Kind::Prose)
            && !noise::is_noise(line)
            && !furniture::is_notice(line)
            && post_head::mark(line, *at).is_none()
            && !line.contains("    ")
    };
    if range.len() <= 14 {
        // A page that was stripped already: its name stands first, then the title.
        let mut told = range.clone().filter(fits);
        let first = told.next()?;
        return told.find(|at| *at <= first + 2 && lines.get(*at).len() >= 8).or(Some(first));
    }
    let from = range.end.saturating_sub(40).max(range.start);
    let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
    for at in range.clone() {
        *seen.entry(bare(lines.get(at))).or_default() += 1;
    }
    let list = || (from..range.end).filter(fits);
    // A title stands in the path through the site, too.
    list()
        .find(|at| {
            seen.get(lines.get(*at)).is_some_and(|count| *count > 1) && lines.get(*at).len() >= 12
        })
        .or_else(|| list().max_by_key(|at| (lines.get(*at).len().min(60), std::cmp::Reverse(*at))))
        .or_else(|| noise::title(lines.lines, range))
}
