//! Pages that are read in a terminal: headings, paragraphs, lists.

use std::fmt::Display;

use threadlint::report::layout::{WIDTH, columns, wrap};

use crate::{args::Color, output::Output};

/// A page that is put together in memory and written at once.
pub(crate) struct Page {
    lines: Vec<String>,
    color: bool,
}

impl Page {
    pub(crate) fn new(color: Color) -> Self {
        Self { lines: Vec::new(), color: color.for_stdout() }
    }

    /// The text in bold, where there is colour.
    pub(crate) fn bold(&self, text: &impl Display) -> String {
        let bold = anstyle::Style::new().bold();
        if self.color { format!("{bold}{text}{bold:#}") } else { text.to_string() }
    }

    /// A line as it is.
    pub(crate) fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    /// A heading, with an empty line before it.
    pub(crate) fn heading(&mut self, text: &str) {
        let text = self.bold(&text);
        self.lines.extend([String::new(), text]);
    }

    /// A paragraph: `lead` before its first line, blanks before the others.
    pub(crate) fn paragraph(&mut self, lead: &str, text: &str) {
        let indent = columns(lead);
        for (at, line) in wrap(text, WIDTH - indent).iter().enumerate() {
            self.lines.push(if at == 0 {
                format!("{lead}{line}")
            } else {
                format!("{:indent$}{line}", "")
            });
        }
    }

    /// Writes the page to standard output.
    pub(crate) fn print(self) -> anyhow::Result<()> {
        let mut output = Output::stdout();
        output.write(|out| self.lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
        output.finish()
    }
}
