//! What all requests share.

use crate::child::Limits;
use crate::draft::{Draft, Drafts};
use crate::job::{Jobs, Order, locked};
use crate::question::Question;
use crate::verdicts::{Verdicts, ask, file_name};
use crate::{Settings, secret};
use ambimech_io::Format;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Texts that are looked at in passing at once, while somebody edits.
const AT_ONCE: usize = 2;

/// The page's state.
#[derive(Debug)]
pub(crate) struct App {
    pub settings: Settings,
    /// What every form sends along, so that no other page can send one.
    pub token: String,
    /// Values of the header `Host` that are this page's, in small letters; empty when every IP address is.
    pub hosts: Vec<String>,
    /// The folder of everything on disk.
    pub folder: PathBuf,
    pub drafts: Mutex<Drafts>,
    pub jobs: Jobs,
    passing: Semaphore,
}

impl App {
    /// A page without environments.
    pub fn new(settings: Settings, token: String, hosts: Vec<String>, folder: PathBuf) -> App {
        let at_once = usize::try_from(settings.jobs_at_once).unwrap_or(1).max(1);
        App {
            settings,
            token,
            hosts,
            folder,
            drafts: Mutex::new(Drafts::default()),
            jobs: Jobs::new(at_once),
            passing: Semaphore::new(AT_ONCE),
        }
    }

    /// What a computation may take.
    pub fn limits(&self) -> Limits {
        Limits { time: self.settings.time_limit, memory: self.settings.memory_limit }
    }

    /// Opens a text under a new name.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub async fn open(&self, text: String, format: Format) -> Result<String, String> {
        let draft = in_background(move || Draft::of_text(text, format)).await?;
        let name = secret::fresh().map_err(|error| error.to_string())?;
        locked(&self.drafts).put(&name, draft);
        Ok(name)
    }

    /// What is known about an environment, found out when it is not known yet.
    pub async fn verdicts(&self, name: &str, draft: &Draft) -> Arc<Verdicts> {
        if let Some(known) = &draft.verdicts {
            return Arc::clone(known);
        }
        let found = match self.passing.acquire().await {
            Ok(_permit) => match tempfile::Builder::new().prefix("look-").tempdir_in(&self.folder) {
                Ok(folder) => {
                    ask(draft, &self.settings.program, folder.path().to_path_buf(), &self.limits()).await
                }
                Err(error) => Verdicts::Open(format!("no folder can be made: {error}")),
            },
            Err(_) => Verdicts::Open("the page is closing".to_string()),
        };
        let found = Arc::new(found);
        if !matches!(*found, Verdicts::Open(_)) {
            locked(&self.drafts).remember(name, &draft.text, &found);
        }
        found
    }

    /// Takes a question on; the job's name.
    ///
    /// # Errors
    /// When too many wait already.
    pub fn start(
        &self,
        name: &str,
        draft: &Draft,
        question: Question,
        mechanism: Option<Vec<u8>>,
    ) -> Result<String, String> {
        let job = secret::fresh().map_err(|error| error.to_string())?;
        let order = Order {
            draft: name.to_string(),
            about: draft.title().to_string(),
            question,
            environment: (file_name(draft.format), draft.text.clone()),
            mechanism,
        };
        self.jobs.start(&job, order, (&self.folder, &self.settings.program), &self.limits())?;
        Ok(job)
    }
}

/// Runs something that takes a while beside the requests.
///
/// # Errors
/// When it panicked.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|_| "this text could not be read".to_string())
}
