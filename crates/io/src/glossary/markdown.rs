//! The little Markdown that entries are written in: paragraphs, lists, displayed lines, `names` and *emphasis*.

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text, its lines joined.
    Paragraph(String),
    /// A list with its items.
    List(Vec<String>),
    /// Displayed lines, as they stand.
    Display(Vec<String>),
}

/// A piece of running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inline<'a> {
    /// Plain.
    Plain(&'a str),
    /// Between backticks: a name.
    Name(&'a str),
    /// Between stars.
    Emphasis(&'a str),
}

/// The blocks of a section: separated by empty lines; `- ` starts an item; displayed lines stand between two fences of
/// three backticks.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    let mut is_display = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_display = !is_display;
            if is_display {
                blocks.push(Block::Display(Vec::new()));
            }
            is_open = false;
            continue;
        }
        if is_display {
            if let Some(Block::Display(lines)) = blocks.last_mut() {
                lines.push(line.trim_end().to_string());
            }
            continue;
        }
        if line.trim().is_empty() {
            is_open = false;
            continue;
        }
        let last = blocks.last_mut().filter(|_| is_open);
        let item = line.strip_prefix("- ");
        match (last, item) {
            (Some(Block::List(items)), Some(item)) => items.push(item.trim().to_string()),
            (Some(Block::List(items)), None) => {
                if let Some(item) = items.last_mut() {
                    item.push(' ');
                    item.push_str(line.trim());
                }
            }
            (Some(Block::Paragraph(words)), None) => {
                words.push(' ');
                words.push_str(line.trim());
            }
            (_, Some(item)) => blocks.push(Block::List(vec![item.trim().to_string()])),
            (_, None) => blocks.push(Block::Paragraph(line.trim().to_string())),
        }
        is_open = true;
    }
    blocks
}

/// The pieces of running text.
pub fn inlines(text: &str) -> Vec<Inline<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*']) {
        let mark = &rest[at..=at];
        let after = &rest[at + 1..];
        let Some(end) = after.find(mark).filter(|end| *end > 0) else { break };
        if at > 0 {
            pieces.push(Inline::Plain(&rest[..at]));
        }
        let inside = &after[..end];
        pieces.push(if mark == "`" { Inline::Name(inside) } else { Inline::Emphasis(inside) });
        rest = &after[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Inline::Plain(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_inlines_are_found() {
        let text = "One\ntwo.\n\n```text\na = b\nc\n```\n\n- x\n  y\n- z\n\nEnd `bdp` and *so* on";
        let expected = vec![
            Block::Paragraph("One two.".into()),
            Block::Display(vec!["a = b".into(), "c".into()]),
            Block::List(vec!["x y".into(), "z".into()]),
            Block::Paragraph("End `bdp` and *so* on".into()),
        ];
        assert_eq!(blocks(text), expected);
        let pieces = [
            Inline::Plain("End "),
            Inline::Name("bdp"),
            Inline::Plain(" and "),
            Inline::Emphasis("so"),
            Inline::Plain(" on"),
        ];
        assert_eq!(inlines("End `bdp` and *so* on"), pieces);
        assert_eq!(inlines("2 * 3"), [Inline::Plain("2 * 3")]);
    }
}
