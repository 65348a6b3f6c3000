//! Seasonal ARIMA: differences by test, orders by the stepwise search of Hyndman and Khandakar (2008), coefficients by exact
//! likelihood.

mod difference;
mod fit;
mod innovations;
mod polynomial;

use std::collections::HashSet;

use difference::Differences;
use fit::Fitted;

/// No more models than this are tried.
const TRIED: usize = 40;
/// Values beyond these, from the end backwards, teach a model of this kind nothing but cost time.
const LONGEST: usize = 500;

/// Orders of the two autoregressions and the two moving averages, and whether there is a mean of the differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Order {
    pub(crate) own: usize,
    pub(crate) shock: usize,
    pub(crate) season_own: usize,
    pub(crate) season_shock: usize,
    pub(crate) constant: bool,
}

impl Order {
    fn new(own: usize, shock: usize, season_own: usize, season_shock: usize, constant: bool) -> Order {
        Order { own, shock, season_own, season_shock, constant }
    }

    pub(crate) fn coefficients(self) -> usize {
        self.own + self.shock + self.season_own + self.season_shock + usize::from(self.constant)
    }

    fn is_small(self) -> bool {
        self.own + self.shock + self.season_own + self.season_shock <= 5
    }

    /// Those one step away.
    fn neighbours(self, season: usize, may_be_constant: bool) -> Vec<Order> {
        let moves: [(isize, isize, isize, isize); 16] = [
            (0, 0, -1, 0),
            (0, 0, 0, -1),
            (0, 0, 1, 0),
            (0, 0, 0, 1),
            (0, 0, -1, -1),
            (0, 0, -1, 1),
            (0, 0, 1, -1),
            (0, 0, 1, 1),
            (-1, 0, 0, 0),
            (0, -1, 0, 0),
            (1, 0, 0, 0),
            (0, 1, 0, 0),
            (-1, -1, 0, 0),
            (-1, 1, 0, 0),
            (1, -1, 0, 0),
            (1, 1, 0, 0),
        ];
        let moved = |(own, shock, season_own, season_shock): (isize, isize, isize, isize)| {
            Some(Order {
                own: self.own.checked_add_signed(own).filter(|order| *order <= 5)?,
                shock: self.shock.checked_add_signed(shock).filter(|order| *order <= 5)?,
                season_own: self.season_own.checked_add_signed(season_own).filter(|order| *order <= 2)?,
                season_shock: self
                    .season_shock
                    .checked_add_signed(season_shock)
                    .filter(|order| *order <= 2)?,
                ..self
            })
        };
        let switched = may_be_constant.then_some(Order { constant: !self.constant, ..self });
        let seasonal = |order: &Order| season > 1 || order.season_own + order.season_shock == 0;
        moves
            .into_iter()
            .filter_map(moved)
            .chain(switched)
            .filter(seasonal)
            .filter(|order| order.is_small())
            .collect()
    }
}

/// A model whose differences, orders and coefficients are known.
#[derive(Debug, Clone)]
pub(crate) struct Arima {
    differences: Differences,
    order: Order,
    season: usize,
    fitted: Fitted,
}

impl Arima {
    pub(crate) fn select(values: &[f64], season: usize) -> Option<Arima> {
        let values = &values[values.len().saturating_sub(LONGEST)..];
        if values.len() < 8 {
            return None;
        }
        let differences = Differences::choose(values, season);
        let series = differences.take(values);
        let may_be_constant = differences.count() < 2;
        let seasonal = usize::from(season > 1 && series.len() > 2 * season);
        let season = if seasonal == 1 { season } else { 1 };
        let mut search = Search { series, season, tried: HashSet::new() };
        let mut best: Option<(Order, Fitted)> = None;
        for order in [(2, 2, 1, 1), (0, 0, 0, 0), (1, 0, 1, 0), (0, 1, 0, 1)] {
            let (own, shock, season_own, season_shock) = order;
            let order =
                Order::new(own, shock, season_own * seasonal, season_shock * seasonal, may_be_constant);
            search.try_order(order, &mut best);
        }
        search.try_order(Order::new(0, 0, 0, 0, false), &mut best);
        while let Some((order, _)) = &best {
            let order = *order;
            let better = order.neighbours(season, may_be_constant).into_iter();
            if !better.into_iter().any(|near| search.try_order(near, &mut best)) {
                break;
            }
        }
        let (order, fitted) = best?;
        Some(Arima { differences, order, season, fitted })
    }

    /// The same orders with coefficients fitted to other values.
    pub(crate) fn refit(&self, values: &[f64]) -> Option<Arima> {
        let values = &values[values.len().saturating_sub(LONGEST)..];
        let series = self.differences.take(values);
        let fitted = Fitted::fit(&series, self.order, self.season)?;
        Some(Arima { fitted, ..self.clone() })
    }

    pub(crate) fn forecast(&self, values: &[f64], horizon: usize) -> Option<Vec<f64>> {
        let values = &values[values.len().saturating_sub(LONGEST)..];
        let ahead = self.fitted.forecast(&self.differences.take(values), horizon)?;
        Some(self.differences.undo(values, &ahead))
    }
}

struct Search {
    series: Vec<f64>,
    season: usize,
    tried: HashSet<Order>,
}

impl Search {
    /// Whether the order is better than the best so far, which it then becomes.
    fn try_order(&mut self, order: Order, best: &mut Option<(Order, Fitted)>) -> bool {
        if self.tried.len() >= TRIED || !self.tried.insert(order) {
            return false;
        }
        let Some(fitted) = Fitted::fit(&self.series, order, self.season) else { return false };
        let better = best.as_ref().is_none_or(|(_, best)| fitted.criterion < best.criterion);
        if better {
            *best = Some((order, fitted));
        }
        better
    }
}
