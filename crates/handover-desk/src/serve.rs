//! The program that serves one desk.

use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};

use handover::trust::PosixTime;
use thiserror::Error;
use tokio::net::TcpListener;

use crate::{desk::Desk, room::Room, routes::routes};

/// How often it is asked whether somebody has left the desk.
const LOOK: Duration = Duration::from_secs(1);

/// How a desk is set up.
#[non_exhaustive]
pub struct DeskSettings {
    /// The folder in which a person works.
    pub room: Room,
    /// The port on 127.0.0.1; 0 for a free one.
    pub port: u16,
    /// After how long without a click it locks.
    pub lock_after: Duration,
    /// The clock.
    pub clock: Box<dyn Fn() -> PosixTime + Send + Sync>,
}

/// Why there is no desk.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The port is taken, or the system gives none.
    #[error("there is no port for the desk on 127.0.0.1")]
    Listen(#[source] io::Error),
    /// Serving ended by itself.
    #[error("the desk stopped")]
    Serve(#[source] io::Error),
}

/// A desk that listens on 127.0.0.1, and nowhere else.
pub struct DeskServer {
    listener: TcpListener,
    desk: Arc<Desk>,
}

impl DeskSettings {
    /// A desk in a room, which locks after ten minutes.
    #[must_use]
    pub fn new(room: Room, clock: Box<dyn Fn() -> PosixTime + Send + Sync>) -> Self {
        Self {
            room,
            port: 0,
            lock_after: Duration::from_mins(10),
            clock,
        }
    }
}

impl DeskServer {
    /// Listens.
    ///
    /// # Errors
    ///
    /// [`DeskError::Listen`].
    pub async fn bind(settings: DeskSettings) -> Result<Self, DeskError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await;
        let listener = listener.map_err(DeskError::Listen)?;
        let address = listener.local_addr().map_err(DeskError::Listen)?;
        let desk = Desk::new(
            settings.room,
            address.to_string(),
            settings.lock_after,
            settings.clock,
        );
        Ok(Self {
            listener,
            desk: Arc::new(desk),
        })
    }

    /// The address by which a browser comes in: it works once, and the one before it no more.
    #[must_use]
    pub fn way_in(&self) -> String {
        self.desk.way_in()
    }

    /// Serves until a person ends it.
    ///
    /// # Errors
    ///
    /// [`DeskError::Serve`].
    pub async fn run(self) -> Result<(), DeskError> {
        let Self { listener, desk } = self;
        let leaving = Arc::clone(&desk);
        let watch = tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                leaving.lock_if_left();
            }
        });
        let ending = Arc::clone(&desk);
        let served = axum::serve(listener, routes(&desk))
            .with_graceful_shutdown(async move { ending.until_ended().await })
            .await;
        watch.abort();
        served.map_err(DeskError::Serve)
    }
}

impl std::fmt::Debug for DeskServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeskServer")
    }
}

impl std::fmt::Debug for DeskSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeskSettings")
    }
}
