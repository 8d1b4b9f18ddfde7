//! Any bytes read as a web page.

#![no_main]

threadlint_fuzz::reads!(Html);
