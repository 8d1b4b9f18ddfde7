//! All cues, compiled: read from the file, and found in a sentence.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    CLAIM, CLAIM_OWN, Category, Class, Cue, Direction, FAMILIES, Gender, HOLDS, HOLDS_USE, Hit,
    Target, image,
};
use crate::{
    error::DataError,
    lexicon::{
        matcher::{FixedPhrases, Phrases, Trie},
        table,
    },
    pattern::{Lists, parse},
    text::{Document, Gap, Marks, Sentence, Symbol, Symbols},
};

const COLUMNS: [&str; 5] = ["cue", "category", "direction", "words", "for"];

/// All cues, compiled.
#[derive(Clone, Debug, Default)]
pub struct CueSet {
    /// The rows that share a phrase within a family.
    pub(super) groups: Vec<Vec<Cue>>,
    pub(super) families: [FixedPhrases; FAMILIES],
    /// By symbol.
    pub(super) classes: Vec<Class>,
    /// Words for the same person have the same number.
    pub(super) same: FxHashMap<Vec<Symbol>, u32>,
    /// By symbol: the place in `openers` of a word with which cues begin.
    opens: Vec<u16>,
    /// Where the cues that begin with a word go on, in each family.
    openers: Vec<[u32; FAMILIES]>,
}

impl CueSet {
    /// The cues that are built in, `lexicons/cues.tsv`, for the table of words of the built-in lexicon.
    #[must_use]
    pub fn builtin() -> Self {
        image::read()
    }

    pub(super) fn of_parts(
        groups: Vec<Vec<Cue>>,
        families: [FixedPhrases; FAMILIES],
        classes: Vec<Class>,
        same: FxHashMap<Vec<Symbol>, u32>,
    ) -> Self {
        let mut set = Self { groups, families, classes, same, ..Self::default() };
        set.find_openers();
        set
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
            let known = Direction::ALL.iter().find(|(name, _)| name == direction);
            let direction = known.ok_or_else(|| unknown("direction", direction))?.1;
            let target = match target.as_str() {
                "any" => None,
                "use" => Some(Target::Use),
                "event" => Some(Target::Event),
                "claim" => Some(Target::Claim),
                other => return Err(unknown("target", other)),
            };
            let number = words.parse::<u8>();
            let words = number.map_err(|_| unknown("number of words", words))?.into();
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
        set.families = families.each_ref().map(FixedPhrases::new);
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

    /// Do words between two names, if there are any, only join them?
    pub(crate) fn joins_list(&self, document: &Document, tokens: Range<usize>) -> bool {
        const LISTS: Gap = Gap(Gap::COMMA.0 | Gap::BRACKET.0);
        let next = &document.tokens[tokens.end];
        let joined = |at: usize| self.class(document.tokens[at].symbol).any(Class::AND);
        match tokens.clone().find(|&at| joined(at)) {
            Some(_) => true,
            None => tokens.is_empty() && next.gap.any(LISTS),
        }
    }

    /// The cues in a sentence, those of each family leftmost-longest, appended to `hits`.
    pub(crate) fn find(
        &self,
        document: &Document,
        sentence: &Sentence,
        hits: &mut [Vec<Hit>; FAMILIES],
    ) {
        self.find_some(document, sentence, !(1 << CLAIM_OWN), hits);
    }

    /// The cues in a sentence that speak of claims alone.
    pub(crate) fn find_claims(&self, document: &Document, sentence: &Sentence) -> Vec<Hit> {
        let mut hits: [Vec<Hit>; FAMILIES] = Default::default();
        self.find_some(document, sentence, 1 << CLAIM_OWN, &mut hits);
        std::mem::take(&mut hits[CLAIM_OWN])
    }

    /// The cues of some families, a bit each.
    #[inline]
    fn find_some(
        &self,
        document: &Document,
        sentence: &Sentence,
        wanted: u64,
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
            let mut families = class.families() & wanted;
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
                let node = |phrases: &FixedPhrases| phrases.step(0, symbol).unwrap_or_default();
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
        Some(Target::Claim) if cue.category.family() == CLAIM => (CLAIM_OWN, None),
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
