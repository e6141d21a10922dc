use super::*;

/// A picture of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn shelf(folder: &Path) -> Shelf {
    Shelf { folders: vec![folder.to_owned()], language: "zh-Hans" }
}

fn pack(folder: &Path, id: &str, json: &str, picture: &[u8]) {
    fs::create_dir_all(folder.join(id)).unwrap();
    fs::write(folder.join(id).join("pack.json"), json).unwrap();
    fs::write(folder.join(id).join("a.gif"), picture).unwrap();
}

const CATS: &str =
    r#"{"name":{"en":"Cats","zh-Hans":"猫"},"stickers":[{"id":"hi","picture":"a.gif","meaning":"Hi"}]}"#;

#[test]
fn packs_lie_in_folders_and_one_of_our_own_is_always_there() {
    let folder = tempfile::tempdir().unwrap();
    pack(folder.path(), "cats", CATS, PIXEL);
    let packs = shelf(folder.path()).packs();
    let names: Vec<_> = packs.iter().map(|pack| (pack.id.as_str(), pack.name.as_str())).collect();
    assert_eq!((names[0].0, names[1]), (own::ID, ("cats", "猫")));
    let (bytes, meaning) = shelf(folder.path()).sticker("cats", "hi").unwrap();
    assert_eq!((bytes.as_slice(), meaning.as_str()), (PIXEL, "Hi"));
    assert!(shelf(folder.path()).sticker("cats", "no").is_none());
    assert!(shelf(folder.path()).sticker("dogs", "hi").is_none());
}

#[test]
fn every_sticker_of_our_own_has_a_picture_and_a_meaning_in_every_language() {
    let nowhere = Path::new("/nowhere");
    for language in ["en", "zh-Hans", "zh-Hant", "ar"] {
        let shelf = Shelf { language, ..shelf(nowhere) };
        let [pack]: [StickerPack; 1] = shelf.packs().try_into().unwrap();
        assert!(pack.stickers.len() >= 8);
        for sticker in pack.stickers {
            let (bytes, meaning) = shelf.sticker(own::ID, &sticker.id).unwrap();
            assert!(image_type(&bytes).is_some() && picture_size(&bytes).is_some(), "{}", sticker.id);
            assert!(!meaning.is_empty(), "{} in {language}", sticker.id);
        }
    }
}

#[test]
fn no_name_and_no_link_leads_out_of_a_pack() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("packs");
    fs::create_dir_all(&folder).unwrap();
    fs::write(home.path().join("secret.gif"), PIXEL).unwrap();
    let out = r#"{"name":"Out","stickers":[{"id":"a","picture":"../../secret.gif"},{"id":"b","picture":"link.gif"},
        {"id":"../c","picture":"a.gif"}]}"#;
    pack(&folder, "out", out, PIXEL);
    #[cfg(unix)]
    std::os::unix::fs::symlink(home.path().join("secret.gif"), folder.join("out/link.gif")).unwrap();
    pack(home.path(), "beside", CATS, PIXEL);
    let shelf = shelf(&folder);
    assert!(shelf.sticker("out", "a").is_none());
    assert!(shelf.sticker("out", "b").is_none());
    assert!(shelf.sticker("../beside", "hi").is_none());
    let listed: Vec<String> =
        shelf.packs().pop().unwrap().stickers.into_iter().map(|sticker| sticker.id).collect();
    assert_eq!(listed, ["a", "b"], "a name that is a path is no sticker");
}

#[test]
fn what_is_no_pack_or_no_picture_or_too_large_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    pack(folder.path(), "broken", "{", PIXEL);
    pack(folder.path(), "empty", r#"{"name":"Empty","stickers":[]}"#, PIXEL);
    pack(folder.path(), "words", CATS, b"<svg onload=alert(1)>");
    pack(folder.path(), "huge", CATS, &[PIXEL, &vec![0; 1024 * 1024]].concat());
    fs::write(folder.path().join("file"), "").unwrap();
    let shelf = shelf(folder.path());
    let ids: Vec<_> = shelf.packs().into_iter().map(|pack| pack.id).collect();
    assert_eq!(ids, [own::ID, "huge", "words"]);
    assert!(shelf.sticker("words", "hi").is_none());
    assert!(shelf.sticker("huge", "hi").is_none());
}
