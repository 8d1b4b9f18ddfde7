//! The calculus of effects: what is felt, and how it changed, make what came of a drug.
//!
//! After Niu, Zhu, Li and Hirst (2005, “Analysis of polarity information in medical text”, AMIA Annu Symp Proc 570–574): less of something bad
//! is good, more of it bad; less of something good is bad. A complaint by itself is a harm, unless it is what the drug is taken for;
//! then it says that the drug does not help if it goes on or grows, and that it helps if it goes or is denied. Bad that comes of
//! ending a drug is withdrawal.

use std::ops::Range;

use super::{OutcomeKind, item::Item, sense::Senses};
use crate::{
    lexicon::{ConceptId, Kind},
    text::{Document, Gap},
};

/// How many words may stand between an operator and what it changes.
const BEFORE: usize = 3;
const BEHIND: usize = 4;
/// How many words may stand between a word of helping and the word before it that may mean the drug.
const AGENT_REACH: usize = 4;
/// How many words may stand between two members of a list.
const LIST_REACH: usize = 2;
/// How many words may stand between a word of reason and the reason.
const REASON_REACH: usize = 6;
/// How many words may stand between a word of time and the ending of a drug.
const WHEN_REACH: usize = 3;

/// Something that came of a drug, before it is judged.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    pub(super) tokens: Range<usize>,
    /// What it is if it holds, and what if it is denied.
    pub(super) holds: Option<OutcomeKind>,
    pub(super) denied: Option<OutcomeKind>,
    /// Within how many words before it a denial has to stand.
    pub(super) denial: usize,
    /// What the drug is taken for got worse: it harmed, and did not help.
    pub(super) worsened: bool,
    pub(super) concept: Option<ConceptId>,
    /// The words of change, which are no denial of it.
    pub(super) consumed: Vec<u32>,
}

/// A sentence and what is known of the drug.
pub(super) struct Calculus<'a> {
    pub(super) document: &'a Document,
    pub(super) items: &'a [Item],
    /// Is this what the drug is taken for? Nothing is known of some drugs.
    pub(super) treats: &'a dyn Fn(ConceptId) -> bool,
    pub(super) is_known: bool,
    /// The first word of the sentence.
    pub(super) first: usize,
}

/// What was done to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Less,
    Lack,
    Faded,
    More,
    Better,
    Worse,
    Still,
    Return,
    None,
    Cannot,
    Can,
    Feel,
    Cause,
    Have,
    Onset,
}

/// From the operator that says most.
const OPERATORS: [(Senses, Change); 15] = [
    (Senses::LESS, Change::Less),
    (Senses::LACK, Change::Lack),
    (Senses::WORSE, Change::Worse),
    (Senses::BETTER, Change::Better),
    (Senses::FADED, Change::Faded),
    (Senses::RETURN, Change::Return),
    (Senses::MORE, Change::More),
    (Senses::STILL, Change::Still),
    (Senses::NONE, Change::None),
    (Senses::CANNOT, Change::Cannot),
    (Senses::CAN, Change::Can),
    (Senses::CAUSE, Change::Cause),
    (Senses::ONSET, Change::Onset),
    (Senses::FEEL, Change::Feel),
    (Senses::HAVE, Change::Have),
];

/// What something tells: if it holds, and if it is denied.
#[derive(Clone, Copy, Debug)]
struct Told {
    holds: Option<OutcomeKind>,
    denied: Option<OutcomeKind>,
    denial: usize,
    worsened: bool,
}

impl Told {
    const HARM: Self = Self {
        holds: Some(OutcomeKind::AdverseEvent),
        denied: None,
        denial: usize::MAX,
        worsened: false,
    };
    const WORSENED: Self = Self { worsened: true, ..Self::HARM };
    const GOOD: Self = Self { holds: Some(OutcomeKind::Benefit), ..Self::HARM };
    const HELP: Self = Self { denied: Some(OutcomeKind::NoEffect), ..Self::GOOD };
    const GOOD_OR_BAD: Self = Self { denied: Some(OutcomeKind::AdverseEvent), ..Self::GOOD };
    const USELESS: Self = Self {
        holds: Some(OutcomeKind::NoEffect),
        denied: Some(OutcomeKind::Benefit),
        ..Self::HARM
    };
    /// Why the drug is taken; denied nearby, it is a benefit: “no anxiety”.
    const REASON: Self =
        Self { holds: None, denied: Some(OutcomeKind::Benefit), denial: 3, worsened: false };
}

impl Calculus<'_> {
    /// What the sentence tells, in order.
    pub(super) fn effects(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut at = 0;
        while at < self.items.len() {
            let item = &self.items[at];
            if item.is_state() {
                let end = self.list_end(at);
                self.of_states(at, end, &mut effects);
                at = end;
                continue;
            }
            effects.extend(self.of_word(at));
            at += 1;
        }
        effects
    }

    /// How many words stand between two places, and whether a sentence could be parted there.
    fn near(&self, from: usize, to: usize, reach: usize) -> bool {
        to >= from && to - from <= reach
    }

    /// One past the last state of a list: “nausea, dry mouth and dizziness”.
    fn list_end(&self, first: usize) -> usize {
        let mut end = first + 1;
        while let Some(next) = self.items.get(end) {
            let last = &self.items[end - 1];
            let changes = Senses::WORSE.or(Senses::BETTER).or(Senses::FADED).or(Senses::RETURN);
            let listed = next.is_state() && !next.is(changes);
            if !(listed && self.near(last.end, next.first, LIST_REACH)) {
                break;
            }
            end += 1;
        }
        end
    }

    fn change_of(senses: Senses, possible: &[Change]) -> Option<Change> {
        let fits =
            |(sense, change): &&(Senses, Change)| senses.any(*sense) && possible.contains(change);
        OPERATORS.iter().find(fits).map(|(_, change)| *change)
    }

    /// The operator before some states, and its place among the items.
    fn before(&self, first: usize, possible: &[Change]) -> Option<(usize, Change)> {
        let mut from = self.items[first].first;
        for at in (0..first).rev() {
            let item = &self.items[at];
            if !self.near(item.end, from, BEFORE) {
                break;
            }
            if let Some(change) = Self::change_of(item.senses, possible) {
                return Some((at, change));
            }
            if item.is_state() {
                break;
            }
            from = item.first;
        }
        None
    }

    /// The operator behind some states: “… is gone”. One that stands before other states is theirs, unless a comma parts them.
    fn behind(&self, end: usize, possible: &[Change]) -> Option<(usize, Change)> {
        let mut from = self.items[end - 1].end;
        for at in end..self.items.len() {
            let item = &self.items[at];
            if !self.near(from, item.first, BEHIND)
                || (from..=item.first).any(|token| self.is_comma(token))
            {
                break;
            }
            if let Some(change) = Self::change_of(item.senses, possible) {
                let next = self.items.get(at + 1).filter(|next| next.is_state());
                let theirs = next.is_some_and(|next| {
                    self.near(item.end, next.first, 1) && !self.is_comma(next.first)
                });
                return (!theirs).then_some((at, change));
            }
            if item.is_state() {
                break;
            }
            from = item.end;
        }
        None
    }

    fn is_comma(&self, token: usize) -> bool {
        const PARTS: Gap = Gap(Gap::COMMA.0 | Gap::COLON.0);
        self.document.tokens.get(token).is_some_and(|token| token.gap.any(PARTS))
    }

    /// What a list of states tells.
    fn of_states(&self, first: usize, end: usize, effects: &mut Vec<Effect>) {
        use Change::{
            Better, Can, Cannot, Cause, Faded, Feel, Have, Lack, Less, More, None, Onset, Return,
            Still, Worse,
        };
        let strong = [Less, Lack, Worse, Better, Return, More, Still, None, Cannot, Can];
        let before = self.before(first, &strong);
        let behind = || self.behind(end, &[Less, Lack, Faded, Worse, Better, Return, More, Still]);
        let weak = || self.before(first, &[Cause, Onset, Feel, Have]);
        let found = before.or_else(behind).or_else(weak);
        let ending = self.is_ending(self.items[first].first);
        for at in first..end {
            let item = &self.items[at];
            if item.is(Senses::DUD.or(Senses::WITHDRAWAL)) {
                effects.extend(self.of_word(at));
                continue;
            }
            let alike = item.is(Senses::BAD) == self.items[first].is(Senses::BAD);
            // “increased anxiety, nausea”: a change before a list is of its first member only, but for what takes away.
            let reaches = |(place, change): &(usize, Change)| {
                *place > at
                    || at == first
                    || alike
                        && matches!(
                            change,
                            Less | Lack | Better | None | Cause | Onset | Feel | Have | Still
                        )
            };
            let found = found.filter(reaches).map(|(place, change)| {
                let behind = place > at;
                let change = if behind && matches!(change, Less | Better) && self.is_known {
                    Faded
                } else {
                    change
                };
                (place, change)
            });
            let weak = matches!(found, Option::None | Some((_, Feel | Have)));
            let reason = item.is(Senses::BAD) && weak && self.is_reason(item);
            let listed = weak && self.is_among_harms(at, first..end);
            let told = match self.told(item, found) {
                Some(told) if listed && told.holds.is_none() => Some(Told::HARM),
                told => told,
            };
            let Some(told) = told.filter(|_| !reason) else {
                effects.extend(self.of_word(at));
                continue;
            };
            let alone = end - first == 1;
            // “no weight gain” is denied; “no energy” is a complaint.
            let denied = item.is(Senses::BAD) && told.holds == Some(OutcomeKind::AdverseEvent);
            let operator = found
                .filter(|(_, change)| !(weak && item.is(Senses::BAD) || denied && *change == None))
                .map(|(place, _)| &self.items[place]);
            let tokens = match operator.filter(|_| alone) {
                Some(operator) => operator.first.min(item.first)..operator.end.max(item.end),
                _ => item.first..item.end,
            };
            let consumed: Vec<u32> = operator
                .map(|operator| (operator.first as u32..operator.end as u32).collect())
                .unwrap_or_default();
            let holds = match told.holds {
                Some(OutcomeKind::AdverseEvent | OutcomeKind::NoEffect) if ending => {
                    Some(OutcomeKind::Withdrawal)
                }
                Some(OutcomeKind::Benefit) if ending => continue,
                holds => holds,
            };
            effects.push(Effect {
                tokens,
                holds,
                denied: told.denied,
                denial: told.denial,
                worsened: told.worsened && !ending,
                concept: item.named.map(|(concept, _)| concept),
                consumed,
            });
        }
    }

    /// What a state and a change make.
    fn told(&self, item: &Item, found: Option<(usize, Change)>) -> Option<Told> {
        use Change::{
            Better, Can, Cannot, Cause, Faded, Feel, Lack, Less, More, None as No, Onset, Return,
            Still, Worse,
        };
        let change = found.map(|(_, change)| change);
        if let Some((concept, kind)) = item.named.filter(|_| item.is(Senses::BAD)) {
            if (self.treats)(concept) {
                let inner = Self::change_of(item.inner, &[Less, More, Worse, Return]);
                return match inner.or(change) {
                    Some(Less | Better | Faded) => Some(Told::HELP),
                    Some(More | Worse) => Some(Told::WORSENED),
                    Some(Onset) => Some(Told::HARM),
                    Some(Still | Return) => Some(Told::USELESS),
                    Some(Cause) => Some(Told::HARM),
                    // “no effect on anxiety”
                    Some(No) if self.between(found, item, Senses::EFFECT.or(Senses::RELIEF)) => {
                        Some(Told::USELESS)
                    }
                    Some(No) => Some(Told { holds: Told::HELP.holds, ..Told::REASON }),
                    _ => Some(Told::REASON),
                };
            }
            return match change {
                Some(Less | Better) => Some(Told::HELP),
                Some(Faded) if !self.is_known || kind == Kind::Condition => Some(Told::HELP),
                Some(More | Worse | Cause | Still | Return | Onset) => Some(Told::HARM),
                _ if kind == Kind::Symptom => Some(Told::HARM),
                _ => None,
            };
        }
        if item.is(Senses::BAD) {
            let helped = matches!(change, Some(Better | Less));
            return Some(if helped { Told::HELP } else { Told::HARM });
        }
        let (_, change) = found?;
        if item.is(Senses::TROUBLE) {
            return match change {
                Less | Better | Faded => Some(Told::HELP),
                Worse => Some(Told::WORSENED),
                Still | Return => Some(Told::USELESS),
                _ => None,
            };
        }
        if item.is(Senses::FUNCTION) {
            // “no real mood change”
            let next = self.items.iter().find(|next| next.first == item.end);
            if next.is_some_and(|next| next.is(Senses::EFFECT)) {
                return None;
            }
            match change {
                Less | Lack | No | Worse => return Some(Told::HARM),
                Better | Faded => return Some(Told::HELP),
                More | Return => return Some(Told::GOOD),
                _ => {}
            }
        }
        if item.is(Senses::DOING) {
            match change {
                Cannot => return Some(Told::HARM),
                Can => return Some(Told::GOOD_OR_BAD),
                _ => {}
            }
        }
        if item.is(Senses::MEASURE) {
            return match change {
                Less | More | Worse | Faded | Lack => Some(Told::HARM),
                Better => Some(Told::HELP),
                _ => None,
            };
        }
        // “felt good”, but not “was a good site”
        if self.between(found, item, Senses::DETERMINER) || !self.is_close(found, item) {
            return None;
        }
        if item.is(Senses::BAD_FEELING) {
            let worse = item.is(Senses::WORSE);
            match change {
                Feel | Cause | More | Still if worse => return Some(Told::WORSENED),
                Feel | Cause | More | Still => return Some(Told::HARM),
                Less => return Some(Told::GOOD),
                _ => {}
            }
        }
        if item.is(Senses::GOOD_FEELING) {
            return match change {
                Feel | Cause | More if item.is(Senses::BETTER) => Some(Told::HELP),
                Feel | Cause | More => Some(Told::GOOD_OR_BAD),
                Less => Some(Told::HARM),
                _ => None,
            };
        }
        None
    }

    /// Does nothing but words of degree, and one other, stand between an operator and what it changes?
    fn is_close(&self, found: Option<(usize, Change)>, item: &Item) -> bool {
        found.is_none_or(|(place, _)| {
            let from = self.items[place].end;
            let inside = |other: &&Item| other.first >= from && other.end <= item.first;
            let known: usize =
                self.items.iter().filter(inside).map(|other| other.end - other.first).sum();
            item.first < from || item.first - from - known <= 1
        })
    }

    /// Does what the drug is for stand in one list with harms: “insomnia, irregular heartbeat, anxiety”?
    fn is_among_harms(&self, at: usize, list: Range<usize>) -> bool {
        let harms = |item: &Item| {
            let named = item
                .named
                .is_some_and(|(concept, kind)| kind == Kind::Symptom && !(self.treats)(concept));
            named || item.named.is_none() && item.is(Senses::BAD)
        };
        self.items[at].is(Senses::BAD) && list.len() > 2 && self.items[list].iter().any(harms)
    }

    /// Is a state told as why the drug is taken, or as what was before it: “before I started I was …”?
    fn is_reason(&self, item: &Item) -> bool {
        self.items.iter().any(|reason| {
            reason.is(Senses::REASON)
                && reason.end <= item.first
                && self.near(reason.end, item.first, REASON_REACH)
        })
    }

    /// Does a word with some sense stand between an operator and what it changes?
    fn between(&self, found: Option<(usize, Change)>, item: &Item, senses: Senses) -> bool {
        found.is_some_and(|(place, _)| {
            let from = self.items[place].end;
            self.items
                .iter()
                .any(|other| other.is(senses) && other.first >= from && other.end <= item.first)
        })
    }

    /// Does what stands at a token come of ending the drug: “when I stopped”, “missing a dose”, “withdrawal”?
    pub(super) fn is_ending(&self, token: usize) -> bool {
        let between = |from: usize, to: usize, senses: Senses| {
            let inside = |item: &&Item| item.first >= from && item.end <= to;
            self.items.iter().filter(inside).any(|item| item.is(senses))
        };
        let ended = |(place, item): (usize, &Item)| {
            if item.is(Senses::WITHDRAWAL) {
                return true;
            }
            if !item.is(Senses::STOP) {
                return false;
            }
            if item.end <= token {
                return !between(item.end, token, Senses::BECAUSE.or(Senses::START));
            }
            // “nausea when I miss a dose”, but not “had nausea and stopped”
            let timed = self.items[..place]
                .iter()
                .rev()
                .any(|when| when.is(Senses::WHEN) && self.near(when.end, item.first, WHEN_REACH));
            let word = self.document.word(item.first);
            let gerund = word.len() > 4 && word.to_ascii_lowercase().ends_with("ing");
            item.first > token && (timed || gerund) && !between(token, item.first, Senses::BECAUSE)
        };
        self.items.iter().enumerate().any(ended)
    }

    /// What a word tells that is no state: “it works”, “a life saver”, “did nothing”, “withdrawal”.
    fn of_word(&self, at: usize) -> Option<Effect> {
        const WITHDRAWAL: Told = Told { holds: Some(OutcomeKind::Withdrawal), ..Told::HARM };
        const NOTHING: Told = Told { holds: Some(OutcomeKind::NoEffect), ..Told::HARM };
        let item = &self.items[at];
        let effect = |told: Told, tokens: Range<usize>, consumed: Range<usize>| {
            Some(Effect {
                tokens,
                holds: told.holds,
                denied: told.denied,
                denial: told.denial,
                worsened: false,
                concept: None,
                consumed: (consumed.start as u32..consumed.end as u32).collect(),
            })
        };
        let whole = item.first..item.end;
        if item.is(Senses::WITHDRAWAL) || item.is(Senses::STOP) && self.is_hard(at) {
            return effect(WITHDRAWAL, whole.clone(), 0..0);
        }
        if item.is(Senses::DUD) {
            return effect(NOTHING, whole.clone(), whole);
        }
        if item.is(Senses::PRAISE.or(Senses::GOOD)) {
            let told = if item.is(Senses::HELP) { Told::HELP } else { Told::GOOD };
            return effect(told, whole.clone(), whole);
        }
        if item.is(Senses::LOVE) {
            let next = self.items[at + 1..].iter().find(|next| !next.is(Senses::DETERMINER))?;
            let of_drug = next.is(Senses::AGENT) && self.near(item.end, next.first, 1);
            return if of_drug { effect(Told::GOOD, item.first..next.end, 0..0) } else { None };
        }
        if item.is(Senses::RELIEF.or(Senses::EFFECT))
            && let Some((place, _)) = self.before(at, &[Change::None])
        {
            let none = &self.items[place];
            let reach = if item.is(Senses::RELIEF) { BEFORE } else { 1 };
            if self.near(none.end, item.first, reach) {
                return effect(NOTHING, none.first..item.end, none.first..none.end);
            }
        }
        if item.is(Senses::RELIEF) {
            return effect(Told::HELP, whole, 0..0);
        }
        let opens = item.first <= self.first + 1 && item.is(Senses::HELP) && {
            let word = self.document.word(item.first);
            !word.eq_ignore_ascii_case("help") && !word.eq_ignore_ascii_case("work")
        };
        let agent = || {
            self.items[..at].iter().rev().any(|agent| {
                agent.is(Senses::AGENT) && self.near(agent.end, item.first, AGENT_REACH)
            })
        };
        if opens || item.is(Senses::HELP) && agent() {
            return effect(Told::HELP, whole, 0..0);
        }
        None
    }

    /// Is ending the drug told as hard: “coming off was hell”, “can't get off it”?
    fn is_hard(&self, at: usize) -> bool {
        let item = &self.items[at];
        let near = |other: &&Item| {
            other.is(Senses::HARD)
                && (self.near(item.end, other.first, 6) || self.near(other.end, item.first, 3))
        };
        self.items.iter().any(|other| near(&other))
    }
}
