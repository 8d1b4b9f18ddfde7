//! Something wrong in a rule file, as a compiler shows it: what, where, the line with a caret under the words, and what to write instead.

use std::{borrow::Cow, fs};

use threadlint::{
    error::DataError,
    report::{escape::escape, layout::columns},
    rules::RuleSet,
};

use crate::page::Page;

/// Puts an error or a warning on a page.
pub(super) fn show(kind: &str, error: &DataError, page: &mut Page) {
    page.line(format!("{}: {}", page.bold(&kind), escape(&error.what)));
    let text = text_of(&error.file);
    let source = error.line.checked_sub(1).and_then(|at| text.as_deref()?.lines().nth(at));
    let Some(source) = source else {
        let place = if error.line > 0 {
            format!("{}:{}", error.file, error.line)
        } else {
            error.file.clone()
        };
        page.line(format!("  --> {}", escape(&place)));
        help(1, error, page);
        return;
    };
    let (from, width) = marked(source, &error.what);
    let gutter = error.line.to_string().len();
    let column = source[..from].chars().count() + 1;
    page.line(format!("{:gutter$}--> {}:{}:{column}", "", escape(&error.file), error.line));
    page.line(format!("{:gutter$} |", ""));
    // A tab would move the caret.
    let (before, within) = (source[..from].replace('\t', " "), &source[from..from + width]);
    let shown = escape(source).replace('\t', " ");
    page.line(format!("{} | {}", error.line, shown.trim_end()));
    let caret = "^".repeat(columns(within).max(1));
    page.line(format!("{:gutter$} | {:2$}{caret}", "", "", columns(&before)));
    help(gutter, error, page);
}

fn help(gutter: usize, error: &DataError, page: &mut Page) {
    if let Some(help) = &error.help {
        page.line(format!("{:gutter$} |", ""));
        page.line(format!("{:gutter$} = help: {}", "", escape(help)));
    }
    page.line("");
}

/// Which bytes of a line an error speaks of: those that it names between backticks, if they stand there, else all of the line.
fn marked(source: &str, what: &str) -> (usize, usize) {
    // The longest name first: a pattern before the list that is wrong in it would hide it, so the shortest that stands there wins.
    let mut named: Vec<&str> =
        what.split('`').skip(1).step_by(2).filter(|name| !name.is_empty()).collect();
    named.sort_by_key(|name| name.len());
    let found = named.iter().find_map(|name| Some((source.find(name)?, name.len())));
    found.unwrap_or_else(|| {
        let words = source.trim();
        (source.len() - source.trim_start().len(), words.len())
    })
}

/// The text of a rule file, on disk or built in.
fn text_of(file: &str) -> Option<Cow<'static, str>> {
    let builtin = RuleSet::builtin_files().iter().find(|(name, _)| *name == file);
    match builtin {
        Some((_, text)) => Some(Cow::Borrowed(text)),
        None => fs::read_to_string(file).ok().map(Cow::Owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_an_error_names_are_marked() {
        assert_eq!(
            marked("  \"<garlicc> helps\",", "no concept `garlicc` in `<garlicc> helps`"),
            (4, 7)
        );
        assert_eq!(marked("  level = 7", "level 7, where 1 to 3 is meant"), (2, 9));
    }
}
