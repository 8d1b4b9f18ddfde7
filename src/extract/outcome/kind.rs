//! What kinds of outcomes there are, how good and how bad they are, by the names of the contract.

use serde::{Serialize, Serializer};

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// As it is written in the lexicon and in the output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// Reads what [`as_str`](Self::as_str) writes.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

names! {
    /// What came of it.
    OutcomeKind {
        /// It helped.
        Benefit = "benefit",
        /// It did nothing.
        NoEffect = "no_effect",
        /// It harmed.
        AdverseEvent = "adverse_event",
        /// Ending it harmed.
        Withdrawal = "withdrawal",
        /// A child was born.
        LiveBirth = "live_birth",
        /// A pregnancy goes on.
        OngoingPregnancy = "ongoing_pregnancy",
        /// A pregnancy was lost.
        PregnancyLoss = "pregnancy_loss",
        /// A child was born too early.
        PretermBirth = "preterm_birth",
        /// Somebody died.
        Death = "death",
        /// Something else.
        Other = "other",
    }
}

names! {
    /// How bad it was, as FHIR `AdverseEvent.severity` has it.
    Severity {
        /// Hardly to be felt.
        Mild = "mild",
        /// Between.
        Moderate = "moderate",
        /// Hard to bear.
        Severe = "severe",
    }
}

names! {
    /// Was it good?
    Valence {
        /// Yes.
        Positive = "positive",
        /// No.
        Negative = "negative",
        /// Neither.
        Neutral = "neutral",
    }
}

impl OutcomeKind {
    /// Does only a drug have it?
    pub(crate) const fn is_of_drug(self) -> bool {
        matches!(self, Self::Benefit | Self::NoEffect | Self::AdverseEvent | Self::Withdrawal)
    }

    /// Is it told of the mother as well as of the child?
    pub(super) const fn is_of_birth(self) -> bool {
        matches!(self, Self::LiveBirth | Self::PretermBirth | Self::PregnancyLoss)
    }

    /// Is it good, if nothing else is said?
    pub(super) const fn valence(self) -> Valence {
        match self {
            Self::Benefit | Self::LiveBirth | Self::OngoingPregnancy => Valence::Positive,
            Self::NoEffect | Self::Other => Valence::Neutral,
            _ => Valence::Negative,
        }
    }
}
