//! The file that `--proof FILE` asks for: proofs that fewer rules are not enough, where there are any.

use crate::outcome::Failure;
use crate::output;
use ambimech_io::certificate::render_certificates;
use ambimech_io::environment_digest;
use ambimech_model::certificate::{Certificate, ImpossibilityCertificate};
use ambimech_model::environment::Environment;
use std::path::Path;

/// What became of the file.
#[derive(Debug, Clone, Copy)]
pub struct Proofs<'p> {
    asked: Option<&'p Path>,
    count: usize,
}

impl<'p> Proofs<'p> {
    /// Writes the proofs, if a file is asked for; without any no file is written, which is said on standard error.
    pub fn leave(
        asked: Option<&'p Path>,
        environment: &Environment,
        proofs: Vec<&ImpossibilityCertificate>,
    ) -> Result<Proofs<'p>, Failure> {
        let certificates: Vec<Certificate> = proofs.into_iter().cloned().map(Certificate::Impossibility).collect();
        let left = Proofs { asked, count: certificates.len() };
        match asked {
            Some(path) if left.count > 0 => {
                let digest = environment_digest(environment);
                output::write_file(path, &render_certificates(environment, &digest, &certificates))?;
            }
            Some(_) => output::remark(left.line().trim()),
            None => {}
        }
        Ok(left)
    }

    /// The name of the file; `None` when none was written.
    pub fn file(self) -> Option<String> {
        self.asked.filter(|_| self.count > 0).map(|path| path.display().to_string())
    }

    /// A line for the end of the answer; empty when no file is asked for.
    pub fn line(self) -> String {
        match (self.asked, self.count) {
            (None, _) => String::new(),
            (Some(path), 0) => format!(
                "\n{} was not written: there is no proof that fewer rules are not enough\n",
                path.display()
            ),
            (Some(path), 1) => format!("\nThe proof is in {}\n", path.display()),
            (Some(path), count) => format!("\n{count} proofs are in {}\n", path.display()),
        }
    }
}
