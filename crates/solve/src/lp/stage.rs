//! What the solver is doing at the moment.

/// The parts of the work, in the order in which they usually come; announced when they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Equations are eliminated, in floating point.
    Reduction,
    /// The interior-point method, in floating point.
    Interior,
    /// Exact numbers are recovered from a proposal and verified.
    Recovery,
    /// The exact simplex method.
    Simplex,
}

/// Is told when a stage begins. It may measure or show what it likes; answers do not depend on it.
pub type Observer<'o> = dyn FnMut(Stage) + 'o;
