//! Rules compiled, and what they find in a post.

use std::{collections::BTreeMap, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    check::Problem,
    compile::{Group, Matcher, OF_LIMITS},
    file::{self, Rule},
    flag::{Citation, Severity, Verdict},
    lists::{self, Shelf},
    place::Place,
    templates::{self, Template, Templates},
};
use crate::{
    builtin::BUILTIN_RULES,
    error::{DataError, nearest},
    lexicon::{ConceptId, Lexicon},
    pattern::{PatternSet, Pool},
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

impl<'a> RuleFiles<'a> {
    /// File, text, and whether it is built in.
    fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str, bool)> + use<'a> {
        let builtin = BUILTIN_RULES.iter().map(|&(file, text)| (file, text, true));
        builtin.chain(self.added.iter().map(|(file, text)| (&**file, &**text, false)))
    }
}

/// Is this the last part of the path of a file?
fn is_named(file: &str, name: &str) -> bool {
    file.rsplit(['/', '\\']).next() == Some(name)
}

/// All rules, compiled. Does not change while threads are scanned.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    pub(super) entries: Vec<Entry>,
    pub(super) matchers: Vec<Matcher>,
    pub(super) patterns: PatternSet,
    /// Of each pattern.
    pub(super) groups: Vec<Group>,
    /// Lists that nothing uses.
    unused: Vec<DataError>,
    /// Rule and limit, by the drug that it is a limit of.
    pub(super) limits: FxHashMap<ConceptId, Vec<(u32, u32)>>,
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
    told: Told,
}

/// What a flag says in the words of its rule.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) claim: Arc<str>,
    pub(super) guidance: Arc<str>,
    pub(super) citations: Arc<[Citation]>,
}

impl Entry {
    fn new(rule: &Rule) -> Self {
        Self {
            id: rule.id.as_str().into(),
            name: rule.name.as_str().into(),
            verdict: rule.verdict,
            severity: rule.severity,
            level: rule.level,
            scope: rule.scope.clone(),
            told: Told {
                claim: rule.claim.as_str().into(),
                guidance: rule.guidance.as_str().into(),
                citations: rule.citations.clone().into(),
            },
        }
    }

    pub(super) fn told(&self) -> &Told {
        &self.told
    }
}

impl RuleSet {
    /// The rules that are built in and the lists that they share, as (file, text).
    #[must_use]
    pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
        BUILTIN_RULES
    }

    /// Compiles rules and the lists that they share; their words are added to `symbols`. Of the rules only those that are `wanted` are kept.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, each with file and line.
    pub fn compile(
        files: &RuleFiles<'_>,
        wanted: impl Fn(&Rule) -> bool,
        lexicon: &Lexicon,
        symbols: &mut Symbols,
    ) -> Result<Self, Vec<DataError>> {
        let (mut errors, mut read) = (Vec::new(), Vec::new());
        let (mut shelf, mut templates) = (Shelf::default(), Templates::default());
        for (file, text, is_builtin) in files.iter() {
            if is_named(file, lists::FILE_NAME) {
                errors.extend(shelf.add(file, text, is_builtin).err().into_iter().flatten());
            } else if is_named(file, templates::FILE_NAME) {
                errors.extend(templates.add(file, text, is_builtin).err().into_iter().flatten());
            } else if !is_builtin || files.builtin_rules {
                match file::read(file, text) {
                    Ok(rule) => read.push(rule),
                    Err(error) => errors.push(error),
                }
            }
        }
        let is_builtin = |rule: &Rule| BUILTIN_RULES.iter().any(|(file, _)| *file == rule.file);
        // What is built in is known to compile: a built-in rule that is not wanted need not be tried.
        let tried = |rule: &&Rule| wanted(rule) || !is_builtin(rule);
        let used = |rule: &Rule| -> Vec<&Template> {
            rule.uses.iter().filter_map(|used| templates.used("", used).ok()).collect()
        };
        let patterns = read.iter().filter(tried).flat_map(|rule| {
            let templates = used(rule).into_iter().flat_map(Template::patterns);
            let of_limits = Some(OF_LIMITS).filter(|_| !rule.limits.is_empty());
            rule.patterns().chain(templates).chain(of_limits).collect::<Vec<_>>()
        });
        let lists = shelf.read(patterns, symbols).map_err(|more| {
            errors.extend(more);
            std::mem::take(&mut errors)
        })?;
        let mut set = Self { patterns: PatternSet::new(Marks::RULE), ..Self::default() };
        if files.builtin_rules || !files.added.is_empty() {
            let all = read.iter().flat_map(|rule| {
                let templates = used(rule).into_iter().flat_map(Template::patterns);
                rule.patterns().chain(templates).collect::<Vec<_>>()
            });
            set.unused = shelf.unused(all, files.builtin_rules);
        }
        let mut pool = Pool::default();
        let mut known: BTreeMap<&str, &Rule> = BTreeMap::new();
        for rule in &read {
            if let Some(other) = known.insert(&rule.id, rule) {
                let what = format!("the id {} a second time", rule.id);
                errors.push(
                    DataError::new(&rule.file, 0, what)
                        .help(format!("it is that of {}", other.file)),
                );
            }
        }
        for rule in read {
            if !tried(&&rule) {
                continue;
            }
            match Matcher::compile(&rule, (&lists, &templates), (lexicon, &mut pool), symbols) {
                Err(more) => errors.extend(more),
                Ok((matcher, claims)) if wanted(&rule) => {
                    let number = set.rules.len() as u32;
                    for claim in claims {
                        set.groups.push(claim.group);
                        if let Err(what) = set.patterns.add(number, claim.pattern, symbols) {
                            set.groups.pop();
                            errors.push(DataError::new(&rule.file, claim.line, what));
                        }
                    }
                    for (at, limit) in matcher.limits.iter().enumerate() {
                        for &drug in &limit.drugs {
                            set.limits.entry(drug).or_default().push((number, at as u32));
                        }
                    }
                    set.entries.push(Entry::new(&rule));
                    set.rules.push(rule);
                    set.matchers.push(matcher);
                }
                Ok(_) => {}
            }
        }
        if errors.is_empty() { Ok(set) } else { Err(errors) }
    }

    /// Lists that no rule, template or other list uses.
    pub(crate) fn check_lists(&self) -> Vec<Problem> {
        self.unused.iter().cloned().map(|error| Problem { error }).collect()
    }

    /// The rules, in the order of their files.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rule with an id or a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(name) || rule.name == name)
    }

    /// The id or name that is nearest to what somebody typed.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let names = self.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.name.as_str()]);
        nearest(name, names)
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Is there no rule?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}
