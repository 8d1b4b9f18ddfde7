//! `RxNorm` in its release format (RRF): names, relations, attributes.
//!
//! Only ingredients make concepts. Brands, precise ingredients and synonyms become their forms, combinations and brands of several
//! ingredients concepts `a / b`. The files are read as streams; what is kept is the names of ingredients, brands and combinations.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufRead,
};

use super::{
    Entry, Tell, Vocabulary,
    rrf::{ATTRIBUTES, NAMES, RELATIONS, read},
};
use crate::{error::DataError, lexicon::Via};

/// The types of terms that are used unless others are asked for: ingredients, precise and multiple ingredients, brands, synonyms.
pub const TERM_TYPES: [&str; 5] = ["IN", "PIN", "MIN", "BN", "SY"];

/// What a term names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Ingredient,
    Precise,
    Combination,
    Brand,
}

/// A concept of `RxNorm`.
#[derive(Clone, Debug)]
struct Node {
    name: String,
    of: Type,
    synonyms: Vec<String>,
    atc: BTreeSet<String>,
    /// Of a brand or combination its ingredients, of a precise ingredient its ingredient; of a brand also precise ones.
    parts: BTreeSet<u32>,
}

/// `RxNorm`, as far as it was read: [`names`](Self::names) first, then the others in any order.
///
/// ```
/// use threadlint::lexicon::{Kind, import::{RxNorm, Vocabulary}};
///
/// let mut rxnorm = RxNorm::default();
/// let names = "1|ENG||||||1||||RXNORM|IN|1|testavir||N||\n2|ENG||||||2||||RXNORM|BN|2|Testor||N||\n";
/// rxnorm.names("RXNCONSO.RRF", names.as_bytes(), &mut |_| {})?;
/// let relations = "1||CUI|RN|2||CUI|tradename_of|||RXNORM||||||\n";
/// rxnorm.relations("RXNREL.RRF", relations.as_bytes(), &mut |_| {})?;
/// let mut vocabulary = Vocabulary::new(Kind::Drug);
/// rxnorm.put_into(&mut vocabulary);
/// # Ok::<(), threadlint::error::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RxNorm {
    types: Vec<String>,
    nodes: BTreeMap<u32, Node>,
    suppressed: u64,
    bad: u64,
}

impl Default for RxNorm {
    fn default() -> Self {
        Self::new(TERM_TYPES)
    }
}

impl RxNorm {
    /// To be read with these types of terms; ingredients (`IN`) are always used.
    pub fn new<S: Into<String>>(types: impl IntoIterator<Item = S>) -> Self {
        let types = types.into_iter().map(|one| one.into().to_ascii_uppercase()).collect();
        Self { types, nodes: BTreeMap::new(), suppressed: 0, bad: 0 }
    }

    /// Reads `RXNCONSO.RRF`: which ingredients, brands and combinations there are.
    ///
    /// # Errors
    ///
    /// A file that cannot be read; lines that cannot are told, and skipped.
    pub fn names(&mut self, file: &str, reader: impl BufRead, tell: Tell) -> Result<(), DataError> {
        let bad = read(file, reader, NAMES, tell, |columns| {
            let id = rxcui(columns[0])?;
            let (language, source, tty, name) = (columns[1], columns[11], columns[12], columns[14]);
            let of = match tty {
                "IN" => Type::Ingredient,
                "PIN" => Type::Precise,
                "MIN" => Type::Combination,
                "BN" => Type::Brand,
                _ => return Ok(()),
            };
            let is_wanted = of == Type::Ingredient || self.types.iter().any(|one| one == tty);
            if source != "RXNORM" || !is_english(language) || !is_wanted {
                return Ok(());
            }
            if !is_current(columns[16]) {
                self.suppressed += 1;
                return Ok(());
            }
            if name.trim().is_empty() {
                return Err("no name");
            }
            self.nodes.entry(id).or_insert_with(|| Node {
                name: name.to_owned(),
                of,
                synonyms: Vec::new(),
                atc: BTreeSet::new(),
                parts: BTreeSet::new(),
            });
            Ok(())
        })?;
        self.bad += bad;
        Ok(())
    }

    /// Reads `RXNCONSO.RRF` again: other terms of what [`names`](Self::names) found, and its ATC codes. Lines that cannot be read were told.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn synonyms(&mut self, file: &str, reader: impl BufRead) -> Result<(), DataError> {
        let again = read(file, reader, NAMES, &mut |_| {}, |columns| {
            let Some(node) = self.nodes.get_mut(&rxcui(columns[0])?) else { return Ok(()) };
            if !is_current(columns[16]) {
                return Ok(());
            }
            let (source, tty, code, name) = (columns[11], columns[12], columns[13], columns[14]);
            if source == "ATC" {
                node.atc.insert(code.to_owned());
            }
            let is_new = !name.eq_ignore_ascii_case(&node.name)
                && node.synonyms.iter().all(|known| !known.eq_ignore_ascii_case(name));
            if is_new && is_english(columns[1]) && self.types.iter().any(|one| one == tty) {
                node.synonyms.push(name.to_owned());
            }
            Ok(())
        });
        again.map(|_| ())
    }

    /// Reads `RXNREL.RRF`: which brand has which ingredients, and the like. The file has each relation both ways, and only one is needed.
    ///
    /// # Errors
    ///
    /// A file that cannot be read; lines that cannot are told, and skipped.
    pub fn relations(
        &mut self,
        file: &str,
        reader: impl BufRead,
        tell: Tell,
    ) -> Result<(), DataError> {
        let bad = read(file, reader, RELATIONS, tell, |columns| {
            // Relations of single atoms have no RxCUI.
            if !PARTS.contains(&columns[7])
                || columns[0].is_empty()
                || columns[4].is_empty()
                || !is_current(columns[14])
            {
                return Ok(());
            }
            let (one, other) = (rxcui(columns[0])?, rxcui(columns[4])?);
            let of = |id| self.nodes.get(id).map(|node: &Node| node.of);
            let (Some(first), Some(second)) = (of(&one), of(&other)) else { return Ok(()) };
            // Which is part of which is told by what they are, whichever way the relation is written.
            let (whole, part) =
                if rank(first) > rank(second) { (one, other) } else { (other, one) };
            if rank(first) != rank(second)
                && let Some(node) = self.nodes.get_mut(&whole)
            {
                node.parts.insert(part);
            }
            Ok(())
        })?;
        self.bad += bad;
        Ok(())
    }

    /// Reads `RXNSAT.RRF`: ATC codes.
    ///
    /// # Errors
    ///
    /// A file that cannot be read; lines that cannot are told, and skipped.
    pub fn attributes(
        &mut self,
        file: &str,
        reader: impl BufRead,
        tell: Tell,
    ) -> Result<(), DataError> {
        let bad = read(file, reader, ATTRIBUTES, tell, |columns| {
            let is_atc = columns[9] == "ATC" && columns[8].starts_with("ATC_LEVEL");
            if is_atc
                && is_current(columns[11])
                && let Some(node) = self.nodes.get_mut(&rxcui(columns[0])?)
            {
                node.atc.insert(columns[5].to_owned());
            }
            Ok(())
        })?;
        self.bad += bad;
        Ok(())
    }

    /// Puts all of it into a vocabulary.
    pub fn put_into(self, vocabulary: &mut Vocabulary) {
        vocabulary.skip_many("bad lines", self.bad);
        vocabulary.skip_many("out of use", self.suppressed);
        for (id, node) in &self.nodes {
            let ingredients = self.ingredients(*id);
            let named = |via| (via, node.name.clone());
            let synonyms = node.synonyms.iter().map(|form| (Via::Synonym, form.clone()));
            let mut entry = Entry { forms: synonyms.collect(), ..Entry::default() };
            let code = |system: &str, code: String| (system.to_owned(), code);
            let atc = node.atc.iter().filter(|atc| atc.len() == 7);
            let is_alone = match (&ingredients[..], node.of) {
                (_, Type::Ingredient) => true,
                (_, Type::Combination) if ingredients.len() < 2 => {
                    // Without relations its own name says what is in it.
                    entry.key = sorted(node.name.split(" / "));
                    entry.name.clone_from(&entry.key);
                    false
                }
                ([], Type::Precise) => {
                    vocabulary.skip_many("a precise ingredient of no ingredient", 1);
                    continue;
                }
                ([], Type::Brand) => {
                    vocabulary.skip_many("a brand of no ingredient", 1);
                    continue;
                }
                (_, Type::Precise) | ([_], _) => {
                    entry.name.clone_from(&self.nodes[&ingredients[0]].name);
                    false
                }
                (several, _) => {
                    entry.key = sorted(several.iter().map(|id| self.nodes[id].name.as_str()));
                    entry.name.clone_from(&entry.key);
                    false
                }
            };
            if matches!(node.of, Type::Ingredient | Type::Combination) {
                entry.codes.push(code("rxnorm", id.to_string()));
            }
            if node.of != Type::Brand {
                entry.codes.extend(atc.map(|atc| code("atc", atc.clone())));
            }
            if is_alone {
                entry.name.clone_from(&node.name);
            } else {
                let via = if node.of == Type::Brand { Via::Brand } else { Via::Synonym };
                entry.forms.insert(0, named(via));
            }
            if node.of == Type::Brand {
                entry.forms.iter_mut().for_each(|(via, _)| *via = Via::Brand);
            }
            // It has a name, so it is not skipped but where that is no word; then it is counted.
            let _ = vocabulary.add(entry);
        }
    }

    /// The ingredients of something, in the order of their names.
    fn ingredients(&self, id: u32) -> Vec<u32> {
        let mut found = BTreeSet::new();
        let Some(node) = self.nodes.get(&id) else { return Vec::new() };
        for part in &node.parts {
            match self.nodes.get(part) {
                Some(node) if node.of == Type::Ingredient => {
                    found.insert(*part);
                }
                Some(node) => found.extend(
                    node.parts
                        .iter()
                        .filter(|id| self.nodes.get(id).is_some_and(|n| n.of == Type::Ingredient)),
                ),
                None => {}
            }
        }
        found.into_iter().collect()
    }
}

/// Relations between something and what it consists of.
const PARTS: [&str; 12] = [
    "tradename_of",
    "has_tradename",
    "form_of",
    "has_form",
    "ingredient_of",
    "has_ingredient",
    "ingredients_of",
    "has_ingredients",
    "precise_ingredient_of",
    "has_precise_ingredient",
    "part_of",
    "has_part",
];

/// What consists of what: of two related things the one of higher rank is the whole.
const fn rank(of: Type) -> u8 {
    match of {
        Type::Ingredient => 0,
        Type::Precise => 1,
        Type::Combination => 2,
        Type::Brand => 3,
    }
}

/// The ingredients of a combination as its key has them.
fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.map(|name| name.trim().to_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(" / ")
}

fn rxcui(column: &str) -> Result<u32, &'static str> {
    column.parse().map_err(|_| "the RxCUI is no number")
}

fn is_english(language: &str) -> bool {
    matches!(language, "ENG" | "")
}

fn is_current(suppress: &str) -> bool {
    matches!(suppress, "N" | "")
}
