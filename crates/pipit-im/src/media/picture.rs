//! Pictures: read with bounds, upright, and made small enough to travel.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{MAX_FILE, MediaError, OutgoingFile, Pixels};

/// A thumbnail's longest side, in pixels, and its size, in bytes.
const THUMBNAIL_SIDE: u32 = 240;
const THUMBNAIL_SIZE: usize = 30 * 1024;

/// The longest side of a picture that is not sent in full, in pixels.
const SHARED_SIDE: u32 = 1_600;

/// How much memory a picture may take while it is read, in bytes: a small file may claim to be huge.
const MEMORY: u64 = 512 * 1024 * 1024;

/// The longest side that is read, in pixels.
const LONGEST_SIDE: u32 = 30_000;

/// How good a shared picture looks, of 100.
const QUALITY: u8 = 85;

/// A picture from a file, upright.
pub(crate) struct Picture {
    image: DynamicImage,
    format: ImageFormat,
    /// The file's own bytes.
    bytes: Vec<u8>,
}

impl Picture {
    pub(crate) fn read(file: OutgoingFile) -> Result<Self, MediaError> {
        Self::new(file.whole(MAX_FILE)?)
    }

    pub(crate) fn new(bytes: Vec<u8>) -> Result<Self, MediaError> {
        let unknown = |error: image::ImageError| MediaError::NotAPicture(error.to_string());
        let mut reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format()?;
        let format = reader.format().ok_or_else(|| MediaError::NotAPicture("of an unknown kind".into()))?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(MEMORY);
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(unknown)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut image = DynamicImage::from_decoder(decoder).map_err(unknown)?;
        image.apply_orientation(orientation);
        Ok(Self { image, format, bytes })
    }

    /// A JPEG that fits into a message.
    pub(crate) fn thumbnail(&self) -> Result<Vec<u8>, MediaError> {
        let small = on_white(self.small(THUMBNAIL_SIDE));
        for quality in [80, 60, 40, 20] {
            let bytes = jpeg(&small, quality)?;
            if bytes.len() <= THUMBNAIL_SIZE {
                return Ok(bytes);
            }
        }
        jpeg(&small.thumbnail(THUMBNAIL_SIDE / 2, THUMBNAIL_SIDE / 2), 20)
    }

    /// The picture as others get it, without what the camera wrote into it: where it was taken, above all.
    pub(crate) fn shared(self) -> Result<Vec<u8>, MediaError> {
        // A moving picture would stop, and carries nothing of that kind.
        if self.format == ImageFormat::Gif {
            return Ok(self.bytes);
        }
        self.shrunk(SHARED_SIDE)
    }

    /// The picture, its longest side at most so long, as JPEG, or as PNG if something of it is see-through.
    pub(crate) fn shrunk(&self, side: u32) -> Result<Vec<u8>, MediaError> {
        let image = self.small(side);
        if image.color().has_alpha() {
            let mut bytes = Cursor::new(Vec::new());
            image.write_to(&mut bytes, ImageFormat::Png).map_err(unwritable)?;
            return Ok(bytes.into_inner());
        }
        jpeg(&DynamicImage::from(image.into_rgb8()), QUALITY)
    }

    pub(super) fn pixels(self) -> Pixels {
        let image = self.image.into_rgba8();
        Pixels { width: image.width(), height: image.height(), rgba: image.into_raw() }
    }

    /// The picture, its longest side at most so long.
    pub(super) fn small(&self, side: u32) -> DynamicImage {
        if self.image.width().max(self.image.height()) <= side {
            return self.image.clone();
        }
        self.image.resize(side, side, image::imageops::FilterType::CatmullRom)
    }
}

/// A picture without anything see-through, which JPEG would turn black.
fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image.into_rgb8().into();
    }
    let over = image.into_rgba8();
    let white = image::Rgba([u8::MAX; 4]);
    let mut page = image::RgbaImage::from_pixel(over.width(), over.height(), white);
    image::imageops::overlay(&mut page, &over, 0, 0);
    DynamicImage::from(page).into_rgb8().into()
}

pub(super) fn jpeg(image: &DynamicImage, quality: u8) -> Result<Vec<u8>, MediaError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).map_err(unwritable)?;
    Ok(bytes)
}

fn unwritable(error: image::ImageError) -> MediaError {
    MediaError::NotAPicture(error.to_string())
}

/// Width and height, in pixels, from a picture's first bytes; nothing for one that is none, or is too large to be read.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    ((1..=LONGEST_SIDE).contains(&width) && (1..=LONGEST_SIDE).contains(&height)).then_some((width, height))
}

/// The media type of what a picture's file holds.
pub(super) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    image::guess_format(bytes).ok().map(|format| format.to_mime_type())
}

/// How names of such pictures end; nothing when it is none.
pub(super) fn ending(bytes: &[u8]) -> Option<&'static str> {
    image::guess_format(bytes).ok()?.extensions_str().first().copied()
}
