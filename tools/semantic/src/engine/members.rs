use std::{collections::HashSet, sync::Arc};

use super::Engine;
use crate::{
    Dimension, Member, MemberIndex, QueryError, Scope, Value, compile::members_statement,
    warehouse::ColumnType,
};

/// The index of the members that a scope may see: built once for each scope, and again whenever the warehouse has
/// changed.
pub(super) async fn of_scope(engine: &Engine, scope: &Scope) -> Result<Arc<MemberIndex>, QueryError> {
    let version = engine.warehouse.version().await?;
    let key = key_of(scope);
    if let Some(index) = engine.members.get(&version, &key) {
        return Ok(index);
    }
    let mut index = read(engine, scope).await?;
    if !scope.row_filters.is_empty() {
        let uncut = Scope { row_filters: Vec::new(), ..scope.clone() };
        hide(&mut index, &*Box::pin(of_scope(engine, &uncut)).await?, engine);
    }
    let index = Arc::new(index);
    engine.members.insert(&version, key, index.clone());
    Ok(index)
}

/// Notes which members the row filters hide, so that their names are not taken for those of others.
fn hide(index: &mut MemberIndex, uncut: &MemberIndex, engine: &Engine) {
    for dimension in &engine.catalogue.dimensions {
        let visible: HashSet<&str> =
            index.of(&dimension.id).iter().map(|member| member.key.as_str()).collect();
        let hidden: Vec<&Member> =
            uncut.of(&dimension.id).iter().filter(|member| !visible.contains(member.key.as_str())).collect();
        hidden.into_iter().for_each(|member| index.hide(member));
    }
}

/// Persons with the same permissions share an index. Debug output tells all different scopes apart: texts are escaped.
fn key_of(scope: &Scope) -> String {
    format!("{:?} {:?} {:?}", scope.tenant, scope.row_filters, scope.areas)
}

/// The members that have a pseudonym, in the order of the catalogue, whether or not they can be searched for.
pub(super) async fn pseudonymous(engine: &Engine, scope: &Scope) -> Result<Arc<Vec<Member>>, QueryError> {
    let version = engine.warehouse.version().await?;
    let key = key_of(scope);
    if let Some(members) = engine.pseudonymous.get(&version, &key) {
        return Ok(members);
    }
    let dimensions = readable(engine, scope, |dimension| dimension.pseudonym.is_some());
    let members = rows(engine, scope, &dimensions).await?;
    let named = dimensions.iter().zip(members).flat_map(|(dimension, members)| {
        let member = |(key, label)| Member { dimension: dimension.id.clone(), key, label };
        members.into_iter().map(member)
    });
    let named = Arc::new(named.collect());
    engine.pseudonymous.insert(&version, key, Arc::clone(&named));
    Ok(named)
}

async fn read(engine: &Engine, scope: &Scope) -> Result<MemberIndex, QueryError> {
    let dimensions = readable(engine, scope, |dimension| dimension.searchable);
    let members = rows(engine, scope, &dimensions).await?;
    let mut index = MemberIndex::default();
    for (dimension, members) in dimensions.into_iter().zip(members) {
        index.add(&dimension.id, &dimension.label, &dimension.plural, members);
    }
    Ok(index)
}

fn readable<'a>(
    engine: &'a Engine,
    scope: &Scope,
    is_wanted: impl Fn(&Dimension) -> bool,
) -> Vec<&'a Dimension> {
    let dimensions = engine.catalogue.dimensions.iter();
    dimensions.filter(|dimension| is_wanted(dimension) && scope.may_read(dimension.area)).collect()
}

/// Key and label of the members of each dimension, in the order of their labels.
async fn rows(
    engine: &Engine,
    scope: &Scope,
    dimensions: &[&Dimension],
) -> Result<Vec<Vec<(String, String)>>, QueryError> {
    let mut members: Vec<Vec<(String, String)>> = vec![Vec::new(); dimensions.len()];
    let (sql, binds) =
        members_statement(engine.tables(), engine.warehouse.dialect(), scope, engine.today(), dimensions);
    if !sql.is_empty() {
        let kinds = [ColumnType::Integer, ColumnType::Text, ColumnType::Text];
        for row in engine.warehouse.fetch(&sql, &binds, &kinds).await? {
            if let [Value::Integer(position), Value::Text(key), Value::Text(label)] = row.as_slice()
                && let Some(of_dimension) =
                    usize::try_from(*position).ok().and_then(|position| members.get_mut(position))
            {
                of_dimension.push((key.clone(), label.clone()));
            }
        }
    }
    for members in &mut members {
        members.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    }
    Ok(members)
}
