//! The identity of an economy: what an answer names it by.

use crate::json_writer::{JsonWriter, Layout};
use crate::seal::sealed;
use ambimech_model::economy::Economy;

/// `sha256:` and the hash of the economy's canonical text: goods, agents, endowments and pieces, exact numbers in lowest terms; name and
/// source do not count.
pub fn economy_digest(economy: &Economy) -> String {
    sealed(|sink| {
        let mut json = JsonWriter::new(sink);
        json.open_object(Layout::Lines);
        json.key("goods");
        json.strings(economy.goods().iter().map(String::as_str));
        json.key("agents");
        json.open_array(Layout::Lines);
        for trader in economy.traders() {
            json.open_object(Layout::Lines);
            json.entry("name", &trader.name);
            json.key("endowment");
            json.open_array(Layout::Line);
            trader.endowment.iter().for_each(|amount| json.number(amount));
            json.close();
            json.key("types");
            json.open_array(Layout::Lines);
            for taste in &trader.types {
                json.open_object(Layout::Lines);
                json.entry("name", &taste.name);
                json.key("pieces");
                json.open_array(Layout::Lines);
                for piece in taste.utility.pieces() {
                    json.open_array(Layout::Line);
                    piece.slopes.iter().for_each(|slope| json.number(slope));
                    json.number(&piece.constant);
                    json.close();
                }
                json.close();
                json.close();
            }
            json.close();
            json.close();
        }
        json.close();
        json.finish();
    })
}
