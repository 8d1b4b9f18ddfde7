//! Parts that stand together: what belongs to one statement, and whether it is one of dosing at all.
//!
//! Numbers, times and lengths are dosing only where something anchors them: a drug, a form, an act of taking. Shorthand and parts of the
//! day need it right beside them.

use std::ops::Range;

use super::{
    Field, InWords,
    assemble::Assembled,
    atom::{Atom, Dose, Frequency, Part},
    reader::Reader,
    status::Status,
    vocabulary::{Roles, Word},
};
use crate::{
    lexicon::{Kind, Lexicon, Mention},
    text::{Gap, Shape},
};

/// How many words may stand between two parts of one statement.
const PART_REACH: usize = 5;
/// How many words may stand between a verb of change and the dose that it leads to.
const CHANGE_REACH: usize = 6;
/// How many words may stand between a place on the body and the part that it belongs to.
const SITE_REACH: usize = 3;
/// How far before and behind a statement an anchor may stand, in words.
const ANCHOR_BEFORE: usize = 24;
const ANCHOR_BEHIND: usize = 10;

/// Parts that stand together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) atoms: Vec<Atom>,
    /// Which step of a schedule it is, from 1.
    pub(super) step: Option<u32>,
}

impl Group {
    fn new(atom: Atom) -> Self {
        Self { atoms: vec![atom], step: None }
    }

    pub(super) fn first(&self) -> usize {
        self.atoms.first().map_or(0, |atom| atom.first)
    }

    pub(super) fn end(&self) -> usize {
        self.atoms.last().map_or(0, |atom| atom.end)
    }

    pub(super) fn any(&self, is: impl Fn(&Part) -> bool) -> bool {
        self.atoms.iter().any(|atom| is(&atom.part))
    }

    pub(super) fn has_frequency(&self) -> bool {
        self.any(|part| matches!(part, Part::Frequency(_) | Part::Vague))
    }

    pub(super) fn dose(&self) -> Option<&Dose> {
        self.atoms.iter().find_map(|atom| match &atom.part {
            Part::Dose(dose) => Some(dose),
            _ => None,
        })
    }

    fn dose_mut(&mut self) -> Option<&mut Dose> {
        self.atoms.iter_mut().find_map(|atom| match &mut atom.part {
            Part::Dose(dose) => Some(dose),
            _ => None,
        })
    }

    fn has_duration(&self) -> bool {
        self.any(|part| matches!(part, Part::Duration { .. }))
    }

    /// Does it say how much, in what?
    fn has_amount(&self) -> bool {
        self.dose().is_some_and(|dose| !dose.weak || dose.unit.is_some())
            || self.any(|part| matches!(part, Part::Frequency(Frequency { injection: true, .. })))
    }

    /// Has it what a statement needs, so that the next drug begins another?
    fn is_complete(&self) -> bool {
        self.has_frequency() || self.is_only_length()
    }

    /// A second dose or frequency begins another statement.
    fn conflicts(&self, atom: &Atom) -> bool {
        match atom.part {
            Part::Frequency(_) | Part::Vague => self.has_frequency(),
            Part::Dose(_) => {
                self.dose().is_some()
                    || self.has_frequency() && self.has_duration()
                    || self.any(|part| matches!(part, Part::When { .. }))
            }
            Part::Duration { .. } => self.has_duration(),
            Part::Start { .. } => self.any(|part| matches!(part, Part::Start { .. })),
            _ => false,
        }
    }

    /// Does it only say the most that may be taken?
    pub(super) fn is_only_most(&self) -> bool {
        self.atoms.iter().all(|atom| matches!(atom.part, Part::AtMost { .. }))
    }

    /// Does it only say when a course begins?
    pub(super) fn is_only_start(&self) -> bool {
        self.atoms.iter().all(|atom| matches!(atom.part, Part::Start { .. }))
    }

    /// Has it more than the way into the body?
    fn says_anything(&self) -> bool {
        self.any(|part| {
            !matches!(
                part,
                Part::Route { .. }
                    | Part::Site { .. }
                    | Part::Start { .. }
                    | Part::Vague
                    | Part::Instruction
                    | Part::Dose(Dose { weak: true, .. })
            )
        })
    }

    /// Is it made of clinicians' shorthand only?
    fn is_latin_only(&self) -> bool {
        self.atoms.iter().all(|atom| {
            matches!(
                atom.part,
                Part::Frequency(Frequency { latin: true, .. })
                    | Part::When { latin: true, .. }
                    | Part::Needed
                    | Part::Route { .. }
                    | Part::Instruction
                    | Part::Count(_)
            )
        })
    }

    /// Is it made of parts of the day and weekdays only?
    fn is_weak(&self) -> bool {
        self.atoms.iter().all(|atom| {
            matches!(
                atom.part,
                Part::When { .. }
                    | Part::Days { .. }
                    | Part::Clock(_)
                    | Part::Route { .. }
                    | Part::Site { .. }
                    | Part::Needed
                    | Part::Instruction
                    | Part::Count(_)
            )
        })
    }

    /// Does it only say how long?
    pub(super) fn is_only_length(&self) -> bool {
        self.any(|part| {
            matches!(
                part,
                Part::Duration { .. }
                    | Part::Course { .. }
                    | Part::Within { .. }
                    | Part::Until { .. }
                    | Part::From { .. }
                    | Part::After(_)
            )
        }) && !self.has_frequency()
            && self.dose().is_none()
    }

    /// Does it say a dose and when it is taken, and not how often?
    fn is_dose_and_when(&self) -> bool {
        self.dose().is_some()
            && !self.has_frequency()
            && self.any(|part| matches!(part, Part::When { .. } | Part::Clock(_)))
    }
}

/// A sentence, or a line of a label.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) reader: Reader<'a>,
    /// All mentions of the post.
    pub(super) mentions: &'a [Mention],
    pub(super) lexicon: &'a Lexicon,
    /// Is it known to be a dosing instruction, so that nothing has to show it?
    pub(super) is_label: bool,
    /// Does it hold a form, a unit or an act of taking?
    pub(super) has_anchor: bool,
    /// Is the thread about a drug?
    pub(super) has_topic: bool,
}

impl<'a> Line<'a> {
    pub(super) const fn range(&self) -> Range<usize> {
        self.reader.first..self.reader.end
    }

    fn mentions_in(&self, tokens: Range<usize>) -> &'a [Mention] {
        let from = self.mentions.partition_point(|mention| (mention.first as usize) < tokens.start);
        let rest = &self.mentions[from..];
        let to = rest.partition_point(|mention| (mention.first as usize) < tokens.end);
        &rest[..to]
    }

    /// Mentions of what can be taken, among some tokens.
    pub(super) fn taken(
        &self,
        tokens: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = &'a Mention> {
        let lexicon = self.lexicon;
        self.mentions_in(tokens).iter().filter(move |mention| {
            let kind = lexicon.concept(mention.concept).kind;
            kind.is_taken() || kind == Kind::Remedy
        })
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
            let Some(atom) = self.atom(at, groups.last()) else {
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

    /// The part that begins at a token, in view of what stands before it.
    fn atom(&self, at: usize, before: Option<&Group>) -> Option<Atom> {
        let reader = self.reader;
        let token = reader.document.tokens[at];
        if !reader.vocabulary.knows(token.symbol) && !token.shape.any(Shape::DIGIT) {
            return None;
        }
        if let Some(end) = self.titration(at) {
            return Some(Atom { first: at, end, part: Part::Vague });
        }
        let atom = reader
            .atom(at)
            .or_else(|| {
                let behind = self.reader.gap(at).joins() && self.ends_drug(at);
                reader.behind_drug(at).filter(|_| behind)
            })
            .or_else(|| self.counted_drug(at))
            .or_else(|| reader.changed_to(at).filter(|_| self.is_changed_before(at)))
            .or_else(|| {
                let needed = before?
                    .atoms
                    .last()
                    .is_some_and(|last| matches!(last.part, Part::Needed) && last.end == at);
                reader.reason(at).filter(|_| needed || self.is_label)
            })
            .or_else(|| reader.step(at, before?.dose()?.unit))
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
        let taking = self.reader.has_before(at, Roles::TAKING) && amount.most() <= 12.0;
        let drug = self.taken(end..end + 1).next().filter(|_| taking && self.reader.joined(end))?;
        let kind = self.lexicon.concept(drug.concept).kind;
        let weak = kind != Kind::Drug;
        let dose = Dose { weak, ..Dose::new(amount, None) };
        Some(Atom { first: at, end, part: Part::Dose(dose) })
    }

    /// Does a verb that raises or lowers a dose stand a few words before?
    fn is_changed_before(&self, at: usize) -> bool {
        (at.saturating_sub(CHANGE_REACH).max(self.range().start)..at).any(|before| {
            matches!(
                self.change(before),
                Some(Status::Increased | Status::Decreased | Status::Switched)
            )
        })
    }

    /// "went off it at 7 weeks", "started at 12 weeks": a time that a change goes with.
    fn is_change_at(&self, group: &Group) -> bool {
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

    /// Does a part say again, or in another measure, what the statement has?
    fn absorbs(&self, group: &mut Group, atom: &Atom) -> bool {
        let end = group.end();
        let between = atom.first - end;
        // "100 mg (4 ml)", "3 ml = 150 mg"
        let bracket =
            between == 0 && self.reader.gap(atom.first).any(Gap(Gap::BRACKET.0 | Gap::OTHER.0));
        match &atom.part {
            // "two shots a day, one in the am and one at night"
            Part::Dose(new)
                if new.weak && new.unit.is_none() && between <= 1 && group.has_frequency() =>
            {
                group.extend(atom.end);
                true
            }
            Part::Dose(new) if !new.weak => {
                let has_frequency = group.has_frequency();
                let Some(old) = group.dose_mut() else { return false };
                let is_measure = |dose: &Dose| dose.unit.is_some_and(super::is_ucum);
                let joins = (end..=atom.first)
                    .all(|at| self.reader.joined(at) || self.reader.gap(at).any(Gap::BRACKET));
                let value = new.amount.low.filter(|_| new.amount.high.is_none());
                // "2 tabs of amoxicillin 500mg"
                let of_drug = between == 0 || self.is_name_between(end, atom.first);
                if !is_measure(old) && is_measure(new) && of_drug && joins && !has_frequency {
                    old.strength = old.strength.or(value.zip(new.unit));
                    group.extend(atom.end);
                    return true;
                }
                // "100 mg (4 ml)"
                if is_measure(old) && is_measure(new) && bracket {
                    group.extend(atom.end);
                    return true;
                }
                // "2 puffs, up to 3 doses"
                if new.amount.low.is_none() && new.unit == Some("dose") {
                    group.extend(atom.end);
                    return true;
                }
                self.takes_product(group, atom, new)
            }
            // "amoxicillin 500 mg: one three times a day"
            Part::Dose(new) => self.takes_product(group, atom, new),
            Part::Frequency(new) => {
                let same = |old: &Frequency| {
                    let each = |frequency: &Frequency| {
                        hours(frequency.unit) * frequency.period.least()
                            / frequency.times.least().max(0.1)
                    };
                    (each(old) - each(new)).abs() < 0.01
                };
                let repeats = group.any(|part| matches!(part, Part::Frequency(old) if same(old)));
                let absorbed = repeats && between <= 1 || bracket && group.has_frequency();
                if absorbed {
                    if let Some(when) = new.when {
                        group.atoms.push(Atom {
                            part: Part::When { code: when, bare: false, latin: false },
                            ..atom.clone()
                        });
                    } else {
                        group.extend(atom.end);
                    }
                }
                absorbed
            }
            _ => false,
        }
    }

    /// Do two parts stand apart by nothing but the name of a drug, and "of"?
    fn is_name_between(&self, end: usize, first: usize) -> bool {
        let name = self.reader.skip(end, Word::Of);
        self.taken(name..name + 1).any(|drug| drug.end as usize == first)
    }

    /// "amoxicillin 500 mg caps: take one three times a day": the product that a line begins with, and then its dose. The measure is the
    /// strength of what is counted.
    fn takes_product(&self, group: &mut Group, atom: &Atom, new: &Dose) -> bool {
        let (end, first) = (group.end(), group.first());
        let dose_and_route =
            group.atoms.iter().all(|atom| matches!(atom.part, Part::Dose(_) | Part::Route { .. }));
        let is_product = dose_and_route
            && (group.dose().is_some_and(|dose| dose.form.is_some())
                || self.ends_drug(first)
                || first.checked_sub(1).is_some_and(|at| self.ends_drug(at)))
            && (end..atom.first).all(|at| self.reader.has(at, Roles::IMPERATIVE))
            && !self.reader.gap(atom.first).any(Gap(Gap::PARAGRAPH.0));
        let counted = new.unit.is_none_or(|unit| !super::is_ucum(unit));
        let Some(old) = group.dose_mut().filter(|old| is_product && counted && !old.weak) else {
            return false;
        };
        let (Some(value), Some(unit), None) = (old.amount.low, old.unit, old.amount.high) else {
            return false;
        };
        if !super::is_ucum(unit) || new.amount.most() > 12.0 {
            return false;
        }
        *old = Dose {
            strength: new.strength.or(Some((value, unit))),
            unit: new.unit.or(old.form),
            weak: false,
            ..*new
        };
        group.extend(atom.end);
        true
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

    /// Takes out what only counts right beside another part: shorthand for the route, parts of the day and lengths without a preposition.
    fn drop_loose(&self, group: &mut Group) {
        let mut at = 0;
        while at < group.atoms.len() {
            let atom = &group.atoms[at];
            let before = at.checked_sub(1).map(|before| &group.atoms[before]);
            let touches = before.is_some_and(|before| before.end == atom.first);
            let follows = group.atoms.get(at + 1).is_some_and(|after| after.first <= atom.end + 1);
            let joined = before.is_some_and(|before| {
                before.end + 1 == atom.first
                    && matches!(
                        self.reader.word(before.end),
                        Some(Word::And | Word::Or | Word::In | Word::To | Word::At)
                    )
                    && matches!(before.part, Part::When { .. } | Part::Dose(_) | Part::Frequency(_))
            });
            let of_taking = atom.first.checked_sub(1).is_some_and(|pronoun| {
                self.reader.has(pronoun, Roles::PRONOUN)
                    && self.reader.before(pronoun) == Some(Word::Take)
                    || self.ends_drug(atom.first)
            });
            let loose = match &atom.part {
                Part::Route { latin: true, .. } => !(touches || follows || joined),
                // "20 mg daily, am I right"
                Part::When { bare: true, latin, .. } => {
                    let comma = self.reader.gap(atom.first).any(Gap::COMMA);
                    !(touches && !comma || joined || *latin && follows)
                }
                Part::Site { .. } => {
                    let near = |from: usize, to: usize| {
                        to <= from + SITE_REACH && (from..=to).all(|at| self.reader.joined(at))
                    };
                    let before = before.is_some_and(|before| near(before.end, atom.first));
                    let after = group.atoms.get(at + 1);
                    !before
                        && !after.is_some_and(|after| near(atom.end, after.first))
                        && !self.injects_near(atom.first)
                }
                Part::Duration { bare: true, .. } => {
                    !(touches
                        && before.is_some_and(|before| {
                            matches!(
                                before.part,
                                Part::Dose(_)
                                    | Part::Frequency(_)
                                    | Part::Needed
                                    | Part::Duration { .. }
                                    | Part::When { .. }
                            )
                        })
                        || of_taking)
                }
                _ => false,
            };
            if loose {
                group.atoms.remove(at);
            } else {
                at += 1;
            }
        }
        // "on Friday" is a date, "Fridays" a habit.
        let told_when = self.is_label || self.is_order() || group.has_frequency();
        group
            .atoms
            .retain(|atom| told_when || !matches!(atom.part, Part::Days { habit: false, .. }));
        // A time of one event is no habit: "injected it at 5 a.m."
        let clocks = group.atoms.iter().filter(|atom| matches!(atom.part, Part::Clock(_))).count();
        let personal = self.range().any(|at| self.reader.has(at, Roles::PERSON));
        if clocks == 1
            && !told_when
            && personal
            && !group.any(|part| matches!(part, Part::Days { .. }))
        {
            group.atoms.retain(|atom| !matches!(atom.part, Part::Clock(_)));
        }
    }

    /// Does a verb of injecting or applying stand a few words before?
    fn injects_near(&self, at: usize) -> bool {
        (at.saturating_sub(CHANGE_REACH).max(self.range().start)..at).any(|before| {
            matches!(self.reader.word(before), Some(Word::Inject | Word::Injection))
                || self.reader.has(before, Roles::APPLIED.or(Roles::PUT_IN))
        })
    }

    /// Does the line begin like an order?
    pub(super) fn is_order(&self) -> bool {
        self.reader.has(self.range().start, Roles::IMPERATIVE)
    }

    /// "one in the am and one at night" is one statement; "two in the morning and one at night" are two.
    fn join_doses(&self, groups: &mut Vec<Group>) {
        let mut at = 1;
        while at < groups.len() {
            let (before, after) = (&groups[at - 1], &groups[at]);
            let apart = after.first() - before.end();
            let same = |one: &Dose, other: &Dose| {
                one.amount == other.amount && (one.unit == other.unit || other.unit.is_none())
            };
            let joins = apart <= 2
                && before.is_dose_and_when()
                && !before.has_duration()
                && after.is_dose_and_when()
                && before.dose().zip(after.dose()).is_some_and(|(one, other)| same(one, other))
                && !(before.end()..after.first())
                    .any(|at| self.reader.word(at) == Some(Word::Then));
            if joins {
                let after = groups.remove(at);
                let whens =
                    after.atoms.into_iter().filter(|atom| !matches!(atom.part, Part::Dose(_)));
                groups[at - 1].atoms.extend(whens);
            } else {
                at += 1;
            }
        }
    }

    /// "40 mg for 3 days, then 20 mg": counts the steps of a schedule.
    fn number_steps(&self, groups: &mut [Group]) {
        for at in 1..groups.len() {
            let (before, after) = groups.split_at_mut(at);
            let (before, after) = (&mut before[at - 1], &mut after[0]);
            if before.dose().is_none() || after.dose().is_none() {
                continue;
            }
            let between = before.end()..after.first();
            let then = between.clone().any(|at| self.reader.word(at) == Some(Word::Then));
            let timed = before.has_duration() && between.len() <= 1;
            let other_drug = self.taken(between.start..after.end()).next().is_some();
            if (then || timed) && between.len() <= PART_REACH && !other_drug {
                let step = *before.step.get_or_insert(1);
                after.step = Some(step + 1);
            }
        }
    }

    /// Does the sentence hold anything that could anchor a statement? A quick look, before its parts are read.
    fn is_about_taking(&self) -> bool {
        self.has_anchor
            || self.taken(self.range()).next().is_some()
            || self.range().any(|at| self.takes_it(at))
    }

    /// "on it", "taking them"
    fn takes_it(&self, at: usize) -> bool {
        self.reader.has(at + 1, Roles::PRONOUN)
            && (self.reader.alone(at) == Some(Word::Take) || self.reader.has(at, Roles::APPLIED))
    }

    /// Does the sentence speak of taking something, near the statement?
    fn is_anchored(&self, group: &Group) -> bool {
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
                && (first.saturating_sub(3).max(range.start)..first)
                    .any(|at| reader.has(at, Roles::TAKING));
            return told
                || self.taken(beside.clone()).next().is_some()
                || beside
                    .into_iter()
                    .any(|at| is_form(at) || self.takes_it(at) && reader.has(at, Roles::TAKING));
        }
        if self.is_rate_of_noun(group) {
            return false;
        }
        let form = near.clone().any(is_form);
        // "used it for five months" is about anything where no medicine is named.
        let is_medical = self.has_topic || self.names_drug();
        let taking = is_medical && near.clone().any(|at| self.takes_it(at));
        let put_in = near.clone().any(|at| {
            reader.alone(at) == Some(Word::Inject) || is_medical && reader.has(at, Roles::PUT_IN)
        });
        let medicine = || near.clone().any(|at| reader.alone(at) == Some(Word::Medicine));
        if let [Atom { part: Part::Dose(dose), .. }] = &group.atoms[..] {
            return self.is_lone_dose_taken(group, dose);
        }
        let topic = (self.has_topic || group.dose().is_some() && self.names_drug())
            && (first.saturating_sub(8).max(range.start)..first).any(|at| {
                self.has_topic && reader.has(at, Roles::TAKING)
                    || group.dose().is_some() && self.change(at).is_some()
            });
        let anchored = drug || form || taking || put_in || topic;
        if group.is_only_length() {
            let waiting = near.clone().any(|at| reader.has(at, Roles::WAITING));
            // A patch that resides anywhere for six years may be one of software.
            let told = drug || taking || put_in || topic || medicine();
            let with_form = || {
                form && (near.start..first).any(|at| {
                    reader.has(at, Roles::TAKING) || reader.alone(at) == Some(Word::Injection)
                })
            };
            // "had to stop it because in the first trimester …"
            let cause = first > range.start && reader.has(first - 1, Roles::BECAUSE);
            let taken = !waiting && !cause && self.length_is_of_taking(first);
            return (told || with_form()) && taken;
        }
        anchored || medicine() && group.has_frequency() || self.is_sig(group)
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
        if (from..first).any(|at| reader.has(at, Roles::OTHERWISE)) {
            return false; // "it contains only 15 mg"
        }
        let beside = self.ends_drug(first)
            || group.atoms.iter().any(|atom| self.drug_of(atom).is_some())
            || self.taken(from..first).next().is_some();
        // "Two tablets at once", "1000 mL over 4 hours": a line of a label
        let opens = first <= self.range().start + 1
            && dose.unit.is_some()
            && !self.range().any(|at| reader.has(at, Roles::PERSON));
        let named = reader.before(first) == Some(Word::Determiner);
        let measured = dose.unit.is_none_or(super::is_ucum) && dose.unit != Some("[foz_us]");
        let topic = (self.has_topic || self.names_drug()) && self.is_changed_before(first);
        verb && (beside || !named || reader.has_before(first.saturating_sub(1), Roles::TAKING))
            && (beside || topic || dose.unit.is_some())
            || beside && measured && !named
            || opens && !named
    }

    /// Does the post name anything that can be taken, in this line or before it?
    fn names_drug(&self) -> bool {
        self.taken(0..self.range().end).next().is_some()
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

impl Line<'_> {
    /// The way into the body that a verb or a form in the same clause tells: “inject”, “apply”, “inhale”.
    pub(super) fn infer_route(&self, group: &Group, assembled: &mut Assembled) {
        let dosage = &mut assembled.instruction.dosage;
        if dosage.route.is_some() {
            return;
        }
        let (document, range) = (self.reader.document, self.range());
        let clause = document.clauses[document.clause_of(group.first())];
        let near = (clause.first as usize).min(group.first()).max(range.start)
            ..(group.end() + 2).min(range.end).max((clause.end as usize).min(range.end));
        let patch = group.dose().is_some_and(|dose| dose.unit == Some("patch"));
        let told = near.into_iter().find_map(|at| {
            let route = match self.reader.alone(at) {
                Some(Word::Injection | Word::Inject) => "injection",
                _ if self.reader.has(at, Roles::INHALING) => "inhaled",
                _ if self.reader.has(at, Roles::APPLIED) && !patch => "topical",
                _ => return None,
            };
            Some((at, route))
        });
        if let Some((at, route)) = told {
            dosage.route = Some(InWords { text: route.to_owned() });
            let instruction = &mut assembled.instruction;
            instruction.fields.add(Field::Route, document.span(at..at + 1));
            instruction.inferred.push(Field::Route);
        }
    }
}

impl Group {
    /// Does it only add to the statement of the sentence before it: “Do not exceed 4 g a day.”?
    pub(super) fn goes_on_with(&self, before: &Self) -> bool {
        self.atoms.iter().all(|atom| {
            matches!(
                atom.part,
                Part::AtMost { .. } | Part::Needed | Part::Instruction | Part::Route { .. }
            ) || !matches!(atom.part, Part::Dose(_)) && !before.conflicts(atom)
        })
    }

    /// Makes the statement reach to `end`.
    fn extend(&mut self, end: usize) {
        if let Some(last) = self.atoms.last_mut() {
            last.end = last.end.max(end);
        }
    }
}

/// The hours of a unit of time.
fn hours(unit: &str) -> f64 {
    match unit {
        "min" => 1.0 / 60.0,
        "h" => 1.0,
        "wk" => 168.0,
        "mo" => 730.5,
        "a" => 8_766.0,
        _ => 24.0,
    }
}
