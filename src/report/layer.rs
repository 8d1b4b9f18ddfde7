//! Which of the lists of a report is meant.
//!
//! ```
//! use threadlint::report::Layer;
//!
//! assert_eq!(Layer::parse("dosages"), Some(Layer::Dosages));
//! assert_eq!(Layer::parse("flags"), None);
//! ```

/// A layer of what a scan finds: one of the lists of a [`ThreadReport`](crate::scan::ThreadReport) that hold one record a place or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// What is named: a [`MentionReport`](crate::scan::MentionReport) each.
    Mentions,
    /// How it is taken: a [`DosageReport`](crate::scan::DosageReport) each.
    Dosages,
    /// What came of it: an [`OutcomeReport`](crate::scan::OutcomeReport) each.
    Outcomes,
    /// Who took what: an [`ExperienceReport`](crate::scan::ExperienceReport) each.
    Experiences,
}

impl Layer {
    /// All of them, in the order in which a report holds them.
    pub const ALL: &'static [Self] =
        &[Self::Mentions, Self::Dosages, Self::Outcomes, Self::Experiences];

    /// As the report names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Dosages => "dosages",
            Self::Outcomes => "outcomes",
            Self::Experiences => "experiences",
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|layer| layer.as_str() == text)
    }
}
