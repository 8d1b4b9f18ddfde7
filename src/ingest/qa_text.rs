//! Pages of questions and answers, flattened to text.
//!
//! Each post stands below its speaker: `J.D. asks from Boston, MA`, or a name and, on a line of its own, `answers from Boston on May 3, 2012`,
//! often with the `on` but without the day. A sentence can hold the same words, so a line counts only if nothing else stands on it and
//! the name and the place look like such.

use super::lines::Lines;
use super::{dates, noise, shape};
use crate::thread::{Post, Role};

/// What a speaker does, as the page words it.
const VERBS: &[(&str, Role)] = &[
    ("asks from", Role::Question),
    ("asked from", Role::Question),
    ("answers from", Role::Answer),
    ("answered from", Role::Answer),
    ("replies from", Role::Answer),
    ("replied from", Role::Answer),
];

/// The lines that name a speaker.
#[derive(Debug)]
struct Speaker<'t> {
    /// The first of them.
    head: usize,
    /// The first line after them.
    body: usize,
    role: Role,
    author: Option<&'t str>,
    location: Option<&'t str>,
    date: Option<&'t str>,
    /// Would it be one on a page without any other?
    sure: bool,
}

/// The title and the posts, if the text is a page of questions.
pub(super) fn read(lines: &Lines<'_>) -> Option<(Option<String>, Vec<Post>)> {
    let speakers = speakers(lines);
    let first = speakers.first()?.head;
    let title = noise::title(lines, 0..first);
    let before = title.map_or(first, |at| at + 1)..first;
    let mut posts = Vec::with_capacity(speakers.len());
    if speakers.first().is_some_and(|speaker| speaker.role == Role::Answer) {
        // A page that does not say who asks.
        posts.extend(post(lines, before.clone(), Role::Question));
    }
    for (at, speaker) in speakers.iter().enumerate() {
        let next = speakers.get(at + 1).map_or(lines.len(), |next| next.head);
        let mut found = post(lines, speaker.body..next, speaker.role);
        if found.is_none() && at == 0 && speaker.role == Role::Question {
            // The question stands above its speaker.
            found = post(lines, before.clone(), Role::Question);
        }
        posts.extend(found.map(|post| Post {
            author: speaker.author.map(str::to_owned),
            location: speaker.location.map(str::to_owned),
            date: speaker.date.or_else(|| stamp(lines, speaker)).map(str::to_owned),
            ..post
        }));
    }
    // Speakers without a word: better an article than nothing.
    (!posts.is_empty()).then(|| (title.and_then(|at| shape::title_of(lines.get(at))), posts))
}

/// The post in `range`, if there is anything in it but furniture.
fn post(lines: &Lines<'_>, mut range: std::ops::Range<usize>, role: Role) -> Option<Post> {
    if let Some(end) = range.clone().find(|at| noise::ends_questions(lines.get(*at))) {
        range.end = end;
    }
    let (offset, text) = lines.block(noise::trim(lines, range))?;
    Some(Post { offset: Some(offset), ..Post::new(role, text) })
}

/// The date of a question that stands on a line above: `Updated on May 3, 2012`.
fn stamp<'t>(lines: &Lines<'t>, speaker: &Speaker<'_>) -> Option<&'t str> {
    let above = lines.get(speaker.head.checked_sub(1)?);
    let (before, date) = dates::date_at_end(above)?;
    let known = before.is_empty()
        || ["updated", "asked", "posted"].iter().any(|word| before.eq_ignore_ascii_case(word));
    (speaker.role == Role::Question && known).then_some(date)
}

/// The speakers, in their order; none if not one of them is sure.
fn speakers<'t>(lines: &Lines<'t>) -> Vec<Speaker<'t>> {
    let found: Vec<_> = (0..lines.len()).filter_map(|at| speaker_at(lines, at)).collect();
    if found.iter().any(|speaker| speaker.sure) { found } else { Vec::new() }
}

/// The speaker whose verb stands on line `at`.
fn speaker_at<'t>(lines: &Lines<'t>, at: usize) -> Option<Speaker<'t>> {
    let line = lines.get(at);
    let (name, role, rest) = verb(line)?;
    let (place, date, stated) = place(rest)?;
    let speaker =
        Speaker { head: at, body: at + 1, role, author: None, location: place, date, sure: stated };
    if !name.is_empty() {
        let letters = shape::is_letters(name);
        // `Expert answers from Boston` is a heading: without a date, only letters are a speaker there.
        let fits = letters || (shape::is_name(name, true) && (stated || role == Role::Question));
        return fits.then_some(Speaker { author: Some(name), sure: stated || letters, ..speaker });
    }
    let above = at.checked_sub(1).map_or("", |above| lines.get(above));
    let letters = shape::is_letters(above);
    let apart = at > 0 && lines.gap(at - 1) && lines.gap(at) && lines.gap(at + 1);
    let pictured = at > 1
        && lines.get(at - 2).to_ascii_lowercase().contains("avatar")
        && noise::is_noise(lines.get(at - 2));
    let named = shape::is_name(above, true)
        || (apart && stated && (shape::is_name(above, false) || (pictured && above.len() <= 48)));
    if letters || (named && !noise::is_noise(above) && verb(above).is_none()) {
        let fits = letters || stated || apart;
        return fits.then_some(Speaker {
            head: at - 1,
            author: Some(above),
            sure: stated || letters,
            ..speaker
        });
    }
    // Nobody is named; the line alone must do.
    (stated && lines.gap(at)).then_some(speaker)
}

/// What stands before the verb of a speaker, what the verb says, and what stands behind it.
fn verb(line: &str) -> Option<(&str, Role, &str)> {
    if line.len() > super::SHORT {
        return None;
    }
    VERBS.iter().find_map(|(verb, role)| {
        let (before, rest) = line.split_once(verb)?;
        let apart = before.is_empty() || before.ends_with(char::is_whitespace);
        (apart && rest.starts_with(char::is_whitespace))
            .then(|| (before.trim(), *role, rest.trim()))
    })
}

/// Place and date behind the verb, and whether the `on` that leads to a date is there; nothing if it is neither.
fn place(rest: &str) -> Option<(Option<&str>, Option<&str>, bool)> {
    let (mut place, date) =
        dates::date_at_end(rest).map_or((rest, None), |(place, date)| (place, Some(date)));
    let mut stated = date.is_some();
    // Pages that leave out a date leave its `on`; some write it twice.
    while let Some(before) =
        place.strip_suffix("on").filter(|before| before.is_empty() || before.ends_with(' '))
    {
        place = before.trim_end();
        stated = true;
    }
    match place {
        "" => stated.then_some((None, date, stated)),
        place => shape::is_place(place).then_some((Some(place), date, stated)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posts(text: &str) -> Vec<Post> {
        read(&Lines::new(text)).map(|(_, posts)| posts).unwrap_or_default()
    }

    const PAGE: &str = "Question: Who has taken it?\n\nUpdated on May 3, 2012\nJ.D. asks from Fond du Lac, WI\n2 answers\n\nI was told to.\n\n\
        1 mom found this helpful\n\nFeatured Answers\n\nSmallavatar-12ab\n\nMom2Three\n\nanswers from Boulder on\n\nYes.\nIt helped.\n\n\
        Reply\n\nK.\n\nanswers from St. Louis on on May 4, 2012\n\nNo.\n\nRelated Questions\nAnother one\n";

    #[test]
    fn a_question_and_its_answers() {
        let (title, posts) = read(&Lines::new(PAGE)).unwrap();
        assert_eq!(title.as_deref(), Some("Who has taken it?"));
        let told: Vec<_> = posts
            .iter()
            .map(|post| {
                (
                    post.role,
                    post.author.as_deref(),
                    post.location.as_deref(),
                    post.date.as_deref(),
                    &*post.text,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    Role::Question,
                    Some("J.D."),
                    Some("Fond du Lac, WI"),
                    Some("May 3, 2012"),
                    "I was told to."
                ),
                (Role::Answer, Some("Mom2Three"), Some("Boulder"), None, "Yes.\nIt helped."),
                (Role::Answer, Some("K."), Some("St. Louis"), Some("May 4, 2012"), "No."),
            ]
        );
        for post in &posts {
            let at = usize::try_from(post.offset.unwrap()).unwrap();
            assert_eq!(&PAGE[at..at + post.text.len()], post.text);
        }
    }

    #[test]
    fn speakers_on_one_line() {
        let found = posts(
            "Who?\n\nJane Doe asks from Reno, NV on May 3, 2012\nMe.\n\nK.S. answers from Reno\nYou.\n",
        );
        assert_eq!(
            found.iter().map(|post| post.author.as_deref()).collect::<Vec<_>>(),
            [Some("Jane Doe"), Some("K.S.")]
        );
        assert_eq!(found[0].date.as_deref(), Some("May 3, 2012"));
    }

    #[test]
    fn people_may_call_themselves_anything() {
        for (head, name) in [
            ("Smallavatar-12ab\n\n", "<3 my girls!"),
            ("", "mom of 3"),
            ("", "Momof3Gingers"),
            ("", "T. C."),
            ("Smallavatar-12ab\n\n", "Jo :)"),
        ] {
            let found = posts(&format!(
                "Who?\n\nJ.D. asks from Reno\n\nI take it.\n\n{head}{name}\n\nanswers from Reno on\n\nYes.\n"
            ));
            assert_eq!(
                (found[0].text.as_str(), found[1].author.as_deref()),
                ("I take it.", Some(name))
            );
        }
    }

    #[test]
    fn sentences_are_no_speakers() {
        for text in [
            "my son asks from time to time",
            "We got answers from Boston on the phone.",
            "lots of\n\nanswers from Google on that\n",
            "She asks from Dallas, TX",
            "Expert answers from Boston Clinic",
            "J.D. asks from time to time on Mondays",
            "my sister asks from Reno, because she moved.",
        ] {
            assert_eq!(posts(text), [], "{text}");
        }
    }

    #[test]
    fn the_question_may_stand_above_or_have_no_speaker() {
        let above = posts(
            "Who?\n\nI was told to take it.\n\nJ.D. asks from Reno\n1 answer\n\nK.S.\n\nanswers from Reno on\n\nMe.\n",
        );
        assert_eq!(
            (above[0].text.as_str(), above[0].author.as_deref(), above.len()),
            ("I was told to take it.", Some("J.D."), 2)
        );
        let nobody =
            posts("Who?\n\nI was told to take it.\n\nK.S.\n\nanswers from Reno on\n\nMe.\n");
        assert_eq!(
            (nobody[0].text.as_str(), nobody[0].role, nobody.len()),
            ("I was told to take it.", Role::Question, 2)
        );
    }

    #[test]
    fn what_stands_between_two_parts_of_a_text_stays() {
        let found = posts(
            "Who?\n\nJ.D. asks from Reno\n\nI take it.\n\n22 answers\n\nSo what happened? It helped.\n",
        );
        assert_eq!(found[0].text, "I take it.\n\n22 answers\n\nSo what happened? It helped.");
    }
}
