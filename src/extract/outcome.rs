//! draft: types only
use serde::Serialize;
/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum OutcomeKind { Benefit, NoEffect, AdverseEvent, Withdrawal, LiveBirth, OngoingPregnancy, PregnancyLoss, PretermBirth, Death, Other }
/// Was it good?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Valence { Positive, Negative, Neutral }
