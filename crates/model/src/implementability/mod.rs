//! Whether transfers exist under which an allocation rule is reported truthfully, when every type has a set of beliefs and one transfer
//! rule is announced (*partial implementation*; SONG section 3, Lopomo–Rigotti–Shannon for two of the three criteria).
//!
//! # The question
//! Agent i of type θ that reports r under the rule t gets u_i(q(r, x), (θ, x)) + t_i(r, x) in state x ∈ Θ_−i. Write
//!
//! * a_r(x) = u_i(q(r, x), (r, x)) + t_i(r, x): what the report gives the type it belongs to. Transfers being free, a_r is any function;
//! * f_θr(x) = u_i(q(r, x), (θ, x)) − u_i(q(r, x), (r, x)): what the lie θ → r is worth beyond that, [`advantage`]. It is data.
//!
//! A lie is worth a_r + f_θr. Everything is asked of one agent at a time; L_θ f = min over Π(θ) of E_p f.
//!
//! # Full insurance
//! A transfer rule is *fully insuring* when every a_r is a constant U(r) ([`insured_rewards`]). Then the lie θ → r is worth
//! U(r) + L_θ f_θr, and truth is a maxmin optimum against pure reports exactly when U(θ) ≥ U(r) + L_θ f_θr for all r; against
//! mixed reports exactly when some p ∈ Π(θ) has U(θ) ≥ U(r) + E_p f_θr for all r at once (minimax).
//!
//! # Proofs that there are no transfers
//! *Theorem 1.* Let c(θ, r) ≥ 0 be a circulation: Σ_r c(θ, r) = Σ_r c(r, θ). Let Π(θ) ⊆ Π(r) wherever c(θ, r) > 0. If
//! Σ c(θ, r) L_θ f_θr > 0, no transfer rule and no set of rules makes truth a maxmin optimum against pure reports; if
//! Σ_θ L_θ(Σ_r c(θ, r) f_θr) > 0, none does against mixed reports.
//!
//! *Proof.* Let V(θ) be the worst case of the truth, over Π(θ) and the rules. Truth being optimal against mixtures, some mixture of scenarios
//! (t, p) has E[a_r^t + f_θr] ≤ V(θ) for all r (minimax). Its part E[a_r^t] is a mixture of numbers each at least V(r), since p ∈ Π(θ) ⊆ Π(r);
//! so V(θ) ≥ V(r) + E_p̄ f_θr, p̄ ∈ Π(θ) the mean belief. Multiply by c(θ, r) and add: what V contributes cancels, so that
//! 0 ≥ Σ_θ E_p̄(θ)\[Σ_r c(θ, r) f_θr\] ≥ Σ_θ L_θ(Σ_r c(θ, r) f_θr). Against pure reports the scenario may depend on r, and L_θ moves inside. ∎
//!
//! The inclusion is needed: a bet on the state that r's beliefs call fair and one of θ's calls unfair can deter θ from r whatever f_θr is. With
//! sets that do not depend on the type, as in SONG, it holds everywhere, and full insurance is without loss (Corollary 3.1).
//!
//! *Theorem 2 (optimal).* Let G_θr be non-negative multiples of beliefs of Π(θ), with Σ_r G_θr = Σ_r G_rθ in every state, and
//! Σ ⟨G_θr, f_θr⟩ > 0. Then no transfers make truth best under every belief: that means ⟨G, a_θ − a_r − f_θr⟩ ≥ 0 for every belief G of Π(θ),
//! and the sum of these over the G_θr is −Σ ⟨G_θr, f_θr⟩. By the duality of linear programming there always are such G_θr or such transfers.
//!
//! *Theorem 3 (maximal).* Transfers under which no lie is better for every belief of its teller exist if and only if for every
//! distribution p the types that believe p and nothing else have no circulation with Σ c(θ, r) E_p f_θr > 0.
//! *Proof.* For types that believe only p the three criteria are one, and Theorem 1 applies. Conversely choose p_θ ∈ Π(θ), all different except where
//! two types believe the same single distribution, and potentials U within such classes; put a_r(x) = U(r) + M(2 p_r(x) − |p_r|²). Under p_θ
//! the truth beats the lie r by U(θ) − U(r) + M|p_θ − p_r|² − E_{p_θ} f_θr, at least 0 for large M. ∎
//!
//! So a proof by maximal is about *one* announced rule. *With several rules every allocation rule has transfers by maximal*: for every type of
//! every agent announce a rule that pays it enough for its report in every state; under that rule the truth is best whatever the belief, for mixed
//! reports too, and it is worth at least 0. By maxmin and optimal several rules do no more than one where Theorems 1 and 2 say no.

mod ambiguity;
mod answer;
mod cases;
mod decision;
mod device;
mod family;
mod impossibility;
mod insurance;
mod mixed_ambiguity;
mod within;

pub use ambiguity::{AmbiguityRefusal, LeastAmbiguity, check_ambiguity, cycle_breakpoints, cycle_sum};
pub use answer::{Open, RuleAnswer, RuleScheme, RuleStudy, SchemeKind};
pub use cases::{
    CaseAnswer, CaseProof, CaseRow, CaseTree, OpenCases, Place, RowForm, RowKind, SetGoal, SetScheme,
};
pub use decision::{RULE_NAME, SetDecision, mechanism_of};
pub use device::{AgentDevice, Cells, DeviceRefusal, check_device, check_devices};
pub use family::{BeliefFamily, Growth, NoFamily};
pub use impossibility::{BeliefFlow, Flow, Impossibility};
pub use insurance::{NotInsured, insured_rewards, insured_rule};
pub use mixed_ambiguity::{LeastMixedAmbiguity, check_mixed_ambiguity, flow_breakpoints, flow_sum};
pub use within::{is_within, sole_belief};

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::index::{AgentId, TypeId};
use crate::number::Rational;

/// f_θr: what type `truth` gets from the outcome of a report beyond what the type it belongs to gets, in every state.
pub fn advantage(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    truth: TypeId,
    report: TypeId,
) -> Vec<Rational> {
    let own = environment.payoffs(agent, report, report);
    environment.payoffs(agent, truth, report).into_iter().zip(own).map(|(lie, own)| lie - own).collect()
}
