//! Decides interim conditions on a type space.
//!
//! # Method
//! Incentives: every coalition, all its types and reports. Monotonicity: a deception that is proposed is looked at first. Then the reports
//! of the types are chosen one after the other; as soon as everything is said that an objection of some coalition depends on, it is looked
//! for, and if there is one all the deceptions that agree so far are done with. A deception that is wholly said without an objection either
//! does not change f or stands.
//!
//! An objection is one linear program: the unknowns are z(r)(x), the objective is the smallest gain, the rows are what single agents
//! require; a requirement of several agents that the solution breaks is settled by cases, one for each member.
//!
//! # What is not looked for twice
//! An answer is kept for all questions of its orbit under the automorphisms of the type space ([`crate::symmetry`]), and a refutation of what
//! is said for its images.
//!
//! # Cost
//! At most Π_i |T_i|^|T_i| deceptions, Σ_S |T_S| programs for each with |T_−S|·|X| + 1 unknowns. The next questions about all reports of a
//! type are looked at side by side.

use crate::lp::{self, Outcome, Program, Relation, Sign};
use crate::symmetry::{Asked, Automorphism, Structure, find_automorphisms, orbit, weigh_orbits};
use ambimech_model::check::{
    RewardRow, check_interim_incentives, check_interim_monotonicity, first_broken_interim_requirement,
    first_changed_profile, first_interim_incentive_failure, forms, gain_rows, interim_requirements,
    requirement_row,
};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BeliefSpace, Concept, InterimIncentives, InterimMonotonicity, InterimNoReward, InterimObjection,
    InterimRefutation, InterimSilence, InterimStanding, InterimStudy, MonotonicityOpen, PayoffEnvironment,
    Requirement, Scope, SearchSize, TypeDeception, scope_of,
};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::image::Image;
use super::interim_question::{Answer, Answers, Asker, Question};
use super::monotonicity::{MAX_COUNTED, SearchEffort, SearchLimits};

/// How many cases are looked at before a question is left open.
const MAX_CASES: usize = 500;

/// Questions that are looked at together. Fixed, so that the same answers are found however many threads there are.
const TOGETHER: usize = 8;

/// Images of refuted reports that are kept.
const MAX_KEPT: usize = 10_000;

/// Members of an orbit that are looked at.
const MAX_MEMBERS: usize = 1_000;

/// What the share of the deceptions that are done is counted in.
const WHOLE: u64 = 1 << 40;

/// How much of the search is done: the share of all deceptions about which something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InterimProgress {
    /// What is done.
    pub done: u64,
    /// All that has to be done.
    pub all: u64,
}

/// The size of one round: questions are coalitions with their types, programs are counted by their cells |T_−S|·|X|.
pub fn interim_size(environment: &PayoffEnvironment, types: &BeliefSpace, concept: Concept) -> SearchSize {
    let space = types.space();
    let mut size = SearchSize { questions: 0, programs: 0, of_orbits: None };
    for coalition in scope_of(environment, concept).objectors.coalitions(environment.agent_count()) {
        size.questions += space.joint_count(coalition) as u128;
        size.programs += space.size() as u128 * environment.outcome_count() as u128;
    }
    size
}

/// Whether the search may begin: its size, where it matters up to symmetry, is within the limits.
///
/// # Errors
/// [`MonotonicityOpen::TooLarge`].
pub fn guard_interim(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    concept: Concept,
    limits: &SearchLimits,
) -> Result<(), MonotonicityOpen> {
    let mut size = interim_size(environment, types, concept);
    if !size.is_within(limits.programs) && limits.symmetries && size.questions <= MAX_COUNTED {
        let (space, scope) = (types.space(), scope_of(environment, concept));
        let coalitions: Vec<Coalition> = scope.objectors.coalitions(environment.agent_count()).collect();
        let cells = |coalition: Coalition| {
            (space.size() / space.joint_count(coalition)) as u128 * environment.outcome_count() as u128
        };
        let generators = generators(environment, types, &scope, limits);
        size.of_orbits = Some(weigh_orbits(space, &coalitions, &generators, (Asked::Types, cells)));
    }
    if size.is_within(limits.programs) { Ok(()) } else { Err(MonotonicityOpen::TooLarge(size, limits.programs)) }
}

fn generators(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    scope: &Scope,
    limits: &SearchLimits,
) -> Vec<Automorphism> {
    let structure = if limits.symmetries { Structure::of_types(environment, types, scope) } else { None };
    structure.map_or_else(Vec::new, |structure| find_automorphisms(&structure))
}

/// Decides both conditions; a proposed deception is looked at first.
pub fn study_interim(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    concept: Concept,
    proposed: Option<&TypeDeception>,
    limits: &SearchLimits,
) -> InterimStudy {
    study_interim_watched(environment, (types, proposed), concept, limits, &mut |_| {}).0
}

/// The same, with how much was looked at; `watch` is told how far the search is.
pub fn study_interim_watched(
    environment: &PayoffEnvironment,
    (types, proposed): (&BeliefSpace, Option<&TypeDeception>),
    concept: Concept,
    limits: &SearchLimits,
    watch: &mut dyn FnMut(InterimProgress),
) -> (InterimStudy, SearchEffort) {
    let scope = scope_of(environment, concept);
    let guarded = environment.with_pattern(scope.guarded.clone());
    let incentives = first_interim_incentive_failure(&guarded, types).unwrap_or(InterimIncentives::Holds);
    let (monotonicity, effort) = match check_interim_incentives(&guarded, types, &incentives) {
        Ok(()) => {
            let mut search = Search::new(environment, types, &scope, limits, watch);
            (search.decide(proposed), search.effort())
        }
        Err(refusal) => (Err(MonotonicityOpen::Refused(refusal.to_string())), SearchEffort::default()),
    };
    (InterimStudy { concept, scope, incentives, monotonicity }, effort)
}

/// A refutation of what is said, and the automorphism that makes it one of its image.
type Mapped = (Rc<InterimRefutation>, Automorphism);

type Bounds = Vec<(Requirement, AgentId, RewardRow)>;

struct Search<'s> {
    environment: &'s PayoffEnvironment,
    types: &'s BeliefSpace,
    scope: &'s Scope,
    asked: Rc<[Asker]>,
    answers: Answers<'s>,
    bounds: BTreeMap<Coalition, Bounds>,
    /// Refutations of images of what was refuted.
    kept: BTreeMap<TypeDeception, Mapped>,
    nodes: usize,
    done: u64,
    limits: &'s SearchLimits,
    watch: &'s mut dyn FnMut(InterimProgress),
}

impl<'s> Search<'s> {
    fn new(
        environment: &'s PayoffEnvironment,
        types: &'s BeliefSpace,
        scope: &'s Scope,
        limits: &'s SearchLimits,
        watch: &'s mut dyn FnMut(InterimProgress),
    ) -> Search<'s> {
        let coalitions: Vec<Coalition> = scope.objectors.coalitions(environment.agent_count()).collect();
        let joint = |coalition: &Coalition| {
            let coalition = *coalition;
            (0..types.space().joint_count(coalition)).map(move |own| (coalition, JointTypeId(own)))
        };
        let asked = coalitions.iter().flat_map(joint).filter(|(coalition, own)| forms(types, *coalition, *own));
        Search {
            environment,
            types,
            scope,
            asked: asked.map(|(coalition, own)| Asker::new(types, coalition, own)).collect(),
            answers: Answers::new(types, generators(environment, types, scope, limits)),
            bounds: BTreeMap::new(),
            kept: BTreeMap::new(),
            nodes: 0,
            done: 0,
            limits,
            watch,
        }
    }

    fn effort(&self) -> SearchEffort {
        SearchEffort {
            generators: self.answers.generators().len(),
            asked: self.answers.asked,
            mapped: self.answers.mapped,
            branches: self.nodes,
        }
    }

    fn decide(&mut self, proposed: Option<&TypeDeception>) -> Result<InterimMonotonicity, MonotonicityOpen> {
        let stands = match proposed {
            Some(deception) => {
                self.look_ahead(std::slice::from_ref(deception));
                self.stands(deception)?
            }
            None => None,
        };
        let verdict = match stands {
            Some(standing) => InterimMonotonicity::Fails(Box::new(standing)),
            None => {
                let open = TypeDeception::open(self.types.space());
                self.look_ahead(std::slice::from_ref(&open));
                match self.refute(&open, WHOLE)? {
                    Ok(refutation) => InterimMonotonicity::Holds(refutation),
                    Err(standing) => InterimMonotonicity::Fails(standing),
                }
            }
        };
        check_interim_monotonicity(self.environment, self.types, self.scope, &verdict)
            .map_err(|refusal| MonotonicityOpen::Refused(refusal.to_string()))?;
        Ok(verdict)
    }

    /// A refutation of what is said, whose share of all deceptions is this.
    fn refute(
        &mut self,
        said: &TypeDeception,
        share: u64,
    ) -> Result<Result<InterimRefutation, Box<InterimStanding>>, MonotonicityOpen> {
        let before = self.done;
        let found = match self.recall(said) {
            Some(known) => Ok(known),
            None => self.refute_anew(said, share)?,
        };
        self.done = before + share;
        (self.watch)(InterimProgress { done: self.done, all: WHOLE });
        Ok(found)
    }

    fn refute_anew(
        &mut self,
        said: &TypeDeception,
        share: u64,
    ) -> Result<Result<InterimRefutation, Box<InterimStanding>>, MonotonicityOpen> {
        self.nodes += 1;
        if self.nodes > self.limits.branches {
            return Err(MonotonicityOpen::Branches(self.limits.branches));
        }
        let Some((agent, t)) = said.first_open() else {
            if first_changed_profile(self.environment, self.types, said).is_none() {
                return Ok(Ok(InterimRefutation::Acceptable));
            }
            return match self.objection(said)? {
                Some(objection) => Ok(Ok(InterimRefutation::Objected(Box::new(objection)))),
                None => match self.stands(said)? {
                    Some(standing) => Ok(Err(Box::new(standing))),
                    None => Err(MonotonicityOpen::Unsolved("a deception without a verdict".to_string())),
                },
            };
        };
        if let Some(objection) = self.objection(said)? {
            return Ok(Ok(InterimRefutation::Objected(Box::new(objection))));
        }
        let reports: Vec<TypeDeception> =
            self.types.space().types(agent).map(|report| said.with(agent, t, report)).collect();
        self.look_ahead(&reports);
        let of_each = share / reports.len().max(1) as u64;
        let mut branches = Vec::new();
        for more in &reports {
            match self.refute(more, of_each)? {
                Ok(branch) => branches.push(branch),
                Err(standing) => return Ok(Err(standing)),
            }
        }
        let refutation = InterimRefutation::Reports(agent, t, branches);
        self.keep(said, &refutation);
        Ok(Ok(refutation))
    }

    /// Looks side by side at the next questions about each of these, in the order in which they are asked, until there is an objection.
    fn look_ahead(&mut self, said: &[TypeDeception]) {
        let changes = |said: &&TypeDeception| {
            said.first_open().is_some() || first_changed_profile(self.environment, self.types, said).is_some()
        };
        let open: Vec<&TypeDeception> =
            said.iter().filter(changes).filter(|said| !self.kept.contains_key(*said)).collect();
        let mut questions: Vec<(&TypeDeception, Vec<Question>)> = Vec::new();
        for said in open {
            let of = |asker: &Asker| asker.when(self.types.space(), said);
            questions.push((said, self.asked.iter().filter_map(of).collect()));
        }
        loop {
            questions.retain(|(_, list)| {
                !list.iter().any(|question| matches!(self.answers.objects(question), Some(Ok(true))))
                    && list.iter().any(|question| !self.answers.is_known(question))
            });
            if questions.is_empty() {
                return;
            }
            let each = (TOGETHER / questions.len()).max(1);
            let mut next = Vec::new();
            for (said, list) in &questions {
                let unknown = list.iter().filter(|question| !self.answers.is_known(question)).take(each);
                next.extend(unknown.map(|question| (question.clone(), (*said).clone())));
            }
            self.find(next);
        }
    }

    fn find(&mut self, questions: Vec<(Question, TypeDeception)>) {
        for (question, _) in &questions {
            let coalition = question.coalition;
            if !self.bounds.contains_key(&coalition) {
                self.bounds.insert(coalition, self.own_bounds(coalition));
            }
        }
        let programs =
            Programs { environment: self.environment, types: self.types, scope: self.scope, bounds: &self.bounds };
        self.answers.find(questions, |question, said| programs.look(question, said));
    }

    /// Keeps a refutation for those images of what is said that the search may come to: reports are said in order.
    fn keep(&mut self, said: &TypeDeception, refutation: &InterimRefutation) {
        let (space, generators) = (self.types.space(), self.answers.generators());
        if generators.is_empty() || self.kept.len() >= MAX_KEPT {
            return;
        }
        let image = |by: &Automorphism, from: &TypeDeception| Image { space, by }.type_deception(from);
        let images = orbit(said.clone(), generators, (&mut BTreeSet::new(), MAX_MEMBERS), image);
        let open = said.first_open();
        let count = said.said_count();
        let mut ways: Vec<Option<Automorphism>> = Vec::new();
        let mut found: Vec<(TypeDeception, Automorphism)> = Vec::new();
        for (image, from, generator) in images {
            let next = &generators[generator];
            let way = match ways.get(from) {
                None => None,
                Some(None) => Some(next.clone()),
                Some(Some(way)) => Some(way.then(next)),
            };
            ways.push(way.clone());
            if image.first_open() == open && image.said_count() == count {
                found.extend(way.map(|way| (image, way)));
            }
        }
        if !found.is_empty() {
            let refutation = Rc::new(refutation.clone());
            self.kept.extend(found.into_iter().map(|(image, way)| (image, (Rc::clone(&refutation), way))));
        }
    }

    /// A refutation that is the image of a known one.
    fn recall(&self, said: &TypeDeception) -> Option<InterimRefutation> {
        let (known, by) = self.kept.get(said)?;
        Some(Image { space: self.types.space(), by }.interim_refutation(known))
    }

    /// The first objection that depends on nothing else than what is said.
    fn objection(&mut self, said: &TypeDeception) -> Result<Option<InterimObjection>, MonotonicityOpen> {
        for asker in Rc::clone(&self.asked).iter() {
            let Some(question) = self.ask(said, asker) else { continue };
            let unsolved = |why: &str| MonotonicityOpen::Unsolved(why.to_string());
            if self.answers.objects(&question).transpose().map_err(unsolved)? == Some(true)
                && let Some(Ok(Ok(reward))) = self.answers.get(&question)
            {
                let (coalition, truth) = (asker.coalition, asker.truth);
                return Ok(Some(InterimObjection { coalition, truth, reward }));
            }
        }
        Ok(None)
    }

    /// The proof that a deception stands; `None` when it does not change f or meets an objection.
    fn stands(&mut self, deception: &TypeDeception) -> Result<Option<InterimStanding>, MonotonicityOpen> {
        let Some(at) = first_changed_profile(self.environment, self.types, deception) else { return Ok(None) };
        let mut silences = Vec::new();
        for asker in Rc::clone(&self.asked).iter() {
            let Some(question) = self.ask(deception, asker) else { return Ok(None) };
            match self.answers.get(&question).transpose().map_err(MonotonicityOpen::Unsolved)? {
                Some(Err(proof)) => {
                    silences.push(InterimSilence { coalition: asker.coalition, truth: asker.truth, proof });
                }
                _ => return Ok(None),
            }
        }
        Ok(Some(InterimStanding { deception: deception.clone(), at, silences }))
    }

    /// The question of some types of a coalition, with an answer; `None` while something is not said.
    fn ask(&mut self, said: &TypeDeception, asker: &Asker) -> Option<Question> {
        let question = asker.when(self.types.space(), said)?;
        if !self.answers.is_known(&question) {
            self.find(vec![(question.clone(), said.clone())]);
        }
        Some(question)
    }

    /// What a coalition of one member requires of its rewards; larger ones are settled by cases.
    fn own_bounds(&self, coalition: Coalition) -> Bounds {
        let mut rows: Bounds = Vec::new();
        for requirement in interim_requirements(self.types, coalition, &self.scope.guarded) {
            let Some(agent) = requirement.coalition.members().next() else { continue };
            if requirement.coalition.len() == 1
                && let Some(row) = requirement_row(self.environment, self.types, coalition, &requirement, agent)
                && !rows.iter().any(|(_, _, known)| *known == row)
            {
                rows.push((requirement, agent, row));
            }
        }
        rows
    }
}

/// What is needed to look at one question.
struct Programs<'p> {
    environment: &'p PayoffEnvironment,
    types: &'p BeliefSpace,
    scope: &'p Scope,
    bounds: &'p BTreeMap<Coalition, Bounds>,
}

impl Programs<'_> {
    fn look(&self, question: &Question, said: &TypeDeception) -> Result<Answer, String> {
        let (coalition, truth) = (question.coalition, question.truth);
        let gains = gain_rows(self.environment, self.types, said, coalition, truth);
        self.solve(coalition, &gains.ok_or("a report that is not said")?, &mut Vec::new(), &mut 0)
    }

    fn solve(
        &self,
        coalition: Coalition,
        gains: &[RewardRow],
        chosen: &mut Bounds,
        cases: &mut usize,
    ) -> Result<Answer, String> {
        *cases += 1;
        if *cases > MAX_CASES {
            return Err(format!("more than {MAX_CASES} cases of a reward"));
        }
        let mut bounds = self.bounds.get(&coalition).cloned().unwrap_or_default();
        bounds.extend(chosen.iter().cloned());
        let reward = match self.best_reward(coalition, gains, &bounds)? {
            Ok(reward) => reward,
            Err(proof) => return Ok(Err(proof)),
        };
        let guarded = &self.scope.guarded;
        let broken = first_broken_interim_requirement(self.environment, self.types, coalition, &reward, guarded);
        let Some(requirement) = broken else { return Ok(Ok(reward)) };
        let mut proofs = Vec::new();
        for agent in requirement.coalition.members() {
            let row = requirement_row(self.environment, self.types, coalition, &requirement, agent);
            chosen.push((requirement, agent, row.ok_or("a coalition that does not form")?));
            let found = self.solve(coalition, gains, chosen, cases);
            chosen.pop();
            match found? {
                Ok(reward) => return Ok(Ok(reward)),
                Err(proof) => proofs.push(proof),
            }
        }
        Ok(Err(InterimNoReward::Cases(requirement, proofs)))
    }

    /// The reward with the largest smallest gain under some bounds, or the weights that show that it is not positive.
    fn best_reward(
        &self,
        coalition: Coalition,
        gains: &[RewardRow],
        bounds: &[(Requirement, AgentId, RewardRow)],
    ) -> Result<Answer, String> {
        let (reports, outcomes) =
            (self.types.space().split(coalition).rest_count(), self.environment.outcome_count());
        let mut program = Program::new();
        for _ in 0..reports * outcomes {
            program.add_variable(Sign::NonNegative);
        }
        let least = program.add_variable(Sign::Free);
        program.set_cost(least, -Rational::ONE);
        let entries = |row: &RewardRow, sign: &Rational| -> Vec<(usize, Rational)> {
            let cell = |(r, values): (&JointTypeId, &Vec<Rational>)| -> Vec<(usize, Rational)> {
                let place = r.0 * outcomes;
                values.iter().enumerate().map(|(x, value)| (place + x, value * sign)).collect()
            };
            row.coefficients.iter().flat_map(cell).collect()
        };
        for gain in gains {
            let mut row = entries(gain, &Rational::ONE);
            row.push((least, -Rational::ONE));
            program.add_row(Relation::AtLeast, row, -gain.constant.clone());
        }
        for (_, _, bound) in bounds {
            program.add_row(Relation::AtLeast, entries(bound, &-Rational::ONE), bound.constant.clone());
        }
        for r in 0..reports {
            let row = (r * outcomes..(r + 1) * outcomes).map(|place| (place, Rational::ONE)).collect();
            program.add_row(Relation::Equal, row, Rational::ONE);
        }
        match lp::solve(&program).map_err(|error| error.to_string())? {
            Outcome::Optimal { value, primal, .. } if value < Rational::ZERO => {
                let lottery = |r: usize| {
                    let parts = (0..outcomes).map(|x| (OutcomeId(x), primal.0[r * outcomes + x].clone()));
                    Lottery::new(parts.collect()).map_err(|error| error.to_string())
                };
                Ok(Ok((0..reports).map(lottery).collect::<Result<Vec<Lottery>, String>>()?))
            }
            Outcome::Optimal { dual, .. } => {
                let weighted = coalition.members().zip(&dual.0).filter(|(_, weight)| !weight.is_zero());
                let members = weighted.map(|(agent, weight)| (agent, weight.clone())).collect();
                Ok(Err(no_reward(members, bounds, &dual.0[gains.len()..], &Rational::ONE)))
            }
            Outcome::Infeasible { farkas } => {
                // One gain, outweighed by enough of the contradiction.
                let (Some(agent), Some(gain)) = (coalition.members().next(), gains.first()) else {
                    return Err("a coalition without members".to_string());
                };
                let constant = reports_sum(&farkas.0, gains.len() + bounds.len())
                    + bounds
                        .iter()
                        .zip(&farkas.0[gains.len()..])
                        .fold(Rational::ZERO, |sum, ((_, _, row), weight)| sum + &row.constant * weight);
                let most = gain.largest();
                let factor = if most > Rational::ZERO { most / constant } else { Rational::ONE };
                Ok(Err(no_reward(vec![(agent, Rational::ONE)], bounds, &farkas.0[gains.len()..], &factor)))
            }
            Outcome::Unbounded { .. } => Err("a program left its bounds".to_string()),
        }
    }
}

/// The sum of the multipliers of the rows that make lotteries, which have the right side 1.
fn reports_sum(multipliers: &[Rational], from: usize) -> Rational {
    multipliers[from..].iter().fold(Rational::ZERO, |sum, weight| sum + weight)
}

fn no_reward(
    gains: Vec<(AgentId, Rational)>,
    bounds: &[(Requirement, AgentId, RewardRow)],
    weights: &[Rational],
    factor: &Rational,
) -> InterimNoReward {
    let used = bounds.iter().zip(weights).filter(|(_, weight)| !weight.is_zero());
    let bounds = used.map(|((requirement, agent, _), weight)| (*requirement, *agent, weight * factor)).collect();
    InterimNoReward::Sum { gains, bounds }
}
