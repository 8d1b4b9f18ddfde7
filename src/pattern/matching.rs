//! Runs a compiled pattern over the tokens of a sentence.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::compile::{First, Pattern, Shared, Step};
use crate::{
    lexicon::{Lexicon, Mention},
    span::Span,
    text::{Document, Shape, Symbol},
};

/// What a pattern looks at: a post, and the mentions in it in their order.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// The words.
    pub document: &'a Document,
    /// The mentions.
    pub mentions: &'a [Mention],
    /// What the mentions name.
    pub lexicon: &'a Lexicon,
}

impl<'a> Sight<'a> {
    /// The mentions that begin among some tokens.
    #[must_use]
    pub fn mentions_in(&self, tokens: Range<usize>) -> &'a [Mention] {
        let place = |token: usize| {
            self.mentions.partition_point(|mention| (mention.first as usize) < token)
        };
        &self.mentions[place(tokens.start)..place(tokens.end)]
    }
}

/// A match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// From the first to behind the last token.
    pub tokens: Range<usize>,
    /// The tokens that elements of the pattern stand for; the others stood in gaps.
    pub consumed: Vec<u32>,
}

impl Found {
    /// Its bytes.
    #[must_use]
    pub fn span(&self, document: &Document) -> Span {
        document.span(self.tokens.clone())
    }
}

/// A state of the search: a step, a place, and the link of the path by which it was reached.
type State = (u32, u32, u32);
const NO_LINK: u32 = u32::MAX;

/// Working space of a search, for one sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    space: Space,
    memo: Memo,
}

impl Buffers {
    /// Forgets what is known of the sentence before; to be called as another begins, with its tokens.
    pub(crate) fn forget(&mut self, sentence: Range<usize>) {
        self.memo.sentence = sentence;
        self.memo.starts.clear();
        self.memo.known.clear();
        self.memo.ends.clear();
        self.memo.parts.clear();
    }
}

/// The ways that are still to be tried, and that were.
#[derive(Clone, Debug, Default)]
struct Space {
    /// Which (place, step) were tried from this start or one before: what failed once fails again, so that the search stays linear.
    visited: Vec<u64>,
    /// The path: the link before, the first token consumed, one past the last.
    links: Vec<(u32, u32, u32)>,
    stack: Vec<State>,
}

impl Space {
    fn clear(&mut self, states: usize) {
        self.visited.clear();
        self.visited.resize(states.div_ceil(64), 0);
    }

    /// Is it the first time that a state is reached?
    fn enter(&mut self, state: usize) -> bool {
        let (word, mask) = (state / 64, 1 << (state % 64));
        let is_new = self.visited[word] & mask == 0;
        self.visited[word] |= mask;
        is_new
    }

    /// The tokens consumed on a path, from the first to the last.
    fn parts(&self, mut link: u32) -> Vec<(u32, u32)> {
        let mut parts = Vec::new();
        while let Some(&(before, first, behind)) = self.links.get(link as usize) {
            parts.push((first, behind));
            link = before;
        }
        parts.reverse();
        parts
    }
}

/// Where shared lists match in a sentence: each is tried at a token once, however many patterns ask.
#[derive(Clone, Debug, Default)]
struct Memo {
    sentence: Range<usize>,
    /// By list, the tokens at which it may begin, a bit for each of the first [`BITS`] of the sentence.
    starts: FxHashMap<u32, u128>,
    /// By list and token, a range of `ends`.
    known: FxHashMap<(u32, u32), (u32, u32)>,
    /// One past the last token, and a range of `parts`: what is consumed on the way.
    ends: Vec<(u32, u32, u32)>,
    parts: Vec<(u32, u32)>,
    spare: Vec<Space>,
}

/// For so many tokens it is kept where a list may begin; behind them it is looked at each time.
const BITS: usize = 128;

impl Memo {
    /// The tokens at which something may begin that has `first`.
    fn bits(&mut self, first: &First, sight: &Sight<'_>, mentions: &[Mention]) -> u128 {
        let Range { start, end } = self.sentence;
        let end = end.min(start + BITS);
        if first.anything {
            return u128::MAX;
        }
        let mut bits = 0;
        if first.number || !first.words.is_empty() {
            for (place, token) in sight.document.tokens[start..end].iter().enumerate() {
                if first.words.has(token.symbol) || first.number && token.shape.any(Shape::NUMBER) {
                    bits |= 1 << place;
                }
            }
        }
        if first.mention {
            let begins = mentions.iter().map(|mention| mention.first as usize);
            for token in begins.filter(|token| (start..end).contains(token)) {
                bits |= 1 << (token - start);
            }
        }
        for shared in &first.shared {
            bits |= self.starts(shared, sight, mentions);
        }
        bits
    }

    fn starts(&mut self, shared: &Shared, sight: &Sight<'_>, mentions: &[Mention]) -> u128 {
        if let Some(&known) = self.starts.get(&shared.id) {
            return known;
        }
        let bits = self.bits(&shared.first, sight, mentions);
        self.starts.insert(shared.id, bits);
        bits
    }
}

impl Pattern {
    /// The first match among some tokens, which should be those of one sentence.
    #[must_use]
    pub fn find(&self, sight: &Sight<'_>, tokens: Range<usize>) -> Option<Found> {
        let mentions = sight.mentions_in(tokens.clone());
        if !self.required.iter().all(|one| one.stands_in(sight, tokens.clone(), mentions)) {
            return None;
        }
        let mut buffers = Buffers::default();
        buffers.forget(tokens.clone());
        self.find_with(sight, tokens, &mut buffers)
    }

    fn find_with(
        &self,
        sight: &Sight<'_>,
        tokens: Range<usize>,
        buffers: &mut Buffers,
    ) -> Option<Found> {
        let Buffers { space, memo } = buffers;
        let Range { start: origin, end } = tokens;
        let (steps, base) = (&self.steps, memo.sentence.start);
        let mentions = sight.mentions_in(memo.sentence.clone());
        let mut search = Search { steps, sight, mentions, origin, end, memo };
        if !self.needed.iter().all(|list| search.is_anywhere(list)) {
            return None;
        }
        let bits = search.memo.bits(&self.first, sight, mentions);
        let mut starts = tokens
            .filter(|&start| match start - base {
                near if near < BITS => bits & (1 << near) != 0,
                _ => self.first.fits(start, sight, mentions),
            })
            .peekable();
        starts.peek()?;
        space.clear((end - origin + 1) * steps.len());
        starts.find_map(|start| search.run(start, space))
    }

    /// All matches among some tokens, without overlap.
    pub(crate) fn find_all(
        &self,
        sight: &Sight<'_>,
        tokens: Range<usize>,
        buffers: &mut Buffers,
    ) -> Vec<Found> {
        let (mut all, mut from) = (Vec::new(), tokens.start);
        while let Some(found) = self.find_with(sight, from..tokens.end, buffers) {
            from = found.tokens.end;
            all.push(found);
        }
        all
    }

    /// How far the pattern comes where it does not match: the way that consumes most words, with the step at which it ends.
    pub(crate) fn find_longest(&self, sight: &Sight<'_>, tokens: Range<usize>) -> Option<Partial> {
        let mentions = sight.mentions_in(tokens.clone());
        let (mut space, mut memo) = (Space::default(), Memo::default());
        memo.sentence = tokens.clone();
        let Range { start: origin, end } = tokens;
        let mut best: Option<Partial> = None;
        space.clear((end - origin + 1) * self.steps.len());
        let mut search =
            Search { steps: &self.steps, sight, mentions, origin, end, memo: &mut memo };
        for start in tokens.filter(|&start| self.first.fits(start, sight, mentions)) {
            space.links.clear();
            space.stack.clear();
            space.stack.push((0, start as u32, NO_LINK));
            while let Some((step, at, link)) = space.stack.pop() {
                let state = (at as usize - origin) * self.steps.len() + step as usize;
                if !space.enter(state) {
                    continue;
                }
                let parts = space.parts(link);
                let words = parts.iter().map(|(first, behind)| behind - first).sum::<u32>();
                if words > 0 && best.as_ref().is_none_or(|best| words > best.words) {
                    let end = parts.last().map_or(start, |(_, behind)| *behind as usize);
                    best = Some(Partial { tokens: start..end, words, step });
                }
                if !matches!(self.steps[step as usize], Step::Accept) {
                    search.advance(step, at, link, &mut space);
                }
            }
        }
        best
    }
}

/// A match that comes to no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Partial {
    /// From the first token to behind the last that fits.
    pub(crate) tokens: Range<usize>,
    /// How many words fit.
    pub(crate) words: u32,
    /// The step behind them.
    pub(crate) step: u32,
}

impl First {
    /// As [`fits`](Self::fits), without the lists that it can begin with.
    #[inline]
    fn itself_fits(&self, token: usize, sight: &Sight<'_>, mentions: &[Mention]) -> bool {
        let here = &sight.document.tokens[token];
        self.anything
            || self.words.has(here.symbol)
            || self.mention && mention_at(mentions, token).is_some()
            || self.number && here.shape.any(Shape::NUMBER)
    }

    /// Can a match begin at a token?
    #[inline]
    fn fits(&self, token: usize, sight: &Sight<'_>, mentions: &[Mention]) -> bool {
        self.itself_fits(token, sight, mentions)
            || self.shared.iter().any(|shared| shared.first.fits(token, sight, mentions))
    }
}

struct Search<'a> {
    steps: &'a [Step],
    sight: &'a Sight<'a>,
    mentions: &'a [Mention],
    origin: usize,
    end: usize,
    memo: &'a mut Memo,
}

impl Search<'_> {
    /// The word at a token of the sentence.
    fn word(&self, at: u32) -> Option<Symbol> {
        let token = at as usize;
        (token < self.end).then(|| self.sight.document.tokens[token].symbol)
    }

    fn mention_at(&self, token: usize) -> Option<&Mention> {
        mention_at(self.mentions, token)
    }

    fn run(&mut self, start: usize, space: &mut Space) -> Option<Found> {
        space.links.clear();
        space.stack.clear();
        space.stack.push((0, start as u32, NO_LINK));
        while let Some((step, at, link)) = space.stack.pop() {
            let state = (at as usize - self.origin) * self.steps.len() + step as usize;
            if !space.enter(state) {
                continue;
            }
            if matches!(self.steps[step as usize], Step::Accept) {
                if at as usize > start {
                    let parts = space.parts(link).into_iter();
                    let consumed = parts.flat_map(|(first, behind)| first..behind).collect();
                    return Some(Found { tokens: start..at as usize, consumed });
                }
                continue;
            }
            self.advance(step, at, link, space);
        }
        None
    }

    /// May a shared list begin at a token, or behind the last?
    fn may_begin(&mut self, shared: &Shared, at: u32) -> bool {
        let token = at as usize;
        if token >= self.end {
            return shared.first.anything;
        }
        match token.checked_sub(self.memo.sentence.start) {
            Some(near) if near < BITS => {
                self.memo.starts(shared, self.sight, self.mentions) & (1 << near) != 0
            }
            _ => shared.first.fits(token, self.sight, self.mentions),
        }
    }

    /// Does a shared list match anywhere in the sentence?
    fn is_anywhere(&mut self, shared: &Shared) -> bool {
        let base = self.memo.sentence.start;
        let mut bits = self.memo.starts(shared, self.sight, self.mentions);
        bits &= u128::MAX.checked_shl((self.origin - base) as u32).unwrap_or(0);
        while bits != 0 {
            let token = base + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if token < self.end && !self.ends(shared, token as u32).is_empty() {
                return true;
            }
        }
        let behind = self.origin.max(base + BITS)..self.end;
        behind.into_iter().any(|token| !self.ends(shared, token as u32).is_empty())
    }

    /// May a step be taken at a token? No only where it is soon told.
    fn may_go_on(&mut self, step: u32, at: u32) -> bool {
        let steps = self.steps;
        match &steps[step as usize] {
            Step::Call(shared) => self.may_begin(shared, at),
            Step::Split(choice) => {
                choice.begins_with(self.word(at))
                    || choice.others().any(|target| self.may_go_on(target, at))
            }
            Step::Word(set) => self.word(at).is_some_and(|word| set.has(word)),
            _ => true,
        }
    }

    /// Where a shared list that begins at a token may end, as a range of the ends that are known.
    fn ends(&mut self, shared: &Shared, at: u32) -> Range<usize> {
        if !self.may_begin(shared, at) {
            return 0..0;
        }
        if let Some(&(from, to)) = self.memo.known.get(&(shared.id, at)) {
            return from as usize..to as usize;
        }
        let mut found: Vec<(u32, Vec<(u32, u32)>)> = Vec::new();
        let token = at as usize;
        {
            let mut space = self.memo.spare.pop().unwrap_or_default();
            space.clear((self.end - token + 1) * shared.steps.len());
            space.links.clear();
            space.stack.clear();
            space.stack.push((0, at, NO_LINK));
            let mut search = Search {
                steps: &shared.steps,
                sight: self.sight,
                mentions: self.mentions,
                origin: token,
                end: self.end,
                memo: self.memo,
            };
            while let Some((step, at, link)) = space.stack.pop() {
                let state = (at as usize - token) * shared.steps.len() + step as usize;
                if !space.enter(state) {
                    continue;
                }
                if matches!(shared.steps[step as usize], Step::Accept) {
                    found.push((at, space.parts(link)));
                } else {
                    search.advance(step, at, link, &mut space);
                }
            }
            self.memo.spare.push(space);
        }
        let memo = &mut *self.memo;
        let from = memo.ends.len();
        for (end, parts) in found {
            let first = memo.parts.len() as u32;
            memo.parts.extend(parts);
            memo.ends.push((end, first, memo.parts.len() as u32));
        }
        let to = memo.ends.len();
        memo.known.insert((shared.id, at), (from as u32, to as u32));
        from..to
    }

    /// Pushes where one step leads to, what is to be tried first last.
    fn advance(&mut self, step: u32, at: u32, link: u32, space: &mut Space) {
        let token = at as usize;
        let inside = token < self.end;
        let consumed = match &self.steps[step as usize] {
            Step::Word(set) => {
                u32::from(inside && set.has(self.sight.document.tokens[token].symbol))
            }
            Step::Concept(set) => self
                .mention_at(token)
                .filter(|m| set.binary_search(&m.concept).is_ok())
                .map_or(0, length),
            Step::Kind(kind) => {
                let fits =
                    |mention: &&Mention| self.sight.lexicon.concept(mention.concept).kind == *kind;
                self.mention_at(token).filter(fits).map_or(0, length)
            }
            Step::Number => {
                u32::from(inside && self.sight.document.tokens[token].shape.any(Shape::NUMBER))
            }
            Step::Any => u32::from(inside),
            Step::Gap(most) => {
                let most = (*most).min(self.end as u32 - at);
                for place in (at..=at + most).rev() {
                    if self.may_go_on(step + 1, place) {
                        space.stack.push((step + 1, place, link));
                    }
                }
                return;
            }
            Step::Split(choice) => {
                let Space { stack, .. } = space;
                let (word, may) = (self.word(at), |target| self.may_go_on(target, at));
                choice.at(word, may, |target| stack.push((target, at, link)));
                return;
            }
            Step::Call(shared) => {
                let ends = self.ends(shared, at);
                for place in ends.rev() {
                    let (end, from, to) = self.memo.ends[place];
                    let mut last = link;
                    for &(first, behind) in &self.memo.parts[from as usize..to as usize] {
                        space.links.push((last, first, behind));
                        last = space.links.len() as u32 - 1;
                    }
                    space.stack.push((step + 1, end, last));
                }
                return;
            }
            Step::Jump(target) => {
                space.stack.push((*target, at, link));
                return;
            }
            Step::Accept => return,
        };
        if consumed > 0 && at + consumed <= self.end as u32 {
            space.links.push((link, at, at + consumed));
            space.stack.push((step + 1, at + consumed, space.links.len() as u32 - 1));
        }
    }
}

/// The mention that begins at a token; mentions stand in order and do not overlap.
fn mention_at(mentions: &[Mention], token: usize) -> Option<&Mention> {
    let at = mentions.partition_point(|mention| (mention.first as usize) < token);
    mentions.get(at).filter(|mention| mention.first as usize == token)
}

fn length(mention: &Mention) -> u32 {
    mention.end - mention.first
}
