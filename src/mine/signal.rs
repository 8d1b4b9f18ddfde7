//! How much more often an effect is told with one drug than with the others: reporting odds ratio and proportional reporting ratio.
//!
//! Of all reports, which are experiences here (see [`mine`](super)), a [`Fourfold`] table counts
//!
//! | | with the effect | without |
//! | --- | --- | --- |
//! | with the drug | a | b |
//! | with another drug | c | d |
//!
//! * reporting odds ratio: `ROR = (a/b) / (c/d)`, with the interval `exp(ln ROR ± 1.96 √(1/a + 1/b + 1/c + 1/d))` (van Puijenbroek and others,
//!   Pharmacoepidemiology and Drug Safety 2002;11:3, doi:10.1002/pds.668);
//! * proportional reporting ratio: `PRR = (a/(a+b)) / (c/(c+d))` (Evans, Waller and Davis, the same journal 2001;10:483, doi:10.1002/pds.677),
//!   with the interval `exp(ln PRR ± 1.96 √(1/a − 1/(a+b) + 1/c − 1/(c+d)))`, the one of the ratio of two proportions. (Some authors add the last
//!   term; in a large table that makes no difference.)
//! * χ² with one degree of freedom and the correction of Yates, which Evans uses beside the PRR:
//!   `n (|ad − bc| − n/2)² / ((a+b)(c+d)(a+c)(b+d))`, and 0 where the correction is larger than the difference.
//!
//! # Zero cells
//!
//! Where a number that is divided by, or whose reciprocal is taken, is 0, there is no ratio: nothing is added to the cells to make one up, and a
//! ratio comes only with its interval. So there is no ROR if any of the cells is 0, and no PRR if a or c is; none either if every report has
//! the effect. There is no χ² if the drug, the other drugs, the effect or its absence has no report at all.
//!
//! ```
//! use threadlint::mine::Fourfold;
//!
//! let table = Fourfold::new(20, 80, 100, 1800);
//! let ror = table.ror().unwrap();
//! assert_eq!(ror.value, 4.5);
//! assert!(ror.low < 4.5 && 4.5 < ror.high);
//! assert!(Fourfold::new(3, 0, 5, 9).ror().is_none());
//! ```

/// The quantile of the normal distribution that leaves 2.5 % on each side, rounded as in the sources.
const Z: f64 = 1.96;

/// The reports of a drug and an effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fourfold {
    /// With the drug and the effect.
    pub a: u64,
    /// With the drug, without the effect.
    pub b: u64,
    /// With another drug and the effect.
    pub c: u64,
    /// With another drug, without the effect.
    pub d: u64,
}

/// A ratio and its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The ratio.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Fourfold {
    /// The four cells.
    #[must_use]
    pub const fn new(a: u64, b: u64, c: u64, d: u64) -> Self {
        Self { a, b, c, d }
    }

    /// From the reports with both, with the drug, with the effect, and all of them. More with both than with one, or more with one than there are,
    /// is taken for as many.
    #[must_use]
    pub const fn of_margins(both: u64, drug: u64, effect: u64, all: u64) -> Self {
        let (b, c) = (drug.saturating_sub(both), effect.saturating_sub(both));
        Self { a: both, b, c, d: all.saturating_sub(both + b + c) }
    }

    /// All reports.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.a + self.b + self.c + self.d
    }

    /// The reporting odds ratio.
    #[must_use]
    pub fn ror(self) -> Option<Estimate> {
        let [a, b, c, d] = self.cells();
        if self.a == 0 || self.b == 0 || self.c == 0 || self.d == 0 {
            return None;
        }
        Some(Estimate::new(a * d / (b * c), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d))
    }

    /// The proportional reporting ratio.
    #[must_use]
    pub fn prr(self) -> Option<Estimate> {
        let [a, b, c, d] = self.cells();
        if self.a == 0 || self.c == 0 || self.b + self.d == 0 {
            return None;
        }
        let variance = (1.0 / a - 1.0 / (a + b)) + (1.0 / c - 1.0 / (c + d));
        Some(Estimate::new(a * (c + d) / (c * (a + b)), variance))
    }

    /// χ² with the correction of Yates.
    #[must_use]
    pub fn chi_squared(self) -> Option<f64> {
        let [a, b, c, d] = self.cells();
        let all = a + b + c + d;
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        let difference = ((a * d - b * c).abs() - all / 2.0).max(0.0);
        (margins > 0.0).then(|| all * difference * difference / margins)
    }

    fn cells(self) -> [f64; 4] {
        [self.a, self.b, self.c, self.d].map(|cell| cell as f64)
    }
}

impl Estimate {
    /// The interval is symmetric around the logarithm.
    fn new(value: f64, variance: f64) -> Self {
        let factor = (Z * variance.max(0.0).sqrt()).exp();
        Self { value, low: value / factor, high: value * factor }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(one: f64, other: f64, within: f64) {
        assert!((one - other).abs() <= within, "{one} is not {other}");
    }

    /// Eczema and hay fever in children of eleven years: Bland and Altman, The odds ratio, BMJ 2000;320:1468. They print OR 4.89, standard
    /// error 0.103 of its logarithm, interval 4.00 to 5.99, and 3.91 for the ratio of the proportions.
    #[test]
    fn the_odds_ratio_and_its_interval_are_those_of_a_printed_example() {
        let table = Fourfold::new(141, 420, 928, 13_525);
        let ror = table.ror().unwrap();
        near(ror.value, 4.89, 0.005);
        near(ror.low, 4.00, 0.005);
        near(ror.high, 5.99, 0.005);
        near((ror.high / ror.value).ln() / Z, 0.103, 0.0005);
        near(table.prr().unwrap().value, 3.91, 0.005);
    }

    /// Uveitis and rifabutin in the reports of the United Kingdom: 41 of 55 against 754 with and 591,958 without among the other drugs, PRR 586.
    /// A textbook chapter after Evans and others 2001, <https://www.alpfmedical.info/drug-safety/info-rrl.html>. (The χ² of 22,736 printed there is
    /// the one without the correction, which is 22,740 with the cells as printed; with it, it is 22,187.)
    #[test]
    fn the_proportional_reporting_ratio_is_that_of_a_printed_example() {
        let table = Fourfold::new(41, 14, 754, 591_958);
        near(table.prr().unwrap().value, 586.0, 0.1);
        near(table.chi_squared().unwrap(), 22_187.0, 1.0);
    }

    /// By hand: a = 20, b = 80, c = 100, d = 1800.
    ///
    /// ROR = 20·1800 / (80·100) = 4.5; variance 0.05 + 0.0125 + 0.01 + 0.000555… = 0.073055…, root 0.270288, times 1.96 0.529765, exp 1.698533:
    /// 2.64935 to 7.64340. PRR = 0.2 / (100/1900) = 3.8; variance 0.05 − 0.01 + 0.01 − 0.000526… = 0.0494737, root 0.222427, times 1.96
    /// 0.435957, exp 1.546443: 2.45725 to 5.87648. χ² = 2000 (36000 − 8000 − 1000)² / (100·1900·120·1880) = 2000·27000² / 4.2864e10 = 34.0146.
    #[test]
    fn all_figures_are_those_computed_by_hand() {
        let table = Fourfold::new(20, 80, 100, 1800);
        let (ror, prr) = (table.ror().unwrap(), table.prr().unwrap());
        near(ror.value, 4.5, 1e-12);
        near(ror.low, 2.649_35, 2e-5);
        near(ror.high, 7.643_40, 2e-5);
        near(prr.value, 3.8, 1e-12);
        near(prr.low, 2.457_25, 2e-5);
        near(prr.high, 5.876_48, 2e-5);
        near(table.chi_squared().unwrap(), 34.014_6, 1e-3);
        assert_eq!(Fourfold::of_margins(20, 100, 120, 2000), table);
    }

    #[test]
    fn where_a_cell_is_empty_there_is_no_ratio_instead_of_a_made_up_one() {
        for (a, b, c, d) in [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)] {
            assert_eq!(Fourfold::new(a, b, c, d).ror(), None);
        }
        assert_eq!(Fourfold::new(0, 5, 5, 5).prr(), None);
        assert_eq!(Fourfold::new(5, 5, 0, 5).prr(), None);
        assert_eq!(Fourfold::new(5, 0, 5, 0).prr(), None, "all have the effect");
        assert!(Fourfold::new(5, 0, 5, 5).prr().is_some(), "no b is divided by");
        assert_eq!(Fourfold::new(5, 5, 0, 0).chi_squared(), None);
        assert_eq!(Fourfold::default().chi_squared(), None);
    }

    #[test]
    fn a_correction_larger_than_the_difference_leaves_nothing() {
        assert_eq!(Fourfold::new(1, 1, 1, 1).chi_squared(), Some(0.0));
        assert_eq!(Fourfold::new(2, 1, 1, 1).chi_squared(), Some(0.0));
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_ratio_and_figures_are_finite(
            (a, b, c, d) in (0..5000_u64, 0..5000_u64, 0..1_000_000_000_u64, 0..1_000_000_000_u64)
        ) {
            let table = Fourfold::new(a, b, c, d);
            for estimate in [table.ror(), table.prr()].into_iter().flatten() {
                prop_assert!(estimate.low > 0.0 && estimate.high.is_finite());
                prop_assert!(estimate.low <= estimate.value && estimate.value <= estimate.high);
            }
            prop_assert!(table.chi_squared().is_none_or(|chi| chi.is_finite() && chi >= 0.0));
        }

        #[test]
        fn the_odds_ratio_does_not_care_which_is_drug_and_which_effect(
            (a, b, c, d) in (1..500_u64, 1..500_u64, 1..500_u64, 1..500_u64)
        ) {
            let (one, other) = (Fourfold::new(a, b, c, d), Fourfold::new(a, c, b, d));
            let (one, other) = (one.ror().unwrap(), other.ror().unwrap());
            prop_assert!((one.value - other.value).abs() < 1e-9 * one.value);
            prop_assert!((one.low - other.low).abs() < 1e-9 * one.low);
        }

        #[test]
        fn both_ratios_lie_on_the_same_side_of_one(
            (a, b, c, d) in (1..500_u64, 1..500_u64, 1..500_u64, 1..500_u64)
        ) {
            let table = Fourfold::new(a, b, c, d);
            let (ror, prr) = (table.ror().unwrap().value, table.prr().unwrap().value);
            prop_assert!((ror - 1.0) * (prr - 1.0) >= -1e-12);
            prop_assert!((ror - 1.0).abs() + 1e-12 >= (prr - 1.0).abs() || ror < 1.0);
        }

        #[test]
        fn cells_and_margins_say_the_same(
            (a, b, c, d) in (0..500_u64, 0..500_u64, 0..500_u64, 0..500_u64)
        ) {
            let table = Fourfold::new(a, b, c, d);
            prop_assert_eq!(Fourfold::of_margins(a, a + b, a + c, table.total()), table);
        }
    }
}
