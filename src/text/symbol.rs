//! One table of words for lexicon, cues and rules alike.
//!
//! A word that some lexicon, cue or rule knows has a [`Symbol`], a small number; every other word is [`Symbol::UNKNOWN`]. Each token is
//! looked up once, and all layers behind match over these numbers. A symbol also carries [`Marks`]: what a layer wants to know of a word
//! at a glance, so that a sentence without any word of interest is passed over.

use smol_str::SmolStr;

use crate::image::{Numbers, Reader, Writer};

/// A word of the table; 0 is a word that nobody asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub u32);

impl Symbol {
    /// A word that is in no lexicon, cue or rule.
    pub const UNKNOWN: Self = Self(0);
}

/// What the layers want to know of a word at a glance: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(pub u32);

impl Marks {
    /// Begins a surface form of the lexicon.
    pub const LEXICON: Self = Self(1);
    /// Is a surface form of the lexicon by itself.
    pub const NAME: Self = Self(1 << 1);
    /// Some pattern of a rule is looked up by it.
    pub const RULE: Self = Self(1 << 2);
    /// Some pattern of an outcome is looked up by it.
    pub const OUTCOME: Self = Self(1 << 3);
    /// Speaks of how a drug is taken.
    pub const DOSING: Self = Self(1 << 4);
    /// Shows that a sentence is about medicines; what an ambiguous name needs beside it.
    pub const MEDICAL: Self = Self(1 << 5);
    /// An abbreviation that keeps its full stop inside a sentence.
    pub const ABBREVIATION: Self = Self(1 << 6);
    /// A title before a name: its full stop never ends a sentence.
    pub const TITLE: Self = Self(1 << 7);
    /// A conjunction that begins a clause.
    pub const CONJUNCTION: Self = Self(1 << 8);
    /// Joins clauses only where a subject follows.
    pub const JOINER: Self = Self(1 << 9);
    /// A pronoun that can be a subject.
    pub const SUBJECT: Self = Self(1 << 10);
    /// Stands in every second sentence: no pattern may hang on it alone.
    pub const COMMON: Self = Self(1 << 11);

    /// A pronoun that can only be a subject.
    pub const PRONOUN: Self = Self(1 << 12);

    /// Says that something is taken: what stands right behind it is.
    pub const TAKING: Self = Self(1 << 13);

    /// May anchor a statement of how a drug is taken: a form, a unit, an act of taking.
    pub const ANCHOR: Self = Self(1 << 14);

    /// Tells of an effect: begins a phrase of `lexicons/effects.tsv`.
    pub const EFFECT: Self = Self(1 << 15);

    /// Has it any bit of `other`?
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The longest word that is compared as one number; longer ones are compared as strings.
pub(crate) const SHORT: usize = 16;

/// So many words are looked up at once.
pub(crate) const BATCH: usize = 32;

/// The words that the build script put into the table, where they lie in the program; they come before all others.
#[derive(Clone, Copy, Debug, Default)]
struct Stored {
    text: &'static str,
    /// Of each symbol where in the text its word begins; one more place at the end.
    starts: Numbers,
    keys: &'static [[u8; SHORT]],
}

impl Stored {
    fn word(&self, symbol: usize) -> Option<&'static str> {
        let within = symbol < self.keys.len();
        let place = |at| self.starts.at(at) as usize;
        within.then(|| self.text.get(place(symbol)..place(symbol + 1))).flatten()
    }
}

/// The table. Filled while lexicons and rules are compiled, only read while threads are scanned.
#[derive(Clone, Debug)]
pub struct Symbols {
    /// Open addressing: a tag, some bits of the hash of a word, above its symbol. Most words of a text are in no lexicon, and are told so by
    /// the tag alone, which keeps this table small enough for the cache. 0 is a free slot.
    slots: Vec<u32>,
    stored: Stored,
    /// Of each symbol behind those its word as a number, if it has up to [`SHORT`] bytes; else 0.
    keys: Vec<u128>,
    words: Vec<SmolStr>,
    marks: Vec<Marks>,
}

impl Default for Symbols {
    fn default() -> Self {
        Self::new()
    }
}

impl Symbols {
    /// A table that holds only [`Symbol::UNKNOWN`].
    #[must_use]
    pub fn new() -> Self {
        Self {
            slots: vec![0; 1 << 13],
            stored: Stored::default(),
            keys: vec![0],
            words: vec![SmolStr::default()],
            marks: vec![Marks::default()],
        }
    }

    /// The table of an image, of which other parts may follow.
    pub(crate) fn read(image: &mut Reader) -> Self {
        let slots = image.array();
        if slots.is_empty() {
            return Self::new();
        }
        let marks = image.numbers().iter().map(Marks).collect();
        let (text, starts, keys) = (image.text(), image.numbers(), image.bytes().as_chunks().0);
        let stored = Stored { text, starts, keys };
        Self { slots, stored, keys: Vec::new(), words: Vec::new(), marks }
    }

    #[allow(dead_code)] // the build script writes it
    pub(crate) fn write(&self, image: &mut Writer) {
        let words = || (0..self.len() as u32).map(|symbol| self.word(Symbol(symbol)));
        image.array(self.slots.iter().copied());
        image.array(self.marks.iter().map(|marks| marks.0));
        image.text(&words().collect::<String>());
        let mut end = 0;
        let ends = words().map(|word| {
            end += word.len() as u32;
            end
        });
        image.array(std::iter::once(0).chain(ends));
        let keys = words().map(|word| short_key(word.as_bytes()).unwrap_or(0));
        image.bytes(&keys.flat_map(u128::to_le_bytes).collect::<Vec<u8>>());
    }

    /// The symbol of a word in its normal form (see [`normal_form`](super::normal_form)), which is added if it is new. There is room for
    /// some four million words; a word more stays unknown.
    pub fn intern(&mut self, word: &str) -> Symbol {
        if word.is_empty() {
            return Symbol::UNKNOWN;
        }
        let known = self.get(word);
        if known != Symbol::UNKNOWN {
            return known;
        }
        let symbol = Symbol(self.len() as u32);
        if symbol.0 > SYMBOL_MASK {
            return Symbol::UNKNOWN;
        }
        self.words.push(word.into());
        self.marks.push(Marks::default());
        let key = short_key(word.as_bytes());
        self.keys.push(key.unwrap_or(0));
        if self.len() * 2 > self.slots.len() {
            self.resize(self.slots.len() * 2);
        } else {
            put(&mut self.slots, key.map_or_else(|| hash_long(word), hash_short), symbol);
        }
        symbol
    }

    /// The symbol of a word in its normal form.
    #[must_use]
    pub fn get(&self, word: &str) -> Symbol {
        match short_key(word.as_bytes()) {
            // As the words that have no key.
            Some(0) => Symbol::UNKNOWN,
            Some(key) => self.get_short(key),
            None => self.probe(hash_long(word), |symbol| self.word(Symbol(symbol as u32)) == word),
        }
    }

    /// The symbol of a word of up to [`SHORT`] bytes, given as a number.
    #[inline]
    pub(crate) fn get_short(&self, key: u128) -> Symbol {
        self.probe(hash_short(key), |symbol| self.key(symbol) == key)
    }

    /// The word of a symbol as a number, if it is short; else 0.
    #[inline]
    fn key(&self, symbol: usize) -> u128 {
        match self.stored.keys.get(symbol) {
            Some(key) => u128::from_le_bytes(*key),
            None => self.keys[symbol - self.stored.keys.len()],
        }
    }

    /// The symbols of up to [`BATCH`] short words, given as numbers. Each has to wait for the memory of two tables; as no word waits for
    /// another, all wait at once.
    #[inline]
    pub(crate) fn get_batch(&self, words: &[u128]) -> [Symbol; BATCH] {
        let mask = self.slots.len() - 1;
        let mut hashes = [0; BATCH];
        let mut slots = [0; BATCH];
        for ((&word, hash), slot) in words.iter().zip(&mut hashes).zip(&mut slots) {
            *hash = hash_short(word);
            *slot = self.slots[*hash as usize & mask];
        }
        let mut keys = [0; BATCH];
        for (key, slot) in keys.iter_mut().zip(&slots[..words.len()]) {
            *key = self.key((slot & SYMBOL_MASK) as usize);
        }
        let mut symbols = [Symbol::UNKNOWN; BATCH];
        for (at, &word) in words.iter().enumerate().take(BATCH) {
            let (hash, slot) = (hashes[at], slots[at]);
            let symbol = slot & SYMBOL_MASK;
            symbols[at] = if slot == 0 || slot == tag(hash) | symbol && keys[at] == word {
                Symbol(symbol)
            } else {
                self.get_short(word)
            };
        }
        symbols
    }

    #[inline]
    fn probe(&self, hash: u64, is: impl Fn(usize) -> bool) -> Symbol {
        let (mask, tag) = (self.slots.len() - 1, tag(hash));
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            let symbol = slot & SYMBOL_MASK;
            if slot == 0 || slot == tag | symbol && is(symbol as usize) {
                return Symbol(symbol);
            }
            at = (at + 1) & mask;
        }
    }

    /// The word of a symbol, in its normal form.
    #[must_use]
    pub fn word(&self, symbol: Symbol) -> &str {
        let at = symbol.0 as usize;
        let own = || self.words.get(at.checked_sub(self.stored.keys.len())?).map(SmolStr::as_str);
        self.stored.word(at).or_else(own).unwrap_or_default()
    }

    /// The marks of a symbol.
    #[must_use]
    #[inline]
    pub fn marks(&self, symbol: Symbol) -> Marks {
        self.marks[symbol.0 as usize]
    }

    /// Adds marks to a symbol; [`Symbol::UNKNOWN`] never has any.
    pub fn mark(&mut self, symbol: Symbol, marks: Marks) {
        if symbol != Symbol::UNKNOWN {
            let slot = &mut self.marks[symbol.0 as usize];
            *slot = slot.or(marks);
        }
    }

    /// How many symbols there are, [`Symbol::UNKNOWN`] counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Does it hold no word?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 1
    }

    fn resize(&mut self, slots: usize) {
        self.slots = vec![0; slots];
        for at in 1..self.len() {
            let key = self.key(at);
            let symbol = Symbol(at as u32);
            let hash = if key == 0 { hash_long(self.word(symbol)) } else { hash_short(key) };
            put(&mut self.slots, hash, symbol);
        }
    }
}

/// How many bits of a slot hold the symbol.
const SYMBOL_BITS: u32 = 22;
const SYMBOL_MASK: u32 = (1 << SYMBOL_BITS) - 1;

/// The tag of a hash, in its place above the symbol.
#[inline]
const fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 & !SYMBOL_MASK
}

fn put(slots: &mut [u32], hash: u64, symbol: Symbol) {
    let mask = slots.len() - 1;
    let mut at = hash as usize & mask;
    while slots[at] != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = tag(hash) | symbol.0;
}

/// Fibonacci hashing of both halves; the low bits choose the slot, high ones are the tag.
#[inline]
fn hash_short(key: u128) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = (key as u64) ^ ((key >> 64) as u64).wrapping_mul(FACTOR).rotate_left(29);
    mixed.wrapping_mul(FACTOR).rotate_left(24)
}

/// FNV-1a, the same on every machine.
fn hash_long(word: &str) -> u64 {
    let fnv = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    fnv ^ (fnv >> 29)
}

/// The bytes of a short word as a number.
pub(crate) fn short_key(word: &[u8]) -> Option<u128> {
    if word.len() > SHORT {
        return None;
    }
    let mut bytes = [0; SHORT];
    bytes[..word.len()].copy_from_slice(word);
    Some(u128::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_symbols_while_the_table_grows() {
        let mut symbols = Symbols::new();
        let words: Vec<String> = (0..20_000)
            .map(|n| format!("{}{n}", if n % 3 == 0 { "acetylsalicylic-acid-" } else { "w" }))
            .collect();
        let given: Vec<Symbol> = words.iter().map(|word| symbols.intern(word)).collect();
        for (word, symbol) in words.iter().zip(given) {
            assert_eq!(symbols.get(word), symbol);
            assert_eq!(symbols.word(symbol), word);
        }
        assert_eq!(symbols.get("heparin"), Symbol::UNKNOWN);
        assert_eq!(symbols.get("a word of more than sixteen bytes"), Symbol::UNKNOWN);
    }

    #[test]
    fn the_empty_word_is_never_known() {
        let mut symbols = Symbols::new();
        symbols.intern("a-word-without-key-13084096"); // its slot and tag are those of the empty word
        assert_eq!(symbols.get(""), Symbol::UNKNOWN);
    }
}
