use std::fs;

use super::*;

fn account() -> Account {
    Account {
        server: "http://127.0.0.1:8585".into(),
        app_key: "key".into(),
        token: "very-secret-token".into(),
        user_id: "alice".into(),
    }
}

#[test]
fn a_passphrase_vault_keeps_its_secrets_and_opens_with_nothing_else() {
    let profile = tempfile::tempdir().unwrap();
    assert!(Vault::is_new(profile.path()));
    let mut vault = Vault::unlock(profile.path(), "correct horse").unwrap();
    vault.set_account(Some(account())).unwrap();
    let key = vault.secrets().store_key;
    drop(vault);

    assert!(!Vault::is_new(profile.path()));
    assert!(matches!(Vault::unlock(profile.path(), "wrong horse"), Err(VaultError::WrongPassphrase)));
    assert!(
        matches!(Vault::open(profile.path()), Err(VaultError::PassphraseNeeded)),
        "a profile with a passphrase never turns to the keyring by itself"
    );
    let again = Vault::unlock(profile.path(), "correct horse").unwrap();
    assert_eq!(again.secrets().store_key, key);
    assert!(again.secrets().account == Some(account()));
}

#[test]
fn nothing_lies_in_the_profile_in_the_clear() {
    let profile = tempfile::tempdir().unwrap();
    Vault::unlock(profile.path(), "correct horse").unwrap().set_account(Some(account())).unwrap();
    for entry in fs::read_dir(profile.path()).unwrap() {
        let text = String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap()).into_owned();
        assert!(!text.contains("very-secret-token") && !text.contains("alice"), "{text}");
    }
}

#[test]
fn a_tampered_vault_is_refused() {
    let profile = tempfile::tempdir().unwrap();
    Vault::unlock(profile.path(), "correct horse").unwrap();
    let file = profile.path().join("vault.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("\"memoryKib\":19456", "\"memoryKib\":99999999")).unwrap();
    let opened = Vault::unlock(profile.path(), "correct horse").map(drop);
    assert!(matches!(opened, Err(VaultError::DamagedFile(damaged)) if damaged == file));
}

#[test]
fn a_vault_of_an_earlier_version_opens_and_what_a_later_one_added_is_no_hindrance() {
    let profile = tempfile::tempdir().unwrap();
    let file = profile.path().join("vault.json");
    let earlier = include_str!("earlier.json"); // as it was written on 2026-11-29
    fs::write(&file, earlier.replacen('{', r#"{"shape":{"of":"tomorrow"},"#, 1)).unwrap();
    let mut vault = Vault::unlock(profile.path(), "correct horse").unwrap();
    assert!(vault.secrets().account == Some(account()));
    vault.set_account(None).unwrap();
    assert!(fs::read_to_string(file).unwrap().starts_with(r#"{"kind":"sealed","salt":[209,39,174,33,"#));
}

#[test]
fn a_damaged_vault_is_refused_and_stays_as_it_is() {
    let profile = tempfile::tempdir().unwrap();
    let file = profile.path().join("vault.json");
    Vault::unlock(profile.path(), "correct horse").unwrap();
    let half: String = fs::read_to_string(&file).unwrap().chars().take(200).collect();
    for damaged in ["", "{}", "null", r#"{"kind":"paper"}"#, &half] {
        fs::write(&file, damaged).unwrap();
        for opened in [Vault::open(profile.path()), Vault::unlock(profile.path(), "correct horse")] {
            let error = opened.map(drop).unwrap_err();
            assert!(error.to_string().ends_with("vault.json"), "it names the file: {error}");
            assert!(matches!(error, VaultError::DamagedFile(_)), "{damaged:?}");
        }
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            damaged,
            "a key that may be found again is not replaced"
        );
        assert!(!Vault::is_new(profile.path()));
    }
}

/// The keyring's store is one per process, so what it does stands in one test.
#[test]
fn a_keyring_vault_is_made_once_and_never_replaced() {
    let profile = tempfile::tempdir().unwrap();
    assert!(
        matches!(Vault::open(profile.path()), Err(VaultError::NoKeyring)),
        "without a keyring the vault stays shut"
    );
    assert!(Vault::is_new(profile.path()), "and nothing is written");

    keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
    let mut vault = Vault::open(profile.path()).unwrap();
    vault.set_account(Some(account())).unwrap();
    let key = vault.secrets().store_key;
    let again = Vault::open(profile.path()).unwrap();
    assert_eq!(again.secrets().store_key, key);
    assert!(again.secrets().account == Some(account()));

    // An entry that somebody else wrote over is told by its name, and left alone.
    let Some(Record::Keyring { name }) = read(&profile.path().join("vault.json")).unwrap() else { panic!() };
    let entry = keyring_core::Entry::new("Pipit", &name).unwrap();
    for damaged in ["", "hunter2", r#"{"storeKey":[1,2,3],"account":null}"#] {
        entry.set_secret(damaged.as_bytes()).unwrap();
        let error = Vault::open(profile.path()).map(drop).unwrap_err();
        assert_eq!(error.to_string(), format!("the keyring's entry is damaged: Pipit/{name}"));
        assert_eq!(entry.get_secret().unwrap(), damaged.as_bytes(), "it may be restored");
    }

    // A locked keyring looks like an empty one: the entry is not there.
    keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
    assert!(matches!(Vault::open(profile.path()), Err(VaultError::KeyringLocked)));
    assert!(
        matches!(Vault::unlock(profile.path(), "correct horse"), Err(VaultError::KeyringLocked)),
        "a passphrase does not replace the key that the store was made with"
    );
    keyring_core::unset_default_store();
}

#[test]
fn a_profile_whose_key_is_lost_is_set_aside_and_begins_anew() {
    let profile = tempfile::tempdir().unwrap();
    Vault::unlock(profile.path(), "correct horse").unwrap().set_account(Some(account())).unwrap();
    fs::create_dir_all(profile.path().join("people/alice")).unwrap();
    fs::write(profile.path().join("people/alice/messages.db"), "encrypted").unwrap();
    fs::create_dir(profile.path().join("pictures")).unwrap();
    let kept = Vault::set_aside(profile.path()).unwrap();
    assert!(Vault::is_new(profile.path()) && !profile.path().join("people").exists());
    let fresh = Vault::unlock(profile.path(), "another horse").unwrap();
    assert!(fresh.secrets().account.is_none());
    assert_eq!(fs::read_to_string(kept.join("people/alice/messages.db")).unwrap(), "encrypted");
    assert!(kept.join("pictures").exists(), "they are sealed under what comes of its key");
    let old = Vault::unlock(&kept, "correct horse").unwrap();
    assert!(old.secrets().account == Some(account()), "who finds the key has everything again");
}
