//! The image of the built-in cues.

use super::{Category, Class, Cue, CueSet, Direction, FAMILIES, Target};
use crate::{
    builtin,
    image::{Reader, Writer},
    lexicon::matcher::FixedPhrases,
    text::Symbol,
};

const TARGETS: [Option<Target>; 4] =
    [None, Some(Target::Use), Some(Target::Event), Some(Target::Claim)];

pub(super) fn read() -> CueSet {
    let mut image = Reader::of(builtin::CUES);
    let groups = image.arrays().iter().map(|group| group.iter().map(cue).collect()).collect();
    let phrases = FixedPhrases::read(&mut image);
    let meanings = image.array().as_chunks::<FAMILIES>().0.to_vec();
    let classes = image.wide().map(Class).collect();
    let words = image.arrays().iter().map(|words| words.iter().map(Symbol).collect());
    let same = words.zip(image.array()).collect();
    CueSet { groups, phrases, meanings, classes, same }
}

#[allow(dead_code)] // the build script writes it
pub(crate) fn write(set: &CueSet) -> Writer {
    let mut image = Writer::default();
    image.arrays(set.groups.iter().map(|group| group.iter().map(bits)));
    set.phrases.write(&mut image);
    image.array(set.meanings.iter().flatten().copied());
    image.wide(set.classes.iter().map(|class| class.0));
    let mut same: Vec<(&Vec<Symbol>, u32)> =
        set.same.iter().map(|(words, &kind)| (words, kind)).collect();
    same.sort_unstable();
    image.arrays(same.iter().map(|(words, _)| words.iter().map(|word| word.0)));
    image.array(same.iter().map(|&(_, kind)| kind));
    image
}

fn cue(bits: u32) -> Cue {
    let place = |from: u32| (bits >> from) as usize & 0xFF;
    Cue {
        category: Category::ALL[place(0) % Category::ALL.len()].1,
        direction: Direction::ALL[place(8) % Direction::ALL.len()].1,
        target: TARGETS[place(16) % TARGETS.len()],
        words: place(24),
    }
}

#[allow(dead_code)] // as above
fn bits(cue: &Cue) -> u32 {
    let place = |found: Option<usize>| found.unwrap_or_default() as u32;
    let category = Category::ALL.iter().position(|(_, category)| *category == cue.category);
    let direction = Direction::ALL.iter().position(|(_, direction)| *direction == cue.direction);
    let target = TARGETS.iter().position(|target| *target == cue.target);
    place(category) | place(direction) << 8 | place(target) << 16 | (cue.words as u32) << 24
}
