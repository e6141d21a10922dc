use pipit_proto::content::Voice;

use super::*;

fn noise(width: u32, height: u32) -> image::RgbImage {
    let mut state = 7_u32;
    image::RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [red, green, blue, _] = state.to_be_bytes();
        image::Rgb([red, green, blue])
    })
}

fn written(image: impl Into<image::DynamicImage>, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = io::Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn a_thumbnail_fits_into_a_message_whatever_the_picture_is() {
    for (width, height) in [(1_200, 900), (10, 4_000), (1, 1), (240, 240)] {
        let picture = Picture::new(written(noise(width, height), image::ImageFormat::Png)).unwrap();
        let thumbnail = picture.thumbnail().unwrap();
        assert!(thumbnail.len() <= 30 * 1024, "{width} x {height}: {} bytes", thumbnail.len());
        let small = image::load_from_memory(&thumbnail).unwrap();
        assert!(small.width().max(small.height()) <= 240);
        assert!(small.width() <= width && small.height() <= height, "nothing is made larger");
    }
}

#[test]
fn what_is_shared_is_small_and_has_forgotten_where_it_was_taken() {
    let mut photo = written(noise(2_000, 1_000), image::ImageFormat::Jpeg);
    // A camera's notes: the picture lies on its side.
    let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    photo.splice(2..2, [0xFF, 0xE1, length[0], length[1]].into_iter().chain(*exif));
    let shared = Picture::new(photo).unwrap().shared().unwrap();
    assert!(!shared.windows(4).any(|four| four == b"Exif"));
    let upright = image::load_from_memory(&shared).unwrap();
    assert_eq!((upright.width(), upright.height()), (800, 1_600));
}

#[test]
fn what_is_see_through_stays_so_and_stands_on_white_in_the_thumbnail() {
    let glass = image::RgbaImage::from_pixel(50, 50, image::Rgba([0, 0, 0, 0]));
    let picture = Picture::new(written(glass, image::ImageFormat::Png)).unwrap();
    let thumbnail = image::load_from_memory(&picture.thumbnail().unwrap()).unwrap().into_rgb8();
    assert!(thumbnail.get_pixel(25, 25).0.iter().all(|part| *part > 250));
    assert!(image::load_from_memory(&picture.shared().unwrap()).unwrap().color().has_alpha());
}

#[test]
fn what_is_no_picture_or_claims_to_be_huge_is_refused() {
    for bytes in [b"".to_vec(), b"<svg/>".to_vec(), b"\x89PNG\r\n\x1a\n".to_vec()] {
        assert!(matches!(Picture::new(bytes), Err(MediaError::NotAPicture(_))));
    }
    let mut bomb = written(noise(1, 1), image::ImageFormat::Bmp);
    bomb[18..22].copy_from_slice(&100_000_i32.to_le_bytes());
    bomb[22..26].copy_from_slice(&100_000_i32.to_le_bytes());
    assert!(matches!(Picture::new(bomb), Err(MediaError::NotAPicture(_))));
}

#[test]
fn a_key_takes_nothing_from_the_name_but_a_plain_extension() {
    let key = |path: &str| Attachment::new(Path::new(path), false, FileKind::File, 0x2A).key;
    assert_eq!(key("/tmp/../报告.PDF"), "file__RC-2a.pdf");
    assert_eq!(key("a.b/c"), "file__RC-2a.bin");
    assert_eq!(key("x.a\nb"), "file__RC-2a.bin");
}

#[test]
fn what_is_embedded_is_known_by_its_beginning() {
    let voice = |content: &str| Content::Voice(Voice { content: content.into(), ..Voice::default() });
    let text = embed(b"#!AMR\n\x04");
    assert_eq!(embedded(&voice(&text)).unwrap(), (b"#!AMR\n\x04".to_vec(), "audio/amr"));
    let broken_lines = text.split_at(4);
    let broken_lines = format!("{}\n{}", broken_lines.0, broken_lines.1);
    assert!(embedded(&voice(&broken_lines)).is_some());
    assert!(embedded(&voice(&embed(b"<html>"))).is_none());
    assert!(embedded(&voice("%%%")).is_none());
}
