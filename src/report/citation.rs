//! A citation in words.
//!
//! ```
//! use threadlint::report::citation::{address, document};
//! use threadlint::rules::Citation;
//!
//! let citation = Citation {
//!     who: "A Society".into(),
//!     title: "On heparin".into(),
//!     number: Some("No. 6".into()),
//!     year: Some(2023),
//!     doi: Some("10.1000/6".into()),
//!     url: None,
//!     says: "It depends.".into(),
//!     opened: "2026-11-22".into(),
//! };
//! assert_eq!(document(&citation), "A Society: On heparin, No. 6, 2023");
//! assert_eq!(address(&citation).as_deref(), Some("https://doi.org/10.1000/6"));
//! ```

use crate::rules::Citation;

/// Who says it, in which document, of which year.
#[must_use]
pub fn document(citation: &Citation) -> String {
    let year = citation.year.map(|year| year.to_string());
    let parts = [citation.number.as_deref(), year.as_deref()].into_iter().flatten();
    let parts: String = parts.flat_map(|part| [", ", part]).collect();
    format!("{}: {}{parts}", citation.who, citation.title)
}

/// Where it is: by its DOI if it has one.
#[must_use]
pub fn address(citation: &Citation) -> Option<String> {
    citation
        .doi
        .as_ref()
        .map(|doi| format!("https://doi.org/{doi}"))
        .or_else(|| citation.url.clone())
}
