//! Payoff environments as plain tables, and the canonical mechanisms of THESIS chapter 2 written out on them from the text.

use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, OutcomeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::play::NamedReward;
use ambimech_model::preference::Attitudes;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::robust::PayoffEnvironment;
use ambimech_model::type_space::TypeSpace;
use std::cell::OnceCell;

/// What one agent sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub report: usize,
    pub claim: u64,
    pub number: u64,
    pub reward: Option<usize>,
}

/// An outcome for each report of the agents that are not members.
#[derive(Debug, Clone)]
pub struct Reward {
    pub members: Vec<usize>,
    pub outcomes: Vec<usize>,
}

/// A payoff environment. Profiles are lists of types, the last agent's fastest; `payoffs[x][i][profile]`.
#[derive(Debug, Clone)]
pub struct Tables {
    pub counts: Vec<usize>,
    pub payoffs: Vec<Vec<Vec<Rational>>>,
    pub choice: Vec<usize>,
    pub bad: usize,
    pub everything: Vec<usize>,
    pub guarded: Vec<Vec<usize>>,
    pub objectors: Vec<Vec<usize>>,
    pub rewards: Vec<Reward>,
    /// ε, and which rewards are in Y_S: worked out once, when everything else stands.
    pub epsilon: OnceCell<Rational>,
    pub usable: OnceCell<Vec<bool>>,
}

/// u_i(g(m), θ), by messages, agent and profile.
pub type Worth<'w> = dyn Fn(&[Sent], usize, usize) -> Rational + 'w;

/// All lists of numbers below these.
pub fn each(counts: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for count in counts {
        let longer = |list: &Vec<usize>| {
            let list = list.clone();
            (0..*count).map(move |next| [list.clone(), vec![next]].concat())
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

fn place(counts: &[usize], types: &[usize]) -> usize {
    counts.iter().zip(types).fold(0, |place, (count, own)| place * count + own)
}

/// Agents with their types, and what they send.
pub type Deviation = (Vec<(usize, usize)>, Vec<Sent>);

impl Tables {
    fn outside(&self, members: &[usize]) -> Vec<usize> {
        (0..self.counts.len()).filter(|i| !members.contains(i)).collect()
    }

    /// y at reports of those outside.
    fn rewarded(&self, reward: &Reward, reports: &[usize]) -> usize {
        let outside = self.outside(&reward.members);
        let counts: Vec<usize> = outside.iter().map(|i| self.counts[*i]).collect();
        let own: Vec<usize> = outside.iter().map(|i| reports[*i]).collect();
        reward.outcomes[place(&counts, &own)]
    }

    /// y ∈ Y_S: for all S̄ ⊇ S that are guarded (and S), all types of S̄ and all reports of S̄ ∖ S, a member of S̄ never gains by y when the others are truthful.
    fn is_reward(&self, reward: &Reward) -> bool {
        let mut larger: Vec<Vec<usize>> = vec![reward.members.clone()];
        larger
            .extend(self.guarded.iter().filter(|large| reward.members.iter().all(|i| large.contains(i))).cloned());
        larger.iter().all(|large| {
            let own: Vec<usize> = large.iter().map(|i| self.counts[*i]).collect();
            let rest = self.outside(large);
            let rest_counts: Vec<usize> = rest.iter().map(|i| self.counts[*i]).collect();
            each(&own).iter().all(|truth| {
                each(&own).iter().all(|reports| {
                    large.iter().any(|i| {
                        each(&rest_counts).iter().all(|others| {
                            let mut at = vec![0; self.counts.len()];
                            rest.iter().zip(others).for_each(|(j, own)| at[*j] = *own);
                            let mut said = at.clone();
                            large.iter().zip(truth).for_each(|(j, own)| at[*j] = *own);
                            large.iter().zip(reports).for_each(|(j, own)| said[*j] = *own);
                            let at_place = place(&self.counts, &at);
                            let honest = &self.payoffs[self.choice[at_place]][*i][at_place];
                            *honest >= self.payoffs[self.rewarded(reward, &said)][*i][at_place]
                        })
                    })
                })
            })
        })
    }

    fn reports(&self, sent: &[Sent]) -> Vec<usize> {
        sent.iter().map(|m| m.report).collect()
    }

    fn is_usable(&self, reward: usize) -> bool {
        self.usable.get_or_init(|| self.rewards.iter().map(|reward| self.is_reward(reward)).collect())[reward]
    }

    /// ε = δ/(2G).
    fn half_of_room(&self) -> Rational {
        let profiles = each(&self.counts);
        let (mut delta, mut gap) = (None::<Rational>, Rational::ZERO);
        for i in 0..self.counts.len() {
            for at in 0..profiles.len() {
                for chosen in &self.choice {
                    let over = &self.payoffs[*chosen][i][at] - &self.payoffs[self.bad][i][at];
                    delta = Some(delta.map_or_else(|| over.clone(), |known| known.min(over.clone())));
                    gap = gap.max(over);
                }
            }
        }
        delta.unwrap() / (gap * Rational::from(2u8))
    }

    /// Theorem 2.5.1: the region and the probabilities of the outcomes.
    pub fn theorem(&self, sent: &[Sent]) -> (&'static str, Vec<Rational>) {
        let epsilon = self.epsilon.get_or_init(|| self.half_of_room());
        let reports = self.reports(sent);
        let chosen = self.choice[place(&self.counts, &reports)];
        let mut lottery = vec![Rational::ZERO; self.payoffs.len()];
        let n = Rational::from(sent.len());
        let (mut good, mut bad) = (Rational::ZERO, Rational::ZERO);
        for m in sent {
            let c = Rational::from(m.number);
            good += &c / (&c + Rational::ONE) / &n;
            bad += Rational::ONE / (&c + Rational::ONE) / &n;
        }
        let rest = |weight: Rational, lottery: &mut Vec<Rational>| {
            lottery[chosen] += &weight * &good * epsilon;
            lottery[self.bad] += &weight * &good * (Rational::ONE - epsilon);
            lottery[self.bad] += weight * &bad;
        };
        if sent.iter().all(|m| m.claim == 0) {
            lottery[chosen] = Rational::ONE;
            return ("M1", lottery);
        }
        for (name, reward) in self.rewards.iter().enumerate() {
            let k = sent[reward.members[0]].claim;
            let inside = |i: &usize| reward.members.contains(i);
            let fits = k > 0
                && self.guarded.contains(&reward.members)
                && (0..sent.len()).all(|i| {
                    let m = &sent[i];
                    if inside(&i) { m.claim == k && m.reward == Some(name) } else { m.claim == 0 }
                });
            if fits && self.is_usable(name) {
                let k = Rational::from(k);
                let left = Rational::ONE / (&k + Rational::ONE);
                lottery[self.rewarded(reward, &reports)] += k * &left;
                rest(left, &mut lottery);
                return ("M2", lottery);
            }
        }
        rest(Rational::ONE, &mut lottery);
        ("M3", lottery)
    }

    /// Section 2.8.1: the region and the outcome.
    pub fn section(&self, sent: &[Sent]) -> (&'static str, usize) {
        let reports = self.reports(sent);
        let silent = |i: usize| sent[i].claim == 0 && sent[i].number == 0;
        for (name, reward) in self.rewards.iter().enumerate() {
            let k = sent[reward.members[0]].claim;
            let fits = k > 0
                && self.guarded.contains(&reward.members)
                && (0..sent.len()).all(|i| {
                    let m = &sent[i];
                    if reward.members.contains(&i) {
                        m.claim == k && m.number == 0 && m.reward == Some(name)
                    } else {
                        silent(i)
                    }
                });
            if fits && self.is_usable(name) {
                return ("M2", self.rewarded(reward, &reports));
            }
        }
        let n = sent.len();
        if (0..n).any(|i| (0..n).filter(|j| *j != i).all(silent)) {
            return ("M1", self.choice[place(&self.counts, &reports)]);
        }
        let highest = sent.iter().map(|m| m.number).max().unwrap();
        let winner = sent.iter().position(|m| m.number == highest).unwrap();
        ("M3", self.everything[winner])
    }

    /// The expected payoff of an agent.
    pub fn expected(&self, i: usize, at: usize, lottery: &[Rational]) -> Rational {
        let parts = lottery.iter().enumerate().filter(|(_, share)| !share.is_zero());
        parts.fold(Rational::ZERO, |sum, (x, share)| sum + share * &self.payoffs[x][i][at])
    }

    /// Messages that are reports.
    pub fn plain(&self, i: usize) -> Vec<Sent> {
        (0..self.counts[i]).map(|report| Sent { report, claim: 0, number: 0, reward: None }).collect()
    }

    /// Messages with claims and numbers up to `top`; those that differ in a reward for which nobody asks only once.
    pub fn messages(&self, i: usize, top: u64) -> Vec<Sent> {
        let mut all = Vec::new();
        for plain in self.plain(i) {
            for claim in 0..=top {
                for number in 0..=top {
                    let rewards = if claim > 0 { self.rewards.len() } else { 0 };
                    for reward in std::iter::once(None).chain((0..rewards).map(Some)) {
                        all.push(Sent { claim, number, reward, ..plain.clone() });
                    }
                }
            }
        }
        all
    }

    /// All strategies with these messages of the types of each agent.
    pub fn strategies(&self, messages: &dyn Fn(usize) -> Vec<Sent>) -> Vec<Vec<Vec<Sent>>> {
        let mut all: Vec<Vec<Vec<Sent>>> = vec![Vec::new()];
        for (i, count) in self.counts.iter().enumerate() {
            let own = messages(i);
            let lists = each(&vec![own.len(); *count]);
            let longer = |strategy: &Vec<Vec<Sent>>| {
                let with = |list: &Vec<usize>| {
                    let sent: Vec<Sent> = list.iter().map(|m| own[*m].clone()).collect();
                    [strategy.clone(), vec![sent]].concat()
                };
                lists.iter().map(with).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }

    /// Whether all members, of these types, gain by sending this, all types of the others being equally probable (definition 2.3.2).
    pub fn pays(
        &self,
        worth: &Worth<'_>,
        strategy: &[Vec<Sent>],
        members: &[(usize, usize)],
        send: &[Sent],
    ) -> bool {
        let mut gains = vec![Rational::ZERO; members.len()];
        for (at, types) in each(&self.counts).iter().enumerate() {
            if members.iter().any(|(i, own)| types[*i] != *own) {
                continue;
            }
            let now: Vec<Sent> = types.iter().zip(strategy).map(|(own, of)| of[*own].clone()).collect();
            let mut then = now.clone();
            members.iter().zip(send).for_each(|((i, _), sent)| then[*i] = sent.clone());
            for (gain, (i, _)) in gains.iter_mut().zip(members) {
                *gain += worth(&then, *i, at) - worth(&now, *i, at);
            }
        }
        gains.iter().all(|gain| *gain > Rational::ZERO)
    }

    /// Whether all members, of these types, gain when all of them send this whatever their types (definition 2.8.1).
    pub fn commitment_pays(
        &self,
        worth: &Worth<'_>,
        strategy: &[Vec<Sent>],
        members: &[(usize, usize)],
        send: &[Sent],
    ) -> bool {
        members.iter().all(|(i, own)| {
            let mut gain = Rational::ZERO;
            for (at, types) in each(&self.counts).iter().enumerate() {
                if types[*i] != *own {
                    continue;
                }
                let now: Vec<Sent> = types.iter().zip(strategy).map(|(own, of)| of[*own].clone()).collect();
                let mut then = now.clone();
                members.iter().zip(send).for_each(|((j, _), sent)| then[*j] = sent.clone());
                gain += worth(&then, *i, at) - worth(&now, *i, at);
            }
            gain > Rational::ZERO
        })
    }

    /// The first profitable messages of a coalition with claims and numbers up to `top`.
    pub fn deviation(
        &self,
        worth: &Worth<'_>,
        strategy: &[Vec<Sent>],
        coalitions: &[Vec<usize>],
        (top, committed): (u64, bool),
    ) -> Option<Deviation> {
        for coalition in coalitions {
            let own: Vec<usize> = coalition.iter().map(|i| self.counts[*i]).collect();
            // Coalitions of three send larger numbers only where nothing is new by them.
            let top = if coalition.len() > 2 { 1 } else { top };
            let lists: Vec<Vec<Sent>> = coalition.iter().map(|i| self.messages(*i, top)).collect();
            let sizes: Vec<usize> = lists.iter().map(Vec::len).collect();
            for types in each(&own) {
                let members: Vec<(usize, usize)> = coalition.iter().copied().zip(types).collect();
                for chosen in each(&sizes) {
                    let send: Vec<Sent> = chosen.iter().zip(&lists).map(|(m, list)| list[*m].clone()).collect();
                    let pays = if committed {
                        self.commitment_pays(worth, strategy, &members, &send)
                    } else {
                        self.pays(worth, strategy, &members, &send)
                    };
                    if pays {
                        return Some((members, send));
                    }
                }
            }
        }
        None
    }

    /// Whether somebody gains by a claim of 1 or no claim, and a number up to 2.
    pub fn gains_alone(&self, worth: &Worth<'_>, strategy: &[Vec<Sent>], singles: &[Vec<usize>]) -> bool {
        singles.iter().any(|single| {
            let i = single[0];
            (0..self.counts[i]).any(|own| {
                let old = &strategy[i][own];
                let larger = Sent { number: 2, ..old.clone() };
                self.pays(worth, strategy, &[(i, own)], &[larger])
                    || self.messages(i, 2).into_iter().any(|m| self.pays(worth, strategy, &[(i, own)], &[m]))
            })
        })
    }

    /// The same with types and outcomes, and perhaps agents, in reversed order.
    pub fn relabelled(&self, agents: bool) -> Relabelled {
        let n = self.counts.len();
        let agent: Vec<usize> = (0..n).map(|i| if agents { n - 1 - i } else { i }).collect();
        let last = self.payoffs.len() - 1;
        let outcomes: Vec<usize> = (0..=last).map(|x| last - x).collect();
        let mut counts = vec![0; n];
        (0..n).for_each(|i| counts[agent[i]] = self.counts[i]);
        let moved = |types: &[usize]| {
            let mut other = vec![0; n];
            (0..n).for_each(|i| other[agent[i]] = self.counts[i] - 1 - types[i]);
            place(&counts, &other)
        };
        let size = each(&counts).len();
        let mut payoffs = vec![vec![vec![Rational::ZERO; size]; n]; last + 1];
        let mut choice = vec![0; size];
        for (at, types) in each(&self.counts).iter().enumerate() {
            choice[moved(types)] = outcomes[self.choice[at]];
            for x in 0..=last {
                for i in 0..n {
                    payoffs[outcomes[x]][agent[i]][moved(types)] = self.payoffs[x][i][at].clone();
                }
            }
        }
        let list = |coalitions: &[Vec<usize>]| -> Vec<Vec<usize>> {
            coalitions.iter().map(|list| sorted(list.iter().map(|i| agent[*i]).collect())).collect()
        };
        let reward = |reward: &Reward| {
            let members = sorted(reward.members.iter().map(|i| agent[*i]).collect());
            let outside: Vec<usize> = (0..n).filter(|i| !members.contains(i)).collect();
            let outside_counts: Vec<usize> = outside.iter().map(|i| counts[*i]).collect();
            let at = |own: &Vec<usize>| {
                let mut old = vec![0; n];
                for (j, own) in outside.iter().zip(own) {
                    let i = agent.iter().position(|to| to == j).unwrap();
                    old[i] = self.counts[i] - 1 - own;
                }
                outcomes[self.rewarded(reward, &old)]
            };
            Reward { outcomes: each(&outside_counts).iter().map(at).collect(), members }
        };
        let mut everything = self.everything.clone();
        self.everything.iter().enumerate().for_each(|(i, x)| everything[agent[i]] = outcomes[*x]);
        let tables = Tables {
            payoffs,
            choice,
            bad: outcomes[self.bad],
            everything,
            guarded: list(&self.guarded),
            objectors: list(&self.objectors),
            rewards: self.rewards.iter().map(reward).collect(),
            epsilon: OnceCell::new(),
            usable: OnceCell::new(),
            counts,
        };
        Relabelled { tables, agent, outcomes, counts: self.counts.clone() }
    }

    pub fn named_rewards(&self) -> Vec<NamedReward> {
        let named = |(place, reward): (usize, &Reward)| NamedReward {
            name: format!("y{place}"),
            coalition: reward.members.iter().map(|i| AgentId(*i)).collect(),
            lotteries: reward.outcomes.iter().map(|x| Lottery::sure(OutcomeId(*x))).collect(),
        };
        self.rewards.iter().enumerate().map(named).collect()
    }

    pub fn environment(&self) -> PayoffEnvironment {
        let space = TypeSpace::new(self.counts.clone()).unwrap();
        let all = Coalition::grand(self.counts.len());
        let own = |count: usize| (0..count).map(|t| Type { name: format!("t{t}"), attributes: Vec::new() });
        let agent = |(i, count): (usize, &usize)| Agent { name: format!("{i}"), types: own(*count).collect() };
        let outcome = |(x, by_agent): (usize, &Vec<Vec<Rational>>)| Outcome {
            name: format!("x{x}"),
            payoffs: by_agent.iter().map(|values| Payoff::new(&space, all, values.clone()).unwrap()).collect(),
        };
        let parts = EnvironmentParts {
            name: String::new(),
            source: String::new(),
            agents: self.counts.iter().enumerate().map(agent).collect(),
            beliefs: Beliefs::Common(Prior::from_integers(&space, vec![1; space.size()]).unwrap()),
            outcomes: self.payoffs.iter().enumerate().map(outcome).collect(),
            outside: None,
            allocation: vec![OutcomeId(0); space.size()].into(),
            pattern: Pattern::All,
            attitudes: Attitudes::default(),
        };
        let choice = self.choice.iter().map(|x| Lottery::sure(OutcomeId(*x))).collect();
        PayoffEnvironment::around(&Environment::new(parts).unwrap(), choice, None).unwrap()
    }
}

fn sorted(mut list: Vec<usize>) -> Vec<usize> {
    list.sort_unstable();
    list
}

/// Tables under other names.
pub struct Relabelled {
    pub tables: Tables,
    pub outcomes: Vec<usize>,
    agent: Vec<usize>,
    counts: Vec<usize>,
}

impl Relabelled {
    pub fn sent(&self, sent: &[Sent]) -> Vec<Sent> {
        let mut moved = sent.to_vec();
        for (i, m) in sent.iter().enumerate() {
            moved[self.agent[i]] = Sent { report: self.counts[i] - 1 - m.report, ..m.clone() };
        }
        moved
    }
}

fn subsets(n: usize) -> Vec<Vec<usize>> {
    (1..1usize << n).map(|set| (0..n).filter(|i| set >> i & 1 > 0).collect()).collect()
}

/// Small integers, and half of the outcome's place to tell the outcomes apart.
fn ordinary(next: &mut impl FnMut(u64) -> usize, counts: &[usize], outcomes: usize) -> Vec<Vec<Vec<Rational>>> {
    let size = each(counts).len();
    let mut payoffs = Vec::new();
    while payoffs.len() < outcomes {
        let of_agent = |_| (0..size).map(|_| Rational::from(1 + next(4))).collect::<Vec<_>>();
        let found: Vec<Vec<Rational>> = (0..counts.len()).map(of_agent).collect();
        if !payoffs.contains(&found) {
            payoffs.push(found);
        }
    }
    payoffs
}

fn random_rewards(next: &mut impl FnMut(u64) -> usize, tables: &mut Tables, count: usize) {
    let sets = subsets(tables.counts.len());
    for _ in 0..count {
        let members = sets[next(sets.len() as u64)].clone();
        let outside: Vec<usize> = tables.outside(&members).iter().map(|i| tables.counts[*i]).collect();
        let outcomes = each(&outside).iter().map(|_| next(tables.payoffs.len() as u64)).collect();
        tables.rewards.push(Reward { members, outcomes });
    }
}

fn random_scope(next: &mut impl FnMut(u64) -> usize, tables: &mut Tables) {
    let n = tables.counts.len();
    let singles: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    let pair: Vec<Vec<usize>> = singles.iter().cloned().chain([vec![0, n - 1]]).collect();
    let all = subsets(n);
    // Nash, strong, a listed pattern, double.
    (tables.objectors, tables.guarded) = match next(4) {
        0 => (singles.clone(), singles),
        1 => (all.clone(), all),
        2 => (pair.clone(), pair),
        _ => (singles, all),
    };
}

/// Two or three agents, three or four outcomes and one that is worse than all of them.
pub fn with_bad_outcome(next: &mut impl FnMut(u64) -> usize) -> Tables {
    let counts = [vec![2, 1], vec![2, 2], vec![1, 2, 1], vec![2, 1, 2]][next(4)].clone();
    let size = each(&counts).len();
    let kinds = 3 + next(2);
    let mut payoffs = ordinary(next, &counts, kinds);
    let low = |_| (0..size).map(|_| -Rational::from(next(3))).collect::<Vec<_>>();
    payoffs.push((0..counts.len()).map(low).collect());
    let choice = (0..size).map(|_| next(kinds as u64)).collect();
    let mut tables = Tables {
        bad: kinds,
        everything: Vec::new(),
        counts,
        payoffs,
        choice,
        guarded: Vec::new(),
        objectors: Vec::new(),
        rewards: Vec::new(),
        epsilon: OnceCell::new(),
        usable: OnceCell::new(),
    };
    random_scope(next, &mut tables);
    random_rewards(next, &mut tables, 3);
    tables
}

/// One outcome for each of three agents that gives it everything, and three others.
pub fn economy_of(next: &mut impl FnMut(u64) -> usize, counts: &[usize]) -> Tables {
    let size = each(counts).len();
    let n = counts.len();
    let mut payoffs: Vec<Vec<Vec<Rational>>> = Vec::new();
    for winner in 0..n {
        let of_agent = |i| vec![if i == winner { Rational::from(9) } else { Rational::ZERO }; size];
        payoffs.push((0..n).map(of_agent).collect());
    }
    payoffs.extend(ordinary(next, counts, 3));
    let choice = (0..size).map(|_| n + next(3)).collect();
    let mut tables = Tables {
        counts: counts.to_vec(),
        payoffs,
        choice,
        bad: 0,
        everything: (0..n).collect(),
        guarded: Vec::new(),
        objectors: Vec::new(),
        rewards: Vec::new(),
        epsilon: OnceCell::new(),
        usable: OnceCell::new(),
    };
    random_scope(next, &mut tables);
    random_rewards(next, &mut tables, 3);
    tables
}
