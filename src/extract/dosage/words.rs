//! The words of which dosing statements are made.

use crate::text::{Marks, NUMBER_WORDS, Symbol, Symbols, normal_form, number_word};

/// What a word can be in a dosing statement.
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
    /// every *other* day
    Alternate,
    /// A unit of time, as UCUM writes it.
    Unit(&'static str),
    /// daily: how often, in how many, of which unit
    Adverb(f64, f64, &'static str),
    /// bid: the same, and only beside a dose or a drug
    Latin(f64, f64, &'static str),
    /// nocte, hs: a part of the day, and only beside a dose or a drug
    LatinWhen(&'static str),
    /// What a dose is counted in.
    Form(&'static str),
    /// injection, shot: counted, and the way into the body
    Injection,
    /// What a dose is measured in, as UCUM writes it.
    DoseUnit(&'static str),
    /// A part of the day or a meal, as FHIR codes it.
    When(&'static str),
    /// A day of the week, as FHIR codes it.
    Day(&'static str),
    For,
    To,
    Or,
    Until,
    At,
    /// during, through, throughout
    During,
    /// all, whole, entire
    Whole,
    /// my, the, your …
    Determiner,
    /// first, 9th, last
    Ordinal(u32),
    /// last, next, past: which one is not said
    SomeOrdinal,
    Pregnancy,
    Trimester,
    Cycle,
    Birth,
    After,
    Into,
    About,
    Pregnant,
    /// by mouth
    Route(&'static str),
    /// belly
    Site,
    Half,
    Couple,
    Needed,
    /// Takes, uses, injects.
    Taking,
    Start,
    Stop,
    /// taken *off*
    Off,
    Switch,
    Increase,
    Decrease,
    Miss,
    /// should, recommend
    Advice,
    /// thinking of
    Consider,
    /// needs to, usually
    Modal,
    /// Waiting and trying, which take time and are no dosing.
    Waiting,
    /// A number in words.
    Number(f64),
    /// up to, max, no more than, over
    Bound,
    /// Something medicine-like without a name.
    Medicine,
}

#[rustfmt::skip]
const WORDS: &[(&str, Word)] = {
    use Word::{About, Adverb, Advice, After, Alternate, At, Birth, Bound, Consider, Couple, Cycle, Day, Decrease, Determiner, DoseUnit, During, Every, For,
        Form, Half, Increase, Injection, Into, Latin, LatinWhen, Medicine, Miss, Modal, Needed, Off, Or, Ordinal, Per, Pregnancy, Pregnant,
        Route, Site, SomeOrdinal, Start, Stop, Switch, Taking, Times, TimesSign, To, Trimester, Unit, Until, Waiting, When, Whole};
    &[
        ("once", Times(1.0)), ("twice", Times(2.0)), ("thrice", Times(3.0)),
        ("times time x xs", TimesSign),
        ("per a an", Per), ("every each", Every), ("other alternate second 2nd", Alternate),
        ("minute minutes min mins", Unit("min")), ("hour hours hr hrs h hourly", Unit("h")), ("day days d", Unit("d")),
        ("week weeks wk wks w", Unit("wk")), ("month months mo mos mth mths", Unit("mo")), ("year years yr yrs", Unit("a")),
        ("daily everyday", Adverb(1.0, 1.0, "d")), ("nightly", Adverb(1.0, 1.0, "d")), ("weekly", Adverb(1.0, 1.0, "wk")),
        ("monthly", Adverb(1.0, 1.0, "mo")), ("fortnightly", Adverb(1.0, 2.0, "wk")), ("yearly annually", Adverb(1.0, 1.0, "a")),
        ("od qd", Latin(1.0, 1.0, "d")), ("bid bd", Latin(2.0, 1.0, "d")), ("tid tds", Latin(3.0, 1.0, "d")),
        ("qid qds", Latin(4.0, 1.0, "d")), ("qod eod", Latin(1.0, 2.0, "d")), ("q4h", Latin(1.0, 4.0, "h")), ("q6h", Latin(1.0, 6.0, "h")),
        ("q8h", Latin(1.0, 8.0, "h")), ("q12h", Latin(1.0, 12.0, "h")), ("q24h", Latin(1.0, 24.0, "h")), ("qw", Latin(1.0, 1.0, "wk")),
        ("nocte qhs hs qpm", LatinWhen("HS")), ("mane qam", LatinWhen("MORN")),
        ("tablet tablets tab tabs", Form("tablet")), ("pill pills", Form("pill")), ("capsule capsules cap caps", Form("capsule")),
        ("drop drops", Form("drop")), ("puff puffs", Form("puff")), ("patch patches", Form("patch")), ("spray sprays", Form("spray")),
        ("suppository suppositories", Form("suppository")), ("gummy gummies", Form("gummy")), ("lozenge lozenges", Form("lozenge")),
        ("dose doses dosage", Form("dose")), ("vial vials", Form("vial")), ("ampule ampoule ampoules ampules", Form("ampule")),
        ("pump pumps", Form("pump")), ("teaspoon teaspoons tsp tsps", DoseUnit("[tsp_us]")), ("tablespoon tablespoons tbsp", DoseUnit("[tbs_us]")),
        ("shot shots injection injections jab jabs", Injection),
        ("mg mgs milligram milligrams", DoseUnit("mg")), ("mcg mcgs ug microgram micrograms", DoseUnit("ug")),
        ("g gm gms gram grams", DoseUnit("g")), ("ml mls milliliter milliliters millilitre millilitres cc ccs", DoseUnit("mL")),
        ("iu ius unit units", DoseUnit("[IU]")), ("meq", DoseUnit("meq")),
        ("morning mornings am", When("MORN")), ("night nights nite nites", When("NIGHT")), ("bedtime", When("HS")), ("evening evenings pm", When("EVE")),
        ("noon midday", When("NOON")), ("afternoon afternoons", When("AFT")), ("breakfast", When("CM")), ("lunch", When("CD")),
        ("dinner supper", When("CV")), ("meals meal food", When("C")),
        ("monday mon mondays", Day("mon")), ("tuesday tues tuesdays", Day("tue")), ("wednesday wednesdays", Day("wed")),
        ("thursday thurs thursdays", Day("thu")), ("friday fri fridays", Day("fri")), ("saturday saturdays", Day("sat")), ("sunday sundays", Day("sun")),
        ("for", For), ("to", To), ("or", Or), ("until till til", Until), ("at", At), ("during through throughout thru", During),
        ("whole entire all full", Whole), ("the my your her his our this that their of in", Determiner),
        ("first 1st", Ordinal(1)), ("third 3rd", Ordinal(3)), ("fourth 4th", Ordinal(4)), ("fifth 5th", Ordinal(5)), ("sixth 6th", Ordinal(6)),
        ("seventh 7th", Ordinal(7)), ("eighth 8th", Ordinal(8)), ("ninth 9th", Ordinal(9)),
        ("last next past previous current", SomeOrdinal),
        ("pregnancy pregnancies pregnacy pregnany pregnancys", Pregnancy), ("trimester trimesters tri", Trimester), ("cycle cycles ivf iui", Cycle),
        ("birth delivery delivering labor labour postpartum", Birth), ("after post following", After), ("into", Into),
        ("about around approximately approx roughly nearly almost only just", About), ("pregnant along gestation preggo", Pregnant),
        ("orally oral mouth", Route("oral")), ("subcutaneous subcutaneously subq subcut", Route("subcutaneous")),
        ("intramuscular intramuscularly", Route("intramuscular")), ("intravenous intravenously iv", Route("intravenous")),
        ("vaginally vaginal", Route("vaginal")), ("rectally rectal", Route("rectal")), ("sublingually sublingual", Route("sublingual")),
        ("topically topical cream gel ointment lotion", Route("topical")), ("nasally nasal", Route("nasal")),
        ("belly tummy stomach abdomen abdominal thigh thighs butt buttock buttocks hip hips arm arms bum", Site),
        ("half", Half), ("couple", Couple), ("needed necessary required prn", Needed),
        ("take takes taking took taken use uses using used inject injects injecting injected do did doing give giving gave given on had have \
          swallow swallowing apply applying been", Taking),
        ("start starts started starting begin begins began begun beginning restarted", Start),
        ("stop stops stopped stopping quit quitting discontinue discontinued discontinuing ceased", Stop), ("off", Off),
        ("switch switched switching switches changed swapped", Switch), ("increase increased increasing upped raised bumped doubled", Increase),
        ("decrease decreased decreasing lowered reduced tapered tapering weaned weaning halved dropped cut cutting", Decrease),
        ("missed forgot skipped missing", Miss),
        ("should recommend recommended recommends advise advised advises suggest suggested must", Advice),
        ("thought thinking considering consider idea scared afraid worried planning plan wondering debating want wants wanted", Consider),
        ("need needs can may might could would  usually generally typically normally have has having often", Modal),
        ("trying tried ttc waiting waited married together living away old ago later", Waiting),
        ("up down no not max maximum over", Bound),
        ("med meds medication medications medicine medicines drug drugs prescription needle needles", Medicine),
    ]
};

/// What each symbol can be.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(Vec<Option<Word>>);

impl Words {
    pub(super) fn compile(symbols: &mut Symbols) -> Self {
        let mut words = Vec::new();
        for (spellings, word) in WORDS {
            for spelling in spellings.split_whitespace() {
                let symbol = symbols.intern(spelling);
                words.push((symbol, *word));
                if word.opens() {
                    symbols.mark(symbol, Marks::DOSING);
                }
            }
        }
        for number in NUMBER_WORDS {
            words.push((
                symbols.intern(number),
                Word::Number(number_word(number).unwrap_or_default()),
            ));
        }
        words.push((symbols.intern(&normal_form("½")), Word::Number(0.5)));
        let mut table = vec![None; symbols.len()];
        for (symbol, word) in words {
            table[symbol.0 as usize] = Some(word);
        }
        Self(table)
    }

    pub(super) fn get(&self, symbol: Symbol) -> Option<Word> {
        self.0.get(symbol.0 as usize).copied().flatten()
    }
}

impl Word {
    /// Must a sentence hold such a word to be looked at?
    const fn opens(self) -> bool {
        matches!(
            self,
            Self::Times(_)
                | Self::Unit(_)
                | Self::Adverb(..)
                | Self::Latin(..)
                | Self::LatinWhen(_)
                | Self::Form(_)
                | Self::Injection
                | Self::DoseUnit(_)
                | Self::When(_)
                | Self::Day(_)
                | Self::Pregnancy
                | Self::Trimester
                | Self::Cycle
                | Self::Needed
                | Self::Start
                | Self::Stop
                | Self::Off
                | Self::Switch
        )
    }
}
