//! The built-in lexicon as it is stored in the program: compiled when the crate is built, so that a start does not read, part and fold
//! tens of thousands of forms.
//!
//! Two blocks: all strings one behind the other, and numbers (LEB128), which say how long each string is. Strings are borrowed from the
//! program's own memory, not copied. Only the build script writes an image, so a reader trusts it; a cut one reads as zeros, never past
//! its end.

use smol_str::SmolStr;

use super::{Codes, Concept, ConceptId, Kind, Lexicon, Term, Via, matcher::Phrases};
use crate::{
    builtin,
    text::{Marks, Symbol, Symbols},
};

/// An image that is being read; its parts come in the order in which they are asked for here.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    text: &'static str,
    numbers: &'static [u8],
}

impl Image {
    pub(crate) const fn builtin() -> Self {
        Self { text: builtin::LEXICON_TEXT, numbers: builtin::LEXICON_NUMBERS }
    }

    /// The first part: what there is.
    pub(crate) fn take_content(&mut self) -> (Vec<Concept>, Vec<Term>) {
        let files: Vec<SmolStr> = (0..self.number()).map(|_| self.string()).collect();
        let (concepts, terms) = (self.number(), self.number());
        let concepts = (0..concepts).map(|_| self.concept(&files)).collect();
        let terms = (0..terms).map(|_| self.term()).collect();
        (concepts, terms)
    }

    fn concept(&mut self, files: &[SmolStr]) -> Concept {
        let key = self.string();
        let same_name = self.number() == 1;
        Concept {
            name: if same_name { key.clone() } else { self.string() },
            key,
            kind: Kind::ALL[self.number() as usize % Kind::ALL.len()],
            codes: Codes::from_written(self.string()),
            file: files.get(self.number() as usize).cloned().unwrap_or_default(),
            line: self.number(),
        }
    }

    fn term(&mut self) -> Term {
        let form = self.string();
        let concept = ConceptId(self.number());
        let bits = self.number();
        Term {
            form,
            concept,
            ambiguous: bits & 1 != 0,
            case: bits & 2 != 0,
            via: Via::ALL[(bits >> 2) as usize % Via::ALL.len()],
        }
    }

    /// The second part: the phrases, over the symbols that their words have in `symbols`.
    pub(crate) fn phrases(mut self, symbols: &mut Symbols) -> Phrases {
        let words = self.number() as usize;
        symbols.reserve(words);
        let words: Vec<Symbol> =
            (0..words).map(|_| symbols.intern_static(self.borrowed())).collect();
        let nodes = self.number();
        Phrases::from_nodes((0..nodes).map(|_| {
            let (parent, word, value) = (self.number(), self.number() as usize, self.number());
            let symbol = words.get(word).copied().unwrap_or_default();
            if parent == 0 {
                symbols.mark(symbol, Marks::LEXICON);
            }
            (parent, symbol, value.checked_sub(1))
        }))
    }

    fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        while let Some((&byte, rest)) = self.numbers.split_first() {
            self.numbers = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 || shift > 21 {
                break;
            }
            shift += 7;
        }
        number
    }

    fn borrowed(&mut self) -> &'static str {
        let len = self.number() as usize;
        let (string, rest) = self.text.split_at_checked(len).unwrap_or_default();
        self.text = rest;
        string
    }

    fn string(&mut self) -> SmolStr {
        SmolStr::new_static(self.borrowed())
    }
}

/// What an image of a lexicon consists of: its strings and its numbers.
#[allow(dead_code)] // the build script writes it
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) text: String,
    pub(crate) numbers: Vec<u8>,
}

#[allow(dead_code)] // as above
impl Writer {
    /// The image of a lexicon compiled over `symbols`.
    pub(crate) fn image(lexicon: &Lexicon, symbols: &Symbols) -> Self {
        let mut image = Self::default();
        let mut files: Vec<&SmolStr> =
            lexicon.concepts.iter().map(|concept| &concept.file).collect();
        files.dedup();
        image.number(files.len());
        for file in &files {
            image.string(file);
        }
        image.number(lexicon.concepts.len());
        image.number(lexicon.terms.len());
        for concept in &lexicon.concepts {
            image.string(&concept.key);
            image.number(usize::from(concept.name == concept.key));
            if concept.name != concept.key {
                image.string(&concept.name);
            }
            image.number(Kind::ALL.iter().position(|kind| *kind == concept.kind).unwrap_or(0));
            image.string(concept.codes.as_str());
            image.number(files.iter().position(|file| **file == concept.file).unwrap_or(0));
            image.number(concept.line as usize);
        }
        for term in &lexicon.terms {
            let via = Via::ALL.iter().position(|via| *via == term.via).unwrap_or(0);
            image.string(&term.form);
            image.number(term.concept.0 as usize);
            image.number(usize::from(term.ambiguous) | usize::from(term.case) << 1 | via << 2);
        }
        image.phrases(&lexicon.phrases, symbols);
        image
    }

    fn phrases(&mut self, phrases: &Phrases, symbols: &Symbols) {
        let nodes = phrases.nodes();
        let mut words: Vec<Symbol> = nodes.iter().map(|&(_, symbol, _)| symbol).collect();
        words.sort_unstable();
        words.dedup();
        self.number(words.len());
        for &word in &words {
            self.string(symbols.word(word));
        }
        self.number(nodes.len());
        for (parent, symbol, value) in nodes {
            self.number(parent as usize);
            self.number(words.binary_search(&symbol).unwrap_or(0));
            self.number(value.map_or(0, |value| value as usize + 1));
        }
    }

    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.numbers.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.numbers.push(number as u8);
    }

    fn string(&mut self, string: &str) {
        self.number(string.len());
        self.text.push_str(string);
    }
}
