//! What price, volume and mix did to a change. Each part is a whole number of minor units, and together they are the
//! change to the penny: what is rounded in one part is carried by the next.
//!
//! For what is sold in both periods, at prices p (value ÷ pieces) and pieces q, before (0) and now (1):
//! price = Σ (v₁ − p₀ q₁), volume = Σ v₀ × (Σ q₁ ÷ Σ q₀ − 1), mix = Σ (p₀ q₁ − v₀) − volume. Where a cost is set
//! against the value, v₀ is the margin in volume and mix, price compares values alone, and cost = −Σ (c₁ − c₀ ÷ q₀ × q₁).

use std::collections::BTreeMap;

use sentia_semantic::{
    Period, ResultTable, Value,
    catalogue::{Bridge, Effect},
};

use super::{
    amounts::{plus, too_large, whole},
    gather::Gatherer,
};
use crate::ToolError;

/// What one thing brought in a period, and what it took.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sold {
    pub value: i64,
    pub cost: i64,
    pub quantity: f64,
}

/// Each part of the change.
pub(super) type Effects = BTreeMap<Effect, i64>;

/// The bridge of a statement between two periods.
pub(super) async fn effects(
    bridge: &Bridge,
    gatherer: &mut Gatherer<'_>,
    before: Period,
    now: Period,
) -> Result<Effects, ToolError> {
    let measures: Vec<String> = [Some(&bridge.value), Some(&bridge.quantity), bridge.cost.as_ref()]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let by = std::slice::from_ref(&bridge.by);
    let first = sold(bridge, &gatherer.ask(&measures, by, before).await?)?;
    let second = sold(bridge, &gatherer.ask(&measures, by, now).await?)?;
    explain(&first, &second)
}

/// By member key, so that two members of one label stay apart.
fn sold(bridge: &Bridge, table: &ResultTable) -> Result<BTreeMap<Option<String>, Sold>, ToolError> {
    let column = |id: &String| table.columns.iter().position(|column| column.id == *id);
    let cell =
        |row: &[Value], id: &String| column(id).and_then(|at| row.get(at)).cloned().unwrap_or(Value::Null);
    let mut all: BTreeMap<Option<String>, Sold> = BTreeMap::new();
    for (row, key) in table.rows.iter().zip(&table.keys) {
        let entry = all.entry(key.first().and_then(Value::as_text).map(str::to_owned)).or_default();
        entry.value = plus(entry.value, whole(&cell(row, &bridge.value))?.unwrap_or(0), false)?;
        entry.quantity += cell(row, &bridge.quantity).as_f64().unwrap_or(0.0);
        if let Some(cost) = &bridge.cost {
            entry.cost = plus(entry.cost, whole(&cell(row, cost))?.unwrap_or(0), false)?;
        }
    }
    Ok(all)
}

/// Sets the change apart. The parts between `Before` and `After` sum to their difference.
pub(super) fn explain<K: Ord>(
    before: &BTreeMap<K, Sold>,
    now: &BTreeMap<K, Sold>,
) -> Result<Effects, ToolError> {
    let mut effects = Effects::new();
    let mut add = |effect, amount| -> Result<(), ToolError> {
        let known = effects.entry(effect).or_insert(0);
        *known = plus(*known, amount, false)?;
        Ok(())
    };
    let nothing = Sold::default();
    let keys: std::collections::BTreeSet<&K> = before.keys().chain(now.keys()).collect();
    let (mut quantities, mut kept_margin, mut moved) = ((0.0, 0.0), 0_i64, 0_i64);
    for key in keys {
        let (first, second) = (before.get(key).unwrap_or(&nothing), now.get(key).unwrap_or(&nothing));
        let (margin_before, margin_now) = (margin(first)?, margin(second)?);
        add(Effect::Before, margin_before)?;
        add(Effect::After, margin_now)?;
        match (first.quantity > 0.0, second.quantity > 0.0) {
            (true, true) => {
                let at_old_price = scaled(first.value, second.quantity / first.quantity)?;
                let at_old_cost = scaled(first.cost, second.quantity / first.quantity)?;
                add(Effect::Price, plus(second.value, at_old_price, true)?)?;
                add(Effect::Cost, plus(at_old_cost, second.cost, true)?)?;
                let at_old_margin = plus(at_old_price, at_old_cost, true)?;
                moved = plus(moved, plus(at_old_margin, margin_before, true)?, false)?;
                kept_margin = plus(kept_margin, margin_before, false)?;
                quantities = (quantities.0 + first.quantity, quantities.1 + second.quantity);
            }
            (false, true) if *first == nothing => add(Effect::New, margin_now)?,
            (true, false) if *second == nothing => add(Effect::Gone, -margin_before)?,
            _ => add(Effect::Other, plus(margin_now, margin_before, true)?)?,
        }
    }
    let volume = if quantities.0 > 0.0 { scaled(kept_margin, quantities.1 / quantities.0 - 1.0)? } else { 0 };
    add(Effect::Volume, volume)?;
    add(Effect::Mix, plus(moved, volume, true)?)?;
    Ok(effects)
}

fn margin(sold: &Sold) -> Result<i64, ToolError> {
    plus(sold.value, sold.cost, true)
}

/// An amount at another quantity, to the nearest whole.
fn scaled(amount: i64, factor: f64) -> Result<i64, ToolError> {
    let scaled = amount as f64 * factor;
    if scaled.is_finite() && scaled.abs() < 9e15 { Ok(scaled.round() as i64) } else { Err(too_large()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sold(value: i64, cost: i64, quantity: f64) -> Sold {
        Sold { value, cost, quantity }
    }

    fn of(effects: &Effects, effect: Effect) -> i64 {
        effects.get(&effect).copied().unwrap_or(0)
    }

    #[test]
    fn a_textbook_case_comes_out_as_in_the_textbook() {
        // A: 100 at £10, then 120 at £11. B: 100 at £20, then 80 at £20.
        let before = BTreeMap::from([("a", sold(100_000, 0, 100.0)), ("b", sold(200_000, 0, 100.0))]);
        let now = BTreeMap::from([("a", sold(132_000, 0, 120.0)), ("b", sold(160_000, 0, 80.0))]);
        let effects = explain(&before, &now).unwrap();
        let parts = [Effect::Before, Effect::Volume, Effect::Mix, Effect::Price, Effect::After];
        assert_eq!(parts.map(|part| of(&effects, part)), [300_000, 0, -20_000, 12_000, 292_000]);
    }

    #[test]
    fn what_comes_and_goes_and_credit_notes_have_parts_of_their_own() {
        let before = BTreeMap::from([("old", sold(500, 200, 5.0)), ("note", sold(0, 0, 0.0))]);
        let now = BTreeMap::from([("new", sold(900, 300, 9.0)), ("note", sold(-70, 0, -1.0))]);
        let effects = explain(&before, &now).unwrap();
        assert_eq!(
            [Effect::New, Effect::Gone, Effect::Other, Effect::Price].map(|part| of(&effects, part)),
            [600, -300, -70, 0]
        );
    }

    proptest! {
        #[test]
        fn the_parts_are_the_change_to_the_penny(
            sales in prop::collection::vec(
                (-1_000_000_i64..50_000_000, 0_i64..40_000_000, -5.0..5_000.0_f64,
                 -1_000_000_i64..50_000_000, 0_i64..40_000_000, -5.0..5_000.0_f64, 0..4_u8),
                0..40,
            )
        ) {
            let (mut before, mut now) = (BTreeMap::new(), BTreeMap::new());
            for (key, (v0, c0, q0, v1, c1, q1, which)) in sales.into_iter().enumerate() {
                if which != 0 { before.insert(key, sold(v0, c0, q0)); }
                if which != 1 { now.insert(key, sold(v1, c1, q1)); }
            }
            let effects = explain(&before, &now).unwrap();
            let parts = [
                Effect::Volume, Effect::Mix, Effect::Price, Effect::Cost, Effect::New, Effect::Gone, Effect::Other,
            ];
            let sum: i64 = parts.iter().map(|part| of(&effects, *part)).sum();
            prop_assert_eq!(of(&effects, Effect::Before) + sum, of(&effects, Effect::After));
        }
    }
}
