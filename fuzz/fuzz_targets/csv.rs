//! Any bytes read as a table.

#![no_main]

threadlint_fuzz::reads!(Csv);
