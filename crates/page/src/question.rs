//! What can be asked about an environment, and the commands that answer it.

use crate::grid::form::Fields;
use ambimech_model::property::Goal;

/// The texts of the fields of the questions, so that they stand there again on the next page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub goal: String,
    pub properties: String,
    pub mechanism: String,
    pub reports: String,
    pub parameter: String,
}

impl Asked {
    /// Those of a form.
    pub fn of_fields(fields: &Fields) -> Asked {
        let text = |name: &str| fields.get(name).map(|text| text.trim().to_string()).unwrap_or_default();
        Asked {
            goal: text("goal"),
            properties: text("properties"),
            mechanism: text("mechanism"),
            reports: text("reports"),
            parameter: text("parameter"),
        }
    }
}

/// The kinds of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Solve,
    Decide,
    Design,
    FewRules,
    Threshold,
    Verify,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub kind: Kind,
    /// The goal; `None` leaves the choice to `solve` and the properties to `verify`.
    pub goal: Option<Goal>,
    pub mechanism: &'static str,
    pub reports: &'static str,
    pub parameter: String,
}

/// A command with the words that people read meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub arguments: Vec<String>,
    /// Whether this command's output is the answer; the others only write files.
    pub is_answer: bool,
}

impl Question {
    /// The question of a form whose button says `kind`.
    ///
    /// # Errors
    /// What is missing, for the person at the page.
    pub fn of_fields(kind: &str, fields: &Fields) -> Result<Question, String> {
        let text = |name: &str| fields.get(name).map_or("", |text| text.trim());
        let kind = match kind {
            "solve" => Kind::Solve,
            "decide" => Kind::Decide,
            "design" => Kind::Design,
            "few-rules" => Kind::FewRules,
            "threshold" => Kind::Threshold,
            "verify" => Kind::Verify,
            _ => return Err("this is no question that can be asked here".to_string()),
        };
        let wanted = match text("goal") {
            // Who writes properties and leaves the list alone means them.
            "properties" | "" => text("properties").replace(' ', ""),
            other => other.to_string(),
        };
        let goal = match wanted.as_str() {
            "" if matches!(kind, Kind::Solve | Kind::Verify) => None,
            "" => {
                return Err("choose a goal from the list under Ask first: only Solve and Verify can do without"
                    .to_string());
            }
            wanted => Some(wanted.parse::<Goal>().map_err(|error| {
                format!("{error}; properties are written with commas between them, as in ic,bb")
            })?),
        };
        let parameter = text("parameter").to_string();
        if kind == Kind::Threshold && parameter.is_empty() {
            return Err(
                "a threshold is about a parameter: add one to the environment, and use it in a payoff".to_string()
            );
        }
        Ok(Question {
            kind,
            goal,
            mechanism: if text("mechanism") == "simple" { "simple" } else { "ambiguous" },
            reports: if text("reports") == "pure" { "pure" } else { "mixed" },
            parameter,
        })
    }

    /// In words, for headings.
    pub fn title(&self) -> String {
        let goal = self.goal.as_ref().map(ToString::to_string).unwrap_or_default();
        let asked = |verb: &str| {
            format!("{verb} {goal} with a mechanism that is {}, against {} reports", self.mechanism, self.reports)
        };
        match self.kind {
            Kind::Solve if goal.is_empty() => format!("Solve: the whole job, against {} reports", self.reports),
            Kind::Solve => format!("Solve: the whole job for {goal}, against {} reports", self.reports),
            Kind::Decide => asked("Decide"),
            Kind::Design => asked("Design"),
            Kind::FewRules => format!("Design {goal} with few rules, against {} reports", self.reports),
            Kind::Threshold => format!("{}, for which values of {}", asked("Threshold"), self.parameter),
            Kind::Verify => format!("Verify a mechanism, against {} reports", self.reports),
        }
    }

    /// The commands, the one with the answer first. A value is part of its option's word, so that no text becomes an option.
    pub fn commands(&self, environment: &str) -> Vec<Command> {
        let goal = |name: &str| self.goal.as_ref().map(|goal| format!("--{name}={goal}"));
        let reports = format!("--reports={}", self.reports);
        let mechanism = format!("--mechanism={}", self.mechanism);
        let answer = |words: Vec<Option<String>>| Command {
            arguments: words.into_iter().flatten().collect(),
            is_answer: true,
        };
        let some = |word: &str| Some(word.to_string());
        let first = match self.kind {
            Kind::Solve => vec![some("solve"), some(environment), goal("goal"), Some(reports), some("--out=.")],
            Kind::Decide | Kind::Design => vec![
                some(if self.kind == Kind::Decide { "decide" } else { "design" }),
                some(environment),
                goal("goal"),
                Some(mechanism),
                Some(reports),
                some("--out=answer.json"),
            ],
            Kind::FewRules => vec![
                some("design"),
                some(environment),
                goal("goal"),
                some("--method=few-rules"),
                Some(reports),
                some("--out=answer.json"),
            ],
            Kind::Threshold => vec![
                some("threshold"),
                some(environment),
                Some(format!("--parameter={}", self.parameter)),
                goal("goal"),
                Some(mechanism),
                Some(reports),
                some("--out=."),
            ],
            Kind::Verify => {
                vec![some("verify"), some(environment), some("mechanism.json"), goal("require"), Some(reports)]
            }
        };
        vec![answer(first)]
    }

    /// The commands that write the reports, once it is known whether there is a mechanism.
    pub fn reports(&self, environment: &str, has_mechanism: bool, has_page: bool) -> Vec<Command> {
        if self.kind == Kind::Threshold {
            return Vec::new();
        }
        let report = |name: &str| {
            let mut arguments = vec!["report".to_string(), environment.to_string()];
            arguments.extend(has_mechanism.then(|| "mechanism.json".to_string()));
            arguments.push(format!("--out={name}"));
            Command { arguments, is_answer: false }
        };
        let page = (!has_page).then(|| report("report.html"));
        page.into_iter().chain([report("report.tex")]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(list: &[(&str, &str)]) -> Fields {
        list.iter().map(|(name, text)| ((*name).to_string(), (*text).to_string())).collect()
    }

    #[test]
    fn no_text_of_a_form_becomes_an_option() {
        for hostile in ["--out=x", "ic,--format", "-h", "implement --out y"] {
            assert!(Question::of_fields("decide", &fields(&[("goal", hostile)])).is_err(), "{hostile}");
        }
        let asked = fields(&[
            ("goal", "implement"),
            ("parameter", "--out=elsewhere"),
            ("mechanism", "--x"),
            ("reports", "-y"),
        ]);
        let question = Question::of_fields("threshold", &asked).unwrap();
        let command = &question.commands("environment.toml")[0];
        assert!(command.arguments.contains(&"--parameter=--out=elsewhere".to_string()));
        assert!(!command.arguments.iter().any(|word| word.starts_with("--x") || word.starts_with("-y")));
    }

    #[test]
    fn few_rules_are_a_method_of_design() {
        let asked = fields(&[("goal", "coalition-proof"), ("mechanism", "simple"), ("reports", "pure")]);
        let question = Question::of_fields("few-rules", &asked).unwrap();
        assert_eq!(question.title(), "Design coalition-proof with few rules, against pure reports");
        let arguments = &question.commands("environment.toml")[0].arguments;
        let expected =
            ["design", "environment.toml", "--goal=coalition-proof", "--method=few-rules", "--reports=pure"];
        assert_eq!(arguments[..5], expected);
        assert!(!arguments.iter().any(|word| word.starts_with("--mechanism")));
    }

    #[test]
    fn what_is_missing_is_said() {
        assert!(Question::of_fields("decide", &fields(&[])).unwrap_err().contains("goal"));
        assert!(
            Question::of_fields("threshold", &fields(&[("goal", "implement")])).unwrap_err().contains("parameter")
        );
        assert!(Question::of_fields("rm", &fields(&[])).is_err());
        let properties = fields(&[("goal", "properties"), ("properties", "ic, bb")]);
        assert_eq!(Question::of_fields("design", &properties).unwrap().goal.unwrap().to_string(), "ic,bb");
        assert!(Question::of_fields("solve", &fields(&[])).unwrap().goal.is_none());
    }
}
