//! Which keyring this system has.

use tracing::warn;

/// Makes the platform's keyring the one that the engine uses. Without one the app asks for a passphrase.
pub fn choose() {
    match platform_store() {
        Ok(store) => keyring_core::set_default_store(store),
        Err(error) => warn!(%error, "no keyring"),
    }
}

#[cfg(target_os = "linux")]
fn platform_store() -> keyring_core::Result<std::sync::Arc<keyring_core::CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn platform_store() -> keyring_core::Result<std::sync::Arc<keyring_core::CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn platform_store() -> keyring_core::Result<std::sync::Arc<keyring_core::CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}
