//! Any bytes read as plain text whose layout is looked for.

#![no_main]

threadlint_fuzz::reads!(Text);
