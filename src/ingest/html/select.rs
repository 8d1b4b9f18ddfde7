//! A small part of the selectors of CSS, to say where on a page something stands.
//!
//! `tag`, `.class`, `#id`, `[name]`, `[name=value]` (also `^=`, `$=`, `*=`, `~=`), `:not(…)` of one of these; descendants (blank), children
//! (`>`), alternatives (`,`). A selector is made from text of ours: what it cannot read matches nothing.

use super::dom::{Id, Page, bit};

/// Several selectors, one of which must match.
#[derive(Debug, Default)]
pub(super) struct Selector {
    alternatives: Vec<Chain>,
}

/// The last part, and the parts before it from the right, each with whether it must be right above.
#[derive(Debug)]
struct Chain {
    last: Compound,
    above: Vec<(bool, Compound)>,
}

#[derive(Debug, Default)]
struct Compound {
    tag: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Test, String)>,
    not: Vec<Self>,
    mask: u32,
}

#[derive(Clone, Copy, Debug)]
enum Test {
    Has,
    Is,
    Begins,
    Ends,
    Holds,
    Word,
}

impl Selector {
    pub(super) fn new(text: &str) -> Self {
        Self { alternatives: text.split(',').filter_map(Chain::new).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.alternatives.is_empty()
    }

    pub(super) fn matches(&self, page: &Page, id: Id) -> bool {
        !page.is_text(id) && self.alternatives.iter().any(|chain| chain.matches(page, id))
    }

    /// The first descendant of `scope` that matches.
    pub(super) fn find(&self, page: &Page, scope: Id) -> Option<Id> {
        page.inside(scope).find(|id| self.matches(page, *id))
    }

    /// All descendants of `scope` that match.
    pub(super) fn all<'p>(&'p self, page: &'p Page, scope: Id) -> impl Iterator<Item = Id> + 'p {
        page.inside(scope).filter(|id| self.matches(page, *id))
    }
}

impl Chain {
    fn new(text: &str) -> Option<Self> {
        let mut above: Vec<(bool, Compound)> = Vec::new();
        let mut child = false;
        for part in parts(text.trim()) {
            if part == ">" {
                child = true;
                continue;
            }
            if let Some(last) = above.last_mut() {
                last.0 = child;
            }
            above.push((false, Compound::new(part)?));
            child = false;
        }
        let (_, last) = above.pop()?;
        above.reverse();
        Some(Self { last, above })
    }

    fn matches(&self, page: &Page, id: Id) -> bool {
        if !self.last.matches(page, id) {
            return false;
        }
        let mut around = page.ancestors(id);
        self.above.iter().all(|(child, compound)| {
            if *child {
                around.next().is_some_and(|above| compound.matches(page, above))
            } else {
                around.any(|above| compound.matches(page, above))
            }
        })
    }
}

/// The parts between blanks, where a blank in brackets is none.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    text.split(move |c: char| {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && c == ' '
    })
    .filter(|part| !part.is_empty())
}

impl Compound {
    fn new(text: &str) -> Option<Self> {
        let mut made = Self::default();
        let head = text.find(['.', '#', '[', ':']).unwrap_or(text.len());
        let (tag, mut rest) = text.split_at(head);
        if !tag.is_empty() && tag != "*" {
            made.tag = Some(tag.to_owned());
            made.mask |= bit(b'<', tag);
        }
        while let Some(kind) = rest.chars().next() {
            rest = &rest[1..];
            let end = match kind {
                '[' => rest.find(']')?,
                ':' => rest.find(')')?,
                _ => rest.find(['.', '#', '[', ':']).unwrap_or(rest.len()),
            };
            let (found, behind) = rest.split_at(end);
            rest = behind;
            match kind {
                '.' => {
                    made.mask |= bit(b'.', found);
                    made.classes.push(found.to_owned());
                }
                '#' => made.attribute("id", Test::Is, found),
                '[' => {
                    made.bracket(found);
                    rest = &rest[1..];
                }
                _ => {
                    made.not.push(Self::new(found.strip_prefix("not(")?)?);
                    rest = &rest[1..];
                }
            }
        }
        Some(made)
    }

    fn bracket(&mut self, text: &str) {
        let Some((name, value)) = text.split_once('=') else {
            return self.attribute(text, Test::Has, "");
        };
        let value = value.trim_matches('"');
        let (attribute, how) = match name.as_bytes().last() {
            Some(b'^') => (&name[..name.len() - 1], Test::Begins),
            Some(b'$') => (&name[..name.len() - 1], Test::Ends),
            Some(b'*') => (&name[..name.len() - 1], Test::Holds),
            Some(b'~') => (&name[..name.len() - 1], Test::Word),
            _ => (name, Test::Is),
        };
        self.attribute(attribute, how, value);
    }

    fn attribute(&mut self, name: &str, test: Test, value: &str) {
        self.mask |= bit(b'@', name);
        self.attributes.push((name.to_owned(), test, value.to_owned()));
    }

    fn matches(&self, page: &Page, id: Id) -> bool {
        page.mask(id) & self.mask == self.mask
            && self.tag.as_ref().is_none_or(|tag| page.name(id) == tag)
            && self.classes.iter().all(|class| page.classes(id).any(|found| found == class))
            && self.attributes.iter().all(|(name, test, wanted)| {
                page.attribute(id, name).is_some_and(|value| match test {
                    Test::Has => true,
                    Test::Is => value == wanted,
                    Test::Begins => value.starts_with(wanted.as_str()),
                    Test::Ends => value.ends_with(wanted.as_str()),
                    Test::Holds => value.contains(wanted.as_str()),
                    Test::Word => value.split_ascii_whitespace().any(|word| word == wanted),
                })
            })
            && !self.not.iter().any(|not| not.matches(page, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(selector: &str, text: &str) -> Vec<Id> {
        Selector::new(selector).all(&Page::parse(text), 0).collect()
    }

    #[test]
    fn finds_what_css_would() {
        let page = "<div class='a b' id=x><p data-n=post-1><i></i></p></div><p class=b></p>";
        for (selector, ids) in [
            ("div", &[1][..]),
            (".b", &[1, 4]),
            (".a.b", &[1]),
            ("#x", &[1]),
            ("p", &[2, 4]),
            ("div p", &[2]),
            ("div > i", &[]),
            ("div i, .b:not(div)", &[3, 4]),
            ("[data-n]", &[2]),
            ("[data-n^=post-] > i", &[3]),
            ("[data-n$=\"-1\"]", &[2]),
            ("[class~=a]", &[1]),
            ("[class*=b]", &[1, 4]),
            ("[data-n=post", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(selector, page), ids, "{selector}");
        }
    }
}
