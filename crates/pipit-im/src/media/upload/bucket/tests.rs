use super::*;

fn answer(body: &str) -> UploadAnswer {
    UploadAnswer { status: 200, tag: None, body: body.into() }
}

#[test]
fn a_name_in_a_header_breaks_out_of_nothing() {
    let told = disposition(Some("报告 \"1\";\r\nX-Evil: 1/../2.pdf"));
    assert_eq!(
        told,
        "attachment; filename=\"__ _1____X-Evil_ 1_.._2.pdf\"; \
         filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%221%22%3B%0D%0AX-Evil%3A%201%2F..%2F2.pdf"
    );
    assert_eq!(disposition(None), "attachment");
}

#[test]
fn an_object_lies_in_its_bucket_and_nowhere_else() {
    let at =
        |url: &str, bucket: &str| object(Url::parse(url).unwrap(), bucket, "file__RC-1.bin", Some("uploads"));
    assert_eq!(at("https://m.example", "b").unwrap().as_str(), "https://m.example/b/file__RC-1.bin?uploads");
    assert_eq!(
        at("https://m.example/s3/", "b").unwrap().as_str(),
        "https://m.example/s3/b/file__RC-1.bin?uploads"
    );
    assert_eq!(at("https://m.example", "a/../b?c").unwrap().path(), "/a%2F..%2Fb%3Fc/file__RC-1.bin");
    for bucket in ["", ".", ".."] {
        assert!(at("https://m.example", bucket).is_err(), "{bucket}");
    }
}

#[test]
fn the_name_of_an_upload_is_found_and_cannot_say_more_in_a_query() {
    let named = |id: &str| {
        format!("<?xml version=\"1.0\"?><R xmlns=\"urn:s3\"><Key>k</Key><UploadId>{id}</UploadId></R>")
    };
    assert_eq!(upload_id(named(" 2~a.b_c-D ").as_bytes()).unwrap(), "2~a.b_c-D");
    assert_eq!(upload_id(named("a&amp;partNumber=9").as_bytes()).unwrap(), "a%26partNumber%3D9");
    let entities = "<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><r><UploadId>&b;</UploadId></r>";
    let long = named(&"x".repeat(LONGEST_NAME + 1));
    for hostile in ["", "{}", "<html>", entities, &named(""), &long, "<r><UploadId><x/></UploadId></r>"] {
        assert!(upload_id(hostile.as_bytes()).is_err(), "{hostile}");
    }
    assert!(upload_id(b"\xFF\xFE").is_err());
}

#[test]
fn parts_are_listed_in_order_and_their_names_are_only_names() {
    let list = complete(&["\"1\"".to_owned(), "</ETag>&".to_owned()]);
    let read = roxmltree::Document::parse(&list).unwrap();
    let parts: Vec<_> = read
        .root_element()
        .children()
        .map(|part| part.children().filter_map(|field| field.text()).collect::<Vec<_>>())
        .collect();
    assert_eq!(parts, [["1", "\"1\""], ["2", "</ETag>&"]]);
}

#[test]
fn only_a_result_says_that_the_parts_are_one() {
    let whole =
        "<CompleteMultipartUploadResult xmlns=\"urn:s3\"><ETag>\"1\"</ETag></CompleteMultipartUploadResult>";
    assert!(
        check_completed(&answer(&format!("  \n{whole}"))).is_ok(),
        "servers keep a connection alive with spaces"
    );
    assert!(check_completed(&answer("")).is_ok());
    let failed = check_completed(&answer("<Error><Code>InternalError</Code></Error>"));
    assert!(matches!(failed, Err(Trouble::Passing)));
    for garbage in ["<html><body>Welcome</body></html>", "{}", "<CompleteMultipartUploadResult>"] {
        assert!(matches!(check_completed(&answer(garbage)), Err(Trouble::Refused(_))), "{garbage}");
    }
}
