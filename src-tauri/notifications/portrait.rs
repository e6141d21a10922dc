//! Portraits as a notification shows them: the picture where it is at hand, or else initials on the person's own colour, as
//! the page draws them. Where no font has the characters, a sign of a person stands there; a group without a picture has a
//! sign of several.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use cairo::{Context, Error, Filter, Format, ImageSurface};
use pango::{FontDescription, Layout};
use pipit_api::{Pixels, Portrait, pixels};

use crate::look::{ON_TINT, Rgb, TINTS};

/// How wide and high, in pixels: twice what desktops show.
pub(super) const SIDE: i32 = 96;

/// How round the corners are: as those of a row in the list, 10 of 44.
const CORNER: f64 = 96.0 * 10.0 / 44.0;

/// How large the characters are: as there, 15 of 44.
const LETTERS: f64 = 96.0 * 15.0 / 44.0;

/// Whose portrait it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Person,
    Group,
}

/// Draws a portrait; nothing where that cannot be done. It takes a moment; it blocks.
pub(super) fn drawn(portrait: Portrait, of: Of) -> Option<Pixels> {
    draw(portrait, of).inspect_err(|error| tracing::warn!(%error, "a portrait is not drawn")).ok()
}

fn draw(portrait: Portrait, of: Of) -> Result<Pixels, Error> {
    let mut surface = ImageSurface::create(Format::ARgb32, SIDE, SIDE)?;
    {
        let canvas = Context::new(&surface)?;
        round(&canvas);
        canvas.clip();
        match portrait.picture.and_then(|picture| pixels(picture).ok()) {
            Some(picture) => fill(&canvas, picture)?,
            None => stand_in(&canvas, &portrait.initials, portrait.tint, of)?,
        }
    }
    surface.flush();
    let data = surface.data().map_err(|_| Error::SurfaceFinished)?;
    let rgba = data.chunks_exact(4).flat_map(straight).collect();
    Ok(Pixels { width: SIDE.unsigned_abs(), height: SIDE.unsigned_abs(), rgba })
}

/// The outline of a square with round corners.
fn round(canvas: &Context) {
    let side = f64::from(SIDE);
    for (quarter, x, y) in [
        (-1.0, side - CORNER, CORNER),
        (0.0, side - CORNER, side - CORNER),
        (1.0, CORNER, side - CORNER),
        (2.0, CORNER, CORNER),
    ] {
        canvas.arc(x, y, CORNER, quarter * FRAC_PI_2, (quarter + 1.0) * FRAC_PI_2);
    }
    canvas.close_path();
}

/// Covers all with a picture, its middle in the middle.
fn fill(canvas: &Context, picture: Pixels) -> Result<(), Error> {
    let (width, height) = (signed(picture.width)?, signed(picture.height)?);
    let stride = Format::ARgb32.stride_for_width(picture.width)?;
    let data = picture.rgba.chunks_exact(4).flat_map(multiplied).collect::<Vec<u8>>();
    let source = ImageSurface::create_for_data(data, Format::ARgb32, width, height, stride)?;
    let (width, height, side) = (f64::from(width), f64::from(height), f64::from(SIDE));
    let scale = side / width.min(height);
    canvas.translate(side / 2.0, side / 2.0);
    canvas.scale(scale, scale);
    canvas.set_source_surface(&source, -width / 2.0, -height / 2.0)?;
    canvas.source().set_filter(Filter::Best);
    canvas.paint()
}

fn stand_in(canvas: &Context, initials: &str, tint: u8, of: Of) -> Result<(), Error> {
    paint_with(canvas, TINTS.get(usize::from(tint)).copied().unwrap_or(TINTS[7]));
    canvas.paint()?;
    paint_with(canvas, ON_TINT);
    match (of, written(canvas, initials)) {
        (Of::Group, _) => group(canvas),
        (Of::Person, Some(layout)) => {
            let (ink, side) = (layout.pixel_extents().1, f64::from(SIDE));
            canvas.move_to(
                (side - f64::from(ink.width())) / 2.0 - f64::from(ink.x()),
                (side - f64::from(ink.height())) / 2.0 - f64::from(ink.y()),
            );
            pangocairo::functions::show_layout(canvas, &layout);
            Ok(())
        }
        (Of::Person, None) => person(canvas, 48.0, 1.0),
    }
}

/// Characters, if there are any and the fonts have all of them.
fn written(canvas: &Context, text: &str) -> Option<Layout> {
    let layout = pangocairo::functions::create_layout(canvas);
    let mut font = FontDescription::from_string("Sans Semi-Bold");
    font.set_absolute_size(LETTERS * f64::from(pango::SCALE));
    layout.set_font_description(Some(&font));
    layout.set_text(text);
    (!text.is_empty() && layout.unknown_glyphs_count() == 0).then_some(layout)
}

/// A head and shoulders, the middle of which stands so far from the left.
fn person(canvas: &Context, middle: f64, scale: f64) -> Result<(), Error> {
    canvas.arc(middle, 48.0 - 12.0 * scale, 14.0 * scale, 0.0, TAU);
    canvas.fill()?;
    canvas.arc(middle, 48.0 + 30.0 * scale, 25.0 * scale, PI, TAU);
    canvas.fill()
}

/// Two people side by side.
fn group(canvas: &Context) -> Result<(), Error> {
    person(canvas, 32.0, 0.72)?;
    person(canvas, 66.0, 0.72)
}

fn paint_with(canvas: &Context, colour: Rgb) {
    let [red, green, blue] = colour.map(|part| f64::from(part) / 255.0);
    canvas.set_source_rgb(red, green, blue);
}

fn signed(side: u32) -> Result<i32, Error> {
    i32::try_from(side).map_err(|_| Error::InvalidSize)
}

/// A pixel as cairo has it: one number in the order of this machine, colours multiplied by the opacity.
fn multiplied(pixel: &[u8]) -> [u8; 4] {
    let [red, green, blue, alpha] = four(pixel).map(u32::from);
    let part = |colour: u32| (colour * alpha + 127) / 255;
    (alpha << 24 | part(red) << 16 | part(green) << 8 | part(blue)).to_ne_bytes()
}

/// The same back: red, green, blue and opacity.
fn straight(pixel: &[u8]) -> [u8; 4] {
    let [alpha, red, green, blue] = u32::from_ne_bytes(four(pixel)).to_be_bytes();
    let part = |colour: u8| {
        let whole = (u32::from(colour) * 255 + u32::from(alpha) / 2).checked_div(u32::from(alpha));
        u8::try_from(whole.unwrap_or_default()).unwrap_or(u8::MAX)
    };
    [part(red), part(green), part(blue), alpha]
}

fn four(pixel: &[u8]) -> [u8; 4] {
    pixel.try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn initials(text: &str) -> Portrait {
        Portrait { initials: text.to_owned(), tint: 3, picture: None }
    }

    fn at(pixels: &Pixels, x: usize, y: usize) -> &[u8] {
        pixels.rgba.get((y * 96 + x) * 4..).unwrap().get(..4).unwrap()
    }

    /// How many pixels have the colour of the characters.
    fn inked(pixels: &Pixels) -> usize {
        pixels.rgba.chunks_exact(4).filter(|pixel| **pixel == [255, 255, 255, 255]).count()
    }

    #[test]
    fn initials_stand_on_the_persons_colour_and_corners_are_round() {
        let picture = drawn(initials("AL"), Of::Person).unwrap();
        assert_eq!((picture.width, picture.height, picture.rgba.len()), (96, 96, 96 * 96 * 4));
        assert_eq!(at(&picture, 0, 0), [0, 0, 0, 0], "the corner is empty");
        let [red, green, blue] = TINTS[3];
        assert_eq!(at(&picture, 8, 48), [red, green, blue, 255]);
        assert!(inked(&picture) > 100, "there are characters");
        assert!(picture.rgba != drawn(initials("BO"), Of::Person).unwrap().rgba, "and these are others");
    }

    #[test]
    fn without_a_font_there_is_a_sign_and_for_a_group_always() {
        let sign = drawn(initials(""), Of::Person).unwrap();
        // A character that no font has: not assigned, and never will be.
        assert!(drawn(initials("\u{50005}"), Of::Person).unwrap().rgba == sign.rgba, "no tofu");
        let group = drawn(initials("AL"), Of::Group).unwrap();
        assert!(inked(&sign) > 500 && inked(&group) > 500, "both are drawn");
        assert!(group.rgba != sign.rgba && drawn(initials("BO"), Of::Group).unwrap().rgba == group.rgba);
    }

    /// A picture of two colours, twice as wide as high: PNG.
    const WIDE: &[u8] = include_bytes!("../../tests/e2e/portraits/wide.png");

    #[test]
    fn a_picture_covers_all_and_what_is_none_is_not_drawn() {
        let of = |picture: &[u8]| Portrait { picture: Some(picture.to_vec()), ..initials("AL") };
        let picture = drawn(of(WIDE), Of::Group).unwrap();
        assert_eq!(at(&picture, 0, 0), [0, 0, 0, 0]);
        assert_eq!(at(&picture, 8, 48), [200, 0, 0, 255], "its left half");
        assert_eq!(at(&picture, 88, 48), [0, 120, 0, 255], "its right half");
        let broken = drawn(of(b"no picture"), Of::Person).unwrap();
        assert!(broken.rgba == drawn(initials("AL"), Of::Person).unwrap().rgba);
    }

    #[test]
    fn colours_come_back_as_they_went() {
        for pixel in [[200, 100, 50, 255], [0, 0, 0, 0], [255, 255, 255, 128], [10, 0, 0, 255]] {
            let back = straight(&multiplied(&pixel));
            assert!(
                back.iter().zip(pixel).all(|(one, other)| one.abs_diff(other) <= 1),
                "{pixel:?} {back:?}"
            );
        }
    }
}
