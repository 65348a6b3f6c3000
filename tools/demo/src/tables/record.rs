//! The one macro behind every table: a struct of typed fields, its [`Table`](crate::table::Table), and the way into cells.

/// `record! { /// what a row is \n Name => CONSTANT, "table_name" { column: Type, … } }`.
/// The tenant column is written first and is not a field.
macro_rules! record {
    (
        $(#[$note:meta])*
        $record:ident => $constant:ident, $name:literal {
            $($(#[$column_note:meta])* $column:ident: $kind:ty,)*
        }
    ) => {
        $(#[$note])*
        #[derive(Debug, Clone)]
        pub struct $record {
            $($(#[$column_note])* pub $column: $kind,)*
        }

        #[doc = concat!("The table `", $name, "`.")]
        pub const $constant: &$crate::table::Table =
            &$crate::table::Table { name: $name, columns: &["tenant", $(stringify!($column)),*] };

        impl $crate::table::Record for $record {
            const TABLE: &'static $crate::table::Table = $constant;
            const POSITION: usize = super::position($name);

            fn append_to(self, cells: &mut Vec<$crate::value::Value>) {
                cells.push($crate::value::Value::Text($crate::value::Text::const_new($crate::TENANT)));
                $(cells.push($crate::value::Value::from(self.$column));)*
            }
        }
    };
}

pub(crate) use record;
