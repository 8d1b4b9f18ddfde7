//! Numbers, in digits and in words.

/// Words that are numbers; `a couple` and `half` need the words around them and are read by the dosage layer.
pub const NUMBER_WORDS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
];

/// The value of a number word in its normal form.
///
/// ```
/// assert_eq!(threadlint::text::number_word("twelve"), Some(12.0));
/// ```
#[must_use]
pub fn number_word(word: &str) -> Option<f64> {
    let at = NUMBER_WORDS.iter().position(|known| *known == word)? as f64;
    Some(if at < 20.0 { at + 1.0 } else { (at - 17.0) * 10.0 })
}

/// As many digits as a float holds exactly, whichever they are.
const EXACT_DIGITS: usize = 15;

/// The value of a number in digits: `1,000`, `4.5`.
///
/// ```
/// use threadlint::text::number_digits;
///
/// assert_eq!(number_digits("1,000.5"), Some(1000.5));
/// assert_eq!(number_digits("1,5"), Some(1.5)); // a decimal comma
/// assert_eq!(number_digits("1.2.3"), None); // a version or a date
/// ```
#[must_use]
pub fn number_digits(text: &str) -> Option<f64> {
    // Nearly all numbers are a few digits, whose value is exact and needs no parser.
    if !text.is_empty() && text.len() <= EXACT_DIGITS && text.bytes().all(|b| b.is_ascii_digit()) {
        let value = text.bytes().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        return Some(value as f64);
    }
    if !text.contains(',') {
        return text.parse().ok();
    }
    let (whole, thousands) = text.split_once(',').unwrap_or((text, ""));
    let groups = thousands.split('.').next().unwrap_or_default();
    if groups.split(',').all(|group| group.len() == 3) && whole.len() <= 3 {
        text.replace(',', "").parse().ok()
    } else {
        text.replacen(',', ".", 1).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tens_and_a_hundred_have_their_values() {
        assert_eq!(number_word("twenty"), Some(20.0));
        assert_eq!(number_word("thirty"), Some(30.0));
        assert_eq!(number_word("ninety"), Some(90.0));
        assert_eq!(number_word("hundred"), Some(100.0));
        assert_eq!(number_word("once"), None);
    }
}
