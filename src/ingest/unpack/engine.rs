//! What undoes deflate and bzip2, step by step.
//!
//! Law: all that comes out before the damage is given, and then the damage is told, however the packed bytes arrive.

use std::io::{self, BufRead, Read};

use flate2::{Decompress, FlushDecompress, Status};

/// Undoes one member.
pub(in crate::ingest) struct Engine {
    inner: Inner,
    /// What is to be told when what came before it is given.
    damage: Option<String>,
}

enum Inner {
    Deflate(Decompress),
    Bzip2(bzip2::Decompress),
}

/// What a step did.
pub(in crate::ingest) struct Step {
    /// How many packed bytes it took.
    pub taken: usize,
    /// How many bytes came out.
    pub given: usize,
    /// Was that the last of it?
    pub is_last: bool,
}

impl Engine {
    fn new(inner: Inner) -> Self {
        Self { inner, damage: None }
    }

    /// Of gzip, with its head and its checksum.
    pub(in crate::ingest) fn gzip() -> Self {
        Self::new(Inner::Deflate(Decompress::new_gzip(15)))
    }

    /// Of zlib, with its head and its checksum.
    pub(in crate::ingest) fn zlib() -> Self {
        Self::new(Inner::Deflate(Decompress::new(true)))
    }

    /// Of deflate alone.
    pub(in crate::ingest) fn deflate() -> Self {
        Self::new(Inner::Deflate(Decompress::new(false)))
    }

    /// Of bzip2.
    pub(super) fn bzip2() -> Self {
        Self::new(Inner::Bzip2(bzip2::Decompress::new(false)))
    }

    fn totals(&self) -> (u64, u64) {
        match &self.inner {
            Inner::Deflate(inner) => (inner.total_in(), inner.total_out()),
            Inner::Bzip2(inner) => (inner.total_in(), inner.total_out()),
        }
    }

    /// Unpacks some of `near` into `to`, neither of them empty.
    ///
    /// # Errors
    ///
    /// If it is damaged here, and nothing came out before.
    pub(in crate::ingest) fn step(&mut self, near: &[u8], to: &mut [u8]) -> io::Result<Step> {
        if let Some(what) = self.damage.take() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let before = self.totals();
        let is_last = match &mut self.inner {
            Inner::Deflate(inner) => inner
                .decompress(near, to, FlushDecompress::None)
                .map(|status| status == Status::StreamEnd)
                // It says more, but not the same if a part came out before.
                .map_err(|_| "corrupt deflate stream".to_owned()),
            Inner::Bzip2(inner) => inner
                .decompress(near, to)
                .map(|status| status == bzip2::Status::StreamEnd)
                .map_err(|error| error.to_string()),
        };
        let after = self.totals();
        let (taken, given) = ((after.0 - before.0) as usize, (after.1 - before.1) as usize);
        let is_last = match is_last {
            Ok(is_last) => is_last,
            Err(what) if given == 0 => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
            Err(what) => {
                self.damage = Some(what);
                false
            }
        };
        Ok(Step { taken, given, is_last })
    }
}

/// What an [`Engine`] makes of `input`, up to the end of the member.
pub(in crate::ingest) struct Unpacking<R> {
    input: R,
    engine: Engine,
    over: bool,
}

impl<R> Unpacking<R> {
    pub(in crate::ingest) fn new(input: R, engine: Engine) -> Self {
        Self { input, engine, over: false }
    }

    /// The bytes behind what was read of the member.
    pub(super) fn into_inner(self) -> R {
        self.input
    }
}

impl<R: BufRead> Read for Unpacking<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while !self.over && !to.is_empty() {
            let near = self.input.fill_buf()?;
            let is_cut = near.is_empty();
            let step = self.engine.step(near, to)?;
            self.input.consume(step.taken);
            self.over = step.is_last;
            if step.given > 0 {
                return Ok(step.given);
            }
            if is_cut && !step.is_last {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}
