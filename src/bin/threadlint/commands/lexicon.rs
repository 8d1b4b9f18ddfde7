//! `threadlint lexicon lookup`: what a form means, and by what it was recognised.

use std::path::PathBuf;

use threadlint::{
    error::nearest,
    lexicon::{Concept, Kind, Lexicon, Term, Via},
};

use crate::{
    args::{self, Color, Data, LexiconCommand},
    data::every_level,
    page::Page,
    status::{Status, tell},
};

/// How many forms or members are listed.
const MOST: usize = 40;
/// How many near forms are offered.
const NEAR: usize = 3;

pub(crate) fn run(lexicon: &args::Lexicon, color: Color) -> anyhow::Result<Status> {
    let LexiconCommand::Lookup { term, lexicon } = &lexicon.command;
    look_up(&term.join(" "), lexicon, Page::new(color))
}

fn look_up(wanted: &str, files: &[PathBuf], mut page: Page) -> anyhow::Result<Status> {
    let data = Data { lexicon: files.to_vec(), no_builtin_rules: true, ..Data::default() };
    let scanner = every_level(&data)?;
    let lexicon = scanner.lexicon();
    let Some(term) = lexicon.look_up(wanted, scanner.symbols()) else {
        let near = near(wanted, lexicon);
        let near = if near.is_empty() {
            String::new()
        } else {
            format!("; near to it: {}", near.join(", "))
        };
        tell(&format!("`{wanted}` is not in the lexicon{near}"));
        return Ok(Status::Found);
    };
    show(term, lexicon, &mut page);
    page.print()?;
    Ok(Status::Clean)
}

/// The nearest forms, one a concept, each with what it names.
fn near(wanted: &str, lexicon: &Lexicon) -> Vec<String> {
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    while found.len() < NEAR {
        let others = lexicon.terms().iter().filter(|term| !seen.contains(&term.concept));
        let Some(form) = nearest(wanted, others.map(|term| term.form.as_str())) else { break };
        let Some(term) = lexicon
            .terms()
            .iter()
            .find(|term| *term.form == *form && !seen.contains(&term.concept))
        else {
            break;
        };
        seen.push(term.concept);
        let concept = lexicon.concept(term.concept);
        found.push(if *concept.key == *form {
            form.to_owned()
        } else {
            format!("{form} ({})", concept.key)
        });
    }
    found
}

fn show(term: &Term, lexicon: &Lexicon, page: &mut Page) {
    let concept = lexicon.concept(term.concept);
    page.paragraph("form     ", &format!("{} ({})", term.form, term.via.as_str()));
    page.paragraph("concept  ", &format!("{} ({})", concept.key, concept.kind.as_str()));
    page.paragraph("name     ", &concept.name);
    let codes: Vec<String> =
        concept.codes.iter().map(|(system, code)| format!("{system} {code}")).collect();
    optional("codes    ", &codes, page);
    if term.ambiguous {
        page.paragraph(
            "flags    ",
            "ambiguous: also an everyday word, so it counts only beside something medical",
        );
    }
    if term.case {
        page.paragraph(
            "flags    ",
            &format!("case: counts only as it is written here, {}", term.form),
        );
    }
    optional("classes  ", &classes(concept, lexicon), page);
    if concept.kind == Kind::DrugClass {
        let members = lexicon.with_members(term.concept);
        let members = members.iter().filter(|id| **id != term.concept);
        let members: Vec<String> =
            members.map(|id| lexicon.concept(*id).name.to_string()).collect();
        optional("members  ", &members, page);
    }
    for via in Via::ALL {
        let same = |other: &&Term| other.concept == term.concept && other.via == *via;
        let forms: Vec<String> =
            lexicon.terms().iter().filter(same).map(|other| other.form.to_string()).collect();
        if !forms.is_empty() {
            page.paragraph("forms    ", &format!("{}: {}", via.as_str(), some_of(&forms)));
        }
    }
    page.paragraph("defined  ", &format!("{}:{}", concept.file, concept.line));
}

fn classes(concept: &Concept, lexicon: &Lexicon) -> Vec<String> {
    lexicon
        .concepts()
        .iter()
        .filter(|class| class.has_member(concept))
        .map(|class| class.key.to_string())
        .collect()
}

fn optional(lead: &str, words: &[String], page: &mut Page) {
    if !words.is_empty() {
        page.paragraph(lead, &some_of(words));
    }
}

fn some_of(words: &[String]) -> String {
    match words.len().checked_sub(MOST) {
        Some(more) if more > 0 => format!("{} and {more} more", words[..MOST].join(", ")),
        _ => words.join(", "),
    }
}
