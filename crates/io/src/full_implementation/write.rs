//! From verdicts to a file.

use super::FULL_IMPLEMENTATION_FORMAT;
use crate::environment::choice_problem_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::render::name;
use crate::seal::sealed;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::ProfileId;
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{
    ChoiceId, ChoiceProblem, Deception, DeceptionProof, Exclusion, Finding, NoReward, Proof, Reward, Scope,
};
use ambimech_model::number::Rational;

/// The verdicts as a sealed file. The same verdicts give the same bytes.
pub fn render_full_implementation(problem: &ChoiceProblem, scope: Scope, findings: &[Finding]) -> String {
    let seal = full_implementation_seal(problem, scope, findings);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), problem, (scope, findings), Some(&seal));
    text
}

pub(super) fn full_implementation_seal(problem: &ChoiceProblem, scope: Scope, findings: &[Finding]) -> String {
    sealed(|sink| write(sink, problem, (scope, findings), None))
}

fn write(
    sink: &mut dyn FnMut(&str),
    problem: &ChoiceProblem,
    (scope, findings): (Scope, &[Finding]),
    seal: Option<&str>,
) {
    let mut writer =
        Writer { json: JsonWriter::new(sink), problem, frame: problem.environment().without_beliefs() };
    writer.json.open_object(Layout::Lines);
    writer.json.entry("format", FULL_IMPLEMENTATION_FORMAT);
    writer.json.entry("problem", &choice_problem_digest(problem));
    writer.json.entry("coalitions", scope.name());
    writer.json.key("findings");
    writer.json.open_array(Layout::Lines);
    findings.iter().for_each(|finding| writer.finding(finding));
    writer.json.close();
    if let Some(seal) = seal {
        writer.json.entry("seal", seal);
    }
    writer.json.finish();
}

struct Writer<'s> {
    json: JsonWriter<'s>,
    problem: &'s ChoiceProblem,
    frame: &'s Environment,
}

impl Writer<'_> {
    fn finding(&mut self, finding: &Finding) {
        self.json.open_object(Layout::Lines);
        self.json.entry("condition", finding.condition.name());
        self.json.entry("verdict", if finding.holds { "holds" } else { "fails" });
        match &finding.proof {
            Proof::AllCases => self.json.entry("proof", "all-cases"),
            Proof::Deviation(deviation) => {
                self.json.entry("proof", "deviation");
                self.function("function", deviation.choice);
                self.function("used", deviation.used);
                self.coalition(deviation.coalition);
                self.reports(&deviation.deception);
                self.profile(deviation.at);
            }
            Proof::Pieces(pieces) => {
                self.json.entry("proof", "pieces");
                self.json.key("functions");
                let names = pieces.iter().map(|piece| self.problem.choice(*piece).name.as_str());
                self.json.strings(names);
            }
            Proof::Unsupported(at) => {
                self.json.entry("proof", "unsupported");
                self.profile(*at);
            }
            Proof::Rewards(rewards, deceptions) => {
                self.json.entry("proof", "rewards");
                self.rewards(rewards);
                self.deceptions(deceptions);
            }
            Proof::NoReward(missing) => {
                self.json.entry("proof", "no-reward");
                self.no_reward(missing);
            }
            Proof::Bad(lottery) => {
                self.json.entry("proof", "bad-outcome");
                self.json.key("lottery");
                self.lottery(lottery);
            }
            Proof::NoBad(weights) => {
                self.json.entry("proof", "no-bad-outcome");
                self.json.key("weights");
                self.json.open_array(Layout::Lines);
                for (agent, at, weight) in weights {
                    self.json.open_object(Layout::Line);
                    self.json.entry("agent", self.frame.agent_name(*agent));
                    self.profile(*at);
                    self.json.key("weight");
                    self.json.number(weight);
                    self.json.close();
                }
                self.json.close();
            }
            Proof::Weights(places) => {
                self.json.entry("proof", "weights");
                self.json.key("places");
                self.json.open_array(Layout::Lines);
                for place in places {
                    self.json.open_array(Layout::Line);
                    place.iter().for_each(|of_agent| self.numbers(of_agent));
                    self.json.close();
                }
                self.json.close();
            }
            Proof::Dominated(choice, at, lotteries) => {
                self.json.entry("proof", "dominated");
                self.function("function", *choice);
                self.profile(*at);
                self.lotteries(lotteries);
            }
        }
        self.json.close();
    }

    fn function(&mut self, key: &str, choice: ChoiceId) {
        self.json.entry(key, &self.problem.choice(choice).name);
    }

    fn coalition(&mut self, coalition: Coalition) {
        self.json.key("coalition");
        let members = name::members(self.frame, coalition);
        self.json.strings(members.iter().map(String::as_str));
    }

    fn profile(&mut self, at: ProfileId) {
        self.json.entry("at", &self.frame.profile_label(at));
    }

    /// One list of reports for each agent, in the order of its types.
    fn reports(&mut self, deception: &Deception) {
        self.json.key("reports");
        self.json.open_array(Layout::Line);
        for (agent, own) in self.frame.space().agents().zip(&deception.0) {
            let names: Vec<&str> = own.iter().map(|report| self.frame.type_name(agent, *report)).collect();
            self.json.strings(names);
        }
        self.json.close();
    }

    fn numbers(&mut self, numbers: &[Rational]) {
        self.json.open_array(Layout::Line);
        numbers.iter().for_each(|number| self.json.number(number));
        self.json.close();
    }

    fn lottery(&mut self, lottery: &Lottery) {
        self.json.open_object(Layout::Line);
        for (outcome, probability) in lottery.parts() {
            self.json.key(self.frame.outcome_name(*outcome));
            self.json.number(probability);
        }
        self.json.close();
    }

    fn lotteries(&mut self, lotteries: &[Lottery]) {
        self.json.key("lotteries");
        self.json.open_object(Layout::Lines);
        for (at, lottery) in self.frame.space().profiles().zip(lotteries) {
            self.json.key(&self.frame.profile_label(at));
            self.lottery(lottery);
        }
        self.json.close();
    }

    fn rewards(&mut self, rewards: &[Reward]) {
        self.json.key("rewards");
        self.json.open_array(Layout::Lines);
        for reward in rewards {
            self.json.open_object(Layout::Lines);
            self.function("function", reward.choice);
            self.coalition(reward.coalition);
            self.lotteries(&reward.lotteries);
            self.json.close();
        }
        self.json.close();
    }

    fn deceptions(&mut self, deceptions: &[DeceptionProof]) {
        self.json.key("deceptions");
        self.json.open_array(Layout::Lines);
        for deception in deceptions {
            self.json.open_object(Layout::Line);
            match deception {
                DeceptionProof::Acceptable(choice) => self.function("acceptable", *choice),
                DeceptionProof::Rewarded(reward, at) => {
                    self.json.key("reward");
                    self.json.number(&Rational::from(*reward));
                    self.profile(*at);
                }
            }
            self.json.close();
        }
        self.json.close();
    }

    fn no_reward(&mut self, missing: &NoReward) {
        self.function("function", missing.choice);
        self.reports(&missing.deception);
        self.json.key("wishes");
        self.json.open_array(Layout::Lines);
        for (wish, exclusion) in &missing.excluded {
            self.json.open_object(Layout::Lines);
            self.coalition(wish.coalition);
            self.profile(wish.at);
            self.json.entry("favoured", self.frame.agent_name(wish.favoured));
            self.json.key("tree");
            self.json.open_array(Layout::Lines);
            self.exclusion(exclusion);
            self.json.close();
            self.json.close();
        }
        self.json.close();
    }

    fn exclusion(&mut self, exclusion: &Exclusion) {
        self.json.open_object(Layout::Line);
        match exclusion {
            Exclusion::Contradiction(multipliers) => {
                self.json.key("multipliers");
                self.numbers(multipliers);
                self.json.close();
            }
            Exclusion::Ways(limit, parts) => {
                self.coalition(limit.coalition);
                self.function("function", limit.choice);
                self.reports(&limit.deception);
                self.profile(limit.at);
                self.json.key("ways");
                self.json.number(&Rational::from(parts.len()));
                self.json.close();
                parts.iter().for_each(|part| self.exclusion(part));
            }
        }
    }
}
