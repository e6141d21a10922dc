//! One message of each kind that people send, the frequent ones more often.

use std::io::Cursor;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

/// Thumbnails of several shapes, in base64, as messages carry them.
pub(crate) fn thumbnails() -> Result<Vec<String>> {
    let sizes = [(240, 160), (160, 240), (240, 90), (120, 120)];
    let draw = |(number, (width, height)): (usize, (u32, u32))| {
        let tint = u8::try_from(number * 50)?;
        let shade = |at: u32, of: u32| u8::try_from(at * 255 / of).unwrap_or(u8::MAX);
        let picture = RgbImage::from_fn(width, height, |x, y| Rgb([shade(x, width), shade(y, height), tint]));
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, ImageFormat::Jpeg)?;
        Ok(STANDARD.encode(file.into_inner()))
    };
    sizes.into_iter().enumerate().map(draw).collect()
}

/// The message with this number: its kind and what it says.
pub(crate) fn message(number: usize, words: &str, pictures: &[String]) -> (&'static str, Value) {
    let picture = pictures.get(number % pictures.len().max(1)).map(String::as_str).unwrap_or_default();
    let nowhere = format!("https://files.invalid/{number}");
    match number % 20 {
        3 | 13 => ("RC:ImgMsg", json!({ "content": picture, "imageUri": nowhere })),
        5 => {
            let silence = [b"#!AMR\n".as_slice(), &[0x7C; 150]].concat(); // three seconds of it
            ("RC:VcMsg", json!({ "content": STANDARD.encode(silence), "duration": 3 }))
        }
        7 => (
            "RC:FileMsg",
            json!({ "name": format!("Report {number}.pdf"), "size": number * 100, "type": "pdf", "fileUrl": nowhere }),
        ),
        9 => (
            "RC:LBSMsg",
            json!({ "content": picture, "latitude": 31.2, "longitude": 121.5, "poi": "Harbour, pier 4" }),
        ),
        11 => (
            "RC:ImgTextMsg",
            json!({ "title": "Ferries", "content": words, "imageUri": "", "url": "https://example.org/ferries" }),
        ),
        15 => (
            "RC:ReferenceMsg",
            json!({
                "content": format!("{words} {number}"),
                "referMsgUserId": "alice",
                "objName": "RC:TxtMsg",
                "referMsg": { "content": "Shall we?" },
            }),
        ),
        17 => (
            "RC:GIFMsg",
            json!({ "gifDataSize": 5_400_000, "width": 240, "height": 135, "remoteUrl": nowhere }),
        ),
        19 => ("RC:TxtMsg", json!({ "content": format!("{number} {}", words.repeat(8)) })),
        _ => ("RC:TxtMsg", json!({ "content": format!("{words} {number}") })),
    }
}
