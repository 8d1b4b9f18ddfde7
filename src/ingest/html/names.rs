//! Names of elements as small numbers, and what HTML says of them.

use rustc_hash::FxHashMap;

/// The name of an element.
pub(super) type Name = u16;

macro_rules! known {
    ($($constant:ident $name:literal,)*) => {
        /// The names that mean something here.
        pub(super) const KNOWN: &[&str] = &[$($name),*];
        known!(@ 0; $($constant,)*);
    };
    (@ $number:expr; $constant:ident, $($rest:ident,)*) => {
        pub(super) const $constant: Name = $number;
        known!(@ $number + 1; $($rest,)*);
    };
    (@ $number:expr;) => {};
}

known! {
    TEXT "", ROOT "#root", OTHER "#other", HTML "html", HEAD "head", BODY "body", A "a", ADDRESS "address", AREA "area",
    ARTICLE "article", ASIDE "aside", AUDIO "audio", BASE "base", BLOCKQUOTE "blockquote", BR "br",
    BUTTON "button", CANVAS "canvas", CAPTION "caption", CENTER "center", COL "col", DD "dd",
    DETAILS "details", DIALOG "dialog", DIV "div", DL "dl", DT "dt", EMBED "embed", FIELDSET "fieldset",
    FIGCAPTION "figcaption", FIGURE "figure", FOOTER "footer", FORM "form", H1 "h1", H2 "h2", H3 "h3", H4 "h4",
    H5 "h5", H6 "h6", HEADER "header", HR "hr", IFRAME "iframe", IMG "img", INPUT "input",     LEGEND "legend", LI "li", LINK "link", MAIN "main", MATH "math", MENU "menu", META "meta", NAV "nav", NOEMBED "noembed",
    NOFRAMES "noframes", NOSCRIPT "noscript", OBJECT "object", OL "ol", OPTGROUP "optgroup", OPTION "option", P "p",
    PARAM "param", PRE "pre", SCRIPT "script", SECTION "section", SELECT "select", SOURCE "source",
    SPAN "span", STYLE "style", SUMMARY "summary", SVG "svg", TABLE "table", TBODY "tbody", TD "td",
    TEMPLATE "template", TEXTAREA "textarea", TFOOT "tfoot", TH "th", THEAD "thead", TIME "time", TITLE "title", TR "tr",
    TRACK "track", UL "ul", VIDEO "video", WBR "wbr", XMP "xmp",
}

/// More names than these in one page are one name.
const MOST: usize = 4096;

/// The names of one page.
pub(super) struct Names {
    numbers: FxHashMap<Box<str>, Name>,
    others: Vec<Box<str>>,
}

impl Default for Names {
    fn default() -> Self {
        let numbers =
            KNOWN.iter().zip(0..).map(|(name, number)| (Box::from(*name), number)).collect();
        Self { numbers, others: Vec::new() }
    }
}

impl Names {
    pub(super) fn intern(&mut self, name: &str) -> Name {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        if self.others.len() == MOST || name.len() > 64 {
            return OTHER;
        }
        let number = (KNOWN.len() + self.others.len()) as Name;
        self.others.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    pub(super) fn name(&self, name: Name) -> &str {
        let at = usize::from(name);
        KNOWN
            .get(at)
            .copied()
            .or_else(|| self.others.get(at - KNOWN.len()).map(|name| &**name))
            .unwrap_or_default()
    }
}

/// Does an element of this name hold nothing?
pub(super) fn is_void(name: Name) -> bool {
    matches!(
        name,
        AREA | BASE
            | BR
            | COL
            | EMBED
            | HR
            | IMG
            | INPUT
            | LINK
            | META
            | PARAM
            | SOURCE
            | TRACK
            | WBR
    )
}

/// Does it stand on lines of its own?
pub(super) fn is_block(name: Name) -> bool {
    is_special(name)
        || matches!(name, TR | LI | DD | DT | TBODY | THEAD | TFOOT | CAPTION | LEGEND | OPTION)
}

/// What HTML calls special, as far as inline elements do not reach across it.
fn is_special(name: Name) -> bool {
    matches!(
        name,
        ADDRESS
            | ARTICLE
            | ASIDE
            | BLOCKQUOTE
            | CENTER
            | DETAILS
            | DIALOG
            | DIV
            | DL
            | FIELDSET
            | FIGCAPTION
            | FIGURE
            | FOOTER
            | FORM
            | H1
            | H2
            | H3
            | H4
            | H5
            | H6
            | HEADER
            | HR
            | MAIN
            | MENU
            | NAV
            | OL
            | P
            | PRE
            | SECTION
            | SUMMARY
            | TABLE
            | UL
    )
}

fn is_root(name: Name) -> bool {
    matches!(name, ROOT | TEMPLATE)
}

fn is_scope(name: Name) -> bool {
    is_root(name) || matches!(name, TABLE | TD | TH | CAPTION | BUTTON | OBJECT)
}

fn is_table(name: Name) -> bool {
    is_root(name) || name == TABLE
}

fn is_row(name: Name) -> bool {
    is_table(name) || name == TR
}

fn is_inline_end(name: Name) -> bool {
    is_scope(name) || is_special(name) || matches!(name, LI | DD | DT | TR)
}

fn is_list(name: Name) -> bool {
    is_scope(name) || is_special(name) && !matches!(name, ADDRESS | DIV | P)
}

/// What something does not reach across.
pub(super) type Barrier = fn(Name) -> bool;

/// What the end of an element of this name does not reach across.
pub(super) fn barrier(name: Name) -> Barrier {
    match name {
        TABLE => is_root,
        TR | TD | TH | TBODY | THEAD | TFOOT | CAPTION => is_table,
        LI | DD | DT | BUTTON | OBJECT | SELECT | TEMPLATE | NOSCRIPT => is_table_or_cell,
        _ if is_special(name) => is_scope,
        _ => is_inline_end,
    }
}

fn is_table_or_cell(name: Name) -> bool {
    is_root(name) || matches!(name, TABLE | TD | TH | UL | OL | DL)
}

/// Does a paragraph end where an element of this name begins?
pub(super) fn closes_paragraph(name: Name) -> bool {
    is_special(name) || matches!(name, LI | DD | DT)
}

/// What else ends where an element of this name begins, and what that does not reach across.
pub(super) fn implied(name: Name) -> Option<(&'static [Name], Barrier)> {
    Some(match name {
        LI => (&[LI], is_list),
        DD | DT => (&[DD, DT], is_list),
        TD | TH => (&[TD, TH], is_row),
        TR => (&[TR], is_table),
        TBODY | THEAD | TFOOT => (&[TBODY, THEAD, TFOOT], is_table),
        OPTION => (&[OPTION], is_inline_end),
        OPTGROUP => (&[OPTGROUP], is_inline_end),
        A => (&[A], is_inline_end),
        BUTTON => (&[BUTTON], is_inline_end),
        _ => return None,
    })
}
