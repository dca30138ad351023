//! The mechanisms of the literature with one transfer rule that other mechanisms are compared with.

use crate::property::{Goal, Property, UnknownName};
use std::fmt;
use std::str::FromStr;

/// A mechanism of the literature, with one transfer rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Benchmark {
    /// Vickrey, Clarke and Groves, with Clarke's pivot (Vickrey 1961, Clarke 1971, Groves 1973).
    Vcg,
    /// Expected externalities (d'Aspremont and Gérard-Varet 1979, Arrow 1979).
    Agv,
    /// Full extraction of the surplus by lotteries (Crémer and McLean 1988).
    CremerMcLean,
    /// Participation and a balanced budget under identifiability (Kosenok and Severinov 2008).
    KosenokSeverinov,
    /// Expected externalities paid from agent to agent, coalition-proof (Safronov 2018).
    Safronov,
}

impl Benchmark {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Benchmark; 5] = [
        Benchmark::Vcg,
        Benchmark::Agv,
        Benchmark::CremerMcLean,
        Benchmark::KosenokSeverinov,
        Benchmark::Safronov,
    ];

    /// The name on the command line, in files and in the glossary.
    pub fn name(self) -> &'static str {
        match self {
            Benchmark::Vcg => "vcg",
            Benchmark::Agv => "agv",
            Benchmark::CremerMcLean => "cremer-mclean",
            Benchmark::KosenokSeverinov => "kosenok-severinov",
            Benchmark::Safronov => "safronov",
        }
    }

    /// The properties that the mechanism is known for: it has them wherever its assumptions hold.
    ///
    /// # Examples
    /// ```
    /// use ambimech_model::benchmark::Benchmark;
    /// assert_eq!(Benchmark::Agv.known_for().to_string(), "ic,bb");
    /// assert_eq!(Benchmark::CremerMcLean.known_for().to_string(), "extract");
    /// ```
    pub fn known_for(self) -> Goal {
        match self {
            Benchmark::Vcg => Goal::Properties(vec![Property::Ic]),
            Benchmark::Agv => Goal::Properties(vec![Property::Ic, Property::Bb]),
            Benchmark::CremerMcLean => Goal::Extract,
            Benchmark::KosenokSeverinov => Goal::Implement,
            Benchmark::Safronov => Goal::Properties(vec![Property::Cic, Property::Bb]),
        }
    }
}

impl fmt::Display for Benchmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Benchmark {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Benchmark, UnknownName> {
        let found = Benchmark::ALL.into_iter().find(|benchmark| benchmark.name() == text);
        found.ok_or_else(|| UnknownName(text.to_string()))
    }
}
