//! Orbits under some automorphisms, and how much they save.

use super::automorphism::Automorphism;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::JointTypeId;
use ambimech_model::type_space::TypeSpace;
use std::collections::{BTreeMap, BTreeSet};

/// Every member of an orbit, with the place of the one it is an image of and the number of the generator that makes it one; the first one twice 0.
pub(crate) type Orbit<T> = Vec<(T, usize, usize)>;

/// The orbit that begins here, without what was seen before and with at most so many members; `seen` has all of them afterwards.
pub(crate) fn orbit<T: Ord + Clone>(
    first: T,
    generators: &[Automorphism],
    (seen, most): (&mut BTreeSet<T>, usize),
    image: impl Fn(&Automorphism, &T) -> T,
) -> Orbit<T> {
    seen.insert(first.clone());
    let mut orbit = vec![(first, 0, 0)];
    let mut next = 0;
    while let Some((from, ..)) = orbit.get(next).cloned() {
        for (generator, by) in generators.iter().enumerate() {
            let image = image(by, &from);
            if orbit.len() < most && seen.insert(image.clone()) {
                orbit.push((image, next, generator));
            }
        }
        next += 1;
    }
    orbit
}

/// What is asked of coalitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Of which types they are.
    Types,
    /// The same, with which types they report.
    Reports,
}

/// The weights of coalitions added up over one question of every orbit. The coalitions have to be those that the automorphisms keep.
pub(crate) fn weigh_orbits(
    space: &TypeSpace,
    coalitions: &[Coalition],
    generators: &[Automorphism],
    (asked, weight): (Asked, impl Fn(Coalition) -> u128),
) -> u128 {
    let places: BTreeMap<Coalition, usize> =
        coalitions.iter().enumerate().map(|(place, coalition)| (*coalition, place)).collect();
    let counts: Vec<usize> = coalitions.iter().map(|coalition| space.joint_count(*coalition)).collect();
    // By generator and coalition: its image, and those of its types.
    let images: Vec<Vec<(usize, Vec<usize>)>> = generators
        .iter()
        .map(|by| {
            let of = |(place, coalition): (usize, &Coalition)| {
                let to = places.get(&by.coalition(*coalition)).copied().unwrap_or(place);
                let joint = |own| by.joint(space, *coalition, JointTypeId(own)).0;
                (to, (0..counts[place]).map(joint).collect())
            };
            coalitions.iter().enumerate().map(of).collect()
        })
        .collect();
    let questions = |count: usize| match asked {
        Asked::Types => count,
        Asked::Reports => count * count,
    };
    let mut seen: Vec<Vec<bool>> = counts.iter().map(|count| vec![false; questions(*count)]).collect();
    let mut sum = 0u128;
    for (place, coalition) in coalitions.iter().enumerate() {
        for first in 0..questions(counts[place]) {
            if seen[place][first] {
                continue;
            }
            sum = sum.saturating_add(weight(*coalition));
            seen[place][first] = true;
            let mut open = vec![(place, first)];
            while let Some((from, question)) = open.pop() {
                for of in &images {
                    let (to, joint) = &of[from];
                    let count = counts[from];
                    let image = match asked {
                        Asked::Types => joint[question],
                        Asked::Reports => joint[question / count] * count + joint[question % count],
                    };
                    if !seen[*to][image] {
                        seen[*to][image] = true;
                        open.push((*to, image));
                    }
                }
            }
        }
    }
    sum
}
