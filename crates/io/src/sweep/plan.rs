//! What a plan of a sweep says.

use crate::environment::Setting;
use ambimech_model::coalition::Pattern;
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::type_space::TypeSpace;

/// A plan: frames × priors × payoffs are its cells, and every cell is drawn a number of times.
#[derive(Debug, Clone)]
pub struct Plan {
    /// A name for people; may be empty.
    pub name: String,
    /// A remark for people; may be empty.
    pub about: String,
    /// The master seed.
    pub seed: u64,
    /// How often a cell with something random in it is drawn.
    pub repetitions: u64,
    /// How much work a decision is worth.
    pub effort: PlanEffort,
    /// Who can collude in environments that are drawn; `None`: as the environment's file says, or else everybody.
    pub pattern: Option<Pattern>,
    /// Agents and types, and what is given about them.
    pub frames: Vec<Frame>,
    /// The parameters that move from frame to frame, in the order of the file.
    pub parameters: Vec<String>,
    /// The priors, at least one.
    pub priors: Vec<PlannedPrior>,
    /// The payoffs, at least one.
    pub payoffs: Vec<PlannedPayoffs>,
    /// The conditions that are decided.
    pub conditions: Vec<Condition>,
    /// The goals that are decided.
    pub decisions: Vec<Decision>,
    /// `sha256:` and the hash of the plan's text and of all files it names: two plans with the same digest are the same.
    pub digest: String,
}

/// How much work a decision is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanEffort {
    /// What takes seconds at most; a decision that takes more is undecided. Counted in steps, not by a clock.
    Moderate,
    /// What fits in memory, however long it takes.
    Full,
}

/// One point of the first axis: a shape, or the environment of a file at some values of its parameters.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Names of agents and types.
    pub labels: FrameLabels,
    /// Numbers of types.
    pub space: TypeSpace,
    /// The values of the moving parameters, in the plan's order.
    pub settings: Vec<Setting>,
    /// What the file gives; `None` for a shape.
    pub given: Option<Box<Environment>>,
}

/// What agents and types are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameLabels {
    /// Names of agents.
    pub agents: Vec<String>,
    /// Names of every agent's types.
    pub types: Vec<Vec<String>>,
}

impl Frame {
    /// A shape: agents `1`, `2`, …, each with types `1`, `2`, …; `None` when it has too many profiles.
    pub fn of_shape(counts: &[usize]) -> Option<Frame> {
        let names = |count: usize| (1..=count).map(|number| number.to_string()).collect::<Vec<String>>();
        let labels =
            FrameLabels { agents: names(counts.len()), types: counts.iter().map(|count| names(*count)).collect() };
        Some(Frame { labels, space: TypeSpace::new(counts.to_vec())?, settings: Vec::new(), given: None })
    }

    /// The environment of a file at these values of its parameters.
    pub fn of_environment(environment: Environment, settings: Vec<Setting>) -> Frame {
        let labels = FrameLabels {
            agents: environment.agents().iter().map(|agent| agent.name.clone()).collect(),
            types: environment
                .agents()
                .iter()
                .map(|agent| agent.types.iter().map(|known| known.name.clone()).collect())
                .collect(),
        };
        Frame { labels, space: environment.space().clone(), settings, given: Some(Box::new(environment)) }
    }

    /// Numbers of types with × between them: `2×2×3`, for people and tables.
    pub fn shape(&self) -> String {
        let counts: Vec<String> =
            self.space.agents().map(|agent| self.space.type_count(agent).to_string()).collect();
        counts.join("x")
    }

    /// The shape and the values of the parameters: what random numbers are named by.
    pub fn key(&self) -> String {
        let settings: Vec<String> =
            self.settings.iter().map(|setting| format!("{}={}", setting.name, setting.value)).collect();
        format!("{} {}", self.shape(), settings.join(" "))
    }
}

/// A prior under its name.
#[derive(Debug, Clone)]
pub struct PlannedPrior {
    /// The name, which stands in the column `prior`.
    pub name: String,
    /// How it comes about.
    pub kind: PriorKind,
    /// A condition that is made to fail.
    pub bias: Option<Bias>,
}

/// How a prior comes about. Every draw is a vector of exact weights.
#[derive(Debug, Clone)]
pub enum PriorKind {
    /// The one of the environment's file.
    Given,
    /// 1/`denominator` at every profile, and the rest of the `denominator` steps by Pólya's urn with this many balls of every profile
    /// at the start: a Dirichlet distribution on the grid of multiples of 1/`denominator`.
    Dirichlet {
        /// Balls of every profile at the start, as a fraction.
        concentration: (u64, u64),
        /// The number of steps of the grid.
        denominator: u64,
    },
    /// Independent whole weights, all from `least` to `most` equally likely.
    Integers {
        /// The smallest weight.
        least: u64,
        /// The largest weight.
        most: u64,
    },
    /// Independent types: every agent's weights are whole numbers from 1 to `most`.
    Independent {
        /// The largest weight.
        most: u64,
    },
    /// Types independent given one of `states` states; weights of states, and of types in every state, from 1 to `most`.
    ConditionallyIndependent {
        /// The number of states.
        states: u64,
        /// The largest weight.
        most: u64,
    },
    /// A Markov chain along the agents: the first agent's weights times a weight for every pair of neighbours' types, all from 1 to
    /// `most`.
    Markov {
        /// The largest weight.
        most: u64,
    },
    /// A mixture of priors of this plan, each drawn anew.
    Mixture {
        /// Places of the priors in the plan, all before this one, with their weights.
        of: Vec<(usize, Rational)>,
    },
    /// Relative frequencies in data, with something added to every count.
    Counts {
        /// The data.
        data: Observations,
        /// What is added to every profile's count.
        add: Rational,
        /// Whether as many observations are drawn from the data, with replacement.
        sample: Sample,
    },
    /// A kernel estimate: every observation is spread over profiles by the kernel of Aitchison and Aitken, agent by agent.
    Kernel {
        /// The data.
        data: Observations,
        /// The part of an observation that goes to the agent's other types, in equal parts.
        bandwidth: Rational,
        /// Whether as many observations are drawn from the data, with replacement.
        sample: Sample,
    },
}

/// Whether the data are used as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// As they are.
    Whole,
    /// As many observations as there are, drawn with replacement (the bootstrap).
    Resampled,
}

/// Observed profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observations {
    /// The file as the plan names it.
    pub file: String,
    /// How many times each profile was observed, in the order of profiles.
    pub counts: Vec<u64>,
}

/// What is made to fail, by exact ties between types' beliefs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bias {
    /// Two types of an agent get the same posterior.
    Bdp,
    /// Two joint types of all agents but one get the same posterior.
    Cbdp,
    /// One type's posterior becomes a mixture of those of the agent's other types.
    ConvexIndependence,
}

/// Payoffs under their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPayoffs {
    /// The name, which stands in the column `payoffs`.
    pub name: String,
    /// How they come about.
    pub kind: PayoffKind,
}

/// How payoffs and the allocation rule come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoffKind {
    /// Those of the environment's file.
    Given,
    /// One outcome that is worth nothing to anybody, for plans that ask about beliefs only.
    Nothing,
    /// Whole numbers from `least` to `most`, all equally likely.
    Integers(RandomPayoffs),
}

/// Random payoffs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomPayoffs {
    /// The number of outcomes.
    pub outcomes: usize,
    /// The smallest payoff.
    pub least: i64,
    /// The largest payoff.
    pub most: i64,
    /// Whose types a payoff depends on.
    pub values: Values,
    /// Whether the first outcome is the outside option, worth 0 to everybody.
    pub outside: Outside,
    /// The allocation rule.
    pub rule: RandomRule,
}

/// Whose types a payoff depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// All agents' types.
    Interdependent,
    /// The agent's own type.
    Private,
}

/// Whether there is an outside option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// The first outcome.
    First,
    /// None.
    Absent,
}

/// A rule for random payoffs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RandomRule {
    /// The outcome with the largest total payoff, the first one of several.
    Efficient,
    /// Any outcome at every profile, all equally likely.
    Random,
}

/// A goal that is decided in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The name, with which its columns begin.
    pub name: String,
    /// The goal.
    pub goal: Goal,
    /// Simple or ambiguous.
    pub mechanism: MechanismKind,
    /// The misreports.
    pub reports: Reports,
    /// Whether payments are recorded.
    pub stakes: StakesColumns,
}

/// Whether payments are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StakesColumns {
    /// The largest payment, receipt and expected turnover.
    Recorded,
    /// No.
    LeftOut,
}

impl PlannedPrior {
    /// Whether draws differ; `priors` are those of the plan.
    pub fn is_random(&self, priors: &[PlannedPrior]) -> bool {
        self.bias.is_some()
            || match &self.kind {
                PriorKind::Given => false,
                PriorKind::Counts { sample, .. } | PriorKind::Kernel { sample, .. } => {
                    *sample == Sample::Resampled
                }
                PriorKind::Mixture { of } => {
                    of.iter().any(|(place, _)| priors.get(*place).is_some_and(|prior| prior.is_random(priors)))
                }
                _ => true,
            }
    }
}

impl Plan {
    /// How often a cell is drawn: once when nothing is random in it.
    pub fn repetitions_of(&self, prior: usize, payoffs: usize) -> u64 {
        let moves = self.priors.get(prior).is_some_and(|prior| prior.is_random(&self.priors));
        let draws =
            self.payoffs.get(payoffs).is_some_and(|payoffs| matches!(payoffs.kind, PayoffKind::Integers(_)));
        if moves || draws { self.repetitions } else { 1 }
    }

    /// The number of cases.
    pub fn case_count(&self) -> u64 {
        let cells = (0..self.priors.len()).flat_map(|prior| (0..self.payoffs.len()).map(move |of| (prior, of)));
        let of_frame: u64 = cells.map(|(prior, payoffs)| self.repetitions_of(prior, payoffs)).sum();
        of_frame.saturating_mul(u64::try_from(self.frames.len()).unwrap_or(u64::MAX))
    }

    /// The cell and repetition of a case, by its number from 0: frames outermost, then priors, payoffs, repetitions.
    pub fn place(&self, case: u64) -> Option<CasePlace> {
        let cells = self.priors.len() * self.payoffs.len();
        let of_cell = |cell: usize| self.repetitions_of(cell / self.payoffs.len(), cell % self.payoffs.len());
        let of_frame: u64 = (0..cells).map(of_cell).sum();
        let frame =
            usize::try_from(case.checked_div(of_frame)?).ok().filter(|frame| *frame < self.frames.len())?;
        let mut left = case % of_frame;
        for cell in 0..cells {
            let count = of_cell(cell);
            if left < count {
                let (prior, payoffs) = (cell / self.payoffs.len(), cell % self.payoffs.len());
                return Some(CasePlace { case, frame, prior, payoffs, repetition: left });
            }
            left -= count;
        }
        None
    }
}

/// Where a case is in its plan; all numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasePlace {
    /// The number of the case.
    pub case: u64,
    /// The frame.
    pub frame: usize,
    /// The prior.
    pub prior: usize,
    /// The payoffs.
    pub payoffs: usize,
    /// The repetition.
    pub repetition: u64,
}
