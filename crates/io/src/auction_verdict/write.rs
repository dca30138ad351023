//! From findings to a file.

use super::identity::auction_digest;
use super::{AUCTION_VERDICTS_FORMAT, OWN, PART};
use crate::auction::AnyAuction;
use crate::json_writer::{JsonWriter, Layout};
use crate::seal::sealed;
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{
    AuctionFinding, AuctionVerdict, Fails, Holds, Point, SlackCell, Tightest,
};
use ambimech_model::auction::enclosed::EnclosedCell;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::subdivision::Subdivision;
use ambimech_model::auction::variable::Variable;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// The findings as a sealed file. The same findings give the same bytes; why something is undecided is left out.
pub fn render_auction_verdicts(auction: &AnyAuction, findings: &[AuctionFinding]) -> String {
    let digest = auction_digest(auction);
    let seal = verdicts_seal(auction, &digest, findings);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), auction.frame(), &digest, findings, Some(&seal));
    text
}

/// The seal of the file that names its auction by this digest.
pub(super) fn verdicts_seal(auction: &AnyAuction, digest: &str, findings: &[AuctionFinding]) -> String {
    sealed(|sink| write(sink, auction.frame(), digest, findings, None))
}

fn write(
    sink: &mut dyn FnMut(&str),
    frame: &Auction,
    digest: &str,
    findings: &[AuctionFinding],
    seal: Option<&str>,
) {
    let mut writer = Writer { json: JsonWriter::new(sink), frame, about: None };
    writer.json.open_object(Layout::Lines);
    writer.json.entry("format", AUCTION_VERDICTS_FORMAT);
    writer.json.entry("auction", digest);
    writer.json.key("findings");
    writer.json.open_array(Layout::Lines);
    findings.iter().for_each(|finding| writer.finding(finding));
    writer.json.close();
    if let Some(seal) = seal {
        writer.json.entry("seal", seal);
    }
    writer.json.finish();
}

/// The name of a variable in evidence about a bidder: `own`, `own[2]` for another bidder's own index, or `c[2]`.
pub(super) fn variable_name(frame: &Auction, about: Option<AgentId>, variable: Variable) -> String {
    match variable {
        Variable::Own(bidder) if about == Some(bidder) => OWN.to_string(),
        Variable::Own(bidder) => format!("{OWN}[{}]", frame.bidder(bidder).name),
        Variable::Signal(signal) => {
            let bidder = frame.bidder(signal.bidder);
            let name = bidder.signals.get(signal.component).map_or("", |known| known.name.as_str());
            format!("{name}[{}]", bidder.name)
        }
    }
}

/// Writes evidence about an auction.
pub(super) struct Writer<'s, 'a> {
    pub(super) json: JsonWriter<'s>,
    pub(super) frame: &'a Auction,
    /// The bidder that the evidence is about.
    pub(super) about: Option<AgentId>,
}

impl Writer<'_, '_> {
    pub(super) fn finding(&mut self, finding: &AuctionFinding) {
        self.about = Some(finding.bidder);
        self.json.open_object(Layout::Lines);
        self.json.entry("condition", finding.condition.name());
        self.json.entry("bidder", &self.frame.bidder(finding.bidder).name);
        match &finding.verdict {
            AuctionVerdict::Undecided(_) => self.json.entry("verdict", "undecided"),
            AuctionVerdict::Holds(holds) => {
                self.json.entry("verdict", "holds");
                self.holding(holds);
            }
            AuctionVerdict::Fails(fails) => {
                self.json.entry("verdict", "fails");
                self.failing(fails);
            }
        }
        self.json.close();
    }

    fn holding(&mut self, holds: &Holds) {
        let name = match holds {
            Holds::Derivatives(_) => "derivatives",
            Holds::Margins(_) => "margins",
            Holds::Proportional(_) => "proportional",
            Holds::OneComponent(..) => "one-component",
            Holds::OneDensity => "one-density",
            Holds::Contamination => "contamination",
            Holds::ProkhorovBall => "prokhorov-ball",
            Holds::Constant(_) => "constant",
            Holds::Slack(..) => "slack",
            Holds::Enclosed(..) => "boxes",
        };
        self.json.entry("proof", name);
        match holds {
            Holds::Derivatives(proofs) | Holds::Margins(proofs) => {
                self.json.key("subdivisions");
                self.json.open_array(Layout::Lines);
                proofs.iter().for_each(|proof| self.subdivision(proof));
                self.json.close();
            }
            Holds::Proportional(proof) => {
                self.json.key("subdivision");
                self.subdivision(proof);
            }
            Holds::OneComponent(variable, proof) => {
                self.json.entry("variable", &self.name(*variable));
                self.json.key("subdivision");
                self.subdivision(proof);
            }
            Holds::OneDensity | Holds::Contamination | Holds::ProkhorovBall => {}
            Holds::Constant(constant) => self.number("constant", constant),
            Holds::Slack(tightest, cover) => {
                self.tightest(tightest);
                self.json.key("cover");
                self.json.open_array(Layout::Lines);
                cover.iter().for_each(|cells| self.slack_cells(cells));
                self.json.close();
            }
            Holds::Enclosed(bound, cells) => {
                self.number("bound", bound);
                self.cells(cells);
            }
        }
    }

    fn failing(&mut self, fails: &Fails) {
        match fails {
            Fails::Derivative(variable, at) => {
                self.json.entry("proof", "derivative");
                self.json.entry("variable", &self.name(*variable));
                self.point("at", at);
            }
            Fails::Lost { report, from, to, others } => {
                self.json.entry("proof", "lost");
                self.json.entry("report", report_name(*report));
                self.number("from", from);
                self.number("to", to);
                self.point("others", others);
            }
            Fails::NotProportional { own, others } | Fails::NotComonotonic { own, others } => {
                let is_linearity = matches!(fails, Fails::NotProportional { .. });
                self.json.entry("proof", if is_linearity { "not-proportional" } else { "not-comonotonic" });
                self.number("s", &own.0);
                self.number("t", &own.1);
                self.point("x", &others.0);
                self.point("y", &others.1);
            }
            Fails::TwoDensities(one, other) => {
                self.json.entry("proof", "two-densities");
                self.number("one", &Rational::from(one + 1));
                self.number("other", &Rational::from(other + 1));
            }
            Fails::Slack(tightest) => {
                self.json.entry("proof", "slack");
                self.tightest(tightest);
            }
            Fails::Enclosed(bound, cell) => {
                self.json.entry("proof", "boxes");
                self.number("bound", bound);
                self.cells(std::slice::from_ref(cell));
            }
        }
    }

    pub(super) fn number(&mut self, key: &str, number: &Rational) {
        self.json.key(key);
        self.json.number(number);
    }

    fn name(&self, variable: Variable) -> String {
        variable_name(self.frame, self.about, variable)
    }

    pub(super) fn point(&mut self, key: &str, point: &Point) {
        self.json.key(key);
        self.json.open_object(Layout::Line);
        point.iter().for_each(|(variable, value)| self.number(&self.name(*variable), value));
        self.json.close();
    }

    pub(super) fn subdivision(&mut self, subdivision: &Subdivision) {
        self.json.open_array(Layout::Line);
        self.cuts(subdivision);
        self.json.close();
    }

    fn cuts(&mut self, subdivision: &Subdivision) {
        match subdivision {
            Subdivision::Whole => self.json.string(PART),
            Subdivision::Cut(variable, halves) => {
                self.json.string(&self.name(*variable));
                self.cuts(&halves.0);
                self.cuts(&halves.1);
            }
        }
    }

    pub(super) fn tightest(&mut self, tightest: &Tightest) {
        self.number("piece", &Rational::from(tightest.piece + 1));
        self.number("own", &tightest.own);
        self.number("slack", &tightest.slack);
        self.number("at-least", &tightest.at_least);
    }

    /// The cells of a piece, one after another: both ends and the number of the alternative.
    pub(super) fn slack_cells(&mut self, cells: &[SlackCell]) {
        self.json.open_array(Layout::Line);
        for cell in cells {
            self.json.open_array(Layout::Line);
            self.json.number(&cell.low);
            self.json.number(&cell.high);
            self.json.number(&Rational::from(cell.alternative + 1));
            self.json.close();
        }
        self.json.close();
    }

    fn cells(&mut self, cells: &[EnclosedCell]) {
        self.json.key("cells");
        self.json.open_array(Layout::Lines);
        for cell in cells {
            self.json.open_object(Layout::Lines);
            self.number("low", &cell.low);
            self.number("high", &cell.high);
            for (key, cover) in [("unfavourable", &cell.unfavourable), ("favourable", &cell.favourable)] {
                self.json.key(key);
                self.subdivision(cover);
            }
            self.point("best", &cell.best);
            self.point("worst", &cell.worst);
            self.json.close();
        }
        self.json.close();
    }
}

/// The name of an extreme report.
pub(super) fn report_name(report: Report) -> &'static str {
    match report {
        Report::Favourable => "favourable",
        Report::Unfavourable => "unfavourable",
    }
}
