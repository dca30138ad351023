//! The search for a prior that given beliefs are conditionals of.
//!
//! # Mathematics
//! Wanted: a probability a(θ_j) > 0 for every type of every agent, with a(θ_j) p_j(θ_−j|θ_j) = μ(θ), the same for all agents, at every
//! profile θ. A profile that all agents think possible fixes the ratios of its types' probabilities; one that some agents
//! think possible and others do not is a contradiction. So
//! 1. the probabilities are carried from one type to the next along profiles, starting with 1 anywhere;
//! 2. every profile is compared.
//!
//! Where all pairs of types are thought possible, the probabilities are unique up to scale.
//!
//! **The bet.** When at some profile a(θ_j) p_j > a(θ_k) p_k, let k pay 1 to j there. Type θ_j expects p_j and θ_k expects −p_k. What a type
//! expects is passed on to the type from which its probability was found, at the profile that linked them, by payments
//! between the two: afterwards the one expects 0, and a times the expectation is the same for the other. All that
//! remains is with the type the search began with: it expects a(θ_j) p_j − a(θ_k) p_k > 0, and all others 0.
//!
//! One type may be left out, as NCP∗ asks: it has a probability nowhere and neither pays nor is paid.

use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{Payments, TypeWeights};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, TypeId};
use ambimech_model::number::{Rational, sum};
use std::collections::BTreeMap;

/// A type of an agent, with its probability and how it was found.
#[derive(Debug, Clone)]
struct Found {
    probability: Rational,
    /// The profile, and the agent whose type there had its probability before.
    link: Option<(ProfileId, AgentId)>,
}

struct Search<'a> {
    environment: &'a Environment,
    except: Option<(AgentId, TypeId)>,
    /// p_j(θ_−j|θ_j), by agent and profile.
    beliefs: Vec<Vec<Rational>>,
    found: Vec<Vec<Option<Found>>>,
}

/// The probabilities of the types of `agent` under a prior that all types but `except` have their beliefs from; or a bet
/// that shows that there is none.
///
/// A few passes over the profiles for every agent. `beliefs` are those of all agents, in agent order.
///
/// # Errors
/// The bet: balanced; nothing for `except`; no other type expects to lose and one expects to win.
pub fn find_prior(
    environment: &Environment,
    beliefs: &[TypeBeliefs<'_>],
    agent: AgentId,
    except: Option<(AgentId, TypeId)>,
) -> Result<TypeWeights, Payments> {
    let space = environment.space();
    let mut table = vec![vec![Rational::ZERO; space.size()]; space.agent_count()];
    for (row, beliefs) in table.iter_mut().zip(beliefs) {
        for own in beliefs.types() {
            for x in beliefs.others() {
                row[beliefs.profile(own, x).0] = beliefs.probability(own, x);
            }
        }
    }
    let found = space.agents().map(|agent| vec![None; space.type_count(agent)]).collect();
    let mut search = Search { environment, except, beliefs: table, found };
    for profile in space.profiles() {
        search.require_agreed_support(profile)?;
    }
    search.carry();
    for profile in space.profiles() {
        search.compare(profile)?;
    }
    let of_agent: Vec<Rational> = search
        .found
        .get(agent.0)
        .into_iter()
        .flatten()
        .map(|found| found.as_ref().map_or(Rational::ZERO, |found| found.probability.clone()))
        .collect();
    let total = sum(&of_agent);
    Ok(of_agent.into_iter().enumerate().map(|(own, weight)| (TypeId(own), weight / &total)).collect())
}

impl Search<'_> {
    /// The agents whose type in this profile is not left out.
    fn present(&self, profile: ProfileId) -> impl Iterator<Item = AgentId> + '_ {
        let space = self.environment.space();
        space.agents().filter(move |agent| self.except != Some((*agent, space.type_of(profile, *agent))))
    }

    fn belief(&self, agent: AgentId, profile: ProfileId) -> &Rational {
        &self.beliefs[agent.0][profile.0]
    }

    fn place(&self, agent: AgentId, profile: ProfileId) -> &Option<Found> {
        &self.found[agent.0][self.environment.space().type_of(profile, agent).0]
    }

    /// Who thinks the profile possible wins 1 from one who does not.
    fn require_agreed_support(&self, profile: ProfileId) -> Result<(), Payments> {
        let winner = self.present(profile).find(|agent| !self.belief(*agent, profile).is_zero());
        let loser = self.present(profile).find(|agent| self.belief(*agent, profile).is_zero());
        let (Some(winner), Some(loser)) = (winner, loser) else { return Ok(()) };
        let mut bet = Bet::new(self.environment);
        bet.pay(profile, winner, loser, &Rational::ONE);
        Err(bet.payments())
    }

    /// Gives every type its probability.
    fn carry(&mut self) {
        let space = self.environment.space();
        let mut progress = true;
        while progress {
            progress = false;
            for profile in space.profiles() {
                let linked: Vec<AgentId> =
                    self.present(profile).filter(|agent| !self.belief(*agent, profile).is_zero()).collect();
                let known = linked.iter().copied().find(|agent| self.place(*agent, profile).is_some());
                let Some(known) = known else { continue };
                let Some(from) = self.place(known, profile) else { continue };
                let mass = &from.probability * self.belief(known, profile);
                for agent in linked {
                    if self.place(agent, profile).is_none() {
                        let probability = &mass / self.belief(agent, profile);
                        let own = space.type_of(profile, agent);
                        self.found[agent.0][own.0] = Some(Found { probability, link: Some((profile, known)) });
                        progress = true;
                    }
                }
            }
            if !progress {
                progress = self.begin();
            }
        }
    }

    /// Starts with the first type that has no probability; `false` when all have one.
    fn begin(&mut self) -> bool {
        let except = self.except;
        for (agent, of_agent) in self.found.iter_mut().enumerate() {
            for (own, found) in of_agent.iter_mut().enumerate() {
                if found.is_none() && except != Some((AgentId(agent), TypeId(own))) {
                    *found = Some(Found { probability: Rational::ONE, link: None });
                    return true;
                }
            }
        }
        false
    }

    /// That all agents give the profile the same probability.
    fn compare(&self, profile: ProfileId) -> Result<(), Payments> {
        let mass = |agent: AgentId| {
            let found = self.place(agent, profile).as_ref();
            found.map_or(Rational::ZERO, |found| &found.probability * self.belief(agent, profile))
        };
        let mut present = self.present(profile);
        let Some(first) = present.next() else { return Ok(()) };
        let expected = mass(first);
        let Some(other) = present.find(|agent| mass(*agent) != expected) else { return Ok(()) };
        let (winner, loser) = if expected > mass(other) { (first, other) } else { (other, first) };
        let mut bet = Bet::new(self.environment);
        bet.pay(profile, winner, loser, &Rational::ONE);
        self.pass_on(&mut bet, profile, winner, self.belief(winner, profile).clone());
        self.pass_on(&mut bet, profile, loser, -self.belief(loser, profile).clone());
        Err(bet.payments())
    }

    /// Passes what a type expects on to the type where the search began.
    fn pass_on(&self, bet: &mut Bet<'_>, profile: ProfileId, agent: AgentId, expected: Rational) {
        let (mut at, mut agent, mut expected) = (profile, agent, expected);
        while let Some(Found { link: Some((link, before)), .. }) = self.place(agent, at) {
            let amount = &expected / self.belief(agent, *link);
            bet.pay(*link, *before, agent, &amount);
            expected = amount * self.belief(*before, *link);
            (at, agent) = (*link, *before);
        }
    }
}

/// Payments between agents, added up.
struct Bet<'a> {
    environment: &'a Environment,
    rows: BTreeMap<ProfileId, Vec<Rational>>,
}

impl<'a> Bet<'a> {
    fn new(environment: &'a Environment) -> Bet<'a> {
        Bet { environment, rows: BTreeMap::new() }
    }

    fn pay(&mut self, profile: ProfileId, to: AgentId, from: AgentId, amount: &Rational) {
        let agents = self.environment.agent_count();
        let row = self.rows.entry(profile).or_insert_with(|| vec![Rational::ZERO; agents]);
        row[to.0] += amount;
        row[from.0] -= amount;
    }

    /// In whole numbers, without rows of nothing.
    fn payments(self) -> Payments {
        super::whole_payments(self.rows.into_iter().collect())
    }
}
