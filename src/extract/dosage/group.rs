//! Parts that stand together: what is one statement.

use super::atom::{Atom, Dose, Frequency, Part};

/// Parts that stand together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) atoms: Vec<Atom>,
    /// Which step of a schedule it is, from 1.
    pub(super) step: Option<u32>,
}

impl Group {
    pub(super) fn new(atom: Atom) -> Self {
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

    pub(super) fn dose_mut(&mut self) -> Option<&mut Dose> {
        self.atoms.iter_mut().find_map(|atom| match &mut atom.part {
            Part::Dose(dose) => Some(dose),
            _ => None,
        })
    }

    pub(super) fn has_duration(&self) -> bool {
        self.any(|part| matches!(part, Part::Duration { .. }))
    }

    /// Does it say how much, in what?
    pub(super) fn has_amount(&self) -> bool {
        self.dose().is_some_and(|dose| !dose.weak || dose.unit.is_some())
            || self.any(|part| matches!(part, Part::Frequency(Frequency { injection: true, .. })))
    }

    /// Does “as needed” end right before a token?
    pub(super) fn is_needed_at(&self, at: usize) -> bool {
        self.atoms.last().is_some_and(|last| matches!(last.part, Part::Needed) && last.end == at)
    }

    /// Has it what a statement needs, so that the next drug begins another?
    pub(super) fn is_complete(&self) -> bool {
        self.has_frequency() || self.is_only_length()
    }

    /// A second dose or frequency begins another statement.
    pub(super) fn conflicts(&self, atom: &Atom) -> bool {
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
    pub(super) fn says_anything(&self) -> bool {
        self.any(|part| {
            !matches!(
                part,
                Part::Route { .. }
                    | Part::Site { .. }
                    | Part::Start { .. }
                    | Part::Vague
                    | Part::Instruction
                    | Part::Reason
                    | Part::Dose(Dose { weak: true, .. })
            )
        })
    }

    /// Is it made of clinicians' shorthand only?
    pub(super) fn is_latin_only(&self) -> bool {
        self.atoms.iter().all(|atom| {
            matches!(
                atom.part,
                Part::Frequency(Frequency { latin: true, .. })
                    | Part::When { latin: true, .. }
                    | Part::Needed
                    | Part::Route { .. }
                    | Part::Instruction
                    | Part::Reason
                    | Part::Count(_)
            )
        })
    }

    /// Is it made of parts of the day and weekdays only?
    pub(super) fn is_weak(&self) -> bool {
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
                    | Part::Reason
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
    pub(super) fn is_dose_and_when(&self) -> bool {
        self.dose().is_some()
            && !self.has_frequency()
            && self.any(|part| matches!(part, Part::When { .. } | Part::Clock(_)))
    }

    /// Does it only add to the statement of the sentence before it: “Do not exceed 4 g a day.”?
    pub(super) fn goes_on_with(&self, before: &Self) -> bool {
        self.atoms.iter().all(|atom| {
            matches!(
                atom.part,
                Part::AtMost { .. } | Part::Needed | Part::Instruction | Part::Route { .. }
            ) || !matches!(atom.part, Part::Dose(_)) && !before.conflicts(atom)
        })
    }

    /// Makes the statement reach to `end`. What else the patient is told stays in its own words.
    pub(super) fn extend(&mut self, end: usize) {
        let last = self.atoms.last_mut();
        if let Some(last) =
            last.filter(|last| !matches!(last.part, Part::Instruction | Part::Reason))
        {
            last.end = last.end.max(end);
        }
    }
}
