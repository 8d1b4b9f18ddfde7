//! A page as a flat list of its elements and texts, in the order of the source.
//!
//! Nothing is ever moved: the descendants of a node are the nodes behind it, up to its end. What a page leaves open is closed as HTML
//! says it is (`<p>`, `<li>`, cells of tables); what it closes and never opened is ignored. Where elements nest deeper than [`DEEPEST`], those
//! around the innermost [`INNER`] are closed down to [`OUTER`], so that no page is slow or exhausts the stack, and what was opened last keeps its
//! shape and its text.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::names::{self, Name};

/// The place of a node in its page.
pub(super) type Id = u32;

/// How deep elements nest at most.
const DEEPEST: usize = 512;

/// How many of the elements that are open stay so, from the outside and from the inside, where more nest than that.
const OUTER: usize = 256;
const INNER: usize = 64;

/// Attributes that nobody reads here, and that make up much of a page.
const IDLE: &[&str] = &[
    "style", "src", "srcset", "sizes", "d", "onclick", "onload", "viewbox", "points", "fill",
    "width", "height",
];

/// The root of the page: holds all other nodes.
pub(super) const ROOT: Id = 0;

struct Node {
    parent: Id,
    /// The first node that is no descendant.
    end: Id,
    /// Of an element, its first attribute; of a text, its place in the buffer.
    start: u32,
    /// How many attributes, or how many bytes.
    length: u32,
    /// Bits of the name, the classes and the attributes: what lacks one of the bits of a selector does not match it.
    mask: u32,
    name: Name,
}

struct Attribute {
    start: u32,
    name: u16,
    value: u32,
}

/// A page that was parsed.
pub(super) struct Page {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    buffer: String,
    names: names::Names,
}

impl Page {
    /// Parses a page, or a part of one.
    pub(super) fn parse(text: &str) -> Self {
        let mut builder = Builder::new(text.len());
        builder.feed(text);
        builder.finish()
    }

    /// The node behind the last.
    pub(super) fn len(&self) -> Id {
        self.nodes.len() as Id
    }

    pub(super) fn is_text(&self, id: Id) -> bool {
        self.node(id).name == names::TEXT
    }

    /// The name of an element; empty for a text.
    pub(super) fn name(&self, id: Id) -> &str {
        self.names.name(self.node(id).name)
    }

    /// The class of names that decides how an element is written.
    pub(super) fn kind(&self, id: Id) -> Name {
        self.node(id).name
    }

    pub(super) fn mask(&self, id: Id) -> u32 {
        self.node(id).mask
    }

    /// The element around a node; the root is around itself.
    pub(super) fn parent(&self, id: Id) -> Id {
        self.node(id).parent
    }

    /// The elements around a node, from the inside, without the root.
    pub(super) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(self.parent(id)), |id| Some(self.parent(*id)))
            .take_while(|id| *id != ROOT)
    }

    /// The first node behind the descendants of a node.
    pub(super) fn end(&self, id: Id) -> Id {
        self.node(id).end
    }

    /// The descendants of a node.
    pub(super) fn inside(&self, id: Id) -> Range<Id> {
        id + 1..self.end(id)
    }

    /// The nodes right below a node.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let (mut at, end) = (id + 1, self.end(id));
        std::iter::from_fn(move || {
            let child = (at < end).then_some(at)?;
            at = self.end(child);
            Some(child)
        })
    }

    /// The bytes of a text as they are written; empty for an element.
    pub(super) fn text(&self, id: Id) -> &str {
        let node = self.node(id);
        if node.name == names::TEXT { self.slice(node.start, node.length) } else { "" }
    }

    /// The value of an attribute; empty if it has none.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        self.attributes(id).find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The attributes of an element and their values.
    pub(super) fn attributes(&self, id: Id) -> impl Iterator<Item = (&str, &str)> {
        let node = self.node(id);
        let range = if node.name == names::TEXT {
            0..0
        } else {
            node.start as usize..(node.start + node.length) as usize
        };
        self.attributes.get(range).unwrap_or_default().iter().map(|found| {
            let value = found.start + u32::from(found.name);
            (self.slice(found.start, u32::from(found.name)), self.slice(value, found.value))
        })
    }

    /// The classes of an element.
    pub(super) fn classes(&self, id: Id) -> impl Iterator<Item = &str> {
        self.attribute(id, "class").unwrap_or_default().split_ascii_whitespace()
    }

    fn slice(&self, start: u32, length: u32) -> &str {
        self.buffer.get(start as usize..(start + length) as usize).unwrap_or_default()
    }

    fn node(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }
}

/// The bit that stands for a name, a class or an attribute in [`Page::mask`].
pub(super) fn bit(kind: u8, name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5 ^ u32::from(kind), |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    });
    1 << (hash >> 27)
}

/// Puts a page together.
struct Builder {
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
    fn new(length: usize) -> Self {
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

    fn feed(&mut self, text: &str) {
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

    fn finish(mut self) -> Page {
        self.close_to(0);
        let end = self.page.nodes.len() as Id;
        self.page.nodes[0].end = end;
        self.page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page with all its ends written.
    fn shape(text: &str) -> String {
        fn write(page: &Page, id: Id, out: &mut String) {
            for child in page.children(id) {
                if page.is_text(child) {
                    out.push_str(page.text(child));
                } else {
                    out.extend(["<", page.name(child), ">"]);
                    write(page, child, out);
                    out.extend(["</", page.name(child), ">"]);
                }
            }
        }
        let page = Page::parse(text);
        let mut out = String::new();
        write(&page, ROOT, &mut out);
        out
    }

    #[test]
    fn what_is_left_open_is_closed() {
        assert_eq!(shape("<p>a<p>b<div>c</div>"), "<p>a</p><p>b</p><div>c</div>");
        assert_eq!(
            shape("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>"),
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"
        );
        assert_eq!(
            shape("<table><tr><td>a<td><table><tr><td>b</table><tr><td>c</table>"),
            "<table><tr><td>a</td><td><table><tr><td>b</td></tr></table></td></tr><tr><td>c</td></tr></table>"
        );
        assert_eq!(shape("<dl><dt>a<dd>b<dt>c</dl>"), "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>");
    }

    #[test]
    fn what_was_never_opened_is_not_closed() {
        assert_eq!(
            shape("<div>a</span></p></td>b</div>c"),
            "<div>ab</div>c".replace("ab", "a\u{0}b").replace('\u{0}', "")
        );
        assert_eq!(shape("<b><p>a</b>b</p></b>c"), "<b><p>ab</p></b>c");
    }

    #[test]
    fn scripts_are_dropped_and_the_inside_of_noscript_is_read() {
        assert_eq!(shape("<script>if (a < b) '<div>'</script>x"), "<script></script>x");
        assert_eq!(
            shape("<noscript><div>a<p>b</noscript>c"),
            "<noscript><div>a<p>b</p></div></noscript>c"
        );
        assert_eq!(shape("<textarea><b></textarea>c"), "<textarea><b></textarea>c");
    }

    #[test]
    fn attributes_are_decoded() {
        let page = Page::parse("<a class='x  y' href=\"?a=1&amp;b=2\" hidden>&lt;</a>");
        assert_eq!(page.attribute(1, "href"), Some("?a=1&b=2"));
        assert_eq!((page.attribute(1, "hidden"), page.attribute(1, "title")), (Some(""), None));
        assert_eq!(page.classes(1).collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(page.text(2), "<");
    }

    #[test]
    fn what_nests_too_deep_keeps_its_shape() {
        let depth = 3_000;
        let page = format!("{}c{}d", "<div><i>a<b>".repeat(depth), "</b></i></div>".repeat(depth));
        let page = Page::parse(&page);
        let deepest = (0..page.len()).map(|id| page.ancestors(id).count()).max();
        assert!(deepest.is_some_and(|deepest| deepest <= DEEPEST));
        for id in (0..page.len()).filter(|id| page.text(*id) == "a") {
            assert_eq!((page.name(page.parent(id)), page.parent(id)), ("i", id - 1));
        }
        let last = page.len() - 1;
        assert_eq!((page.text(last), page.parent(last)), ("d", ROOT));
    }

    #[test]
    fn hostile_pages_take_linear_time() {
        let begin = std::time::Instant::now();
        assert_eq!(Page::parse(&"<div>".repeat(100_000)).len(), 100_001);
        assert_eq!(Page::parse(&"<b><p>".repeat(100_000)).len(), 200_001);
        assert_eq!(Page::parse(&"<p>a</b>".repeat(100_000)).len(), 200_001);
        assert_eq!(Page::parse(&"<i>a</i>".repeat(500_000)).len(), 1_000_001);
        let names = (0..100_000).map(|n| format!("<x{n}>")).collect::<Vec<_>>().concat();
        assert_eq!(Page::parse(&names).len(), 100_001);
        assert!(begin.elapsed().as_secs() < 20);
    }
}
