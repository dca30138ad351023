//! The keys of plans of sweeps.

/// The format.
pub const FORMAT: &str = "ambimech-sweep/1";
/// The keys of a plan.
pub const PLAN: [&str; 13] = [
    "format",
    "name",
    "about",
    "seed",
    "repetitions",
    "effort",
    "coalitions",
    "shapes",
    "environment",
    "priors",
    "payoffs",
    "conditions",
    "decisions",
];
/// The keys of `[environment]`.
pub const ENVIRONMENT: [&str; 2] = ["file", "parameters"];
/// The keys of a range of a parameter.
pub const RANGE: [&str; 3] = ["from", "to", "steps"];
/// The keys of `[shapes]`, when it is a grid and no list.
pub const GRID: [&str; 2] = ["agents", "types"];
/// The keys of a decision.
pub const DECISION: [&str; 5] = ["name", "goal", "mechanism", "reports", "stakes"];
/// The kinds of priors.
pub const PRIOR_KINDS: [&str; 9] = [
    "given",
    "dirichlet",
    "integers",
    "independent",
    "conditionally-independent",
    "markov",
    "mixture",
    "counts",
    "kernel",
];
/// The kinds of payoffs.
pub const PAYOFF_KINDS: [&str; 3] = ["given", "integers", "none"];
/// The conditions that a bias can make fail.
pub const BIASES: [&str; 3] = ["bdp", "cbdp", "convex-independence"];
/// What an effort is called.
pub const EFFORTS: [&str; 2] = ["moderate", "full"];
/// Most cases of a plan.
pub const MAX_CASES: u64 = 1_000_000_000;
/// Most frames (shapes, or values of parameters) of a plan.
pub const MAX_FRAMES: usize = 100_000;
/// Largest number in a plan where a count or a weight is asked for.
pub const MAX_COUNT: u64 = 1_000_000_000;

/// The keys of a prior of this kind, besides `name`, `kind` and `bias`.
pub fn prior_keys(kind: &str) -> &'static [&'static str] {
    match kind {
        "dirichlet" => &["denominator", "concentration"],
        "integers" => &["least", "most"],
        "independent" | "markov" => &["most"],
        "conditionally-independent" => &["states", "most"],
        "mixture" => &["of", "weights"],
        "counts" => &["file", "add", "resample"],
        "kernel" => &["file", "bandwidth", "resample"],
        _ => &[],
    }
}

/// The keys of payoffs of this kind, besides `name` and `kind`.
pub fn payoff_keys(kind: &str) -> &'static [&'static str] {
    match kind {
        "integers" => &["outcomes", "least", "most", "values", "outside", "rule"],
        _ => &[],
    }
}
