//! Any bytes read as topics of Discourse.

#![no_main]

threadlint_fuzz::reads!(Discourse);
