//! What a word or phrase of a dosing statement is to the grammar ([`Word`]), and what it tells of a statement near it ([`Roles`]).

/// What a word or phrase is to the grammar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    /// once, twice
    Times(f64),
    /// times, x
    TimesSign,
    /// a, per
    Per,
    /// every, each
    Every,
    /// q, where a number or a unit follows
    Q,
    /// every *other* day
    Other,
    /// A unit of time, as UCUM writes it.
    TimeUnit(&'static str),
    Fortnight,
    /// 6 *hourly*
    Hourly,
    /// daily: how often
    Adverb(Rate),
    /// bid: the same, but only beside a dose or a drug
    Latin(Rate),
    /// nocte: a part of the day, but only beside a dose or a drug
    LatinWhen(&'static str),
    /// at once
    Stat,
    /// What a dose is counted in.
    Form(&'static str),
    /// injection, shot: counted, and the way into the body
    Injection,
    /// two *at a time*
    AtATime,
    /// What a dose is measured in, as UCUM writes it.
    DoseUnit(&'static str),
    /// mg per *kg*
    BodyMeasure(&'static str),
    /// A part of the day, as FHIR codes it.
    PartOfDay(&'static str),
    /// A meal: the last letter of the codes that FHIR has for it; `C` for any.
    Meal(&'static str),
    /// in the morning, before meals: as FHIR codes it
    When(&'static str),
    /// Days of the week, as FHIR codes them, parted by blanks.
    Day(&'static str),
    Needed,
    /// What else the patient is told.
    Instruction,
    MaxDaily,
    Most,
    UpTo,
    MoreThan,
    For,
    To,
    Or,
    And,
    Until,
    At,
    In,
    Of,
    From,
    Since,
    /// during, through, throughout
    During,
    /// all, whole, entire
    Whole,
    /// my, the, your …
    Determiner,
    /// first, third
    Ordinal(u32),
    /// last, next, past: which one is not said
    SomeOrdinal,
    Pregnancy,
    Trimester,
    Cycle,
    Birth,
    Postpartum,
    After,
    Into,
    Before,
    About,
    Pregnant,
    Old,
    Half,
    Couple,
    /// Where on the body a needle goes.
    NeedleSite,
    /// Where on the skin a cream goes.
    SkinSite,
    /// Eye, ear, nostril; and the way into the body that it implies.
    OrganSite(&'static str),
    /// left, both
    Side,
    Route(&'static str),
    /// IM, but only beside a dose
    LatinRoute(&'static str),
    Inject,
    Take,
    /// put me on
    PutOn,
    /// was prescribed
    Prescribed,
    Start,
    Stop,
    /// taken *off*
    Off,
    Switch,
    Increase,
    Decrease,
    Miss,
    Refuse,
    Then,
    /// instead of: what follows is not done
    Contrast,
    /// Something medicine-like without a name.
    Medicine,
    /// a *course* of so many days
    Course,
    /// four months *straight*
    Total,
    Single,
    /// multiple, several: more than one
    Several,
    Number(f64),
}

/// How often, and in which part of the day; four bytes, so that a [`Word`] stays small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rate {
    times: u8,
    period: u8,
    /// A place in [`RATE_UNITS`].
    unit: u8,
    /// A place in [`RATE_WHENS`].
    when: Option<u8>,
}

const RATE_UNITS: [&str; 5] = ["h", "d", "wk", "mo", "a"];
const RATE_WHENS: [&str; 4] = ["MORN", "EVE", "NIGHT", "HS"];

impl Rate {
    /// From how it stands in the file: "2/1 d", "1/1 d NIGHT".
    fn read(value: &str) -> Option<Self> {
        let place = |names: &[&str], name| names.iter().position(|known| *known == name);
        let mut parts = value.split(' ');
        let (times, period) = parts.next()?.split_once('/')?;
        let unit = place(&RATE_UNITS, parts.next()?)? as u8;
        let when = match parts.next() {
            Some(when) => Some(place(&RATE_WHENS, when)? as u8),
            None => None,
        };
        Some(Self { times: times.parse().ok()?, period: period.parse().ok()?, unit, when })
    }

    pub(super) fn times(self) -> f64 {
        f64::from(self.times)
    }

    pub(super) fn period(self) -> f64 {
        f64::from(self.period)
    }

    pub(super) fn unit(self) -> &'static str {
        RATE_UNITS[self.unit as usize]
    }

    pub(super) fn when(self) -> Option<&'static str> {
        self.when.map(|when| RATE_WHENS[when as usize])
    }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal;)*) => {
        /// What a word tells of a statement near it: a set of bits.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(super) struct Roles(pub(super) u64);

        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Place { $($role),* }

        impl Roles {
            $($(#[$doc])* pub(super) const $role: Self = Self(1 << Place::$role as u64);)*
            pub(super) const NAMES: &[(&str, Self)] = &[$(($name, Self::$role)),*];
        }
    };
}

roles! {
    /// should, recommend
    ADVICE "advice";
    /// thinking of
    CONSIDER "consider";
    /// needs to, usually
    MODAL "modal";
    /// Waiting and trying, which take time and are no dosing.
    WAITING "waiting";
    /// A verb whose rate is no dosing: throw up, check, walk.
    OTHERWISE "otherwise";
    /// Things that are daily and no medicine.
    DAILY_LIFE "daily life";
    /// Somebody in person.
    PERSON "person";
    /// The same as subject of a sentence.
    SUBJECT "subject";
    /// it, them: what may be taken
    PRONOUN "pronoun";
    /// it, mine: what may be begun or stopped
    OBJECT "object";
    /// A plain verb of taking.
    TAKING "taking verb";
    /// A verb that is used of medicines.
    PUT_IN "put in";
    /// Ends a statement.
    BOUNDARY "boundary";
    /// Behind a length of time: it is none of taking.
    APART "apart";
    /// *taken* off
    OFF_VERB "off verb";
    /// taken *me* off
    OFF_BETWEEN "off between";
    /// *continued* to 12 weeks
    BEARING "bearing";
    THAN "than";
    /// than, misspelt
    THEN_FOR_THAN "then than";
    /// instead, unlike: names what is compared with
    INSTEAD "instead";
    /// better, other: makes a comparison
    COMPARING "comparing";
    LIKE "like";
    /// can, should: leave to do something is not the deed
    LEAVE "leave";
    LETS "lets";
    EVERYONE "everyone";
    /// Begins an order.
    IMPERATIVE "imperative";
    /// Begins a sentence and is no verb.
    NO_VERB "no verb";
    PRESCRIBER "prescriber";
    PRESCRIBING "prescribing";
    OWN_DOING "own doing";
    CONDITIONAL "conditional";
    /// Water and the like: an amount of it is no dose.
    DRINK "drink";
    /// no, without
    NONE "none";
    INHALING "inhaling";
    /// Puts a medicine on the skin.
    APPLIED "applied";
    /// Left over: a number of pills that nobody takes.
    LEFT_OVER "left over";
    HAVE_TO "have to";
    /// *except* for the first day
    EXCEPT "except";
    /// told, supposed: what follows with "to" is what somebody was to do
    TOLD "told";
    /// was, been: makes a passive of the verb behind it
    PASSIVE "passive";
    /// because: what follows is no part of what was said
    BECAUSE "because";
    /// Says that the drug behind it is taken, given, begun or stopped.
    LEADS_TO_DRUG "leading to a drug";
    /// Says that somebody has the condition behind it.
    LEADS_TO_CONDITION "leading to a condition";
    /// on, inside: where a place on the body may follow
    UPON "upon";
    /// A word, or the first of a phrase, that shows that a medicine is spoken of: tablet, mg, inject.
    OF_MEDICINE "of medicine";
}

impl Roles {
    pub(super) const ALL: Self = Self(u64::MAX);

    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Word {
    /// May a part of a statement begin with it? Only these are [read](super::reader::Reader::atom).
    pub(super) const fn begins_part(self) -> bool {
        !matches!(
            self,
            Self::Other
                | Self::Fortnight
                | Self::Form(_)
                | Self::Injection
                | Self::AtATime
                | Self::DoseUnit(_)
                | Self::BodyMeasure(_)
                | Self::Or
                | Self::And
                | Self::Determiner
                | Self::SomeOrdinal
                | Self::Pregnancy
                | Self::Trimester
                | Self::Birth
                | Self::Postpartum
                | Self::After
                | Self::Before
                | Self::Pregnant
                | Self::Old
                | Self::NeedleSite
                | Self::SkinSite
                | Self::Inject
                | Self::Take
                | Self::PutOn
                | Self::Prescribed
                | Self::Start
                | Self::Stop
                | Self::Off
                | Self::Switch
                | Self::Increase
                | Self::Decrease
                | Self::Miss
                | Self::Refuse
                | Self::Then
                | Self::Contrast
                | Self::Medicine
                | Self::Course
                | Self::Total
        )
    }

    /// May a number in words begin with it?
    pub(super) const fn begins_number(self) -> bool {
        matches!(self, Self::Number(_) | Self::Half | Self::Couple | Self::Per)
    }

    /// Does it say that a regimen changes?
    pub(super) const fn is_change(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::PutOn
                | Self::Prescribed
                | Self::Stop
                | Self::Off
                | Self::Switch
                | Self::Increase
                | Self::Decrease
                | Self::Miss
                | Self::Refuse
        )
    }

    /// Does it show that taking something is spoken of?
    pub(super) const fn is_anchor(self) -> bool {
        matches!(
            self,
            Self::Injection
                | Self::Form(_)
                | Self::DoseUnit(_)
                | Self::Medicine
                | Self::Inject
                | Self::Latin(_)
                | Self::LatinRoute(_)
                | Self::Route(_)
                | Self::Needed
        )
    }

    /// Does it show that a medicine is spoken of, whatever stands beside it?
    pub(super) const fn is_of_medicine(self) -> bool {
        matches!(
            self,
            Self::Injection | Self::Form(_) | Self::DoseUnit(_) | Self::Medicine | Self::Inject
        )
    }

    /// Must a sentence hold such a word to be looked at?
    pub(super) const fn opens_sentence(self) -> bool {
        matches!(
            self,
            Self::Times(_)
                | Self::TimeUnit(_)
                | Self::Fortnight
                | Self::Hourly
                | Self::Adverb(_)
                | Self::Latin(_)
                | Self::LatinWhen(_)
                | Self::Q
                | Self::Stat
                | Self::Form(_)
                | Self::Injection
                | Self::DoseUnit(_)
                | Self::PartOfDay(_)
                | Self::Meal(_)
                | Self::When(_)
                | Self::Day(_)
                | Self::Needed
                | Self::MaxDaily
                | Self::Pregnancy
                | Self::Trimester
                | Self::Cycle
                | Self::Start
                | Self::PutOn
                | Self::Prescribed
                | Self::Stop
                | Self::Off
                | Self::Switch
                | Self::Increase
                | Self::Decrease
                | Self::Refuse
        )
    }
}

/// What a class and a value say.
pub(super) fn word(class: &str, value: &'static str) -> Result<Word, String> {
    let number = || value.parse().map_err(|_| format!("`{value}` is no number"));
    let rate = || {
        Rate::read(value)
            .ok_or_else(|| format!("`{value}` is no rate, as `2/1 d` or `1/1 d NIGHT` is"))
    };
    let some = |wrap: fn(&'static str) -> Word| {
        if value.is_empty() { Err(format!("`{class}` wants a value")) } else { Ok(wrap(value)) }
    };
    if value.is_empty() {
        let known = PLAIN.iter().find(|(name, _)| *name == class);
        return known
            .map(|(_, word)| *word)
            .ok_or_else(|| format!("unknown class `{class}`, or one that wants a value"));
    }
    match class {
        "times" => Ok(Word::Times(number()?)),
        "ordinal" => {
            let nth = value.parse().map_err(|_| format!("`{value}` is no whole number"))?;
            Ok(Word::Ordinal(nth))
        }
        "adverb" => rate().map(Word::Adverb),
        "latin" => rate().map(Word::Latin),
        "latin when" => some(Word::LatinWhen),
        "time unit" => some(Word::TimeUnit),
        "form" => some(Word::Form),
        "dose unit" => some(Word::DoseUnit),
        "body measure" => some(Word::BodyMeasure),
        "part of day" => some(Word::PartOfDay),
        "meal" => some(Word::Meal),
        "when" => some(Word::When),
        "day" => some(Word::Day),
        "organ site" => some(Word::OrganSite),
        "route" => some(Word::Route),
        "latin route" => some(Word::LatinRoute),
        _ => Err(format!("unknown class `{class}`, or one without a value")),
    }
}

/// The classes that have no value.
const PLAIN: &[(&str, Word)] = &[
    ("times sign", Word::TimesSign),
    ("per", Word::Per),
    ("every", Word::Every),
    ("q", Word::Q),
    ("other", Word::Other),
    ("fortnight", Word::Fortnight),
    ("hourly", Word::Hourly),
    ("stat", Word::Stat),
    ("at a time", Word::AtATime),
    ("injection", Word::Injection),
    ("needed", Word::Needed),
    ("instruction", Word::Instruction),
    ("max daily", Word::MaxDaily),
    ("most", Word::Most),
    ("up to", Word::UpTo),
    ("more than", Word::MoreThan),
    ("for", Word::For),
    ("to", Word::To),
    ("or", Word::Or),
    ("and", Word::And),
    ("until", Word::Until),
    ("at", Word::At),
    ("in", Word::In),
    ("of", Word::Of),
    ("from", Word::From),
    ("since", Word::Since),
    ("during", Word::During),
    ("whole", Word::Whole),
    ("determiner", Word::Determiner),
    ("some ordinal", Word::SomeOrdinal),
    ("pregnancy", Word::Pregnancy),
    ("trimester", Word::Trimester),
    ("cycle", Word::Cycle),
    ("birth", Word::Birth),
    ("postpartum", Word::Postpartum),
    ("after", Word::After),
    ("into", Word::Into),
    ("before", Word::Before),
    ("about", Word::About),
    ("pregnant", Word::Pregnant),
    ("old", Word::Old),
    ("half", Word::Half),
    ("couple", Word::Couple),
    ("needle site", Word::NeedleSite),
    ("skin site", Word::SkinSite),
    ("side", Word::Side),
    ("inject", Word::Inject),
    ("take", Word::Take),
    ("put on", Word::PutOn),
    ("prescribed", Word::Prescribed),
    ("start", Word::Start),
    ("stop", Word::Stop),
    ("off", Word::Off),
    ("switch", Word::Switch),
    ("increase", Word::Increase),
    ("decrease", Word::Decrease),
    ("miss", Word::Miss),
    ("refuse", Word::Refuse),
    ("then", Word::Then),
    ("contrast", Word::Contrast),
    ("medicine", Word::Medicine),
    ("course", Word::Course),
    ("total", Word::Total),
    ("single", Word::Single),
    ("several", Word::Several),
];
