//! From verdicts to a file.

use super::ROBUST_FORMAT;
use crate::environment::payoff_environment_digest;
use crate::json_writer::Layout;
use crate::proof_writer::{ProofWriter, write_findings};
use crate::seal::sealed;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BadOutcome, Commitment, Concept, Deception, Efficiency, Incentives, Lie, Monotonicity, NoReward, Objection,
    Pairwise, PayoffEnvironment, Refutation, RobustFinding, Silence,
};

/// The verdicts as a sealed file. The same verdicts give the same bytes.
pub fn render_robust_findings(
    environment: &PayoffEnvironment,
    concept: Concept,
    findings: &[RobustFinding],
) -> String {
    let seal = robust_seal(environment, concept, findings);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), environment, (concept, findings), Some(&seal));
    text
}

pub(super) fn robust_seal(
    environment: &PayoffEnvironment,
    concept: Concept,
    findings: &[RobustFinding],
) -> String {
    sealed(|sink| write(sink, environment, (concept, findings), None))
}

fn write(
    sink: &mut dyn FnMut(&str),
    environment: &PayoffEnvironment,
    (concept, findings): (Concept, &[RobustFinding]),
    seal: Option<&str>,
) {
    let digest = payoff_environment_digest(environment);
    let head = [("format", ROBUST_FORMAT), ("environment", digest.as_str()), ("concept", concept.name())];
    write_findings(sink, &head, seal, |json| {
        let proof = ProofWriter { json, frame: environment.without_beliefs() };
        let mut writer = Writer { proof, environment };
        findings.iter().for_each(|finding| writer.finding(finding));
        writer.proof.json
    });
}

struct Writer<'s> {
    proof: ProofWriter<'s>,
    environment: &'s PayoffEnvironment,
}

impl Writer<'_> {
    fn finding(&mut self, finding: &RobustFinding) {
        self.proof.json.open_object(Layout::Lines);
        self.proof.json.entry("condition", finding.condition().name());
        self.proof.json.entry("verdict", if finding.holds() { "holds" } else { "fails" });
        match finding {
            RobustFinding::Incentives(found) | RobustFinding::ExPost(found) => self.incentives(found),
            RobustFinding::Monotonicity(found) => self.monotonicity(found),
            RobustFinding::Pairwise(found) => self.pairwise(found),
            RobustFinding::BadOutcome(found) => self.bad_outcome(found),
            RobustFinding::Efficiency(found) => self.efficiency(found),
            RobustFinding::Commitment(found) => self.commitment(found),
        }
        self.proof.json.close();
    }

    fn kind(&mut self, kind: &str) {
        self.proof.json.entry("proof", kind);
    }

    /// A list, one entry on each line.
    fn list<T>(&mut self, key: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.proof.json.key(key);
        self.proof.json.open_array(Layout::Lines);
        items.iter().for_each(|item| write(self, item));
        self.proof.json.close();
    }

    fn incentives(&mut self, found: &Incentives) {
        match found {
            Incentives::Holds => self.kind("all-cases"),
            Incentives::Fails { coalition, truth, report, others } => {
                self.kind("deviation");
                self.proof.coalition("coalition", *coalition);
                self.proof.types("truth", *coalition, *truth);
                self.proof.types("report", *coalition, *report);
                let rest = coalition.complement(self.environment.agent_count());
                self.list("others", others, |writer, joint| {
                    writer.proof.json.strings(writer.proof.frame.joint_labels(rest, *joint));
                });
            }
        }
    }

    fn commitment(&mut self, found: &Commitment) {
        match found {
            Commitment::Holds => self.kind("all-cases"),
            Commitment::Fails { coalition, report, profiles } => {
                self.kind("agreement");
                self.proof.coalition("coalition", *coalition);
                self.proof.types("report", *coalition, *report);
                self.list("profiles", profiles, |writer, at| {
                    writer.proof.json.string(&writer.proof.frame.profile_label(*at));
                });
            }
        }
    }

    fn efficiency(&mut self, found: &Efficiency) {
        match found {
            Efficiency::Holds(weights) => {
                self.kind("weights");
                self.list("weights", weights, |writer, of_profile| writer.proof.numbers(of_profile));
            }
            Efficiency::Fails { profile, better } => {
                self.kind("preferred");
                self.proof.profile("at", *profile);
                self.proof.json.key("lottery");
                self.proof.lottery(better);
            }
        }
    }

    fn bad_outcome(&mut self, found: &BadOutcome) {
        match found {
            BadOutcome::Holds { lottery, margin } => {
                self.kind("bad-outcome");
                self.proof.json.key("lottery");
                self.proof.lottery(lottery);
                self.proof.number("margin", margin);
            }
            BadOutcome::Fails(weights) => {
                self.kind("no-bad-outcome");
                self.list("weights", weights, Writer::bad_weight);
            }
        }
    }

    fn bad_weight(&mut self, (agent, report, at, weight): &(AgentId, ProfileId, ProfileId, Rational)) {
        self.proof.json.open_object(Layout::Line);
        self.proof.json.entry("agent", self.proof.frame.agent_name(*agent));
        self.proof.profile("report", *report);
        self.proof.profile("at", *at);
        self.proof.number("weight", weight);
        self.proof.json.close();
    }

    fn monotonicity(&mut self, found: &Monotonicity) {
        match found {
            Monotonicity::Holds(refutation) => {
                self.kind("objections");
                self.proof.json.key("steps");
                self.proof.json.open_array(Layout::Lines);
                self.refutation(refutation);
                self.proof.json.close();
            }
            Monotonicity::Fails(standing) => {
                self.kind("deception");
                self.deception(&standing.deception);
                self.proof.profile("truth", standing.truth);
                self.proof.profile("report", standing.report);
                self.list("silences", &standing.silences, Writer::silence);
            }
        }
    }

    fn pairwise(&mut self, found: &Pairwise) {
        match found {
            Pairwise::Holds(objections) => {
                self.kind("objections");
                self.list("objections", objections, Writer::objection);
            }
            Pairwise::Fails { truth, report, silences } => {
                self.kind("pair");
                self.proof.profile("truth", *truth);
                self.proof.profile("report", *report);
                self.list("silences", silences, Writer::silence);
            }
        }
    }

    /// One list for each agent, with a list of reports for each of its types.
    fn deception(&mut self, deception: &Deception) {
        self.proof.json.key("reports");
        self.proof.json.open_array(Layout::Lines);
        let space = self.environment.space();
        for agent in space.agents() {
            self.proof.json.open_array(Layout::Line);
            for truth in space.types(agent) {
                let may =
                    space.types(agent).filter(|report| deception.allows(Lie { agent, truth, report: *report }));
                let names: Vec<&str> = may.map(|report| self.proof.frame.type_name(agent, report)).collect();
                self.proof.json.strings(names);
            }
            self.proof.json.close();
        }
        self.proof.json.close();
    }

    fn objection(&mut self, objection: &Objection) {
        self.proof.json.open_object(Layout::Lines);
        self.proof.coalition("coalition", objection.coalition);
        self.proof.types("truth", objection.coalition, objection.truth);
        self.proof.types("report", objection.coalition, objection.report);
        self.list("reward", &objection.reward, |writer, lottery| writer.proof.lottery(lottery));
        self.proof.json.close();
    }

    fn refutation(&mut self, refutation: &Refutation) {
        let mut at = refutation;
        loop {
            self.proof.json.open_object(Layout::Lines);
            match at {
                Refutation::Empty => {
                    self.proof.json.entry("step", "empty");
                    return self.proof.json.close();
                }
                Refutation::Covered(objections) => {
                    self.proof.json.entry("step", "covered");
                    self.list("objections", objections, Writer::objection);
                    return self.proof.json.close();
                }
                Refutation::Removed(objections, rest) => {
                    self.proof.json.entry("step", "removed");
                    self.list("objections", objections, Writer::objection);
                    self.proof.json.close();
                    at = rest;
                }
                Refutation::Divided(objection, branches) => {
                    self.proof.json.entry("step", "divided");
                    self.list("objections", std::slice::from_ref(objection), Writer::objection);
                    self.proof.json.close();
                    return branches.iter().for_each(|branch| self.refutation(branch));
                }
            }
        }
    }

    fn silence(&mut self, silence: &Silence) {
        self.proof.json.open_object(Layout::Lines);
        self.proof.coalition("coalition", silence.coalition);
        self.proof.types("truth", silence.coalition, silence.truth);
        self.proof.types("report", silence.coalition, silence.report);
        self.proof.json.key("proof");
        self.proof.json.open_array(Layout::Lines);
        self.no_reward(silence.coalition, &silence.proof);
        self.proof.json.close();
        self.proof.json.close();
    }

    fn no_reward(&mut self, coalition: Coalition, proof: &NoReward) {
        let rest = coalition.complement(self.environment.agent_count());
        self.proof.json.open_object(Layout::Lines);
        match proof {
            NoReward::Sum { gains, bounds } => {
                self.list("gains", gains, |writer, gain| {
                    writer.proof.json.open_object(Layout::Line);
                    writer.proof.json.entry("agent", writer.proof.frame.agent_name(gain.agent));
                    writer.proof.types("reports", rest, gain.reports);
                    writer.proof.types("others", rest, gain.others);
                    writer.proof.number("weight", &gain.weight);
                    writer.proof.json.close();
                });
                self.list("bounds", bounds, |writer, bound| {
                    writer.proof.json.open_object(Layout::Line);
                    writer.proof.json.entry("agent", writer.proof.frame.agent_name(bound.agent));
                    writer.proof.types("reports", rest, bound.reports);
                    writer.proof.profile("at", bound.truth);
                    writer.proof.number("weight", &bound.weight);
                    writer.proof.json.close();
                });
                self.proof.json.close();
            }
            NoReward::Cases { requirement, cases } => {
                let helpers =
                    requirement.coalition.members().filter(|agent| !coalition.contains(*agent)).collect();
                self.proof.coalition("guarded", requirement.coalition);
                self.proof.types("truth", requirement.coalition, requirement.truth);
                self.proof.types("reports", helpers, requirement.reports);
                self.proof.json.close();
                cases.iter().for_each(|case| self.no_reward(coalition, case));
            }
        }
    }
}
