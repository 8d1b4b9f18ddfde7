//! The cues of the assertion layer: words that say whether, when and of whom something holds.
//!
//! They are data, `lexicons/cues.tsv`. The method is `ConText` (Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002): a cue has a category, a
//! direction and a scope; pseudo-cues look like cues and are none; terminators cut a scope.

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
    Own,
    Relative,
    Other,
    Generic,
    NoSubject,
    Question,
    Reported,
    Debunked,
    Anecdote,
    Advised,
    /// Not a row of the file: the mark that opens a quotation.
    Quoted,
    /// Not a row of the file: what an exception of a rule matched.
    Exception,
}

/// Cues of different families do not disturb each other: in “I would”, `i` tells of whom, `i would` tells how.
pub(crate) const FAMILIES: usize = 3;

impl Category {
    const ALL: [(&'static str, Self); 18] = [
        ("negated", Self::Negated),
        ("uncertain", Self::Uncertain),
        ("hypothetical", Self::Hypothetical),
        ("historical", Self::Historical),
        ("pseudo", Self::Pseudo),
        ("end", Self::End),
        ("self", Self::Own),
        ("relative", Self::Relative),
        ("other", Self::Other),
        ("generic", Self::Generic),
        ("no_subject", Self::NoSubject),
        ("question", Self::Question),
        ("reported", Self::Reported),
        ("debunked", Self::Debunked),
        ("anecdote", Self::Anecdote),
        ("advised", Self::Advised),
        ("quoted", Self::Quoted),
        ("exception", Self::Exception),
    ];

    /// As the file writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, category)| *category == self).map_or("", |(name, _)| name)
    }

    const fn family(self) -> usize {
        match self {
            Self::Negated
            | Self::Uncertain
            | Self::Hypothetical
            | Self::Historical
            | Self::Pseudo
            | Self::End => 0,
            Self::Own | Self::Relative | Self::Other | Self::Generic | Self::NoSubject => 1,
            Self::Question
            | Self::Reported
            | Self::Debunked
            | Self::Anecdote
            | Self::Advised
            | Self::Quoted
            | Self::Exception => 2,
        }
    }
}

/// Where what a cue speaks of stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
    Both,
    Sentence,
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

/// A row of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    pub(crate) category: Category,
    pub(crate) direction: Direction,
    /// How many words may stand between; 0 for as many as the clause has.
    pub(crate) words: usize,
    pub(crate) target: Option<Target>,
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
    cues: Vec<Cue>,
    /// The rows that share a phrase within a family.
    groups: Vec<Vec<u32>>,
    families: [Phrases; FAMILIES],
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
        for (line, cells) in table(file, text, &COLUMNS)? {
            let wrong = |what: String| DataError::new(file, line, what);
            let [phrases, category, direction, words, target] = cells.as_slice() else {
                return Err(wrong("too few columns".into()));
            };
            let unknown = |what: &str, cell: &str| wrong(format!("unknown {what} `{cell}`"));
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
            let id = set.cues.len() as u32;
            set.cues.push(Cue { category, direction, words, target });
            for phrase in parse(phrases, &Lists::new(), symbols)
                .and_then(|node| node.phrases())
                .map_err(wrong)?
            {
                if let Some(&first) = phrase.first() {
                    symbols.mark(first, Marks::CUE);
                    set.insert(&phrase, category.family(), id);
                }
            }
        }
        Ok(set)
    }

    fn insert(&mut self, phrase: &[Symbol], family: usize, cue: u32) {
        if let Some(group) = self.families[family].get(phrase) {
            let group = &mut self.groups[group as usize];
            if !group.contains(&cue) {
                group.push(cue);
            }
        } else {
            self.families[family].insert(phrase, self.groups.len() as u32);
            self.groups.push(vec![cue]);
        }
    }

    /// The rows of a cue in a post.
    pub(crate) fn rows(&self, hit: &Hit) -> impl Iterator<Item = Cue> {
        self.groups[hit.group as usize].iter().map(|&cue| self.cues[cue as usize])
    }

    /// The cues of one family in a sentence, leftmost-longest, appended to `hits`.
    pub(crate) fn find(
        &self,
        family: usize,
        document: &Document,
        sentence: &Sentence,
        symbols: &Symbols,
        hits: &mut Vec<Hit>,
    ) {
        let (mut at, end) = (sentence.first as usize, sentence.end as usize);
        while at < end {
            let token = document.tokens[at];
            let found = if symbols.marks(token.symbol).any(Marks::CUE) {
                let run = document.tokens[at..end].iter().map(|token| token.symbol);
                self.families[family].longest(run, |_, _| true)
            } else {
                None
            };
            match found {
                Some((len, group)) => {
                    hits.push(Hit { first: at as u32, end: (at + len) as u32, group });
                    at += len;
                }
                None => at += 1,
            }
        }
    }
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
