//! HTML, as far as dumps need it: the plain text of a fragment.

/// The plain text of a fragment.
pub(super) fn text(fragment: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = fragment;
    while let Some(at) = rest.find('<') {
        words(&rest[..at], depth, &mut out);
        let Some(end) = rest[at..].find('>') else { break };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or_default();
        let ends = tag.starts_with('/');
        match name.to_ascii_lowercase().as_str() {
            "br" | "tr" | "li" => new_line(1, &mut out),
            "blockquote" => {
                new_line(2, &mut out);
                depth = if ends { depth.saturating_sub(1) } else { depth + 1 };
            }
            "p" | "div" | "ul" | "ol" | "pre" | "h1" | "h2" | "h3" | "aside" | "hr" | "table" => {
                new_line(2, &mut out);
            }
            _ => {}
        }
    }
    words(rest, depth, &mut out);
    out.trim().to_owned()
}

fn new_line(count: usize, out: &mut String) {
    while out.ends_with(' ') {
        out.pop();
    }
    let have = out.len() - out.trim_end_matches('\n').len();
    if !out.is_empty() {
        out.extend(std::iter::repeat_n('\n', count.saturating_sub(have)));
    }
}

fn words(text: &str, depth: usize, out: &mut String) {
    let text = quick_xml::escape::unescape(text).unwrap_or(text.into());
    if text.starts_with(char::is_whitespace)
        && !out.is_empty()
        && !out.ends_with(char::is_whitespace)
    {
        out.push(' ');
    }
    for (at, word) in text.split_whitespace().enumerate() {
        if out.is_empty() || out.ends_with('\n') {
            out.push_str(&"> ".repeat(depth));
        } else if at > 0 && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text.ends_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(char::is_whitespace)
    {
        out.push(' ');
    }
}
