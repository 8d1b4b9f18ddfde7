//! What codes look like.

/// The systems that codes may be of.
pub const SYSTEMS: [&str; 4] = ["rxnorm", "atc", "icd10", "unii"];

/// What a code of a system looks like.
pub(super) fn shape(system: &str) -> &'static str {
    match system {
        "rxnorm" => "an RxCUI has only digits, such as 5224",
        "atc" => "an ATC code is the beginning of one such as B01AB05: B, B01, B01A, B01AB",
        "icd10" => "an ICD-10 code looks like I26.9",
        _ => "a UNII has ten digits and capitals",
    }
}

/// Does a code look like one of its system? Of a system that is not known anything does.
pub(in crate::lexicon) fn is_good(system: &str, code: &str) -> bool {
    let bytes = code.as_bytes();
    let upper_or_digit = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    match system {
        "rxnorm" => (1..=8).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit),
        "atc" => {
            matches!(bytes.len(), 1 | 3 | 4 | 5 | 7)
                && bytes.iter().enumerate().all(|(at, byte)| match at {
                    0 => b"ABCDGHJLMNPRSV".contains(byte),
                    3 | 4 => byte.is_ascii_uppercase(),
                    _ => byte.is_ascii_digit(),
                })
        }
        "icd10" => {
            let (category, rest) = code.split_once('.').unwrap_or((code, "0"));
            let category = category.as_bytes();
            category.len() == 3
                && category[0].is_ascii_uppercase()
                && category[1].is_ascii_digit()
                && upper_or_digit(&category[2])
                && (1..=4).contains(&rest.len())
                && rest.bytes().all(|byte| upper_or_digit(&byte))
        }
        "unii" => bytes.len() == 10 && bytes.iter().all(upper_or_digit),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_good;

    #[test]
    fn codes_are_told_from_what_is_none() {
        for (system, good, bad) in [
            ("rxnorm", &["5224", "67108"][..], &["", "52a", "rx5", "123456789"][..]),
            (
                "atc",
                &["B", "B01", "B01A", "B01AB", "B01AB05"],
                &["", "B0", "B01AB0", "b01", "B01AB055", "I01", "B01A5"],
            ),
            ("icd10", &["I26", "I26.9", "O99.119", "C7A.0"], &["I2", "26.9", "I26.", "I26.12345"]),
            ("unii", &["R16CO5Y76E"], &["R16CO5Y76", "r16co5y76e"]),
        ] {
            assert!(good.iter().all(|code| is_good(system, code)), "{system}: {good:?}");
            let taken: Vec<_> = bad.iter().filter(|code| is_good(system, code)).collect();
            assert!(taken.is_empty(), "{system}: {taken:?}");
        }
    }
}
