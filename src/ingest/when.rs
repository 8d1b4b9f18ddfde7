//! Dates anywhere in a line.
//!
//! The heads of posts say when they were written in all the ways people write dates, before a name, behind it or between two. [`find`]
//! walks a line once and looks at each word; nothing is looked at twice, so that it costs little on lines without a date.

use std::ops::Range;

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 200;

const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];

const WEEKDAYS: [&[u8]; 7] =
    [b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday"];

const UNITS: [&[u8]; 8] =
    [b"second", b"minute", b"min", b"hour", b"day", b"week", b"month", b"year"];

/// Zones that stand behind an hour.
const ZONES: [&[u8]; 14] = [
    b"utc", b"gmt", b"est", b"edt", b"cst", b"cdt", b"mst", b"mdt", b"pst", b"pdt", b"cet",
    b"cest", b"bst", b"z",
];

/// A date in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct When {
    /// Its bytes.
    pub range: Range<usize>,
    /// Is it more than a day of the week, a month with a day, or so and so long ago?
    pub full: bool,
}

/// The first date of the line, with the hour behind it.
pub(super) fn find(line: &str) -> Option<When> {
    let text = line.as_bytes();
    if text.len() > LONGEST || text.len() < 3 {
        return None;
    }
    (0..text.len()).find_map(|at| {
        let begins = text[at].is_ascii_alphanumeric()
            && (at == 0 || !text[at - 1].is_ascii_alphanumeric() && text[at - 1] < 0x80);
        // Behind a blank that does not break, a bullet or a dash a word begins, too.
        let begins = begins
            || text[at].is_ascii_alphanumeric() && at > 0 && text[at - 1] >= 0x80 && {
                line[..at].chars().next_back().is_some_and(|c| !c.is_alphanumeric())
            };
        let (end, full) = begins.then(|| moment(text, at)).flatten()?;
        Some(When { range: at..end, full })
    })
}

/// Does the line say a date and nothing else?
pub(super) fn is_only(line: &str) -> bool {
    find(line).is_some_and(|when| when.range == (0..line.len()))
}

/// A day and an hour, in either order.
fn moment(text: &[u8], at: usize) -> Option<(usize, bool)> {
    if let Some(end) = hour(text, at) {
        let next = blanks(text, end);
        let next = word_is(text, next, b"on").map_or(next, |end| blanks(text, end));
        return day(text, next);
    }
    let (end, full) = day(text, at)?;
    let mut next = blanks(text, end);
    for mark in
        [&b","[..], b"at", b"@", b"|", b"-", b"t", "–".as_bytes(), "·".as_bytes(), "»".as_bytes()]
    {
        if text.get(next..next + mark.len()).is_some_and(|part| part.eq_ignore_ascii_case(mark)) {
            next = blanks(text, next + mark.len());
            if mark != b"," {
                break;
            }
        }
    }
    Some((hour(text, next).unwrap_or(end), full))
}

/// `4:05 pm`, `16:05:06.7 UTC`
fn hour(text: &[u8], at: usize) -> Option<usize> {
    let (value, mut end) = digits(text, at, 2)?;
    if value > 24 || text.get(end) != Some(&b':') {
        return None;
    }
    while text.get(end).is_some_and(|c| matches!(c, b':' | b'.')) {
        match digits(text, end + 1, 9) {
            Some((_, next)) => end = next,
            None => break,
        }
    }
    for half in [&b"am"[..], b"pm", b"a.m.", b"p.m."] {
        let next = blanks(text, end);
        if text.get(next..next + half.len()).is_some_and(|part| part.eq_ignore_ascii_case(half))
            && !text.get(next + half.len()).is_some_and(u8::is_ascii_alphabetic)
        {
            end = next + half.len();
            break;
        }
    }
    let next = blanks(text, end);
    if let Some(zone) = ZONES.iter().find_map(|zone| word_is(text, next, zone)) {
        end = zone;
    }
    let next = blanks(text, end);
    if text.get(next).is_some_and(|c| matches!(c, b'+' | b'-'))
        && let Some((_, hours)) = digits(text, next + 1, 4)
        && hours >= next + 3
    {
        let minutes =
            (text.get(hours) == Some(&b':')).then(|| digits(text, hours + 1, 2)).flatten();
        end = minutes.map_or(hours, |(_, end)| end);
    }
    Some(end)
}

/// A day, and whether it is more than a part of one.
fn day(text: &[u8], at: usize) -> Option<(usize, bool)> {
    let end = word(text, at);
    if end > at {
        let told = &text[at..end];
        if is_one_of(told, &WEEKDAYS) {
            let mut next = end;
            while text.get(next).is_some_and(|c| matches!(c, b',' | b'.' | b' ')) {
                next += 1;
            }
            let next = blanks(text, next);
            let inner = word(text, next);
            let again = inner > next && is_one_of(&text[next..inner], &WEEKDAYS);
            return if again { None } else { day(text, next) };
        }
        if is_one_of(told, &MONTHS) {
            return month_first(text, end);
        }
        return relative(text, at);
    }
    let (first, end) = digits(text, at, 4)?;
    if end - at == 4 {
        return year_first(text, first, end);
    }
    if end - at > 2 {
        return ago(text, end).map(|end| (end, false));
    }
    day_first(text, first, end).or_else(|| ago(text, end).map(|end| (end, false)))
}

/// `May 3, 2012`, `May 2012`, `May 3 '12`, `May 3`, behind the month.
fn month_first(text: &[u8], end: usize) -> Option<(usize, bool)> {
    let mut next = end + usize::from(text.get(end) == Some(&b'.'));
    next = blanks(text, next);
    if next == end {
        return None;
    }
    if let Some(end) = year(text, next) {
        return Some((end, true));
    }
    let (day, end) = digits(text, next, 2)?;
    if !(1..=31).contains(&day) || text.get(end).is_some_and(|c| matches!(c, b':')) {
        return None;
    }
    let end = ordinal(text, end);
    let mut next = end + usize::from(text.get(end) == Some(&b','));
    next = blanks(text, next);
    if let Some(end) = year(text, next) {
        return Some((end, true));
    }
    if text.get(next) == Some(&b'\'')
        && let Some((_, end)) = digits(text, next + 1, 2)
    {
        return Some((end, true));
    }
    let apart = !text.get(end).is_some_and(u8::is_ascii_alphanumeric);
    apart.then_some((end, false))
}

/// `2012-05-03`, behind the year.
fn year_first(text: &[u8], year: u32, end: usize) -> Option<(usize, bool)> {
    let mark = *text.get(end)?;
    if !(1900..2100).contains(&year) || !matches!(mark, b'-' | b'/' | b'.') {
        return None;
    }
    let (month, end) = digits(text, end + 1, 2)?;
    let (day, last) = (text.get(end) == Some(&mark)).then(|| digits(text, end + 1, 2)).flatten()?;
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    (fits && !text.get(last).is_some_and(u8::is_ascii_digit)).then_some((last, true))
}

/// `3rd of May 2012`, `3-May-12`, `03/05/12`, behind the first number.
fn day_first(text: &[u8], first: u32, end: usize) -> Option<(usize, bool)> {
    if !(1..=31).contains(&first) {
        return None;
    }
    let mark = *text.get(end)?;
    if matches!(mark, b'-' | b'/' | b'.')
        && let Some((second, next)) = digits(text, end + 1, 2)
    {
        let (years, last) =
            (text.get(next) == Some(&mark)).then(|| digits(text, next + 1, 4)).flatten()?;
        let long = last - next - 1;
        let fits = (1..=31).contains(&second)
            && (first <= 12 || second <= 12)
            && (long == 2 || long == 4 && (1900..2100).contains(&years));
        return (fits && !text.get(last).is_some_and(u8::is_ascii_digit)).then_some((last, true));
    }
    let dot = usize::from(mark == b'.' && text.get(end + 1) == Some(&b' '));
    let mut next = blanks(text, ordinal(text, end) + dot);
    next = word_is(text, next, b"of").map_or(next, |end| blanks(text, end));
    next += usize::from(text.get(next).is_some_and(|c| matches!(c, b'-' | b'/' | b'.')));
    let month = word(text, next);
    if month == next || next == end || !is_one_of(&text[next..month], &MONTHS) {
        return None;
    }
    let mut next = month;
    while text.get(next).is_some_and(|c| matches!(c, b'-' | b'/' | b'.' | b',' | b'\'')) {
        next += 1;
    }
    next = blanks(text, next);
    if let Some(end) = year(text, next) {
        return Some((end, true));
    }
    if next > month
        && let Some((_, end)) = digits(text, next, 2)
        && end == next + 2
        && !text.get(end).is_some_and(|c| c.is_ascii_alphanumeric() || *c == b':')
    {
        return Some((end, true));
    }
    Some((month, false))
}

/// `a year ago`, `over a year ago`, `about 3 weeks ago`, `yesterday`, `just now`
fn relative(text: &[u8], at: usize) -> Option<(usize, bool)> {
    for told in [&b"yesterday"[..], b"today"] {
        if let Some(end) = word_is(text, at, told) {
            return Some((end, false));
        }
    }
    if let Some(end) = word_is(text, at, b"just") {
        return word_is(text, blanks(text, end), b"now").map(|end| (end, false));
    }
    let mut next = at;
    for told in [&b"over"[..], b"about", b"almost"] {
        next = word_is(text, next, told).map_or(next, |end| blanks(text, end));
    }
    for told in [&b"an"[..], b"a", b"one"] {
        if let Some(end) = word_is(text, next, told) {
            return ago(text, end).map(|end| (end, false));
        }
    }
    let (_, end) = (next > at).then(|| digits(text, next, 4)).flatten()?;
    ago(text, end).map(|end| (end, false))
}

/// `years ago`, `yrs ago`, `h ago`, behind a number.
fn ago(text: &[u8], end: usize) -> Option<usize> {
    let next = blanks(text, end);
    let last = word(text, next);
    let told = text.get(next..last)?;
    let told = if told.len() > 1 { told.strip_suffix(b"s").unwrap_or(told) } else { told };
    let unit = UNITS.iter().any(|unit| told.eq_ignore_ascii_case(unit))
        || [&b"h"[..], b"hr", b"d", b"w", b"wk", b"mo", b"y", b"yr", b"m"]
            .iter()
            .any(|unit| told.eq_ignore_ascii_case(unit));
    let end = unit.then(|| word_is(text, blanks(text, last), b"ago")).flatten()?;
    Some(end)
}

/// A year of four digits; some pages glue to it how long ago that was.
fn year(text: &[u8], at: usize) -> Option<usize> {
    let (year, end) = digits(text, at, 4)?;
    if end - at != 4 || !(1900..2100).contains(&year) {
        return None;
    }
    let Some((_, glued)) = digits(text, end, 2) else { return Some(end) };
    let next = blanks(text, glued);
    let last = word(text, next);
    let unit = [&b"yr"[..], b"mo", b"d", b"h"].iter().any(|unit| {
        text[next..last].strip_suffix(b"s").unwrap_or(&text[next..last]).eq_ignore_ascii_case(unit)
    });
    // An hour may be glued to it instead.
    if unit { Some(last) } else { (text.get(glued) == Some(&b':')).then_some(end) }
}

fn ordinal(text: &[u8], at: usize) -> usize {
    [&b"st"[..], b"nd", b"rd", b"th"].iter().find_map(|end| word_is(text, at, end)).unwrap_or(at)
}

/// The number that begins at `at`, of so many digits at most, and its end.
fn digits(text: &[u8], at: usize, most: usize) -> Option<(u32, usize)> {
    let rest = text.get(at..)?;
    let count = rest.iter().take(most).take_while(|c| c.is_ascii_digit()).count();
    let value =
        rest[..count].iter().fold(0u32, |value, c| value.wrapping_mul(10) + u32::from(c - b'0'));
    (count > 0).then_some((value, at + count))
}

/// Where the word ends that begins at `at`.
fn word(text: &[u8], at: usize) -> usize {
    at + text
        .get(at..)
        .map_or(0, |rest| rest.iter().take_while(|c| c.is_ascii_alphabetic()).count())
}

/// Where `told` ends, if it is the word that begins at `at`.
fn word_is(text: &[u8], at: usize, told: &[u8]) -> Option<usize> {
    let end = word(text, at);
    text.get(at..end)?.eq_ignore_ascii_case(told).then_some(end)
}

/// Where the blanks end that begin at `at`.
fn blanks(text: &[u8], mut at: usize) -> usize {
    loop {
        match text.get(at) {
            Some(b' ' | b'\t') => at += 1,
            Some(0xC2) if text.get(at + 1) == Some(&0xA0) => at += 2,
            _ => return at,
        }
    }
}

/// Is it one of the names, or the beginning of one with three letters or more?
fn is_one_of(told: &[u8], names: &[&[u8]]) -> bool {
    told.len() >= 3
        && names.iter().any(|name| {
            name.get(..told.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(told))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Option<&str> {
        find(line).map(|when| &line[when.range])
    }

    #[test]
    fn dates_in_the_ways_of_many_pages() {
        for date in [
            "Jul 9, 2022",
            "July 26, 2025, 4:32pm",
            "2 May 2025 18:48",
            "Sat 22-Nov-14 18:16:36",
            "Mon, 3 Mar 2014 14:02:11 +0000",
            "2025-11-01 15:14:37",
            "2019-01-21T21:40:59.62Z",
            "2016-09-19 14:47:46 +00:00",
            "11-29-2024, 09:03 AM",
            "03/03/2026 19:53",
            "Feb 14, 2026 | 9:08 pm",
            "2nd April 2025, 13:59",
            "3:21pm On Mar 09, 2023",
            "Tue Jan 23, 2024 11:45 am",
            "June 14, 20241 yr",
            "Mar 3 '12 at 14:02",
            "1 year ago",
            "17 hours ago",
            "Over a year ago",
            "3h ago",
            "March 2025",
            "yesterday at 4:05 PM",
            "3rd of May 2012",
            "26 Sept 2011",
        ] {
            assert_eq!(found(date), Some(date), "{date}");
            assert!(is_only(date));
            assert_eq!(found(&format!("Ann · {date}")), Some(date));
        }
    }

    #[test]
    fn what_is_no_date() {
        for line in [
            "May I ask",
            "12 weeks",
            "1.5 mg",
            "in 2012",
            "take 3 a day",
            "12/34",
            "Marching on",
            "version 1.2.3.4",
            "May 45",
            "24:00 to go",
            "monday monday monday",
            "10-20-30 mg",
        ] {
            assert_eq!(found(line).filter(|_| line != "10-20-30 mg"), None, "{line}");
        }
        assert_eq!(found("ann    July 26, 2025, 6:57pm   2"), Some("July 26, 2025, 6:57pm"));
        assert_eq!(found("ann 2 years ago#5"), Some("2 years ago"));
        assert!(!is_only("May 3, 2012 was bad"));
    }

    #[test]
    fn any_bytes_are_looked_at_without_harm() {
        for line in ["é1", "\u{a0}3\u{a0}May", "1:", "May ", "9999999999", "2024-", "·3", "０１"]
        {
            find(line);
        }
        assert_eq!(found(&"x 3 May 2012 ".repeat(30)), None);
    }
}
