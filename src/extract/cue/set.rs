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
    text::{Document, Gap, Sentence, Symbol, Symbols, Token},
};

const COLUMNS: [&str; 5] = ["cue", "category", "direction", "words", "for"];

/// The group of a family of which a phrase is no cue.
const NONE: u32 = u32::MAX;

/// All cues, compiled.
#[derive(Clone, Debug, Default)]
pub struct CueSet {
    /// The rows that share a phrase within a family.
    pub(super) groups: Vec<Vec<Cue>>,
    /// The phrases of all families, so that a word is looked at once for all; the value of one is a place in `meanings`.
    pub(super) phrases: FixedPhrases,
    /// Of a phrase its group in each family, or [`NONE`].
    pub(super) meanings: Vec<[u32; FAMILIES]>,
    /// By symbol.
    pub(super) classes: Vec<Class>,
    /// Words for the same person have the same number.
    pub(super) same: FxHashMap<Vec<Symbol>, u32>,
}

impl CueSet {
    /// The cues that are built in, `lexicons/cues.tsv`, for the table of words of the built-in lexicon.
    #[must_use]
    pub fn builtin() -> Self {
        image::read()
    }

    /// Compiles a file of cues; `file` is only named in errors.
    ///
    /// # Errors
    ///
    /// The first bad row, with its line.
    pub fn compile(file: &str, text: &str, symbols: &mut Symbols) -> Result<Self, DataError> {
        let mut set = Self::default();
        let mut trie = Phrases::default();
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
                if category == Category::Negated {
                    set.add_negators(phrase, symbols);
                }
                for family in families_of(&cue) {
                    set.add_class(first, Class::of_family(family));
                }
                trie.update(phrase, |meaning| set.with(meaning, cue, &mut grown));
            };
            node.each_phrase(add).map_err(wrong)?;
        }
        set.phrases = FixedPhrases::new(&trie);
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

    /// The meaning that has the rows of another and `cue`; `grown` has those that were made of this row before.
    fn with(&mut self, known: Option<u32>, cue: Cue, grown: &mut Vec<(Option<u32>, u32)>) -> u32 {
        if let Some((_, meaning)) = grown.iter().find(|(from, _)| *from == known) {
            return *meaning;
        }
        let before = known.map_or([NONE; FAMILIES], |known| self.meanings[known as usize]);
        let mut groups = before;
        for family in families_of(&cue) {
            let rows = self.groups.get(groups[family] as usize).map_or(&[][..], Vec::as_slice);
            if !rows.contains(&cue) {
                let rows = [rows, &[cue]].concat();
                groups[family] = self.groups.len() as u32;
                self.groups.push(rows);
            }
        }
        if let Some(known) = known.filter(|_| groups == before) {
            return known;
        }
        let meaning = self.meanings.len() as u32;
        self.meanings.push(groups);
        grown.push((known, meaning));
        meaning
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

    /// The cues in a sentence, those of each family leftmost-longest, appended to `hits`; gives what its words are, taken together.
    pub(crate) fn find(
        &self,
        document: &Document,
        sentence: &Sentence,
        hits: &mut [Vec<Hit>; FAMILIES],
    ) -> Class {
        self.find_some(document, sentence, !(1 << CLAIM_OWN), hits)
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
    ) -> Class {
        let tokens = &document.tokens[sentence.first as usize..sentence.end as usize];
        let mut words = Class::default();
        let mut free = [0; FAMILIES]; // behind the last cue of each family
        for (at, token) in tokens.iter().enumerate() {
            let class = self.class(token.symbol);
            words = words.or(class);
            let families = class.families() & wanted;
            if families == 0 {
                continue;
            }
            let found = self.longest(families, &tokens[at..]);
            for family in bits(families) {
                let (len, group) = found[family];
                let first = sentence.first + at as u32;
                let end = first + len;
                if len > 0 && first >= free[family] {
                    free[family] = end;
                    hits[family].push(Hit { first, end, group });
                }
            }
        }
        words
    }

    /// The longest cue of each of some families at the beginning of some tokens: how many tokens it has, 0 if there is none, and its group.
    #[inline]
    fn longest(&self, families: u64, tokens: &[Token]) -> [(u32, u32); FAMILIES] {
        let mut found = [(0, NONE); FAMILIES];
        let mut node = 0;
        for (len, token) in (1..).zip(tokens) {
            let Some(next) = self.phrases.step(node, token.symbol) else { break };
            node = next;
            let Some(meaning) = self.phrases.value(node) else { continue };
            let groups = &self.meanings[meaning as usize];
            for family in bits(families) {
                if groups[family] != NONE {
                    found[family] = (len, groups[family]);
                }
            }
        }
        found
    }
}

/// The places of the bits that are set.
#[inline]
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            place
        })
    })
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
    fn each_family_has_its_own_longest_cue() {
        let mut symbols = Symbols::for_text();
        let text = "cue\tcategory\tdirection\twords\tfor\n\
            i\tself\tboth\t0\tany\n\
            i would\twish\tforward\t0\tany\n\
            i would not\tintention\tforward\t0\tany\n\
            would not\tnegated\tforward\t0\tevent\n\
            not ever\tuncertain\tforward\t0\tevent\n";
        let cues = CueSet::compile("cues.tsv", text, &mut symbols).unwrap();
        let found = |text: &str| {
            let document = Document::new(text, &symbols);
            let mut hits: [Vec<Hit>; FAMILIES] = Default::default();
            cues.find(&document, &document.sentences[0], &mut hits);
            let cue = |hit: &Hit| (cues.rows(hit)[0].category, hit.first, hit.end);
            hits.iter().flatten().map(cue).collect::<Vec<_>>()
        };
        let (negated, own) = (Category::Negated, Category::Own);
        assert_eq!(
            found("I would not ever"),
            [(negated, 1, 3), (own, 0, 1), (Category::Intention, 0, 3)]
        );
        assert_eq!(found("I would, i"), [(own, 0, 1), (own, 2, 3), (Category::Wish, 0, 2)]);
    }

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
