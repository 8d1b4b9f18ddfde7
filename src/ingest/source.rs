//! Which files are read, in which order.

use std::ffi::OsStr;
use std::iter::FusedIterator;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::error::{IngestError, IngestErrorKind};
use super::family::{self, Families, Family, Ties};
use super::form;
use crate::thread::SourceForm;

/// Something that threads are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(Origin);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    Stdin,
    File(PathBuf),
    Family(Family),
}

impl Source {
    /// A file, whatever its ending.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Origin::File(path.into()))
    }

    /// Standard input.
    #[must_use]
    pub const fn stdin() -> Self {
        Self(Origin::Stdin)
    }

    /// The file, or the files that are read as one (see [`sources`]); none for standard input.
    #[must_use]
    pub fn paths(&self) -> &[PathBuf] {
        match &self.0 {
            Origin::Stdin => &[],
            Origin::File(path) => std::slice::from_ref(path),
            Origin::Family(family) => &family.paths,
        }
    }

    /// The files that are read as one, if it is several.
    pub(super) fn family(&self) -> Option<&Family> {
        match &self.0 {
            Origin::Family(family) => Some(family),
            _ => None,
        }
    }

    /// How it is called in reports: the path as given, or `-`; of several files the first.
    #[must_use]
    pub fn name(&self) -> String {
        self.paths().first().map_or_else(|| "-".to_owned(), |path| path.display().to_string())
    }

    /// The form its ending stands for, if it stands for one; the content counts for more (see [`Form`](super::Form)).
    #[must_use]
    pub fn form(&self) -> Option<SourceForm> {
        match &self.0 {
            Origin::Stdin => None,
            Origin::File(path) => form::by_name(path),
            Origin::Family(family) => Some(family.form),
        }
    }
}

/// The sources that `paths` stand for, one after the other in the order given: a file is itself, whatever its ending; `-` is standard
/// input; a folder is walked in the order of file names, following links, and gives the files with a known ending that are not hidden.
///
/// What cannot be read is an error in its place and does not end the walk.
///
/// Files whose threads are whole only together are one source, in the place of the first: the submissions and the comments of a dump of Reddit
/// (`RS_2015-01` and `RC_2015-01`, `x_submissions` and `x_comments`), mailboxes of a folder whose names differ in numbers and months alone and the single
/// mails of a folder, the pages of one topic of Discourse. What they begin with must show it, too, so the first bytes of those are read.
///
/// ```
/// use threadlint::ingest::sources;
///
/// let mut found = sources(["-", "no/such/file.txt"]);
/// assert_eq!(found.next().unwrap().unwrap().name(), "-");
/// assert_eq!(found.next().unwrap().unwrap_err().to_string(), "no/such/file.txt: no such file or folder");
/// ```
pub fn sources<P: AsRef<Path>>(
    paths: impl IntoIterator<Item = P>,
) -> impl Iterator<Item = Result<Source, IngestError>> + Send + 'static {
    let paths: Vec<PathBuf> = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
    Sources { paths, next: 0, walk: None, families: None }
}

/// The sources of all paths.
struct Sources {
    paths: Vec<PathBuf>,
    /// The path that is walked next.
    next: usize,
    walk: Option<Walk>,
    /// Which files belong together, once there is one of which it must be known.
    families: Option<Families>,
}

impl Iterator for Sources {
    type Item = Result<Source, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(found) = self.walk.as_mut().and_then(Walk::next) else {
                self.walk = Some(one(self.paths.get(self.next)?));
                self.next += 1;
                continue;
            };
            let Ok(Source(Origin::File(path))) = &found else { return Some(found) };
            if !family::is_candidate(path) {
                return Some(found);
            }
            let paths = &self.paths;
            let families = self.families.get_or_insert_with(|| {
                let all = paths.iter().flat_map(|path| one(path)).filter_map(Result::ok);
                Families::find(all.filter_map(|source| match source.0 {
                    Origin::File(path) => Some(path),
                    Origin::Stdin | Origin::Family(_) => None,
                }))
            });
            match families.take(path) {
                Ties::None => return Some(found),
                Ties::First(family) => return Some(Ok(Source(Origin::Family(family)))),
                Ties::Given => {}
            }
        }
    }
}

fn one(path: &Path) -> Walk {
    if path == Path::new("-") {
        return Walk::Single(Some(Ok(Source::stdin())));
    }
    match path.metadata() {
        Ok(found) if found.is_dir() => {
            let entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
            Walk::Folder { entries: Box::new(entries), root: path.to_owned(), state: State::Empty }
        }
        Ok(_) => Walk::Single(Some(Ok(Source::file(path)))),
        Err(error) => Walk::Single(Some(Err(unreadable(path, error)))),
    }
}

fn unreadable(path: &Path, error: std::io::Error) -> IngestError {
    let kind = if error.kind() == std::io::ErrorKind::NotFound {
        IngestErrorKind::Missing
    } else {
        IngestErrorKind::Io(error)
    };
    IngestError::new(path.display().to_string(), None, kind)
}

/// What a walk has given so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing.
    Empty,
    /// A source, or the error that says why there is none.
    Told,
    /// Everything.
    Over,
}

/// The sources of one path.
enum Walk {
    Single(Option<Result<Source, IngestError>>),
    Folder { entries: Box<walkdir::IntoIter>, root: PathBuf, state: State },
}

impl Iterator for Walk {
    type Item = Result<Source, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (entries, root, state) = match self {
            Self::Single(source) => return source.take(),
            Self::Folder { entries, root, state } => (entries, root, state),
        };
        while *state != State::Over {
            match entries.next() {
                Some(Ok(entry)) if is_hidden(entry.depth(), entry.file_name()) => {
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Some(Ok(entry)) if is_wanted(&entry) => {
                    *state = State::Told;
                    return Some(Ok(Source::file(entry.into_path())));
                }
                Some(Ok(_)) => {}
                Some(Err(error))
                    if error
                        .path()
                        .and_then(Path::file_name)
                        .is_some_and(|name| is_hidden(error.depth(), name)) => {}
                Some(Err(error)) => {
                    *state = State::Told;
                    return Some(Err(walk_error(root, error)));
                }
                None => {
                    let told = std::mem::replace(state, State::Over);
                    let error = || {
                        Err(IngestError::new(
                            root.display().to_string(),
                            None,
                            IngestErrorKind::NoFile,
                        ))
                    };
                    return (told == State::Empty).then(error);
                }
            }
        }
        None
    }
}

impl FusedIterator for Walk {}

/// The folder that was asked for is never hidden, whatever it is called.
fn is_hidden(depth: usize, name: &OsStr) -> bool {
    depth > 0 && name.as_encoded_bytes().starts_with(b".")
}

/// A pipe or a device in a folder would hang the walk; only files are read.
fn is_wanted(entry: &DirEntry) -> bool {
    entry.file_type().is_file() && form::is_known(entry.path())
}

fn walk_error(root: &Path, error: walkdir::Error) -> IngestError {
    let path = error.path().unwrap_or(root).to_owned();
    if let Some(above) = error.loop_ancestor() {
        return IngestError::new(
            path.display().to_string(),
            None,
            IngestErrorKind::Loop(above.display().to_string()),
        );
    }
    match error.into_io_error() {
        Some(error) => unreadable(&path, error),
        None => IngestError::new(path.display().to_string(), None, IngestErrorKind::Missing),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(root: &Path) -> Vec<String> {
        let under = |text: String| text.replace(&root.display().to_string(), "R");
        sources([root])
            .map(|source| {
                source.map_or_else(|error| under(error.to_string()), |source| under(source.name()))
            })
            .collect()
    }

    #[test]
    fn walks_in_order_and_takes_known_endings() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/.git")).unwrap();
        for name in [
            "b/two.md",
            "a.txt",
            "c.JSONL",
            "b/one.ndjson",
            "b/x.png",
            ".hidden.txt",
            "b/.git/y.txt",
        ] {
            fs::write(root.join(name), "x").unwrap();
        }
        assert_eq!(names(root), ["R/a.txt", "R/b/one.ndjson", "R/b/two.md", "R/c.JSONL"]);
    }

    #[test]
    fn a_folder_without_files_says_what_was_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.png"), "x").unwrap();
        assert_eq!(
            names(folder.path()),
            [format!("R: no file to read in this folder: looked for {}", form::endings())]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_is_told_and_does_not_end_the_walk() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::os::unix::fs::symlink(root, root.join("again")).unwrap();
        std::os::unix::fs::symlink(root.join("gone"), root.join("broken.txt")).unwrap();
        fs::write(root.join("z.txt"), "x").unwrap();
        let told = [
            "R/again: link leads back to `R`: its folder is read once only",
            "R/broken.txt: no such file or folder",
            "R/z.txt",
        ];
        assert_eq!(names(root), told);
    }

    #[test]
    fn a_file_that_is_named_is_read_whatever_its_ending() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.dump");
        fs::write(&path, "x").unwrap();
        let found = sources([&path]).next().unwrap().unwrap();
        assert_eq!((found.paths(), found.form()), (&[path][..], None));
    }
}
