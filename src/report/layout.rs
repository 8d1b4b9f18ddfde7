//! Lines for people: how wide text is in a terminal, and where it breaks.
//!
//! ```
//! use threadlint::report::layout::{columns, wrap};
//!
//! assert_eq!(columns("日本"), 4);
//! assert_eq!(wrap("one two three", 8), ["one two", "three"]);
//! ```

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::escape::escape;

/// The width for which lines are broken, unless another is given.
pub const WIDTH: usize = 100;

/// How many columns a text takes in a terminal, letter by letter.
#[must_use]
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.graphemes(true).map(UnicodeWidthStr::width).sum()
    }
}

/// The text, [escaped](escape), in lines of at most `width` columns; it breaks between words, and inside a word only if that alone is wider.
/// An address is never broken, so that it can be copied: its line is as long as it is.
///
/// There is at least one line; blanks and ends of lines in the text are equal.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    let text = escape(text);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = columns(word);
        if used > 0 && used + 1 + wide <= width {
            push(&mut lines, " ");
            used += 1;
        } else if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        if wide <= width || word.contains("://") {
            push(&mut lines, word);
            used += wide;
            continue;
        }
        for letter in word.graphemes(true) {
            let wide = columns(letter);
            if used > 0 && used + wide > width {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, letter);
            used += wide;
        }
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_and_no_word_is_lost() {
        let text =
            "Heparin is advised   against\npregnancy loss only with aspirin 日本語日本語日本語 x";
        for width in 1..60 {
            let lines = wrap(text, width);
            assert!(lines.iter().all(|line| columns(line) <= width.max(2)), "{width}: {lines:?}");
            let letters = |text: &str| text.replace(char::is_whitespace, "");
            assert_eq!(letters(&lines.concat()), letters(text));
        }
    }

    #[test]
    fn an_address_stays_whole() {
        let address = "https://example.org/a-rather-long-path";
        assert_eq!(wrap(&format!("see {address} there"), 12), ["see", address, "there"]);
    }

    #[test]
    fn nothing_is_one_empty_line() {
        assert_eq!(wrap(" \n", 10), [""]);
    }
}
