//! The search for generators.

use super::automorphism::Automorphism;
use super::structure::Structure;

/// Partial maps that are looked at in all.
const MAX_STEPS: usize = 200_000;

/// Complete maps that are compared in full in all.
const MAX_COMPLETE: usize = 2_000;

/// Automorphisms that generate all, or some of them when there are too many maps to look at. None is the identity.
pub fn find_automorphisms(structure: &Structure<'_>) -> Vec<Automorphism> {
    let count = structure.points().len();
    let mut search = Search { structure, steps: MAX_STEPS, complete: MAX_COMPLETE };
    let mut found: Vec<(Vec<usize>, Automorphism)> = Vec::new();
    for level in (0..count).rev() {
        let mut reached = orbit(&found, level);
        for image in level + 1..count {
            if reached.contains(&image) {
                continue;
            }
            let mut images: Vec<usize> = (0..level).collect();
            if !search.fits(&images, image) {
                continue;
            }
            images.push(image);
            if let Some(automorphism) = search.extend(&mut images) {
                found.push((images, automorphism));
                reached = orbit(&found, level);
            }
        }
    }
    found.into_iter().map(|(_, automorphism)| automorphism).collect()
}

/// Where a point goes under what is generated.
fn orbit(found: &[(Vec<usize>, Automorphism)], from: usize) -> Vec<usize> {
    let mut reached = vec![from];
    let mut next = 0;
    while let Some(at) = reached.get(next).copied() {
        for (images, _) in found {
            if !reached.contains(&images[at]) {
                reached.push(images[at]);
            }
        }
        next += 1;
    }
    reached
}

struct Search<'s> {
    structure: &'s Structure<'s>,
    steps: usize,
    complete: usize,
}

impl Search<'_> {
    /// Whether the next point may go there.
    fn fits(&self, images: &[usize], image: usize) -> bool {
        let (structure, next) = (self.structure, images.len());
        let points = structure.points();
        let ((agent, _), (to, _)) = (points[next], points[image]);
        !images.contains(&image)
            && structure.type_count(agent) == structure.type_count(to)
            && structure.colour(next, next) == structure.colour(image, image)
            && images.iter().enumerate().all(|(place, known)| {
                (points[place].0 == agent) == (points[*known].0 == to)
                    && structure.colour(place, next) == structure.colour(*known, image)
                    && structure.colour(next, place) == structure.colour(image, *known)
            })
    }

    /// The first automorphism that begins like this; its images are left behind.
    fn extend(&mut self, images: &mut Vec<usize>) -> Option<Automorphism> {
        self.steps = self.steps.checked_sub(1)?;
        let count = self.structure.points().len();
        if images.len() == count {
            self.complete = self.complete.checked_sub(1)?;
            return self.structure.complete(images);
        }
        for image in 0..count {
            if !self.fits(images, image) {
                continue;
            }
            images.push(image);
            if let Some(found) = self.extend(images) {
                return Some(found);
            }
            images.pop();
        }
        None
    }
}
