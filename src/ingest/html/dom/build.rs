//! Puts a page together from its tags, closing what it leaves open.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::{Attribute, DEEPEST, INNER, Id, Node, OUTER, Page, ROOT, bit};
use crate::ingest::html::names::{self, Name};

/// Attributes that nobody reads here, and that make up much of a page.
const IDLE: &[&str] = &[
    "style", "src", "srcset", "sizes", "d", "onclick", "onload", "viewbox", "points", "fill",
    "width", "height",
];

/// Puts a page together.
pub(super) struct Builder {
    page: Page,
    /// The elements that are open, outermost first.
    open: Vec<Id>,
    /// How many elements of each of the well-known names are open.
    counts: [u32; names::KNOWN.len()],
    /// The names of those that the page has open between the outer and the inner ones, but that are closed since they nest too deep.
    gone: Vec<Name>,
    /// The start tag that is being read.
    tag: Option<Tag>,
    /// The text in an element that holds no other: what becomes of it?
    raw: Raw,
    /// Is this the inside of `<noscript>`?
    nested: bool,
}

struct Tag {
    name: Name,
    mask: u32,
    first: u32,
    /// Is the attribute kept whose value comes?
    kept: bool,
    class: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Raw {
    /// It is no such element.
    No,
    /// It is a program.
    Drop,
    /// It is a part of the page.
    Parse,
}

impl Builder {
    pub(super) fn new(length: usize) -> Self {
        let root = Node { parent: ROOT, end: 0, start: 0, length: 0, mask: 0, name: names::ROOT };
        Self {
            page: Page {
                nodes: vec![root],
                attributes: Vec::new(),
                buffer: String::with_capacity(length / 2),
                names: names::Names::default(),
            },
            open: vec![ROOT],
            counts: [0; names::KNOWN.len()],
            gone: Vec::new(),
            tag: None,
            raw: Raw::No,
            nested: false,
        }
    }

    pub(super) fn feed(&mut self, text: &str) {
        let mut emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
                self.event(&event);
                None
            });
        emitter.naively_switch_states(true);
        // Reading from a string cannot fail.
        let _ = Tokenizer::new_with_emitter(text, emitter).finish();
    }

    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.open_tag(&String::from_utf8_lossy(name)),
            CallbackEvent::AttributeName { name } => {
                self.attribute_name(&String::from_utf8_lossy(name));
            }
            CallbackEvent::AttributeValue { value } => {
                self.attribute_value(&String::from_utf8_lossy(value));
            }
            CallbackEvent::CloseStartTag { self_closing } => self.close_tag(*self_closing),
            CallbackEvent::EndTag { name } => self.end_tag(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => self.string(&String::from_utf8_lossy(value)),
            _ => {}
        }
    }

    fn open_tag(&mut self, name: &str) {
        let name_id = self.page.names.intern(name);
        let first = self.page.attributes.len() as u32;
        self.tag =
            Some(Tag { name: name_id, mask: bit(b'<', name), first, kept: false, class: false });
    }

    fn attribute_name(&mut self, name: &str) {
        let Some(tag) = &mut self.tag else { return };
        tag.kept = !IDLE.contains(&name) && u16::try_from(name.len()).is_ok();
        tag.class = name == "class";
        if tag.kept {
            tag.mask |= bit(b'@', name);
            let start = self.page.buffer.len() as u32;
            self.page.buffer.push_str(name);
            self.page.attributes.push(Attribute { start, name: name.len() as u16, value: 0 });
        }
    }

    fn attribute_value(&mut self, value: &str) {
        let Some(tag) = self.tag.as_mut().filter(|tag| tag.kept) else { return };
        if tag.class {
            tag.mask |=
                value.split_ascii_whitespace().fold(0, |mask, class| mask | bit(b'.', class));
        }
        if let Some(attribute) = self.page.attributes.last_mut() {
            attribute.value += value.len() as u32;
            self.page.buffer.push_str(value);
        }
    }

    fn close_tag(&mut self, self_closing: bool) {
        let Some(tag) = self.tag.take() else { return };
        let name = tag.name;
        if (name == names::HTML || name == names::BODY || name == names::HEAD)
            && self.count(name) > 0
        {
            return;
        }
        self.imply(name);
        self.raw = match name {
            names::SCRIPT if self.is_data(&tag) => Raw::No,
            names::SCRIPT
            | names::STYLE
            | names::IFRAME
            | names::XMP
            | names::NOEMBED
            | names::NOFRAMES => Raw::Drop,
            names::NOSCRIPT if !self.nested => Raw::Parse,
            _ => Raw::No,
        };
        let length = self.page.attributes.len() as u32 - tag.first;
        let id =
            self.push(Node { parent: 0, end: 0, start: tag.first, length, mask: tag.mask, name });
        let foreign = self_closing && (self.count(names::SVG) > 0 || self.count(names::MATH) > 0);
        if names::is_void(name) || foreign || name == names::SVG && self_closing {
            return;
        }
        if self.open.len() >= DEEPEST {
            self.lift();
        }
        self.open.push(id);
        if let Some(count) = self.counts.get_mut(usize::from(name)) {
            *count += 1;
        }
    }

    /// Hangs the innermost elements beneath the outer ones: a whole post, where posts nest. It begins behind the text of the one before, or behind
    /// its last element; what comes first in its parent is a part of it.
    fn lift(&mut self) {
        let last = self.open.len() - INNER;
        let near = || (last - INNER..=last).rev();
        let behind_text = |at: &usize| {
            let before = self.open[*at] - 1;
            self.page.parent(before) == self.open[*at - 1]
                && !self.page.text(before).trim_ascii().is_empty()
        };
        let behind = |at: &usize| self.open[*at] - 1 != self.open[*at - 1];
        let first = near().find(behind_text).or_else(|| near().find(behind)).unwrap_or(last);
        let id = self.open[first];
        self.page.nodes[id as usize].parent = self.open[OUTER - 1];
        for above in self.open.drain(OUTER..first) {
            let node = &mut self.page.nodes[above as usize];
            node.end = id;
            self.gone.push(node.name);
        }
    }

    /// Does a script hold data that is read here?
    fn is_data(&self, tag: &Tag) -> bool {
        let attributes = self.page.attributes.get(tag.first as usize..).unwrap_or_default();
        attributes.iter().any(|found| {
            let value = found.start + u32::from(found.name);
            self.page.slice(found.start, u32::from(found.name)) == "type"
                && self
                    .page
                    .slice(value, found.value)
                    .trim()
                    .eq_ignore_ascii_case("application/ld+json")
        })
    }

    fn push(&mut self, mut node: Node) -> Id {
        let id = self.page.nodes.len() as Id;
        let parent = self.open.last().copied().unwrap_or(ROOT);
        (node.parent, node.end) = (parent, id + 1);
        self.page.nodes.push(node);
        id
    }

    fn count(&self, name: Name) -> u32 {
        self.counts.get(usize::from(name)).copied().unwrap_or(1)
    }

    fn string(&mut self, text: &str) {
        match std::mem::replace(&mut self.raw, Raw::No) {
            Raw::Drop => return,
            Raw::Parse if text.contains('<') => {
                let around = self.open.last().copied();
                self.nested = true;
                self.feed(text);
                self.nested = false;
                let place = self.open.iter().rposition(|id| Some(*id) == around);
                self.close_to(place.map_or(OUTER, |place| place + 1));
                return;
            }
            Raw::Parse | Raw::No => {}
        }
        let start = self.page.buffer.len() as u32;
        self.page.buffer.push_str(text);
        self.push(Node {
            parent: 0,
            end: 0,
            start,
            length: text.len() as u32,
            mask: 0,
            name: names::TEXT,
        });
    }

    fn end_tag(&mut self, name: &str) {
        self.raw = Raw::No;
        // Attributes of an end tag belong to nothing.
        self.tag = None;
        let name = self.page.names.intern(name);
        if name == names::HTML
            || name == names::BODY
            || names::is_void(name)
            || self.count(name) == 0
        {
            return;
        }
        let barrier = names::barrier(name);
        let found = self.open.iter().rposition(|id| {
            let open = self.page.node(*id).name;
            open == name || barrier(open)
        });
        if found.is_none_or(|at| at < OUTER) {
            while let Some(gone) = self.gone.pop_if(|gone| *gone == name || !barrier(*gone)) {
                self.uncount(gone);
                if gone == name {
                    self.close_to(OUTER);
                    return;
                }
            }
            if !self.gone.is_empty() {
                return;
            }
        }
        // A form is closed where its parent is: pages put its tags anywhere.
        let Some(at) = found.filter(|at| self.page.node(self.open[*at]).name == name) else {
            return;
        };
        if name != names::FORM || at + 1 == self.open.len() {
            self.close_to(at);
        }
    }

    /// Closes what the start of an element closes.
    fn imply(&mut self, name: Name) {
        if names::closes_paragraph(name) && self.count(names::P) > 0 {
            self.close_in(&[names::P], names::barrier(names::DIV));
        }
        if let Some((closed, barrier)) = names::implied(name)
            && closed.iter().any(|name| self.count(*name) > 0)
        {
            self.close_in(closed, barrier);
        }
    }

    fn close_in(&mut self, wanted: &[Name], barrier: fn(Name) -> bool) {
        let found = self.open.iter().rposition(|id| {
            let open = self.page.node(*id).name;
            wanted.contains(&open) || barrier(open)
        });
        if let Some(at) = found.filter(|at| wanted.contains(&self.page.node(self.open[*at]).name)) {
            self.close_to(at);
        }
    }

    /// Closes what is open from place `at` on.
    fn close_to(&mut self, at: usize) {
        let end = self.page.nodes.len() as Id;
        for id in self.open.split_off(at.max(1).min(self.open.len())) {
            let node = &mut self.page.nodes[id as usize];
            node.end = end;
            let name = node.name;
            self.uncount(name);
        }
        if at < OUTER {
            for name in std::mem::take(&mut self.gone) {
                self.uncount(name);
            }
        }
    }

    /// An element of this name is open no more.
    fn uncount(&mut self, name: Name) {
        if let Some(count) = self.counts.get_mut(usize::from(name)) {
            *count = count.saturating_sub(1);
        }
    }

    pub(super) fn finish(mut self) -> Page {
        self.close_to(0);
        let end = self.page.nodes.len() as Id;
        self.page.nodes[0].end = end;
        self.page
    }
}
