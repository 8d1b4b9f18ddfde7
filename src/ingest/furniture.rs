//! The furniture of forums: what stands between the posts of a thread.
//!
//! Beside a post a forum shows who wrote it — a rank, a day of joining, counts of posts and likes — and below it what a reader may do. Each
//! such thing is a short line of its own. What is said here holds for lines around a post only: in the middle of one nobody asks.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{noise, shape, when};

/// Longest line that can be furniture of a forum, in bytes.
const LONGEST: usize = 160;

/// What a line between posts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing but a bullet or an ornament.
    Bullet,
    /// A number, as of posts or likes.
    Count,
    /// A date and nothing else.
    Date,
    /// `Posts: 12`, `12 posts`, `View Profile`.
    Label,
    /// `Posts`, whose number stands on the next line.
    LabelAlone,
    /// `Senior Member`, `Original poster`.
    Rank,
    /// What a reader may do, who liked it, when it was edited: it stands below a post.
    Below,
    /// A paragraph that somebody wrote.
    Prose,
    /// Anything else.
    Short,
}

/// Labels of what a forum tells about who wrote a post.
const LABELS: &str = "\
    age|best answers|blog entries|country|current location|feedback|first name|from|gender|home country|join date|joined|karma|\
    last seen|likes|likes received|location|member since|member type|messages|native language|occupation|points|post count|posts|\
    reaction score|real name|registered|rep power|reputation|solutions|thanked|thanks|threads|topics|trophy points|trader rating|\
    website";

/// What a counted thing of a person is called.
const COUNTED: &str = "\
    post|message|solution|badge|reputation|thread|topic|comment|review|answer|follower|photo|contribution|karma";

/// Words with which ranks end.
const RANKS: &str = "\
    member|members|moderator|moderators|administrator|administrators|admin|guest|newbie|poster|op|author|starter|staff|supporter|\
    contributor|veteran|user|partner|mentor|expert|vip|regular|citizen|enthusiast|addict|guru|wannabe|novice|beginner|lurker|legend|\
    elite|champion|ambassador|titan|prominent|distinguished|reputable|honorable|estimable|respectable|junior|senior|advisor|\
    subscriber|donor|patron|leader|active|inactive|banned|deleted|suspended|emeritus|editor";

/// Lines below a post, in lower case and without bullets, that are one of these or begin with it and a blank or a colon.
const BELOW: &str = "\
    reactions:|likes reactions:|thanks reactions:|last edited|edited by|last modified|link to comment|link to post|share on other sites|more sharing options|\
    reply with quote|click here to|save share|save  share|reply quote|quote reply|see less|upvote|report content|thanks given|\
    show more|expand signature|liked by|likes:|like reply|this post was last modified|this post has been edited|printer friendly|\
    copy link|post options|report inappropriate content|go to page|insert quotes|sort by|oldest first|sign up to|{{|\
    send private message|send message|find more posts|visit homepage|rate this post";

/// Whole lines below a post.
const ACTIONS: &str = "\
    select all|locked|print view|show ignored content|go|find|website|offline|online|logged|top|up|down|multi-quote|multiquote|+quote|+ quote|quote|reply|like|dislike|agree|thanks|thank|\
    helpful|share|report|edit|delete|embed|permalink|more|more options|other|signature|follow|parent share|parent|twitter facebook|ip|\
    pm|email|www|copy post|whatsapp|telegram|facebook|bookmark|add bookmark|give award|hide|read more|continue reading|react|love|\
    haha|wow|tip|save|mark as solution|solution|accept answer|add to quote|wikipost history •••|advertisement|sponsored links|\
    author stats|continue this thread";

/// Words of which lines consist that say what a reader may do.
const DOINGS: &str = "\
    reply quote like share save report edit find website pm | • · link permalink thanks upvote downvote 0 1 2 3 4 5 \
    delete flag follow embed more react next last prev previous first [ ] … status 0report 1report";

/// Lines behind which nothing of a thread stands, in lower case.
const ENDS: &str = "\
    related topics|related threads|related discussions|similar threads|similar topics|similar discussions|more topics from this board|\
    suggested topics|suggested threads|recommended communities|recently browsing|thread tools|posting rules|forum jump|jump to|\
    board footer|go to topic listing|quick reply|quick navigation|create an account or sign in to comment|join the conversation|\
    reply to this topic|topic archived|latest threads|trending threads|trending topics|who is online|information|board index|\
    users who are viewing this thread|sign in or register to comment.|want to reply to this thread or ask your own question?|\
    announcements|top contributors this month|sign up for our newsletter|new posts|forum statistics|share this page|share:|our staff|\
    powered by discourse, best viewed with javascript enabled";

/// The beginnings of such lines.
const ENDINGS: &str = "\
    you must log in or register|(you must log in|display posts from previous|show ignored content|pages: 1|atom topic feed|you must be logged in|not open for further replies|« previous thread|previous thread |all times are|\
    powered by|this topic is now archived|this topic is now closed to|this thread is more than|log in to reply|\
    hello! it looks like you're interested|people in this conversation|currently active users|return to “|return to \"|\
    looks like your connection to|users browsing this";

type Words = LazyLock<FxHashSet<&'static str>>;

static DOING: Words = LazyLock::new(|| DOINGS.split_whitespace().collect());
static LABEL: Words = LazyLock::new(|| LABELS.split('|').collect());
static RANK: Words = LazyLock::new(|| RANKS.split('|').collect());
static ACTION: Words = LazyLock::new(|| ACTIONS.split('|').collect());
static END: Words = LazyLock::new(|| ENDS.split('|').collect());

fn is_one(words: &Words, told: &str) -> bool {
    words.contains(told)
}

/// The line with one blank between words.
fn squeezed(low: &str) -> String {
    let mut out = String::with_capacity(low.len());
    for word in low.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The line without bullets before it.
pub(super) fn bare(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || "•·*‣▪◦○▶»›".contains(c))
}

/// What the line is.
pub(super) fn kind(line: &str) -> Kind {
    let bare = bare(line);
    if bare.is_empty() || !bare.contains(char::is_alphanumeric) && bare.len() <= 12 {
        return Kind::Bullet;
    }
    if bare.len() > LONGEST {
        return Kind::Prose;
    }
    if is_count(bare) {
        return Kind::Count;
    }
    if is_date(bare).is_some() {
        return Kind::Date;
    }
    let low = squeezed(&bare.to_lowercase());
    if let Some(alone) = label(&low) {
        return if alone { Kind::LabelAlone } else { Kind::Label };
    }
    if is_below(&low) {
        return Kind::Below;
    }
    if is_rank(&low) {
        return Kind::Rank;
    }
    if shape::is_prose(bare) { Kind::Prose } else { Kind::Short }
}

/// `12`, `1.2k`, `12,094`, `+3`, `12 3`
fn is_count(bare: &str) -> bool {
    bare.len() <= 16
        && bare.contains(|c: char| c.is_ascii_digit())
        && bare
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-.,kKmM♥❤️/()".contains(c))
}

/// The date, if the line says nothing else but that something was posted then.
pub(super) fn is_date(bare: &str) -> Option<&str> {
    let line =
        ["Posted on ", "Posted ", "posted ", "on ", "Replied ", "replied ", "Started ", "Created "]
            .iter()
            .find_map(|word| bare.strip_prefix(word))
            .unwrap_or(bare)
            .trim_start_matches([':', '·', ' ']);
    let line = line.strip_suffix("(edited)").unwrap_or(line).trim_end();
    let line = line.strip_suffix("· Edited").unwrap_or(line).trim_end_matches([' ', '·', '\u{a0}']);
    if is_short_age(line) {
        return Some(line);
    }
    let when = when::find(line)?;
    let rest = line.get(when.range.end..)?;
    // Some pages write it twice.
    let twice = || !rest.is_empty() && line.get(when.range.clone()) == Some(rest.trim());
    (when.range.start == 0 && (rest.is_empty() || twice())).then(|| &line[when.range])
}

/// `2y`, `3mo`, `14h`
fn is_short_age(line: &str) -> bool {
    let unit = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - unit.len();
    (1..=2).contains(&digits) && matches!(unit, "y" | "yr" | "mo" | "w" | "d" | "h" | "m" | "min")
}

/// Is it a label, and does its value stand on the next line?
fn label(low: &str) -> Option<bool> {
    if let Some((name, value)) = low.split_once(':') {
        if is_one(&LABEL, name.trim()) && value.len() <= 64 {
            return Some(value.trim().is_empty());
        }
    } else if is_one(&LABEL, low) {
        return Some(true);
    }
    let profile = [
        "view profile",
        "view public profile",
        "view forum posts",
        "view forum threads",
        "visit homepage",
        "about me",
    ];
    if profile.contains(&low.trim_end_matches(':')) {
        return Some(low.ends_with(':'));
    }
    // `14 posts · Joined 2025`
    let first = low
        .split(['·', '|', ','])
        .map(str::trim)
        .find(|part| part.contains(char::is_alphabetic))?;
    let (count, thing) = first.split_once(char::is_whitespace)?;
    let thing = thing.trim();
    let counted = is_count(count)
        && COUNTED.split('|').any(|told| thing.strip_suffix('s').unwrap_or(thing) == told);
    let years = low.ends_with("year member") && low.starts_with(|c: char| c.is_ascii_digit());
    let votes = is_count(count) && thing == "helpful votes";
    (counted || years || votes || first.starts_with("joined ") && first.len() <= 24)
        .then_some(false)
}

fn is_rank(low: &str) -> bool {
    let low = low.trim_end_matches(|c: char| !c.is_alphanumeric());
    let count = low.split_whitespace().count();
    let last = low.split_whitespace().next_back().unwrap_or_default();
    low.len() <= 48 && count <= 4 && is_one(&RANK, last)
}

/// Does the line stand below posts?
fn is_below(low: &str) -> bool {
    let likes = || {
        low.split_once(' ').is_some_and(|(count, thing)| {
            is_count(count)
                && matches!(
                    thing.trim(),
                    "like"
                        | "likes"
                        | "reply"
                        | "replies"
                        | "thanks"
                        | "helpful votes"
                        | "points"
                        | "point"
                        | "upvotes"
                        | "reply last reply"
                        | "replies last reply"
                )
        })
    };
    let praised = || {
        low.ends_with(" like this.")
            || low.ends_with(" likes this.")
            || low.ends_with(" liked this")
            || low.ends_with(" found this helpful")
    };
    let followers = || {
        low.strip_prefix("followers").is_some_and(|rest| rest.is_empty() || is_count(rest.trim()))
    };
    let report = || low.strip_suffix("report").is_some_and(|count| is_count(count.trim()));
    let later = || low.ends_with(" later...") && low.len() <= 24;
    let pages = || {
        let mut words = low.strip_prefix("page ").unwrap_or(low).split_whitespace();
        let mut number = || words.next().is_some_and(|word| is_count(word) || word == "of");
        low.contains(" of ") && number() && number() && number() && words.next().is_none()
    };
    let edited =
        || low.starts_with("edited ") && when::find(low).is_some_and(|when| when.range.start <= 12);
    is_one(&ACTION, low)
        || BELOW.split('|').any(|begin| low.starts_with(begin))
        || low.contains("reply last reply")
        || low.contains("replies last reply")
        || likes()
        || later()
        || report()
        || followers()
        || pages()
        || praised()
        || edited()
        || is_actions(low)
        || noise::is_noise(low)
}

/// `Save  Share`, `Reply   Quote    Like`, `Website  Find`
fn is_actions(low: &str) -> bool {
    low.split_whitespace().all(|word| is_one(&DOING, word))
}

/// Does nothing of the thread stand from this line on?
pub(super) fn ends_thread(line: &str) -> bool {
    let bare = bare(line);
    if bare.len() > LONGEST {
        return false;
    }
    let low = bare.to_lowercase();
    let menu = || {
        bare.len() < line.len()
            && matches!(
                &*low,
                "home"
                    | "boards"
                    | "index"
                    | "board index"
                    | "about us"
                    | "terms of service"
                    | "terms of use"
                    | "privacy policy"
            )
    };
    menu() || is_one(&END, &low) || ENDINGS.split('|').any(|begin| low.starts_with(begin))
}

/// Is it said to every reader: that scripts are off, or that the browser is old?
pub(super) fn is_notice(line: &str) -> bool {
    let low = line.to_ascii_lowercase();
    line.len() <= 300
        && ["javascript", "browser", "cookies", "this site uses", "skip to", "all rights reserved"]
            .iter()
            .any(|word| low.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_and_below_posts() {
        for (line, told) in [
            ("•", Kind::Bullet),
            ("12,094", Kind::Count),
            ("•   10.2k", Kind::Count),
            ("•   Jul 9, 2022", Kind::Date),
            ("Posted March 19, 2024  (edited)", Kind::Date),
            ("2y", Kind::Date),
            ("June 14, 20241 yr", Kind::Date),
            ("Joined: Wed Sep 18, 2019 6:14 am", Kind::Label),
            ("Join Date", Kind::LabelAlone),
            ("Messages:", Kind::LabelAlone),
            ("2.8k posts", Kind::Label),
            ("14 posts  ·  Joined 2025", Kind::Label),
            ("Senior Member", Kind::Rank),
            ("Original poster", Kind::Rank),
            ("Reactions: ann and bob", Kind::Below),
            ("Last edited by ann (2025-11-01 15:15:18)", Kind::Below),
            ("Save  Share", Kind::Below),
            ("3 Likes", Kind::Below),
            ("I took it for nine weeks and it was fine.", Kind::Prose),
            ("Thank you so much", Kind::Short),
        ] {
            assert_eq!(kind(line), told, "{line}");
        }
        assert!(ends_thread("Related topics") && !ends_thread("I read related topics"));
    }
}
