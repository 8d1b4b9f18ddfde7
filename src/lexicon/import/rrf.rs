//! The lines of `RxNorm`'s files: columns, each ended by a bar.

use std::io::BufRead;

use super::{Tell, lines::Lines};
use crate::error::DataError;

/// Of which file a line is, and how many columns that has.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) columns: usize,
}

/// `RXCUI|LAT|TS|LUI|STT|SUI|ISPREF|RXAUI|SAUI|SCUI|SDUI|SAB|TTY|CODE|STR|SRL|SUPPRESS|CVF|`
pub(super) const NAMES: Shape = Shape { columns: 18 };
/// `RXCUI1|RXAUI1|STYPE1|REL|RXCUI2|RXAUI2|STYPE2|RELA|RUI|SRUI|SAB|SL|DIR|RG|SUPPRESS|CVF|`
pub(super) const RELATIONS: Shape = Shape { columns: 16 };
/// `RXCUI|LUI|SUI|RXAUI|STYPE|CODE|ATUI|SATUI|ATN|SAB|ATV|SUPPRESS|CVF|`
pub(super) const ATTRIBUTES: Shape = Shape { columns: 13 };

/// Gives each line's columns to `each`; tells, and counts, the lines that have not as many as they must, or that `each` cannot use.
pub(super) fn read(
    file: &str,
    reader: impl BufRead,
    shape: Shape,
    tell: Tell,
    mut each: impl FnMut(&[&str]) -> Result<(), &'static str>,
) -> Result<u64, DataError> {
    let mut bad = 0;
    let mut lines = Lines::new(reader);
    loop {
        let read = match lines.next() {
            None => return Ok(bad),
            Some(Err(error)) => {
                return Err(DataError::new(file, 0, format!("cannot be read: {error}")));
            }
            Some(Ok(Ok(""))) => continue,
            Some(Ok(Err(what))) => Err(what),
            Some(Ok(Ok(line))) => {
                let columns: Vec<&str> =
                    line.strip_suffix('|').unwrap_or(line).split('|').collect();
                if columns.len() == shape.columns {
                    each(&columns).map_err(str::to_owned)
                } else {
                    Err(format!("{} columns, {} expected", columns.len(), shape.columns))
                }
            }
        };
        if let Err(what) = read {
            bad += 1;
            tell(DataError::new(file, lines.line, what));
        }
    }
}
