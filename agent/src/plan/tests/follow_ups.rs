//! Conversations.

use super::manufacturer::manufacturer;

#[test]
fn twelve_turns_keep_their_filters() {
    manufacturer().check_conversation(&[
        ("OEE by line at Leeds last week", "oee by line @last_week [plant=Leeds]"),
        ("and by shift?", "oee by shift @last_week [plant=Leeds]"),
        ("without nights", "oee by shift @last_week [plant=Leeds] [shift!=Night]"),
        ("what about last month", "oee by shift @last_month [plant=Leeds] [shift!=Night]"),
        ("same for Derby", "oee by shift @last_month [plant=Derby] [shift!=Night]"),
        ("and scrap?", "scrap_ratio by shift @last_month [plant=Derby] [shift!=Night]"),
        ("by line", "scrap_ratio by line @last_month [plant=Derby] [shift!=Night]"),
        ("worst 3 only", "scrap_ratio by line @last_month [plant=Derby] [shift!=Night] worst 3"),
        (
            "compare with last year",
            "scrap_ratio by line @last_month vs previous_year [plant=Derby] [shift!=Night] worst 3",
        ),
        ("now the trend", "scrap_ratio by line per day @last_month [plant=Derby] [shift!=Night]"),
        (
            "weekly please, since June",
            "scrap_ratio by line per week @2026-06-01..2026-09-30 [plant=Derby] [shift!=Night]",
        ),
        ("include nights again", "scrap_ratio by line per week @2026-06-01..2026-09-30 [plant=Derby]"),
        ("back to all plants", "scrap_ratio by line per week @2026-06-01..2026-09-30"),
        ("only Leeds", "scrap_ratio by line per week @2026-06-01..2026-09-30 [plant=Leeds]"),
        ("in total", "scrap_ratio @2026-06-01..2026-09-30 [plant=Leeds]"),
    ]);
}

#[test]
fn a_complete_question_inherits_nothing() {
    manufacturer().check_conversation(&[
        (
            "OEE by line at Leeds last week, without nights",
            "oee by line @last_week [plant=Leeds] [shift!=Night]",
        ),
        ("revenue by customer last month", "revenue by customer @last_month"),
        ("top 5 only", "revenue by customer @last_month highest 5"),
        ("What was the scrap rate in Derby yesterday?", "scrap_ratio @yesterday [plant=Derby]"),
        ("show me OEE by shift this month", "oee by shift @this_month"),
    ]);
}

#[test]
fn splits() {
    manufacturer().check_conversation(&[
        ("downtime last week", "downtime @last_week"),
        ("by line", "downtime by line @last_week"),
        ("and by reason?", "downtime by downtime_reason @last_week"),
        ("by line as well", "downtime by downtime_reason+line @last_week"),
        ("not by line", "downtime by downtime_reason @last_week"),
        ("why not by line", "downtime by line @last_week"),
        ("break that down by shift", "downtime by shift @last_week"),
        ("split it further by plant", "downtime by shift+plant @last_week"),
        ("by plant and shift", "downtime by plant+shift @last_week"),
        ("as a table by month", "downtime by plant+shift per month @last_12_months"),
        ("drop the split", "downtime @last_12_months"),
        ("per line instead", "downtime by line @last_12_months"),
        ("which lines?", "downtime by line @last_12_months"),
        ("for each machine", "downtime by machine @last_12_months"),
    ]);
}

#[test]
fn members() {
    manufacturer().check_conversation(&[
        ("OEE by plant last week", "oee by plant @last_week"),
        ("only Leeds", "oee by plant @last_week [plant=Leeds]"),
        ("and Derby?", "oee by plant @last_week [plant=Derby]"),
        ("also Leeds", "oee by plant @last_week [plant=Derby|Leeds]"),
        ("without Derby", "oee by plant @last_week [plant=Leeds]"),
        ("what about line 3", "oee by plant @last_week [plant=Leeds] [line=Line 3]"),
        ("lines 1 to 3", "oee by plant+line @last_week [plant=Leeds] [line=Line 1|Line 2|Line 3]"),
        ("drop the line filter", "oee by plant+line @last_week [plant=Leeds]"),
        ("nights only", "oee by plant+line @last_week [plant=Leeds] [shift=Night]"),
        ("remove nights", "oee by plant+line @last_week [plant=Leeds] [shift!=Night]"),
        ("drop the filters", "oee by plant+line @last_week"),
        ("compare Leeds with Derby", "oee by plant+line @last_week [plant=Leeds|Derby]"),
        ("for the whole company", "oee by plant+line @last_week"),
        ("Wroclaw", "oee by plant+line @last_week [plant=Wrocław]"),
        (
            "excluding line 9 and line 10",
            "oee by plant+line @last_week [plant=Wrocław] [line!=Line 9|Line 10]",
        ),
        (
            "also without line 11",
            "oee by plant+line @last_week [plant=Wrocław] [line!=Line 9|Line 10|Line 11]",
        ),
    ]);
}

#[test]
fn a_place_replaces_the_lines_of_another() {
    manufacturer().check_conversation(&[
        ("OEE for line 3 at Leeds last week", "oee @last_week [line=Line 3] [plant=Leeds]"),
        ("what about Derby?", "oee @last_week [plant=Derby]"),
        ("line 5", "oee @last_week [plant=Derby] [line=Line 5]"),
        ("and line 6?", "oee @last_week [plant=Derby] [line=Line 6]"),
    ]);
}

#[test]
fn periods() {
    manufacturer().check_conversation(&[
        ("revenue by region in Q2", "revenue by region @2026-Q2"),
        ("and Q3?", "revenue by region @2026-Q3"),
        ("vs last year", "revenue by region @2026-Q3 vs previous_year"),
        ("Q2 instead", "revenue by region @2026-Q2 vs previous_year"),
        ("against the previous quarter", "revenue by region @2026-Q2 vs previous_period"),
        ("drop the comparison", "revenue by region @2026-Q2"),
        ("and the quarter before?", "revenue by region @2026-Q1"),
        ("what about the same period last year", "revenue by region @2025-Q1"),
        ("what about last year", "revenue by region @last_year"),
        ("by month", "revenue by region per month @last_year"),
        ("last 3 months", "revenue by region per month @last_3_months"),
        ("compare with the previous period", "revenue by region @last_3_months vs previous_period"),
        ("monthly", "revenue by region per month @last_3_months"),
        ("only the North", "revenue by region per month @last_3_months [region=North]"),
        ("ytd", "revenue by region per month @year_to_date [region=North]"),
        ("yoy", "revenue by region @year_to_date vs previous_year [region=North]"),
    ]);
}

#[test]
fn measures() {
    manufacturer().check_conversation(&[
        ("scrap rate by line at Leeds last week", "scrap_ratio by line @last_week [plant=Leeds]"),
        ("and OEE", "oee by line @last_week [plant=Leeds]"),
        ("what about downtime?", "downtime by line @last_week [plant=Leeds]"),
        ("add stops", "downtime+stops by line @last_week [plant=Leeds]"),
        ("availability too", "downtime+stops+availability by line @last_week [plant=Leeds]"),
        ("just OEE", "oee by line @last_week [plant=Leeds]"),
        ("with its drivers", "oee+availability+performance+quality_ratio by line @last_week [plant=Leeds]"),
        ("scrap rate", "scrap_ratio by line @last_week [plant=Leeds]"),
        ("scrap cost instead", "scrap_cost by line @last_week [plant=Leeds]"),
        ("same for output", "output by line @last_week [plant=Leeds]"),
        ("how is that calculated?", "describe output"),
        ("and by shift", "output by shift @last_week [plant=Leeds]"),
        ("what is OTIF?", "describe otif"),
        ("by line", "output by line @last_week [plant=Leeds]"),
    ]);
}

#[test]
fn order_and_number() {
    manufacturer().check_conversation(&[
        ("revenue by customer last month", "revenue by customer @last_month"),
        ("top 3", "revenue by customer @last_month highest 3"),
        ("bottom 5", "revenue by customer @last_month lowest 5"),
        ("show all", "revenue by customer @last_month lowest"),
        ("highest first", "revenue by customer @last_month highest"),
        ("which grew most?", "revenue by customer @last_month vs previous_period highest change"),
        ("and orders?", "orders by customer @last_month vs previous_period highest change"),
        ("by region", "orders by region @last_month vs previous_period"),
        ("has it improved?", "orders by region @last_month vs previous_period best change"),
    ]);
}

#[test]
fn what_cannot_be_done_leaves_the_focus() {
    manufacturer().check_conversation(&[
        ("OEE by line at Leeds last week", "oee by line @last_week [plant=Leeds]"),
        ("and by customer?", "refuse ~ not recorded by customer"),
        ("and sausages?", "out ~ sausages"),
        ("what's the weather", "out"),
        ("thanks", "out"),
        ("and next week?", "out"),
        ("and revenue?", "refuse ~ not recorded by line"),
        ("what about 31 September", "clarify ~ no 31 September"),
        ("only line 99", "clarify ~ line 99"),
        ("hmm", "out"),
        ("yesterday", "oee by line @yesterday [plant=Leeds]"),
    ]);
}
