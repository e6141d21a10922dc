//! Tokens: who may log in as whom, until when, signed with the app's secret.
//!
//! A token is `base64url(JSON).base64url(HMAC-SHA256)`; its content is readable and worthless without the signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The app key.
    #[serde(rename = "k")]
    pub(crate) app_key: String,
    /// The user.
    #[serde(rename = "u")]
    pub(crate) user_id: String,
    /// Issued at, Unix milliseconds; it also makes two tokens of one user differ.
    #[serde(rename = "i")]
    pub(crate) issued: i64,
    /// Valid until, Unix milliseconds.
    #[serde(rename = "x")]
    pub(crate) expires: i64,
}

/// Why a token does not log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// It is not one of ours, or of another app.
    Incorrect,
    /// It was one of ours.
    Expired,
}

/// Signs claims.
pub(crate) fn issue(secret: &str, claims: &Claims) -> String {
    let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).unwrap_or_default());
    let signature = URL_SAFE_NO_PAD.encode(mac(secret, &body).finalize().into_bytes());
    format!("{body}.{signature}")
}

/// Reads a token. What follows an `@` is navigation addresses, which clients cut off or not.
pub(crate) fn verify(secret: &str, app_key: &str, token: &str, now: i64) -> Result<Claims, TokenError> {
    let token = token.split('@').next().unwrap_or_default();
    let (body, signature) = token.split_once('.').ok_or(TokenError::Incorrect)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenError::Incorrect)?;
    mac(secret, body).verify_slice(&signature).map_err(|_| TokenError::Incorrect)?;
    let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| TokenError::Incorrect)?;
    let claims: Claims = serde_json::from_slice(&bytes).map_err(|_| TokenError::Incorrect)?;
    if claims.app_key != app_key {
        return Err(TokenError::Incorrect);
    }
    if claims.expires <= now { Err(TokenError::Expired) } else { Ok(claims) }
}

/// Signs text for one purpose: a signature for another one, or a login token's, does not hold for it.
pub(crate) fn seal(secret: &str, purpose: &str, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(mac(secret, &format!("{purpose}\n{text}")).finalize().into_bytes())
}

/// Whether a signature holds for text and purpose.
pub(crate) fn is_sealed(secret: &str, purpose: &str, text: &str, signature: &str) -> bool {
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    mac(secret, &format!("{purpose}\n{text}")).verify_slice(&signature).is_ok()
}

fn mac(secret: &str, body: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes any key"));
    mac.update(body.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_app_until_it_expires_and_not_a_bit_may_change() {
        let claims = Claims { app_key: "app".into(), user_id: "爱丽丝".into(), issued: 1, expires: 100 };
        let token = issue("secret", &claims);
        assert_eq!(verify("secret", "app", &token, 99), Ok(claims.clone()));
        assert_eq!(verify("secret", "app", &format!("{token}@http://navi"), 99), Ok(claims));
        assert_eq!(verify("secret", "app", &token, 100), Err(TokenError::Expired));
        assert_eq!(verify("secret", "other", &token, 99), Err(TokenError::Incorrect));
        assert_eq!(verify("other", "app", &token, 99), Err(TokenError::Incorrect));
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            if changed != token {
                assert!(verify("secret", "app", &changed, 99).is_err(), "changed at {at}");
            }
        }
        for nonsense in ["", ".", "a.b", "definitely-wrong-token", "%00.%00"] {
            assert_eq!(verify("secret", "app", nonsense, 99), Err(TokenError::Incorrect), "{nonsense}");
        }
    }
}
