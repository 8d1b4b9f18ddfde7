//! The image of the built-in lexicon, so that a start does not read, part and fold tens of thousands of forms, and of the table of words.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{
    Codes, Concept, ConceptId, Kind, Lexicon, Term, Via, matcher::FixedPhrases, near::Near,
};
use crate::{
    builtin,
    image::{Reader, Writer},
    text::Symbols,
};

/// What is in the image.
pub(super) struct Content {
    pub(super) concepts: Vec<Concept>,
    pub(super) terms: Vec<Term>,
    pub(super) compiled: Compiled,
}

/// What the concepts and terms of the image were compiled to.
#[derive(Clone, Debug, Default)]
pub(super) struct Compiled {
    pub(super) symbols: Symbols,
    pub(super) phrases: FixedPhrases,
    pub(super) near: Near,
    /// Of each class itself and its members.
    pub(super) members: FxHashMap<ConceptId, Vec<ConceptId>>,
}

pub(super) fn read() -> Content {
    let mut image = Reader::of(builtin::LEXICON);
    let files: Vec<SmolStr> = image.strings().map(SmolStr::new_static).collect();
    let (keys, names, codes) = (image.strings(), image.strings(), image.strings());
    let places = image.array();
    let concepts = keys
        .zip(names)
        .zip(codes)
        .zip(places.as_chunks::<3>().0)
        .map(|(((key, name), codes), &[kind, file, line])| Concept {
            key: SmolStr::new_static(key),
            kind: Kind::ALL[kind as usize % Kind::ALL.len()],
            name: SmolStr::new_static(if name.is_empty() { key } else { name }),
            codes: Codes::from_written(SmolStr::new_static(codes)),
            file: files.get(file as usize).cloned().unwrap_or_default(),
            line,
        })
        .collect();
    let forms = image.strings();
    let bits = image.array();
    let terms = forms
        .zip(bits)
        .map(|(form, bits)| Term {
            form: SmolStr::new_static(form),
            concept: ConceptId(bits >> 5),
            via: Via::ALL[(bits >> 2) as usize % 8 % Via::ALL.len()],
            ambiguous: bits & 1 != 0,
            case: bits & 2 != 0,
        })
        .collect();
    let symbols = Symbols::read(&mut image);
    let phrases = FixedPhrases::read(&mut image);
    let near = Near::from_arrays([image.array(), image.array()]);
    let classes = image.array().into_iter().map(ConceptId);
    let members = image.arrays().iter().map(|members| members.iter().map(ConceptId).collect());
    let members = classes.zip(members).collect();
    Content { concepts, terms, compiled: Compiled { symbols, phrases, near, members } }
}

/// The image of a lexicon, and of the table of words that all images share.
#[allow(dead_code)] // the build script writes it
pub(crate) fn write(lexicon: &Lexicon, symbols: &Symbols) -> Writer {
    let mut image = Writer::default();
    let (concepts, terms) = (&lexicon.concepts, &lexicon.terms);
    let mut files: Vec<&str> = concepts.iter().map(|concept| &*concept.file).collect();
    files.dedup();
    let place = |concept: &Concept| {
        let kind = Kind::ALL.iter().position(|kind| *kind == concept.kind);
        let file = files.iter().position(|file| **file == *concept.file);
        [kind.unwrap_or(0) as u32, file.unwrap_or(0) as u32, concept.line]
    };
    let name = |concept: &Concept| {
        if concept.name == concept.key { SmolStr::default() } else { concept.name.clone() }
    };
    image.strings(files.iter().copied());
    image.strings(concepts.iter().map(|concept| &*concept.key));
    image.strings(concepts.iter().map(name));
    image.strings(concepts.iter().map(|concept| concept.codes.as_str()));
    image.array(concepts.iter().flat_map(place));
    image.strings(terms.iter().map(|term| &*term.form));
    image.array(terms.iter().map(|term| {
        let via = Via::ALL.iter().position(|via| *via == term.via).unwrap_or(0) as u32;
        u32::from(term.ambiguous) | u32::from(term.case) << 1 | via << 2 | term.concept.0 << 5
    }));
    symbols.write(&mut image);
    FixedPhrases::new(&lexicon.more).write(&mut image);
    for array in lexicon.near.arrays() {
        image.array(array);
    }
    let mut classes: Vec<_> = lexicon.members.iter().collect();
    classes.sort_unstable();
    image.array(classes.iter().map(|(class, _)| class.0));
    image.arrays(classes.iter().map(|(_, members)| members.iter().map(|member| member.0)));
    image
}
