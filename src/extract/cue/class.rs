//! What single words are to the assertion layer, beside the cues that they may begin.

use super::FAMILIES;

/// Of whom a word for a person speaks, as far as the word says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Gender {
    #[default]
    Open,
    She,
    He,
}

/// What a word is to the assertion layer, beside the cues that it may begin: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(pub(super) u64);

impl Class {
    /// Negates by itself: not, never.
    pub(crate) const NEGATOR: Self = Self(1 << 5);
    /// A question begins with it.
    pub(crate) const ASKS: Self = Self(1 << 6);
    /// Doubts what was said before: “true?”
    pub(crate) const DOUBTS: Self = Self(1 << 7);
    /// Begins the consequent of a condition: “if it bleeds keep going”.
    pub(crate) const CONSEQUENT: Self = Self(1 << 8);
    /// An order, where it has no subject.
    pub(crate) const ORDER: Self = Self(1 << 9);
    /// May stand before an order: please, just, and.
    pub(crate) const BEFORE_ORDER: Self = Self(1 << 10);
    /// Joins two persons.
    pub(crate) const AND: Self = Self(1 << 11);
    /// Leads to whom something is for or given to.
    pub(crate) const TO: Self = Self(1 << 12);
    /// Leads to a place or a whole: a woman *at* my church.
    pub(crate) const AT: Self = Self(1 << 17);
    /// Gives something to somebody.
    pub(crate) const GIVES: Self = Self(1 << 13);
    /// Takes something: behind it a possessive tells whose it was, not who took it.
    pub(crate) const TAKES: Self = Self(1 << 16);
    /// Names somebody of a family.
    pub(crate) const KIN: Self = Self(1 << 18);
    /// Names somebody else, or a pet.
    pub(crate) const PEOPLE: Self = Self(1 << 19);
    /// Names somebody who treats.
    pub(crate) const DOCTOR: Self = Self(1 << 20);
    /// What follows belongs to it, a subject too: think *I*, when *she*.
    pub(crate) const BRIDGE: Self = Self(1 << 21);
    /// What follows says what somebody is: “he was *a stubborn man*”.
    pub(crate) const COPULA: Self = Self(1 << 22);
    /// Tells which of several it is: the *younger* sister.
    pub(crate) const WHICH: Self = Self(1 << 3);
    /// Brings somebody who was not spoken of: *another* friend.
    pub(crate) const NEW: Self = Self(1 << 4);
    /// Offers something to somebody who may not take it.
    pub(crate) const OFFERS: Self = Self(1 << 2);
    /// Speaks of a woman.
    pub(crate) const SHE: Self = Self(1 << 14);
    /// Speaks of a man.
    pub(crate) const HE: Self = Self(1 << 15);
    /// The narrator with others: what *we* give to whom we care for is theirs.
    pub(crate) const WE: Self = Self(1);
    /// Whoever is addressed.
    pub(crate) const YOU: Self = Self(1 << 23);
    /// Leads to what somebody says: *says* you need it, is *like* you need it.
    pub(crate) const SAYS: Self = Self(1 << 24);
    /// Is a subject of its own: what stands behind it is said of it.
    pub(crate) const SUBJECT: Self = Self(1 << 25);
    /// Puts something on somebody, or into them.
    pub(crate) const APPLIES: Self = Self(1 << 26);
    /// Takes something in.
    pub(crate) const INGESTS: Self = Self(1 << 27);
    /// Names the one somebody lives with.
    pub(crate) const PARTNER: Self = Self(1 << 28);
    /// Treats animals.
    pub(crate) const VET: Self = Self(1 << 1);
    /// Is given what it takes: a child, a pet.
    pub(crate) const WARD: Self = Self(1 << 22);
    /// Puts what follows into the mouth or the head of its subject: *insists* that, is *convinced* that.
    pub(crate) const ATTRIBUTES: Self = Self(1 << 29);
    /// Speaks against what somebody else is said to claim, in the sentence behind: *dangerous*, *warned*.
    pub(crate) const COUNTERS: Self = Self(1 << 60);
    /// Tells something done and over: *gave*, *cured*.
    pub(crate) const PAST: Self = Self(1 << 30);
    /// Opens a clause that names the case: *if*, *when*.
    pub(crate) const IF: Self = Self(1 << 31);
    /// Says that what follows is lacking, and of the rest nothing: *without* coughing.
    pub(crate) const LACKS: Self = Self(1 << 52);
    /// May stand between a subject and its verb: has *always*, is *still*.
    pub(crate) const BETWEEN: Self = Self(1 << 53);
    /// Opens a question without a question mark before a pronoun: *can* i.
    pub(crate) const INVERTS: Self = Self(1 << 54);
    /// Says that what is told to somebody is the opposite: whoever tells you *otherwise*.
    pub(crate) const CONTRARY: Self = Self(1 << 57);
    /// Opens a question without a question mark, whatever follows: *does* it, *did* they.
    pub(crate) const OPENS: Self = Self(1 << 58);
    /// The author alone: *i*, *im*.
    pub(crate) const AUTHOR: Self = Self(1 << 56);
    /// Leads to a clause that is taken for granted: *when* it is proven, *that* has never been tested.
    pub(crate) const GRANTS: Self = Self(1 << 55);

    pub(super) const NAMES: [(&'static str, Self); 41] = [
        ("negator", Self::NEGATOR),
        ("asks", Self::ASKS),
        ("doubts", Self::DOUBTS),
        ("consequent", Self::CONSEQUENT),
        ("order", Self::ORDER),
        ("before order", Self::BEFORE_ORDER),
        ("and", Self::AND),
        ("to", Self::TO),
        ("at", Self::AT),
        ("bridge", Self::BRIDGE),
        ("copula", Self::COPULA),
        ("kin", Self::KIN),
        ("people", Self::PEOPLE),
        ("doctor", Self::DOCTOR),
        ("gives", Self::GIVES),
        ("takes", Self::TAKES),
        ("which", Self::WHICH),
        ("new", Self::NEW),
        ("offers", Self::OFFERS),
        ("she", Self::SHE),
        ("he", Self::HE),
        ("we", Self::WE),
        ("ingests", Self::INGESTS),
        ("partner", Self::PARTNER),
        ("subject", Self::SUBJECT),
        ("applies", Self::APPLIES),
        ("you", Self::YOU),
        ("says", Self::SAYS),
        ("vet", Self::VET),
        ("ward", Self::WARD),
        ("attributes", Self::ATTRIBUTES),
        ("counters", Self::COUNTERS),
        ("past", Self::PAST),
        ("if", Self::IF),
        ("lacks", Self::LACKS),
        ("between", Self::BETWEEN),
        ("inverts", Self::INVERTS),
        ("grants", Self::GRANTS),
        ("opens", Self::OPENS),
        ("contrary", Self::CONTRARY),
        ("author", Self::AUTHOR),
    ];

    const FIRST_FAMILY: usize = 32;
    /// The bits of the families in which a word begins a cue.
    pub(super) const fn of_family(family: usize) -> Self {
        Self(1 << (Self::FIRST_FAMILY + family))
    }

    /// The families in which it begins a cue, a bit each.
    #[inline]
    pub(super) const fn families(self) -> u64 {
        (self.0 >> Self::FIRST_FAMILY) & ((1 << FAMILIES) - 1)
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Of whom a word speaks.
    pub(crate) const fn gender(self) -> Gender {
        if self.any(Self::SHE) {
            Gender::She
        } else if self.any(Self::HE) {
            Gender::He
        } else {
            Gender::Open
        }
    }

    /// Has it any bit of `other`?
    #[inline]
    pub(crate) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
