//! The cues of the assertion layer: words that say whether, when and of whom something holds.
//!
//! They are data, `lexicons/cues.tsv`. The method is `ConText` (Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002): a cue has a category, a
//! direction and a scope; pseudo-cues look like cues and are none; terminators cut a scope.
//!
//! Beside cues the file has classes of words (`Class`): words that are no cue by themselves, but that the layer looks at, such as verbs
//! of order. Both are looked up by symbol, so that no word is compared by its letters while a post is read.
//!
//! ```
//! use threadlint::{extract::cue::{Category, CueSet}, text::Symbols};
//!
//! assert!(CueSet::builtin(&mut Symbols::for_text()).is_ok());
//! assert_eq!(Category::NotTaken.as_str(), "not_taken");
//! ```

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::{
    error::DataError,
    lexicon::{
        matcher::{Phrases, Trie},
        table,
    },
    pattern::{Lists, parse},
    text::{Document, Marks, Sentence, Symbol, Symbols},
};

const BUILTIN: &str = include_str!("../../lexicons/cues.tsv");
const COLUMNS: [&str; 5] = ["cue", "category", "direction", "words", "for"];

/// What a cue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names are those of the file, which explains them
pub enum Category {
    Negated,
    Uncertain,
    Hypothetical,
    Historical,
    Pseudo,
    End,
    Stop,
    Present,
    Own,
    Relative,
    Other,
    Generic,
    Third,
    Kin,
    My,
    Someone,
    Prescriber,
    NoSubject,
    Question,
    Reported,
    Debunked,
    Anecdote,
    Advised,
    Asked,
    Advice,
    Condition,
    Wish,
    Intention,
    Warning,
    Plain,
    Taken,
    Held,
    NotTaken,
    Refused,
    Prescribed,
    Considered,
    Mentioned,
    Allergy,
    NoUse,
    /// Not a row of the file: the mark that opens a quotation.
    Quoted,
    /// Not a row of the file: what an exception of a rule matched.
    Exception,
}

/// Cues of different families do not disturb each other: in “I would”, `i` tells of whom, `i would` tells how.
pub(crate) const FAMILIES: usize = 6;

/// Whether and when it holds, of events and claims.
pub(crate) const HOLDS: usize = 0;
/// Of whom.
pub(crate) const WHO: usize = 1;
/// How a claim is put forward.
pub(crate) const CLAIM: usize = 2;
/// How a statement is meant.
pub(crate) const MOOD: usize = 3;
/// What is said of the use of a drug.
pub(crate) const USE: usize = 4;
/// Whether and when it holds, of what is taken: “never had a problem” denies the problem, and not the drug.
pub(crate) const HOLDS_USE: usize = 5;

impl Category {
    const ALL: [(&'static str, Self); 41] = [
        ("negated", Self::Negated),
        ("uncertain", Self::Uncertain),
        ("hypothetical", Self::Hypothetical),
        ("historical", Self::Historical),
        ("pseudo", Self::Pseudo),
        ("end", Self::End),
        ("stop", Self::Stop),
        ("present", Self::Present),
        ("self", Self::Own),
        ("relative", Self::Relative),
        ("other", Self::Other),
        ("generic", Self::Generic),
        ("third", Self::Third),
        ("kin", Self::Kin),
        ("my", Self::My),
        ("someone", Self::Someone),
        ("prescriber", Self::Prescriber),
        ("no_subject", Self::NoSubject),
        ("question", Self::Question),
        ("reported", Self::Reported),
        ("debunked", Self::Debunked),
        ("anecdote", Self::Anecdote),
        ("advised", Self::Advised),
        ("asked", Self::Asked),
        ("advice", Self::Advice),
        ("condition", Self::Condition),
        ("wish", Self::Wish),
        ("intention", Self::Intention),
        ("warning", Self::Warning),
        ("plain", Self::Plain),
        ("taken", Self::Taken),
        ("held", Self::Held),
        ("not_taken", Self::NotTaken),
        ("refused", Self::Refused),
        ("prescribed", Self::Prescribed),
        ("considered", Self::Considered),
        ("mentioned", Self::Mentioned),
        ("allergy", Self::Allergy),
        ("no_use", Self::NoUse),
        ("quoted", Self::Quoted),
        ("exception", Self::Exception),
    ];

    /// As the file writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, category)| *category == self).map_or("", |(name, _)| name)
    }

    /// Does it say that something was not taken? Such words may stand in a clause of their own: “they offered it *but I declined*”.
    pub(crate) const fn is_refusal(self) -> bool {
        matches!(self, Self::Refused | Self::NotTaken)
    }

    const fn family(self) -> usize {
        match self {
            Self::Negated
            | Self::Uncertain
            | Self::Hypothetical
            | Self::Historical
            | Self::Pseudo
            | Self::End
            | Self::Stop
            | Self::Present => HOLDS,
            Self::Own
            | Self::Relative
            | Self::Other
            | Self::Generic
            | Self::Third
            | Self::Kin
            | Self::My
            | Self::Someone
            | Self::Prescriber
            | Self::NoSubject => WHO,
            Self::Question
            | Self::Reported
            | Self::Debunked
            | Self::Anecdote
            | Self::Advised
            | Self::Quoted
            | Self::Exception => CLAIM,
            Self::Asked
            | Self::Advice
            | Self::Condition
            | Self::Wish
            | Self::Intention
            | Self::Warning
            | Self::Plain => MOOD,
            Self::Taken
            | Self::Held
            | Self::NotTaken
            | Self::Refused
            | Self::Prescribed
            | Self::Considered
            | Self::Mentioned
            | Self::Allergy
            | Self::NoUse => USE,
        }
    }
}

/// What a word is to the assertion layer, beside the cues that it may begin: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(u64);

impl Class {
    /// Negates by itself: not, never.
    pub(crate) const NEGATOR: Self = Self(1 << 5);
    /// A question begins with it.
    pub(crate) const ASKS: Self = Self(1 << 6);
    /// Doubts what was said before: “true?”
    pub(crate) const DOUBTS: Self = Self(1 << 7);
    /// Begins the consequent of a condition: “if it bleeds keep going”.
    pub(crate) const CONSEQUENT: Self = Self(1 << 8);
    /// An order, where it has no subject.
    pub(crate) const ORDER: Self = Self(1 << 9);
    /// May stand before an order: please, just, and.
    pub(crate) const BEFORE_ORDER: Self = Self(1 << 10);
    /// Joins two persons.
    pub(crate) const AND: Self = Self(1 << 11);
    /// Leads to whom something is for or given to.
    pub(crate) const TO: Self = Self(1 << 12);
    /// Leads to a place or a whole: a woman *at* my church.
    pub(crate) const AT: Self = Self(1 << 17);
    /// Gives something to somebody.
    pub(crate) const GIVES: Self = Self(1 << 13);
    /// Takes something: behind it a possessive tells whose it was, not who took it.
    pub(crate) const TAKES: Self = Self(1 << 16);
    /// Names somebody of a family.
    pub(crate) const KIN: Self = Self(1 << 18);
    /// Names somebody else, or a pet.
    pub(crate) const PEOPLE: Self = Self(1 << 19);
    /// Names somebody who treats.
    pub(crate) const DOCTOR: Self = Self(1 << 20);
    /// What follows belongs to it, a subject too: think *I*, when *she*.
    pub(crate) const BRIDGE: Self = Self(1 << 21);
    /// What follows says what somebody is: “he was *a stubborn man*”.
    pub(crate) const COPULA: Self = Self(1 << 22);
    /// Tells which of several it is: the *younger* sister.
    pub(crate) const WHICH: Self = Self(1 << 3);
    /// Brings somebody who was not spoken of: *another* friend.
    pub(crate) const NEW: Self = Self(1 << 4);
    /// Offers something to somebody who may not take it.
    pub(crate) const OFFERS: Self = Self(1 << 2);
    /// Speaks of a woman.
    pub(crate) const SHE: Self = Self(1 << 14);
    /// Speaks of a man.
    pub(crate) const HE: Self = Self(1 << 15);

    const NAMES: [(&'static str, Self); 21] = [
        ("negator", Self::NEGATOR),
        ("asks", Self::ASKS),
        ("doubts", Self::DOUBTS),
        ("consequent", Self::CONSEQUENT),
        ("order", Self::ORDER),
        ("before order", Self::BEFORE_ORDER),
        ("and", Self::AND),
        ("to", Self::TO),
        ("at", Self::AT),
        ("bridge", Self::BRIDGE),
        ("copula", Self::COPULA),
        ("kin", Self::KIN),
        ("people", Self::PEOPLE),
        ("doctor", Self::DOCTOR),
        ("gives", Self::GIVES),
        ("takes", Self::TAKES),
        ("which", Self::WHICH),
        ("new", Self::NEW),
        ("offers", Self::OFFERS),
        ("she", Self::SHE),
        ("he", Self::HE),
    ];

    const FIRST_FAMILY: usize = 24;
    /// Begins a cue of any family.
    const BEGINS: Self = Self(((1 << FAMILIES) - 1) << Self::FIRST_FAMILY);

    /// The bits of the families in which a word begins a cue.
    const fn of_family(family: usize) -> Self {
        Self(1 << (Self::FIRST_FAMILY + family))
    }

    /// The families in which it begins a cue, a bit each.
    #[inline]
    const fn families(self) -> u64 {
        (self.0 >> Self::FIRST_FAMILY) & ((1 << FAMILIES) - 1)
    }

    /// Stands in some cue of a family behind its first word.
    const fn inside(family: usize) -> Self {
        Self(1 << (Self::FIRST_FAMILY + FAMILIES + family))
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Of whom a word speaks.
    pub(crate) const fn gender(self) -> Gender {
        if self.any(Self::SHE) {
            Gender::She
        } else if self.any(Self::HE) {
            Gender::He
        } else {
            Gender::Open
        }
    }

    /// Has it any bit of `other`?
    #[inline]
    pub(crate) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Where what a cue speaks of stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
    Both,
    Sentence,
    /// All that follows in the sentence, over clauses: the heading of a section.
    Section,
}

/// What a cue can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A drug or a dosage: is it taken?
    Use,
    /// A condition, symptom or outcome: did it occur?
    Event,
    /// What a rule matches: is it put forward as true?
    Claim,
}

/// Of whom a word for a person speaks, as far as the word says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Gender {
    #[default]
    Open,
    She,
    He,
}

/// A row of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    pub(crate) category: Category,
    pub(crate) direction: Direction,
    /// How many words may stand between; 0 for as many as the clause has.
    pub(crate) words: usize,
    pub(crate) target: Option<Target>,
}

impl Cue {
    /// May it speak of such a thing?
    pub(crate) fn is_for(&self, target: Target) -> bool {
        self.target.is_none_or(|only| only == target)
    }
}

/// A cue in a post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) first: u32,
    pub(crate) end: u32,
    /// Its rows: a place in [`CueSet::groups`].
    group: u32,
}

/// All cues, compiled.
#[derive(Clone, Debug, Default)]
pub struct CueSet {
    /// The rows that share a phrase within a family.
    groups: Vec<Vec<Cue>>,
    families: [Phrases; FAMILIES],
    /// By symbol.
    classes: Vec<Class>,
    /// Words for the same person have the same number.
    same: FxHashMap<Vec<Symbol>, u32>,
    /// By symbol: the place in `openers` of a word with which cues begin.
    opens: Vec<u16>,
    /// Where the cues that begin with a word go on, in each family.
    openers: Vec<[u32; FAMILIES]>,
}

impl CueSet {
    /// The cues that are built in.
    ///
    /// # Errors
    ///
    /// None, as a test makes sure.
    pub fn builtin(symbols: &mut Symbols) -> Result<Self, DataError> {
        Self::compile("lexicons/cues.tsv", BUILTIN, symbols)
    }

    /// Compiles a file of cues; `file` is only named in errors.
    ///
    /// # Errors
    ///
    /// The first bad row, with its line.
    pub fn compile(file: &str, text: &str, symbols: &mut Symbols) -> Result<Self, DataError> {
        let mut set = Self::default();
        let mut families: [Phrases; FAMILIES] = Default::default();
        for (line, cells) in table(file, text, &COLUMNS)? {
            let wrong = |what: String| DataError::new(file, line, what);
            let [phrases, category, direction, words, target] = cells.as_slice() else {
                return Err(wrong("too few columns".into()));
            };
            let unknown = |what: &str, cell: &str| wrong(format!("unknown {what} `{cell}`"));
            let node = parse(phrases, &Lists::new(), symbols).map_err(wrong)?;
            if category == "same" {
                let phrases = node.phrases().map_err(wrong)?;
                // Behind the symbols, so that no other word has the number.
                let kind = u32::MAX - line as u32;
                set.same.extend(phrases.into_iter().map(|phrase| (phrase, kind)));
                continue;
            }
            if let Some(name) = category.strip_prefix("is ") {
                let class = Class::NAMES.iter().find(|(known, _)| *known == name);
                let class = class.ok_or_else(|| unknown("class", name))?.1;
                for phrase in node.phrases().map_err(wrong)? {
                    let [word] = phrase[..] else {
                        return Err(wrong("a word of a class stands alone".into()));
                    };
                    set.add_class(word, class);
                }
                continue;
            }
            let rows = Category::ALL
                .iter()
                .filter(|(_, known)| !matches!(known, Category::Quoted | Category::Exception));
            let known = { rows }.find(|(name, _)| name == category);
            let category = known.ok_or_else(|| unknown("category", category))?.1;
            let direction = match direction.as_str() {
                "forward" => Direction::Forward,
                "backward" => Direction::Backward,
                "both" => Direction::Both,
                "sentence" => Direction::Sentence,
                "section" => Direction::Section,
                other => return Err(unknown("direction", other)),
            };
            let target = match target.as_str() {
                "any" => None,
                "use" => Some(Target::Use),
                "event" => Some(Target::Event),
                "claim" => Some(Target::Claim),
                other => return Err(unknown("target", other)),
            };
            let words = words.parse().map_err(|_| unknown("number of words", words))?;
            let cue = Cue { category, direction, words, target };
            let mut grown: Vec<(Option<u32>, u32)> = Vec::new();
            let add = &mut |phrase: &[Symbol]| {
                let Some(&first) = phrase.first() else { return };
                symbols.mark(first, Marks::CUE);
                if category == Category::Negated {
                    set.add_negators(phrase, symbols);
                }
                for family in families_of(&cue) {
                    set.add_class(first, Class::of_family(family));
                    for &word in &phrase[1..] {
                        set.add_class(word, Class::inside(family));
                    }
                    families[family].update(phrase, |known| set.with(known, cue, &mut grown));
                }
            };
            node.each_phrase(add).map_err(wrong)?;
        }
        set.families = families;
        set.find_openers();
        Ok(set)
    }

    /// A contraction of *not* negates by itself.
    fn add_negators(&mut self, phrase: &[Symbol], symbols: &Symbols) {
        for &symbol in phrase {
            let word = symbols.word(symbol);
            if word.len() > 3 && word.ends_with("nt") {
                self.add_class(symbol, Class::NEGATOR);
            }
        }
    }

    fn add_class(&mut self, symbol: Symbol, class: Class) {
        let at = symbol.0 as usize;
        if at >= self.classes.len() {
            self.classes.resize(at + 1, Class::default());
        }
        self.classes[at] = self.classes[at].or(class);
    }

    /// The group that has the rows of another and `cue`; `grown` has those that were made of this row before.
    fn with(&mut self, known: Option<u32>, cue: Cue, grown: &mut Vec<(Option<u32>, u32)>) -> u32 {
        if let Some((_, group)) = grown.iter().find(|(from, _)| *from == known) {
            return *group;
        }
        let mut rows = known.map_or_else(Vec::new, |known| self.groups[known as usize].clone());
        if let Some(known) = known.filter(|_| rows.contains(&cue)) {
            return known;
        }
        rows.push(cue);
        let group = self.groups.len() as u32;
        self.groups.push(rows);
        grown.push((known, group));
        group
    }

    /// What a word is to this layer.
    #[inline]
    pub(crate) fn class(&self, word: Symbol) -> Class {
        self.classes.get(word.0 as usize).copied().unwrap_or_default()
    }

    /// What kind of person a noun names: the same number for those that say the same.
    pub(crate) fn kind_of_person(&self, document: &Document, noun: usize) -> u32 {
        let symbol = |at: usize| document.tokens[at].symbol;
        let same = |tokens: Range<usize>| {
            let words = document.tokens.get(tokens)?;
            let words: Vec<Symbol> = words.iter().map(|token| token.symbol).collect();
            self.same.get(words.as_slice()).copied()
        };
        same(noun..noun + 3)
            .or_else(|| same(noun.checked_sub(1)?..noun + 1))
            .or_else(|| same(noun..noun + 1))
            .unwrap_or(symbol(noun).0)
    }

    /// The rows of a cue in a post.
    #[inline]
    pub(crate) fn rows(&self, hit: &Hit) -> &[Cue] {
        &self.groups[hit.group as usize]
    }

    /// What a cue says of the person it names: the last word that tells, as “her brother” is a man.
    pub(crate) fn gender(&self, document: &Document, hit: &Hit) -> Gender {
        { document.tokens[hit.first as usize..hit.end as usize].iter().rev() }
            .map(|token| self.class(token.symbol))
            .find(|class| class.any(Class::SHE.or(Class::HE)))
            .map_or(Gender::Open, Class::gender)
    }

    /// The cues in a sentence, those of each family leftmost-longest, appended to `hits`.
    pub(crate) fn find(
        &self,
        document: &Document,
        sentence: &Sentence,
        hits: &mut [Vec<Hit>; FAMILIES],
    ) {
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        let mut free = [first; FAMILIES]; // behind the last cue of each family
        for at in first..end {
            let class = self.class(document.tokens[at].symbol);
            if !class.any(Class::BEGINS) {
                continue;
            }
            let symbol = document.tokens[at].symbol;
            let nodes = &self.openers[self.opens[symbol.0 as usize] as usize];
            let mut families = class.families();
            while families != 0 {
                let family = families.trailing_zeros() as usize;
                families &= families - 1;
                if at < free[family] {
                    continue;
                }
                if let Some((len, group)) = self.longest(family, nodes[family], document, at..end) {
                    free[family] = at + len;
                    hits[family].push(Hit { first: at as u32, end: (at + len) as u32, group });
                }
            }
        }
    }

    /// The longest cue at the beginning of some tokens, of which the first leads to a node.
    #[inline]
    fn longest(
        &self,
        family: usize,
        mut node: u32,
        document: &Document,
        tokens: Range<usize>,
    ) -> Option<(usize, u32)> {
        let phrases = &self.families[family];
        let mut found = phrases.value(node).map(|group| (1, group));
        for (len, token) in (2..).zip(&document.tokens[tokens.start + 1..tokens.end]) {
            if !self.class(token.symbol).any(Class::inside(family)) {
                break;
            }
            let Some(next) = phrases.step(node, token.symbol) else { break };
            node = next;
            found = phrases.value(node).map(|group| (len, group)).or(found);
        }
        found
    }

    fn find_openers(&mut self) {
        self.opens = vec![0; self.classes.len()];
        self.openers = vec![[0; FAMILIES]];
        for (at, class) in self.classes.iter().enumerate() {
            if class.any(Class::BEGINS) {
                self.opens[at] = self.openers.len() as u16;
                let symbol = Symbol(at as u32);
                let node = |phrases: &Phrases| phrases.step(0, symbol).unwrap_or_default();
                self.openers.push(self.families.each_ref().map(node));
            }
        }
    }
}

/// The families that a row belongs to: those on whether something holds are looked for apart where something is taken.
fn families_of(cue: &Cue) -> impl Iterator<Item = usize> + use<> {
    let holds = cue.category.family() == HOLDS;
    let (first, second) = match cue.target {
        Some(Target::Use) if holds => (HOLDS_USE, None),
        None if holds => (HOLDS, Some(HOLDS_USE)),
        _ => (cue.category.family(), None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_cue_is_located() {
        let read = |row: &str| {
            let text = format!("cue\tcategory\tdirection\twords\tfor\n{row}\n");
            CueSet::compile("cues.tsv", &text, &mut Symbols::new()).unwrap_err().to_string()
        };
        assert_eq!(read("not\tnegatd\tforward\t0\tany"), "cues.tsv:2: unknown category `negatd`");
        assert_eq!(
            read("not … sure\tnegated\tforward\t0\tany"),
            "cues.tsv:2: a cue is made of words, alternatives and `~` only"
        );
    }
}
