//! A widget's `config.xml`.

use anyhow::{Context, Result, bail};
use pipit_api::Folder;
use pipit_api::ui::Extensions;
use roxmltree::{Document, Node};

/// What a `config.xml` says.
#[derive(Debug, PartialEq, Eq)]
pub struct Config {
    /// The widget's name.
    pub name: String,
    /// The page it begins with, within the folder.
    pub start: String,
    /// The app key, if it names one.
    pub app_key: Option<String>,
    /// The parts that it leaves in.
    pub extensions: Extensions,
}

impl Config {
    /// Reads the file of a widget.
    pub fn read(files: &Folder) -> Result<Self> {
        let file = files.file("config.xml").context("it has no config.xml")?;
        Self::parse(&std::fs::read_to_string(file).context("config.xml cannot be read as UTF-8")?)
    }

    fn parse(xml: &str) -> Result<Self> {
        let document = Document::parse(xml).context("config.xml is no XML")?;
        let root = document.root_element();
        let text = |name| {
            child(root, name).and_then(|node| node.text()).map(str::trim).filter(|text| !text.is_empty())
        };
        let start = child(root, "content").and_then(|node| node.attribute("src")).unwrap_or("index.html");
        if start.contains("://") {
            bail!("config.xml begins with {start:?}, which is no page of the widget");
        }
        let feature = root
            .children()
            .find(|node| node.tag_name().name() == "feature" && node.attribute("name") == Some("rcIM"));
        let param = |name| {
            let mut params = feature?.children().filter(|node| node.tag_name().name() == "param");
            params.find(|node| node.attribute("name") == Some(name))?.attribute("value")
        };
        let part = |name| match param(name) {
            None | Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(other) => bail!("config.xml says {other:?} of {name}, which is true or false"),
        };
        let extensions = Extensions {
            red_packet: part("redPacket")?,
            stickers: part("stickers")?,
            short_video: part("shortVideo")?,
        };
        Ok(Self {
            name: text("name").unwrap_or("Pipit").to_owned(),
            start: start.trim_start_matches('/').to_owned(),
            app_key: param("appKey").map(str::to_owned),
            extensions,
        })
    }
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|child| child.tag_name().name() == name)
}

#[cfg(test)]
mod tests;
