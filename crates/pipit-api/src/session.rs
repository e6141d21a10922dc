//! Who is signed in: one task owns the vault and the engine, and does one thing at a time.
//!
//! Inputs:
//! - at start: the vault opens (keyring or passphrase), and a remembered account signs in without waiting for the
//!   network, so that everything on this machine is readable offline;
//! - from the page: `signIn`, `signOut`, `unlock`, `reopen`, `startOver`;
//! - from the engine: the user's own name, when it becomes known.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipit_im::{
    Client, ClientConfig, ConnectError, Login, Network, OpenStoreError, Store, StoreKey, SystemClock, UserId,
    identify,
};
use pipit_imkit::{Avatar, shown};
use tokio::sync::{mpsc, oneshot, watch};
use tracing::{info, warn};
use url::{Host, Url};

use crate::ui::{LockReason, Session, SignInArgs, SignInProblem};
use crate::vault::{self, Account, Vault, VaultError};

/// What the page asks of the session.
pub(crate) enum Request {
    SignIn(SignInArgs, oneshot::Sender<Result<(), SignInProblem>>),
    SignOut(oneshot::Sender<()>),
    Unlock(String, oneshot::Sender<()>),
    Reopen(oneshot::Sender<()>),
    StartOver(oneshot::Sender<()>),
    Close(oneshot::Sender<()>),
}

/// The task.
pub(crate) struct SessionTask {
    profile: PathBuf,
    network: Arc<dyn Network>,
    session: watch::Sender<Session>,
    client: watch::Sender<Option<Client>>,
    vault: Option<Vault>,
    /// Who the command line wants to be signed in, as soon as the vault is open.
    wanted: Option<SignInArgs>,
}

/// Who takes requests, who is signed in, and with which engine.
pub(crate) type Signed = (mpsc::Sender<Request>, watch::Receiver<Session>, watch::Receiver<Option<Client>>);

impl SessionTask {
    /// Starts it. The values tell the page who is signed in, and the rest of the API with which engine.
    pub(crate) fn spawn(profile: PathBuf, network: Arc<dyn Network>, wanted: Option<SignInArgs>) -> Signed {
        let (requests, mut inbox) = mpsc::channel(8);
        let (session, session_value) = watch::channel(Session::Opening);
        let (client, client_value) = watch::channel(None);
        let mut task = Self { profile, network, session, client, vault: None, wanted };
        tokio::spawn(async move {
            task.open_vault(None).await;
            while let Some(request) = inbox.recv().await {
                match request {
                    Request::SignIn(args, done) => done.send(task.sign_in(args).await).unwrap_or_default(),
                    Request::SignOut(done) => {
                        task.sign_out().await;
                        done.send(()).unwrap_or_default();
                    }
                    Request::Unlock(passphrase, done) => {
                        task.open_vault(Some(passphrase)).await;
                        done.send(()).unwrap_or_default();
                    }
                    Request::StartOver(done) => {
                        task.start_over().await;
                        done.send(()).unwrap_or_default();
                    }
                    Request::Reopen(done) => {
                        task.open_vault(None).await;
                        done.send(()).unwrap_or_default();
                    }
                    Request::Close(done) => {
                        task.stop_client().await;
                        done.send(()).unwrap_or_default();
                    }
                }
            }
            task.stop_client().await;
        });
        (requests, session_value, client_value)
    }

    /// Opens the vault and signs in who is remembered in it.
    async fn open_vault(&mut self, passphrase: Option<String>) {
        if self.vault.is_some() {
            return;
        }
        let profile = self.profile.clone();
        let opened = tokio::task::spawn_blocking(move || match passphrase {
            Some(passphrase) => Vault::unlock(&profile, &passphrase),
            None => Vault::open(&profile),
        })
        .await
        .unwrap_or_else(|panic| Err(VaultError::File(std::io::Error::other(panic))));
        match opened {
            Ok(vault) => {
                let account = vault.secrets().account.clone();
                self.vault = Some(vault);
                let is_same = |wanted: &SignInArgs| {
                    account.as_ref().is_some_and(|account| account.token == wanted.token)
                };
                if let Some(wanted) = self.wanted.take_if(|wanted| !is_same(wanted)) {
                    self.sign_in(wanted).await.ok(); // the page is told what became of it
                    return;
                }
                match account {
                    Some(account) => {
                        if let Err(problem) = self.start_client(&account).await {
                            self.tell_signed_out(Some(&account), Some(problem));
                        }
                    }
                    None => self.tell_signed_out(None, None),
                }
            }
            Err(error) => {
                info!(%error, "the vault stays shut");
                let wrong = matches!(error, VaultError::WrongPassphrase);
                let shown = |path: &Path| path.display().to_string();
                let (reason, place) = match error {
                    VaultError::NoKeyring => (LockReason::NoKeyring, None),
                    VaultError::KeyringLocked => (LockReason::KeyringLocked, None),
                    VaultError::PassphraseNeeded | VaultError::WrongPassphrase => {
                        (LockReason::Passphrase, None)
                    }
                    VaultError::File(_) => {
                        (LockReason::UnusableFile, Some(shown(&vault::file_in(&self.profile))))
                    }
                    VaultError::DamagedFile(file) => (LockReason::DamagedFile, Some(shown(&file))),
                    VaultError::DamagedEntry(name) => (LockReason::DamagedEntry, Some(name)),
                };
                let choose = Vault::is_new(&self.profile);
                self.session.send_replace(Session::Locked { reason, place, choose, wrong });
            }
        }
    }

    /// Begins with an empty profile, because the key to the old one is lost. What was there is kept, still encrypted.
    async fn start_over(&mut self) {
        if self.vault.is_some() {
            return; // it is open: nothing is lost
        }
        let profile = self.profile.clone();
        match tokio::task::spawn_blocking(move || Vault::set_aside(&profile)).await {
            Ok(Ok(kept)) => info!(kept = %kept.display(), "the locked profile is set aside"),
            Ok(Err(error)) => warn!(%error, "the locked profile cannot be set aside"),
            Err(error) => warn!(%error, "the locked profile cannot be set aside"),
        }
        self.open_vault(None).await;
    }

    /// Signs in: the server tells who the token belongs to, then that person's store opens.
    async fn sign_in(&mut self, args: SignInArgs) -> Result<(), SignInProblem> {
        let outcome = self.try_sign_in(&args).await;
        if let Err(problem) = outcome {
            let account = Account {
                server: args.server.clone(),
                app_key: args.app_key.clone(),
                token: String::new(),
                user_id: String::new(),
            };
            self.tell_signed_out(Some(&account), Some(problem));
        }
        outcome
    }

    async fn try_sign_in(&mut self, args: &SignInArgs) -> Result<(), SignInProblem> {
        let login = Login {
            servers: servers(&args.server, with_scheme)?,
            app_key: args.app_key.trim().to_owned(),
            token: args.token.trim().to_owned(),
        };
        let user_id = identify(self.network.as_ref(), &login).await.map_err(|error| problem_of(&error))?;
        let account = Account {
            server: args.server.trim().to_owned(),
            app_key: login.app_key,
            token: login.token,
            user_id: user_id.as_str().to_owned(),
        };
        self.stop_client().await;
        self.start_client(&account).await?;
        let remembered = self.remember(Some(account)).await;
        if remembered.is_err() {
            self.stop_client().await; // whom the next start would not know is not signed in
        }
        remembered
    }

    async fn sign_out(&mut self) {
        self.stop_client().await;
        let account = self.vault.as_ref().and_then(|vault| vault.secrets().account.clone());
        // Who is still in the vault is signed in again by the next start: that must be known.
        let problem = self.remember(None).await.err();
        self.tell_signed_out(account.as_ref(), problem);
    }

    /// Opens the person's store and starts their engine on it.
    async fn start_client(&mut self, account: &Account) -> Result<(), SignInProblem> {
        let vault = self.vault.as_ref().ok_or(SignInProblem::StoreUnavailable)?;
        let key = StoreKey::new(vault.secrets().store_key);
        let path = store_path(&self.profile, &account.app_key, &account.user_id);
        let [outgoing, received] = ["outgoing", "received"].map(|name| Some(path.with_file_name(name)));
        let opened = tokio::task::spawn_blocking(move || {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(OpenStoreError::Io)?;
            }
            Store::open(&path, &key)
        })
        .await
        .map_err(|_| SignInProblem::StoreUnavailable)?;
        let (store, _) = opened.map_err(|error| {
            warn!(%error, "the store does not open");
            match error {
                OpenStoreError::TooNew { .. } => SignInProblem::StoreTooNew,
                _ => SignInProblem::StoreUnavailable,
            }
        })?;
        let user_id = UserId::new(&account.user_id);
        let mut config = ClientConfig::new(
            Login {
                servers: servers(&account.server, with_scheme)?,
                app_key: account.app_key.clone(),
                token: account.token.clone(),
            },
            user_id.clone(),
        );
        (config.outgoing, config.received) = (outgoing, received);
        let client = Client::new(store, self.network.clone(), config, Arc::new(SystemClock));
        client.connect();
        self.tell_signed_in(&client, &user_id, &account.server).await;
        self.client.send_replace(Some(client.clone()));
        self.follow_own_name(client, user_id, account.server.clone());
        Ok(())
    }

    async fn stop_client(&mut self) {
        if let Some(client) = self.client.send_replace(None) {
            client.disconnect().await;
        }
    }

    async fn remember(&mut self, account: Option<Account>) -> Result<(), SignInProblem> {
        let mut vault = self.vault.take().ok_or(SignInProblem::StoreUnavailable)?;
        let (vault, saved) = tokio::task::spawn_blocking(move || {
            let saved = vault.set_account(account);
            (vault, saved)
        })
        .await
        .map_err(|_| SignInProblem::StoreUnavailable)?;
        self.vault = Some(vault);
        saved.map_err(|error| {
            warn!(%error, "the account could not be remembered");
            SignInProblem::StoreUnavailable
        })
    }

    fn tell_signed_out(&self, account: Option<&Account>, problem: Option<SignInProblem>) {
        self.session.send_replace(Session::SignedOut {
            server: account.map(|account| account.server.clone()),
            app_key: account.map(|account| account.app_key.clone()),
            problem,
        });
    }

    async fn tell_signed_in(&self, client: &Client, user_id: &UserId, server: &str) {
        self.session.send_replace(signed_in(client, user_id, server).await);
    }

    fn follow_own_name(&self, client: Client, user_id: UserId, server: String) {
        tokio::spawn(follow_own_name(self.session.clone(), self.client.subscribe(), client, user_id, server));
    }
}

/// Names arrive after the first connection; the page hears of its own.
async fn follow_own_name(
    session: watch::Sender<Session>,
    mut current: watch::Receiver<Option<Client>>,
    client: Client,
    user_id: UserId,
    server: String,
) {
    let mut changes = client.changes();
    loop {
        let change = tokio::select! {
            change = changes.next() => change,
            _ = current.changed() => return, // signed out: this must not hold the engine
        };
        let Some(change) = change else { return };
        if change.touches_people() {
            let now = signed_in(&client, &user_id, &server).await;
            session.send_if_modified(|session| {
                let differs = *session != now && matches!(session, Session::SignedIn { .. });
                if differs {
                    *session = now;
                }
                differs
            });
        }
    }
}

/// Who is signed in, where somebody else opens and closes the engine.
pub(crate) fn of_engine(mut client: watch::Receiver<Option<Client>>) -> watch::Receiver<Session> {
    let (session, value) = watch::channel(Session::Opening);
    tokio::spawn(async move {
        client.mark_changed();
        while client.changed().await.is_ok() {
            let Some(engine) = client.borrow_and_update().clone() else {
                session.send_replace(Session::SignedOut { server: None, app_key: None, problem: None });
                continue;
            };
            let user_id = engine.user_id().clone();
            session.send_replace(signed_in(&engine, &user_id, "").await);
            follow_own_name(session.clone(), client.clone(), engine, user_id, String::new()).await;
        }
    });
    value
}

async fn signed_in(client: &Client, user_id: &UserId, server: &str) -> Session {
    let me =
        client.users(std::slice::from_ref(user_id)).await.ok().and_then(|users| users.into_iter().next());
    let (name, portrait) = me.map_or((None, None), |user| (user.name, user.portrait));
    let name = shown(name.as_deref(), user_id.as_str());
    Session::SignedIn {
        avatar: Avatar::of(user_id.as_str(), &name, portrait),
        user_id: user_id.clone(),
        name,
        server: server.to_owned(),
    }
}

fn problem_of(error: &ConnectError) -> SignInProblem {
    match error {
        ConnectError::TokenIncorrect => SignInProblem::TokenIncorrect,
        ConnectError::Refused { code } => SignInProblem::Refused { code: *code },
        _ => SignInProblem::Unreachable,
    }
}

/// The addresses of a list, separated by `;`, each made whole.
pub(crate) fn servers(text: &str, whole: fn(&str) -> String) -> Result<Vec<String>, SignInProblem> {
    let servers: Vec<String> =
        text.split(';').map(str::trim).filter(|address| !address.is_empty()).map(whole).collect();
    let is_address = |address: &String| {
        Url::parse(address).is_ok_and(|url| url.has_host() && matches!(url.scheme(), "http" | "https"))
    };
    if servers.is_empty() || !servers.iter().all(is_address) {
        return Err(SignInProblem::BadAddress);
    }
    Ok(servers)
}

/// An address as rcIM means it, without a slash at the end: `http://` where no scheme stands.
pub(crate) fn plain_scheme(address: &str) -> String {
    let address = address.trim();
    let whole = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    whole.trim_end_matches('/').to_owned()
}

/// An address as a person means it: `https://` where no scheme stands, but for this machine. A token leaves it sealed unless the
/// person says otherwise.
pub(crate) fn with_scheme(address: &str) -> String {
    let plain = plain_scheme(address);
    if address.contains("://") {
        return plain;
    }
    let is_here = Url::parse(&plain).is_ok_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    });
    if is_here { plain } else { plain.replacen("http", "https", 1) }
}

/// One store per person and app. The folder's name is a hash: a user id is anybody's text, and no file name.
pub(crate) fn store_path(profile: &Path, app_key: &str, user_id: &str) -> PathBuf {
    let name = pipit_im::store_name(app_key, user_id);
    profile.join("people").join(name).join("messages.db")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        assert_eq!(
            servers(
                " 127.0.0.1:8585 ; https://im.example.org/;im.example.org:8585; http://10.0.0.7",
                with_scheme
            )
            .unwrap(),
            [
                "http://127.0.0.1:8585",
                "https://im.example.org",
                "https://im.example.org:8585",
                "http://10.0.0.7"
            ]
        );
        assert_eq!(with_scheme("localhost:8585/"), "http://localhost:8585");
        assert_eq!(with_scheme("[::1]:8585"), "http://[::1]:8585");
        assert_eq!(with_scheme("127.0.0.1.example.org"), "https://127.0.0.1.example.org");
        for bad in ["", " ; ", "ftp://example.org", "http://", "not an address"] {
            assert_eq!(servers(bad, with_scheme), Err(SignInProblem::BadAddress), "{bad:?}");
        }
    }
}
