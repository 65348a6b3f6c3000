use super::cursor::Cursor;
use crate::LoadError;

/// A value of the metadata. Widths are forgotten: readers ask for a number, not for its type.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Integer(i64),
    Float(f64),
    Bool(bool),
    Text(String),
    Integers(Vec<i64>),
    Floats(Vec<f32>),
    Texts(Vec<String>),
    /// An array of arrays, of which no known key is one.
    Nested,
}

impl Value {
    pub(crate) fn integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn float(&self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(*value),
            Self::Integer(value) => Some(*value as f64),
            _ => None,
        }
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }

    pub(super) fn read(cursor: &mut Cursor<'_>, key: &str) -> Result<Self, LoadError> {
        let code = cursor.u32(key)?;
        Self::of_code(cursor, key, code, 0)
    }

    fn of_code(cursor: &mut Cursor<'_>, key: &str, code: u32, depth: usize) -> Result<Self, LoadError> {
        match (code, width(code)) {
            (8, _) => Ok(Self::Text(cursor.text(key)?)),
            (9, _) if depth < 4 => Self::array(cursor, key, depth),
            (_, Some(width)) => {
                let bytes = cursor.bytes(key, width)?;
                Ok(scalar(code, &bytes))
            }
            _ => {
                let detail = format!("the value of \"{key}\" has the unknown type {code}");
                Err(LoadError::corrupt(cursor.path(), detail))
            }
        }
    }

    fn array(cursor: &mut Cursor<'_>, key: &str, depth: usize) -> Result<Self, LoadError> {
        let code = cursor.u32(key)?;
        let least = width(code).map_or(8, |width| width as u64);
        let count = cursor.count(key, least)?;
        if code == 8 {
            return (0..count).map(|_| cursor.text(key)).collect::<Result<_, _>>().map(Self::Texts);
        }
        let Some(width) = width(code) else {
            for _ in 0..count {
                Self::of_code(cursor, key, code, depth + 1)?;
            }
            return Ok(Self::Nested);
        };
        let bytes = cursor.bytes(key, count.saturating_mul(width))?;
        let values = bytes.chunks_exact(width).map(|bytes| scalar(code, bytes));
        Ok(if matches!(code, 6 | 12) {
            Self::Floats(values.map(|value| value.float().unwrap_or_default() as f32).collect())
        } else {
            let integer = |value: Self| value.integer().or(value.bool().map(i64::from)).unwrap_or_default();
            Self::Integers(values.map(integer).collect())
        })
    }
}

/// Bytes of a scalar type.
fn width(code: u32) -> Option<usize> {
    match code {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

/// A scalar from its little-endian bytes. Unsigned integers of 64 bits beyond what is signed become the largest.
fn scalar(code: u32, bytes: &[u8]) -> Value {
    let mut wide = [0; 8];
    wide[..bytes.len()].copy_from_slice(bytes);
    let bits = u64::from_le_bytes(wide);
    match code {
        1 => Value::Integer(i64::from(bits as u8 as i8)),
        3 => Value::Integer(i64::from(bits as u16 as i16)),
        5 => Value::Integer(i64::from(bits as u32 as i32)),
        6 => Value::Float(f64::from(f32::from_bits(bits as u32))),
        7 => Value::Bool(bits != 0),
        11 => Value::Integer(bits as i64),
        12 => Value::Float(f64::from_bits(bits)),
        _ => Value::Integer(i64::try_from(bits).unwrap_or(i64::MAX)),
    }
}
