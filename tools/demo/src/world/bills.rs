//! Materials that products share, each product's main component, and the bills made of them.

use jiff::civil::date;
use rand::RngExt;

use super::index::{MaterialIndex, SupplierIndex};
use super::partners::Supplier;
use super::products::{Component, FAMILIES, Material};
use crate::random::{Stream, stream};

/// Kind, unit, name (which suppliers supply by), how many, price range in pence, steel.
type Common = (&'static str, &'static str, &'static str, usize, std::ops::Range<f64>, bool);

/// Materials that many products share: eighty in all.
const COMMON: [Common; 10] = [
    ("bought part", "piece", "Bearing", 18, 210.0..1_650.0, false),
    ("bought part", "piece", "Shaft seal", 10, 60.0..420.0, false),
    ("bought part", "piece", "Bolt set", 12, 35.0..190.0, false),
    ("bought part", "piece", "Gasket", 8, 40.0..260.0, false),
    ("bought part", "piece", "Key", 6, 25.0..110.0, false),
    ("raw material", "kg", "Steel bar", 8, 95.0..160.0, true),
    ("raw material", "kg", "Sheet steel", 4, 88.0..130.0, true),
    ("consumable", "litre", "Paint", 4, 480.0..900.0, false),
    ("consumable", "litre", "Gear oil", 4, 310.0..640.0, false),
    ("packaging", "piece", "Carton", 6, 45.0..220.0, false),
];

/// The shared materials a family uses: positions in `COMMON`, with the share of the bill each takes.
const RECIPES: [&[(usize, f64)]; 5] = [
    &[(6, 0.18), (3, 0.04), (2, 0.05), (7, 0.06), (9, 0.03)],
    &[(0, 0.18), (0, 0.08), (1, 0.05), (2, 0.04), (8, 0.05), (9, 0.03)],
    &[(5, 0.22), (4, 0.04), (8, 0.02), (9, 0.04)],
    &[(5, 0.24), (8, 0.03), (9, 0.04)],
    &[(5, 0.14), (1, 0.07), (2, 0.07), (9, 0.04)],
];

/// Where each kind of shared material starts in the list of materials.
fn common_start(kind: usize) -> usize {
    COMMON[..kind].iter().map(|common| common.3).sum()
}

/// The shared materials; each product's main component follows after them.
pub(crate) fn materials(seed: u64, suppliers: &[Supplier]) -> Vec<Material> {
    let mut random = stream(seed, "materials");
    let mut materials = Vec::new();
    for (kind, unit, name, count, prices, is_steel) in COMMON {
        for number in 0..count {
            let code = format!("M-{}", 1_001 + materials.len());
            let label = format!("{name} {}", material_size(name, number));
            let price = random.random_range(prices.clone()).round();
            let minimum = if unit == "piece" { 200.0 } else { 250.0 };
            materials.push(material(
                code,
                label,
                kind,
                unit,
                price,
                is_steel,
                minimum,
                name,
                suppliers,
                &mut random,
            ));
        }
    }
    materials
}

fn material_size(name: &str, number: usize) -> String {
    match name {
        "Bearing" => format!("{}", 6_202 + number),
        "Steel bar" | "Key" | "Shaft seal" => format!("{} mm", 16 + 6 * number),
        "Sheet steel" => format!("{} mm", 2 + 2 * number),
        _ => format!("{}", (b'A' + number as u8) as char),
    }
}

#[expect(clippy::too_many_arguments, reason = "each is a column of the material")]
fn material(
    code: String,
    name: String,
    kind: &'static str,
    unit: &'static str,
    price: f64,
    is_steel: bool,
    minimum_order: f64,
    category: &str,
    suppliers: &[Supplier],
    random: &mut Stream,
) -> Material {
    let able: Vec<usize> =
        (0..suppliers.len()).filter(|&at| suppliers[at].supplies.contains(&category)).collect();
    let supplier = able.get(random.random_range(0..able.len().max(1))).copied().unwrap_or(0);
    Material {
        code: code.into(),
        name: name.into(),
        kind,
        unit,
        supplier: SupplierIndex::new(supplier),
        lead_time_days: suppliers[supplier].lead_time_days,
        minimum_order,
        is_steel,
        base_price_minor: price,
    }
}

/// Shared materials take their shares in whole pieces (or hundredths of kg and litre); the main component the rest,
/// so that the bill costs what it should.
pub(super) fn bill(
    family: usize,
    size: usize,
    cost_minor: f64,
    suppliers: &[Supplier],
    materials: &mut Vec<Material>,
    random: &mut Stream,
) -> Vec<Component> {
    let mut bill: Vec<Component> = Vec::new();
    let mut left = cost_minor;
    for &(kind, share) in RECIPES[family] {
        let at = common_start(kind) + random.random_range(0..COMMON[kind].3);
        let wanted = share * cost_minor / materials[at].base_price_minor;
        let quantity = if materials[at].unit == "piece" {
            wanted.round().max(1.0)
        } else {
            (wanted * 100.0).round().max(1.0) / 100.0
        };
        if bill.iter().any(|part| part.material.at() == at)
            || quantity * materials[at].base_price_minor > 0.3 * cost_minor
        {
            continue;
        }
        left -= quantity * materials[at].base_price_minor * 1.01;
        let is_weighed = materials[at].unit == "kg";
        bill.push(Component {
            material: MaterialIndex::new(at),
            quantity,
            is_main: false,
            scrap_allowance: 0.01,
            earlier: (is_weighed && random.random_bool(0.3))
                .then(|| ((quantity * 104.0).round() / 100.0, date(2025, 4, 1))),
        });
    }
    let family = &FAMILIES[family];
    let code = format!("M-{}", 2_001 + materials.len());
    let is_steel = family.main_kind != "bought part";
    let price = (left / 1.01).round().max(1.0);
    let name = format!("{} {size}", family.main_name);
    materials.push(material(
        code,
        name,
        family.main_kind,
        "piece",
        price,
        is_steel,
        100.0,
        family.main_name,
        suppliers,
        random,
    ));
    bill.insert(
        0,
        Component {
            material: MaterialIndex::new(materials.len() - 1),
            quantity: 1.0,
            is_main: true,
            scrap_allowance: 0.01,
            earlier: None,
        },
    );
    bill
}
