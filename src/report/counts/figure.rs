//! Ratios as text.

/// The number with so many significant digits, so that the last bits of a logarithm, which machines may compute differently, do not show.
pub(super) fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value)
}

/// The number with three significant digits, and as many decimals as these need.
pub(super) fn short(value: f64) -> String {
    let value = rounded(value, 3);
    let decimals = match value.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.9995 || size == 0.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_shown() {
        for (value, shown) in [
            (4.5, "4.50"),
            (0.0, "0.00"),
            (0.999_6, "1.00"),
            (9.999, "10.0"),
            (34.0146, "34.0"),
            (586.02, "586"),
            (22_187.3, "22200"),
            (0.123_4, "0.123"),
            (0.000_4, "0.000"),
        ] {
            assert_eq!(short(value), shown);
        }
    }

    #[test]
    fn what_is_rounded_reads_as_a_plain_number() {
        assert_eq!(rounded(1.698_532_991, 6).to_string(), "1.69853");
        assert_eq!(rounded(22_187.345_6, 6).to_string(), "22187.3");
        assert_eq!(rounded(0.1 + 0.2, 6).to_string(), "0.3");
    }
}
