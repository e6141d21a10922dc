//! Every callable of the app, and the types that cross to the page.

pub mod ui;
