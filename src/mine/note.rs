//! What the figures of a table cannot say.

use super::key::By;

const COUNTS: &str = "These are counts of what threadlint read in posts, and it misreads some. They are not counts of patients: one person may write \
    many posts, or under many names, and most people who take a drug write nothing.";

const RATIOS: &str = "The ratios compare how often an outcome is told together with one drug and with the other drugs of these posts. They are no rates \
    and no risks, and they prove no cause: nobody knows how many took a drug; people write more of what is new, feared or in the news; the illness can look \
    like an effect of its drug; the same case may be told twice. Where counts are small, chance alone makes large ratios, and among many rows some will \
    look striking. They can show where to look closer. Do not decide on a treatment by them.";

/// In plain words what the figures of a table by these keys cannot say, for whoever reads them.
#[must_use]
pub fn note(by: &By) -> String {
    if by.is_of_pairs() { format!("{COUNTS} {RATIOS}") } else { COUNTS.to_owned() }
}
