//! What the names in a formula mean.

use crate::affine::Affine;
use crate::label::Labels;
use crate::rows::ProfileNames;
use ambimech_model::environment::Agent;
use ambimech_model::number::Rational;

/// The parameters of a file: letters that stand for numbers.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    names: Labels,
    values: Vec<Affine>,
    open: Option<usize>,
}

impl Parameters {
    /// Adds a parameter; `Err` with the number of the one that has this name already.
    ///
    /// # Errors
    /// The number under which the name is known.
    pub fn insert(&mut self, name: &str, value: Rational) -> Result<(), usize> {
        self.names.insert(name)?;
        self.values.push(Affine::constant(value));
        Ok(())
    }

    /// Gives the parameter of this number another value.
    pub fn set(&mut self, number: usize, value: Rational) {
        if let Some(known) = self.values.get_mut(number) {
            known.now = value;
        }
    }

    /// Leaves the parameter of this number open: formulas are computed for all its values at once.
    pub fn leave_open(&mut self, number: usize) {
        if let Some(value) = self.values.get_mut(number) {
            value.slope = Rational::ONE;
            self.open = Some(number);
        }
    }

    /// The parameter that is left open.
    pub fn open(&self) -> Option<&str> {
        self.open.and_then(|number| self.names.names().get(number)).map(String::as_str)
    }

    /// The names in the order of the file.
    pub fn names(&self) -> &Labels {
        &self.names
    }

    /// The value of a parameter.
    pub fn find(&self, name: &str) -> Option<&Affine> {
        self.names.find(name).and_then(|number| self.values.get(number))
    }
}

/// What the names in a formula mean: parameters, and attributes of the agents' types.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'e> {
    /// The parameters.
    pub parameters: &'e Parameters,
    /// The agents with the attributes of their types.
    pub agents: &'e [Agent],
    /// How the attributes move with the open parameter: for every agent and type one number per attribute; what is
    /// missing does not move.
    pub attribute_slopes: &'e [Vec<Vec<Rational>>],
    /// The names of agents and types.
    pub names: &'e ProfileNames,
}

impl Scope<'_> {
    /// The attribute's value for every type of the agent with this number that has it.
    pub(super) fn attribute(&self, agent: usize, name: &str) -> Vec<Option<Affine>> {
        let types = self.agents.get(agent).map_or(&[][..], |agent| &agent.types);
        let value = |(number, t): (usize, &ambimech_model::environment::Type)| {
            let place = t.attributes.iter().position(|(known, _)| known == name)?;
            let now = t.attributes.get(place)?.1.clone();
            let slope = self.attribute_slopes.get(agent).and_then(|types| types.get(number)?.get(place)).cloned();
            Some(Affine { now, slope: slope.unwrap_or(Rational::ZERO) })
        };
        types.iter().enumerate().map(value).collect()
    }
}
