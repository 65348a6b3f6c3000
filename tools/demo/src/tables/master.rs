//! Products, materials, bills, routings, customers, suppliers.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// A family of products.
    ProductFamily => PRODUCT_FAMILY, "product_family" {
        family_id: Text,
        name: Text,
    }
}

record! {
    /// A finished product. Standard cost and list price today stand in standard_cost and
    /// price_list.
    Product => PRODUCT, "product" {
        product_id: Text,
        name: Text,
        family_id: Text,
        /// Where it is made.
        plant_id: Text,
        /// Where it is usually made.
        line_id: Text,
        unit: Text,
        weight_kg: f64,
        /// Pieces in a usual work order.
        lot_size: i64,
        is_intermittent: bool,
        launched_on: Date,
        /// One of: active or phasing out.
        status: Text,
    }
}

record! {
    /// A raw material or bought part.
    Material => MATERIAL, "material" {
        material_id: Text,
        name: Text,
        /// One of: raw material, casting, bought part, consumable or packaging.
        kind: Text,
        unit: Text,
        /// The usual supplier.
        supplier_id: Text,
        lead_time_days: i64,
        minimum_order_quantity: f64,
        /// Priced with the steel market.
        is_steel: bool,
    }
}

record! {
    /// Anything held in stock: every product and every material under one name.
    Item => ITEM, "item" {
        /// One of: product_id or material_id.
        item_id: Text,
        name: Text,
        /// One of: product or material.
        kind: Text,
        /// One of: family or kind of material.
        category: Text,
        unit: Text,
        product_id: Option<Text>,
        material_id: Option<Text>,
    }
}

record! {
    /// How an item is planned at a plant. Quantities in the item's unit.
    ItemSite => ITEM_SITE, "item_site" {
        item_id: Text,
        plant_id: Text,
        safety_stock_quantity: f64,
        reorder_quantity: f64,
        lead_time_days: i64,
        /// One of: stock or order.
        policy: Text,
        abc_class: Text,
    }
}

record! {
    /// A component of a product, from a date: quantity of the component for one product.
    BillOfMaterials => BILL_OF_MATERIALS, "bill_of_materials" {
        product_id: Text,
        valid_from: Date,
        material_id: Text,
        valid_to: Option<Date>,
        quantity: f64,
        unit: Text,
        /// Share, 0.02 = 2%.
        scrap_allowance: f64,
        /// The component that becomes the product, counted as consumed material.
        is_main: bool,
    }
}

record! {
    /// An operation of a product: where and how long. Seconds per piece and per set-up.
    Routing => ROUTING, "routing" {
        product_id: Text,
        /// 10, 20, 30 ….
        operation: i64,
        name: Text,
        line_id: Text,
        machine_id: Text,
        /// ISO 22400 PRI.
        planned_run_per_item_s: f64,
        planned_setup_s: f64,
        planned_labour_per_item_s: f64,
        planned_scrap_share: f64,
        is_first: bool,
        is_final: bool,
    }
}

record! {
    /// The standard cost of one unit of an item from a date, by element, in minor units of
    /// `currency` (may be fractions of a penny).
    StandardCost => STANDARD_COST, "standard_cost" {
        item_id: Text,
        valid_from: Date,
        valid_to: Option<Date>,
        plant_id: Text,
        material_minor: f64,
        labour_minor: f64,
        overhead_minor: f64,
        total_minor: f64,
        currency: Text,
    }
}

record! {
    /// A sales representative.
    SalesRep => SALES_REP, "sales_rep" {
        rep_id: Text,
        employee_id: Text,
        name: Text,
        region: Text,
    }
}

record! {
    /// A customer. Credit limit in minor units of `currency`.
    Customer => CUSTOMER, "customer" {
        customer_id: Text,
        name: Text,
        region: Text,
        country: Text,
        segment: Text,
        rep_id: Text,
        currency: Text,
        payment_terms_days: i64,
        credit_limit_minor: i64,
        tax_code_id: Text,
        customer_since: Date,
        /// One of: active or on hold.
        status: Text,
    }
}

record! {
    /// A supplier.
    Supplier => SUPPLIER, "supplier" {
        supplier_id: Text,
        name: Text,
        country: Text,
        category: Text,
        currency: Text,
        payment_terms_days: i64,
        lead_time_days: i64,
        tax_code_id: Text,
        iban: Text,
        bic: Text,
        is_approved: bool,
        /// One of: active or on watch.
        status: Text,
    }
}
