//! Small numbers on icons, drawn without a font: each figure is a few strokes, as on a pocket calculator, which a few
//! pixels suffice for. Dark ones are read on either tint of what is unread.

use crate::look;

/// A point, or the end of a stroke.
type Point = (f32, f32);

/// The strokes of a calculator's figure in a box of 1 by 2: along the top, down the right side, along the bottom, up the
/// left side, and through the middle.
const STROKES: [(Point, Point); 7] = [
    ((0.0, 0.0), (1.0, 0.0)),
    ((1.0, 0.0), (1.0, 1.0)),
    ((1.0, 1.0), (1.0, 2.0)),
    ((0.0, 2.0), (1.0, 2.0)),
    ((0.0, 1.0), (0.0, 2.0)),
    ((0.0, 0.0), (0.0, 1.0)),
    ((0.0, 1.0), (1.0, 1.0)),
];

/// The strokes of `+`.
const PLUS: [(Point, Point); 2] = [((0.0, 1.0), (1.0, 1.0)), ((0.5, 0.5), (0.5, 1.5))];

/// Which strokes each figure has, by their places above.
const FIGURES: [&[usize]; 10] = [
    &[0, 1, 2, 3, 4, 5],
    &[1, 2],
    &[0, 1, 6, 4, 3],
    &[0, 1, 6, 2, 3],
    &[5, 6, 1, 2],
    &[0, 5, 6, 2, 3],
    &[0, 5, 6, 2, 3, 4],
    &[0, 1, 2],
    &[0, 1, 2, 3, 4, 5, 6],
    &[0, 1, 2, 3, 5, 6],
];

fn strokes_of(character: char) -> Vec<(Point, Point)> {
    let figure = character.to_digit(10).and_then(|digit| FIGURES.get(usize::try_from(digit).ok()?));
    figure.map_or_else(
        || PLUS.to_vec(),
        |figure| figure.iter().filter_map(|stroke| STROKES.get(*stroke).copied()).collect(),
    )
}

/// A number as it fits: up to two figures.
fn short(number: u32) -> String {
    if number > 99 { "99+".to_owned() } else { number.to_string() }
}

/// A stroke with round ends, in pixels.
struct Stroke {
    from: Point,
    to: Point,
    half_width: f32,
}

impl Stroke {
    /// How much of the pixel around a point it covers.
    fn covers(&self, (x, y): Point) -> f32 {
        let (along_x, along_y) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let (to_x, to_y) = (x - self.from.0, y - self.from.1);
        let length = (along_x * along_x + along_y * along_y).max(f32::EPSILON);
        let part = ((to_x * along_x + to_y * along_y) / length).clamp(0.0, 1.0);
        let distance = (to_x - part * along_x).hypot(to_y - part * along_y);
        (self.half_width + 0.5 - distance).clamp(0.0, 1.0)
    }
}

/// Draws a number into the upper corner of a square picture in RGBA, on a pill of this tint.
pub fn mark(rgba: &mut [u8], side: u16, number: u32, tint: [u8; 3]) {
    let text = short(number);
    let edge = f32::from(side);
    let (width, gap, height) = (edge * 0.17, edge * 0.09, edge * 0.62);
    let figures = f32::from(u8::try_from(text.len()).unwrap_or(u8::MAX));
    let written = figures * width + (figures - 1.0) * gap;
    let pill = (written + edge * 0.3).clamp(height, edge);
    let middle = height / 2.0;
    let ground =
        Stroke { from: (edge - pill + middle, middle), to: (edge - middle, middle), half_width: middle };
    let left = edge - pill / 2.0 - written / 2.0;
    let mut figures = Vec::new();
    let mut at = left;
    for character in text.chars() {
        let place = |(x, y): Point| (at + x * width, middle + (y - 1.0) * width);
        figures.extend(strokes_of(character).into_iter().map(|(from, to)| Stroke {
            from: place(from),
            to: place(to),
            half_width: edge * 0.035,
        }));
        at += width + gap;
    }
    for (pixel, (x, y)) in
        rgba.chunks_exact_mut(4).zip((0..side).flat_map(|y| (0..side).map(move |x| (x, y))))
    {
        let centre = (f32::from(x) + 0.5, f32::from(y) + 0.5);
        lay(pixel, tint, ground.covers(centre));
        let ink = figures.iter().map(|stroke| stroke.covers(centre)).fold(0.0, f32::max);
        lay(pixel, look::CANVAS_DARK, ink);
    }
}

/// Lays a colour over a pixel.
fn lay(pixel: &mut [u8], colour: [u8; 3], coverage: f32) {
    if coverage <= 0.0 {
        return;
    }
    let [red, green, blue, alpha] = pixel else { return };
    let below = f32::from(*alpha) / 255.0 * (1.0 - coverage);
    let whole = coverage + below;
    for (under, over) in [red, green, blue].into_iter().zip(colour) {
        *under = byte((f32::from(over) * coverage + f32::from(*under) * below) / whole);
    }
    *alpha = byte(whole * 255.0);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 255")]
fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use look::{DOT, QUIET_DOT};

    /// The picture with a letter for what each pixel is nearest to: the pill, a figure, or what was there.
    fn drawn(side: u16, number: u32) -> Vec<String> {
        let mut rgba = [1, 2, 3, 255].repeat(usize::from(side) * usize::from(side));
        mark(&mut rgba, side, number, DOT);
        let letter = |pixel: &[u8]| match pixel {
            [red, ..] if *red > 0xA0 => '-',
            [red, ..] if *red > 0x0A => '#',
            _ => '.',
        };
        rgba.chunks(usize::from(side) * 4).map(|row| row.chunks(4).map(letter).collect()).collect()
    }

    #[test]
    fn a_number_stands_on_a_pill_in_the_corner() {
        let picture = drawn(22, 7);
        assert_eq!(picture[0].chars().next(), Some('.'), "the picture shows beside it");
        assert_eq!(picture.last().unwrap(), &".".repeat(22), "and below it");
        let count =
            |wanted: char, number| drawn(22, number).concat().chars().filter(|one| *one == wanted).count();
        assert!(count('#', 8) > count('#', 7) && count('#', 7) > count('#', 1), "an 8 has the most strokes");
        assert!(count('.', 3) > count('.', 42), "two figures need more room than one");
        assert_eq!(drawn(22, 100), drawn(22, 4_000), "more than two are 99+");
        assert_ne!(drawn(22, 99), drawn(22, 100));
    }

    #[test]
    fn on_nothing_the_pill_has_soft_edges() {
        let mut rgba = vec![0; 22 * 22 * 4];
        mark(&mut rgba, 22, 5, QUIET_DOT);
        let alphas: std::collections::BTreeSet<u8> = rgba.chunks(4).map(|pixel| pixel[3]).collect();
        assert!(alphas.contains(&0) && alphas.contains(&255) && alphas.len() > 2, "{alphas:?}");
    }
}
