//! The functions that a statement may call: those that only compute, fail at worst, and cannot grow what they are given.
//! Anything else is refused, also what a later version of a database will bring.

use crate::Dialect;

const BOTH: &[&str] = &[
    "abs",
    "avg",
    "coalesce",
    "count",
    "cume_dist",
    "dense_rank",
    "first_value",
    "lag",
    "last_value",
    "lead",
    "length",
    "lower",
    "ltrim",
    "max",
    "min",
    "nth_value",
    "ntile",
    "nullif",
    "percent_rank",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "substr",
    "sum",
    "trim",
    "upper",
];

const SQLITE: &[&str] =
    &["date", "datetime", "ifnull", "iif", "instr", "julianday", "strftime", "substring", "time", "total"];

const POSTGRES: &[&str] = &[
    "age",
    "bool_and",
    "bool_or",
    "ceil",
    "ceiling",
    "char_length",
    "concat",
    "corr",
    "covar_pop",
    "covar_samp",
    "date_part",
    "date_trunc",
    "div",
    "every",
    "exp",
    "extract",
    "floor",
    "greatest",
    "initcap",
    "least",
    "left",
    "ln",
    "log",
    "make_date",
    "mod",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "position",
    "power",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "right",
    "split_part",
    "sqrt",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "strpos",
    "substring",
    "to_char",
    "to_date",
    "trunc",
    "var_pop",
    "var_samp",
    "variance",
];

/// What stands for a function that is often tried.
const INSTEAD: &[(&str, &str)] = &[
    ("array_agg", "group by the column instead"),
    ("current_time", "write CURRENT_DATE, the day of the company's data"),
    ("current_timestamp", "write CURRENT_DATE, the day of the company's data"),
    ("group_concat", "group by the column instead"),
    ("json_agg", "group by the column instead"),
    ("now", "write CURRENT_DATE, the day of the company's data"),
    ("random", "sort by a column: the same question must give the same answer"),
    ("string_agg", "group by the column instead"),
];

/// Functions of real numbers, which on PostgreSQL would go on for minutes over decimals of many digits.
pub(super) const OF_REALS: &[&str] = &["exp", "ln", "log", "power", "sqrt"];

pub(super) fn is_allowed(dialect: Dialect, name: &str) -> bool {
    let own = match dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    BOTH.contains(&name) || own.contains(&name)
}

/// What a person could use instead of a function that is not allowed.
pub(super) fn instead(dialect: Dialect, name: &str) -> String {
    if let Some((_, hint)) = INSTEAD.iter().find(|(known, _)| *known == name) {
        return (*hint).to_owned();
    }
    let own = match dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    let nearest = crate::lookup::nearest(name, BOTH.iter().chain(own).copied());
    match nearest.as_slice() {
        [] => "use aggregates, window functions, and functions of numbers, texts and dates that only compute"
            .to_owned(),
        some => format!("use {}", some.join(", ")),
    }
}
