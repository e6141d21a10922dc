//! The small map that goes with a place. Whoever draws it needs nobody's leave: without tiles it is paper with lines, and a
//! pin in its middle.

use image::{DynamicImage, Rgb, RgbImage};

use super::MediaError;
use super::picture::{Picture, jpeg};

/// Its size, in pixels.
const WIDTH: u32 = 240;
const HEIGHT: u32 = 150;

/// A tile's side, in pixels, and how near it is looked at: streets can be told apart.
const TILE: u32 = 256;
const ZOOM: u8 = 15;

/// How good it looks, of 100.
const QUALITY: u8 = 80;

const PAPER: Rgb<u8> = Rgb([0xEC, 0xE8, 0xDF]);
const LINE: Rgb<u8> = Rgb([0xD5, 0xCF, 0xC2]);
const PIN: Rgb<u8> = Rgb([0xD6, 0x3B, 0x37]);
const RIM: Rgb<u8> = Rgb([0xFF, 0xFF, 0xFF]);

/// Where a place stands on the map of the world that is cut into tiles (Web Mercator).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapView {
    /// The upper left corner, in pixels from the world's.
    left: i64,
    top: i64,
}

/// A tile of that map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapTile {
    /// How near it is looked at.
    pub zoom: u8,
    /// From the west.
    pub x: u32,
    /// From the north.
    pub y: u32,
}

impl MapView {
    /// The map around a place, in degrees.
    #[expect(clippy::cast_possible_truncation, reason = "a world of tiles is far smaller than the number")]
    pub fn around(latitude: f64, longitude: f64) -> Self {
        let world = f64::from(TILE) * f64::from(1_u32 << ZOOM);
        // Beyond this the projection ends.
        let latitude = latitude.clamp(-85.0, 85.0).to_radians();
        let x = (longitude + 180.0) / 360.0 * world;
        let y = (1.0 - latitude.tan().asinh() / std::f64::consts::PI) / 2.0 * world;
        Self { left: x as i64 - i64::from(WIDTH / 2), top: y as i64 - i64::from(HEIGHT / 2) }
    }

    /// The tiles that it shows, at most four.
    pub fn tiles(self) -> Vec<MapTile> {
        let side = i64::from(TILE);
        let count = 1_i64 << ZOOM;
        let columns = self.left.div_euclid(side)..=(self.left + i64::from(WIDTH) - 1).div_euclid(side);
        let rows = self.top.div_euclid(side)..=(self.top + i64::from(HEIGHT) - 1).div_euclid(side);
        let at = |x: i64, y: i64| {
            let (x, y) = (u32::try_from(x.rem_euclid(count)).ok()?, u32::try_from(y).ok()?);
            (i64::from(y) < count).then_some(MapTile { zoom: ZOOM, x, y })
        };
        columns.flat_map(|x| rows.clone().filter_map(move |y| at(x, y))).collect()
    }

    /// Where a tile begins, from the left: the world goes on beyond its edges.
    fn across(self, tile: MapTile) -> i64 {
        let world = i64::from(TILE) << ZOOM;
        let x = (i64::from(tile.x * TILE) - self.left).rem_euclid(world);
        if x > world / 2 { x - world } else { x }
    }

    /// Draws it as JPEG. A tile that is no picture leaves paper where it would be. It takes a moment; it blocks.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn draw(self, tiles: Vec<(MapTile, Vec<u8>)>) -> Result<Vec<u8>, MediaError> {
        let mut map = RgbImage::from_pixel(WIDTH, HEIGHT, PAPER);
        for at in (0..WIDTH.max(HEIGHT)).step_by(30) {
            for across in 0..WIDTH.max(HEIGHT) {
                dot(&mut map, at, across, LINE);
                dot(&mut map, across, at, LINE);
            }
        }
        for (tile, bytes) in tiles {
            if let Ok(picture) = Picture::new(bytes) {
                let (x, y) = (self.across(tile), i64::from(tile.y * TILE) - self.top);
                image::imageops::overlay(&mut map, &picture.small(TILE).into_rgb8(), x, y);
            }
        }
        pin(&mut map);
        jpeg(&DynamicImage::from(map), QUALITY)
    }
}

fn dot(map: &mut RgbImage, x: u32, y: u32, colour: Rgb<u8>) {
    if let Some(pixel) = map.get_pixel_mut_checked(x, y) {
        *pixel = colour;
    }
}

/// A pin whose point stands in the middle: a round head, and below it a cone.
fn pin(map: &mut RgbImage) {
    let (tip_x, tip_y) = (i64::from(WIDTH / 2), i64::from(HEIGHT / 2));
    let (radius, head) = (13_i64, 26_i64);
    for y in -(head + radius + 2)..=0 {
        for x in -(radius + 2)..=(radius + 2) {
            let from_head = x * x + (y + head) * (y + head);
            let cone = |rim: i64| y > -head && x.abs() * head <= (-y) * (radius - 1) + rim * head;
            let within = |rim: i64| from_head <= (radius + rim) * (radius + rim) || cone(rim);
            let place = (u32::try_from(tip_x + x), u32::try_from(tip_y + y));
            if let (true, (Ok(x), Ok(y))) = (within(2), place) {
                let inside = within(0) && from_head > 5 * 5;
                dot(map, x, y, if inside { PIN } else { RIM });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_shows_the_tiles_around_it() {
        // The Brandenburg Gate.
        let at = |(x, y)| MapTile { zoom: 15, x, y };
        assert_eq!(
            MapView::around(52.516_27, 13.377_7).tiles(),
            [(17_601, 10_746), (17_601, 10_747), (17_602, 10_746), (17_602, 10_747)].map(at)
        );
        let west = MapView::around(0.0, -180.0).tiles();
        assert!(
            west.iter().any(|tile| tile.x == 32_767) && west.iter().any(|tile| tile.x == 0),
            "round the world: {west:?}"
        );
        for pole in [90.0, -90.0] {
            assert!(MapView::around(pole, 180.0).tiles().len() <= 4);
        }
    }

    #[test]
    fn a_map_has_a_pin_and_shows_its_tiles_or_paper() {
        let view = MapView::around(48.858_4, 2.294_5);
        let read = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
        let near = |one: &Rgb<u8>, other: Rgb<u8>| {
            one.0.iter().zip(other.0).all(|(one, other)| one.abs_diff(other) < 24)
        };
        let paper = read(&view.draw(vec![]).unwrap());
        assert_eq!(paper.dimensions(), (WIDTH, HEIGHT));
        assert!(near(paper.get_pixel(WIDTH / 2, HEIGHT / 2 - 16), PIN));
        assert!(near(paper.get_pixel(45, 15), PAPER));
        let green = Rgb([0, 128, 0]);
        let mut tile = std::io::Cursor::new(Vec::new());
        DynamicImage::from(RgbImage::from_pixel(TILE, TILE, green))
            .write_to(&mut tile, image::ImageFormat::Png)
            .unwrap();
        let tiles = view.tiles().into_iter().map(|at| (at, tile.get_ref().clone())).collect();
        let drawn = read(&view.draw(tiles).unwrap());
        assert!(near(drawn.get_pixel(45, 15), green) && near(drawn.get_pixel(1, 1), green));
        let edge = MapView::around(0.0, -180.0);
        let tiles = edge.tiles().into_iter().map(|at| (at, tile.get_ref().clone())).collect();
        let drawn = read(&edge.draw(tiles).unwrap());
        assert!(near(drawn.get_pixel(45, 15), green) && near(drawn.get_pixel(200, 15), green));
        let broken = view.tiles().into_iter().map(|at| (at, b"no picture".to_vec())).collect();
        assert_eq!(view.draw(broken).unwrap(), view.draw(vec![]).unwrap());
    }
}
