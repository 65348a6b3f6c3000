use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation, decode, decode_header,
    jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse},
};
use serde_json::{Map, Value};

use super::{Issuer, IssuerError, discovery::Metadata};

/// Those that are signed with a key that only the issuer has. A secret that is shared, or no signature, proves nothing.
const SIGNED: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Seconds that clocks may differ by.
const SKEW: i64 = 60;

/// What serves the exchange alone, and is not kept.
const PASSING: [&str; 8] = ["nonce", "at_hash", "c_hash", "exp", "iat", "nbf", "jti", "sid"];

impl Issuer {
    /// The claims of an ID token that is the issuer's, for us, for this sign-in, and not too old.
    pub(super) async fn check(
        &self,
        token: &str,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Map<String, Value>, IssuerError> {
        let header = header(token)?;
        let mut known = self.known(now, false).await?;
        if key(&known.keys, &header).is_none() {
            // Issuers change their keys.
            known = self.known(now, true).await?;
        }
        let key = key(&known.keys, &header).ok_or(IssuerError::Forged("it is signed with an unknown key"))?;
        let mut claims = self.decode(token, &header, key, &known.metadata)?;
        check_claims(&claims, &self.settings.client_id, nonce, now)?;
        claims.retain(|name, _| !PASSING.contains(&name.as_str()));
        Ok(claims)
    }

    fn decode(
        &self,
        token: &str,
        header: &Header,
        key: &Jwk,
        metadata: &Metadata,
    ) -> Result<Map<String, Value>, IssuerError> {
        let key = DecodingKey::from_jwk(key).map_err(|_| IssuerError::Forged("its key cannot be used"))?;
        let mut rules = Validation::new(header.alg);
        rules.set_issuer(&[&metadata.issuer]);
        rules.set_audience(&[&self.settings.client_id]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        rules.leeway = SKEW.unsigned_abs();
        // Times are checked against the clock that is given here.
        rules.validate_exp = false;
        let decoded = decode(token, &key, &rules);
        decoded
            .map(|decoded| decoded.claims)
            .map_err(|_| IssuerError::Forged("its signature, issuer or audience is wrong"))
    }
}

fn header(token: &str) -> Result<Header, IssuerError> {
    let header = decode_header(token).map_err(|_| IssuerError::Forged("it is no signed token"))?;
    if !SIGNED.contains(&header.alg) {
        return Err(IssuerError::Forged("it is not signed by a key of the issuer's own"));
    }
    // An extension that must be understood, and is not (RFC 7515, 4.1.11).
    let first = token.split('.').next().unwrap_or_default();
    let plain = BASE64_URL_SAFE_NO_PAD.decode(first).ok();
    let fields = plain.and_then(|plain| serde_json::from_slice::<Map<String, Value>>(&plain).ok());
    if fields.is_none_or(|fields| fields.contains_key("crit")) {
        return Err(IssuerError::Forged("it needs an extension that is not known"));
    }
    Ok(header)
}

/// The key that the header names; where it names none, the only one that fits.
fn key<'a>(keys: &'a JwkSet, header: &Header) -> Option<&'a Jwk> {
    let mut fitting = keys.keys.iter().filter(|key| fits(key, header.alg));
    match &header.kid {
        Some(id) => fitting.find(|key| key.common.key_id.as_ref() == Some(id)),
        None => fitting.next().filter(|_| fitting.next().is_none()),
    }
}

fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let is_for_signing = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    let is_of_its_kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => SIGNED[..6].contains(&algorithm),
        AlgorithmParameters::EllipticCurve(_) => matches!(algorithm, Algorithm::ES256 | Algorithm::ES384),
        AlgorithmParameters::OctetKeyPair(_) => algorithm == Algorithm::EdDSA,
        _ => false,
    };
    let named = key.common.key_algorithm.map(|named| named.to_string());
    is_for_signing && is_of_its_kind && named.is_none_or(|named| named == format!("{algorithm:?}"))
}

fn check_claims(
    claims: &Map<String, Value>,
    client: &str,
    nonce: &str,
    now: Timestamp,
) -> Result<(), IssuerError> {
    let now = now.as_second();
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).and_then(Value::as_f64);
    let forged = |why| Err(IssuerError::Forged(why));
    if time("exp").is_none_or(|ends| ends <= (now - SKEW) as f64) {
        return forged("it has expired");
    }
    if ["iat", "nbf"].iter().any(|name| time(name).is_some_and(|begins| begins > (now + SKEW) as f64)) {
        return forged("it holds only later");
    }
    if time("iat").is_none() {
        return forged("it does not say when it was made");
    }
    if text("nonce") != Some(nonce) {
        return forged("it was made for another sign-in");
    }
    if text("sub").is_none_or(str::is_empty) {
        return forged("it names nobody");
    }
    let several = claims.get("aud").and_then(Value::as_array).is_some_and(|audience| audience.len() > 1);
    match claims.get("azp") {
        None if several => forged("it is for several programs"),
        Some(party) if party != client => forged("it is for another program"),
        _ => Ok(()),
    }
}
