//! Runs a compiled pattern over the tokens of a sentence.

use std::ops::Range;

use super::compile::{Pattern, Step};
use crate::{
    lexicon::{Lexicon, Mention},
    span::Span,
    text::{Document, Shape},
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

/// Working space of a search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    /// Which (place, step) were tried from this start or one before: what failed once fails again, so that the search stays linear.
    visited: Vec<u64>,
    /// The path: the link before, the first token consumed, one past the last.
    links: Vec<(u32, u32, u32)>,
    stack: Vec<State>,
}

impl Pattern {
    /// The first match among some tokens, which should be those of one sentence.
    #[must_use]
    pub fn find(&self, sight: &Sight<'_>, tokens: Range<usize>) -> Option<Found> {
        self.find_with(sight, tokens, &mut Buffers::default())
    }

    fn find_with(
        &self,
        sight: &Sight<'_>,
        tokens: Range<usize>,
        buffers: &mut Buffers,
    ) -> Option<Found> {
        let mentions = sight.mentions_in(tokens.clone());
        let steps = &self.steps;
        let Range { start: origin, end } = tokens;
        let mut starts = tokens.filter(|&start| self.may_begin(start, sight, mentions)).peekable();
        if starts.peek().is_some() {
            buffers.visited.clear();
            buffers.visited.resize(((end - origin + 1) * steps.len()).div_ceil(64), 0);
        }
        let mut search = Search { steps, sight, mentions, origin, end, buffers };
        starts.find_map(|start| search.run(start))
    }

    /// Can a match begin at a token?
    #[inline]
    fn may_begin(&self, token: usize, sight: &Sight<'_>, mentions: &[Mention]) -> bool {
        let (first, here) = (&self.first, &sight.document.tokens[token]);
        first.symbols.binary_search(&here.symbol).is_ok()
            || first.mention && mention_at(mentions, token).is_some()
            || first.number && here.shape.any(Shape::NUMBER)
            || first.anything
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
}

struct Search<'a> {
    steps: &'a [Step],
    sight: &'a Sight<'a>,
    mentions: &'a [Mention],
    origin: usize,
    end: usize,
    buffers: &'a mut Buffers,
}

impl Search<'_> {
    fn mention_at(&self, token: usize) -> Option<&Mention> {
        mention_at(self.mentions, token)
    }

    fn run(&mut self, start: usize) -> Option<Found> {
        self.buffers.links.clear();
        self.buffers.stack.clear();
        self.buffers.stack.push((0, start as u32, NO_LINK));
        while let Some((step, at, link)) = self.buffers.stack.pop() {
            let bit = (at as usize - self.origin) * self.steps.len() + step as usize;
            let (word, mask) = (bit / 64, 1 << (bit % 64));
            if self.buffers.visited[word] & mask != 0 {
                continue;
            }
            self.buffers.visited[word] |= mask;
            if matches!(self.steps[step as usize], Step::Accept) {
                if at as usize > start {
                    return Some(self.path(start, at as usize, link));
                }
                continue;
            }
            self.advance(step, at, link);
        }
        None
    }

    /// Pushes where one step leads to, what is to be tried first last.
    fn advance(&mut self, step: u32, at: u32, link: u32) {
        let token = at as usize;
        let inside = token < self.end;
        let consumed = match &self.steps[step as usize] {
            Step::Word(set) => u32::from(
                inside && set.binary_search(&self.sight.document.tokens[token].symbol).is_ok(),
            ),
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
                self.buffers
                    .stack
                    .extend((0..=most).rev().map(|skipped| (step + 1, at + skipped, link)));
                return;
            }
            Step::Split(targets) => {
                self.buffers.stack.extend(targets.iter().rev().map(|&target| (target, at, link)));
                return;
            }
            Step::Jump(target) => {
                self.buffers.stack.push((*target, at, link));
                return;
            }
            Step::Accept => return,
        };
        if consumed > 0 && at + consumed <= self.end as u32 {
            self.buffers.links.push((link, at, at + consumed));
            self.buffers.stack.push((step + 1, at + consumed, self.buffers.links.len() as u32 - 1));
        }
    }

    fn path(&self, start: usize, end: usize, mut link: u32) -> Found {
        let mut consumed = Vec::new();
        while let Some(&(before, first, behind)) = self.buffers.links.get(link as usize) {
            consumed.extend((first..behind).rev());
            link = before;
        }
        consumed.reverse();
        Found { tokens: start..end, consumed }
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
