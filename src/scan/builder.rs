//! Compiles lexicons and rules into a scanner.

use super::{Options, Scanner};
use crate::{
    error::DataError,
    extract::{attempt::AttemptReader, cue::CueSet, dosage::DosageReader, outcome::OutcomeReader},
    lexicon::LexiconBuilder,
    rules::{RuleFiles, RuleSet},
};

/// Gathers lexicons, rules and options; [`build`](Self::build) compiles them.
#[derive(Clone, Debug)]
pub struct ScannerBuilder {
    lexicons: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    builtin_rules: bool,
    level: u8,
    select: Vec<String>,
    ignore: Vec<String>,
    examples_may_fail: bool,
    options: Options,
}

impl Default for ScannerBuilder {
    fn default() -> Self {
        Self {
            lexicons: Vec::new(),
            rules: Vec::new(),
            builtin_rules: true,
            level: 1,
            select: Vec::new(),
            ignore: Vec::new(),
            examples_may_fail: false,
            options: Options::default(),
        }
    }
}

impl ScannerBuilder {
    /// Adds the rows of a lexicon; a row replaces the concept whose key it bears. `file` is named in errors.
    #[must_use]
    pub fn lexicon(mut self, file: impl Into<String>, text: impl Into<String>) -> Self {
        self.lexicons.push((file.into(), text.into()));
        self
    }

    /// Adds a rule, the text of one TOML file, or the lists of a file that is named `lists.toml`. `file` is named in errors.
    #[must_use]
    pub fn rule(mut self, file: impl Into<String>, text: impl Into<String>) -> Self {
        self.rules.push((file.into(), text.into()));
        self
    }

    /// Leaves out the rules that are built in.
    #[must_use]
    pub fn without_builtin_rules(mut self) -> Self {
        self.builtin_rules = false;
        self
    }

    /// The noisiest rules to use: 1 (the default) fits unattended use, 2 broad, 3 hunting.
    #[must_use]
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// Uses only these rules, by id, name or the beginning of an id, whatever their level.
    #[must_use]
    pub fn select(mut self, rules: Vec<String>) -> Self {
        self.select = rules;
        self
    }

    /// Leaves out these rules, by id, name or the beginning of an id.
    #[must_use]
    pub fn ignore(mut self, rules: Vec<String>) -> Self {
        self.ignore = rules;
        self
    }

    /// Shows claims that are held back as well, with what holds them back.
    #[must_use]
    pub fn show_suppressed(mut self, yes: bool) -> Self {
        self.options.show_suppressed = yes;
        self
    }

    /// Puts the text of each post into the report.
    #[must_use]
    pub fn with_text(mut self, yes: bool) -> Self {
        self.options.with_text = yes;
        self
    }

    /// Loads added rules also if examples of theirs fail: for who writes them, and runs the examples with
    /// [`test_rule`](Scanner::test_rule).
    #[must_use]
    pub fn examples_may_fail(mut self, yes: bool) -> Self {
        self.examples_may_fail = yes;
        self
    }

    /// Compiles all of it.
    ///
    /// # Errors
    ///
    /// Every bad row and rule, each with file and line; a rule added by [`rule`](Self::rule) of which an example fails; a selection that
    /// names no rule.
    pub fn build(self) -> Result<Scanner, Vec<DataError>> {
        let one = |error: DataError| vec![error];
        let mut lexicon = LexiconBuilder::builtin();
        let mut errors = Vec::new();
        for (file, text) in &self.lexicons {
            match lexicon.clone().add(file, text) {
                Ok(more) => lexicon = more,
                Err(error) => errors.push(error),
            }
        }
        let (lexicon, mut symbols) = lexicon.build();
        let cues = CueSet::builtin();
        let dosages = DosageReader::builtin();
        let outcomes = OutcomeReader::builtin(&lexicon, &mut symbols).map_err(one)?;
        let attempts = AttemptReader::builtin(&mut symbols).map_err(one)?;
        let files = RuleFiles { builtin_rules: self.builtin_rules, added: &self.rules };
        let rules = RuleSet::compile(
            &files,
            |id, name, level| self.wants(id, name, level),
            &lexicon,
            &mut symbols,
        );
        let rules = match rules {
            Ok(rules) if errors.is_empty() => rules,
            Ok(_) => return Err(errors),
            Err(more) => {
                errors.extend(more);
                return Err(errors);
            }
        };
        let scanner = Scanner {
            symbols,
            lexicon,
            cues,
            dosages,
            outcomes,
            attempts,
            rules,
            options: self.options.clone(),
        };
        errors.extend(self.names_of_no_rule());
        if !self.examples_may_fail {
            errors.extend(self.failing_examples(&scanner));
        }
        if errors.is_empty() { Ok(scanner) } else { Err(errors) }
    }

    fn wants(&self, id: &str, rule: &str, level: u8) -> bool {
        let is = |name: &String| names(name, id, rule);
        let selected =
            if self.select.is_empty() { level <= self.level } else { self.select.iter().any(is) };
        selected && !self.ignore.iter().any(is)
    }

    /// `--select` and `--ignore` of something that is no rule at all.
    fn names_of_no_rule(&self) -> Vec<DataError> {
        if self.select.is_empty() && self.ignore.is_empty() {
            return Vec::new();
        }
        let builtin = Some(()).filter(|()| self.builtin_rules);
        let of_file = |(_, text): &(String, String)| {
            let rule: toml::Table = toml::from_str(text).ok()?;
            Some((rule.get("id")?.as_str()?.to_owned(), rule.get("name")?.as_str()?.to_owned()))
        };
        let known: Vec<(String, String)> = builtin
            .into_iter()
            .flat_map(|()| RuleSet::builtin_names())
            .chain(self.rules.iter().filter_map(of_file))
            .collect();
        let wrong = self
            .select
            .iter()
            .map(|name| ("select", name))
            .chain(self.ignore.iter().map(|name| ("ignore", name)));
        wrong
            .filter(|(_, name)| !known.iter().any(|(id, rule)| names(name, id, rule)))
            .map(|(option, name)| {
                let error =
                    DataError::new(format!("--{option}"), 0, format!("no rule is called `{name}`"));
                let ids = known.iter().flat_map(|(id, name)| [id.as_str(), name.as_str()]);
                match crate::error::nearest(name, ids) {
                    Some(near) => error.help(format!("did you mean `{near}`?")),
                    None => error.help("`threadlint rules list` lists them"),
                }
            })
            .collect()
    }

    /// The examples of added rules that fail, whether the rules are wanted in this scan or not: such a rule does not load. Those of the
    /// built-in rules are run by the tests.
    fn failing_examples(&self, scanner: &Scanner) -> Vec<DataError> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let mut trial = scanner.clone();
        let files = RuleFiles { builtin_rules: false, added: &self.rules };
        let rules = RuleSet::compile(&files, |_, _, _| true, &trial.lexicon, &mut trial.symbols);
        trial.rules = rules.unwrap_or_default(); // what does not compile was reported before
        let outcomes = trial.rules.iter().flat_map(|rule| {
            trial.test_rule(rule).into_iter().filter(|outcome| !outcome.passed).map(|outcome| {
                DataError::new(
                    &rule.file,
                    outcome.example.line,
                    format!("an example fails: {}", outcome.said),
                )
            })
        });
        outcomes.collect()
    }
}

/// Is a rule meant by `name`: its id, the beginning of its id, or its name?
fn names(name: &str, id: &str, rule: &str) -> bool {
    let prefix =
        name.is_ascii() && id.len() >= name.len() && id[..name.len()].eq_ignore_ascii_case(name);
    !name.is_empty() && (prefix || rule == name)
}
