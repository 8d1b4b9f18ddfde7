//! Rules compiled, and what they find in a post.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use rustc_hash::FxHashMap;

use super::{
    check::Problem,
    compile::{Compiled, Matcher, OF_LIMITS, Source},
    file::{self, Rule},
    flag::{Citation, Severity, Verdict},
    lists::{self, Shelf, WordList},
    place::Place,
    prepared::Prepared,
    sought::{LIST, RULE, Record, Sought, TEMPLATE, records},
    templates::{self, Template, Templates},
};
use crate::{
    builtin::{BUILTIN_RULES, RULE_RECORDS},
    error::{DataError, nearest},
    lexicon::{ConceptId, Lexicon},
    pattern::{PatternSet, PatternSetBuilder, Pool},
    text::{Marks, Symbols},
};

/// The files that a set of rules is made of.
///
/// A file that is named `lists.toml` holds lists, one that is named `templates.toml` templates; those that are built in are always there.
#[derive(Clone, Copy, Debug, Default)]
pub struct RuleFiles<'a> {
    /// Are the rules that are built in among them?
    pub builtin_rules: bool,
    /// What a user brings, as (file, text).
    pub added: &'a [(String, String)],
}

/// Is this the last part of the path of a file?
fn is_named(file: &str, name: &str) -> bool {
    file.rsplit(['/', '\\']).next() == Some(name)
}

/// All rules, compiled. Does not change while threads are scanned.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    pub(super) entries: Vec<Entry>,
    /// The patterns of the rules, by what they are looked up by; the rules have them compiled.
    pub(super) patterns: PatternSet,
    store: Arc<Store>,
    /// Rule and limit, by the drug that it is a limit of.
    pub(super) limits: FxHashMap<ConceptId, Vec<(u32, u32)>>,
    /// What it was compiled of, for [`check_lists`](Self::check_lists).
    builtin_rules: bool,
    added: Vec<(String, String)>,
}

/// What a flag tells of its rule.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: Arc<str>,
    pub(super) name: Arc<str>,
    pub(super) verdict: Verdict,
    pub(super) severity: Severity,
    pub(super) level: u8,
    pub(super) scope: Vec<Place>,
    sought: Sought,
    /// Its patterns, once one of them is looked at.
    compiled: OnceLock<Option<Compiled>>,
    /// The rule itself, once somebody asked for it.
    rule: OnceLock<Option<Rule>>,
    told: OnceLock<Told>,
}

/// What a flag says in the words of its rule.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) claim: Arc<str>,
    pub(super) guidance: Arc<str>,
    pub(super) citations: Arc<[Citation]>,
}

impl Entry {
    fn new(sought: Sought, rule: Option<Rule>) -> Self {
        Self {
            id: Arc::from(&*sought.id),
            name: Arc::from(&*sought.name),
            verdict: sought.verdict,
            severity: sought.severity,
            level: sought.level,
            scope: sought.scope.clone(),
            compiled: OnceLock::new(),
            rule: rule.map_or_else(OnceLock::new, |rule| OnceLock::from(Some(rule))),
            told: OnceLock::new(),
            sought,
        }
    }

    /// The rule, read now if it is built in and nobody asked for it before. That it can be read is tested.
    pub(super) fn rule(&self) -> Option<&Rule> {
        let read = || {
            let (file, text) = BUILTIN_RULES.iter().find(|(file, _)| *file == self.sought.file)?;
            file::read(file, text).ok()
        };
        self.rule.get_or_init(read).as_ref()
    }

    pub(super) fn told(&self) -> &Told {
        self.told.get_or_init(|| {
            self.rule().map_or_else(Told::default, |rule| Told {
                claim: rule.claim.as_str().into(),
                guidance: rule.guidance.as_str().into(),
                citations: rule.citations.clone().into(),
            })
        })
    }
}

/// What rules are made of that a text wants for the first time.
#[derive(Debug, Default)]
struct Store {
    templates: Templates,
    prepared: Prepared,
}

/// The patterns that a rule reaches without lists.
fn reached<'a>(rule: &'a Sought, templates: &'a Templates) -> impl Iterator<Item = &'a str> {
    let used = rule.uses.iter().filter_map(|used| templates.used("", used).ok());
    let of_limits = Some(OF_LIMITS).filter(|_| !rule.limits.is_empty());
    rule.patterns().chain(used.flat_map(Template::patterns)).chain(of_limits)
}

/// All that the files of a set say.
#[derive(Default)]
struct Contents {
    /// The rules, those of a user with all that they say.
    rules: Vec<(Sought, Option<Rule>)>,
    shelf: Shelf,
    templates: Templates,
    errors: Vec<DataError>,
}

impl Contents {
    /// Without the built-in lists where nothing is compiled that may use them.
    fn read(builtin_rules: bool, added: &[(String, String)], with_lists: bool) -> Self {
        let kinds: &[&str] = if with_lists { &[RULE, LIST, TEMPLATE] } else { &[RULE, TEMPLATE] };
        let mut contents = Self::default();
        for record in records(RULE_RECORDS, kinds) {
            contents.add(record, builtin_rules);
        }
        for (file, text) in added {
            let wrong = if is_named(file, lists::FILE_NAME) {
                contents.shelf.add(file, text).err()
            } else if is_named(file, templates::FILE_NAME) {
                contents.templates.add(file, text).err()
            } else {
                match file::read(file, text) {
                    Ok(rule) => {
                        contents.rules.push((Sought::of(&rule), Some(rule)));
                        None
                    }
                    Err(error) => Some(vec![error]),
                }
            };
            contents.errors.extend(wrong.into_iter().flatten());
        }
        contents
    }

    /// Adds what is built in.
    fn add(&mut self, record: Record, builtin_rules: bool) {
        let wrong = match record {
            Record::Rule(sought) => {
                if builtin_rules {
                    self.rules.push((sought, None));
                }
                None
            }
            Record::List { file, line, name, entries } => {
                let list = WordList { file: file.into(), line, entries, is_builtin: true };
                self.shelf.put(name.into(), list).err()
            }
            Record::Template { file, line, name, parameters, matches, unless } => {
                let file = file.into();
                let template =
                    Template { file, line, is_builtin: true, parameters, matches, unless };
                self.templates.put(name.into(), template).err()
            }
        };
        self.errors.extend(wrong);
    }

    /// Ids that two rules have.
    fn double_ids(&self) -> Vec<DataError> {
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        let mut errors = Vec::new();
        for (rule, _) in &self.rules {
            if let Some(other) = known.insert(&rule.id, &rule.file) {
                let what = format!("the id {} a second time", rule.id);
                errors.push(
                    DataError::new(&*rule.file, 0, what).help(format!("it is that of {other}")),
                );
            }
        }
        errors
    }
}

impl RuleSet {
    /// The rules that are built in and the lists that they share, as (file, text).
    #[must_use]
    pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
        BUILTIN_RULES
    }

    /// The ids and names of the rules that are built in.
    pub(crate) fn builtin_names() -> impl Iterator<Item = (String, String)> {
        records(RULE_RECORDS, &[RULE]).filter_map(|record| match record {
            Record::Rule(sought) => Some((sought.id.into_owned(), sought.name.into_owned())),
            _ => None,
        })
    }

    /// Compiles rules and the lists that they share; their words are added to `symbols`. Of the rules only those are kept that are wanted:
    /// of which `wanted` says so, given id, name and level.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, each with file and line.
    pub fn compile(
        files: &RuleFiles<'_>,
        wanted: impl Fn(&str, &str, u8) -> bool,
        lexicon: &Lexicon,
        symbols: &mut Symbols,
    ) -> Result<Self, Vec<DataError>> {
        let is_prepared = files.builtin_rules && lexicon.is_builtin();
        let mut prepared = if is_prepared { Prepared::read() } else { Prepared::default() };
        let with_lists = !files.added.is_empty() || !prepared.is_whole;
        let mut contents = Contents::read(files.builtin_rules, files.added, with_lists);
        if contents.shelf.is_replaced() || contents.templates.is_replaced() {
            prepared = Prepared::default();
        }
        let mut errors = std::mem::take(&mut contents.errors);
        errors.extend(contents.double_ids());
        let wanted = |rule: &Sought| wanted(&rule.id, &rule.name, rule.level);
        // What is built in is known to compile: a built-in rule that is not wanted need not be tried, one that is prepared not yet.
        let is_later =
            |rule: &Sought, whole: &Option<Rule>| whole.is_none() && prepared.has(&rule.id);
        let is_tried = |(rule, whole): &&(Sought, Option<Rule>)| {
            whole.is_some() || wanted(rule) && !is_later(rule, whole)
        };
        let Contents { rules, shelf, templates, .. } = contents;
        let lists = {
            let tried = rules.iter().filter(is_tried);
            let patterns = tried.flat_map(|(rule, _)| reached(rule, &templates));
            shelf.read(patterns, symbols)
        };
        let lists = lists.map_err(|more| {
            errors.extend(more);
            std::mem::take(&mut errors)
        })?;
        let mut pool = Pool::behind(prepared.stock.lists());
        let mut patterns = PatternSetBuilder::default();
        let mut set = Self {
            builtin_rules: files.builtin_rules,
            added: files.added.to_vec(),
            ..Self::default()
        };
        for (rule, whole) in rules {
            if is_later(&rule, &whole) {
                if wanted(&rule) {
                    set.add_later(rule, &prepared, lexicon, &mut patterns);
                }
            } else if whole.is_some() || wanted(&rule) {
                let pool = &mut pool;
                let source = Source::Written { lists: &lists, lexicon, pool, symbols };
                match Matcher::compile(&rule, &templates, source) {
                    Err(more) => errors.extend(more),
                    Ok((matcher, claims)) if wanted(&rule) => {
                        let compiled = Compiled { matcher, claims };
                        errors.extend(set.add((rule, whole), compiled, &mut patterns));
                    }
                    Ok(_) => {}
                }
            }
        }
        set.patterns = patterns.build(Marks::RULE, symbols);
        set.store = Arc::new(Store { templates, prepared });
        if errors.is_empty() { Ok(set) } else { Err(errors) }
    }

    /// Adds a compiled rule; gives what is wrong with its patterns.
    fn add(
        &mut self,
        (rule, whole): (Sought, Option<Rule>),
        compiled: Compiled,
        patterns: &mut PatternSetBuilder,
    ) -> Vec<DataError> {
        let number = self.entries.len() as u32;
        let mut errors = Vec::new();
        for (at, claim) in compiled.claims.iter().enumerate() {
            let pattern = &claim.pattern;
            if pattern.required.is_empty() {
                let what =
                    format!("`{}` has only very common words or optional ones", pattern.source);
                errors.push(
                    DataError::new(&*rule.file, claim.line, what)
                        .help("one rarer word or concept has to be there"),
                );
            }
            patterns.add_later(number, at as u32, pattern.required.iter());
        }
        for (at, limit) in compiled.matcher.limits.iter().enumerate() {
            for &drug in &limit.drugs {
                self.limits.entry(drug).or_default().push((number, at as u32));
            }
        }
        let entry = Entry::new(rule, whole);
        entry.compiled.get_or_init(|| Some(compiled));
        self.entries.push(entry);
        errors
    }

    /// Adds a rule that is compiled when a text first wants it.
    fn add_later(
        &mut self,
        rule: Sought,
        prepared: &Prepared,
        lexicon: &Lexicon,
        patterns: &mut PatternSetBuilder,
    ) {
        let number = self.entries.len() as u32;
        for (at, pattern) in prepared.claims(&rule.id).enumerate() {
            patterns.add_later(number, at as u32, prepared.stock.required(pattern));
        }
        for (at, (limit, _)) in rule.limits.iter().enumerate() {
            for drug in limit.drug.split('<').skip(1).filter_map(|part| part.split('>').next()) {
                let plural = format!("{drug}s");
                let id = lexicon.by_key(drug).or_else(|| lexicon.by_key(&plural));
                for &drug in id.map(|id| lexicon.with_members(id)).unwrap_or_default() {
                    self.limits.entry(drug).or_default().push((number, at as u32));
                }
            }
        }
        self.entries.push(Entry::new(rule, None));
    }

    /// The patterns of a rule, taken out of the store now if no text wanted them before.
    pub(super) fn compiled(&self, rule: usize) -> Option<&Compiled> {
        let entry = self.entries.get(rule)?;
        let take = || {
            let Store { templates, prepared } = &*self.store;
            let numbers = prepared.patterns(&entry.sought.id);
            let source = Source::Stored { stock: &prepared.stock, numbers };
            let compiled = Matcher::compile(&entry.sought, templates, source);
            // What is built in is known to compile.
            compiled.ok().map(|(matcher, claims)| Compiled { matcher, claims })
        };
        entry.compiled.get_or_init(take).as_ref()
    }

    /// Lists that no rule, template or other list uses.
    pub(crate) fn check_lists(&self) -> Vec<Problem> {
        let contents = Contents::read(self.builtin_rules, &self.added, true);
        let patterns =
            contents.rules.iter().flat_map(|(rule, _)| reached(rule, &contents.templates));
        let unused = contents.shelf.unused(patterns, self.builtin_rules);
        unused.into_iter().map(|error| Problem { error }).collect()
    }

    /// The rules, in the order of their files.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.entries.iter().filter_map(Entry::rule)
    }

    /// The rule with an id or a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Rule> {
        let is = |entry: &&Entry| entry.id.eq_ignore_ascii_case(name) || *entry.name == *name;
        self.entries.iter().find(is).and_then(Entry::rule)
    }

    /// The id or name that is nearest to what somebody typed.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.entries.iter().flat_map(|entry| [&*entry.id, &*entry.name]))
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Is there no rule?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::compile::Claim, *};
    use crate::{
        lexicon::LexiconBuilder,
        pattern::{Pattern, Step},
    };

    /// Steps, triggers and lines of all patterns of a rule, and the drugs of its limits.
    fn shown((matcher, claims): &(Matcher, Vec<Claim>)) -> Vec<String> {
        let step = |step: &Step| match step {
            Step::Call(list) => format!("a list of {} steps", list.steps.len()),
            step => format!("{step:?}"),
        };
        let pattern = |pattern: &Pattern| {
            let steps: Vec<String> = pattern.steps.iter().map(step).collect();
            let first = (&pattern.first.words, pattern.first.mention, pattern.first.anything);
            format!("{} {steps:?} {first:?} {:?}", pattern.source, pattern.required)
        };
        let claims = claims
            .iter()
            .map(|claim| format!("{} {} {}", claim.line, claim.group, pattern(&claim.pattern)));
        let unless =
            matcher.unless.iter().map(|(unless, group)| format!("{group} {}", pattern(unless)));
        let others = matcher.applies_unless.iter().map(pattern);
        let limits = matcher.limits.iter().map(|limit| {
            let who = [&limit.who, &limit.not_who].map(|who| who.as_ref().map(pattern));
            format!("{:?} {who:?}", limit.drugs)
        });
        claims.chain(unless).chain(others).chain(limits).collect()
    }

    #[test]
    fn a_stored_rule_is_what_compiling_it_gives() {
        let (lexicon, mut symbols) = LexiconBuilder::builtin().build();
        let known = symbols.len();
        let Contents { rules, shelf, templates, .. } = Contents::read(true, &[], true);
        let patterns = rules.iter().flat_map(|(rule, _)| reached(rule, &templates));
        let lists = shelf.read(patterns, &mut symbols).unwrap();
        let (prepared, mut pool) = (Prepared::read(), Pool::default());
        assert!(prepared.is_whole);
        for (rule, _) in &rules {
            let (lists, lexicon, pool, symbols) = (&lists, &lexicon, &mut pool, &mut symbols);
            let written = Source::Written { lists, lexicon, pool, symbols };
            let numbers = prepared.patterns(&rule.id);
            let stored = Source::Stored { stock: &prepared.stock, numbers };
            let [written, stored] =
                [written, stored].map(|source| Matcher::compile(rule, &templates, source).unwrap());
            assert_eq!(shown(&written), shown(&stored), "{}", rule.id);
        }
        assert_eq!(symbols.len(), known, "all words of rules are in the table");
    }
}
