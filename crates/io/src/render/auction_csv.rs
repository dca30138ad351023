//! Curves of auctions as CSV. Numbers are exact; what is not known is empty.

use ambimech_model::auction::Auction;
use ambimech_model::auction::least::LeastCurve;
use ambimech_model::auction::scheme::Scheme;
use ambimech_model::auction::winning::NoClosedForm;
use ambimech_model::number::Rational;

/// `family,below,bidders,value,bidder,exact,too_little,enough,own,informational_size,spread`; the last two are upper bounds, exact where they are attained.
pub fn render_least_csv(curve: &LeastCurve) -> String {
    let mut lines = vec![
        "family,below,bidders,value,bidder,exact,too_little,enough,own,informational_size,spread".to_string(),
    ];
    let text = |number: Option<&Rational>| number.map(ToString::to_string).unwrap_or_default();
    for row in &curve.rows {
        let least = row.least.as_ref().ok();
        let less = least.and_then(|least| least.too_little.as_ref());
        let enough = least.and_then(|least| least.enough.as_ref());
        let cells = [
            curve.family.name().to_string(),
            text(curve.below.as_ref()),
            row.bidders.to_string(),
            text(row.varied.as_ref()),
            row.name.clone().unwrap_or_default(),
            text(least.and_then(|least| least.exact())),
            text(less.map(|less| &less.parameter)),
            text(enough.map(|enough| &enough.parameter)),
            text(less.map(|less| &less.tightest.own)),
            text(row.size.as_ref().map(|size| &size.derivative.at_most)),
            text(row.size.as_ref().map(|size| &size.spread.at_most)),
        ];
        lines.push(cells.join(","));
    }
    lines.join("\n") + "\n"
}

/// `bidder,own,reward_low,reward_high,least_favourable,most_unfavourable,reported,gain_low,gain_high`.
pub fn render_scheme_csv(auction: &Auction, schemes: &[Result<Scheme, NoClosedForm>]) -> String {
    let mut lines = vec![
        "bidder,own,reward_low,reward_high,least_favourable,most_unfavourable,reported,gain_low,gain_high"
            .to_string(),
    ];
    for scheme in schemes.iter().flatten() {
        let name = &auction.bidder(scheme.bidder).name;
        for row in &scheme.rows {
            let best = row.best.as_ref();
            let text = |number: Option<&Rational>| number.map(ToString::to_string).unwrap_or_default();
            lines.push(format!(
                "{name},{},{},{},{},{},{},{},{}",
                row.own,
                row.reward.0,
                row.reward.1,
                row.least_favourable,
                row.most_unfavourable,
                text(best.map(|best| &best.reported)),
                text(best.map(|best| &best.gain.0)),
                text(best.map(|best| &best.gain.1)),
            ));
        }
    }
    lines.join("\n") + "\n"
}
