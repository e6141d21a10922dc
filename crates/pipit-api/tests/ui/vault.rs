//! A vault that does not open says why, and nothing is changed by that.

use super::*;

/// Where the profile stands, as soon as it is not being opened any more.
async fn stands(api: &Api) -> Value {
    let mut session = api.watch_session();
    let opened = session.wait_for(|session| serde_json::to_value(session).unwrap()["state"] != "opening");
    let session = tokio::time::timeout(PATIENCE, opened).await.unwrap().unwrap().clone();
    serde_json::to_value(session).unwrap()
}

#[tokio::test]
async fn a_damaged_vault_is_told_by_its_name_and_opens_when_it_is_brought_back() {
    let world = World::new().await;
    drop(world.page("alice").await);
    let profile = world.folder.path().join("alice");
    let file = profile.join("vault.json");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();

    let page = Page(World::api(&profile, world.network.clone()));
    let told = json!({
        "state": "locked", "reason": "damagedFile", "place": file.display().to_string(), "choose": false, "wrong": false
    });
    assert_eq!(stands(&page.0).await, told);
    page.ok("unlock", json!({ "passphrase": "correct horse" })).await;
    page.ok("reopen", Value::Null).await;
    assert_eq!(stands(&page.0).await, told);
    assert_eq!(std::fs::read(&file).unwrap(), whole[..whole.len() / 2], "it is left as it is");

    std::fs::write(&file, &whole).unwrap();
    page.ok("reopen", Value::Null).await;
    let back = stands(&page.0).await;
    assert_eq!((&back["state"], &back["userId"]), (&json!("signedIn"), &json!("alice")));
}

#[tokio::test]
async fn a_vault_file_that_cannot_be_read_is_no_missing_keyring() {
    let world = World::new().await;
    let profile = world.folder.path().join("alice");
    let file = profile.join("vault.json");
    std::fs::create_dir_all(&file).unwrap(); // a folder in its place, which no user's rights change
    let page = Page(World::api(&profile, world.network.clone()));
    let told = stands(&page.0).await;
    assert_eq!(
        (&told["reason"], &told["place"]),
        (&json!("unusableFile"), &json!(file.display().to_string()))
    );
    assert!(file.is_dir());
}

/// The next access to the keyring's entry of a profile fails.
fn locks_next(profile: &Path) {
    let record: Value = serde_json::from_slice(&std::fs::read(profile.join("vault.json")).unwrap()).unwrap();
    let entry = keyring_core::Entry::new("Pipit", record["name"].as_str().unwrap()).unwrap();
    let credential: &keyring_core::mock::Cred = entry.as_any().downcast_ref().unwrap();
    credential.set_error(keyring_core::Error::NoEntry);
}

#[tokio::test]
async fn a_vault_that_cannot_be_written_is_told_to_who_signs_in_or_out() {
    let world = World::new().await;
    let page = world.page("alice").await;
    let profile = world.folder.path().join("alice");
    locks_next(&profile);
    page.ok("signOut", Value::Null).await;
    assert_eq!(
        stands(&page.0).await["problem"]["type"],
        "storeUnavailable",
        "the next start would sign her in again"
    );

    let bob = json!({ "server": world.address, "appKey": "key", "token": world.server.token("bob") });
    locks_next(&profile);
    page.refused("signIn", bob.clone()).await;
    assert_eq!(stands(&page.0).await["problem"]["type"], "storeUnavailable");
    let text = json!({ "conversation": with("alice"), "text": "hello", "quote": null });
    page.refused("sendText", text).await; // nobody is signed in behind the page

    page.ok("signIn", bob).await;
    assert_eq!(stands(&page.0).await["userId"], "bob");
}
