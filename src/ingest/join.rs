//! Joins loose posts to threads in bounded memory.
//!
//! Dumps hold the posts of all threads one after the other, by time. [`Join`] takes them in any order. Up to [`JOIN_BYTES`] of them are held; when there are
//! more, they are sorted by thread and written to a temporary file as a *run*, and in the end all runs are merged: memory holds a page of each
//! run and one thread. Threads come out in the order of their keys, whether something was written or not.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::vec;

use super::loose::{Loose, ThreadHead};
use crate::thread::{Post, Role};

/// How many bytes of posts are held before they are written to a temporary file.
pub(super) const JOIN_BYTES: usize = 64 << 20;

/// How many bytes of each run are held while runs are merged, at most and at least.
const PAGE: (usize, usize) = (256 << 10, 4 << 10);

/// Takes posts.
pub(super) struct Join {
    budget: usize,
    held: Vec<Loose>,
    bytes: usize,
    spill: Option<BufWriter<File>>,
    /// Where each run begins and ends in the file.
    runs: Vec<(u64, u64)>,
    written: u64,
}

impl Join {
    pub(super) fn new(budget: usize) -> Self {
        Self { budget, held: Vec::new(), bytes: 0, spill: None, runs: Vec::new(), written: 0 }
    }

    /// Takes a post.
    pub(super) fn push(&mut self, loose: Loose) -> io::Result<()> {
        self.bytes += loose.size();
        self.held.push(loose);
        if self.bytes > self.budget { self.spill() } else { Ok(()) }
    }

    /// Writes what is held as a run.
    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let file = match self.spill.take() {
            Some(file) => file,
            None => BufWriter::with_capacity(PAGE.0, tempfile::tempfile()?),
        };
        let file = self.spill.insert(file);
        let begin = self.written;
        let mut buffer = Vec::new();
        for loose in self.held.drain(..) {
            buffer.clear();
            write(&loose, &mut buffer);
            file.write_all(&buffer)?;
            self.written += buffer.len() as u64;
        }
        self.runs.push((begin, self.written));
        self.bytes = 0;
        Ok(())
    }

    fn sort(&mut self) {
        self.held.sort_unstable_by_key(|loose| (loose.key, loose.order));
    }

    /// All posts were pushed: their groups, each of one thread, in the order of the keys.
    pub(super) fn finish(mut self) -> io::Result<Groups> {
        if self.spill.is_none() {
            self.sort();
            return Ok(Groups { posts: Posts::Held(self.held.into_iter()), next: None });
        }
        if !self.held.is_empty() {
            self.spill()?;
        }
        let Some(file) = self.spill else { return Err(io::ErrorKind::NotFound.into()) };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let page = (self.budget / self.runs.len().max(1)).clamp(PAGE.1, PAGE.0);
        let runs =
            self.runs.into_iter().map(|(at, end)| Run { at, end, page: Vec::new(), read: 0 });
        let mut merge = Merge { file, runs: runs.collect(), heads: BinaryHeap::new(), size: page };
        for run in 0..merge.runs.len() {
            merge.look(run)?;
        }
        Ok(Groups { posts: Posts::Written(merge), next: None })
    }
}

/// The posts of one thread after the other.
pub(super) struct Groups {
    posts: Posts,
    /// The first of the next thread.
    next: Option<Loose>,
}

enum Posts {
    Held(vec::IntoIter<Loose>),
    Written(Merge),
}

impl Groups {
    /// The posts of the next thread, in the order of the input. If they are more than `limit` bytes, the rest is a group of its own, which is said.
    pub(super) fn next_group(&mut self, limit: usize) -> io::Result<Option<(Vec<Loose>, bool)>> {
        let first = match self.next.take() {
            Some(first) => first,
            None => match self.pull()? {
                Some(first) => first,
                None => return Ok(None),
            },
        };
        let (key, mut bytes) = (first.key, first.size());
        let mut group = vec![first];
        while let Some(loose) = self.pull()? {
            bytes += loose.size();
            if loose.key != key || bytes > limit {
                let cut = loose.key == key;
                self.next = Some(loose);
                return Ok(Some((group, cut)));
            }
            group.push(loose);
        }
        Ok(Some((group, false)))
    }

    fn pull(&mut self) -> io::Result<Option<Loose>> {
        match &mut self.posts {
            Posts::Held(posts) => Ok(posts.next()),
            Posts::Written(merge) => merge.pull(),
        }
    }
}

/// Merges runs.
struct Merge {
    file: File,
    runs: Vec<Run>,
    /// The least key and order of each run that is not over.
    heads: BinaryHeap<Reverse<(u64, u64, usize)>>,
    size: usize,
}

/// A sorted stretch of the file.
struct Run {
    /// What is still to be read of it.
    at: u64,
    end: u64,
    page: Vec<u8>,
    read: usize,
}

impl Merge {
    fn pull(&mut self) -> io::Result<Option<Loose>> {
        let Some(Reverse((.., run))) = self.heads.pop() else { return Ok(None) };
        let length = u32::from_le_bytes(self.bytes(run)?) as usize;
        self.need(run, length)?;
        let from = &mut self.runs[run];
        let loose = read(&mut &from.page[from.read..from.read + length]).ok_or_else(damaged)?;
        from.read += length;
        self.look(run)?;
        Ok(Some(loose))
    }

    /// Puts the next post of a run among the heads.
    fn look(&mut self, run: usize) -> io::Result<()> {
        let from = &self.runs[run];
        if from.at == from.end && from.read == from.page.len() {
            return Ok(());
        }
        self.need(run, 20)?;
        let from = &self.runs[run];
        let bytes = &from.page[from.read + 4..];
        let (key, order) = (number(bytes), number(&bytes[8..]));
        self.heads.push(Reverse((key, order, run)));
        Ok(())
    }

    fn bytes(&mut self, run: usize) -> io::Result<[u8; 4]> {
        self.need(run, 4)?;
        let from = &mut self.runs[run];
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&from.page[from.read..from.read + 4]);
        from.read += 4;
        Ok(bytes)
    }

    /// Sees to it that `length` bytes of a run are held that are still to be read.
    fn need(&mut self, run: usize, length: usize) -> io::Result<()> {
        let from = &mut self.runs[run];
        let held = from.page.len() - from.read;
        if held >= length {
            return Ok(());
        }
        from.page.drain(..from.read);
        from.read = 0;
        // A page that held one long post is given back.
        from.page.shrink_to(self.size);
        let rest = from.end - from.at;
        let wanted = rest.min((length - held).max(self.size) as u64);
        if wanted < (length - held) as u64 {
            return Err(damaged());
        }
        self.file.seek(SeekFrom::Start(from.at))?;
        let got = (&self.file).take(wanted).read_to_end(&mut from.page)?;
        from.at += got as u64;
        if got as u64 == wanted { Ok(()) } else { Err(damaged()) }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the temporary file was changed by somebody else")
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A post as bytes: how many they are, key and order, all else.
fn write(loose: &Loose, out: &mut Vec<u8>) {
    let Loose { key, order, source, opens, name, parent, thread, post } = loose;
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&key.to_le_bytes());
    out.extend_from_slice(&order.to_le_bytes());
    out.extend_from_slice(&source.to_le_bytes());
    out.push(u8::from(*opens));
    out.push(post.role as u8);
    let ThreadHead { id, title, url } = thread;
    let texts = [name, parent, id, title, url, &post.id, &post.author, &post.location, &post.date];
    for text in texts.into_iter().chain([&post.url, &post.signature]) {
        // One more than the length: none is nothing.
        let length = text.as_ref().map_or(0, |text| text.len() as u32 + 1);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(text.as_deref().unwrap_or_default().as_bytes());
    }
    out.extend_from_slice(post.text.as_bytes());
    let length = out.len() as u32 - 4;
    out[..4].copy_from_slice(&length.to_le_bytes());
}

/// The post that [`write`] wrote, without the length.
fn read(bytes: &mut &[u8]) -> Option<Loose> {
    let key = number(take(bytes, 8)?);
    let order = number(take(bytes, 8)?);
    let source = number(take(bytes, 4)?) as u32;
    let opens = take(bytes, 1)? == [1];
    let role = match take(bytes, 1)? {
        [0] => Role::Question,
        [1] => Role::Answer,
        [2] => Role::Article,
        [3] => Role::Comment,
        _ => Role::Post,
    };
    let mut texts: [Option<String>; 11] = Default::default();
    for text in &mut texts {
        let length = number(take(bytes, 4)?);
        if let Some(length) = length.checked_sub(1) {
            *text = Some(string(take(bytes, usize::try_from(length).ok()?)?)?);
        }
    }
    let text = string(bytes)?;
    let [name, parent, id, title, url, post_id, author, location, date, post_url, signature] =
        texts;
    Some(Loose {
        key,
        order,
        source,
        opens,
        name,
        parent,
        thread: ThreadHead { id, title, url },
        post: Post {
            id: post_id,
            author,
            location,
            date,
            url: post_url,
            signature,
            ..Post::new(role, text)
        },
    })
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn string(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loose(key: u64, order: u64) -> Loose {
        Loose {
            key,
            order,
            source: 3,
            opens: order == 7,
            name: Some(format!("n{order}")),
            parent: None,
            thread: ThreadHead { title: Some(String::new()), ..ThreadHead::default() },
            post: Post {
                author: Some("J.D.".into()),
                ..Post::new(Role::Comment, format!("I took it {} times", "very ".repeat(40)))
            },
        }
    }

    /// All groups of 2,000 posts in 7 threads, with so much memory, up to so many bytes a thread.
    fn groups(budget: usize, limit: usize) -> (Vec<(Vec<Loose>, bool)>, usize) {
        let mut join = Join::new(budget);
        for order in 0..2_000 {
            join.push(loose(order * 31 % 7, order)).unwrap();
        }
        let runs = join.runs.len();
        let mut groups = join.finish().unwrap();
        let mut all = Vec::new();
        while let Some(group) = groups.next_group(limit).unwrap() {
            all.push(group);
        }
        (all, runs)
    }

    #[test]
    fn the_same_comes_out_from_memory_and_from_disk() {
        let (held, runs) = groups(usize::MAX, usize::MAX);
        assert_eq!((held.len(), runs), (7, 0));
        let keys: Vec<u64> = held.iter().map(|(group, _)| group[0].key).collect();
        assert_eq!(keys, [0, 1, 2, 3, 4, 5, 6]);
        for (group, _) in &held {
            assert!(group.iter().all(|one| *one == loose(one.key, one.order)));
            assert!(group.is_sorted_by_key(|loose| loose.order));
        }
        for budget in [0, 5_000, 100_000] {
            let (written, runs) = groups(budget, usize::MAX);
            assert!(runs > 5 || budget == 100_000 && runs > 3, "{budget}: {runs}");
            assert_eq!(written, held);
        }
    }

    #[test]
    fn a_thread_beyond_the_limit_goes_on_in_another_group() {
        let (cut, _) = groups(50_000, 20_000);
        assert!(cut.len() > 14 && cut.iter().any(|(_, more)| *more));
        assert_eq!(cut.iter().map(|(group, _)| group.len()).sum::<usize>(), 2_000);
    }

    #[test]
    fn damage_is_no_panic() {
        let mut bytes = Vec::new();
        write(&loose(1, 2), &mut bytes);
        assert_eq!(read(&mut &bytes[4..]), Some(loose(1, 2)));
        for end in 4..bytes.len() {
            let _ = read(&mut &bytes[4..end]);
        }
    }
}
