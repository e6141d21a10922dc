//! Opening an address outside of the app.

use url::Url;

use crate::{ApiError, ErrorCode};

/// The system's browser and mail program: the host's part.
pub trait Links: Send + Sync {
    /// Opens an address that [`Api`](crate::Api) has checked.
    ///
    /// # Errors
    /// When the system has nothing to open it with.
    fn open(&self, url: &str) -> std::io::Result<()>;
}

/// Opens `address` if it is one that a link in a message may lead to.
pub(crate) fn open(links: &dyn Links, address: &str) -> Result<(), ApiError> {
    let bad = |why: &str| ApiError::new(ErrorCode::BadCall, format!("the link cannot be opened: {why}"));
    let url = Url::parse(address).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        return Err(bad("only http, https and mailto are"));
    }
    links.open(url.as_str()).map_err(|error| ApiError::new(ErrorCode::NotFound, error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Opened(Mutex<Vec<String>>);

    impl Links for Opened {
        fn open(&self, url: &str) -> std::io::Result<()> {
            self.0.lock().unwrap().push(url.to_owned());
            Ok(())
        }
    }

    #[test]
    fn only_web_and_mail_addresses_leave_the_app() {
        let opened = Opened::default();
        for good in ["https://example.org/a?b=c", "http://example.org/", "mailto:bob@example.org"] {
            assert_eq!(open(&opened, good), Ok(()), "{good}");
        }
        for bad in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "smb://host/share",
            "no address",
            "data:text/html,x",
        ] {
            assert!(open(&opened, bad).is_err(), "{bad}");
        }
        assert_eq!(opened.0.lock().unwrap().len(), 3);
    }
}
