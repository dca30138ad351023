//! The keys of auction files.

/// The format.
pub const FORMAT: &str = "ambimech-auction/1";
/// The keys of a file that describes all bidders at once.
pub const ALL_AT_ONCE: [&str; 11] =
    ["format", "name", "source", "bidders", "ties", "own", "value", "orders", "parameters", "signals", "beliefs"];
/// The keys of a file that describes them one by one.
pub const ONE_BY_ONE: [&str; 7] = ["format", "name", "source", "bidders", "ties", "parameters", "beliefs"];
/// The keys of one of these.
pub const BIDDER: [&str; 6] = ["name", "signals", "own", "value", "orders", "beliefs"];
/// The kinds of beliefs.
pub const KINDS: [&str; 5] = ["density", "hull", "contamination", "prokhorov", "all"];
/// Who belongs to a set near a centre.
pub const MEMBERS: [&str; 2] = ["all", "densities"];
/// Most bidders of a file.
pub const MAX_BIDDERS: usize = 200;
