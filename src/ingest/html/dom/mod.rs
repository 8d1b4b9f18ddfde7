//! A page as a flat list of its elements and texts, in the order of the source.
//!
//! Nothing is ever moved: the descendants of a node are the nodes behind it, up to its end. What a page leaves open is closed as HTML
//! says it is (`<p>`, `<li>`, cells of tables); what it closes and never opened is ignored. Where elements nest deeper than [`DEEPEST`], those
//! around the innermost [`INNER`] are closed down to [`OUTER`], so that no page is slow or exhausts the stack, and what was opened last keeps its
//! shape and its text.

mod build;

use std::ops::Range;

use self::build::Builder;
use super::names::{self, Name};

/// The place of a node in its page.
pub(super) type Id = u32;

/// How deep elements nest at most.
const DEEPEST: usize = 512;

/// How many of the elements that are open stay so, from the outside and from the inside, where more nest than that.
const OUTER: usize = 256;

const INNER: usize = 64;

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
