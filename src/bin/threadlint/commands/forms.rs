//! `threadlint forms`: lists the forms of input.

use serde::Serialize;
use threadlint::{ingest::Form, report::layout::columns};

use crate::{
    args::{Color, Forms, ListFormat},
    output::Output,
    page::Page,
    status::Status,
};

/// A form, for programs.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    endings: &'static [&'static str],
    what: &'static str,
    known_by: &'static str,
    becomes: &'static str,
    /// Has this build a reader for it?
    is_read: bool,
}

pub(crate) fn run(forms: &Forms, color: Color) -> anyhow::Result<Status> {
    match forms.format {
        ListFormat::Text => text(Page::new(color))?,
        ListFormat::Json => json()?,
    }
    Ok(Status::Clean)
}

fn text(mut page: Page) -> anyhow::Result<()> {
    let width = Form::all().map(|form| columns(form.name)).max().unwrap_or(0);
    for form in Form::all() {
        let name = page.bold(&format!("{:width$}", form.name));
        let missing = if form.is_read() { "" } else { " (not in this build)" };
        page.line(format!("{name}  {}{missing}", form.what));
        let endings: Vec<String> = form.endings.iter().map(|ending| format!(".{ending}")).collect();
        let endings =
            if endings.is_empty() { String::new() } else { format!("; {}", endings.join(", ")) };
        page.paragraph(
            &format!("{:width$}  ", ""),
            &format!("known by {}{endings}; becomes {}", form.known_by, form.becomes),
        );
    }
    page.line("");
    page.paragraph(
        "",
        &format!(
            "The content decides, the ending only where it does not tell; --form NAME insists on one. {}",
            Form::PACKINGS
        ),
    );
    page.print()
}

fn json() -> anyhow::Result<()> {
    let rows: Vec<Row> = Form::all()
        .map(|form| Row {
            name: form.name,
            endings: form.endings,
            what: form.what,
            known_by: form.known_by,
            becomes: form.becomes,
            is_read: form.is_read(),
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows)?;
    let mut output = Output::stdout();
    output.write(|out| writeln!(out, "{text}"))?;
    output.finish()
}
