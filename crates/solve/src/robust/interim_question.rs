//! Questions about coalitions of types, and their answers.

use super::image::Image;
use crate::side_by_side;
use crate::symmetry::{Automorphism, orbit};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::JointTypeId;
use ambimech_model::lottery::Lottery;
use ambimech_model::robust::{BeliefSpace, InterimNoReward, TypeDeception};
use ambimech_model::type_space::TypeSpace;
use std::collections::{BTreeMap, BTreeSet};

/// Members of an orbit of questions that are written down at most.
const MAX_MEMBERS: usize = 1_000;

/// What an objection depends on: who, of which types, what they report, and what is reported by the others whom some member thinks possible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    pub coalition: Coalition,
    pub truth: JointTypeId,
    pub report: JointTypeId,
    pub heard: BTreeMap<JointTypeId, JointTypeId>,
}

/// A coalition and its types, of which is asked, with the types of the others that some member thinks possible.
#[derive(Debug, Clone)]
pub struct Asker {
    pub coalition: Coalition,
    pub truth: JointTypeId,
    possible: BTreeSet<JointTypeId>,
}

impl Asker {
    pub fn new(types: &BeliefSpace, coalition: Coalition, truth: JointTypeId) -> Asker {
        let views = coalition.members().filter_map(|agent| types.view(agent, coalition, truth)).flatten();
        Asker { coalition, truth, possible: views.map(|(rest, _)| rest).collect() }
    }

    /// What is asked when this is said; `None` while something that matters is not.
    pub fn when(&self, space: &TypeSpace, said: &TypeDeception) -> Option<Question> {
        let outside = self.coalition.complement(space.agent_count());
        let report = said.joint(space, self.coalition, self.truth)?;
        let heard = self.possible.iter().map(|rest| Some((*rest, said.joint(space, outside, *rest)?)));
        let heard = heard.collect::<Option<BTreeMap<JointTypeId, JointTypeId>>>()?;
        Some(Question { coalition: self.coalition, truth: self.truth, report, heard })
    }
}

/// A reward, or a proof that there is none.
pub type Answer = Result<Vec<Lottery>, InterimNoReward>;

enum Known {
    /// Found by looking; or why not.
    Found(Result<Answer, String>),
    /// The answer to this question, mapped by a generator.
    Image(Box<Question>, usize),
}

/// Answers that are known: one question of every orbit is looked at.
pub struct Answers<'s> {
    types: &'s BeliefSpace,
    generators: Vec<Automorphism>,
    known: BTreeMap<Question, Known>,
    /// Questions that were looked at.
    pub asked: usize,
    /// Questions that are answered by symmetry.
    pub mapped: usize,
}

impl<'s> Answers<'s> {
    pub fn new(types: &'s BeliefSpace, generators: Vec<Automorphism>) -> Answers<'s> {
        Answers { types, generators, known: BTreeMap::new(), asked: 0, mapped: 0 }
    }

    pub fn generators(&self) -> &[Automorphism] {
        &self.generators
    }

    fn image<'i>(&'i self, generator: usize) -> Image<'i> {
        Image { space: self.types.space(), by: &self.generators[generator] }
    }

    pub fn is_known(&self, question: &Question) -> bool {
        self.known.contains_key(question)
    }

    /// Whether the answer is a reward, where it is known, or why there is none.
    pub fn objects(&self, question: &Question) -> Option<Result<bool, &str>> {
        let mut at = question;
        while let Some(Known::Image(from, _)) = self.known.get(at) {
            at = from;
        }
        match self.known.get(at)? {
            Known::Found(found) => Some(found.as_ref().map(Result::is_ok).map_err(String::as_str)),
            Known::Image(..) => None,
        }
    }

    /// The answer, if it is known, or why there is none.
    pub fn get(&self, question: &Question) -> Option<Result<Answer, String>> {
        let (mut at, mut way) = (question, Vec::new());
        while let Some(Known::Image(from, generator)) = self.known.get(at) {
            way.push((from.coalition, *generator));
            at = from;
        }
        let Some(Known::Found(found)) = self.known.get(at) else { return None };
        let mapped = found.clone().map(|found| {
            let back = way.iter().rev();
            back.fold(found, |found, (coalition, generator)| self.image(*generator).answer(*coalition, &found))
        });
        Some(mapped)
    }

    /// Looks at those of these questions that are not known, one of every orbit, side by side.
    pub fn find(
        &mut self,
        questions: Vec<(Question, TypeDeception)>,
        look: impl Fn(&Question, &TypeDeception) -> Result<Answer, String> + Sync,
    ) {
        let mut seen: BTreeSet<Question> = BTreeSet::new();
        let (mut first, mut orbits) = (Vec::new(), Vec::new());
        for (question, said) in questions {
            if self.is_known(&question) || seen.contains(&question) {
                continue;
            }
            let image =
                |by: &Automorphism, from: &Question| Image { space: self.types.space(), by }.question(from);
            orbits.push(orbit(question.clone(), &self.generators, (&mut seen, MAX_MEMBERS), image));
            first.push((question, said));
        }
        let found = side_by_side::map(&first, |_, (question, said)| look(question, said));
        for (orbit, found) in orbits.into_iter().zip(found) {
            self.asked += 1;
            self.mapped += orbit.len() - 1;
            let ways: Vec<Option<Known>> = (orbit.iter().enumerate())
                .map(|(place, (_, from, generator))| {
                    let from = orbit.get(*from).filter(|_| place > 0)?;
                    Some(Known::Image(Box::new(from.0.clone()), *generator))
                })
                .collect();
            let mut found = Some(found);
            for ((question, ..), way) in orbit.into_iter().zip(ways) {
                if let Some(known) = way.or_else(|| found.take().map(Known::Found)) {
                    self.known.entry(question).or_insert(known);
                }
            }
        }
    }
}
