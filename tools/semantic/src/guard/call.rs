//! Calls of functions: those of the list, tamed where a value could stop the statement, tell of hidden rows, or grow.

use sqlparser::ast::{
    CastKind, DataType, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentList, FunctionArguments, Ident, UnaryOperator, Value, WindowFrame, WindowFrameBound,
    WindowSpec, WindowType,
};

use super::{
    SqlRefusal, functions,
    literal::{day, text_of},
    names::{Frame, rewrite},
    rewrite::{Outcome, Rewriter, refuse},
};
use crate::Dialect;

impl Rewriter<'_> {
    pub(super) fn function(&mut self, expression: &mut Expr, frame: &Frame<'_>) -> Outcome {
        let Expr::Function(function) = expression else {
            return Ok(());
        };
        let name = match function.name.0.as_slice() {
            [part] => part.as_ident().map(|name| name.value.to_ascii_lowercase()).unwrap_or_default(),
            _ => function.name.to_string(),
        };
        if name == "current_date" {
            *expression = day(self.dialect, self.today);
            return Ok(());
        }
        if !functions::is_allowed(self.dialect, &name) {
            let instead = functions::instead(self.dialect, &name);
            return Err(SqlRefusal::not_allowed(format!("the function {name}"), instead));
        }
        let Function {
            name: written,
            uses_odbc_syntax,
            parameters,
            args,
            within_group,
            filter,
            null_treatment,
            over,
        } = function;
        *written = vec![Ident::new(&name)].into();
        let plain = !*uses_odbc_syntax && *parameters == FunctionArguments::None && null_treatment.is_none();
        refuse(!plain, "this form of a function", "write name(arguments)")?;
        self.arguments(&name, args, frame)?;
        self.sorted(within_group, frame)?;
        self.maybe(filter.as_deref_mut(), frame)?;
        match over {
            None => Ok(()),
            Some(WindowType::NamedWindow(name)) => rewrite(self.dialect, name).map(drop),
            Some(WindowType::WindowSpec(window)) => self.window(window, frame),
        }
    }

    fn arguments(&mut self, name: &str, arguments: &mut FunctionArguments, frame: &Frame<'_>) -> Outcome {
        let FunctionArguments::List(FunctionArgumentList { duplicate_treatment, args, clauses }) = arguments
        else {
            return Err(SqlRefusal::not_allowed(format!("{name} without brackets"), "write name(arguments)"));
        };
        let known = matches!(
            duplicate_treatment,
            None | Some(DuplicateTreatment::Distinct | DuplicateTreatment::All)
        );
        refuse(!known || !clauses.is_empty(), "this form of a function", "write name(arguments)")?;
        if name == "concat" {
            args.iter().try_for_each(|_| self.one_more_concatenation())?;
        }
        for argument in args.iter_mut() {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => {
                    self.expression(expression, frame)?
                }
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) if name == "count" => {}
                _ => {
                    return Err(SqlRefusal::not_allowed(
                        format!("this argument of {name}"),
                        "give columns and expressions, or count(*)",
                    ));
                }
            }
        }
        self.tame(name, args)
    }

    /// Takes from some functions what could stop the statement, tell of hidden rows, or grow a text.
    fn tame(&mut self, name: &str, arguments: &mut [FunctionArg]) -> Outcome {
        match name {
            "replace" => {
                let length = |argument: Option<&FunctionArg>| text_of(argument?).map(str::len);
                let grows = match (length(arguments.get(1)), length(arguments.get(2))) {
                    (Some(pattern), Some(by)) => by > pattern,
                    _ => true,
                };
                refuse(
                    grows,
                    "replace with a longer text",
                    "write two texts in single quotes, the second no longer",
                )
            }
            // The absolute value of the least integer is an error.
            "abs" if self.dialect == Dialect::Sqlite => {
                arguments.iter_mut().for_each(unless_least);
                Ok(())
            }
            name if self.dialect == Dialect::Postgres && functions::OF_REALS.contains(&name) => {
                arguments.iter_mut().for_each(as_real);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn window(&mut self, window: &mut WindowSpec, frame: &Frame<'_>) -> Outcome {
        let WindowSpec { window_name, partition_by, order_by, window_frame } = window;
        if let Some(name) = window_name {
            rewrite(self.dialect, name)?;
        }
        self.expressions(partition_by, frame)?;
        self.sorted(order_by, frame)?;
        let Some(WindowFrame { units: _, start_bound, end_bound }) = window_frame else {
            return Ok(());
        };
        for bound in std::iter::once(start_bound).chain(end_bound) {
            match bound {
                WindowFrameBound::CurrentRow => {}
                WindowFrameBound::Preceding(edge) | WindowFrameBound::Following(edge) => {
                    self.maybe(edge.as_deref_mut(), frame)?;
                }
            }
        }
        Ok(())
    }
}

/// `nullif(argument, -9223372036854775808)`.
fn unless_least(argument: &mut FunctionArg) {
    let FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) = argument else {
        return;
    };
    let inner = std::mem::replace(expression, Expr::Tuple(Vec::new()));
    let digits = Value::Number("9223372036854775808".to_owned(), false).with_empty_span();
    let least = Expr::UnaryOp { op: UnaryOperator::Minus, expr: Box::new(Expr::Value(digits)) };
    let unnamed = |part| FunctionArg::Unnamed(FunctionArgExpr::Expr(part));
    *expression = Expr::Function(Function {
        name: vec![Ident::new("nullif")].into(),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args: vec![unnamed(inner), unnamed(least)],
            clauses: Vec::new(),
        }),
        within_group: Vec::new(),
        filter: None,
        null_treatment: None,
        over: None,
    });
}

fn as_real(argument: &mut FunctionArg) {
    if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) = argument {
        let inner = std::mem::replace(expression, Expr::Tuple(Vec::new()));
        *expression = Expr::Cast {
            kind: CastKind::Cast,
            expr: Box::new(inner),
            data_type: DataType::DoublePrecision,
            format: None,
        };
    }
}
