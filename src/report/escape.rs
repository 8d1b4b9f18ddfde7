//! Text of strangers, made safe to show.
//!
//! Scraped text can hold bytes that move the cursor of a terminal, turn the direction of a line round or hide words in it. Where a report is
//! for people, nothing of that kind gets through: it is shown as an escape that can be read.
//!
//! ```
//! use threadlint::report::escape::escape;
//!
//! assert_eq!(escape("two\nlines"), "two lines");
//! assert_eq!(escape("\u{1b}[2Jgone, \u{202e}turned"), "\\u{1b}[2Jgone, \\u{202e}turned");
//! ```

use std::{borrow::Cow, fmt::Write as _};

/// First and last of the characters that are hidden, beside controls; in order.
const HIDDEN: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),       // soft hyphen
    ('\u{34f}', '\u{34f}'),     // joiner of graphemes
    ('\u{600}', '\u{605}'),     // marks before numbers, Arabic
    ('\u{61c}', '\u{61c}'),     // direction, Arabic
    ('\u{6dd}', '\u{6dd}'),     // end of a verse
    ('\u{70f}', '\u{70f}'),     // abbreviation, Syriac
    ('\u{890}', '\u{891}'),     // marks of currency, Arabic
    ('\u{8e2}', '\u{8e2}'),     // end of a verse
    ('\u{115f}', '\u{1160}'),   // fillers, Hangul
    ('\u{17b4}', '\u{17b5}'),   // vowels that are not written, Khmer
    ('\u{180b}', '\u{180f}'),   // selectors and separators, Mongolian
    ('\u{200b}', '\u{200f}'),   // no width, joiners, direction
    ('\u{2028}', '\u{202e}'),   // separators of lines and paragraphs, direction
    ('\u{2060}', '\u{206f}'),   // no width, operators that are not written, direction
    ('\u{3164}', '\u{3164}'),   // filler, Hangul
    ('\u{feff}', '\u{feff}'),   // byte-order mark
    ('\u{ffa0}', '\u{ffa0}'),   // filler, Hangul
    ('\u{fff0}', '\u{fffb}'),   // annotations
    ('\u{110bd}', '\u{110bd}'), // mark before numbers, Kaithi
    ('\u{110cd}', '\u{110cd}'), // mark before numbers, Kaithi
    ('\u{13430}', '\u{1343f}'), // joiners of hieroglyphs
    ('\u{1bca0}', '\u{1bca3}'), // shorthand
    ('\u{1d173}', '\u{1d17a}'), // music
    ('\u{e0000}', '\u{e0fff}'), // tags, more variation selectors
];

/// Is it a character that cannot be seen but does something: a control, a mark of direction, something of no width, a tag?
///
/// The variation selectors that choose between the forms of an emoji are not counted; they hide nothing. The joiner of emojis is: words can
/// be kept apart with it, and terminals disagree on how wide it makes what it joins.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    if c < '\u{ad}' {
        return c.is_control();
    }
    let after = HIDDEN.partition_point(|&(first, _)| first <= c);
    after > 0 && c <= HIDDEN[after - 1].1
}

/// The text on one line, safe to show: each end of line, tab or other blank is a blank, each [hidden](is_hidden) character `\u{…}`.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hidden(c) || is_blank(c) && c != ' ') {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut before = None;
    for c in text.chars() {
        match c {
            '\n' if before == Some('\r') => {}
            _ => push(c, &mut safe),
        }
        before = Some(c);
    }
    Cow::Owned(safe)
}

/// Adds a character as it is shown.
pub(super) fn push(c: char, safe: &mut String) {
    if is_blank(c) {
        safe.push(' ');
    } else if is_hidden(c) {
        // Writing to a string does not fail.
        let _ = write!(safe, "{}", c.escape_unicode());
    } else {
        safe.push(c);
    }
}

/// Does it part words? The separators of lines and paragraphs are shown instead: some terminals break the line at them.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(HIDDEN.is_sorted() && HIDDEN.iter().all(|(first, last)| first <= last));
    }

    #[test]
    fn what_can_be_seen_stays() {
        for text in
            ["plain", "naïve café", "日本語", "הֵפָּרִין", "“quoted” … – ½ ™", "❤️ 👍🏽", "e\u{301}"]
        {
            assert!(matches!(escape(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        for c in [
            '\0',
            '\u{7}',
            '\u{8}',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{9b}',
            '\u{ad}',
            '\u{200b}',
            '\u{200d}',
            '\u{200f}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            let shown = escape(&format!("a{c}b")).into_owned();
            assert_eq!(shown, format!("a\\u{{{:x}}}b", c as u32));
        }
    }

    #[test]
    fn ends_of_lines_and_tabs_are_blanks() {
        assert_eq!(escape("a\r\nb\tc\nd\u{a0}e"), "a b c d e");
    }
}
