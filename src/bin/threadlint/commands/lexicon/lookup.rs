//! `threadlint lexicon lookup`: what a word or phrase means, and by what it is recognised.

use threadlint::{
    lexicon::{Concept, Kind, Lexicon, Recognition, Term, Via},
    scan::Scanner,
};

use super::nearest;
use crate::{
    page::Page,
    status::{Status, tell},
};

/// How many forms or members are listed.
const MOST: usize = 40;

pub(super) fn run(wanted: &str, scanner: &Scanner, mut page: Page) -> anyhow::Result<Status> {
    let lexicon = scanner.lexicon();
    let Some(found) = lexicon.recognise(wanted, scanner.symbols()) else {
        tell(&format!("`{wanted}` is not in the lexicon{}", nearest(wanted, lexicon)));
        return Ok(Status::Found);
    };
    let term = found.term();
    if let Recognition::Misspelling(_) = found {
        page.paragraph(
            "",
            &format!(
                "`{wanted}` is not in the lexicon; it is recognised as a misspelling of {}, beside something medical or right behind a \
                 word such as took",
                term.form
            ),
        );
        page.line("");
    }
    show(term, lexicon, &mut page);
    page.print()?;
    Ok(Status::Clean)
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
            "ambiguous: also an everyday word, so it counts only beside something medical (another drug or condition, mg, \
             dose, pills, prescribed, diagnosed) or right behind a word such as took or taking",
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
