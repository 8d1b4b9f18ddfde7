//! Where results go: standard output, or a file that is replaced in one go.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Seek as _, SeekFrom, StdoutLock, Write},
    path::{Path, PathBuf},
    process,
};

use anyhow::Context as _;

/// How many bytes are gathered before they are written.
const BUFFER: usize = 1 << 16;

/// Standard output or a file.
pub(crate) struct Output {
    name: String,
    to: To,
}

enum To {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A pipe or a device: nothing that could be replaced.
    Direct(BufWriter<File>),
    Beside(BufWriter<File>, Beside),
    /// A file that grows in its place, so that a later run can go on with it.
    Growing(BufWriter<File>),
}

impl Output {
    /// Standard output.
    pub(crate) fn stdout() -> Self {
        let out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
        Self { name: "standard output".to_owned(), to: To::Stdout(out) }
    }

    /// A file. It is written beside its place, and put there by [`finish`](Self::finish); without that the place stays as it was.
    pub(crate) fn file(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let problem = || format!("{name}: cannot be written");
        // A link stays a link; what it leads to is replaced.
        let place = match fs::canonicalize(path) {
            Ok(place) => place,
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(error).with_context(problem),
        };
        let to = match fs::metadata(&place) {
            Ok(found) if found.is_dir() => {
                anyhow::bail!("{name}: cannot be written: it is a folder")
            }
            Ok(found) if !found.is_file() => {
                let file = OpenOptions::new().write(true).open(&place).with_context(problem)?;
                To::Direct(BufWriter::with_capacity(BUFFER, file))
            }
            found => {
                let (file, beside) = Beside::create(place).with_context(problem)?;
                if let Ok(found) = found {
                    file.set_permissions(found.permissions()).with_context(problem)?;
                }
                To::Beside(BufWriter::with_capacity(BUFFER, file), beside)
            }
        };
        Ok(Self { name, to })
    }

    /// A file that is written in its place; what it holds beyond its first `valid` bytes is dropped.
    pub(crate) fn growing(path: &Path, valid: u64) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let problem = || format!("{name}: cannot be written");
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(valid == 0)
            .truncate(false)
            .open(path)
            .with_context(problem)?;
        let found = file.metadata().with_context(problem)?;
        anyhow::ensure!(found.is_file(), "{name}: cannot go on with it: it is no file");
        anyhow::ensure!(
            found.len() >= valid,
            "{name}: cannot go on with it: it has {} bytes, and the run that is to go on wrote {valid}",
            found.len()
        );
        file.set_len(valid).with_context(problem)?;
        file.seek(SeekFrom::Start(valid)).with_context(problem)?;
        Ok(Self { name, to: To::Growing(BufWriter::with_capacity(BUFFER, file)) })
    }

    /// How many bytes a growing file has, all of them safe on the disk from now on.
    pub(crate) fn secure(&mut self) -> anyhow::Result<u64> {
        self.write(|out| out.flush())?;
        let To::Growing(out) = &mut self.to else { return Ok(0) };
        let done = out.get_ref().sync_data().and_then(|()| out.stream_position());
        done.with_context(|| format!("{}: cannot be written", self.name))
    }

    /// Writes; an error names the place.
    pub(crate) fn write(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let out: &mut dyn Write = match &mut self.to {
            To::Stdout(out) => out,
            To::Direct(out) | To::Beside(out, _) | To::Growing(out) => out,
        };
        write(out).with_context(|| format!("{}: cannot be written", self.name))
    }

    /// Writes what is left of a run that was interrupted. A file that was to be replaced stays as it was.
    pub(crate) fn leave(mut self) -> anyhow::Result<()> {
        self.write(|out| out.flush())
    }

    /// Writes what is left, and puts a file in its place.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        self.write(|out| out.flush())?;
        match self.to {
            To::Beside(_, beside) => {
                beside.put().with_context(|| format!("{}: cannot be written", self.name))
            }
            To::Stdout(_) | To::Direct(_) | To::Growing(_) => Ok(()),
        }
    }
}

/// A file beside the one that is to be replaced; it is removed if it is not put there.
struct Beside {
    path: PathBuf,
    place: PathBuf,
    is_put: bool,
}

impl Beside {
    fn create(place: PathBuf) -> io::Result<(File, Self)> {
        let name = place.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
        // Hidden, so that a folder that is written to while it is scanned does not give it.
        let names = (0..100).map(|number| format!(".{name}.{}-{number}.tmp", process::id()));
        for path in names.map(|name| place.with_file_name(name)) {
            match File::create_new(&path) {
                Ok(file) => return Ok((file, Self { path, place, is_put: false })),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn put(mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.place)?;
        self.is_put = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_put {
            // What cannot be removed stays; there is an error to tell already.
            let _ = fs::remove_file(&self.path);
        }
    }
}
