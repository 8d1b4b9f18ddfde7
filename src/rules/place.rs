//! Where in a post a claim stands: what a rule's `scope` chooses from.

use serde::Deserialize;

use crate::{span::Span, thread::Role};

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The words of whoever wrote the post.
    Own,
    /// The title of the thread.
    Title,
    /// The body of an article.
    Article,
    /// The block that an author puts under each post.
    Signature,
    /// An address, or the words of a link.
    Link,
}

impl Place {
    /// As it is written in rules.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Title => "title",
            Self::Article => "article",
            Self::Signature => "signature",
            Self::Link => "link",
        }
    }

    /// All of them.
    pub(super) const ALL: [Self; 5] =
        [Self::Own, Self::Title, Self::Article, Self::Signature, Self::Link];

    /// Where a rule looks that does not say.
    pub(super) const USUAL: [Self; 3] = [Self::Own, Self::Title, Self::Article];
}

/// Where the signature of a post begins, if it has one.
///
/// A line of dashes, underscores or the like with a few short lines under it at the end of the post, or what a phone adds by itself.
pub(super) fn signature(text: &str) -> Option<usize> {
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let is_rule = words.len() >= 2 && words.bytes().all(|byte| b"-_~*=".contains(&byte));
        let lower = words.get(..13.min(words.len())).unwrap_or_default().to_ascii_lowercase();
        let is_phone = ["sent from my", "sent via", "posted via", "posted from"]
            .iter()
            .any(|said| lower.starts_with(said));
        // What stands first is no signature of anything.
        if at > 0 && (is_rule || is_phone && text[at..].len() < 80) {
            start = Some(at);
        }
        at += line.len();
    }
    start.filter(|&start| {
        let rest = &text[start..];
        rest.len() <= LONGEST && rest.lines().count() <= MOST_LINES
    })
}

/// No signature is longer, in bytes.
const LONGEST: usize = 400;
const MOST_LINES: usize = 9;

/// Where some bytes of a post stand.
pub(super) fn place_of(text: &str, span: Span, role: Role, signature: Option<usize>) -> Place {
    let (start, end) = (span.start as usize, span.end as usize);
    if is_in_link(text, start, end) {
        Place::Link
    } else if signature.is_some_and(|from| start >= from) {
        Place::Signature
    } else if role == Role::Article {
        Place::Article
    } else {
        Place::Own
    }
}

/// Do bytes stand in an address, or between the brackets of a link?
fn is_in_link(text: &str, start: usize, end: usize) -> bool {
    let from = text[..start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let to = text[end..].find(char::is_whitespace).map_or(text.len(), |at| end + at);
    let Some(around) = text.get(from..to) else { return false };
    let is_address = !text[start..end].contains(char::is_whitespace)
        && (around.contains("://") || around.starts_with("www."));
    let in_brackets = || {
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let close = text[end..line_end].find(']').map(|at| end + at)?;
        let open = text[..start].rfind(['[', ']', '\n'])?;
        (text[open..].starts_with('[') && text[close..].starts_with("](")).then_some(())
    };
    is_address || in_brackets().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, of: &str) -> Place {
        let start = text.find(of).unwrap_or_default();
        let span = Span::new(start as u32, (start + of.len()) as u32);
        place_of(text, span, Role::Post, signature(text))
    }

    #[test]
    fn a_signature_stands_under_a_line_at_the_end() {
        let text = "Hello all.\n\nsome words of mine\n--\nGarlic cures all\nMum of two";
        assert_eq!(place(text, "Garlic cures"), Place::Signature);
        assert_eq!(place(text, "some words"), Place::Own);
        assert_eq!(place("--\nGarlic cures all", "Garlic cures"), Place::Own);
        let long = format!("One.\n----\n{}", "And so it goes on, line by line.\n".repeat(20));
        assert_eq!(place(&long, "line by line"), Place::Own);
    }

    #[test]
    fn an_address_and_the_words_of_a_link_are_told_apart() {
        assert_eq!(
            place("see https://x.org/garlic-cures-cancer now", "garlic-cures-cancer"),
            Place::Link
        );
        assert_eq!(place("see [garlic cures cancer](https://x.org)", "garlic cures"), Place::Link);
        assert_eq!(place("see [1] garlic cures cancer", "garlic cures"), Place::Own);
    }
}
