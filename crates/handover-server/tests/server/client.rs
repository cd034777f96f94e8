//! A client that knows nothing but HTTP and TLS, and holds every answer against `schemas/openapi.json`.

use std::{net::SocketAddr, sync::Arc};

use bytes::Bytes;
use handover_tls::Trust;
use handover_transfer::{Need, Problem, ProblemDocument};
use handover_trust::{Signer, VerifiedDirectory};
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Incoming, client::conn::http1, header::HeaderMap};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::ClientConfig};

use crate::{
    interface,
    world::{NOW, Package, RECIPIENT, org, time},
};

pub(crate) const INDEX: &str = "application/vnd.handover.index";
pub(crate) const PART: &str = "application/octet-stream";
pub(crate) const STATEMENT: &str = "application/cose";

#[derive(Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    config: Arc<ClientConfig>,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn problem(&self) -> Problem {
        ProblemDocument::from_json(&self.body).unwrap().problem()
    }

    pub(crate) fn need(&self) -> Need {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr, signer: &Signer, directory: VerifiedDirectory) -> Self {
        let trust = Arc::new(Trust::new(Arc::new(directory), || time(NOW)));
        let config = handover_tls::client_config(signer, trust, org(RECIPIENT));
        Self {
            address,
            config: Arc::new(config),
        }
    }

    /// A connection after the handshake.
    pub(crate) async fn connect(&self) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(self.address).await?;
        let name = "localhost".try_into().unwrap();
        let connector = TlsConnector::from(Arc::clone(&self.config));
        connector.connect(name, stream).await
    }

    /// One request on a connection of its own.
    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> std::io::Result<Answer> {
        let described = format!("{} {}", request.method(), request.uri());
        let stream = TokioIo::new(self.connect().await?);
        let failed = |error: hyper::Error| std::io::Error::other(error);
        let (mut sender, connection) = http1::handshake(stream).await.map_err(failed)?;
        let driven = tokio::spawn(connection);
        let response: Response<Incoming> = sender.send_request(request).await.map_err(failed)?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(failed)?.to_bytes();
        driven.abort();
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        };
        interface::check(&described, &answer);
        Ok(answer)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request("GET", path, None, &[])).await.unwrap()
    }

    pub(crate) async fn put(&self, path: &str, media_type: &str, body: &[u8]) -> Answer {
        let request = request("PUT", path, Some(media_type), body);
        self.send(request).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, media_type: Option<&str>, body: &[u8]) -> Answer {
        let request = request("POST", path, media_type, body);
        self.send(request).await.unwrap()
    }

    pub(crate) async fn announce(&self, package: &Package) -> Answer {
        let index = package.index.to_bytes();
        self.put(&package.path(""), INDEX, &index).await
    }

    pub(crate) async fn part(&self, package: &Package, number: usize) -> Answer {
        let path = package.path(&format!("/parts/{number}"));
        self.put(&path, PART, &package.part(number)).await
    }

    pub(crate) async fn commit(&self, package: &Package) -> Answer {
        self.post(&package.path("/commit"), None, &[]).await
    }

    /// Everything, in order; the receipt.
    pub(crate) async fn carry(&self, package: &Package) -> Bytes {
        assert!([200, 201].contains(&self.announce(package).await.status));
        for number in 0..package.parts.count() {
            let status = self.part(package, number).await.status;
            assert!([201, 204].contains(&status));
        }
        let receipt = self.commit(package).await;
        assert_eq!(receipt.status, 200, "{receipt:?}");
        receipt.body
    }

    pub(crate) async fn file(&self, statement: &[u8]) -> Answer {
        self.post("/v1/statements", Some(STATEMENT), statement)
            .await
    }
}

pub(crate) fn request(
    method: &str,
    path: &str,
    media_type: Option<&str>,
    body: &[u8],
) -> Request<Full<Bytes>> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost");
    if let Some(media_type) = media_type {
        request = request.header("content-type", media_type);
    }
    let body = Full::new(Bytes::copy_from_slice(body));
    request.body(body).unwrap()
}
