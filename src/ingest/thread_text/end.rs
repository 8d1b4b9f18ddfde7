//! Where the text of a post ends: what a forum writes below it, and what its author writes below every post.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Found;
use super::worth::says;
use crate::ingest::furniture::{Kind, bare};
use crate::ingest::page::Page;
use crate::ingest::{shape, when};

/// The lines of the text of a post.
pub(super) fn trim(lines: &Page<'_, '_>, post: &Found<'_>) -> Range<usize> {
    let mut range = post.body.clone();
    // What follows these lines was written by nobody, or above.
    if let Some(end) = range.clone().find(|at| is_end(lines.get(*at))) {
        range.end = end;
    }
    while !range.is_empty() && matches!(lines.kind(range.start), Kind::Bullet | Kind::Below) {
        range.start += 1;
    }
    above_furniture(lines, range, post.author)
}

/// The lines without those at their end that tell of the post, or of what a reader may do.
pub(super) fn above_furniture(
    lines: &Page<'_, '_>,
    mut range: Range<usize>,
    name: Option<&str>,
) -> Range<usize> {
    let mut below = false;
    while !range.is_empty() {
        let line = lines.get(range.end - 1);
        let kind = lines.kind(range.end - 1);
        // Some forums sign below.
        let author = || {
            name.is_some_and(|name| {
                line.strip_prefix(name).is_some_and(|rest| {
                    rest.is_empty() && below || rest.starts_with(", ") && when::find(rest).is_some()
                })
            })
        };
        let count = || kind == Kind::Count && (below || range.len() > 1);
        // Who liked it stands behind a picture.
        let liked = || {
            range.len() > 2
                && line.starts_with('•')
                && line.len() <= 120
                && lines.get(range.end - 2) == "•"
        };
        let furniture = matches!(kind, Kind::Bullet | Kind::Below) || is_changed(line);
        if furniture || count() || author() || liked() {
            below |= kind == Kind::Below;
            range.end -= 1;
        } else {
            break;
        }
    }
    range
}

/// `Last edited: May 3, 2012`
fn is_changed(line: &str) -> bool {
    line.len() <= 100
        && (line.starts_with("Last edited") || line.starts_with("Edited "))
        && when::find(line).is_some()
}

/// Does a post end at this line whatever follows?
fn is_end(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let low = bare(line).to_lowercase();
    let replies = low.contains("reply last reply") || low.contains("replies last reply");
    replies
        || [
            "reply with quote",
            "link to comment",
            "link to post",
            "view public profile",
            "find more posts by",
            "share on other sites",
            "wikipost history",
            "printer friendly format",
            "copy link to reply",
            "report inappropriate content",
        ]
        .iter()
        .any(|told| low.starts_with(told))
        || line.starts_with("{{") && line.ends_with("}}")
        || low == "signature"
}

/// The lines below the one that tells when a post was changed, if nothing is said there: forums put what its author writes below every post there.
fn below_change(lines: &Page<'_, '_>, body: Range<usize>) -> Option<Range<usize>> {
    let changed = body.clone().skip(1).rfind(|at| is_changed(lines.get(*at)))?;
    let below = changed + 1..body.end;
    let says = |at| says(lines.get(at)) || shape::is_personal(lines.get(at));
    (!below.is_empty() && !below.clone().any(says)).then_some(below)
}

/// For each post the lines at its end that its author writes below every post.
pub(super) fn signatures(lines: &Page<'_, '_>, found: &[Found<'_>]) -> Vec<Option<Range<usize>>> {
    let mut by_author: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, post) in found.iter().enumerate().filter(|(_, post)| !post.body.is_empty()) {
        by_author.entry(post.author.unwrap_or_default()).or_default().push(place);
    }
    let mut out: Vec<Option<Range<usize>>> = vec![None; found.len()];
    for places in by_author.values().filter(|places| places.len() > 1) {
        // Two posts in a row that end alike; each line is looked at twice at most.
        for pair in places.windows(2) {
            let (one, two) = (&found[pair[0]].body, &found[pair[1]].body);
            let most = one.len().min(two.len()) - 1;
            let same = (1..=most)
                .take_while(|back| lines.get(one.end - back) == lines.get(two.end - back))
                .count();
            // Nobody ends with the same words by chance if they are many.
            let length: usize = (1..=same).map(|back| lines.get(one.end - back).len()).sum();
            if same > 0 && length >= 12 {
                for (place, body) in [(pair[0], one), (pair[1], two)] {
                    let range = body.end - same..body.end;
                    let shorter = out[place].as_ref().is_none_or(|told| told.len() > range.len());
                    if shorter {
                        out[place] = Some(range);
                    }
                }
            }
        }
    }
    for (range, post) in out.iter_mut().zip(found) {
        *range = range.take().or_else(|| below_change(lines, post.body.clone()));
    }
    out
}
