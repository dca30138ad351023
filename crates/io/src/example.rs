//! The literature examples, compiled into the program.

/// A built-in example: a folder of `examples/`.
pub struct Example {
    /// The folder's name.
    pub name: &'static str,
    /// File names and contents; the environment (or auction, environment with sets of priors, economy) first, the README second.
    pub files: &'static [(&'static str, &'static str)],
}

impl Example {
    /// The environment file; for an auction, the auction file.
    pub fn environment(&self) -> &'static str {
        self.files.first().map_or("", |(_, contents)| contents)
    }

    /// The title of its README.
    pub fn title(&self) -> &'static str {
        let readme = self.files.get(1).map_or("", |(_, contents)| contents);
        readme.lines().next().unwrap_or("").trim_start_matches('#').trim()
    }
}

macro_rules! example {
    ($name:literal, $($file:literal),*) => { example!(in "environment.toml", $name, $($file),*) };
    (in $main:literal, $name:literal, $($file:literal),*) => {
        Example {
            name: $name,
            files: &[
                ($main, include_str!(concat!("../../../examples/", $name, "/", $main))),
                ("README.md", include_str!(concat!("../../../examples/", $name, "/README.md"))),
                $(($file, include_str!(concat!("../../../examples/", $name, "/", $file))),)*
            ],
        }
    };
}

/// All examples, the papers' first.
pub const ALL: &[Example] = &[
    example!("guo-2021-public-good", "mechanism.json"),
    example!("guo-2017-surplus-extraction", "mechanism.json", "mechanism-c-too-small.json", "side-bet.json"),
    example!("guo-2017-implementation", "mechanism.json", "mechanism-c-too-small.json", "side-bet.json"),
    example!("guo-2017-no-common-prior", "mechanism-no-payments.json"),
    example!("guo-2017-inefficient-rule", "mechanism-no-payments.json"),
    example!("guo-2017-implementation-no-common-prior", "mechanism.json"),
    example!("guo-2017-inefficient-rule-no-common-prior", "mechanism-no-payments.json"),
    example!("guo-2018-surplus-extraction", "mechanism.json", "mechanism-c-too-small.json", "side-bet.json"),
    example!("guo-2018-implementation", "mechanism.json", "mechanism-c-too-small.json", "side-bet.json"),
    example!("guo-2018-alpha-maxmin", "mechanism.json", "mechanism-c-for-the-worst-case.json"),
    example!("guo-2021-smooth-ambiguity", "mechanism.json", "mechanism-for-the-worst-case.json"),
    example!("guo-2018-no-common-prior", "mechanism.json"),
    example!("guo-2018-bilateral-trade", "mechanism.json"),
    example!("guo-coalitional-incentive-compatibility", "mechanism.json", "mechanism-two-rules.json"),
    example!("private-values-one-failing-agent", "mechanism.json", "mechanism-c-too-small.json"),
    example!("bilateral-trade", "mechanism.json", "mechanism-no-ambiguity.json"),
    example!("two-type-bilateral-trade", "mechanism-at-the-threshold.json"),
    example!("safronov-2018-public-good", "mechanism.json", "mechanism-agv.json", "mechanism-vcg.json"),
    example!("zero-probability-profile", "mechanism.json", "mechanism-nothing-at-zero.json"),
];

/// The examples that are auctions.
pub const AUCTIONS: &[Example] = &[
    example!(
        in "auction.toml",
        "song-informational-size",
        "fair-ties-2.toml",
        "prokhorov-2.toml",
        "contamination-3.toml",
        "fair-ties-3.toml",
        "prokhorov-3.toml",
        "contamination-10.toml",
        "fair-ties-10.toml",
        "prokhorov-10.toml",
        "contamination-100.toml",
        "fair-ties-100.toml",
        "prokhorov-100.toml"
    ),
    example!(in "auction.toml", "song-communication-device", "one-belief.toml"),
    example!(in "auction.toml", "song-linear-values", "too-little.toml"),
    example!(in "auction.toml", "song-increasing-differences", "too-little.toml"),
    example!(in "auction.toml", "song-ordered-signals", "product.toml", "too-little.toml", "prokhorov.toml"),
    example!(in "auction.toml", "song-bounded-signals", "too-little.toml"),
];

/// The examples with sets of priors.
pub const SETS: &[Example] = &[
    example!(in "sets.toml", "song-finite-auction", "one-belief.toml", "after-the-message.toml"),
    example!(in "sets.toml", "song-hedging", "mechanism.json", "mechanism-enough.json"),
    example!(in "sets.toml", "three-criteria", "capacity.toml"),
    example!(in "sets.toml", "guo-2018-information-partitions",),
    example!(in "sets.toml", "ambiguous-safe-option",),
];

/// The examples that are exchange economies.
pub const ECONOMIES: &[Example] = &[
    example!(
        in "economy.toml",
        "maximin-exchange",
        "value.toml",
        "endowments.toml",
        "one-disagrees.toml",
        "both-disagree.toml"
    ),
    example!(in "economy.toml", "maximin-house", "two-sellers.toml", "at-five.toml"),
];

/// The examples without beliefs.
pub const PAYOFFS: &[Example] = &[
    example!(in "payoffs.toml", "guo-2018-robust-public-good",),
    example!(in "payoffs.toml", "guo-2018-robust-two-islands",),
    example!(in "payoffs.toml", "guo-2018-robust-double",),
];

/// The examples with priors in factored form.
pub const FACTORED: &[Example] = &[example!(
    in "factored.toml",
    "factored-priors",
    "independent.toml",
    "markov.toml",
    "mixture.toml",
    "forty-agents.toml"
)];

/// All examples of every kind.
pub fn every() -> impl Iterator<Item = &'static Example> {
    ALL.iter().chain(AUCTIONS).chain(SETS).chain(PAYOFFS).chain(ECONOMIES).chain(FACTORED)
}
