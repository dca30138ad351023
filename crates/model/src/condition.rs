//! The named conditions on an environment, and the verdicts about them.

use crate::coalition::Coalition;
use crate::property::UnknownName;
use std::fmt;
use std::str::FromStr;

/// A condition on beliefs, payoffs or the allocation rule; theory section 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Beliefs Determine Preferences: no two types of an agent share a posterior (Neeman 2004; MDAT Definition 5.1).
    Bdp,
    /// Coalition Beliefs Determine Preferences (CPAM Definition 1).
    Cbdp,
    /// Every profile has positive probability (CPAM section 2).
    FullSupport,
    /// The allocation rule maximises the surplus at every profile (MDAT section 2, CPAM section 2).
    Efficient,
    /// The expected surplus is at least 0 (MDAT section 5.2).
    SociallyRational,
    /// Every payoff depends on the agent's own type only (MDAT section 6.1).
    PrivateValues,
    /// Crémer and McLean's condition (THESIS Definition 1.4.2).
    ConvexIndependence,
    /// Kosenok and Severinov's condition (THESIS Definition 1.4.3).
    Identifiability,
    /// Coalitional Identifiability (CI-SLIDES).
    CoalitionalIdentifiability,
    /// MDAT Definition 6.1.
    NcpStar,
    /// A simple sufficient condition for it (THESIS Definition 1.5.2).
    NcpStarStar,
    /// Beliefs come from one prior (MDAT section 6.2).
    CommonPrior,
}

impl Condition {
    /// All names, in the order they are listed.
    pub const ALL: [Condition; 12] = [
        Condition::Bdp,
        Condition::Cbdp,
        Condition::FullSupport,
        Condition::Efficient,
        Condition::SociallyRational,
        Condition::PrivateValues,
        Condition::ConvexIndependence,
        Condition::Identifiability,
        Condition::CoalitionalIdentifiability,
        Condition::NcpStar,
        Condition::NcpStarStar,
        Condition::CommonPrior,
    ];

    /// The conditions that this version decides.
    pub const DECIDED: [Condition; 12] = Condition::ALL;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Bdp => "bdp",
            Condition::Cbdp => "cbdp",
            Condition::FullSupport => "full-support",
            Condition::Efficient => "efficient",
            Condition::SociallyRational => "socially-rational",
            Condition::PrivateValues => "private-values",
            Condition::ConvexIndependence => "convex-independence",
            Condition::Identifiability => "identifiability",
            Condition::CoalitionalIdentifiability => "coalitional-identifiability",
            Condition::NcpStar => "ncp-star",
            Condition::NcpStarStar => "ncp-star-star",
            Condition::CommonPrior => "common-prior",
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Condition {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Condition, UnknownName> {
        let found = Condition::ALL.into_iter().find(|condition| condition.name() == text);
        found.ok_or_else(|| UnknownName(text.to_string()))
    }
}

/// The answer to a question that has a proof either way: a value, never an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<C> {
    /// Yes, with the certificate.
    Holds(C),
    /// No, with the certificate.
    Fails(C),
    /// Not settled, with the reason.
    Undecided(UndecidedReason),
}

impl<C> Verdict<C> {
    /// `holds`, `fails` or `undecided`.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Holds(_) => "holds",
            Verdict::Fails(_) => "fails",
            Verdict::Undecided(_) => "undecided",
        }
    }

    /// The certificate of a settled question.
    pub fn certificate(&self) -> Option<&C> {
        match self {
            Verdict::Holds(certificate) | Verdict::Fails(certificate) => Some(certificate),
            Verdict::Undecided(_) => None,
        }
    }
}

/// Why a question is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UndecidedReason {
    /// This version has no method for the question.
    NoMethod,
    /// The question is about a common prior, and the environment has none.
    NeedsCommonPrior,
    /// The question is about a common prior, and no prior has all beliefs of the agents: condition `common-prior` fails.
    NoCommonPrior,
    /// The question is about collusion, whose theory is about coalitions that look at the worst case; here somebody does not.
    NotWorstCase,
    /// The closed forms do not reach this case, and the exact program for it is not part of this version.
    BeyondClosedForms,
    /// An answer was found, but the checker did not accept its certificate: a defect of the program, never believed.
    CertificateRefused,
    /// It depends on what ambiguity is to this coalition, and there is no method for its attitude.
    NoMethodForAttitude(Coalition),
    /// Amounts that the smooth attitude of this coalition compares are equal or too near each other to be told apart.
    TooNear(Coalition),
    /// Under some rule the coalition has on path less than the utility of its smooth attitude is defined for.
    OutsideUtility(Coalition),
    /// The answer would take about this many elementary steps, more than allowed.
    TooLarge {
        /// Estimated number of steps.
        steps: u128,
    },
}
