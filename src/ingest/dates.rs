//! Dates, as pages write them on a line of their own or at the end of one.

use std::sync::LazyLock;

use regex::Regex;

use super::SHORT;

/// A day, as pages write it: `May 3, 2012`, `3rd of May 2012`, `2012-05-03`, `03/05/12`, `3 weeks ago`.
const DAY: &str = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[ \xa0]+)?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?[ \xa0]+[0-9][0-9]?(?:st|nd|rd|th)?(?:,?[ \xa0]+(?:19|20)[0-9][0-9])?|[0-9][0-9]?(?:st|nd|rd|th)?(?:[ \xa0]+of)?[ \xa0-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?,?[ \xa0-](?:19|20)?[0-9][0-9]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?,?[ \xa0]+(?:19|20)[0-9][0-9]|(?:19|20)[0-9][0-9][-/.][0-9][0-9]?[-/.][0-9][0-9]?|[0-9][0-9]?[-/.][0-9][0-9]?[-/.](?:19|20)?[0-9][0-9]|(?:(?:over|about|almost|more[ \xa0]+than|less[ \xa0]+than)[ \xa0]+)?(?:an?|one|[0-9]+)[ \xa0]+(?:second|minute|min|hour|hr|day|week|month|year|yr)s?[ \xa0]+ago|yesterday|today)";

/// An hour after a day.
const HOUR: &str = r"(?:(?:,|[ \xa0]+at|[ \xa0]*[@|–—-]|[ \xa0]*t)?[ \xa0]*[0-9][0-9]?[:.][0-9][0-9](?:[:.][0-9][0-9])?(?:\.[0-9]+)?[ \xa0]*(?:[ap]\.?m\.?)?[ \xa0]*(?:z|utc|gmt|[a-z]{2,4}|[+-][0-9][0-9]:?[0-9][0-9])?)?";

/// A pattern over lines in lower case. It costs the start of every scan, so it keeps to ASCII digits and blanks and counts little.
pub(super) fn pattern(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(&format!(r"^(?:on[ \xa0]+|posted[ \xa0]+(?:on[ \xa0]+)?)?({DAY}{HOUR})\.?$"))
});

static DATE_AT_END: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(&format!(r"(?:^|[ \xa0,(\[|·•–—-])({DAY}{HOUR})[)\]]?\.?$")));

/// The date, if the line says nothing else.
pub(super) fn date_only(line: &str) -> Option<&str> {
    capture(DATE.as_ref(), line)
}

/// What stands before a date at the end of the line, and the date.
pub(super) fn date_at_end(line: &str) -> Option<(&str, &str)> {
    let date = capture(DATE_AT_END.as_ref(), line)?;
    let before = line.get(..date.as_ptr() as usize - line.as_ptr() as usize)?;
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "([|·•,–—-".contains(c));
    Some((before.strip_suffix(" on").unwrap_or(before).trim_end(), date))
}

/// What a pattern captures of a line that is short enough.
pub(super) fn capture<'t>(pattern: Option<&Regex>, line: &'t str) -> Option<&'t str> {
    if line.len() > SHORT {
        return None;
    }
    // In lower case ASCII has the same places.
    let range = pattern?.captures(&line.to_ascii_lowercase())?.get(1)?.range();
    line.get(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(DATE.is_some() && DATE_AT_END.is_some());
    }

    #[test]
    fn dates_as_pages_write_them() {
        for date in [
            "May 3, 2012 at 4:05 pm",
            "3 May 2012",
            "3rd of May 2012",
            "2012-05-03",
            "2012-05-03T04:05:06Z",
            "05/03/2012",
            "May 2012",
            "Tuesday, May 3rd, 2012, 16:05",
            "3 weeks ago",
            "an hour ago",
            "Jan. 5, 2011",
            "May 3",
            "May 3, 2012 @ 4:05 PM",
            "1-Feb-09",
        ] {
            assert_eq!(date_only(date), Some(date), "{date}");
        }
        for other in
            ["May I ask", "12 weeks", "May 3, 2012 was bad", "1.5", "Marching on", "in May"]
        {
            assert_eq!(date_only(other), None, "{other}");
        }
        assert_eq!(date_only("on May 3, 2012"), Some("May 3, 2012"));
        assert_eq!(date_at_end("Boulder on May 3, 2012"), Some(("Boulder", "May 3, 2012")));
        assert_eq!(date_at_end("Jane Doe (2012-05-03)"), Some(("Jane Doe", "2012-05-03")));
    }
}
