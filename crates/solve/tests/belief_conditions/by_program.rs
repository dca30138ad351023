//! The conditions about beliefs once more: their definitions written down as linear programs, as literally as can be, for the
//! small dense solver, which shares nothing with the one that the decisions use.

use ambimech_model::environment::Environment;
use ambimech_model::number::{Integer, Rational, common_denominator, scaled_to};
use ambimech_solve::lp::simplex::{SimplexOutcome, maximise};

/// A linear form: coefficients by variable.
pub type Form = Vec<(usize, Rational)>;

/// Non-negative variables, forms that are 0 or at most 0, and variables that are at most 1. Every program starts feasible at 0.
#[derive(Default)]
pub struct Cone {
    count: usize,
    at_most_zero: Vec<Form>,
    at_most_one: Vec<usize>,
}

impl Cone {
    pub fn variable(&mut self) -> usize {
        self.count += 1;
        self.count - 1
    }

    pub fn variables(&mut self, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.variable()).collect()
    }

    pub fn at_most_zero(&mut self, form: Form) {
        self.at_most_zero.push(form);
    }

    pub fn zero(&mut self, form: Form) {
        self.at_most_zero.push(form.iter().map(|(variable, factor)| (*variable, -factor.clone())).collect());
        self.at_most_zero.push(form);
    }

    pub fn at_most_one(&mut self, variable: usize) {
        self.at_most_one.push(variable);
    }

    /// Whether the form can be positive.
    pub fn can_be_positive(&self, form: &Form) -> bool {
        let dense = |form: &Form| {
            let mut row = vec![Rational::ZERO; self.count];
            form.iter().for_each(|(variable, factor)| row[*variable] += factor);
            let denominator = common_denominator(&row);
            row.iter().map(|number| scaled_to(number, &denominator)).collect::<Vec<Integer>>()
        };
        let mut matrix: Vec<Vec<Integer>> = self.at_most_zero.iter().map(dense).collect();
        let mut right = vec![Integer::ZERO; matrix.len()];
        for variable in &self.at_most_one {
            matrix.push(dense(&vec![(*variable, Rational::ONE)]));
            right.push(Integer::ONE);
        }
        match maximise(&dense(form), &matrix, &right).unwrap() {
            SimplexOutcome::Optimal { value, .. } => value > Rational::ZERO,
            SimplexOutcome::Unbounded { .. } => true,
        }
    }
}

/// An environment's beliefs as plain lists.
pub struct Plain {
    pub counts: Vec<usize>,
    pub profiles: Vec<Vec<usize>>,
    /// p_i(θ_−i|θ_i) by agent and profile.
    pub belief: Vec<Vec<Rational>>,
    /// p, where there is a common prior.
    pub prior: Option<Vec<Rational>>,
    /// The members of every coalition that can form, the grand one left out.
    pub coalitions: Vec<Vec<usize>>,
}

pub fn one() -> Rational {
    Rational::ONE
}

impl Plain {
    pub fn new(environment: &Environment) -> Plain {
        let space = environment.space();
        let counts: Vec<usize> = space.agents().map(|agent| space.type_count(agent)).collect();
        let profiles: Vec<Vec<usize>> =
            space.profiles().map(|profile| space.types_of(profile).iter().map(|t| t.0).collect()).collect();
        let belief = space.agents().map(|agent| {
            let weight =
                |place: usize| environment.belief(agent).probability(ambimech_model::index::ProfileId(place));
            let total = |own: usize| {
                let same = (0..profiles.len()).filter(|place| profiles[*place][agent.0] == own);
                same.map(weight).fold(Rational::ZERO, |sum, number| sum + number)
            };
            (0..profiles.len()).map(|place| weight(place) / total(profiles[place][agent.0])).collect()
        });
        let belief = belief.collect();
        let prior = environment
            .common_prior()
            .map(|prior| space.profiles().map(|profile| prior.probability(profile)).collect());
        let coalitions = environment.pattern().proper_coalitions(counts.len());
        let coalitions = coalitions.map(|coalition| coalition.members().map(|agent| agent.0).collect()).collect();
        Plain { counts, profiles, belief, prior, coalitions }
    }

    fn place(&self, types: &[usize]) -> usize {
        self.profiles.iter().position(|known| known == types).unwrap()
    }

    /// The profile with these members' types replaced.
    fn with(&self, place: usize, members: &[usize], types: &[usize]) -> usize {
        let mut changed = self.profiles[place].clone();
        members.iter().zip(types).for_each(|(member, own)| changed[*member] = *own);
        self.place(&changed)
    }

    fn joint(&self, members: &[usize]) -> Vec<Vec<usize>> {
        members.iter().fold(vec![Vec::new()], |known, member| {
            let longer = |head: &Vec<usize>| {
                (0..self.counts[*member]).map(|own| [head.as_slice(), &[own]].concat()).collect::<Vec<_>>()
            };
            known.iter().flat_map(longer).collect()
        })
    }

    fn types_at(&self, place: usize, members: &[usize]) -> Vec<usize> {
        members.iter().map(|member| self.profiles[place][*member]).collect()
    }

    pub fn convex_independence(&self, agent: usize) -> bool {
        (0..self.counts[agent]).all(|own| {
            let mut cone = Cone::default();
            let weights = cone.variables(self.counts[agent]);
            let scale = cone.variable();
            cone.at_most_one(scale);
            cone.zero(vec![(weights[own], one())]);
            for place in (0..self.profiles.len()).filter(|place| self.profiles[*place][agent] == own) {
                let belief = |other: usize| self.belief[agent][self.with(place, &[agent], &[other])].clone();
                let mut form: Form = weights.iter().enumerate().map(|(t, w)| (*w, belief(t))).collect();
                form.push((scale, -belief(own)));
                cone.zero(form);
            }
            !cone.can_be_positive(&vec![(scale, one())])
        })
    }

    /// Whether every distribution in the cones of all agents' beliefs gives every profile its prior probability.
    pub fn identifiability(&self) -> bool {
        let prior = self.prior.as_ref().unwrap();
        let mut cone = Cone::default();
        let tilde = cone.variables(self.profiles.len());
        let total = cone.variable();
        cone.at_most_one(total);
        let mut sum: Form = tilde.iter().map(|at| (*at, one())).collect();
        sum.push((total, -one()));
        cone.zero(sum);
        for agent in 0..self.counts.len() {
            for own in 0..self.counts[agent] {
                let weights = cone.variables(self.counts[agent]);
                for place in (0..self.profiles.len()).filter(|place| self.profiles[*place][agent] == own) {
                    let mut form: Form = vec![(tilde[place], -one())];
                    for (other, weight) in weights.iter().enumerate() {
                        form.push((*weight, self.belief[agent][self.with(place, &[agent], &[other])].clone()));
                    }
                    cone.zero(form);
                }
            }
        }
        let differs = |place: usize| vec![(tilde[place], one()), (total, -prior[place].clone())];
        (0..self.profiles.len()).all(|place| !cone.can_be_positive(&differs(place)))
    }

    /// The program of theory 9.6, with emergence probabilities and whole strategies, truths included, times a scale.
    pub fn coalitional_identifiability(&self) -> bool {
        let prior = self.prior.as_ref().unwrap();
        let agents = self.counts.len();
        let mut cone = Cone::default();
        let scale = cone.variable();
        cone.at_most_one(scale);
        let larger: Vec<&Vec<usize>> = self.coalitions.iter().filter(|members| members.len() > 1).collect();
        let xi = cone.variables(larger.len());
        let mut rest: Form = xi.iter().map(|variable| (*variable, one())).collect();
        rest.push((scale, -one()));
        cone.at_most_zero(rest);
        let mut untruthful: Form = Vec::new();
        // What each agent sees at every profile.
        let mut views: Vec<Vec<Form>> = vec![vec![Vec::new(); self.profiles.len()]; agents];
        for members in &self.coalitions {
            let joint = self.joint(members);
            for truth in &joint {
                let occurs = (0..self.profiles.len())
                    .any(|place| self.types_at(place, members) == *truth && prior[place] > Rational::ZERO);
                let row = cone.variables(joint.len());
                let mut sum: Form = row.iter().map(|variable| (*variable, -one())).collect();
                match larger.iter().position(|known| *known == members) {
                    Some(place) => sum.push((xi[place], one())),
                    None => {
                        sum.push((scale, one()));
                        let with = larger.iter().zip(&xi).filter(|(other, _)| other.contains(&members[0]));
                        sum.extend(with.map(|(_, variable)| (*variable, -one())));
                    }
                }
                cone.zero(sum);
                for (report, variable) in joint.iter().zip(&row) {
                    if report != truth && occurs {
                        untruthful.push((*variable, one()));
                    }
                    for place in (0..self.profiles.len()).filter(|at| self.types_at(*at, members) == *report) {
                        let from = self.with(place, members, truth);
                        members
                            .iter()
                            .for_each(|agent| views[*agent][place].push((*variable, prior[from].clone())));
                    }
                }
            }
        }
        for view in &views[1..] {
            for (first, other) in views[0].iter().zip(view) {
                let other = other.iter().map(|(variable, factor)| (*variable, -factor.clone()));
                cone.zero(first.iter().cloned().chain(other).collect());
            }
        }
        !cone.can_be_positive(&untruthful)
    }

    /// Types as they have positive probability under a distribution whose conditionals are the beliefs of all but one of them.
    fn distribution(&self, cone: &mut Cone, margin: usize, except: Option<(usize, usize)>) {
        let mu = cone.variables(self.profiles.len());
        for agent in 0..self.counts.len() {
            for own in 0..self.counts[agent] {
                let of_type = || (0..self.profiles.len()).filter(|place| self.profiles[*place][agent] == own);
                if except == Some((agent, own)) {
                    continue;
                }
                let mass = cone.variable();
                cone.at_most_zero(vec![(margin, one()), (mass, -one())]);
                for place in of_type() {
                    cone.zero(vec![(mu[place], one()), (mass, -self.belief[agent][place].clone())]);
                }
            }
        }
    }

    pub fn common_prior(&self) -> bool {
        let mut cone = Cone::default();
        let margin = cone.variable();
        cone.at_most_one(margin);
        self.distribution(&mut cone, margin, None);
        cone.can_be_positive(&vec![(margin, one())])
    }

    /// NCP∗ for one agent, with C̄ > `least`, 0 or 1.
    pub fn ncp_star(&self, agent: usize, least: u32) -> bool {
        let types = 0..self.counts[agent];
        let pairs = types.clone().flat_map(|truth| types.clone().map(move |report| (truth, report)));
        !pairs.filter(|(truth, report)| truth != report).any(|(truth, report)| {
            let mut cone = Cone::default();
            let margin = cone.variable();
            let scale = cone.variable();
            let (bar, hat) = (cone.variable(), cone.variable());
            cone.at_most_one(margin);
            cone.at_most_one(scale);
            cone.at_most_zero(vec![(margin, one()), (scale, -one())]);
            cone.at_most_zero(vec![(margin, one()), (scale, Rational::from(least)), (bar, -one())]);
            cone.at_most_zero(vec![(margin, one()), (scale, one()), (hat, -one())]);
            self.distribution(&mut cone, margin, Some((agent, report)));
            for j in (0..self.counts.len()).filter(|j| *j != agent) {
                for place in (0..self.profiles.len()).filter(|place| self.profiles[*place][agent] == truth) {
                    let lied = self.with(place, &[agent], &[report]);
                    let own_j = self.profiles[place][j];
                    let same = |of: usize| {
                        let alike =
                            |at: &usize| self.profiles[*at][agent] == truth && self.profiles[*at][j] == own_j;
                        let all = (0..self.profiles.len()).filter(alike).map(|at| &self.belief[of][at]);
                        all.fold(Rational::ZERO, |sum, number| sum + number)
                    };
                    let ratio = same(agent) / same(j);
                    cone.zero(vec![
                        (hat, self.belief[agent][lied].clone()),
                        (scale, -self.belief[agent][place].clone()),
                        (bar, -(ratio * &self.belief[j][lied])),
                    ]);
                }
            }
            cone.can_be_positive(&vec![(margin, one())])
        })
    }

    pub fn ncp_star_star(&self) -> bool {
        let agents = self.counts.len();
        if agents < 3 {
            return false;
        }
        let conditional = |of: usize, pair: [usize; 2], types: &[usize]| -> Vec<Rational> {
            let places = (0..self.profiles.len()).filter(|place| self.types_at(*place, &pair) == types);
            let weights: Vec<Rational> = places.map(|place| self.belief[of][place].clone()).collect();
            let total = weights.iter().fold(Rational::ZERO, |sum, number| sum + number);
            weights.iter().map(|weight| weight / &total).collect()
        };
        for i in 0..agents {
            for j in (0..agents).filter(|j| *j != i) {
                let pair = [i.min(j), i.max(j)];
                let apart: Vec<Vec<usize>> = self
                    .joint(&pair)
                    .into_iter()
                    .filter(|types| conditional(i, pair, types) != conditional(j, pair, types))
                    .collect();
                if apart.iter().any(|a| apart.iter().any(|b| a[0] != b[0] && a[1] != b[1])) {
                    return true;
                }
            }
        }
        false
    }
}
