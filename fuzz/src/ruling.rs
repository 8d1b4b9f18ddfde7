//! The laws of rules and lexicons: whatever somebody writes compiles, or is an error with its file and line.

use std::sync::LazyLock;

use threadlint::{
    error::DataError,
    lexicon::{Lexicon, LexiconBuilder},
    pattern::{Lists, Pattern, Sight, parse},
    rules::{RuleFiles, RuleSet},
    scan::Scanner,
    span::Span,
    text::{Document, Symbols},
    thread::Thread,
};

use crate::scanning;

/// A few concepts, so that compiling is quick.
static WORDS: LazyLock<(Lexicon, Symbols)> = LazyLock::new(|| {
    let rows = "concept\tkind\tname\tterms\tcodes\tflags\n\
                heparin\tdrug\theparin\tbrand:Lovenox|slang:hep shot\trxnorm:5224\t\n\
                saliva test\ttest\tsaliva test\tsynonym:spit test\t\t\n\
                colic\tcondition\tcolic\t\t\t\n";
    let builder = LexiconBuilder::default().add("words.tsv", rows);
    builder.unwrap_or_else(|error| panic!("{error}")).build()
});

/// A text with something to match in it.
const POST: &str = "I read that saliva tests are by far the most accurate, so take 2 Lovenox. Don't ever stop; it is not safe for colic!";

/// A rule that uses a list `a` and a template `b`, which may be what is fuzzed.
const USER: &str = r#"
id = "USE001"
name = "uses-what-is-fuzzed"
topic = "hormones"
verdict = "false"
severity = "low"
level = 1
claim = "A claim."
guidance = "Guidance."
since = "2026-11-22"
review_by = "2027-11-22"
reply = "Thank you. It is so."
MATCH
[[citation]]
who = "A Society"
title = "A title"
url = "https://example.org/a"
says = "It says so."
opened = "2026-11-22"
[[flag]]
text = "I read that saliva tests are by far the most accurate, so take 2 Lovenox."
[[ok]]
text = "It is not safe for colic!"
"#;

/// All laws, of a text that is a rule file, a file of lists or of templates, a pattern or a lexicon; its first byte says which.
pub fn hold(text: &str) {
    let Some((kind, text)) = text.split_at_checked(1) else { return };
    let user = |matches: &str| ("user.toml".to_owned(), USER.replace("MATCH", matches));
    let file = |name: &str| (name.to_owned(), text.to_owned());
    match kind {
        "r" => files(&[file("fuzzed.toml")]),
        "l" => files(&[file("lists.toml"), user("match = [\"saliva test~ … @a\"]")]),
        "t" => {
            let uses = "use = [{ template = \"b\", drug = \"<heparin>\" }]";
            files(&[file("templates.toml"), user(uses)]);
        }
        "p" => pattern(text),
        "x" => lexicon(text),
        _ => {}
    }
}

/// An error says in one line which file and which line of it, and what is wrong.
fn is_placed(error: &DataError, files: &[(String, String)]) {
    let file = files.iter().find(|(name, _)| *name == error.file);
    let Some((_, text)) = file else { panic!("of no file: {error}") };
    assert!(error.line <= text.lines().count() + 1, "behind the end: {error}");
    assert!(!error.what.trim().is_empty(), "says nothing: {error}");
}

fn files(added: &[(String, String)]) {
    let (lexicon, symbols) = &*WORDS;
    let of_added = RuleFiles { builtin_rules: false, added };
    let compile = || RuleSet::compile(&of_added, |_, _, _| true, lexicon, &mut symbols.clone());
    let errors = match (compile(), compile()) {
        (Ok(_), Ok(_)) => return scan(added),
        (Err(errors), Err(again)) => {
            assert_eq!(errors, again, "otherwise the second time");
            errors
        }
        _ => panic!("compiles but once"),
    };
    assert!(!errors.is_empty(), "no error and no rules");
    errors.iter().for_each(|error| is_placed(error, added));
}

/// Rules that compile can be scanned with, looked over and traced.
fn scan(added: &[(String, String)]) {
    let builder = Scanner::builder().without_builtin_rules().level(3).show_suppressed(true);
    let builder = added.iter().fold(builder, |builder, (file, text)| builder.rule(file, text));
    let scanner = match builder.examples_may_fail(true).build() {
        Ok(scanner) => scanner,
        Err(errors) => return errors.iter().for_each(|error| is_placed(error, added)),
    };
    for problem in scanner.check_rules(Some("2026-11-22")) {
        is_placed(&problem.error, added);
    }
    let thread = Thread::from_text(POST);
    scanning::hold_in(&scanner, &thread);
    for rule in scanner.rules().iter() {
        let outcomes = scanner.test_rule(rule);
        let count = rule.flag_examples.len() + rule.ok_examples.len() + rule.todo_examples.len();
        assert_eq!(outcomes.len(), count, "examples");
        for trace in scanner.trace_rule(&rule.id, &thread) {
            assert!(POST.contains(&trace.text), "{}", trace.text);
        }
    }
}

/// A pattern that compiles matches what it says, among the words that there are.
fn pattern(source: &str) {
    let (lexicon, symbols) = &*WORDS;
    let mut symbols = symbols.clone();
    let node = match parse(source, &Lists::new(), &mut symbols) {
        Ok(node) => node,
        Err(what) => return assert!(!what.trim().is_empty(), "says nothing"),
    };
    let Ok(pattern) = Pattern::compile(&node, source, lexicon, &symbols) else { return };
    let find = |text: &str| {
        let document = Document::new(text, &symbols);
        let mut mentions = Vec::new();
        lexicon.find(&document, &symbols, &mut mentions);
        let sight = Sight { document: &document, mentions: &mentions, lexicon };
        let found = pattern.find(&sight, 0..document.tokens.len());
        if let Some(found) = &found {
            assert!(found.tokens.start < found.tokens.end, "{found:?}");
            assert!(found.tokens.end <= document.tokens.len(), "{found:?}");
            assert!(found.consumed.is_sorted(), "{found:?}");
            let is_inside = |at: &u32| found.tokens.contains(&(*at as usize));
            assert!(found.consumed.iter().all(is_inside), "{found:?}");
            assert!(!found.span(&document).is_empty());
        }
        found.is_some()
    };
    find(POST);
    find(source);
    for phrase in node.phrases().unwrap_or_default().into_iter().take(20) {
        let said: Vec<&str> = phrase.iter().map(|&symbol| symbols.word(symbol)).collect();
        let said = said.join(" ");
        // A phrase whose words are parted in another way side by side is another phrase.
        if !said.is_empty()
            && Document::new(&said, &symbols).tokens.iter().map(|token| token.symbol).eq(phrase)
        {
            assert!(find(&said), "{source:?} does not match {said:?}");
        }
    }
}

/// A lexicon that compiles finds the names of its concepts.
fn lexicon(text: &str) {
    let files = [("fuzzed.tsv".to_owned(), text.to_owned())];
    match LexiconBuilder::default().add(&files[0].0, text) {
        Err(error) => is_placed(&error, &files),
        Ok(builder) => {
            let (lexicon, symbols) = builder.build();
            for text in [POST, text] {
                let document = Document::new(text, &symbols);
                let mut mentions = Vec::new();
                lexicon.find(&document, &symbols, &mut mentions);
                for mention in mentions {
                    let Span { start, end } = mention.span;
                    assert!(
                        text.get(start as usize..end as usize).is_some_and(|it| !it.is_empty())
                    );
                    assert!(!lexicon.concept(mention.concept).key.is_empty());
                }
            }
        }
    }
}
