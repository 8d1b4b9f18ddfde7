//! Is it dosing at all? Numbers, times and lengths are only where something anchors them: a drug, a form, an act of taking. Shorthand and
//! parts of the day need it right beside them, a lone dose needs a verb or a name, a lone length an act of taking.

use std::ops::Range;

use super::{
    atom::{Atom, Dose, Frequency, Part},
    fhir::is_ucum,
    group::Group,
    line::Line,
    vocabulary::{Roles, Word},
};
use crate::lexicon::Kind;

/// How far before and behind a statement an anchor may stand, in words.
const ANCHOR_BEFORE: usize = 24;
const ANCHOR_BEHIND: usize = 10;

impl Line<'_> {
    /// Does the sentence hold anything that could anchor a statement? A quick look, before its parts are read.
    pub(super) fn is_about_taking(&self) -> bool {
        self.has_anchor
            || self.taken(self.range()).next().is_some()
            || self.any_takes_it(self.range())
    }

    /// In a post that names nothing that is taken: may the sentence hold a statement all the same? A quick look at what
    /// [`is_anchored`](Self::is_anchored) and the changes then ask for, before the words are read.
    pub(super) fn may_show_taking(&self) -> bool {
        let (range, reader) = (self.range(), self.reader);
        let counts = || range.clone().any(|at| reader.opens_number(at));
        // A line of a label begins with a part.
        let is_sig = || range.clone().take(2).any(|at| reader.may_begin(at)) && counts();
        reader.any_has(range.clone(), Roles::OF_MEDICINE)
            || self.is_order()
            || self.any_takes_it(range.clone())
            || is_sig()
    }

    /// "on it", "taking them"
    pub(super) fn takes_it(&self, at: usize) -> bool {
        self.reader.has(at + 1, Roles::PRONOUN)
            && (self.reader.alone(at) == Some(Word::Take) || self.reader.has(at, Roles::APPLIED))
    }

    fn any_takes_it(&self, tokens: Range<usize>) -> bool {
        self.reader.any_has(self.range(), Roles::PRONOUN)
            && tokens.into_iter().any(|at| self.takes_it(at))
    }

    /// Does the sentence speak of taking something, near the statement?
    pub(super) fn is_anchored(&self, group: &Group) -> bool {
        let (first, end) = (group.first(), group.end());
        let (range, reader) = (self.range(), self.reader);
        let near = first.saturating_sub(ANCHOR_BEFORE).max(range.start)
            ..(end + ANCHOR_BEHIND).min(range.end);
        if !group.has_amount() && self.is_of_something_else(first) {
            return false;
        }
        let drug = self.taken(near.clone()).next().is_some();
        let is_form = |at: usize| {
            matches!(reader.alone(at), Some(Word::Injection | Word::Form(_) | Word::DoseUnit(_)))
        };
        if group.is_latin_only() || group.is_weak() {
            // Shorthand and parts of the day count only right beside a drug or a dose.
            let beside = first.saturating_sub(3).max(range.start)..(end + 2).min(range.end);
            let told = self.has_topic
                && reader.any_has(first.saturating_sub(3).max(range.start)..first, Roles::TAKING);
            return told
                || self.taken(beside.clone()).next().is_some()
                || beside
                    .into_iter()
                    .any(|at| is_form(at) || self.takes_it(at) && reader.has(at, Roles::TAKING));
        }
        if self.is_rate_of_noun(group) {
            return false;
        }
        if let [Atom { part: Part::Dose(dose), .. }] = &group.atoms[..] {
            return self.is_lone_dose_taken(group, dose);
        }
        // Each of these looks over many words, and is asked only where those before it do not decide.
        let form = || near.clone().any(is_form);
        // "used it for five months" is about anything where no medicine is named.
        let is_medical = self.has_topic || self.names_drug();
        let taking = || is_medical && self.any_takes_it(near.clone());
        let put_in = || {
            is_medical && reader.any_has(near.clone(), Roles::PUT_IN)
                || near.clone().any(|at| reader.alone(at) == Some(Word::Inject))
        };
        let medicine = || near.clone().any(|at| reader.alone(at) == Some(Word::Medicine));
        let topic = || {
            (self.has_topic || group.dose().is_some() && self.names_drug())
                && (first.saturating_sub(8).max(range.start)..first).any(|at| {
                    self.has_topic && reader.has(at, Roles::TAKING)
                        || group.dose().is_some() && self.change(at).is_some()
                })
        };
        if group.is_only_length() {
            let waiting = reader.any_has(near.clone(), Roles::WAITING);
            // "had to stop it because in the first trimester …"
            let cause = first > range.start && reader.has(first - 1, Roles::BECAUSE);
            if waiting || cause || !self.length_is_of_taking(first) {
                return false;
            }
            // A patch that resides anywhere for six years may be one of software.
            let with_form = || {
                form()
                    && (near.start..first).any(|at| {
                        reader.has(at, Roles::TAKING) || reader.alone(at) == Some(Word::Injection)
                    })
            };
            return drug || taking() || put_in() || topic() || medicine() || with_form();
        }
        drug || form()
            || taking()
            || put_in()
            || topic()
            || group.has_frequency() && medicine()
            || self.is_sig(group)
    }

    /// "monthly hormonal changes", "weekly sessions": a rate that a word follows which is none of dosing, and nobody takes anything.
    fn is_rate_of_noun(&self, group: &Group) -> bool {
        let [Atom { part: Part::Frequency(frequency), first, end }] = group.atoms[..] else {
            return false;
        };
        let reader = self.reader;
        let adverb = !frequency.counted && !frequency.latin && !frequency.injection;
        let noun = reader.gap(end).is_blank()
            && end < reader.end
            && !reader.vocabulary.knows(reader.document.tokens[end].symbol)
            && self.taken(end..end + 1).next().is_none();
        let verb = (first.saturating_sub(6).max(reader.first)..first)
            .any(|at| reader.has(at, Roles::TAKING) || reader.alone(at) == Some(Word::Take));
        adverb && noun && !verb
    }

    /// A dose and nothing else: is it one that somebody takes? “took 2 tablets”, “Zoloft 50 mg”, “went up to 75”; not “30 pills for 240
    /// dollars”, “the 20 mg pills are blue”, “four tablets left”.
    fn is_lone_dose_taken(&self, group: &Group, dose: &Dose) -> bool {
        let (first, end, reader) = (group.first(), group.end(), self.reader);
        let from = first.saturating_sub(4).max(self.range().start);
        let verb = (from..first).any(|at| {
            reader.has(at, Roles::TAKING)
                || matches!(reader.word(at), Some(Word::Inject | Word::Take))
                || self.change(at).is_some()
        }) || self.is_order();
        if reader.has(end, Roles::LEFT_OVER) && reader.joined(end) {
            return false;
        }
        if reader.any_has(from..first, Roles::OTHERWISE) {
            return false; // "it contains only 15 mg"
        }
        let beside = self.ends_drug(first)
            || group.atoms.iter().any(|atom| self.drug_of(atom).is_some())
            || self.taken(from..first).next().is_some();
        // "Two tablets at once", "1000 mL over 4 hours": a line of a label
        let opens = first <= self.range().start + 1
            && dose.unit.is_some()
            && !reader.any_has(self.range(), Roles::PERSON);
        let named = reader.before(first) == Some(Word::Determiner);
        let measured = dose.unit.is_none_or(is_ucum) && dose.unit != Some("[foz_us]");
        let topic = (self.has_topic || self.names_drug()) && self.is_changed_before(first);
        verb && (beside || !named || reader.has_before(first.saturating_sub(1), Roles::TAKING))
            && (beside || topic || dose.unit.is_some())
            || beside && measured && !named
            || opens && !named
    }

    /// Does the post name anything that can be taken, in this line or before it?
    fn names_drug(&self) -> bool {
        self.taken.first().is_some_and(|taken| (taken.first as usize) < self.range().end)
    }

    /// Does the line begin with a dose and how often, as “1 bd as required” does?
    fn is_sig(&self, group: &Group) -> bool {
        let range = self.range();
        let verb = usize::from(self.is_order() || self.reader.has(range.start, Roles::TAKING));
        let timed = group.has_frequency()
            || group.any(|part| matches!(part, Part::Needed | Part::When { bare: false, .. }));
        let plainly = group.end() == range.end
            || group.any(|part| {
                matches!(
                    part,
                    Part::Needed
                        | Part::Route { .. }
                        | Part::Frequency(Frequency { latin: true, .. })
                )
            });
        // "Take twice daily", "Apply to affected areas twice daily"
        let ordered = self.is_order()
            && group.has_frequency()
            && (group.atoms.len() > 1
                || group.first() == range.start + 1
                    && self.reader.has(range.start, Roles::TAKING.or(Roles::PUT_IN)));
        let begins = group.first() <= range.start + verb;
        begins && timed && plainly && group.dose().is_some()
            || ordered && group.first() <= range.start + 3
    }

    /// “I throw up 3 times a day on metformin”: the rate of something that is no taking, by the verb before it in its clause.
    fn is_of_something_else(&self, first: usize) -> bool {
        let document = self.reader.document;
        let clause = document.clauses[document.clause_of(first)];
        let from = (clause.first as usize).max(first.saturating_sub(7)).max(self.range().start);
        let verb = (from..first).rev().find(|&at| {
            self.reader.has(at, Roles::OTHERWISE.or(Roles::TAKING))
                || self.reader.word(at) == Some(Word::Inject)
        });
        let otherwise = verb.is_some_and(|at| self.reader.has(at, Roles::OTHERWISE));
        otherwise || verb.is_none() && self.is_rate_of_symptom(from, first)
    }

    /// "headaches three times a week": a symptom right before a rate, and nothing says that it is what something is taken for.
    fn is_rate_of_symptom(&self, from: usize, first: usize) -> bool {
        let symptom = self.mentions_in(from..first).iter().rev().find(|mention| {
            matches!(self.lexicon.concept(mention.concept).kind, Kind::Symptom | Kind::Condition)
        });
        symptom.is_some_and(|symptom| {
            symptom.end as usize + 2 >= first
                && !(from..symptom.first as usize).any(|at| self.reader.word(at) == Some(Word::For))
                && self.taken(from..first).next().is_none()
        })
    }

    /// Is a length of time told of taking something, rather than of anything else in the sentence?
    fn length_is_of_taking(&self, first: usize) -> bool {
        let document = self.reader.document;
        let clause = document.clauses[document.clause_of(first)];
        let range =
            (clause.first as usize).max(first.saturating_sub(14)).max(self.range().start)..first;
        let at_start = self.taken(range.start.saturating_sub(2)..first + 1).next().is_some();
        at_start
            || range.into_iter().any(|at| {
                matches!(
                    self.reader.alone(at),
                    Some(Word::Take | Word::Inject | Word::Start | Word::Stop | Word::Injection)
                ) || self.reader.has(at, Roles::APPLIED)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        extract::dosage::{
            reader::{Lexed, Reader},
            vocabulary::Vocabulary,
        },
        lexicon::Lexicon,
        text::{Document, Symbols},
    };

    #[test]
    fn the_quick_look_passes_over_no_statement_of_a_post_without_a_medicine() {
        const BEGIN: [&str; 14] = [
            "",
            "Take",
            "I took it",
            "I use",
            "Apply to the rash",
            "He was on it",
            "They told me to inject",
            "In two weeks",
            "Stopped the",
            "At night",
            "We have it",
            "Daily",
            "My medication:",
            "I was put on",
        ];
        const DOSE: [&str; 11] = [
            "",
            "2 tablets",
            "20 mg",
            "1",
            "a puff",
            "the shots",
            "half",
            "a couple",
            "1/2 cup",
            "treatment",
            "2 x",
        ];
        const TIME: [&str; 11] = [
            "",
            "twice a day",
            "bd",
            "at night",
            "for 2 weeks",
            "as needed",
            "daily",
            "every 6 hours",
            "1 po q4h prn",
            "once a week for a month",
            "3 times",
        ];
        let mut symbols = Symbols::for_text();
        let vocabulary = Vocabulary::of_file(&mut symbols).unwrap();
        let (lexicon, mut lexed) = (Lexicon::default(), Lexed::default());
        let (mut found, mut passed_over) = (0, 0);
        for begin in BEGIN {
            for dose in DOSE {
                for time in TIME {
                    let text = format!("{begin} {dose} {time}.");
                    let document = Document::new(&text, &symbols);
                    let reader = Reader::new(&document, &vocabulary, 0..document.tokens.len());
                    let line = Line {
                        reader,
                        mentions: &[],
                        taken: &[],
                        lexicon: &lexicon,
                        is_label: false,
                        has_anchor: true,
                        has_topic: false,
                    };
                    let is_looked_at = line.may_show_taking();
                    let read = Line { reader: reader.read_sentence(&mut lexed), ..line };
                    let groups = read.groups().len();
                    assert!(is_looked_at || groups == 0, "{text}");
                    found += usize::from(groups > 0);
                    passed_over += usize::from(!is_looked_at);
                }
            }
        }
        assert!(found > 100 && passed_over > 50, "{found} found, {passed_over} passed over");
    }
}
