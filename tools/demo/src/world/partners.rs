//! Customers, sales representatives and suppliers.

use jiff::civil::{Date, date};
use rand::RngExt;
use rand_distr::{Distribution, LogNormal};

use super::index::{EmployeeIndex, RepIndex};
use super::names;
use crate::money::Currency;
use crate::random::{indexed, stream};
use crate::value::Text;

/// How a customer buys: decides its price list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    Oem,
    Distributor,
    Direct,
}

impl Segment {
    pub const ALL: [Self; 3] = [Self::Oem, Self::Distributor, Self::Direct];

    #[must_use]
    pub const fn name(self) -> &'static str {
        ["Original equipment", "Distributor", "Direct"][self as usize]
    }

    /// Its price list over that of original equipment.
    #[must_use]
    pub const fn price_factor(self) -> f64 {
        [1.0, 1.04, 1.12][self as usize]
    }
}

/// A customer.
#[derive(Debug, Clone)]
pub struct Customer {
    pub code: Text,
    pub name: Text,
    pub region: &'static str,
    /// ISO 3166 alpha-2.
    pub country: &'static str,
    pub segment: Segment,
    pub rep: RepIndex,
    /// In which it is invoiced.
    pub currency: Currency,
    pub terms_days: u32,
    /// In its currency.
    pub credit_limit_minor: i64,
    pub since: Date,
    pub is_on_hold: bool,
    /// Its part in the company's orders before any trend; the shares of all customers sum to 1.
    pub weight: f64,
    /// Usual discount off the list, as a share.
    pub discount: f64,
    /// How it pays: usual days after the due date (negative: before), and how much that varies.
    pub days_late: f64,
    pub days_late_spread: f64,
    /// Days by which it pays later each year.
    pub days_late_drift: f64,
    /// How much it likes each family, 0 … 1.
    pub families: [f64; 5],
}

/// A sales representative.
#[derive(Debug, Clone)]
pub struct Rep {
    pub code: Text,
    pub name: Text,
    pub region: &'static str,
    pub employee: EmployeeIndex,
}

/// A supplier.
#[derive(Debug, Clone)]
pub struct Supplier {
    pub code: Text,
    pub name: Text,
    pub country: &'static str,
    pub category: &'static str,
    /// Names of the materials it can supply.
    pub supplies: &'static [&'static str],
    pub currency: Currency,
    pub terms_days: u32,
    pub lead_time_days: u32,
    pub iban: Text,
    pub bic: Text,
    pub is_on_watch: bool,
    /// How it delivers: usual days late and their spread, the share of lots with rejects.
    pub days_late: f64,
    pub days_late_spread: f64,
    pub reject_share: f64,
    /// Usual price paid over standard, as a share (negative: below).
    pub price_over_standard: f64,
}

/// Regions with their countries and how many of sixty customers each country has.
const REGIONS: [(&str, &[(&str, usize)]); 4] = [
    ("UK & Ireland", &[("GB", 18), ("IE", 4)]),
    ("Central Europe", &[("DE", 10), ("PL", 7), ("NL", 4)]),
    ("Southern Europe", &[("FR", 5), ("IT", 5)]),
    ("North America", &[("US", 7)]),
];
/// Representatives in each region.
const REPS: [usize; 4] = [4, 3, 2, 1];

/// Names and regions of the representatives.
pub(crate) fn reps(seed: u64) -> Vec<Rep> {
    let mut random = stream(seed, "representatives");
    let regions =
        REGIONS.iter().zip(REPS).flat_map(|((region, _), count)| std::iter::repeat_n(*region, count));
    regions
        .enumerate()
        .map(|(at, region)| Rep {
            code: format!("R{:02}", at + 1).into(),
            name: names::person(&mut random, "GB").into(),
            region,
            employee: EmployeeIndex(0),
        })
        .collect()
}

/// Sixty customers for each unit of scale. The first of all is the key account.
pub(crate) fn customers(seed: u64, scale: u32, reps: &[Rep]) -> Vec<Customer> {
    let mut customers = Vec::new();
    for block in 0..scale as usize {
        for (region, countries) in REGIONS {
            for &(country, count) in countries {
                for number in 0..count {
                    let name = names::customer(country, block * count + number);
                    customers.push(customer(seed, customers.len(), name, region, country, reps));
                }
            }
        }
    }
    let total: f64 = customers.iter().map(|customer| customer.weight).sum();
    let mut random = stream(seed, "credit limits");
    for customer in &mut customers {
        customer.weight /= total;
        // About eighty days of its purchases of £110M a year for each unit of scale.
        let yearly = 11.0e9 * f64::from(scale) * customer.weight / currency_level(customer.currency);
        let headroom: f64 = random.random_range(0.75..1.65);
        customer.credit_limit_minor =
            ((yearly * 80.0 / 365.0 * headroom / 1e6).round() as i64).max(2) * 1_000_000;
    }
    customers
}

/// Rough pounds for one unit, for limits only.
const fn currency_level(currency: Currency) -> f64 {
    [1.0, 0.86, 0.2, 0.79][currency as usize]
}

fn customer(
    seed: u64,
    at: usize,
    name: String,
    region: &'static str,
    country: &'static str,
    reps: &[Rep],
) -> Customer {
    let mut random = indexed(seed, "customers", at as u64);
    let able: Vec<usize> = (0..reps.len()).filter(|&rep| reps[rep].region == region).collect();
    let size: f64 = LogNormal::new(0.0, 0.85).map_or(1.0, |sizes| sizes.sample(&mut random));
    let segment = Segment::ALL[usize::from(random.random_bool(0.55)) + usize::from(random.random_bool(0.25))];
    let terms_days = [30, 30, 45, 60][random.random_range(0..4)];
    Customer {
        code: format!("C{:03}", at + 1).into(),
        name: name.into(),
        region,
        country,
        segment,
        rep: RepIndex::new(able[at % able.len()]),
        currency: currency_of(country),
        terms_days,
        credit_limit_minor: 0,
        since: date(
            2008 + random.random_range(0..14),
            random.random_range(1..13),
            random.random_range(1..28),
        ),
        is_on_hold: at % 60 == 47,
        weight: if at == 0 { 6.5 } else { size.clamp(0.2, 4.5) },
        discount: f64::from(random.random_range(2..9_u32)) / 100.0,
        days_late: if at == 0 { 1.0 } else { random.random_range(-3.0..16.0) },
        days_late_spread: random.random_range(2.0..9.0),
        days_late_drift: random.random_range(-1.0..2.5),
        families: std::array::from_fn(|_| {
            if random.random_bool(0.25) { 0.05 } else { random.random_range(0.4..1.0) }
        }),
    }
}

fn currency_of(country: &str) -> Currency {
    match country {
        "GB" => Currency::Gbp,
        "PL" => Currency::Pln,
        "US" => Currency::Usd,
        _ => Currency::Eur,
    }
}

/// Category, what it supplies, and the countries of the suppliers in the order of their names.
type Trade = (&'static str, &'static [&'static str], &'static [&'static str]);

const TRADES: [Trade; 11] = [
    ("Castings", &["Housing casting", "Coupling hub"], &["GB", "GB", "GB", "PL", "DE", "IT"]),
    ("Steel", &["Steel bar", "Sheet steel"], &["GB", "GB", "GB", "PL", "DE", "DE", "GB"]),
    ("Bearings", &["Bearing"], &["DE", "GB", "PL", "US", "DE"]),
    ("Seals and gaskets", &["Shaft seal", "Gasket"], &["GB", "DE", "IT", "GB"]),
    ("Fasteners", &["Bolt set"], &["GB", "PL", "DE", "GB"]),
    ("Gear sets", &["Gear set"], &["GB", "IT", "PL", "DE"]),
    ("Forgings and blanks", &["Key", "Shaft blank", "Gear blank"], &["GB", "GB", "PL", "DE"]),
    ("Paint", &["Paint"], &["GB", "PL"]),
    ("Lubricants", &["Gear oil"], &["GB", "PL"]),
    ("Packaging", &["Carton"], &["GB", "PL", "GB"]),
    ("Tools and consumables", &[], &["GB", "GB", "US", "DE"]),
];

/// The suppliers, in the order of `names::SUPPLIERS`.
pub(crate) fn suppliers(seed: u64) -> Vec<Supplier> {
    let trades = TRADES.iter().flat_map(|trade| trade.2.iter().map(move |&country| (trade, country)));
    trades
        .zip(names::SUPPLIERS)
        .enumerate()
        .map(|(at, ((trade, country), name))| supplier(seed, at, name, trade, country))
        .collect()
}

fn supplier(seed: u64, at: usize, name: &str, trade: &Trade, country: &'static str) -> Supplier {
    let mut random = indexed(seed, "suppliers", at as u64);
    let is_far = matches!(country, "US" | "IT");
    let is_weak = at % 11 == 3;
    Supplier {
        code: format!("S{:03}", at + 1).into(),
        name: name.into(),
        country,
        category: trade.0,
        supplies: trade.1,
        currency: currency_of(country),
        terms_days: [30, 45, 60][random.random_range(0..3)],
        lead_time_days: random.random_range(7..22) + if is_far { 14 } else { 0 },
        iban: iban(country, &mut random),
        bic: format!("DEMO{country}2X").into(),
        is_on_watch: is_weak,
        days_late: if is_weak { 3.5 } else { random.random_range(-1.2..1.0) },
        days_late_spread: random.random_range(0.8..3.0),
        reject_share: if is_weak { 0.06 } else { random.random_range(0.005..0.025) },
        price_over_standard: random.random_range(-0.02..0.03),
    }
}

/// An IBAN of an invented bank with right check digits (ISO 7064 mod 97-10).
fn iban(country: &str, random: &mut crate::random::Stream) -> Text {
    let digits: String = (0..16).map(|_| char::from(b'0' + random.random_range(0..10_u8))).collect();
    let country = if country == "US" { "GB" } else { country };
    iban_of(country, &digits)
}

/// Joins a country and an account of digits to an IBAN with its check digits.
pub(crate) fn iban_of(country: &str, digits: &str) -> Text {
    let text = format!("{digits}{country}00");
    let remainder = text.bytes().fold(0_u32, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    format!("{country}{:02}{digits}", 98 - remainder).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_the_standard() {
        // The examples of the IBAN registry, cut to digits only.
        assert_eq!(iban_of("DE", "370400440532013000"), "DE89370400440532013000");
        assert_eq!(iban_of("PL", "109010140000071219812874"), "PL61109010140000071219812874");
    }
}
