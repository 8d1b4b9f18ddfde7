//! Patterns with parameters, for rules that are rows of a table: files named `templates.toml`, in any folder of rules.
//!
//! A template is a name, the names of its parameters, patterns in which `$name` stands for the value that a rule gives, and what excepts
//! from it. A rule says `use = [{ template = "combination", drug = "<warfarin>", with = "{<ginkgo>|<garlic>}" }]`; a value is a pattern.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    file::TemplateUse,
    sought::{Placed, Text},
};
use crate::error::{DataError, nearest};

/// What a file of templates is called.
pub(super) const FILE_NAME: &str = "templates.toml";

/// A template as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateFile {
    /// What it finds, in one sentence, for who reads the file.
    #[serde(rename = "finds")]
    _finds: String,
    parameters: Vec<String>,
    #[serde(rename = "match")]
    matches: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

/// A template.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) file: Text,
    pub(super) line: usize,
    pub(super) is_builtin: bool,
    pub(super) parameters: Vec<String>,
    /// The patterns and their lines.
    pub(super) matches: Placed,
    pub(super) unless: Placed,
}

impl Template {
    /// What is wrong with its parameters.
    fn wrong(&self, name: &str) -> Vec<DataError> {
        let mut errors = Vec::new();
        if self.matches.is_empty() {
            let what = format!("the template `{name}` has no pattern");
            errors.push(DataError::new(&*self.file, self.line, what));
        }
        for (pattern, at) in self.matches.iter().chain(&self.unless) {
            for used in references(pattern) {
                if !self.parameters.iter().any(|known| known == used) {
                    let what = format!("`${used}` is no parameter of the template `{name}`");
                    let known = self.parameters.iter().map(String::as_str);
                    errors.push(offer(DataError::new(&*self.file, *at, what), used, known));
                }
            }
        }
        for parameter in &self.parameters {
            if !self.patterns().any(|pattern| references(pattern).any(|used| used == parameter)) {
                let what = format!("no pattern of the template `{name}` uses `${parameter}`");
                errors.push(DataError::new(&*self.file, self.line, what));
            }
        }
        errors
    }

    /// All its patterns.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.matches.iter().chain(&self.unless).map(|(pattern, _)| &**pattern)
    }
}

/// All templates.
#[derive(Clone, Debug, Default)]
pub(super) struct Templates {
    templates: BTreeMap<Text, Template>,
    is_replaced: bool,
}

impl Templates {
    /// Adds the templates of a file of a user.
    pub(super) fn add(&mut self, file: &str, text: &str) -> Result<(), Vec<DataError>> {
        let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let line = |at: usize| breaks.partition_point(|&end| end < at) + 1;
        let written: BTreeMap<Spanned<String>, TemplateFile> =
            toml::from_str(text).map_err(|error| {
                let message = error.message().replace('\n', " ");
                vec![DataError::new(file, error.span().map_or(0, |span| line(span.start)), message)]
            })?;
        let mut errors = Vec::new();
        for (name, written) in written {
            let (at, name) = (line(name.span().start), name.into_inner());
            let patterns = |patterns: Vec<Spanned<String>>| -> Placed {
                let placed = patterns.into_iter().map(|pattern| {
                    let at = line(pattern.span().start);
                    (Text::Owned(pattern.into_inner()), at)
                });
                placed.collect()
            };
            let template = Template {
                file: Text::Owned(file.to_owned()),
                line: at,
                is_builtin: false,
                parameters: written.parameters,
                matches: patterns(written.matches),
                unless: patterns(written.unless),
            };
            errors.extend(template.wrong(&name));
            errors.extend(self.put(Text::Owned(name), template).err());
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Adds a template.
    pub(super) fn put(&mut self, name: Text, template: Template) -> Result<(), DataError> {
        match self.templates.get(&name) {
            Some(known) if !known.is_builtin || template.is_builtin => {
                let what = format!("the template `{name}` a second time");
                let help = format!("it stands in {}:{}", known.file, known.line);
                Err(DataError::new(&*template.file, template.line, what).help(help))
            }
            _ => {
                self.is_replaced |= self.templates.insert(name, template).is_some();
                Ok(())
            }
        }
    }

    /// Does a user replace what is built in?
    pub(super) fn is_replaced(&self) -> bool {
        self.is_replaced
    }

    /// The template that is used at a place of a rule file.
    pub(super) fn used(&self, file: &str, used: &TemplateUse) -> Result<&Template, DataError> {
        let wrong = |what: String| DataError::new(file, used.line, what);
        let name = &used.template;
        let Some(template) = self.templates.get(&**name) else {
            let error = wrong(format!("no template `{name}` in any templates.toml"));
            return Err(offer(error, name, self.templates.keys().map(|name| &**name)));
        };
        let known = || template.parameters.iter().map(String::as_str);
        for parameter in used.parameters.keys() {
            if !known().any(|known| known == parameter) {
                let error = wrong(format!("the template `{name}` has no parameter `{parameter}`"));
                return Err(offer(error, parameter, known()));
            }
        }
        for parameter in known() {
            if !used.parameters.contains_key(parameter) {
                let what = format!("the template `{name}` needs the parameter `{parameter}`");
                return Err(wrong(what).help(format!("write {parameter} = \"…\"")));
            }
        }
        Ok(template)
    }
}

/// Offers the nearest of what is known, or else all of it.
fn offer<'a>(
    error: DataError,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> DataError {
    match nearest(name, known.clone()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("there is {}", known.collect::<Vec<_>>().join(", "))),
    }
}

/// The names of the parameters that a pattern uses.
fn references(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('$').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}
