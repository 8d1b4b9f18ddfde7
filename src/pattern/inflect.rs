//! The regular inflections of an English word, for `word~` in a pattern.
//!
//! Forms that do not exist do no harm (`stoped` is how people write `stopped`); irregular ones have to be written out.

/// The word itself, its plural or third person, its past and its -ing form, doubled consonants and dropped letters regarded.
///
/// ```
/// use threadlint::pattern::inflections;
///
/// assert!(inflections("carry").contains(&"carried".to_owned()));
/// assert!(inflections("stop").contains(&"stopping".to_owned()));
/// assert!(inflections("use").contains(&"using".to_owned()));
/// ```
#[must_use]
pub fn inflections(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    let stem = |cut: usize| &word[..word.len() - cut];
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    let is_vowel = |byte: u8| b"aeiou".contains(&byte);
    if !word.is_ascii() || word.len() < 2 {
        return forms;
    }
    let bytes = word.as_bytes();
    let (last, before) = (bytes[bytes.len() - 1], bytes[bytes.len() - 2]);
    if last == b'y' && !is_vowel(before) {
        forms.extend([format!("{}ies", stem(1)), format!("{}ied", stem(1)), format!("{word}ing")]);
    } else if last == b'e' {
        forms.extend([format!("{word}s"), format!("{word}d"), format!("{}ing", stem(1))]);
    } else {
        forms.push(if ends(&["s", "x", "z", "ch", "sh"]) {
            format!("{word}es")
        } else {
            format!("{word}s")
        });
        forms.extend([format!("{word}ed"), format!("{word}ing")]);
        let short_vowel = bytes.len() > 2 && is_vowel(before) && !is_vowel(bytes[bytes.len() - 3]);
        if short_vowel && !is_vowel(last) && !b"wxy".contains(&last) {
            let doubled = char::from(last);
            forms.extend([format!("{word}{doubled}ed"), format!("{word}{doubled}ing")]);
        }
    }
    forms
}
