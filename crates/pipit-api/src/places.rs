//! Sending a place and looking at one. Nobody is asked for a map unless the deployment names who has one.

use futures_util::TryStreamExt;
use pipit_im::content::Location;
use pipit_im::{Client, Content, MapTile, MapView, MessageId, embed};
use serde_json::Value;

use crate::ui::{Maps, PlaceArgs, SendPlaceArgs};
use crate::{Api, ApiError, ErrorCode};

/// Where a place is looked at, unless the deployment has a map of its own.
const OPEN_STREET_MAP: &str =
    "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}";

/// The longest name of a place, in characters.
const LONGEST: usize = 200;

/// The largest tile, in bytes.
const LARGEST_TILE: usize = 512 * 1024;

impl Api {
    pub(crate) async fn send_place(&self, args: SendPlaceArgs) -> Result<MessageId, ApiError> {
        let SendPlaceArgs { conversation, latitude, longitude, label } = args;
        on_earth(latitude, longitude)?;
        let poi = label.trim().to_owned();
        if poi.chars().count() > LONGEST {
            return Err(ApiError::new(
                ErrorCode::BadText,
                format!("a place's name has at most {LONGEST} characters"),
            ));
        }
        let client = self.client()?;
        let view = MapView::around(latitude, longitude);
        let mut tiles = Vec::new();
        if let Some(server) = self.tile_server() {
            for tile in view.tiles() {
                if let Some(bytes) = fetch(&client, &server, tile).await {
                    tiles.push((tile, bytes));
                }
            }
        }
        let failed = |why: String| ApiError::new(ErrorCode::FileUnavailable, why);
        let map = tokio::task::spawn_blocking(move || view.draw(tiles)).await;
        let map =
            map.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))?;
        let mut place = Location { poi, content: embed(&map), ..Location::default() };
        place.more.extend([
            ("latitude".to_owned(), Value::from(latitude)),
            ("longitude".to_owned(), Value::from(longitude)),
        ]);
        Ok(client.send(&conversation, Content::Location(place)).await?)
    }

    /// Opens a map at a place, where the person wants it.
    #[expect(clippy::unused_async, reason = "every call is asynchronous for the page")]
    pub(crate) async fn open_place(&self, args: PlaceArgs) -> Result<(), ApiError> {
        on_earth(args.latitude, args.longitude)?;
        let (latitude, longitude) = (format!("{:.6}", args.latitude), format!("{:.6}", args.longitude));
        let address = match self.settings().maps {
            Maps::System => format!("geo:{latitude},{longitude}?q={latitude},{longitude}"),
            Maps::Web => {
                let link = self.map_link().unwrap_or_else(|| OPEN_STREET_MAP.to_owned());
                link.replace("{latitude}", &latitude).replace("{longitude}", &longitude)
            }
        };
        self.links().open(&address).map_err(|error| ApiError::new(ErrorCode::NotFound, error.to_string()))
    }
}

fn on_earth(latitude: f64, longitude: f64) -> Result<(), ApiError> {
    if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::BadCall, "a latitude is from -90 to 90, a longitude from -180 to 180"))
}

/// A tile of a server whose address has `{z}`, `{x}` and `{y}`; nothing when it does not come.
async fn fetch(client: &Client, server: &str, tile: MapTile) -> Option<Vec<u8>> {
    let url = server
        .replace("{z}", &tile.zoom.to_string())
        .replace("{x}", &tile.x.to_string())
        .replace("{y}", &tile.y.to_string());
    let mut pieces = client.fetch_from(&url).await.ok()?.pieces;
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.try_next().await.ok()? {
        if bytes.len() + piece.len() > LARGEST_TILE {
            return None;
        }
        bytes.extend_from_slice(&piece);
    }
    Some(bytes)
}
