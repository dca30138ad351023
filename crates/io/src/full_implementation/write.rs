//! From verdicts to a file.

use super::FULL_IMPLEMENTATION_FORMAT;
use crate::environment::choice_problem_digest;
use crate::json_writer::Layout;
use crate::proof_writer::{ProofWriter, write_findings};
use crate::seal::sealed;
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
    let digest = choice_problem_digest(problem);
    let head =
        [("format", FULL_IMPLEMENTATION_FORMAT), ("problem", digest.as_str()), ("coalitions", scope.name())];
    write_findings(sink, &head, seal, |json| {
        let proof = ProofWriter { json, frame: problem.environment().without_beliefs() };
        let mut writer = Writer { proof, problem };
        findings.iter().for_each(|finding| writer.finding(finding));
        writer.proof.json
    });
}

struct Writer<'s> {
    proof: ProofWriter<'s>,
    problem: &'s ChoiceProblem,
}

impl Writer<'_> {
    fn finding(&mut self, finding: &Finding) {
        self.proof.json.open_object(Layout::Lines);
        self.proof.json.entry("condition", finding.condition.name());
        self.proof.json.entry("verdict", if finding.holds { "holds" } else { "fails" });
        match &finding.proof {
            Proof::AllCases => self.proof.json.entry("proof", "all-cases"),
            Proof::Deviation(deviation) => {
                self.proof.json.entry("proof", "deviation");
                self.function("function", deviation.choice);
                self.function("used", deviation.used);
                self.proof.coalition("coalition", deviation.coalition);
                self.reports(&deviation.deception);
                self.proof.profile("at", deviation.at);
            }
            Proof::Pieces(pieces) => {
                self.proof.json.entry("proof", "pieces");
                self.proof.json.key("functions");
                let names = pieces.iter().map(|piece| self.problem.choice(*piece).name.as_str());
                self.proof.json.strings(names);
            }
            Proof::Unsupported(at) => {
                self.proof.json.entry("proof", "unsupported");
                self.proof.profile("at", *at);
            }
            Proof::Rewards(rewards, deceptions) => {
                self.proof.json.entry("proof", "rewards");
                self.rewards(rewards);
                self.deceptions(deceptions);
            }
            Proof::NoReward(missing) => {
                self.proof.json.entry("proof", "no-reward");
                self.no_reward(missing);
            }
            Proof::Bad(lottery) => {
                self.proof.json.entry("proof", "bad-outcome");
                self.proof.json.key("lottery");
                self.proof.lottery(lottery);
            }
            Proof::NoBad(weights) => {
                self.proof.json.entry("proof", "no-bad-outcome");
                self.proof.json.key("weights");
                self.proof.json.open_array(Layout::Lines);
                for (agent, at, weight) in weights {
                    self.proof.json.open_object(Layout::Line);
                    self.proof.json.entry("agent", self.proof.frame.agent_name(*agent));
                    self.proof.profile("at", *at);
                    self.proof.json.key("weight");
                    self.proof.json.number(weight);
                    self.proof.json.close();
                }
                self.proof.json.close();
            }
            Proof::Weights(places) => {
                self.proof.json.entry("proof", "weights");
                self.places(places);
            }
            Proof::Safe(rewards, places) => {
                self.proof.json.entry("proof", "safe");
                self.rewards(rewards);
                self.places(places);
            }
            Proof::Dominated(choice, at, lotteries) => {
                self.proof.json.entry("proof", "dominated");
                self.function("function", *choice);
                self.proof.profile("at", *at);
                self.lotteries(lotteries);
            }
        }
        self.proof.json.close();
    }

    fn function(&mut self, key: &str, choice: ChoiceId) {
        self.proof.json.entry(key, &self.problem.choice(choice).name);
    }

    /// One list of reports for each agent, in the order of its types.
    fn reports(&mut self, deception: &Deception) {
        self.proof.json.key("reports");
        self.proof.json.open_array(Layout::Line);
        for (agent, own) in self.proof.frame.space().agents().zip(&deception.0) {
            let names: Vec<&str> = own.iter().map(|report| self.proof.frame.type_name(agent, *report)).collect();
            self.proof.json.strings(names);
        }
        self.proof.json.close();
    }

    fn lotteries(&mut self, lotteries: &[Lottery]) {
        self.proof.json.key("lotteries");
        self.proof.json.open_object(Layout::Lines);
        for (at, lottery) in self.proof.frame.space().profiles().zip(lotteries) {
            self.proof.json.key(&self.proof.frame.profile_label(at));
            self.proof.lottery(lottery);
        }
        self.proof.json.close();
    }

    fn places(&mut self, places: &[Vec<Vec<Rational>>]) {
        self.proof.json.key("places");
        self.proof.json.open_array(Layout::Lines);
        for place in places {
            self.proof.json.open_array(Layout::Line);
            place.iter().for_each(|of_agent| self.proof.numbers(of_agent));
            self.proof.json.close();
        }
        self.proof.json.close();
    }

    fn rewards(&mut self, rewards: &[Reward]) {
        self.proof.json.key("rewards");
        self.proof.json.open_array(Layout::Lines);
        for reward in rewards {
            self.proof.json.open_object(Layout::Lines);
            self.function("function", reward.choice);
            self.proof.coalition("coalition", reward.coalition);
            self.lotteries(&reward.lotteries);
            self.proof.json.close();
        }
        self.proof.json.close();
    }

    fn deceptions(&mut self, deceptions: &[DeceptionProof]) {
        self.proof.json.key("deceptions");
        self.proof.json.open_array(Layout::Lines);
        for deception in deceptions {
            self.proof.json.open_object(Layout::Line);
            match deception {
                DeceptionProof::Acceptable(choice) => self.function("acceptable", *choice),
                DeceptionProof::Rewarded(reward, at) => {
                    self.proof.json.key("reward");
                    self.proof.json.number(&Rational::from(*reward));
                    self.proof.profile("at", *at);
                }
            }
            self.proof.json.close();
        }
        self.proof.json.close();
    }

    fn no_reward(&mut self, missing: &NoReward) {
        self.function("function", missing.choice);
        self.reports(&missing.deception);
        self.proof.json.key("wishes");
        self.proof.json.open_array(Layout::Lines);
        for (wish, exclusion) in &missing.excluded {
            self.proof.json.open_object(Layout::Lines);
            self.proof.coalition("coalition", wish.coalition);
            self.proof.profile("at", wish.at);
            self.proof.json.entry("favoured", self.proof.frame.agent_name(wish.favoured));
            self.proof.json.key("tree");
            self.proof.json.open_array(Layout::Lines);
            self.exclusion(exclusion);
            self.proof.json.close();
            self.proof.json.close();
        }
        self.proof.json.close();
    }

    fn exclusion(&mut self, exclusion: &Exclusion) {
        self.proof.json.open_object(Layout::Line);
        match exclusion {
            Exclusion::Contradiction(multipliers) => {
                self.proof.json.key("multipliers");
                self.proof.numbers(multipliers);
                self.proof.json.close();
            }
            Exclusion::Ways(limit, parts) => {
                self.proof.coalition("coalition", limit.coalition);
                self.function("function", limit.choice);
                self.reports(&limit.deception);
                self.proof.profile("at", limit.at);
                self.proof.json.key("ways");
                self.proof.json.number(&Rational::from(parts.len()));
                self.proof.json.close();
                parts.iter().for_each(|part| self.exclusion(part));
            }
        }
    }
}
