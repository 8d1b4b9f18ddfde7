//! One file a verb.

pub(crate) mod explain;
pub(crate) mod extract;
pub(crate) mod forms;
pub(crate) mod lexicon;
pub(crate) mod mine;
pub(crate) mod rules;
pub(crate) mod scan;
