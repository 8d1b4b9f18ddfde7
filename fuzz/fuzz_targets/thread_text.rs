//! Any bytes read as a thread flattened to text.

#![no_main]

threadlint_fuzz::reads!(ThreadText);
