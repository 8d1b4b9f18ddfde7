//! A sentence or a line of a label, and the parts in it: read from left to right, put together where they belong together.

use std::ops::Range;

use super::{
    atom::{Atom, Dose, Part},
    group::Group,
    quantity::MOST_COUNTED,
    reader::Reader,
    status::Status,
    vocabulary::{Roles, Word},
};
use crate::{
    lexicon::{Kind, Lexicon, Mention},
    pattern::Sight,
    text::Gap,
};

/// How many words may stand between two parts of one statement.
pub(super) const PART_REACH: usize = 5;
/// How many words may stand between a verb of change and the dose that it leads to.
pub(super) const CHANGE_REACH: usize = 6;

/// A sentence, or a line of a label.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) reader: Reader<'a>,
    /// All mentions of the post.
    pub(super) mentions: &'a [Mention],
    /// Those of what can be taken.
    pub(super) taken: &'a [Mention],
    pub(super) lexicon: &'a Lexicon,
    /// Is it known to be a dosing instruction, so that nothing has to show it?
    pub(super) is_label: bool,
    /// Does it hold a form, a unit or an act of taking?
    pub(super) has_anchor: bool,
    /// Is the thread about a drug?
    pub(super) has_topic: bool,
}

/// The mentions of a post that name what can be taken.
pub(super) fn find_taken(sight: &Sight<'_>, taken: &mut Vec<Mention>) {
    taken.clear();
    taken.extend(sight.mentions.iter().filter(|mention| {
        let kind = sight.lexicon.concept(mention.concept).kind;
        kind.is_taken() || kind == Kind::Remedy
    }));
}

/// The mentions that begin among some tokens.
fn among(mentions: &[Mention], tokens: Range<usize>) -> &[Mention] {
    let from = mentions.partition_point(|mention| (mention.first as usize) < tokens.start);
    let rest = &mentions[from..];
    let to = rest.partition_point(|mention| (mention.first as usize) < tokens.end);
    &rest[..to]
}

impl<'a> Line<'a> {
    pub(super) const fn range(&self) -> Range<usize> {
        self.reader.first..self.reader.end
    }

    pub(super) fn mentions_in(&self, tokens: Range<usize>) -> &'a [Mention] {
        among(self.mentions, tokens)
    }

    /// Mentions of what can be taken, among some tokens.
    pub(super) fn taken(
        &self,
        tokens: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = &'a Mention> {
        among(self.taken, tokens).iter()
    }

    /// Is a token the last of the name of what can be taken?
    pub(super) fn ends_drug(&self, end: usize) -> bool {
        self.taken(end.saturating_sub(6)..end).any(|mention| mention.end as usize == end)
    }

    /// The parts of the line, those together that stand together, if they are of dosing.
    pub(super) fn groups(&self) -> Vec<Group> {
        if !self.is_label && !self.is_about_taking() {
            return Vec::new();
        }
        let (mut groups, mut at): (Vec<Group>, usize) = (Vec::new(), self.range().start);
        while at < self.range().end {
            let Some(atom) = self.atom_from(at, groups.last()) else {
                at += 1;
                continue;
            };
            at = atom.end;
            let Some(group) = groups.last_mut() else {
                groups.push(Group::new(atom));
                continue;
            };
            if self.absorbs(group, &atom) {
                continue;
            }
            if self.belongs(group, &atom) {
                group.atoms.push(atom);
            } else {
                groups.push(Group::new(atom));
            }
        }
        for group in &mut groups {
            self.drop_loose(group);
        }
        groups.retain(|group| !group.atoms.is_empty());
        self.join_doses(&mut groups);
        self.number_steps(&mut groups);
        groups.retain(|group| {
            (group.says_anything()
                || self.is_change_at(group)
                || self.is_label && group.dose().is_some())
                && (self.is_label || self.is_anchored(group))
        });
        groups
    }

    /// The part that begins at a token, in view of what stands before it. With most words none does.
    #[inline]
    fn atom_from(&self, at: usize, before: Option<&Group>) -> Option<Atom> {
        if self.reader.begins(at) {
            return self.atom(at, before);
        }
        let needed = self.is_label && before.is_some_and(|group| group.is_needed_at(at));
        if needed { self.reader.reason(at) } else { None }
    }

    fn atom(&self, at: usize, before: Option<&Group>) -> Option<Atom> {
        let reader = self.reader;
        if let Some(end) = self.titration(at) {
            return Some(Atom { first: at, end, part: Part::Vague });
        }
        let counts = reader.opens_number(at);
        let atom = reader
            .atom(at)
            .or_else(|| {
                let behind = counts && reader.gap(at).joins() && self.ends_drug(at);
                if behind { reader.behind_drug(at) } else { None }
            })
            .or_else(|| if counts { self.counted_drug(at) } else { None })
            .or_else(|| reader.changed_to(at).filter(|_| self.is_changed_before(at)))
            .or_else(|| {
                let needed = before?.is_needed_at(at);
                if needed || self.is_label { reader.reason(at) } else { None }
            })
            .or_else(|| if counts { reader.step(at, before?.dose()?.unit) } else { None })
            .or_else(|| {
                let (frequency, end) =
                    self.ends_dose(at, before?).then(|| reader.period_alone(at))??;
                Some(Atom { first: at, end, part: Part::Frequency(frequency) })
            })?;
        let lasts = matches!(atom.part, Part::Duration { .. }) && reader.reads(at, "over");
        if lasts && !self.is_changed_before(at) || self.is_contrast(&atom) {
            return None;
        }
        Some(atom)
    }

    /// "20 mg *a day*", "2 Tylenol *a day*", "one pill of it *per day*"
    fn ends_dose(&self, at: usize, group: &Group) -> bool {
        let Some(last) = group.atoms.last().filter(|last| matches!(last.part, Part::Dose(_)))
        else {
            return false;
        };
        last.end == at || self.ends_drug(at) && at - last.end <= PART_REACH
    }

    /// "reduce *by one tablet every 3 days*", "going up *2 units every week*": how a dose changes is no dose. Gives where it ends.
    fn titration(&self, at: usize) -> Option<usize> {
        let by = self.reader.reads(at, "by") && self.is_changed_before(at);
        let behind_verb = || {
            (at.saturating_sub(3).max(self.range().start)..at).any(|verb| {
                matches!(self.reader.lex(verb), Some((Word::Increase | Word::Decrease, end)) if end == at)
            })
        };
        if by {
            let (end, _) = self.reader.dose(at + 1)?;
            return Some(self.reader.frequency(end).map_or(end, |(end, _)| end));
        }
        if !self.reader.is_number(at) || !behind_verb() {
            return None;
        }
        let (end, _) = self.reader.dose(at)?;
        self.reader.frequency(end).map(|(end, _)| end)
    }

    /// "took *2* Tylenol", "Take *1* codeine 3 times a day"
    fn counted_drug(&self, at: usize) -> Option<Atom> {
        let (amount, end) = self.reader.amount(at)?;
        let taking = self.reader.has_before(at, Roles::TAKING) && amount.most() <= MOST_COUNTED;
        let drug = self.taken(end..end + 1).next().filter(|_| taking && self.reader.joined(end))?;
        let kind = self.lexicon.concept(drug.concept).kind;
        let weak = kind != Kind::Drug;
        let dose = Dose { weak, ..Dose::new(amount, None) };
        Some(Atom { first: at, end, part: Part::Dose(dose) })
    }

    /// Does a verb that raises or lowers a dose stand a few words before?
    pub(super) fn is_changed_before(&self, at: usize) -> bool {
        (at.saturating_sub(CHANGE_REACH).max(self.range().start)..at).any(|before| {
            matches!(
                self.change(before),
                Some(Status::Increased | Status::Decreased | Status::Switched)
            )
        })
    }

    /// "went off it at 7 weeks", "started at 12 weeks": a time that a change goes with.
    pub(super) fn is_change_at(&self, group: &Group) -> bool {
        let first = group.first();
        let from = first.saturating_sub(6).max(self.range().start);
        // "you can stop at 12 weeks": leave to do it is not the deed
        let done = |at: usize| {
            let leave = (1..=2).any(|back| {
                at.checked_sub(back).is_some_and(|at| self.reader.has(at, Roles::LEAVE))
            });
            self.change(at).is_some() && !leave
        };
        group.is_only_start() && (from..first).any(done)
    }

    /// "once a day *instead of twice a day*": what is not done.
    fn is_contrast(&self, atom: &Atom) -> bool {
        (1..=3).any(|back| {
            atom.first
                .checked_sub(back)
                .filter(|&at| at >= self.range().start)
                .is_some_and(|at| self.reader.past(at, Word::Contrast) == Some(atom.first))
        })
    }

    /// Does a part go on with a statement?
    fn belongs(&self, group: &Group, atom: &Atom) -> bool {
        let Some(end) = group.atoms.last().map(|last| last.end) else { return false };
        let between = end..atom.first;
        let stop = (end..=atom.first)
            .any(|at| self.reader.gap(at).any(Gap(Gap::COLON.0 | Gap::DOTS.0 | Gap::PARAGRAPH.0)));
        if group.is_only_start() {
            // "At ten weeks along I started evening Fragmin"
            return between.len() <= PART_REACH && !stop;
        }
        if matches!(atom.part, Part::AtMost { .. }) && between.len() <= PART_REACH {
            return true;
        }
        let drug_between = self.taken(between.clone()).next().is_some();
        let apart = between.len() > PART_REACH
            || stop && !self.is_label
            || self.is_parted(between, group, atom)
            || drug_between && group.is_complete()
            || group.is_complete() && self.drug_of(atom).is_some();
        !apart && !group.conflicts(atom)
    }

    /// The drug that stands right behind a dose: "600 mg ibuprofen", "70 mg of Accutane".
    pub(super) fn drug_of(&self, atom: &Atom) -> Option<&'a Mention> {
        if !matches!(atom.part, Part::Dose(_)) {
            return None;
        }
        let name = self.reader.skip(atom.end, Word::Of);
        self.taken(name..name + 1).next().filter(|_| self.reader.joined(name))
    }

    /// Does a change, another subject or a "then" stand between?
    fn is_parted(&self, between: Range<usize>, group: &Group, atom: &Atom) -> bool {
        let reader = self.reader;
        // "20 mg, which I take twice a day"
        let goes_on = |at: usize| {
            reader.has(at, Roles::SUBJECT)
                && reader.has(at + 1, Roles::TAKING)
                && !group.has_frequency()
                && matches!(atom.part, Part::Frequency(_) | Part::When { .. })
        };
        between.into_iter().any(|at| {
            matches!(
                reader.word(at),
                Some(
                    Word::Start
                        | Word::Stop
                        | Word::Switch
                        | Word::Off
                        | Word::Increase
                        | Word::Decrease
                        | Word::Then
                        | Word::Contrast
                )
            ) || reader.has(at, Roles::BOUNDARY) && !goes_on(at)
        })
    }

    /// Does the line begin like an order?
    pub(super) fn is_order(&self) -> bool {
        self.reader.has(self.range().start, Roles::IMPERATIVE)
    }
}
