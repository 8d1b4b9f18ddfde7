//! What a cue says, and in which family of cues.

/// What a cue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names are those of the file, which explains them
pub enum Category {
    Negated,
    Uncertain,
    Hypothetical,
    Historical,
    Pseudo,
    End,
    Stop,
    Present,
    Own,
    Relative,
    Other,
    Generic,
    Third,
    Kin,
    My,
    Someone,
    Prescriber,
    Clinician,
    NoSubject,
    Question,
    Reported,
    Debunked,
    Anecdote,
    Advised,
    Disapproved,
    Rhetorical,
    NoClaim,
    Asked,
    Advice,
    Condition,
    Wish,
    Regret,
    Intention,
    Warning,
    Plain,
    Taken,
    Held,
    NotTaken,
    Refused,
    Prescribed,
    Considered,
    Mentioned,
    Effective,
    Allergy,
    NoUse,
    /// Not a row of the file: the mark that opens a quotation.
    Quoted,
    /// Not a row of the file: what an exception of a rule matched.
    Exception,
}

/// Cues of different families do not disturb each other: in “I would”, `i` tells of whom, `i would` tells how.
pub(crate) const FAMILIES: usize = 7;

/// Whether and when it holds, of events and claims.
pub(crate) const HOLDS: usize = 0;
/// Of whom.
pub(crate) const WHO: usize = 1;
/// How a claim is put forward.
pub(crate) const CLAIM: usize = 2;
/// How a statement is meant.
pub(crate) const MOOD: usize = 3;
/// What is said of the use of a drug.
pub(crate) const USE: usize = 4;
/// Whether and when it holds, of what is taken: “never had a problem” denies the problem, and not the drug.
pub(crate) const HOLDS_USE: usize = 5;
/// How a claim is put forward, of claims alone: looked for only where there is one.
pub(crate) const CLAIM_OWN: usize = 6;

impl Category {
    pub(super) const ALL: [(&'static str, Self); 47] = [
        ("negated", Self::Negated),
        ("uncertain", Self::Uncertain),
        ("hypothetical", Self::Hypothetical),
        ("historical", Self::Historical),
        ("pseudo", Self::Pseudo),
        ("end", Self::End),
        ("stop", Self::Stop),
        ("present", Self::Present),
        ("self", Self::Own),
        ("relative", Self::Relative),
        ("other", Self::Other),
        ("generic", Self::Generic),
        ("third", Self::Third),
        ("kin", Self::Kin),
        ("my", Self::My),
        ("someone", Self::Someone),
        ("prescriber", Self::Prescriber),
        ("clinician", Self::Clinician),
        ("no_subject", Self::NoSubject),
        ("question", Self::Question),
        ("reported", Self::Reported),
        ("debunked", Self::Debunked),
        ("anecdote", Self::Anecdote),
        ("advised", Self::Advised),
        ("disapproved", Self::Disapproved),
        ("rhetorical", Self::Rhetorical),
        ("no_claim", Self::NoClaim),
        ("asked", Self::Asked),
        ("advice", Self::Advice),
        ("condition", Self::Condition),
        ("wish", Self::Wish),
        ("regret", Self::Regret),
        ("intention", Self::Intention),
        ("warning", Self::Warning),
        ("plain", Self::Plain),
        ("taken", Self::Taken),
        ("held", Self::Held),
        ("not_taken", Self::NotTaken),
        ("refused", Self::Refused),
        ("prescribed", Self::Prescribed),
        ("considered", Self::Considered),
        ("mentioned", Self::Mentioned),
        ("effective", Self::Effective),
        ("allergy", Self::Allergy),
        ("no_use", Self::NoUse),
        ("quoted", Self::Quoted),
        ("exception", Self::Exception),
    ];

    /// As the file writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, category)| *category == self).map_or("", |(name, _)| name)
    }

    /// Does it say anything of a statement, rather than hold the scope of another cue up, or keep a word from being one?
    pub(crate) const fn is_said_of_it(self) -> bool {
        matches!(
            self,
            Self::Negated
                | Self::Uncertain
                | Self::Hypothetical
                | Self::Historical
                | Self::Question
                | Self::Reported
                | Self::Debunked
                | Self::Anecdote
                | Self::Advised
                | Self::Disapproved
                | Self::Rhetorical
        )
    }

    /// Does it say that something was not taken? Such words may stand in a clause of their own: “they offered it *but I declined*”.
    pub(crate) const fn is_refusal(self) -> bool {
        matches!(self, Self::Refused | Self::NotTaken)
    }

    /// Does it tell a fact about a drug, and not who takes it?
    pub(crate) const fn is_fact(self) -> bool {
        matches!(self, Self::Mentioned | Self::Effective)
    }

    /// The family it belongs to.
    pub(super) const fn family(self) -> usize {
        match self {
            Self::Negated
            | Self::Uncertain
            | Self::Hypothetical
            | Self::Historical
            | Self::Pseudo
            | Self::End
            | Self::Stop
            | Self::Present => HOLDS,
            Self::Own
            | Self::Relative
            | Self::Other
            | Self::Generic
            | Self::Third
            | Self::Kin
            | Self::My
            | Self::Someone
            | Self::Prescriber
            | Self::Clinician
            | Self::NoSubject => WHO,
            Self::Question
            | Self::Reported
            | Self::Debunked
            | Self::Anecdote
            | Self::Advised
            | Self::Disapproved
            | Self::Rhetorical
            | Self::NoClaim
            | Self::Quoted
            | Self::Exception => CLAIM,
            Self::Asked
            | Self::Advice
            | Self::Condition
            | Self::Wish
            | Self::Regret
            | Self::Intention
            | Self::Warning
            | Self::Plain => MOOD,
            Self::Taken
            | Self::Held
            | Self::NotTaken
            | Self::Refused
            | Self::Prescribed
            | Self::Considered
            | Self::Mentioned
            | Self::Effective
            | Self::Allergy
            | Self::NoUse => USE,
        }
    }
}
