//! Whether the posteriors of coalitions' joint types are distinct, on all processors: what `bdp` and `cbdp` are about.
//!
//! # Method
//! An early look at some joint types of every coalition with very many ([`Posteriors::find_early`]): where it finds pairs with the same posterior, the condition fails, and only the other
//! coalitions are looked at as a whole. Where it finds none, the certificate that all posteriors are distinct is handed to the checker, whose look at them is the only one that is needed.

use super::is_against;
use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::check::check_condition_in_parts;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::job::{self, Job};
use ambimech_model::posterior::{Posteriors, find_shared_posterior};
use ambimech_model::refusal::{FalseEvidence, Refusal};

/// Joint types whose posteriors are told apart in less time than it takes to start a thread.
const FEW: usize = 1 << 17;

/// Two joint types with the same posterior.
type Pair = (JointTypeId, JointTypeId);

/// Decides the condition that is about these coalitions.
pub(super) fn decide(
    environment: &Environment,
    condition: Condition,
    coalitions: &[Coalition],
) -> Verdict<ConditionCertificate> {
    let parts = parts(environment, coalitions);
    let refused = Verdict::Undecided(UndecidedReason::CertificateRefused);
    let posteriors = environment.common_prior().map(|prior| Posteriors::new(environment.space(), prior));
    let early = match &posteriors {
        Some(posteriors) => in_parts(coalitions, parts, || {
            let mut posteriors = posteriors.beside();
            move |coalition| posteriors.find_early(coalition)
        }),
        None => vec![None; coalitions.len()],
    };
    if early.iter().all(Option::is_none) {
        let evidence = coalitions.iter().map(|coalition| evidence(*coalition, None)).collect();
        let certificate = ConditionCertificate { condition, holds: true, evidence };
        match check_condition_in_parts(environment, &certificate, parts, job::run) {
            Ok(()) => return Verdict::Holds(certificate),
            Err(Refusal::EvidenceFalse(FalseEvidence::PosteriorsEqual(..))) => {}
            Err(_) => return refused,
        }
    }
    let open: Vec<Coalition> = coalitions
        .iter()
        .zip(&early)
        .filter(|(_, pair)| pair.is_none())
        .map(|(coalition, _)| *coalition)
        .collect();
    if let Some(posteriors) = &posteriors {
        posteriors.prepare(&open, parts, job::run);
    }
    let mut found = in_parts(&open, parts, || {
        let mut posteriors = posteriors.as_ref().map(Posteriors::beside);
        move |coalition| match &mut posteriors {
            Some(posteriors) => posteriors.find_shared(coalition),
            None => {
                find_shared_posterior(environment.space(), environment.coalition_belief(coalition)?, coalition)
            }
        }
    })
    .into_iter();
    let pairs = early.into_iter().map(|pair| pair.or_else(|| found.next().flatten()));
    let evidence: Vec<Evidence> =
        coalitions.iter().zip(pairs).map(|(coalition, pair)| evidence(*coalition, pair)).collect();
    let holds = !evidence.iter().any(is_against);
    let certificate = ConditionCertificate { condition, holds, evidence };
    match check_condition_in_parts(environment, &certificate, parts, job::run) {
        Ok(()) if holds => Verdict::Holds(certificate),
        Ok(()) => Verdict::Fails(certificate),
        Err(_) => refused,
    }
}

/// In how many parts the posteriors of these coalitions are looked at. The answer does not depend on it.
fn parts(environment: &Environment, coalitions: &[Coalition]) -> usize {
    let joint_types: usize = coalitions.iter().map(|coalition| environment.space().joint_count(*coalition)).sum();
    if joint_types <= FEW {
        return 1;
    }
    coalitions.len().min(joint_types.div_ceil(FEW)).min(job::processors())
}

/// What a search finds for every coalition, in order; `search` makes one for each part.
fn in_parts<F: FnMut(Coalition) -> Option<Pair> + Send>(
    coalitions: &[Coalition],
    parts: usize,
    search: impl Fn() -> F,
) -> Vec<Option<Pair>> {
    let length = coalitions.len().div_ceil(parts).max(1);
    let mut found: Vec<Vec<Option<Pair>>> = coalitions.chunks(length).map(|_| Vec::new()).collect();
    let jobs = coalitions.chunks(length).zip(&mut found).map(|(coalitions, found)| -> Job<'_> {
        let find = search();
        Box::new(move || found.extend(coalitions.iter().copied().map(find)))
    });
    job::run(jobs.collect());
    found.concat()
}

fn evidence(coalition: Coalition, shared: Option<Pair>) -> Evidence {
    match shared {
        None => Evidence::DistinctPosteriors { coalition },
        Some((first, second)) => Evidence::EqualPosteriors { coalition, first, second },
    }
}
