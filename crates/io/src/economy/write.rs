//! From proofs to a file.

use super::identity::economy_digest;
use super::{EconomyNames, keys};
use crate::json_writer::{JsonWriter, Layout};
use crate::seal::sealed;
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::{
    Allocation, Bound, Economy, EconomyCertificate, Game, Move, Side, ValueTree, WeightCover, WeightTree, Worth,
};
use ambimech_model::number::Rational;

/// Proofs about an economy as a sealed file. The same proofs give the same bytes.
pub fn render_economy_answer(economy: &Economy, certificates: &[EconomyCertificate]) -> String {
    let seal = answer_seal(economy, certificates);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), economy, certificates, Some(&seal));
    text
}

pub(super) fn answer_seal(economy: &Economy, certificates: &[EconomyCertificate]) -> String {
    sealed(|sink| write(sink, economy, certificates, None))
}

fn write(sink: &mut dyn FnMut(&str), economy: &Economy, certificates: &[EconomyCertificate], seal: Option<&str>) {
    let mut writer = Writer { json: JsonWriter::new(sink), economy, names: EconomyNames::of(economy) };
    writer.json.open_object(Layout::Lines);
    writer.json.entry("format", keys::ANSWER_FORMAT);
    writer.json.entry("economy", &economy_digest(economy));
    writer.json.key("certificates");
    writer.json.open_array(Layout::Lines);
    certificates.iter().for_each(|certificate| writer.certificate(certificate));
    writer.json.close();
    if let Some(seal) = seal {
        writer.json.entry("seal", seal);
    }
    writer.json.finish();
}

/// What a proof is called in files.
pub(super) fn kind(certificate: &EconomyCertificate) -> &'static str {
    match certificate {
        EconomyCertificate::Efficient { .. } => "efficient",
        EconomyCertificate::Dominated { .. } => "dominated",
        EconomyCertificate::Core { .. } => "core",
        EconomyCertificate::Blocked { .. } => "blocked",
        EconomyCertificate::NoCore { .. } => "no-core",
        EconomyCertificate::Value { .. } => "value",
        EconomyCertificate::NotValue { .. } => "not-value",
        EconomyCertificate::NotAmongValues { .. } => "not-among-values",
        EconomyCertificate::NoCommonValue { .. } => "no-common-value",
        EconomyCertificate::ValueExists => "value-exists",
        EconomyCertificate::NoValue { .. } => "no-value",
    }
}

struct Writer<'s, 'e> {
    json: JsonWriter<'s>,
    economy: &'e Economy,
    names: EconomyNames,
}

impl Writer<'_, '_> {
    fn certificate(&mut self, certificate: &EconomyCertificate) {
        self.json.open_object(Layout::Lines);
        self.json.entry("kind", kind(certificate));
        match certificate {
            EconomyCertificate::Efficient { allocation, bounds }
            | EconomyCertificate::Core { allocation, bounds } => {
                self.allocation(allocation);
                self.json.key("bounds");
                self.json.open_array(Layout::Lines);
                let is_core = matches!(certificate, EconomyCertificate::Core { .. });
                let mut places = self.economy.objectors();
                places.retain(|(coalition, _)| is_core || *coalition == self.economy.grand_coalition());
                for (bound, (coalition, _)) in bounds.iter().zip(places) {
                    self.bound(bound, coalition);
                }
                self.json.close();
            }
            EconomyCertificate::Dominated { allocation, better: objection }
            | EconomyCertificate::Blocked { allocation, objection } => {
                self.allocation(allocation);
                self.json.key("objection");
                self.objection(objection);
            }
            EconomyCertificate::NoCore { tree } => {
                self.json.key("parts");
                self.json.open_array(Layout::Lines);
                self.tree(tree);
                self.json.close();
            }
            EconomyCertificate::Value { allocation, games } => {
                self.allocation(allocation);
                self.games(games.iter());
            }
            EconomyCertificate::NotValue { allocation, game } => {
                self.allocation(allocation);
                self.games([game].into_iter());
            }
            EconomyCertificate::NotAmongValues { allocation, cover } => {
                self.allocation(allocation);
                self.covers([cover].into_iter());
            }
            EconomyCertificate::NoCommonValue { agent, covers } => {
                let name = self.names.profiles.agent(*agent).to_string();
                self.json.entry("agent", &name);
                self.covers([&covers.0, &covers.1].into_iter());
            }
            EconomyCertificate::ValueExists => {}
            EconomyCertificate::NoValue { agent, games } => {
                let name = self.names.profiles.agent(*agent).to_string();
                self.json.entry("agent", &name);
                self.games([&games.0, &games.1].into_iter());
            }
        }
        self.json.close();
    }

    fn allocation(&mut self, allocation: &Allocation) {
        self.json.key("allocation");
        self.json.open_object(Layout::Lines);
        let grand = self.economy.grand_coalition();
        for profile in self.economy.space().profiles() {
            let label = self.names.profiles.label(profile);
            self.json.key(&label);
            let bundles: Vec<Vec<Rational>> =
                grand.members().map(|agent| allocation.bundle(profile, agent).to_vec()).collect();
            self.bundles(&bundles, grand);
        }
        self.json.close();
    }

    fn bundles(&mut self, bundles: &[Vec<Rational>], members: Coalition) {
        self.json.open_object(Layout::Line);
        for (agent, bundle) in members.members().zip(bundles) {
            self.json.key(self.names.profiles.agent(agent));
            self.amounts(bundle);
        }
        self.json.close();
    }

    fn amounts(&mut self, numbers: &[Rational]) {
        self.json.open_object(Layout::Line);
        for (good, number) in self.economy.goods().iter().zip(numbers) {
            self.json.key(good);
            self.json.number(number);
        }
        self.json.close();
    }

    fn weights(&mut self, weights: &[Rational], members: Coalition) {
        self.json.open_object(Layout::Line);
        for (agent, weight) in members.members().zip(weights) {
            self.json.key(self.names.profiles.agent(agent));
            self.json.number(weight);
        }
        self.json.close();
    }

    fn bound(&mut self, bound: &Bound, members: Coalition) {
        self.json.open_object(Layout::Line);
        self.json.key("weights");
        self.weights(&bound.weights, members);
        self.json.key("prices");
        self.amounts(&bound.prices);
        self.json.key("pieces");
        self.json.open_object(Layout::Line);
        for (agent, numbers) in members.members().zip(&bound.pieces) {
            self.json.key(self.names.profiles.agent(agent));
            self.json.open_array(Layout::Line);
            numbers.iter().for_each(|number| self.json.number(number));
            self.json.close();
        }
        self.json.close();
        self.json.close();
    }

    fn objection(&mut self, objection: &Move) {
        self.json.open_object(Layout::Line);
        let label = self.names.profiles.joint_label(objection.coalition, objection.joint);
        self.json.entry("members", &label);
        self.json.key("bundles");
        self.bundles(&objection.bundles, objection.coalition);
        self.json.close();
    }

    fn games<'g>(&mut self, games: impl Iterator<Item = &'g Game>) {
        self.json.key("games");
        self.json.open_array(Layout::Lines);
        let grand = self.economy.grand_coalition();
        for game in games {
            self.json.open_object(Layout::Lines);
            let label = self.names.profiles.label(game.profile);
            self.json.entry("profile", &label);
            self.json.key("weights");
            self.weights(&game.weights, grand);
            self.worths(&game.worths);
            self.json.key("bundles");
            self.bundles(&game.bundles, grand);
            self.json.close();
        }
        self.json.close();
    }

    fn worths(&mut self, worths: &[Worth]) {
        self.json.key("worths");
        self.json.open_array(Layout::Lines);
        for (worth, coalition) in worths.iter().zip(self.economy.coalitions()) {
            self.json.open_object(Layout::Line);
            self.json.key("bundles");
            self.bundles(&worth.bundles, coalition);
            self.json.key("bound");
            self.bound(&worth.bound, coalition);
            self.json.close();
        }
        self.json.close();
    }

    fn covers<'c>(&mut self, covers: impl Iterator<Item = &'c WeightCover>) {
        self.json.key("covers");
        self.json.open_array(Layout::Lines);
        for cover in covers {
            self.json.open_object(Layout::Lines);
            let label = self.names.profiles.label(cover.profile);
            self.json.entry("profile", &label);
            self.json.key("corners");
            self.json.open_array(Layout::Lines);
            for corner in &cover.corners {
                self.json.open_object(Layout::Lines);
                self.json.key("weights");
                self.weights(&corner.weights, self.economy.grand_coalition());
                self.worths(&corner.worths);
                self.json.close();
            }
            self.json.close();
            self.json.key("parts");
            self.json.open_array(Layout::Lines);
            self.parts(&cover.tree);
            self.json.close();
            self.json.close();
        }
        self.json.close();
    }

    /// The parts in the order of a walk: between which corners a part is halved, numbered from 1, and then both halves.
    fn parts(&mut self, tree: &WeightTree) {
        self.json.open_object(Layout::Line);
        match tree {
            WeightTree::Halves { between, first, second } => {
                self.json.key("between");
                self.json.open_array(Layout::Line);
                between.iter().for_each(|place| self.json.number(&Rational::from(place + 1)));
                self.json.close();
                self.json.close();
                self.parts(first);
                self.parts(second);
                return;
            }
            WeightTree::OutOfReach(bound) => {
                self.json.key("bound");
                self.bound(bound, self.economy.grand_coalition());
            }
            WeightTree::Open => {}
        }
        self.json.close();
    }

    /// The parts in the order of a walk: a cut, what is below, what is above.
    fn tree(&mut self, tree: &ValueTree) {
        match tree {
            ValueTree::Cut { cut, below, above } => {
                self.json.open_object(Layout::Line);
                self.json.entry("cut", self.names.profiles.agent(cut.agent));
                self.json.entry("type", self.names.profiles.type_name(cut.agent, cut.own));
                self.json.key("at");
                self.json.number(&cut.at);
                let side = match cut.side {
                    Side::Below => "below",
                    Side::Above => "above",
                };
                self.json.entry("with", side);
                self.json.close();
                self.tree(below);
                self.tree(above);
            }
            ValueTree::OutOfReach { profile, bound } => {
                self.json.open_object(Layout::Line);
                let label = self.names.profiles.label(*profile);
                self.json.entry("profile", &label);
                self.json.key("bound");
                self.bound(bound, self.economy.grand_coalition());
                self.json.close();
            }
            ValueTree::Objection(objection) => self.objection(objection),
        }
    }
}
