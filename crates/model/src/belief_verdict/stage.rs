//! Efficiency under sets of beliefs, by when the agents compare.

/// When efficiency is asked for (SONG Appendix E), for the allocation rule with one transfer rule t, under maxmin.
///
/// An alternative is any lottery over outcomes at every profile with transfers t' that cost the designer no more at any profile,
/// Σ_i t'_i(θ) ≤ Σ_i t_i(θ); no belief of the designer is needed. Write S(θ) for the surplus of the allocated outcome, D(θ) ≥ 0 for what the
/// best outcome has beyond it, V_i(θ_i) for the smallest expectation of what type θ_i gets.
///
/// # Interim
/// No alternative gives every type of every agent at least V_i(θ_i) and one of them more. *Proof of efficiency*: masses m(θ) ≥ 0 such that
/// for every type m(θ_i, ·) is w_i(θ_i) > 0 times a belief of Π_i(θ_i) that attains V_i(θ_i), with D = 0 wherever m > 0. For then every
/// alternative has Σ w_i(θ_i) V'_i(θ_i) ≤ Σ_θ m(θ) Σ_i (payoff of i + t'_i) ≤ Σ_θ m(θ) (S(θ) + Σ_i t_i(θ)) = Σ w_i(θ_i) V_i(θ_i).
/// *Proof of inefficiency*: payments c_i(θ) with Σ_i c_i(θ) ≤ D(θ), which the best outcome and transfers can bring about, that leave no type
/// with less than V_i(θ_i) and give one more. One of the two exists, by the duality of linear programs.
///
/// # Ex ante
/// The same for agents who do not know their types yet. Of the own type an agent holds the marginal probability of the common prior of
/// the file, given the type the set Π_i(θ_i): its value is Σ p(θ_i) V_i(θ_i), and the weights w_i(θ_i) must be proportional to p(θ_i).
///
/// # Ex post
/// At every profile the outcome has the largest surplus. No belief enters.
///
/// Ex ante efficient ⇒ interim efficient. Efficiency ex post neither implies these nor follows from them: where beliefs allow m = 0 an
/// inefficient outcome goes unnoticed, and with an efficient outcome agents may still gain by insuring each other, or by betting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Before the agents know their types.
    ExAnte,
    /// When each knows its own.
    Interim,
    /// When all types are known.
    ExPost,
}

impl Stage {
    /// All stages.
    pub const ALL: [Stage; 3] = [Stage::ExAnte, Stage::Interim, Stage::ExPost];
}
