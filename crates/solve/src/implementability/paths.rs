//! Potentials of difference constraints, or a cycle that excludes them.

use ambimech_model::number::Rational;

/// The least U ≥ 0 with U(θ) ≥ U(r) + d(θ, r) wherever d is given, by truth and report.
///
/// U starts at 0 and is raised to U(r) + d(θ, r) as long as it is lower. After |Θ_i| rounds every path has been followed; a
/// node that is still raised hangs on a cycle whose sum is positive (Bellman, Ford).
///
/// # Errors
/// A cycle θ_1, θ_2, …, θ_k with d(θ_1, θ_2) + … + d(θ_k, θ_1) > 0.
pub(super) fn least_potentials(d: &[Vec<Option<Rational>>]) -> Result<Vec<Rational>, Vec<usize>> {
    let count = d.len();
    let mut potentials = vec![Rational::ZERO; count];
    let mut next: Vec<usize> = (0..count).collect();
    for _ in 0..=count {
        let mut raised = None;
        for truth in 0..count {
            for report in 0..count {
                let Some(step) = d[truth][report].as_ref().filter(|_| truth != report) else { continue };
                let asked = &potentials[report] + step;
                if asked > potentials[truth] {
                    potentials[truth] = asked;
                    next[truth] = report;
                    raised = Some(truth);
                }
            }
        }
        let Some(mut place) = raised else { return Ok(potentials) };
        // A pointer that comes back is a cycle with a positive sum, whichever round it is.
        let mut seen = vec![usize::MAX; count];
        let mut path = Vec::new();
        loop {
            if seen[place] != usize::MAX {
                return Err(path.split_off(seen[place]));
            }
            if next[place] == place {
                break;
            }
            seen[place] = path.len();
            path.push(place);
            place = next[place];
        }
    }
    Ok(potentials)
}

/// The lies of a cycle, in order of truth and report.
pub(super) fn lies_of(cycle: &[usize]) -> Vec<(usize, usize)> {
    let mut lies: Vec<(usize, usize)> =
        (0..cycle.len()).map(|place| (cycle[place], cycle[(place + 1) % cycle.len()])).collect();
    lies.sort_unstable();
    lies
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cycles of three or fewer of four nodes, and of all four, by trying all.
    fn has_positive_cycle(d: &[Vec<Option<Rational>>]) -> bool {
        fn extend(d: &[Vec<Option<Rational>>], path: &mut Vec<usize>, total: &Rational) -> bool {
            let last = path[path.len() - 1];
            if path.len() > 1 && d[last][path[0]].as_ref().is_some_and(|step| total + step > Rational::ZERO) {
                return true;
            }
            (0..d.len()).any(|next| {
                let Some(step) = d[last][next].as_ref().filter(|_| !path.contains(&next)) else { return false };
                path.push(next);
                let found = extend(d, path, &(total + step));
                path.pop();
                found
            })
        }
        (0..d.len()).any(|start| extend(d, &mut vec![start], &Rational::ZERO))
    }

    #[test]
    fn potentials_exist_exactly_without_positive_cycles() {
        let (mut state, mut with, mut without) = (11u64, 0, 0);
        for round in 0..600usize {
            let count = 2 + round % 4;
            let mut draw = || {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 33) as i64
            };
            let d: Vec<Vec<Option<Rational>>> = (0..count)
                .map(|_| {
                    let step = |n: i64| (n % 9 != 0).then(|| Rational::from(n % 11 - 7));
                    (0..count).map(|_| step(draw())).collect()
                })
                .collect();
            match least_potentials(&d) {
                Ok(potentials) => {
                    without += 1;
                    assert!(!has_positive_cycle(&d), "{d:?}");
                    // Feasible, and every node is held up by 0 or by a tight lie: least.
                    for truth in 0..count {
                        let asked = (0..count)
                            .filter(|report| *report != truth)
                            .filter_map(|report| d[truth][report].as_ref().map(|step| &potentials[report] + step));
                        let most = asked.max().unwrap_or(Rational::ZERO).max(Rational::ZERO);
                        assert_eq!(potentials[truth], most);
                    }
                }
                Err(cycle) => {
                    with += 1;
                    let total = lies_of(&cycle)
                        .into_iter()
                        .fold(Rational::ZERO, |total, (truth, report)| total + d[truth][report].clone().unwrap());
                    assert!(total > Rational::ZERO);
                    assert!(has_positive_cycle(&d));
                }
            }
        }
        assert!(with > 100 && without > 100, "{with} {without}");
    }
}
