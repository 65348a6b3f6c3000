use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

/// Values that hold as long as the rows of the warehouse are the same.
pub(super) struct Cache<K, V> {
    inner: Mutex<Inner<K, V>>,
}

struct Inner<K, V> {
    /// [`crate::Warehouse::version`] at which the values were read.
    version: String,
    values: HashMap<K, V>,
}

/// More different keys than this and the cache starts afresh.
const MOST_VALUES: usize = 1_000;

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Cache { inner: Mutex::new(Inner { version: String::new(), values: HashMap::new() }) }
    }
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    pub(super) fn get(&self, version: &str, key: &K) -> Option<V> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.version == version { inner.values.get(key).cloned() } else { None }
    }

    pub(super) fn insert(&self, version: &str, key: K, value: V) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.version != version || inner.values.len() >= MOST_VALUES {
            inner.values.clear();
            version.clone_into(&mut inner.version);
        }
        inner.values.insert(key, value);
    }
}
