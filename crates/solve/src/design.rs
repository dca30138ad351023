//! Designs a mechanism for a goal, or proves that there is none, or says what stands in the way of the closed forms.
//!
//! # Steps
//! 1. Short impossibility proofs (`impossibility`).
//! 2. One base rule after another under which everybody who must takes part ([`crate::construction::base`]).
//! 3. The side bets of every coalition that must not gain from misreports, with gains and losses.
//! 4. If a gain cannot be punished because two types share a posterior: the residual claimant, then an impossibility proof
//!    from that pair, otherwise the obstacle is named.
//! 5. The rules, and the checker's acceptance. Nothing leaves without it.
//!
//! Without a common prior steps 2 to 4 are those of [`crate::construction::own_beliefs`]. Where somebody does not only look at the worst
//! case, the rules come in pairs ([`crate::construction::pairs`]).

mod impossibility;
mod pairs;

pub use pairs::pair_family;

use crate::collusion::answer_by_cic;
use crate::construction::BaseTable;
use crate::construction::base::{candidates, unwilling};
use crate::construction::own_beliefs::rules_for_own_beliefs;
use crate::construction::residual_claimant::{claim_residual, with_claimant_weights};
use crate::construction::side_bets::{BetStudy, base_gains, bet_name, side_bet_rules, study_coalition};
use crate::construction::stakes::stakes_of;
use crate::construction::supported_bets::SupportedBets;
use crate::construction::two_rules::two_rules;
use crate::verification::certify;
use ambimech_model::certificate::{HoldingWeights, ImpossibilityCertificate, RuleWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{Construction, Design, DesignAnswer, Obstacle, Temptation};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::closed_form::{ClosedForm, Combination, Family};
use ambimech_model::transfer::sparse_side_bet::is_available;
use ambimech_model::transfer::{TransferRule, TransferTable};

/// Side bets beyond which a design in closed form is not attempted.
const MOST_RULES: u64 = 50_000;

/// Designs an ambiguous mechanism for a goal against pure or mixed reports.
pub fn design_mechanism(environment: &Environment, goal: &Goal, reports: Reports) -> DesignAnswer {
    match design_in_closed_form(environment, goal, reports) {
        DesignAnswer::Undecided { goal, obstacles, .. } => {
            let reachable = reachable_goals(environment, &goal, reports);
            DesignAnswer::Undecided { goal, obstacles, reachable }
        }
        answer => answer,
    }
}

/// The other named goals that have a closed-form design here.
pub fn reachable_goals(environment: &Environment, except: &Goal, reports: Reports) -> Vec<Goal> {
    let others = Goal::NAMED.into_iter().filter(|goal| goal != except);
    others
        .filter(|goal| matches!(design_in_closed_form(environment, goal, reports), DesignAnswer::Done(_)))
        .collect()
}

/// A short proof that no mechanism, simple or ambiguous, reaches the goal; accepted by the checker.
pub fn short_proof(environment: &Environment, goal: &Goal) -> Option<ImpossibilityCertificate> {
    impossibility::find(environment, goal)
}

/// As [`design_mechanism`], without looking at other goals when it is undecided.
pub fn design_in_closed_form(environment: &Environment, goal: &Goal, reports: Reports) -> DesignAnswer {
    let through_cic = |goal: &Goal, reports| design_in_closed_form(environment, goal, reports);
    if let Some(answer) = answer_by_cic(environment, goal, reports, &through_cic) {
        return answer;
    }
    if let Some(certificate) = short_proof(environment, goal) {
        return DesignAnswer::Infeasible(certificate);
    }
    match attempt(environment, goal, reports) {
        Ok(design) => DesignAnswer::Done(Box::new(design)),
        Err(obstacles) => {
            let tempted = obstacles.iter().find_map(|obstacle| match obstacle {
                Obstacle::SharedPosteriors(list) => impossibility::from_temptations(environment, goal, list),
                _ => None,
            });
            match tempted {
                Some(certificate) => DesignAnswer::Infeasible(certificate),
                None => DesignAnswer::Undecided { goal: goal.clone(), obstacles, reachable: Vec::new() },
            }
        }
    }
}

/// Tries one base rule after another, then the residual claimant; the obstacles are those of the first base rule under
/// which everybody takes part.
fn attempt(environment: &Environment, goal: &Goal, reports: Reports) -> Result<Design, Vec<Obstacle>> {
    if !environment.attitudes().are_worst_case() {
        return pairs::attempt(environment, goal, reports);
    }
    let coalitions = tempting_coalitions(environment, goal)?;
    if environment.common_prior().is_none() {
        return own_beliefs_design(environment, goal, reports);
    }
    let mut unwillingness = None;
    let mut obstacles: Option<Vec<Obstacle>> = None;
    for base in candidates(goal) {
        let Some(base) = BaseTable::new(environment, *base) else { continue };
        if let Some(obstacle) = unwilling(environment, goal, &base) {
            unwillingness.get_or_insert(obstacle);
            continue;
        }
        match attempt_from(environment, goal, reports, base, &coalitions) {
            Ok(design) => return Ok(design),
            Err(found) => obstacles = Some(obstacles.unwrap_or(found)),
        }
    }
    let against_agents = coalitions.iter().all(|coalition| coalition.len() == 1);
    for claimant in environment.space().agents().filter(|_| against_agents) {
        if let Some((base, studies)) = claim_residual(environment, goal, claimant) {
            let draft = Draft { environment, goal, reports, base, studies, claimant: Some(claimant) };
            if let Ok(design) = draft.finish(against_agents) {
                return Ok(design);
            }
        }
    }
    Err(obstacles.unwrap_or_else(|| vec![unwillingness.unwrap_or(Obstacle::NoConstruction)]))
}

/// Every agent with its own beliefs.
fn own_beliefs_design(environment: &Environment, goal: &Goal, reports: Reports) -> Result<Design, Vec<Obstacle>> {
    let found = rules_for_own_beliefs(environment, goal, reports)?;
    let alone = found.rules.len() == 1 && found.base.is_some();
    let construction = if alone { Construction::BaseAlone } else { Construction::OwnBeliefs };
    let weights = HoldingWeights::Listed(found.weights);
    let made = Made { rules: Rules::Tables(found.rules), weights, construction, scale: None };
    made.certified(environment, goal, reports, found.base)
}

fn attempt_from(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    base: BaseTable,
    coalitions: &[Coalition],
) -> Result<Design, Vec<Obstacle>> {
    let prior = environment.common_prior();
    if prior.is_some_and(|prior| coalitions.iter().any(|coalition| !is_available(prior, *coalition))) {
        return supported_design(environment, goal, reports, &base, coalitions);
    }
    let studies = study(environment, &base, coalitions)?;
    let temptations: Vec<Temptation> = studies.iter().flat_map(BetStudy::temptations).collect();
    if !temptations.is_empty() {
        return Err(vec![Obstacle::SharedPosteriors(temptations)]);
    }
    let against_agents = coalitions.iter().all(|coalition| coalition.len() == 1);
    Draft { environment, goal, reports, base, studies, claimant: None }.finish(against_agents)
}

/// The non-grand coalitions that must not gain from misreports. Goals about coalitions of several agents or about revenue need
/// a common prior.
fn tempting_coalitions(environment: &Environment, goal: &Goal) -> Result<Vec<Coalition>, Vec<Obstacle>> {
    let about_coalitions = [Property::Cic, Property::Cr, Property::Ai].into_iter().any(|p| goal.asks_for(p));
    let about_revenue = goal.asks_for(Property::Fse) && environment.common_prior().is_none();
    if about_revenue || (about_coalitions && !environment.coalitions_have_beliefs()) {
        return Err(vec![Obstacle::NeedsCommonPrior]);
    }
    let agents = environment.agent_count();
    if goal.asks_for(Property::Cic) {
        let mut rules = 0u64;
        for coalition in environment.pattern().proper_coalitions(agents) {
            rules += environment.space().joint_count(coalition) as u64;
            if rules > MOST_RULES {
                return Err(vec![Obstacle::TooManyRules]);
            }
        }
        Ok(environment.pattern().proper_coalitions(agents).collect())
    } else if goal.asks_for(Property::Ic) {
        Ok(environment.space().agents().map(Coalition::single).collect())
    } else {
        Ok(Vec::new())
    }
}

fn study(
    environment: &Environment,
    base: &BaseTable,
    coalitions: &[Coalition],
) -> Result<Vec<BetStudy>, Vec<Obstacle>> {
    let studies: Option<Vec<Vec<BetStudy>>> =
        coalitions.iter().map(|coalition| study_coalition(environment, base, *coalition)).collect();
    Ok(studies.ok_or_else(|| vec![Obstacle::NoConstruction])?.into_iter().flatten().collect())
}

/// Coalitions when some profiles have probability 0: the base rule, and one rule for every joint type that is tempted.
fn supported_design(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    base: &BaseTable,
    coalitions: &[Coalition],
) -> Result<Design, Vec<Obstacle>> {
    let space = environment.space();
    let prior = environment.common_prior().ok_or_else(|| vec![Obstacle::NeedsCommonPrior])?;
    let zero = space.profiles().find(|profile| !prior.is_possible(*profile));
    let obstacle = || vec![Obstacle::ZeroProbability(zero.unwrap_or(ProfileId(0)))];
    let supported = SupportedBets::new(environment).ok_or_else(obstacle)?;
    let eta = BaseRule::new(environment, base.base).ok_or_else(obstacle)?.table(space);
    let mut rules = vec![NamedRule { name: "base".to_string(), table: eta.clone() }];
    let mut weights = Vec::new();
    for coalition in coalitions.iter().filter(|coalition| space.joint_count(**coalition) > 1) {
        let interim = Interim::new(environment, *coalition).ok_or_else(obstacle)?;
        for (id, gains) in base_gains(&interim, base) {
            let tempted = gains.iter().any(|(_, gain)| *gain > Rational::ZERO);
            let rule = RuleId(if tempted { rules.len() } else { 0 });
            if tempted {
                let bet = supported.table(id, &gains).ok_or_else(obstacle)?;
                let table = TransferTable::from_fn(space, |agent, profile| {
                    &eta.at(profile)[agent.0] + &bet.at(profile)[agent.0]
                });
                rules.push(NamedRule { name: bet_name(environment, id), table });
            }
            let weight = vec![(rule, Rational::ONE)];
            weights.push(RuleWeights { coalition: *coalition, types: id.types, best: None, weights: weight });
        }
    }
    let construction = if rules.len() == 1 { Construction::BaseAlone } else { Construction::SupportedSideBets };
    let made =
        Made { rules: Rules::Tables(rules), weights: HoldingWeights::Listed(weights), construction, scale: None };
    made.certified(environment, goal, reports, Some(base.base))
}

/// Rules with what proves them, before the checker has seen them.
struct Made {
    rules: Rules,
    weights: HoldingWeights,
    construction: Construction,
    scale: Option<Rational>,
}

impl Made {
    /// The design, once the checker has accepted it.
    fn certified(
        self,
        environment: &Environment,
        goal: &Goal,
        reports: Reports,
        base: Option<Base>,
    ) -> Result<Design, Vec<Obstacle>> {
        let mechanism =
            Mechanism { name: String::new(), source: String::new(), goal: Some(goal.clone()), rules: self.rules };
        let claims = goal.properties().into_iter().map(|property| Claim::new(property, reports)).collect();
        let certificate = certify(environment, &mechanism, claims, self.weights, Obstacle::NoConstruction);
        let certificate = certificate.map_err(|obstacle| vec![obstacle])?;
        let stakes = stakes_of(environment, &mechanism).ok_or_else(|| vec![Obstacle::NoConstruction])?;
        let (construction, scale) = (self.construction, self.scale);
        Ok(Design { goal: goal.clone(), mechanism, certificate, construction, base, scale, stakes })
    }
}

/// Everything from which the rules are made.
struct Draft<'a> {
    environment: &'a Environment,
    goal: &'a Goal,
    reports: Reports,
    base: BaseTable,
    studies: Vec<BetStudy>,
    claimant: Option<AgentId>,
}

impl Draft<'_> {
    fn finish(self, against_agents: bool) -> Result<Design, Vec<Obstacle>> {
        let pair = (self.reports == Reports::Pure && against_agents)
            .then(|| two_rules(self.environment, self.base.base, &self.studies))
            .flatten();
        let with_base = self.claimant.is_some();
        let single = || side_bet_rules(self.environment, &self.base, &self.studies, with_base);
        let (form, weights, construction, scale) = if let Some((form, scale)) = pair {
            (form, HoldingWeights::Listed(Vec::new()), Construction::TwoRules, Some(scale))
        } else if let Some((form, weights, scale)) = single() {
            let construction =
                if against_agents { Construction::AgentSideBets } else { Construction::CoalitionSideBets };
            (form, self.with_claimant(weights), construction, Some(scale))
        } else {
            let (form, weights) = self.base_alone();
            (form, weights, Construction::BaseAlone, None)
        };
        let construction = if self.claimant.is_some() { Construction::ResidualClaimant } else { construction };
        let made = Made { rules: Rules::ClosedForm(form), weights, construction, scale };
        made.certified(self.environment, self.goal, self.reports, Some(self.base.base))
    }

    fn with_claimant(&self, weights: HoldingWeights) -> HoldingWeights {
        match self.claimant {
            Some(claimant) => with_claimant_weights(self.environment, claimant, weights),
            None => weights,
        }
    }

    /// η alone, which then holds everybody down by itself.
    fn base_alone(&self) -> (ClosedForm, HoldingWeights) {
        let rule = Combination { name: "base".to_string(), bets: Vec::new() };
        let form = ClosedForm { base: self.base.base, family: Family::Listed(vec![rule]) };
        let own = self.studies.iter().map(|study| RuleWeights {
            coalition: study.id.coalition,
            types: study.id.types,
            best: None,
            weights: vec![(RuleId(0), Rational::ONE)],
        });
        (form, self.with_claimant(HoldingWeights::Listed(own.collect())))
    }
}
