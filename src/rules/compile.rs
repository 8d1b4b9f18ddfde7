//! Compiles what a rule looks for: patterns, templates and limits.

use std::{ops::Range, sync::Arc};

use super::{
    file::TemplateUse,
    limit::Comparisons,
    sought::{Placed, Sought, Text},
    templates::Templates,
};
use crate::{
    error::DataError,
    lexicon::{ConceptId, Lexicon},
    pattern::{Lists, Node, Pattern, Pool, Stock, parse, parse_with},
    text::Symbols,
};

/// What patterns are excepted from: those of one template, or the limits.
pub(super) type Group = u32;
/// Exceptions of this group hold for all that a rule looks for.
pub(super) const ALL: Group = 0;
/// The group of limits.
pub(super) const LIMITS: Group = 1;

/// A pattern of a claim.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) pattern: Pattern,
    pub(super) line: usize,
    pub(super) group: Group,
}

/// A limit, compiled.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    /// Sorted.
    pub(super) drugs: Vec<ConceptId>,
    pub(super) comparisons: Comparisons,
    pub(super) who: Option<Pattern>,
    pub(super) not_who: Option<Pattern>,
    /// Is it looked for where the drug is named, dosed or not?
    pub(super) of_mentions: bool,
}

/// What a scan needs of a rule beside the patterns of its claim.
#[derive(Clone, Debug, Default)]
pub(super) struct Matcher {
    pub(super) unless: Vec<(Pattern, Group)>,
    pub(super) applies_unless: Vec<Pattern>,
    pub(super) limits: Vec<Limit>,
}

/// A rule, compiled.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub(super) matcher: Matcher,
    pub(super) claims: Vec<Claim>,
}

/// What limits are excepted from, besides what their rule says.
const WARNED: &str = "@too_much";

impl Matcher {
    /// Compiles a rule: its exceptions and limits, and beside them the patterns of its claim.
    pub(super) fn compile(
        rule: &Sought,
        templates: &Templates,
        source: Source<'_>,
    ) -> Result<(Self, Vec<Claim>), Vec<DataError>> {
        let mut compiler = Compiler { source, errors: Vec::new() };
        let mut of_rule =
            |patterns: &Placed| compiler.patterns(&rule.file, patterns, &Lists::new(), None);
        let own = of_rule(&rule.matches);
        let unless = of_rule(&rule.unless);
        let applies_unless = of_rule(&rule.applies_unless);
        let claim = |group: Group| move |(pattern, line)| Claim { pattern, line, group };
        let mut claims: Vec<Claim> = own.into_iter().map(claim(ALL)).collect();
        let mut matcher = Self {
            unless: unless.into_iter().map(|(pattern, _)| (pattern, ALL)).collect(),
            applies_unless: applies_unless.into_iter().map(|(pattern, _)| pattern).collect(),
            limits: Vec::new(),
        };
        for (group, used) in (LIMITS + 1..).zip(&rule.uses) {
            match templates.used(&rule.file, used) {
                Ok(template) => {
                    let values = compiler.values(&rule.file, used);
                    let user = Some((&*rule.file, used.line));
                    let mut of_template = |patterns: &Placed| {
                        compiler.patterns(&template.file, patterns, &values, user)
                    };
                    claims.extend(of_template(&template.matches).into_iter().map(claim(group)));
                    let unless = of_template(&template.unless).into_iter();
                    matcher.unless.extend(unless.map(|(pattern, _)| (pattern, group)));
                }
                Err(error) => compiler.errors.push(error),
            }
        }
        for (limit, line) in &rule.limits {
            let read = Comparisons::read(limit).map(|comparisons| {
                let one = |compiler: &mut Compiler<'_>, pattern: &Option<String>| {
                    let placed: Placed =
                        pattern.iter().map(|pattern| (pattern.clone().into(), *line)).collect();
                    let patterns = compiler.patterns(&rule.file, &placed, &Lists::new(), None);
                    patterns.into_iter().next().map(|(pattern, _)| pattern)
                };
                let of_mentions = [&limit.daily, &limit.single, &limit.duration, &limit.weeks]
                    .iter()
                    .all(|part| part.is_none());
                Limit {
                    drugs: compiler.drugs(&rule.file, &limit.drug, *line),
                    who: one(&mut compiler, &limit.who),
                    not_who: one(&mut compiler, &limit.not_who),
                    comparisons,
                    of_mentions,
                }
            });
            match read {
                Ok(limit) => matcher.limits.push(limit),
                Err(what) => compiler.errors.push(DataError::new(&*rule.file, *line, what)),
            }
        }
        if !matcher.limits.is_empty() && compiler.source.has_list(&WARNED[1..]) {
            let warned = compiler.patterns(&rule.file, &[(WARNED.into(), 0)], &Lists::new(), None);
            matcher.unless.extend(warned.into_iter().map(|(pattern, _)| (pattern, LIMITS)));
        }
        if compiler.errors.is_empty() { Ok((matcher, claims)) } else { Err(compiler.errors) }
    }
}

/// The lists that a limit needs without naming them.
pub(super) const OF_LIMITS: &str = WARNED;

/// Where the patterns of a rule come from.
pub(super) enum Source<'a> {
    /// They are read and compiled.
    Written { lists: &'a Lists, lexicon: &'a Lexicon, pool: &'a mut Pool, symbols: &'a mut Symbols },
    /// The build script compiled them, in the order in which they are asked for.
    Stored { stock: &'a Stock, numbers: Range<u32> },
}

impl Source<'_> {
    fn pattern(&mut self, source: &str, values: &Lists) -> Result<Pattern, String> {
        match self {
            Self::Written { lists, lexicon, pool, symbols } => {
                let node = parse_with(source, lists, values, symbols)?;
                Pattern::compile_in(&node, source, lexicon, symbols, pool)
            }
            Self::Stored { stock, numbers } => {
                let next = numbers.next().ok_or_else(|| format!("`{source}` is not stored"))?;
                Ok(stock.pattern(next, source))
            }
        }
    }

    /// The value of a parameter, for the patterns that use it.
    fn value(&mut self, value: &str) -> Result<Node, String> {
        match self {
            Self::Written { lists, symbols, .. } => parse(value, lists, symbols),
            Self::Stored { .. } => Ok(Node::Any),
        }
    }

    fn has_list(&self, name: &str) -> bool {
        match self {
            Self::Written { lists, .. } => lists.contains_key(name),
            Self::Stored { .. } => true,
        }
    }
}

/// Compiles patterns, and gathers what is wrong with them.
struct Compiler<'a> {
    source: Source<'a>,
    errors: Vec<DataError>,
}

impl Compiler<'_> {
    /// Compiles patterns that stand in lines of a file, each with its line or with the one of the rule that uses it.
    fn patterns(
        &mut self,
        file: &str,
        patterns: &[(Text, usize)],
        values: &Lists,
        user: Option<(&str, usize)>,
    ) -> Vec<(Pattern, usize)> {
        let mut compiled = Vec::new();
        for (source, line) in patterns {
            let pattern = self.source.pattern(source, values);
            match (pattern, user) {
                (Ok(pattern), _) => compiled.push((pattern, user.map_or(*line, |(_, line)| line))),
                (Err(what), None) => self.errors.push(DataError::new(file, *line, what)),
                (Err(what), Some((user, at))) => {
                    let error = DataError::new(user, at, what);
                    // What is wrong with a value is wrong in each pattern.
                    if !self.errors.iter().any(|known| known.file == user && known.line == at) {
                        self.errors
                            .push(error.help(format!("the pattern stands in {file}:{line}")));
                    }
                }
            }
        }
        compiled
    }

    /// The values that a rule gives to the parameters of a template.
    fn values(&mut self, file: &str, used: &TemplateUse) -> Lists {
        let mut values = Lists::new();
        for (name, value) in &used.parameters {
            match self.source.value(value) {
                Ok(node) => {
                    values.insert(name.clone(), Arc::new(node));
                }
                Err(what) => {
                    let what = format!("{name}: {what}");
                    self.errors.push(DataError::new(file, used.line, what));
                    values.insert(name.clone(), Arc::new(Node::Any));
                }
            }
        }
        values
    }

    /// The concepts that a pattern is made of, which must be all that it is made of.
    fn drugs(&mut self, file: &str, source: &str, line: usize) -> Vec<ConceptId> {
        let drugs = self.source.pattern(source, &Lists::new()).and_then(|pattern| {
            pattern.concepts().ok_or_else(|| {
                format!("drug: `{source}` is to be made of concepts alone: `<a>` or `{{<a>|<b>}}`")
            })
        });
        drugs.unwrap_or_else(|what| {
            self.errors.push(DataError::new(file, line, what));
            Vec::new()
        })
    }
}
