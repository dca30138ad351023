//! x
/// x
pub fn render_environment_toml(_: &ambimech_model::environment::Environment) -> String {
    String::new()
}
