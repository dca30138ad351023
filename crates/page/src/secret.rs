//! Names that cannot be guessed.

/// A name of 32 hexadecimal digits from the operating system's random numbers.
///
/// # Errors
/// When the operating system has none.
pub(crate) fn fresh() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub(crate) fn is_equal(first: &str, second: &str) -> bool {
    let differences = first.bytes().zip(second.bytes()).fold(0u8, |sum, (a, b)| sum | (a ^ b));
    first.len() == second.len() && differences == 0
}
