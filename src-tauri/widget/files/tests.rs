use super::*;

#[test]
fn nothing_but_the_folders_own_files_is_served() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "secret").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let widget = folder.path().join("widget");
    std::fs::create_dir_all(widget.join("html")).unwrap();
    std::fs::write(widget.join("html/页面 1.html"), "<p>hello").unwrap();
    std::fs::write(folder.path().join("beside"), "beside").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path(), widget.join("link")).unwrap();
    let files = Files::open(&widget).unwrap();

    let (body, kind) = files.read("/html/%E9%A1%B5%E9%9D%A2%201.html").unwrap();
    assert_eq!((body.as_slice(), kind.as_str()), (b"<p>hello".as_slice(), "text/html"));
    for path in [
        "/../beside",
        "/html/../../beside",
        "/%2e%2e/beside",
        "/link/secret",
        "//etc/passwd",
        "/",
        "/html",
        "/%ff",
    ] {
        assert!(files.read(path).is_err(), "{path}");
    }
    assert!(Files::open(&widget.join("html/页面 1.html")).is_err(), "a file is no folder");
}
