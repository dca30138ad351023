//! Shards: the cases of a plan dealt out like cards, so that easy and hard ones are shared evenly.

use std::fmt;
use std::str::FromStr;

/// Part `number` of `of`: the cases whose number leaves the remainder `number` − 1 when divided by `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// Which part, from 1.
    pub number: u64,
    /// How many parts.
    pub of: u64,
}

impl Shard {
    /// All cases.
    pub const WHOLE: Shard = Shard { number: 1, of: 1 };

    /// Whether a case belongs to it.
    pub fn has(self, case: u64) -> bool {
        case % self.of == self.number - 1
    }

    /// The cases of a plan with so many that belong to it, in order.
    pub fn cases(self, count: u64) -> impl Iterator<Item = u64> {
        let step = usize::try_from(self.of).unwrap_or(usize::MAX);
        (self.number - 1..count).step_by(step)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `2/3`.
    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) && of <= 1_000_000 => Ok(Shard { number, of }),
            _ => Err("expected which part of how many, from 1, as in 2/3".to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_divide_the_cases() {
        let mut all: Vec<u64> = (1..=3).flat_map(|number| Shard { number, of: 3 }.cases(10)).collect();
        all.sort_unstable();
        assert_eq!(all, (0..10).collect::<Vec<_>>());
        assert!(Shard { number: 2, of: 3 }.cases(10).all(|case| Shard { number: 2, of: 3 }.has(case)));
        assert_eq!("2/3".parse(), Ok(Shard { number: 2, of: 3 }));
        for wrong in ["", "0/3", "4/3", "1", "a/b", "1/0", "-1/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
