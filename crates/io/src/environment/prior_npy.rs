//! `[prior] file = "prior.npy"`: integer weights as an array in a binary file of NumPy (format versions 1 to 3).
//!
//! The array has one axis per agent, in agent order, with one place per type, in the order of the environment file: entry
//! [t_1, …, t_n] is the weight of that profile. Entries are integers of 1, 2, 4 or 8 bytes, signed or not, the low byte first; the last
//! axis (C order) or the first (Fortran order) runs fastest. Floating-point entries are refused: rounded probabilities are
//! not the prior that was meant. The file is streamed, so that memory is eight bytes per profile.

use crate::diagnostic::{Diagnostic, Read};
use crate::rows::ProfileNames;
use crate::source::unreadable;
use crate::suggestion::quoted;
use ambimech_model::index::ProfileId;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

/// The first bytes of such a file.
const MAGIC: &[u8] = b"\x93NUMPY";
/// Longest header.
const MAX_HEADER: usize = 1 << 16;
/// Bytes read at a time.
const BUFFER: usize = 1 << 20;
const HELP: &str = "write it with numpy.save(\"prior.npy\", weights.astype(\"<u8\")), one axis per agent";

/// How the entries are stored.
#[derive(Debug, PartialEq, Eq)]
struct Layout {
    /// Bytes of an entry.
    width: usize,
    signed: bool,
    fortran: bool,
    shape: Vec<usize>,
}

/// The weights in such a file, in profile order.
pub(super) fn read_npy(path: &Path, names: &ProfileNames) -> Read<Vec<u64>> {
    let name = path.display().to_string();
    let failed = |error: &std::io::Error| Box::new(unreadable(&name, error));
    let file = File::open(path).map_err(|error| failed(&error))?;
    let length = file.metadata().map_err(|error| failed(&error))?.len();
    let mut reader = BufReader::with_capacity(BUFFER, file);
    let mut start = Vec::new();
    reader.by_ref().take(8).read_to_end(&mut start).map_err(|error| failed(&error))?;
    let (prefix, version) = match start.as_slice() {
        [magic @ .., version @ 1..=3, _] if magic == MAGIC => (if *version == 1 { 2 } else { 4 }, *version),
        _ => {
            return Err(Box::new(
                Diagnostic::about_file(&name, "this is not an .npy file")
                    .found("other first bytes")
                    .expected("an array file of NumPy, format version 1, 2 or 3")
                    .help(HELP),
            ));
        }
    };
    let mut size = Vec::new();
    reader.by_ref().take(prefix).read_to_end(&mut size).map_err(|error| failed(&error))?;
    let header_length = size.iter().rev().fold(0, |known, byte| known << 8 | u64::from(*byte));
    let mut header = Vec::new();
    reader
        .by_ref()
        .take(header_length.min(MAX_HEADER as u64))
        .read_to_end(&mut header)
        .map_err(|error| failed(&error))?;
    let header = String::from_utf8_lossy(&header);
    let layout = parse_header(&name, header.trim())?;
    let space = &names.space;
    let counts: Vec<usize> = space.agents().map(|agent| space.type_count(agent)).collect();
    if layout.shape != counts {
        return Err(Box::new(
            Diagnostic::about_file(&name, "the array has another shape")
                .found(format!("shape {:?}", layout.shape))
                .expected(format!("shape {counts:?}: one axis per agent, one place per type"))
                .help(HELP),
        ));
    }
    let before = 8 + prefix + header_length;
    let expected = before + space.size() as u64 * layout.width as u64;
    if length != expected {
        return Err(Box::new(
            Diagnostic::about_file(&name, "the file has another length than its header says")
                .found(format!("{length} bytes"))
                .expected(format!(
                    "{expected} bytes: {before} of header, version {version}, and {} entries of {}",
                    space.size(),
                    layout.width
                ))
                .help("the file may be cut off: write it again"),
        ));
    }
    read_entries(&mut reader, &name, names, &layout, &counts)
}

fn read_entries(
    reader: &mut impl std::io::Read,
    name: &str,
    names: &ProfileNames,
    layout: &Layout,
    counts: &[usize],
) -> Read<Vec<u64>> {
    let profiles = names.space.size();
    let mut weights = vec![0; profiles];
    let mut piece = vec![0; BUFFER];
    let mut position = Position::new(counts, layout.fortran);
    let mut read = 0;
    while read < profiles {
        let count = (BUFFER / layout.width).min(profiles - read);
        let bytes = &mut piece[..count * layout.width];
        reader.read_exact(bytes).map_err(|error| Box::new(unreadable(name, &error)))?;
        for entry in bytes.chunks_exact(layout.width) {
            let profile = position.next_profile();
            if layout.signed && entry.last().is_some_and(|high| *high >= 128) {
                return Err(Box::new(
                    Diagnostic::about_file(name, "negative weight")
                        .found(format!("a negative entry for {}", quoted(&names.label(ProfileId(profile)))))
                        .expected("0 or a positive number")
                        .help("weights are probabilities, or proportional to them"),
                ));
            }
            weights[profile] = entry.iter().rev().fold(0, |known, byte| known << 8 | u64::from(*byte));
        }
        read += count;
    }
    Ok(weights)
}

/// Goes through the profiles in the order of the file.
struct Position {
    /// Number of places and step in profile order of every axis, fastest first; empty in C order.
    axes: Vec<(usize, usize)>,
    at: Vec<usize>,
    next: usize,
}

impl Position {
    fn new(counts: &[usize], fortran: bool) -> Position {
        let mut axes: Vec<(usize, usize)> = Vec::new();
        let mut step = 1;
        for count in counts.iter().rev().filter(|_| fortran) {
            axes.push((*count, step));
            step *= count;
        }
        axes.reverse();
        Position { at: vec![0; axes.len()], axes, next: 0 }
    }

    fn next_profile(&mut self) -> usize {
        let now = self.next;
        if self.axes.is_empty() {
            self.next += 1;
        }
        for (at, (count, step)) in self.at.iter_mut().zip(&self.axes) {
            *at += 1;
            self.next += step;
            if *at < *count {
                break;
            }
            self.next -= *at * step;
            *at = 0;
        }
        now
    }
}

/// The dictionary of the header, as NumPy writes it.
fn parse_header(name: &str, header: &str) -> Read<Layout> {
    let value = |key: &str| {
        let (_, after) = header.split_once(&format!("'{key}':"))?;
        Some(after.trim_start())
    };
    let kind = value("descr").and_then(|text| text.strip_prefix('\'')?.split_once('\'')).map(|(kind, _)| kind);
    let fortran = value("fortran_order").and_then(|text| match text {
        _ if text.starts_with("True") => Some(true),
        _ if text.starts_with("False") => Some(false),
        _ => None,
    });
    let shape = value("shape").and_then(|text| {
        let (inside, _) = text.strip_prefix('(')?.split_once(')')?;
        let axes = inside.split(',').map(str::trim).filter(|axis| !axis.is_empty());
        axes.map(|axis| axis.parse().ok()).collect::<Option<Vec<usize>>>()
    });
    let (Some(kind), Some(fortran), Some(shape)) = (kind, fortran, shape) else {
        return Err(Box::new(
            Diagnostic::about_file(name, "the header of the array is not understood")
                .found(quoted(header))
                .expected("'descr' of one integer type, 'fortran_order' and 'shape'")
                .help(HELP),
        ));
    };
    let (width, signed) = match kind {
        "|u1" | "<u1" => (1, false),
        "<u2" => (2, false),
        "<u4" => (4, false),
        "<u8" => (8, false),
        "|i1" | "<i1" => (1, true),
        "<i2" => (2, true),
        "<i4" => (4, true),
        "<i8" => (8, true),
        _ => {
            let why = if kind.contains('f') {
                "floating-point numbers are rounded: write integer weights proportional to the probabilities"
            } else {
                "convert the array first"
            };
            return Err(Box::new(
                Diagnostic::about_file(name, "entries of the array are not integers that can be read")
                    .found(quoted(kind))
                    .expected("integers of 1, 2, 4 or 8 bytes, the low byte first, such as '<u8'")
                    .help(why)
                    .help(HELP),
            ));
        }
    };
    Ok(Layout { width, signed, fortran, shape })
}
