//! Mends the statements of a line once their parts are read: what says a thing again, what stands loose, what is one regimen told twice.

use super::{
    atom::{Atom, Dose, Frequency, Part},
    fhir::is_ucum,
    group::Group,
    line::{CHANGE_REACH, Line, PART_REACH},
    quantity::MOST_COUNTED,
    vocabulary::{Roles, Word},
};
use crate::text::{Gap, Shape};

/// How many words may stand between a place on the body and the part that it belongs to.
const SITE_REACH: usize = 3;

impl Line<'_> {
    /// Does a part say again, or in another measure, what the statement has?
    pub(super) fn absorbs(&self, group: &mut Group, atom: &Atom) -> bool {
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
                let is_measure = |dose: &Dose| dose.unit.is_some_and(is_ucum);
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
                // "4.5 grams in D5W 250 ml", "20 mEq in 1 L": what it is dissolved in
                let dissolved = is_measure(old)
                    && matches!(new.unit, Some("mL" | "L"))
                    && (end..atom.first).any(|at| self.reader.alone(at) == Some(Word::In))
                    && between <= 2;
                if dissolved {
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
        let counted = new.unit.is_none_or(|unit| !is_ucum(unit));
        let Some(old) = group.dose_mut().filter(|old| is_product && counted && !old.weak) else {
            return false;
        };
        let (Some(value), Some(unit), None) = (old.amount.low, old.unit, old.amount.high) else {
            return false;
        };
        if !is_ucum(unit) || new.amount.most() > MOST_COUNTED {
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

    /// Takes out what only counts right beside another part: shorthand for the route, parts of the day and lengths without a preposition.
    pub(super) fn drop_loose(&self, group: &mut Group) {
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
                Part::Route { latin: true, .. } => {
                    // "1 L 0.9 % NS IV"
                    let near = before.is_some_and(|before| {
                        matches!(before.part, Part::Dose(_)) && atom.first <= before.end + 2
                    });
                    let capitals = !self.reader.document.tokens[atom.first].shape.any(Shape::SMALL);
                    !(touches || follows || joined || near && capitals)
                }
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
        let personal = self.reader.any_has(self.range(), Roles::PERSON);
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

    /// "one in the am and one at night" is one statement; "two in the morning and one at night" are two.
    pub(super) fn join_doses(&self, groups: &mut Vec<Group>) {
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
    pub(super) fn number_steps(&self, groups: &mut [Group]) {
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
