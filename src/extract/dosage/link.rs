//! Ties a dosing statement to its drug.
//!
//! The nearest drug before it in its clause, unless one stands right behind it; then the nearest in its sentence, then in the post. A drug
//! that is only named to compare with (“stronger than heparin”) is passed over; drugs joined by “or” share the statement.

use std::ops::Range;

use super::{
    statement::Post,
    vocabulary::{Roles, Word},
};
use crate::{
    lexicon::{ConceptId, Kind, Mention},
    text::Gap,
};

impl Post<'_> {
    /// The drug of a statement, and the drugs that share it.
    pub(super) fn drug(&self, tokens: &Range<usize>) -> (Option<ConceptId>, Vec<ConceptId>) {
        let range = self.line.range();
        let clause = self.sight.document.clauses[self.sight.document.clause_of(tokens.start)];
        // "nightly Lovenox injections", "2 shots of heparin a day"
        let behind = self.line.taken(tokens.start..(tokens.end + 3).min(range.end)).next();
        let before = self
            .line
            .taken(clause.first as usize..tokens.start)
            .rev()
            .find(|mention| !self.is_compared(mention));
        if let Some(behind) = behind {
            let near = |mention: &Mention| tokens.start.saturating_sub(mention.end as usize);
            if before.is_none_or(|before| near(before) > 2) && !self.is_compared(behind) {
                return (Some(behind.concept), self.coordinated(behind));
            }
        }
        let earlier = || {
            self.line
                .taken(range.start..tokens.start)
                .rev()
                .find(|mention| !self.is_compared(mention))
        };
        let in_sentence = before.or_else(earlier).copied();
        match in_sentence.or_else(|| self.named_before()) {
            Some(mention) => {
                let mention = self.member_before(&mention);
                (Some(mention.concept), self.coordinated(mention)).first_named()
            }
            None => (behind.map(|mention| mention.concept).or(self.topic), Vec::new()),
        }
    }

    /// The drug that was named last before the sentence.
    pub(super) fn named_before(&self) -> Option<Mention> {
        let (searched, known) = self.named.get();
        let first = self.line.range().start;
        let new = self.line.taken(searched..first).rev().find(|mention| !self.is_compared(mention));
        let named = new.copied().or(known);
        self.named.set((first, named));
        named
    }

    /// “heparin or Lovenox (both blood thinners)”: a class in the same sentence stands for the member that was named before it.
    fn member_before<'b>(&'b self, mention: &'b Mention) -> &'b Mention {
        let lexicon = self.sight.lexicon;
        let class = lexicon.concept(mention.concept);
        if class.kind != Kind::DrugClass {
            return mention;
        }
        let sentence =
            &self.sight.document.sentences[self.sight.document.sentence_of(mention.first as usize)];
        self.line
            .taken(sentence.first as usize..mention.first as usize)
            .rev()
            .find(|member| class.has_member(lexicon.concept(member.concept)))
            .unwrap_or(mention)
    }

    /// The drugs that are joined to one by “or”, “and”, “/”, before it in its sentence, each once.
    pub(super) fn coordinated(&self, mention: &Mention) -> Vec<ConceptId> {
        let document = self.sight.document;
        let sentence = document.sentences[document.sentence_of(mention.first as usize)];
        let mut also = Vec::new();
        let mut current = mention;
        let before =
            |token: u32| self.line.taken(sentence.first as usize..token as usize).next_back();
        while let Some(before) = before(current.first) {
            let between = before.end as usize..current.first as usize;
            let slash = between.is_empty()
                && self.sight.document.tokens[current.first as usize].gap.any(Gap::SLASH);
            let joined = between.len() == 1
                && matches!(self.line.reader.word(between.start), Some(Word::Or | Word::And));
            if !(slash || joined) || before.concept == mention.concept {
                break;
            }
            if !also.contains(&before.concept) {
                also.push(before.concept);
            }
            current = before;
        }
        also
    }

    /// "stronger than heparin", "rather than the heparin", "instead of aspirin": named only to compare with.
    fn is_compared(&self, mention: &Mention) -> bool {
        let first = mention.first as usize;
        let (symbols, document) =
            (|at: usize| self.sight.document.tokens[at].symbol, self.sight.document);
        let has = |at: usize, roles| self.vocabulary.has(symbols(at), roles);
        (first.saturating_sub(5)..first).any(|at| {
            // "stronger dose *then* heparin": a comparative stands before the misspelt "than".
            let compares = || {
                (at.saturating_sub(3)..at)
                    .any(|before| has(before, Roles::COMPARING) || self.is_comparative(before))
            };
            has(at, Roles::THAN.or(Roles::INSTEAD))
                || has(at, Roles::THEN_FOR_THAN) && compares()
                || has(at, Roles::LIKE) && document.tokens[at].gap.any(Gap::COMMA)
        })
    }

    /// "stronger"
    fn is_comparative(&self, at: usize) -> bool {
        let word = self.sight.document.word(at);
        word.len() > 5 && word.ends_with("er")
    }
}

/// Where several drugs share a statement, the one that was named first is its drug.
trait FirstNamed {
    fn first_named(self) -> Self;
}

impl FirstNamed for (Option<ConceptId>, Vec<ConceptId>) {
    fn first_named(mut self) -> Self {
        if let Some(first) = self.1.pop() {
            self.1.insert(0, self.0.replace(first).unwrap_or(first));
        }
        self
    }
}
