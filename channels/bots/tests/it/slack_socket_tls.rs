//! Socket Mode as Slack has it: over TLS, and to whom the system trusts alone.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use sentia_bots::{
    Secret,
    slack::{SocketSettings, listen},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{
    desk::Scripted,
    kill::named,
    post_office::certificate,
    slack_server::{APP_TOKEN, Server, slack},
    slack_socket::{LONG, Line, event},
    stage::{Stage, quick},
};

const API: &str = "SENTIA_TEST_BOTS_API";

#[tokio::test]
#[ignore = "the process that the test below starts"]
async fn the_process() {
    let [file, api] = named(API).split(' ').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    let slack = slack(&api);
    let stage = Stage::at(Path::new(&file), quick(), Arc::new(Scripted::echo()), slack.clone()).await;
    let mut settings = SocketSettings::new(Secret::new(APP_TOKEN));
    settings.rest = Duration::from_millis(20);
    let (_stop, stopped) = watch::channel(false);
    println!("\nAT work");
    listen(slack, settings, stage.bots.intake(), stopped).await;
}

fn process(api: &str, roots: Option<&Path>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["slack_socket_tls::the_process", "--exact", "--ignored", "--nocapture"]);
    command.env(API, api).stdout(Stdio::piped());
    if let Some(roots) = roots {
        command.env("SSL_CERT_FILE", roots).env_remove("SSL_CERT_DIR");
    }
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "AT work"), "the process starts");
    child
}

fn acceptor(folder: &Path) -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(folder.join("cert.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn accepted(listener: &TcpListener, acceptor: &TlsAcceptor) -> std::io::Result<TlsStream<TcpStream>> {
    let (stream, _) = timeout(LONG, listener.accept()).await.expect("a connection")?;
    acceptor.accept(stream).await
}

#[tokio::test]
async fn over_tls_it_trusts_whom_the_system_trusts_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let Some(roots) = certificate(folder.path(), "localhost") else { return };
    let acceptor = acceptor(folder.path());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server::start().await;
    let port = listener.local_addr().unwrap().port();
    server.0.lock().unwrap().socket = format!("wss://localhost:{port}/link/?ticket=secret&app_id=A1");
    let api = format!("{} {}", folder.path().join("bots.db").display(), server.base_url());

    let mut stranger = process(&api, None);
    for _ in 0..2 {
        assert!(accepted(&listener, &acceptor).await.is_err(), "a certificate that nobody vouches for");
    }
    stranger.kill().unwrap();
    stranger.wait().unwrap();

    let mut child = process(&api, Some(&roots));
    // One of the stranger's may still wait in the line.
    let stream = loop {
        if let Ok(stream) = accepted(&listener, &acceptor).await {
            break stream;
        }
    };
    let mut line = Line(tokio_tungstenite::accept_async(stream).await.unwrap());
    line.hello().await;
    line.bring("e", "events_api", &event(0)).await;
    assert_eq!(line.ids(1).await, ["e".to_owned()].into());
    for _ in 0..1000 {
        if !server.texts().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.texts(), ["Answer to: q00"]);
    child.kill().unwrap();
    child.wait().unwrap();
}
