//! One row of a CSV file (RFC 4180), written so that [`crate::csv::Records`] and every spreadsheet read the same fields.

/// Appends the fields as one row, with a line break at its end.
///
/// A field is put between quotes when it has a comma, a quote or a line break in it, or a blank at an end.
///
/// # Examples
/// ```
/// let mut text = String::new();
/// ambimech_io::exchange::csv_row::push_row(&mut text, ["H", "-1/2", "a \"b\", c"]);
/// assert_eq!(text, "H,-1/2,\"a \"\"b\"\", c\"\n");
/// ```
pub fn push_row<'f>(text: &mut String, fields: impl IntoIterator<Item = &'f str>) {
    for (place, field) in fields.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_field(text, field);
    }
    text.push('\n');
}

fn push_field(text: &mut String, field: &str) {
    let is_plain = !field.contains([',', '"', '\n', '\r'])
        && !field.starts_with(char::is_whitespace)
        && !field.ends_with(char::is_whitespace);
    if is_plain {
        text.push_str(field);
        return;
    }
    text.push('"');
    text.push_str(&field.replace('"', "\"\""));
    text.push('"');
}
