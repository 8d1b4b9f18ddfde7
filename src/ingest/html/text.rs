//! The plain text of a part of a page.
//!
//! Paragraphs are apart by a blank line, `<br>` and the ends of other blocks begin a line, white space is collapsed but in `<pre>`; what is
//! quoted stands in lines that begin with `> `. Programs, forms, pictures and buttons leave nothing.

use std::sync::OnceLock;

use super::dom::{Id, Page};
use super::names::{self, Name};
use super::select::Selector;

/// What stands around a quotation, with the name of its author.
const QUOTES: &str = ".bbcode_quote, aside.quote, .quotecontent, .quotetitle, .quoteheader, td.quote, .ipsQuote, .bbCodeQuote, .bb-quote, \
    .VBEditorContent-quote, .bbcode-quote, .UserQuote, .post-quote, .quote-container";
/// What pages add to a quotation or to a text.
const FURNITURE: &str = ".bbCodeBlock-expandLink, .quoteExpand, .js-quoteExpand, .quote-controls, .ipsQuote_contents-toggle, .bbCodeBlock-expandLink, \
    .codebox p, .code-actions, .lnk-select, [hidden], .sr-only, .visually-hidden, .js-selectToQuoteEnd, .messageTextEndMarker, .u-hidden";

/// Writes text with the breaks that pages mean.
#[derive(Default)]
struct Writer {
    text: String,
    /// The white space that comes before the next word.
    gap: Gap,
    /// How many quotations are open.
    depth: usize,
    /// The fewest that were open since the last word.
    least: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

impl Writer {
    fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// A line ends; two of them make a paragraph.
    fn line(&mut self) {
        self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
    }

    fn quote(&mut self) {
        self.gap(Gap::Paragraph);
        self.depth += 1;
    }

    fn unquote(&mut self) {
        self.gap(Gap::Paragraph);
        self.depth = self.depth.saturating_sub(1);
        self.least = self.least.min(self.depth);
    }

    fn word(&mut self, word: &str) {
        let begins = self.text.is_empty();
        if begins {
            self.prefix(self.depth);
        } else {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Line => self.text.push('\n'),
                Gap::Paragraph => {
                    self.text.push('\n');
                    self.prefix(self.least.min(self.depth));
                    self.text.truncate(self.text.trim_end_matches(' ').len());
                    self.text.push('\n');
                }
            }
            if self.gap >= Gap::Line {
                self.prefix(self.depth);
            }
        }
        self.gap = Gap::None;
        self.least = self.depth;
        self.text.push_str(word);
    }

    fn prefix(&mut self, depth: usize) {
        // Nobody reads deeper than this.
        (0..depth.min(9)).for_each(|_| self.text.push_str("> "));
    }

    fn flow(&mut self, text: &str) {
        let blank = |c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}';
        let mut words = text.split(blank);
        if let Some(first) = words.next().filter(|first| !first.is_empty()) {
            self.word(first);
        }
        for word in words {
            self.gap(Gap::Space);
            if !word.is_empty() {
                self.word(word);
            }
        }
    }

    fn verbatim(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.line();
            }
            let line = line.trim_end();
            if !line.is_empty() {
                self.word(line);
            }
        }
    }
}

/// The plain text of a fragment of HTML.
pub(in crate::ingest) fn text(fragment: &str) -> String {
    let page = Page::parse(fragment);
    of(&page, super::dom::ROOT, &|_| false)
}

/// The text of the descendants of a node, but of those that are left out.
pub(super) fn of(page: &Page, id: Id, out: &dyn Fn(Id) -> bool) -> String {
    static SELECTORS: OnceLock<(Selector, Selector)> = OnceLock::new();
    let (quotes, furniture) =
        SELECTORS.get_or_init(|| (Selector::new(QUOTES), Selector::new(FURNITURE)));
    let mut writer = Writer::default();
    let mut open: Vec<(Id, End)> = Vec::new();
    let mut pre = 0;
    let mut at = id + 1;
    while at < page.end(id) {
        while let Some((_, end)) = open.pop_if(|(end, _)| *end <= at) {
            close(&mut writer, &mut pre, end);
        }
        if page.is_text(at) {
            let text = page.text(at);
            if pre > 0 {
                writer.verbatim(text);
            } else {
                writer.flow(text);
            }
            at += 1;
            continue;
        }
        let name = page.kind(at);
        if is_silent(name) || furniture.matches(page, at) || out(at) {
            at = page.end(at);
            continue;
        }
        let inner = || {
            open.iter().rev().find_map(|(_, end)| match end {
                End::Quote(block) => Some(*block),
                _ => None,
            })
        };
        let around = !quotes.is_empty() && quotes.matches(page, at);
        let end = if around {
            writer.quote();
            name_quoted(page, at, &mut writer);
            End::Quote(false)
        } else if name == names::BLOCKQUOTE && !is_frame(page, at) && inner() != Some(false) {
            writer.quote();
            End::Quote(true)
        } else {
            match name {
                names::BR => {
                    writer.line();
                    End::Nothing
                }
                names::PRE | names::TEXTAREA => {
                    writer.gap(Gap::Paragraph);
                    pre += 1;
                    End::Pre
                }
                names::TD | names::TH => {
                    writer.gap(Gap::Space);
                    End::Space
                }
                names::P
                | names::UL
                | names::OL
                | names::TABLE
                | names::DL
                | names::HR
                | names::BLOCKQUOTE
                | names::H1..=names::H6 => {
                    writer.gap(Gap::Paragraph);
                    End::Paragraph
                }
                _ if names::is_block(name) => {
                    writer.gap(Gap::Line);
                    End::Line
                }
                _ => End::Nothing,
            }
        };
        if end != End::Nothing {
            open.push((page.end(at), end));
        }
        at += 1;
    }
    writer.text
}

/// What the end of an element does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Nothing,
    Space,
    Line,
    Paragraph,
    Pre,
    /// Is the quotation a `<blockquote>`?
    Quote(bool),
}

fn close(writer: &mut Writer, pre: &mut u32, end: End) {
    match end {
        End::Nothing => {}
        End::Space => writer.gap(Gap::Space),
        End::Line => writer.gap(Gap::Line),
        End::Paragraph => writer.gap(Gap::Paragraph),
        End::Pre => {
            *pre -= 1;
            writer.gap(Gap::Paragraph);
        }
        End::Quote(_) => writer.unquote(),
    }
}

/// Is it a `<blockquote>` that holds a whole post, as some boards write them?
fn is_frame(page: &Page, id: Id) -> bool {
    page.classes(id).any(|class| matches!(class, "postcontent" | "messageText" | "message-text"))
}

/// Names the author that only an attribute names.
fn name_quoted(page: &Page, id: Id, writer: &mut Writer) {
    let silent = page.name(id) == "blockquote"
        && !page.children(id).any(|child| {
            page.classes(child)
                .any(|class| class.contains("citation") || class.contains("attribution"))
        });
    if let Some(name) =
        page.attribute(id, "data-ipsquote-username").filter(|name| silent && !name.is_empty())
    {
        writer.flow(name);
        writer.flow(" wrote:");
        writer.gap(Gap::Line);
    }
}

pub(super) fn is_silent(name: Name) -> bool {
    matches!(
        name,
        names::HEAD
            | names::SCRIPT
            | names::STYLE
            | names::NOSCRIPT
            | names::TEMPLATE
            | names::SVG
            | names::MATH
            | names::IFRAME
            | names::OBJECT
            | names::VIDEO
            | names::AUDIO
            | names::CANVAS
            | names::SELECT
            | names::OPTION
            | names::BUTTON
            | names::TITLE
            | names::DIALOG
            | names::NAV
    )
}

/// The words of a node on one line.
pub(super) fn line(page: &Page, id: Id) -> String {
    let mut writer = Writer::default();
    let mut at = id;
    while at < page.end(id) {
        if page.is_text(at) {
            writer.flow(page.text(at));
        } else if at != id && is_silent(page.kind(at)) {
            at = page.end(at);
            continue;
        } else if names::is_block(page.kind(at)) || page.kind(at) == names::BR {
            writer.gap(Gap::Space);
        }
        at += 1;
    }
    writer.text
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn paragraphs_lines_and_lists() {
        for (html, expected) in [
            ("<p>One\n  two</p><p>Three<br>four<br><br>five</p>", "One two\n\nThree\nfour\n\nfive"),
            ("a<div>b</div>c <b>d</b>e", "a\nb\nc de"),
            ("<ul><li>a<li><p>b</p></ul>c", "a\n\nb\n\nc"),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
            (
                "Take <a href=x>this</a>, not <img alt=x>that &amp; &lt;those&gt;.",
                "Take this, not that & <those>.",
            ),
            ("<pre>a\n  b\n\nc</pre>d", "a\n  b\n\nc\n\nd"),
            ("<script>x</script><style>y</style>a<button>z</button>", "a"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn quotes_stand_in_lines_of_their_own() {
        for (html, expected) in [
            ("<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc"),
            ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"),
            ("<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n>\n> > b\n>\n> c"),
            (
                "<aside class=quote><div class=title>ann:</div><blockquote><p>a</p></blockquote></aside><p>b</p>",
                "> ann:\n>\n> a\n\nb",
            ),
            (
                "<blockquote class=ipsQuote data-ipsquote-username=Ann><p>a</p></blockquote>b",
                "> Ann wrote:\n>\n> a\n\nb",
            ),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }
}
