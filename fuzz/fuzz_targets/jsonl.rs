//! Any bytes read as JSON Lines.

#![no_main]

threadlint_fuzz::reads!(Jsonl);
