//! What a mechanism can be asked for: properties, the reports they are checked against, and goals.

use std::fmt;
use std::str::FromStr;

/// A property of an ambiguous mechanism (q, T); theory section 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// Interim incentive compatibility: no agent's misreport has a better worst case than the truth.
    Ic,
    /// Interim coalition incentive compatibility: the same for every coalition of the pattern (CPAM 2.1).
    Cic,
    /// Interim individual rationality: every agent's on-path worst case is at least 0.
    Ir,
    /// Interim coalition rationality: the same for every coalition of the pattern (CPAM 2.1).
    Cr,
    /// Interim ambiguity insurance: every coalition's on-path value is the same under every rule (CPAM 2.1).
    Ai,
    /// Ex post budget balance: payments sum to 0 at every profile under every rule.
    Bb,
    /// Full surplus extraction: every rule's expected revenue is the largest expected surplus (MDAT (1)).
    Fse,
    /// Weak coalition incentive compatibility: no coalition of the pattern has a profitable side contract with S-IC and S-BB
    /// (CPAM 2.2; [`crate::collusion`]). Always against mixed deviations.
    Wcic,
}

impl Property {
    /// All properties, in the order they are reported.
    pub const ALL: [Property; 8] = [
        Property::Ic,
        Property::Cic,
        Property::Ir,
        Property::Cr,
        Property::Ai,
        Property::Bb,
        Property::Fse,
        Property::Wcic,
    ];

    /// The short name: `ic`, `cic`, `ir`, `cr`, `ai`, `bb`, `fse`, `wcic`.
    pub fn name(self) -> &'static str {
        match self {
            Property::Ic => "ic",
            Property::Cic => "cic",
            Property::Ir => "ir",
            Property::Cr => "cr",
            Property::Ai => "ai",
            Property::Bb => "bb",
            Property::Fse => "fse",
            Property::Wcic => "wcic",
        }
    }

    /// Whether the property is about misreports, so that pure and mixed reports must be told apart.
    pub fn is_about_reports(self) -> bool {
        matches!(self, Property::Ic | Property::Cic)
    }
}

/// A name that is not one of the known ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName(
    /// The name found.
    pub String,
);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown name `{}`", self.0)
    }
}

impl std::error::Error for UnknownName {}

impl FromStr for Property {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Property, UnknownName> {
        let found = Property::ALL.into_iter().find(|property| property.name() == text);
        found.ok_or_else(|| UnknownName(text.to_string()))
    }
}

/// Which misreports a property is checked against. Under ambiguity a mixture can hedge between rules, so pure reports
/// are the weaker promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reports {
    /// Pure misreports only.
    Pure,
    /// Mixtures of reports too.
    Mixed,
}

impl Reports {
    /// `pure` or `mixed`.
    pub fn name(self) -> &'static str {
        match self {
            Reports::Pure => "pure",
            Reports::Mixed => "mixed",
        }
    }
}

impl FromStr for Reports {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Reports, UnknownName> {
        match text {
            "pure" => Ok(Reports::Pure),
            "mixed" => Ok(Reports::Mixed),
            _ => Err(UnknownName(text.to_string())),
        }
    }
}

/// How many transfer rules a mechanism may announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MechanismKind {
    /// One: an ordinary (Bayesian) mechanism.
    Simple,
    /// Any finite number.
    Ambiguous,
}

impl MechanismKind {
    /// `simple` or `ambiguous`.
    pub fn name(self) -> &'static str {
        match self {
            MechanismKind::Simple => "simple",
            MechanismKind::Ambiguous => "ambiguous",
        }
    }
}

impl FromStr for MechanismKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<MechanismKind, UnknownName> {
        match text {
            "simple" => Ok(MechanismKind::Simple),
            "ambiguous" => Ok(MechanismKind::Ambiguous),
            _ => Err(UnknownName(text.to_string())),
        }
    }
}

/// What a design is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// IC, IR and BB (MDAT Theorem 5.2).
    Implement,
    /// IC, IR and full surplus (MDAT Theorem 5.1).
    Extract,
    /// CIC, CR, AI and BB (CPAM Theorem 1).
    CoalitionProof,
    /// CIC, IR, AI and full surplus (CPAM Proposition 3).
    CoalitionProofExtract,
    /// Any list of properties, in report order, each once.
    Properties(Vec<Property>),
}

impl Goal {
    /// The named goals.
    pub const NAMED: [Goal; 4] =
        [Goal::Implement, Goal::Extract, Goal::CoalitionProof, Goal::CoalitionProofExtract];

    /// The properties asked for.
    pub fn properties(&self) -> Vec<Property> {
        match self {
            Goal::Implement => vec![Property::Ic, Property::Ir, Property::Bb],
            Goal::Extract => vec![Property::Ic, Property::Ir, Property::Fse],
            Goal::CoalitionProof => vec![Property::Cic, Property::Cr, Property::Ai, Property::Bb],
            Goal::CoalitionProofExtract => vec![Property::Cic, Property::Ir, Property::Ai, Property::Fse],
            Goal::Properties(list) => list.clone(),
        }
    }

    /// Whether the goal asks for the full surplus.
    pub fn asks_for(&self, property: Property) -> bool {
        self.properties().contains(&property)
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Goal::Implement => "implement",
            Goal::Extract => "extract",
            Goal::CoalitionProof => "coalition-proof",
            Goal::CoalitionProofExtract => "coalition-proof-extract",
            Goal::Properties(list) => {
                let names: Vec<&str> = list.iter().map(|property| property.name()).collect();
                return f.write_str(&names.join(","));
            }
        })
    }
}

impl FromStr for Goal {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Goal, UnknownName> {
        if let Some(named) = Goal::NAMED.into_iter().find(|goal| goal.to_string() == text) {
            return Ok(named);
        }
        let list: Result<Vec<Property>, UnknownName> = text.split(',').map(|name| name.trim().parse()).collect();
        let mut list = list?;
        list.sort_unstable();
        list.dedup();
        Ok(Goal::Properties(list))
    }
}

/// A property, with the reports it is claimed against when it is about reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// The property.
    pub property: Property,
    /// The reports, for `ic` and `cic`; otherwise `None`.
    pub reports: Option<Reports>,
}

impl Claim {
    /// The claim of a property against these reports; the reports are dropped where they have no meaning.
    pub fn new(property: Property, reports: Reports) -> Claim {
        Claim { property, reports: property.is_about_reports().then_some(reports) }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reports {
            None => f.write_str(self.property.name()),
            Some(reports) => write!(f, "{} against {} reports", self.property.name(), reports.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_read_and_written() {
        for goal in Goal::NAMED {
            assert_eq!(goal.to_string().parse::<Goal>(), Ok(goal));
        }
        let list: Goal = "bb, ic,bb".parse().unwrap();
        assert_eq!(list, Goal::Properties(vec![Property::Ic, Property::Bb]));
        assert_eq!(list.to_string(), "ic,bb");
        assert!("implementation".parse::<Goal>().is_err());
        assert!("ic,,bb".parse::<Goal>().is_err());
    }
}
