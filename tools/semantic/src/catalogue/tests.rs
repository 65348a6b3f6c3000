use super::{Additivity, Area, Catalogue, Direction, Sensitivity};
use crate::{Unit, Value};

const FIXTURE: &str = include_str!("../../tests/engine/fixture.yaml");

fn faults(text: &str) -> String {
    match Catalogue::load(&[("c.yaml", text)]) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_the_file_says_is_in_the_catalogue() {
    let catalogue = Catalogue::load(&[("fixture.yaml", FIXTURE)]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((catalogue.name.as_str(), catalogue.fiscal_year_start), ("fixture", 4));
    let measure = catalogue.measure("quality_ratio").unwrap();
    assert_eq!((measure.label.as_str(), measure.unit.clone()), ("Quality ratio", Unit::Percent));
    assert_eq!((measure.direction, measure.area), (Direction::UpIsGood, Area::Quality));
    assert_eq!((measure.additivity, measure.target), (Additivity::Ratio, Some(0.97)));
    assert_eq!(
        (measure.synonyms.as_slice(), measure.default_period.as_str()),
        (["quality".to_owned()].as_slice(), "last_week")
    );
    assert_eq!(measure.source, "SUM(output.good) / SUM(output.total)");
    assert_eq!(catalogue.measure("output_value").unwrap().sensitivity, Sensitivity::Confidential);
    let additivity = |id: &str| catalogue.measure(id).unwrap().additivity;
    assert_eq!(additivity("stock_value"), Additivity::SemiAdditive);
    assert_eq!(additivity("bad"), Additivity::Additive);
    assert_eq!(additivity("mean_weight"), Additivity::Ratio);
    assert_eq!(additivity("estimated_cost"), Additivity::Ratio, "a count of different things is not summed");
    let line = catalogue.dimension("line").unwrap();
    assert_eq!(
        (line.key.as_deref(), line.parent.as_deref(), line.plural.as_str()),
        (Some("line_id"), Some("plant"), "Lines")
    );
    assert_eq!(catalogue.hash.len(), 64);
    let other = Catalogue::load(&[("fixture.yaml", FIXTURE.replace("0.97", "0.98"))]).unwrap();
    assert_ne!(other.hash, catalogue.hash);
}

#[test]
fn a_measure_has_another_version_when_its_figures_may_differ() {
    let version = |text: &str, measure: &str| {
        let catalogue = Catalogue::load(&[("fixture.yaml", text)]).unwrap_or_else(|error| panic!("{error}"));
        catalogue.version_of(catalogue.measure(measure).unwrap())
    };
    let of_ratio = version(FIXTURE, "quality_ratio");
    assert_eq!(of_ratio.len(), 8);
    for (old, new, changes) in [
        ("SUM(output.good) / SUM(output.total)", "SUM(output.good) / SUM(output.total + 1)", true),
        ("source: output", "source: other_output", true),
        ("0.97", "0.98", false),
        ("synonyms: [quality]", "synonyms: [goodness]", false),
        ("name: fixture", "name: another", false),
    ] {
        assert!(FIXTURE.contains(old), "{old}");
        let now = version(&FIXTURE.replace(old, new), "quality_ratio");
        assert_eq!(now != of_ratio, changes, "{old} as {new}");
    }
    let shipped = Catalogue::shipped().unwrap();
    let mut versions: Vec<String> =
        shipped.measures.iter().map(|measure| shipped.version_of(measure)).collect();
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), shipped.measures.len(), "two measures are one and the same");
}

#[test]
fn models_of_one_name_are_merged() {
    let (datasets, metrics) = FIXTURE.split_once("    metrics:").unwrap();
    let metrics = format!("semantic_model:\n  - name: fixture\n    metrics:{metrics}");
    let catalogue = Catalogue::load(&[("a.yaml", datasets), ("b.yaml", &metrics)])
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(catalogue.measures.len(), Catalogue::load(&[("c.yaml", FIXTURE)]).unwrap().measures.len());
    assert_eq!(catalogue.measures[0].at.to_string(), "b.yaml:4");
}

#[test]
fn every_fault_of_a_file_is_shown_with_its_line() {
    insta::assert_snapshot!(faults(include_str!("tests/broken.yaml")));
}

#[test]
fn joins_that_are_not_clear_are_faults() {
    let with = |relationships: &str| {
        let start = FIXTURE.find("    relationships:\n").unwrap() + "    relationships:\n".len();
        let text = [&FIXTURE[..start], relationships, &FIXTURE[start..]].concat();
        faults(&text)
    };
    let to_plant = "      - {name: machine_to_plant, from: machine, to: plant, from_columns: [line_id], to_columns: [plant_id]}\n";
    assert_eq!(with(to_plant), "", "a shorter way is clear");
    let second = "      - {name: stock_to_other_plant, from: stock, to: plant, from_columns: [product_id], to_columns: [plant_id]}\n";
    assert_eq!(
        with(second),
        "c.yaml:92: ambiguous join from `stock` to `plant`: by stock_to_other_plant or by stock_to_plant; name the path \
         in the SENTIA extension of `stock`, for example paths: {plant: [stock_to_other_plant]}"
    );
    let circle = "      - {name: plant_to_line, from: plant, to: line, from_columns: [country], to_columns: [line_id]}\n";
    assert!(
        with(circle).contains("relationships form a circle (plant → line → plant); remove one of them"),
        "{}",
        with(circle)
    );
    let not_a_key = "      - {name: stop_to_country, from: stop, to: plant, from_columns: [reason], to_columns: [country]}\n";
    assert!(
        with(not_a_key)
            .contains("`stop_to_country` leads to `plant` by country, which does not identify one row there")
    );
}

#[test]
fn metrics_that_cannot_be_computed_are_faults() {
    let with = |expression: &str| {
        let metric = format!(
            "      - name: probe\n        expression: {}\n",
            serde_json::to_string(expression).unwrap()
        );
        faults(&FIXTURE.replace("    metrics:\n", &format!("    metrics:\n{metric}")))
    };
    for (expression, message) in [
        ("SUM(output.good", "is not an SQL expression"),
        ("SUM(output.good) SUM(output.bad)", "goes on with `SUM` after the end of the expression"),
        ("output.good", "stands outside an aggregate; write for example SUM(output.good)"),
        ("SUM(good)", "`good` does not say its dataset; write `dataset.good`"),
        ("SUM(outputs.good)", "there is no dataset `outputs`; did you mean output?"),
        (
            "qualty_ratio * 2",
            "`qualty_ratio` is neither a metric nor within an aggregate; did you mean quality_ratio?",
        ),
        ("probe + 1", "the metric `probe` is defined by itself (probe → probe); break the circle"),
        ("COUNT(*)", "does not say of what; write for example COUNT(dataset.*)"),
        (
            "SUM(output.good - stop.seconds)",
            "spans `output` and `stop`, and no one of them leads to the others",
        ),
        ("SUM(output.weight) OVER (ORDER BY output.id)", "cannot stand in a metric"),
        ("MEDIAN(output.weight)", "cannot stand in a metric"),
        ("SUM(output.weight % 2)", "is not among what both databases compute alike"),
        (
            "SUM(CASE WHEN output.shift LIKE 'N%' THEN 1 END)",
            "is not among what both databases compute alike",
        ),
        ("SUM(DISTINCT output.good)", "counts each value once; only COUNT(DISTINCT …) may"),
        (
            "MIN(output.good, output.total)",
            "needs one argument; for the least or greatest of several use LEAST or GREATEST",
        ),
        ("SUM(CAST(output.weight AS BIGINT))", "write CAST(ROUND(…) AS BIGINT)"),
        ("SUM(ROUND(output.weight, 2))", "is not among what both databases compute alike"),
        ("1 + 2", "the metric `probe` aggregates nothing"),
        ("(SELECT 1)", "cannot stand in a metric"),
        ("SUM((SELECT MAX(weight) FROM output))", "is not among what both databases compute alike"),
    ] {
        let found = with(expression);
        assert!(found.contains(message), "{expression}: {found}");
        assert!(found.starts_with("c.yaml:"), "{expression}: {found}");
        assert_eq!(found.lines().count(), 1, "{expression}: {found}");
    }
    assert_eq!(with("COUNT(*) FILTER (WHERE output.is_late = 1)"), "");
    assert_eq!(with("AVG(output.weight) * -1 + +2"), "");
    assert_eq!(with("SUM(CAST(ROUND(output.weight * 100) AS BIGINT)) / 100"), "");
}

#[test]
fn what_is_not_a_catalogue_says_so() {
    for (text, message) in [
        ("", "there is no `semantic_model`"),
        ("just text", "there is no `semantic_model`"),
        ("semantic_model: {}", "`semantic_model` is not a list"),
        ("semantic_model:\n  - name: [", "this is not YAML"),
        ("a: 1\na: 2", "this is not YAML"),
        ("\u{0}\u{1}", ""),
        ("semantic_model:\n  - name: x\n    datasets: 5", "`datasets` is not a list"),
    ] {
        let found = faults(text);
        assert!(!found.is_empty() && found.contains(message), "{text:?}: {found}");
    }
    let deep = format!("semantic_model: {}", "[".repeat(20_000));
    assert!(!faults(&deep).is_empty());
    let aliases = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
        d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    assert!(!faults(aliases).is_empty());
    let missing = Catalogue::load_dir(std::path::Path::new("/no/such/folder")).unwrap_err().to_string();
    assert!(missing.starts_with("/no/such/folder:1: cannot be read"), "{missing}");
}

#[test]
fn values_read_from_json_keep_their_kind() {
    let values: Vec<Value> = serde_json::from_str("[null, 3, 0.5, \"x\"]").unwrap();
    assert_eq!(values, [Value::Null, Value::Integer(3), Value::Real(0.5), Value::from("x")]);
}

#[test]
fn who_a_person_or_a_company_is_has_a_pseudonym_in_the_shipped_catalogue_and_where_things_are_has_none() {
    let catalogue = Catalogue::shipped().unwrap();
    let kind = |id: &str| catalogue.dimension(id).unwrap().pseudonym.as_deref();
    let kinds = ["customer", "supplier", "employee", "sales_rep", "bank_account", "counterparty"].map(kind);
    let names = ["CUSTOMER", "SUPPLIER", "EMPLOYEE", "SALESREP", "BANKACCOUNT", "COUNTERPARTY"];
    assert_eq!(kinds, names.map(Some));
    assert_eq!(["plant", "line", "machine", "product", "material"].map(kind), [None; 5]);
}
