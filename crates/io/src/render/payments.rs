//! The payments of a rule at the first few profiles, without writing out the rest.

use ambimech_model::environment::Environment;
use ambimech_model::index::{ProfileId, RuleId};
use ambimech_model::mechanism::{Mechanism, Rules};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferRule;

/// What every agent receives at each of the first `profiles` profiles; `None` for a rule that does not exist or cannot be
/// evaluated.
pub fn first_payments(
    environment: &Environment,
    mechanism: &Mechanism,
    rule: RuleId,
    profiles: usize,
) -> Option<Vec<Vec<Rational>>> {
    let space = environment.space();
    let shown = space.profiles().take(profiles);
    if let Rules::ClosedForm(form) = &mechanism.rules
        && profiles < space.size()
    {
        let rule = form.rule(environment, rule)?;
        let at = |profile: ProfileId| space.agents().map(|agent| rule.payment(agent, profile)).collect();
        return Some(shown.map(at).collect());
    }
    match &mechanism.rules {
        Rules::Tables(rules) => {
            let table = &rules.get(rule.0)?.table;
            Some(shown.map(|profile| table.at(profile).to_vec()).collect())
        }
        Rules::ClosedForm(_) => {
            let table = mechanism.table(environment, rule)?;
            Some(shown.map(|profile| table.at(profile).to_vec()).collect())
        }
    }
}
