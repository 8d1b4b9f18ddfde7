//! Any bytes read as a dump of Stack Exchange.

#![no_main]

threadlint_fuzz::reads!(StackExchange);
