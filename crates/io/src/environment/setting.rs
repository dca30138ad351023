//! `B=6`: a value that a parameter of an environment file is to have instead of the one in the file.

use ambimech_model::number::{Rational, parse_number};
use std::str::FromStr;

/// A value for a parameter.
///
/// # Examples
/// ```
/// use ambimech_io::Setting;
/// let setting: Setting = "a = 1/3".parse().unwrap();
/// assert_eq!((setting.name.as_str(), setting.value.to_string().as_str()), ("a", "1/3"));
/// assert!("a=one third".parse::<Setting>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The parameter's name.
    pub name: String,
    /// The value.
    pub value: Rational,
}

impl FromStr for Setting {
    type Err = String;

    /// Reads `NAME=VALUE`; quotes around the value are allowed.
    fn from_str(text: &str) -> Result<Setting, String> {
        let Some((name, value)) = text.split_once('=') else {
            return Err("no `=`; write NAME=VALUE, as in B=6 or a=1/3".to_string());
        };
        let name = name.trim();
        if name.is_empty() {
            return Err("no name before `=`; write NAME=VALUE, as in B=6 or a=1/3".to_string());
        }
        let value = value.trim();
        let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
        match parse_number(bare.trim()) {
            Ok(value) => Ok(Setting { name: name.to_string(), value }),
            Err(error) => Err(format!("{error}; the value is a number such as 6, 0.15 or 1/3")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_exact_or_refused() {
        for (text, name, value) in
            [("B=6", "B", "6"), ("a=0.15", "a", "3/20"), ("c = \"-1/3\"", "c", "-1/3"), ("x=1e2", "x", "100")]
        {
            let setting: Setting = text.parse().unwrap();
            assert_eq!((setting.name.as_str(), setting.value.to_string().as_str()), (name, value), "{text}");
        }
        for text in ["", "B", "B:6", "=6", "B=", "B==6", "B=1,5", "B=six", "B=1/0", "B=\"6", "B=1e999999"] {
            assert!(text.parse::<Setting>().is_err(), "{text}");
        }
    }
}
