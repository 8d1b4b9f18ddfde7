//! Finds what is wrong with concepts: their codes and members.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Findings, Looked, Placed,
    codes::{SYSTEMS, is_good, shape},
};
use crate::{
    error::nearest,
    lexicon::{Concept, Kind},
};

pub(super) fn check(looked: &Looked, findings: &mut Findings) {
    for placed in &looked.concepts {
        codes(placed, findings);
        let Some(id) = looked.lexicon.by_key(&placed.key).filter(|_| !placed.extends) else {
            continue;
        };
        let concept = looked.lexicon.concept(id);
        if concept.kind == Kind::DrugClass && looked.lexicon.with_members(id).len() < 2 {
            let what = format!("the class `{}` has no members", placed.key);
            let help = if concept.codes.of("atc").next().is_none() {
                "give it the ATC codes that those of its members begin with"
            } else {
                "no ATC code of a drug begins with one of its own"
            };
            findings.warning(&placed.origin, what, help);
        }
        if concept.kind == Kind::Drug {
            for code in
                concept.codes.of("atc").filter(|code| is_good("atc", code) && code.len() < 7)
            {
                let what = format!("`{code}` is the ATC code of a group, and this is one drug");
                findings.warning(&placed.origin, what, "a drug has a code of seven characters");
            }
        }
    }
    rxcuis(looked, findings);
}

fn codes(placed: &Placed, findings: &mut Findings) {
    let mut before: FxHashSet<(&str, &str)> = FxHashSet::default();
    for (system, code) in placed.codes.iter() {
        let is_new = before.insert((system, code));
        if !SYSTEMS.contains(&system) {
            let what = format!("the system of codes `{system}` is not known");
            let known = || format!("known are {}", SYSTEMS.join(", "));
            let help = nearest(system, SYSTEMS)
                .map_or_else(known, |near| format!("did you mean `{near}`?"));
            findings.warning(&placed.origin, what, &help);
        } else if !is_good(system, code) {
            let what = format!("`{code}` is no code of `{system}`");
            findings.error(&placed.origin, what, shape(system));
        } else if !is_new {
            findings.warning(&placed.origin, format!("the code `{system}:{code}` twice"), "");
        }
    }
}

/// The `RxCUI` of a concept. One that has several is put together of several ingredients, and has theirs.
fn rxcui(concept: &Concept) -> Option<&str> {
    let mut all = concept.codes.of("rxnorm");
    all.next().filter(|_| concept.kind == Kind::Drug && all.next().is_none())
}

/// Two drugs with one `RxCUI` are one.
fn rxcuis(looked: &Looked, findings: &mut Findings) {
    let (mut last, mut before) = (FxHashMap::default(), FxHashMap::<&str, &Concept>::default());
    for concept in looked.lexicon.concepts() {
        if let Some(other) = rxcui(concept).and_then(|code| last.insert(code, concept)) {
            before.insert(&concept.key, other);
        }
    }
    for placed in looked.concepts.iter().filter(|placed| !placed.extends) {
        let concept = looked.lexicon.by_key(&placed.key).map(|id| looked.lexicon.concept(id));
        let Some((concept, code)) = concept.and_then(|concept| Some((concept, rxcui(concept)?)))
        else {
            continue;
        };
        // Each beside the one before it, also if that is not looked over: as many findings as there are concepts too many.
        if let Some(other) = before.get(&*concept.key) {
            let what = format!("`{}` has the RxCUI {code} of `{}` too", concept.key, other.key);
            let help = format!("{}:{}; two drugs have two", other.file, other.line);
            findings.warning(&placed.origin, what, &help);
        }
    }
}
