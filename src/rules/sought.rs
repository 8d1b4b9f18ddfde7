//! What a rule looks for: its patterns, templates and limits, without what it tells of them.
//!
//! A start needs this of every built-in rule, and of a rule that fires all of it. So the build script takes it out of the rule files and
//! puts it into one text, fields and records parted by control characters; the file itself is read when somebody asks for it.

use std::borrow::Cow;

use super::{
    file::{Rule, TemplateUse},
    flag::{Severity, Verdict},
    limit::LimitFile,
    place::Place,
};

/// A text of the program, or of a user.
pub(super) type Text = Cow<'static, str>;

/// Patterns and their lines.
pub(super) type Placed = Vec<(Text, usize)>;

/// What a rule looks for.
#[derive(Clone, Debug)]
pub(super) struct Sought {
    pub(super) file: Text,
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) verdict: Verdict,
    pub(super) severity: Severity,
    pub(super) level: u8,
    pub(super) scope: Vec<Place>,
    pub(super) matches: Placed,
    pub(super) unless: Placed,
    pub(super) applies_unless: Placed,
    pub(super) uses: Vec<TemplateUse>,
    pub(super) limits: Vec<(LimitFile, usize)>,
}

impl Sought {
    /// What a rule that was read looks for.
    pub(super) fn of(rule: &Rule) -> Self {
        let owned = |text: &String| Cow::Owned(text.clone());
        let placed = |patterns: &[String], lines: &[usize]| -> Placed {
            patterns.iter().map(owned).zip(lines.iter().copied()).collect()
        };
        Self {
            file: owned(&rule.file),
            id: owned(&rule.id),
            name: owned(&rule.name),
            verdict: rule.verdict,
            severity: rule.severity,
            level: rule.level,
            scope: rule.scope.clone(),
            matches: placed(&rule.matches, &rule.lines[0]),
            unless: placed(&rule.unless, &rule.lines[1]),
            applies_unless: placed(&rule.applies_unless, &rule.lines[2]),
            uses: rule.uses.clone(),
            limits: rule.limits.clone(),
        }
    }

    /// All patterns that are written in it, of the claim and of what excepts from it.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        let patterns = self.matches.iter().chain(&self.unless).chain(&self.applies_unless);
        let values = self.uses.iter().flat_map(|used| used.parameters.values().map(String::as_str));
        let limits = self.limits.iter().flat_map(|(limit, _)| limit.patterns());
        patterns.map(|(pattern, _)| &**pattern).chain(values).chain(limits)
    }

    /// Reads the fields of a record behind its kind.
    fn read(mut fields: impl Iterator<Item = &'static str>) -> Option<Self> {
        let mut next = || fields.next();
        let (file, id, name) = (next()?, next()?, next()?);
        let (verdict, severity) = (next()?, next()?);
        let (level, scope) = (next()?.parse().ok()?, next()?);
        let mut sought = Self {
            file: file.into(),
            id: id.into(),
            name: name.into(),
            verdict: *Verdict::ALL.iter().find(|known| known.as_str() == verdict)?,
            severity: *Severity::ALL.iter().find(|known| known.as_str() == severity)?,
            level,
            scope: Place::USUAL.to_vec(),
            matches: Vec::new(),
            unless: Vec::new(),
            applies_unless: Vec::new(),
            uses: Vec::new(),
            limits: Vec::new(),
        };
        if !scope.is_empty() {
            let known = |name: &str| Place::ALL.into_iter().find(|place| place.as_str() == name);
            sought.scope = scope.split(',').filter_map(known).collect();
        }
        while let (Some(kind), Some(line), Some(text)) = (next(), next(), next()) {
            let line = line.parse().ok()?;
            let pairs = || {
                let mut parts = text.split(PART);
                std::iter::from_fn(move || {
                    Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
                })
            };
            match kind {
                "match" => sought.matches.push((text.into(), line)),
                "unless" => sought.unless.push((text.into(), line)),
                "applies_unless" => sought.applies_unless.push((text.into(), line)),
                "use" => sought.uses.push(TemplateUse::read(pairs().collect(), line).ok()?),
                "limit" => sought.limits.push((LimitFile::from_pairs(pairs()), line)),
                _ => return None,
            }
        }
        Some(sought)
    }
}

/// What the build script puts between records, fields and parts of fields.
const RECORD: char = '\u{1e}';
const FIELD: char = '\u{1f}';
const PART: char = '\u{1d}';

/// The kinds of records.
pub(super) const RULE: &str = "rule";
pub(super) const LIST: &str = "list";
pub(super) const TEMPLATE: &str = "template";

/// A record of the text that the build script makes of the rule files.
pub(super) enum Record {
    /// A rule.
    Rule(Sought),
    /// A list: its file and line, its name, its entries.
    List { file: &'static str, line: usize, name: &'static str, entries: Placed },
    /// A template: its file and line, its name, its parameters, its patterns and what excepts from them.
    Template {
        file: &'static str,
        line: usize,
        name: &'static str,
        parameters: Vec<String>,
        matches: Placed,
        unless: Placed,
    },
}

/// The records of some kinds of the text that the build script makes. Only it writes them; what cannot be read is left out, and the tests
/// miss it.
pub(super) fn records(
    text: &'static str,
    kinds: &'static [&'static str],
) -> impl Iterator<Item = Record> {
    text.split_terminator(RECORD).filter_map(|record| {
        let mut fields = record.split(FIELD);
        let kind = fields.next().filter(|kind| kinds.contains(kind))?;
        if kind == RULE {
            return Sought::read(fields).map(Record::Rule);
        }
        let (file, line, name) = (fields.next()?, fields.next()?.parse().ok()?, fields.next()?);
        let mut placed: [Placed; 3] = Default::default();
        while let (Some(kind), Some(line), Some(text)) =
            (fields.next(), fields.next(), fields.next())
        {
            let place = match kind {
                "parameter" => 0,
                "unless" => 1,
                _ => 2,
            };
            placed[place].push((text.into(), line.parse().ok()?));
        }
        let [parameters, unless, matches] = placed;
        if kind == LIST {
            return Some(Record::List { file, line, name, entries: matches });
        }
        let parameters = parameters.into_iter().map(|(name, _)| name.into_owned()).collect();
        Some(Record::Template { file, line, name, parameters, matches, unless })
    })
}
