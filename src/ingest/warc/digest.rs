//! Is what a crawl stored what the archive says it is?

use data_encoding::{BASE32, BASE64, HEXLOWER};
use sha1::Digest;

/// Does a `digest` such as `sha1:…` fit the bytes? Nothing if it is of a kind that is not known.
pub(super) fn fits(digest: &str, bytes: &[u8]) -> Option<bool> {
    let (kind, told) = digest.trim().split_once(':')?;
    let found: Vec<u8> = match kind.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => sha1::Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => sha2::Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    // Crawlers write it in base 32 as a rule, in hexadecimal or base 64 else.
    let told = told.trim().trim_end_matches('=');
    let same = |text: String| text.trim_end_matches('=').eq_ignore_ascii_case(told);
    Some(
        same(BASE32.encode(&found))
            || same(HEXLOWER.encode(&found))
            || BASE64.encode(&found).trim_end_matches('=') == told,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_compared_in_each_spelling() {
        for digest in [
            "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
            "SHA-1: aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
            "sha1:qvTGHdzF6KLavt4PO0gs2a6pQ00=",
            "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        ] {
            assert_eq!(fits(digest, b"hello"), Some(true), "{digest}");
            assert_eq!(fits(digest, b"hallo"), Some(false), "{digest}");
        }
        assert_eq!(
            (fits("md5:x", b""), fits("", b""), fits("sha1:", b"")),
            (None, None, Some(false))
        );
    }
}
