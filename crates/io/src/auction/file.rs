//! Auction files, with other values for some of what they say.

use super::keys;
use super::parameter::changed_parameters;
use super::read::Reader;
use crate::diagnostic::Read;
use crate::document::parse_document;
use crate::reference::expect_format;
use crate::source::{Format, Source, read_text};
use ambimech_model::auction::Auction;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::number::Rational;
use std::path::Path;

/// Whether a text seems to be an auction file: for deciding how to read it, before it is read.
pub fn is_auction_text(text: &str) -> bool {
    text.contains("\"ambimech-auction/")
}

/// Reads an auction: JSON when the file's name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_auction(path: &Path) -> Read<Auction> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_auction(&text, &path.display().to_string(), format)
}

/// What is to be different from what a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Another number of bidders, who are all alike.
    pub bidders: Option<usize>,
    /// Other values of parameters.
    pub parameters: Vec<(String, Rational)>,
}

/// Reads an auction with changes.
///
/// # Errors
/// Whatever is wrong with the file, and changes of what it does not have.
pub fn read_changed_auction(path: &Path, changes: &Changes) -> Read<Auction> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_changed_auction(&text, &path.display().to_string(), format, changes)
}

/// Reads an auction from its text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_auction(text: &str, file_name: &str, format: Format) -> Read<Auction> {
    parse_changed_auction(text, file_name, format, &Changes::default())
}

fn parse_changed_auction(text: &str, file_name: &str, format: Format, changes: &Changes) -> Read<Auction> {
    read_with(text, file_name, format, changes, |reader| reader.auction())
}

/// Reads the frame of the file, and the rest by a reader.
fn read_with<R>(
    text: &str,
    file_name: &str,
    format: Format,
    changes: &Changes,
    read: impl FnOnce(Reader<'_, '_>) -> Read<R>,
) -> Read<R> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top =
        root.expect_table(source, "an auction", "write format, bidders, own, value, [signals], [beliefs]")?;
    expect_format(source, top, keys::FORMAT)?;
    let parameters = changed_parameters(source, top, &changes.parameters)?;
    read(Reader { source, top, parameters, bidders: changes.bidders })
}

/// An auction, by the kind of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnyAuction {
    /// All values are polynomials.
    Polynomial(Auction),
    /// Some value has a minimum, a maximum or a division by what depends on signals.
    General(GeneralAuction),
}

impl AnyAuction {
    /// The bidders, signals, own indices, beliefs and ties; for values of any kind with stand-ins as values.
    pub fn frame(&self) -> &Auction {
        match self {
            AnyAuction::Polynomial(auction) => auction,
            AnyAuction::General(general) => general.frame(),
        }
    }
}

/// Reads an auction with values of any kind: JSON when the file's name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_any_auction(path: &Path) -> Read<AnyAuction> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_any_auction(&text, &path.display().to_string(), format)
}

/// As [`read_any_auction`], with changes.
///
/// # Errors
/// Whatever is wrong with the file, and changes of what it does not have.
pub fn read_changed_any_auction(path: &Path, changes: &Changes) -> Read<AnyAuction> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    read_with(&text, &path.display().to_string(), format, changes, |reader| reader.any_auction())
}

/// Reads an auction with values of any kind from its text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_any_auction(text: &str, file_name: &str, format: Format) -> Read<AnyAuction> {
    read_with(text, file_name, format, &Changes::default(), |reader| reader.any_auction())
}
