//! How much work an answer is worth: a bound that does not depend on the machine.
//!
//! # Unit
//! About one multiplication of numbers of one machine word; some thousand million of them take a second. What costs little
//! beside reading the program is not charged. Charged, before it is begun, is what can take long: the steps of the interior-point
//! method, repairs of its proposals, exact pivots from them, and pivots of the exact simplex method. Charges follow from sizes
//! alone, never from a clock, so that the same program gets the same answer on a slow machine.

use super::program::Program;

/// What is left of the work that may be spent, and what was tried with the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// `None` is without end.
    left: Option<u64>,
    proposals: u64,
    pivots: u64,
}

impl Patience {
    /// As long as it takes.
    pub fn endless() -> Patience {
        Patience { left: None, proposals: 0, pivots: 0 }
    }

    /// So many multiplications.
    pub fn of(work: u64) -> Patience {
        Patience { left: Some(work), proposals: 0, pivots: 0 }
    }

    /// Takes at most so much out of it, to be spent on one thing; what is left of that comes back with [`Patience::put_back`].
    pub fn take(&mut self, most: u64) -> Patience {
        let part = self.left.map_or(most, |left| left.min(most));
        if let Some(left) = &mut self.left {
            *left -= part;
        }
        Patience::of(part)
    }

    /// Puts back what is left of a part that was taken out.
    pub fn put_back(&mut self, part: Patience) {
        if let (Some(left), Some(rest)) = (&mut self.left, part.left) {
            *left += rest;
        }
        self.proposals += part.proposals;
        self.pivots += part.pivots;
    }

    /// Whether something was too much; nothing that is charged is begun any more.
    pub fn is_spent(&self) -> bool {
        self.left == Some(0)
    }

    /// How many floating point proposals were made.
    pub fn proposals(&self) -> u64 {
        self.proposals
    }

    /// How many exact pivots were made, from proposals or from the start.
    pub fn pivots(&self) -> u64 {
        self.pivots
    }

    /// Takes the work off, or everything, and then says `None`, when it is too much.
    fn spend(&mut self, work: u64) -> Option<()> {
        if let Some(left) = &mut self.left {
            let rest = left.checked_sub(work).filter(|rest| *rest > 0);
            *left = rest.unwrap_or(0);
            rest?;
        }
        Some(())
    }

    /// For a floating point proposal with this much work.
    pub(super) fn propose(&mut self, work: u64) -> Option<()> {
        self.spend(work)?;
        self.proposals += 1;
        Some(())
    }

    /// For a pivot with this much work.
    pub(super) fn pivot(&mut self, work: u64) -> Option<()> {
        self.spend(work)?;
        self.pivots += 1;
        Some(())
    }

    /// For one more exact recovery from a proposal.
    pub(super) fn repair(&mut self, program: &Program) -> Option<()> {
        self.spend(recovery(program, program.row_count().min(program.variable_count())))
    }
}

/// The work of solving a system of this rank among the program's rows exactly, and of looking at all of them: the elimination takes
/// rank³, and the solution's numbers have about as many digits as the rank, each of which passes over the entries.
pub(super) fn recovery(program: &Program, rank: usize) -> u64 {
    let (rank, entries) = (rank as u64, program.entry_count() as u64);
    rank.saturating_mul(entries.saturating_add(rank.saturating_mul(rank)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_ends_it() {
        let mut patience = Patience::of(10);
        assert_eq!((patience.propose(4), patience.pivot(3), patience.pivot(2)), (Some(()), Some(()), Some(())));
        assert!(!patience.is_spent());
        assert_eq!((patience.pivot(5), patience.pivot(0)), (None, None));
        assert!(patience.is_spent());
        assert_eq!((patience.proposals(), patience.pivots()), (1, 2));
        let mut whole = Patience::of(10);
        let mut part = whole.take(4);
        assert_eq!((part.propose(3), part.propose(3)), (Some(()), None));
        whole.put_back(part);
        let part = whole.take(100);
        assert!(whole.is_spent());
        whole.put_back(part);
        assert_eq!(
            (whole.clone(), whole.is_spent()),
            (Patience { left: Some(6), proposals: 1, pivots: 0 }, false)
        );
        let mut endless = Patience::endless();
        assert_eq!((endless.pivot(u64::MAX), endless.pivot(u64::MAX)), (Some(()), Some(())));
        assert!(!endless.is_spent());
    }
}
