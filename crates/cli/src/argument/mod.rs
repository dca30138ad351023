//! The command line: names, options and their help.

mod auction;
mod collusion;
mod counterexample;
mod economy;
mod exchange;
mod expect;
mod few_rules;
mod fragility;
mod frontier;
mod implementability;
mod implementable;
mod limits;
mod pay;
mod play;
mod robust;
mod scale;
mod sweep;

pub use auction::{Auction, Parts};
pub use collusion::Collude;
pub use counterexample::Counterexample;
pub use economy::Economy;
pub use exchange::{Export, ExportFormat, ExportWhat, Import, ImportGame, ImportTransfers, ImportWhat};
pub use expect::Expect;
pub use few_rules::FewRules;
pub use fragility::{Fragility, GridKind};
pub use frontier::Frontier;
pub use implementability::{Ambiguity, Device, Insure};
pub use implementable::Implementable;
pub use limits::{Cap, Limits};
pub use pay::Pay;
pub use play::{Play, PlayMechanism};
pub use robust::Robust;
pub use scale::Scale;
pub use sweep::{Sweep, SweepCase, SweepMerge, SweepPlot, SweepWhat};

use crate::supervision;
use ambimech_io::{Read, Setting};
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::benchmark::Benchmark;
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// Mechanism design under ambiguity, decided, designed and proved exactly.
///
/// Exit codes: 0 holds, done or accepted; 1 fails, infeasible or refused; 2 could not run; 3 undecided.
#[derive(Debug, Parser)]
#[command(name = "ambimech", version, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Run under another program: see the module `supervision`
    #[arg(long, hide = true, global = true)]
    pub supervised: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The whole job: conditions, an ambiguous mechanism, its verification, certificate and report
    Solve(Solve),
    /// Decide conditions on beliefs, payoffs and the allocation rule
    Conditions(Conditions),
    /// Decide exactly whether a mechanism reaches a goal with this allocation rule; a mechanism or a proof either way
    Decide(Decide),
    /// Find the values of a parameter at which a goal is attainable, with proofs beyond
    Threshold(Threshold),
    /// Design a mechanism for a goal, or prove that there is none
    Design(Design),
    /// Make payoffs and an efficient allocation rule that no mechanism implements under these beliefs, with the proof
    Counterexample(Counterexample),
    /// Find how far a condition on the prior is from failing, how the stakes grow on the way, and what other priors say
    Fragility(Fragility),
    /// Weigh few rules against small stakes: the best mechanisms for each number of rules, with what no mechanism goes below
    Frontier(Frontier),
    /// Compare the mechanisms of the literature with those designed here: properties, payments, revenue
    Compare(Compare),
    /// Draw many environments, decide and record them: grids, random priors, parameters; resumable, in shards
    Sweep(Sweep),
    /// Find how large bets must be for other attitudes to ambiguity: the smallest scale of rules in pairs
    Scale(Scale),
    /// Verify every property of a mechanism, with the worst deviation of each
    Verify(Verify),
    /// Evaluate a mechanism at one profile: one rule, or the smallest and largest payment over all
    Pay(Pay),
    /// Find what types expect at least and at most when they have sets of priors, with the priors that attain it
    Expect(Expect),
    /// Find transfers that make truth optimal under sets of priors, by full insurance where it does, or prove that there are none
    Insure(Insure),
    /// Find how much ambiguity is enough for full insurance: the least size of sets around the beliefs
    Ambiguity(Ambiguity),
    /// Find messages that create enough ambiguity for full insurance, as few as possible
    Device(Device),
    /// Decide whether a social choice set is fully implementable under sets of priors, with coalitions: rewards, or what has none
    Implementable(Implementable),
    /// Decide the conditions of an auction with continuous signals, and whether its efficient rule can be implemented
    Auction(Auction),
    /// Find efficient, core and value allocations of an exchange economy whose agents expect the worst, or prove that there are none
    Economy(Economy),
    /// Decide full implementation in every type space: who objects to which deception, against single agents or coalitions
    Robust(Robust),
    /// Play a canonical mechanism: where messages fall and what they bring, or search it for unwanted equilibria
    Play(Play),
    /// Find a side contract by which a coalition gains from a mechanism, or prove that there is none
    Collude(Collude),
    /// Check a certificate or a certified mechanism with the independent checker
    Check(Check),
    /// Explain a condition, goal, property or construction, with its source
    Explain(Explain),
    /// List the built-in literature examples, or write one to a folder
    Examples(Examples),
    /// Write a report about an environment, and a mechanism, as HTML or LaTeX
    Report(Report),
    /// Write environments and mechanisms as CSV, tidy tables or games, or a mechanism's rules out as tables
    Export(Export),
    /// Make a mechanism from CSV tables of transfers, or an environment from a game of Gambit
    Import(Import),
    /// Serve a local web page: edit an environment, see verdicts change, design, verify, download
    Serve(Serve),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, in roff
    Man(Man),
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How a mechanism is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// The papers' constructions in closed form.
    ClosedForm,
    /// A search for few rules.
    FewRules,
    /// An exact linear program.
    Lp,
    /// Vickrey, Clarke and Groves, with Clarke's pivot.
    Vcg,
    /// Expected externalities (d'Aspremont and Gérard-Varet, Arrow).
    Agv,
    /// Full extraction by lotteries.
    CremerMclean,
    /// Participation and a balanced budget under identifiability.
    KosenokSeverinov,
    /// Expected externalities from agent to agent, coalition-proof.
    Safronov,
}

impl Method {
    /// The mechanism of the literature that is made in this way.
    pub fn benchmark(self) -> Option<Benchmark> {
        match self {
            Method::ClosedForm | Method::FewRules | Method::Lp => None,
            Method::Vcg => Some(Benchmark::Vcg),
            Method::Agv => Some(Benchmark::Agv),
            Method::CremerMclean => Some(Benchmark::CremerMcLean),
            Method::KosenokSeverinov => Some(Benchmark::KosenokSeverinov),
            Method::Safronov => Some(Benchmark::Safronov),
        }
    }
}

/// How a designed mechanism's rules are stored in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Store {
    /// As tables when they are short, in closed form otherwise.
    Auto,
    /// Written out.
    Tables,
    /// As the construction's few numbers; `ambimech export` writes them out.
    ClosedForm,
}

impl From<Store> for ambimech_io::answer_file::Store {
    fn from(store: Store) -> ambimech_io::answer_file::Store {
        match store {
            Store::Auto => ambimech_io::answer_file::Store::Auto,
            Store::Tables => ambimech_io::answer_file::Store::Tables,
            Store::ClosedForm => ambimech_io::answer_file::Store::ClosedForm,
        }
    }
}

/// How answers are printed.
#[derive(Debug, Args)]
pub struct Printing {
    /// Print the answer as text or as JSON
    #[arg(long, value_enum, default_value = "text", global = true)]
    pub format: Format,
}

/// Values for the parameters of an environment file.
#[derive(Debug, Args)]
pub struct Parameters {
    /// Another value for a parameter of the environment file, as in B=6 or a=1/3; can be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", allow_hyphen_values = true)]
    pub settings: Vec<Setting>,
}

impl Parameters {
    /// The environment of a file, with these values.
    pub fn read(&self, environment: &Path) -> Read<Environment> {
        if supervision::is_on() {
            return supervision::read_alone(environment, |text| text.read(&self.settings));
        }
        ambimech_io::read_environment_with(environment, &self.settings)
    }
}

/// Options of `solve`.
#[derive(Debug, Args)]
pub struct Solve {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The goal; by default the first that is reached: coalition-proof, then implement, or, with two
    /// agents, coalitions of one only, or no common prior, implement, then coalition-proof
    #[arg(long, value_parser = parse_goal)]
    pub goal: Option<Goal>,
    /// The misreports to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// A folder for mechanism.json, report.html and summary.json
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `conditions`.
#[derive(Debug, Args)]
pub struct Conditions {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The conditions; all that this version decides when none is named
    #[arg(value_name = "NAME", value_parser = parse_condition)]
    pub names: Vec<Condition>,
    /// A file for the certificates
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A folder for the linear programs of those conditions that have some, as .ine, .lp and .mps with their legends
    #[arg(long, value_name = "DIR")]
    pub programs: Option<PathBuf>,
    /// Write a prior in factored form out as a table and decide from that; otherwise bdp, cbdp, full-support, convex-independence and
    /// identifiability are decided from the factors
    #[arg(long)]
    pub table: bool,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `decide`.
#[derive(Debug, Args)]
pub struct Decide {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// implement, extract, coalition-proof, coalition-proof-extract, or properties as in `ic,bb`
    #[arg(long, value_parser = parse_goal)]
    pub goal: Goal,
    /// The kind of mechanism: simple (one transfer rule) or ambiguous (several)
    #[arg(long, value_parser = parse_mechanism)]
    pub mechanism: MechanismKind,
    /// The misreports to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// How types with sets of priors compare: maxmin (the default), optimal or maximal
    #[arg(long, value_parser = parse_criterion, value_name = "CRITERION")]
    pub criterion: Option<Criterion>,
    /// A file for the mechanism, or for the certificate that there is none
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A file for the linear program that decides: .ine (cdd, lrs), .lp (CPLEX LP) or .mps; what rows and columns mean is written
    /// beside it
    #[arg(long, value_name = "FILE")]
    pub program: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `threshold`.
#[derive(Debug, Args)]
pub struct Threshold {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The parameter, one of those that the file declares; payoffs must be affine in it
    #[arg(long, value_name = "NAME", required_unless_present = "cap", conflicts_with = "cap")]
    pub parameter: Option<String>,
    /// Instead of a parameter: the smallest limit on payments of this kind with which the goal is attainable
    #[arg(long, value_enum)]
    pub cap: Option<Cap>,
    /// implement, extract, coalition-proof, coalition-proof-extract, or properties as in `ic,bb`
    #[arg(long, value_parser = parse_goal)]
    pub goal: Goal,
    /// The kind of mechanism: simple (one transfer rule) or ambiguous (several)
    #[arg(long, value_parser = parse_mechanism)]
    pub mechanism: MechanismKind,
    /// The misreports to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// A folder for the mechanism at each end and the certificate beyond it, each beside the environment that it is about
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// A file for the linear programs of both ends, with -smallest and -largest before the ending: .ine (cdd, lrs), .lp (CPLEX LP) or .mps; what rows and columns mean is written
    /// beside it
    #[arg(long, value_name = "FILE")]
    pub program: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `design`.
#[derive(Debug, Args)]
pub struct Design {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// implement, extract, coalition-proof, coalition-proof-extract, or properties as in `ic,bb`; a mechanism of the literature
    /// is by default made for the properties it is known for
    #[arg(long, value_parser = parse_goal)]
    pub goal: Option<Goal>,
    /// The kind of mechanism: simple (one transfer rule) or ambiguous (several); those of the literature are simple
    #[arg(long, value_parser = parse_mechanism, default_value = "ambiguous")]
    pub mechanism: MechanismKind,
    /// The misreports to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// How to make it; by default in closed form where there is one, by the exact program otherwise;
    /// vcg, agv and so on make a mechanism of the literature
    #[arg(long, value_enum)]
    pub method: Option<Method>,
    #[command(flatten)]
    pub few_rules: FewRules,
    #[command(flatten)]
    pub limits: Limits,
    /// How the rules are stored in the file
    #[arg(long, value_enum, default_value = "auto")]
    pub store: Store,
    /// A file for the mechanism, or for the certificate that there is none
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The misreports that designed mechanisms are to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The mechanism file
    pub mechanism: PathBuf,
    /// The properties that decide the exit code, as in `cic,bb`; by default those of the mechanism's goal
    #[arg(long, value_parser = parse_goal, value_name = "GOAL")]
    pub require: Option<Goal>,
    /// The misreports that the required properties are held against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// List the value of every misreport under every rule
    #[arg(long)]
    pub all: bool,
    /// Verify this side contract of a coalition for the mechanism instead of the mechanism itself
    #[arg(long, value_name = "FILE", conflicts_with_all = ["require", "all"])]
    pub collusion: Option<PathBuf>,
    /// How types with several priors compare reports: by the worst case of each (maxmin, the default), the truth being best under every
    /// prior (optimal), or nothing being better under every prior (maximal)
    #[arg(long, value_parser = parse_criterion, value_name = "CRITERION")]
    pub criterion: Option<Criterion>,
    /// Write the proofs of the verdicts under sets of priors to this file, for `ambimech check`
    #[arg(long, value_name = "FILE", conflicts_with = "collusion")]
    pub certificate: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// A certificate, a mechanism with its certificate, a file about collusion, or one about all values of a parameter
    pub file: PathBuf,
    /// The mechanism that a file about collusion, or about verdicts under sets of priors, is about
    #[arg(long, value_name = "FILE")]
    pub mechanism: Option<PathBuf>,
    /// The parameter that a file about all its values on one side is about
    #[arg(long, value_name = "NAME", conflicts_with = "mechanism")]
    pub parameter: Option<String>,
    /// Of a certified mechanism, draw this many constraints at random and recompute them, instead of checking it in full
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with_all = ["mechanism", "parameter"])]
    pub spot: Option<u64>,
    /// The seed by which constraints are drawn
    #[arg(long, value_name = "S", default_value_t = 1, requires = "spot")]
    pub seed: u64,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A condition, goal, property, construction or notion; the list of all when left out
    pub name: Option<String>,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `examples`.
#[derive(Debug, Args)]
pub struct Examples {
    /// An example; the list of all when left out
    pub name: Option<String>,
    /// A folder to write the example to; without it the environment file is printed
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub printing: Printing,
}

/// What a report can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Skipped {
    /// What simple and ambiguous mechanisms can do about each goal, and the mechanism designed.
    Goals,
    /// At which values of the file's parameters the goals are attainable.
    Thresholds,
}

/// Options of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// A mechanism file; without it the report is about the mechanism that `ambimech solve` designs, if there is one
    pub mechanism: Option<PathBuf>,
    /// The report: .html for a self-contained page, .tex for a LaTeX document; with --fragments a folder
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
    /// Write LaTeX fragments into the folder, one file for each table and proof, to be taken into a paper with \input; each
    /// says in its first lines which packages it needs, and document.tex holds them all
    #[arg(long)]
    pub fragments: bool,
    /// Leave out what takes long: goals, thresholds, or both as in goals,thresholds
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART")]
    pub skip: Vec<Skipped>,
    /// The misreports that designed mechanisms are to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// An environment file to open, TOML or JSON; changes are made on the page only, the file stays as it is
    pub environment: Option<PathBuf>,
    /// The address to listen on; other machines reach the page at any address but a loopback one
    #[arg(long, default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8517)]
    pub port: u16,
    /// Seconds that a computation may take
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=604_800))]
    pub time_limit: u64,
    /// MiB of memory that a computation may take (enforced on Linux)
    #[arg(long, value_name = "MIB", default_value_t = 4096, value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub memory_limit: u64,
    /// MiB that may be sent to the page at once
    #[arg(long, value_name = "MIB", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=256))]
    pub body_limit: u64,
    /// Computations at once; more wait
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=64))]
    pub jobs: u64,
}

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// A folder for one page per command; standard output gets the main page without it
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

fn parse_goal(text: &str) -> Result<Goal, String> {
    text.parse().map_err(|error| {
        let goals: Vec<String> = Goal::NAMED.iter().map(ToString::to_string).collect();
        let properties: Vec<&str> = Property::ALL.iter().map(|property| property.name()).collect();
        format!("{error}; expected one of {}, or a list of {}", goals.join(", "), properties.join(", "))
    })
}

fn parse_reports(text: &str) -> Result<Reports, String> {
    text.parse().map_err(|error| format!("{error}; expected pure or mixed"))
}

fn parse_criterion(text: &str) -> Result<Criterion, String> {
    text.parse().map_err(|error| format!("{error}; expected maxmin, optimal or maximal"))
}

fn parse_mechanism(text: &str) -> Result<MechanismKind, String> {
    text.parse().map_err(|error| format!("{error}; expected simple or ambiguous"))
}

fn parse_condition(text: &str) -> Result<Condition, String> {
    text.parse().map_err(|error| {
        let names: Vec<&str> = Condition::ALL.iter().map(|condition| condition.name()).collect();
        format!("{error}; expected one of {}", names.join(", "))
    })
}
