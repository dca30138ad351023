//! Type profiles by number: the last agent's type changes fastest.

/// The number of profiles; `None` beyond the machine's integers.
pub(crate) fn count(counts: &[usize]) -> Option<usize> {
    counts.iter().try_fold(1usize, |product, count| product.checked_mul(*count))
}

/// The types at a profile, one per agent.
pub(crate) fn types_of(counts: &[usize], profile: usize) -> Vec<usize> {
    let mut rest = profile;
    let mut types: Vec<usize> = counts
        .iter()
        .rev()
        .map(|count| {
            let t = rest.checked_rem(*count).unwrap_or(0);
            rest = rest.checked_div(*count).unwrap_or(0);
            t
        })
        .collect();
    types.reverse();
    types
}

/// The profile with these types.
pub(crate) fn number(counts: &[usize], types: &[usize]) -> usize {
    counts.iter().zip(types).fold(0, |number, (count, t)| number * count + t)
}

/// The counts without one agent's.
pub(crate) fn without(counts: &[usize], agent: usize) -> Vec<usize> {
    counts.iter().enumerate().filter(|(other, _)| *other != agent).map(|(_, count)| *count).collect()
}

/// The profile of the others and the type of one agent at a profile.
pub(crate) fn split(counts: &[usize], agent: usize, profile: usize) -> (usize, usize) {
    let types = types_of(counts, profile);
    let others = without(&types, agent);
    (number(&without(counts, agent), &others), types.get(agent).copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_types_agree() {
        let counts = [2, 3, 2];
        assert_eq!(count(&counts), Some(12));
        for profile in 0..12 {
            assert_eq!(number(&counts, &types_of(&counts, profile)), profile);
        }
        assert_eq!(types_of(&counts, 11), [1, 2, 1]);
        assert_eq!(split(&counts, 1, 11), (3, 2));
        assert_eq!(count(&[usize::MAX, 2]), None);
    }
}
