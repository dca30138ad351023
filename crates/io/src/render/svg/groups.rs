//! Two coalitions that divide the agents between them, as two frames.

use super::Picture;
use super::canvas::{Anchor, Canvas, shortened, text_width};
use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;

/// Longest list of members.
const LONGEST: usize = 40;

/// A coalition beside the agents outside it.
pub fn render_groups(environment: &Environment, coalition: Coalition, id: &str) -> Picture {
    let other = coalition.complement(environment.agent_count());
    let title = "Complementary coalitions".to_string();
    let labels = [coalition, other].map(|set| shortened(&name::coalition(environment, set), LONGEST));
    let mut canvas = Canvas::new(300.0_f64.max(labels.iter().map(|l| text_width(l) + 60.0).sum()), 84.0);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", &title);
    let mut x = 1.0;
    for label in &labels {
        let width = text_width(label) + 36.0;
        canvas.frame((x, 30.0), (width, 44.0), "witness");
        canvas.text((x + width / 2.0, 57.0), Anchor::Middle, "", label);
        x += width + 20.0;
    }
    let about = format!(
        "{} and {} can both form and have no member in common",
        name::who(environment, coalition),
        name::who(environment, other)
    );
    Picture { svg: canvas.finish(id, &title, &about), title, note: String::new() }
}
