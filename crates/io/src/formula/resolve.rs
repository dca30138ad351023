//! From the grammar to terms: names are looked up and kinds checked once, before anything is computed.

use super::scope::Scope;
use super::syntax::{Comparison, Expr, Kind, Minus, Over};
use super::{FormulaError, is_attribute_name};
use crate::affine::Affine;
use crate::label::Labels;
use crate::source::Span;
use crate::suggestion::{closest, did_you_mean, listed, quoted};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, TypeId};

/// A number with its names resolved.
pub(super) enum Term {
    Constant(Affine),
    /// The agent, the attribute's name, and its value for every type that has it.
    Attribute(Span, AgentId, String, Vec<Option<Affine>>),
    Negative(Box<Term>),
    Sum(Span, Box<Term>, Vec<(Minus, Term)>),
    Product(Span, Box<Term>, Vec<(Over, Span, Term)>),
    Min(Span, Vec<Term>),
    Max(Span, Vec<Term>),
    If(Box<(Test, Term, Term)>),
}

/// A condition with its names resolved.
pub(super) enum Test {
    Compare(Span, Comparison, Box<(Term, Term)>),
    HasType(AgentId, TypeId, Wanted),
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Same,
    Other,
}

/// Whether a formula may speak about types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Numbers, parameters, and types of agents: payoffs of single agents.
    Types,
    /// Numbers and parameters only: cells of tables, and attributes themselves.
    Parameters,
}

/// A formula with its names resolved, and the agents whose types it mentions.
pub(super) fn resolve(expr: &Expr<'_>, scope: Scope<'_>, reach: Reach) -> Result<(Term, Coalition), FormulaError> {
    let mut resolver = Resolver { scope, reach, mentioned: Coalition::EMPTY };
    let term = resolver.number(expr)?;
    Ok((term, resolver.mentioned))
}

struct Resolver<'e> {
    scope: Scope<'e>,
    reach: Reach,
    mentioned: Coalition,
}

impl Resolver<'_> {
    fn number(&mut self, expr: &Expr<'_>) -> Result<Term, FormulaError> {
        let span = expr.span;
        Ok(match &expr.kind {
            Kind::Number(number) => Term::Constant(Affine::constant(number.clone())),
            Kind::Name(name) => self.parameter(span, name)?,
            Kind::Attribute("type", agent, _) => {
                return Err(FormulaError::new(span, "a type is not a number").expected("a number").help(format!(
                    "compare it, as in if(type[{agent}] == 'H', 1, 0), or use an attribute such as value[{agent}]"
                )));
            }
            Kind::Attribute(name, agent, place) => self.attribute(span, name, agent, *place)?,
            Kind::Text(_) => {
                return Err(FormulaError::new(span, "a text is not a number")
                    .expected("a number, or `type[agent] == \"name\"`")
                    .help("texts in quotes are names of types: compare them with type[agent]"));
            }
            Kind::Negative(inner) => Term::Negative(Box::new(self.number(inner)?)),
            Kind::Sum(first, rest) => {
                let first = self.number(first)?;
                let rest: Result<Vec<_>, FormulaError> =
                    rest.iter().map(|(minus, term)| Ok((*minus, self.number(term)?))).collect();
                Term::Sum(span, Box::new(first), rest?)
            }
            Kind::Product(first, rest) => {
                let first = self.number(first)?;
                let rest: Result<Vec<_>, FormulaError> =
                    rest.iter().map(|(over, factor)| Ok((*over, factor.span, self.number(factor)?))).collect();
                Term::Product(span, Box::new(first), rest?)
            }
            Kind::Min(parts) => Term::Min(span, self.numbers(parts)?),
            Kind::Max(parts) => Term::Max(span, self.numbers(parts)?),
            Kind::If(parts) => {
                let [test, then, otherwise] = parts.as_ref();
                Term::If(Box::new((self.test(test)?, self.number(then)?, self.number(otherwise)?)))
            }
            Kind::Power(..) | Kind::OverOthers(_) => {
                return Err(FormulaError::new(span, "powers and sums over others belong to values of auctions")
                    .expected("a payoff without them")
                    .help("write a power as a product: value[1] * value[1]"));
            }
            Kind::Compare(..) | Kind::And(_) | Kind::Or(_) | Kind::Not(_) => {
                return Err(FormulaError::new(span, "a condition is not a number")
                    .expected("a number")
                    .help("turn a condition into a number with if(condition, 1, 0)"));
            }
        })
    }

    fn numbers(&mut self, parts: &[Expr<'_>]) -> Result<Vec<Term>, FormulaError> {
        parts.iter().map(|part| self.number(part)).collect()
    }

    fn test(&mut self, expr: &Expr<'_>) -> Result<Test, FormulaError> {
        Ok(match &expr.kind {
            Kind::And(parts) => Test::And(self.tests(parts)?),
            Kind::Or(parts) => Test::Or(self.tests(parts)?),
            Kind::Not(inner) => Test::Not(Box::new(self.test(inner)?)),
            Kind::Compare(comparison, sides) => {
                let (left, right) = sides.as_ref();
                match (&left.kind, &right.kind) {
                    (Kind::Attribute("type", agent, place), _) => {
                        self.type_test(*comparison, expr.span, (agent, *place), right)?
                    }
                    (_, Kind::Attribute("type", agent, place)) => {
                        self.type_test(*comparison, expr.span, (agent, *place), left)?
                    }
                    _ => {
                        let sides = Box::new((self.number(left)?, self.number(right)?));
                        Test::Compare(expr.span, *comparison, sides)
                    }
                }
            }
            _ => {
                return Err(FormulaError::new(expr.span, "a condition is needed here")
                    .expected("a comparison such as value[1] >= 2 or type[1] == 'H'")
                    .help("compare this with a number"));
            }
        })
    }

    fn tests(&mut self, parts: &[Expr<'_>]) -> Result<Vec<Test>, FormulaError> {
        parts.iter().map(|part| self.test(part)).collect()
    }

    fn type_test(
        &mut self,
        comparison: Comparison,
        span: Span,
        (agent, place): (&str, Span),
        other: &Expr<'_>,
    ) -> Result<Test, FormulaError> {
        self.check_reach(span)?;
        let agent = self.agent(agent, place)?;
        let agent_name = self.scope.names.agent(agent);
        let types = &self.scope.names.types[agent.0];
        let Kind::Text(name) = &other.kind else {
            let example = types.names().first().map_or("H", String::as_str);
            return Err(FormulaError::new(other.span, "a type is compared with a name in quotes")
                .expected(format!("one of {} in quotes", known(types)))
                .help(format!("write type[{agent_name}] == '{example}'")));
        };
        let Some(number) = types.find(name) else {
            return Err(FormulaError::new(
                other.span,
                format!("unknown type {} of agent {}", quoted(name), quoted(agent_name)),
            )
            .expected(format!("one of {}", known(types)))
            .help(did_you_mean(name, types.names().iter().map(String::as_str)))
            .help("types are declared at the agents"));
        };
        let wanted = match comparison {
            Comparison::Equal => Wanted::Same,
            Comparison::NotEqual => Wanted::Other,
            _ => {
                return Err(FormulaError::new(span, "types have no order")
                    .expected("`==` or `!=`")
                    .help("compare an attribute instead, as in value[1] < 2"));
            }
        };
        Ok(Test::HasType(agent, TypeId(number), wanted))
    }

    fn parameter(&self, span: Span, name: &str) -> Result<Term, FormulaError> {
        let parameters = self.scope.parameters;
        if let Some(value) = parameters.find(name) {
            return Ok(Term::Constant(value.clone()));
        }
        let known = parameters.names().names();
        let is_attribute = self.attributes().find(name).is_some();
        let error = FormulaError::new(
            span,
            match is_attribute {
                true => format!("{} needs an agent", quoted(name)),
                false => format!("unknown name {}", quoted(name)),
            },
        );
        let error = error.found(format!("the name {} alone", quoted(name)));
        let error = match (known.is_empty(), self.reach) {
            (true, _) => error.expected("an attribute with an agent in brackets, or a function with parentheses"),
            (false, Reach::Parameters) => {
                error.expected(format!("a number or a parameter: {}", listed_names(known)))
            }
            (false, Reach::Types) => error.expected(format!(
                "a parameter ({}), or an attribute with an agent in brackets",
                listed_names(known)
            )),
        };
        let meant = did_you_mean(name, known.iter().map(String::as_str));
        if !meant.is_empty() && !is_attribute {
            return Err(error.help(meant));
        }
        if let Some(function) = closest(name, ["if", "min", "max"]) {
            return Err(error.help(format!("write {function}(…)")));
        }
        let error = match self.reach {
            Reach::Types => error.help(format!(
                "write {name}[1] for the attribute of agent 1; write the name of a type in quotes: '{name}'"
            )),
            Reach::Parameters => error,
        };
        Err(match is_attribute {
            true => error,
            false => error.help(format!("a letter can stand for a number: declare [parameters] with {name} = 7")),
        })
    }

    /// All names of attributes.
    fn attributes(&self) -> Labels {
        let types = self.scope.agents.iter().flat_map(|agent| &agent.types);
        types.flat_map(|t| &t.attributes).map(|(known, _)| known.as_str()).collect()
    }

    /// Refuses what speaks about types where only numbers and parameters can stand.
    fn check_reach(&self, span: Span) -> Result<(), FormulaError> {
        match self.reach {
            Reach::Types => Ok(()),
            Reach::Parameters => Err(FormulaError::new(span, "this number cannot depend on types")
                .expected("a formula of numbers and parameters only")
                .help(
                    "formulas with types are understood as payoffs of single agents only, as in \"1\" = \"value[1]\"",
                )),
        }
    }

    fn agent(&mut self, name: &str, place: Span) -> Result<AgentId, FormulaError> {
        let agents = &self.scope.names.agents;
        match agents.find(name) {
            Some(number) => {
                self.mentioned = self.mentioned.with(AgentId(number));
                Ok(AgentId(number))
            }
            None => Err(FormulaError::new(place, format!("unknown agent {}", quoted(name)))
                .found(quoted(name))
                .expected(format!("one of {}", known(agents)))
                .help(did_you_mean(name, agents.names().iter().map(String::as_str)))
                .help("the name of an agent stands between the brackets, as in value[1]")),
        }
    }

    fn attribute(&mut self, span: Span, name: &str, agent: &str, place: Span) -> Result<Term, FormulaError> {
        self.check_reach(span)?;
        let everywhere = self.attributes();
        let word = Span::new(span.start, span.start + name.len());
        if self.scope.parameters.find(name).is_some() {
            return Err(FormulaError::new(span, format!("{} is a parameter, not an attribute", quoted(name)))
                .expected("the parameter alone, or the name of an attribute before `[`")
                .help(format!("write {name} without an agent")));
        }
        if everywhere.find(name).is_none() {
            let error = FormulaError::new(word, format!("unknown name {}", quoted(name)));
            return Err(if everywhere.names().is_empty() {
                error
                    .expected("an attribute of a type; the types of this file have none")
                    .help("give the types a value: types = { H = 5, L = 1 }")
            } else {
                error
                    .expected(format!("`type` or one of {}", known(&everywhere)))
                    .help(did_you_mean(name, everywhere.names().iter().map(String::as_str)))
                    .help(declare(name))
            });
        }
        let agent = self.agent(agent, place)?;
        let values = self.scope.attribute(agent.0, name);
        if values.iter().all(Option::is_none) {
            let agent_name = self.scope.names.agent(agent);
            return Err(FormulaError::new(span, format!("agent {} has no {}", quoted(agent_name), quoted(name)))
                .expected(format!("an attribute of the types of agent {}", quoted(agent_name)))
                .help(declare(name)));
        }
        Ok(Term::Attribute(span, agent, name.to_string(), values))
    }
}

fn declare(name: &str) -> String {
    if name == "value" || !is_attribute_name(name) {
        "give the types a value: types = { H = 5, L = 1 }".to_string()
    } else {
        format!("declare it at the types: types = {{ H = {{ value = 5, {name} = 2 }} }}")
    }
}

fn known(labels: &Labels) -> String {
    listed_names(labels.names())
}

fn listed_names(names: &[String]) -> String {
    listed(names.iter().map(String::as_str))
}
