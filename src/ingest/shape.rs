//! What single lines look like: names, places, prose.
//!
//! A shape says what a line could be, never what it is: a reader asks for several of them around one another before it splits a text.
//! Long lines are turned away before they are looked at, so that a scan stays linear whatever stands in the text.

use std::sync::LazyLock;

use regex::Regex;

use super::SHORT;
use super::dates::{capture, date_only, pattern};

/// Longest name of a person, in bytes.
const NAME: usize = 48;

static BYLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:article |written |medically |fact |clinically |last )?(?:by|reviewed|checked|posted|published|submitted|updated|modified|edited|created|author|photo|image|source|credit|photograph)(?: by| on| in)?[: ]|/|©|\(c\)|getty images|shutterstock|istock)",
    )
});

static AUTHOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:article |posted |written |submitted )?by|author:)[ \xa0]+([^|•·,]+?)[ \xa0]*(?:[|•·,].*)?$",
    )
});

/// The title that a line gives: without the word that some pages put before it.
pub(super) fn title_of(line: &str) -> Option<String> {
    let title = line.strip_prefix("Question:").unwrap_or(line).trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// Who wrote the page, if the line says so.
pub(super) fn author_of_page(line: &str) -> Option<&str> {
    capture(AUTHOR.as_ref(), line)
        .map(str::trim)
        .filter(|name| name.starts_with(char::is_uppercase) && is_name(name, true))
}

/// Who wrote it, when, where the picture is from: what stands between the title of an article and its text.
pub(super) fn is_byline(line: &str) -> bool {
    let told =
        || BYLINE.as_ref().is_some_and(|pattern| pattern.is_match(&line.to_ascii_lowercase()));
    let day = || {
        line.split_once(' ')
            .is_some_and(|(day, rest)| date_only(day).is_some() && !ends_sentence(rest))
    };
    // `By the time we got there it was over.` is a sentence.
    let sentence = || ends_sentence(line) && line.split_whitespace().count() >= 8;
    line.len() <= SHORT && ((told() && !sentence()) || date_only(line).is_some() || day())
}

/// Words that are no name of their own: whoever wrote `she says:` tells something.
const NOT_NAMES: &[&str] = &[
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "who",
    "this",
    "that",
    "which",
    "what",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "anyone",
    "nobody",
    "one",
    "and",
    "but",
    "so",
    "then",
    "as",
    "if",
    "when",
    "because",
    "my",
    "his",
    "her",
    "our",
    "their",
    "your",
    "some",
    "many",
    "most",
    "people",
    "also",
    "or",
    "study",
    "research",
    "there",
    "here",
    "thanks",
    "blessings",
    "hugs",
    "edit",
    "update",
    "ps",
];

/// Small words that stand inside names of people and places.
const PARTICLES: &[&str] = &[
    "de", "del", "della", "der", "den", "di", "da", "du", "dos", "la", "le", "las", "los", "van",
    "von", "of", "the", "on", "and", "in", "bin", "al",
];

/// Could it be the name of a person, or what they call themselves? With `capitals`, names of several words must be written in capitals.
pub(super) fn is_name(line: &str, capitals: bool) -> bool {
    if line.is_empty() || line.len() > NAME || !line.contains(char::is_alphanumeric) {
        return false;
    }
    if line.contains("://")
        || line.contains(|c: char| "?!;:,/\\|<>=\"“”…•".contains(c) || c.is_control())
    {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let first = words.first().map_or_else(String::new, |word| word.to_lowercase());
    let stops = line.ends_with('.') && !words.last().is_some_and(|word| is_initials(word));
    words.len() <= 5
        && !stops
        && !NOT_NAMES.contains(&first.as_str())
        && (!capitals || words.len() == 1 || is_capitalised(&words))
}

/// `K.`, `K.S.`, `St.`, `Jr.`: a full stop that ends no sentence.
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| part.chars().count() <= 2)
        || matches!(word.to_ascii_lowercase().as_str(), "mrs." | "esq." | "phd.")
}

/// `X.Y.`, `K. S.`: a person who is not named.
pub(super) fn is_letters(line: &str) -> bool {
    line.len() <= 12
        && line.ends_with('.')
        && line
            .split_whitespace()
            .flat_map(|word| word.split_terminator('.'))
            .all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase))
}

fn is_capitalised(words: &[&str]) -> bool {
    words.iter().enumerate().all(|(at, word)| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| !c.is_lowercase()) || (at > 0 && PARTICLES.contains(word))
    })
}

/// Could it be the name of a place? `Fond du Lac, WI`, `St. Louis`, `on the lake` is none.
pub(super) fn is_place(text: &str) -> bool {
    if text.is_empty()
        || text.len() > 64
        || text.contains(|c: char| "?!;:\"“”…".contains(c) || c.is_control())
    {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() <= 7
        && is_capitalised(&words)
        && !(text.ends_with('.') && words.last().is_some_and(|word| word.chars().count() > 5))
        && !words.iter().rev().skip(1).any(|word| word.ends_with('.') && word.chars().count() > 5)
}

/// Does it end as a sentence does?
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(|c: char| "\"'”’)]*_~".contains(c))
        .ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Is it surely a paragraph that somebody wrote, not a title, a menu or a caption?
pub(super) fn is_prose(line: &str) -> bool {
    if line.len() > SHORT {
        return true;
    }
    let words = line.split_whitespace().count();
    let asks = line.ends_with('?');
    let flows = ends_sentence(line) && !asks && line.len() >= 30 && words >= 5;
    let wide = line.len() >= 100 && words >= 12;
    (flows || wide) && !is_byline(line)
}

/// Is the first line of a page its text already, and not its title? Titles rarely end with a full stop, and they end.
pub(super) fn opens_with_prose(line: &str) -> bool {
    let stops =
        line.ends_with('.') && !line.ends_with("...") && line.split_whitespace().count() >= 4;
    // Two sentences, of which the first ends with a word and not with `Dr.`
    let mut words = line.split_whitespace().rev().skip(1);
    let two = ends_sentence(line) && words.any(|word| word.ends_with('.') && word.len() > 4);
    line.len() > SHORT || stops || two || line.ends_with(',')
}

/// Does a person speak, though the line is no sentence? Captions and headings begin with a capital and do not say `I`; bars of names
/// and dates have wide gaps.
pub(super) fn is_personal(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "•·*-–".contains(c));
    let own = |word: &str| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
        matches!(
            word,
            "I" | "i" | "I'm" | "I’m" | "im" | "I've" | "I’ve" | "my" | "me" | "we" | "our"
        )
    };
    line.split_whitespace().count() >= 5
        && !line.contains("   ")
        && (line.starts_with(char::is_lowercase) || line.split_whitespace().any(own))
}

/// Is it written as headings are: no end of a sentence, and most long words in capitals?
pub(super) fn is_heading(line: &str) -> bool {
    if line.len() > SHORT
        || (ends_sentence(line) && !line.ends_with('?'))
        || line.ends_with([',', ';'])
    {
        return false;
    }
    let long = line.split_whitespace().filter(|word| word.len() > 3);
    let (all, capitals) = long.fold((0, 0), |(all, capitals), word| {
        (
            all + 1,
            capitals
                + usize::from(
                    word.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase()),
                ),
        )
    });
    capitals * 3 >= all * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        for pattern in [&*BYLINE, &*AUTHOR] {
            assert!(pattern.is_some());
        }
    }

    #[test]
    fn names_are_short_and_no_sentence() {
        for name in [
            "K.S.",
            "M.",
            "Jane Doe",
            "mom2three",
            "cortlin.harrison",
            "Ludwig van Beethoven",
            "T. C.",
        ] {
            assert!(is_name(name, true), "{name}");
        }
        for other in [
            "my doctor",
            "She",
            "Good luck!",
            "I did it for my baby",
            "Hugs",
            "",
            "--",
            "Take it slow.",
            "a, b",
        ] {
            assert!(!is_name(other, true), "{other}");
        }
        assert!(is_name("jane from ohio", false) && !is_name("jane from ohio", true));
        assert!(
            is_letters("T.C.")
                && is_letters("T. C.")
                && is_letters("M.")
                && !is_letters("Dr.")
                && !is_letters("M")
        );
    }

    #[test]
    fn places_begin_with_capitals() {
        for place in [
            "Boulder",
            "Fond du Lac, WI",
            "St. Louis",
            "Leeds, UK",
            "Winston-Salem",
            "Washington, D.C.",
            "Kingston upon Hull",
        ] {
            assert_eq!(is_place(place), place != "Kingston upon Hull", "{place}");
        }
        for other in [
            "time to time",
            "my doctor",
            "Boston. He never",
            "Dr. Smith and me",
            "the internet",
            "",
        ] {
            assert!(!is_place(other), "{other}");
        }
    }

    #[test]
    fn first_lines_that_are_no_titles() {
        for line in ["I took it for nine weeks.", "Hi everyone,", "It hurts. Is that normal?"] {
            assert!(opens_with_prose(line), "{line}");
        }
        for line in [
            "Is Heparin Safe?",
            "Ask Dr. Jo: is it safe?",
            "Help! Is it safe?",
            "No more shots...",
            "Heparin",
        ] {
            assert!(!opens_with_prose(line), "{line}");
        }
        assert!(
            is_personal("i took heparin 2x a day") && is_personal("• Heparin for me, twice a day")
        );
        assert!(!is_personal("A doctor looking at a tablet") && !is_personal("my shots"));
    }

    #[test]
    fn bylines_stand_before_prose() {
        for line in [
            "By Jane Doe",
            "Updated May 3, 2012",
            "/Some Pictures / An Agency",
            "2022-07-17 0 By",
            "Medically reviewed by Jane Doe, MD",
        ] {
            assert!(is_byline(line) && !is_prose(line), "{line}");
        }
        assert_eq!(author_of_page("By Jane Doe"), Some("Jane Doe"));
        assert_eq!(author_of_page("By Jane Doe, RN | Updated 8 May 2012"), Some("Jane Doe"));
        assert_eq!(author_of_page("By noon, it was over"), None);
        assert!(is_prose("By the time we got there, it was all over with her."));
        assert!(is_prose("She took one and a half tablets a day for years."));
        assert!(!is_prose("Which Tablets Are the Best for You to Take Each Day?"));
    }
}
