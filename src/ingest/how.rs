//! How a source is to be read, as far as whoever reads it says so.

use super::decode::Encoding;
use super::limits::Limits;
use super::table::Columns;
use crate::thread::SourceForm;

/// What is said beforehand; what is not said, the source itself tells.
#[derive(Clone, Debug, Default)]
pub(super) struct How {
    pub form: Option<SourceForm>,
    pub encoding: Option<Encoding>,
    pub limits: Limits,
    pub columns: Columns,
}
