//! `threadlint rules new`: the skeleton of a rule, with the next free id.

use std::{fs, path::Path};

use threadlint::rules::RuleSet;

use crate::{args::NewRule, page::Page, status::Status};

/// Writes the skeleton into the folder of the topic, or prints where it stands.
pub(super) fn new(
    wanted: &NewRule,
    rules: &RuleSet,
    today: &str,
    mut page: Page,
) -> anyhow::Result<Status> {
    let NewRule { topic, name, into, .. } = wanted;
    let is_name = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    for (what, text) in [("topic", topic), ("name", name)] {
        anyhow::ensure!(
            is_name(text),
            "the {what} `{text}` is not made of small letters, digits and hyphens"
        );
    }
    let id = next_id(topic, rules);
    let folder = into.join(topic);
    let path = folder.join(format!("{id}-{name}.toml"));
    anyhow::ensure!(!path.exists(), "{} is there already", path.display());
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&path, skeleton(&id, name, topic, today)))
        .map_err(|error| anyhow::anyhow!("{} cannot be written: {error}", path.display()))?;
    page.line(path.display().to_string());
    page.line(format!(
        "Fill it in, then: threadlint rules check --no-builtin-rules --rules {0} && threadlint rules test --no-builtin-rules --rules {0}",
        display(&folder)
    ));
    page.print()?;
    Ok(Status::Clean)
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

/// The id behind the last of the topic; a new topic gets its first letters.
fn next_id(topic: &str, rules: &RuleSet) -> String {
    let of_topic =
        rules.iter().filter(|rule| rule.topic == topic).map(|rule| rule.id.as_str()).max();
    let (letters, last) = if let Some(id) = of_topic {
        (id[..3].to_owned(), id[3..].parse::<u32>().unwrap_or(0))
    } else {
        let letters: String = topic.chars().filter(char::is_ascii_alphabetic).take(3).collect();
        (format!("{letters:X<3}").to_ascii_uppercase(), 0)
    };
    let taken = |number: u32| rules.get(&format!("{letters}{number:03}")).is_some();
    let free = (last + 1..1000).find(|&number| !taken(number)).unwrap_or(last + 1);
    format!("{letters}{free:03}")
}

fn skeleton(id: &str, name: &str, topic: &str, today: &str) -> String {
    let next_year = today.get(..4).and_then(|year| year.parse::<u32>().ok()).unwrap_or(2026) + 1;
    let review = format!("{next_year}{}", today.get(4..).unwrap_or("-01-01"));
    let examples = |kind: &str, whys: &[&str]| -> String {
        let one = |why: &&str| format!("[[{kind}]]\ntext = \"\"\nwhy = \"{why}\"\n");
        whys.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    let flags = "[[flag]]\ntext = \"\"\n\n".repeat(5);
    let oks = examples(
        "ok",
        &[
            "negated",
            "asked",
            "debunked",
            "quoted",
            "near-miss",
            "near-miss",
            "anecdote",
            "population",
        ],
    );
    format!(
        r#"id = "{id}"
name = "{name}"
topic = "{topic}"
verdict = "false"       # false | misleading | unproven | unsafe
severity = "moderate"   # harm if it is followed: low | moderate | high | critical
level = 1               # 1 fit for unattended use | 2 broad | 3 hunting
claim = ""              # one sentence, as people assert it
guidance = """
What guidance says, in your own words; true for everybody the rule fires on."""
since = "{today}"
review_by = "{review}"
# What finds the claim: patterns, and templates or limits beside them or in their place. See rules/README.md.
match = [
    "<heparin> … @cures … <miscarriage>",
]
# use = [{{ template = "combination", drug = "<warfarin>", with = "<ginkgo>" }}]
# limit = [{{ drug = "<acetaminophen>", daily = "> 4 g" }}]
unless = []             # makes the claim true or different, in the same sentence; never for negation, questions or quotations
applies_unless = []     # for whom the guidance does not hold, in the post or the question
reply = "Two friendly sentences that a moderator can post. They never diagnose, advise or judge."

[[citation]]            # two at least, from different authorities, each opened by you
who = ""
title = ""
year = {year}
url = "https://"
says = ""               # the sentence relied on, in your own words
opened = "{today}"

[[citation]]
who = ""
title = ""
year = {year}
url = "https://"
says = ""
opened = "{today}"

# Must fire: at least five, in different words.
{flags}# Must not fire: at least eight.
{oks}"#,
        year = next_year - 1,
    )
}
