//! What members of a coalition tell one another.

/// Two definitions of interim coalitional equilibrium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notion {
    /// Members tell one another their types, and expect given all of them (THESIS definition 2.3.2).
    #[default]
    Pooled,
    /// Members commit to messages and keep their types to themselves (THESIS definition 2.8.1).
    Committed,
}

impl Notion {
    /// `pooled`, `committed`.
    pub fn name(self) -> &'static str {
        match self {
            Notion::Pooled => "pooled",
            Notion::Committed => "committed",
        }
    }
}
