//! Any bytes read as an article flattened to text.

#![no_main]

threadlint_fuzz::reads!(ArticleText);
