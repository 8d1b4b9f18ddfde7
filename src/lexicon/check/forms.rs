//! Finds forms with two meanings, forms that say the same, and forms that are never found.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Findings, Looked, Origin};
use crate::{
    lexicon::{
        Term, Via,
        builder::{plural, with_each_possessive},
    },
    text::{Document, LONGEST_SENTENCE, Symbol, Symbols, words},
};

/// By which terms a phrase is known, in the order of the rows.
#[derive(Default)]
struct Forms {
    /// The last counts.
    direct: Vec<usize>,
    /// As the plural of these, if no form is the phrase itself.
    plural: Vec<usize>,
}

/// The phrases that the terms are compiled to.
struct Phrases {
    forms: FxHashMap<Vec<Symbol>, Forms>,
    /// In the order in which they came.
    order: Vec<Vec<Symbol>>,
    /// The terms that have no phrase.
    none: Vec<usize>,
}

impl Phrases {
    fn of(looked: &Looked, symbols: &mut Symbols) -> Self {
        let mut phrases = Self { forms: FxHashMap::default(), order: Vec::new(), none: Vec::new() };
        for (at, term) in looked.lexicon.terms().iter().enumerate() {
            let phrase = symbols.intern_phrase(&term.form);
            if phrase.is_empty() || phrase.contains(&Symbol::UNKNOWN) {
                phrases.none.push(at);
                continue;
            }
            for phrase in with_each_possessive(phrase, |word| symbols.intern(word)) {
                if let Some(plural) = plural(&phrase, term, symbols) {
                    phrases.entry(plural).plural.push(at);
                }
                phrases.entry(phrase).direct.push(at);
            }
        }
        phrases
    }

    fn entry(&mut self, phrase: Vec<Symbol>) -> &mut Forms {
        let Self { forms, order, .. } = self;
        forms.entry(phrase).or_insert_with_key(|phrase| {
            order.push(phrase.clone());
            Forms::default()
        })
    }
}

pub(super) fn check(looked: &Looked, symbols: &mut Symbols, findings: &mut Findings) {
    let phrases = Phrases::of(looked, symbols);
    for &at in &phrases.none {
        let (term, origin) = (&looked.lexicon.terms()[at], &looked.origins[at]);
        if origin.is_looked_at {
            let what = format!("`{}` is never found", term.form);
            findings.error(origin, what, "nothing is left of it in the form that is looked up");
        }
    }
    let mut pairs = Pairs {
        looked,
        told: FxHashSet::default(),
        hidden: FxHashSet::default(),
        needless_plurals: Vec::new(),
        needless_beside_my: Vec::new(),
    };
    for phrase in &phrases.order {
        let Some((&last, before)) = phrases.forms[phrase].direct.split_last() else { continue };
        // Each with its neighbour: as many findings as there are forms too many.
        for (&first, &second) in before.iter().zip(&phrases.forms[phrase].direct[1..]) {
            pairs.same_words(first, second, last, findings);
        }
    }
    // What the forms themselves say comes before what their plurals do.
    for phrase in &phrases.order {
        let forms = &phrases.forms[phrase];
        if let Some(&last) = forms.direct.last() {
            for &plural in &forms.plural {
                pairs.plural(plural, last, findings);
            }
        } else {
            for two in forms.plural.windows(2) {
                pairs.two_plurals(two[0], two[1], findings);
            }
        }
    }
    pairs.needless(findings);
    let hidden = pairs.hidden;
    unreachable(looked, symbols, &hidden, findings);
}

/// Pairs of terms that share a phrase.
struct Pairs<'a> {
    looked: &'a Looked,
    /// Pairs that were told, as `my` makes seven phrases of one form.
    told: FxHashSet<(usize, usize)>,
    /// Terms that are never found because of others.
    hidden: FxHashSet<usize>,
    /// Terms that are plurals of others of their concept.
    needless_plurals: Vec<usize>,
    /// Terms that others of their concept stand for by `my`.
    needless_beside_my: Vec<usize>,
}

impl<'a> Pairs<'a> {
    /// The two terms, with the place to tell it at and the other place; `None` if it was told, or is not looked over.
    fn pair(
        &mut self,
        first: usize,
        second: usize,
    ) -> Option<(&'a Term, &'a Term, &'a Origin, &'a Origin)> {
        let looked = self.looked;
        let (one, other) = (&looked.origins[first], &looked.origins[second]);
        let is_new = first != second && self.told.insert((first.min(second), first.max(second)));
        let terms = looked.lexicon.terms();
        if !is_new {
            None
        } else if other.is_looked_at {
            Some((&terms[first], &terms[second], other, one))
        } else if one.is_looked_at {
            Some((&terms[second], &terms[first], one, other))
        } else {
            None
        }
    }

    fn key(&self, term: &Term) -> &'a str {
        &self.looked.lexicon.concept(term.concept).key
    }

    /// Two forms of the same words; `last` is the one that counts.
    fn same_words(&mut self, first: usize, second: usize, last: usize, findings: &mut Findings) {
        let Some((other, here, place, elsewhere)) = self.pair(first, second) else { return };
        let form = &here.form;
        if other.concept != here.concept {
            self.hidden.insert(first);
            let what = format!("`{form}` is a form of `{}` too", self.key(other));
            let help =
                format!("{elsewhere}; a form has one meaning, and that of the later row counts");
            findings.error(place, what, &help);
            return;
        }
        let winner = &self.looked.lexicon.terms()[last];
        let loser = &self.looked.lexicon.terms()[first];
        // What is built in is looked up by itself, so a form that counts only in its own letters does not hide it.
        let is_beneath = !self.looked.origins[first].is_looked_at;
        if winner.case && is_beneath {
            return;
        }
        if winner.case && *winner.form != *loser.form {
            self.hidden.insert(first);
            let what = format!("`{}` is never found", loser.form);
            let help = format!(
                "`{}`, of the same words, comes after it and counts only in its own letters",
                winner.form
            );
            findings.error(place, what, &help);
            return;
        }
        self.hidden.insert(first);
        if loser.ambiguous != winner.ambiguous || loser.case != winner.case {
            let what = format!(
                "`{}` has other flags than `{}`, of the same words",
                loser.form, winner.form
            );
            findings.warning(place, what, "the later counts");
        } else if words(&loser.form) == words(&winner.form) {
            let what = format!("`{}` says the same as `{}`", loser.form, winner.form);
            findings.warning(
                place,
                what,
                "capitals, accents, hyphens and possessives need no form",
            );
        } else {
            let is_my = |term: &Term| words(&term.form).iter().any(|word| word == "my");
            let needless = if is_my(winner) { first } else { last };
            if self.looked.origins[needless].is_looked_at {
                self.needless_beside_my.push(needless);
            }
        }
    }

    /// The plural of a form, and a form of the same words.
    fn plural(&mut self, singular: usize, direct: usize, findings: &mut Findings) {
        let terms = self.looked.lexicon.terms();
        if terms[singular].concept == terms[direct].concept {
            let (one, many) = (&terms[singular], &terms[direct]);
            let same_flags = (one.ambiguous, one.case) == (many.ambiguous, many.case);
            let is_looked_at = self.looked.origins[direct].is_looked_at;
            // A name has to stand in its row.
            let is_needless = same_flags && many.via != Via::Name;
            if is_needless && is_looked_at && self.told.insert((singular, direct)) {
                self.needless_plurals.push(direct);
            }
            return;
        }
        let Some((_, here, place, elsewhere)) = self.pair(singular, direct) else { return };
        let (one, many) = (&terms[singular], &terms[direct]);
        let what = if here.form == many.form {
            format!("`{}` is also the plural of `{}` of `{}`", many.form, one.form, self.key(one))
        } else {
            format!("the plural of `{}` is also `{}` of `{}`", one.form, many.form, self.key(many))
        };
        findings.warning(place, what, &format!("{elsewhere}; the form counts, not the plural"));
    }

    /// One finding a row for all plurals that need not stand in it, and one for all that `my` stands for.
    fn needless(&mut self, findings: &mut Findings) {
        let plurals = std::mem::take(&mut self.needless_plurals);
        let help = "the plural of the last word needs no form";
        self.by_row(plurals, ["its singular", "their singulars"], help, findings);
        let beside_my = std::mem::take(&mut self.needless_beside_my);
        let help = "`my` stands for your, his, her, their, our and the";
        self.by_row(beside_my, ["a form with `my`", "forms with `my`"], help, findings);
    }

    fn by_row(&self, mut terms: Vec<usize>, by: [&str; 2], help: &str, findings: &mut Findings) {
        const MOST: usize = 3;
        terms.sort_unstable();
        terms.dedup();
        let row = |at: &usize| {
            let origin = &self.looked.origins[*at];
            (self.looked.lexicon.terms()[*at].concept, origin.line, &origin.file)
        };
        for of_row in terms.chunk_by(|one, other| row(one) == row(other)) {
            let form = |at: &usize| format!("`{}`", self.looked.lexicon.terms()[*at].form);
            let forms: Vec<String> = of_row.iter().take(MOST).map(form).collect();
            let more = match of_row.len() - forms.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let are = match of_row.len() {
                1 => format!("is covered by {}", by[0]),
                _ => format!("are covered by {}", by[1]),
            };
            let what = format!("{}{more} {are}", forms.join(", "));
            findings.warning(&self.looked.origins[of_row[0]], what, help);
        }
    }

    /// Two forms of the same plural.
    fn two_plurals(&mut self, first: usize, second: usize, findings: &mut Findings) {
        let terms = self.looked.lexicon.terms();
        if terms[first].concept == terms[second].concept
            || self.told.contains(&(first.min(second), first.max(second)))
        {
            return;
        }
        let Some((other, here, place, elsewhere)) = self.pair(first, second) else { return };
        let what = format!(
            "the plural of `{}` is also that of `{}` of `{}`",
            here.form,
            other.form,
            self.key(other)
        );
        findings.warning(place, what, &format!("{elsewhere}; the first counts"));
    }
}

/// Forms that are not found in a text that is nothing else.
fn unreachable(
    looked: &Looked,
    symbols: &Symbols,
    hidden: &FxHashSet<usize>,
    findings: &mut Findings,
) {
    let mut document = Document::default();
    for (at, term, origin) in looked.terms() {
        document.read(&term.form, symbols);
        let len = document.tokens.len();
        if len == 0 || hidden.contains(&at) {
            continue;
        }
        if len > LONGEST_SENTENCE {
            let what = format!("a form of {len} words is never found");
            findings.error(origin, what, &format!("a sentence has at most {LONGEST_SENTENCE}"));
            continue;
        }
        let end = document.sentences.first().map_or(0, |sentence| sentence.end as usize);
        let found = looked.lexicon.mention_at(&document, 0, end);
        if found.is_some_and(|mention| mention.end as usize == len) {
            continue;
        }
        let form = &term.form;
        let what = format!("`{form}` is not found as it is written");
        if term.case && !form.ends_with(char::is_alphanumeric) {
            let help = "a form that counts only in its own letters ends with one";
            findings.error(origin, what, help);
            continue;
        }
        let ends = document.tokens.windows(2).find(|two| !two[1].gap.joins());
        let over = ends.map(|two| form[two[0].end as usize..two[1].start as usize].trim());
        let help = match over {
            Some(over) => format!("no form runs over `{over}`; write the words without it"),
            None => "its words are read as two sentences".to_owned(),
        };
        if term.case {
            findings.error(origin, what, &help);
        } else {
            findings.warning(origin, what, &help);
        }
    }
}
