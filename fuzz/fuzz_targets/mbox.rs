//! Any bytes read as mails.

#![no_main]

threadlint_fuzz::reads!(Mbox);
