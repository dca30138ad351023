//! x
/// x
pub fn environment_schema() -> String {
    String::new()
}
