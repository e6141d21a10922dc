use super::*;

#[test]
fn the_app_key_stands_where_integrators_write_it() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
        <widget xmlns="http://www.w3.org/ns/widgets" id="A1" version="0.0.1">
            <name>Hello</name>
            <content src="html/start.html"/>
            <feature name="other"><param name="appKey" value="wrong"/></feature>
            <feature name="rcIM"><param name="appKey" value="key"/></feature>
        </widget>"#;
    // Most are written without a namespace, and some with one.
    for xml in [xml.to_owned(), xml.replace(" xmlns=\"http://www.w3.org/ns/widgets\"", "")] {
        let config = Config::parse(&xml).unwrap();
        assert_eq!((config.name.as_str(), config.start.as_str()), ("Hello", "html/start.html"));
        assert_eq!(config.app_key.as_deref(), Some("key"), "{xml}");
    }
    let plain = Config::parse("<widget/>").unwrap();
    assert_eq!((plain.start.as_str(), plain.app_key), ("index.html", None));
    assert_eq!(plain.extensions, Extensions::default());
    assert!(Config::parse("<widget").is_err());
    assert!(Config::parse("<widget><content src='https://example.org/'/></widget>").is_err());
}

#[test]
fn parts_are_left_out_by_params() {
    let parse = |value: &str| {
        let params =
            format!(r#"<param name="stickers" value="{value}"/><param name="shortVideo" value="true"/>"#);
        Config::parse(&format!(r#"<widget><feature name="rcIM">{params}</feature></widget>"#))
    };
    let all = Extensions::default();
    assert_eq!(parse("false").unwrap().extensions, Extensions { stickers: false, ..all });
    assert_eq!(parse("true").unwrap().extensions, all);
    assert!(parse("no").is_err(), "what is not understood is said, rather than shown after all");
}
