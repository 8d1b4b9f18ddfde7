//! Any bytes read as an export of WordPress.

#![no_main]

threadlint_fuzz::reads!(Wxr);
