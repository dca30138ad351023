//! What questions, answers and refutations about a type space become under an automorphism of it.

use super::image::Image;
use super::interim_question::{Answer, Question};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::robust::{InterimNoReward, InterimObjection, InterimRefutation, TypeDeception};

impl Image<'_> {
    /// g∘α∘g⁻¹, as far as α is said.
    pub fn type_deception(&self, said: &TypeDeception) -> TypeDeception {
        let mut found = TypeDeception::open(self.space);
        for agent in self.space.agents() {
            for t in self.space.types(agent) {
                if let Some(report) = said.report(agent, t) {
                    let (to, mapped) = self.by.point(agent, t);
                    found = found.with(to, mapped, self.by.point(agent, report).1);
                }
            }
        }
        found
    }

    /// The same question about the image of the coalition.
    pub fn question(&self, question: &Question) -> Question {
        let outside = self.outside(question.coalition);
        let own = |joint| self.by.joint(self.space, question.coalition, joint);
        let others = |joint| self.by.joint(self.space, outside, joint);
        Question {
            coalition: self.by.coalition(question.coalition),
            truth: own(question.truth),
            report: own(question.report),
            heard: question.heard.iter().map(|(rest, said)| (others(*rest), others(*said))).collect(),
        }
    }

    /// The answer to the image of a question about this coalition.
    pub fn answer(&self, coalition: Coalition, answer: &Answer) -> Answer {
        match answer {
            Ok(reward) => Ok(self.by.function(self.space, self.outside(coalition), reward)),
            Err(proof) => Err(self.interim_no_reward(coalition, proof)),
        }
    }

    fn interim_no_reward(&self, coalition: Coalition, proof: &InterimNoReward) -> InterimNoReward {
        match proof {
            InterimNoReward::Sum { gains, bounds } => {
                let gain = |(agent, weight): &(AgentId, Rational)| (self.by.agents[agent.0], weight.clone());
                let mut gains: Vec<(AgentId, Rational)> = gains.iter().map(gain).collect();
                gains.sort_by_key(|(agent, _)| *agent);
                let bounds = bounds.iter().map(|(requirement, agent, weight)| {
                    (self.requirement(coalition, requirement), self.by.agents[agent.0], weight.clone())
                });
                InterimNoReward::Sum { gains, bounds: bounds.collect() }
            }
            InterimNoReward::Cases(requirement, cases) => {
                let mapped = cases.iter().map(|case| self.interim_no_reward(coalition, case)).collect();
                let cases = self.in_order(requirement.coalition, mapped);
                InterimNoReward::Cases(self.requirement(coalition, requirement), cases)
            }
        }
    }

    /// The refutation of the image of what is said.
    pub fn interim_refutation(&self, refutation: &InterimRefutation) -> InterimRefutation {
        match refutation {
            InterimRefutation::Acceptable => InterimRefutation::Acceptable,
            InterimRefutation::Objected(known) => InterimRefutation::Objected(Box::new(InterimObjection {
                coalition: self.by.coalition(known.coalition),
                truth: self.by.joint(self.space, known.coalition, known.truth),
                reward: self.by.function(self.space, self.outside(known.coalition), &known.reward),
            })),
            InterimRefutation::Reports(agent, t, branches) => {
                let (to, mapped) = self.by.point(*agent, *t);
                let reports = self.by.types[agent.0].iter().zip(branches);
                let mut found: Vec<(TypeId, InterimRefutation)> =
                    reports.map(|(report, branch)| (*report, self.interim_refutation(branch))).collect();
                found.sort_by_key(|(report, _)| *report);
                InterimRefutation::Reports(to, mapped, found.into_iter().map(|(_, branch)| branch).collect())
            }
        }
    }
}
