//! `threadlint extract`: reads threads and writes the records of one layer.

use threadlint::report::{Csv, Emitter, Records};

use crate::{
    args::{Data, Extract, RecordFormat},
    data::Loading,
    job,
    status::Status,
};

pub(crate) fn run(extract: Extract) -> anyhow::Result<Status> {
    // Records come from what stands before the rules; without them the start is quick.
    let data = Data { lexicon: extract.lexicon, no_builtin_rules: true, ..Data::default() };
    let scanner = Loading::new(&data).build()?;
    let layer = extract.layer.into();
    let emitter: Box<dyn Emitter> = match extract.format {
        RecordFormat::Jsonl => Box::new(Records::new(layer)),
        RecordFormat::Csv => Box::new(Csv::new(layer)),
    };
    let done = job::run("extract", extract.job, scanner, &*emitter)?;
    Ok(if done.any_bad { Status::Incomplete } else { Status::Clean })
}
