pub(crate) mod crowd;
mod more;

pub(crate) use more::{lines, quarters, repair, speed};

use sentia_reports::{Chart, ChartKind, Limits, NumberFormat, Point, PointRole, Series};

const MONTHS: [&str; 12] =
    ["Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"];

fn chart(kind: ChartKind, title: &str, alt: &str, format: NumberFormat, series: Vec<Series>) -> Chart {
    Chart { title: title.to_owned(), alt: alt.to_owned(), kind, format, series, limits: None, across: None }
}

fn pounds() -> NumberFormat {
    NumberFormat::Money { currency: "£".to_owned(), decimals: 0 }
}

fn rate(label: &str, value: f64) -> Point {
    Point::new(label, value, format!("{:.1}%", value * 100.0))
}

fn series(name: &str, values: &[f64]) -> Series {
    Series::new(name, MONTHS.iter().zip(values).map(|(month, value)| rate(month, *value)).collect())
}

pub(crate) fn oee() -> Chart {
    let mut leeds =
        series("Leeds", &[0.702, 0.698, 0.71, 0.715, 0.709, 0.72, 0.718, 0.711, 0.714, 0.712, 0.664, 0.618]);
    if let Some(last) = leeds.points.last_mut() {
        last.role = PointRole::Marked;
    }
    let ahead = [("Nov 26", 0.64, 0.6, 0.68), ("Dec 26", 0.66, 0.6, 0.72), ("Jan 27", 0.68, 0.6, 0.76)];
    leeds.points.extend(ahead.map(|(m, v, l, h)| rate(m, v).within(l, h).role(PointRole::Forecast)));
    let derby =
        series("Derby", &[0.741, 0.738, 0.745, 0.75, 0.748, 0.751, 0.757, 0.752, 0.756, 0.761, 0.759, 0.763]);
    let lodz =
        series("Łódź", &[0.69, 0.694, 0.688, 0.7, 0.703, 0.699, 0.708, 0.711, 0.707, 0.715, 0.719, 0.722]);
    chart(
        ChartKind::Line,
        "OEE at Leeds fell for two months; the other plants are level",
        "Lines of OEE by month. Leeds falls from 71.2% in August to 61.8% in October and is expected at 68.0% in January.",
        NumberFormat::Percent { decimals: 1 },
        vec![leeds, derby, lodz],
    )
}

pub(crate) fn bridge() -> Chart {
    let step = |label: &str, value: f64, shown: &str| Point::new(label, value, shown);
    let points = vec![
        step("Budget", 751_000.0, "£751k").role(PointRole::Total),
        step("Volume", -121_000.0, "−£121k"),
        step("Price", 38_000.0, "£38k"),
        step("Mix", 12_400.0, "£12k"),
        step("Material", -64_000.0, "−£64k"),
        step("Labour", -38_000.0, "−£38k"),
        step("Energy", 34_000.0, "£34k"),
        step("Actual", 612_400.0, "£612k").role(PointRole::Total),
    ];
    let alt = "Bridge from a budgeted operating profit of £751k to £612k: volume takes £121k, material £64k.";
    chart(
        ChartKind::Waterfall,
        "Volume at Leeds explains most of the miss",
        alt,
        pounds(),
        vec![Series::new("Profit", points)],
    )
}

pub(crate) fn revenue() -> Chart {
    let part = |name: &str, values: [f64; 6]| {
        let months = MONTHS.iter().skip(6).zip(values);
        Series::new(name, months.map(|(m, v)| Point::new(*m, v * 1e6, format!("£{v:.2}m"))).collect())
    };
    let parts = vec![
        part("Conveyors", [3.02, 3.11, 3.25, 3.04, 3.18, 3.11]),
        part("Spare parts and service", [1.21, 1.24, 1.22, 1.25, 1.27, 1.28]),
        part("Retrofit", [0.52, 0.48, 0.5, 0.46, 0.44, 0.42]),
        part("Credits", [-0.05, -0.02, -0.11, -0.04, -0.02, -0.03]),
    ];
    chart(
        ChartKind::Stacked,
        "Revenue by line of business",
        "Stacked bars of revenue, May to October.",
        pounds(),
        parts,
    )
}

pub(crate) fn plants() -> Chart {
    let points = vec![
        Point::new("Derby", 41_200.0, "£41,200"),
        Point::new("Łódź", 18_900.0, "£18,900"),
        Point::new("Head office and shared services", -6_400.0, "−£6,400"),
        Point::new("Leeds", -183_250.0, "−£183,250").role(PointRole::Marked),
    ];
    let alt = "Bars of contribution against budget: Leeds −£183,250, Derby £41,200.";
    chart(
        ChartKind::Bar,
        "Contribution against budget by plant",
        alt,
        pounds(),
        vec![Series::new("Plant", points)],
    )
}

pub(crate) fn targets() -> Chart {
    let points = vec![
        rate("OEE, Leeds", 0.618).against(0.72, "72.0%").role(PointRole::Marked),
        rate("OEE, Derby", 0.763).against(0.74, "74.0%"),
        rate("On-time delivery", 0.941).against(0.96, "96.0%"),
        rate("First-pass yield", 0.982).against(0.98, "98.0%"),
    ];
    let format = NumberFormat::Percent { decimals: 1 };
    chart(
        ChartKind::Bullet,
        "Where we stand against target",
        "Bars with targets.",
        format,
        vec![Series::new("Measure", points)],
    )
}

pub(crate) fn shifts() -> Chart {
    let row = |name: &str, values: [f64; 7]| {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter().zip(values);
        Series::new(name, days.map(|(day, v)| rate(day, v)).collect())
    };
    let rows = vec![
        row("Early", [0.021, 0.019, 0.022, 0.02, 0.024, 0.03, f64::NAN]),
        row("Late", [0.025, 0.024, 0.023, 0.027, 0.029, 0.034, 0.036]),
        row("Night", [0.038, 0.036, 0.041, 0.044, 0.052, 0.061, 0.058]),
    ];
    chart(
        ChartKind::HeatMap,
        "Scrap is a matter of nights and week-ends",
        "Grid of scrap rates.",
        NumberFormat::Percent { decimals: 1 },
        rows,
    )
}

pub(crate) fn scrap() -> Chart {
    let causes = [
        ("Burrs", 18.2),
        ("Porosity", 13.9),
        ("Scratches", 6.1),
        ("Wrong colour", 4.4),
        ("Size", 3.2),
        ("Packaging damage in transit", 1.9),
        ("Other", 1.21),
    ];
    let points = causes.map(|(label, v)| Point::new(label, v * 1000.0, format!("€{:.1}k", v)));
    let euros = NumberFormat::Money { currency: "€".to_owned(), decimals: 0 };
    let alt = "Scrap cost by cause: burrs €18.2k and porosity €13.9k are two thirds.";
    chart(
        ChartKind::Pareto,
        "Two causes are two thirds of scrap",
        alt,
        euros,
        vec![Series::new("Cost", points.to_vec())],
    )
}

pub(crate) fn diameter() -> Chart {
    let values = [
        12.01, 12.02, 11.99, 12.0, 12.03, 11.98, 12.01, 12.0, 11.97, 12.02, 12.01, 11.99, 12.0, 12.02, 12.01,
        12.04, 12.05, 12.06, 12.09, 12.03, 12.02, 12.0, 11.99, 12.01,
    ];
    let point = |(index, value): (usize, &f64)| {
        let role = if *value > 12.07 { PointRole::Marked } else { PointRole::Normal };
        Point::new(format!("{}", index + 1), *value, format!("{value:.2} mm")).role(role)
    };
    let points = values.iter().enumerate().map(point).collect();
    let format = NumberFormat::Quantity { unit: "mm".to_owned(), decimals: 2 };
    let alt = "Control chart of bore diameters: subgroup 19 lies over the upper limit at 12.09 mm.";
    let mut chart = chart(
        ChartKind::Control,
        "One subgroup of bores is out of control",
        alt,
        format,
        vec![Series::new("Diameter", points)],
    );
    chart.limits = Some(Limits {
        centre: (12.01, "12.01 mm".to_owned()),
        lower: (11.94, "11.94 mm".to_owned()),
        upper: (12.08, "12.08 mm".to_owned()),
    });
    chart
}

/// A chart of each kind.
pub(crate) fn every_kind() -> Vec<Chart> {
    vec![
        oee(),
        plants(),
        revenue(),
        bridge(),
        scrap(),
        diameter(),
        shifts(),
        targets(),
        speed(),
        repair(),
        lines(),
        quarters(),
    ]
}
