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
    let loading = Loading::new(&data);
    let mut command = loading.digest();
    command.add(&format!("extract {:?} {:?}", extract.layer, extract.format));
    let scanner = loading.build()?;
    let layer = extract.layer.into();
    let emitter: Box<dyn Emitter> = match extract.format {
        RecordFormat::Jsonl => Box::new(Records::new(layer)),
        RecordFormat::Csv => Box::new(Csv::new(layer)),
    };
    let done = job::run("extract", &extract.job, &extract.batch, command, scanner, &*emitter)?;
    Ok(done.status(false))
}
