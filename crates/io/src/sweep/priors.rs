//! The priors of a plan.

use super::keys;
use super::plan::{Bias, Frame, PlannedPrior, PriorKind, Sample};
use super::read::Reader;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Table};
use crate::quantity::read_number;
use crate::source::Span;
use crate::suggestion::{did_you_mean, listed, quoted};
use ambimech_model::number::Rational;

const HELP: &str = "write [[priors]] with name, kind = \"dirichlet\" and denominator = 1000";

impl<'t> Reader<'t, '_> {
    /// The priors; without any, the one of the environment's file.
    pub(super) fn priors(&self, frames: &[Frame]) -> Read<Vec<PlannedPrior>> {
        let has_file = frames.iter().any(|frame| frame.given.is_some());
        let mut found: Vec<PlannedPrior> = Vec::new();
        for (table, span) in self.tables("priors", "priors, a list of tables", HELP)? {
            let kind_entry = self.require(table, span, "kind", "a prior", "kind = \"dirichlet\"")?;
            let kind = self.word(table, "kind", "a kind of priors", &keys::PRIOR_KINDS)?.unwrap_or("given");
            let mut allowed = vec!["name", "kind", "bias"];
            allowed.extend(keys::prior_keys(kind));
            table.check_keys(self.source, &format!("a prior of the kind `{kind}`"), &allowed)?;
            let names: Vec<String> = found.iter().map(|prior| prior.name.clone()).collect();
            let name = self.name(&table.get("name").unwrap_or(kind_entry).value, "a name of a prior", &names)?;
            let bias = self.bias(table, frames)?;
            if kind == "given" && !has_file {
                return Err(Box::new(
                    Diagnostic::at(self.source, kind_entry.value.span, "no file gives a prior")
                        .found("a prior of the kind `given`, and shapes")
                        .expected("[environment] with a file that gives it")
                        .help("choose kind = \"dirichlet\", or name an environment's file"),
                ));
            }
            if kind == "given"
                && frames
                    .iter()
                    .filter_map(|frame| frame.given.as_ref())
                    .any(|given| given.common_prior().is_none())
                && bias.is_some()
            {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        kind_entry.value.span,
                        "a bias is about a common prior, and the file gives none",
                    )
                    .found("`bias`, and agents with beliefs of their own")
                    .expected("a common prior")
                    .help("leave `bias` out"),
                ));
            }
            let kind = self.prior_kind(kind, table, span, (&found, frames))?;
            found.push(PlannedPrior { name, kind, bias });
        }
        if found.is_empty() {
            if !has_file {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        self.source.first_line(),
                        "this plan does not say how priors are drawn",
                    )
                    .found("no `priors`")
                    .expected("at least one")
                    .help(HELP),
                ));
            }
            found.push(PlannedPrior { name: "given".to_string(), kind: PriorKind::Given, bias: None });
        }
        Ok(found)
    }

    fn bias(&self, table: &Table<'t>, frames: &[Frame]) -> Read<Option<Bias>> {
        let Some(word) = self.word(table, "bias", "a condition that a bias makes fail", &keys::BIASES)? else {
            return Ok(None);
        };
        let bias = match word {
            "bdp" => Bias::Bdp,
            "cbdp" => Bias::Cbdp,
            _ => Bias::ConvexIndependence,
        };
        // Two types that differ only in what they are worth: some agent, or all but one, must have two.
        let fits = |frame: &&Frame| {
            let several = frame.space.agents().filter(|agent| frame.space.type_count(*agent) > 1).count();
            several >= if bias == Bias::Cbdp { 2 } else { 1 }
        };
        match frames.iter().find(|frame| !fits(frame)) {
            None => Ok(Some(bias)),
            Some(frame) => Err(Box::new(
                Diagnostic::at(
                    self.source,
                    table.get("bias").map_or(self.source.first_line(), |entry| entry.value.span),
                    format!("{word} cannot be made to fail in the shape {}", frame.shape()),
                )
                .found(format!("bias = \"{word}\", and too few agents with two types"))
                .expected("an agent with two types; for cbdp two such agents")
                .help("leave the shape or the bias out"),
            )),
        }
    }

    fn prior_kind(
        &self,
        kind: &str,
        table: &Table<'t>,
        span: Span,
        (known, frames): (&[PlannedPrior], &[Frame]),
    ) -> Read<PriorKind> {
        let within = format!("a prior of the kind `{kind}`");
        let most = || self.count(table, "most", "the largest weight", (1, keys::MAX_COUNT), 10);
        Ok(match kind {
            "dirichlet" => {
                let entry = self.require(table, span, "denominator", &within, "denominator = 1000")?;
                let denominator = self.count_here(&entry.value, "the denominator", (1, 100_000_000))?;
                let largest = frames.iter().map(|frame| frame.space.size()).max().unwrap_or(0);
                if u64::try_from(largest).is_ok_and(|largest| denominator < largest) {
                    return Err(Box::new(
                        Diagnostic::at(
                            self.source,
                            entry.value.span,
                            "the denominator is smaller than the number of profiles",
                        )
                        .found(format!("the denominator {denominator}, and a shape with {largest} profiles"))
                        .expected(
                            "at least one step for every profile, since every profile has a positive probability",
                        )
                        .help(format!("write denominator = {}", largest.saturating_mul(10))),
                    ));
                }
                PriorKind::Dirichlet { concentration: self.concentration(table)?, denominator }
            }
            "integers" => {
                let least = self.count(table, "least", "the smallest weight", (0, keys::MAX_COUNT), 1)?;
                let most = most()?;
                if least > most || most == 0 {
                    let place = table.get("most").or(table.get("least")).map_or(span, |entry| entry.value.span);
                    return Err(Box::new(
                        Diagnostic::at(self.source, place, "weights have no room")
                            .found(format!("weights from {least} to {most}"))
                            .expected("`least` at most `most`, and `most` at least 1")
                            .help("write least = 1 and most = 10"),
                    ));
                }
                PriorKind::Integers { least, most }
            }
            "independent" => PriorKind::Independent { most: most()? },
            "markov" => PriorKind::Markov { most: most()? },
            "conditionally-independent" => {
                let states = self.count(table, "states", "the number of states", (1, 1000), 2)?;
                PriorKind::ConditionallyIndependent { states, most: most()? }
            }
            "mixture" => PriorKind::Mixture { of: self.mixture(table, span, known)? },
            "counts" => {
                let entry = self.require(table, span, "file", &within, "file = \"observations.csv\"")?;
                let data = self.observations(&entry.value, frames)?;
                let add = self.number(table, "add", "what is added to every count", Rational::ZERO)?;
                self.within(
                    table.get("add"),
                    &add,
                    "what is added to every count",
                    Rational::from(keys::MAX_COUNT),
                )?;
                let sample = self.sample(table)?;
                if add.is_zero() && sample == Sample::Whole {
                    self.refuse_impossible_pairs(&data, frames, entry)?;
                }
                PriorKind::Counts { data, add, sample }
            }
            "kernel" => {
                let entry = self.require(table, span, "file", &within, "file = \"observations.csv\"")?;
                let data = self.observations(&entry.value, frames)?;
                let wide = self.require(table, span, "bandwidth", &within, "bandwidth = \"1/10\"")?;
                let bandwidth = read_number(self.source, &wide.value, "the bandwidth")?;
                self.within(Some(wide), &bandwidth, "the bandwidth", Rational::ONE)?;
                let sample = self.sample(table)?;
                if bandwidth.is_zero() && sample == Sample::Whole {
                    self.refuse_impossible_pairs(&data, frames, entry)?;
                }
                PriorKind::Kernel { data, bandwidth, sample }
            }
            _ => PriorKind::Given,
        })
    }

    fn sample(&self, table: &Table<'t>) -> Read<Sample> {
        let resample = self.truth(table, "resample", "whether observations are drawn again", false)?;
        Ok(if resample { Sample::Resampled } else { Sample::Whole })
    }

    /// Refuses a number outside 0 … most.
    fn within(&self, entry: Option<&Entry<'t>>, number: &Rational, what: &str, most: Rational) -> Read<()> {
        match entry {
            Some(entry) if *number < Rational::ZERO || *number > most => Err(Box::new(
                Diagnostic::at(self.source, entry.value.span, format!("{what} is out of range"))
                    .found(entry.value.described())
                    .expected(format!("a number from 0 to {most}"))
                    .help("correct the number"),
            )),
            _ => Ok(()),
        }
    }

    /// The balls of every profile as a fraction with small terms.
    fn concentration(&self, table: &Table<'t>) -> Read<(u64, u64)> {
        let Some(entry) = table.get("concentration") else { return Ok((1, 1)) };
        let number = read_number(self.source, &entry.value, "the concentration")?;
        let small = |count: u64| (1..=1_000_000).contains(&count).then_some(count);
        let top = u64::try_from(number.numerator().clone()).ok().and_then(small);
        let bottom = u64::try_from(number.denominator().clone()).ok().and_then(small);
        top.zip(bottom).ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, entry.value.span, "the concentration is out of range")
                    .found(entry.value.described())
                    .expected("a positive fraction of numbers up to 1000000")
                    .help("write concentration = 1, or \"1/2\" for priors nearer to the corners"),
            )
        })
    }

    fn mixture(&self, table: &Table<'t>, span: Span, known: &[PlannedPrior]) -> Read<Vec<(usize, Rational)>> {
        let example = "of = [\"a\", \"b\"]";
        let of = self.require(table, span, "of", "a mixture", example)?;
        let names = of.value.expect_array(self.source, "names of priors", &format!("write {example}"))?;
        let mut places = Vec::new();
        for node in names {
            let name = node.expect_str(self.source, "the name of a prior")?;
            let known = || known.iter().map(|prior| prior.name.as_str());
            let Some(place) = known().position(|other| other == name) else {
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        node.span,
                        format!("no prior before this one is called {}", quoted(name)),
                    )
                    .found(quoted(name))
                    .expected(format!("one of {}", listed(known())))
                    .help(did_you_mean(name, known()))
                    .help("the parts of a mixture stand before it in the plan"),
                ));
            };
            places.push(place);
        }
        let weights = match table.get("weights") {
            None => vec![Rational::ONE; places.len()],
            Some(entry) => {
                let nodes = entry.value.expect_array(self.source, "weights", "write weights = [1, 2]")?;
                nodes
                    .iter()
                    .map(|node| read_number(self.source, node, "a weight"))
                    .collect::<Read<Vec<Rational>>>()?
            }
        };
        let place = table.get("weights").unwrap_or(of);
        let total = weights.iter().fold(Rational::ZERO, |sum, weight| sum + weight);
        if weights.len() != places.len()
            || weights.iter().any(|weight| *weight < Rational::ZERO)
            || total.is_zero()
        {
            return Err(Box::new(
                Diagnostic::at(self.source, place.value.span, "the weights of a mixture do not fit")
                    .found(format!("{} weights for {} priors", weights.len(), places.len()))
                    .expected("a weight for every prior, none negative, not all 0")
                    .help("write weights = [1, 2], in the order of `of`"),
            ));
        }
        Ok(places.into_iter().zip(weights).collect())
    }
}
