//! What the build script prepares of the built-in data, so that a start need not read, parse and compile it: an [`Image`] a part.
//!
//! An image is two blocks: all strings one behind the other, and arrays of 32-bit numbers, each with its length before it. A start copies
//! the arrays and borrows the strings. Each part says next to itself what its image holds, with a function that reads one and a function
//! that writes one. Only the build script, which compiles the sources of the parts, writes images; so a reader trusts what it reads. A cut
//! image reads as empty, never past its end.
//!
//! The words of all images are those of the table in the image of the lexicon, the concepts those of its concepts; both only grow when a
//! user adds to them, so that images hold with a user's rows too, but for patterns, where classes may have new members.

/// An image as it lies in the program.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Image {
    pub(crate) text: &'static str,
    pub(crate) numbers: &'static [u8],
}

/// An image that is being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    text: &'static str,
    numbers: &'static [[u8; 4]],
}

/// An array of an image, where it lies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbers(&'static [[u8; 4]]);

impl Numbers {
    /// The number at a place; 0 behind the end.
    #[inline]
    pub(crate) fn at(self, place: usize) -> u32 {
        self.0.get(place).copied().map_or(0, u32::from_le_bytes)
    }

    /// The numbers from one place to another; none if they are not all there.
    #[inline]
    pub(crate) fn part(self, from: u32, to: u32) -> Self {
        Self(self.0.get(from as usize..to as usize).unwrap_or_default())
    }

    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = u32> + Clone {
        self.0.iter().copied().map(u32::from_le_bytes)
    }
}

/// Arrays in an array.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Arrays {
    starts: Numbers,
    all: Numbers,
}

impl Arrays {
    pub(crate) fn len(self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The array of a place; an empty one behind the end.
    #[inline]
    pub(crate) fn at(self, place: usize) -> Numbers {
        self.all.part(self.starts.at(place), self.starts.at(place + 1))
    }

    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = Numbers> {
        (0..self.len()).map(move |place| self.at(place))
    }
}

impl Reader {
    pub(crate) const fn of(image: Image) -> Self {
        Self { text: image.text, numbers: image.numbers.as_chunks().0 }
    }

    /// An array, where it lies.
    pub(crate) fn numbers(&mut self) -> Numbers {
        let Some((len, rest)) = self.numbers.split_first() else { return Numbers::default() };
        let len = u32::from_le_bytes(*len) as usize;
        let (array, rest) = rest.split_at_checked(len).unwrap_or_default();
        self.numbers = rest;
        Numbers(array)
    }

    /// Arrays in an array.
    pub(crate) fn arrays(&mut self) -> Arrays {
        Arrays { starts: self.numbers(), all: self.numbers() }
    }

    /// All bytes of an array.
    pub(crate) fn bytes(&mut self) -> &'static [u8] {
        self.numbers().0.as_flattened()
    }

    /// One string.
    pub(crate) fn text(&mut self) -> &'static str {
        self.strings().next().unwrap_or_default()
    }

    /// A copy of an array.
    pub(crate) fn array(&mut self) -> Vec<u32> {
        self.numbers().iter().collect()
    }

    /// Arrays of wider numbers are written as two.
    pub(crate) fn wide(&mut self) -> impl ExactSizeIterator<Item = u64> + use<> {
        let (low, high) = (self.numbers(), self.numbers());
        low.iter().zip(high.iter()).map(|(low, high)| u64::from(low) | u64::from(high) << 32)
    }

    /// Strings, of which an array tells the lengths.
    pub(crate) fn strings(&mut self) -> impl ExactSizeIterator<Item = &'static str> + use<> {
        let lengths = self.numbers();
        let total = lengths.iter().map(|len| len as usize).sum();
        let (mut text, rest) = self.text.split_at_checked(total).unwrap_or_default();
        self.text = rest;
        lengths.iter().map(move |len| {
            let (string, rest) = text.split_at_checked(len as usize).unwrap_or_default();
            text = rest;
            string
        })
    }
}

/// An image that is being written: its strings and its numbers.
#[allow(dead_code)] // the build script writes it
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) text: String,
    pub(crate) numbers: Vec<u8>,
}

#[allow(dead_code)] // as above
impl Writer {
    pub(crate) fn array(&mut self, array: impl IntoIterator<Item = u32>) {
        let array: Vec<u32> = array.into_iter().collect();
        self.numbers.extend((array.len() as u32).to_le_bytes());
        self.numbers.extend(array.into_iter().flat_map(u32::to_le_bytes));
    }

    pub(crate) fn wide(&mut self, array: impl Iterator<Item = u64> + Clone) {
        self.array(array.clone().map(|number| number as u32));
        self.array(array.map(|number| (number >> 32) as u32));
    }

    /// Bytes, four to a number.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.array(bytes.as_chunks().0.iter().copied().map(u32::from_le_bytes));
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.strings([text]);
    }

    pub(crate) fn strings<S: AsRef<str>>(&mut self, strings: impl IntoIterator<Item = S>) {
        let mut lengths = Vec::new();
        for string in strings {
            lengths.push(string.as_ref().len() as u32);
            self.text.push_str(string.as_ref());
        }
        self.array(lengths);
    }

    /// Arrays in an array, and where each of them begins; one more place at the end.
    pub(crate) fn arrays<A: IntoIterator<Item = u32>>(
        &mut self,
        arrays: impl IntoIterator<Item = A>,
    ) {
        let (mut starts, mut all) = (vec![0], Vec::new());
        for array in arrays {
            all.extend(array);
            starts.push(all.len() as u32);
        }
        self.array(starts);
        self.array(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_a_cut_image_reads_as_empty() {
        let mut image = Writer::default();
        image.strings(["one", "", "three"]);
        image.arrays([vec![1, 2], vec![], vec![3]]);
        image.wide([u64::MAX, 7].into_iter());
        let Writer { text, numbers } = image;
        let (text, numbers) = (&*text.leak(), &*numbers.leak());
        let read = |len: usize| {
            let mut reader = Reader::of(Image { text, numbers: &numbers[..len] });
            let strings: Vec<&str> = reader.strings().collect();
            let arrays: Vec<Vec<u32>> =
                reader.arrays().iter().map(|array| array.iter().collect()).collect();
            (strings, arrays, reader.wide().collect::<Vec<u64>>())
        };
        let whole = read(numbers.len());
        assert_eq!(whole.0, ["one", "", "three"]);
        assert_eq!(whole.1, [vec![1, 2], vec![], vec![3]]);
        assert_eq!(whole.2, [u64::MAX, 7]);
        for len in 0..numbers.len() {
            assert!(read(len).2.len() < 2);
        }
    }
}
