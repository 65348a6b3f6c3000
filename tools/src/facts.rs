use serde::{Deserialize, Serialize};

/// A finding that the engine states. The narrator words it; a model may. Figures are ids within the same Evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub kind: FactKind,
    /// Measure label it speaks of.
    pub measure: String,
    /// The figures it rests on, in the order that `kind` documents.
    pub figures: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// [value, expected]: out of the ordinary.
    Unusual,
    /// []: the measure was looked at, and nothing was out of the ordinary.
    NothingUnusual,
    /// [centre, lower limit, upper limit]: no value over time breaks a rule of its control chart.
    InControl,
    /// The same where some do; each has a fact of its own.
    OutOfControl,
    /// [value, limit]: beyond a control limit.
    BeyondLimit,
    /// [first value, last value, centre]: all from the one to the other are on one side of the centre.
    RunOnOneSide,
    /// [first value, last value, limit]: most from the one to the other are close to a control limit.
    CloseToLimit,
    /// []: what documents say stands in the passages of the Evidence.
    Passages,
    /// [risk, usual risk]: a member that is warned of.
    AtRisk,
    /// The same of the member of the highest risk, where none is warned of.
    NotAtRisk,
    /// [share of them that were right, share of the failures that they found, days they came ahead]: how such warnings did.
    PastWarnings,
    /// [what can be freed, its share, stock by today's reorder points, by the advised ones, service of
    /// both, on hand now, floor]: of all stocks.
    StockPlan,
    /// [advised reorder point, today's]: of the stocks that free most.
    StockRule,
    /// [sum, bills, payees, part of it that is overdue]: a payment run that is proposed.
    PaymentRun,
    /// [sum, bills]: what a run would pay, were it cleared.
    PaymentsHeld,
    /// [sum, bills]: what a run would pay, were there money for it.
    PaymentsLeft,
    /// [sum]: what can wait for the run after it.
    NextRun,
    /// [cash now, once the run is paid].
    CashOfRun,
    /// [orders, late as planned, as proposed, in any sequence, set-up as planned, as proposed, in any sequence].
    Schedule,
    /// [count]: how many things it was made from, went into, and who received it; of what is traced.
    MadeFrom,
    WentInto,
    SentTo,
    /// []: nothing is recorded of what it was made from or went into.
    Untraced,
    /// [value]: the whole (or only) value asked for.
    Value,
    /// [value, target, gap].
    AgainstTarget,
    /// [value, previous, change] or [value, previous, change, change percent].
    Changed,
    /// [value, previous]: equal at the precision shown.
    Unchanged,
    /// [highest row's value]: the highest of the rows.
    Highest,
    /// [lowest row's value].
    Lowest,
    /// [largest row's value, its share of the total].
    LargestShare,
    /// [row's value, previous, change, …]: the row that rose most.
    RoseMost,
    /// [row's value, previous, change, …]: the row that fell most.
    FellMost,
    /// [first bucket's value, last bucket's value, change].
    Trend,
    /// [highest bucket's value].
    Peak,
    /// [lowest bucket's value].
    Trough,
    /// [count]: how many rows there are.
    HowMany,
    /// [rows that meet the conditions, rows there are, and the value of the condition where there is one].
    Meeting,
    /// [the rest's value, its share of the total]: all members without a row of their own, together.
    Rest,
    /// [share]: what the rows of a ranking have of the total together.
    Together,
    /// [first bucket's figure over its window, last bucket's].
    Window,
    /// [forecast, lower limit, upper limit] of the first bucket to come, and of the last: the limits hold it four times in five.
    Forecast,
    /// [error of such forecasts of the past, error of a naive forecast].
    ForecastError,
    /// [contribution, …]: the few members that the change came from, the largest first.
    Contribution,
    /// The same of one member's own change, by another split.
    ContributionWithin,
    /// [contribution, …]: what each factor of the measure did to it; their measures are the factors.
    ContributionOfFactors,
    /// [what the mix of members did, what the members' own ratios did]: of a change that is mostly mix.
    MixAndRate,
    /// The same where each member by itself went the other way than the whole (Simpson's paradox).
    MixReversed,
    /// [value, previous]: another measure that moved out of the ordinary at the same time and is said to move this one.
    AtTheSameTime,
    /// [as recorded, as taken, change, or and change percent]: a measure that a what-if takes to be otherwise.
    Lever,
    /// The same of a measure that moves with it.
    Scenario,
    /// []: nothing was recorded.
    NoData,
    /// []: what the measure means; the words stand in the Evidence's measure notes.
    Definition,
    /// [count]: what can be asked, or which members there are; the names stand in the table.
    Listing,
}
