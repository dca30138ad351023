//! `ambimech auction --least`: how much ambiguity of a family is enough.

use super::auction::{File, file_of, write_certificate};
use crate::argument::{Auction as Options, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::{Changes, read_changed_auction};
use ambimech_io::auction_verdict::{AuctionAnswer, LeastAnswer, LeastAnswerRow};
use ambimech_io::render::{self, svg, text::Page};
use ambimech_model::auction::condition::AuctionVerdict;
use ambimech_model::auction::family::{Family, family_pieces};
use ambimech_model::auction::least::{LeastCurve, LeastParameter, LeastRow};
use ambimech_model::auction::{Auction, Symmetry};
use ambimech_model::check::SUFFICIENT;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use ambimech_solve::auction::{decide_premises, informational_size, least_parameter};

/// Runs the command.
pub fn run(options: &Options, family: Family) -> Result<Outcome, Failure> {
    let file = options.out.as_deref().map(file_of).transpose()?;
    let mut settings: Vec<Changes> = vec![];
    if let Some(vary) = &options.vary {
        let one =
            |value: &Rational| Changes { bidders: None, parameters: vec![(vary.name.clone(), value.clone())] };
        settings.extend(vary.values.iter().map(one));
    }
    settings.extend(options.bidders.iter().map(|count| Changes { bidders: Some(*count), ..Changes::default() }));
    if settings.is_empty() {
        settings.push(Changes::default());
    }
    // What --vary and --bidders say comes after --set.
    let settings = settings.into_iter().map(|mut changes| {
        let varied: Vec<String> = changes.parameters.iter().map(|(name, _)| name.clone()).collect();
        let fixed = options.changes().parameters.into_iter().filter(|(name, _)| !varied.contains(name));
        changes.parameters.extend(fixed);
        changes
    });
    let settings: Vec<Changes> = settings.collect();
    let auctions = settings.iter().map(|changes| read_changed_auction(&options.auction, changes));
    let auctions = auctions.collect::<Result<Vec<Auction>, _>>()?;
    let rows = progress::during("looking for the least ambiguity that is enough", || {
        let each = auctions.iter().zip(&settings).flat_map(|(auction, changes)| {
            let varied = options.vary.as_ref().and(changes.parameters.first()).map(|(_, value)| value.clone());
            let row = move |bidder| row(auction, bidder, family, options.below.as_ref(), varied.clone());
            auction.representatives().into_iter().map(row)
        });
        each.collect::<Vec<LeastRow>>()
    });
    let varied = options.vary.as_ref().map(|vary| vary.name.clone());
    let curve = LeastCurve { family, below: options.below.clone(), varied, rows };
    if let (Some(path), Some(file)) = (&options.out, file) {
        let contents = match file {
            File::Csv => render::auction_csv::render_least_csv(&curve),
            File::Svg => svg::render_least_curve(&curve, "least")
                .map(|picture| svg::standalone(&picture))
                .ok_or_else(|| {
                    Failure::Usage(
                        "there is nothing to draw\n  = expected: two rows with a least parameter".to_string(),
                    )
                })?,
        };
        output::write_file(path, &contents)?;
    }
    let first = read_changed_auction(&options.auction, &options.changes())?;
    let written = write_certificate(options, &first, || {
        let bidders = |auction: &Auction| auction.representatives().len();
        let each = auctions.iter().zip(&settings).flat_map(|pair| std::iter::repeat_n(pair, bidders(pair.0)));
        let rows = each.zip(&curve.rows).zip(auctions.iter().flat_map(Auction::representatives));
        let rows = rows.map(|(((auction, changes), row), bidder)| LeastAnswerRow {
            bidders: changes.bidders,
            value: row.varied.clone(),
            auction: auction.clone(),
            least: row.least.clone().unwrap_or(LeastParameter {
                family,
                bidder,
                below: options.below.clone(),
                too_little: None,
                enough: None,
            }),
            size: row.size.clone(),
            premises: decide_premises(auction, &SUFFICIENT, &[bidder]),
        });
        let (below, varied) = (curve.below.clone(), curve.varied.clone());
        AuctionAnswer::Least(LeastAnswer { family, below, varied, rows: rows.collect() })
    })?;
    match options.printing.format {
        Format::Text => {
            let answer = render::text::render_auction_least(&curve, Page::default());
            output::answer(&format!("{answer}{written}"));
        }
        Format::Json => output::answer_json(&render::json::auction_least_value(&curve)),
    }
    Ok(if curve.rows.iter().all(LeastRow::is_settled) { Outcome::Holds } else { Outcome::Undecided })
}

/// The least parameter of a family for one bidder.
pub(super) fn row(
    auction: &Auction,
    bidder: AgentId,
    family: Family,
    below: Option<&Rational>,
    varied: Option<Rational>,
) -> LeastRow {
    let premises = decide_premises(auction, &SUFFICIENT, &[bidder]);
    let least = least_parameter(auction, bidder, family, below);
    LeastRow {
        bidders: auction.bidders().len(),
        varied,
        name: (auction.symmetry() == Symmetry::OneByOne).then(|| auction.bidder(bidder).name.clone()),
        side: least.as_ref().ok().and_then(|least| side(auction, least)),
        least,
        size: informational_size(auction, bidder),
        is_sufficient: premises.iter().all(|premise| matches!(premise.verdict, AuctionVerdict::Holds(_))),
    }
}

fn side(auction: &Auction, least: &LeastParameter) -> Option<bool> {
    let less = least.too_little.as_ref()?;
    let pieces = family_pieces(auction, least.bidder, least.family, &less.parameter, least.below.as_ref()).ok()?;
    let piece = pieces.get(less.tightest.piece)?;
    if piece.low == less.tightest.own {
        Some(true)
    } else if piece.high == less.tightest.own {
        Some(false)
    } else {
        None
    }
}
