//! The kinds of evidence and of impossibility by their names in files.

pub(super) const EQUAL_POSTERIORS: &str = "equal-posteriors";
pub(super) const DISTINCT_POSTERIORS: &str = "distinct-posteriors";
pub(super) const LEAST_PROBABILITY: &str = "least-probability";
pub(super) const BETTER_OUTCOME: &str = "better-outcome";
pub(super) const NO_BETTER_OUTCOME: &str = "no-better-outcome";
pub(super) const EXPECTED_SURPLUS: &str = "expected-surplus";
pub(super) const INTERDEPENDENT_PAYOFF: &str = "interdependent-payoff";
pub(super) const OWN_TYPE_ONLY: &str = "own-type-only";
pub(super) const MIXED_BELIEF: &str = "mixed-belief";
pub(super) const INDEPENDENT_BELIEFS: &str = "independent-beliefs";
pub(super) const SEPARATED_BELIEFS: &str = "separated-beliefs";
pub(super) const COMMON_PRIOR: &str = "common-prior";
pub(super) const AGREED_BET: &str = "agreed-bet";
pub(super) const IMITATED_DISTRIBUTION: &str = "imitated-distribution";
pub(super) const IDENTIFYING_TRANSFERS: &str = "identifying-transfers";
pub(super) const COMPLEMENTARY_COALITIONS: &str = "complementary-coalitions";
pub(super) const IMITATING_STRATEGIES: &str = "imitating-strategies";
pub(super) const TRUTHFUL_TRANSFERS: &str = "truthful-transfers";
pub(super) const NO_CONSTANTS: &str = "no-constants";
pub(super) const AGREED_BET_WITHOUT: &str = "agreed-bet-without";
pub(super) const BELIEFS_MIXED: &str = "beliefs-mixed";
pub(super) const DISAGREEMENT: &str = "disagreement";
pub(super) const NO_DISAGREEMENT: &str = "no-disagreement";

/// All kinds of evidence.
pub(super) const EVIDENCE: [&str; 23] = [
    EQUAL_POSTERIORS,
    DISTINCT_POSTERIORS,
    LEAST_PROBABILITY,
    BETTER_OUTCOME,
    NO_BETTER_OUTCOME,
    EXPECTED_SURPLUS,
    INTERDEPENDENT_PAYOFF,
    OWN_TYPE_ONLY,
    MIXED_BELIEF,
    INDEPENDENT_BELIEFS,
    SEPARATED_BELIEFS,
    COMMON_PRIOR,
    AGREED_BET,
    IMITATED_DISTRIBUTION,
    IDENTIFYING_TRANSFERS,
    COMPLEMENTARY_COALITIONS,
    IMITATING_STRATEGIES,
    TRUTHFUL_TRANSFERS,
    NO_CONSTANTS,
    AGREED_BET_WITHOUT,
    BELIEFS_MIXED,
    DISAGREEMENT,
    NO_DISAGREEMENT,
];

pub(super) const INEFFICIENT: &str = "inefficient";
pub(super) const NEGATIVE_EXPECTED_SURPLUS: &str = "negative-expected-surplus";
pub(super) const NEGATIVE_SURPLUS: &str = "negative-surplus";
pub(super) const GRAND_COALITION_GAINS: &str = "grand-coalition-gains";
pub(super) const EQUAL_POSTERIORS_TEMPTED: &str = "equal-posteriors-tempted";
pub(super) const EXTRACTION_TEMPTED: &str = "extraction-tempted";

pub(super) const COMBINATION: &str = "combination";
pub(super) const ONE_BET: &str = "one-bet";

/// All kinds of impossibility.
pub(super) const IMPOSSIBILITY: [&str; 8] = [
    INEFFICIENT,
    NEGATIVE_EXPECTED_SURPLUS,
    NEGATIVE_SURPLUS,
    GRAND_COALITION_GAINS,
    EQUAL_POSTERIORS_TEMPTED,
    EXTRACTION_TEMPTED,
    COMBINATION,
    ONE_BET,
];

pub(super) const PLUS: &str = "plus";
pub(super) const MINUS: &str = "minus";

/// The sides of a base rule.
pub(super) const SIDES: [&str; 2] = [PLUS, MINUS];

pub(super) const INCENTIVE: &str = "incentive";
pub(super) const PARTICIPATION: &str = "participation";
pub(super) const ON_PATH: &str = "on-path";
pub(super) const HELD: &str = "held";
pub(super) const REVENUE: &str = "revenue";
pub(super) const LIABILITY: &str = "liability";
pub(super) const RECEIPT: &str = "receipt";
pub(super) const EX_POST_PARTICIPATION: &str = "ex-post-participation";

/// All kinds of rows of a combination.
pub(super) const ROWS: [&str; 8] =
    [INCENTIVE, PARTICIPATION, ON_PATH, HELD, REVENUE, LIABILITY, RECEIPT, EX_POST_PARTICIPATION];

/// The word for any one rule of a mechanism.
pub(super) const ANY_RULE: &str = "any";

/// The word for a condition that holds.
pub(super) const HOLDS: &str = "holds";
/// The word for a condition that fails.
pub(super) const FAILS: &str = "fails";
/// The word for a goal that no mechanism reaches.
pub(super) const INFEASIBLE: &str = "infeasible";
