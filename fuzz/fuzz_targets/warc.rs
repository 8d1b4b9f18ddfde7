//! Any bytes read as an archive of a crawl.

#![no_main]

threadlint_fuzz::reads!(Warc);
