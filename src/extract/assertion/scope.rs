//! How far a cue reaches.

use std::ops::Range;

use crate::{
    extract::cue::{Category, Class, Cue, CueSet, Direction, Hit, Target},
    text::{Document, Gap, Marks},
};

/// A place in a post, and the clauses that it stands in.
pub(super) struct Reach<'a> {
    pub(super) document: &'a Document,
    pub(super) cues: &'a CueSet,
    pub(super) sentence: usize,
    /// The clause in which it begins.
    pub(super) clause: usize,
    /// What the words of the sentence are, taken together.
    pub(super) words: Class,
    pub(super) tokens: Range<usize>,
    pub(super) target: Target,
    /// The first token of the clause.
    pub(super) first: usize,
    /// One past the last token of the clause.
    pub(super) end: usize,
    /// Where the consequent of a condition begins, if it does.
    pub(super) consequent: Option<usize>,
    /// The cues that may hold a scope up.
    pub(super) ends: &'a [Hit],
    /// One past the last token of the list in which the place stands: what is said behind “A, B and C” is said of each.
    pub(super) list_end: usize,
    /// The tokens that are part of the statement itself even where they look like cues.
    pub(super) own: &'a [u32],
}

/// How far before a negation its subject stands, in words.
const SUBJECT_WITHIN: usize = 2;
/// How many words the predicate of a negation has at least that stands apart from the claim.
const SHORTEST_PREDICATE: usize = 2;
/// How far behind the comma a claim may begin that is spliced on.
const SPLICED_WITHIN: usize = 2;
/// Within how many words a list goes on in which a claim begins.
const LIST_WITHIN: usize = 3;
/// How far before a negation the “if” may stand that it belongs to, in words.
const CONDITION_WITHIN: usize = 8;

/// Within how many words behind a cue the word stands that turns it round: “tells you otherwise”.
const CONTRARY_WITHIN: usize = 2;

/// “If you have X, take Y”: a claim that runs into the consequent is not itself conditional. The consequent begins behind the last comma
/// before the end of the claim, or at a subject or an order in the middle of the claim.
pub(super) fn consequent(
    document: &Document,
    cues: &CueSet,
    sentence: usize,
    tokens: &Range<usize>,
) -> Option<usize> {
    const BREAKS: Gap = Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0);
    let first = document.sentences[sentence].first as usize;
    let comma = (first + 1..tokens.end).rev().find(|&at| document.tokens[at].gap.any(BREAKS));
    let subject = || {
        (tokens.start + 1..tokens.end).find(|&at| {
            document.tokens[at].marks.any(Marks::SUBJECT)
                && !cues.class(document.tokens[at - 1].symbol).any(TAKES_OBJECT) // “mix *it* with”
        })
    };
    let order = || {
        (tokens.start + 1..tokens.end)
            .find(|&at| cues.class(document.tokens[at].symbol).any(Class::CONSEQUENT))
    };
    comma.or_else(subject).or_else(order).or_else(|| {
        let class = |at: usize| cues.class(document.tokens[at].symbol);
        let opens = (first..tokens.start).find(|&at| class(at).any(Class::IF))?;
        let free = |at: usize| {
            // “if you take it”, “if your kids get it”, “if you want to stop”
            let before = (opens..at).rev().find(|&at| !class(at).any(Class::BEFORE_ORDER));
            before.is_some_and(|before| {
                !class(before).any(NO_ORDER_BEHIND)
                    && !document.tokens[before].marks.any(Marks::SUBJECT)
            })
        };
        (opens + SHORTEST_CONDITION..=tokens.start)
            .rev()
            .find(|&at| class(at).any(Class::CONSEQUENT.or(Class::ORDER)) && free(at))
    })
}

/// Verbs behind which a pronoun is what they are done to.
const TAKES_OBJECT: Class =
    Class::ORDER.or(Class::CONSEQUENT).or(Class::TAKES).or(Class::GIVES).or(Class::APPLIES);
/// How many words a condition has at least, with its “if”: “if it hurts”.
const SHORTEST_CONDITION: usize = 3;
/// Words behind which a verb is no order.
const NO_ORDER_BEHIND: Class = Class::SUBJECT
    .or(Class::TO)
    .or(Class::KIN)
    .or(Class::PEOPLE)
    .or(Class::DOCTOR)
    .or(Class::BRIDGE)
    .or(Class::NEGATOR);

impl Reach<'_> {
    /// Is a cue part of the claim itself? A negation only if the claim has the very word that negates.
    fn is_own(&self, hit: &Hit, cue: &Cue) -> bool {
        let mut words = (hit.first..hit.end).filter(|token| self.own.binary_search(token).is_ok());
        match cue.category {
            Category::Negated => words.any(|token| {
                let symbol = self.document.tokens[token as usize].symbol;
                self.cues.class(symbol).any(Class::NEGATOR)
            }),
            _ => words.next().is_some(),
        }
    }

    /// Does a cue that ends scopes stand there? More end that of a negation than of others.
    pub(super) fn is_cut(&self, from: usize, to: usize, category: Category) -> bool {
        let at = self.ends.partition_point(|hit| (hit.first as usize) < from);
        let mut between = self.ends[at..].iter().take_while(|hit| (hit.first as usize) < to);
        between.any(|hit| {
            let ends = |cue: &Cue| {
                cue.is_for(self.target)
                    && (cue.category == Category::End
                        || cue.category == Category::Stop
                            && (category == Category::Negated || category.is_refusal())
                        || cue.category == Category::Present && category == Category::Historical)
            };
            self.cues.rows(hit).iter().any(ends) && !self.is_bridged(hit)
        })
    }

    /// “No, heparin did not help”: a negation that stands apart is an answer, and denies nothing of what follows.
    fn is_answer(&self, first: usize, end: usize) -> bool {
        first == self.first && { self.document.tokens.get(end) }
            .is_some_and(|next| next.gap.any(Gap::COMMA))
    }

    /// “It was never the virus, azt causes aids”: a negation that has its own predicate before the comma at which the claim begins.
    fn is_spliced(&self, first: usize, end: usize) -> bool {
        if self.target != Target::Claim || first >= self.tokens.start {
            return false;
        }
        let tokens = &self.document.tokens;
        let class = |at: usize| self.cues.class(tokens[at].symbol);
        let is_comma = |at: &usize| tokens[*at].gap.any(Gap::COMMA);
        let Some(opening) = (end..=self.tokens.start).find(is_comma) else { return false };
        let Some(last) = (end..=self.tokens.start).rev().find(is_comma) else { return false };
        let subject = (first.saturating_sub(SUBJECT_WITHIN).max(self.first)..first)
            .any(|at| class(at).any(Class::SUBJECT) && !class(at).any(Class::YOU));
        let listed = (self.tokens.start + 1..=self.tokens.start + LIST_WITHIN)
            .filter(|&at| at < tokens.len())
            .any(|at| is_comma(&at) || class(at).any(Class::AND));
        subject
            && opening - end >= SHORTEST_PREDICATE
            && self.tokens.start - last <= SPLICED_WITHIN
            && !class(last).any(Class::BRIDGE.or(Class::TO).or(Class::AND))
            && !listed
    }

    /// Is a cue that looks like one and is none split between the claim and what is said of it: “your levels are *not* (just) an average”?
    pub(super) fn is_split(&self, hit: &Hit) -> bool {
        let is_own = |token: u32| self.own.binary_search(&token).is_ok();
        let negates = |token: u32| {
            let symbol = self.document.tokens[token as usize].symbol;
            self.cues.class(symbol).any(Class::NEGATOR)
        };
        (hit.first..hit.end).any(is_own)
            && (hit.first..hit.end).any(negates)
            && !(hit.first..hit.end).any(|token| negates(token) && is_own(token))
    }

    /// Does a negation belong to the condition of a claim that is its consequent: “if it does *not* work, give …”?
    fn is_of_condition(&self, first: usize, end: usize) -> bool {
        let tokens = &self.document.tokens;
        self.consequent.is_some_and(|from| end <= from)
            && (first.saturating_sub(CONDITION_WITHIN)..first)
                .rev()
                .take_while(|&at| !tokens[at + 1].gap.any(Gap::COMMA))
                .any(|at| self.cues.class(tokens[at].symbol).any(Class::IF))
    }

    /// “Don't listen to anyone who tells you *otherwise*”: what is debunked is the opposite.
    fn is_contrary(&self, end: usize) -> bool {
        let tokens = &self.document.tokens;
        (end..(end + CONTRARY_WITHIN).min(self.tokens.start))
            .any(|at| self.cues.class(tokens[at].symbol).any(Class::CONTRARY))
    }

    /// “Don't trust the jabs, *they* are poison”: what is said before the claim is said of its first word.
    fn has_own_subject(&self) -> bool {
        let tokens = &self.document.tokens;
        (self.tokens.start + 1..self.tokens.end).any(|at| {
            tokens[at].gap.any(Gap::COMMA) && self.cues.class(tokens[at].symbol).any(Class::SUBJECT)
        })
    }

    /// “Hold your breath *without* coughing”: what is lacking is not what the claim speaks of.
    fn is_lack_of_another(&self, first: usize, end: usize) -> bool {
        self.cues.class(self.document.tokens[first].symbol).any(Class::LACKS)
            && self.own.binary_search(&(end as u32)).is_err()
    }

    /// Is the claim itself a denial: “folic acid *doesn't* prevent it”?
    fn is_denial(&self) -> bool {
        self.own.iter().any(|&token| {
            let symbol = self.document.tokens[token as usize].symbol;
            self.cues.class(symbol).any(Class::NEGATOR)
        })
    }

    /// Does a word for something bad speak of the claim: “the *lie* that …”, “that's a *lie*”; in “chemo is a *scam*, …” it does not?
    fn is_of_claim(&self, first: usize, end: usize) -> bool {
        const BREAKS: Gap = Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::DOTS.0);
        let tokens = &self.document.tokens;
        let class = |at: usize| self.cues.class(tokens[at].symbol);
        let begins = |at: usize| tokens[at].gap.any(BREAKS) || class(at).any(Class::AND);
        let behind = first >= self.tokens.end;
        let between = if behind { self.tokens.end..first + 1 } else { end..self.tokens.start + 1 };
        if !{ between }.any(|at| at < tokens.len() && begins(at)) {
            return true;
        }
        let sentence = self.document.sentences[self.document.sentence_of(first)].first as usize;
        let floor = if behind { self.tokens.end } else { sentence };
        let start = (floor..=first).rev().find(|&at| begins(at)).unwrap_or(floor);
        let start = start + usize::from(class(start).any(Class::AND));
        let copula = (start..first).rev().find(|&at| class(at).any(Class::COPULA));
        let Some(copula) = copula.filter(|&copula| copula > start) else {
            return !(behind && self.is_denial());
        };
        let points = |at: usize| class(at).any(Class::SUBJECT) && at + 1 == copula;
        points(start) && !(behind && self.is_denial())
    }

    /// Is something else the subject of what is said behind the claim: “…, *and doctors* are wrong”?
    fn is_of_another(&self, first: usize) -> bool {
        let tokens = &self.document.tokens;
        (self.tokens.end..=first).any(|at| {
            tokens[at].gap.any(Gap::COMMA) || self.cues.class(tokens[at].symbol).any(Class::AND)
        })
    }

    /// Is a cue all that its clause says, behind the claim: “…, *and it isn't*”?
    fn is_whole(&self, first: usize, end: usize) -> bool {
        let tokens = &self.document.tokens;
        let closes = |at: usize| at >= tokens.len() || !tokens[at].gap.joins();
        let begins = tokens[first].gap.0 & !(Gap::SPACE.0 | Gap::LINE.0) != 0
            || first > self.tokens.end
                && self
                    .cues
                    .class(tokens[first - 1].symbol)
                    .any(Class::AND.or(Class::BEFORE_ORDER));
        let last = self.document.sentences[self.document.sentence_of(first)].end as usize;
        begins && (end >= last || closes(end))
    }

    /// A subject that belongs to the words before it ends nothing: “I don't think *she* took …”.
    fn is_bridged(&self, hit: &Hit) -> bool {
        let tokens = &self.document.tokens;
        (hit.first as usize).checked_sub(1).is_some_and(|before| {
            self.cues.class(tokens[before].symbol).any(Class::BRIDGE)
                && tokens[before + 1].gap.joins()
        })
    }

    pub(super) fn is_in_scope(&self, hit: &Hit, cue: &Cue) -> bool {
        let (first, end) = (hit.first as usize, hit.end as usize);
        let (before, behind) = (end <= self.tokens.start, first >= self.tokens.end);
        // Told at a glance, as most cues of a sentence are: it stands where it does not reach from.
        let is_away = match cue.direction {
            Direction::Forward => behind || end <= self.first,
            Direction::Backward => before,
            Direction::Both => end <= self.first,
            Direction::Section => behind,
            _ => false,
        };
        if is_away || self.is_own(hit, cue) {
            return false;
        }
        if cue.category == Category::Debunked
            && (self.is_contrary(end) || before && self.has_own_subject())
            && cue.direction != Direction::Sentence
        {
            return false;
        }
        match cue.direction {
            Direction::Sentence => return true,
            // “…, and studies found *no benefit* for it”: also in a gap of the claim
            Direction::Back => return first > self.tokens.start,
            Direction::Whole => return behind && self.is_whole(first, end),
            Direction::Beside => return self.is_of_claim(first, end),
            _ => {}
        }
        if self.target == Target::Claim
            && cue.category == Category::Negated
            && self.is_of_condition(first, end)
        {
            return false;
        }
        if !before && !behind {
            // A cue in the gap of a claim is about the claim, but for an "if" behind it; a cue in a name is part of the name.
            return self.target == Target::Claim
                && cue.category != Category::Hypothetical
                && !self.is_lack_of_another(first, end);
        }
        if self.target == Target::Claim
            && cue.category == Category::Hypothetical
            && cue.direction != Direction::Section
            && self.consequent.is_some_and(|from| end <= from)
        {
            return false;
        }
        let near = |words: usize| cue.words == 0 || words <= cue.words;
        let forward = || {
            before
                && near(self.tokens.start - end)
                && !(cue.category == Category::Negated
                    && (self.is_answer(first, end)
                        || cue.words != 0 && self.is_spliced(first, end)))
                && !self.is_cut(end, self.tokens.start, cue.category)
        };
        let from = if first >= self.list_end { self.list_end } else { self.tokens.end };
        let backward = || {
            behind
                && (end <= self.end || self.list_end > self.end || cue.category.is_refusal())
                && near(first - from)
                && !(self.target == Target::Claim
                    && cue.category == Category::Debunked
                    && self.is_of_another(first))
                && !self.is_cut(
                    self.tokens.end,
                    first,
                    // “they offered it but *I* declined”
                    if cue.category.is_refusal() { Category::Taken } else { cue.category },
                )
        };
        match cue.direction {
            Direction::Forward => forward(),
            Direction::Backward => backward(),
            Direction::Section => {
                before
                    && !(self.target == Target::Claim
                        && self.document.tokens[end].gap.any(Gap::COMMA))
                    && !self.is_cut(end, self.tokens.start, cue.category)
            }
            _ => forward() || backward(),
        }
    }
}
