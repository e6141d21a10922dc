//! Who may upload what, and who may fetch what: signed, and valid for a time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::token::{is_sealed, seal};

/// How long a ticket is valid, in milliseconds: large files take their time.
pub(crate) const LIFETIME: i64 = 3_600_000;

const UPLOAD: &str = "upload";
const DOWNLOAD: &str = "download";

/// Leave to upload one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ticket {
    /// The file's key.
    #[serde(rename = "k")]
    pub(crate) key: String,
    /// Who uploads it.
    #[serde(rename = "u")]
    pub(crate) owner: String,
    /// Valid until, Unix milliseconds.
    #[serde(rename = "x")]
    pub(crate) expires: i64,
}

impl Ticket {
    pub(crate) fn seal(&self, secret: &str) -> String {
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        let signature = seal(secret, UPLOAD, &body);
        format!("{body}.{signature}")
    }

    /// Reads a ticket; nothing when it is not one of ours or no longer valid.
    pub(crate) fn read(secret: &str, text: &str, now: i64) -> Option<Self> {
        let (body, signature) = text.split_once('.')?;
        if !is_sealed(secret, UPLOAD, body, signature) {
            return None;
        }
        let ticket: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        (now < ticket.expires).then_some(ticket)
    }
}

/// The address of a file, under the name that it shall have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) key: String,
    pub(crate) name: String,
    /// Valid until, Unix milliseconds.
    pub(crate) expires: i64,
}

impl Link {
    /// The address below the path of all files.
    pub(crate) fn relative(&self, secret: &str) -> String {
        let key: String = form_urlencoded::byte_serialize(self.key.as_bytes()).collect();
        let key = key.replace('+', "%20");
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("name", &self.name)
            .append_pair("until", &self.expires.to_string())
            .append_pair("sign", &seal(secret, DOWNLOAD, &self.text()))
            .finish();
        format!("{key}?{query}")
    }

    /// Whether it is one of ours and still valid.
    pub(crate) fn holds(&self, secret: &str, signature: &str, now: i64) -> bool {
        now < self.expires && is_sealed(secret, DOWNLOAD, &self.text(), signature)
    }

    /// What is signed. Keys and names hold no line breaks.
    fn text(&self) -> String {
        format!("{}\n{}\n{}", self.key, self.name, self.expires)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_and_a_link_hold_for_what_they_say_and_no_longer_than_they_say() {
        let ticket = Ticket { key: "k".into(), owner: "alice".into(), expires: 100 };
        let text = ticket.seal("secret");
        assert_eq!(Ticket::read("secret", &text, 99), Some(ticket));
        assert_eq!(Ticket::read("secret", &text, 100), None);
        assert_eq!(Ticket::read("other", &text, 99), None);
        for nonsense in ["", ".", "a.b", text.trim_start_matches('e')] {
            assert_eq!(Ticket::read("secret", nonsense, 0), None);
        }

        let link = Link { key: "a b&c".into(), name: "名.png".into(), expires: 100 };
        let address = link.relative("secret");
        assert!(address.starts_with("a%20b%26c?name=%E5%90%8D.png&until=100&sign="), "{address}");
        let signature = address.rsplit('=').next().unwrap_or_default();
        assert!(link.holds("secret", signature, 99));
        assert!(!link.holds("secret", signature, 100));
        assert!(!Link { name: "b.html".into(), ..link.clone() }.holds("secret", signature, 99));
        assert!(!Link { expires: 101, ..link }.holds("secret", signature, 99));
    }

    #[test]
    fn a_login_token_is_no_ticket() {
        let claims = crate::token::Claims {
            app_key: "k".into(),
            user_id: "alice".into(),
            issued: 0,
            expires: i64::MAX,
        };
        assert_eq!(Ticket::read("secret", &crate::token::issue("secret", &claims), 0), None);
    }
}
