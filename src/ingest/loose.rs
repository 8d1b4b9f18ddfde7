//! Posts that stand in a dump one by one, and the threads they are put together to.
//!
//! Dumps list posts by time or by number, each naming the one that it answers. [`assemble`] puts those of one thread into an order in which each stands
//! behind the one it answers, and ties them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::thread::{Post, SourceForm, Thread};

/// A post, and what it says about the thread it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Loose {
    /// Its thread. Threads come out in the order of their keys.
    pub key: u64,
    /// Its place in the input.
    pub order: u64,
    /// Which input, of several.
    pub source: u32,
    /// Does it open its thread?
    pub opens: bool,
    /// How posts that answer it name it; not always its id.
    pub name: Option<String>,
    /// The name of the post it answers.
    pub parent: Option<String>,
    /// What it says of its thread.
    pub thread: ThreadHead,
    pub post: Post,
}

/// What is known of a thread beside its posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ThreadHead {
    pub id: Option<String>,
    pub title: Option<String>,
    pub url: Option<String>,
}

impl Loose {
    /// About how much memory it takes.
    pub(super) fn size(&self) -> usize {
        let of = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
        let head = of(&self.thread.id) + of(&self.thread.title) + of(&self.thread.url);
        let post = &self.post;
        let said = of(&post.id) + of(&post.author) + of(&post.date) + of(&post.url);
        let rest = of(&post.signature) + of(&post.location) + of(&self.name) + of(&self.parent);
        size_of::<Self>() + head + said + rest + post.text.capacity()
    }
}

/// The key of the thread with this id: the number that it is; an id that is no number stands behind all that are.
pub(super) fn key_of(id: &str, radix: u32) -> u64 {
    let number = u64::from_str_radix(id, radix).ok().filter(|number| *number < 1 << 63);
    number.unwrap_or_else(|| hash(id) | 1 << 63)
}

/// FNV-1a: the same in every run.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The thread of `posts`, which belong together and stand in the order of the input.
///
/// The one that opens it comes first, then the others in their order, but none before the one it answers. A post that comes twice, by its name, is
/// kept once: the first that has a text. Links that close a circle are cut.
pub(super) fn assemble(source: &str, form: SourceForm, mut posts: Vec<Loose>) -> Thread {
    posts.sort_by_key(|loose| !loose.opens);
    drop_doubles(&mut posts);
    let mut head = ThreadHead::default();
    for loose in &mut posts {
        let said = std::mem::take(&mut loose.thread);
        head.id = head.id.or(said.id);
        head.title = head.title.or(said.title);
        head.url = head.url.or(said.url);
    }
    let parents = parents(&posts);
    let order = parents_first(&parents);
    // The new place of each post.
    let mut places = vec![0; posts.len()];
    for (new, old) in order.iter().enumerate() {
        places[*old] = new;
    }
    let mut posts: Vec<Option<Loose>> = posts.into_iter().map(Some).collect();
    let mut out = Vec::with_capacity(posts.len());
    for (new, old) in order.into_iter().enumerate() {
        let Some(loose) = posts[old].take() else { continue };
        // A parent that comes later is one of a circle.
        let parent = parents[old].map(|parent| places[parent]).filter(|parent| *parent < new);
        out.push(Post { reply_to: parent.map(|parent| parent as u32), ..loose.post });
    }
    Thread {
        source: source.to_owned(),
        form,
        id: head.id,
        title: head.title,
        url: head.url,
        posts: out,
    }
}

fn drop_doubles(posts: &mut Vec<Loose>) {
    let mut kept: FxHashMap<String, usize> = FxHashMap::default();
    let mut doubles = FxHashSet::default();
    for at in 0..posts.len() {
        let Some(name) = posts[at].name.clone() else { continue };
        let first = *kept.entry(name).or_insert(at);
        if first != at {
            if posts[first].post.text.is_empty() && !posts[at].post.text.is_empty() {
                posts[first].post = posts[at].post.clone();
            }
            doubles.insert(at);
        }
    }
    let mut at = 0;
    posts.retain(|_| {
        at += 1;
        !doubles.contains(&(at - 1))
    });
}

/// The place of the post that each answers, if it is there.
fn parents(posts: &[Loose]) -> Vec<Option<usize>> {
    let named = posts.iter().enumerate();
    let places: FxHashMap<&str, usize> =
        named.filter_map(|(at, loose)| Some((loose.name.as_deref()?, at))).collect();
    let parent = |(at, loose): (usize, &Loose)| {
        let parent = places.get(loose.parent.as_deref()?).copied();
        parent.filter(|parent| *parent != at)
    };
    posts.iter().enumerate().map(parent).collect()
}

/// The places of all posts, in an order in which each comes behind its parent, else as they were.
fn parents_first(parents: &[Option<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(parents.len());
    let mut placed = vec![false; parents.len()];
    // Who waits for whom, in order.
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    let mut put = |start: usize, placed: &mut Vec<bool>, waiting: &mut Vec<Vec<usize>>| {
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            if std::mem::replace(&mut placed[at], true) {
                continue;
            }
            order.push(at);
            stack.extend(std::mem::take(&mut waiting[at]).into_iter().rev());
        }
    };
    for (at, parent) in parents.iter().enumerate() {
        match parent {
            Some(parent) if !placed[*parent] => waiting[*parent].push(at),
            _ => put(at, &mut placed, &mut waiting),
        }
    }
    // What is left stands in a circle or hangs on one.
    for at in 0..parents.len() {
        put(at, &mut placed, &mut waiting);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thread::Role;

    fn loose(name: &str, parent: &str, text: &str) -> Loose {
        Loose {
            key: 1,
            order: 0,
            source: 0,
            opens: parent.is_empty(),
            name: Some(name.into()),
            parent: Some(parent.into()),
            thread: ThreadHead::default(),
            post: Post::new(Role::Post, text),
        }
    }

    fn told(posts: &[(&str, &str, &str)]) -> Vec<(String, Option<u32>)> {
        let posts = posts.iter().map(|(name, parent, text)| loose(name, parent, text)).collect();
        let thread = assemble("t", SourceForm::Reddit, posts);
        thread.posts.into_iter().map(|post| (post.text, post.reply_to)).collect()
    }

    #[test]
    fn each_post_stands_behind_the_one_it_answers() {
        assert_eq!(
            told(&[("c", "b", "3"), ("x", "gone", "x"), ("b", "a", "2"), ("a", "", "1")]),
            [("1".into(), None), ("x".into(), None), ("2".into(), Some(0)), ("3".into(), Some(2))]
        );
    }

    #[test]
    fn a_post_that_comes_twice_is_kept_once_with_its_text() {
        assert_eq!(
            told(&[("a", "", "1"), ("b", "a", ""), ("b", "a", "2"), ("b", "a", "3")]),
            [("1".into(), None), ("2".into(), Some(0))]
        );
    }

    #[test]
    fn circles_are_cut_and_lose_nobody() {
        assert_eq!(
            told(&[("a", "b", "1"), ("b", "a", "2"), ("c", "c", "3"), ("d", "b", "4")]),
            [("3".into(), None), ("1".into(), None), ("2".into(), Some(1)), ("4".into(), Some(2))]
        );
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let many = 200_000_u32;
        let name = |at: u32| at.to_string();
        let posts =
            (0..many).rev().map(|at| loose(&name(at), &name(at.wrapping_sub(1)), "")).collect();
        let thread = assemble("t", SourceForm::Reddit, posts);
        assert_eq!(thread.posts.len(), many as usize);
        assert_eq!(thread.posts[many as usize - 1].reply_to, Some(many - 2));
    }
}
