//! The cells of a table: a value as one text, and so that no spreadsheet runs it.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

/// A value as JSON writes it, without quotation marks: a list with `|` between its items, nothing for what is not there.
///
/// It takes the way through JSON so that a number or a name is the same text in both.
pub(super) fn cell(value: impl Serialize) -> String {
    // What a report holds can be written as JSON; that its keys are text is all that this could fail for.
    serde_json::to_value(value).map_or_else(|_| String::new(), text)
}

fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Array(items) => items.into_iter().map(text).collect::<Vec<_>>().join("|"),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// The text of a cell, with a single quotation mark in front if a spreadsheet could run it as a formula: it begins with `=`, `+`, `-`, `@`, a
/// tab or a carriage return. So does a text that has such marks in front of one of these already, so that one of them can be taken off again.
/// A minus sign by itself is the name of standard input, and runs nothing.
pub(in crate::report) fn guarded(text: &str) -> Cow<'_, str> {
    if text != "-" && text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_what_json_says() {
        assert_eq!(cell(2.5), "2.5");
        assert_eq!(cell(true), "true");
        assert_eq!(cell(None::<u32>), "");
        assert_eq!(cell(Some("a \"b\"\n")), "a \"b\"\n");
        assert_eq!(cell(["MORN", "NIGHT"]), "MORN|NIGHT");
        assert_eq!(cell([2, 3]), "2|3");
        assert_eq!(cell(Vec::<u32>::new()), "");
    }

    #[test]
    fn a_formula_gets_a_mark_that_can_be_taken_off_again() {
        for formula in ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
    }

    #[test]
    fn other_text_stays() {
        for text in ["", "-", "heparin", "2-3", "a=b", "'tis", " =1", "½", "日本"] {
            assert!(matches!(guarded(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
