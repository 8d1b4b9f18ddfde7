//! Sentences and clauses.
//!
//! Boundaries are read off the gaps between tokens and a handful of words. They have to survive how people write: `2 mg. twice`, `Dr.`,
//! `5 a.m.`, `….`, all capitals and none, machine-made text without a blank after a full stop (`you.Be`), run-ons without any stop.
//! A sentence has at most [`LONGEST_SENTENCE`] tokens, so that whatever looks at pairs inside a sentence stays linear in the post.

use super::{
    symbol::{Marks, Symbols},
    token::{Gap, Shape, Token},
};

/// The most tokens a sentence may have; a longer one is parted there.
pub const LONGEST_SENTENCE: usize = 240;

/// A run of tokens that says one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its first token.
    pub first: u32,
    /// One past its last token.
    pub end: u32,
    /// Its first clause.
    pub first_clause: u32,
    /// One past its last clause.
    pub end_clause: u32,
    /// What stands behind its last token.
    pub stop: Gap,
    /// The marks of all its words.
    pub marks: Marks,
}

/// A part of a sentence that has a verb of its own, as far as punctuation and conjunctions tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its first token.
    pub first: u32,
    /// One past its last token.
    pub end: u32,
}

/// Abbreviations that keep their full stop inside a sentence, if a small letter or a digit follows.
const ABBREVIATIONS: &str = "mg mgs mcg ml mls iu g kg oz tab tabs cap caps tbsp tsp inj approx apt appt wk wks mo mos hr hrs min mins yr yrs \
    vs etc eg ie no nos vol fig al dept est incl resp temp preg prog meds doc vit bf dh dd ds m";
const TITLES: &str = "dr drs mr mrs ms prof st sr jr rev";
const CONJUNCTIONS: &str = "but although though however whereas while because unless until whether if when since therefore";
const JOINERS: &str = "and so or then";
const SUBJECTS: &str = "my our his her their this these that i im ive id ill we weve you youre youll youve u ur ya yall he hes she shes \
    they theyre theyve it its there theres";
/// Those of them that can only be a subject: behind a comma they begin a clause.
const PRONOUNS: &str = "i im ive id ill we weve you youre youll youve u he hes she shes they theyre theyve it its there theres";

/// Words that stand in every second sentence.
const COMMON: &str = "a about after all also am an and any are as at be because been before but by can could did do does dont even for from get \
    go good got had has have he her him his how i if im in into is it its just know like make me more most much my no not now of on one only \
    or other our out over really she should so some than that the their them then there these they thing this time to too up us very want was \
    we well were what when which who will with would you your youre";

/// Puts the words that this layer needs into the table.
pub(crate) fn intern_words(symbols: &mut Symbols) {
    for (words, mark) in [
        (ABBREVIATIONS, Marks::ABBREVIATION),
        (TITLES, Marks::TITLE),
        (CONJUNCTIONS, Marks::CONJUNCTION),
        (JOINERS, Marks::JOINER),
        (SUBJECTS, Marks::SUBJECT),
        (PRONOUNS, Marks::PRONOUN),
        (COMMON, Marks::COMMON),
    ] {
        for word in words.split_whitespace() {
            let symbol = symbols.intern(word);
            symbols.mark(symbol, mark);
        }
    }
}

/// Parts the tokens of a post into sentences and clauses.
pub(crate) fn segment(
    tokens: &[Token],
    tail: Gap,
    sentences: &mut Vec<Sentence>,
    clauses: &mut Vec<Clause>,
) {
    let (mut first, mut marks, mut first_clause, mut clause_start) = (0, Marks::default(), 0, 0);
    for at in 0..tokens.len() {
        let here = tokens[at].marks;
        marks = marks.or(here);
        if at > clause_start && begins_clause(tokens, at, here) {
            clauses.push(Clause { first: clause_start as u32, end: at as u32 });
            clause_start = at;
        }
        let last = at + 1 == tokens.len();
        if last || at + 1 - first >= LONGEST_SENTENCE || ends_sentence(tokens, first, at, here) {
            clauses.push(Clause { first: clause_start as u32, end: at as u32 + 1 });
            sentences.push(Sentence {
                first: first as u32,
                end: at as u32 + 1,
                first_clause,
                end_clause: clauses.len() as u32,
                stop: if last { tail } else { tokens[at + 1].gap },
                marks,
            });
            (first, clause_start, first_clause, marks) =
                (at + 1, at + 1, clauses.len() as u32, Marks::default());
        }
    }
}

/// Does the sentence that began at `first` end behind token `at`?
#[inline]
fn ends_sentence(tokens: &[Token], first: usize, at: usize, marks: Marks) -> bool {
    const ENDS: Gap =
        Gap(Gap::STOP.0 | Gap::QUESTION.0 | Gap::EXCLAMATION.0 | Gap::LINE.0 | Gap::PARAGRAPH.0);
    let gap = tokens[at + 1].gap;
    gap.any(ENDS) && ends_at(gap, tokens, first, at, marks)
}

fn ends_at(gap: Gap, tokens: &[Token], first: usize, at: usize, marks: Marks) -> bool {
    let (here, next) = (tokens[at], tokens[at + 1]);
    let apart = gap.any(Gap(Gap::SPACE.0 | Gap::LINE.0 | Gap::QUOTE.0 | Gap::BRACKET.0));
    let capital = next.shape.any(Shape::INITIAL);
    // In text that is all capitals a capital shows nothing.
    let shouting = is_shouted(here) && is_shouted(next);
    if gap.any(Gap::PARAGRAPH) {
        return true;
    }
    if gap.any(Gap(Gap::QUESTION.0 | Gap::EXCLAMATION.0)) {
        return apart || capital;
    }
    if gap.any(Gap::DOTS) {
        return (capital && !shouting) || gap.any(Gap::LINE);
    }
    if !gap.any(Gap::STOP) {
        // A bare line break ends a line of a list or a letter, not a line of wrapped prose.
        return capital && !shouting
            || next.shape.any(Shape::NUMBER)
            || gap.any(Gap(Gap::HYPHEN.0 | Gap::OTHER.0 | Gap::QUOTED_LINE.0));
    }
    if !apart {
        // "you.Be" but neither "L.E." nor "example.com" nor "e.g."
        let word = |token: Token| token.end - token.start > 1 && !token.shape.any(Shape::NUMBER);
        let small_then_capital = capital && here.shape.any(Shape::SMALL) && word(here);
        return small_then_capital && (word(next) || next.marks.any(Marks::SUBJECT));
    }
    if marks.any(Marks::TITLE) {
        return false;
    }
    let initial = here.shape.any(Shape::SINGLE)
        && here.shape.any(Shape::CAPITAL)
        && !is_word_letter(here, at, first, tokens);
    if initial {
        return false;
    }
    let dotted = here.shape.any(Shape::SINGLE) && here.gap == Gap::STOP; // "a.m."
    if marks.any(Marks::ABBREVIATION) || dotted {
        // "250 ml. IV every 6 hours" goes on in capitals.
        let in_capitals = is_shouted(next) && !next.shape.any(Shape::SINGLE);
        return capital && !shouting && !in_capitals;
    }
    if here.shape.any(Shape::NUMBER) && is_list_number(tokens, first, at) {
        return false;
    }
    true
}

fn is_shouted(token: Token) -> bool {
    token.shape.any(Shape::CAPITAL) && !token.shape.any(Shape::SMALL)
}

/// Is a single capital a word ("so do I.", "vitamin D.") rather than an initial ("T. Smith")?
fn is_word_letter(here: Token, at: usize, first: usize, tokens: &[Token]) -> bool {
    // An initial stands at the beginning, after a greeting, or after another initial; a letter that belongs to a longer text stands deep in it.
    let before = at.checked_sub(1).filter(|&before| before >= first).map(|before| tokens[before]);
    let after_initial =
        before.is_some_and(|before| before.shape.any(Shape::SINGLE) && here.gap.any(Gap::STOP));
    at >= first + 3 && !after_initial
}

/// "1." at the beginning of a sentence or behind a colon or bracket: the number of a list entry.
fn is_list_number(tokens: &[Token], first: usize, at: usize) -> bool {
    at == first || tokens[at].gap.any(Gap(Gap::COLON.0 | Gap::LINE.0))
}

/// Does a clause begin at token `at`?
#[inline]
fn begins_clause(tokens: &[Token], at: usize, marks: Marks) -> bool {
    const BREAKS: Gap = Gap(Gap::COLON.0 | Gap::DASH.0 | Gap::DOTS.0 | Gap::QUOTED_LINE.0);
    let gap = tokens[at].gap;
    if gap.any(BREAKS) || gap.any(Gap::HYPHEN) && gap.any(Gap::SPACE) {
        return true;
    }
    if marks.any(Marks::CONJUNCTION) || gap.any(Gap::COMMA) && marks.any(Marks::PRONOUN) {
        return true;
    }
    marks.any(Marks::JOINER)
        && tokens.get(at + 1).is_some_and(|next| next.marks.any(Marks::SUBJECT))
}
