//! How sure a flag is: the sum of parts that have names, so that it can be explained.

use super::flag::{ConfidencePart, Stance};

/// What the confidence of a flag depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grounds {
    pub(super) stance: Stance,
    pub(super) level: u8,
    /// How many words of the match stand in gaps.
    pub(super) skipped: usize,
    /// Was a dose tied to a drug that is not named beside it?
    pub(super) drug_is_far: bool,
}

/// A gap of so many words in all is as good as none.
const NEAR: usize = 6;

/// The parts of the confidence, in hundredths; what neither adds nor takes is left out, but for the stance.
fn parts(grounds: Grounds) -> Vec<(&'static str, i16)> {
    let stance = match grounds.stance {
        Stance::Asserted => 90,
        Stance::Advised => 85,
        Stance::Hedged => 65,
        Stance::Reported => 55,
        _ => 10,
    };
    let mut parts = vec![("stance", stance)];
    let takes = [
        (
            "level",
            match grounds.level {
                1 => 0,
                2 => 10,
                _ => 20,
            },
        ),
        (
            "gaps",
            match grounds.skipped {
                0..=NEAR => 0,
                7..=12 => 5,
                _ => 10,
            },
        ),
        ("drug", if grounds.drug_is_far { 10 } else { 0 }),
    ];
    let mut rest = stance;
    for (part, takes) in takes {
        let takes = takes.min(rest);
        rest -= takes;
        if takes > 0 {
            parts.push((part, -takes));
        }
    }
    parts
}

/// The confidence, and what it is the sum of.
pub(super) fn confidence(grounds: Grounds) -> (f32, Vec<ConfidencePart>) {
    let parts = parts(grounds);
    let sum: i16 = parts.iter().map(|(_, adds)| adds).sum();
    let part =
        |(part, adds): (&'static str, i16)| ConfidencePart { part, adds: f32::from(adds) / 100.0 };
    (f32::from(sum) / 100.0, parts.into_iter().map(part).collect())
}
