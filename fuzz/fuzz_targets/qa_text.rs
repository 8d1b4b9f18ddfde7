//! Any bytes read as a page of questions flattened to text.

#![no_main]

threadlint_fuzz::reads!(QaText);
