//! Options of `scale`.

use super::{Parameters, Printing, parse_goal, parse_reports};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::preference::{Attitude, AttitudeError, Utility};
use ambimech_model::property::{Goal, Reports};
use clap::Args;
use std::path::PathBuf;

/// Options of `scale`.
#[derive(Debug, Args)]
pub struct Scale {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// implement, extract, coalition-proof, coalition-proof-extract, or properties as in `ic,bb`
    #[arg(long, value_parser = parse_goal)]
    pub goal: Goal,
    /// The misreports to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// Weights α of the worst case against the best case, from 0 to 1, as in 0.6,0.8,1
    #[arg(long, value_delimiter = ',', value_parser = parse_exact, value_name = "LIST")]
    pub alpha: Vec<Rational>,
    /// How much ambiguity: Π^ε for these ε, above 0 and at most 1 [default: 0.5,1]
    #[arg(long, value_delimiter = ',', value_parser = parse_exact, value_name = "LIST")]
    pub epsilon: Vec<Rational>,
    /// Smooth attitudes with ψ(x) = −e^(−ax), for these coefficients a
    #[arg(long, value_delimiter = ',', value_parser = parse_exact, value_name = "LIST")]
    pub cara: Vec<Rational>,
    /// Smooth attitudes with ψ(x) = (w + x)^(1−γ)/(1−γ), for these coefficients γ
    #[arg(long, value_delimiter = ',', value_parser = parse_exact, value_name = "LIST", requires = "wealth")]
    pub power: Vec<Rational>,
    /// The wealth w of power utilities
    #[arg(long, value_parser = parse_exact, value_name = "W", requires = "power")]
    pub wealth: Option<Rational>,
    /// A file for the table as .csv, or for the curves as .svg
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

impl Scale {
    /// The attitudes asked about: those of the lists, each with every ε. Without lists a grid of α, and of coefficients of CARA
    /// where only pure reports matter.
    ///
    /// # Errors
    /// A number out of range.
    pub fn attitudes(&self) -> Result<Vec<Attitude>, AttitudeError> {
        let numbers = |list: &[(i64, u64)]| -> Vec<Rational> {
            list.iter().map(|(top, bottom)| Rational::from(*top) / Rational::from(*bottom)).collect()
        };
        let is_default = self.alpha.is_empty() && self.cara.is_empty() && self.power.is_empty();
        let alpha = match is_default {
            true => numbers(&[(11, 20), (3, 5), (7, 10), (4, 5), (9, 10), (1, 1)]),
            false => self.alpha.clone(),
        };
        let cara = match is_default && self.reports == Reports::Pure {
            true => numbers(&[(1, 100), (1, 10), (1, 1), (10, 1)]),
            false => self.cara.clone(),
        };
        let epsilon = if self.epsilon.is_empty() { numbers(&[(1, 2), (1, 1)]) } else { self.epsilon.clone() };
        let mut attitudes = Vec::new();
        for epsilon in &epsilon {
            let epsilon = || epsilon.clone();
            let smooth = |utility| Attitude::Smooth { utility, epsilon: epsilon() };
            attitudes
                .extend(alpha.iter().map(|alpha| Attitude::Maxmin { alpha: alpha.clone(), epsilon: epsilon() }));
            attitudes.extend(cara.iter().map(|a| smooth(Utility::Cara { coefficient: a.clone() })));
            if let Some(wealth) = &self.wealth {
                let power =
                    |gamma: &Rational| Utility::Power { coefficient: gamma.clone(), wealth: wealth.clone() };
                attitudes.extend(self.power.iter().map(|gamma| smooth(power(gamma))));
            }
        }
        attitudes.into_iter().map(Attitude::checked).collect()
    }
}

fn parse_exact(text: &str) -> Result<Rational, String> {
    parse_number(text.trim()).map_err(|error| format!("{error}; expected a number such as 0.75 or 3/4"))
}
