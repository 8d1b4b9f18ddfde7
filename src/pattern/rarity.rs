//! How often words stand in what people write, roughly: what a pattern is looked up by is the rarest of what it needs.

use crate::text::{Marks, Symbol, Symbols};

/// What patterns may be looked up by costs less than this.
pub(crate) const DEAREST: u32 = 400;
/// What costs less than this is worth asking for beside what a pattern is looked up by: two words as common as `the`.
pub(crate) const TOO_COMMON: u32 = 3 * DEAREST;
/// What is looked up by more than this is looked at too often, and the author is told.
pub(crate) const DEAR: u32 = 300;
/// A concept, or a class with its members.
pub(crate) const CONCEPT: u32 = 3;
/// All concepts of a kind.
pub(crate) const KIND: u32 = 60;
/// A word that stands in every tenth sentence of a forum.
const FREQUENT: u32 = 40;
/// A word that stands in every fiftieth sentence of a forum, or a number or a word of one or two letters.
const COMMON: u32 = 10;
/// Any other word.
const RARE: u32 = 1;

/// Words of health forums that stand in fewer sentences than the frequent ones, but are no rare ones. Sorted.
const COMMON_WORDS: [&str; 64] = [
    "anxiety",
    "believe",
    "big",
    "blood",
    "cold",
    "combination",
    "completely",
    "danger",
    "depression",
    "dose",
    "doses",
    "drink",
    "drinking",
    "drinks",
    "drug",
    "drugs",
    "effect",
    "effects",
    "end",
    "entire",
    "face",
    "fine",
    "front",
    "full",
    "glass",
    "harm",
    "high",
    "ignore",
    "issue",
    "issues",
    "kill",
    "light",
    "listen",
    "low",
    "medication",
    "medications",
    "medicine",
    "meds",
    "mind",
    "mix",
    "muscle",
    "nerve",
    "notice",
    "pain",
    "pay",
    "pill",
    "pills",
    "prescribed",
    "prescription",
    "problem",
    "problems",
    "risk",
    "risks",
    "salt",
    "self",
    "shot",
    "side",
    "small",
    "stomach",
    "stress",
    "together",
    "treatment",
    "water",
    "whole",
];

/// Words of health forums that are not as common as `the`, but stand in many sentences. Sorted.
const FREQUENT_WORDS: [&str; 147] = [
    "again",
    "always",
    "am",
    "another",
    "anyone",
    "anything",
    "around",
    "ask",
    "away",
    "baby",
    "back",
    "bad",
    "best",
    "better",
    "body",
    "both",
    "called",
    "came",
    "cant",
    "come",
    "day",
    "days",
    "didnt",
    "different",
    "doctor",
    "doctors",
    "doesnt",
    "doing",
    "done",
    "down",
    "each",
    "else",
    "ever",
    "every",
    "everyone",
    "everything",
    "feel",
    "few",
    "find",
    "first",
    "found",
    "getting",
    "give",
    "given",
    "going",
    "great",
    "happy",
    "health",
    "help",
    "helped",
    "hi",
    "hope",
    "hours",
    "im",
    "ive",
    "keep",
    "kids",
    "last",
    "least",
    "less",
    "life",
    "little",
    "long",
    "look",
    "lot",
    "made",
    "makes",
    "making",
    "many",
    "may",
    "maybe",
    "might",
    "month",
    "months",
    "morning",
    "need",
    "never",
    "new",
    "next",
    "night",
    "nothing",
    "off",
    "old",
    "own",
    "part",
    "people",
    "please",
    "put",
    "read",
    "right",
    "said",
    "same",
    "say",
    "see",
    "sleep",
    "someone",
    "something",
    "start",
    "started",
    "still",
    "stop",
    "stopped",
    "such",
    "sure",
    "take",
    "taken",
    "takes",
    "taking",
    "tell",
    "than",
    "thank",
    "thanks",
    "think",
    "though",
    "thought",
    "three",
    "through",
    "time",
    "times",
    "today",
    "told",
    "took",
    "tried",
    "try",
    "trying",
    "two",
    "until",
    "use",
    "used",
    "using",
    "week",
    "weeks",
    "went",
    "what",
    "while",
    "without",
    "women",
    "wont",
    "work",
    "worked",
    "works",
    "worth",
    "would",
    "year",
    "years",
    "yes",
    "yet",
];

/// What a word costs.
pub(super) fn cost(word: Symbol, symbols: &Symbols) -> u32 {
    let text = symbols.word(word);
    let is_short = text.len() < 3 || text.bytes().all(|byte| byte.is_ascii_digit());
    if symbols.marks(word).any(Marks::COMMON) {
        DEAREST
    } else if FREQUENT_WORDS.binary_search(&text).is_ok() {
        FREQUENT
    } else if is_short || COMMON_WORDS.binary_search(&text).is_ok() {
        COMMON
    } else {
        RARE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frequent_words_are_sorted_and_each_stands_once() {
        assert!(FREQUENT_WORDS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(COMMON_WORDS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(FREQUENT_WORDS.iter().all(|word| !COMMON_WORDS.contains(word)));
    }
}
