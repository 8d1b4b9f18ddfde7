//! What a rule makes of a sentence: for who writes the rule, and asks why it fires or does not.

use std::fmt;

use crate::rules::{Flag, NearMiss};

/// What a rule makes of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct SentenceTrace {
    /// The sentence.
    pub text: String,
    /// The flag, shown or kept back.
    pub flag: Option<Flag>,
    /// How near a pattern comes, if none matches.
    pub near: Option<NearMiss>,
}

impl fmt::Display for SentenceTrace {
    /// In one line: at which stage it ends.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.flag, &self.near) {
            (Some(flag), _) => match flag.suppressed {
                None => write!(f, "flagged as {}: “{}”", flag.stance, flag.text),
                Some(why @ ("unless" | "applies_unless")) => {
                    write!(f, "exception: “{}” matches, but `{why}` holds", flag.text)
                }
                Some(why) => write!(f, "stance: “{}” matches, but is {why}", flag.text),
            },
            (None, Some(near)) => {
                if let Some(missing) = &near.missing {
                    return write!(f, "required term: `{}` needs {missing}", near.pattern);
                }
                write!(f, "pattern: `{}`", near.pattern)?;
                if let (Some(matched), Some(expected)) = (&near.matched, &near.expected) {
                    write!(f, " matches “{matched}”, then expects {expected}")?;
                }
                Ok(())
            }
            (None, None) => {
                f.write_str("required term: none of the words or concepts that its patterns need")
            }
        }
    }
}
