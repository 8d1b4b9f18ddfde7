//! The word lists that rules share: files named `lists.toml`, in any folder of rules.
//!
//! A list is a name and entries; an entry is a pattern, and may use other lists, wherever they stand. Names are unique over all files; a
//! list that a user brings takes the place of a built-in one of its name. Only those lists are read that a pattern reaches.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use toml::Spanned;

use super::sought::{Placed, Text};
use crate::{
    error::DataError,
    pattern::{Lists, Node, one_of, parse},
    text::Symbols,
};

/// What a file of lists is called.
pub(super) const FILE_NAME: &str = "lists.toml";

/// The lists that the rules of all topics share.
const SHARED: &str = "rules/lists.toml";

/// A list as it is written.
#[derive(Clone, Debug)]
pub(super) struct WordList {
    pub(super) file: Text,
    /// Where its name stands.
    pub(super) line: usize,
    /// Entries and their lines.
    pub(super) entries: Placed,
    pub(super) is_builtin: bool,
}

/// All lists, as they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    lists: BTreeMap<Text, WordList>,
    is_replaced: bool,
}

impl Shelf {
    /// Adds the lists of a file of a user.
    pub(super) fn add(&mut self, file: &str, text: &str) -> Result<(), Vec<DataError>> {
        let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let line = |at: usize| breaks.partition_point(|&end| end < at) + 1;
        let written: BTreeMap<Spanned<String>, Vec<Spanned<String>>> = toml::from_str(text)
            .map_err(|error| {
                let message = error.message().replace('\n', " ");
                vec![DataError::new(file, error.span().map_or(0, |span| line(span.start)), message)]
            })?;
        let mut errors = Vec::new();
        for (name, entries) in written {
            let (at, name) = (line(name.span().start), name.into_inner());
            if entries.is_empty() {
                errors.push(DataError::new(file, at, format!("the list `{name}` is empty")));
            }
            let entries = entries.into_iter().map(|entry| {
                let at = line(entry.span().start);
                (Text::Owned(entry.into_inner()), at)
            });
            let list = WordList {
                file: Text::Owned(file.to_owned()),
                line: at,
                entries: entries.collect(),
                is_builtin: false,
            };
            errors.extend(self.put(Text::Owned(name), list).err());
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Adds a list.
    pub(super) fn put(&mut self, name: Text, list: WordList) -> Result<(), DataError> {
        match self.lists.entry(name) {
            Entry::Vacant(place) => {
                place.insert(list);
            }
            Entry::Occupied(mut known) if known.get().is_builtin && !list.is_builtin => {
                known.insert(list);
                self.is_replaced = true;
            }
            Entry::Occupied(known) => {
                let WordList { file: other, line, .. } = known.get();
                let what = format!("the list `{}` a second time", known.key());
                return Err(DataError::new(&*list.file, list.line, what)
                    .help(format!("it stands in {other}:{line}; give this one another name")));
            }
        }
        Ok(())
    }

    /// The lists of topics that no pattern reaches; those that all topics share are there for rules to come.
    pub(super) fn unused<'a>(
        &'a self,
        patterns: impl Iterator<Item = &'a str>,
        builtin_too: bool,
    ) -> Vec<DataError> {
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = patterns.flat_map(references).collect();
        while let Some(name) = open.pop() {
            if used.insert(name)
                && let Some(list) = self.lists.get(name)
            {
                open.extend(list.entries.iter().flat_map(|(entry, _)| references(entry)));
            }
        }
        let is_told = |list: &WordList| &*list.file != SHARED && (builtin_too || !list.is_builtin);
        { self.lists.iter() }
            .filter(|(name, list)| is_told(list) && !used.contains(&***name))
            .map(|(name, list)| {
                DataError::new(&*list.file, list.line, format!("no rule uses the list `{name}`"))
                    .help("delete it, or write a rule that needs it")
            })
            .collect()
    }

    /// Does a user replace what is built in?
    pub(super) fn is_replaced(&self) -> bool {
        self.is_replaced
    }

    /// Reads the lists that some patterns reach, and all that a user brought.
    pub(super) fn read<'a>(
        &self,
        patterns: impl Iterator<Item = &'a str>,
        symbols: &mut Symbols,
    ) -> Result<Lists, Vec<DataError>> {
        let mut reading =
            Reading { shelf: self, lists: Lists::new(), path: Vec::new(), errors: Vec::new() };
        let mut unknown = false;
        for name in patterns.flat_map(references) {
            unknown |= !self.lists.contains_key(name);
            reading.read(name, symbols);
        }
        // Whoever wrote a wrong name is to be offered the nearest of all.
        for (name, list) in &self.lists {
            if unknown || !list.is_builtin {
                reading.read(name, symbols);
            }
        }
        if reading.errors.is_empty() { Ok(reading.lists) } else { Err(reading.errors) }
    }
}

/// A walk through lists that use each other.
struct Reading<'a> {
    shelf: &'a Shelf,
    lists: Lists,
    /// The lists that are being read, the outermost first.
    path: Vec<&'a str>,
    errors: Vec<DataError>,
}

impl Reading<'_> {
    fn read(&mut self, name: &str, symbols: &mut Symbols) {
        let Some((name, list)) = self.shelf.lists.get_key_value(name) else {
            return; // whoever uses it is told
        };
        if self.lists.contains_key(&**name) {
            return;
        }
        self.path.push(name);
        let mut choices = Vec::new();
        for (entry, line) in &list.entries {
            for used in references(entry) {
                if let Some(at) = self.path.iter().position(|name| *name == used) {
                    let round: Vec<String> = self.path[at..]
                        .iter()
                        .chain([&used])
                        .map(|name| format!("@{name}"))
                        .collect();
                    let what = format!("the list `{name}` uses itself: {}", round.join(" → "));
                    self.errors.push(DataError::new(&*list.file, *line, what));
                    // It stands for something, so that the error is told once.
                    self.lists.insert(used.to_owned(), Arc::new(Node::Any));
                } else {
                    self.read(used, symbols);
                }
            }
            match parse(entry, &self.lists, symbols) {
                Ok(node) => choices.push(node),
                Err(what) => self.errors.push(DataError::new(&*list.file, *line, what)),
            }
        }
        self.path.pop();
        self.lists.insert(name.to_string(), Arc::new(one_of(choices)));
    }
}

/// The names of the lists that a pattern uses.
pub(super) fn references(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('@').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str, bool)]) -> Result<Vec<String>, Vec<String>> {
        let told = |errors: Vec<DataError>| {
            errors.iter().map(DataError::to_string).collect::<Vec<String>>()
        };
        let mut shelf = Shelf::default();
        for (file, text, is_builtin) in files {
            shelf.add(file, text).map_err(told)?;
            // Tests have no image: what is built in is read as a user's, and then said to be built in.
            shelf.lists.values_mut().for_each(|list| list.is_builtin |= *is_builtin);
        }
        let lists = shelf.read(std::iter::empty(), &mut Symbols::for_text()).map_err(told)?;
        Ok(lists.into_keys().collect())
    }

    #[test]
    fn lists_use_each_other_in_any_order() {
        let read = read(&[("lists.toml", "a = [\"@c x\"]\nb = [\"y\"]\nc = [\"@b z\"]\n", false)]);
        assert_eq!(read, Ok(["a", "b", "c"].map(String::from).to_vec()));
    }

    #[test]
    fn a_circle_of_lists_is_located() {
        let read = read(&[("lists.toml", "a = [\"x\",\n\"@b\"]\nb = [\"@a\"]\n", false)]);
        assert_eq!(
            read,
            Err(vec!["lists.toml:3: the list `b` uses itself: @a → @b → @a".to_owned()])
        );
    }

    #[test]
    fn a_name_is_that_of_one_list_but_a_user_may_replace_a_built_in_one() {
        let twice =
            read(&[("a/lists.toml", "a = [\"x\"]", false), ("b/lists.toml", "a = [\"y\"]", false)]);
        assert_eq!(
            twice,
            Err(vec![
                "b/lists.toml:1: the list `a` a second time (it stands in a/lists.toml:1; give this one another name)"
                    .to_owned()
            ])
        );
        assert!(
            read(&[("lists.toml", "a = [\"x\"]", true), ("lists.toml", "a = [\"y\"]", false)])
                .is_ok()
        );
    }

    #[test]
    fn a_list_that_no_pattern_reaches_is_not_read_if_it_is_built_in() {
        assert_eq!(read(&[("lists.toml", "a = [\"x\"]", true)]), Ok(Vec::new()));
        assert!(read(&[("lists.toml", "a = []", true)]).is_err());
    }
}
