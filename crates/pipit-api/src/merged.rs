//! What messages hold that were forwarded as one: lists of messages, and pages that strangers have drawn.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pipit_im::Content;
use pipit_imkit::Merged;
use tokio::sync::watch;

use crate::ui::{MediaArgs, MergedMessages};
use crate::{Api, ApiError};

/// What a page of a stranger's may do: look as it wants, with pictures that lie within it. It runs nothing, asks nobody,
/// and a link that somebody clicks opens outside of it.
pub const PAGE_POLICY: &str = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; \
    img-src data:; base-uri 'none'; form-action 'none'";

/// Stands before such a page: it is drawn by today's rules, and its links are for the browser.
const HEAD: &[u8] = b"<!doctype html><base target=\"_blank\">";

/// The pages that are looked at.
#[derive(Default)]
pub(crate) struct Pages(Mutex<(u32, BTreeMap<u32, Vec<u8>>)>);

impl Pages {
    fn table(&self) -> MutexGuard<'_, (u32, BTreeMap<u32, Vec<u8>>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page that is looked at, as long as this value lives.
struct Shown {
    api: Api,
    number: u32,
}

impl Shown {
    fn new(api: &Api, html: &[u8]) -> Self {
        let mut table = api.pages().table();
        let number = table.0.wrapping_add(1);
        table.0 = number;
        table.1.insert(number, [HEAD, html].concat());
        Self { api: api.clone(), number }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.api.pages().table().1.remove(&self.number);
    }
}

impl Api {
    /// The page of this number as HTML in UTF-8, to be served under [`PAGE_POLICY`]; nothing when nobody looks at it.
    pub fn merged_page(&self, number: u32) -> Option<Vec<u8>> {
        self.pages().table().1.get(&number).cloned()
    }

    /// What a message holds, now and whenever one of its files has come further; it ends when nobody watches any more.
    pub(crate) fn watch_merged(&self, args: MediaArgs) -> watch::Receiver<MergedMessages> {
        let (told, reader) = watch::channel(MergedMessages::Loading);
        let api = self.clone();
        tokio::spawn(async move {
            let tell = async {
                if let Err(error) = api.tell_merged(args, &told).await {
                    told.send_replace(MergedMessages::Failed { code: error.code });
                }
                told.closed().await; // who is slow still gets the last one
            };
            tokio::select! {
                () = tell => {}
                () = told.closed() => {}
            }
        });
        reader
    }

    async fn tell_merged(
        &self,
        args: MediaArgs,
        told: &watch::Sender<MergedMessages>,
    ) -> Result<(), ApiError> {
        let client = self.client()?;
        let content = client.content(args.message_id, args.held).await?;
        if let Content::Combine(_) = content {
            let page = Shown::new(self, &client.combined_page(&content).await?);
            told.send_replace(MergedMessages::Page { number: page.number });
            told.closed().await;
            return Ok(());
        }
        let mut merged = Merged::open(client, args.message_id, args.held).await?;
        loop {
            let now = MergedMessages::List { rows: merged.rows().await? };
            told.send_if_modified(|before| std::mem::replace(before, now.clone()) != now);
            if !merged.changed().await {
                return Ok(());
            }
        }
    }
}
