//! Environments that are read as their authors mean them.
#![allow(missing_docs)]

use ambimech_io::{Format, environment_digest, parse_environment};
use ambimech_model::number::parse_number;

const GUO: &str = r#"
format = "ambimech-environment/1"
name = "Public good with a conflicted agent"
source = "Guo (2021), Section 3"
outside = "none"

[[agents]]
name = "1"
types = { H = 5, L = 1 }
[[agents]]
name = "2"
types = { H = 2, L = 1 }
[[agents]]
name = "3"
types = { H = 2, L = 1 }

[prior]
"H H H" = 0.20
"H H L" = 0.15
"H L H" = "3/20"
"H L L" = 0.1
"L H H" = 1e-1
"L H L" = 0.1
"L L *" = 0.1

[outcomes.none]
"1" = 0
"2" = 0
"3" = 0
[outcomes.build]
"1" = "value[1]"
"2" = "value[2] - value[1]"
"3" = "value[3] - value[1]"

[allocation]
"H * *" = "none"
"L * *" = "build"
"#;

#[test]
fn the_example_of_the_format_is_read() {
    let environment = match parse_environment(GUO, "guo.toml", Format::Toml, None) {
        Ok(environment) => environment,
        Err(message) => panic!("{message}"),
    };
    let profile = environment.find_profile("H H L").unwrap();
    assert_eq!(environment.prior().probability(profile), parse_number("3/20").unwrap());
    println!("{}", environment_digest(&environment));
}
