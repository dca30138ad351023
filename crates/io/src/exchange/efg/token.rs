//! The words of an `.efg` file.

use crate::diagnostic::{Diagnostic, Read};
use crate::quantity::parse_quantity;
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use ambimech_model::number::Rational;

/// What a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text between quotes, without them and with `\"` resolved.
    Text(String),
    /// Anything else between blanks: a number or a letter.
    Word,
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// The end of the file.
    End,
}

/// A word and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

/// Reads words one after the other. Blanks, line breaks and commas separate them.
pub(super) struct Tokens<'t> {
    pub source: Source<'t>,
    at: usize,
    next: Option<Token>,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(source: Source<'t>) -> Tokens<'t> {
        Tokens { source, at: 0, next: None }
    }

    /// The next word, which stays the next one.
    pub(super) fn peek(&mut self) -> Read<&Token> {
        let token = match self.next.take() {
            Some(token) => token,
            None => self.read()?,
        };
        Ok(self.next.insert(token))
    }

    /// The next word.
    pub(super) fn take(&mut self) -> Read<Token> {
        match self.next.take() {
            Some(token) => Ok(token),
            None => self.read(),
        }
    }

    fn read(&mut self) -> Read<Token> {
        let text = self.source.text;
        let is_gap = |c: char| c.is_whitespace() || c == ',';
        let start = text.len() - text[self.at..].trim_start_matches(is_gap).len();
        let Some(first) = text[start..].chars().next() else {
            self.at = text.len();
            return Ok(Token { kind: Kind::End, span: Span::new(text.len(), text.len()) });
        };
        let (kind, end) = match first {
            '{' => (Kind::Open, start + 1),
            '}' => (Kind::Close, start + 1),
            '"' => self.text(start)?,
            _ => {
                let rest = &text[start..];
                let length = rest.find(|c: char| is_gap(c) || matches!(c, '{' | '}' | '"')).unwrap_or(rest.len());
                (Kind::Word, start + length)
            }
        };
        self.at = end;
        Ok(Token { kind, span: Span::new(start, end) })
    }

    fn text(&self, start: usize) -> Read<(Kind, usize)> {
        let text = self.source.text;
        let mut content = String::new();
        let mut characters = text[start + 1..].char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => return Ok((Kind::Text(content), start + 1 + at + 1)),
                '\\' if characters.next_if(|(_, next)| *next == '"').is_some() => content.push('"'),
                other => content.push(other),
            }
        }
        Err(Box::new(
            Diagnostic::at(self.source, Span::new(start, start + 1), "a text is not closed")
                .label("opened here")
                .found("the end of the file within quotes")
                .expected("a closing quote")
                .help("close the text with \"; a quote within a text is written \\\""),
        ))
    }

    /// What a word is, in a few words.
    pub(super) fn described(&self, token: &Token) -> String {
        match &token.kind {
            Kind::Text(text) => format!("the text {}", quoted(text)),
            Kind::Word => quoted(self.source.slice(token.span)),
            Kind::Open => "`{`".to_string(),
            Kind::Close => "`}`".to_string(),
            Kind::End => "the end of the file".to_string(),
        }
    }

    /// A message about a word that does not belong where it stands.
    pub(super) fn unexpected(&self, token: &Token, expected: &str, help: &str) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.source, token.span, format!("{} does not belong here", self.described(token)))
                .found(self.described(token))
                .expected(expected)
                .help(help),
        )
    }

    /// A text between quotes.
    pub(super) fn text_of(&mut self, what: &str) -> Read<String> {
        let token = self.take()?;
        match token.kind {
            Kind::Text(text) => Ok(text),
            _ => Err(self.unexpected(&token, &format!("{what} in quotes"), "write the text between \" and \"")),
        }
    }

    /// A text between quotes, if that comes next.
    pub(super) fn optional_text(&mut self) -> Read<Option<String>> {
        if matches!(self.peek()?.kind, Kind::Text(_)) { self.text_of("a name").map(Some) } else { Ok(None) }
    }

    /// Whether a `{` comes next, which is then taken.
    pub(super) fn opens(&mut self) -> Read<bool> {
        let opens = self.peek()?.kind == Kind::Open;
        if opens {
            self.take()?;
        }
        Ok(opens)
    }

    /// A whole number that is not negative, such as that of an information set.
    pub(super) fn count(&mut self, what: &str) -> Read<(usize, Span)> {
        let token = self.take()?;
        let number = match token.kind {
            Kind::Word => self.source.slice(token.span).parse::<usize>().ok(),
            _ => None,
        };
        match number {
            Some(number) => Ok((number, token.span)),
            None => Err(self.unexpected(&token, &format!("{what}, a whole number"), "write the number in digits")),
        }
    }

    /// An exact number; `.5` and `5.` are read as well.
    pub(super) fn number(&mut self, what: &str) -> Read<(Rational, Span)> {
        let token = self.take()?;
        if token.kind != Kind::Word {
            return Err(self.unexpected(
                &token,
                &format!("{what}, a number"),
                "write a number such as 3, 0.25 or 1/4",
            ));
        }
        let written = self.source.slice(token.span);
        let (sign, digits) = match written.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", written.strip_prefix('+').unwrap_or(written)),
        };
        let is_short = digits.starts_with('.') || digits.ends_with('.');
        let number = if is_short && digits.len() > 1 && !digits.contains('/') {
            let full = format!("{sign}0{digits}0");
            let full = if digits.contains(['e', 'E']) { format!("{sign}0{digits}") } else { full };
            ambimech_model::number::parse_number(&full).map_err(|_| ())
        } else {
            Err(())
        };
        match number {
            Ok(number) => Ok((number, token.span)),
            Err(()) => Ok((parse_quantity(self.source, token.span, written, what)?, token.span)),
        }
    }
}
