//! From a document to an answer.

use super::answer::{AuctionAnswer, DeviceAnswer, LeastAnswer, LeastAnswerRow, SchemeAnswer};
use super::read::{At, Reader};
use super::{AUCTION_ANSWER_FORMAT, DEVICE, LEAST, SCHEME};
use crate::auction::Changes;
use crate::diagnostic::Read;
use crate::document::{Node, Table, parse_document};
use crate::quantity::read_number;
use crate::reference::expect_format;
use crate::source::{Format, Source, Span};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::AuctionFinding;
use ambimech_model::auction::device::DeviceClaim;
use ambimech_model::auction::family::Family;
use ambimech_model::auction::informational_size::{Greatest, InformationalSize};
use ambimech_model::auction::least::{Enough, LeastParameter, TooLittle};
use ambimech_model::auction::report::Report;
use ambimech_model::auction::reward::Between;
use ambimech_model::auction::scheme::{Misreport, Scheme, SchemeRow};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// The auction of a file, with changes.
pub type Changed<'f> = dyn Fn(&Changes) -> Read<Auction> + 'f;

/// What a file of an answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuctionAnswerFile {
    /// The digests that it states: of the auction, then of the auction of every row.
    pub auctions: Vec<Option<String>>,
    /// The answer.
    pub answer: AuctionAnswer,
    /// The seal, as stated.
    pub seal: Option<String>,
}

/// Reads the text of an answer about an auction, which the function gives, with the changes of rows; messages call the text `file_name`. Nothing is proved
/// by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_auction_answer(
    text: &str,
    file_name: &str,
    format: Format,
    changed: &Changed<'_>,
) -> Read<AuctionAnswerFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, "an answer about an auction", "write format, auction and question")?;
    expect_format(source, top, AUCTION_ANSWER_FORMAT)?;
    let auction = changed(&Changes::default())?;
    let reader = Reader::new(source, &auction);
    let question = reader.word(top, root.span, "question", &[LEAST, SCHEME, DEVICE])?;
    let frame = ["format", "auction", "question", "seal"];
    let keys: &[&str] = match question {
        LEAST => &["family", "below", "varied", "rows"],
        SCHEME => &["parts", "bidders", "premises"],
        _ => &["component", "bidders", "premises"],
    };
    top.check_keys(source, "an answer about an auction", &[&frame, keys].concat())?;
    let mut auctions = vec![stated(source, top, "auction")?];
    let at = Place { reader: &reader, table: top, span: root.span };
    let answer = match question {
        LEAST => AuctionAnswer::Least(at.least(changed, &mut auctions)?),
        SCHEME => AuctionAnswer::Scheme(SchemeAnswer {
            parts: at.about(AgentId(0)).counted(at.need("parts")?, "the number of parts")? + 1,
            schemes: at.each("bidders", &["rows"], Place::scheme)?,
            premises: at.premises()?,
        }),
        _ => AuctionAnswer::Device(DeviceAnswer {
            component: at.need("component")?.expect_str(source, "the name of a component")?.to_string(),
            claims: at.each("bidders", &["cuts", "after"], Place::claim)?,
            premises: at.premises()?,
        }),
    };
    Ok(AuctionAnswerFile { auctions, answer, seal: stated(source, top, "seal")? })
}

fn stated(source: Source<'_>, table: &Table<'_>, key: &str) -> Read<Option<String>> {
    let text = |node: &Node<'_>| Ok(node.expect_str(source, key)?.to_string());
    table.get(key).map(|entry| text(&entry.value)).transpose()
}

/// A table of the file.
struct Place<'r, 't, 'a, 'n> {
    reader: &'r Reader<'t, 'a>,
    table: &'n Table<'t>,
    span: Span,
}

impl<'r, 't, 'a, 'n> Place<'r, 't, 'a, 'n> {
    fn need(&self, key: &str) -> Read<&'n Node<'t>> {
        self.reader.need(self.table, self.span, key)
    }

    /// The table as evidence about a bidder.
    fn about(&self, bidder: AgentId) -> At<'r, 't, 'a, 'n> {
        At { reader: self.reader, table: self.table, span: self.span, bidder }
    }

    fn at(&self, node: &'n Node<'t>, what: &str, keys: &[&str]) -> Read<Place<'r, 't, 'a, 'n>> {
        let table = node.expect_table(self.reader.source, what, "write {…}")?;
        table.check_keys(self.reader.source, what, keys)?;
        Ok(Place { reader: self.reader, table, span: node.span })
    }

    fn list(&self, key: &str) -> Read<&'n [Node<'t>]> {
        self.need(key)?.expect_array(self.reader.source, key, "write a list")
    }

    fn premises(&self) -> Read<Vec<AuctionFinding>> {
        self.list("premises")?.iter().map(|node| self.reader.finding(node)).collect()
    }

    fn least(&self, changed: &Changed<'_>, auctions: &mut Vec<Option<String>>) -> Read<LeastAnswer> {
        let source = self.reader.source;
        let names = Family::ALL.map(Family::name);
        let named = self.reader.word(self.table, self.span, "family", &names)?;
        let family =
            Family::ALL.into_iter().find(|family| family.name() == named).unwrap_or(Family::Contamination);
        let below = self.table.get("below").map(|entry| read_number(source, &entry.value, "below")).transpose()?;
        let varied = stated(source, self.table, "varied")?;
        let mut rows = Vec::new();
        for node in self.list("rows")? {
            let keys = [
                "bidders",
                "value",
                "auction",
                "bidder",
                "too-little",
                "enough",
                "informational-size",
                "premises",
            ];
            let row = self.at(node, "a row", &keys)?;
            let count = |node: &Node<'t>| row.about(AgentId(0)).counted(node, "the number of bidders");
            let bidders = row.table.get("bidders").map(|entry| count(&entry.value)).transpose()?;
            let bidders = bidders.map(|count| count + 1);
            let value =
                row.table.get("value").map(|entry| read_number(source, &entry.value, "value")).transpose()?;
            let parameters =
                varied.iter().zip(&value).map(|(name, value)| (name.clone(), value.clone())).collect();
            let auction = changed(&Changes { bidders, parameters })?;
            let reader = Reader::new(source, &auction);
            let row = Place { reader: &reader, table: row.table, span: row.span };
            auctions.push(stated(source, row.table, "auction")?);
            let least = row.least_parameter(family, below.clone())?;
            let size = row
                .table
                .get("informational-size")
                .map(|entry| row.informational_size(&entry.value, least.bidder));
            let size = size.transpose()?;
            let premises = row.premises()?;
            rows.push(LeastAnswerRow { bidders, value, least, size, premises, auction: auction.clone() });
        }
        Ok(LeastAnswer { family, below, varied, rows })
    }

    fn least_parameter(&self, family: Family, below: Option<Rational>) -> Read<LeastParameter> {
        let bidder = self.reader.bidder(self.table, self.span)?;
        let too_little = |node: &'n Node<'t>| -> Read<TooLittle> {
            let keys = ["parameter", "piece", "own", "slack", "at-least"];
            let at = self.at(node, "a parameter that is too little", &keys)?.about(bidder);
            Ok(TooLittle { parameter: at.number("parameter")?, tightest: at.tightest()? })
        };
        let enough = |node: &'n Node<'t>| -> Read<Enough> {
            let place = self.at(node, "a parameter that is enough", &["parameter", "cover", "sharp"])?;
            let at = place.about(bidder);
            let sharp = |node: &'n Node<'t>| -> Read<(usize, Rational)> {
                let at = place.at(node, "the place of sharpness", &["piece", "own"])?.about(bidder);
                Ok((at.place("piece")?, at.number("own")?))
            };
            let cover = place.list("cover")?.iter().map(|piece| at.slack_cells(piece)).collect::<Read<_>>()?;
            let sharp = place.table.get("sharp").map(|entry| sharp(&entry.value)).transpose()?;
            Ok(Enough { parameter: at.number("parameter")?, cover, sharp })
        };
        Ok(LeastParameter {
            family,
            bidder,
            below,
            too_little: self.table.get("too-little").map(|entry| too_little(&entry.value)).transpose()?,
            enough: self.table.get("enough").map(|entry| enough(&entry.value)).transpose()?,
        })
    }

    fn informational_size(&self, node: &'n Node<'t>, bidder: AgentId) -> Read<InformationalSize> {
        let size = self.at(node, "an informational size", &["derivative", "spread"])?;
        let greatest = |key: &str| -> Read<Greatest> {
            let keys = ["at-least", "attained-by", "at", "at-most", "subdivisions"];
            let place = size.at(size.need(key)?, "a greatest value", &keys)?;
            let at = place.about(bidder);
            let attained = match place.table.get("attained-by") {
                Some(_) => Some((at.place("attained-by")?, at.point(place.need("at")?)?)),
                None => None,
            };
            let (at_least, at_most) = (at.number("at-least")?, at.number("at-most")?);
            Ok(Greatest { at_least, attained, at_most, proofs: at.subdivisions()? })
        };
        Ok(InformationalSize { bidder, derivative: greatest("derivative")?, spread: greatest("spread")? })
    }

    /// For every entry of a list about one bidder each what it claims, if anything.
    fn each<R>(
        &self,
        key: &str,
        keys: &[&str],
        read: impl Fn(&Place<'r, 't, 'a, 'n>, AgentId) -> Read<R>,
    ) -> Read<Vec<Option<R>>> {
        let bidders = self.reader.auction.representatives();
        let one = |(number, node): (usize, &'n Node<'t>)| -> Read<Option<R>> {
            let place = self.at(node, "what is said about a bidder", &[&["bidder"], keys].concat())?;
            let bidder = place.reader.bidder(place.table, place.span)?;
            if bidders.get(number) != Some(&bidder) {
                let expected = "one entry for each bidder that stands for others or itself, in order";
                return Err(self.about(bidder).broken(node.span, "this list of bidders", expected));
            }
            let claims = keys.iter().any(|key| place.table.get(key).is_some());
            claims.then(|| read(&place, bidder)).transpose()
        };
        self.list(key)?.iter().enumerate().map(one).collect()
    }

    fn scheme(&self, bidder: AgentId) -> Read<Scheme> {
        let row = |node: &'n Node<'t>| -> Read<SchemeRow> {
            let keys = ["own", "reward", "least-favourable", "most-unfavourable", "reported", "report", "gain"];
            let place = self.at(node, "a row of a scheme", &keys)?;
            let at = place.about(bidder);
            let best = || -> Read<Misreport> {
                Ok(Misreport {
                    reported: at.number("reported")?,
                    report: match place.reader.word(
                        place.table,
                        place.span,
                        "report",
                        &["favourable", "unfavourable"],
                    )? {
                        "favourable" => Report::Favourable,
                        _ => Report::Unfavourable,
                    },
                    gain: place.between("gain")?,
                })
            };
            Ok(SchemeRow {
                own: at.number("own")?,
                reward: place.between("reward")?,
                least_favourable: at.number("least-favourable")?,
                most_unfavourable: at.number("most-unfavourable")?,
                best: place.table.get("report").map(|_| best()).transpose()?,
            })
        };
        Ok(Scheme { bidder, rows: self.list("rows")?.iter().map(row).collect::<Read<_>>()? })
    }

    fn between(&self, key: &str) -> Read<Between> {
        let node = self.need(key)?;
        match node.expect_array(self.reader.source, key, "write [low, high]")? {
            [low, high] => Ok((
                read_number(self.reader.source, low, "the lower end")?,
                read_number(self.reader.source, high, "the upper end")?,
            )),
            _ => Err(self.about(AgentId(0)).broken(node.span, key, "two numbers")),
        }
    }

    fn claim(&self, _: AgentId) -> Read<DeviceClaim> {
        let cut = |node: &Node<'t>| read_number(self.reader.source, node, "a cut");
        Ok(DeviceClaim {
            cuts: self.list("cuts")?.iter().map(cut).collect::<Read<_>>()?,
            finding: self.reader.finding(self.need("after")?)?,
        })
    }
}
