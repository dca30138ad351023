//! The checker: decides whether a certificate proves what it claims, from the environment alone.
//!
//! It is small, exact and independent of everything that finds answers. It recomputes every number it relies on.

mod auction;
mod auction_answer;
mod auction_findings;
mod belief_verdict;
mod cases;
mod choice_game;
mod choice_patch;
mod coalition_view;
mod collusion;
mod combination;
mod condition;
mod direction;
mod distance;
mod economy;
mod economy_cover;
mod factored;
mod factored_identifiability;
mod general_auction;
mod implementability;
mod impossibility;
mod least_parameter;
mod linear;
mod maxmin;
mod mechanism;
mod one_bet;
mod pairs;
mod payments;
mod play;
mod robust;
mod set_condition;
mod set_efficiency;
mod smooth;
mod spot;
mod spot_draw;

pub use auction::{AuctionRefusal, are_same, check_auction_finding, differ, is_proportional};
pub use auction_answer::{
    AnswerRefusal, SUFFICIENT, check_device_answer, check_least_answer, check_premises, check_scheme_answer,
};
pub use auction_findings::{FindingsRefusal, check_auction_findings, check_general_findings};
pub use belief_verdict::{SetRefusal, check_set_verdict, first_unbalanced};
pub use cases::{CaseRefusal, check_cases};
pub use choice_game::{
    ChoiceRefusal, brings, check_choice_deviation, check_choice_equilibrium, choice_messages_at, choice_value,
    first_choice_deviation, truthful_choice,
};
pub use choice_patch::{Patched, patched_deviation};
pub use collusion::{CheckedContract, check_contract, check_exclusions, check_weak_proof};
pub use combination::combined_constant;
pub use condition::{
    Constants, check_condition, check_condition_in_parts, find_disagreement, ncp_star_constants, proved_prior,
};
pub use direction::{DirectionRefusal, check_direction};
pub use distance::{DistanceRefusal, check_nearest, check_never};
pub use economy::{EconomyRefusal, MAX_TREE_DEPTH, bound_of, check_economy, shapley_value, value_of};
pub use economy_cover::{CornerWorths, MAX_COVER_DEPTH, Range, cover_ranges, middle_of, part_ranges};
pub use factored::check_factored_condition;
pub use general_auction::{check_enclosed, check_general_finding, general_wins};
pub use implementability::{NoTransfersRefusal, check_no_transfers};
pub use impossibility::{check_impossibility, exchange_gain};
pub use least_parameter::{check_least_parameter, is_sharp};
pub use maxmin::{
    MaxminRefusal, PlanMenus, all_plan_places, all_wishes, bad_outcome_bound, check_maxmin, find_acceptable,
    first_ic_deviation, first_local_deviation, first_open_pieces, first_reward_breach, first_unsupported, grants,
    is_in_reward_set, maxmin_work,
};
pub use mechanism::{Checked, check_mechanism, check_mechanism_in_parts, expected_total};
pub use play::{
    PlayRefusal, check_play_deviation, check_unwanted_equilibrium, deviation_gains, first_play_deviation,
    first_unwanted, messages_at, truthful_strategy,
};
pub use robust::{
    RewardRow, RobustRefusal, bad_margin, check_bad_outcome, check_commitment, check_efficiency, check_incentives,
    check_interim_incentives, check_interim_monotonicity, check_monotonicity, check_pairwise, check_robust,
    first_broken_interim_requirement, first_broken_requirement, first_changed_profile, first_commitment_failure,
    first_incentive_failure, first_interim_incentive_failure, forms, gain_rows, gains_everywhere,
    interim_requirements, is_reward, reported_by_others, requirement_row,
};
pub use set_condition::{SetConditionRefusal, check_set_condition, check_set_condition_proof};
pub use set_efficiency::{best_outcome, first_inefficient};
pub use spot::{SpotCheck, SpotConstraint, SpotResult};
pub use spot_draw::{SpotClaim, SpotDraw};

use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::ProfileId;
use crate::number::Rational;
use crate::refusal::Refusal;

/// The first outcome, if any, whose surplus at a profile exceeds the allocated one's, with the gain.
pub(crate) fn better_outcome(
    environment: &Environment,
    profile: ProfileId,
) -> Option<(crate::index::OutcomeId, Rational)> {
    let grand = environment.grand_coalition();
    let allocated = environment.surplus(profile);
    (0..environment.outcomes().len())
        .map(crate::index::OutcomeId)
        .map(|outcome| (outcome, environment.total_payoff(grand, outcome, profile) - &allocated))
        .find(|(_, gain)| *gain > Rational::ZERO)
}

/// Refuses coalitions and types that do not exist.
fn require_joint_type(
    environment: &Environment,
    coalition: Coalition,
    types: crate::index::JointTypeId,
) -> Result<(), Refusal> {
    let exists = !coalition.is_empty()
        && coalition.is_subset_of(environment.grand_coalition())
        && types.0 < environment.space().joint_count(coalition);
    if exists { Ok(()) } else { Err(Refusal::EvidenceOutOfRange) }
}

/// Refuses agents and types that do not exist.
fn require_type(
    environment: &Environment,
    agent: crate::index::AgentId,
    own: crate::index::TypeId,
) -> Result<(), Refusal> {
    let exists = agent.0 < environment.agent_count() && own.0 < environment.space().type_count(agent);
    if exists { Ok(()) } else { Err(Refusal::EvidenceOutOfRange) }
}

fn require_agent(environment: &Environment, agent: crate::index::AgentId) -> Result<(), Refusal> {
    if agent.0 < environment.agent_count() { Ok(()) } else { Err(Refusal::EvidenceOutOfRange) }
}

fn require_profile(environment: &Environment, profile: ProfileId) -> Result<(), Refusal> {
    if profile.0 < environment.space().size() { Ok(()) } else { Err(Refusal::EvidenceOutOfRange) }
}
