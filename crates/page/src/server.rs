//! The server: listens, limits connections, ends when it is interrupted, and leaves nothing behind.

use crate::app::App;
use crate::route::routes;
use crate::{Settings, secret};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Semaphore;

/// Connections at once; more wait until one is closed.
const MOST_CONNECTIONS: usize = 128;
/// Time in which the head of a request has to arrive, also on a connection that was used before.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Age at which a connection takes no further request, and how long it may finish the one it has.
const CONNECTION_AGE: Duration = Duration::from_secs(120);
const LAST_REQUEST: Duration = Duration::from_secs(60);
/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 32 << 10;
/// How often old jobs are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// Why the page cannot be served.
#[derive(Debug)]
pub enum ServeError {
    /// Nobody can listen there.
    Listen(SocketAddr, io::Error),
    /// There is no temporary folder.
    Folder(io::Error),
    /// The operating system has no random numbers.
    Random(getrandom::Error),
    /// The operating system gave no threads or signals.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::Listen(place, error) => write!(
                f,
                "cannot listen on {place}: {error}\n  = help: choose another --port (0 takes a free one) or --address"
            ),
            ServeError::Folder(error) => {
                write!(f, "cannot make a temporary folder: {error}\n  = help: name a folder with room in TMPDIR")
            }
            ServeError::Random(error) => write!(f, "the operating system has no random numbers: {error}"),
            ServeError::System(error) => {
                write!(f, "the operating system has no threads or signals to give: {error}")
            }
        }
    }
}

impl std::error::Error for ServeError {}

/// Serves the page until the process is interrupted (Ctrl-C, or a request to end). `announce` gets the address once it listens.
///
/// # Errors
/// When it cannot begin; what goes wrong with single requests is answered on the page.
pub fn serve(settings: Settings, announce: &mut dyn FnMut(SocketAddr)) -> Result<(), ServeError> {
    let wanted = SocketAddr::new(settings.address, settings.port);
    let listener = TcpListener::bind(wanted).map_err(|error| ServeError::Listen(wanted, error))?;
    let place = listener.local_addr().map_err(|error| ServeError::Listen(wanted, error))?;
    listener.set_nonblocking(true).map_err(|error| ServeError::Listen(wanted, error))?;
    let folder = tempfile::Builder::new().prefix("ambimech-page-").tempdir().map_err(ServeError::Folder)?;
    let token = secret::fresh().map_err(ServeError::Random)?;
    let opened = settings.opened.clone();
    let app = Arc::new(App::new(settings, token, hosts(place), folder.path().to_path_buf()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .enable_all()
        .build()
        .map_err(ServeError::System)?;
    let ended = runtime.block_on(async {
        // Whoever reads the announcement may interrupt at once.
        let interrupted = interruption().map_err(ServeError::System)?;
        if let Some(opened) = opened {
            // A text that cannot be read is shown as one: opening does not fail.
            let _ = app.open(opened.text, opened.format).await;
        }
        let listener = tokio::net::TcpListener::from_std(listener).map_err(ServeError::System)?;
        announce(place);
        tokio::select! {
            () = interrupted => {}
            () = accept(listener, Arc::clone(&app)) => {}
        }
        app.jobs.close().await;
        Ok(())
    });
    drop(app);
    runtime.shutdown_timeout(Duration::from_secs(2));
    remove(&folder);
    ended
}

/// Removes the folder. A child that was killed a moment ago may still have written a file.
fn remove(folder: &TempDir) {
    for _ in 0..20 {
        match std::fs::remove_dir_all(folder.path()) {
            Ok(()) => return,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// The values of `Host` under which the page is asked for; none when it listens everywhere.
fn hosts(place: SocketAddr) -> Vec<String> {
    let port = place.port();
    if place.ip().is_unspecified() {
        return Vec::new();
    }
    let number = match place.ip() {
        IpAddr::V4(number) => number.to_string(),
        IpAddr::V6(number) => format!("[{number}]"),
    };
    let mut names = vec![number];
    if place.ip().is_loopback() {
        names.push("localhost".to_string());
    }
    let with_port = names.iter().map(|name| format!("{name}:{port}"));
    let mut hosts: Vec<String> = with_port.collect();
    if port == 80 {
        hosts.extend(names);
    }
    hosts
}

/// Ends when somebody wants the program to end.
fn interruption() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut signals =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        Ok(async move {
            tokio::select! {
                _ = signals.0.recv() => {}
                _ = signals.1.recv() => {}
                _ = signals.2.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            if tokio::signal::ctrl_c().await.is_err() {
                // Without signals the program is ended from outside.
                std::future::pending::<()>().await;
            }
        })
    }
}

/// Answers connections for ever.
async fn accept(listener: tokio::net::TcpListener, app: Arc<App>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let router = routes(Arc::clone(&app));
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        let accepted = tokio::select! {
            _ = sweep.tick() => {
                app.jobs.sweep();
                continue;
            }
            accepted = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (place, listener.accept().await)
            } => accepted,
        };
        let (Ok(place), Ok((stream, _))) = accepted else {
            // Too many open files, or a connection that went away: others come.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .max_buf_size(LONGEST_HEAD)
                .serve_connection(TokioIo::new(stream), service);
            let mut connection = std::pin::pin!(connection);
            // How a connection ends is nobody's concern: the next one is a new beginning.
            if tokio::time::timeout(CONNECTION_AGE, connection.as_mut()).await.is_err() {
                connection.as_mut().graceful_shutdown();
                let _ = tokio::time::timeout(LAST_REQUEST, connection).await;
            }
            drop(place);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_the_addresses_of_the_page() {
        let of = |text: &str| hosts(text.parse().unwrap());
        assert_eq!(of("127.0.0.1:8517"), ["127.0.0.1:8517", "localhost:8517"]);
        assert_eq!(of("[::1]:80"), ["[::1]:80", "localhost:80", "[::1]", "localhost"]);
        assert_eq!(of("192.168.1.5:9"), ["192.168.1.5:9"]);
        assert!(of("0.0.0.0:9").is_empty());
    }
}
