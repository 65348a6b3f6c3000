use jiff::civil::Date;

/// The words of a document that are the same in every report of a language.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// The heading over where the figures come from.
    pub sources: &'static str,
    /// The heading of the section that says how each figure was computed, for whoever writes one.
    pub computed: &'static str,
    /// What opens the values of a chart.
    pub values: &'static str,
    /// What the first sheet of a workbook is called.
    pub report: &'static str,
    /// What a table without a caption is called.
    pub table: &'static str,
    /// What a chart without a title is called.
    pub chart: &'static str,
    /// What a sheet is called that nothing else names.
    pub sheet: &'static str,
    /// What stands before the number of a page, and between it and how many there are.
    pub page: [&'static str; 2],
    /// The months as they stand in a date.
    months: [&'static str; 12],
    /// How a date is put together.
    date: DateOrder,
}

/// How a language puts a date together.
#[derive(Debug, PartialEq, Eq)]
enum DateOrder {
    /// `28 November 2026`
    Plain,
    /// `28. November 2026`
    Dotted,
    /// `1er novembre 2026`, and the other days plain
    FirstOrdinal,
    /// `28 de noviembre de 2026`
    Of,
}

static ENGLISH: Words = Words {
    sources: "Sources",
    computed: "How each figure was computed",
    values: "Values",
    report: "Report",
    table: "Table",
    chart: "Chart",
    sheet: "Sheet",
    page: ["Page ", " of "],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    date: DateOrder::Plain,
};

static GERMAN: Words = Words {
    sources: "Quellen",
    computed: "Wie jede Zahl berechnet wurde",
    values: "Werte",
    report: "Bericht",
    table: "Tabelle",
    chart: "Diagramm",
    sheet: "Blatt",
    page: ["Seite ", " von "],
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    date: DateOrder::Dotted,
};

static FRENCH: Words = Words {
    sources: "Sources",
    computed: "Comment chaque chiffre a été calculé",
    values: "Valeurs",
    report: "Rapport",
    table: "Tableau",
    chart: "Graphique",
    sheet: "Feuille",
    page: ["Page ", " sur "],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    date: DateOrder::FirstOrdinal,
};

static SPANISH: Words = Words {
    sources: "Fuentes",
    computed: "Cómo se calculó cada cifra",
    values: "Valores",
    report: "Informe",
    table: "Tabla",
    chart: "Gráfico",
    sheet: "Hoja",
    page: ["Página ", " de "],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    date: DateOrder::Of,
};

static POLISH: Words = Words {
    sources: "Źródła",
    computed: "Jak obliczono każdą liczbę",
    values: "Wartości",
    report: "Raport",
    table: "Tabela",
    chart: "Wykres",
    sheet: "Arkusz",
    page: ["Strona ", " z "],
    months: [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ],
    date: DateOrder::Plain,
};

/// The languages that have words of their own, by the first part of their tags.
static LANGUAGES: [(&str, &Words); 5] =
    [("en", &ENGLISH), ("de", &GERMAN), ("fr", &FRENCH), ("es", &SPANISH), ("pl", &POLISH)];

impl Words {
    /// The words of a language, given by its BCP 47 tag; none where it has no words of its own here.
    pub fn of(tag: &str) -> Option<&'static Self> {
        let first = tag.split('-').next().unwrap_or_default();
        let language = LANGUAGES.iter().find(|(language, _)| language.eq_ignore_ascii_case(first));
        language.map(|(_, words)| *words)
    }

    /// The words of a language, or English ones.
    pub(crate) fn or_english(tag: &str) -> &'static Self {
        Self::of(tag).unwrap_or(&ENGLISH)
    }

    /// A date as a reader writes it, such as `28 November 2026`.
    pub fn date(&self, date: Date) -> String {
        let (day, year) = (date.day(), date.year());
        let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
        let month = self.months.get(month).copied().unwrap_or_default();
        match self.date {
            DateOrder::Dotted => format!("{day}. {month} {year}"),
            DateOrder::Of => format!("{day} de {month} de {year}"),
            DateOrder::FirstOrdinal if day == 1 => format!("1er {month} {year}"),
            DateOrder::Plain | DateOrder::FirstOrdinal => format!("{day} {month} {year}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn no_language_lacks_a_word() {
        for (language, words) in LANGUAGES {
            let Words { sources, computed, values, report, table, chart, sheet, page, months, date: _ } =
                words;
            let all = [sources, computed, values, report, table, chart, sheet, &page[0], &page[1]];
            assert!(all.iter().all(|word| !word.trim().is_empty()), "{language}");
            assert!(
                page[0].ends_with(' ') && page[1].starts_with(' ') && page[1].ends_with(' '),
                "{language}"
            );
            let months: HashSet<&str> = months.iter().copied().filter(|month| !month.is_empty()).collect();
            assert_eq!(months.len(), 12, "{language}");
            let fit =
                |sheet: &&str| sheet.chars().count() <= 31 && !sheet.contains([':', '/', '?', '*', '[', ']']);
            assert!([report, table, chart, sheet].into_iter().all(fit), "{language}: names of sheets");
        }
        let computed: HashSet<&str> = LANGUAGES.iter().map(|(_, words)| words.computed).collect();
        assert_eq!(computed.len(), LANGUAGES.len(), "each in its own language");
    }

    #[test]
    fn dates_are_written_as_their_readers_write_them() {
        let written = |tag: &str, day| Words::of(tag).map(|words| words.date(date(2026, 3, day)));
        assert_eq!(written("en-GB", 28).as_deref(), Some("28 March 2026"));
        assert_eq!(written("de", 28).as_deref(), Some("28. März 2026"));
        assert_eq!(written("FR-ch", 1).as_deref(), Some("1er mars 2026"));
        assert_eq!(written("fr", 2).as_deref(), Some("2 mars 2026"));
        assert_eq!(written("es-419", 1).as_deref(), Some("1 de marzo de 2026"));
        assert_eq!(written("pl", 1).as_deref(), Some("1 marca 2026"));
        assert_eq!(written("ja", 1), None);
    }
}
