use super::NumberFormat;

/// What a chart shows; how it is drawn is the same in every format.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The finding, or what is plotted.
    pub title: String,
    /// The same in words, for those who cannot see the chart. Filled from the title if empty.
    pub alt: String,
    /// How the points are drawn.
    pub kind: ChartKind,
    /// What the values are; the axis is labelled in it.
    pub format: NumberFormat,
    /// The data. Kinds of one series refuse several.
    pub series: Vec<Series>,
    /// The limits of a control chart; other kinds do not draw them.
    pub limits: Option<Limits>,
    /// The horizontal axis of a scatter or Gantt chart; other kinds do not draw it.
    pub across: Option<Axis>,
}

/// A horizontal axis that counts something.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What it counts, drawn under it. May be empty.
    pub title: String,
    /// What stands upwards against it, drawn over the vertical axis of a scatter chart. May be empty.
    pub against: String,
    /// What its values are.
    pub scale: AxisScale,
}

/// What the values of a horizontal axis are.
#[derive(Clone, Debug, PartialEq)]
pub enum AxisScale {
    /// Numbers.
    Number(NumberFormat),
    /// Days since 1 January 1970; the fraction is the time of day.
    Time,
}

/// The kinds of charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Lines over an ordered axis, with a band where points have limits. Any number of series.
    Line,
    /// Bars from zero, one a point. One series.
    Bar,
    /// Bars made of parts: a series is a part, and points with the same label stand in one bar.
    Stacked,
    /// A bridge from one total to another. One series; totals have the role [`PointRole::Total`].
    Waterfall,
    /// Bars from the greatest to the least, with the share that they add up to. One series of positive values.
    Pareto,
    /// A process against its limits. One series; points out of control have the role [`PointRole::Marked`].
    Control,
    /// A grid: a series is a row, and points with the same label stand in one column.
    HeatMap,
    /// Values against their targets. One series.
    Bullet,
    /// Points of two measures: [`Point::across`] and the value. A series is a group. Points whose labels have room are
    /// named.
    Scatter,
    /// Bars from [`Point::across`] to the value, both on the horizontal axis. Points with the same label stand in one
    /// row; a series is a colour. A bar without length is a milestone.
    Gantt,
    /// Small lines with one scale, a series each.
    LineGrid,
    /// Small bars with one scale, a series each.
    BarGrid,
}

impl ChartKind {
    /// Whether the kind has room for one series alone.
    pub fn single(self) -> bool {
        matches!(self, Self::Bar | Self::Waterfall | Self::Pareto | Self::Control | Self::Bullet)
    }
}

/// Points that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What they are.
    pub name: String,
    /// The points, in order.
    pub points: Vec<Point>,
}

impl Series {
    /// A series of points.
    pub fn new(name: impl Into<String>, points: Vec<Point>) -> Self {
        Self { name: name.into(), points }
    }
}

/// One value of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where it stands: a period, or a member.
    pub label: String,
    /// The value. One that is not finite leaves a gap, and the chart says so.
    pub value: f64,
    /// The text of the value.
    pub shown: String,
    /// The lower limit of an interval, in the unit of the value.
    pub low: Option<f64>,
    /// The upper limit of an interval, in the unit of the value.
    pub high: Option<f64>,
    /// The target and its text, for bullets.
    pub target: Option<(f64, String)>,
    /// Where it stands or starts on the horizontal axis of a scatter or Gantt chart, and the text of that. Without it
    /// those kinds leave the point out, and say so.
    pub across: Option<(f64, String)>,
    /// What is special about it.
    pub role: PointRole,
}

impl Point {
    /// A point without limits or target.
    pub fn new(label: impl Into<String>, value: f64, shown: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value,
            shown: shown.into(),
            low: None,
            high: None,
            target: None,
            across: None,
            role: PointRole::Normal,
        }
    }

    /// The same point with the limits of an interval.
    #[must_use]
    pub fn within(mut self, low: f64, high: f64) -> Self {
        self.low = Some(low);
        self.high = Some(high);
        self
    }

    /// The same point with a target.
    #[must_use]
    pub fn against(mut self, target: f64, shown: impl Into<String>) -> Self {
        self.target = Some((target, shown.into()));
        self
    }

    /// The same point at a place of the horizontal axis.
    #[must_use]
    pub fn across(mut self, value: f64, shown: impl Into<String>) -> Self {
        self.across = Some((value, shown.into()));
        self
    }

    /// The same point in another role.
    #[must_use]
    pub fn role(mut self, role: PointRole) -> Self {
        self.role = role;
        self
    }
}

/// What is special about a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointRole {
    /// Nothing.
    Normal,
    /// A total of a bridge, drawn from zero.
    Total,
    /// A point that the reader should look at.
    Marked,
    /// A point that is expected and not yet seen, drawn dashed.
    Forecast,
}

/// The lines that a process is judged by, each with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The centre line.
    pub centre: (f64, String),
    /// The lower control limit.
    pub lower: (f64, String),
    /// The upper control limit.
    pub upper: (f64, String),
}
