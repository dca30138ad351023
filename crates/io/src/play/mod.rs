//! Files of rewards and message profiles for canonical mechanisms: `format = "ambimech-play/1"`.

mod choice_message;
mod choice_read;
mod lottery;
mod message;
mod read;
mod step;
mod words;

pub use choice_message::parse_choice_message;
pub use choice_read::{ChoicePlayFile, ChoicePlayStep, parse_choice_play, read_choice_play};
pub use message::parse_message;
pub use read::{PlayFile, PlayStep, parse_play, read_play};
pub use step::{Step, find_agent, sent_before};
