//! Any bytes read as listings and dumps of Reddit.

#![no_main]

threadlint_fuzz::reads!(Reddit);
