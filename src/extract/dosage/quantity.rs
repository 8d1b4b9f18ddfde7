//! How much: “20 mg”, “1-2 tablets”, “two 20 mg tablets”, “2 x 5 ml”, “half a pill”, “up to 4 puffs”.

use super::{
    amount::{Amount, END},
    atom::{Atom, Dose, Part},
    reader::Reader,
    vocabulary::{Roles, Word},
};
use crate::text::Gap;

/// A bare number of this size behind the name of a drug is its strength, unless it may be a year; a smaller one may count anything.
const STRENGTHS: std::ops::RangeInclusive<f64> = 2.0..=50_000.0;
const YEARS: std::ops::RangeInclusive<f64> = 1_900.0..=2_100.0;
/// The most of anything that is counted at one time, if nothing says what is counted.
pub(super) const MOST_COUNTED: f64 = 12.0;

/// Units per weight or surface of the body; the first holds what the others are put together of.
const PER_BODY: [(&str, &str, &str); 10] = [
    ("mg", "kg", "mg/kg"),
    ("ug", "kg", "ug/kg"),
    ("g", "kg", "g/kg"),
    ("mL", "kg", "mL/kg"),
    ("[IU]", "kg", "[IU]/kg"),
    ("mmol", "kg", "mmol/kg"),
    ("meq", "kg", "meq/kg"),
    ("mg", "m2", "mg/m2"),
    ("ug", "m2", "ug/m2"),
    ("[IU]", "m2", "[IU]/m2"),
];

impl Dose {
    pub(super) const fn new(amount: Amount, unit: Option<&'static str>) -> Self {
        Self { amount, unit, strength: None, form: None, weak: false, inferred: false }
    }
}

impl Reader<'_> {
    pub(super) fn dose(&self, at: usize) -> Option<(usize, Part)> {
        let (dose, end) = self.dose_at(at)?;
        Some((end, Part::Dose(dose)))
    }

    fn dose_at(&self, at: usize) -> Option<(Dose, usize)> {
        match self.lex(at) {
            // "up to 4 tablets", "max 4 tablets": no period, or `at_most` had read it
            Some((Word::UpTo | Word::Most, end)) => {
                let (dose, end) = self.measured(end)?;
                let amount = Amount::up_to(dose.amount.most());
                return Some((Dose { amount, strength: None, ..dose }, end));
            }
            // "a pill", "an injection"
            Some((Word::Per, end)) => {
                let (word, end) = self.lex(end)?;
                let unit = match word {
                    Word::Form(unit) if unit != "dose" => unit,
                    Word::DoseUnit(unit @ ("[tsp_us]" | "[tbs_us]")) => unit,
                    _ => return None,
                };
                return Some((Dose { weak: true, ..Dose::new(Amount::of(1.0), Some(unit)) }, end));
            }
            _ => {}
        }
        let bound = matches!(self.before(at), Some(Word::Most | Word::MoreThan))
            || self.has_before(at, Roles::THAN);
        if bound {
            return None; // a bound is no dose
        }
        // "61 doses" is how often in all, "a dose of 60 mg" how much
        let told = self.measured(at).filter(|(dose, _)| dose.unit != Some("dose"));
        told.or_else(|| self.bare(at))
    }

    /// A number and what is counted or measured.
    fn measured(&self, at: usize) -> Option<(Dose, usize)> {
        let (amount, end) = self.amount(at)?;
        if !self.joined(end) {
            return None;
        }
        let other = || (self.is_number(end) || self.reads(end, "u")).then_some((Word::Of, end));
        let (word, after) = self.lex(end).or_else(other)?;
        // "8u", but not "good 4 u"
        if self.reads(end, "u") && self.gap(end) == Gap::default() {
            return self.measure(amount, "[IU]", end + 1);
        }
        match word {
            Word::DoseUnit(unit) => self.measure(amount, unit, after),
            Word::Form("dose") if amount.most() < 1.0 => None, // "half the dose"
            Word::Form(unit) => Some(self.counted_form(amount, unit, after)),
            Word::Injection => Some((Dose::new(amount, Some("injection")), after)),
            Word::AtATime => Some((Dose::new(amount, None), after)),
            // "2 x 5 ml", "2 x 50 mg tablets"
            Word::TimesSign => self.product(amount, after, true),
            // "two 20 mg tablets", "three 5 ml spoonfuls"
            _ if self.gap(end).joins()
                && amount.most() <= MOST_COUNTED
                && self.number(end).is_some() =>
            {
                self.product(amount, end, false)
            }
            _ => None,
        }
    }

    /// Behind the unit of a measure: per what, to how much, in what.
    fn measure(&self, amount: Amount, unit: &'static str, at: usize) -> Option<(Dose, usize)> {
        let (mut amount, mut end) = (amount, at);
        let is_slash = |at: usize| self.gap(at).any(Gap::SLASH);
        let (unit, per_body) = self.per_body(unit, at)?;
        if per_body > at {
            end = per_body;
        } else if is_slash(end) && !matches!(self.word(end), Some(Word::TimeUnit(_) | Word::And)) {
            // "5 mg/mL" is a concentration, "90 mg/dL" a blood level.
            if amount.high.is_some() || !self.is_second_strength(end) {
                return None;
            }
        }
        // "8 oz of water"
        if self.has(self.skip(end, Word::Of), Roles::DRINK) {
            return None;
        }
        // "5 mg to 10 mg", "200mg-400mg"; "from 20 mg to 40 mg" is a change
        if amount.high.is_none()
            && self.word(end) != Some(Word::Or)
            && let Some(next) = self.range_goes_on(end)
            && let Some((high, after)) = self.number(next)
            && Some(high) > amount.low
            && self.past(after, Word::DoseUnit(unit)).is_some()
            && !self.is_from(at)
        {
            amount.high = Some(high);
            end = after + 1;
        }
        // "20 mg tablet": the strength is the dose that is stated
        let form = match self.lex(end).filter(|_| self.joined(end)) {
            Some((Word::Form(form), after)) => {
                end = after;
                Some(form)
            }
            Some((Word::Injection, after)) => {
                end = after;
                Some("injection")
            }
            _ => None,
        };
        Some((Dose { form, ..Dose::new(amount, Some(unit)) }, end))
    }

    /// "500 mg/*125 mg*", "5 mg/*2 tablets*": a second amount behind a slash, which no volume is that the first is dissolved in.
    fn is_second_strength(&self, at: usize) -> bool {
        let Some((amount, end)) = self.amount(at).filter(|&(_, end)| self.joined(end)) else {
            return false;
        };
        match self.word(end) {
            Some(Word::DoseUnit(unit)) => unit != "mL",
            Some(Word::Form(_) | Word::Injection) => true,
            // "4 mg/*half 8 mg tablet*"
            _ => {
                self.reads(end, "u") && self.gap(end) == Gap::default()
                    || self.product(amount, end, false).is_some()
            }
        }
    }

    /// Goes on with a unit of measure: "/kg", "per m2". None of a measure that nobody takes.
    pub(super) fn per_body(&self, unit: &'static str, at: usize) -> Option<(&'static str, usize)> {
        let per = self.skip(at, Word::Per);
        match self.word(per) {
            Some(Word::BodyMeasure(body)) if per > at || self.gap(at).any(Gap::SLASH) => PER_BODY
                .iter()
                .find(|(part, whole, _)| (*part, *whole) == (unit, body))
                .map(|(_, _, unit)| (*unit, per + 1)),
            _ => Some((unit, at)),
        }
    }

    /// Does "from" stand right before the number whose unit ends at a token?
    fn is_from(&self, at: usize) -> bool {
        (1..4).any(|back| {
            at.checked_sub(back)
                .filter(|&at| at >= self.first)
                .is_some_and(|at| self.word(at) == Some(Word::From))
        })
    }

    /// Behind "2 tablets": "(40 mg)", "of 20 mg", "20 mg", "40 mg total".
    fn counted_form(&self, amount: Amount, unit: &'static str, at: usize) -> (Dose, usize) {
        let mut dose = Dose::new(amount, Some(unit));
        let of = self.past(at, Word::Of);
        let next = of.unwrap_or(at);
        let near = next < self.end
            && !self
                .gap(next)
                .any(Gap(Gap::COMMA.0 | Gap::STOP.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
        if near
            && let Some((value, after)) = self.number(next)
            && let Some((Word::DoseUnit(measure), end)) = self.lex(after)
            && !self.gap(end).any(Gap::SLASH)
        {
            // "one dose of 60 mg"
            if unit == "dose" {
                return (Dose::new(Amount::of(value), Some(measure)), end);
            }
            let total = self.word(end) == Some(Word::Total) && self.reads(end, "total");
            let each = amount.most() <= 1.0;
            if each || !total && (of.is_some() || !self.gap(next).any(Gap::BRACKET)) {
                dose.strength = Some((value, measure));
            }
            return (dose, if total { end + 1 } else { end });
        }
        (dose, at)
    }

    /// Behind "2" or "2 x": "50 mg tablets" are two of them, "x 5 ml" are ten.
    fn product(&self, count: Amount, at: usize, times: bool) -> Option<(Dose, usize)> {
        let possible = |each: f64| each > 0.0 && count.most() * each < END;
        let (each, end) = self.number(at).filter(|&(each, _)| possible(each))?;
        let (Word::DoseUnit(unit), after) = self.lex(end)? else { return None };
        let inferred = Dose { inferred: true, ..Dose::new(count.times(each), Some(unit)) };
        match self.lex(after).filter(|_| self.joined(after)) {
            Some((Word::Form("spoonful"), after)) => Some((inferred, after)),
            // "one 20 mg dose", and "one 20 mg tablet" as "a 20 mg tablet"
            Some((Word::Form("dose"), after)) => {
                Some((Dose::new(Amount::of(each), Some(unit)), after))
            }
            Some((word @ (Word::Form(_) | Word::Injection), after)) => {
                let form = if let Word::Form(form) = word { form } else { "injection" };
                let dose = if count == Amount::of(1.0) {
                    Dose { form: Some(form), ..Dose::new(Amount::of(each), Some(unit)) }
                } else {
                    Dose { strength: Some((each, unit)), ..Dose::new(count, Some(form)) }
                };
                Some((dose, after))
            }
            _ if count == Amount::of(1.0) => Some((Dose::new(Amount::of(each), Some(unit)), after)),
            _ if times => Some((inferred, after)),
            _ => Some((Dose { strength: Some((each, unit)), ..Dose::new(count, None) }, after)),
        }
    }

    /// "take *one* twice daily", "*1-2* four times a day", "*one* at night": a bare number that can only be a dose.
    fn bare(&self, at: usize) -> Option<(Dose, usize)> {
        let (amount, end) = self.amount(at)?;
        // "one to be taken twice daily"
        let passive = self.word(end) == Some(Word::To) && self.reads(end + 1, "be");
        let follows = passive
            || self.joined(end)
                && (self.frequency(end).is_some()
                    || self.when(end).is_some()
                    || self.days(end).is_some()
                    || self.is_one_part_of_day(end)
                    || self.word(end) == Some(Word::Needed)
                    || matches!(self.lex(end), Some((Word::LatinRoute(_) | Word::Route(_), end)) if self.frequency(end).is_some()));
        let opens = at == self.first
            || self.has_before(at, Roles::TAKING)
            || matches!(
                self.before(at),
                Some(
                    Word::Take
                        | Word::Inject
                        | Word::And
                        | Word::Or
                        | Word::Then
                        | Word::Form(_)
                        | Word::DoseUnit(_)
                        | Word::Instruction
                )
            )
            || self.gap(at).any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::LINE.0));
        let small = amount.most() <= MOST_COUNTED || self.has_before(at, Roles::TAKING);
        (follows && opens && small && amount.least() > 0.0)
            .then_some((Dose { weak: true, ..Dose::new(amount, None) }, end))
    }

    /// "2 *a night*"
    fn is_one_part_of_day(&self, at: usize) -> bool {
        self.word(at) == Some(Word::Per)
            && matches!(self.word(at + 1), Some(Word::PartOfDay(_)))
            && self.joined(at + 1)
    }

    /// What stands bare behind the name of a drug: "metformin 500", "zithromax 5 days", "codeine 2 tabs".
    pub(super) fn behind_drug(&self, at: usize) -> Option<Atom> {
        let (amount, end) = self.amount(at)?;
        // "Clomid 100 days 3-7" is a dose, and days of a cycle
        let days = self.course_unit(end).filter(|&(_, after)| !self.is_number(after));
        if let Some((unit, after)) = days {
            // "5 days a week", "3 days on, 4 off"
            let cyclic = matches!(
                self.word(after),
                Some(Word::Per | Word::Every | Word::Off | Word::Before | Word::After)
            ) || self.has(after, Roles::APART)
                || self.reads(after, "on");
            let part = Part::Duration { amount, unit, more_than: false, bare: false };
            return (!cyclic).then_some(Atom { first: at, end: after, part });
        }
        let counted = matches!(
            self.word(end),
            Some(
                Word::TimesSign
                    | Word::TimeUnit(_)
                    | Word::Form(_)
                    | Word::DoseUnit(_)
                    | Word::Injection
                    | Word::PartOfDay(_)
            )
        ) && self.joined(end)
            && !(self.reads(end, "days") && self.is_number(end + 1))
            || self.reads(end, "%");
        let bare = self.is_number(at)
            && STRENGTHS.contains(&amount.least())
            && !YEARS.contains(&amount.least())
            && !counted;
        bare.then_some(Atom { first: at, end, part: Part::Dose(Dose::new(amount, None)) })
    }

    /// "went up *to 150*", "cut it from 20 *to 10*": the dose that a change leads to.
    pub(super) fn changed_to(&self, at: usize) -> Option<Atom> {
        let leads = matches!(self.word(at), Some(Word::To)) || self.reads(at, "on");
        let from = leads.then_some(at + 1)?;
        let (value, end) = self.number(from)?;
        let counted =
            matches!(self.word(end), Some(Word::TimesSign | Word::TimeUnit(_) | Word::Per))
                && self.joined(end);
        let (unit, end) = match self.lex(end) {
            // "cut to one dose" is how often
            Some((Word::Form("dose"), _)) => return None,
            Some((Word::DoseUnit(unit) | Word::Form(unit), after)) if self.joined(end) => {
                (Some(unit), after)
            }
            _ => (None, end),
        };
        // "started on 3 meds", "started on 2 of them"
        let ends = end >= self.end
            || !self.joined(end)
            || matches!(
                self.word(end),
                Some(Word::For | Word::After | Word::Then | Word::And | Word::Before | Word::At)
            )
            || self.frequency(end).is_some();
        let bare = unit.is_none();
        let part = Part::Dose(Dose::new(Amount::of(value), unit));
        (!counted && (!bare || ends && STRENGTHS.contains(&value))).then_some(Atom {
            first: at,
            end,
            part,
        })
    }

    /// "then *20*", "*40* for 3 days": a bare number in a schedule whose unit was told before.
    pub(super) fn step(&self, at: usize, unit: Option<&'static str>) -> Option<Atom> {
        let (amount, end) = self.amount(at)?;
        let counted = self.joined(end)
            && matches!(
                self.word(end),
                Some(
                    Word::TimesSign
                        | Word::TimeUnit(_)
                        | Word::Form(_)
                        | Word::DoseUnit(_)
                        | Word::Hourly
                        | Word::Fortnight
                )
            );
        let ends = end >= self.end
            || !self.joined(end)
            || self.gap(end).any(Gap::STOP)
            || matches!(
                self.word(end),
                Some(
                    Word::For
                        | Word::Then
                        | Word::And
                        | Word::At
                        | Word::When(_)
                        | Word::TimesSign
                        | Word::Until
                )
            )
            || self.frequency(end).is_some();
        let opens = matches!(
            self.before(at),
            Some(Word::Then | Word::To | Word::And | Word::Increase | Word::Decrease)
        ) || self.gap(at).any(Gap(Gap::COMMA.0 | Gap::DASH.0 | Gap::COLON.0));
        let unit = unit.filter(|unit| *unit != "dose"); // "6 doses" is how often in all
        let dose = Dose { inferred: unit.is_some(), ..Dose::new(amount, unit) };
        (opens && ends && !counted && amount.least() > 0.0).then_some(Atom {
            first: at,
            end,
            part: Part::Dose(dose),
        })
    }
}
