//! Changed texts: pieces taken out, put in and moved, from a generator that is the same everywhere.

/// A generator of numbers that is the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// What people and machines get wrong, and words that mean something in these files.
const PIECES: &[&str] = &[
    "",
    " ",
    "\n",
    "\t",
    "\u{0}",
    "\u{feff}",
    "é",
    "“",
    "−",
    "=",
    "==",
    ":",
    ",",
    ".",
    "#",
    "*",
    "* *",
    "/",
    "-",
    "+",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "(",
    ")",
    "\"",
    "'",
    "\"\"\"",
    "\\",
    "\\u0000",
    "0",
    "-0",
    "1",
    "2",
    "1/2",
    "\"1/2\"",
    "1/0",
    "\"1/0\"",
    "0.1",
    "1e9",
    "1e5000",
    "\"1e-5000\"",
    "nan",
    "inf",
    "null",
    "true",
    "0x1F",
    "1_000",
    "99999999999999999999",
    "H",
    "L",
    "t1",
    "value",
    "value[1]",
    "type[1]",
    "cost",
    "B",
    "h",
    "g",
    "B * B",
    "1/B",
    "if(",
    "min(",
    "max(1, B)",
    "agents",
    "prior",
    "beliefs",
    "outcomes",
    "outside",
    "allocation",
    "coalitions",
    "\"all\"",
    "\"singletons\"",
    "rule = \"efficient\"",
    "parameters",
    "[parameters]\nB = 7\n",
    "types",
    "name",
    "format",
    "rules",
    "transfers",
    "closed-form",
    "certificate",
    "certificates",
    "weights",
    "evidence",
    "claims",
    "seal",
    "sha256:",
    "own-rule",
    "mixed",
    "pure",
    "holds",
    "infeasible",
    "file = \"prior.csv\"",
];

/// The places at which words, numbers and signs of a text begin or end.
fn joints(text: &str) -> Vec<usize> {
    let kind = |c: char| match c {
        _ if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') => 0,
        _ if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut found = vec![0];
    let mut last = None;
    for (place, character) in text.char_indices() {
        if last.is_some_and(|last| last == 2 || last != kind(character)) {
            found.push(place);
        }
        last = Some(kind(character));
    }
    found.push(text.len());
    found
}

/// One to four changes of a text; `other` gives the pieces of another file.
pub fn mutated(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut text = text.to_string();
    for _ in 0..[1, 1, 1, 1, 2, 3, 4][dice.below(7)] {
        let joints = joints(&text);
        let mut pick = |most: usize| {
            let first = dice.below(joints.len());
            let last = (first + dice.below(most)).min(joints.len() - 1);
            (joints[first], joints[last], dice.below(9))
        };
        let (start, end, kind) = pick(6);
        match kind {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(start, PIECES[dice.below(PIECES.len())]),
            2 | 3 => text.replace_range(start..end, PIECES[dice.below(PIECES.len())]),
            4 => {
                let copy = text[start..end].to_string();
                text.insert_str(end, &copy);
            }
            5 => {
                let from = self::joints(other);
                let first = dice.below(from.len());
                let last = (first + dice.below(12)).min(from.len() - 1);
                text.replace_range(start..end, &other[from[first]..from[last]]);
            }
            6 => {
                // Two lines change places.
                let mut lines: Vec<&str> = text.split('\n').collect();
                let (one, two) = (dice.below(lines.len()), dice.below(lines.len()));
                lines.swap(one, two);
                text = lines.join("\n");
            }
            7 => {
                // A digit becomes another one, or loses its sign.
                let digits: Vec<usize> = text
                    .char_indices()
                    .filter(|(_, c)| c.is_ascii_digit() || *c == '-')
                    .map(|(at, _)| at)
                    .collect();
                if let Some(at) = digits.get(dice.below(digits.len())) {
                    let digit = b'0' + u8::try_from(dice.below(10)).unwrap();
                    text.replace_range(at..&(at + 1), &char::from(digit).to_string());
                }
            }
            _ => text.truncate(end),
        }
    }
    text
}
