//! Reads dosing instructions, one a line, and writes what they say, in a plain sentence and as FHIR R4 `Dosage`:
//!
//! ```sh
//! echo "1-2 tabs po q4-6h prn pain" | cargo run --example sig
//! ```

use std::io::{self, Write as _};

use threadlint::dosage;

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lines() {
        for instruction in dosage::parse(&line?) {
            writeln!(out, "{instruction}\n    {}", serde_json::to_string(&instruction.dosage)?)?;
        }
    }
    Ok(())
}
