//! Symmetries in the search over deceptions: those that are found are those of the definition, and no verdict depends on them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::Format;
use ambimech_io::environment::EnvironmentText;
use ambimech_model::check::{check_maxmin, check_monotonicity};
use ambimech_model::index::{AgentId, OutcomeId, ProfileId, TypeId};
use ambimech_model::maxmin::{ChoiceProblem, DeceptionProof, Finding, MaxminCondition, Proof, Scope};
use ambimech_model::robust::{Concept, Monotonicity, NoReward, Pairwise, PayoffEnvironment, Refutation, scope_of};
use ambimech_solve::maxmin::{Effort, study_choices};
use ambimech_solve::robust::{MonotonicitySearch, SearchEffort, SearchLimits};
use ambimech_solve::symmetry::{Automorphism, Structure, find_automorphisms};

const PLAIN: SearchLimits = SearchLimits { programs: 1_000_000, branches: 10_000, symmetries: false };
const SYMMETRIC: SearchLimits = SearchLimits { symmetries: true, ..PLAIN };

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// What does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    /// Agents may be exchanged.
    Agents,
    /// Both agents' types may be exchanged at once.
    Types,
}

impl Kept {
    /// Where the payoff of an agent at a profile (s, t) goes, the profile written in two bits.
    fn place(self, agent: usize, at: usize) -> (usize, usize) {
        match self {
            Kept::Nothing => (agent, at),
            Kept::Agents => (1 - agent, at >> 1 | (at & 1) << 1),
            Kept::Types => (agent, 3 - at),
        }
    }
}

/// Two agents with two types; an outcome x with its image m, an outcome z that is its own image, and a bad one.
fn small(seed: u64, kept: Kept, pattern: &str, choices: bool) -> String {
    let mut numbers = Numbers(seed.wrapping_mul(977) + 5);
    let mut text = format!("format = \"ambimech-environment/1\"\ncoalitions = \"{pattern}\"\n");
    text += "agents = [{ name = \"1\", types = [\"a\", \"b\"] }, { name = \"2\", types = [\"a\", \"b\"] }]\n";
    if choices {
        let mut beliefs = vec![vec![Vec::new(); 2]; 2];
        for vertices in beliefs.iter_mut().flatten() {
            *vertices = vec![[0, 0]; 2];
            vertices.iter_mut().flatten().for_each(|part| *part = 1 + numbers.below(3));
        }
        match kept {
            Kept::Nothing => {}
            Kept::Agents => beliefs[1] = beliefs[0].clone(),
            Kept::Types => {
                for own in &mut beliefs {
                    own[1] = own[0].iter().map(|[a, b]| [*b, *a]).collect();
                }
            }
        }
        for (agent, own) in beliefs.iter().enumerate() {
            for (own, vertices) in own.iter().enumerate() {
                let list: Vec<String> =
                    vertices.iter().map(|[a, b]| format!("{{ \"a\" = {a}, \"b\" = {b} }}")).collect();
                text += &format!(
                    "[priors.\"{}\".{}]\nkind = \"vertices\"\nvertices = [{}]\n",
                    agent + 1,
                    ["a", "b"][own],
                    list.join(", ")
                );
            }
        }
    }
    let rows = ["a a", "a b", "b a", "b b"];
    let mut outcome = |name: &str, table: [[u64; 4]; 2]| {
        text += &format!("[outcomes.{name}]\n");
        for (at, row) in rows.iter().enumerate() {
            text += &format!("\"{row}\" = [{}, {}]\n", table[0][at], table[1][at]);
        }
    };
    let mut table = || [[(); 4]; 2].map(|row| row.map(|()| numbers.below(5)));
    let image = |table: [[u64; 4]; 2]| {
        let mut found = [[0; 4]; 2];
        for (agent, row) in table.iter().enumerate() {
            for (at, value) in row.iter().enumerate() {
                let (to, mapped) = kept.place(agent, at);
                found[to][mapped] = *value;
            }
        }
        found
    };
    let (x, mut z, other) = (table(), table(), table());
    let mirrored = image(z);
    for agent in 0..2 {
        for at in 0..4 {
            z[agent][at] += mirrored[agent][at];
        }
    }
    outcome("x", x);
    outcome("m", if kept == Kept::Nothing { other } else { image(x) });
    outcome("z", z);
    text += "[outcomes.ruin]\n\"1\" = -9\n\"2\" = -9\n";
    let mut chosen = vec![None; 4];
    for at in 0..4 {
        let (_, mapped) = kept.place(0, at);
        let pick = numbers.below(3) as usize;
        let even = "{ x = \"1/2\", m = \"1/2\" }".to_string();
        if chosen[at].is_some() {
            continue;
        }
        if mapped == at && kept != Kept::Nothing {
            chosen[at] = Some(if pick == 0 { "\"z\"".to_string() } else { even });
        } else {
            chosen[at] = Some(["\"x\"", "\"m\"", "\"z\""][pick].to_string());
            if kept != Kept::Nothing {
                chosen[mapped] = Some(["\"m\"", "\"x\"", "\"z\""][pick].to_string());
            }
        }
    }
    let heads: &[&str] =
        if choices { &["[allocation]\n\"* *\" = \"ruin\"\n[choices.f]\n"] } else { &["[allocation]\n"] };
    for head in heads {
        text += head;
        for (row, lottery) in rows.iter().zip(&chosen) {
            text += &format!("\"{row}\" = {}\n", lottery.clone().unwrap());
        }
    }
    text
}

fn source(text: &str) -> EnvironmentText<'_> {
    EnvironmentText { text, file_name: "test.toml", format: Format::Toml, folder: None }
}

fn payoffs(seed: u64, kept: Kept) -> PayoffEnvironment {
    let text = small(seed, kept, "all", false);
    source(&text).read_payoff_environment(&[]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn problem(seed: u64, kept: Kept, pattern: &str) -> ChoiceProblem {
    let text = small(seed, kept, pattern, true);
    source(&text).read_choice_problem(&[]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Whether robust monotonicity and its pairwise form hold, and what it took.
fn decide(
    environment: &PayoffEnvironment,
    concept: Concept,
    limits: &SearchLimits,
) -> (Monotonicity, Pairwise, SearchEffort) {
    let scope = scope_of(environment, concept);
    let mut quiet = |_| {};
    let mut search = MonotonicitySearch::new(environment, &scope, None, limits, &mut quiet);
    let monotonicity = search.decide_monotonicity().unwrap();
    let pairwise = search.decide_pairwise().unwrap();
    (monotonicity, pairwise, search.effort())
}

/// Agents with two types who may be exchanged, with random payoffs: searches about them often divide.
fn dividing(agents: usize, choices: u64) -> String {
    let mut text = "format = \"ambimech-environment/1\"\ncoalitions = \"all\"\n".to_string();
    let mut numbers = Numbers(choices);
    for agent in 1..=agents {
        text += &format!("[[agents]]\nname = \"{agent}\"\ntypes = [\"low\", \"high\"]\n");
    }
    let count = 1 << agents;
    let row = |at: usize| {
        let names: Vec<&str> =
            (0..agents).map(|i| if at >> (agents - 1 - i) & 1 == 1 { "high" } else { "low" }).collect();
        names.join(" ")
    };
    // What an agent gets depends on its own type and on how many others are high.
    for name in ["x", "y", "z"] {
        let table: Vec<u64> = (0..2 * agents).map(|_| numbers.below(4)).collect();
        text += &format!("[outcomes.{name}]\n");
        for at in 0..count as usize {
            let own = |i: usize| at >> (agents - 1 - i) & 1;
            let value = |i: usize| table[own(i) * agents + at.count_ones() as usize - own(i)].to_string();
            text += &format!("\"{}\" = [{}]\n", row(at), (0..agents).map(value).collect::<Vec<_>>().join(", "));
        }
    }
    text += "[outcomes.ruin]\n";
    (1..=agents).for_each(|agent| text += &format!("\"{agent}\" = -99\n"));
    text += "[allocation]\n";
    let by_level: Vec<&str> = (0..=agents).map(|_| ["x", "y", "z"][numbers.below(3) as usize]).collect();
    for at in 0..count as usize {
        text += &format!("\"{}\" = \"{}\"\n", row(at), by_level[at.count_ones() as usize]);
    }
    text
}

/// Cases of coalitions that are alike take over one another's refutations, and the checker accepts these.
#[test]
fn divided_searches_have_the_same_verdicts() {
    let (mut divided, mut holding, mut recalled) = (0, 0, 0);
    for seed in 0..150 {
        let text = dividing(3, seed);
        let environment = source(&text).read_payoff_environment(&[]).unwrap();
        let (one, _, plain) = decide(&environment, Concept::Strong, &PLAIN);
        let (other, _, symmetric) = decide(&environment, Concept::Strong, &SYMMETRIC);
        let holds = matches!(one, Monotonicity::Holds(_));
        assert_eq!(holds, matches!(other, Monotonicity::Holds(_)), "{seed}");
        if plain.branches > 1 {
            divided += 1;
            holding += usize::from(holds);
            recalled += usize::from(symmetric.branches < plain.branches);
        }
    }
    assert!(divided > 50 && holding > 5 && recalled > 30, "{divided} {holding} {recalled}");
}

/// Every automorphism of two agents with two types, by going through everything.
fn by_definition(environment: &PayoffEnvironment) -> usize {
    let outcomes = environment.outcome_count();
    let orders = |count: usize| -> Vec<Vec<usize>> {
        let all =
            (0..count.pow(count as u32)).map(|code| (0..count).map(move |p| code / count.pow(p as u32) % count));
        all.map(Iterator::collect::<Vec<usize>>).filter(|order| (0..count).all(|p| order.contains(&p))).collect()
    };
    let mut found = 0;
    for agents in orders(2) {
        for first in orders(2) {
            for second in orders(2) {
                let types = [&first, &second];
                let image = |at: usize| {
                    let mut mapped = [0; 2];
                    for agent in 0..2 {
                        mapped[agents[agent]] = types[agent][at >> (1 - agent) & 1];
                    }
                    mapped[0] << 1 | mapped[1]
                };
                found += usize::from(orders(outcomes).iter().any(|moved| {
                    let payoffs = (0..2).all(|i| {
                        (0..4).all(|at| {
                            (0..outcomes).all(|x| {
                                environment.payoff(AgentId(agents[i]), OutcomeId(moved[x]), ProfileId(image(at)))
                                    == environment.payoff(AgentId(i), OutcomeId(x), ProfileId(at))
                            })
                        })
                    });
                    payoffs
                        && (0..4).all(|at| {
                            (0..outcomes).all(|x| {
                                environment.choice(ProfileId(image(at))).probability(OutcomeId(moved[x]))
                                    == environment.choice(ProfileId(at)).probability(OutcomeId(x))
                            })
                        })
                }));
            }
        }
    }
    found
}

/// How many maps of types these generate, the identity among them.
fn generated(generators: &[Automorphism]) -> usize {
    type Map = Vec<(AgentId, TypeId)>;
    let identity: Map = (0..2).flat_map(|i| (0..2).map(move |t| (AgentId(i), TypeId(t)))).collect();
    let mut found = vec![identity];
    let mut next = 0;
    while let Some(map) = found.get(next).cloned() {
        for by in generators {
            let image: Map = map.iter().map(|(i, t)| by.point(*i, *t)).collect();
            if !found.contains(&image) {
                found.push(image);
            }
        }
        next += 1;
    }
    found.len()
}

#[test]
fn automorphisms_are_those_of_the_definition() {
    let mut sizes = [0; 9];
    for seed in 0..12 {
        for kept in [Kept::Nothing, Kept::Agents, Kept::Types] {
            let environment = payoffs(seed, kept);
            let scope = scope_of(&environment, Concept::Strong);
            let found = find_automorphisms(&Structure::of_payoffs(&environment, &scope).unwrap());
            let size = generated(&found);
            assert_eq!(size, by_definition(&environment), "{seed} {kept:?}");
            assert!(kept == Kept::Nothing || size > 1, "{seed} {kept:?}");
            sizes[size] += 1;
        }
    }
    assert!(sizes[1] > 5 && sizes[2] > 5, "{sizes:?}");
}

#[test]
fn robust_verdicts_do_not_depend_on_symmetries() {
    let (mut verdicts, mut mapped, mut divided) = ([0; 4], 0, 0);
    for seed in 0..25 {
        for kept in [Kept::Nothing, Kept::Agents, Kept::Types] {
            let environment = payoffs(seed, kept);
            for concept in [Concept::Nash, Concept::Strong, Concept::Double] {
                let (one, pair, plain) = decide(&environment, concept, &PLAIN);
                let (other, same_pair, symmetric) = decide(&environment, concept, &SYMMETRIC);
                let holds = matches!(one, Monotonicity::Holds(_));
                let pairwise = matches!(pair, Pairwise::Holds(_));
                assert_eq!(holds, matches!(other, Monotonicity::Holds(_)), "{seed} {kept:?} {concept:?}");
                assert_eq!(pairwise, matches!(same_pair, Pairwise::Holds(_)), "{seed} {kept:?} {concept:?}");
                assert_eq!((plain.generators, plain.mapped), (0, 0));
                verdicts[usize::from(holds) + 2 * usize::from(pairwise)] += 1;
                mapped += symmetric.mapped;
                divided += usize::from(symmetric.branches > 1);
            }
        }
    }
    // The pairwise form is the stronger one.
    assert_eq!(verdicts[2], 0);
    assert!(verdicts[0] > 5 && verdicts[3] > 5, "{verdicts:?}");
    assert!(mapped > 200, "{mapped}");
    assert!(divided > 10, "{divided}");
}

#[test]
fn verdicts_under_ambiguity_do_not_depend_on_symmetries() {
    let with = |symmetries| Effort { symmetries, ..Effort::default() };
    let (mut seen, mut open) = ([0, 0], 0);
    for seed in 0..14 {
        for (kept, pattern) in [
            (Kept::Nothing, "all"),
            (Kept::Agents, "all"),
            (Kept::Types, "all"),
            (Kept::Agents, "singletons"),
            (Kept::Types, "singletons"),
        ] {
            let problem = problem(seed, kept, pattern);
            let scope = Scope::Pattern;
            let structure = Structure::of_problem(&problem, scope).unwrap();
            // Outcomes with the same payoffs everywhere are exchanged in order only.
            let outcomes = problem.environment().without_beliefs().outcomes();
            let twins = outcomes[0].payoffs == outcomes[1].payoffs;
            assert!(
                kept == Kept::Nothing || twins || !find_automorphisms(&structure).is_empty(),
                "{seed} {kept:?}"
            );
            let [plain, symmetric] =
                [false, true].map(|symmetries| study_choices(&problem, scope, with(symmetries), &mut |_| {}));
            let holds = |findings: &[Finding]| {
                let monotone = findings.iter().find(|finding| finding.condition == MaxminCondition::Monotone);
                monotone.map(|finding| finding.holds)
            };
            let verdict = holds(&plain.findings);
            // A bound on programs may end the search without symmetries first.
            let Some(verdict) = verdict else {
                open += 1;
                continue;
            };
            assert_eq!(Some(verdict), holds(&symmetric.findings), "{seed} {kept:?} {pattern}");
            seen[usize::from(verdict)] += 1;
            for finding in &symmetric.findings {
                check_maxmin(&problem, finding).unwrap();
            }
            // The deception that has no reward is the first one either way.
            let failing = |findings: &[Finding]| {
                findings.iter().find_map(|finding| match &finding.proof {
                    Proof::NoReward(missing) => Some((missing.choice, missing.deception.clone())),
                    _ => None,
                })
            };
            assert_eq!(failing(&plain.findings), failing(&symmetric.findings), "{seed} {kept:?}");
        }
    }
    assert!(seen.iter().all(|count| *count > 5) && open < 5, "{seen:?} {open}");
}

/// The public good of THESIS 2.7.1 among four agents who may be exchanged: one coalition of every size, and one of its types for all
/// that differ by order.
#[test]
fn four_agents_alike_are_asked_about_once() {
    let mut text = "format = \"ambimech-environment/1\"\ncoalitions = \"all\"\n".to_string();
    for agent in 1..=4 {
        text += &format!("[[agents]]\nname = \"{agent}\"\ntypes = [\"low\", \"high\"]\n");
    }
    let highs = |at: usize| at.count_ones() as i64;
    let row = |at: usize| {
        let names: Vec<&str> = (0..4).map(|i| if at >> (3 - i) & 1 == 1 { "high" } else { "low" }).collect();
        names.join(" ")
    };
    for level in 0..=4i64 {
        text += &format!("[outcomes.level{level}]\n");
        for at in 0..16 {
            let missed = (level - highs(at)).pow(2);
            let values: Vec<String> =
                (0..4).map(|i| (level * (at >> (3 - i) & 1) as i64 - 2 * missed).to_string()).collect();
            text += &format!("\"{}\" = [{}]\n", row(at), values.join(", "));
        }
    }
    text += "[outcomes.ruin]\n";
    (1..=4).for_each(|agent| text += &format!("\"{agent}\" = -99\n"));
    text += "[allocation]\n";
    (0..16).for_each(|at| text += &format!("\"{}\" = \"level{}\"\n", row(at), highs(at)));
    let environment = source(&text).read_payoff_environment(&[]).unwrap();
    for concept in [Concept::Nash, Concept::Strong] {
        let (one, _, plain) = decide(&environment, concept, &PLAIN);
        let (other, _, symmetric) = decide(&environment, concept, &SYMMETRIC);
        assert_eq!(matches!(one, Monotonicity::Holds(_)), matches!(other, Monotonicity::Holds(_)));
        assert_eq!(symmetric.generators, 3, "the exchanges of neighbours, or others that generate all");
        assert!(4 * symmetric.asked <= plain.asked, "{symmetric:?} {plain:?}");
    }
}

/// Exchanging what was found for two deceptions of an orbit is noticed.
#[test]
fn images_that_belong_elsewhere_are_refused() {
    let (mut robust, mut ambiguous) = (0, 0);
    for seed in 0..20 {
        let environment = payoffs(seed, Kept::Agents);
        let scope = scope_of(&environment, Concept::Nash);
        match decide(&environment, Concept::Nash, &SYMMETRIC).0 {
            Monotonicity::Holds(Refutation::Removed(mut objections, rest)) if objections.len() > 1 => {
                // The image of a reward that is none.
                let bad = ambimech_model::lottery::Lottery::sure(OutcomeId(3));
                let last = objections.len() - 1;
                objections[last].reward.iter_mut().for_each(|lottery| *lottery = bad.clone());
                let changed = Monotonicity::Holds(Refutation::Removed(objections, rest));
                assert!(check_monotonicity(&environment, &scope, &changed).is_err(), "{seed}");
                robust += 1;
            }
            Monotonicity::Fails(mut standing) => {
                let sums = standing.silences.iter_mut().filter_map(|silence| match &mut silence.proof {
                    NoReward::Sum { gains, .. } => Some(gains),
                    NoReward::Cases { .. } => None,
                });
                sums.for_each(|gains| gains.iter_mut().for_each(|gain| gain.agent = AgentId(1 - gain.agent.0)));
                let changed = Monotonicity::Fails(standing);
                assert!(check_monotonicity(&environment, &scope, &changed).is_err(), "{seed}");
                robust += 1;
            }
            Monotonicity::Holds(_) => {}
        }
        let problem = problem(seed, Kept::Agents, "singletons");
        let answer = study_choices(&problem, Scope::Pattern, Effort::default(), &mut |_| {});
        let monotone = answer.findings.iter().find(|finding| finding.condition == MaxminCondition::Monotone);
        if let Some(Finding { proof: Proof::Rewards(rewards, proofs), .. }) = monotone {
            let mut changed = proofs.clone();
            let claimed = changed.iter().position(|proof| matches!(proof, DeceptionProof::Rewarded(..)));
            let Some(place) = claimed else { continue };
            changed[place] = DeceptionProof::Rewarded(rewards.len(), ProfileId(0));
            let proof = Proof::Rewards(rewards.clone(), changed);
            let tampered = Finding { proof, ..monotone.unwrap().clone() };
            assert!(check_maxmin(&problem, &tampered).is_err(), "{seed}");
            ambiguous += 1;
        }
    }
    assert!(robust > 3 && ambiguous > 1, "{robust} {ambiguous}");
}
