//! From a document to findings.

use super::write::variable_name;
use super::{AUCTION_VERDICTS_FORMAT, OWN, PART};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::quantity::read_number;
use crate::reference::{expect_format, unknown_word};
use crate::source::{Format, Source, Span};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{
    AuctionCondition, AuctionFinding, AuctionVerdict, Fails, Holds, Open, Point, SlackCell, Tightest,
};
use ambimech_model::auction::enclosed::EnclosedCell;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::subdivision::Subdivision;
use ambimech_model::auction::variable::{SignalId, Variable};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use std::collections::BTreeMap;

/// Cuts of a subdivision in a row at most.
const MAX_DEPTH: usize = 256;

/// What a file of verdicts holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuctionVerdictFile {
    /// The digest of the auction, as stated.
    pub auction: Option<String>,
    /// The findings; of what is undecided the reason is not known.
    pub findings: Vec<AuctionFinding>,
    /// The seal, as stated.
    pub seal: Option<String>,
}

/// Reads the text of a file of verdicts about an auction; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_auction_verdicts(
    text: &str,
    file_name: &str,
    format: Format,
    auction: &Auction,
) -> Read<AuctionVerdictFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, "verdicts about an auction", "write format, auction and findings")?;
    expect_format(source, top, AUCTION_VERDICTS_FORMAT)?;
    top.check_keys(source, "verdicts about an auction", &["format", "auction", "findings", "seal"])?;
    let text = |key: &str| match top.get(key) {
        None => Ok(None),
        Some(entry) => entry.value.expect_str(source, key).map(|text| Some(text.to_string())),
    };
    let reader = Reader::new(source, auction);
    let list = reader.need(top, root.span, "findings")?.expect_array(source, "the findings", "write a list")?;
    Ok(AuctionVerdictFile {
        auction: text("auction")?,
        findings: list.iter().map(|node| reader.finding(node)).collect::<Read<_>>()?,
        seal: text("seal")?,
    })
}

/// Reads evidence about an auction.
pub(super) struct Reader<'t, 'a> {
    pub(super) source: Source<'t>,
    pub(super) auction: &'a Auction,
    variables: BTreeMap<String, Variable>,
}

impl<'t, 'a> Reader<'t, 'a> {
    /// A reader of evidence about this auction.
    pub(super) fn new(source: Source<'t>, auction: &'a Auction) -> Reader<'t, 'a> {
        let components = auction.agents().flat_map(|bidder| {
            (0..auction.bidder(bidder).signals.len())
                .map(move |component| Variable::Signal(SignalId { bidder, component }))
        });
        let indices = auction.agents().map(Variable::Own);
        let named = |variable| (variable_name(auction, None, variable), variable);
        let variables = components.chain(indices).map(named).collect();
        Reader { source, auction, variables }
    }

    /// The bidder that a table names.
    pub(super) fn bidder(&self, table: &Table<'t>, span: Span) -> Read<AgentId> {
        let names: Vec<&str> = self.auction.bidders().iter().map(|bidder| bidder.name.as_str()).collect();
        let named = self.word(table, span, "bidder", &names)?;
        Ok(AgentId(names.iter().position(|name| *name == named).unwrap_or_default()))
    }

    pub(super) fn need<'n>(&self, table: &'n Table<'t>, span: Span, key: &str) -> Read<&'n Node<'t>> {
        table.get(key).map(|entry| &entry.value).ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, span, format!("the key `{key}` is missing"))
                    .found(format!("no `{key}`"))
                    .expected(format!("the key `{key}`"))
                    .help(format!(
                        "add \"{key}\": …, or make the file again with `ambimech auction --certificate`"
                    )),
            )
        })
    }

    pub(super) fn word<'n>(&self, table: &'n Table<'t>, span: Span, key: &str, known: &[&str]) -> Read<&'n str> {
        let node = self.need(table, span, key)?;
        let word = node.expect_str(self.source, key)?;
        match known.contains(&word) {
            true => Ok(word),
            false => {
                Err(Box::new(unknown_word(self.source, node.span, word, &format!("a {key} of a verdict"), known)))
            }
        }
    }

    pub(super) fn finding(&self, node: &Node<'t>) -> Read<AuctionFinding> {
        let span = node.span;
        let table = node.expect_table(self.source, "a verdict", "write {\"condition\": \"monotonicity\", …}")?;
        let named = self.word(table, span, "condition", &AuctionCondition::ALL.map(AuctionCondition::name))?;
        let condition = AuctionCondition::ALL.into_iter().find(|condition| condition.name() == named);
        let condition = condition.unwrap_or(AuctionCondition::Increasing);
        let bidder = self.bidder(table, span)?;
        let at = At { reader: self, table, span, bidder };
        let verdict = match self.word(table, span, "verdict", &["holds", "fails", "undecided"])? {
            "holds" => AuctionVerdict::Holds(at.holding()?),
            "fails" => AuctionVerdict::Fails(at.failing()?),
            _ => {
                at.only(&[])?;
                AuctionVerdict::Undecided(Open::NotSettled)
            }
        };
        Ok(AuctionFinding { condition, bidder, verdict })
    }
}

/// A table with evidence about a bidder.
pub(super) struct At<'r, 't, 'a, 'n> {
    pub(super) reader: &'r Reader<'t, 'a>,
    pub(super) table: &'n Table<'t>,
    pub(super) span: Span,
    pub(super) bidder: AgentId,
}

impl<'t, 'n> At<'_, 't, '_, 'n> {
    fn only(&self, keys: &[&str]) -> Read<()> {
        let known: Vec<&str> = ["condition", "bidder", "verdict"].iter().chain(keys).copied().collect();
        self.table.check_keys(self.reader.source, "a verdict about an auction", &known)
    }

    fn holding(&self) -> Read<Holds> {
        let kinds = [
            "derivatives",
            "margins",
            "proportional",
            "one-component",
            "one-density",
            "contamination",
            "prokhorov-ball",
            "constant",
            "slack",
            "boxes",
        ];
        let kind = self.reader.word(self.table, self.span, "proof", &kinds)?;
        let keys: &[&str] = match kind {
            "derivatives" | "margins" => &["proof", "subdivisions"],
            "proportional" => &["proof", "subdivision"],
            "one-component" => &["proof", "variable", "subdivision"],
            "constant" => &["proof", "constant"],
            "slack" => &["proof", "piece", "own", "slack", "at-least", "cover"],
            "boxes" => &["proof", "bound", "cells"],
            _ => &["proof"],
        };
        self.only(keys)?;
        Ok(match kind {
            "derivatives" => Holds::Derivatives(self.subdivisions()?),
            "margins" => Holds::Margins(self.subdivisions()?),
            "proportional" => Holds::Proportional(self.subdivision(self.need("subdivision")?)?),
            "one-component" => {
                Holds::OneComponent(self.variable("variable")?, self.subdivision(self.need("subdivision")?)?)
            }
            "one-density" => Holds::OneDensity,
            "contamination" => Holds::Contamination,
            "prokhorov-ball" => Holds::ProkhorovBall,
            "constant" => Holds::Constant(self.number("constant")?),
            "slack" => {
                let pieces = self.list("cover")?.iter().map(|piece| self.slack_cells(piece));
                Holds::Slack(self.tightest()?, pieces.collect::<Read<_>>()?)
            }
            _ => Holds::Enclosed(self.number("bound")?, self.cells()?),
        })
    }

    fn failing(&self) -> Read<Fails> {
        let kinds =
            ["derivative", "lost", "not-proportional", "not-comonotonic", "two-densities", "slack", "boxes"];
        let kind = self.reader.word(self.table, self.span, "proof", &kinds)?;
        let keys: &[&str] = match kind {
            "derivative" => &["proof", "variable", "at"],
            "lost" => &["proof", "report", "from", "to", "others"],
            "not-proportional" | "not-comonotonic" => &["proof", "s", "t", "x", "y"],
            "two-densities" => &["proof", "one", "other"],
            "slack" => &["proof", "piece", "own", "slack", "at-least"],
            _ => &["proof", "bound", "cells"],
        };
        self.only(keys)?;
        let pairs = || {
            let own = (self.number("s")?, self.number("t")?);
            Ok::<_, Box<Diagnostic>>((own, (self.point(self.need("x")?)?, self.point(self.need("y")?)?)))
        };
        Ok(match kind {
            "derivative" => Fails::Derivative(self.variable("variable")?, self.point(self.need("at")?)?),
            "lost" => {
                let known = ["favourable", "unfavourable"];
                let report = match self.reader.word(self.table, self.span, "report", &known)? {
                    "favourable" => Report::Favourable,
                    _ => Report::Unfavourable,
                };
                let (from, to) = (self.number("from")?, self.number("to")?);
                Fails::Lost { report, from, to, others: self.point(self.need("others")?)? }
            }
            "not-proportional" => {
                let (own, others) = pairs()?;
                Fails::NotProportional { own, others }
            }
            "not-comonotonic" => {
                let (own, others) = pairs()?;
                Fails::NotComonotonic { own, others }
            }
            "two-densities" => Fails::TwoDensities(self.place("one")?, self.place("other")?),
            "slack" => Fails::Slack(self.tightest()?),
            _ => {
                let list = self.need("cells")?;
                let mut cells = self.cells()?.into_iter();
                match (cells.next(), cells.next()) {
                    (Some(cell), None) => Fails::Enclosed(self.number("bound")?, cell),
                    _ => return Err(self.broken(list.span, "the cell of a failure", "a list of one cell")),
                }
            }
        })
    }

    fn need(&self, key: &str) -> Read<&'n Node<'t>> {
        self.reader.need(self.table, self.span, key)
    }

    fn list(&self, key: &str) -> Read<&'n [Node<'t>]> {
        self.need(key)?.expect_array(self.reader.source, key, "write a list")
    }

    pub(super) fn number(&self, key: &str) -> Read<Rational> {
        read_number(self.reader.source, self.need(key)?, key)
    }

    /// A number that counts from 1 in the file.
    pub(super) fn place(&self, key: &str) -> Read<usize> {
        self.counted(self.need(key)?, key)
    }

    pub(super) fn counted(&self, node: &Node<'t>, what: &str) -> Read<usize> {
        let number = read_number(self.reader.source, node, what)?;
        let count = number.to_string().parse::<usize>().ok().and_then(|count| count.checked_sub(1));
        count.ok_or_else(|| self.broken(node.span, what, "a whole number from 1 on"))
    }

    fn named(&self, span: Span, name: &str) -> Read<Variable> {
        if name == OWN {
            return Ok(Variable::Own(self.bidder));
        }
        self.reader.variables.get(name).copied().ok_or_else(|| {
            let known: Vec<&str> =
                std::iter::once(OWN).chain(self.reader.variables.keys().map(String::as_str)).collect();
            Box::new(unknown_word(self.reader.source, span, name, "a variable of the auction", &known))
        })
    }

    fn variable(&self, key: &str) -> Read<Variable> {
        let node = self.need(key)?;
        self.named(node.span, node.expect_str(self.reader.source, "the name of a variable")?)
    }

    pub(super) fn point(&self, node: &Node<'t>) -> Read<Point> {
        let table = node.expect_table(self.reader.source, "values of variables", "write {\"c[2]\": \"1/2\"}")?;
        let value = |(name, span, node): (&str, Span, &Node<'t>)| {
            Ok((self.named(span, name)?, read_number(self.reader.source, node, "the value of a variable")?))
        };
        table.entries.iter().map(|entry| value((entry.key.as_ref(), entry.value.span, &entry.value))).collect()
    }

    pub(super) fn subdivisions(&self) -> Read<Vec<Subdivision>> {
        self.list("subdivisions")?.iter().map(|node| self.subdivision(node)).collect()
    }

    fn subdivision(&self, node: &Node<'t>) -> Read<Subdivision> {
        let list = node.expect_array(self.reader.source, "a subdivision", "write [\"part\"]")?;
        let mut rest = list.iter();
        let found = self.cuts(&mut rest, node.span, 0)?;
        match rest.next() {
            None => Ok(found),
            Some(_) => Err(self.broken(node.span, "this subdivision", "every cut followed by its two halves")),
        }
    }

    fn cuts(&self, rest: &mut std::slice::Iter<'_, Node<'t>>, span: Span, depth: usize) -> Read<Subdivision> {
        let node = rest.next().filter(|_| depth <= MAX_DEPTH);
        let node = node.ok_or_else(|| {
            self.broken(
                span,
                "this subdivision",
                "every cut followed by its two halves, at most 256 cuts in a row",
            )
        })?;
        let name = node.expect_str(self.reader.source, "the name of a variable, or part")?;
        if name == PART {
            return Ok(Subdivision::Whole);
        }
        let variable = self.named(node.span, name)?;
        let lower = self.cuts(rest, span, depth + 1)?;
        let upper = self.cuts(rest, span, depth + 1)?;
        Ok(Subdivision::Cut(variable, Box::new((lower, upper))))
    }

    pub(super) fn tightest(&self) -> Read<Tightest> {
        Ok(Tightest {
            piece: self.place("piece")?,
            own: self.number("own")?,
            slack: self.number("slack")?,
            at_least: self.number("at-least")?,
        })
    }

    pub(super) fn slack_cells(&self, piece: &Node<'t>) -> Read<Vec<SlackCell>> {
        let source = self.reader.source;
        let cell = |node: &Node<'t>| match node.expect_array(source, "a cell", "write [low, high, alternative]")? {
            [low, high, alternative] => Ok(SlackCell {
                low: read_number(source, low, "the lower end of a cell")?,
                high: read_number(source, high, "the upper end of a cell")?,
                alternative: self.counted(alternative, "the alternative of a cell")?,
            }),
            _ => Err(self.broken(node.span, "a cell", "two ends and the number of an alternative")),
        };
        piece.expect_array(source, "the cells of a piece", "write a list")?.iter().map(cell).collect()
    }

    fn cells(&self) -> Read<Vec<EnclosedCell>> {
        let cell = |node: &Node<'t>| {
            let table = node.expect_table(self.reader.source, "a cell", "write {\"low\": …}")?;
            let keys = ["low", "high", "unfavourable", "favourable", "best", "worst"];
            table.check_keys(self.reader.source, "a cell", &keys)?;
            let at = At { reader: self.reader, table, span: node.span, bidder: self.bidder };
            Ok(EnclosedCell {
                low: at.number("low")?,
                high: at.number("high")?,
                unfavourable: at.subdivision(at.need("unfavourable")?)?,
                favourable: at.subdivision(at.need("favourable")?)?,
                best: at.point(at.need("best")?)?,
                worst: at.point(at.need("worst")?)?,
            })
        };
        self.list("cells")?.iter().map(cell).collect()
    }

    pub(super) fn broken(&self, span: Span, what: &str, expected: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.reader.source, span, format!("{what} makes no sense"))
                .found("something else")
                .expected(expected)
                .help("make the file again with `ambimech auction --certificate`"),
        )
    }
}
