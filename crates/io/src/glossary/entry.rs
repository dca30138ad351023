//! An entry and how it is read from its file.

/// The headings of an entry, in order. Every entry has Definition, In words, Source and See also; a
/// condition has all but Needs and Gives, which are about mechanisms.
pub const HEADINGS: [&str; 10] = [
    "Definition",
    "In words",
    "Source",
    "Needs",
    "Gives",
    "Decided by",
    "If it holds",
    "If it fails",
    "Example",
    "See also",
];

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A condition on an environment.
    Condition,
    /// What a design is for.
    Goal,
    /// A property of a mechanism.
    Property,
    /// How a mechanism is made.
    Construction,
    /// Anything else worth a page.
    Notion,
}

impl Kind {
    /// `condition`, `goal`, …
    pub fn name(self) -> &'static str {
        match self {
            Kind::Condition => "condition",
            Kind::Goal => "goal",
            Kind::Property => "property",
            Kind::Construction => "construction",
            Kind::Notion => "notion",
        }
    }
}

/// One heading with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// One of [`HEADINGS`].
    pub heading: &'static str,
    /// Markdown; see [`super::blocks`].
    pub text: &'static str,
}

/// A glossary entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name on the command line.
    pub name: &'static str,
    /// The title for people.
    pub title: &'static str,
    /// What it is about.
    pub kind: Kind,
    /// The sections, in the order of [`HEADINGS`].
    pub sections: Vec<Section>,
}

impl Entry {
    /// Reads a file: a title line `# …`, then sections `## …`. Unknown headings are left out; a test rules them out.
    pub(super) fn parse(kind: Kind, name: &'static str, text: &'static str) -> Entry {
        let mut parts = text.split("\n## ");
        let title = parts.next().unwrap_or("").trim().trim_start_matches('#').trim();
        let sections = parts
            .filter_map(|part| {
                let (heading, body) = part.split_once('\n')?;
                let heading = HEADINGS.iter().find(|known| **known == heading.trim())?;
                Some(Section { heading, text: body.trim() })
            })
            .collect();
        Entry { name, title, kind, sections }
    }

    /// The text under a heading.
    pub fn section(&self, heading: &str) -> Option<&'static str> {
        self.sections.iter().find(|section| section.heading == heading).map(|section| section.text)
    }

    /// The names of the entries that See also points at.
    pub fn see_also(&self) -> Vec<&'static str> {
        let text = self.section("See also").unwrap_or("");
        text.split('`').skip(1).step_by(2).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ALIASES, FILES, entry, names};
    use super::*;

    #[test]
    fn every_entry_has_its_headings_in_order() {
        for (kind, name, text) in FILES {
            let found: Vec<&str> =
                text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::trim).collect();
            let places: Vec<Option<usize>> =
                found.iter().map(|heading| HEADINGS.iter().position(|known| known == heading)).collect();
            assert!(places.iter().all(Option::is_some), "{name}: unknown heading in {found:?}");
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{name}: {found:?}");
            for needed in ["Definition", "In words", "Source", "See also"] {
                assert!(found.contains(&needed), "{name} lacks {needed}");
            }
            if *kind == Kind::Condition {
                let all = HEADINGS.into_iter().filter(|heading| !["Needs", "Gives"].contains(heading));
                assert_eq!(found, all.collect::<Vec<&str>>(), "{name}");
            }
            let parsed = entry(name).unwrap();
            assert!(text.starts_with("# ") && !parsed.title.is_empty(), "{name}");
            assert!(parsed.sections.iter().all(|section| !section.text.is_empty()), "{name}");
            let fences: Vec<&str> = text.lines().filter(|line| line.starts_with("```")).collect();
            let in_pairs = fences.chunks(2).all(|pair| pair == ["```text", "```"]);
            assert!(in_pairs, "{name}: displayed lines stand between ```text and ```");
            assert!(text.lines().all(|line| !line.starts_with("    ")), "{name}: four blanks are code to rustdoc");
        }
    }

    #[test]
    fn every_link_leads_somewhere() {
        for name in names() {
            let linked = entry(name).unwrap().see_also();
            assert!(!linked.is_empty(), "{name}");
            for other in linked {
                assert!(names().any(|known| known == other) && other != name, "{name} points at {other}");
            }
        }
        for (alias, target) in ALIASES {
            assert!(names().any(|name| name == *target) && names().all(|name| name != *alias));
        }
        assert_eq!(entry("BDP").unwrap().name, "bdp");
        assert!(entry("nothing").is_none());
    }

    #[test]
    fn every_condition_goal_and_property_has_an_entry() {
        use ambimech_model::condition::Condition;
        use ambimech_model::property::{Goal, Property};
        let kind = |name: &str| entry(name).map(|entry| entry.kind);
        assert!(Condition::ALL.iter().all(|condition| kind(condition.name()) == Some(Kind::Condition)));
        assert!(Goal::NAMED.iter().all(|goal| kind(&goal.to_string()) == Some(Kind::Goal)));
        assert!(Property::ALL.iter().all(|property| kind(property.name()) == Some(Kind::Property)));
        use ambimech_model::benchmark::Benchmark;
        assert!(Benchmark::ALL.iter().all(|benchmark| kind(benchmark.name()) == Some(Kind::Construction)));
        for construction in [
            ambimech_model::design::Construction::BaseAlone,
            ambimech_model::design::Construction::TwoRules,
            ambimech_model::design::Construction::AgentSideBets,
            ambimech_model::design::Construction::ResidualClaimant,
            ambimech_model::design::Construction::CoalitionSideBets,
            ambimech_model::design::Construction::SupportedSideBets,
            ambimech_model::design::Construction::FewRules,
            ambimech_model::design::Construction::SmallStakes,
            ambimech_model::design::Construction::Pairs(ambimech_model::design::PairScale::Smallest),
            ambimech_model::design::Construction::ExactProgram,
        ] {
            let name = crate::render::sentence::design::construction_name(construction);
            assert_eq!(kind(name), Some(Kind::Construction), "{name}");
        }
    }
}
