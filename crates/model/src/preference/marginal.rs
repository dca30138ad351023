//! Marginal gains in the smooth model: what mixing a little of another report into the truth is worth.
//!
//! # Definition
//! Let V be the values of the truth and V' those of a report; π̃_t = (1−ε)/m + ε·π_t, X = Σ_t π̃_t V_t. The marginal weights are
//!
//! λ_t = E\[ψ'(X)·π̃_t\] / E\[ψ'(X)\], positive, adding up to 1,
//!
//! and the marginal gain of the report is Σ_t λ_t (V'_t − V_t), an amount of money.
//!
//! # Theorem
//! Suppose U is finite and X is inside the domain of ψ for every π (for power utility: all v_t > −w). A mixture δ of reports, drawn after the rule,
//! has the values Σ δ(θ̂) V\[θ̂\]. No mixture has a larger utility than the truth if and only if no report has a positive marginal gain.
//!
//! *Proof.* f(V) = U(V) is concave and, where X stays inside the domain, differentiable with ∂f/∂V_t = E\[ψ'(X)π̃_t\] (differentiate under the
//! expectation; ψ' is bounded on a compact part of the domain). If some report has a positive marginal gain, f(V + x(V' − V)) = f(V) + x·E\[ψ'(X)]·gain + o(x) exceeds
//! f(V) for small x > 0. If none has, concavity gives for every mixture f(Σδ V\[θ̂\]) ≤ f(V) + Σ_θ̂ δ(θ̂) Σ_t ∂f/∂V_t (V\[θ̂\]_t − V_t) ≤ f(V), also where f is −∞. ∎
//!
//! Under ambiguity insurance, V_t = V for all t, every λ_t is 1/m, whatever ψ is: the marginal gain is mean_t V'_t − V, exactly.
//!
//! # Method
//! E\[ψ'(X)π_t\] by divided differences with one node twice; weights of equal values are equal, so that the differences V' − V are added up over
//! equal values before anything is rounded. What cancels exactly is seen to be 0.

use super::fixed_point::Span;
use super::smooth::{Prospect, contaminated, narrowed};
use super::{Enclosure, Utility};
use crate::number::{Integer, Rational, sum_over_one_denominator};

/// The marginal weights at some values.
#[derive(Debug, Clone)]
pub struct MarginalWeights {
    epsilon: Rational,
    on_path: Vec<Rational>,
    /// The group of equal values of each rule.
    groups: Vec<usize>,
    /// E\[ψ'(X)π_t\]/E\[ψ'(X)\] for one t of each group.
    weights: Vec<Enclosure>,
}

impl MarginalWeights {
    /// The weights at the values V of the truth, to errors of 2^−bits if the places allow it; exact when all values are equal. `None` when U is −∞ or not
    /// differentiable at V (power utility without wealth under some rule), or too many places would be needed.
    ///
    /// There must be at least one value, and ε and ψ must be in range ([`Attitude::checked`](super::Attitude::checked)).
    pub fn enclose(
        on_path: &[Rational],
        utility: &Utility,
        epsilon: &Rational,
        bits: usize,
    ) -> Option<MarginalWeights> {
        let prospect = Prospect::new(on_path, utility, epsilon).filter(Prospect::is_differentiable)?;
        let (groups, multiplicity) = prospect.groups(&contaminated(on_path, epsilon).0);
        let weights = if multiplicity.len() == 1 {
            vec![Enclosure::exact(Rational::ONE / Rational::from(on_path.len()))]
        } else {
            narrowed(bits, |fixed| {
                let averages = prospect.marginal_averages(fixed)?;
                let times = multiplicity.iter().map(|times| Integer::from(*times));
                let all =
                    averages.iter().zip(times).map(|(average, times)| average.times_ratio(&times, &Integer::ONE));
                let total = all.fold(Span::ZERO, |total, average| total.plus(&average));
                let weight = |average| Some(fixed.enclosure(&fixed.quotient(average, &total)?));
                let weights: Vec<Enclosure> = averages.iter().map(weight).collect::<Option<_>>()?;
                Some((weights.iter().map(Enclosure::width).max()?, weights))
            })?
        };
        Some(MarginalWeights { epsilon: epsilon.clone(), on_path: on_path.to_vec(), groups, weights })
    }

    /// The marginal gain of a report with these values, one under every rule.
    pub fn gain(&self, report: &[Rational]) -> Enclosure {
        let differences: Vec<Rational> =
            report.iter().zip(&self.on_path).map(|(value, known)| value - known).collect();
        let mean = sum_over_one_denominator(&differences) / Rational::from(differences.len());
        let common = (Rational::ONE - &self.epsilon) * mean;
        let mut by_group = vec![Rational::ZERO; self.weights.len()];
        for (difference, group) in differences.iter().zip(&self.groups) {
            by_group[*group] += difference * &self.epsilon + &common;
        }
        let terms = self.weights.iter().zip(&by_group).map(|(weight, difference)| weight.times(difference));
        terms.fold(Enclosure::exact(Rational::ZERO), |total, term| total.plus(&term))
    }

    /// λ_t for every rule, in rule order.
    pub fn by_rule(&self) -> Vec<Enclosure> {
        let uniform = (Rational::ONE - &self.epsilon) / Rational::from(self.groups.len());
        let weight =
            |group: &usize| self.weights[*group].times(&self.epsilon).plus(&Enclosure::exact(uniform.clone()));
        self.groups.iter().map(weight).collect()
    }
}
