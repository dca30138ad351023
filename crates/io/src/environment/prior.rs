//! `[prior]`: one weight per type profile, normalised exactly.

use super::extent::check_extent;
use super::factors::is_factored;
use super::prior_csv::parse_prior_csv;
use super::prior_npy::read_npy;
#[cfg(feature = "parquet")]
use super::prior_parquet::read_parquet;
use super::{Known, Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::Entry;
use crate::rows::{ProfileNames, Row, cover_with};
use crate::source::{Format, Source, Span};
use crate::suggestion::quoted;
use ambimech_model::number::{
    Integer, Natural, Rational, bit_length, greatest_common_divisor, least_common_multiple, scaled_to,
};
use ambimech_model::prior::{Prior, PriorError};
use std::ffi::OsStr;

const HELP: &str = "write [prior] with one row per profile, as in \"H L\" = 0.25, or file = \"prior.csv\"";

/// A table of weights before it is a prior: rows and their weights, one each.
pub(super) struct WeightRows {
    pub rows: Vec<Row>,
    pub weights: Vec<Rational>,
}

impl Reader<'_, '_> {
    pub(super) fn read_prior(&self, known: &Known) -> Read<Prior> {
        let node = self.required("prior", HELP)?;
        let table = node.expect_table(self.source, "the prior", HELP)?;
        if is_factored(table) {
            return self.read_factored_table(known, node);
        }
        if let Some(path) = self.named_file(table, "the prior", "weights")? {
            let weights = match path.extension().and_then(OsStr::to_str) {
                Some("npy") => Some(read_npy(&path, &known.names)?),
                Some("parquet") => Some(read_parquet(&path, &known.names)?),
                _ => None,
            };
            if let Some(weights) = weights {
                let prior = Prior::from_integers(&known.names.space, weights);
                return prior.map_err(|error| Box::new(not_a_prior(self.source, node.span, &known.names, &error)));
            }
        }
        if let Some(csv) = self.csv_file(table, "the prior", "weights")? {
            return parse_prior_csv(Source::new(&csv.name, &csv.text), known);
        }
        let mut read = WeightRows {
            rows: Vec::with_capacity(table.entries.len()),
            weights: Vec::with_capacity(table.entries.len()),
        };
        for entry in &table.entries {
            self.refuse_single_words(entry, "the prior")?;
            let place = |part: Span| key_part(self.source, entry, part);
            let pattern = known.names.parse_pattern(self.source, &entry.key, &place)?;
            let weight = self.weight(&entry.value)?;
            check_weight(self.source, entry.value.span, &weight)?;
            read.rows.push(Row { pattern, span: entry.key_span });
            read.weights.push(weight);
        }
        let sign = if self.format == Format::Json { ":" } else { " =" };
        build(self.source, node.span, &known.names, &read, &|label| format!("\"{label}\"{sign} 0"))
    }

    /// Keys that cannot be rows, with better hints than "one name instead of three".
    pub(super) fn refuse_single_words(&self, entry: &Entry<'_>, within: &str) -> Read<()> {
        if entry.key.contains(char::is_whitespace) {
            Ok(())
        } else {
            keys::refuse_misplaced(self.source, entry, within)
        }
    }
}

/// The place of a part of a key.
pub(super) fn key_part(source: Source<'_>, entry: &Entry<'_>, part: Span) -> Span {
    let raw = source.slice(entry.key_span);
    match raw.find(entry.key.as_ref()) {
        Some(at) => part.shifted(entry.key_span.start + at),
        None => entry.key_span,
    }
}

/// Refuses a negative weight.
pub(super) fn check_weight(source: Source<'_>, span: Span, weight: &Rational) -> Read<()> {
    if *weight >= Rational::ZERO {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::at(source, span, "negative weight")
            .found(quoted(source.slice(span).trim_matches(['"', '\''])))
            .expected("0 or a positive number")
            .help("weights are probabilities, or proportional to them"),
    ))
}

/// The prior of a table of weights; `span` is the place of the table.
pub(super) fn build(
    source: Source<'_>,
    span: Span,
    names: &ProfileNames,
    read: &WeightRows,
    row_of: &dyn Fn(&str) -> String,
) -> Read<Prior> {
    let cover = cover_with(source, names, &read.rows, ("the prior", span), row_of)?;
    let space = &names.space;
    let weights = integer_weights(source, span, "the prior", &read.weights, space.size())?;
    let row = |profile| cover.row(space, profile);
    let small: Option<Vec<u64>> = weights.iter().map(|weight| u64::try_from(weight).ok()).collect();
    let prior = match small {
        Some(small) => {
            let of = |profile| small.get(row(profile)).copied().unwrap_or(0);
            Prior::from_integers(space, space.profiles().map(of).collect())
        }
        None => {
            let of = |profile| {
                weights.get(row(profile)).map_or(Rational::ZERO, |weight| Rational::from(weight.clone()))
            };
            Prior::new(space, &space.profiles().map(of).collect::<Vec<Rational>>())
        }
    };
    prior.map_err(|error| Box::new(not_a_prior(source, span, names, &error)))
}

/// Longest common denominator of the weights, in bits.
const MAX_DENOMINATOR_BITS: usize = 1 << 20;

/// Integer weights without a common divisor in the proportions of these weights; `table` names them in messages.
pub(super) fn integer_weights(
    source: Source<'_>,
    span: Span,
    table: &str,
    weights: &[Rational],
    profiles: usize,
) -> Read<Vec<Integer>> {
    let mut denominator = Natural::ONE;
    for weight in weights {
        denominator = least_common_multiple(&denominator, weight.denominator());
        let bits = bit_length(&Rational::from(denominator.clone()));
        if bits > MAX_DENOMINATOR_BITS {
            return Err(Box::new(
                Diagnostic::at(source, span, format!("the weights of {table} have no short common denominator"))
                    .found(format!("a common denominator of more than {MAX_DENOMINATOR_BITS} bits"))
                    .expected(format!("one of at most {MAX_DENOMINATOR_BITS} bits"))
                    .help("write the weights with fewer digits, or as fractions with one denominator"),
            ));
        }
        check_extent(source, span, table, weights.len(), bits)?;
    }
    let mut scaled: Vec<Integer> = weights.iter().map(|weight| scaled_to(weight, &denominator)).collect();
    let mut divisor = Natural::ZERO;
    for weight in &scaled {
        if divisor.is_one() {
            break;
        }
        // Negative weights were refused row by row.
        divisor = greatest_common_divisor(&divisor, &Natural::try_from(weight.clone()).unwrap_or(Natural::ZERO));
    }
    if !divisor.is_zero() && !divisor.is_one() {
        let divisor = Integer::from(divisor);
        scaled.iter_mut().for_each(|weight| *weight /= &divisor);
    }
    let longest = scaled.iter().map(|weight| bit_length(&Rational::from(weight.clone()))).max().unwrap_or(0);
    if longest > 64 {
        check_extent(source, span, table, profiles, longest)?;
    }
    Ok(scaled)
}

pub(super) fn not_a_prior(source: Source<'_>, span: Span, names: &ProfileNames, error: &PriorError) -> Diagnostic {
    let at = |title: String| Diagnostic::at(source, span, title);
    match error {
        PriorError::ZeroTotal => at("the weights of the prior sum to 0".to_string())
            .found("weights that are all 0")
            .expected("at least one positive weight")
            .help("give every profile that can occur a positive weight"),
        PriorError::ImpossiblePair { first, second } => {
            let type_of = |(agent, t): &(_, _)| {
                format!("type {} of agent {}", quoted(names.type_name(*agent, *t)), quoted(names.agent(*agent)))
            };
            let (first, second) = (type_of(first), type_of(second));
            at("two types never occur together".to_string())
                .found(format!("{first} and {second} with probability 0"))
                .expected("a positive probability for every pair of types of two agents")
                .help("give a profile with both types a positive weight, or leave out a type that never occurs")
                .help("single profiles may have weight 0")
        }
        PriorError::Negative(profile, weight) => at("negative weight".to_string())
            .found(format!("{weight} for {}", quoted(&names.label(*profile))))
            .expected("0 or a positive number")
            .help("weights are probabilities, or proportional to them"),
        PriorError::WrongLength { found, expected } => at("wrong number of weights".to_string())
            .found(format!("{found} weights"))
            .expected(format!("{expected} weights"))
            .help(HELP),
        _ => at("these weights are not a prior".to_string())
            .found("weights that cannot be normalised")
            .expected("non-negative weights, not all 0")
            .help(HELP),
    }
}

/// Without the feature there is no reader.
#[cfg(not(feature = "parquet"))]
fn read_parquet(path: &std::path::Path, _: &ProfileNames) -> Read<Vec<u64>> {
    Err(Box::new(
        Diagnostic::about_file(path.display().to_string(), "this program was built without Parquet files")
            .found("a prior in a Parquet file")
            .expected("rows, a CSV file or an .npy file")
            .help("build it with the feature `parquet`, or write the weights with numpy.save"),
    ))
}
