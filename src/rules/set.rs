//! Rules compiled, and what they find in a post.

use std::{collections::BTreeMap, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    file::{self, Rule, TemplateUse},
    flag::{Citation, Flag},
    lists::{self, Shelf},
    stance::{confidence, stance},
    templates::{self, Template, Templates},
};
use crate::{
    builtin::BUILTIN_RULES,
    error::{DataError, nearest},
    extract::{
        assertion::{Assertion, Context, CueSpan},
        cue::{Category, CueSet, Target},
    },
    lexicon::Lexicon,
    pattern::{Found, Lists, Node, Pattern, PatternSet, Seen, Sight, parse, parse_with},
    span::Span,
    text::{Document, Marks, Sentence, Symbols},
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
    matchers: Vec<Matcher>,
    patterns: PatternSet,
}

/// What a scan needs of a rule.
#[derive(Clone, Debug)]
struct Matcher {
    unless: Vec<Pattern>,
    applies_unless: Vec<Pattern>,
    rule: Arc<str>,
    name: Arc<str>,
    claim: Arc<str>,
    guidance: Arc<str>,
    citations: Arc<[Citation]>,
}

impl Matcher {
    /// Compiles the exceptions of a rule, and gives the patterns of its claim beside them.
    fn compile(
        rule: &Rule,
        (lists, templates): (&Lists, &Templates),
        lexicon: &Lexicon,
        symbols: &mut Symbols,
    ) -> Result<(Self, Vec<(Pattern, usize)>), Vec<DataError>> {
        let mut compiler = Compiler { lists, lexicon, symbols, errors: Vec::new() };
        let plain = Lists::new();
        let placed = |patterns: &[String], lines: &[usize]| -> Vec<(String, usize)> {
            patterns.iter().cloned().zip(lines.iter().copied()).collect()
        };
        let [matches, unless, applies_unless] = [&rule.matches, &rule.unless, &rule.applies_unless];
        let mut claims =
            compiler.patterns(&rule.file, &placed(matches, &rule.lines[0]), &plain, None);
        let mut unless =
            compiler.patterns(&rule.file, &placed(unless, &rule.lines[1]), &plain, None);
        let applies_unless =
            compiler.patterns(&rule.file, &placed(applies_unless, &rule.lines[2]), &plain, None);
        for used in &rule.uses {
            match templates.used(&rule.file, used) {
                Ok(template) => {
                    let values = compiler.values(&rule.file, used);
                    let line = Some((&*rule.file, used.line));
                    claims.extend(compiler.patterns(
                        &template.file,
                        &template.matches,
                        &values,
                        line,
                    ));
                    unless.extend(compiler.patterns(
                        &template.file,
                        &template.unless,
                        &values,
                        line,
                    ));
                }
                Err(error) => compiler.errors.push(error),
            }
        }
        if !compiler.errors.is_empty() {
            return Err(compiler.errors);
        }
        let patterns =
            |placed: Vec<(Pattern, usize)>| placed.into_iter().map(|(pattern, _)| pattern);
        let matcher = Self {
            unless: patterns(unless).collect(),
            applies_unless: patterns(applies_unless).collect(),
            rule: rule.id.as_str().into(),
            name: rule.name.as_str().into(),
            claim: rule.claim.as_str().into(),
            guidance: rule.guidance.as_str().into(),
            citations: rule.citations.clone().into(),
        };
        Ok((matcher, claims))
    }
}

/// What patterns are compiled with, and what is wrong with them.
struct Compiler<'a> {
    lists: &'a Lists,
    lexicon: &'a Lexicon,
    symbols: &'a mut Symbols,
    errors: Vec<DataError>,
}

impl Compiler<'_> {
    /// Compiles patterns that stand in lines of a file, each with its line or with the one of the rule that uses it.
    fn patterns(
        &mut self,
        file: &str,
        patterns: &[(String, usize)],
        values: &Lists,
        user: Option<(&str, usize)>,
    ) -> Vec<(Pattern, usize)> {
        let mut compiled = Vec::new();
        for (source, line) in patterns {
            let pattern = parse_with(source, self.lists, values, self.symbols)
                .and_then(|node| Pattern::compile(&node, source, self.lexicon, self.symbols));
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
            match parse(value, self.lists, self.symbols) {
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
}

/// A post as rules look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PostView<'a> {
    pub(crate) sight: Sight<'a>,
    pub(crate) context: &'a Context,
    pub(crate) cues: &'a CueSet,
    pub(crate) symbols: &'a Symbols,
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
            rule.patterns().chain(templates).collect::<Vec<_>>()
        });
        let lists = shelf.read(patterns, symbols).map_err(|more| {
            errors.extend(more);
            std::mem::take(&mut errors)
        })?;
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
        let mut set = Self { patterns: PatternSet::new(Marks::RULE), ..Self::default() };
        for rule in read {
            if !tried(&&rule) {
                continue;
            }
            match Matcher::compile(&rule, (&lists, &templates), lexicon, symbols) {
                Err(more) => errors.extend(more),
                Ok((matcher, claims)) if wanted(&rule) => {
                    for (pattern, line) in claims {
                        if let Err(what) =
                            set.patterns.add(set.rules.len() as u32, pattern, symbols)
                        {
                            errors.push(DataError::new(&rule.file, line, what));
                        }
                    }
                    set.rules.push(rule);
                    set.matchers.push(matcher);
                }
                Ok(_) => {}
            }
        }
        if errors.is_empty() { Ok(set) } else { Err(errors) }
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

    /// What the rules find in a post. `question` is the post that it answers, if another; `author` goes into the fingerprint.
    pub(crate) fn find(
        &self,
        post: &PostView<'_>,
        question: Option<&PostView<'_>>,
        number: u32,
        author: &str,
        (seen, exempt): (&mut Seen, &mut Exempt),
    ) -> Vec<Flag> {
        let (mut flags, mut found) = (Vec::new(), Vec::new());
        exempt.post.clear();
        for sentence in &post.sight.document.sentences {
            found.clear();
            self.patterns.find(&post.sight, sentence, post.symbols, seen, &mut found);
            let mut of_sentence: Vec<Candidate> = Vec::new();
            for (pattern, found) in found.drain(..) {
                let rule = self.patterns.pattern(pattern).0 as usize;
                let candidate = self.judge(rule, found, (post, question), sentence, exempt);
                match of_sentence.iter_mut().find(|known| known.rule == rule) {
                    // One flag a rule and sentence: one that is shown, and of those the one that says most.
                    Some(known) if candidate.rank() > known.rank() => *known = candidate,
                    Some(_) => {}
                    None => of_sentence.push(candidate),
                }
            }
            of_sentence.sort_by_key(|candidate| (candidate.found.tokens.start, candidate.rule));
            flags.extend(
                of_sentence
                    .into_iter()
                    .map(|candidate| self.flag(candidate, post, sentence, number, author)),
            );
        }
        flags
    }

    fn judge(
        &self,
        rule: usize,
        found: Found,
        (post, question): (&PostView<'_>, Option<&PostView<'_>>),
        sentence: &Sentence,
        exempt: &mut Exempt,
    ) -> Candidate {
        let matcher = &self.matchers[rule];
        let document = post.sight.document;
        let mut assertion = post.context.judge(
            document,
            (post.cues, post.symbols),
            found.tokens.clone(),
            Target::Claim,
            &found.consumed,
        );
        let stance = stance(&assertion);
        let range = sentence.first as usize..sentence.end as usize;
        let mut exception = || {
            let near =
                matcher.unless.iter().find_map(|pattern| pattern.find(&post.sight, range.clone()));
            if let Some(found) = near {
                return Some(("unless", Some(found.span(document))));
            }
            let patterns = &matcher.applies_unless;
            if let Some(span) = *exempt.post.entry(rule).or_insert_with(|| holds(patterns, post)) {
                return Some(("applies_unless", Some(span)));
            }
            let asked = question.and_then(|view| {
                *exempt.question.entry(rule).or_insert_with(|| holds(patterns, view))
            });
            asked.map(|_| ("applies_unless", None)) // its words stand in another post
        };
        let mut suppressed = Some(stance.as_str());
        if stance.is_shown() {
            let held_back = exception();
            suppressed = held_back.map(|(why, _)| why);
            let words = held_back.and_then(|(_, span)| span);
            assertion
                .cues
                .extend(words.map(|span| CueSpan { span, category: Category::Exception }));
        }
        Candidate { rule, found, assertion, suppressed }
    }

    fn flag(
        &self,
        candidate: Candidate,
        post: &PostView<'_>,
        sentence: &Sentence,
        number: u32,
        author: &str,
    ) -> Flag {
        let (rule, matcher) = (&self.rules[candidate.rule], &self.matchers[candidate.rule]);
        let document = post.sight.document;
        let stance = stance(&candidate.assertion);
        let span = candidate.found.span(document);
        Flag {
            rule: matcher.rule.clone(),
            name: matcher.name.clone(),
            post: number,
            span,
            text: span.of(&document.text).to_owned(),
            stance,
            verdict: rule.verdict,
            severity: rule.severity,
            confidence: confidence(stance, rule.level),
            level: rule.level,
            claim: matcher.claim.clone(),
            guidance: matcher.guidance.clone(),
            citations: matcher.citations.clone(),
            cues: candidate.assertion.cues,
            fingerprint: fingerprint(&rule.id, author, document, sentence),
            suppressed: candidate.suppressed,
        }
    }
}

/// What was found of the exceptions of rules, by the place of the rule, so that a post is searched once however many claims stand in it,
/// and its question once a thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exempt {
    post: FxHashMap<usize, Option<Span>>,
    question: FxHashMap<usize, Option<Span>>,
}

impl Exempt {
    /// Forgets all; to be called where a thread begins.
    pub(crate) fn clear(&mut self) {
        self.post.clear();
        self.question.clear();
    }
}

/// A match, judged.
struct Candidate {
    rule: usize,
    found: Found,
    assertion: Assertion,
    suppressed: Option<&'static str>,
}

impl Candidate {
    fn rank(&self) -> (bool, usize, usize) {
        (self.suppressed.is_none(), self.found.consumed.len(), usize::MAX - self.found.tokens.len())
    }
}

/// Where one of the patterns stands in some sentence of a post, as a fact.
fn holds(patterns: &[Pattern], post: &PostView<'_>) -> Option<Span> {
    let document = post.sight.document;
    patterns.iter().find_map(|pattern| {
        document.sentences.iter().find_map(|sentence| {
            let found =
                pattern.find(&post.sight, sentence.first as usize..sentence.end as usize)?;
            let (tokens, own) = (found.tokens.clone(), &found.consumed);
            let assertion =
                post.context.judge(document, (post.cues, post.symbols), tokens, Target::Event, own);
            (!assertion.negated && !assertion.question).then(|| found.span(document))
        })
    })
}

/// FNV-1a over the rule, the author and the words of the sentence, so that it outlives changes elsewhere in the thread.
fn fingerprint(rule: &str, author: &str, document: &Document, sentence: &Sentence) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(rule);
    add(author);
    for token in sentence.first..sentence.end {
        add(&crate::text::normal_form(document.word(token as usize)));
    }
    format!("{hash:016x}")
}
