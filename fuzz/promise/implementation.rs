//! The same promises for payoff environments, type spaces, verdicts about robust implementation, and exchange economies.

use super::{Fate, MOST_PROFILES, refused};
use ambimech_io::Format;
use ambimech_io::check::CheckError;
use ambimech_io::economy::{
    EconomyCheckError, check_economy_text, parse_economy, parse_economy_answer, render_economy_answer,
};
use ambimech_io::environment::EnvironmentText;
use ambimech_io::interim::{check_interim_text, parse_interim, render_interim_study};
use ambimech_io::robust::{check_robust_text, parse_robust, render_robust_findings};
use ambimech_io::type_space::{parse_type_space, render_type_space};
use ambimech_model::economy::Economy;
use ambimech_model::robust::PayoffEnvironment;

/// Promises 1 and 2 for the text of an environment without beliefs.
pub fn payoffs(text: &str, format: Format) -> Fate {
    let text = EnvironmentText { text, file_name: "payoffs", format, folder: None };
    match text.read_payoff_environment(&[]) {
        Ok(_) => Fate::Accepted,
        Err(diagnostic) => refused(&diagnostic),
    }
}

/// Promises 1 and 2 for the text of an environment with a social choice set.
pub fn choices(text: &str, format: Format) -> Fate {
    let text = EnvironmentText { text, file_name: "choices", format, folder: None };
    match text.read_choice_problem(&[]) {
        Ok(_) => Fate::Accepted,
        Err(diagnostic) => refused(&diagnostic),
    }
}

/// Promises 1 to 3 for the text of a type space.
pub fn type_space(text: &str, format: Format, environment: &PayoffEnvironment) -> Fate {
    let read = match parse_type_space(text, "beliefs", format, environment) {
        Ok(read) => read,
        Err(diagnostic) => return refused(&diagnostic),
    };
    let written = render_type_space(environment, &read.types, read.deception.as_ref());
    match parse_type_space(&written, "written", Format::Toml, environment) {
        Ok(again) => assert_eq!((again.types, again.deception), (read.types, read.deception), "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    Fate::Accepted
}

/// Promises 1 to 3 for the text of verdicts about robust implementation, and 1 and 5 for the check of what was read.
pub fn robust(text: &str, format: Format, environment: &PayoffEnvironment) -> Fate {
    let read = match parse_robust(text, "proof", format, environment) {
        Ok(read) => read,
        Err(diagnostic) => return refused(&diagnostic),
    };
    // Written with a seal and the digest of this environment, so that the checker itself gets to see it.
    let written = render_robust_findings(environment, read.concept, &read.findings);
    match parse_robust(&written, "written", Format::Json, environment) {
        Ok(again) => assert_eq!((again.concept, &again.findings), (read.concept, &read.findings), "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    match check_robust_text((&written, "written", Format::Json), environment) {
        Ok(_) | Err(CheckError::Refused(_)) => Fate::Accepted,
        Err(other) => panic!("the check came to no end: {other:?}"),
    }
}

/// Promises 1 to 3 for the text of verdicts on a type space, and 1 and 5 for the check of what was read.
pub fn interim(text: &str, format: Format, environment: &PayoffEnvironment) -> Fate {
    let read = match parse_interim(text, "proof", format, environment) {
        Ok(read) => read,
        Err(diagnostic) => return refused(&diagnostic),
    };
    let written = render_interim_study(environment, &read.types, &read.study);
    match parse_interim(&written, "written", Format::Json, environment) {
        Ok(again) => assert_eq!((again.types, again.study), (read.types, read.study), "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    match check_interim_text((&written, "written", Format::Json), environment) {
        Ok(_) | Err(CheckError::Refused(_)) => Fate::Accepted,
        Err(other) => panic!("the check came to no end: {other:?}"),
    }
}

/// Promises 1 and 2 for the text of an economy.
pub fn economy(text: &str, format: Format) -> Fate {
    match parse_economy(text, "economy", format) {
        Ok(read) => {
            assert!(read.space().size() <= MOST_PROFILES);
            Fate::Accepted
        }
        Err(diagnostic) => refused(&diagnostic),
    }
}

/// Promises 1 to 3 for the text of answers about an economy, and 1 and 5 for the check of what was read.
pub fn economy_answer(text: &str, format: Format, economy: &Economy) -> Fate {
    let read = match parse_economy_answer(text, "answer", format, economy) {
        Ok(read) => read.certificates,
        Err(diagnostic) => return refused(&diagnostic),
    };
    let written = render_economy_answer(economy, &read);
    match parse_economy_answer(&written, "written", Format::Json, economy) {
        Ok(again) => assert_eq!(again.certificates, read, "{written}"),
        Err(diagnostic) => panic!("what was written cannot be read: {diagnostic}\n{written}"),
    }
    match check_economy_text((&written, "written", Format::Json), economy) {
        Err(EconomyCheckError::Unreadable(diagnostic) | EconomyCheckError::Content(diagnostic)) => {
            panic!("what was written cannot be read: {diagnostic}\n{written}")
        }
        _ => Fate::Accepted,
    }
}
