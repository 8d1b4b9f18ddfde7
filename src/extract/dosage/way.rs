//! The way into the body where no word names it: by the verb or the form in the same clause.

use super::{
    Field, InWords,
    assemble::Assembled,
    group::Group,
    line::Line,
    vocabulary::{Roles, Word},
};

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
