//! From verdicts on a type space to a file.

use super::INTERIM_FORMAT;
use crate::environment::payoff_environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::proof_writer::ProofWriter;
use crate::seal::sealed;
use crate::type_space::render_type_space;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use ambimech_model::robust::{
    BeliefSpace, InterimIncentives, InterimMonotonicity, InterimNoReward, InterimObjection, InterimRefutation,
    InterimSilence, InterimStudy, PayoffEnvironment, Requirement, TypeDeception,
};

/// What was decided on a type space as a sealed file. The same verdicts give the same bytes.
pub fn render_interim_study(environment: &PayoffEnvironment, types: &BeliefSpace, study: &InterimStudy) -> String {
    let seal = interim_seal(environment, types, study);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), environment, (types, study), Some(&seal));
    text
}

pub(super) fn interim_seal(environment: &PayoffEnvironment, types: &BeliefSpace, study: &InterimStudy) -> String {
    sealed(|sink| write(sink, environment, (types, study), None))
}

fn write(
    sink: &mut dyn FnMut(&str),
    environment: &PayoffEnvironment,
    (types, study): (&BeliefSpace, &InterimStudy),
    seal: Option<&str>,
) {
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", INTERIM_FORMAT);
    json.entry("environment", &payoff_environment_digest(environment));
    json.entry("concept", study.concept.name());
    json.key("type-space");
    json.open_array(Layout::Lines);
    render_type_space(environment, types, None).lines().for_each(|line| json.string(line));
    json.close();
    json.key("findings");
    json.open_array(Layout::Lines);
    let proof = ProofWriter { json, frame: environment.without_beliefs() };
    let mut writer = Writer { proof, types };
    writer.incentives(&study.incentives);
    if let Ok(monotonicity) = &study.monotonicity {
        writer.monotonicity(monotonicity);
    }
    let mut json = writer.proof.json;
    json.close();
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.finish();
}

struct Writer<'s> {
    proof: ProofWriter<'s>,
    types: &'s BeliefSpace,
}

impl Writer<'_> {
    fn open(&mut self, condition: &str, verdict: &str, proof: &str) {
        self.proof.json.open_object(Layout::Lines);
        self.proof.json.entry("condition", condition);
        self.proof.json.entry("verdict", verdict);
        self.proof.json.entry("proof", proof);
    }

    fn list<T>(&mut self, key: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.proof.json.key(key);
        self.proof.json.open_array(Layout::Lines);
        items.iter().for_each(|item| write(self, item));
        self.proof.json.close();
    }

    /// The types of a coalition in the type space; none for nobody.
    fn types(&mut self, key: &str, coalition: Coalition, joint: JointTypeId) {
        let known = self.types.space().joint_types(coalition, joint).into_iter();
        let names: Vec<&str> = known.map(|(agent, t)| self.types.types()[agent.0][t.0].name.as_str()).collect();
        self.proof.json.key(key);
        self.proof.json.strings(names);
    }

    fn incentives(&mut self, found: &InterimIncentives) {
        let condition = "interim-incentive-compatibility";
        match found {
            InterimIncentives::Holds => self.open(condition, "holds", "all-cases"),
            InterimIncentives::Fails { coalition, truth, report, gains } => {
                self.open(condition, "fails", "deviation");
                self.proof.coalition("coalition", *coalition);
                self.types("truth", *coalition, *truth);
                self.proof.types("report", *coalition, *report);
                self.proof.json.key("gains");
                self.proof.numbers(gains);
            }
        }
        self.proof.json.close();
    }

    fn monotonicity(&mut self, found: &InterimMonotonicity) {
        let condition = "interim-monotonicity";
        match found {
            InterimMonotonicity::Holds(refutation) => {
                self.open(condition, "holds", "objections");
                let mut objections = Vec::new();
                collect(refutation, &mut objections);
                self.list("objections", &objections, |writer, objection| writer.objection(objection));
                self.proof.json.key("steps");
                self.proof.json.open_array(Layout::Lines);
                self.refutation(refutation, &objections);
                self.proof.json.close();
            }
            InterimMonotonicity::Fails(standing) => {
                self.open(condition, "fails", "deception");
                self.deception(&standing.deception);
                let everybody = Coalition::grand(self.types.space().agent_count());
                self.types("at", everybody, JointTypeId(standing.at.0));
                self.list("silences", &standing.silences, Writer::silence);
            }
        }
        self.proof.json.close();
    }

    fn objection(&mut self, objection: &InterimObjection) {
        self.proof.json.open_object(Layout::Lines);
        self.proof.coalition("coalition", objection.coalition);
        self.types("truth", objection.coalition, objection.truth);
        self.list("reward", &objection.reward, |writer, lottery| writer.proof.lottery(lottery));
        self.proof.json.close();
    }

    fn refutation(&mut self, refutation: &InterimRefutation, objections: &[&InterimObjection]) {
        self.proof.json.open_object(Layout::Line);
        match refutation {
            InterimRefutation::Acceptable => {
                self.proof.json.entry("step", "acceptable");
                self.proof.json.close();
            }
            InterimRefutation::Objected(objection) => {
                let number =
                    objections.iter().position(|known| **known == **objection).unwrap_or(objections.len());
                self.proof.json.entry("step", "objection");
                self.proof.number("number", &Rational::from(number));
                self.proof.json.close();
            }
            InterimRefutation::Reports(agent, t, branches) => {
                self.proof.json.entry("step", "reports");
                self.proof.json.entry("agent", self.proof.frame.agent_name(*agent));
                self.proof.json.entry("type", &self.types.types()[agent.0][t.0].name);
                self.proof.json.close();
                branches.iter().for_each(|branch| self.refutation(branch, objections));
            }
        }
    }

    /// One list for each agent, with the report of each of its types.
    fn deception(&mut self, deception: &TypeDeception) {
        self.proof.json.key("reports");
        self.proof.json.open_array(Layout::Lines);
        let space = self.types.space();
        for agent in space.agents() {
            let of_agent = &self.types.types()[agent.0];
            let names = space.types(agent).map(|t| deception.report(agent, t).unwrap_or(t));
            let names: Vec<&str> = names.map(|report| of_agent[report.0].name.as_str()).collect();
            self.proof.json.strings(names);
        }
        self.proof.json.close();
    }

    fn silence(&mut self, silence: &InterimSilence) {
        self.proof.json.open_object(Layout::Lines);
        self.proof.coalition("coalition", silence.coalition);
        self.types("truth", silence.coalition, silence.truth);
        self.proof.json.key("proof");
        self.proof.json.open_array(Layout::Lines);
        self.no_reward(silence.coalition, &silence.proof);
        self.proof.json.close();
        self.proof.json.close();
    }

    fn requirement(&mut self, coalition: Coalition, requirement: &Requirement) {
        let helpers = requirement.coalition.members().filter(|agent| !coalition.contains(*agent)).collect();
        self.proof.coalition("guarded", requirement.coalition);
        self.types("truth", requirement.coalition, requirement.truth);
        self.types("reports", helpers, requirement.reports);
    }

    fn no_reward(&mut self, coalition: Coalition, proof: &InterimNoReward) {
        match proof {
            InterimNoReward::Sum { gains, bounds } => {
                self.proof.json.open_object(Layout::Lines);
                self.list("gains", gains, |writer, (agent, weight)| {
                    writer.proof.json.open_object(Layout::Line);
                    writer.proof.json.entry("agent", writer.proof.frame.agent_name(*agent));
                    writer.proof.number("weight", weight);
                    writer.proof.json.close();
                });
                self.list("bounds", bounds, |writer, (requirement, agent, weight)| {
                    writer.proof.json.open_object(Layout::Line);
                    writer.requirement(coalition, requirement);
                    writer.proof.json.entry("agent", writer.proof.frame.agent_name(*agent));
                    writer.proof.number("weight", weight);
                    writer.proof.json.close();
                });
                self.proof.json.close();
            }
            InterimNoReward::Cases(requirement, cases) => {
                self.proof.json.open_object(Layout::Line);
                self.requirement(coalition, requirement);
                self.proof.json.close();
                cases.iter().for_each(|case| self.no_reward(coalition, case));
            }
        }
    }
}

/// The different objections of a proof, in the order in which they first occur.
fn collect<'p>(refutation: &'p InterimRefutation, found: &mut Vec<&'p InterimObjection>) {
    match refutation {
        InterimRefutation::Acceptable => {}
        InterimRefutation::Objected(objection) => {
            if !found.iter().any(|known| **known == **objection) {
                found.push(objection);
            }
        }
        InterimRefutation::Reports(_, _, branches) => branches.iter().for_each(|branch| collect(branch, found)),
    }
}
