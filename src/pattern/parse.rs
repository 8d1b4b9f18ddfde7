//! Reads a pattern as it is written into a tree.

use std::{collections::BTreeMap, sync::Arc};

use super::inflect::inflections;
use crate::{
    error::nearest,
    lexicon::Kind,
    text::{Symbol, Symbols},
};

/// How many words a gap may skip if the pattern does not say.
pub const GAP: u32 = 6;
/// The most words a gap may skip.
pub const WIDEST_GAP: u32 = 30;
/// How many parts may stand in any order: four have 24 orders.
const MOST_PARTS: usize = 4;
/// How deep groups and lists may nest.
const DEEPEST: usize = 8;

/// A pattern as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// One of these words.
    Word(Vec<Symbol>),
    /// Any one word.
    Any,
    /// A number in digits.
    Number,
    /// Up to so many words.
    Gap(u32),
    /// A mention of a concept, by its key.
    Concept(String),
    /// A mention of a concept of a kind.
    Kind(Kind),
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of these.
    Choice(Vec<Node>),
    /// All of these, in any order.
    All(Vec<Arc<Node>>),
    /// This or nothing.
    Optional(Box<Node>),
    /// A list, shared by the patterns that use it.
    Shared(Arc<Node>),
}

/// The word lists that patterns share.
pub type Lists = BTreeMap<String, Arc<Node>>;

/// Reads a pattern; `lists` has what `@name` stands for, and the words are added to `symbols`.
///
/// # Errors
///
/// What is wrong, with the place in the pattern.
pub fn parse(pattern: &str, lists: &Lists, symbols: &mut Symbols) -> Result<Node, String> {
    parse_with(pattern, lists, &Lists::new(), symbols)
}

/// As [`parse`], of a pattern with parameters: `values` has what `$name` stands for.
///
/// # Errors
///
/// What is wrong, with the place in the pattern.
pub fn parse_with(
    pattern: &str,
    lists: &Lists,
    values: &Lists,
    symbols: &mut Symbols,
) -> Result<Node, String> {
    let mut parser = Parser { pattern, at: 0, lists, values, symbols, depth: 0 };
    let node = parser.parts()?;
    match parser.peek() {
        None => Ok(node),
        Some(c) => Err(parser.wrong(&format!("`{c}` closes nothing"))),
    }
}

struct Parser<'a> {
    pattern: &'a str,
    at: usize,
    lists: &'a Lists,
    values: &'a Lists,
    symbols: &'a mut Symbols,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<char> {
        self.pattern[self.at..].chars().next()
    }

    fn take(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        if there {
            self.at += c.len_utf8();
        }
        there
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.pattern[self.at..];
        let len = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    fn wrong(&self, what: &str) -> String {
        format!(
            "{what}, at character {} of `{}`",
            self.pattern[..self.at].chars().count() + 1,
            self.pattern
        )
    }

    /// Sequences up to the end, a `|` or a `}`, with `&` between them: all of these, in any order.
    fn parts(&mut self) -> Result<Node, String> {
        let first = self.sequence()?;
        if self.peek() != Some('&') {
            return Ok(first);
        }
        // A part that is a list is that list, so that it is compiled once.
        let shared = |part: Node| match part {
            Node::Shared(list) => list,
            part => Arc::new(part),
        };
        let mut parts = vec![shared(first)];
        while self.take('&') {
            parts.push(shared(self.sequence()?));
        }
        if parts.len() > MOST_PARTS {
            return Err(self.wrong(&format!("`&` joins at most {MOST_PARTS} parts")));
        }
        Ok(Node::All(parts))
    }

    /// Elements up to the end, a `|`, a `&` or a `}`.
    fn sequence(&mut self) -> Result<Node, String> {
        // Most sequences are one word: that one stands for itself, without a list.
        let (mut only, mut parts) = (None, Vec::new());
        loop {
            self.take_while(char::is_whitespace);
            match self.peek() {
                None | Some('|' | '&' | '}') => break,
                Some(_) => {
                    let element = self.element()?;
                    let is_first = only.is_none() && parts.is_empty();
                    parts.extend(only.take());
                    match element {
                        _ if self.take('?') => parts.push(Node::Optional(Box::new(element))),
                        Node::Sequence(more) if is_first => parts = more,
                        Node::Sequence(more) => parts.extend(more),
                        other if is_first => only = Some(other),
                        other => parts.push(other),
                    }
                }
            }
        }
        if let Some(only) = only {
            return Ok(only);
        }
        match parts.len() {
            0 => Err(self.wrong("nothing stands here")),
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::Sequence(parts)),
        }
    }

    fn element(&mut self) -> Result<Node, String> {
        match self.peek() {
            Some('{') => self.choice(),
            Some('<') => self.concept(),
            Some('@') => self.list(),
            Some('$') => self.parameter(),
            Some('…') => self.gap("…"),
            Some('.') if self.pattern[self.at..].starts_with("...") => self.gap("..."),
            Some('_') => {
                self.take('_');
                Ok(Node::Any)
            }
            _ => self.word(),
        }
    }

    fn choice(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("groups nest too deep"));
        }
        self.take('{');
        let mut choices = vec![self.parts()?];
        while self.take('|') {
            choices.push(self.parts()?);
        }
        if !self.take('}') {
            return Err(self.wrong("a `{` is not closed"));
        }
        self.depth -= 1;
        Ok(one_of(choices))
    }

    fn concept(&mut self) -> Result<Node, String> {
        self.take('<');
        let key = self.take_while(|c| c != '>' && c != '<');
        if !self.take('>') {
            return Err(self.wrong("a `<` is not closed"));
        }
        if key == "number" {
            let words =
                crate::text::NUMBER_WORDS.iter().map(|word| self.symbols.intern(word)).collect();
            return Ok(Node::Choice(vec![Node::Number, Node::Word(words)]));
        }
        match key.strip_prefix("kind:") {
            Some(kind) => Kind::parse(kind)
                .map(Node::Kind)
                .ok_or_else(|| self.wrong(&format!("unknown kind `{kind}`"))),
            None => Ok(Node::Concept(key.to_owned())),
        }
    }

    fn list(&mut self) -> Result<Node, String> {
        self.take('@');
        let name = self.take_while(|c| c.is_alphanumeric() || c == '_');
        self.lists.get(name).map(|list| Node::Shared(Arc::clone(list))).ok_or_else(|| {
            let near = nearest(name, self.lists.keys().map(String::as_str));
            let hint = near.map_or(String::new(), |near| format!(" (did you mean `@{near}`?)"));
            self.wrong(&format!("no list `{name}` in any lists.toml{hint}"))
        })
    }

    fn parameter(&mut self) -> Result<Node, String> {
        self.take('$');
        let name = self.take_while(|c| c.is_alphanumeric() || c == '_');
        let value = self.values.get(name).map(|value| Node::Shared(Arc::clone(value)));
        value.ok_or_else(|| {
            self.wrong(&format!("`${name}` is given no value; only templates have parameters"))
        })
    }

    fn gap(&mut self, sign: &str) -> Result<Node, String> {
        self.at += sign.len();
        let number = self.take_while(|c| c.is_ascii_digit());
        let words = if number.is_empty() { GAP } else { number.parse().unwrap_or(u32::MAX) };
        if words == 0 || words > WIDEST_GAP {
            return Err(self.wrong(&format!("a gap skips 1 to {WIDEST_GAP} words")));
        }
        Ok(Node::Gap(words))
    }

    fn word(&mut self) -> Result<Node, String> {
        let text = self.take_while(|c| !c.is_whitespace() && !"{}|&?<>@$…~_".contains(c));
        let mut parts = self.symbols.intern_phrase(text);
        if parts.len() == 1 && self.peek() != Some('~') {
            return Ok(Node::Word(parts));
        }
        let Some(last) = parts.pop() else {
            return Err(self.wrong(&format!(
                "`{}` is no word",
                self.peek().map_or(text.to_owned(), String::from)
            )));
        };
        let last = if self.take('~') {
            let word = self.symbols.word(last).to_owned();
            inflections(&word).iter().map(|form| self.symbols.intern(form)).collect()
        } else {
            vec![last]
        };
        let mut nodes: Vec<Node> = parts.into_iter().map(|word| Node::Word(vec![word])).collect();
        nodes.push(Node::Word(last));
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) })
    }
}

/// A choice; single words are put together, as they are matched in one step.
pub(crate) fn one_of(choices: Vec<Node>) -> Node {
    let (mut words, mut others) = (Vec::new(), Vec::new());
    for choice in choices {
        match choice {
            Node::Word(more) => words.extend(more),
            Node::Choice(more) => {
                for node in more {
                    match node {
                        Node::Word(more) => words.extend(more),
                        other => others.push(other),
                    }
                }
            }
            other => others.push(other),
        }
    }
    if !words.is_empty() {
        others.insert(0, Node::Word(words));
    }
    if others.len() == 1 { others.remove(0) } else { Node::Choice(others) }
}

impl Node {
    /// All phrases that it stands for, if they are finitely many and made of words: what a cue may be.
    ///
    /// # Errors
    ///
    /// If it holds a gap, a concept or a number, or stands for more than 5,000 phrases.
    pub fn phrases(&self) -> Result<Vec<Vec<Symbol>>, String> {
        let mut phrases = Vec::new();
        self.each_phrase(&mut |phrase| phrases.push(phrase.to_vec()))?;
        Ok(phrases)
    }

    /// Calls `take` with each of the phrases, in the order of the pattern.
    ///
    /// # Errors
    ///
    /// As of [`phrases`](Self::phrases).
    pub(crate) fn each_phrase(&self, take: &mut impl FnMut(&[Symbol])) -> Result<(), String> {
        match self {
            Self::Choice(choices) => choices.iter().try_for_each(|choice| choice.each_phrase(take)),
            Self::Word(words) => {
                for word in words {
                    take(std::slice::from_ref(word));
                }
                Ok(())
            }
            _ => Walk { phrase: Vec::new(), count: 0, take }.enter(self, None),
        }
    }
}

/// The most phrases that a sequence may stand for.
const MOST_PHRASES: usize = 5_000;

/// A way through a tree, with the words that it has gathered.
struct Walk<'a, F> {
    phrase: Vec<Symbol>,
    count: usize,
    take: &'a mut F,
}

/// What stands behind a node.
struct Rest<'a> {
    nodes: &'a [Node],
    behind: Option<&'a Self>,
}

impl<F: FnMut(&[Symbol])> Walk<'_, F> {
    fn enter(&mut self, node: &Node, rest: Option<&Rest<'_>>) -> Result<(), String> {
        match node {
            Node::Word(words) => words.iter().try_for_each(|&word| {
                self.phrase.push(word);
                let gone = self.go_on(rest);
                self.phrase.pop();
                gone
            }),
            Node::Shared(inner) => self.enter(inner, rest),
            Node::Optional(inner) => {
                self.enter(inner, rest)?;
                self.go_on(rest)
            }
            Node::Choice(choices) => choices.iter().try_for_each(|choice| self.enter(choice, rest)),
            Node::Sequence(nodes) => self.go_on(Some(&Rest { nodes, behind: rest })),
            Node::Any
            | Node::Number
            | Node::Gap(_)
            | Node::Concept(_)
            | Node::Kind(_)
            | Node::All(_) => Err("a cue is made of words, alternatives and `~` only".into()),
        }
    }

    fn go_on(&mut self, rest: Option<&Rest<'_>>) -> Result<(), String> {
        match rest {
            Some(Rest { nodes: [next, nodes @ ..], behind }) => {
                let behind = *behind;
                if nodes.is_empty() {
                    return self.enter(next, behind);
                }
                self.enter(next, Some(&Rest { nodes, behind }))
            }
            Some(Rest { behind, .. }) => self.go_on(*behind),
            None => {
                self.count += 1;
                if self.count > MOST_PHRASES {
                    return Err("it stands for more than 5,000 phrases".into());
                }
                (self.take)(&self.phrase);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads patterns with one table, so that they can be compared.
    fn read_all(patterns: &[&str]) -> Vec<Result<Node, String>> {
        let mut symbols = Symbols::for_text();
        let list = Node::Word(vec![symbols.intern("accurate")]);
        let lists = Lists::from([("accurate".to_owned(), Arc::new(list))]);
        patterns.iter().map(|pattern| parse(pattern, &lists, &mut symbols)).collect()
    }

    #[test]
    fn a_pattern_is_read_as_it_looks() {
        for (one, other) in [
            ("low-dose", "low dose"),
            ("{a|b} {c|{d|e}}", "{a|b} {c|d|e}"),
            ("20mg …12 b?", "20 mg …12 {b}?"),
            ("Don't", "dont"),
            ("… ...", "…6 …6"),
            ("{a | b} c&d", "{{a|b} c & d}"),
        ] {
            let read = read_all(&[one, other]);
            assert!(read[0].is_ok() && read[0] == read[1], "{one} and {other}");
        }
    }

    #[test]
    fn what_is_wrong_is_located() {
        for (pattern, says) in [
            ("{a|b", "a `{` is not closed, at character 5"),
            ("a }", "`}` closes nothing, at character 3"),
            ("<heparin", "a `<` is not closed"),
            ("@acurate", "no list `acurate` in any lists.toml (did you mean `@accurate`?)"),
            ("a …99 b", "a gap skips 1 to 30 words"),
            ("", "nothing stands here"),
            ("{a||b}", "nothing stands here, at character 4"),
            ("<kind:drgu>", "unknown kind `drgu`"),
            ("? b", "`?` is no word"),
            ("a & & b", "nothing stands here, at character 5"),
            ("a & b & c & d & e", "`&` joins at most 4 parts"),
        ] {
            let error = read_all(&[pattern]).remove(0).unwrap_err();
            assert!(error.starts_with(says), "{error}");
        }
    }
}
