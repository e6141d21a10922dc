//! TLS of the server's own.

use std::sync::Arc;

use pipit_proto::frame::{ConnectLayout, ServerFrame};
use tokio::process::Command;
use tokio_tungstenite::Connector;
use tokio_tungstenite::tungstenite::Message;

use crate::host::{Process, http};

#[tokio::test]
async fn a_certificate_makes_the_server_and_its_navigation_secure() {
    http(); // installs the cryptography
    let data = tempfile::tempdir().unwrap();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (cert, key) = (data.path().join("cert.pem"), data.path().join("key.pem"));
    std::fs::write(&cert, own.cert.pem()).unwrap();
    std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let options = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let binary = || Command::new(env!("CARGO_BIN_EXE_pipit-server"));
    let server = Process::run(binary(), data.path(), &options).await;
    let address = server.url.strip_prefix("https://").unwrap();
    let port = address.rsplit_once(':').unwrap().1;
    let url = format!("https://localhost:{port}");

    let plain = http().get(format!("http://{address}/healthz")).send().await;
    assert!(plain.is_err(), "nothing is said in the clear");
    assert!(http().get(format!("{url}/healthz")).send().await.is_err(), "a stranger's certificate");
    let trusting = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(own.cert.pem().as_bytes()).unwrap()])
        .build()
        .unwrap();
    let demo: serde_json::Value =
        trusting.get(format!("{url}/demo.json")).send().await.unwrap().json().await.unwrap();
    let token = demo["users"][0]["token"].as_str().unwrap();
    let form = [("token", token)];
    let answer = trusting.post(format!("{url}/v2/navi.json")).form(&form).send().await.unwrap();
    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(answer["serverAddr"][0]["protocol"], 6, "a secure WebSocket");
    assert_eq!(answer["server"], format!("localhost:{port}"));

    let mut roots = rustls::RootCertStore::empty();
    roots.add(own.cert.der().clone()).unwrap();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let connector = Connector::Rustls(Arc::new(config));
    let url = format!("wss://localhost:{port}/websocket?appId=pipit-demo&token={token}");
    let (mut socket, _) =
        tokio_tungstenite::connect_async_tls_with_config(url, None, true, Some(connector)).await.unwrap();
    let Some(Ok(Message::Binary(bytes))) = futures_util::StreamExt::next(&mut socket).await else {
        panic!("no answer")
    };
    let answer = ServerFrame::decode(bytes, ConnectLayout::Fixed).unwrap();
    assert!(matches!(answer, ServerFrame::ConnAck(_)), "{answer:?}");
}

/// Writes a new certificate with its key; its PEM.
#[cfg(unix)]
fn renew(cert: &std::path::Path, key: &std::path::Path) -> String {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(cert, own.cert.pem()).unwrap();
    std::fs::write(key, own.signing_key.serialize_pem()).unwrap();
    own.cert.pem()
}

#[cfg(unix)]
#[tokio::test]
async fn a_renewed_certificate_is_shown_after_sighup_and_a_broken_one_is_not() {
    http(); // installs the cryptography
    let data = tempfile::tempdir().unwrap();
    let (cert, key) = (data.path().join("cert.pem"), data.path().join("key.pem"));
    let first = renew(&cert, &key);
    let options = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = Process::run(Command::new(env!("CARGO_BIN_EXE_pipit-server")), data.path(), &options).await;
    let port = server.url.rsplit_once(':').unwrap().1;
    let url = format!("https://localhost:{port}/healthz");
    let trusting = |pem: &str| {
        let own = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
        reqwest::Client::builder().tls_certs_only([own]).build().unwrap()
    };
    let old = trusting(&first); // it keeps its connection
    assert!(old.get(&url).send().await.unwrap().status().is_success());

    let hang_up = async || {
        let pid = server.child.id().unwrap().to_string();
        Command::new("kill").args(["-HUP", &pid]).status().await.unwrap();
    };
    std::fs::write(&cert, "no certificate").unwrap();
    hang_up().await;
    let second = renew(&cert, &key);
    hang_up().await;
    let client = trusting(&second);
    let shown = async { while client.get(&url).send().await.is_err() {} };
    tokio::time::timeout(std::time::Duration::from_secs(30), shown).await.unwrap();
    assert!(old.get(&url).send().await.unwrap().status().is_success(), "connections that stand go on");
    assert!(trusting(&first).get(&url).send().await.is_err(), "the old one is no longer shown");
}

#[tokio::test]
async fn a_certificate_without_its_key_is_refused_in_words() {
    let data = tempfile::tempdir().unwrap();
    let run = |options: [&'static str; 4]| {
        let data = data.path().to_owned();
        async move {
            let output = Command::new(env!("CARGO_BIN_EXE_pipit-server"))
                .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
                .arg(data)
                .args(options.iter().filter(|option| !option.is_empty()))
                .output()
                .await
                .unwrap();
            assert!(!output.status.success());
            String::from_utf8(output.stderr).unwrap()
        }
    };
    assert!(run(["--tls-cert", "cert.pem", "", ""]).await.contains("--tls-key is missing"));
    let words = run(["--tls-cert", "nowhere.pem", "--tls-key", "nowhere.pem"]).await;
    assert!(words.contains("nowhere.pem: "), "{words}");
}
