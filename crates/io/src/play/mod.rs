//! Files of rewards and message profiles for canonical mechanisms: `format = "ambimech-play/1"`.

mod message;
mod read;

pub use message::parse_message;
pub use read::{PlayFile, PlayStep, parse_play, read_play};
