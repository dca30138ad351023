//! What the reports of one type are worth, state by state.

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::mechanism::NamedRule;
use crate::number::Rational;
use crate::verification::Report;

/// All acts W_t^r of one type of one agent; see [`crate::belief_verdict`].
#[derive(Debug, Clone)]
pub struct Acts {
    own: TypeId,
    /// By report, rule, state.
    of_reports: Vec<Vec<Vec<Rational>>>,
}

impl Acts {
    /// The acts under these rules; `None` without a rule, and for one over other agents or types.
    pub fn new(
        environment: &AmbiguousEnvironment,
        rules: &[NamedRule],
        agent: AgentId,
        own: TypeId,
    ) -> Option<Acts> {
        let space = environment.space();
        if rules.is_empty() || !rules.iter().all(|rule| rule.table.fits(space)) {
            return None;
        }
        let split = environment.split(agent);
        let act = |report: TypeId| -> Vec<Vec<Rational>> {
            let payoffs = environment.payoffs(agent, own, report);
            let under = |rule: &NamedRule| {
                let paid = split.rest().map(|x| &rule.table.at(split.profile(JointTypeId(report.0), x))[agent.0]);
                paid.zip(&payoffs).map(|(paid, payoff)| paid + payoff).collect()
            };
            rules.iter().map(under).collect()
        };
        Some(Acts { own, of_reports: space.types(agent).map(act).collect() })
    }

    /// W^r: under every rule, in every state.
    pub fn report(&self, report: TypeId) -> &[Vec<Rational>] {
        &self.of_reports[report.0]
    }

    /// Number of reports.
    pub fn count(&self) -> usize {
        self.of_reports.len()
    }

    /// W^θ.
    pub fn truth(&self) -> &[Vec<Rational>] {
        self.report(self.own)
    }

    /// W^δ; `None` for a report that does not exist, and for a mixture whose probabilities are not positive or do not add up to 1.
    pub fn mixed(&self, report: &Report) -> Option<Vec<Vec<Rational>>> {
        let parts: Vec<(JointTypeId, Rational)> = match report {
            Report::Pure(report) => vec![(*report, Rational::ONE)],
            Report::Mixed(parts) => parts.clone(),
        };
        let total = parts.iter().fold(Rational::ZERO, |total, (_, share)| total + share);
        if !total.is_one() || parts.iter().any(|(_, share)| *share <= Rational::ZERO) {
            return None;
        }
        let mut sum: Vec<Vec<Rational>> =
            self.truth().iter().map(|values| vec![Rational::ZERO; values.len()]).collect();
        for (report, share) in &parts {
            let act = self.of_reports.get(report.0)?;
            for (total, values) in sum.iter_mut().zip(act) {
                for (total, value) in total.iter_mut().zip(values) {
                    *total += share * value;
                }
            }
        }
        Some(sum)
    }

    /// One act minus another.
    pub fn minus(first: &[Vec<Rational>], second: &[Vec<Rational>]) -> Vec<Vec<Rational>> {
        let under = |(a, b): (&Vec<Rational>, &Vec<Rational>)| a.iter().zip(b).map(|(a, b)| a - b).collect();
        first.iter().zip(second).map(under).collect()
    }
}
