//! Dosing instructions on their own, as a label has them.

use std::sync::LazyLock;

use super::{
    assemble::assemble,
    group::Group,
    instruction::Instruction,
    line::Line,
    reader::{Lexed, Reader},
    vocabulary::Vocabulary,
};
use crate::{
    lexicon::Lexicon,
    text::{Document, Symbols},
};

/// The words of dosing alone.
static WORDS: LazyLock<(Symbols, Vocabulary, Lexicon)> = LazyLock::new(|| {
    let mut symbols = Symbols::new();
    let vocabulary = Vocabulary::of_file(&mut symbols).unwrap_or_default();
    (symbols, vocabulary, Lexicon::default())
});

/// Reads the instructions of a label, in order: “1-2 tabs po q4-6h prn pain”. No drug is looked for, and nothing has to show that a
/// dosing instruction is meant; a post is better read by a [`Scanner`](crate::scan::Scanner). What is not understood is left out.
///
/// ```
/// use threadlint::dosage::parse;
///
/// let instructions = parse("1-2 tabs po q4-6h prn pain");
/// let value = serde_json::to_value(&instructions[0].dosage).unwrap();
/// assert_eq!(value["doseAndRate"][0]["doseRange"]["high"]["value"], 2);
/// assert_eq!(value["timing"]["repeat"]["periodMax"], 6);
/// assert_eq!(value["route"]["text"], "oral");
/// assert_eq!(value["asNeededBoolean"], true);
/// ```
#[must_use]
pub fn parse(text: &str) -> Vec<Instruction> {
    let (symbols, vocabulary, lexicon) = &*WORDS;
    let document = Document::new(text, symbols);
    let (mut groups, mut lexed): (Vec<Group>, _) = (Vec::new(), Lexed::default());
    for sentence in &document.sentences {
        let tokens = sentence.first as usize..sentence.end as usize;
        let line = Line {
            reader: Reader::new(&document, vocabulary, tokens).read_sentence(&mut lexed),
            mentions: &[],
            taken: &[],
            lexicon,
            is_label: true,
            has_anchor: true,
            has_topic: false,
        };
        for group in line.groups() {
            match groups.last_mut() {
                Some(before) if group.goes_on_with(before) => before.atoms.extend(group.atoms),
                _ => groups.push(group),
            }
        }
    }
    groups.iter().filter_map(|group| instruction(group, &document)).collect()
}

/// What a group says, if it says anything.
fn instruction(group: &Group, document: &Document) -> Option<Instruction> {
    let mut assembled = assemble(group, document);
    assembled.instruction.dosage.sequence = group.step;
    if let Some((at, of)) = assembled.start_at.take()
        && let Some(of) = of
    {
        assembled.instruction.start = Some(super::Start { at, of });
    }
    (!assembled.is_empty()).then_some(assembled.instruction)
}
