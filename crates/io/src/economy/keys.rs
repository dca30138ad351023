//! The formats and keys of files about economies.

/// An economy.
pub const FORMAT: &str = "ambimech-economy/1";
/// An allocation of one.
pub const ALLOCATION_FORMAT: &str = "ambimech-allocation/1";
/// Answers about one, with their proofs.
pub const ANSWER_FORMAT: &str = "ambimech-economy-answer/1";
/// The keys of an economy.
pub const ECONOMY: [&str; 5] = ["format", "name", "source", "goods", "agents"];
/// The keys of an agent.
pub const AGENT: [&str; 3] = ["name", "endowment", "types"];
/// What an affine piece is called that adds to the goods; no good may have this name.
pub const CONSTANT: &str = "constant";
/// The keys of an allocation file.
pub const ALLOCATION: [&str; 5] = ["format", "name", "source", "allocation", "weights"];
/// The keys of an answer file.
pub const ANSWER: [&str; 4] = ["format", "economy", "certificates", "seal"];
