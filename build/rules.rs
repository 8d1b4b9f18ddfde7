//! Compiles the patterns of the rules, as `rules::prepared` reads them.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    image::Writer,
    lexicon::Lexicon,
    pattern::{self, Lists, Pattern, Pool, StockWriter},
    text::Symbols,
};

/// The lists and templates of the records, and what patterns are compiled with.
struct Shop<'a> {
    lists: BTreeMap<&'a str, Vec<&'a str>>,
    templates: BTreeMap<&'a str, Template<'a>>,
    read: Lists,
    pool: Pool,
    lexicon: &'a Lexicon,
    symbols: &'a mut Symbols,
}

#[derive(Default)]
struct Template<'a> {
    matches: Vec<&'a str>,
    unless: Vec<&'a str>,
}

/// The patterns of a rule, and which of them are those of its claim.
#[derive(Default)]
struct Patterns {
    all: Vec<Pattern>,
    claims: Vec<usize>,
}

impl<'a> Shop<'a> {
    /// Reads the lists that a pattern uses.
    fn reach(&mut self, pattern: &str) -> Option<()> {
        for rest in pattern.split('@').skip(1) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            if self.read.contains_key(&rest[..end]) {
                continue;
            }
            // Taken out, so that a circle comes to an end.
            let (name, entries) = self.lists.remove_entry(&rest[..end])?;
            let mut choices = Vec::new();
            for entry in entries {
                self.reach(entry)?;
                choices.push(pattern::parse(entry, &self.read, self.symbols).ok()?);
            }
            self.read.insert(name.to_owned(), Arc::new(pattern::one_of(choices)));
        }
        Some(())
    }

    fn pattern(&mut self, source: &str, values: &Lists) -> Option<Pattern> {
        self.reach(source)?;
        let node = pattern::parse_with(source, &self.read, values, self.symbols).ok()?;
        Pattern::compile_in(&node, source, self.lexicon, self.symbols, &mut self.pool).ok()
    }

    fn add(
        &mut self,
        to: &mut Patterns,
        (source, is_claim): (&str, bool),
        values: &Lists,
    ) -> Option<()> {
        let pattern = self.pattern(source, values)?;
        if is_claim {
            (!pattern.required.is_empty()).then_some(())?;
            to.claims.push(to.all.len());
        }
        to.all.push(pattern);
        Some(())
    }

    /// The patterns of a rule, in the order in which `rules::compile` asks for them; none if something is wrong with it, which the crate
    /// then tells.
    fn rule(&mut self, fields: &[&'a str]) -> Option<Patterns> {
        let (mut patterns, none) = (Patterns::default(), Lists::new());
        let mut has_limits = false;
        for part in fields.chunks(3) {
            let &[kind, _, text] = part else { return None };
            let parts: Vec<&str> = text.split('\u{1d}').collect();
            let pairs = || parts.chunks_exact(2).map(|pair| (pair[0], pair[1]));
            let value =
                |name: &str| pairs().find(|(known, _)| *known == name).map(|(_, value)| value);
            match kind {
                "use" => {
                    let mut values = Lists::new();
                    for (name, value) in pairs().filter(|(name, _)| *name != "template") {
                        self.reach(value)?;
                        let value = pattern::parse(value, &self.read, self.symbols).ok()?;
                        values.insert(name.to_owned(), Arc::new(value));
                    }
                    let Template { matches, unless } = self.templates.get(value("template")?)?;
                    let (matches, unless) = (matches.clone(), unless.clone());
                    for source in matches {
                        self.add(&mut patterns, (source, true), &values)?;
                    }
                    for source in unless {
                        self.add(&mut patterns, (source, false), &values)?;
                    }
                }
                "limit" => {
                    has_limits = true;
                    let drug = value("drug")?;
                    // The crate finds the drugs without its lists.
                    (!drug.contains('@')).then_some(())?;
                    for source in [Some(drug), value("who"), value("not_who")].into_iter().flatten()
                    {
                        self.add(&mut patterns, (source, false), &none)?;
                    }
                }
                _ => self.add(&mut patterns, (text, kind == "match"), &none)?,
            }
        }
        if has_limits {
            self.add(&mut patterns, ("@too_much", false), &none)?;
        }
        Some(patterns)
    }
}

/// The image of the rules of some records, whose words are added to the table.
pub(crate) fn image(records: &str, lexicon: &Lexicon, symbols: &mut Symbols) -> Writer {
    let parted: Vec<Vec<&str>> =
        records.split_terminator('\u{1e}').map(|record| record.split('\u{1f}').collect()).collect();
    let mut shop = Shop {
        lists: BTreeMap::new(),
        templates: BTreeMap::new(),
        read: Lists::new(),
        pool: Pool::default(),
        lexicon,
        symbols,
    };
    for fields in &parted {
        let texts = |kind: &'static str| {
            fields[4..].chunks(3).filter(move |part| part[0] == kind).map(|part| part[2]).collect()
        };
        match fields[0] {
            "list" => {
                shop.lists.insert(fields[3], texts("entry"));
            }
            "template" => {
                let template = Template { matches: texts("match"), unless: texts("unless") };
                shop.templates.insert(fields[3], template);
            }
            _ => {}
        }
    }
    let (mut ids, mut ends, mut claims) = (Vec::new(), Vec::new(), Vec::new());
    let (mut stock, mut len) = (StockWriter::default(), 0);
    let rules = || parted.iter().filter(|fields| fields[0] == "rule");
    for fields in rules() {
        let Some(patterns) = shop.rule(&fields[8..]) else { continue };
        for pattern in &patterns.all {
            stock.add(pattern);
        }
        ids.push(fields[2]);
        claims.push(patterns.claims.into_iter().map(move |claim| len + claim as u32));
        len += patterns.all.len() as u32;
        ends.push(len);
    }
    let mut image = Writer::default();
    stock.write(&mut image);
    image.strings(ids);
    image.array(ends);
    image.arrays(claims);
    image.array([rules().count() as u32]);
    image
}
