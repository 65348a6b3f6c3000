//! What requests bring, with faults told as problems.

use std::{fmt, marker::PhantomData};

use aide::{
    OperationInput,
    generate::GenContext,
    openapi::{self, Operation},
    operation::add_parameters,
};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{StatusCode, request::Parts},
};
use schemars::{JsonSchema, Schema};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Number;

use super::{describe, problem::Problem};

/// What a name must hold, as JSON Schema has it: a letter that is left of it when it is shown.
pub(super) const SEEN: &str = r"[^\s\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]";

pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(Object(body))) => Ok(Body(body)),
            Err(rejection) => Err(Problem::new(rejection.status(), rejection.body_text())),
        }
    }
}

impl<T: JsonSchema> OperationInput for Body<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        Json::<T>::operation_input(context, operation);
        describe::judged(context, operation);
    }
}

pub(super) struct Named<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(path) = Path::from_request_parts(parts, state)
            .await
            .map_err(|rejection| Problem::new(rejection.status(), rejection.body_text()))?;
        Ok(Named(path))
    }
}

impl<T: JsonSchema> OperationInput for Named<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        Path::<T>::operation_input(context, operation);
    }
}

pub(super) struct Asked<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(query) = Query::from_request_parts(parts, state)
            .await
            .map_err(|rejection| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, rejection.body_text()))?;
        Ok(Asked(query))
    }
}

impl<T: JsonSchema> OperationInput for Asked<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        Query::<T>::operation_input(context, operation);
    }
}

/// Describes a header that may be left out.
pub(super) fn header_parameter(
    context: &mut GenContext,
    operation: &mut Operation,
    name: &str,
    description: &str,
    json_schema: Schema,
) {
    let schema = openapi::SchemaObject { json_schema, example: None, external_docs: None };
    let parameter_data = openapi::ParameterData {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required: false,
        deprecated: None,
        format: openapi::ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    let style = openapi::HeaderStyle::Simple;
    add_parameters(context, operation, [openapi::Parameter::Header { parameter_data, style }]);
}

/// A JSON object. By itself a struct is read from an array too, which no description offers.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData)).map(Object)
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields))
    }
}

/// For a field that is an object or null.
pub(super) fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Object<T>>::deserialize(deserializer)?.map(|Object(value)| value))
}

/// For a field that is a list of objects.
pub(super) fn objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let all = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(all.into_iter().map(|Object(value)| value).collect())
}

/// For a field that is a whole number, which JSON may write as 3.0 too.
pub(super) fn whole<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    // Up to here every whole number has a floating one of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number = Number::deserialize(deserializer)?;
    let without_fraction =
        |value: f64| (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64);
    let found = number.as_i64().or_else(|| number.as_f64().and_then(without_fraction));
    let found = found.and_then(|value| T::try_from(value).ok());
    found.ok_or_else(|| D::Error::custom(format!("{number} is not a whole number within its limits")))
}

/// Refuses text of more characters.
pub(super) fn at_most(most: usize, what: &str, text: &str) -> Result<(), Problem> {
    if text.chars().count() <= most {
        return Ok(());
    }
    let detail = format!("{what} may have {most} characters at most; shorten it");
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail))
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Asked {
        #[serde(deserialize_with = "whole")]
        turns: u32,
        #[serde(default, deserialize_with = "object")]
        inner: Option<Inner>,
        #[serde(default, deserialize_with = "objects")]
        more: Vec<Inner>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        #[serde(default)]
        deep: bool,
    }

    fn read(value: serde_json::Value) -> Result<Asked, serde_json::Error> {
        from_value::<Object<Asked>>(value).map(|Object(read)| read)
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
        for turns in [json!(3), json!(3.0)] {
            assert_eq!(read(json!({ "turns": turns })).unwrap().turns, 3);
        }
        for wrong in [
            json!(3.5),
            json!(-1),
            json!(4_294_967_296_i64),
            json!(1e300),
            json!("3"),
            json!(null),
            json!([3]),
        ] {
            assert!(read(json!({ "turns": wrong })).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_object_is_not_read_from_an_array() {
        let inner = json!({ "turns": 1, "inner": { "deep": true }, "more": [{}] });
        let read_inner = read(inner).unwrap();
        assert_eq!(
            (read_inner.inner, read_inner.more),
            (Some(Inner { deep: true }), vec![Inner { deep: false }])
        );
        for wrong in [
            json!([1]),
            json!({ "turns": 1, "inner": [true] }),
            json!({ "turns": 1, "more": [[true]] }),
            json!({ "turns": 1, "more": {} }),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
        assert_eq!(read(json!({ "turns": 1, "inner": null })).unwrap().inner, None);
    }

    #[test]
    fn text_is_counted_in_characters() {
        assert!(at_most(3, "a title", "äöü").is_ok());
        assert_eq!(at_most(3, "a title", "äöü.").unwrap_err().status, 422);
    }
}
